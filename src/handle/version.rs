//! A version of an object, as a test reads it back.

use bytes::Bytes;

use super::Object;
use crate::world::{Kept, ObjectEncryption, Version};

/// One version of an object, as it was when [`Object::versions`] was called: an upload, or a delete marker.
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
