//! The id of a request.

use std::fmt;
use std::ops::Deref;

use jiff::Timestamp;

use super::text::write_lower_hex;

/// The id of a request, in 24 digits: the Unix second, then a counter. It differs for each request, and repeats with the same
/// clock.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct RequestId([u8; 24]);

impl RequestId {
    pub fn new(now: Timestamp, counter: u64) -> Self {
        let number = (u128::from(now.as_second().cast_unsigned()) << 64) | u128::from(counter);
        let mut digits = [0; 24];
        write_lower_hex(&number.to_be_bytes()[4..], &mut digits);
        digits.make_ascii_uppercase();
        Self(digits)
    }
}

impl Deref for RequestId {
    type Target = str;

    fn deref(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
