//! Replication rules of buckets: what one says, and how far the task it stands for is.
//!
//! Sources: `AlibabaCloudDocs/oss`, `PutBucketReplication` and its siblings, and the live tests of
//! `aliyun-oss-python-sdk` and `aliyun-oss-java-sdk`.

mod engine;
mod location;
mod outcome;
mod queue;
mod role;
mod why;

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::{KmsKeyId, World, is_bucket_name};
use crate::policy::wire_names;

pub use engine::{Replicated, ReplicationDeed, ReplicationStep};
pub(crate) use location::{has_rtc, is_abroad, locations};
pub use outcome::NotReplicated;
pub(crate) use queue::{Closed, Replications};

/// How many rules a bucket may have, and how many may lead to one.
const MAX_RULES: usize = 100;
const MAX_PREFIXES: usize = 10;
const MAX_PREFIX: usize = 1_023;
const MAX_ID: usize = 255;

wire_names! {
    /// How far the task of a replication rule is.
    ReplicationStatus {
        /// The rule was set, and nothing was replicated yet.
        #[default]
        Starting = "starting",
        /// It replicates.
        Doing = "doing",
        /// The rule was deleted, and is cleared away.
        Closing = "closing",
    }
}

wire_names! {
    /// What a replication rule replicates.
    ReplicationAction {
        /// All of it.
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
    /// The link that replicas travel over. In a fake it is a word that is kept.
    TransferType {
        /// That of OSS.
        #[default]
        Internal = "internal",
        /// That of transfer acceleration.
        Accelerated = "oss_acc",
    }
}

/// `SourceSelectionCriteria`: whether objects that SSE-KMS with a customer master key is involved in are replicated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum KmsObjects {
    /// The rule says nothing of it, which means `Disabled`.
    #[default]
    Unsaid,
    Disabled,
    Enabled {
        /// `ReplicaKmsKeyID`: a key in the region of the destination.
        key_id: KmsKeyId,
    },
}

/// What a replication rule says: which objects of a bucket go where, and how they are encrypted there.
///
/// Unless it says otherwise, everything is replicated, objects that were there before included, except those that SSE-KMS
/// with a customer master key is involved in.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, ReplicationRule, ReplicationStatus};
///
/// let oss = Oss::new();
/// let acme = oss.account("acme");
/// acme.bucket("backup").with_region("cn-beijing");
/// let logs = acme.bucket("logs").with_replication(ReplicationRule::to("backup").prefix("2026/"));
/// assert_eq!(logs.replications()[0].status(), ReplicationStatus::Starting);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplicationRule {
    pub(crate) target: Arc<str>,
    pub(crate) prefixes: Vec<String>,
    /// Never empty.
    pub(crate) actions: Vec<ReplicationAction>,
    pub(crate) transfer: TransferType,
    /// Whether objects are replicated that were there before the rule.
    pub(crate) historical: bool,
    pub(crate) sync_role: Option<String>,
    pub(crate) kms_objects: KmsObjects,
    /// Replication time control, if the rule says something of it.
    pub(crate) rtc: Option<bool>,
}

impl ReplicationRule {
    /// To the bucket of this name.
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

    /// Of keys that start so only; a rule may have ten prefixes.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefixes.push(prefix.to_owned());
        self
    }

    /// Of these actions only.
    ///
    /// # Panics
    ///
    /// If there are none.
    #[must_use]
    #[track_caller]
    pub fn actions(mut self, actions: &[ReplicationAction]) -> Self {
        assert!(!actions.is_empty(), "a replication rule has at least one action");
        self.actions = actions.to_vec();
        self
    }

    /// Without the objects that were there before the rule.
    #[must_use]
    pub const fn without_history(mut self) -> Self {
        self.historical = false;
        self
    }

    /// By a role of the account that owns the source, `SyncRole`.
    #[must_use]
    pub fn role(mut self, name: &str) -> Self {
        self.sync_role = Some(name.to_owned());
        self
    }

    /// Also of objects that SSE-KMS with a customer master key is involved in: `SseKmsEncryptedObjects` `Enabled`, and
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

    /// The key for replicas of objects under KMS, if it names one.
    pub(crate) const fn replica_key(&self) -> Option<&KmsKeyId> {
        match &self.kms_objects {
            KmsObjects::Enabled { key_id } => Some(key_id),
            KmsObjects::Unsaid | KmsObjects::Disabled => None,
        }
    }

    /// The destination.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Whether it can be, whatever buckets there are.
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

