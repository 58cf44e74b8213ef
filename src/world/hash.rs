//! The hashes of a body: its MD5 and its CRC-64.

use crc64fast::Digest as Crc64;
use md5::{Digest as _, Md5};

/// The polynomial of ECMA-182, its bits from right to left.
const POLYNOMIAL: u64 = 0xc96c_5795_d787_0f42;

pub(crate) fn md5(bytes: &[u8]) -> [u8; 16] {
    Md5::digest(bytes).into()
}

/// The CRC-64 that OSS names after ECMA-182, and others CRC-64/XZ.
pub(crate) fn crc64(bytes: &[u8]) -> u64 {
    let mut digest = Crc64::new();
    digest.write(bytes);
    digest.sum64()
}

/// The CRC-64 of a body that continues another one, whose CRC-64 is known.
///
/// A CRC is a remainder of polynomials: the first body is multiplied by x for each bit after it.
pub(crate) fn crc64_continued(before: u64, bytes: &[u8]) -> u64 {
    // The bits go from x^0, on the left, to x^63.
    let (mut shift, mut power) = (1 << 63, 1 << 55);
    let mut length = bytes.len();
    while length > 0 {
        if length & 1 == 1 {
            shift = product(shift, power);
        }
        power = product(power, power);
        length >>= 1;
    }
    product(before, shift) ^ crc64(bytes)
}

/// The product of two polynomials of bits, modulo that of ECMA-182.
fn product(a: u64, mut b: u64) -> u64 {
    let mut product = 0;
    for bit in (0..64).rev() {
        if a >> bit & 1 == 1 {
            product ^= b;
        }
        b = (b >> 1) ^ if b & 1 == 1 { POLYNOMIAL } else { 0 };
    }
    product
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
