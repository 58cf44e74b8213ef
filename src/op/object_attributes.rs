//! What the headers of an upload say of the object it makes, whatever operation it is.
//!
//! Sources: `AlibabaCloudDocs/oss`, `PutObject`; encryption from `help.aliyun.com/en/oss/user-guide/server-side-encryption-8`
//! and the vendor's live tests.

use std::collections::BTreeMap;

use http::HeaderName;

use super::bucket_encryption::rule_from_headers;
use super::object::{default_key, own_key};
use super::object_acl::acl_from_header;
use super::object_tagging::tags_from_header;
use super::permission::KmsUse;
use super::{Permission, Request, Scene, invalid_argument};
use crate::error::{Cause, Refusal};
use crate::policy::Acl;
use crate::wire::{Call, header};
use crate::world::{
    Bucket, EncryptionRule, KmsKeyId, MAX_USER_META, Meta, Object, ObjectEncryption, StorageClass, USER_META, World,
};

/// The headers that are kept and answered again, beside user metadata.
const KEPT: [HeaderName; 6] = [
    header::CACHE_CONTROL,
    header::CONTENT_DISPOSITION,
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
    header::CONTENT_TYPE,
    header::EXPIRES,
];

pub(super) struct Attributes {
    meta: Meta,
    acl: Option<Acl>,
    tags: BTreeMap<String, String>,
    /// None for that of the bucket.
    storage_class: Option<StorageClass>,
    encryption: Option<ObjectEncryption>,
}

impl Attributes {
    pub fn read(request: &Request<'_>) -> Result<Self, Refusal> {
        let call = request.call;
        Ok(Self {
            meta: meta_from_headers(call)?,
            acl: acl_from_header(call)?.flatten(),
            tags: tags_from_header(call)?,
            storage_class: storage_class_from_header(call)?,
            encryption: encryption(request)?,
        })
    }

    /// Whether the caller may use the key that the object is to be encrypted with.
    pub fn permit(&self, permission: &Permission<'_>) -> Result<(), Refusal> {
        match own_key(self.encryption.as_ref(), permission) {
            Some(key_id) => permission.check_kms_key(key_id.as_str(), KmsUse::Encrypt),
            None => Ok(()),
        }
    }

    /// Refuses an ACL that the bucket does not let through.
    pub fn check(&self, bucket: &Bucket, world: &World) -> Result<(), Refusal> {
        super::object_acl::check_not_blocked(self.acl, bucket, world)
    }

    /// Gives them to a new object.
    pub fn give(self, object: &mut Object, bucket: &Bucket) {
        object.meta = self.meta;
        object.acl = self.acl;
        object.tags = self.tags;
        object.storage_class = self.storage_class.unwrap_or(bucket.storage_class);
        object.encryption = self.encryption;
    }
}

fn meta_from_headers(call: &Call) -> Result<Meta, Refusal> {
    let mut meta = Meta::default();
    for name in &KEPT {
        if let Some(value) = call.header_bytes(name).filter(|value| !value.is_empty()) {
            meta.set(name.as_str(), &value);
        }
    }
    let mut size = 0;
    for name in call.headers().map(|(name, _)| name).filter(|name| name.starts_with(USER_META)) {
        if meta.get(name).is_none() {
            let value = call.header_bytes(name).unwrap_or_default();
            size += name.len() - USER_META.len() + value.len();
            meta.set(name, &value);
        }
    }
    if size > MAX_USER_META { Err(Cause::UserMetaTooLarge.into()) } else { Ok(meta) }
}

/// `x-oss-storage-class`, if it is there.
fn storage_class_from_header(call: &Call) -> Result<Option<StorageClass>, Refusal> {
    let Some(text) = call.header(header::X_OSS_STORAGE_CLASS) else { return Ok(None) };
    let class = StorageClass::from_wire(&text);
    class.map(Some).ok_or_else(|| invalid_argument(Cause::NoSuchObjectStorageClass, "x-oss-storage-class", &text))
}

/// How the object is to be encrypted: as the headers say, else as the bucket's rule said when the request was admitted.
fn encryption(request: &Request<'_>) -> Result<Option<ObjectEncryption>, Refusal> {
    let (call, permission) = (request.call, request.permission);
    let rule = rule_from_headers(call, request.profile)?;
    let names_key = matches!(rule, Some(EncryptionRule::Kms { key_id: Some(_), .. }));
    if call.has_header(header::X_OSS_ENCRYPTION_CONTEXT) && !names_key {
        return Err(Cause::EncryptionContextWithoutKey.into());
    }
    if matches!(rule, Some(EncryptionRule::Kms { key_id: None, .. }))
        && call.has_header(header::X_OSS_ENCRYPTION_KEY_ID)
    {
        return Err(Cause::KmsKeyIdEmpty.into());
    }
    let Some(rule) = rule.or_else(|| permission.bucket.and_then(|(bucket, _)| bucket.encryption.clone())) else {
        return Ok(None);
    };
    if let Some(key_id) = rule.key_id() {
        check_key_id(key_id)?;
    }
    Ok(Some(ObjectEncryption::of_rule(&rule, || default_key(permission))))
}

/// Whether an id has a form that ids of keys have: that of a UUID, or `key-…`. A key of every such id is there.
///
/// Assumed: ossmock has no KMS yet. A rule of a bucket may name any key, so this is where a wrong one shows.
fn check_key_id(key_id: &KmsKeyId) -> Result<(), Refusal> {
    let text = key_id.as_str();
    if text.starts_with("alias/") {
        return Err(Cause::KmsAliasNotFound.into());
    }
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    let uuid = parts == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit());
    let named = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if uuid || text.strip_prefix("key-").is_some_and(named) { Ok(()) } else { Err(Cause::KmsKeyIdInvalid.into()) }
}

/// Whether what is to be stored fits into the fake, once what it replaces is gone.
pub(super) fn check_room(scene: &Scene<'_>, world: &World, added: u64, replaced: u64) -> Result<(), Refusal> {
    let stored = world.stored().saturating_sub(replaced).saturating_add(added);
    if stored <= scene.max_stored {
        return Ok(());
    }
    let note =
        format!("everything together would count {stored} bytes of the {} that the fake may store", scene.max_stored);
    Err(Refusal::from(Cause::StorageFull).note(note))
}
