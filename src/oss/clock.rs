//! The handle with which a test controls the clock of a fake; the time itself is in the state.

use std::fmt;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};

use super::Oss;
use super::timeline::Time;
use super::timeline::system_now;
use crate::wire::text::{parse_moment, system_time};

/// The clock of a fake. Signatures, expiries, request ids and dates all follow it, and no other clock.
///
/// It follows the system's clock until it is set. It determines:
///
/// | subject | effect |
/// |---|---|
/// | the date of a signature | `Date` or `x-oss-date` may be 15 minutes off; a V4 signature is for the day of its date |
/// | a presigned URL | it is valid until its expiry |
/// | an STS session | its credentials and its token end at their expiry |
/// | the condition key `acs:CurrentTime` | it is the second of the request |
/// | `Last-Modified`, and the creation time of buckets and uploads | it is the second of the change; `If-Modified-Since` and similar headers compare with it |
/// | an archived object | it is restored after the time of its class, and frozen again after its days |
/// | replication | a change is due [`Builder::replication_delay`](crate::Builder::replication_delay) later |
/// | lifecycle rules | they act at runs at 00:00 UTC, in [`Oss::run_due`](crate::Oss::run_due) |
/// | request ids | they start with the Unix second, in hex |
/// | latency [on the clock](crate::fault::Latency::on_clock) | a call moves the clock forward, as its `Date` and `x-oss-server-time` show |
/// | `Date` of an answer, the [journal](crate::Record::at), the [ledger](crate::kms::KmsCall::at) of KMS | they have the time of the call |
///
/// # Clients of servers
///
/// Real clients sign by the machine's clock, wherever the clock of the fake is. So a server converts the date of a signature
/// near the machine's clock to the time of the fake *at that instant of the machine*: a request that was just signed is never
/// skewed, a V4 URL signed before a move ages by it, and one signed after it is fresh. Other dates are read as times of the
/// fake, as in [`Oss::handle`]. `Expires` of V1 and V2 URLs and the `expiration` of a form are points in time, and are compared
/// with the clock of the fake; the journal notes it if the two clocks differ.
///
/// Dates of signatures have whole seconds, so [`set`](Self::set), [`advance`](Self::advance) and
/// [`follow_system`](Self::follow_system) wait for the machine's next second once there is a server. The last 1,000 moves are
/// remembered. With `strict_clock` of their builders, servers read dates by the clock of the fake alone, and no move waits.
///
/// These do not follow the clock: the timeout of [`Oss::wait_for`], the time limits of servers, latency that is not on the
/// clock, and the certificates of HTTPS, which clients check by the real time.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// let oss = ossmock::Oss::new();
/// oss.clock().set_utc("2026-11-23T16:05:59Z");
/// let before = oss.clock().now();
/// oss.clock().advance(Duration::from_secs(60));
/// assert_eq!(oss.clock().now(), before + Duration::from_secs(60));
/// ```
#[derive(Clone, Copy)]
pub struct Clock<'a> {
    pub(super) oss: &'a Oss,
}

/// The range of times a clock can be set to, for messages.
pub(crate) const CLOCK_RANGE: &str =
    "the clock can be set to moments from 1970-01-01T00:00:00Z to 9999-12-30T22:00:00Z";

/// The reason a clock cannot be moved to a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutOfRange(pub &'static str);

impl Oss {
    /// The clock of the fake; [`Clock`] lists what follows it.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.clock().set_utc("2026-11-23T16:05:59Z");
    /// ```
    #[must_use]
    pub const fn clock(&self) -> Clock<'_> {
        Clock { oss: self }
    }
}

impl fmt::Debug for Clock<'_> {
    /// Writes the time, and if the clock stands still: `Clock { now: 2026-11-23T16:05:59Z, stopped: true }`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.oss.lock().clock.current();
        f.debug_struct("Clock").field("now", &time.now()).field("stopped", &time.is_frozen()).finish()
    }
}

