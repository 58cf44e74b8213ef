//! The runs of the lifecycle rules of a bucket. An object is planned once, and again after it was changed, so a run costs what it
//! does.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use jiff::Timestamp;

use super::plan::{PlannedEffect, RuleFacts, RunDay, RunReason};
use crate::world::{Deleted, DueAction, Found, LifecycleRule, StoredBucket, VersionId};

/// The actions that are due in a bucket, by run.
#[derive(Debug)]
pub(crate) struct LifecycleAgenda {
    rules: Arc<Vec<LifecycleRule>>,
    /// The actions until the end. A key may stand here twice: it is planned again when its run comes.
    due: BinaryHeap<Reverse<(RunDay, Item)>>,
    until: RunDay,
    /// The first run after the end, of what was planned.
    beyond: Option<RunDay>,
}

/// The subject of an action.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Key(Arc<str>),
    /// The key and the id of an upload.
    Upload(Arc<str>, Arc<str>),
}

impl LifecycleAgenda {
    /// Plans everything in a bucket, until a moment; `None` if it has no rules.
    pub fn new(bucket: &StoredBucket, until: Timestamp) -> Option<Self> {
        let (mut agenda, from) = Self::empty(bucket, until)?;
        let rules = agenda.rules.clone();
        let facts = RuleFacts::new(&rules, bucket);
        let mut versions: Vec<Found<'_>> = Vec::new();
        let mut of = "";
        for (key, version) in bucket.objects.all() {
            if key != of {
                agenda.add_versions(facts, of, &versions, from);
                versions.clear();
                of = key;
            }
            versions.push(version);
        }
        agenda.add_versions(facts, of, &versions, from);
        for upload in bucket.uploads.all() {
            if let Some((run, ..)) = facts.of_upload(upload, from) {
                agenda.add(run, || Item::Upload(upload.draft.key.clone(), upload.id.clone()));
            }
        }
        Some(agenda)
    }

    /// Plans one key only.
    pub fn of_key(bucket: &StoredBucket, key: &str, until: Timestamp) -> Option<Self> {
        let (mut agenda, from) = Self::empty(bucket, until)?;
        agenda.plan_key(bucket, key, from);
        Some(agenda)
    }

    fn empty(bucket: &StoredBucket, until: Timestamp) -> Option<(Self, RunDay)> {
        let stored = bucket.settings.lifecycle.as_ref()?;
        let agenda =
            Self { rules: stored.rules.clone(), due: BinaryHeap::new(), until: RunDay::until(until), beyond: None };
        Some((agenda, bucket.next_run(stored)))
    }

    /// The next run at which something is due.
    pub fn next(&self) -> Option<Timestamp> {
        let first = self.due.peek().map(|Reverse((run, _))| *run);
        first.or(self.beyond).and_then(RunDay::instant)
    }

    /// Plans a key that was written at a moment.
    pub fn wrote(&mut self, bucket: &StoredBucket, key: &str, at: Timestamp) {
        self.plan_key(bucket, key, RunDay::after(at));
    }

    fn plan_key(&mut self, bucket: &StoredBucket, key: &str, from: RunDay) {
        let rules = self.rules.clone();
        self.add_versions(RuleFacts::new(&rules, bucket), key, &bucket.objects.versions_of(key), from);
    }

    fn add_versions(&mut self, facts: RuleFacts<'_>, key: &str, versions: &[Found<'_>], from: RunDay) {
        if let Some(first) = facts.plan(key, versions, from).first() {
            let key = || match versions.first() {
                Some(Found::Object(object)) => Item::Key(object.key.clone()),
                _ => Item::Key(key.into()),
            };
            self.add(first.run, key);
        }
    }

    fn add(&mut self, run: RunDay, item: impl FnOnce() -> Item) {
        if run <= self.until {
            self.due.push(Reverse((run, item())));
        } else {
            self.beyond = Some(self.beyond.map_or(run, |beyond| beyond.min(run)));
        }
    }

    /// Carries out the run at a moment, which `next` returned. Each action is passed on with its reason.
    pub fn run(&mut self, bucket: &mut StoredBucket, at: Timestamp, mut tell: impl FnMut(DueAction, RunReason)) {
        let day = RunDay::until(at);
        while let Some(Reverse((run, item))) = self.due.peek() {
            if *run > day {
                break;
            }
            let item = item.clone();
            self.due.pop();
            match &item {
                Item::Key(key) => self.run_key(bucket, key, day, at, &mut tell),
                Item::Upload(key, id) => self.abort(bucket, key, id, at, &mut tell),
            }
        }
    }

    fn run_key(
        &mut self,
        bucket: &mut StoredBucket,
        key: &Arc<str>,
        day: RunDay,
        at: Timestamp,
        tell: &mut impl FnMut(DueAction, RunReason),
    ) {
        let rules = self.rules.clone();
        let versions = bucket.objects.versions_of(key);
        let planned = RuleFacts::new(&rules, bucket).plan(key, &versions, day);
        let due = planned.first().is_some_and(|first| first.run == day);
        let due: Vec<_> =
            planned.into_iter().filter(|_| due).map(|it| (it.rule.id.as_str().into(), it.effect, it.why)).collect();
        for (rule, effect, why) in due {
            if let Some(action) = act(bucket, key, rule, effect, at) {
                tell(action, RunReason { why, run: at });
            }
        }
        self.plan_key(bucket, key, day.next());
    }

    fn abort(
        &self,
        bucket: &mut StoredBucket,
        key: &Arc<str>,
        id: &Arc<str>,
        at: Timestamp,
        tell: &mut impl FnMut(DueAction, RunReason),
    ) {
        let rules = self.rules.clone();
        let Some(upload) = bucket.uploads.find(key, id).cloned() else { return };
        let planned = RuleFacts::new(&rules, bucket).of_upload(&upload, RunDay::until(at));
        let Some((_, rule, why)) = planned else { return };
        let rule = rule.id.as_str().into();
        bucket.uploads.end(key, id);
        tell(DueAction::UploadAborted { key: key.clone(), upload: id.clone(), rule }, RunReason { why, run: at });
    }
}

/// Carries out an action, and returns it as it is reported.
fn act(
    bucket: &mut StoredBucket,
    key: &Arc<str>,
    rule: Arc<str>,
    effect: PlannedEffect,
    at: Timestamp,
) -> Option<DueAction> {
    let key = key.clone();
    let shown = |version: VersionId| Arc::<str>::from(version.to_string());
    Some(match effect {
        PlannedEffect::Expire => match bucket.delete_object(&key, at).ok()? {
            Deleted::Gone => DueAction::Expired { key, rule },
            Deleted::Marked(version) => DueAction::MarkerAdded { key, version: shown(version), rule },
        },
        PlannedEffect::Transition(version, from, to) => {
            bucket.change_here(&key, version, |object| {
                object.storage_class = to;
                object.extra.change(|extra| extra.transitioned = Some(at));
            });
            let versioned = bucket.settings.versioning.is_some();
            DueAction::Transitioned { key, version: versioned.then(|| shown(version)), from, to, rule }
        }
        PlannedEffect::Remove(version) => {
            bucket.remove_version(&key, version, at).ok()??;
            DueAction::VersionExpired { key, version: shown(version), rule }
        }
        PlannedEffect::RemoveMarker(version) => {
            bucket.remove_version(&key, version, at).ok()??;
            DueAction::MarkerRemoved { key, version: shown(version), rule }
        }
    })
}
