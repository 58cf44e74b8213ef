//! The fake's time, with the history of its moves: what time it was in the fake at an instant of the machine's clock.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};

/// How many moves are remembered. Before the oldest of them the clock counts as if it had always been there.
const MAX_MOVES: usize = 1_000;

/// Returns the time of the machine's clock.
#[expect(clippy::disallowed_methods, reason = "the one place where the system's clock is read")]
pub(crate) fn system_now() -> Timestamp {
    Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Returns a moment to the second: OSS keeps and shows no more.
pub(crate) fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// How the fake's clock goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Time {
    /// As the machine's clock, so much ahead.
    Running {
        ahead: SignedDuration,
    },
    Frozen(Timestamp),
}

impl Time {
    pub const SYSTEM: Self = Self::Running { ahead: SignedDuration::ZERO };

    /// The fake's time at an instant of the machine's clock.
    fn at(self, instant: Timestamp) -> Timestamp {
        match self {
            Self::Running { ahead } => instant.saturating_add(ahead).unwrap_or(Timestamp::MAX),
            Self::Frozen(at) => at,
        }
    }

    pub fn now(self) -> Timestamp {
        match self {
            Self::Running { .. } => self.at(system_now()),
            Self::Frozen(at) => at,
        }
    }

    /// The same, moved forward; `None` beyond the last moment there is.
    pub fn advanced(self, by: SignedDuration) -> Option<Self> {
        self.now().checked_add(by).ok()?;
        match self {
            Self::Running { ahead } => ahead.checked_add(by).map(|ahead| Self::Running { ahead }),
            Self::Frozen(at) => at.checked_add(by).ok().map(Self::Frozen),
        }
    }
}

/// The fake's clock: how it goes, and how it went before.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    /// When the fake was made, by the machine's clock.
    since: Timestamp,
    current: Time,
    /// How it went from which instant of the machine's clock on, oldest first; never empty. Dates of signatures have whole
    /// seconds, so a move counts from the beginning of its second.
    moves: VecDeque<(Timestamp, Time)>,
}

impl Timeline {
    pub fn new() -> Self {
        let since = whole_second(system_now());
        Self { since, current: Time::SYSTEM, moves: VecDeque::from([(since, Time::SYSTEM)]) }
    }

    /// How it goes now.
    pub const fn current(&self) -> Time {
        self.current
    }

    pub fn now(&self) -> Timestamp {
        self.current.now()
    }

    /// When the fake was made, by the machine's clock.
    pub const fn since(&self) -> Timestamp {
        self.since
    }

    /// From now on it goes like this.
    pub fn move_to(&mut self, time: Time) {
        let second = whole_second(system_now());
        self.move_from(second, time);
    }

    fn move_from(&mut self, second: Timestamp, time: Time) {
        self.current = time;
        match self.moves.back_mut() {
            // The machine's own clock may have been put back.
            Some((from, last)) if *from >= second => *last = time,
            _ => self.moves.push_back((second, time)),
        }
        if self.moves.len() > MAX_MOVES {
            self.moves.pop_front();
        }
    }

    /// Moves forward as far as clocks go.
    pub fn advance(&mut self, by: Duration) {
        let moved = SignedDuration::try_from(by).ok().and_then(|by| self.current.advanced(by));
        self.move_to(moved.unwrap_or(Time::Frozen(Timestamp::MAX)));
    }

    /// The fake's time when a client read this date from the machine's clock. `None` if it cannot have done so: the date is
    /// further `ahead` of the machine's instant than clocks of clients are, or more than that before the fake was made.
    pub fn when_signed(&self, date: Timestamp, machine: Timestamp, ahead: SignedDuration) -> Option<Timestamp> {
        let near = date.duration_since(machine) <= ahead && self.since.duration_since(date) <= ahead;
        near.then(|| {
            let then = self.moves.iter().rev().find(|(from, _)| *from <= date).or(self.moves.front());
            then.map_or(date, |(_, time)| time.at(date))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: SignedDuration = SignedDuration::from_mins(1);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn running(ahead: i64) -> Time {
        Time::Running { ahead: SignedDuration::from_secs(ahead) }
    }

    /// Made at second 0 of the machine.
    fn timeline() -> Timeline {
        Timeline { since: at(0), current: Time::SYSTEM, moves: VecDeque::from([(at(0), Time::SYSTEM)]) }
    }

    #[test]
    fn a_date_is_read_as_the_time_of_the_fake_at_that_instant() {
        let mut timeline = timeline();
        timeline.move_from(at(10), running(3_600));
        timeline.move_from(at(20), Time::Frozen(at(-5_000)));
        timeline.move_from(at(30), running(-100));
        for (date, expected) in
            [(0, 0), (9, 9), (10, 3_610), (19, 3_619), (20, -5_000), (29, -5_000), (30, -70), (40, -60)]
        {
            assert_eq!(timeline.when_signed(at(date), at(40), MINUTE), Some(at(expected)), "{date}");
        }
        assert_eq!(timeline.when_signed(at(-30), at(40), MINUTE), Some(at(-30)), "a client whose clock is slow");
    }

    #[test]
    fn a_date_that_no_client_reads_from_the_machines_clock_is_not_read_so() {
        let timeline = timeline();
        for (date, is_near) in [(-61, false), (-60, true), (100, true), (160, true), (161, false)] {
            assert_eq!(timeline.when_signed(at(date), at(100), MINUTE).is_some(), is_near, "{date}");
        }
    }

    #[test]
    fn of_the_moves_in_one_second_the_last_counts() {
        let mut timeline = timeline();
        timeline.move_from(at(10), running(100));
        timeline.move_from(at(10), running(200));
        timeline.move_from(at(9), running(300));
        assert_eq!(timeline.moves.len(), 2);
        assert_eq!(timeline.when_signed(at(10), at(10), MINUTE), Some(at(310)));
    }

    #[test]
    fn only_the_newest_moves_are_remembered() {
        let mut timeline = timeline();
        for second in 1..=2_000 {
            timeline.move_from(at(second), running(second));
        }
        assert_eq!(timeline.moves.len(), MAX_MOVES);
        assert_eq!(timeline.when_signed(at(2_000), at(2_000), MINUTE), Some(at(4_000)));
        assert_eq!(
            timeline.when_signed(at(1), at(2_000), MINUTE),
            Some(at(1_002)),
            "as after the oldest that is known"
        );
    }
}
