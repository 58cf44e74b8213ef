//! Percent-encoding and the four forms in which OSS writes a time.

use std::borrow::Cow;
use std::time::SystemTime;

use jiff::Timestamp;
use jiff::fmt::rfc2822::{DateTimeParser, DateTimePrinter};
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode};

/// The characters that V4 does not encode: `A-Z a-z 0-9 - _ . ~`.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The characters that V4 does not encode in a path: the unreserved ones, and `/`.
const UNRESERVED_AND_SLASH: &AsciiSet = &UNRESERVED.remove(b'/');

pub(crate) fn push_encoded(out: &mut Vec<u8>, bytes: &[u8]) {
    percent_encode(bytes, UNRESERVED).for_each(|piece| out.extend_from_slice(piece.as_bytes()));
}

/// Returns bytes as [`push_encoded`] appends them.
pub(crate) fn encoded(bytes: &[u8]) -> impl Iterator<Item = u8> {
    percent_encode(bytes, UNRESERVED).flat_map(str::bytes)
}

pub(crate) fn push_encoded_path(out: &mut Vec<u8>, bytes: &[u8]) {
    percent_encode(bytes, UNRESERVED_AND_SLASH).for_each(|piece| out.extend_from_slice(piece.as_bytes()));
}

/// Returns a key as a path, without the slash before it.
pub(crate) fn encoded_path(key: &str) -> String {
    percent_encode(key.as_bytes(), UNRESERVED_AND_SLASH).to_string()
}

/// Decodes a path, or a name or value of a query: OSS takes `+` for a blank in all of them.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    decoded(text).into_owned()
}

/// Decodes a text like [`decode`], and copies it only if that changes it.
pub(crate) fn decoded(text: &str) -> Cow<'_, [u8]> {
    if text.contains('+') {
        Cow::Owned(Cow::from(percent_decode(text.replace('+', " ").as_bytes())).into_owned())
    } else {
        percent_decode(text.as_bytes()).into()
    }
}

/// Returns bytes as text; bytes that are not UTF-8 are replaced. Quicker than `from_utf8_lossy` for valid text.
pub(crate) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// Reads `Mon, 23 Nov 2026 16:05:59 GMT`, and no other form.
pub(crate) fn parse_http_date(text: &str) -> Option<Timestamp> {
    if !text.ends_with(" GMT") {
        return None;
    }
    // The parser accepts more than this one form, in which dates are written.
    DateTimeParser::new().parse_timestamp(text).ok().filter(|at| http_date(*at) == text)
}

/// Reads `20261123T160559Z`, and no other form.
pub(crate) fn parse_basic_iso(text: &str) -> Option<Timestamp> {
    let shape = text.len() == 16
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 => b == b'T',
            15 => b == b'Z',
            _ => b.is_ascii_digit(),
        });
    if shape { text.parse().ok() } else { None }
}

/// The last second of any time.
pub(crate) const LAST_SECOND: &str = "9999-12-30T22:00:00Z";

/// Reads a time as a test writes it, `2026-11-23T16:05:59Z`.
pub(crate) fn parse_moment(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| {
        let year = text.trim_start_matches('+').split('-').next().unwrap_or_default();
        let long_year = year.len() > 4 && year.bytes().all(|b| b.is_ascii_digit());
        if long_year || Pieces::parse(text).is_ok_and(|pieces| pieces.offset().is_some()) {
            format!("`{text}` is later than any moment here: the last one is {LAST_SECOND}")
        } else {
            format!("`{text}` is not a moment: write it like `2026-11-23T16:05:59Z`")
        }
    })
}

/// Writes `Mon, 23 Nov 2026 16:05:59 GMT`.
pub(crate) fn http_date(at: Timestamp) -> String {
    // Fails only for years before 0, which no clock here shows: `Clock::set` refuses them.
    DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap_or_default()
}

