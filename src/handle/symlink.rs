//! Links, arranged and read back by a test.

use super::object::check_object_key;
use super::{Bucket, Object, or_panic};
use crate::op::hash;
use crate::world::{ETag, StoredObject};

impl Bucket {
    /// Creates a link to another object of the bucket, without a request. A read of the link returns the object under `target`
    /// at that time, which need not exist yet.
    ///
    /// Source: `help.aliyun.com/en/oss/developer-reference/putsymlink`.
    ///
    /// # Panics
    ///
    /// If one of the keys is empty, has more than 1,023 bytes or starts with a slash or a backslash, or the bucket was
    /// deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, object::ObjectType};
    ///
    /// let logs = Oss::new().create_account("acme").create_bucket("logs");
    /// let latest = logs.put_symlink("latest", "2026/november");
    ///
    /// assert_eq!(latest.object_type(), ObjectType::Symlink);
    /// assert_eq!(latest.symlink_target().as_deref(), Some("2026/november"));
    /// ```
    #[track_caller]
    pub fn put_symlink(&self, key: &str, target: &str) -> Object {
        or_panic(check_object_key(key));
        or_panic(check_object_key(target));
        let put = self.oss.change(|world, now| {
            let bucket = world.bucket_mut(&self.name)?;
            let mut link = StoredObject::link(key.into(), target.into(), ETag(hash::md5(target.as_bytes())), now);
            link.storage_class = bucket.settings.storage_class;
            Some(bucket.put_object(link, now).map(drop))
        });
        self.was_put(put);
        self.object(key)
    }
}

impl Object {
    /// The key that the link points to; `None` if the object is not a link.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn symlink_target(&self) -> Option<String> {
        self.facts().extra.target.as_deref().map(str::to_owned)
    }
}
