//! A version of an object, read back by a test.

use std::time::SystemTime;

use bytes::Bytes;

use super::Object;
#[cfg(feature = "world-file")]
use super::object::{check_object_key, encryption};
#[cfg(feature = "world-file")]
use super::{ArrangeError, Bucket};
use crate::wire::text::system_time;
#[cfg(feature = "world-file")]
use crate::world::{Draft, EncryptionRule, VersionId};
use crate::world::{Found, Kept, ObjectEncryption, Retention, Version};

/// A version of an object at the time of the [`Object::versions`] call: an upload, or a delete marker.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, settings::Versioning};
///
/// let logs = Oss::new().create_account("acme").create_bucket("logs").set_versioning(Versioning::Enabled);
/// logs.put_object("note", "first");
/// let versions = logs.put_object("note", "second").versions();
/// assert!(versions[0].is_latest() && versions[1].body().expect("no marker") == "first");
/// ```
#[derive(Debug, Clone)]
pub struct ObjectVersion {
    kept: Kept,
    retention: Option<Retention>,
}

impl Object {
    /// All versions under the key, the newest first; empty if none was ever created, or all were permanently deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, settings::Versioning};
    ///
    /// let logs = Oss::new().create_account("acme").create_bucket("logs").set_versioning(Versioning::Enabled);
    /// logs.put_object("note", "first");
    /// let versions = logs.put_object("note", "second").versions();
    ///
    /// assert_eq!(versions.len(), 2);
    /// assert!(versions[0].is_latest());
    /// assert_eq!(versions[1].body().unwrap(), "first");
    /// ```
    #[must_use]
    pub fn versions(&self) -> Vec<ObjectVersion> {
        let now = self.oss.now();
        let kept = self.oss.read(|world| {
            let bucket = world.bucket(&self.bucket)?;
            let version = |kept: Kept| {
                let object = Found::from(&kept.version).object();
                ObjectVersion { retention: object.and_then(|object| bucket.retention_of(object, now)), kept }
            };
            Some(bucket.objects.of_key(&self.key).map(version).collect())
        });
        kept.unwrap_or_default()
    }
}

#[cfg(feature = "world-file")]
impl Bucket {
    /// Adds a version after all existing ones, encrypted by a rule. Unless given, its id and its position are those of a
    /// version written now.
    pub(crate) fn try_version(
        &self,
        key: &str,
        mut version: Draft,
        rule: Option<&EncryptionRule>,
        id: Option<VersionId>,
        place: Option<u64>,
    ) -> Result<(), ArrangeError> {
        check_object_key(key)?;
        let added = self.oss.change(|world, _| {
            if let (Draft::Object(object), Some(bucket)) = (&mut version, world.bucket(&self.name).cloned()) {
                let encryption = rule.map(|rule| encryption(rule, &bucket, world));
                object.extra.set_encryption(encryption);
            }
            world.bucket_mut(&self.name).map_or(Ok(()), |bucket| bucket.add_version(key, version, id, place))
        });
        added.map_err(|problem| ArrangeError::new(problem.to_string()))
    }
}

impl ObjectVersion {
    /// The id of the version in requests: `null` if versions were not kept when it was created.
    #[must_use]
    pub fn id(&self) -> String {
        self.kept.version.id().to_string()
    }

    /// Returns `true` if it is the newest version of its key.
    #[must_use]
    pub const fn is_latest(&self) -> bool {
        self.kept.latest
    }

    /// Returns `true` if it is a delete marker, which marks the object as deleted.
    #[must_use]
    pub const fn is_delete_marker(&self) -> bool {
        matches!(self.kept.version, Version::DeleteMarker(_))
    }

    /// The uploaded data; `None` for a delete marker.
    #[must_use]
    pub fn body(&self) -> Option<Bytes> {
        match &self.kept.version {
            Version::Object(object) => Some(object.body.clone()),
            Version::DeleteMarker(_) => None,
        }
    }

    /// The time it was written, by the clock of the fake.
    #[must_use]
    pub fn last_modified(&self) -> SystemTime {
        system_time(self.kept.version.modified())
    }

    /// The protection by the retention policy of the bucket; `None` if the version could be deleted. Delete markers are not
    /// protected.
    #[must_use]
    pub const fn retention(&self) -> Option<&Retention> {
        self.retention.as_ref()
    }

    /// The encryption; also `None` for a delete marker.
    #[must_use]
    pub fn encryption(&self) -> Option<ObjectEncryption> {
        match &self.kept.version {
            Version::Object(object) => object.extra.encryption.clone(),
            Version::DeleteMarker(_) => None,
        }
    }
}