/// A replication rule of a bucket, and how far its task is.
#[derive(Debug, Clone)]
pub struct Replication {
    pub(crate) id: Arc<str>,
    pub(crate) rule: ReplicationRule,
    /// The region of the destination.
    pub(crate) region: Arc<str>,
    pub(crate) status: ReplicationStatus,
    /// When it was set or deleted.
    pub(crate) since: Timestamp,
    /// What was written up to then is replicated.
    pub(crate) done_until: Option<Timestamp>,
    /// The first change of the bucket that is its affair.
    first_event: u64,
    /// The place of the newest version that was there before it.
    history: u64,
}

impl PartialEq for Replication {
    /// When it was set, and what it has done, is history.
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.rule, self.status) == (&other.id, &other.rule, other.status)
    }
}

impl Eq for Replication {}

impl Replication {
    /// The id of the rule: the client's, or one that was made up.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the rule says.
    #[must_use]
    pub const fn rule(&self) -> &ReplicationRule {
        &self.rule
    }

    /// How far its task is; [`Oss::replicate`](crate::Oss::replicate) takes it further.
    #[must_use]
    pub const fn status(&self) -> ReplicationStatus {
        self.status
    }
}

impl fmt::Display for Replication {
    /// `first, doing: to backup, ALL`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, status, rule, .. } = self;
        write!(f, "{id}, {status}: {rule}")
    }
}

/// Why a replication rule cannot be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReplicationProblem {
    TargetName,
    TooManyPrefixes,
    PrefixTooLong,
    PrefixesOverlap,
    /// KMS objects are selected, and there is no role.
    RoleMissing,
    IdTooLong,
    /// There is no such bucket, or it is the source itself.
    NoTarget,
    /// The destination is another account's, and there is no role.
    ForeignTarget,
    /// The destination is elsewhere than the request says.
    OtherLocation,
    NoLocation,
    BadLocation,
    NoRtc,
    VersioningDiffers,
    Exists,
    IdTaken,
    TooManyOutgoing,
    TooManyIncoming,
}

impl fmt::Display for ReplicationProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TargetName => "the destination is no bucket name",
            Self::TooManyPrefixes => "a rule has at most 10 prefixes",
            Self::PrefixTooLong => "a prefix has at most 1,023 characters",
            Self::PrefixesOverlap => "a prefix starts with another one",
            Self::RoleMissing => "a rule that selects KMS objects needs a role",
            Self::IdTooLong => "the id of a rule has at most 255 characters",
            Self::NoTarget => "there is no such bucket yet, or it is the source itself",
            Self::ForeignTarget => "the destination is another account's, and the rule names no role",
            Self::OtherLocation => "the destination bucket is not in this location",
            Self::NoLocation => "OSS replicates nothing from the region of the source to another one",
            Self::BadLocation => "OSS replicates nothing to the region of the destination",
            Self::NoRtc => "replication time control does not reach from the source to the destination",
            Self::VersioningDiffers => "both buckets keep versions, or neither does",
            Self::Exists => "the bucket has a replication rule to this destination",
            Self::IdTaken => "the bucket has a replication rule of this id",
            Self::TooManyOutgoing => "a bucket has at most 100 replication rules",
            Self::TooManyIncoming => "at most 100 replication rules lead to a bucket",
        })
    }
}

impl World {
    /// Sets a rule of a bucket that is there. Without an id one is made up, without a location that of the destination is
    /// meant. Gives the id.
    pub fn add_replication(
        &mut self,
        bucket: &str,
        id: Option<&str>,
        location: Option<&str>,
        rule: ReplicationRule,
        now: Timestamp,
    ) -> Result<Arc<str>, ReplicationProblem> {
        rule.check()?;
        let region = self.check_target(bucket, location, &rule)?;
        self.keep_replication(bucket, id, region, rule, now)
    }

