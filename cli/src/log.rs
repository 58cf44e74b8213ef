//! Writes each call of `ossmock serve`: a line on stderr, and a line of JSON in the journal's file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use ossmock::Record;
use tokio::task::block_in_place;

use super::file::private;
use super::queue::Queue;
use super::stop::Stop;

/// The most lines that may wait to be written, for stderr and for the journal each.
const WAITING_LINES: usize = 1_024;

/// The most lines that are written together.
const LINES_AT_ONCE: usize = 64;

/// The pause after a write, in which lines gather: each write is a system call, and so is waking the thread that writes.
const GATHERING: Duration = Duration::from_millis(5);

/// The time that a call waits for room in the journal's queue, and the end for progress of a writer.
const PATIENCE: Duration = Duration::from_secs(1);

/// The log on stderr. It never waits for its reader: lines without room are dropped and counted.
struct Log {
    lines: Queue<Line>,
    /// The number of lines dropped since the last line that was not.
    dropped: AtomicU64,
}

struct Line {
    /// The number of lines dropped before this one.
    dropped: u64,
    said: Said,
}

/// The content of a line.
enum Said {
    /// A call; its line is made by the thread that writes it.
    Call(Arc<Record>),
    Text(String),
}

impl Line {
    fn write(self, out: &mut impl Write) -> io::Result<()> {
        write_dropped(out, self.dropped)?;
        match self.said {
            Said::Call(record) => write_call(out, &record),
            Said::Text(text) => writeln!(out, "{text}"),
        }
    }
}

impl Log {
    fn start() -> Arc<Self> {
        let log = Arc::new(Self { lines: Queue::new(WAITING_LINES), dropped: AtomicU64::new(0) });
        let written = log.clone();
        thread::spawn(move || {
            let mut text = Vec::new();
            loop {
                let lines = written.lines.take(LINES_AT_ONCE);
                let gathers = lines.len() < LINES_AT_ONCE;
                if lines.is_empty() {
                    break;
                }
                text.clear();
                // A closed stderr needs no line.
                let made = lines.into_iter().try_for_each(|line| line.write(&mut text));
                let _ = made.and_then(|()| io::stderr().write_all(&text));
                if gathers {
                    thread::sleep(GATHERING);
                }
            }
        });
        log
    }

    fn say(&self, said: Said) {
        let dropped = self.dropped.swap(0, Ordering::Relaxed);
        if self.lines.try_push(Line { dropped, said }).is_err() {
            self.dropped.fetch_add(dropped + 1, Ordering::Relaxed);
        }
    }

    /// Writes the remaining lines, unless there is no reader.
    fn end(&self) {
        if self.lines.end(PATIENCE) == 0 {
            let _ = write_dropped(&mut io::stderr(), self.dropped.load(Ordering::Relaxed));
        }
    }
}

fn write_dropped(out: &mut impl Write, dropped: u64) -> io::Result<()> {
    if dropped == 0 {
        return Ok(());
    }
    writeln!(out, "({dropped} lines of the log were dropped here, as it had no reader)")
}

/// The file of `--journal`. A call waits for room in its queue for a limited time; every call that is missing in the
/// file is counted.
struct Journal {
    path: PathBuf,
    lines: Queue<String>,
    lost: AtomicU64,
}

impl Journal {
    fn start(path: &Path, log: &Arc<Log>) -> Result<Arc<Self>, Stop> {
        // It has what requests and answers have: names of buckets and keys, and bodies if they are kept.
        let opened = private().append(true).create(true).open(path);
        let file = opened.map_err(|error| Stop::Problem(format!("{}: {error}", path.display())))?;
        let lost = AtomicU64::new(0);
        let journal = Arc::new(Self { path: path.to_owned(), lines: Queue::new(WAITING_LINES), lost });
        let (written, log) = (journal.clone(), log.clone());
        thread::spawn(move || {
            let mut file = Whole { out: file, torn: false };
            // One by one: those that are not written at the end are counted.
            while let Some(line) = written.lines.take(1).pop() {
                if let Err(error) = file.write_line(&line) {
                    written.lose(&log, &error.to_string());
                }
            }
        });
        Ok(journal)
    }

    fn add(&self, log: &Log, line: String) {
        let Err(line) = self.lines.try_push(line) else { return };
        // Other connections are served meanwhile.
        if block_in_place(|| self.lines.push_within(PATIENCE, line)).is_err() {
            self.lose(log, &format!("{WAITING_LINES} calls have waited to be written for {PATIENCE:?}"));
        }
    }

