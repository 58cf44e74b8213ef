//! What a test does with the fake's time; the time itself stands in the state.

use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};

use super::{Oss, Time};
use crate::wire::text::system_time;

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
/// What does not: the time [`Oss::wait_for`] waits, the time limits of servers, latency that is not on the clock, and the
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

/// Why a clock cannot be where it is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutOfRange(pub &'static str);

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
    /// If the moment is not within the years 1970 to 9999.
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
        if let Err(OutOfRange(problem)) = self.try_set(at) {
            panic!("{problem}");
        }
    }

    pub(crate) fn try_set(self, at: SystemTime) -> Result<(), OutOfRange> {
        let at = Timestamp::try_from(at).ok().filter(|at| *at >= Timestamp::UNIX_EPOCH);
        let at = at.ok_or(OutOfRange("the clock can be set to moments within the years 1970 to 9999"))?;
        self.oss.lock().clock = Time::Frozen(at);
        Ok(())
    }

    /// The same, from a text such as `2026-11-23T16:05:59Z`.
    ///
    /// # Panics
    ///
    /// If the text is no such moment, or not within the years 1970 to 9999.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.clock().set_utc("2026-11-23T16:05:59Z");
    /// ```
    #[track_caller]
    pub fn set_utc(&self, at: &str) {
        let Ok(at) = at.parse::<Timestamp>() else {
            panic!("`{at}` is not a moment: write it like `2026-11-23T16:05:59Z`")
        };
        self.set(system_time(at));
    }

    /// Moves the clock forward; whether it runs or stands does not change.
    ///
    /// # Panics
    ///
    /// If that leads beyond the year 9999.
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
        if let Err(OutOfRange(problem)) = self.try_advance(by) {
            panic!("{problem}");
        }
    }

    pub(crate) fn try_advance(self, by: Duration) -> Result<(), OutOfRange> {
        let mut state = self.oss.lock();
        let by = SignedDuration::try_from(by).ok().filter(|by| state.clock.now().checked_add(*by).is_ok());
        let moved = by.and_then(|by| match state.clock {
            Time::Running { ahead } => ahead.checked_add(by).map(|ahead| Time::Running { ahead }),
            Time::Frozen(at) => at.checked_add(by).ok().map(Time::Frozen),
        });
        state.clock = moved.ok_or(OutOfRange("the clock cannot be moved beyond the year 9999"))?;
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
        state.clock = Time::Frozen(state.clock.now());
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
        self.oss.lock().clock = Time::Running { ahead: SignedDuration::ZERO };
    }
}
