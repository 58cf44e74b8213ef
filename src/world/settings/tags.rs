//! The tags of a bucket.

use std::collections::BTreeMap;

use super::setting::{FormError, Setting};

/// The tags, which the condition key `oss:BucketTag/…` sees.
pub(crate) struct BucketTags;

/// The values of tags, by their keys.
pub(crate) type Tags = BTreeMap<String, String>;

impl Setting for BucketTags {
    type Value = Tags;
    type Form = Tags;

    const FACT: &'static str = "tags";

    fn shown(tags: &Tags) -> String {
        if tags.is_empty() { "none".to_owned() } else { format!("{tags:?}") }
    }

    fn form(tags: &Tags) -> Option<Tags> {
        (!tags.is_empty()).then(|| tags.clone())
    }

    fn read(tags: &Tags) -> Result<Tags, FormError> {
        Ok(tags.clone())
    }
}
