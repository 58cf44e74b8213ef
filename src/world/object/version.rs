//! One version of a key: an object, or a delete marker.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use super::{ObjectEncryption, ObjectHeaders, Restoration};
use crate::ram::{Acl, wire_names};
use crate::world::StorageClass;

wire_names! {
    /// The way an object was created.
    ObjectType {
        /// Uploaded in one piece.
        #[default]
        Normal = "Normal",
        /// Built by appends.
        Appendable = "Appendable",
        /// Assembled from parts.
        Multipart = "Multipart",
        /// A link to another object.
        Symlink = "Symlink",
    }
}

/// The id of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum VersionId {
    /// `null`: written while the bucket kept no versions. A key has at most one such version.
    Null,
    /// Made up for a version that is kept, from its place among all versions of the bucket.
    Minted(u64),
}

impl VersionId {
    /// Parses an id. Ids of OSS have another number of digits, so none of them is one of ossmock's.
    pub fn read(text: &str) -> Option<Self> {
        if text == "null" {
            return Some(Self::Null);
        }
        let digits = text.strip_prefix(Self::PREFIX).filter(|digits| digits.len() == Self::DIGITS)?;
        let id = Self::Minted(digits.parse().ok()?);
        (id.to_string() == text).then_some(id)
    }

    /// The prefix of made-up ids, the same as of the ids of OSS.
    pub const PREFIX: &str = "CAEQ";

    /// The number of digits after the prefix: an id is as long as the ids of OSS.
    const DIGITS: usize = 60;
}

impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Minted(number) => write!(f, "{}{number:0width$}", Self::PREFIX, width = Self::DIGITS),
        }
    }
}

/// The MD5 of an object's body, or a value in its place.
///
/// On the wire it is in upper case and quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ETag(pub [u8; 16]);

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032X}", u128::from_be_bytes(self.0))
    }
}

/// The value of an object's `ETag` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntityTag {
    /// The `ETag` of the body as uploaded.
    Whole(ETag),
    /// The `ETag` of an object of this many parts; its text ends with the number.
    OfParts(ETag, usize),
    /// A value other than the MD5 of the body, as the file of a form has.
    Other(ETag),
}

impl EntityTag {
    /// The `ETag` without the number of parts.
    pub const fn etag(self) -> ETag {
        match self {
            Self::Whole(etag) | Self::OfParts(etag, _) | Self::Other(etag) => etag,
        }
    }
}

impl From<ETag> for EntityTag {
    fn from(etag: ETag) -> Self {
        Self::Whole(etag)
    }
}

impl fmt::Display for EntityTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(etag) | Self::Other(etag) => etag.fmt(f),
            Self::OfParts(etag, parts) => write!(f, "{etag}-{parts}"),
        }
    }
}

/// An object: the data and headers that a client uploaded, and its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredObject {
    pub key: Arc<str>,
    pub version: VersionId,
    /// The place among all versions of the bucket; internal to the store.
    pub(in crate::world) order: u64,
    pub kind: ObjectType,
    /// The key that a link leads to, in the same bucket; `None` unless the object is a link.
    pub target: Option<Arc<str>>,
    pub body: Bytes,
    pub etag: EntityTag,
    /// CRC-64 of the body (ECMA-182).
    pub crc64: u64,
    pub modified: Timestamp,
    pub meta: ObjectHeaders,
    /// The ACL of the object itself; `None` means `default`, the ACL of the bucket.
    pub acl: Option<Acl>,
    pub tags: BTreeMap<String, String>,
    /// The time an appendable object was sealed; from then on nothing can be appended to it.
    pub sealed: Option<Timestamp>,
    pub storage_class: StorageClass,
    /// The time at which a lifecycle rule moved it to its class; `None` if none did.
    pub transitioned: Option<Timestamp>,
    /// The restoration of an object of an archived class; `None` if none was requested.
    pub restoration: Option<Restoration>,
    pub encryption: Option<ObjectEncryption>,
    /// The time of the last access that was noted; `None` if its bucket did not track access.
    pub accessed: Option<Timestamp>,
    /// The version it is a replica of; `None` if it is not a replica.
    pub origin: Option<ReplicaOrigin>,
}

/// The version that a replica was made from; both have the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReplicaOrigin {
    pub bucket: Arc<str>,
    pub version: VersionId,
}

