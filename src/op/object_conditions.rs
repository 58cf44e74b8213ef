//! The conditions under which somebody wants an object.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/getobject`; that `If-Match` and `If-None-Match` go before the two
//! dates is inferred from RFC 9110.

use jiff::Timestamp;

use crate::error::{Cause, Refusal};
use crate::wire::text::{http_date, parse_http_date};
use crate::wire::{Call, header};
use crate::world::{ETag, Object};

pub(super) struct Conditions {
    matches: Option<String>,
    none_matches: Option<String>,
    modified_since: Option<Timestamp>,
    unmodified_since: Option<Timestamp>,
}

impl Conditions {
    /// A date in another form than that of HTTP is passed over.
    pub fn read(call: &Call) -> Self {
        let text = |name| call.header(name).map(std::borrow::Cow::into_owned);
        let date = |name| call.header(name).and_then(|text| parse_http_date(&text));
        Self {
            matches: text(header::IF_MATCH),
            none_matches: text(header::IF_NONE_MATCH),
            modified_since: date(header::IF_MODIFIED_SINCE),
            unmodified_since: date(header::IF_UNMODIFIED_SINCE),
        }
    }

    /// Whether an object is what is wanted.
    pub fn check(&self, object: &Object) -> Result<(), Refusal> {
        let failed = |header: &str| Err(Refusal::from(Cause::PreconditionFailed).with("Condition", header));
        match (&self.matches, self.unmodified_since) {
            (Some(tags), _) if !names(tags, object.etag) => return failed("If-Match"),
            (None, Some(since)) if object.modified > since => return failed("If-Unmodified-Since"),
            _ => {}
        }
        let unchanged = match (&self.none_matches, self.modified_since) {
            (Some(tags), _) => names(tags, object.etag),
            (None, Some(since)) => object.modified <= since,
            (None, None) => false,
        };
        if !unchanged {
            return Ok(());
        }
        let refusal = Refusal::from(Cause::NotModified).header("etag", format!("\"{}\"", object.etag));
        Err(refusal.header("last-modified", http_date(object.modified)))
    }
}

/// Whether one of these values, quoted or not, is the object's `ETag`; `*` is any.
fn names(tags: &str, etag: ETag) -> bool {
    let etag = etag.to_string();
    tags.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_matches('"').eq_ignore_ascii_case(&etag))
}
