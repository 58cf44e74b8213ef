//! Permission to read another object than the one of the request: the source of a copy, the target of a link.

use super::object_encryption::may_decrypt;
use super::operations::Operation;
use super::permission::Permission;
use crate::error::Refusal;
use crate::world::{StoredAccount, StoredBucket, VersionId};

impl Permission<'_> {
    /// Checks that the caller may also read the target of the object, if it is a link: both need permission, and so does
    /// the key that encrypts the target, if its content is read.
    ///
    /// Source: `alibabacloud.com/help/doc-detail/96864.html` (symbolic links).
    pub(super) fn check_target(&self, content: bool) -> Result<(), Refusal> {
        let target = self.object.and_then(|object| object.extra.target.as_deref());
        match (self.bucket, target) {
            (Some(bucket), Some(target)) => self.check_reading(bucket, target, None, content),
            _ => Ok(()),
        }
    }

    /// Checks that the caller may read another object than the one of the request.
    pub(super) fn check_reading(
        &self,
        bucket: (&StoredBucket, &StoredAccount),
        key: &str,
        version: Option<VersionId>,
        content: bool,
    ) -> Result<(), Refusal> {
        let permission = self.about(bucket, key, version);
        permission.ask_of_object(Operation::GetObject, key, version);
        match permission.refused() {
            Some(explanation) => Err(permission.refusal(Operation::GetObject, &explanation)),
            None if content => may_decrypt(&permission),
            None => Ok(()),
        }
    }
}
