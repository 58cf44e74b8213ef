//! One version of a key: an object, or a delete marker.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use super::extras::Extras;
use super::{ObjectHeaders, VersionId};
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

/// The MD5 of an object's body, or a value in its place.
///
/// On the wire it is in upper case and quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ETag(pub [u8; 16]);

impl ETag {
    /// Its text without quotes. Every answer about an object has it: a number is written more slowly.
    pub fn digits(self) -> [u8; 32] {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        let mut text = [0; 32];
        for (byte, digits) in self.0.iter().zip(text.chunks_exact_mut(2)) {
            digits.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
        text
    }
}

impl fmt::Display for ETag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).map_err(|_| fmt::Error)?)
    }
}

/// The value of an object's `ETag` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntityTag {
    /// The `ETag` of the body as uploaded.
    Whole(ETag),
    /// The `ETag` of an object of this many parts; its text ends with the number.
    OfParts(ETag, u16),
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
///
/// A bucket may have a million of them, so what few have is in `extra`. [benches/fronts/memory.rs]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredObject {
    pub key: Arc<str>,
    /// The place among all versions of the bucket; internal to the store.
    pub(in crate::world) order: u64,
    /// `true` if its version id is made from its place; otherwise that is `null`.
    minted: bool,
    pub kind: ObjectType,
    pub body: Bytes,
    pub etag: EntityTag,
    /// CRC-64 of the body (ECMA-182).
    pub crc64: u64,
    modified: Milliseconds,
    pub meta: ObjectHeaders,
    /// The ACL of the object itself; `None` means `default`, the ACL of the bucket.
    pub acl: Option<Acl>,
    pub storage_class: StorageClass,
    pub extra: Extras,
}

/// A time in milliseconds, the smallest unit on the wire: half the size of one in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Milliseconds(i64);

impl Milliseconds {
    fn of(at: Timestamp) -> Self {
        Self(at.as_millisecond())
    }

    fn timestamp(self) -> Timestamp {
        // It was made of one, so it is in the range.
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::MAX)
    }
}

/// An object that requests, snapshots and buckets share, with one count: nothing points to objects weakly.
pub(crate) type SharedObject = triomphe::Arc<StoredObject>;

/// With the count and that of the allocator, an object takes 128 bytes.
const _: () = assert!(size_of::<StoredObject>() <= 112);

/// The bytes an object counts in addition to its texts and its body.
const OVERHEAD: usize = 512;

/// The bytes a delete marker counts in addition to its key.
pub(crate) const MARKER_COST: u64 = OVERHEAD as u64;

impl StoredObject {
    /// The time it was written.
    pub fn modified(&self) -> Timestamp {
        self.modified.timestamp()
    }

    pub fn set_modified(&mut self, at: Timestamp) {
        self.modified = Milliseconds::of(at);
    }

    /// Creates a plain object with this body and the hashes of it.
    pub fn new(key: Arc<str>, body: impl Into<Bytes>, etag: ETag, crc64: u64, now: Timestamp) -> Self {
        Self {
            key,
            order: 0,
            minted: false,
            kind: ObjectType::Normal,
            body: body.into(),
            etag: etag.into(),
            crc64,
            modified: Milliseconds::of(now),
            meta: ObjectHeaders::default(),
            acl: None,
            storage_class: StorageClass::default(),
            extra: Extras::default(),
        }
    }

    /// Creates a link to another object of the bucket, with the `ETag` made from its target. It has no body of its own.
    pub fn link(key: Arc<str>, target: Arc<str>, etag: ETag, now: Timestamp) -> Self {
        let mut link = Self { kind: ObjectType::Symlink, ..Self::new(key, Bytes::new(), etag, 0, now) };
        link.extra.change(|extra| extra.target = Some(target));
        link
    }

    /// Its version id.
    pub const fn version(&self) -> VersionId {
        if self.minted { VersionId::Minted(self.order) } else { VersionId::Null }
    }

    /// Gives it a place among all versions of the bucket, and a version id: `null`, or the one made from the place.
    pub(super) fn place(&mut self, version: VersionId, order: u64) {
        self.minted = version != VersionId::Null;
        self.order = order;
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
        let target = self.extra.target.as_ref().map_or(0, |target| target.len());
        let tags: usize = self.extra.tags.iter().map(|(key, value)| key.len() + value.len()).sum();
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
    Object(SharedObject),
    DeleteMarker(Marker),
}

impl Version {
    pub fn id(&self) -> VersionId {
        match self {
            Self::Object(object) => object.version(),
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
            (Self::Object(one), Self::Object(other)) => SharedObject::ptr_eq(one, other),
            _ => self == other,
        }
    }

    /// The time it was written.
    pub fn modified(&self) -> Timestamp {
        match self {
            Self::Object(object) => object.modified(),
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
