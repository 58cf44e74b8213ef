//! The conditions of a read.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/getobject`; that `If-Match` and `If-None-Match` precede
//! the two dates is inferred from RFC 9110.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::error::{Cause, Refusal};
use crate::wire::text::{http_date, parse_http_date};
use crate::wire::{Call, header};
use crate::world::EntityTag;

/// The headers with the conditions on the source of a copy, in the order of the fields of [`Conditions`].
const OF_COPY_SOURCE: [&str; 4] = [
    "x-oss-copy-source-if-match",
    "x-oss-copy-source-if-none-match",
    "x-oss-copy-source-if-modified-since",
    "x-oss-copy-source-if-unmodified-since",
];

pub(crate) struct Conditions {
    /// The names of the two conditions that fail with 412.
    written: [&'static str; 2],
    matches: Option<String>,
    none_matches: Option<String>,
    modified_since: Option<Timestamp>,
    unmodified_since: Option<Timestamp>,
}

impl Conditions {
    /// Reads the conditions of a read. A date in another form than that of HTTP is ignored.
    pub fn read(call: &Call) -> Self {
        let text = |name| call.header(name).map(Cow::into_owned);
        let date = |name| call.header(name).and_then(|text| parse_http_date(&text));
        Self {
            written: ["If-Match", "If-Unmodified-Since"],
            matches: text(header::IF_MATCH),
            none_matches: text(header::IF_NONE_MATCH),
            modified_since: date(header::IF_MODIFIED_SINCE),
            unmodified_since: date(header::IF_UNMODIFIED_SINCE),
        }
    }

    /// Reads the conditions on the source of a copy. Its dates may also have the form `2019-04-09T07:01:56.000Z`.
    ///
    /// Source: `alibabacloud.com/help/en/oss/developer-reference/copyobject`.
    pub fn of_copy_source(call: &Call) -> Self {
        let [matches, none_matches, modified, unmodified] = OF_COPY_SOURCE;
        let text = |name| call.header(name).map(Cow::into_owned);
        let date = |name| call.header(name).and_then(|text| parse_http_date(&text).or_else(|| text.parse().ok()));
        Self {
            written: [matches, unmodified],
            matches: text(matches),
            none_matches: text(none_matches),
            modified_since: date(modified),
            unmodified_since: date(unmodified),
        }
    }

    /// Returns `true` if the request is a copy with a condition on its source.
    pub fn has_copy_source(call: &Call) -> bool {
        call.glance(header::X_OSS_COPY_SOURCE).is_some()
            && OF_COPY_SOURCE.iter().any(|name| call.glance(*name).is_some())
    }

    /// Checks the conditions for an object with this tag and this time of modification.
    pub fn check(&self, etag: EntityTag, modified: Timestamp) -> Result<(), Refusal> {
        let failed = |header: &str| Err(Refusal::from(Cause::PreconditionFailed).with("Condition", header));
        match (&self.matches, self.unmodified_since) {
            (Some(tags), _) if !names(tags, etag) => return failed(self.written[0]),
            (None, Some(since)) if modified > since => return failed(self.written[1]),
            _ => {}
        }
        let unchanged = match (&self.none_matches, self.modified_since) {
            (Some(tags), _) => names(tags, etag),
            (None, Some(since)) => modified <= since,
            (None, None) => false,
        };
        if !unchanged {
            return Ok(());
        }
        let refusal = Refusal::from(Cause::NotModified).header("etag", format!("\"{etag}\""));
        Err(refusal.header("last-modified", http_date(modified)))
    }
}

/// Returns `true` if one of these tags, quoted or not, is the object's; `*` is any.
fn names(tags: &str, etag: EntityTag) -> bool {
    let etag = etag.to_string();
    tags.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_matches('"').eq_ignore_ascii_case(&etag))
}