    /// Counts a lost call; the first one reports the reason.
    fn lose(&self, log: &Log, why: &str) {
        if self.lost.fetch_add(1, Ordering::Relaxed) == 0 {
            log.say(Said::Text(format!("error: the journal {} loses calls: {why}", self.path.display())));
        }
    }

    /// Writes the remaining lines; returns the number of lost calls.
    fn end(&self) -> u64 {
        let left = self.lines.end(PATIENCE) as u64;
        self.lost.fetch_add(left, Ordering::Relaxed) + left
    }
}

/// Writes whole lines: after half a line, the next begins on a line of its own.
struct Whole<W> {
    out: W,
    torn: bool,
}

impl<W: Write> Whole<W> {
    fn write_line(&mut self, line: &str) -> io::Result<()> {
        let text = format!("{}{line}\n", if self.torn { "\n" } else { "" });
        let mut left = text.as_bytes();
        while !left.is_empty() {
            match self.out.write(left) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => {
                    self.torn = written < left.len();
                    left = &left[written..];
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// The log of calls, and the journal's file.
#[derive(Clone)]
pub struct CallLog {
    log: Arc<Log>,
    quiet: bool,
    /// The number of calls with an ignored part; `None` if that is allowed.
    ignored: Option<Arc<AtomicU64>>,
    journal: Option<Arc<Journal>>,
}

impl CallLog {
    /// Starts to write: to stderr unless it is quiet, and to the file if there is one.
    pub fn start(quiet: bool, deny_ignored: bool, journal: Option<&Path>) -> Result<Self, Stop> {
        let log = Log::start();
        let journal = journal.map(|path| Journal::start(path, &log)).transpose()?;
        Ok(Self { log, quiet, ignored: deny_ignored.then(Arc::default), journal })
    }

    /// Adds a line that is not about a call.
    pub fn say(&self, text: String) {
        self.log.say(Said::Text(text));
    }

    pub fn call(&self, record: &Arc<Record>) {
        if !self.quiet {
            self.log.say(Said::Call(record.clone()));
        }
        if let Some(ignored) = self.ignored.as_ref().filter(|_| record.ignored().next().is_some()) {
            ignored.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(journal) = &self.journal {
            journal.add(&self.log, record.to_json());
        }
    }

    /// Writes the remaining lines. Returns `true` if the journal has every call, and no part was ignored that must not
    /// be.
    pub fn end(&self) -> bool {
        let lost = self.journal.as_ref().map_or(0, |journal| {
            let lost = journal.end();
            if lost > 0 {
                let lacks = format!("error: the journal {} lacks {lost} calls", journal.path.display());
                self.log.say(Said::Text(lacks));
            }
            lost
        });
        let ignored = self.ignored.as_ref().map_or(0, |ignored| ignored.load(Ordering::Relaxed));
        if ignored > 0 {
            let ignored =
                format!("error: a part of the request was ignored in {ignored} calls: their lines warn of it");
            self.log.say(Said::Text(ignored));
        }
        self.log.end();
        lost == 0 && ignored == 0
    }
}

/// Writes the line of a call: `2026-11-23T16:05:59.000Z #12 GET /logs/?acl: GetBucketAcl logs acme/ci: 403 AccessDenied (…)`.
fn write_call(out: &mut impl Write, record: &Record) -> io::Result<()> {
    // The fake's time, which the decision used.
    let at = Timestamp::try_from(record.at()).unwrap_or_default();
    let mut line = format!("{at:.3} #{} {} {}: {record:#}", record.number(), record.method(), record.target());
    if let Some(message) = record.message().filter(|message| !line.contains(*message)) {
        line.push_str("; ");
        line.push_str(message);
    }
    // Text of a client must not look like a line of its own.
    if line.contains(char::is_control) {
        line = line.replace(char::is_control, " ");
    }
    writeln!(out, "{line}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes this many bytes, then has no room once, then writes all.
    struct Full(usize, Vec<u8>);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let room = std::mem::replace(&mut self.0, usize::MAX).min(bytes.len());
            if room == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            if room < bytes.len() {
                self.0 = 0;
            }
            self.1.extend_from_slice(&bytes[..room]);
            Ok(room)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn half_a_line_does_not_spoil_the_next() {
        let mut file = Whole { out: Full(3, Vec::new()), torn: false };
        assert_eq!(file.write_line("first").map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull));
        file.write_line("second").expect("there is room");
        file.write_line("third").expect("there is room");
        assert_eq!(file.out.1, b"fir\nsecond\nthird\n");
    }
}
