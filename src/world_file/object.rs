//! The objects of a bucket in a world file: all versions of all keys, in the order in which they were created.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::HeaderValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::value::{Moment, named, read_timestamp};
use super::write::{Out, WorldWriter};
use super::wrong::{Wrong, in_form, in_value, wrong};
use crate::handle::{Bucket, check_object_key};
use crate::op::{hash, is_kept_header};
use crate::oss::Oss;
use crate::world::{
    BucketAcl, BucketClass, Draft, ETag, EncryptionForm, EncryptionRule, EntityTag, MAX_PART, ObjectType,
    ReplicaOrigin, Restoration, RestorePriority, Setting, StoredBucket, StoredObject, Version, VersionId, Versioning,
};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectTable {
    key: Spanned<String>,
    /// The version id. If absent, the version gets the id of one that is written now.
    version: Option<Spanned<String>>,
    /// The place among all versions of the bucket. If absent, it is the next one, or the one in a minted id.
    place: Option<Spanned<u64>>,
    /// `true` if the version is a delete marker, which has nothing of an object.
    #[serde(default)]
    delete_marker: bool,
    /// The type. If absent, the object is a link if it has a target, or else `Normal`.
    #[serde(rename = "type")]
    kind: Option<Spanned<String>>,
    target: Option<Spanned<String>>,
    /// The data; empty if absent.
    body: Option<Spanned<Data>>,
    /// The `ETag`; the MD5 of the data, or of the target of a link, if absent.
    etag: Option<Spanned<String>>,
    /// The moment of the last change; now if absent.
    modified: Option<Spanned<Moment>>,
    /// The encryption. If absent, the object is not encrypted, even if the bucket has a rule.
    encryption: Option<Spanned<EncryptionForm>>,
    storage_class: Option<Spanned<String>>,
    acl: Option<Spanned<String>>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    headers: BTreeMap<String, Spanned<Data>>,
    sealed: Option<Spanned<Moment>>,
    /// The time at which a lifecycle rule moved it to its class.
    transitioned: Option<Spanned<Moment>>,
    /// The time of the last access that was noted.
    accessed: Option<Spanned<Moment>>,
    restored: Option<Spanned<RestoredTable>>,
    replica_of: Option<OriginTable>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RestoredTable {
    priority: Option<Spanned<String>>,
    from: Spanned<Moment>,
    until: Spanned<Moment>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct OriginTable {
    bucket: String,
    version: Spanned<String>,
}

/// Bytes, as text, in base64, or kept apart from the file under their SHA-256.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields, expecting = "expected a text, or `{ base64 = \"…\" }`")]
pub(super) enum Data {
    Text(String),
    Base64 { base64: String },
    Apart { sha256: String },
}

impl Data {
    pub fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Base64 { base64: BASE64_STANDARD.encode(bytes) },
        }
    }

    pub fn read(data: &Spanned<Self>) -> Result<Vec<u8>, Wrong> {
        match data.get_ref() {
            Self::Text(text) => Ok(text.clone().into_bytes()),
            Self::Base64 { base64 } => BASE64_STANDARD.decode(base64).map_err(|_| wrong(data, "this is not base64")),
            Self::Apart { .. } => Err(wrong(data, "a world file has its data within it, as a text or in base64")),
        }
    }

    /// Reads the data of an object or a part, which may be kept apart.
    pub fn find(data: &Spanned<Self>, apart: Apart<'_>) -> Result<Bytes, Wrong> {
        let found = match data.get_ref() {
            Self::Apart { sha256 } => apart.get(sha256),
            Self::Text(_) | Self::Base64 { .. } => None,
        };
        found.map_or_else(|| Self::read(data).map(Bytes::from), |found| Ok(found.clone()))
    }
}

/// The data that is kept apart from a file, by its SHA-256.
pub(super) type Apart<'a> = &'a BTreeMap<String, Bytes>;

