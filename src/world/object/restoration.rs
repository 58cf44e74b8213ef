//! The restoration of archived objects: the time it takes, and the time an object can be read afterwards.
//!
//! Source: `alibabacloud.com/help/en/oss/developer-reference/restoreobject`. It gives times within which an object is
//! restored; that a restoration takes the whole time is assumed.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::ram::wire_names;
use crate::world::StorageClass;

wire_names! {
    /// The priority of a restoration.
    RestorePriority {
        /// The fastest.
        Expedited = "Expedited",
        /// The default of a request.
        #[default]
        Standard = "Standard",
        /// The slowest, for the class `ColdArchive` only.
        Bulk = "Bulk",
    }
}

impl RestorePriority {
    /// Returns `true` if it is higher than another.
    pub(crate) const fn is_above(self, other: Self) -> bool {
        (self as u8) < (other as u8)
    }
}

/// A copy of an archived object that can be read for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Restoration {
    pub priority: RestorePriority,
    /// The time from which on it can be read.
    pub done: Timestamp,
    /// The time until which it can be read.
    pub until: Timestamp,
}

impl StorageClass {
    /// Returns `true` if objects of the class have to be restored before they are read.
    pub(crate) const fn is_archived(self) -> bool {
        matches!(self, Self::Archive | Self::ColdArchive | Self::DeepColdArchive)
    }

    /// Returns `true` if requests can set the priority of restoring objects of the class.
    pub(crate) const fn has_priorities(self) -> bool {
        matches!(self, Self::ColdArchive | Self::DeepColdArchive)
    }

    /// The time restoring an object of the class takes; `None` if the class or the priority does not allow it.
    pub(crate) const fn restoring_takes(self, priority: RestorePriority) -> Option<SignedDuration> {
        use RestorePriority::{Bulk, Expedited, Standard};
        match (self, priority) {
            (Self::Archive, Standard) => Some(SignedDuration::from_mins(1)),
            (Self::ColdArchive, Expedited) => Some(SignedDuration::from_hours(1)),
            (Self::ColdArchive, Standard) => Some(SignedDuration::from_hours(5)),
            (Self::ColdArchive, Bulk) | (Self::DeepColdArchive, Expedited) => Some(SignedDuration::from_hours(12)),
            (Self::DeepColdArchive, Standard) => Some(SignedDuration::from_hours(48)),
            (Self::Archive, Expedited | Bulk)
            | (Self::DeepColdArchive, Bulk)
            | (Self::Standard | Self::InfrequentAccess, _) => None,
        }
    }

    /// The maximum number of days an object of the class can be restored for.
    pub(crate) const fn max_restored_days(self) -> u16 {
        match self {
            Self::Archive => 7,
            Self::ColdArchive | Self::DeepColdArchive => 365,
            Self::Standard | Self::InfrequentAccess => 0,
        }
    }
}

impl Restoration {
    /// Creates a restoration that begins now, is done after `takes`, and then lasts this many days.
    pub fn new(priority: RestorePriority, takes: SignedDuration, days: u16, now: Timestamp) -> Self {
        let done = later(now, takes);
        Self { priority, done, until: later(done, days_long(days)) }
    }

    /// Raises the priority to that of the second restoration: the object is readable no later than before.
    pub fn sooner(self, wanted: Self) -> Self {
        let until = if self.done < wanted.done { self.until } else { wanted.until };
        Self { priority: wanted.priority, done: self.done.min(wanted.done), until }
    }

    /// Extends the restoration to this many days from now on; it never ends earlier than before.
    pub fn extended(self, days: u16, now: Timestamp) -> Self {
        Self { until: self.until.max(later(now, days_long(days))), ..self }
    }
}

fn days_long(days: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

fn later(moment: Timestamp, by: SignedDuration) -> Timestamp {
    moment.saturating_add(by).unwrap_or(Timestamp::MAX)
}

impl fmt::Display for Restoration {
    /// `restored Standard from 2026-11-23T16:06:59Z until 2026-11-24T16:06:59Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "restored {} from {} until {}", self.priority, self.done, self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn a_priority_and_an_extension_take_nothing_away() {
        let slow = Restoration::new(RestorePriority::Standard, SignedDuration::from_hours(5), 1, START);
        let soon = Restoration::new(RestorePriority::Expedited, SignedDuration::from_hours(1), 1, at(3_600));
        assert_eq!(slow.sooner(soon), soon);
        let late = Restoration::new(RestorePriority::Expedited, SignedDuration::from_hours(1), 1, at(5 * 3_600 - 1));
        assert_eq!(slow.sooner(late), Restoration { priority: RestorePriority::Expedited, ..slow });
        assert_eq!(slow.extended(1, START), slow);
        assert_eq!(slow.extended(2, slow.done).until, later(slow.done, days_long(2)));
    }

    #[test]
    fn the_end_of_time_is_no_trouble() {
        let restoration = Restoration::new(RestorePriority::Standard, SignedDuration::MAX, u16::MAX, Timestamp::MAX);
        assert_eq!((restoration.done, restoration.until), (Timestamp::MAX, Timestamp::MAX));
    }
}
