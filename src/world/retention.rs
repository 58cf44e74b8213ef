//! The effect of a retention policy: the objects that it protects from being deleted, overwritten and appended to.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::settings::StoredWorm;
use super::{StoredObject, Worm};

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
    /// The protection of an object of a bucket by its policy at this time.
    pub(super) fn of(policy: &StoredWorm, bucket: &Arc<str>, object: &StoredObject, now: Timestamp) -> Option<Self> {
        let until = policy.protects_until(object.modified());
        (now < until && !policy.has_expired(now)).then(|| Self {
            policy: policy.clone(),
            bucket: bucket.clone(),
            key: object.key.clone(),
            modified: object.modified(),
            until,
            now,
        })
    }

    /// The reason why a policy protects an object of its bucket no longer.
    pub(super) fn ended(policy: &StoredWorm, object: &StoredObject, now: Timestamp) -> String {
        let clock = format!("and the clock of the fake is at {now}");
        if policy.has_expired(now) {
            return format!("the retention policy {policy} was not locked within 24 hours, {clock}");
        }
        format!(
            "the retention policy {policy} protected it until {}, {clock}",
            policy.protects_until(object.modified())
        )
    }

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
