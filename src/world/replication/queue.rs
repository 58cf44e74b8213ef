//! The replication rules of a bucket, and the changes of it that they have not replicated yet.

use std::sync::Arc;

use jiff::Timestamp;
use rpds::{QueueSync, RedBlackTreeMapSync};

use super::{Replication, ReplicationError, ReplicationRule, ReplicationStatus};
use crate::world::{StoredObject, VersionId};

/// The maximum number of changes of a bucket that wait to be replicated; the oldest are forgotten.
const MAX_EVENTS: usize = 10_000;

/// The maximum number of missed changes that a bucket remembers with the reason; the oldest are forgotten.
const MAX_MISSED: usize = 1_000;

/// The replication rules of a bucket, with the changes that wait and those that were missed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Replications {
    rules: Arc<Vec<Replication>>,
    /// By number. Persistent: noting a change takes the same time however many wait, also while a snapshot holds the bucket.
    events: RedBlackTreeMapSync<u64, Event>,
    /// The number of events there ever were.
    seen: u64,
    missed: QueueSync<Missed>,
}

impl PartialEq for Replications {
    /// Ignores the changes that wait and those that were missed: they are history.
    fn eq(&self, other: &Self) -> bool {
        self.rules == other.rules
    }
}

/// A change that was made in the bucket.
#[derive(Debug, Clone)]
pub(super) struct Event {
    number: u64,
    pub at: Timestamp,
    pub key: Arc<str>,
    pub change: ChangeKind,
}

/// The kind of a change under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChangeKind {
    /// A version was written, and has this place among all versions of the bucket.
    Wrote(VersionId, u64),
    /// A property of a version was changed, such as its ACL or its tags.
    Changed(VersionId),
    /// The object a read found was deleted, or hidden by a delete marker.
    Deleted,
    /// A version was removed for good.
    Removed(VersionId),
}

/// A change that a rule did not replicate.
#[derive(Debug, Clone)]
struct Missed {
    rule: Arc<str>,
    key: Arc<str>,
    reason: ReplicationError,
}

/// The result of deleting a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// It is closing now, or the bucket has no rule at all.
    Now,
    Already,
    /// The bucket has other rules only.
    NoSuchRule,
}

/// The rules and changes that are due in a bucket.
pub(super) struct Due {
    /// The rules that start now; they have a history to replicate.
    pub started: Vec<Replication>,
    /// The rules that are at work, including those that start now.
    pub working: Vec<Replication>,
    pub events: Vec<Event>,
    /// The number of rules that were removed.
    pub ended: usize,
}

impl Replications {
    pub fn rules(&self) -> &[Replication] {
        &self.rules
    }

    /// Adds a new rule; the versions up to the place `history` were there before it.
    pub(super) fn add(&mut self, id: Arc<str>, rule: ReplicationRule, region: Arc<str>, now: Timestamp, history: u64) {
        Arc::make_mut(&mut self.rules).push(Replication {
            id,
            rule,
            region,
            status: ReplicationStatus::Starting,
            since: now,
            done_until: None,
            first_event: self.seen,
            history,
        });
    }

    /// Sets the status of a task, for a test. A task that is set to `Doing` replicates no history.
    pub fn set_status(&mut self, id: &str, status: ReplicationStatus) {
        let found = Arc::make_mut(&mut self.rules).iter_mut().filter(|replication| *replication.id == *id);
        found.for_each(|replication| replication.status = status);
    }

    /// Turns replication time control of a rule on or off.
    pub fn set_rtc(&mut self, id: &str, on: bool) {
        let found = Arc::make_mut(&mut self.rules).iter_mut().filter(|replication| *replication.id == *id);
        found.for_each(|replication| replication.rule.rtc = Some(on));
    }

    /// Deletes a rule: it is closing until the next run that finds it due.
    pub fn close(&mut self, id: &str, now: Timestamp) -> Closed {
        if self.rules.is_empty() {
            return Closed::Now;
        }
        match Arc::make_mut(&mut self.rules).iter_mut().find(|replication| *replication.id == *id) {
            None => Closed::NoSuchRule,
            Some(Replication { status: ReplicationStatus::Closing, .. }) => Closed::Already,
            Some(replication) => {
                replication.status = ReplicationStatus::Closing;
                replication.since = now;
                Closed::Now
            }
        }
    }

    /// Notes that an object was written. Replicas are not replicated further.
    pub fn wrote(&mut self, object: &StoredObject, now: Timestamp) {
        if object.extra.origin.is_none() {
            self.note(&object.key, ChangeKind::Wrote(object.version(), object.order), now);
        }
    }

