//! The objects that a lifecycle rule is for.
//!
//! Source: `help.aliyun.com/en/oss/user-guide/overview-54`. That a rule with a filter by size is for no delete marker is assumed.

use std::fmt;

use crate::world::{LifecycleNot, LifecycleRule, LifecycleTag, StoredObject};

/// A part of a rule that an object does not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleMismatch<'a> {
    Disabled,
    Prefix(&'a str),
    Tag(&'a LifecycleTag),
    LargerThan(u64),
    SmallerThan(u64),
    Not(&'a LifecycleNot),
}

impl LifecycleRule {
    /// The parts of the rule that an object does not match, the cheapest first.
    pub(crate) fn mismatches<'a>(&'a self, object: &'a StoredObject) -> impl Iterator<Item = RuleMismatch<'a>> {
        let size = object.body.len() as u64;
        let has = |tag: &LifecycleTag| object.extra.tags.get(&tag.key) == Some(&tag.value);
        let disabled = (!self.enabled).then_some(RuleMismatch::Disabled);
        let prefix = self.key_prefix();
        let outside = (!object.key.starts_with(prefix)).then_some(RuleMismatch::Prefix(prefix));
        let tags = self.tags.iter().filter(move |tag| !has(tag)).map(RuleMismatch::Tag);
        let small = self.larger_than.filter(|least| size <= *least).map(RuleMismatch::LargerThan);
        let large = self.smaller_than.filter(|most| size >= *most).map(RuleMismatch::SmallerThan);
        let excepts =
            move |not: &&LifecycleNot| object.key.starts_with(&not.prefix) && not.tag.as_ref().is_none_or(has);
        let nots = self.not.iter().filter(excepts).map(RuleMismatch::Not);
        disabled.into_iter().chain(outside).chain(tags).chain(small).chain(large).chain(nots)
    }

    /// Returns `true` if the rule is for an object.
    pub(super) fn covers(&self, object: &StoredObject) -> bool {
        // Most rules are for other keys.
        object.key.starts_with(self.key_prefix()) && self.mismatches(object).next().is_none()
    }

    /// Returns `true` if the rule is for a key without an object, such as that of a delete marker.
    pub(super) fn covers_key(&self, key: &str) -> bool {
        let excepted = |not: &LifecycleNot| not.tag.is_none() && key.starts_with(&not.prefix);
        self.enabled
            && key.starts_with(self.key_prefix())
            && self.tags.is_empty()
            && self.larger_than.is_none()
            && self.smaller_than.is_none()
            && !self.not.iter().any(excepted)
    }

    /// Returns `true` if the rule is for the uploads of a key. Tags and sizes do not count for them.
    pub(super) fn covers_uploads(&self, key: &str) -> bool {
        let excepted = |not: &LifecycleNot| not.tag.is_none() && key.starts_with(&not.prefix);
        self.enabled && key.starts_with(self.key_prefix()) && !self.not.iter().any(excepted)
    }
}

impl fmt::Display for RuleMismatch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disabled => f.write_str("it is disabled"),
            Self::Prefix(prefix) => write!(f, "its prefix {prefix:?} does not match"),
            Self::Tag(tag) => write!(f, "the object lacks its tag {tag}"),
            Self::LargerThan(bytes) => write!(f, "the object is not larger than its {bytes} bytes"),
            Self::SmallerThan(bytes) => write!(f, "the object is not smaller than its {bytes} bytes"),
            Self::Not(not) => write!(f, "its Not excepts {not}"),
        }
    }
}
