//! The report of the work that was due by the clock.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::action::{DueAction, DueKind};
use crate::world::ReplicationReport;

/// The largest number of steps that a report holds.
const MAX_STEPS: usize = 100_000;

/// The report of a run of [`Oss::run_due`](crate::Oss::run_due).
///
/// Its `Display` has one step per line. It holds the first 100,000 steps; [`DueReport::omitted`] counts the others.
///
/// # Example
///
/// ```
/// let oss = ossmock::Oss::new();
/// let report = oss.run_due();
/// assert!(report.steps().is_empty() && report.replication().steps().is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DueReport {
    steps: Vec<DueStep>,
    omitted: usize,
    stopped: Option<Timestamp>,
    replication: ReplicationReport,
}

/// A step of the work that was due by the clock.
///
/// Its `Display` is its instant, its bucket, its action and the reason.
///
/// # Example
///
/// See [`DueReport`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueStep {
    pub(crate) at: Timestamp,
    bucket: Arc<str>,
    action: DueAction,
    why: Box<str>,
}

/// Work that will be due by the clock.
///
/// Its `Display` is for example `2026-12-01T00:00:00Z logs: lifecycle`.
///
/// # Example
///
/// See [`Oss::next_due`](crate::Oss::next_due).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NextDue {
    pub(crate) at: Timestamp,
    kind: DueKind,
    bucket: Arc<str>,
}

impl DueReport {
    /// The steps, in their order.
    #[must_use]
    pub fn steps(&self) -> &[DueStep] {
        &self.steps
    }

    /// The number of steps that were done, but that the report does not hold.
    #[must_use]
    pub const fn omitted(&self) -> usize {
        self.omitted
    }

    pub(crate) const fn stopped(&self) -> Option<Timestamp> {
        self.stopped
    }

    pub(super) fn stop_at(&mut self, at: Timestamp) {
        self.stopped = Some(at);
    }

    /// The report of the replication that was the last part of the run.
    #[must_use]
    pub const fn replication(&self) -> &ReplicationReport {
        &self.replication
    }

    /// Adds a step at the end.
    pub(in crate::world) fn push(
        &mut self,
        at: Timestamp,
        bucket: &Arc<str>,
        action: DueAction,
        why: impl fmt::Display,
    ) {
        if self.steps.len() < MAX_STEPS {
            self.steps.push(DueStep::new(at, bucket.clone(), action, why.to_string()));
        } else {
            self.omitted += 1;
        }
    }

    pub(super) fn set_replication(&mut self, replication: ReplicationReport) {
        self.replication = replication;
    }
}

impl DueStep {
    pub(in crate::world) fn new(at: Timestamp, bucket: Arc<str>, action: DueAction, why: String) -> Self {
        Self { at, bucket, action, why: why.into() }
    }

    /// The name of the bucket.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The action.
    #[must_use]
    pub const fn action(&self) -> &DueAction {
        &self.action
    }

    /// The reason, for example `written 2026-01-01T12:00:00Z, Days 30, run 2026-02-01T00:00:00Z`.
    #[must_use]
    pub fn why(&self) -> &str {
        &self.why
    }

    /// The step as a JSON object, for tools. Its members: `at`, `bucket`, `kind`, `action` (the name of the action), `key`, `rule`, `text`
    /// (the action in words) and `why`. A key or rule that there is not is `null`.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.json().to_string()
    }

    pub(crate) fn json(&self) -> Value {
        let Self { at, bucket, action, why } = self;
        json!({
            "at": at.to_string(),
            "bucket": bucket,
            "kind": action.kind().as_str(),
            "action": action.name(),
            "key": action.key(),
            "rule": action.rule(),
            "text": action.to_string(),
            "why": why,
        })
    }
}

impl NextDue {
    pub(super) const fn new(at: Timestamp, kind: DueKind, bucket: Arc<str>) -> Self {
        Self { at, kind, bucket }
    }

    /// The name of the bucket.
    #[must_use]
    pub fn bucket(&self) -> &str {
        &self.bucket
    }

    /// The kind of work.
    #[must_use]
    pub const fn kind(&self) -> DueKind {
        self.kind
    }
}

impl fmt::Display for DueReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps.iter().try_for_each(|step| writeln!(f, "{step}"))?;
        if self.omitted > 0 {
            writeln!(f, "… and {} more", self.omitted)?;
        }
        if let Some(at) = self.stopped {
            writeln!(f, "… stopped before {at}, as 20,000 objects were written: another run goes on")?;
        }
        self.replication.fmt(f)
    }
}

impl fmt::Display for DueStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, bucket, action, why } = self;
        write!(f, "{at} {bucket}: {action} (")?;
        if let Some(rule) = action.rule() {
            write!(f, "rule `{rule}`: ")?;
        }
        write!(f, "{why})")
    }
}

impl fmt::Display for NextDue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.at, self.bucket, self.kind)
    }
}