impl Clock<'_> {
    /// The current time.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// assert!(oss.clock().now() <= std::time::SystemTime::now());
    /// ```
    #[must_use]
    pub fn now(&self) -> SystemTime {
        system_time(self.oss.now())
    }

    /// Returns `true` if the clock stands still, and `false` if it runs with the system's.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// assert!(!oss.clock().is_stopped());
    /// oss.clock().set_utc("2026-11-23T16:05:59Z");
    /// assert!(oss.clock().is_stopped());
    /// ```
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.oss.lock().clock.current().is_frozen()
    }

    /// Sets the clock, and stops it there.
    ///
    /// # Panics
    ///
    /// If the time is before 1970-01-01T00:00:00Z or after 9999-12-30T22:00:00Z.
    ///
    /// # Example
    ///
    /// ```
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let oss = ossmock::Oss::new();
    /// let moment = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    /// oss.clock().set(moment);
    /// assert_eq!(oss.clock().now(), moment);
    /// ```
    #[track_caller]
    pub fn set(&self, at: SystemTime) {
        self.wait_for_the_second();
        if let Err(OutOfRange(problem)) = self.try_set(at) {
            panic!("{problem}");
        }
    }

    pub(crate) fn try_set(self, at: SystemTime) -> Result<(), OutOfRange> {
        let at = Timestamp::try_from(at).ok().filter(|at| *at >= Timestamp::UNIX_EPOCH);
        let at = at.ok_or(OutOfRange(CLOCK_RANGE))?;
        self.move_to(Time::Frozen(at));
        Ok(())
    }

    /// Moves the clock, maybe back: what was done by the clock later than that is then due again.
    fn move_to(self, time: Time) {
        let mut state = self.oss.lock();
        let before = state.clock.now();
        state.clock.move_to(time);
        let now = state.clock.now();
        if now < before {
            state.world.go_back(now);
        }
    }

    /// Sets the clock from a text such as `2026-11-23T16:05:59Z`, and stops it there.
    ///
    /// # Panics
    ///
    /// If the text is not such a time, or the time is before 1970-01-01T00:00:00Z or after 9999-12-30T22:00:00Z.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.clock().set_utc("2026-11-23T16:05:59Z");
    /// ```
    #[track_caller]
    pub fn set_utc(&self, at: &str) {
        match parse_moment(at) {
            Ok(at) => self.set(system_time(at)),
            Err(problem) => panic!("{problem}"),
        }
    }

    /// Moves the clock forward; a stopped clock remains stopped.
    ///
    /// If a server serves the fake, it waits for the next second of the machine's clock first, so that signatures from
    /// before and after the move have different dates.
    ///
    /// # Panics
    ///
    /// If that leads beyond 9999-12-30T22:00:00Z.
    ///
    /// # Example: a session ends
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let oss = ossmock::Oss::new();
    /// let session = oss.create_account("acme").create_role("ops").create_session("deploy").set_lifetime(Duration::from_secs(900));
    /// oss.clock().advance(Duration::from_secs(901));
    /// assert!(session.expires() < oss.clock().now());
    /// ```
    #[track_caller]
    pub fn advance(&self, by: Duration) {
        self.wait_for_the_second();
        if let Err(OutOfRange(problem)) = self.try_advance(by) {
            panic!("{problem}");
        }
    }

    pub(crate) fn try_advance(self, by: Duration) -> Result<(), OutOfRange> {
        let mut state = self.oss.lock();
        let moved = SignedDuration::try_from(by).ok().and_then(|by| state.clock.current().advanced(by));
        state.clock.move_to(moved.ok_or(OutOfRange("the clock cannot be moved beyond 9999-12-30T22:00:00Z"))?);
        Ok(())
    }

    /// Stops the clock at its current time.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.clock().freeze();
    /// assert_eq!(oss.clock().now(), oss.clock().now());
    /// ```
    pub fn freeze(&self) {
        let mut state = self.oss.lock();
        let now = state.clock.now();
        state.clock.move_to(Time::Frozen(now));
    }

    /// Follows the system's clock again.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.clock().set_utc("2000-01-01T00:00:00Z");
    /// oss.clock().follow_system();
    /// assert!(oss.clock().now() > std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000));
    /// ```
    pub fn follow_system(&self) {
        self.wait_for_the_second();
        self.move_to(Time::SYSTEM);
    }

    /// Follows the machine's clock again, for a caller that has waited for the next second.
    #[cfg(feature = "control")]
    pub(crate) fn follow_system_now(self) {
        self.move_to(Time::SYSTEM);
    }

    /// Waits before a move, so that later signatures differ from earlier ones: dates of signatures have whole seconds.
    fn wait_for_the_second(self) {
        if let Some(rest) = self.rest_of_the_second() {
            std::thread::sleep(rest);
        }
    }

    /// Returns the wait before a move until the machine's next second; `None` if no client signs by the machine's clock.
    pub(crate) fn rest_of_the_second(self) -> Option<Duration> {
        let machine = self.oss.shared.has_machine_time.load(Ordering::Relaxed).then(system_now)?;
        // One millisecond more, as timers may end too early.
        let passed = u64::try_from(machine.subsec_millisecond()).unwrap_or_default();
        Some(Duration::from_millis(1_001 - passed))
    }
}
