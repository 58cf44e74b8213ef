//! Open multipart uploads, arranged and read back by a test.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use jiff::Timestamp;
#[cfg(feature = "world-file")]
use rpds::RedBlackTreeMapSync;

use super::object::{check_object_key, encryption};
use super::{ArrangeError, Bucket, Object, or_panic};
use crate::op::hash;
use crate::oss::Oss;
use crate::wire::text::system_time;
use crate::world::{ETag, MAX_PART, ObjectEncryption, Part, StoredUpload};
#[cfg(feature = "world-file")]
use crate::world::{EncryptionRule, StoredObject};

/// A multipart upload that was initiated, and neither completed nor aborted.
///
/// The handle is a name, like [`Bucket`]: the upload may have ended. Methods that need an open upload panic if it has.
///
/// Source: `help.aliyun.com/en/oss/developer-reference/initiatemultipartupload`.
///
/// # Example
///
/// ```
/// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs");
/// let upload = logs.object("dump").begin_upload().add_part(1, "hello");
///
/// // … code that finds the uploads of an earlier run, and completes or aborts them …
/// assert_eq!(logs.uploads()[0].id(), upload.id());
/// assert_eq!(upload.parts()[0].body(), "hello");
/// ```
#[derive(Clone)]
pub struct Upload {
    oss: Oss,
    bucket: Arc<str>,
    key: Arc<str>,
    id: Arc<str>,
}

/// One part of an upload, as it was when [`Upload::parts`] was called.
#[derive(Debug, Clone)]
pub struct UploadPart {
    number: u16,
    part: Arc<Part>,
}

impl Bucket {
    /// The open multipart uploads, by key, and those of one key in the order of their initiation.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs");
    /// logs.object("dump").begin_upload();
    /// assert_eq!(logs.uploads()[0].key(), "dump");
    /// ```
    #[must_use]
    #[track_caller]
    pub fn uploads(&self) -> Vec<Upload> {
        let ids = self.get(|bucket| bucket.uploads.all().map(key_and_id).collect::<Vec<_>>());
        ids.into_iter().map(|(key, id)| self.upload(key, id)).collect()
    }

    fn upload(&self, key: Arc<str>, id: Arc<str>) -> Upload {
        Upload { oss: self.oss.clone(), bucket: self.name.clone(), key, id }
    }

    /// The data of the open uploads.
    #[track_caller]
    pub(crate) fn open_uploads(&self) -> Vec<Arc<StoredUpload>> {
        self.get(|bucket| bucket.uploads.all().cloned().collect())
    }

    /// Initiates an upload of a draft, encrypted by a rule, at the time of the draft. The id is generated unless it is given.
    #[cfg(feature = "world-file")]
    pub(crate) fn try_upload(
        &self,
        mut draft: StoredObject,
        rule: Option<&EncryptionRule>,
        id: Option<&str>,
    ) -> Result<Upload, ArrangeError> {
        check_object_key(&draft.key)?;
        let (key, begun) = (draft.key.clone(), draft.modified());
        let begun = self.oss.change(|world, _| {
            let bucket = world.bucket(&self.name).cloned();
            let encryption = bucket.and_then(|bucket| Some(encryption(rule?, &bucket, world)));
            draft.extra.set_encryption(encryption);
            let uploads = &mut world.bucket_mut(&self.name)?.uploads;
            let Some(id) = id else { return Some(uploads.begin(draft, begun).id.clone()) };
            if uploads.find(&key, id).is_some() {
                return None;
            }
            let upload =
                StoredUpload { id: id.into(), initiated: begun, draft, parts: RedBlackTreeMapSync::new_sync() };
            uploads.add(Arc::new(upload));
            Some(id.into())
        });
        let taken = || {
            ArrangeError::new(format!("there is an upload of `{key}` with the id `{}` already", id.unwrap_or_default()))
        };
        begun.map(|id| self.upload(key.clone(), id)).ok_or_else(taken)
    }
}

impl Object {
    /// The open multipart uploads of this key, in the order of their initiation; also empty if the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// let dump = ossmock::Oss::new().create_account("acme").create_bucket("logs").object("dump");
    /// dump.begin_upload();
    /// assert_eq!(dump.uploads().len(), 1);
    /// assert!(!dump.exists());
    /// ```
    #[must_use]
    pub fn uploads(&self) -> Vec<Upload> {
        let ids = self.oss.read(|world| {
            Some(world.bucket(&self.bucket)?.uploads.of_key(&self.key).map(|upload| upload.id.clone()).collect())
        });
        let ids: Vec<Arc<str>> = ids.unwrap_or_default();
        ids.into_iter().map(|id| self.upload(id)).collect()
    }

