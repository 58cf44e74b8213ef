//! Sets the replication rules of buckets.

use std::sync::Arc;

use jiff::Timestamp;

#[cfg(feature = "world-file")]
use super::Replication;
use super::{ReplicationProblem, ReplicationRule, locations, may_have_rtc};
use crate::world::World;

/// The maximum number of rules of a bucket, and of rules that lead to a bucket.
const MAX_RULES: usize = 100;
const MAX_ID: usize = 255;

impl World {
    /// Sets a rule of an existing bucket, and returns the id of the rule. Without an id, the fake makes one up. Without a
    /// location, the location of the destination applies.
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

    /// Adds a rule that was checked. Its destination is, or was, in this region; the destination is not checked again.
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

    /// Returns `true` if a rule of a bucket could be set anew, and would lead to the same region.
    #[cfg(feature = "world-file")]
    pub fn could_be_set(&self, bucket: &str, replication: &Replication) -> bool {
        self.check_target(bucket, None, &replication.rule).is_ok_and(|region| region == replication.region)
    }

    /// Checks that the rule of a bucket can lead to its destination, and returns the region of the destination.
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
        if source.settings.versioning != target.settings.versioning {
            return Err(ReplicationProblem::VersioningDiffers);
        }
        // Assumed: the page refuses destinations of other accounts, and says elsewhere that a role replicates to them.
        if source.owner != target.owner && rule.sync_role.is_none() {
            return Err(ReplicationProblem::ForeignTarget);
        }
        // A name without `oss-` in front is not a location, as the service was seen to answer.
        if location.is_some_and(|location| location.strip_prefix("oss-") != Some(&*target.region)) {
            return Err(ReplicationProblem::OtherLocation);
        }
        let region = target.region.clone();
        if source.region == region {
            // The accelerated link is accepted here as well: live tests of `alibabacloud-oss-python-sdk-v2`.
            return if rule.rtc == Some(true) { Err(ReplicationProblem::NoRtc) } else { Ok(region) };
        }
        let known = |region: &str| locations().any(|known| *known == *region);
        if !known(&source.region) {
            Err(ReplicationProblem::NoLocation)
        } else if !known(&region) {
            Err(ReplicationProblem::BadLocation)
        } else if rule.rtc == Some(true) && !may_have_rtc(&source.region, &region) {
            Err(ReplicationProblem::NoRtc)
        } else {
            Ok(region)
        }
    }

    /// Returns a new id that looks like a real one, is different for each rule of a bucket, and the same in each run.
    fn mint_replication_id(&mut self, bucket: &str) -> Arc<str> {
        loop {
            let id = self.mint_uuid();
            let rules = self.bucket(bucket).map_or(&[][..], |source| source.replications.rules());
            if rules.iter().all(|rule| *rule.id != *id) {
                return id.into();
            }
        }
    }
}
