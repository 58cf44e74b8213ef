//! The effect of a retention policy: the objects that it protects from being deleted, overwritten and appended to.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::settings::StoredWorm;
use super::{StoredBucket, StoredObject, VersionId, Versioning, Worm};

/// The protection of an object by the retention policy of its bucket.
///
/// Its `Display` names the policy, the object, the end of the protection, and the time by the clock of the fake.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, settings::Worm};
///
/// let backups = Oss::new().create_account("acme").create_bucket("backups").set_worm(Worm::locked(1));
/// let monday = backups.put_object("monday", "all");
/// let retention = monday.retention().expect("it is protected");
/// assert_eq!(retention.policy().days(), 1);
/// assert!(retention.until() > monday.last_modified());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    policy: StoredWorm,
    bucket: Arc<str>,
    key: Arc<str>,
    modified: Timestamp,
    pub(crate) until: Timestamp,
    now: Timestamp,
}

impl Retention {
    /// The policy.
    #[must_use]
    pub fn policy(&self) -> Worm {
        (&self.policy).into()
    }
}

impl fmt::Display for Retention {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { policy, bucket, key, modified, until, now } = self;
        write!(
            f,
            "the retention policy {policy} protects `{bucket}/{key}`, last modified at {modified}, until {until} by the clock of \
             the fake, which is at {now}"
        )
    }
}

impl std::error::Error for Retention {}

impl StoredBucket {
    /// The retention policy that counts now; `None` if there is none, or it expired before it was locked.
    pub fn worm(&self, now: Timestamp) -> Option<&StoredWorm> {
        self.settings.worm.as_ref().filter(|worm| !worm.has_expired(now))
    }

    /// The protection of one of its objects at this time; `None` if nothing protects it. Delete markers are never protected.
    pub fn retention_of(&self, object: &StoredObject, now: Timestamp) -> Option<Retention> {
        let policy = self.worm(now)?;
        let until = policy.protects_until(object.modified);
        (now < until).then(|| Retention {
            policy: policy.clone(),
            bucket: self.name.clone(),
            key: object.key.clone(),
            modified: object.modified,
            until,
            now,
        })
    }

    /// The reason why nothing protects one of its objects at this time.
    pub fn unprotected(&self, object: &StoredObject, now: Timestamp) -> String {
        match &self.settings.worm {
            None => "the bucket has no retention policy".to_owned(),
            Some(policy) if policy.has_expired(now) => {
                format!(
                    "the retention policy {policy} was not locked within 24 hours, and the clock of the fake is at {now}"
                )
            }
            Some(policy) => {
                let until = policy.protects_until(object.modified);
                format!(
                    "the retention policy {policy} protected it until {until}, and the clock of the fake is at {now}"
                )
            }
        }
    }

    /// The protection of the object that a read of the key finds, or of the version that is named.
    pub fn retention(&self, key: &str, version: Option<VersionId>, now: Timestamp) -> Option<Retention> {
        self.objects.find(key, version).object().and_then(|object| self.retention_of(object, now))
    }

    /// Refuses to lose or to change a version that is protected.
    pub fn check_lost(&self, key: &str, version: VersionId, now: Timestamp) -> Result<(), Retention> {
        self.retention(key, Some(version), now).map_or(Ok(()), Err)
    }

    /// Refuses to replace the version that a new one under the key would replace, if it is protected.
    pub fn check_replaced(&self, key: &str, now: Timestamp) -> Result<(), Retention> {
        match self.settings.versioning {
            Some(Versioning::Enabled) => Ok(()),
            Some(Versioning::Suspended) | None => self.check_lost(key, VersionId::Null, now),
        }
    }
}
