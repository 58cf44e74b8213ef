//! The requested range of an object.
//!
//! Source: `alibabacloud.com/help/en/oss/how-to-obtain-oss-resources-by-segmenting-http-range-requests`.

use std::ops::Range;

use http::HeaderValue;

use super::object::text;
use crate::error::{Cause, Refusal};
use crate::wire::text::digits;
use crate::wire::{Call, header};

/// The header `Range`, if it has the form of a range. Another text is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RangeHeader {
    bounds: RangeBounds,
    /// `true` for `x-oss-range-behavior: standard`: ranges as in HTTP, instead of all or nothing.
    standard: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RangeBounds {
    /// From the first number to the second, both included.
    FromTo(u64, u64),
    From(u64),
    /// The given number of bytes at the end.
    Last(u64),
}

impl RangeHeader {
    pub fn read(call: &Call) -> Option<Self> {
        let standard = call.header(header::X_OSS_RANGE_BEHAVIOR).is_some_and(|text| text == "standard");
        Some(Self { bounds: RangeBounds::read(&call.header(header::RANGE)?)?, standard })
    }

    /// Reads the range of the source of a copy: all of it, or nothing. The last zero bytes are no range here.
    ///
    /// Source: `help.aliyun.com/en/oss/developer-reference/uploadpartcopy`.
    pub fn of_copy_source(call: &Call) -> Option<Self> {
        let bounds = RangeBounds::read(&call.header(header::X_OSS_COPY_SOURCE_RANGE)?)?;
        (bounds != RangeBounds::Last(0)).then_some(Self { bounds, standard: false })
    }

    /// Returns the range of a body of this length; `None` for the whole body, as a range that does not fit is ignored.
    pub fn of(self, length: usize) -> Result<Option<Range<usize>>, Refusal> {
        let length = length as u64;
        if self.bounds == RangeBounds::Last(0) {
            // A range of no bytes is not satisfiable: live tests of `aliyun-oss-java-sdk` and `ossutil`.
            return Err(Cause::InvalidRange.into());
        }
        let (start, end) = match self.bounds {
            RangeBounds::FromTo(first, last) => (first, last.saturating_add(1)),
            RangeBounds::From(first) => (first, length),
            RangeBounds::Last(count) if count > length && self.standard => (0, length),
            RangeBounds::Last(count) => (length.checked_sub(count).unwrap_or(u64::MAX), length),
        };
        // An empty object has no range.
        let inside = start < length && start < end;
        let end = match (inside, self.standard) {
            (true, true) => end.min(length),
            (true, false) if end <= length => end,
            (_, false) => return Ok(None),
            (false, true) => return Err(Cause::InvalidRange.into()),
        };
        // Both lie within a length that was a `usize`.
        Ok(usize::try_from(start).ok().zip(usize::try_from(end).ok()).map(|(start, end)| start..end))
    }
}

/// The `Content-Range` of an answer with this range.
pub(super) fn content_range(range: &Range<usize>, length: usize) -> HeaderValue {
    text(&format!("bytes {}-{}/{length}", range.start, range.end - 1))
}

impl RangeBounds {
    /// Reads `bytes=0-499`, `bytes=500-` or `bytes=-500`. Of several ranges the first counts.
    fn read(text: &str) -> Option<Self> {
        let ranges = text.strip_prefix("bytes=")?;
        let (first, last) = ranges.split(',').next()?.trim().split_once('-')?;
        match (first, last) {
            ("", count) => Some(Self::Last(digits(count)?)),
            (first, "") => Some(Self::From(digits(first)?)),
            (first, last) => {
                let (first, last) = (digits(first)?, digits(last)?);
                (first <= last).then_some(Self::FromTo(first, last))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, standard: bool, length: usize) -> Option<Result<Option<Range<usize>>, Cause>> {
        let range = RangeBounds::read(text).map(|bounds| RangeHeader { bounds, standard })?;
        Some(range.of(length).map_err(|refusal| refusal.cause))
    }

    #[test]
    fn ranges_of_a_thousand_bytes() {
        let whole = Some(Ok(None));
        let outside = Some(Err(Cause::InvalidRange));
        for (text, by_default, standard) in [
            ("bytes=0-499", Some(Ok(Some(0..500))), Some(Ok(Some(0..500)))),
            ("bytes=500-", Some(Ok(Some(500..1000))), Some(Ok(Some(500..1000)))),
            ("bytes=-500", Some(Ok(Some(500..1000))), Some(Ok(Some(500..1000)))),
            ("bytes=0-499,500-999", Some(Ok(Some(0..500))), Some(Ok(Some(0..500)))),
            ("bytes=999-999", Some(Ok(Some(999..1000))), Some(Ok(Some(999..1000)))),
            ("bytes=0-1000", whole.clone(), Some(Ok(Some(0..1000)))),
            ("bytes=500-18446744073709551615", whole.clone(), Some(Ok(Some(500..1000)))),
            ("bytes=1000-2000", whole.clone(), outside.clone()),
            ("bytes=1000-", whole.clone(), outside.clone()),
            ("bytes=-2000", whole.clone(), Some(Ok(Some(0..1000)))),
            ("bytes=-0", outside.clone(), outside.clone()),
            ("bytes=5-4", None, None),
            ("bytes=-", None, None),
            ("bytes=a-b", None, None),
            ("bytes=+1-2", None, None),
            ("byte=0-499", None, None),
            ("", None, None),
        ] {
            assert_eq!(of(text, false, 1000), by_default, "{text}");
            assert_eq!(of(text, true, 1000), standard, "{text}");
        }
        assert_eq!((of("bytes=0-", false, 0), of("bytes=0-", true, 0)), (whole, outside));
    }
}
