//! Arming and disarming of expectations and forbidden calls.

use super::Oss;
use super::armed::{ExpectationVerdict, Expected, Forbidden};
use crate::effect::ArmedFault;

impl Oss {
    /// Arms an expectation, which counts calls from now on.
    pub(crate) fn arm(&self, mut expected: Expected) -> u64 {
        let mut state = self.lock();
        expected.since = state.log.total();
        let id = state.armed.id();
        state.armed.expected.insert(id, expected);
        id
    }

    /// Reads or changes an expectation, if it is still armed.
    pub(crate) fn expected<T>(&self, id: u64, with: impl FnOnce(&mut Expected) -> T) -> Option<T> {
        self.lock().armed.expected.get_mut(&id).map(with)
    }

    /// Disarms an expectation.
    pub(crate) fn disarm(&self, id: u64) -> Option<Expected> {
        self.lock().armed.expected.remove(&id)
    }

    /// Ends a prohibition, and returns the calls that no message has shown.
    pub(crate) fn permit_again(&self, id: u64) -> Option<Forbidden> {
        self.lock().armed.forbidden.remove(&id)?.untold()
    }

    /// Returns all failed checks, each only once: they then count as reported to the test.
    pub(crate) fn unmet(&self) -> (Vec<Expected>, Vec<Forbidden>, Vec<ArmedFault>) {
        let mut state = self.lock();
        let expected = state.armed.expected.values_mut().filter_map(|expected| {
            let unmet = !expected.told && expected.verdict() != ExpectationVerdict::Met;
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
