//! The instants of work that is due, as times of the standard library.

use std::time::SystemTime;

use crate::wire::text::system_time;
use crate::world::{DueStep, NextDue};

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
