//! Prefixes, markers and delimiters of listings, within their bounds.

use super::refusals::invalid_argument;
use crate::error::{Cause, Refusal};
use crate::wire::Query;
use crate::wire::text::lossy;

/// The bound of prefixes and markers in bytes: they must be shorter.
///
/// Source: `help.aliyun.com/zh/oss/user-guide/0015-00000403` and `…/0015-00000405`, `help.aliyun.com/zh/oss/support/0012-00000103`.
const BOUND: usize = 1024;

/// The refusal of a parameter of a listing: the row, and the EC of the parameter in this listing, if one is known.
pub(super) struct ParameterRefusal {
    pub cause: Cause,
    pub ec: Option<&'static str>,
}

impl ParameterRefusal {
    pub const WITHOUT_EC: Self = Self { cause: Cause::ListParameterInvalid, ec: None };

    pub const fn with_ec(ec: &'static str) -> Self {
        Self { cause: Cause::ListParameterInvalid, ec: Some(ec) }
    }
}

/// The delimiters that a listing takes.
#[derive(Clone, Copy)]
pub(super) enum Delimiters {
    /// One character. Source: `help.aliyun.com/en/oss/user-guide/0015-00000406`.
    OneCharacter,
    Slash,
}

/// Reads a parameter that is UTF-8 and fits; `None` if it is absent.
fn read(
    query: &Query,
    name: &str,
    told: &ParameterRefusal,
    message: impl Fn() -> String,
    fits: impl Fn(&str) -> bool,
) -> Result<Option<String>, Refusal> {
    let Some(value) = query.bytes(name) else { return Ok(None) };
    let text = std::str::from_utf8(value).ok().filter(|text| fits(text));
    let refusal = || {
        let note =
            format!("`{name}` has {} bytes{}", value.len(), if value.is_ascii() { "" } else { ", not all ASCII" });
        let refusal = invalid_argument(told.cause, name, &lossy(value)).note(note);
        Refusal { message: Some(message()), ec: told.ec, ..refusal }
    };
    text.map(|text| Some(text.to_owned())).ok_or_else(refusal)
}

/// Reads a parameter with fewer bytes than a bound; `None` if it is absent.
pub(super) fn shorter(
    query: &Query,
    name: &str,
    bound: usize,
    told: &ParameterRefusal,
) -> Result<Option<String>, Refusal> {
    let message = || format!("The length of {name} must be less than {bound}.");
    read(query, name, told, message, |text| text.len() < bound)
}

/// Reads a prefix or marker; `None` if it is absent.
pub(super) fn name(query: &Query, parameter: &str, told: &ParameterRefusal) -> Result<Option<String>, Refusal> {
    shorter(query, parameter, BOUND, told)
}

/// Reads the delimiter; the empty text if it is absent.
pub(super) fn delimiter(query: &Query, delimiters: Delimiters, told: &ParameterRefusal) -> Result<String, Refusal> {
    let (is_one, one): (fn(&str) -> bool, _) = match delimiters {
        Delimiters::OneCharacter => (|text| text.chars().count() == 1, "one character"),
        Delimiters::Slash => (|text| text == "/", "a slash"),
    };
    let message = || format!("The delimiter must be {one}.");
    Ok(read(query, "delimiter", told, message, |text| text.is_empty() || is_one(text))?.unwrap_or_default())
}
