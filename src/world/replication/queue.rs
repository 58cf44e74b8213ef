//! The replication rules of a bucket, and what was done in it that they have not replicated yet.

use std::sync::Arc;

use jiff::Timestamp;
use rpds::{QueueSync, RedBlackTreeMapSync};

use super::{Replication, ReplicationRule, ReplicationStatus};
use crate::world::{Object, VersionId};

/// How many changes of a bucket wait at most to be replicated; the oldest are forgotten.
const MAX_EVENTS: usize = 10_000;

/// How many changes that were not replicated a bucket remembers with the reason; the oldest are forgotten.
const MAX_MISSED: usize = 1_000;

/// The replication rules of a bucket, with all that is under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Replications {
    rules: Arc<Vec<Replication>>,
    /// By number. Persistent, so that a change is noted in the same time however many wait, and whoever holds the bucket.
    events: RedBlackTreeMapSync<u64, Event>,
    /// How many events there ever were.
    seen: u64,
    missed: QueueSync<Missed>,
}

impl PartialEq for Replications {
    /// What is under way, and what went wrong, is history.
    fn eq(&self, other: &Self) -> bool {
        self.rules == other.rules
    }
}

/// Something that was done in the bucket.
#[derive(Debug, Clone)]
pub(super) struct Event {
    number: u64,
    pub at: Timestamp,
    pub key: Arc<str>,
    pub change: Change,
}

/// What was done under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// A version was written, and has this place among all of the bucket.
    Wrote(VersionId, u64),
    /// What is said of a version was changed: its ACL, its tags.
    Changed(VersionId),
    /// What a read found was deleted, or hidden behind a delete marker.
    Deleted,
    /// A version was removed for good.
    Removed(VersionId),
}

/// A change that a rule did not replicate.
#[derive(Debug, Clone)]
struct Missed {
    rule: Arc<str>,
    key: Arc<str>,
    reason: String,
}

/// What became of a rule that was to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// It is closing now, or the bucket has no rule at all.
    Now,
    Already,
    /// The bucket has others.
    NoSuchRule,
}

/// What is due in a bucket.
pub(super) struct Due {
    /// The rules that start now; they have a history to catch up with.
    pub started: Vec<Replication>,
    /// The rules that are at work, those that start now included.
    pub working: Vec<Replication>,
    pub events: Vec<Event>,
    /// How many rules were cleared away.
    pub ended: usize,
}

impl Replications {
    pub fn rules(&self) -> &[Replication] {
        &self.rules
    }

    /// A new rule, behind so many versions.
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

    /// How far a task is, where a test says so. One that is doing has no history to catch up with.
    pub fn set_status(&mut self, id: &str, status: ReplicationStatus) {
        let found = Arc::make_mut(&mut self.rules).iter_mut().filter(|replication| *replication.id == *id);
        found.for_each(|replication| replication.status = status);
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

    /// Somebody wrote an object. Replicas are not replicated further.
    pub fn wrote(&mut self, object: &Object, now: Timestamp) {
        if object.origin.is_none() {
            self.note(&object.key, Change::Wrote(object.version, object.order), now);
        }
    }

    /// Somebody changed what is said of an object.
    pub fn changed(&mut self, key: &str, version: VersionId, now: Timestamp) {
        self.note(key, Change::Changed(version), now);
    }

    /// Somebody deleted an object.
    pub fn deleted(&mut self, key: &str, now: Timestamp) {
        self.note(key, Change::Deleted, now);
    }

    /// Somebody removed a version.
    pub fn removed(&mut self, key: &str, version: VersionId, now: Timestamp) {
        self.note(key, Change::Removed(version), now);
    }

    fn note(&mut self, key: &str, change: Change, at: Timestamp) {
        if self.rules.iter().all(|replication| replication.status == ReplicationStatus::Closing) {
            return;
        }
        if self.events.size() == MAX_EVENTS
            && let Some(Event { number, key, .. }) = self.pop_event()
        {
            for rule in self.rules.iter().filter(|rule| rule.first_event <= number).map(|rule| rule.id.clone()) {
                let reason = format!("more than {MAX_EVENTS} changes of the bucket waited to be replicated");
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

    /// Takes out what was done up to a moment, and takes the rules of that time further.
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
        // In their order: one that was noted by a clock that went backwards since waits with those behind it.
        let mut events = Vec::new();
        while self.events.first().is_some_and(|(_, event)| event.at <= until) {
            events.extend(self.pop_event());
        }
        let working = |rule: &&Replication| rule.status == ReplicationStatus::Doing;
        Due { started, working: self.rules.iter().filter(working).cloned().collect(), events, ended }
    }

    /// Remembers why a rule did not replicate what is under a key, or that it did.
    pub(super) fn tell(&mut self, rule: &Arc<str>, key: &Arc<str>, missed: Option<String>) {
        let others = self.missed.iter().filter(|other| (&other.rule, &other.key) != (rule, key));
        self.missed = others.cloned().collect();
        if let Some(reason) = missed {
            push_missed(&mut self.missed, Missed { rule: rule.clone(), key: key.clone(), reason });
        }
    }

    /// Why a rule did not replicate what is under a key, if it did not.
    pub(super) fn missed(&self, rule: &str, key: &str) -> Option<&str> {
        let found = self.missed.iter().find(|missed| *missed.rule == *rule && *missed.key == *key);
        found.map(|missed| &*missed.reason)
    }

    /// When the last change under a key was made that waits to be replicated by a rule.
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
    /// Whether something was done after the rule was set.
    pub(super) const fn cares_for(&self, event: &Event) -> bool {
        event.number >= self.first_event
    }
}