/// The attributes that an object and an open upload have in common.
pub(super) struct AttributesTable<'a> {
    /// The storage class; the one of the bucket if absent.
    pub storage_class: Option<&'a Spanned<String>>,
    /// The ACL; the `default` one if absent.
    pub acl: Option<&'a Spanned<String>>,
    pub tags: &'a BTreeMap<String, String>,
    /// The headers that are kept with the object, by lower-case names.
    pub headers: &'a BTreeMap<String, Spanned<Data>>,
}

/// Reads a value that an object has in place of the one of its bucket.
fn read<S: Setting>(form: &Spanned<S::Form>) -> Result<S::Value, Wrong> {
    S::read(form.get_ref()).map_err(in_form(form))
}

/// Reads the rule that encrypts an object or an upload.
pub(super) fn rule(form: Option<&Spanned<EncryptionForm>>) -> Result<Option<EncryptionRule>, Wrong> {
    form.map(|form| form.get_ref().rule().map_err(in_form(form))).transpose()
}

impl AttributesTable<'_> {
    pub fn give(&self, object: &mut StoredObject, bucket: &Bucket) -> Result<(), Wrong> {
        object.acl = self.acl.map(read::<BucketAcl>).transpose()?;
        let class = self.storage_class.map(read::<BucketClass>).transpose()?;
        object.storage_class = class.unwrap_or_else(|| bucket.storage_class());
        object.extra.change(|extra| extra.tags.clone_from(self.tags));
        for (name, value) in self.headers {
            let bytes = Data::read(value)?;
            if !is_kept_header(name) || HeaderValue::from_bytes(&bytes).is_err() {
                let problem = format!("`{name}` with this value is not a header that is kept with an object");
                return Err(wrong(value, problem));
            }
            object.meta.set(name, &bytes);
        }
        Ok(())
    }
}

impl ObjectTable {
    pub fn build(&self, oss: &Oss, bucket: &Bucket, apart: Apart<'_>) -> Result<(), Wrong> {
        let id = self.version.as_ref().map(version_id).transpose()?;
        let modified = match &self.modified {
            Some(modified) => read_timestamp(modified)?,
            None => oss.change(|_, now| now),
        };
        let draft = if self.delete_marker {
            self.check_marker()?;
            Draft::DeleteMarker(modified)
        } else {
            let body = self.body.as_ref().map(|body| Data::find(body, apart)).transpose()?.unwrap_or_default();
            Draft::Object(self.object(bucket, body, modified)?.into())
        };
        let rule = rule(self.encryption.as_ref())?;
        let place = self.place.as_ref().map(|place| *place.get_ref());
        let added = bucket.try_version(self.key.get_ref(), draft, rule.as_ref(), id, place);
        added.map_err(|error| match (&self.place, &self.version) {
            (Some(place), _) => in_value(place)(error),
            (None, version) => in_value(version.as_ref().unwrap_or(&self.key))(error),
        })
    }

