//! A replication rule: the objects it replicates, their destination, and their encryption there.

use std::fmt;
use std::sync::Arc;

use super::ReplicationProblem;
use crate::ram::wire_names;
use crate::world::{KmsKeyId, is_bucket_name};

const MAX_PREFIXES: usize = 10;
const MAX_PREFIX: usize = 1_023;

wire_names! {
    /// The kind of change that a replication rule replicates.
    ReplicationAction {
        /// All changes.
        #[default]
        All = "ALL",
        /// Writes.
        Put = "PUT",
        /// Deletions.
        Delete = "DELETE",
        /// Multipart uploads that are given up.
        Abort = "ABORT",
    }
}

wire_names! {
    /// The link that replicas travel over. A fake stores and returns it; it has no other effect.
    TransferType {
        /// The link of OSS.
        #[default]
        Internal = "internal",
        /// The link of transfer acceleration.
        Accelerated = "oss_acc",
    }
}

/// `SourceSelectionCriteria`: the replication of objects that SSE-KMS with a customer master key is involved in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum KmsObjects {
    /// The rule does not contain it, which means `Disabled`.
    #[default]
    Unsaid,
    Disabled,
    Enabled {
        /// `ReplicaKmsKeyID`: a key in the region of the destination.
        key_id: KmsKeyId,
    },
}

/// A replication rule: the objects of a bucket it replicates, their destination, and their encryption there.
///
/// By default a rule replicates all objects, including those that were there before it. Objects that SSE-KMS with a
/// customer master key is involved in are the exception.
///
/// # Example
///
/// ```
/// use ossmock::Oss;
/// use ossmock::replication::{ReplicationRule, ReplicationStatus};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// acme.create_bucket("backup").set_region("cn-beijing");
/// let logs = acme.create_bucket("logs").add_replication(ReplicationRule::to("backup").prefix("2026/"));
/// assert_eq!(logs.replications()[0].status(), ReplicationStatus::Starting);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicationRule {
    pub(crate) target: Arc<str>,
    pub(crate) prefixes: Vec<String>,
    /// Never empty.
    pub(crate) actions: Vec<ReplicationAction>,
    pub(crate) transfer: TransferType,
    /// `true` if objects are replicated that were there before the rule.
    pub(crate) historical: bool,
    pub(crate) sync_role: Option<String>,
    pub(crate) kms_objects: KmsObjects,
    /// Replication time control; `None` if the rule does not contain it.
    pub(crate) rtc: Option<bool>,
}

impl ReplicationRule {
    /// Creates a rule that replicates to the bucket of this name.
    #[must_use]
    pub fn to(bucket: &str) -> Self {
        Self {
            target: bucket.into(),
            prefixes: Vec::new(),
            actions: vec![ReplicationAction::default()],
            transfer: TransferType::default(),
            historical: true,
            sync_role: None,
            kms_objects: KmsObjects::default(),
            rtc: None,
        }
    }