/// Writes `20261123T160559Z`.
pub(crate) fn basic_iso(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Writes `20261123`, the day of a V4 scope.
pub(crate) fn day(at: Timestamp) -> String {
    at.strftime("%Y%m%d").to_string()
}

/// Returns `true` if a text is the day of a time as [`day`] writes it.
pub(crate) fn is_day(text: &str, at: Timestamp) -> bool {
    let date = Offset::UTC.to_datetime(at).date();
    let number = (i64::from(date.year()) * 100 + i64::from(date.month())) * 100 + i64::from(date.day());
    text.len() == 8 && digits(text) == u64::try_from(number).ok()
}

/// Writes `2026-11-23T16:05:59`, as the creation of a retention policy.
pub(crate) fn iso_seconds(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

/// Writes `2026-11-23T16:05:59.000Z`, as in XML.
pub(crate) fn iso_millis(at: Timestamp) -> String {
    format!("{at:.3}")
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Returns bytes in lower-case hex.
pub(crate) fn lower_hex(bytes: &[u8]) -> String {
    let mut text = vec![0; 2 * bytes.len()];
    write_lower_hex(bytes, &mut text);
    String::from_utf8(text).expect("digits are text")
}

/// Writes bytes in lower-case hex into a text of twice as many bytes.
pub(crate) fn write_lower_hex(bytes: &[u8], text: &mut [u8]) {
    for (byte, digits) in bytes.iter().zip(text.chunks_exact_mut(2)) {
        digits[0] = HEX[usize::from(byte >> 4)];
        digits[1] = HEX[usize::from(byte & 15)];
    }
}

/// The value of each byte that is a digit of lower-case hex, and `NO_DIGIT` for the others.
const DIGITS: [u8; 256] = {
    let mut digits = [NO_DIGIT; 256];
    let mut value: u8 = 0;
    while value < 16 {
        digits[HEX[value as usize] as usize] = value;
        value += 1;
    }
    digits
};

const NO_DIGIT: u8 = 0xff;

/// Reads 32 bytes in lower-case hex, and no other form.
pub(crate) fn read_lower_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 2 * bytes.len() {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = [digits[0], digits[1]].map(|digit| DIGITS[usize::from(digit)]);
        if high | low == NO_DIGIT {
            return None;
        }
        *byte = high << 4 | low;
    }
    Some(bytes)
}

/// Reads a number as HTTP and OSS write it: digits only, no sign. A number that is too large counts as the largest possible.
pub(crate) fn digits(text: &str) -> Option<u64> {
    let number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    number.then(|| text.parse().unwrap_or(u64::MAX))
}

/// Converts a time to the standard library's type.
pub(crate) fn system_time(at: Timestamp) -> SystemTime {
    // Fails only if the range of the system's clock is narrower than 1970 to 9999.
    SystemTime::try_from(at).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Returns `true` if every leading byte of a sequence is followed by as many bytes as it says, whatever they encode.
pub(crate) fn has_shape_of_utf8(mut bytes: &[u8]) -> bool {
    while let [lead, rest @ ..] = bytes {
        let more = match lead {
            0x00..=0x7f => 0,
            0xc0..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf7 => 3,
            _ => return false,
        };
        match rest.split_at_checked(more) {
            Some((sequence, behind)) if sequence.iter().all(|byte| byte & 0xc0 == 0x80) => bytes = behind,
            _ => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_strictly_and_written_back() {
        let at = parse_basic_iso("20261123T160559Z").unwrap();
        assert_eq!(parse_http_date("Mon, 23 Nov 2026 16:05:59 GMT"), Some(at));
        assert_eq!(http_date(at), "Mon, 23 Nov 2026 16:05:59 GMT");
        assert_eq!(basic_iso(at), "20261123T160559Z");
        assert_eq!(day(at), "20261123");
        assert!(is_day("20261123", at));
        for other in ["20261124", "020261123", "2026-1123", "", "２０２６１１２３"] {
            assert!(!is_day(other, at), "{other}");
        }
        assert_eq!(iso_millis(at), "2026-11-23T16:05:59.000Z");
        for refused in
            ["2026-11-23T16:05:59Z", "20261123T160559", "20261323T160559Z", "20261123T160559z", "", "２０２６"]
        {
            assert_eq!(parse_basic_iso(refused), None, "{refused}");
        }
        for refused in [
            "Mon, 23 Nov 2026 16:05:59 +0000",
            "Mon, 23 Nov 2026 16:05:59",
            "Tue, 23 Nov 2026 16:05:59 GMT",
            "23 Nov 2026 16:05:59 GMT",
            "Mon, 23 Nov 26 16:05:59 GMT",
            "Mon, 23 Nov 2026 16:05 GMT",
            "mon, 23 nov 2026 16:05:59 GMT",
            "Mon,  23 Nov 2026 16:05:59 GMT",
            "Mon, 23 Nov 2026 16:05:60 GMT",
            "GMT",
            "",
        ] {
            assert_eq!(parse_http_date(refused), None, "{refused}");
        }
    }
}
