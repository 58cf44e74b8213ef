//! Replication rules of a bucket, arranged and read back by a test.

use std::time::SystemTime;

use super::{ArrangeError, Bucket, or_panic};
use crate::wire::text::system_time;
use crate::world::{Replication, ReplicationProblem, ReplicationRule, ReplicationStatus};

impl Bucket {
    /// Adds a replication rule to the bucket, without a request.
    ///
    /// # Panics
    ///
    /// If the rule is invalid (its destination does not exist, or has a rule already, …), or the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, replication::ReplicationRule};
    ///
    /// let acme = Oss::new().create_account("acme");
    /// acme.create_bucket("backup").set_region("cn-beijing");
    /// let rule = ReplicationRule::to("backup").role("replicator").kms_objects("key-beijing");
    /// let logs = acme.create_bucket("logs").add_replication(rule);
    /// assert_eq!(logs.replications()[0].rule().target(), "backup");
    /// ```
    #[track_caller]
    pub fn add_replication(&self, rule: ReplicationRule) -> Self {
        if !self.exists() {
            self.gone();
        }
        or_panic(self.try_replication(None, rule, None, ReplicationStatus::default()));
        self.clone()
    }

    /// Adds a rule. If the region of its destination is given, the present state of the destination is not checked.
    pub(crate) fn try_replication(
        &self,
        id: Option<&str>,
        rule: ReplicationRule,
        region: Option<&str>,
        status: ReplicationStatus,
    ) -> Result<(), ArrangeError> {
        let target = rule.target.clone();
        let added = self.oss.change(|world, now| {
            let id = match region {
                None => world.add_replication(&self.name, id, None, rule, now)?,
                Some(region) => {
                    rule.check().and_then(|()| world.keep_replication(&self.name, id, region.into(), rule, now))?
                }
            };
            if let Some(bucket) = world.bucket_mut(&self.name) {
                bucket.replications.set_status(&id, status);
            }
            Ok(())
        });
        let message =
            |problem: ReplicationProblem| format!("`{}` cannot be replicated to `{target}`: {problem}", self.name);
        added.map_err(|problem| ArrangeError::new(message(problem)))
    }

    /// The replication rules, in the order they were set, including those that are closing.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn replications(&self) -> Vec<Replication> {
        self.get(|bucket| bucket.replications.rules().to_vec())
    }
}

impl Replication {
    /// The time up to which it has replicated changes, by the clock of the fake; `None` before it began.
    #[must_use]
    pub fn done_until(&self) -> Option<SystemTime> {
        self.done_until.map(system_time)
    }
}
