//! The objects that an inventory lists.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::serde_moment;
use crate::world::StorageClass;

/// The most characters of a prefix of keys.
///
/// Source: `help.aliyun.com/zh/oss/support/0020-00000021`.
const MAX_PREFIX: usize = 1_023;

/// The largest bound of sizes.
///
/// Source: `help.aliyun.com/zh/oss/support/0020-00000025`.
pub(crate) const MAX_SIZE_BOUND: u64 = 54_975_581_388_800;

/// The conditions that a listed object meets; all objects meet absent ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct InventoryFilter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    #[serde(with = "serde_moment", skip_serializing_if = "Option::is_none")]
    pub modified_from: Option<Timestamp>,
    #[serde(with = "serde_moment", skip_serializing_if = "Option::is_none")]
    pub modified_until: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least_size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most_size: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub storage_classes: Vec<StorageClass>,
}

impl InventoryFilter {
    /// Returns `true` if every object meets it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The problem of the filter by itself.
    pub fn problem(&self) -> Option<&'static str> {
        let Self { prefix, modified_from, modified_until, least_size, most_size, .. } = self;
        if prefix.as_deref().is_some_and(|prefix| !is_key_prefix(prefix)) {
            return Some("a prefix has at most 1,023 characters, and no control characters");
        }
        if modified_from.zip(*modified_until).is_some_and(|(from, until)| from > until) {
            return Some("it begins after its end");
        }
        let classes = &self.storage_classes;
        if classes.iter().enumerate().any(|(i, class)| classes[..i].contains(class)) {
            return Some("a storage class is named twice");
        }
        if least_size.zip(*most_size).is_some_and(|(least, most)| least > most) {
            return Some("the least size is above the most");
        }
        if (*least_size).max(*most_size).is_some_and(|size| size > MAX_SIZE_BOUND) {
            return Some("a bound of sizes is at most 54,975,581,388,800");
        }
        None
    }

    /// Returns `true` if a version is listed that has this key and was modified then. A delete marker has neither a size nor a
    /// class, so that a filter by these does not list it.
    pub fn lists(&self, key: &str, modified: Timestamp, object: Option<(u64, StorageClass)>) -> bool {
        let Self { prefix, modified_from, modified_until, least_size, most_size, storage_classes } = self;
        prefix.as_deref().is_none_or(|prefix| key.starts_with(prefix))
            && modified_from.is_none_or(|from| modified >= from)
            && modified_until.is_none_or(|until| modified.as_second() <= until.as_second())
            && match object {
                Some((size, class)) => {
                    least_size.is_none_or(|least| size >= least)
                        && most_size.is_none_or(|most| size <= most)
                        && (storage_classes.is_empty() || storage_classes.contains(&class))
                }
                None => least_size.is_none() && most_size.is_none() && storage_classes.is_empty(),
            }
    }
}

/// Returns `true` if a filter can have this prefix of keys.
pub(crate) fn is_key_prefix(prefix: &str) -> bool {
    prefix.chars().count() <= MAX_PREFIX && !prefix.chars().any(char::is_control)
}
