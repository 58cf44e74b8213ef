//! The look-up for the head of a request, which also gives the request its number.

use jiff::Timestamp;

use super::Oss;
use super::exchange::Received;
use super::found::{Arrival, Lookup};
#[cfg(feature = "state")]
use super::timeline::system_now;
use crate::auth::{Claim, Machine};
use crate::op::Operation;
use crate::wire::{Call, RequestId};

impl Oss {
    /// Looks up everything that the world knows about the head of a request.
    pub(super) fn look_up(&self, call: Box<Call>, claim: Option<&Claim>, machine: Option<Timestamp>) -> Box<Received> {
        // For recorded clients, `clients_time` is the machine's time.
        let machine = machine.filter(|_| !self.is_taped());
        let mut state = self.lock();
        let now = state.clock.now();
        let machine = machine.map(|now| Machine { now, since: state.clock.created() });
        state.requests += 1;
        let request_id = RequestId::new(now, state.requests);
        let arrival = Arrival { now, machine, request_id, replaced: state.replaced };
        let found = Lookup::of(&state, &call, claim, machine);
        drop(state);
        Box::new(Received::new(call, Operation::Unlisted, arrival, found))
    }

    /// Numbers the requests to come from this one on, so that their ids differ from those of another fake.
    #[cfg(any(feature = "control", feature = "state"))]
    pub(crate) fn number_requests_from(&self, first: u64) {
        self.lock().requests = first;
    }

    /// Numbers the requests to come by the machine's clock, so that their ids differ from those of an earlier process with the same
    /// world, although its clock may stand still: no process has as many requests in a millisecond.
    #[cfg(feature = "state")]
    pub(crate) fn number_requests_anew(&self) {
        const IN_A_MILLISECOND: u64 = 1 << 22;
        let now = u64::try_from(system_now().as_millisecond()).unwrap_or_default();
        self.number_requests_from(now.saturating_mul(IN_A_MILLISECOND));
    }

    /// Looks up the facts about the content of a form, as part of the request that brought it.
    pub(super) fn look_up_form(&self, call: Box<Call>, claim: Option<&Claim>, before: &Received) -> Box<Received> {
        let arrival = before.arrival.clone();
        let found = Lookup::of(&self.lock(), &call, claim, arrival.machine);
        Box::new(Received::new(call, before.operation, arrival, found))
    }
}
