//! Buckets and what is true of one.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::{
    AccountIx, Deleted, EncryptionRule, Object, Objects, Replications, Uploads, Version, VersionId, Versioning,
};
use crate::policy::{Acl, BucketPolicy, wire_names};

/// One bucket. Names are unique over all accounts and regions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bucket {
    pub name: Arc<str>,
    pub owner: AccountIx,
    pub region: Arc<str>,
    /// The id of the CloudBox it is on, one of its owner's; none if it is in the region itself.
    pub cloudbox: Option<Arc<str>>,
    pub acl: Acl,
    pub storage_class: StorageClass,
    pub redundancy: Redundancy,
    pub resource_group: Option<String>,
    pub created: Timestamp,
    pub encryption: Option<EncryptionRule>,
    pub policy: Option<Arc<BucketPolicy>>,
    pub block_public_access: bool,
    pub tags: BTreeMap<String, String>,
    /// None if versions were never kept.
    pub versioning: Option<Versioning>,
    /// Changed by the methods of the bucket only, which tell the replication rules.
    pub objects: Objects,
    pub uploads: Uploads,
    pub replications: Replications,
}

impl Bucket {
    /// Puts an object under its key and gives it its version. What is not to be kept of the key is replaced.
    pub fn put_object(&mut self, object: Object, now: Timestamp) -> Arc<Object> {
        let object = self.objects.put(object, self.versioning);
        self.replications.wrote(&object, now);
        object
    }

    /// Deletes what a read finds under a key, or hides it behind a delete marker where versions are kept.
    pub fn delete_object(&mut self, key: &str, now: Timestamp) -> Deleted {
        let deleted = self.objects.delete(key, self.versioning, now);
        self.replications.deleted(key, now);
        deleted
    }

    /// Removes one version for good, and gives it back.
    pub fn remove_version(&mut self, key: &str, version: VersionId, now: Timestamp) -> Option<Version> {
        let removed = self.objects.remove(key, version)?;
        self.replications.removed(key, version, now);
        Some(removed)
    }

    /// Makes an object longer, in its place: it is replicated again, as a whole.
    pub fn extend_object(&mut self, key: &str, version: VersionId, now: Timestamp, change: impl FnOnce(&mut Object)) {
        self.objects.change(key, version, change);
        if let Some(object) = self.objects.find(key, Some(version)).object() {
            self.replications.wrote(object, now);
        }
    }

    /// Changes what is said of an object, not its key, version or place.
    pub fn change_object(&mut self, key: &str, version: VersionId, now: Timestamp, change: impl FnOnce(&mut Object)) {
        self.objects.change(key, version, change);
        self.replications.changed(key, version, now);
    }

    /// Changes what is true of an object in this bucket alone, as that it is restored or sealed: replicas do not follow.
    pub fn change_here(&mut self, key: &str, version: VersionId, change: impl FnOnce(&mut Object)) {
        self.objects.change(key, version, change);
    }
}

/// Whether a bucket may have this name: 3–63 of `a-z`, `0-9` and `-`, a letter or digit at both ends.
pub(crate) fn is_bucket_name(name: &str) -> bool {
    let edge = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let bytes = name.as_bytes();
    (3..=63).contains(&bytes.len())
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
}

/// Whether a text has the form of the id of a resource group: `rg-` and up to 61 lower-case letters and digits.
pub(crate) fn is_resource_group(text: &str) -> bool {
    text.strip_prefix("rg-").is_some_and(|id| {
        (1..=61).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

wire_names! {
    /// The storage class of a bucket.
    StorageClass {
        /// `Standard`.
        #[default]
        Standard = "Standard",
        /// `IA`, infrequent access.
        InfrequentAccess = "IA",
        /// `Archive`.
        Archive = "Archive",
        /// `ColdArchive`.
        ColdArchive = "ColdArchive",
        /// `DeepColdArchive`.
        DeepColdArchive = "DeepColdArchive",
    }
}

wire_names! {
    /// How a bucket's data is spread over zones.
    Redundancy {
        /// `LRS`, locally redundant.
        #[default]
        Local = "LRS",
        /// `ZRS`, zone-redundant.
        Zone = "ZRS",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_names() {
        for (name, expected) in [
            ("abc", true),
            ("a-b", true),
            ("0a9", true),
            ("ab", false),
            ("-ab", false),
            ("ab-", false),
            ("Abc", false),
            ("a_b", false),
            ("a.b", false),
            ("日本語", false),
            ("", false),
        ] {
            assert_eq!(is_bucket_name(name), expected, "{name}");
        }
        assert!(is_bucket_name(&"a".repeat(63)) && !is_bucket_name(&"a".repeat(64)));
    }
}
