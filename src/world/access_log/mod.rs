//! The access log of a bucket: the lines that were not written into an object yet.

mod line;

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rpds::RedBlackTreeMapSync;

pub(super) use line::ZONE;
pub use line::{AccessLogError, AccessLogLine};

/// The most lines that wait in a bucket; the oldest are lost, and counted.
const MAX_LINES: usize = 10_000;

/// The most bytes of the lines that wait in a bucket.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The time that the lines of an object are of.
pub(super) const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// The lines of a bucket that wait for their object.
#[derive(Debug, Clone, Default)]
pub(crate) struct WaitingLines {
    /// The texts by hour and number. Persistent: a new line takes the same time however many wait.
    lines: RedBlackTreeMapSync<(Timestamp, u64), Arc<str>>,
    /// The number of lines there ever were.
    seen: u64,
    bytes: usize,
    /// The number of lines that were lost since the last object.
    lost: u64,
}

impl PartialEq for WaitingLines {
    /// Ignores the lines: they are history.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The lines of an hour.
#[derive(Debug)]
pub(super) struct LinesOfHour {
    pub lines: Vec<Arc<str>>,
    /// The number of lines before them that were lost.
    pub lost: u64,
}

impl WaitingLines {
    /// Adds a line. The oldest are lost if there are too many.
    pub fn push(&mut self, line: &AccessLogLine) {
        let text: Arc<str> = line.to_string().into();
        self.bytes += text.len();
        self.lines.insert_mut((hour_of(line.at), self.seen), text);
        self.seen += 1;
        while self.lines.size() > MAX_LINES || self.bytes > MAX_BYTES {
            self.pop();
            self.lose(1);
        }
    }

    /// Counts lines that are lost.
    pub fn lose(&mut self, lines: u64) {
        self.lost = self.lost.saturating_add(lines);
    }

    fn pop(&mut self) -> Option<Arc<str>> {
        let (place, text) = self.lines.first().map(|(place, text)| (*place, text.clone()))?;
        self.lines.remove_mut(&place);
        self.bytes -= text.len();
        Some(text)
    }

    /// The texts of the lines, by hour.
    pub fn texts(&self) -> impl Iterator<Item = &Arc<str>> {
        self.lines.values()
    }

    /// The lines with their places.
    #[cfg(feature = "state")]
    pub fn placed(&self) -> impl Iterator<Item = (&(Timestamp, u64), &Arc<str>)> {
        self.lines.iter()
    }

    #[cfg(feature = "world-file")]
    pub const fn lost(&self) -> u64 {
        self.lost
    }

    /// The beginning of the first hour with lines.
    pub fn first_hour(&self) -> Option<Timestamp> {
        self.lines.first().map(|((hour, _), _)| *hour)
    }

    /// Takes out the lines of the first hour.
    pub(super) fn take_hour(&mut self) -> LinesOfHour {
        let hour = self.first_hour();
        let mut lines = Vec::new();
        while self.first_hour().is_some_and(|first| Some(first) == hour) {
            lines.extend(self.pop());
        }
        LinesOfHour { lines, lost: std::mem::take(&mut self.lost) }
    }
}

/// The full hour that a time is in. The time of China begins its hours with those of UTC.
fn hour_of(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    Timestamp::from_second(second - second.rem_euclid(HOUR.as_secs())).unwrap_or(at)
}

/// The lines of the access log of a bucket that wait for the object of their hour.
///
/// `Display` has one line per request. See [`Bucket::access_log`](crate::Bucket::access_log).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLog {
    lines: Vec<AccessLogLine>,
    lost: u64,
}

impl AccessLog {
    pub(crate) fn of(waiting: &WaitingLines) -> Self {
        Self { lines: waiting.texts().filter_map(|text| text.parse().ok()).collect(), lost: waiting.lost }
    }

    /// The lines, oldest hour first.
    #[must_use]
    pub fn lines(&self) -> &[AccessLogLine] {
        &self.lines
    }

    /// The number of older lines that were lost because too many waited.
    #[must_use]
    pub const fn lost(&self) -> u64 {
        self.lost
    }
}

impl fmt::Display for AccessLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.lost > 0 {
            writeln!(f, "({} older lines are lost)", self.lost)?;
        }
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(second: i64, user_agent: &str) -> AccessLogLine {
        let mut line = AccessLogLine::new(Timestamp::from_second(second).unwrap(), "logs");
        line.user_agent = Some(user_agent.to_owned());
        line
    }

    #[test]
    fn lines_are_taken_by_the_hour() {
        let mut waiting = WaitingLines::default();
        for second in [3_600, 7_199, 7_200, 0, 3_601] {
            waiting.push(&line(second, "a"));
        }
        assert_eq!(waiting.first_hour(), Some(Timestamp::UNIX_EPOCH));
        let lengths: Vec<usize> = (0..4).map(|_| waiting.take_hour().lines.len()).collect();
        assert_eq!((lengths, waiting.bytes, waiting.first_hour()), (vec![1, 3, 1, 0], 0, None));
    }

    #[test]
    fn the_oldest_lines_are_lost_and_counted() {
        let mut waiting = WaitingLines::default();
        for _ in 0..MAX_LINES + 2 {
            waiting.push(&line(0, "a"));
        }
        assert_eq!((waiting.lines.size(), waiting.lost), (MAX_LINES, 2));
        for _ in 0..600 {
            waiting.push(&line(0, &"a".repeat(8 * 1024)));
        }
        assert!(waiting.bytes <= MAX_BYTES && waiting.bytes > MAX_BYTES - 16 * 1024, "{}", waiting.bytes);
        assert_eq!(waiting.lines.size() as u64 + waiting.lost, MAX_LINES as u64 + 602);
        let lost = waiting.lost;
        assert!(AccessLog::of(&waiting).to_string().starts_with(&format!("({lost} older lines are lost)\n")));
        assert_eq!((waiting.take_hour().lost, waiting.lost), (lost, 0));
    }
}