    /// Notes that a property of an object was changed, such as its ACL or its tags.
    pub fn changed(&mut self, key: &str, version: VersionId, now: Timestamp) {
        self.note(key, ChangeKind::Changed(version), now);
    }

    /// Notes that an object was deleted.
    pub fn deleted(&mut self, key: &str, now: Timestamp) {
        self.note(key, ChangeKind::Deleted, now);
    }

    /// Notes that a version was removed.
    pub fn removed(&mut self, key: &str, version: VersionId, now: Timestamp) {
        self.note(key, ChangeKind::Removed(version), now);
    }

    fn note(&mut self, key: &str, change: ChangeKind, at: Timestamp) {
        if self.rules.iter().all(|replication| replication.status == ReplicationStatus::Closing) {
            return;
        }
        if self.events.size() == MAX_EVENTS
            && let Some(Event { number, key, .. }) = self.pop_event()
        {
            for rule in self.rules.iter().filter(|rule| rule.first_event <= number).map(|rule| rule.id.clone()) {
                let reason = ReplicationError::Forgotten { limit: MAX_EVENTS };
                push_missed(&mut self.missed, Missed { rule, key: key.clone(), reason });
            }
        }
        self.events.insert_mut(self.seen, Event { number: self.seen, at, key: key.into(), change });
        self.seen += 1;
    }

    /// Takes out the oldest change.
    fn pop_event(&mut self) -> Option<Event> {
        let (number, event) = self.events.first().map(|(number, event)| (*number, event.clone()))?;
        self.events.remove_mut(&number);
        Some(event)
    }

    /// Takes out the changes up to a moment, and advances the status of the rules that were set up to then.
    pub(super) fn take_due(&mut self, until: Timestamp) -> Due {
        let due = |replication: &Replication| replication.since <= until;
        let before = self.rules.len();
        Arc::make_mut(&mut self.rules).retain(|rule| !(rule.status == ReplicationStatus::Closing && due(rule)));
        let ended = before - self.rules.len();
        let mut started = Vec::new();
        for replication in Arc::make_mut(&mut self.rules).iter_mut().filter(|rule| due(rule)) {
            match replication.status {
                ReplicationStatus::Closing => continue,
                ReplicationStatus::Starting => {
                    replication.status = ReplicationStatus::Doing;
                    started.push(replication.clone());
                }
                ReplicationStatus::Doing => {}
            }
            replication.done_until = Some(until);
        }
        // In their order: if the clock went backwards after a change was noted, the changes after it wait with it.
        let mut events = Vec::new();
        while self.events.first().is_some_and(|(_, event)| event.at <= until) {
            events.extend(self.pop_event());
        }
        let working = |rule: &&Replication| rule.status == ReplicationStatus::Doing;
        Due { started, working: self.rules.iter().filter(working).cloned().collect(), events, ended }
    }

    /// Records the reason a rule did not replicate a key; `None` records that it did.
    pub(super) fn tell(&mut self, rule: &Arc<str>, key: &Arc<str>, missed: Option<ReplicationError>) {
        let others = self.missed.iter().filter(|other| (&other.rule, &other.key) != (rule, key));
        self.missed = others.cloned().collect();
        if let Some(reason) = missed {
            push_missed(&mut self.missed, Missed { rule: rule.clone(), key: key.clone(), reason });
        }
    }

    /// The reason a rule did not replicate a key; `None` if it did.
    pub(super) fn missed(&self, rule: &str, key: &str) -> Option<&ReplicationError> {
        let found = self.missed.iter().find(|missed| *missed.rule == *rule && *missed.key == *key);
        found.map(|missed| &missed.reason)
    }

    /// The time of the last change under a key that waits to be replicated by a rule.
    pub(super) fn waiting(&self, rule: &Replication, key: &str) -> Option<Timestamp> {
        let mut events = self.events.values().rev();
        events.find(|event| *event.key == *key && rule.cares_for(event)).map(|event| event.at)
    }
}

fn push_missed(missed: &mut QueueSync<Missed>, new: Missed) {
    if missed.len() == MAX_MISSED {
        missed.dequeue_mut();
    }
    missed.enqueue_mut(new);
}

impl Replication {
    /// Returns `true` if the change was made after the rule was set.
    pub(super) const fn cares_for(&self, event: &Event) -> bool {
        event.number >= self.first_event
    }
}
