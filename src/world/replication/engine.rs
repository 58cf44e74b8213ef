//! The work of replication rules: they replicate due changes in order, and each step has its outcome.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::queue::ChangeKind;
use super::{Replication, ReplicationAction, ReplicationError, ReplicationRule};
use crate::world::{
    Deed, EncryptionRule, KmsAction, KmsKeyId, KmsUse, MARKER_COST, ObjectEncryption, ObjectType, ReplicaOrigin,
    StoredBucket, StoredObject, Version, VersionId, World,
};

/// The report of a run of [`Oss::replicate`](crate::Oss::replicate).
///
/// Its `Display` has one step per line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplicationReport {
    steps: Vec<ReplicationStep>,
    started: usize,
    ended: usize,
}

/// The outcome of one change of a bucket for one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplicationStep {
    /// The bucket that was changed.
    pub source: Arc<str>,
    /// The object in it.
    pub key: Arc<str>,
    /// The bucket the rule leads to.
    pub destination: Arc<str>,
    /// The id of the rule.
    pub rule: Arc<str>,
    /// The change in the destination, or the reason there is none.
    pub outcome: Result<ReplicationResult, ReplicationError>,
}

/// A change in the destination of a replication rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplicationResult {
    /// A replica was written, with this encryption.
    Written(Option<ObjectEncryption>),
    /// ACL, tags and metadata of a replica were changed.
    Updated,
    /// A replica was deleted, or hidden by a delete marker.
    Deleted,
}

impl ReplicationReport {
    /// The steps, in their order.
    #[must_use]
    pub fn steps(&self) -> &[ReplicationStep] {
        &self.steps
    }

    /// The steps that could not be done.
    pub fn missed(&self) -> impl Iterator<Item = &ReplicationStep> {
        self.steps.iter().filter(|step| step.outcome.is_err())
    }

    /// The number of rules that began their work: they are `doing` now.
    #[must_use]
    pub const fn started(&self) -> usize {
        self.started
    }

    /// The number of deleted rules that were removed.
    #[must_use]
    pub const fn ended(&self) -> usize {
        self.ended
    }
}

impl fmt::Display for ReplicationReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps.iter().try_for_each(|step| writeln!(f, "{step}"))
    }
}

impl fmt::Display for ReplicationStep {
    /// `logs/a to backup: written, encryption AES256`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, key, destination, outcome, .. } = self;
        write!(f, "{source}/{key} to {destination}: ")?;
        match outcome {
            Ok(ReplicationResult::Written(Some(encryption))) => write!(f, "written, encryption {encryption}"),
            Ok(ReplicationResult::Written(None)) => f.write_str("written, encryption none"),
            Ok(ReplicationResult::Updated) => f.write_str("updated"),
            Ok(ReplicationResult::Deleted) => f.write_str("deleted"),
            Err(reason) => write!(f, "not replicated: {reason}"),
        }
    }
}

/// The settings that all steps of a run share.
#[derive(Clone, Copy)]
struct Run {
    now: Timestamp,
    /// The number of bytes the fake may store.
    max_stored: u64,
}

impl ReplicationRule {
    pub(super) fn covers(&self, key: &str) -> bool {
        self.prefixes.is_empty() || self.prefixes.iter().any(|prefix| key.starts_with(prefix.as_str()))
    }
}

impl World {
    /// Replicates the changes that are at least `delay` old. The order is by bucket name; in each bucket, history comes
    /// before changes, and changes and rules keep their order.
    pub fn replicate(&mut self, now: Timestamp, delay: SignedDuration, max_stored: u64) -> ReplicationReport {
        let until = now.saturating_sub(delay).unwrap_or(Timestamp::MIN);
        let run = Run { now, max_stored };
        let mut done = ReplicationReport::default();
        let with_rules = self.buckets().filter(|bucket| !bucket.replications.rules().is_empty());
        let sources: Vec<Arc<str>> = with_rules.map(|bucket| bucket.name.clone()).collect();
        for source in sources {
            let Some(bucket) = self.bucket_mut(&source) else { continue };
            let due = bucket.replications.take_due(until);
            done.started += due.started.len();
            done.ended += due.ended;
            for rule in due.started.iter().filter(|rule| rule.rule.historical) {
                let history = self.bucket(&source).map(|bucket| bucket.objects.made_until(rule.history));
                for (key, version) in history.unwrap_or_default() {
                    let change = match &version {
                        Version::Object(object) => ChangeKind::Wrote(object.version(), object.order),
                        // The objects that the marker hides are hidden there as well.
                        Version::DeleteMarker(_) => ChangeKind::Deleted,
                    };
                    done.steps.extend(self.step(&source, rule, &key, change, run));
                }
            }
            for event in &due.events {
                for rule in due.working.iter().filter(|rule| rule.cares_for(event)) {
                    done.steps.extend(self.step(&source, rule, &event.key, event.change, run));
                }
            }
        }
        done
    }

