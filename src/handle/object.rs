//! An object, arranged and read back by a test.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use jiff::Timestamp;

use super::{ArrangeError, Bucket, or_panic};
use crate::op::hash;
use crate::oss::Oss;
use crate::ram::Acl;
use crate::wire::text::system_time;
use crate::world::{
    ETag, EncryptionRule, KeyProblem, KmsKeyId, ObjectEncryption, ObjectType, Retention, SharedObject, StorageClass,
    StoredBucket, StoredObject, USER_META, VersionId, Versioning, World, check_key, is_user_meta_name,
};

/// An object of a bucket: the newest version under its key.
///
/// The handle is a name, like [`Bucket`]: the object need not exist. Methods that need an object panic if there is none, or a
/// delete marker.
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Oss};
///
/// let logs = Oss::new().create_account("acme").create_bucket("logs").set_encryption(EncryptionRule::Aes256);
/// let note = logs.put_object("notes/today", "hello").set_tag("status", "draft");
///
/// assert_eq!(note.body(), "hello");
/// note.assert_encryption(EncryptionRule::Aes256);
/// logs.object("notes/tomorrow").assert_absent();
/// ```
#[derive(Clone)]
pub struct Object {
    pub(super) oss: Oss,
    pub(super) bucket: Arc<str>,
    pub(super) key: Arc<str>,
}

impl Bucket {
    /// Returns the object with this key, even if it does not exist.
    #[must_use]
    pub fn object(&self, key: &str) -> Object {
        Object { oss: self.oss.clone(), bucket: self.name.clone(), key: key.into() }
    }

    /// The existing objects, by key, without those hidden by a delete marker.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[must_use]
    #[track_caller]
    pub fn objects(&self) -> Vec<Object> {
        let keys = self.get(|bucket| bucket.objects.live().map(|object| object.key.clone()).collect::<Vec<_>>());
        keys.into_iter().map(|key| Object { oss: self.oss.clone(), bucket: self.name.clone(), key }).collect()
    }

    /// Creates an object without a request, like a request without further headers: it has the encryption rule and storage
    /// class of the bucket, and the versioning of the bucket decides whether it replaces the object under the key.
    ///
    /// [`Builder::max_stored_bytes`](crate::Builder::max_stored_bytes) does not limit it.
    ///
    /// # Panics
    ///
    /// If the key is empty, has more than 1,023 bytes or starts with a slash or a backslash, the retention policy of the bucket
    /// protects the object that would be replaced, or the bucket was deleted.
    #[track_caller]
    pub fn put_object(&self, key: &str, body: impl Into<Bytes>) -> Object {
        or_panic(check_object_key(key));
        let body = body.into();
        let (etag, crc64) = (ETag(hash::md5(&body)), hash::crc64(&body));
        let put = self.oss.change(|world, now| {
            let mut object = StoredObject::new(key.into(), body, etag, crc64, now);
            let bucket = world.bucket(&self.name)?.clone();
            // First, as an object that is not put must not make a key.
            if let Err(retention) = bucket.check_replaced(key, now) {
                return Some(Err(retention));
            }
            let encryption = bucket.settings.encryption.as_ref().map(|rule| encryption(rule, &bucket, world));
            object.extra.set_encryption(encryption);
            object.storage_class = bucket.settings.storage_class;
            let bucket = world.bucket_mut(&self.name)?;
            Some(bucket.put_object(object, now).map(drop))
        });
        self.was_put(put);
        self.object(key)
    }

    /// Panics if an object was not put.
    #[track_caller]
    pub(super) fn was_put(&self, put: Option<Result<(), Retention>>) {
        match put {
            Some(put) => or_panic(put),
            None => self.gone(),
        }
    }

    /// Sets the versioning of the bucket, from now on: once enabled, it can only be suspended.
    ///
    /// Source: `help.aliyun.com/en/oss/user-guide/overview-78` (versioning).
    ///
    /// # Panics
    ///
    /// If it is to be suspended and the bucket has a retention policy, or the bucket was deleted.
    #[track_caller]
    pub fn set_versioning(&self, versioning: Versioning) -> Self {
        self.check_suspension(versioning);
        self.set(|bucket| bucket.settings_mut().versioning = Some(versioning))
    }

    /// The versioning state; `None` if versions were never kept.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn versioning(&self) -> Option<Versioning> {
        self.get(|bucket| bucket.settings.versioning)
    }
}

impl Object {
    /// The key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The bucket it is in.
    #[must_use]
    pub fn bucket(&self) -> Bucket {
        Bucket { oss: self.oss.clone(), name: self.bucket.clone() }
    }