/// The bytes an object counts in addition to its texts and its body.
const OVERHEAD: usize = 512;

/// The bytes a delete marker counts in addition to its key.
pub(crate) const MARKER_COST: u64 = OVERHEAD as u64;

impl StoredObject {
    /// Creates a plain object with this body and the hashes of it.
    pub fn new(key: Arc<str>, body: impl Into<Bytes>, etag: ETag, crc64: u64, now: Timestamp) -> Self {
        Self {
            key,
            version: VersionId::Null,
            order: 0,
            kind: ObjectType::Normal,
            target: None,
            body: body.into(),
            etag: etag.into(),
            crc64,
            modified: now,
            meta: ObjectHeaders::default(),
            acl: None,
            tags: BTreeMap::new(),
            sealed: None,
            storage_class: StorageClass::default(),
            transitioned: None,
            restoration: None,
            encryption: None,
            accessed: None,
            origin: None,
        }
    }

    /// Creates a link to another object of the bucket, with the `ETag` made from its target. It has no body of its own.
    pub fn link(key: Arc<str>, target: Arc<str>, etag: ETag, now: Timestamp) -> Self {
        Self { kind: ObjectType::Symlink, target: Some(target), ..Self::new(key, Bytes::new(), etag, 0, now) }
    }

    /// Its place among all versions of the bucket.
    #[cfg(feature = "state")]
    pub const fn order(&self) -> u64 {
        self.order
    }

    /// The number of bytes in its body.
    pub fn size(&self) -> u64 {
        self.body.len() as u64
    }

    /// The number of bytes it counts towards the storage limit of a fake.
    pub fn cost(&self) -> u64 {
        let target = self.target.as_ref().map_or(0, |target| target.len());
        let tags: usize = self.tags.iter().map(|(key, value)| key.len() + value.len()).sum();
        (self.body.len() + self.key.len() + self.meta.len() + target + tags + OVERHEAD) as u64
    }
}

/// A delete marker: it replaces a deleted object if versions are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marker {
    pub version: VersionId,
    pub(super) order: u64,
    pub created: Timestamp,
}

/// A version of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Version {
    Object(Arc<StoredObject>),
    DeleteMarker(Marker),
}

impl Version {
    pub fn id(&self) -> VersionId {
        match self {
            Self::Object(object) => object.version,
            Self::DeleteMarker(marker) => marker.version,
        }
    }

    /// The place among all versions of the bucket.
    pub fn order(&self) -> u64 {
        match self {
            Self::Object(object) => object.order,
            Self::DeleteMarker(marker) => marker.order,
        }
    }

    /// Returns `true` if both are the same version, without reading it.
    #[cfg(feature = "state")]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Object(one), Self::Object(other)) => Arc::ptr_eq(one, other),
            _ => self == other,
        }
    }

    /// The time it was written.
    pub fn modified(&self) -> Timestamp {
        match self {
            Self::Object(object) => object.modified,
            Self::DeleteMarker(marker) => marker.created,
        }
    }

    /// The number of bytes in its body.
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::Object(object) => object.size(),
            Self::DeleteMarker(_) => 0,
        }
    }

    /// The number of bytes it counts towards the storage limit of a fake.
    pub(super) fn cost(&self, key: &str) -> u64 {
        match self {
            Self::Object(object) => object.cost(),
            Self::DeleteMarker(_) => MARKER_COST + key.len() as u64,
        }
    }
}

/// A version with its key, as listings show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub key: Arc<str>,
    pub version: Version,
    /// `true` if it is the newest version of its key.
    pub latest: bool,
}

/// A version before it has an id and a place.
#[cfg(feature = "world-file")]
#[derive(Debug)]
pub(crate) enum Draft {
    Object(Box<StoredObject>),
    /// A delete marker created at this time.
    DeleteMarker(Timestamp),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_ids_are_read_back() {
        for id in [VersionId::Null, VersionId::Minted(0), VersionId::Minted(u64::MAX)] {
            assert_eq!(VersionId::read(&id.to_string()), Some(id));
        }
        assert_eq!(VersionId::Minted(7).to_string().len(), 64);
        for text in ["", "NULL", "CAEQ1", &format!("CAEQ+{:059}", 1), "CAEQNhiBgMDJgZCA0BYiIDc4MGZjZGI2OTBjOTRm"] {
            assert_eq!(VersionId::read(text), None, "{text}");
        }
    }
}
