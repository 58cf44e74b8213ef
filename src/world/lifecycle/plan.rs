//! The next run at which a lifecycle rule acts on a key, and the actions. It is a pure function of the rules and the versions of
//! the key.
//!
//! Sources: `help.aliyun.com/en/oss/user-guide/overview-54` and `…/configuration-elements`: runs begin at 00:00 UTC; what is due is
//! N × 24 hours old at the run; expiration comes before transition; nothing moves to a warmer class. That the coldest of several
//! transitions wins is assumed, and that a date in the future is for everything.

use std::cmp::Reverse;
use std::fmt;

use jiff::Timestamp;

use crate::world::{
    Found, LifecycleExpiration, LifecycleRule, LifecycleTime, LifecycleTransition, SMALL_FILE, StorageClass,
    StoredBucket, StoredObject, StoredUpload, VersionId, Versioning, WormState,
};

/// A run, as the number of its day since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RunDay(i64);

const DAY: i64 = 86_400;

impl RunDay {
    /// The first run at a moment or after it.
    pub fn from(moment: Timestamp) -> Self {
        let before = Self::until(moment);
        if before.instant() == Some(moment) { before } else { before.next() }
    }

    /// The last run before a moment or at it.
    pub fn until(moment: Timestamp) -> Self {
        Self(moment.as_second().div_euclid(DAY))
    }

    /// The first run after a moment.
    pub fn after(moment: Timestamp) -> Self {
        Self::until(moment).next()
    }

    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The moment of the run; `None` after the end of time.
    pub fn instant(self) -> Option<Timestamp> {
        Timestamp::from_second(self.0.checked_mul(DAY)?).ok()
    }

    fn later(self, days: u32) -> Self {
        Self(self.0 + i64::from(days))
    }
}

/// The facts of a bucket that its rules depend on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RuleFacts<'a> {
    rules: &'a [LifecycleRule],
    bucket: &'a StoredBucket,
}

/// An action on a version that is due.
#[derive(Debug, Clone)]
pub(super) struct Planned<'a> {
    pub run: RunDay,
    pub rule: &'a LifecycleRule,
    pub effect: PlannedEffect,
    pub why: Why,
}

/// The effect of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlannedEffect {
    /// Deletes the current object, or hides it.
    Expire,
    Transition(VersionId, StorageClass, StorageClass),
    /// Removes an older version.
    Remove(VersionId),
    /// Removes a delete marker.
    RemoveMarker(VersionId),
}

/// The reason for an action in a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RunReason {
    pub why: Why,
    pub run: Timestamp,
}

impl fmt::Display for RunReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, run {}", self.why, self.run)
    }
}

/// The reason for an action.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Why {
    Written(Timestamp, LifecycleTime),
    OnDate(Timestamp, Timestamp),
    Accessed(Timestamp, LifecycleTime),
    Noncurrent(Timestamp, u32),
    Initiated(Timestamp, LifecycleTime),
    /// A delete marker hides nothing.
    Alone,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written(at, time) => write!(f, "written {at}, {time}"),
            Self::OnDate(at, date) => write!(f, "written {at}, Date {date}"),
            Self::Accessed(at, time) => write!(f, "accessed {at}, {time}"),
            Self::Noncurrent(at, days) => write!(f, "noncurrent since {at}, NoncurrentDays {days}"),
            Self::Initiated(at, time) => write!(f, "initiated {at}, {time}"),
            Self::Alone => f.write_str("it hides nothing, ExpiredObjectDeleteMarker"),
        }
    }
}

/// The first run, at `from` or after it, at which a time has come that counts from `base`.
fn due(base: Timestamp, time: LifecycleTime, from: RunDay) -> Option<RunDay> {
    match time {
        LifecycleTime::Days(days) => Some(RunDay::from(base).later(days).max(from)),
        LifecycleTime::CreatedBefore(date) => (base < date).then(|| RunDay::from(base).max(from)),
    }
}

impl<'a> RuleFacts<'a> {
    pub const fn new(rules: &'a [LifecycleRule], bucket: &'a StoredBucket) -> Self {
        Self { rules, bucket }
    }