    fn object(&self, bucket: &Bucket, body: Bytes, modified: Timestamp) -> Result<StoredObject, Wrong> {
        let key = self.key.get_ref().as_str();
        let kinds = "`Normal`, `Appendable` and `Multipart`; a link has a `target`";
        let kind = named(self.kind.as_ref(), ObjectType::from_wire, "how an object comes to be", kinds)?;
        let mut object = match (&self.target, &self.kind, &self.body) {
            (None, Some(kind), _) if kind.get_ref() == ObjectType::Symlink.as_str() => {
                return Err(wrong(kind, "a link has a `target`, which says all"));
            }
            (Some(_), Some(kind), _) => return Err(wrong(kind, "what has a `target` is a link: leave `type` out")),
            (Some(_), None, Some(body)) => return Err(wrong(body, "a link has no body")),
            (Some(target), None, None) => {
                check_object_key(target.get_ref()).map_err(in_value(target))?;
                let target = target.get_ref().as_str();
                StoredObject::link(key.into(), target.into(), own_etag(target.as_bytes()), modified)
            }
            (None, ..) => {
                let (etag, crc64) = (own_etag(&body), hash::crc64(&body));
                let mut object = StoredObject::new(key.into(), body, etag, crc64, modified);
                object.kind = kind;
                object
            }
        };
        if let Some(etag) = &self.etag {
            let problem = "an ETag has 32 upper-case hex digits, and after a `-` how many parts there were";
            object.etag = match entity_tag(etag.get_ref()).ok_or_else(|| wrong(etag, problem))? {
                EntityTag::Whole(tag) if kind == ObjectType::Normal && object.etag != tag.into() => {
                    EntityTag::Other(tag)
                }
                told => told,
            };
        }
        let attributes = AttributesTable {
            storage_class: self.storage_class.as_ref(),
            acl: self.acl.as_ref(),
            tags: &self.tags,
            headers: &self.headers,
        };
        attributes.give(&mut object, bucket)?;
        if let Some(sealed) = &self.sealed {
            if object.kind != ObjectType::Appendable {
                return Err(wrong(sealed, "only what is `Appendable` is sealed"));
            }
            let sealed = read_timestamp(sealed)?;
            object.extra.change(|extra| extra.sealed = Some(sealed));
        }
        let transitioned = self.transitioned.as_ref().map(read_timestamp).transpose()?;
        let accessed = self.accessed.as_ref().map(read_timestamp).transpose()?;
        object.extra.change(|extra| (extra.transitioned, extra.accessed) = (transitioned, accessed));
        if let Some(restored) = &self.restored {
            let restoration = RestoredTable::read(restored, &object)?;
            object.extra.change(|extra| extra.restoration = Some(restoration));
        }
        if let Some(OriginTable { bucket, version }) = &self.replica_of {
            let origin = ReplicaOrigin { bucket: bucket.as_str().into(), version: version_id(version)? };
            object.extra.change(|extra| extra.origin = Some(origin));
        }
        Ok(object)
    }

    /// Checks that a delete marker has no attributes of an object.
    fn check_marker(&self) -> Result<(), Wrong> {
        let Self { key, kind, target, body, etag, encryption, storage_class, acl, tags, headers, .. } = self;
        let texts = [kind, target, etag, storage_class, acl].into_iter().any(Option::is_some);
        let others = body.is_some()
            || encryption.is_some()
            || self.sealed.is_some()
            || self.transitioned.is_some()
            || self.accessed.is_some()
            || self.restored.is_some();
        if texts || others || self.replica_of.is_some() || !tags.is_empty() || !headers.is_empty() {
            return Err(wrong(key, "a delete marker has a `key`, `version`, `place` and `modified`, and nothing else"));
        }
        Ok(())
    }
}

impl RestoredTable {
    fn read(restored: &Spanned<Self>, object: &StoredObject) -> Result<Restoration, Wrong> {
        if !object.storage_class.is_archived() || object.extra.target.is_some() {
            return Err(wrong(restored, "only an object of an archived class is restored"));
        }
        let Self { priority, from, until } = restored.get_ref();
        let all = "`Expedited`, `Standard` and `Bulk`";
        let priority = named(priority.as_ref(), RestorePriority::from_wire, "how soon an object is restored", all)?;
        Ok(Restoration { priority, done: read_timestamp(from)?, until: read_timestamp(until)? })
    }
}

fn version_id(text: &Spanned<String>) -> Result<VersionId, Wrong> {
    let problem =
        || format!("`{}` is not the id of a version: write `null`, or one that ossmock made up", text.get_ref());
    VersionId::read(text.get_ref()).ok_or_else(|| wrong(text, problem()))
}

fn own_etag(body: &[u8]) -> ETag {
    ETag(hash::md5(body))
}

/// Reads an entity tag as [`EntityTag`] shows it.
fn entity_tag(text: &str) -> Option<EntityTag> {
    let (digits, parts) = text.split_once('-').map_or((text, None), |(digits, parts)| (digits, Some(parts)));
    if digits.len() != 32 || !digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F')) {
        return None;
    }
    let etag = ETag(u128::from_str_radix(digits, 16).ok()?.to_be_bytes());
    let Some(parts) = parts else { return Some(etag.into()) };
    let number = parts.parse().ok().filter(|&number: &u16| number <= MAX_PART)?;
    // The number has no leading zeros and no sign.
    (number.to_string() == parts).then_some(EntityTag::OfParts(etag, number))
}

