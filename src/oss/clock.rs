//! What a test does with the fake's time; the time itself stands in the state.

use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};

use super::Oss;
use super::timeline::Time;
use super::timeline::system_now;
use crate::wire::text::{parse_moment, system_time};

/// The fake's clock. Signatures, expiries, request ids and dates all follow it; nothing else tells the time.
///
/// It follows the system's clock until it is told otherwise. What follows it:
///
/// | what | how |
/// |---|---|
/// | the date of a signature | `Date` or `x-oss-date` may be 15 minutes off; a V4 signature is for the day of its date |
/// | a presigned URL | it is good up to its expiry |
/// | an STS session | its credentials and its token end at their expiry |
/// | the condition key `acs:CurrentTime` | it is the second of the request |
/// | `Last-Modified`, and when buckets and uploads were made | it is the second of the change; `If-Modified-Since` and its kin compare with it |
/// | an archived object | it is restored after the time of its class, and frozen again after its days |
/// | replication | a change is due [`Builder::replication_delay`](crate::Builder::replication_delay) later |
/// | request ids | they start with the Unix second, in hex |
/// | latency [on the clock](crate::Latency::on_clock) | a call moves the clock forward, and its `Date` and `x-oss-server-time` tell |
/// | `Date` of an answer, the [journal](crate::Record::at), the [ledger](crate::KmsCall::at) of KMS | they have the time of the call |
///
/// # Clients of servers
///
/// Real clients sign by the machine's clock, wherever the fake's is. So a server reads the date of a signature near the
/// machine's clock as the fake's time *at that instant of the machine's*: a request that was just signed is never skewed, a
/// V4 URL that was signed before a move ages by it, and one that is signed after it is fresh. Other dates are read as the
/// fake's time, as by [`Oss::handle`]. `Expires` of V1 and V2 URLs and the `expiration` of a form are moments themselves, and
/// are compared with the fake's clock; the journal says so if the two clocks differ.
///
/// Dates of signatures have whole seconds, so [`set`](Self::set), [`advance`](Self::advance) and
/// [`follow_system`](Self::follow_system) wait for the machine's next second once there is a server. The last 1,000 moves are
/// remembered. With `strict_clock` of their builders servers read dates by the fake's clock alone, and nothing waits.
///
/// What does not follow the clock: the time [`Oss::wait_for`] waits, the time limits of servers, latency that is not on the clock, and the
/// certificates of HTTPS, which clients check by the real one.
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
#[derive(Debug, Clone, Copy)]
pub struct Clock<'a> {
    pub(super) oss: &'a Oss,
}

/// The moments a clock can be set to.
pub(crate) const CLOCK_RANGE: &str =
    "the clock can be set to moments from 1970-01-01T00:00:00Z to 9999-12-30T22:00:00Z";

/// Why a clock cannot be where it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutOfRange(pub &'static str);

impl Oss {
    /// The fake's clock: [`Clock`] tells what follows it.
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

impl Clock<'_> {
    /// What time it is.
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

    /// Sets the clock, and stops it there.
    ///
    /// # Panics
    ///
    /// If the moment is before 1970-01-01T00:00:00Z or after 9999-12-30T22:00:00Z.
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
        self.oss.lock().clock.move_to(Time::Frozen(at));
        Ok(())
    }

    /// The same, from a text such as `2026-11-23T16:05:59Z`.
    ///
    /// # Panics
    ///
    /// If the text is no such moment, or one before 1970-01-01T00:00:00Z or after 9999-12-30T22:00:00Z.
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

    /// Moves the clock forward; whether it runs or stands does not change.
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
    /// let session = oss.account("acme").role("ops").session("deploy").with_lifetime(Duration::from_secs(900));
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

    /// Stops the clock where it is.
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
        self.oss.lock().clock.move_to(Time::SYSTEM);
    }

    /// Waits before a move until it can be told which signatures were made before it: dates of signatures have whole
    /// seconds.
    fn wait_for_the_second(self) {
        if let Some(rest) = self.rest_of_the_second() {
            std::thread::sleep(rest);
        }
    }

    /// How long a move is to wait for the machine's next second; `None` where nobody signs by the machine's clock.
    pub(crate) fn rest_of_the_second(self) -> Option<Duration> {
        let machine = self.oss.shared.has_machine_time.load(Ordering::Relaxed).then(system_now)?;
        // A millisecond more, as timers are not that exact.
        let passed = u64::try_from(machine.subsec_millisecond()).unwrap_or_default();
        Some(Duration::from_millis(1_001 - passed))
    }
}
