//! Armed faults: the calls they apply to, and their effects. These are values only; `oss/faults.rs` counts the calls
//! under the lock.

mod kinds;

use std::fmt;
use std::panic::Location;

use crate::journal::{CallPattern, Record};

pub use kinds::{BodyFault, Disruption, Latency};
pub(crate) use kinds::{Edit, FaultEffect};

/// An armed effect on calls.
#[derive(Debug, Clone)]
pub(crate) struct ArmedFault {
    pub origin: ArmedBy,
    pub pattern: CallPattern,
    pub when: When,
    /// The most times it fires.
    pub most: Option<u64>,
    pub effect: FaultEffect,
    /// `true` if it may never fire.
    pub optional: bool,
    /// The source of chances and jitter.
    pub random: fastrand::Rng,
    /// The number of the last call before it was armed.
    pub since: u64,
    /// The number of calls it could have fired at.
    pub seen: u64,
    /// The number of times it has fired.
    pub hits: u64,
    /// `true` if a failure message has reported that it never fired.
    pub told: bool,
}

/// The origin of a fault or an expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArmedBy {
    /// A line of the test.
    Test(&'static Location<'static>),
    /// A request to the control plane.
    #[cfg(feature = "control")]
    Control,
}

/// The choice among the matching calls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum When {
    Each,
    Nth(u64),
    First(u64),
    Every(u64),
    /// With this probability.
    Chance(f64),
}

impl ArmedFault {
    /// Returns `true` if it fires at this call, which it counts.
    pub fn fires_at(&mut self, record: &Record) -> bool {
        if !self.pattern.matches(record) || self.most.is_some_and(|most| self.hits >= most) {
            return false;
        }
        self.seen += 1;
        let fires = match self.when {
            When::Each => true,
            When::Nth(n) => self.seen == n,
            When::First(n) => self.seen <= n,
            When::Every(n) => self.seen.is_multiple_of(n),
            When::Chance(probability) => self.random.f64() < probability,
        };
        self.hits += u64::from(fires);
        fires
    }

    /// Returns `true` if it never fired and this is still to be reported to the test.
    pub const fn is_idle(&self) -> bool {
        self.hits == 0 && !self.optional && !self.told
    }
}

impl fmt::Display for ArmedFault {
    /// Writes text such as `503 ServiceUnavailable at PutObject of bucket logs, the 2nd call`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}{}", self.effect, self.pattern, self.when)?;
        self.most.map_or(Ok(()), |most| write!(f, ", {most} times at most"))
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Each => Ok(()),
            Self::Nth(n) => write!(f, ", call {n} of them"),
            Self::First(1) => f.write_str(", the first of them"),
            Self::First(n) => write!(f, ", the first {n} of them"),
            Self::Every(n) => write!(f, ", one in {n} of them"),
            Self::Chance(probability) => write!(f, ", with probability {probability}"),
        }
    }
}

impl fmt::Display for ArmedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Test(at) => at.fmt(f),
            #[cfg(feature = "control")]
            Self::Control => f.write_str("the control plane"),
        }
    }
}