    /// Adds a rule that was checked. Its destination is, or was, in this region: what that is like now is not looked at.
    pub fn keep_replication(
        &mut self,
        bucket: &str,
        id: Option<&str>,
        region: Arc<str>,
        rule: ReplicationRule,
        now: Timestamp,
    ) -> Result<Arc<str>, ReplicationProblem> {
        let rules = self.bucket(bucket).map_or(&[][..], |source| source.replications.rules());
        if rules.iter().any(|other| other.rule.target == rule.target) {
            return Err(ReplicationProblem::Exists);
        }
        if id.is_some_and(|id| id.chars().count() > MAX_ID) {
            return Err(ReplicationProblem::IdTooLong);
        }
        if rules.iter().any(|other| id == Some(&*other.id)) {
            return Err(ReplicationProblem::IdTaken);
        }
        if rules.len() >= MAX_RULES {
            return Err(ReplicationProblem::TooManyOutgoing);
        }
        let all = self.buckets().flat_map(|bucket| bucket.replications.rules());
        if all.filter(|other| other.rule.target == rule.target).count() >= MAX_RULES {
            return Err(ReplicationProblem::TooManyIncoming);
        }
        let id = id.map_or_else(|| self.mint_replication_id(bucket), Into::into);
        if let Some(source) = self.bucket_mut(bucket) {
            source.replications.add(id.clone(), rule, region, now, source.objects.made());
        }
        Ok(id)
    }

    /// Whether a rule of a bucket could be set anew, and would lead to the same region.
    #[cfg(feature = "world-file")]
    pub fn could_be_set(&self, bucket: &str, replication: &Replication) -> bool {
        self.check_target(bucket, None, &replication.rule).is_ok_and(|region| region == replication.region)
    }

    /// Whether the rule of a bucket can lead where it says; gives the region of the destination.
    fn check_target(
        &self,
        bucket: &str,
        location: Option<&str>,
        rule: &ReplicationRule,
    ) -> Result<Arc<str>, ReplicationProblem> {
        let (Some(source), Some(target)) = (self.bucket(bucket), self.bucket(&rule.target)) else {
            return Err(ReplicationProblem::NoTarget);
        };
        if source.name == target.name {
            return Err(ReplicationProblem::NoTarget);
        }
        if source.versioning != target.versioning {
            return Err(ReplicationProblem::VersioningDiffers);
        }
        // Assumed: the page refuses every other account, and says elsewhere that a role replicates to another one.
        if source.owner != target.owner && rule.sync_role.is_none() {
            return Err(ReplicationProblem::ForeignTarget);
        }
        // Without `oss-` in front it is no location, as the service was seen to say.
        if location.is_some_and(|location| location.strip_prefix("oss-") != Some(&*target.region)) {
            return Err(ReplicationProblem::OtherLocation);
        }
        let region = target.region.clone();
        if source.region == region {
            // The accelerated link is taken here as well: live tests of `alibabacloud-oss-python-sdk-v2`.
            return if rule.rtc == Some(true) { Err(ReplicationProblem::NoRtc) } else { Ok(region) };
        }
        let known = |region: &str| locations().any(|known| *known == *region);
        if !known(&source.region) {
            Err(ReplicationProblem::NoLocation)
        } else if !known(&region) {
            Err(ReplicationProblem::BadLocation)
        } else if rule.rtc == Some(true) && !(has_rtc(&source.region) && has_rtc(&region)) {
            Err(ReplicationProblem::NoRtc)
        } else {
            Ok(region)
        }
    }

    /// Looks like a real one, is different for each rule of a bucket and the same in each run.
    fn mint_replication_id(&mut self, bucket: &str) -> Arc<str> {
        loop {
            let id = format!("00000000-0000-4000-9000-{:012}", self.mint());
            let rules = self.bucket(bucket).map_or(&[][..], |source| source.replications.rules());
            if rules.iter().all(|rule| *rule.id != *id) {
                return id.into();
            }
        }
    }
}
