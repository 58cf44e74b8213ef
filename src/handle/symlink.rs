//! Links, as a test arranges them and reads them back.

use super::object::check_object_key;
use super::{Bucket, Object, or_panic};
use crate::op::hash;
use crate::world::{ETag, Object as ObjectFacts};

impl Bucket {
    /// Puts a link to another object of the bucket there, without a request. Whoever reads it is given what is under
    /// `target` then, which need not be there yet.
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
    /// use ossmock::{ObjectType, Oss};
    ///
    /// let logs = Oss::new().account("acme").bucket("logs");
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
            let mut link = ObjectFacts::link(key.into(), target.into(), ETag(hash::md5(target.as_bytes())), now);
            link.storage_class = bucket.settings.storage_class;
            bucket.put_object(link, now);
            Some(())
        });
        if put.is_none() {
            self.gone();
        }
        self.object(key)
    }
}

impl Object {
    /// The key that it leads to, if it is a link.
    ///
    /// # Panics
    ///
    /// If it is not there.
    #[must_use]
    #[track_caller]
    pub fn symlink_target(&self) -> Option<String> {
        self.facts().target.as_deref().map(str::to_owned)
    }
}