    /// The actions on the versions of a key, the newest first, at the next run from `from` on; all of them are of one run.
    pub(super) fn plan(&self, key: &str, versions: &[Found<'a>], from: RunDay) -> Vec<Planned<'a>> {
        let mut planned: Vec<Planned<'a>> = Vec::new();
        for (place, version) in versions.iter().enumerate() {
            let newer = place.checked_sub(1).and_then(|newer| modified(&versions[newer]));
            let action = match (version, newer) {
                (Found::Object(object), None) => self.of_current(object, from),
                (Found::Object(object), Some(since)) => self.of_older(object, since, from),
                (Found::DeleteMarker(marker), None) if versions.len() == 1 => {
                    self.of_lone_marker(key, marker.version, marker.created, from)
                }
                (Found::DeleteMarker(marker), Some(since)) => self.of_older_marker(key, marker.version, since, from),
                (Found::DeleteMarker(_), None) | (Found::Nothing, _) => None,
            };
            let Some(action) = action else { continue };
            match planned.first().map(|first| first.run.cmp(&action.run)) {
                Some(std::cmp::Ordering::Less) => {}
                Some(std::cmp::Ordering::Greater) => planned = vec![action],
                Some(std::cmp::Ordering::Equal) | None => planned.push(action),
            }
        }
        planned
    }

    /// The next action on the current object of a key.
    fn of_current(&self, object: &StoredObject, from: RunDay) -> Option<Planned<'a>> {
        let expiration = self.expiration(object, from);
        let written =
            |transition: &LifecycleTransition| (object.modified(), Why::Written(object.modified(), transition.time));
        let of_rule = |rule: &'a LifecycleRule| rule.transitions.iter().map(move |transition| (rule, transition));
        let all =
            self.rules.iter().filter(|rule| !rule.transitions.is_empty() && rule.covers(object)).flat_map(of_rule);
        let transition = self.transition(object, all, written, from);
        first_of(expiration, transition)
    }

    /// The expiration of an object that is current.
    pub(super) fn expiration(&self, object: &StoredObject, from: RunDay) -> Option<Planned<'a>> {
        let of_rule = |rule: &'a LifecycleRule| {
            let base = object.modified();
            if !rule.covers(object) {
                return None;
            }
            let (run, why) = match rule.expiration? {
                LifecycleExpiration::After(time) => (due(base, time, from)?, Why::Written(base, time)),
                LifecycleExpiration::On(date) => (RunDay::from(base.max(date)).max(from), Why::OnDate(base, date)),
                LifecycleExpiration::LoneMarkers => return None,
            };
            Some(Planned { run, rule, effect: PlannedEffect::Expire, why })
        };
        let first = self.rules.iter().filter_map(of_rule).min_by_key(|planned| planned.run);
        self.unless_kept(first, || self.lost_with(object))
    }

    /// The next change of the class of a version by rules that are for it, the coldest if there are several.
    fn transition(
        &self,
        object: &StoredObject,
        all: impl Iterator<Item = (&'a LifecycleRule, &'a LifecycleTransition)>,
        since: impl Fn(&LifecycleTransition) -> (Timestamp, Why),
        from: RunDay,
    ) -> Option<Planned<'a>> {
        let of_one = |(rule, transition): (&'a LifecycleRule, &'a LifecycleTransition)| {
            let colder = transition.class.coldness() > object.storage_class.coldness();
            let small = transition.allow_small_file == Some(false) && (object.body.len() as u64) < SMALL_FILE;
            if !colder || small {
                return None;
            }
            let (base, why) = since(transition);
            let (base, why) = if transition.is_by_access() {
                let accessed = self.bucket.last_access(object)?.max(self.bucket.settings.access_monitor?).max(base);
                (accessed, Why::Accessed(accessed, transition.time))
            } else {
                (base, why)
            };
            let run = due(base, transition.time, from)?;
            let effect = PlannedEffect::Transition(object.version(), object.storage_class, transition.class);
            Some((transition.class.coldness(), Planned { run, rule, effect, why }))
        };
        let first = all.filter_map(of_one).min_by_key(|(coldness, planned)| (planned.run, Reverse(*coldness)));
        first.map(|(_, planned)| planned)
    }

    /// The next action on a version that a newer one replaced at some moment.
    fn of_older(&self, object: &StoredObject, since: Timestamp, from: RunDay) -> Option<Planned<'a>> {
        let removal = self.removal(|rule| rule.covers(object), PlannedEffect::Remove(object.version()), since, from);
        let removal = self.unless_kept(removal, || Some(object));
        let noncurrent = |transition: &LifecycleTransition| {
            let days = transition.by_days().map_or(0, |(_, days)| days);
            (since, Why::Noncurrent(since, days))
        };
        let of_rule =
            |rule: &'a LifecycleRule| rule.noncurrent_transitions.iter().map(move |transition| (rule, transition));
        let covering = self.rules.iter().filter(|rule| !rule.noncurrent_transitions.is_empty() && rule.covers(object));
        let transition = self.transition(object, covering.flat_map(of_rule), noncurrent, from);
        first_of(removal, transition)
    }

    fn of_older_marker(&self, key: &str, marker: VersionId, since: Timestamp, from: RunDay) -> Option<Planned<'a>> {
        self.removal(|rule| rule.covers_key(key), PlannedEffect::RemoveMarker(marker), since, from)
    }

    /// The removal of an older version.
    fn removal(
        &self,
        covers: impl Fn(&LifecycleRule) -> bool,
        effect: PlannedEffect,
        since: Timestamp,
        from: RunDay,
    ) -> Option<Planned<'a>> {
        let of_rule = |rule: &'a LifecycleRule| {
            let days = rule.noncurrent_expiration?;
            let run = due(since, LifecycleTime::Days(days), from)?;
            covers(rule).then_some(Planned { run, rule, effect, why: Why::Noncurrent(since, days) })
        };
        self.rules.iter().filter_map(of_rule).min_by_key(|planned| planned.run)
    }

    fn of_lone_marker(&self, key: &str, marker: VersionId, created: Timestamp, from: RunDay) -> Option<Planned<'a>> {
        let removes = |rule: &&LifecycleRule| rule.expiration == Some(LifecycleExpiration::LoneMarkers);
        let rule = self.rules.iter().filter(removes).find(|rule| rule.covers_key(key))?;
        let run = RunDay::from(created).max(from);
        Some(Planned { run, rule, effect: PlannedEffect::RemoveMarker(marker), why: Why::Alone })
    }

    /// The first run that aborts an upload, with the rule and the reason.
    pub(super) fn of_upload(&self, upload: &StoredUpload, from: RunDay) -> Option<(RunDay, &'a LifecycleRule, Why)> {
        let of_rule = |rule: &'a LifecycleRule| {
            let time = rule.abort?;
            let run = due(upload.initiated, time, from)?;
            rule.covers_uploads(&upload.draft.key).then_some((run, rule, Why::Initiated(upload.initiated, time)))
        };
        self.rules.iter().filter_map(of_rule).min_by_key(|(run, ..)| *run)
    }

    /// Moves the deletion of a version to the first run at which no retention policy protects it.
    fn unless_kept<'o>(
        &self,
        deletion: Option<Planned<'a>>,
        lost: impl FnOnce() -> Option<&'o StoredObject>,
    ) -> Option<Planned<'a>> {
        let mut deletion = deletion?;
        let policy = self.bucket.settings.worm.as_ref();
        let Some(lost) = policy.and_then(|_| lost()) else { return Some(deletion) };
        while let Some(retention) = self.bucket.retention_of(lost, deletion.run.instant()?) {
            deletion.run = match retention.policy().state() {
                WormState::Locked => RunDay::from(retention.until),
                // It ends a day after it began, unless it is locked.
                WormState::InProgress => deletion.run.next(),
            };
        }
        Some(deletion)
    }

    /// The version that is lost if the current object of a key is deleted.
    fn lost_with(&self, object: &StoredObject) -> Option<&'a StoredObject> {
        match self.bucket.settings.versioning {
            Some(Versioning::Enabled) => None,
            Some(Versioning::Suspended) | None => match self.bucket.objects.find(&object.key, Some(VersionId::Null)) {
                Found::Object(lost) => Some(lost),
                Found::DeleteMarker(_) | Found::Nothing => None,
            },
        }
    }
}

/// The time at which a version was made.
fn modified(version: &Found<'_>) -> Option<Timestamp> {
    match version {
        Found::Object(object) => Some(object.modified()),
        Found::DeleteMarker(marker) => Some(marker.created),
        Found::Nothing => None,
    }
}

/// A deletion comes before a transition of the same run.
fn first_of<'a>(deletion: Option<Planned<'a>>, transition: Option<Planned<'a>>) -> Option<Planned<'a>> {
    match (deletion, transition) {
        (Some(deletion), Some(transition)) if transition.run < deletion.run => Some(transition),
        (deletion, transition) => deletion.or(transition),
    }
}
