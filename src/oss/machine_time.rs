//! The time of clients that sign by the machine's clock.

use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::Oss;
use super::timeline::system_now;

/// The time of clients that sign by the machine's clock, for a front.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MachineTime {
    strict: bool,
}

impl MachineTime {
    /// The machine's instant; `None` if clients must sign by the clock of the fake.
    pub fn now(self) -> Option<Timestamp> {
        (!self.strict).then(system_now)
    }
}

impl Oss {
    /// Returns the machine time for a front. Unless it is strict, moves of the clock from now on wait for a new second of the
    /// machine.
    pub(crate) fn machine_time(&self, strict: bool) -> MachineTime {
        self.shared.has_machine_time.fetch_or(!strict, Ordering::Relaxed);
        MachineTime { strict }
    }
}
