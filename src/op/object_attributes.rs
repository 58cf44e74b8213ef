//! The attributes of a new object, as the headers of an upload give them, whatever the operation.
//!
//! Source: `AlibabaCloudDocs/oss`, `PutObject`.

use std::collections::BTreeMap;

use super::context::Context;
use super::object_acl::{ObjectAclHeader, acl_from_header, check_not_blocked};
use super::object_encryption;
use super::object_tagging::tags_from_header;
use super::permission::Permission;
use super::refusals::invalid_argument;
use crate::error::{Cause, Refusal};
use crate::ram::Acl;
use crate::wire::{Call, header};
use crate::world::{
    EncryptionRule, MAX_USER_META, ObjectHeaders, StorageClass, StoredBucket, StoredObject, USER_META, World,
    is_user_meta_name,
};

/// Returns `true` if a header of this lower-case name is kept with an object.
#[cfg(feature = "world-file")]
pub(crate) fn is_kept_header(name: &str) -> bool {
    is_user_meta_name(name) || header::KEPT.iter().chain(&header::MIRRORED).any(|kept| kept.as_str() == name)
}

pub(super) struct Attributes {
    meta: ObjectHeaders,
    /// The ACL; `None` if the request has none.
    acl: Option<ObjectAclHeader>,
    tags: BTreeMap<String, String>,
    /// The storage class; `None` for that of the bucket.
    storage_class: Option<StorageClass>,
    /// The encryption rule; `None` for that of the bucket.
    encryption: Option<EncryptionRule>,
}

impl Attributes {
    pub fn read(context: &Context<'_>) -> Result<Self, Refusal> {
        let call = context.call;
        Ok(Self {
            meta: meta_from_headers(call)?,
            acl: acl_from_header(call)?,
            tags: tags_from_header(context)?,
            storage_class: storage_class_from_header(call)?,
            encryption: object_encryption::requested(context)?,
        })
    }

    /// Checks that the caller may use the key that encrypts the object.
    pub fn permit(&self, permission: &Permission<'_>) -> Result<(), Refusal> {
        object_encryption::may_encrypt(self.encryption.as_ref(), permission)
    }

    /// Refuses an ACL that the bucket does not allow.
    pub fn check(&self, bucket: &StoredBucket, world: &World) -> Result<(), Refusal> {
        check_not_blocked(self.own_acl(), bucket, world)
    }

    /// Replaces metadata, tags or both with those of the source of a copy.
    pub fn take_over(&mut self, source: &StoredObject, meta: bool, tags: bool) {
        if meta {
            self.meta = source.meta.clone();
        }
        if tags {
            self.tags = source.extra.tags.clone();
        }
    }

    /// Keeps the ACL of the source of a copy, unless the request sets one.
    pub fn keep_acl(&mut self, source: &StoredObject) {
        self.acl.get_or_insert(ObjectAclHeader(source.acl));
    }

    /// Keeps the `Content-Type` of the source of a copy, unless the request sets one.
    pub fn keep_media_type(&mut self, source: &StoredObject) {
        let name = header::CONTENT_TYPE;
        if let (None, Some(value)) = (self.meta.get(name.as_str()), source.meta.get(name.as_str())) {
            self.meta.set(name.as_str(), value);
        }
    }

    pub fn meta(&self) -> &ObjectHeaders {
        &self.meta
    }

    fn own_acl(&self) -> Option<Acl> {
        self.acl.as_ref().and_then(|said| said.0)
    }

    /// Gives the attributes to a new object. Returns the encryption rule of the request.
    pub fn give(self, object: &mut StoredObject, bucket: &StoredBucket) -> Option<EncryptionRule> {
        object.acl = self.own_acl();
        object.meta = self.meta;
        if object.extra.tags != self.tags {
            object.extra.change(|extra| extra.tags = self.tags);
        }
        object.storage_class = self.storage_class.unwrap_or(bucket.settings.storage_class);
        self.encryption
    }
}

fn meta_from_headers(call: &Call) -> Result<ObjectHeaders, Refusal> {
    let mut meta = Vec::new();
    for name in &header::KEPT {
        if let Some(value) = call.header_bytes(name).filter(|value| !value.is_empty()) {
            meta.push((name.as_str(), value));
        }
    }
    let mut size = 0;
    for (name, value) in call.take_metadata() {
        if !is_user_meta_name(name) {
            return Err(Refusal::from(Cause::UserMetaNameInvalid).with("ArgumentName", name));
        }
        size += name.len() - USER_META.len() + value.len();
        meta.push((name, value));
    }
    if size > MAX_USER_META {
        return Err(Refusal::from(Cause::UserMetaTooLarge).over("it has", size as u64, MAX_USER_META as u64));
    }
    Ok(meta.into_iter().collect())
}

/// Reads `x-oss-storage-class`; `None` if it is absent or empty.
fn storage_class_from_header(call: &Call) -> Result<Option<StorageClass>, Refusal> {
    let Some(text) = call.filled_header(header::X_OSS_STORAGE_CLASS) else { return Ok(None) };
    let class = StorageClass::from_wire(&text);
    class.map(Some).ok_or_else(|| invalid_argument(Cause::NoSuchObjectStorageClass, "x-oss-storage-class", &text))
}
