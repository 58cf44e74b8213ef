//! Arming and disarming of expectations and forbidden calls.

use super::Oss;
#[cfg(feature = "control")]
use super::armed::Forbids;
use super::armed::{ExpectationVerdict, Expected, Forbidden};
#[cfg(feature = "control")]
use crate::effect::ArmedBy;
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

#[cfg(feature = "control")]
impl Oss {
    /// Arms a prohibition, and returns its id; for the control plane.
    pub(crate) fn forbid_for_control(&self, what: Forbids) -> u64 {
        self.forbid(Forbidden::new(ArmedBy::Control, what))
    }

    /// Returns the expectations that the control plane armed, in the order of their ids.
    pub(crate) fn expected_by_control(&self) -> Vec<(u64, Expected)> {
        let state = self.lock();
        let armed = state.armed.expected.iter().filter(|(_, expected)| expected.by == ArmedBy::Control);
        armed.map(|(id, expected)| (*id, expected.clone())).collect()
    }

    /// Returns the prohibitions that the control plane armed, in the order of their ids.
    pub(crate) fn forbidden_by_control(&self) -> Vec<(u64, Forbidden)> {
        let state = self.lock();
        let armed = state.armed.forbidden.iter().filter(|(_, forbidden)| forbidden.by == ArmedBy::Control);
        armed.map(|(id, forbidden)| (*id, forbidden.clone())).collect()
    }

    /// Ends one check that the control plane armed, or all; `false` if there is none with this id.
    pub(crate) fn disarm_checks_of_control(&self, id: Option<u64>) -> bool {
        let armed = &mut self.lock().armed;
        let before = armed.expected.len() + armed.forbidden.len();
        let stays = |other: u64, by: ArmedBy| by != ArmedBy::Control || id.is_some_and(|id| id != other);
        armed.expected.retain(|id, expected| stays(*id, expected.by));
        armed.forbidden.retain(|id, forbidden| stays(*id, forbidden.by));
        armed.expected.len() + armed.forbidden.len() < before
    }
}
