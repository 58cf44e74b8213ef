//! What a fault does: in the place of the call, beside it, or to its answer.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::Response;

use crate::error::Cause;

/// What a fault does to a call.
#[derive(Clone)]
pub(crate) enum Effect {
    /// An error of OSS in the place of the call.
    Error(Cause),
    /// An answer of the test's in the place of the call.
    Respond(Arc<Response<Bytes>>),
    /// The connection is closed in the place of the call.
    Close,
    /// The call waits.
    Latency(Latency),
    /// The answer is changed.
    Edit(Edit),
    /// The answer is broken on its way.
    Cut(Cut),
}

/// How an answer is changed.
pub(crate) type Edit = Arc<dyn Fn(&mut Response<Bytes>) + Send + Sync>;

/// How long calls take: from a [`Duration`], or drawn anew for each call from a range of them.
///
/// The fronts wait in real time, unless it is [on the clock](Latency::on_clock) of the fake.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use ossmock::{Latency, Operation, Oss};
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
    /// Nobody waits: the clock of the fake is moved forward before the call is carried out, and stays there when the fault is
    /// gone.
    #[must_use]
    pub const fn on_clock(mut self) -> Self {
        self.on_clock = true;
        self
    }

    /// For one call.
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

/// What a front does to an answer on its way: see [`Disruption`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cut {
    /// The connection is closed, and nothing is sent.
    Close,
    /// Head and so many bytes of the body are sent, then the connection is reset.
    Reset {
        /// Bytes of the body that are sent before.
        after: usize,
    },
    /// The whole body is announced and so many bytes of it are sent, then the connection is closed.
    Truncate {
        /// Bytes of the body that are sent before.
        after: usize,
    },
    /// The body is sent in pieces, with a pause before each.
    Trickle {
        /// Bytes in a piece; at least 1.
        piece: usize,
        /// How long each waits.
        pause: Duration,
    },
    /// The head has this `Content-Length`, whatever the length of the body. What is beyond it is not sent; if it promises more
    /// than there is, the connection is closed behind the body.
    ContentLength(u64),
}

impl fmt::Display for Cut {
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

/// What a front is to do to an answer beside sending it: an extension of a response that a fault has bent.
///
/// The fronts of ossmock do it. Who calls [`Oss::handle`](crate::Oss::handle) gets the response at once and in full, and
/// finds here what would have become of it; so does a front of one's own.
///
/// # Example
///
/// ```
/// use std::time::Duration;
///
/// use ossmock::{Cut, Disruption, Operation, Oss};
///
/// let oss = Oss::new();
/// let acme = oss.account("acme");
/// let _lost = oss.fault(Operation::PutBucket).answer_lost();
/// let request = http::Request::put("/").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
/// let response = oss.handle(oss.signer(&acme.credentials()).sign(request.body(bytes::Bytes::new())?));
///
/// let disruption: &Disruption = response.extensions().get().expect("the answer is lost");
/// assert_eq!((disruption.latency(), disruption.cut()), (Duration::ZERO, Some(Cut::Close)));
/// assert!(oss.get_bucket("logs").is_some());
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Disruption {
    pub(crate) latency: Duration,
    pub(crate) cut: Option<Cut>,
}

impl Disruption {
    /// How long the answer is to wait.
    #[must_use]
    pub const fn latency(&self) -> Duration {
        self.latency
    }

    /// What is to become of it then.
    #[must_use]
    pub const fn cut(&self) -> Option<Cut> {
        self.cut
    }
}

impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Effect {
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