    /// Initiates a multipart upload, like a request without further headers: the object will have the encryption rule and
    /// storage class of the bucket.
    ///
    /// The limit of 10,000 open uploads does not apply to the test, nor does
    /// [`Builder::max_stored_bytes`](crate::Builder::max_stored_bytes).
    ///
    /// # Panics
    ///
    /// If the key is empty, has more than 1,023 bytes or starts with a slash or a backslash, or the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs");
    /// let upload = logs.object("dump").begin_upload().add_part(1, "hello");
    /// assert_eq!(upload.parts()[0].size(), 5);
    /// ```
    #[track_caller]
    pub fn begin_upload(&self) -> Upload {
        or_panic(check_object_key(&self.key));
        let begun = self.oss.change(|world, now| {
            let bucket = world.bucket(&self.bucket)?.clone();
            let mut draft = StoredUpload::blank(self.key.clone(), now);
            let encryption = bucket.settings.encryption.as_ref().map(|rule| encryption(rule, &bucket, world));
            draft.extra.set_encryption(encryption);
            draft.storage_class = bucket.settings.storage_class;
            Some(world.bucket_mut(&self.bucket)?.uploads.begin(draft, now))
        });
        match begun {
            Some(upload) => self.upload(upload.id.clone()),
            None => panic!("the bucket `{}` was deleted", self.bucket),
        }
    }

    fn upload(&self, id: Arc<str>) -> Upload {
        Upload { oss: self.oss.clone(), bucket: self.bucket.clone(), key: self.key.clone(), id }
    }
}

impl Upload {
    /// The key of the future object.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The id of the upload, which requests send as `uploadId`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns `true` if it is neither completed nor aborted.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.found().is_some()
    }

    /// The time of its initiation, by the clock of the fake.
    ///
    /// # Panics
    ///
    /// If the upload has ended, like the other methods here unless their documentation says otherwise.
    #[must_use]
    #[track_caller]
    pub fn initiated(&self) -> SystemTime {
        system_time(self.facts().initiated)
    }

    /// The encryption of the future object, which is fixed at the initiation.
    ///
    /// # Panics
    ///
    /// If the upload has ended.
    #[must_use]
    #[track_caller]
    pub fn encryption(&self) -> Option<ObjectEncryption> {
        self.facts().draft.extra.encryption.clone()
    }

    /// The parts so far, by number.
    ///
    /// # Panics
    ///
    /// If the upload has ended.
    #[must_use]
    #[track_caller]
    pub fn parts(&self) -> Vec<UploadPart> {
        let part = |(number, part): (&u16, &Arc<Part>)| UploadPart { number: *number, part: part.clone() };
        self.facts().parts.iter().map(part).collect()
    }

    /// Adds a part without a request, replacing one with the same number. It may have any size, but each part except the last
    /// must have at least 100 KiB when the upload is completed.
    ///
    /// # Panics
    ///
    /// If the number is not within 1–10,000, or the upload has ended.
    #[track_caller]
    pub fn add_part(&self, number: u16, body: impl Into<Bytes>) -> Self {
        or_panic(self.try_part(number, body.into(), None));
        self.clone()
    }

    /// Adds a part, at the given time or now.
    pub(crate) fn try_part(&self, number: u16, body: Bytes, modified: Option<Timestamp>) -> Result<(), ArrangeError> {
        if !(1..=MAX_PART).contains(&number) {
            return Err(ArrangeError::new(format!("{number} is not the number of a part: those are 1 to {MAX_PART}")));
        }
        let (etag, crc64) = (ETag(hash::md5(&body)), hash::crc64(&body));
        let put = self.oss.change(|world, now| {
            let uploads = &mut world.bucket_mut(&self.bucket)?.uploads;
            uploads.find(&self.key, &self.id)?;
            let part = Part { body, etag, crc64, modified: modified.unwrap_or(now) };
            uploads.put_part(&self.key, &self.id, number, part);
            Some(())
        });
        put.ok_or_else(|| ArrangeError::new(self.over()))
    }

    fn found(&self) -> Option<Arc<StoredUpload>> {
        self.oss.read(|world| world.bucket(&self.bucket)?.uploads.find(&self.key, &self.id).cloned())
    }

    #[track_caller]
    fn facts(&self) -> Arc<StoredUpload> {
        match self.found() {
            Some(facts) => facts,
            None => panic!("{}", self.over()),
        }
    }

    fn over(&self) -> String {
        format!("the upload `{}` of `{}/{}` is over: it was completed or aborted", self.id, self.bucket, self.key)
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = self.found().map(|upload| upload.to_string());
        f.debug_struct("Upload")
            .field("bucket", &self.bucket)
            .field("key", &self.key)
            .field("facts", &facts)
            .finish_non_exhaustive()
    }
}

impl UploadPart {
    /// The number, within 1–10,000: its position in the object.
    #[must_use]
    pub const fn number(&self) -> u16 {
        self.number
    }

    /// The size in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.part.body.len()
    }

    /// Its `ETag` without quotes, the MD5 of its body in upper case, as a completion lists it.
    #[must_use]
    pub fn etag(&self) -> String {
        self.part.etag.to_string()
    }

    /// The CRC-64 of its body (ECMA-182).
    #[must_use]
    pub fn crc64(&self) -> u64 {
        self.part.crc64
    }

    /// The uploaded data.
    #[must_use]
    pub fn body(&self) -> Bytes {
        self.part.body.clone()
    }
}

fn key_and_id(upload: &Arc<StoredUpload>) -> (Arc<str>, Arc<str>) {
    (upload.draft.key.clone(), upload.id.clone())
}
