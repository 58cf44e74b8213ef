//! The tags by which a list of buckets selects.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/listbuckets`; the live tests of `aliyun-oss-go-sdk` and
//! `aliyun-oss-java-sdk` (`tag-key` and `tag-value`) and of `ali-oss` (`tagging`).

use super::refusals::invalid_argument;
use crate::error::{Cause, Refusal};
use crate::wire::{Call, Query};
use crate::world::StoredBucket;

/// The tags by which a list selects.
pub(crate) enum TagFilter {
    /// Buckets with a tag of this key, and of this value if there is one.
    Tag { key: String, value: Option<String> },
    /// Buckets with all of these tags.
    All(Vec<(String, String)>),
}

impl TagFilter {
    /// Reads the parameters; `None` if there are none of them.
    pub fn read(call: &Call) -> Result<Option<Self>, Refusal> {
        let query = &call.query;
        let invalid = |name: &str, problem: &str| {
            let value = query.get(name).unwrap_or_default();
            Err(invalid_argument(Cause::TagFilterInvalid, name, &value).note(problem))
        };
        let (key, value) = (query.get("tag-key"), query.get("tag-value"));
        match (key, value, query.get("tagging")) {
            (None, None, None) => Ok(None),
            (None, Some(_), None) => invalid("tag-value", "it needs `tag-key` beside it"),
            (Some(key), value, None) => Ok(Some(Self::Tag { key, value })),
            (None, None, Some(text)) => match pairs(&text) {
                Some(pairs) => Ok(Some(Self::All(pairs))),
                None => invalid("tagging", "it is written `\"k1\":\"v1\",\"k2\":\"v2\"`"),
            },
            (_, _, Some(_)) => invalid("tagging", "it excludes `tag-key` and `tag-value`"),
        }
    }

    /// Returns `true` if a bucket has the tags.
    pub fn selects(&self, bucket: &StoredBucket) -> bool {
        let tags = &bucket.settings.tags;
        match self {
            Self::Tag { key, value: None } => tags.contains_key(key),
            Self::Tag { key, value: Some(value) } => tags.get(key) == Some(value),
            Self::All(pairs) => pairs.iter().all(|(key, value)| tags.get(key) == Some(value)),
        }
    }

    /// Returns the value that a request names for the tag of this key, which conditions on tags of buckets see.
    pub fn value_in(query: &Query, tag: &str) -> Option<String> {
        if query.get("tag-key")? == tag { query.get("tag-value") } else { None }
    }
}

/// Reads `"k1":"v1","k2":"v2"`.
fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut rest = text;
    loop {
        let (key, after) = quoted(rest)?;
        let (value, after) = quoted(after.strip_prefix(':')?)?;
        pairs.push((key.to_owned(), value.to_owned()));
        match after.strip_prefix(',') {
            Some(after) => rest = after,
            None => return after.is_empty().then_some(pairs),
        }
    }
}

/// Reads a text in quotation marks, and returns it with the text after it.
fn quoted(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix('"')?.split_once('"')
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn pairs_are_read() {
        let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        for (text, expected) in [
            (r#""k":"v""#, Some(owned(&[("k", "v")]))),
            (r#""k":"v","l,:":"""#, Some(owned(&[("k", "v"), ("l,:", "")]))),
            ("", None),
            ("k:v", None),
            (r#""k""#, None),
            (r#""k":"v","#, None),
            (r#""k":"v" "#, None),
        ] {
            assert_eq!(pairs(text), expected, "{text}");
        }
    }
}
