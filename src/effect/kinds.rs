//! The effects of faults: in place of the call, beside it, or on its answer.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Response;

use crate::error::Cause;

/// The effect of a fault on a call.
#[derive(Clone)]
pub(crate) enum FaultEffect {
    /// Answers with an error of OSS in place of the call.
    Error(Cause),
    /// Answers with a response of the test in place of the call.
    Respond(Arc<Response<Bytes>>),
    /// Closes the connection in place of the call.
    Close,
    /// Delays the call.
    Latency(Latency),
    /// Edits the answer.
    Edit(Edit),
    /// Breaks the answer on its way.
    Cut(BodyFault),
}

/// A function that edits an answer.
pub(crate) type Edit = Arc<dyn Fn(&mut Response<Bytes>) + Send + Sync>;

/// The latency of calls: fixed by a [`Duration`], or drawn for each call from a range of durations.
///
/// The fronts wait in real time, unless it is [on the clock](Latency::on_clock) of the fake.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use ossmock::{Operation, Oss, fault::Latency};
///
/// let oss = Oss::new();
/// let seconds = |n| Duration::from_secs(n);
/// let slow = oss.fault(Operation::GetObject).latency(Latency::from(seconds(1)..=seconds(90)).on_clock()).optional();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latency {
    pub(crate) least: Duration,
    pub(crate) most: Duration,
    pub(crate) on_clock: bool,
}

impl Latency {
    /// Advances the clock of the fake before the call is carried out, instead of waiting; the clock stays there after
    /// the fault ends.
    #[must_use]
    pub const fn on_clock(mut self) -> Self {
        self.on_clock = true;
        self
    }

    /// Draws the latency of one call.
    pub(crate) fn draw(self, random: &mut fastrand::Rng) -> Duration {
        let spread = u64::try_from(self.most.saturating_sub(self.least).as_nanos()).unwrap_or(u64::MAX);
        self.least + Duration::from_nanos(random.u64(0..=spread))
    }
}

impl From<Duration> for Latency {
    fn from(latency: Duration) -> Self {
        Self { least: latency, most: latency, on_clock: false }
    }
}

impl From<RangeInclusive<Duration>> for Latency {
    /// # Panics
    ///
    /// If the range is empty.
    #[track_caller]
    fn from(range: RangeInclusive<Duration>) -> Self {
        assert!(!range.is_empty(), "a latency in an empty range cannot be: put the smaller one first");
        let (least, most) = range.into_inner();
        Self { least, most, on_clock: false }
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "latency {:?}", self.least)?;
        if self.most > self.least {
            write!(f, " to {:?}", self.most)?;
        }
        f.write_str(if self.on_clock { " on the fake's clock" } else { "" })
    }
}

/// A way to break an answer in a front: see [`Disruption`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyFault {
    /// Closes the connection, and sends nothing.
    Close,
    /// Sends the head and a part of the body, then resets the connection.
    Reset {
        /// The number of body bytes to send before.
        after: usize,
    },
    /// Announces the whole body and sends a part of it, then closes the connection.
    Truncate {
        /// The number of body bytes to send before.
        after: usize,
    },
    /// Sends the body in pieces, with a pause before each.
    Trickle {
        /// The number of bytes in a piece; at least 1.
        piece: usize,
        /// The pause before each piece.
        pause: Duration,
    },
    /// Sends the head with this `Content-Length`, right or wrong. Body bytes beyond it are not sent; if the body is
    /// shorter, the connection is closed after it.
    ContentLength(u64),
}

impl fmt::Display for BodyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Close => f.write_str("answer lost"),
            Self::Reset { after } => write!(f, "connection reset after {after} bytes of the body"),
            Self::Truncate { after } => write!(f, "body cut off after {after} bytes"),
            Self::Trickle { piece, pause } => write!(f, "body trickled, {piece} bytes every {pause:?}"),
            Self::ContentLength(length) => write!(f, "Content-Length {length}"),
        }
    }
}

/// The effect of faults on the sending of an answer: an extension of the response.
///
/// The fronts of ossmock apply it. A caller of [`Oss::handle`](crate::Oss::handle) gets the response at once and in
/// full, and finds the effect here; so does a front of your own.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use ossmock::fault::{BodyFault, Disruption};
/// use ossmock::{Operation, Oss};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let _lost = oss.fault(Operation::PutBucket).answer_lost();
/// let request = http::Request::put("/").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
/// let response = oss.handle(oss.signer(&acme.credentials()).sign(request.body(bytes::Bytes::new())?));
///
/// let disruption: &Disruption = response.extensions().get().expect("the answer is lost");
/// assert_eq!((disruption.latency(), disruption.body_fault()), (Duration::ZERO, Some(BodyFault::Close)));
/// assert!(oss.bucket("logs").is_some());
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Disruption {
    pub(crate) latency: Duration,
    pub(crate) cut: Option<BodyFault>,
}

impl Disruption {
    /// Returns the time that the answer must wait.
    #[must_use]
    pub const fn latency(&self) -> Duration {
        self.latency
    }

    /// Returns the way to break the answer after that.
    #[must_use]
    pub const fn body_fault(&self) -> Option<BodyFault> {
        self.cut
    }
}

impl fmt::Debug for FaultEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for FaultEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(cause) => write!(f, "{} {}", cause.status(), cause.code()),
            Self::Respond(response) => write!(f, "the test's own {}", response.status().as_u16()),
            Self::Close => f.write_str("connection closed before the call"),
            Self::Latency(latency) => latency.fmt(f),
            Self::Edit(_) => f.write_str("answer edited"),
            Self::Cut(cut) => cut.fmt(f),
        }
    }
}
