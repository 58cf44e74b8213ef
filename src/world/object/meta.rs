//! The headers of an upload that are stored with the object.

use std::collections::BTreeMap;

/// The prefix of the names of user metadata.
pub(crate) const USER_META: &str = "x-oss-meta-";

/// Returns `true` if user metadata can have this lower-case name, which begins with [`USER_META`]: letters, digits and hyphens
/// follow.
///
/// Source: `help.aliyun.com/en/oss/user-guide/0011-00000004`.
pub(crate) fn is_user_meta_name(name: &str) -> bool {
    let rest = name.strip_prefix(USER_META).filter(|rest| !rest.is_empty());
    rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'))
}

/// The maximum size of user metadata in bytes, names (without `x-oss-meta-`) and values together.
///
/// Source: `AlibabaCloudDocs/oss`, `PutObject`; whether names count is inferred.
pub(crate) const MAX_USER_META: usize = 8 * 1024;

/// Headers by their lower-case names, with values as they came: they need not be text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ObjectHeaders(BTreeMap<Box<str>, Box<[u8]>>);

impl ObjectHeaders {
    pub fn set(&mut self, name: &str, value: &[u8]) {
        self.0.insert(name.into(), value.into());
    }

    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.0.get(name).map(|value| &**value)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The user metadata, by names without `x-oss-meta-`.
    pub fn user(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.iter().filter_map(|(name, value)| Some((name.strip_prefix(USER_META)?, value)))
    }

    /// The size of names and values together, in bytes.
    pub fn len(&self) -> usize {
        self.iter().map(|(name, value)| name.len() + value.len()).sum()
    }
}
