//! The reason an object is not replicated.

use jiff::{SignedDuration, Timestamp};

use super::{ReplicationAction, ReplicationStatus};
use crate::world::{ReplicaOrigin, World};

impl World {
    /// The reason the object that a read finds under a key has no replica in another bucket; `None` if it has one.
    pub fn why_not_replicated(
        &self,
        source: &str,
        key: &str,
        to: &str,
        now: Timestamp,
        delay: SignedDuration,
    ) -> Option<String> {
        let Some(bucket) = self.bucket(source) else { return Some(format!("there is no bucket `{source}`")) };
        let Some(target) = self.bucket(to) else { return Some(format!("there is no bucket `{to}`")) };
        let Some(object) = bucket.objects.find(key, None).object() else {
            return Some(format!("there is no object `{key}` in `{source}`"));
        };
        let origin = ReplicaOrigin { bucket: bucket.name.clone(), version: object.version() };
        let rules = bucket.replications.rules();
        let rule = rules.iter().find(|replication| *replication.rule.target == *to);
        let waiting = rule.and_then(|rule| bucket.replications.waiting(rule, key));
        if waiting.is_none()
            && let Some(replica) = target.objects.replica(key, &origin)
            && replica.etag == object.etag
        {
            return None;
        }
        let Some(rule) = rule else {
            let lead: Vec<String> = rules.iter().map(|rule| format!("`{}`", rule.rule.target)).collect();
            return Some(if lead.is_empty() {
                "the bucket has no replication rule".to_owned()
            } else {
                format!("no replication rule of the bucket leads there, only to {}", lead.join(", "))
            });
        };
        let due = |since: Timestamp, what: &str| {
            let at = since.saturating_add(delay).unwrap_or(Timestamp::MAX);
            if at > now {
                format!("{what} is due at {at}, and by the fake's clock it is {now}")
            } else {
                format!("{what} is due: call `Oss::replicate`")
            }
        };
        let id = &rule.id;
        Some(if rule.status == ReplicationStatus::Closing {
            format!("the rule `{id}` was deleted, and is closing")
        } else if object.extra.origin.is_some() {
            "it is a replica itself, and those are not replicated further".to_owned()
        } else if !rule.rule.covers(key) {
            format!("the rule `{id}` replicates the prefixes {:?} only", rule.rule.prefixes)
        } else if !rule.rule.does(ReplicationAction::Put) {
            format!("the rule `{id}` does not replicate writes")
        } else if let Some(reason) = bucket.replications.missed(id, key) {
            reason.to_string()
        } else if let Some(at) = waiting {
            due(at, "it")
        } else if object.order <= rule.history && !rule.rule.historical {
            format!("it was there before the rule `{id}`, which does not replicate history")
        } else if rule.status == ReplicationStatus::Starting {
            due(rule.since, &format!("the start of the rule `{id}`"))
        } else {
            "it was replicated, and its replica was deleted or overwritten since".to_owned()
        })
    }
}
