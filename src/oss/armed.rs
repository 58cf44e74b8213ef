//! The armed checks of a test: expected and forbidden calls, counted under the lock in the order of the journal.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::task::Waker;

use crate::effect::{ArmedBy, ArmedFault};
use crate::error::{Assumption, Cause};
use crate::journal::{CallPattern, Record};

/// The most forbidden calls kept for messages; further ones are only counted.
const KEPT_CALLS: usize = 10;

/// All armed checks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Armed {
    /// The next id; ids are not reused.
    next: u64,
    pub(super) expected: BTreeMap<u64, Expected>,
    pub(super) forbidden: BTreeMap<u64, Forbidden>,
    pub(super) faults: BTreeMap<u64, ArmedFault>,
    pub(super) waits: BTreeMap<u64, Wait>,
}

/// An expected sequence of calls, and the number of times it must come.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    pub by: ArmedBy,
    pub name: Option<String>,
    /// The steps of the sequence; at least one.
    pub steps: Vec<CallPattern>,
    pub least: Option<u64>,
    pub most: Option<u64>,
    /// The number of the last call before it was armed.
    pub since: u64,
    /// The number of complete sequences so far.
    pub passes: u64,
    /// The numbers of the calls that were the first steps of the current sequence.
    pub taken: Vec<u64>,
    /// `true` if a failure message has already reported it.
    pub told: bool,
}

/// The result of counting an expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExpectationVerdict {
    TooFew,
    Met,
    TooMany,
}

/// A kind of calls that must not come.
#[derive(Debug, Clone)]
pub(crate) struct Forbidden {
    pub by: ArmedBy,
    pub what: Forbids,
    /// The first such calls that no message has shown yet.
    pub calls: Vec<Arc<Record>>,
    /// The number of such calls that no message has shown yet.
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Forbids {
    /// Calls that no expectation covers.
    Unexpected,
    /// Calls that are not emulated.
    Unemulated,
    /// Successful calls of which a part was ignored.
    Ignored,
    /// Answers with an assumption other than these.
    Assumed { but: BTreeSet<Assumption> },
}

/// A task that waits for an expectation.
#[derive(Debug, Clone)]
pub(super) struct Wait {
    pub waker: Waker,
    /// `true` if the thread that waits for the task has ended.
    pub over: bool,
}

impl Expected {
    pub const fn new(by: ArmedBy, steps: Vec<CallPattern>) -> Self {
        Self { by, name: None, steps, least: None, most: None, since: 0, passes: 0, taken: Vec::new(), told: false }
    }

    /// The least number of times it must come: once by default, unless a most is set.
    pub fn least(&self) -> u64 {
        self.least.unwrap_or(u64::from(self.most.is_none()))
    }

    pub fn verdict(&self) -> ExpectationVerdict {
        if self.most.is_some_and(|most| self.passes > most) {
            ExpectationVerdict::TooMany
        } else if self.passes < self.least() {
            ExpectationVerdict::TooFew
        } else {
            ExpectationVerdict::Met
        }
    }

    /// The next expected step.
    pub fn awaited(&self) -> &CallPattern {
        &self.steps[self.taken.len()]
    }

    fn see(&mut self, record: &Record) {
        if !self.awaited().matches(record) {
            return;
        }
        self.taken.push(record.number);
        if self.taken.len() == self.steps.len() {
            self.passes += 1;
            self.taken.clear();
        }
    }

    fn covers(&self, record: &Record) -> bool {
        self.steps.iter().any(|step| step.matches(record))
    }
}

impl Forbidden {
    pub const fn new(by: ArmedBy, what: Forbids) -> Self {
        Self { by, what, calls: Vec::new(), count: 0 }
    }

    fn see(&mut self, record: &Arc<Record>, covered: bool) {
        let forbidden = match &self.what {
            Forbids::Unexpected => !covered,
            Forbids::Unemulated => record.cause() == Some(Cause::NotEmulated),
            Forbids::Ignored => !record.caveats.ignored.is_empty(),
            Forbids::Assumed { but } => {
                let assumed = record.assumptions().any(|assumption| !but.contains(&assumption));
                assumed || record.has_assumed_cause()
            }
        };
        if forbidden {
            self.count += 1;
            if self.calls.len() < KEPT_CALLS {
                self.calls.push(record.clone());
            }
        }
    }

    /// Returns the calls that no message has shown yet, if any, and restarts the count.
    pub(super) fn untold(&mut self) -> Option<Self> {
        let untold = (self.count > 0).then(|| self.clone());
        *self = Self::new(self.by, self.what.clone());
        untold
    }
}

impl Armed {
    pub(super) fn id(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(super) fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Counts a call.
    pub(super) fn see(&mut self, record: &Arc<Record>) {
        let covered = self.expected.values().any(|expected| expected.covers(record));
        self.expected.values_mut().for_each(|expected| expected.see(record));
        self.forbidden.values_mut().for_each(|forbidden| forbidden.see(record, covered));
    }

    /// The result of an expectation; one that was removed counts as fulfilled, so that waits for it end.
    pub(super) fn verdict(&self, id: u64) -> ExpectationVerdict {
        self.expected.get(&id).map_or(ExpectationVerdict::Met, Expected::verdict)
    }
}
