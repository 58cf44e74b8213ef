//! A forecast of the lifecycle rules of a bucket: the runs to come, carried out on a copy of it.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::plan::RunReason;
use super::run::LifecycleAgenda;
use crate::world::{DueAction, DueReport, DueStep, StoredBucket};

/// The most rows of a forecast that are printed.
const MAX_ROWS: usize = 50;

/// The actions of lifecycle rules to come, if nothing else changes in the bucket.
///
/// Its `Display` is a table, of at most 50 rows. A forecast has the first 100,000 actions.
///
/// # Example
///
/// See [`Bucket::lifecycle_forecast`](crate::Bucket::lifecycle_forecast).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleForecast {
    bucket: Arc<str>,
    until: Timestamp,
    report: DueReport,
}

impl LifecycleForecast {
    /// The actions in their order, as [`Oss::run_due`](crate::Oss::run_due) will report them.
    #[must_use]
    pub fn steps(&self) -> &[DueStep] {
        self.report.steps()
    }

    /// The number of actions that the forecast does not have.
    #[must_use]
    pub const fn omitted(&self) -> usize {
        self.report.omitted()
    }

    /// The actions on the object of a key.
    pub fn of<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a DueStep> {
        let key = key.to_owned();
        self.steps().iter().filter(move |step| step.action().key() == Some(&key))
    }
}

impl StoredBucket {
    /// The actions of lifecycle rules until a moment.
    pub fn lifecycle_forecast(&self, until: Timestamp) -> LifecycleForecast {
        let mut report = DueReport::default();
        self.foretell(LifecycleAgenda::new(self, until), until, |at, action, why| {
            report.push(at, &self.name, action, why);
        });
        LifecycleForecast { bucket: self.name.clone(), until, report }
    }

    /// The actions of lifecycle rules on one key until a moment.
    pub fn lifecycle_of(&self, key: &str, until: Timestamp) -> Vec<DueStep> {
        let mut steps = Vec::new();
        self.foretell(LifecycleAgenda::of_key(self, key, until), until, |at, action, why| {
            steps.push(DueStep::new(at, self.name.clone(), action, why.to_string()));
        });
        steps
    }

    /// Carries out the runs until a moment on a copy.
    fn foretell(
        &self,
        agenda: Option<LifecycleAgenda>,
        until: Timestamp,
        mut tell: impl FnMut(Timestamp, DueAction, RunReason),
    ) {
        let Some(mut agenda) = agenda else { return };
        let mut copy = self.clone();
        while let Some(at) = agenda.next().filter(|at| *at <= until) {
            agenda.run(&mut copy, at, |action, why| tell(at, action, why));
        }
    }
}

impl fmt::Display for LifecycleForecast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bucket, until, .. } = self;
        if self.steps().is_empty() {
            return writeln!(f, "no lifecycle rule of `{bucket}` acts until {until}");
        }
        let head = ["run", "rule", "action", "why"].map(str::to_owned);
        let row = |step: &DueStep| {
            let action = step.action();
            [
                step.at.to_string(),
                action.rule().unwrap_or_default().to_owned(),
                action.to_string(),
                step.why().to_owned(),
            ]
        };
        let rows: Vec<[String; 4]> = std::iter::once(head).chain(self.steps().iter().take(MAX_ROWS).map(row)).collect();
        let width = |i: usize| rows.iter().map(|row| row[i].chars().count()).max().unwrap_or_default();
        let widths = [width(0), width(1), width(2)];
        for [run, rule, action, why] in &rows {
            writeln!(f, "{run:0$}  {rule:1$}  {action:2$}  {why}", widths[0], widths[1], widths[2])?;
        }
        match self.steps().len().saturating_sub(MAX_ROWS) + self.omitted() {
            0 => Ok(()),
            more => writeln!(f, "… and {more} more"),
        }
    }
}
