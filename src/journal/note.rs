//! The notes of a journal: work of OSS that was done by the clock, between two calls.

use std::collections::VecDeque;
use std::fmt;

use crate::world::DueStep;

/// A step of the work that is due by the clock, with its place in the journal.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    /// The number of the newest call before it.
    pub(super) after: u64,
    pub(super) step: DueStep,
}

/// The newest notes, as many as records are kept.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes(VecDeque<Note>);

impl Notes {
    /// Adds steps after the call of this number, and drops all notes but the newest.
    pub fn add(&mut self, after: u64, steps: &[DueStep], capacity: usize) {
        let newest = &steps[steps.len().saturating_sub(capacity)..];
        self.0.extend(newest.iter().map(|step| Note { after, step: step.clone() }));
        self.0.drain(..self.0.len().saturating_sub(capacity));
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn snapshot(&self) -> Vec<Note> {
        self.0.iter().cloned().collect()
    }
}

impl fmt::Display for Note {
    /// `due: 2026-12-01T00:00:00Z logs: expired …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "due: {}", self.step)
    }
}

impl Note {
    /// The cells of its row in the table.
    pub fn cells(&self) -> [String; 6] {
        let action = self.step.action();
        let rule = action.rule().map(|rule| format!("rule `{rule}`: ")).unwrap_or_default();
        let why = format!("{}: {action} ({rule}{})", self.step.at, self.step.why());
        ["-", action.name(), self.step.bucket(), "OSS", "-", &why].map(str::to_owned)
    }

    /// Returns `true` if it stands before the call of this number.
    pub const fn is_before(&self, number: u64) -> bool {
        self.after < number
    }
}