    /// The name of the object in policies, for any region and owner of its bucket: `acs:oss:*:*:logs/key`.
    #[must_use]
    pub fn arn(&self) -> String {
        format!("acs:oss:*:*:{}/{}", self.bucket, self.key)
    }

    /// Returns `true` if the object exists.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.found().is_some()
    }

    /// The content; empty if the object is a link.
    ///
    /// # Panics
    ///
    /// If it does not exist, like the other methods here unless their documentation says otherwise.
    #[must_use]
    #[track_caller]
    pub fn body(&self) -> Bytes {
        self.facts().body.clone()
    }

    /// The length of its content in bytes; 0 if the object is a link.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn size(&self) -> usize {
        self.facts().body.len()
    }

    /// Its `ETag`, without the quotes of the header.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    ///
    /// # Example
    ///
    /// ```
    /// let note = ossmock::Oss::new().create_account("acme").create_bucket("logs").put_object("note", "hello");
    /// assert_eq!((note.size(), note.crc64()), (5, 11_177_612_005_948_864_433));
    /// assert_eq!(note.etag(), "5D41402ABC4B2A76B9719D911017C592");
    /// ```
    #[must_use]
    #[track_caller]
    pub fn etag(&self) -> String {
        self.facts().etag.to_string()
    }

    /// Its checksum, as in `x-oss-hash-crc64ecma`.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn crc64(&self) -> u64 {
        self.facts().crc64
    }

    /// The time it was written, by the clock of the fake.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn last_modified(&self) -> SystemTime {
        system_time(self.facts().modified())
    }

    /// Its user metadata, by lower-case names without `x-oss-meta-`; bytes that are not UTF-8 are replaced.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn metadata(&self) -> BTreeMap<String, String> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        self.facts().meta.user().map(|(name, value)| (name.to_owned(), text(value))).collect()
    }

    /// The `Content-Type` it was uploaded with, if any.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn content_type(&self) -> Option<String> {
        self.facts().meta.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value).into_owned())
    }

    /// The encryption; also `None` if the object does not exist.
    #[must_use]
    pub fn encryption(&self) -> Option<ObjectEncryption> {
        self.found()?.extra.encryption.clone()
    }

    /// Its own access control list; `None` if that of the bucket applies (`default`).
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn acl(&self) -> Option<Acl> {
        self.facts().acl
    }

    /// Its tags.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn tags(&self) -> BTreeMap<String, String> {
        self.facts().extra.tags.clone()
    }

    /// Its storage class.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn storage_class(&self) -> StorageClass {
        self.facts().storage_class
    }

    /// The type of the object, by the way it was created.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn object_type(&self) -> ObjectType {
        self.facts().kind
    }

    /// The time it was sealed, after which nothing can be appended; `None` if it is not sealed.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn sealed_at(&self) -> Option<SystemTime> {
        self.facts().extra.sealed.map(system_time)
    }

    /// The id of the version: `null` if versions were not kept when it was written.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn version_id(&self) -> String {
        self.facts().version().to_string()
    }

    /// Sets its own access control list, or uses that of the bucket with `None`, without a request.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[track_caller]
    pub fn set_acl(&self, acl: impl Into<Option<Acl>>) -> Self {
        let acl = acl.into();
        self.set(|object| object.acl = acl)
    }

    /// Sets a tag, without a request. The condition key `oss:ExistingObjectTag/…` has its value.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[track_caller]
    pub fn set_tag(&self, key: &str, value: &str) -> Self {
        self.set(|object| {
            object.extra.change(|extra| _ = extra.tags.insert(key.to_owned(), value.to_owned()));
        })
    }

    /// Sets user metadata, without a request. The name is without `x-oss-meta-`, and kept in lower case.
    ///
    /// # Panics
    ///
    /// If it does not exist, or the name has other characters than letters, digits and `-`: OSS ignores such headers.
    #[track_caller]
    pub fn set_metadata(&self, name: &str, value: &str) -> Self {
        let header = format!("{USER_META}{}", name.to_ascii_lowercase());
        let known = is_user_meta_name(&header);
        assert!(known, "`{name}` is no name of user metadata: it has letters, digits and `-`, and OSS sees no others");
        self.set(|object| object.meta.set(&header, value.as_bytes()))
    }

    /// Sets the `Content-Type`, without a request.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[track_caller]
    pub fn set_content_type(&self, content_type: &str) -> Self {
        self.set(|object| object.meta.set(CONTENT_TYPE, content_type.as_bytes()))
    }

    /// Sets its storage class, without a request. A change of the class ends a restoration.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[track_caller]
    pub fn set_storage_class(&self, class: StorageClass) -> Self {
        self.set(|object| {
            if object.storage_class != class {
                object.extra.change(|extra| (extra.restoration, extra.transitioned) = (None, None));
                object.storage_class = class;
            }
        })
    }

    /// Sets its encryption to that of a rule, or removes it with `None`, without a request. `KMS` without a key uses the
    /// default key of OSS.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[track_caller]
    pub fn set_encryption(&self, rule: impl Into<Option<EncryptionRule>>) -> Self {
        let rule = rule.into();
        let set = self.oss.change(|world, now| {
            let bucket = world.bucket(&self.bucket)?.clone();
            let version = bucket.objects.find(&self.key, None).object()?.version();
            let encryption = rule.map(|rule| encryption(&rule, &bucket, world));
            let bucket = world.bucket_mut(&self.bucket)?;
            bucket.change_object(&self.key, version, now, |object| {
                object.extra.set_encryption(encryption);
            });
            Some(())
        });
        if set.is_none() {
            self.gone();
        }
        self.clone()
    }

    /// The encryption that a rule gives an object of this bucket; `None` if the bucket was deleted.
    pub(crate) fn encrypted_by(&self, rule: &EncryptionRule) -> Option<ObjectEncryption> {
        // In a copy of the world, as this look-up must not create a key.
        let mut world = self.oss.read(World::clone);
        let bucket = world.bucket(&self.bucket)?.clone();
        Some(encryption(rule, &bucket, &mut world))
    }

    pub(crate) fn found(&self) -> Option<SharedObject> {
        self.oss.read(|world| world.bucket(&self.bucket)?.objects.find(&self.key, None).object().cloned())
    }

    #[track_caller]
    pub(super) fn facts(&self) -> SharedObject {
        match self.found() {
            Some(object) => object,
            None => self.gone(),
        }
    }

    #[track_caller]
    fn set(&self, set: impl FnOnce(&mut StoredObject)) -> Self {
        self.change_in(|bucket, version, now| bucket.change_object(&self.key, version, now, set))
    }

    /// Changes a property that its replicas do not follow.
    #[track_caller]
    pub(super) fn set_here(&self, set: impl FnOnce(&mut StoredObject, Timestamp)) -> Self {
        self.change_in(|bucket, version, now| bucket.change_here(&self.key, version, |object| set(object, now)))
    }

    #[track_caller]
    fn change_in(&self, change: impl FnOnce(&mut StoredBucket, VersionId, Timestamp)) -> Self {
        let changed = self.oss.change(|world, now| {
            let bucket = world.bucket_mut(&self.bucket)?;
            let version = bucket.objects.find(&self.key, None).object()?.version();
            change(bucket, version, now);
            Some(())
        });
        if changed.is_none() {
            self.gone();
        }
        self.clone()
    }

    #[track_caller]
    fn gone(&self) -> ! {
        panic!("there is no object `{}` in the bucket `{}`: put one there with `put_object`", self.key, self.bucket)
    }

    pub(crate) const fn oss(&self) -> &Oss {
        &self.oss
    }

    pub(crate) fn bucket_name(&self) -> &str {
        &self.bucket
    }

    /// The path of the object, for example `logs/key`.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}", self.bucket, self.key)
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.found().map(|object| object.to_string());
        f.debug_struct("Object")
            .field("bucket", &self.bucket)
            .field("key", &self.key)
            .field("facts", &facts)
            .finish_non_exhaustive()
    }
}

const CONTENT_TYPE: &str = "content-type";

pub(crate) fn check_object_key(key: &str) -> Result<(), ArrangeError> {
    let rule = match check_key(key.as_bytes()) {
        Ok(_) => return Ok(()),
        Err(KeyProblem::TooLong) => "it has more than 1,023 bytes",
        Err(KeyProblem::Invalid) => "it must not be empty, nor start with a slash or a backslash",
    };
    Err(ArrangeError::new(format!("`{key}` is not the key of an object: {rule}")))
}

/// The encryption that a rule gives an object, without a call to KMS. The id replaces the alias of a key.
pub(super) fn encryption(rule: &EncryptionRule, bucket: &StoredBucket, world: &mut World) -> ObjectEncryption {
    let key = |id: &str| KmsKeyId::new(id).expect("ids of keys are not empty");
    let mut encryption = ObjectEncryption::of_rule(rule, || key(&world.managed_kms_key(bucket.owner, &bucket.region)));
    if let ObjectEncryption::Kms { key_id, .. } = &mut encryption
        && let Some(found) = world.account(bucket.owner).kms.find(&bucket.region, key_id.as_str())
    {
        *key_id = key(&found.id);
    }
    encryption
}
