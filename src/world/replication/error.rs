//! The reasons a rule does not do its work for a change.

use std::fmt;
use std::sync::Arc;

use super::NotReplicated;
use crate::ram::Decision;
use crate::world::{KmsAction, KmsRefusal, Retention};

/// The reason a rule did not replicate a change.
///
/// # Example
///
/// ```
/// use ossmock::{replication::{ReplicationError, ReplicationRule}, Oss};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// acme.create_bucket("backup").set_region("cn-beijing");
/// let logs = acme.create_bucket("logs").add_replication(ReplicationRule::to("backup").role("replicator"));
/// logs.put_object("a", "hello");
///
/// let report = oss.replicate();
/// let error = report.missed().next().unwrap().outcome.as_ref().unwrap_err();
/// assert!(matches!(error, ReplicationError::NoRole { role, .. } if **role == *"replicator"));
/// assert_eq!(error.to_string(), "the account `acme` has no role `replicator`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplicationError {
    /// The destination was deleted since the rule was set.
    NoDestination(Arc<str>),
    /// One of the two buckets keeps versions, and the other does not.
    VersioningDiffers,
    /// The rule does not replicate objects with this encryption.
    Encryption(NotReplicated),
    /// The account of the source has no such role.
    NoRole {
        /// The account.
        account: Arc<str>,
        /// The role that the rule names.
        role: Arc<str>,
    },
    /// The role of the rule lacks a permission.
    Denied {
        /// The role.
        role: Arc<str>,
        /// The action that it may not do, such as `oss:ReplicatePut`.
        action: Arc<str>,
        /// The resource: `acs:oss:…` for an object, `acs:kms:…` for a key.
        resource: Arc<str>,
        /// The decision about it.
        decision: Box<Decision>,
    },
    /// KMS refused an operation with a key.
    Kms {
        /// The operation.
        action: KmsAction,
        /// The key; `None` for the default key that OSS manages.
        key_id: Option<Arc<str>>,
        /// The reason of KMS.
        refusal: KmsRefusal,
    },
    /// The replica would exceed the number of bytes that the fake may store.
    StorageFull {
        /// The number of bytes.
        limit: u64,
    },
    /// The retention policy of the destination protects the object that would be deleted or overwritten.
    Protected(Box<Retention>),
    /// The change was forgotten, as too many later changes of the bucket waited to be replicated.
    Forgotten {
        /// The number of changes that may wait.
        limit: usize,
    },
}

impl fmt::Display for ReplicationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDestination(bucket) => write!(f, "there is no bucket `{bucket}` any more"),
            Self::VersioningDiffers => f.write_str("one of the two buckets keeps versions, and the other does not"),
            Self::Encryption(reason) => reason.fmt(f),
            Self::NoRole { account, role } => write!(f, "the account `{account}` has no role `{role}`"),
            Self::Denied { role, action, resource, decision } => {
                write!(f, "the role `{role}` may not do {action} on {resource}: {decision}")
            }
            Self::Kms { action, key_id, refusal } => {
                let key = key_id.as_deref().unwrap_or("the default key");
                write!(f, "KMS refused {action} with {key}: {refusal}")
            }
            Self::StorageFull { limit } => write!(f, "the fake may store {limit} bytes in all"),
            Self::Protected(retention) => retention.fmt(f),
            Self::Forgotten { limit } => {
                write!(f, "more than {limit} changes of the bucket waited to be replicated")
            }
        }
    }
}

impl std::error::Error for ReplicationError {}

impl From<Retention> for ReplicationError {
    fn from(retention: Retention) -> Self {
        Self::Protected(Box::new(retention))
    }
}
