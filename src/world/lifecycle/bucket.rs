//! The lifecycle rules of a bucket: set, and read for one object.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::plan::{RuleFacts, RunDay};
use crate::error::Cause;
use crate::world::{
    LifecycleExpiration, LifecycleProblem, LifecycleRule, LifecycleTime, StorageClass, StoredBucket, StoredLifecycle,
    StoredObject, World,
};

impl LifecycleRule {
    /// Returns `true` if it has a date after a moment, for what was written before it.
    pub(crate) fn has_date_after(&self, now: Timestamp) -> bool {
        let expiration = match self.expiration {
            Some(LifecycleExpiration::After(time)) => Some(time),
            _ => None,
        };
        let times = expiration.into_iter().chain(self.abort).chain(self.transitions.iter().map(|it| it.time));
        times.into_iter().any(|time| matches!(time, LifecycleTime::CreatedBefore(date) if date > now))
    }
}

impl World {
    /// Gives an id to each rule that has none.
    pub fn name_lifecycle(&mut self, mut rules: Vec<LifecycleRule>) -> Vec<LifecycleRule> {
        let mut ids: BTreeSet<String> = rules.iter().map(|rule| rule.id.clone()).collect();
        for rule in rules.iter_mut().filter(|rule| rule.id.is_empty()) {
            while !ids.insert(rule.id.clone()) {
                rule.id = self.mint_uuid();
            }
        }
        rules
    }
}

impl StoredBucket {
    /// Checks that the bucket can have the rules, apart from what they are.
    pub fn check_lifecycle(&self, rules: &[LifecycleRule]) -> Result<(), LifecycleProblem> {
        if self.settings.access_monitor.is_none() && rules.iter().any(LifecycleRule::is_by_access) {
            let problem = "a rule depends on the last access, and the bucket does not track access";
            return Err(LifecycleProblem::new(Cause::LifecycleNeedsAccessMonitor, problem));
        }
        let class = self.settings.storage_class;
        if class.is_archived() && rules.iter().any(|rule| !rule.transitions.is_empty()) {
            let problem = format!("objects of a bucket of the class {class} are not moved");
            return Err(LifecycleProblem::new(Cause::LifecycleArchiveBucket, problem));
        }
        Ok(())
    }

    /// Replaces the rules. They act from the next run on.
    pub fn set_lifecycle(&mut self, mut rules: Vec<LifecycleRule>, now: Timestamp) {
        let since = self.settings.access_monitor.map(Timestamp::as_second);
        for rule in &mut rules {
            rule.atime_base = since.filter(|_| rule.is_by_access());
        }
        self.settings_mut().lifecycle = Some(StoredLifecycle { rules: Arc::new(rules), done: Some(now) });
    }

    /// Returns `true` if a rule depends on the last access.
    pub fn has_lifecycle_by_access(&self) -> bool {
        let stored = self.settings.lifecycle.as_ref();
        stored.is_some_and(|stored| stored.rules.iter().any(LifecycleRule::is_by_access))
    }

    /// The first run that is not done yet.
    pub(super) fn next_run(&self, stored: &StoredLifecycle) -> RunDay {
        RunDay::after(stored.done.unwrap_or(self.created))
    }

    /// The run that deletes the current object of a key, and the rule.
    pub fn expires(&self, object: &StoredObject) -> Option<(Timestamp, Arc<str>)> {
        let stored = self.settings.lifecycle.as_ref()?;
        let planned = RuleFacts::new(&stored.rules, self).expiration(object, self.next_run(stored))?;
        Some((planned.run.instant()?, planned.rule.id.as_str().into()))
    }

    /// Returns `true` if a download brings an object back to `Standard`.
    pub fn returns_to_standard(&self, object: &StoredObject) -> bool {
        let Some(stored) = self.settings.lifecycle.as_ref() else { return false };
        let returns = |rule: &LifecycleRule| {
            let mut transitions = rule.transitions.iter().chain(&rule.noncurrent_transitions);
            transitions
                .any(|it| it.is_by_access() && it.class == object.storage_class && it.return_to_standard == Some(true))
        };
        object.extra.transitioned.is_some()
            && object.storage_class == StorageClass::InfrequentAccess
            && stored.rules.iter().any(|rule| returns(rule) && rule.covers(object))
    }

    /// Brings an object back to `Standard`.
    pub fn return_to_standard(&mut self, object: &StoredObject) {
        self.change_here(&object.key, object.version(), |object| {
            object.storage_class = StorageClass::Standard;
            object.extra.change(|extra| extra.transitioned = None);
        });
    }
}
