//! What is told of a body: its MD5 and its CRC-64.

use crc::{CRC_64_XZ, Crc, Table};
use md5::{Digest as _, Md5};

/// What OSS calls CRC-64 of ECMA-182, and others CRC-64/XZ.
static CRC64: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_XZ);

pub(crate) fn md5(bytes: &[u8]) -> [u8; 16] {
    Md5::digest(bytes).into()
}

pub(crate) fn crc64(bytes: &[u8]) -> u64 {
    CRC64.checksum(bytes)
}

/// The CRC-64 of a body that goes on behind one whose CRC-64 is known.
pub(crate) fn crc64_continued(before: u64, bytes: &[u8]) -> u64 {
    // What comes out is the inverted register; what goes in is the register, bits in the order of the polynomial.
    let mut digest = CRC64.digest_with_initial((!before).reverse_bits());
    digest.update(bytes);
    digest.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_algorithm() {
        assert_eq!(crc64(b"123456789"), 0x995d_c9bb_df19_39fa);
        assert_eq!(crc64(b""), 0);
    }

    #[test]
    fn a_body_can_go_on() {
        for at in 0..=9 {
            let (before, behind) = b"123456789".split_at(at);
            assert_eq!(crc64_continued(crc64(before), behind), 0x995d_c9bb_df19_39fa, "{at}");
        }
    }
}
