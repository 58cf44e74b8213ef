//! Prefixes, markers and delimiters of listings, within their bounds.

use super::refusals::invalid_argument;
use crate::error::{Cause, Refusal};
use crate::wire::Query;
use crate::wire::text::lossy;

/// Prefixes and markers are shorter than this, in bytes.
///
/// Source: `help.aliyun.com/zh/oss/user-guide/0015-00000403` and `…/0015-00000405`, `help.aliyun.com/zh/oss/support/0012-00000103`.
const BOUND: usize = 1024;

/// A parameter that is UTF-8 and fits; `None` if it is absent.
pub(super) fn read(
    query: &Query,
    name: &str,
    cause: Cause,
    fits: impl Fn(&str) -> bool,
) -> Result<Option<String>, Refusal> {
    let Some(value) = query.bytes(name) else { return Ok(None) };
    let text = std::str::from_utf8(value).ok().filter(|text| fits(text));
    let refusal = || {
        let note =
            format!("`{name}` has {} bytes{}", value.len(), if value.is_ascii() { "" } else { ", not all ASCII" });
        invalid_argument(cause, name, &lossy(value)).note(note)
    };
    text.map(|text| Some(text.to_owned())).ok_or_else(refusal)
}

/// A prefix or marker; `None` if it is absent.
pub(super) fn name(query: &Query, parameter: &str, cause: Cause) -> Result<Option<String>, Refusal> {
    read(query, parameter, cause, |text| text.len() < BOUND)
}

/// The delimiter; the empty text if it is absent.
pub(super) fn delimiter(query: &Query, cause: Cause, fits: impl Fn(&str) -> bool) -> Result<String, Refusal> {
    Ok(read(query, "delimiter", cause, |text| text.is_empty() || fits(text))?.unwrap_or_default())
}

/// Returns `true` if a text is one character.
///
/// Source: `help.aliyun.com/en/oss/user-guide/0015-00000406`.
pub(super) fn is_one_character(text: &str) -> bool {
    text.chars().count() == 1
}
