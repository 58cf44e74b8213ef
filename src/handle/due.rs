//! The instants of work that is due, as times of the standard library.

use std::time::SystemTime;

use crate::wire::text::system_time;
use crate::world::{DueReport, DueStep, NextDue};

impl DueReport {
    /// The instant at which the run stopped before its end, as it had written 20,000 objects; `None` if it did everything that was due.
    /// Another call goes on from there.
    #[must_use]
    pub fn stopped_at(&self) -> Option<SystemTime> {
        self.stopped().map(system_time)
    }
}

impl DueStep {
    /// The instant at which it was due, by the clock of the fake.
    #[must_use]
    pub fn at(&self) -> SystemTime {
        system_time(self.at)
    }
}

impl NextDue {
    /// The instant at which it will be due, by the clock of the fake.
    #[must_use]
    pub fn at(&self) -> SystemTime {
        system_time(self.at)
    }
}
