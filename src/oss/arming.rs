//! What a test arms and disarms: expectations, and what it forbids.

use super::Oss;
use super::armed::{Expected, Forbidden, Verdict};
use crate::fault::Fault;

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
