//! A version of an object, as a test reads it back.

use bytes::Bytes;

use super::Object;
#[cfg(feature = "world-file")]
use super::object::{check_object_key, encryption};
#[cfg(feature = "world-file")]
use super::{Bucket, Mistake};
#[cfg(feature = "world-file")]
use crate::world::{Draft, EncryptionRule, VersionId};
use crate::world::{Kept, ObjectEncryption, Version};

/// One version of an object, as it was when [`Object::versions`] was called: an upload, or a delete marker.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, Versioning};
///
/// let logs = Oss::new().account("acme").bucket("logs").with_versioning(Versioning::Enabled);
/// logs.put_object("note", "first");
/// let versions = logs.put_object("note", "second").versions();
/// assert!(versions[0].is_latest() && versions[1].body().expect("no marker") == "first");
/// ```
#[derive(Debug, Clone)]
pub struct ObjectVersion(Kept);

impl Object {
    /// All versions under the key, the newest first; none if nothing was ever there, or all of it is gone for good.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, Versioning};
    ///
    /// let logs = Oss::new().account("acme").bucket("logs").with_versioning(Versioning::Enabled);
    /// logs.put_object("note", "first");
    /// let versions = logs.put_object("note", "second").versions();
    ///
    /// assert_eq!(versions.len(), 2);
    /// assert!(versions[0].is_latest());
    /// assert_eq!(versions[1].body().unwrap(), "first");
    /// ```
    #[must_use]
    pub fn versions(&self) -> Vec<ObjectVersion> {
        let kept = self.oss.read(|world| {
            let objects = &world.bucket(&self.bucket)?.objects;
            Some(objects.of_key(&self.key).map(ObjectVersion).collect())
        });
        kept.unwrap_or_default()
    }
}

#[cfg(feature = "world-file")]
impl Bucket {
    /// Adds a version behind all that are there, encrypted as a rule says. Its id and its place are those that one would get
    /// that is written now, unless they are given.
    pub(crate) fn try_version(
        &self,
        key: &str,
        mut version: Draft,
        rule: Option<&EncryptionRule>,
        id: Option<VersionId>,
        place: Option<u64>,
    ) -> Result<(), Mistake> {
        check_object_key(key)?;
        let added = self.oss.change(|world, _| {
            if let (Draft::Object(object), Some(bucket)) = (&mut version, world.bucket(&self.name).cloned()) {
                object.encryption = rule.map(|rule| encryption(rule, &bucket, world));
            }
            world.bucket_mut(&self.name).map_or(Ok(()), |bucket| bucket.add_version(key, version, id, place))
        });
        added.map_err(|problem| Mistake::new(problem.to_string()))
    }
}

impl ObjectVersion {
    /// What requests name it by: `null` if versions were not kept when it came to be.
    #[must_use]
    pub fn id(&self) -> String {
        self.0.version.id().to_string()
    }

    /// Whether it is the newest of its key.
    #[must_use]
    pub const fn is_latest(&self) -> bool {
        self.0.latest
    }

    /// Whether it is a delete marker, which stands for that the object was deleted.
    #[must_use]
    pub const fn is_delete_marker(&self) -> bool {
        matches!(self.0.version, Version::DeleteMarker(_))
    }

    /// What was uploaded; none for a delete marker.
    #[must_use]
    pub fn body(&self) -> Option<Bytes> {
        match &self.0.version {
            Version::Object(object) => Some(object.body.open()),
            Version::DeleteMarker(_) => None,
        }
    }

    /// How it is encrypted; none also for a delete marker.
    #[must_use]
    pub fn encryption(&self) -> Option<ObjectEncryption> {
        match &self.0.version {
            Version::Object(object) => object.encryption.clone(),
            Version::DeleteMarker(_) => None,
        }
    }
}