    /// Replicates one change by one rule; `None` if the rule does not cover it, or a later change replaced it.
    fn step(
        &mut self,
        source: &str,
        rule: &Replication,
        key: &Arc<str>,
        change: ChangeKind,
        run: Run,
    ) -> Option<ReplicationStep> {
        let bucket = self.bucket(source)?.clone();
        let said = &rule.rule;
        let deletes = said.does(ReplicationAction::Delete);
        let about = match change {
            ChangeKind::Wrote(..) | ChangeKind::Changed(_) => said.does(ReplicationAction::Put),
            // A rule that replicates writes replicates delete markers, too.
            ChangeKind::Deleted => {
                deletes || (bucket.settings.versioning.is_some() && said.does(ReplicationAction::Put))
            }
            ChangeKind::Removed(_) => deletes,
        };
        if !about || !said.covers(key) {
            return None;
        }
        let outcome = match change {
            ChangeKind::Wrote(version, place) => {
                let object = bucket.objects.find(key, Some(version)).object()?;
                if object.order != place || object.extra.origin.is_some() {
                    return None;
                }
                self.write_replica(&bucket, rule, object, run)
            }
            ChangeKind::Changed(version) => {
                let object = bucket.objects.find(key, Some(version)).object()?;
                if object.extra.origin.is_some() {
                    return None;
                }
                match self.update_replica(&bucket, rule, object, run) {
                    Some(outcome) => outcome,
                    None => self.write_replica(&bucket, rule, object, run),
                }
            }
            ChangeKind::Deleted => self.delete_replica(&bucket, rule, key, None, run),
            ChangeKind::Removed(version) => self.delete_replica(&bucket, rule, key, Some(version), run),
        };
        let name = bucket.name.clone();
        // Dropped so that changing the bucket does not copy it; likewise below.
        drop(bucket);
        let told = outcome.as_ref().err().cloned();
        self.bucket_mut(source)?.replications.tell(&rule.id, key, told);
        Some(ReplicationStep {
            source: name,
            key: key.clone(),
            destination: said.target.clone(),
            rule: rule.id.clone(),
            outcome,
        })
    }

    /// The destination of a rule, if it still can be one; otherwise the reason it cannot.
    fn destination(&self, source: &StoredBucket, rule: &Replication) -> Result<Arc<StoredBucket>, ReplicationError> {
        let target = self.bucket(&rule.rule.target);
        let target = target.ok_or_else(|| ReplicationError::NoDestination(rule.rule.target.clone()))?;
        if target.settings.versioning == source.settings.versioning {
            Ok(target.clone())
        } else {
            Err(ReplicationError::VersioningDiffers)
        }
    }

    fn write_replica(
        &mut self,
        source: &StoredBucket,
        rule: &Replication,
        object: &StoredObject,
        run: Run,
    ) -> Result<ReplicationResult, ReplicationError> {
        let target = self.destination(source, rule)?;
        self.check_writing(source, &target, rule, &object.key, run)?;
        let own = object.extra.encryption.as_ref().map(|own| self.as_rule(source, own));
        let rule_of_target = target.settings.encryption.as_ref().filter(|_| object.kind != ObjectType::Symlink);
        let wanted = rule.rule.replica_of(own.as_ref(), rule_of_target).map_err(ReplicationError::Encryption)?;

        let mut replica = object.clone();
        replica.extra.change(|extra| {
            extra.restoration = None;
            extra.transitioned = None;
            extra.accessed = target.settings.access_monitor.map(|_| run.now);
            extra.origin = Some(ReplicaOrigin { bucket: source.name.clone(), version: object.version() });
        });
        target.check_replaced(&object.key, run.now)?;
        let replaced = target.objects.replaced_cost(&object.key, target.settings.versioning);
        if self.stored() + replica.cost() > run.max_stored.saturating_add(replaced) {
            return Err(ReplicationError::StorageFull { limit: run.max_stored });
        }
        if let Some(EncryptionRule::Kms { key_id, .. }) = &own {
            let key_id = key_id.as_ref().map(KmsKeyId::as_str);
            self.ask_kms(source, rule, source, key_id, KmsAction::Decrypt, object, run)?;
        }
        let encryption = match wanted {
            None => None,
            Some(EncryptionRule::Aes256) => Some(ObjectEncryption::Aes256),
            Some(EncryptionRule::Sm4) => Some(ObjectEncryption::Sm4),
            Some(EncryptionRule::Kms { key_id, data_encryption }) => {
                let named = key_id.as_ref().map(KmsKeyId::as_str);
                let used = self.ask_kms(source, rule, &target, named, KmsAction::GenerateDataKey, object, run)?;
                // As with uploads, an alias becomes the id it stands for.
                let key_id = KmsKeyId::new(&used).expect("KMS gives every key an id");
                Some(ObjectEncryption::Kms { key_id, data_encryption })
            }
        };
        replica.extra.change(|extra| extra.encryption.clone_from(&encryption));
        drop(target);
        if let Some(target) = self.bucket_mut(&rule.rule.target) {
            target.put_replica(replica, run.now)?;
        }
        Ok(ReplicationResult::Written(encryption))
    }