/// The period in which a restored object can be read, in the form of [`RestoredTable`].
#[derive(Serialize)]
struct Restored {
    priority: RestorePriority,
    from: String,
    until: String,
}

/// The origin of a replica, in the form of [`OriginTable`].
#[derive(Serialize)]
struct ReplicaOf<'a> {
    bucket: &'a str,
    version: String,
}

impl<O: Out> WorldWriter<O> {
    /// Writes the objects of a bucket. They come after the keys of the bucket, as each is a table of its own.
    pub fn objects(&mut self, bucket: &StoredBucket) {
        let mut newest = 0;
        for (key, version) in bucket.objects.made_until(u64::MAX) {
            self.version(&key, &version, newest + 1, bucket);
            newest = version.order();
        }
    }

    /// Writes a version, which would get the place `next` if it were written without one.
    pub fn version(&mut self, key: &str, version: &Version, next: u64, bucket: &StoredBucket) {
        self.table("account.bucket.object");
        self.key("key", key);
        self.identity(version.id(), version.order(), next, bucket.settings.versioning);
        match version {
            Version::Object(object) => self.object(object, bucket),
            Version::DeleteMarker(marker) => {
                self.key("delete_marker", true);
                self.key("modified", marker.created.to_string());
            }
        }
    }

    /// Writes the id and the place of a version if reading would not generate the same ones.
    fn identity(&mut self, id: VersionId, place: u64, next: u64, versioning: Option<Versioning>) {
        let kept = versioning == Some(Versioning::Enabled);
        let is_next = !self.apart && place == next;
        match id {
            VersionId::Minted(_) if kept && is_next => {}
            VersionId::Null if !kept && !self.apart => {}
            id => self.key("version", id.to_string()),
        }
        if id == VersionId::Null && !is_next {
            self.key("place", place);
        }
    }

    fn object(&mut self, object: &StoredObject, bucket: &StoredBucket) {
        if let Some(target) = &object.extra.target {
            self.key("target", &**target);
        } else {
            self.key_unless(&ObjectType::Normal, "type", &object.kind);
        }
        let etag = object.etag.to_string();
        if self.apart {
            self.key("etag", etag);
        } else {
            if !object.body.is_empty() {
                self.key("body", Data::of(&object.body));
            }
            let own = own_etag(object.extra.target.as_ref().map_or(&object.body, |target| target.as_bytes()));
            self.key_unless(&own.to_string(), "etag", &etag);
        }
        self.key("modified", object.modified().to_string());
        self.attributes(object, bucket);
        if let Some(sealed) = object.extra.sealed {
            self.key("sealed", sealed.to_string());
        }
        if let Some(transitioned) = object.extra.transitioned {
            self.key("transitioned", transitioned.to_string());
        }
        if let Some(accessed) = object.extra.accessed {
            self.key("accessed", accessed.to_string());
        }
        if let Some(Restoration { priority, done, until }) = object.extra.restoration {
            self.key("restored", Restored { priority, from: done.to_string(), until: until.to_string() });
        }
        if let Some(ReplicaOrigin { bucket, version }) = &object.extra.origin {
            self.key("replica_of", ReplicaOf { bucket, version: version.to_string() });
        }
    }

    /// Writes the encryption of an object and its [`AttributesTable`].
    pub fn attributes(&mut self, object: &StoredObject, bucket: &StoredBucket) {
        if let Some(encryption) = &object.extra.encryption {
            let form = EncryptionForm::new(encryption.algorithm(), encryption.key_id(), encryption.data_encryption());
            self.key("encryption", form);
        }
        let class = object.storage_class.as_str();
        if self.apart || class != bucket.settings.storage_class.as_str() {
            self.key("storage_class", class);
        }
        if let Some(acl) = object.acl {
            self.key("acl", acl);
        }
        self.key_unless(&BTreeMap::new(), "tags", &object.extra.tags);
        let headers: BTreeMap<_, _> = object.meta.iter().map(|(name, value)| (name, Data::of(value))).collect();
        if !headers.is_empty() {
            self.key("headers", headers);
        }
    }
}
