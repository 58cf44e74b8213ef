//! Objects that OSS itself writes into a bucket of a customer, such as access logs and inventories.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use super::hash::{crc64, md5};
use super::{
    Deed, ETag, EncryptionRule, KmsAction, KmsKeyId, KmsRefusal, KmsUse, ObjectEncryption, Retention, RoleRefusal,
    ServiceRole, SharedObject, StoredBucket, StoredObject, World, check_key,
};

/// An object that OSS is to write.
#[derive(Debug)]
pub(crate) struct ServiceWrite<'a> {
    /// The bucket whose setting asks for the object.
    pub source: &'a StoredBucket,
    /// The bucket to write to, which must belong to the owner of the source and be in the same place.
    pub target: &'a str,
    /// The role that needs `oss:PutObject`, and `kms:GenerateDataKey` on a customer master key.
    pub role: ServiceRole<'a>,
    pub key: &'a str,
    pub body: Bytes,
    pub content_type: &'static str,
    /// The encryption of the object; `None` for the default rule of the target.
    pub encryption: Option<EncryptionRule>,
    /// The name of the work in the ledger of KMS, in place of a request id.
    pub work: &'static str,
    pub now: Timestamp,
    /// The number of bytes the fake may store.
    pub max_stored: u64,
}

/// The reason why OSS did not write an object of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotWritten {
    /// The setting was removed since.
    TurnedOff,
    /// There is no target bucket any more.
    NoBucket(Arc<str>),
    /// The target belongs to another account now.
    OtherOwner(Arc<str>),
    /// The target is in another region now, or on a CloudBox.
    OtherRegion(Arc<str>),
    /// The role does not exist or lacks a permission.
    Role(RoleRefusal),
    /// KMS refused a data key.
    Kms {
        /// The key; `None` for the default key that OSS manages.
        key_id: Option<Arc<str>>,
        /// The reason of KMS.
        refusal: KmsRefusal,
    },
    /// No object can have this key.
    InvalidKey(Arc<str>),
    /// No object is to be listed: OSS writes nothing then.
    NothingListed,
    /// A retention policy protects the object that it would replace.
    Protected(Box<Retention>),
    /// The object would exceed the number of bytes that the fake may store.
    StorageFull {
        /// The number of bytes.
        limit: u64,
    },
}

impl fmt::Display for NotWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TurnedOff => f.write_str("it was turned off before"),
            Self::NoBucket(bucket) => write!(f, "there is no bucket `{bucket}` any more"),
            Self::OtherOwner(bucket) => write!(f, "the bucket `{bucket}` belongs to another account now"),
            Self::OtherRegion(bucket) => write!(f, "the bucket `{bucket}` is in another region now"),
            Self::Role(refusal) => refusal.fmt(f),
            Self::Kms { key_id, refusal } => {
                let key = key_id.as_deref().unwrap_or("the default key");
                write!(f, "KMS refused GenerateDataKey with {key}: {refusal}")
            }
            Self::InvalidKey(key) => write!(f, "no object can have the key `{key}`"),
            Self::Protected(retention) => retention.fmt(f),
            Self::NothingListed => f.write_str("there is nothing to list"),
            Self::StorageFull { limit } => write!(f, "the fake may store {limit} bytes in all"),
        }
    }
}

impl std::error::Error for NotWritten {}

impl From<Retention> for NotWritten {
    fn from(retention: Retention) -> Self {
        Self::Protected(Box::new(retention))
    }
}

impl From<RoleRefusal> for NotWritten {
    fn from(refusal: RoleRefusal) -> Self {
        Self::Role(refusal)
    }
}

impl World {
    /// Writes an object for OSS itself. It belongs to the owner of the target, has the default ACL and the storage class of the
    /// target, and is versioned, replicated and counted like an upload. A refusal changes nothing.
    pub(super) fn write_by_service(&mut self, write: ServiceWrite<'_>) -> Result<SharedObject, NotWritten> {
        let ServiceWrite { source, target: name, role, key, body, content_type, encryption, work, now, max_stored } =
            write;
        let target = self.bucket(name).cloned().ok_or_else(|| NotWritten::NoBucket(name.into()))?;
        if target.owner != source.owner {
            return Err(NotWritten::OtherOwner(name.into()));
        }
        if (&target.region, &target.cloudbox) != (&source.region, &source.cloudbox) {
            return Err(NotWritten::OtherRegion(name.into()));
        }
        check_key(key.as_bytes()).map_err(|_| NotWritten::InvalidKey(key.into()))?;
        self.check_service_role(&role, &Deed { action: "oss:PutObject", bucket: &target, key }, now)?;

        target.check_replaced(key, now)?;
        let (etag, crc64) = (ETag(md5(&body)), crc64(&body));
        let mut object = StoredObject::new(key.into(), body, etag, crc64, now);
        object.meta.set("content-type", content_type.as_bytes());
        object.storage_class = target.settings.storage_class;
        let replaced = target.objects.replaced_cost(key, target.settings.versioning);
        if self.stored().saturating_sub(replaced).saturating_add(object.cost()) > max_stored {
            return Err(NotWritten::StorageFull { limit: max_stored });
        }
        // Last, as a write that is refused for another reason must not call KMS.
        let encryption = match encryption.or_else(|| target.settings.encryption.clone()) {
            None => None,
            Some(EncryptionRule::Aes256) => Some(ObjectEncryption::Aes256),
            Some(EncryptionRule::Sm4) => Some(ObjectEncryption::Sm4),
            Some(EncryptionRule::Kms { key_id, data_encryption }) => {
                let named = key_id.as_ref().map(KmsKeyId::as_str);
                if let Some(key_id) = named {
                    let place = (target.owner, &*target.region, key_id);
                    self.check_service_role_for_key(&role, "kms:GenerateDataKey", place, now)?;
                }
                let purpose = KmsUse {
                    action: KmsAction::GenerateDataKey,
                    caller: &self.service_caller(&role),
                    bucket: &target.name,
                    object: key,
                    request_id: work,
                    at: now,
                };
                let used = self.use_kms(target.owner, &target.region, named, &purpose);
                let used = used.map_err(|refusal| NotWritten::Kms { key_id: named.map(Into::into), refusal })?;
                // As with uploads, an alias becomes the id it stands for.
                let key_id = KmsKeyId::new(&used).expect("KMS gives every key an id");
                Some(ObjectEncryption::Kms { key_id, data_encryption })
            }
        };
        object.extra.set_encryption(encryption);
        drop(target);
        let target = self.bucket_mut(name).ok_or_else(|| NotWritten::NoBucket(name.into()))?;
        Ok(target.put_object(object, now)?)
    }
}
