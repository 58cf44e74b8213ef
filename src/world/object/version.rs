//! One version of a key: an object, or a delete marker.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use super::{Body, Meta, ObjectEncryption, Restoration};
use crate::policy::{Acl, wire_names};
use crate::world::StorageClass;

wire_names! {
    /// How an object came to be.
    ObjectType {
        /// Uploaded in one piece.
        #[default]
        Normal = "Normal",
        /// Grown by appends.
        Appendable = "Appendable",
        /// Put together from parts.
        Multipart = "Multipart",
        /// A link to another object.
        Symlink = "Symlink",
    }
}

/// What a version is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum VersionId {
    /// `null`: written while versions were not kept. A key has at most one of it.
    Null,
    /// Made up for a version that is kept, by its place among all of the bucket.
    Minted(u64),
}

impl VersionId {
    /// The id that a text is. Ids of OSS have another number of digits, so none of them is one of ossmock's.
    pub fn read(text: &str) -> Option<Self> {
        if text == "null" {
            return Some(Self::Null);
        }
        let digits = text.strip_prefix(Self::PREFIX).filter(|digits| digits.len() == Self::DIGITS)?;
        let id = Self::Minted(digits.parse().ok()?);
        (id.to_string() == text).then_some(id)
    }

    /// What ids start with, as those of OSS do.
    pub const PREFIX: &str = "CAEQ";

    /// With the prefix, as long as the ids of OSS.
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

/// The MD5 of an object's body, or what stands for it.
///
/// On the wire it is in upper case and quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ETag(pub [u8; 16]);

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032X}", u128::from_be_bytes(self.0))
    }
}

/// What an object answers as its `ETag`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntityTag {
    /// That of the body as it came.
    Whole(ETag),
    /// That of an object of so many parts, which the text tells.
    OfParts(ETag, usize),
    /// Another one than the MD5 of the body, as the file of a form has.
    Other(ETag),
}

impl EntityTag {
    /// Without the number of parts.
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

/// An object: what a client uploaded, and how it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub key: Arc<str>,
    pub version: VersionId,
    /// The place among all versions of the bucket; the store's own affair.
    pub(in crate::world) order: u64,
    pub kind: ObjectType,
    /// The key that a link leads to, in the same bucket; only a link has one.
    pub target: Option<Arc<str>>,
    pub body: Body,
    pub etag: EntityTag,
    /// CRC-64 of the body (ECMA-182).
    pub crc64: u64,
    pub modified: Timestamp,
    pub meta: Meta,
    /// Its own; none is `default`, that of the bucket.
    pub acl: Option<Acl>,
    pub tags: BTreeMap<String, String>,
    /// Since when nothing can be appended to it, if it is appendable and was sealed.
    pub sealed: Option<Timestamp>,
    pub storage_class: StorageClass,
    /// When it can be read, if it is of an archived class and somebody had it restored.
    pub restoration: Option<Restoration>,
    pub encryption: Option<ObjectEncryption>,
    /// What it is a replica of; none if somebody uploaded it.
    pub origin: Option<Origin>,
}

/// The version of an object that another one is the replica of; it has the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub bucket: Arc<str>,
    pub version: VersionId,
}

/// What an object counts beside its texts and its body.
const OVERHEAD: usize = 512;

/// What a delete marker counts beside its key.
pub(crate) const MARKER_COST: u64 = OVERHEAD as u64;

impl Object {
    /// A plain object with this body, of which the hashes were made already.
    pub fn new(key: Arc<str>, body: impl Into<Body>, etag: ETag, crc64: u64, now: Timestamp) -> Self {
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
            meta: Meta::default(),
            acl: None,
            tags: BTreeMap::new(),
            sealed: None,
            storage_class: StorageClass::default(),
            restoration: None,
            encryption: None,
            origin: None,
        }
    }

    /// A link to another object of the bucket, with the tag that was made of its target. It has no body of its own.
    pub fn link(key: Arc<str>, target: Arc<str>, etag: ETag, now: Timestamp) -> Self {
        Self { kind: ObjectType::Symlink, target: Some(target), ..Self::new(key, Bytes::new(), etag, 0, now) }
    }

    /// How many bytes it counts towards what a fake may store.
    pub fn cost(&self) -> u64 {
        let target = self.target.as_ref().map_or(0, |target| target.len());
        let tags: usize = self.tags.iter().map(|(key, value)| key.len() + value.len()).sum();
        (self.body.len() + self.key.len() + self.meta.len() + target + tags + OVERHEAD) as u64
    }
}

/// What stands in the place of a deleted object where versions are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marker {
    pub version: VersionId,
    pub(super) order: u64,
    pub created: Timestamp,
}

/// A version of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Version {
    Object(Arc<Object>),
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

    /// How many bytes it counts towards what a fake may store.
    pub(super) fn cost(&self, key: &str) -> u64 {
        match self {
            Self::Object(object) => object.cost(),
            Self::DeleteMarker(_) => MARKER_COST + key.len() as u64,
        }
    }
}

/// A version in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub key: Arc<str>,
    pub version: Version,
    /// Whether it is the newest of its key.
    pub latest: bool,
}

/// What a version is before it has an id and a place.
#[cfg(feature = "world-file")]
#[derive(Debug)]
pub(crate) enum Draft {
    Object(Box<Object>),
    /// Made at this moment.
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