    /// Replicates only keys with this prefix; a rule may have ten prefixes.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefixes.push(prefix.to_owned());
        self
    }

    /// Replicates these actions only.
    ///
    /// # Panics
    ///
    /// If there are no actions.
    #[must_use]
    #[track_caller]
    pub fn actions(mut self, actions: &[ReplicationAction]) -> Self {
        assert!(!actions.is_empty(), "a replication rule has at least one action");
        self.actions = actions.to_vec();
        self
    }

    /// Excludes the objects that were there before the rule.
    #[must_use]
    pub const fn without_history(mut self) -> Self {
        self.historical = false;
        self
    }

    /// Sets `SyncRole`: a role of the account that owns the source.
    #[must_use]
    pub fn role(mut self, name: &str) -> Self {
        self.sync_role = Some(name.to_owned());
        self
    }

    /// Includes objects that SSE-KMS with a customer master key is involved in: `SseKmsEncryptedObjects` `Enabled`, and
    /// `ReplicaKmsKeyID`, which the documentation of `PutBucketEncryption` calls `ReplicaCMKID`. Such a rule needs a
    /// [`role`](Self::role).
    ///
    /// # Panics
    ///
    /// If the id is empty.
    #[must_use]
    #[track_caller]
    pub fn kms_objects(mut self, replica_key_id: &str) -> Self {
        let Some(key_id) = KmsKeyId::new(replica_key_id) else { panic!("the id of the key for replicas is empty") };
        self.kms_objects = KmsObjects::Enabled { key_id };
        self
    }

    /// The key for replicas of objects under KMS, if the rule names one.
    pub(crate) const fn replica_key(&self) -> Option<&KmsKeyId> {
        match &self.kms_objects {
            KmsObjects::Enabled { key_id } => Some(key_id),
            KmsObjects::Unsaid | KmsObjects::Disabled => None,
        }
    }

    /// The destination bucket.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The prefixes of the keys that it replicates; empty if it replicates all.
    #[must_use]
    pub fn prefixes(&self) -> &[String] {
        &self.prefixes
    }

    /// Returns `true` if it replicates changes of this kind, alone or with all others.
    #[must_use]
    pub fn does(&self, action: ReplicationAction) -> bool {
        self.actions.iter().any(|own| *own == action || *own == ReplicationAction::All)
    }

    /// Returns `true` if it replicates the objects that were there before it.
    #[must_use]
    pub const fn has_history(&self) -> bool {
        self.historical
    }

    /// The role that it names, by name or as `acs:ram::1001:role/replicator`.
    #[must_use]
    pub fn sync_role(&self) -> Option<&str> {
        self.sync_role.as_deref()
    }

    /// The key for replicas of objects under KMS, if the rule includes such objects.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::replication::{ReplicationAction, ReplicationRule};
    ///
    /// let rule = ReplicationRule::to("backup").prefix("2026/").without_history().role("replicator").kms_objects("key-1");
    /// assert_eq!((rule.prefixes(), rule.sync_role(), rule.replica_key_id()), (&["2026/".to_owned()][..], Some("replicator"), Some("key-1")));
    /// assert!(rule.does(ReplicationAction::Delete) && !rule.has_history());
    /// ```
    #[must_use]
    pub fn replica_key_id(&self) -> Option<&str> {
        self.replica_key().map(KmsKeyId::as_str)
    }

    /// Checks the rule by itself, whatever buckets there are.
    pub(crate) fn check(&self) -> Result<(), ReplicationProblem> {
        let Self { prefixes, .. } = self;
        if !is_bucket_name(&self.target) {
            return Err(ReplicationProblem::TargetName);
        }
        if prefixes.len() > MAX_PREFIXES {
            return Err(ReplicationProblem::TooManyPrefixes);
        }
        if prefixes.iter().any(|prefix| prefix.chars().count() > MAX_PREFIX) {
            return Err(ReplicationProblem::PrefixTooLong);
        }
        let overlaps = |(i, one): (usize, &String)| {
            prefixes.iter().enumerate().any(|(j, other)| i != j && other.starts_with(one.as_str()))
        };
        if prefixes.iter().enumerate().any(overlaps) {
            return Err(ReplicationProblem::PrefixesOverlap);
        }
        if matches!(self.kms_objects, KmsObjects::Enabled { .. }) && self.sync_role.is_none() {
            return Err(ReplicationProblem::RoleMissing);
        }
        Ok(())
    }
}

impl fmt::Display for ReplicationRule {
    /// `to backup, ALL, of [2026/], without history, by role replicator, KMS objects with key key-1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let actions: Vec<&str> = self.actions.iter().map(|action| action.as_str()).collect();
        write!(f, "to {}, {}", self.target, actions.join("+"))?;
        if !self.prefixes.is_empty() {
            write!(f, ", of {:?}", self.prefixes)?;
        }
        if !self.historical {
            f.write_str(", without history")?;
        }
        if let Some(role) = &self.sync_role {
            write!(f, ", by role {role}")?;
        }
        match &self.kms_objects {
            KmsObjects::Unsaid => {}
            KmsObjects::Disabled => f.write_str(", no KMS objects")?,
            KmsObjects::Enabled { key_id } => write!(f, ", KMS objects with key {key_id}")?,
        }
        if self.transfer != TransferType::default() {
            write!(f, ", over {}", self.transfer)?;
        }
        match self.rtc {
            None => Ok(()),
            Some(true) => f.write_str(", with RTC"),
            Some(false) => f.write_str(", without RTC"),
        }
    }
}