    /// Changes the ACL, tags and metadata of a replica; `None` if there is no replica yet.
    fn update_replica(
        &mut self,
        source: &StoredBucket,
        rule: &Replication,
        object: &StoredObject,
        run: Run,
    ) -> Option<Result<ReplicationResult, ReplicationError>> {
        let target = self.destination(source, rule).ok()?;
        let origin = ReplicaOrigin { bucket: source.name.clone(), version: object.version() };
        let version = target.objects.replica(&object.key, &origin)?.version();
        if let Err(reason) = self.check_writing(source, &target, rule, &object.key, run) {
            return Some(Err(reason));
        }
        drop(target);
        self.bucket_mut(&rule.rule.target)?.objects.change(&object.key, version, |replica| {
            replica.acl = object.acl;
            replica.extra.change(|extra| extra.tags.clone_from(&object.extra.tags));
            replica.meta.clone_from(&object.meta);
        });
        Some(Ok(ReplicationResult::Updated))
    }

    /// Deletes the replica of a version, or the object a read finds if no version is named.
    fn delete_replica(
        &mut self,
        source: &StoredBucket,
        rule: &Replication,
        key: &str,
        version: Option<VersionId>,
        run: Run,
    ) -> Result<ReplicationResult, ReplicationError> {
        let target = self.destination(source, rule)?;
        let deed = Deed { action: "oss:ReplicateDelete", bucket: &target, key };
        self.check_service_role(&rule.role(source.owner), &deed, run.now)?;
        if target.settings.versioning.is_some() && version.is_none() {
            let marker = MARKER_COST + key.len() as u64;
            if self.stored() + marker > run.max_stored {
                return Err(ReplicationError::StorageFull { limit: run.max_stored });
            }
        }
        let replica = version.and_then(|version| {
            let origin = ReplicaOrigin { bucket: source.name.clone(), version };
            target.objects.replica(key, &origin).map(|replica| replica.version())
        });
        drop(target);
        let Some(target) = self.bucket_mut(&rule.rule.target) else { return Ok(ReplicationResult::Deleted) };
        match (version, replica) {
            (None, _) => {
                target.delete_here(key, run.now)?;
            }
            (Some(_), Some(replica)) => {
                target.remove_here(key, replica, run.now)?;
            }
            (Some(_), None) => {}
        }
        Ok(ReplicationResult::Deleted)
    }

    fn check_writing(
        &self,
        source: &StoredBucket,
        target: &StoredBucket,
        rule: &Replication,
        key: &str,
        run: Run,
    ) -> Result<(), ReplicationError> {
        let read = Deed { action: "oss:ReplicateGet", bucket: source, key };
        let behalf = rule.role(source.owner);
        self.check_service_role(&behalf, &read, run.now)?;
        let write = Deed { action: "oss:ReplicatePut", bucket: target, key };
        Ok(self.check_service_role(&behalf, &write, run.now)?)
    }

    /// Calls the KMS of the bucket's owner, on behalf of the rule's role, and returns the id of the key.
    #[expect(clippy::too_many_arguments, reason = "who asks, whom, for what and about what, and nothing twice")]
    fn ask_kms(
        &mut self,
        source: &StoredBucket,
        rule: &Replication,
        place: &StoredBucket,
        key_id: Option<&str>,
        action: KmsAction,
        object: &StoredObject,
        run: Run,
    ) -> Result<Arc<str>, ReplicationError> {
        let behalf = rule.role(source.owner);
        if let Some(key_id) = key_id {
            let needed = format!("kms:{action}");
            self.check_service_role_for_key(&behalf, &needed, (place.owner, &place.region, key_id), run.now)?;
        }
        let purpose = KmsUse {
            action,
            caller: &self.service_caller(&behalf),
            bucket: &place.name,
            object: &object.key,
            request_id: &rule.id,
            at: run.now,
        };
        let used = self.use_kms(place.owner, &place.region, key_id, &purpose);
        used.map_err(|refusal| ReplicationError::Kms { action, key_id: key_id.map(Into::into), refusal })
    }

    /// The rule that would give an object this encryption; it does not name the key that OSS manages.
    fn as_rule(&self, bucket: &StoredBucket, encryption: &ObjectEncryption) -> EncryptionRule {
        match encryption {
            ObjectEncryption::Aes256 => EncryptionRule::Aes256,
            ObjectEncryption::Sm4 => EncryptionRule::Sm4,
            ObjectEncryption::Kms { key_id, data_encryption } => {
                let managed = self.account(bucket.owner).kms.managed(&bucket.region);
                let own = managed.is_none_or(|managed| *managed.id != *key_id.as_str());
                EncryptionRule::Kms { key_id: own.then(|| key_id.clone()), data_encryption: *data_encryption }
            }
        }
    }
}
