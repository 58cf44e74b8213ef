//! What a test has armed: calls it expects and calls it forbids, counted under the lock in the order of the journal.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::task::Waker;

use super::{Oss, State};
use crate::error::{Assumption, Cause};
use crate::fault::Fault;
use crate::journal::{CallPattern, Record};

/// How many forbidden calls are kept to be told; the others are counted.
const KEPT_CALLS: usize = 10;

/// All that is armed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Armed {
    /// Ids are not used twice.
    next: u64,
    expected: BTreeMap<u64, Expected>,
    forbidden: BTreeMap<u64, Forbidden>,
    pub(super) faults: BTreeMap<u64, Fault>,
    pub(super) waits: BTreeMap<u64, Wait>,
}

/// Calls that are to come, one after the other, and how often.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    /// The line of the test.
    pub at: &'static Location<'static>,
    pub name: Option<String>,
    /// At least one.
    pub steps: Vec<CallPattern>,
    pub least: Option<u64>,
    pub most: Option<u64>,
    /// The number of the last call before this was armed.
    pub since: u64,
    /// How often all steps have come.
    pub passes: u64,
    /// The numbers of the calls that were the first steps of the pass under way.
    pub taken: Vec<u64>,
    /// Whether the test has been told that it is not met.
    pub told: bool,
}

/// What the count of an expectation says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    TooFew,
    Met,
    TooMany,
}

/// Calls that are not to come.
#[derive(Debug, Clone)]
pub(crate) struct Forbidden {
    /// The line of the test.
    pub at: &'static Location<'static>,
    pub what: Forbids,
    /// The first ones that came and have not been told yet.
    pub calls: Vec<Arc<Record>>,
    /// How many that are.
    pub count: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Forbids {
    /// Calls no expectation covers.
    Unexpected,
    /// Calls of what is not emulated.
    Unemulated,
    /// Calls that succeeded though a part of the request was ignored.
    Ignored,
    /// Answers that are only assumed, but for what rests on these alone.
    Assumed { but: BTreeSet<Assumption> },
}

/// Somebody who waits for an expectation in a task.
#[derive(Debug, Clone)]
pub(super) struct Wait {
    pub waker: Waker,
    /// The thread that waits in the task's place has come to an end.
    pub over: bool,
}

impl Expected {
    pub const fn new(at: &'static Location<'static>, steps: Vec<CallPattern>) -> Self {
        Self { at, name: None, steps, least: None, most: None, since: 0, passes: 0, taken: Vec::new(), told: false }
    }

    /// How often it must come: once, unless somebody said how often it may.
    pub fn least(&self) -> u64 {
        self.least.unwrap_or(u64::from(self.most.is_none()))
    }

    pub fn verdict(&self) -> Verdict {
        if self.most.is_some_and(|most| self.passes > most) {
            Verdict::TooMany
        } else if self.passes < self.least() {
            Verdict::TooFew
        } else {
            Verdict::Met
        }
    }

    /// The step that is to come next.
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
    pub const fn new(at: &'static Location<'static>, what: Forbids) -> Self {
        Self { at, what, calls: Vec::new(), count: 0 }
    }

    fn see(&mut self, record: &Arc<Record>, covered: bool) {
        let forbidden = match &self.what {
            Forbids::Unexpected => !covered,
            Forbids::Unemulated => record.cause() == Some(Cause::NotEmulated),
            Forbids::Ignored => !record.leans.ignored.is_empty(),
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

    /// What has come, once.
    fn untold(&mut self) -> Option<Self> {
        let untold = (self.count > 0).then(|| self.clone());
        *self = Self::new(self.at, self.what.clone());
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

    fn see(&mut self, record: &Arc<Record>) {
        let covered = self.expected.values().any(|expected| expected.covers(record));
        self.expected.values_mut().for_each(|expected| expected.see(record));
        self.forbidden.values_mut().for_each(|forbidden| forbidden.see(record, covered));
    }

    /// What an expectation that is gone says: nothing is waited for any more.
    pub(super) fn verdict(&self, id: u64) -> Verdict {
        self.expected.get(&id).map_or(Verdict::Met, Expected::verdict)
    }
}

impl State {
    /// Puts a record into the journal, and shows it to what is armed.
    pub(super) fn push(&mut self, record: &mut Arc<Record>) {
        self.log.push(record);
        self.armed.see(record);
    }
}

impl Oss {
    /// Counts calls from now on.
    pub(crate) fn arm(&self, mut expected: Expected) -> u64 {
        let mut state = self.lock();
        expected.since = state.log.total();
        let id = state.armed.id();
        state.armed.expected.insert(id, expected);
        id
    }

    /// Reads or changes what is expected, if it still is.
    pub(crate) fn expected<T>(&self, id: u64, with: impl FnOnce(&mut Expected) -> T) -> Option<T> {
        self.lock().armed.expected.get_mut(&id).map(with)
    }

    /// Ends an expectation.
    pub(crate) fn disarm(&self, id: u64) -> Option<Expected> {
        self.lock().armed.expected.remove(&id)
    }

    /// Forbids calls from now on.
    pub(crate) fn forbid(&self, forbidden: Forbidden) -> u64 {
        let mut state = self.lock();
        let id = state.armed.id();
        state.armed.forbidden.insert(id, forbidden);
        id
    }

    /// Ends that, and says what has come and was not told.
    pub(crate) fn permit_again(&self, id: u64) -> Option<Forbidden> {
        self.lock().armed.forbidden.remove(&id)?.untold()
    }

    /// What is not met now, each of it once: after this the test is taken to know of it.
    pub(crate) fn unmet(&self) -> (Vec<Expected>, Vec<Forbidden>, Vec<Fault>) {
        let mut state = self.lock();
        let expected = state.armed.expected.values_mut().filter_map(|expected| {
            let unmet = !expected.told && expected.verdict() != Verdict::Met;
            expected.told |= unmet;
            unmet.then(|| expected.clone())
        });
        let expected = expected.collect();
        let forbidden = state.armed.forbidden.values_mut().filter_map(Forbidden::untold).collect();
        let idle = state.armed.faults.values_mut().filter(|fault| fault.is_idle()).map(|fault| {
            fault.told = true;
            fault.clone()
        });
        let idle = idle.collect();
        (expected, forbidden, idle)
    }
}

/// What the settings forbid, and what is to be done about it once the test has let go of the fake.
#[derive(Clone)]
pub(super) struct Strict {
    pub at: &'static Location<'static>,
    pub what: Forbids,
    pub look: fn(&Oss),
}

impl fmt::Debug for Strict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strict").field("at", &self.at).finish_non_exhaustive()
    }
}
