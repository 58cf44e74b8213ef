//! The time of the fake and its history, which converts an instant of the machine's clock to the fake's time.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};

use crate::wire::AnswerTime;

/// The most moves remembered. Before the oldest one, the clock counts as unmoved.
const MAX_MOVES: usize = 1_000;

/// Returns the time of the machine's clock.
#[expect(clippy::disallowed_methods, reason = "the one place where the system's clock is read")]
pub(crate) fn system_now() -> Timestamp {
    Timestamp::try_from(SystemTime::now()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Returns a time in whole seconds: OSS keeps and shows no more.
pub(crate) fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// The course of the clock of the fake.
#[derive(Debug, Clone, Copy)]
pub(super) enum Time {
    /// As the machine's clock, plus this duration.
    Running {
        ahead: SignedDuration,
    },
    Frozen(Timestamp),
}

impl Time {
    pub const SYSTEM: Self = Self::Running { ahead: SignedDuration::ZERO };

    /// The time of the fake at an instant of the machine's clock.
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

    pub const fn is_frozen(self) -> bool {
        matches!(self, Self::Frozen(_))
    }

    /// Returns the time moved forward; `None` beyond the last possible time.
    pub fn advanced(self, by: SignedDuration) -> Option<Self> {
        self.now().checked_add(by).ok()?;
        match self {
            Self::Running { ahead } => ahead.checked_add(by).map(|ahead| Self::Running { ahead }),
            Self::Frozen(at) => at.checked_add(by).ok().map(Self::Frozen),
        }
    }
}

/// The clock of the fake: its current course, and its earlier ones.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    /// The time the fake was created, by the machine's clock.
    since: Timestamp,
    current: Time,
    /// The courses and the instants of the machine's clock at which they began, oldest first; never empty. Dates of signatures
    /// have whole seconds, so a move counts from the beginning of its second.
    moves: VecDeque<(Timestamp, Time)>,
    /// The time of the last answer.
    answered: AnswerTime,
}

impl Timeline {
    pub fn new() -> Self {
        Self::since(whole_second(system_now()))
    }

    fn since(since: Timestamp) -> Self {
        let moves = VecDeque::from([(since, Time::SYSTEM)]);
        Self { since, current: Time::SYSTEM, moves, answered: AnswerTime::new(since) }
    }

    /// The current course.
    pub const fn current(&self) -> Time {
        self.current
    }

    pub fn now(&self) -> Timestamp {
        self.current.now()
    }

    /// The time now, for an answer.
    pub fn answer_time(&mut self) -> AnswerTime {
        self.answered = self.answered.later(self.now());
        self.answered.clone()
    }

    /// The time the fake was created, by the machine's clock.
    pub const fn created(&self) -> Timestamp {
        self.since
    }

    /// Changes the course from now on.
    pub fn move_to(&mut self, time: Time) {
        let second = whole_second(system_now());
        self.move_from(second, time);
    }

    fn move_from(&mut self, second: Timestamp, time: Time) {
        self.current = time;
        match self.moves.back_mut() {
            // The clock of the machine may have been set back.
            Some((from, last)) if *from >= second => *last = time,
            _ => self.moves.push_back((second, time)),
        }
        if self.moves.len() > MAX_MOVES {
            self.moves.pop_front();
        }
    }

    /// Moves forward as far as possible.
    pub fn advance(&mut self, by: Duration) {
        let moved = SignedDuration::try_from(by).ok().and_then(|by| self.current.advanced(by));
        self.move_to(moved.unwrap_or(Time::Frozen(Timestamp::MAX)));
    }

    /// The time of the fake when a client read this date from the machine's clock. `None` if it cannot have done so: the date
    /// is more than `ahead`, the tolerance for clocks of clients, after the machine's instant, or before the creation of the
    /// fake.
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

    /// A timeline created at second 0 of the machine.
    fn timeline() -> Timeline {
        Timeline::since(at(0))
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
