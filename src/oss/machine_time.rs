//! The time of clients that sign by the machine's clock.

use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::Oss;
use super::timeline::system_now;

/// How a front knows what time its clients have, which sign by the machine's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MachineTime {
    strict: bool,
}

impl MachineTime {
    /// The machine's instant; `None` where clients are to sign by the fake's clock.
    pub fn now(self) -> Option<Timestamp> {
        (!self.strict).then(system_now)
    }
}

impl Oss {
    /// For a front. Unless it is strict, moves of the clock wait from now on for a new second of the machine's.
    pub(crate) fn machine_time(&self, strict: bool) -> MachineTime {
        self.shared.has_machine_time.fetch_or(!strict, Ordering::Relaxed);
        MachineTime { strict }
    }
}
