//! gzip: the clients that accept it, the answers that OSS compresses, and the compression.
//!
//! Source: `help.aliyun.com/document_detail/39645.html`, whose list of November 2024 has `text/html`, unlike older ones.

use std::io::Read as _;

use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder};
use http::Version;
use http::header::HeaderValue;

use super::{Call, header};

/// The smallest object that is compressed.
const LEAST: usize = 1024;

/// The types of objects that are compressed.
const TYPES: [&str; 10] = [
    "application/javascript",
    "application/json",
    "application/rss+xml",
    "application/x-javascript",
    "text/cache-manifest",
    "text/css",
    "text/html",
    "text/json",
    "text/plain",
    "text/xml",
];

/// The `Content-Encoding` of a compressed answer.
pub(crate) const GZIP: HeaderValue = HeaderValue::from_static("gzip");

/// Returns `true` if the client of this call can get gzip: it accepts it, and understands chunks.
pub(crate) fn is_accepted(call: &Call) -> bool {
    call.version >= Version::HTTP_11 && call.glance(header::ACCEPT_ENCODING).is_some_and(|list| accepts(&list))
}

/// Returns `true` if OSS compresses this number of bytes of this type, which may have parameters.
pub(crate) fn is_for(media_type: &HeaderValue, length: usize) -> bool {
    let media_type = media_type.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    length >= LEAST && TYPES.iter().any(|listed| listed.as_bytes().eq_ignore_ascii_case(media_type))
}

/// Returns `true` if an `Accept-Encoding` accepts gzip: by its name, or else by `*`, with a weight above 0.
///
/// Source: RFC 9110, section 12.5.3.
fn accepts(list: &[u8]) -> bool {
    let mut any = false;
    for item in list.split(|byte| *byte == b',') {
        let mut parts = item.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
        let coding = parts.next().unwrap_or_default();
        let accepted = parts.all(has_weight);
        if coding.eq_ignore_ascii_case(b"gzip") || coding.eq_ignore_ascii_case(b"x-gzip") {
            return accepted;
        }
        any |= coding == b"*" && accepted;
    }
    any
}

/// Returns `true` unless the parameter is a weight of 0, or a weight that is no number.
fn has_weight(parameter: &[u8]) -> bool {
    let Some((name, weight)) = std::str::from_utf8(parameter).ok().and_then(|text| text.split_once('=')) else {
        return false;
    };
    let weight: Result<f32, _> = weight.trim().parse();
    !name.trim().eq_ignore_ascii_case("q") || weight.is_ok_and(|weight| weight > 0.0 && weight <= 1.0)
}

/// Compresses bytes. The same input gives the same output, as the output contains neither a time nor a name.
pub(crate) fn compress(plain: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(plain.len() / 4);
    GzEncoder::new(plain, Compression::default()).read_to_end(&mut packed).expect("reading from memory does not fail");
    packed
}

/// The longest text that is unpacked.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;

/// Unpacks the output of [`compress`], or of another gzip; `None` if it is no gzip, or longer than 64 MiB.
pub(crate) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let read = GzDecoder::new(packed).take(MAX_UNPACKED + 1).read_to_end(&mut plain).ok()?;
    (read as u64 <= MAX_UNPACKED).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_encoding_is_read_as_http_has_it() {
        for (list, expected) in [
            ("gzip", true),
            ("GZip", true),
            ("x-gzip", true),
            ("deflate, gzip;q=0.5, br", true),
            ("gzip ; q=1.0", true),
            ("*", true),
            ("br, *;q=0.1", true),
            ("*;q=0, gzip", true),
            ("gzip;q=0, *", false),
            ("*, gzip;q=0", false),
            ("gzip;q=0", false),
            ("gzip;q=0.000", false),
            ("gzip;q=", false),
            ("gzip;q=NaN", false),
            ("gzip;q=-1", false),
            ("gzip;q=2", false),
            ("gzip;q", false),
            ("*;q=0", false),
            ("identity", false),
            ("gzipped, br", false),
            ("", false),
            (",;,=", false),
        ] {
            assert_eq!(accepts(list.as_bytes()), expected, "{list}");
        }
    }

    #[test]
    fn only_listed_types_of_some_length_are_compressed() {
        for (media_type, length, expected) in [
            ("text/plain", 1024, true),
            ("text/plain", 1023, false),
            ("Text/HTML; charset=utf-8", 1024, true),
            ("application/json ;charset=utf-8", 2000, true),
            ("image/png", 4096, false),
            ("text/plainer", 4096, false),
            ("application/octet-stream", 4096, false),
        ] {
            assert_eq!(is_for(&HeaderValue::from_static(media_type), length), expected, "{media_type}, {length}");
        }
    }

    #[test]
    fn the_same_bytes_are_compressed_alike() {
        let plain = b"abcdefg ".repeat(512);
        let packed = compress(&plain);
        assert_eq!(packed, compress(&plain));
        // No flags, no time, and no system.
        assert_eq!(packed[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
        #[cfg(feature = "fixtures")]
        assert_eq!(unpack(&packed), Some(plain));
    }
}
