//! Reads and discards the rest of a body after its request was answered.
//!
//! A connection that is closed while bytes arrive is reset, and most clients then report a broken connection instead of
//! the answer.

use std::time::Duration;

use bytes::Bytes;
use http::header::EXPECT;
use http::request::Parts;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use tokio::time::timeout;

use crate::wire::is_bodiless;

/// The most time without progress for a body that may never arrive.
const UNCERTAIN: Duration = Duration::from_secs(1);

/// The most bytes of a body that are discarded, and the most time for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct DiscardLimits {
    pub bytes: u64,
    pub time: Duration,
}

/// The rest of a body that the server does not need.
pub(super) struct Unread {
    body: Incoming,
    /// The most time without progress.
    idle: Duration,
    limits: DiscardLimits,
    /// `true` if the body may never arrive: the client waits for `100 Continue`, or announced a body for a download.
    uncertain: bool,
}

/// The body that a head announces.
#[derive(Debug, Clone, Copy)]
pub(super) struct Announced {
    /// `true` if the method has none, whatever the head says.
    pub bodiless: bool,
    /// `true` if the client waits for `100 Continue`.
    asks: bool,
}

impl Announced {
    pub fn by(head: &Parts) -> Self {
        let asks = head.headers.get(EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
        Self { bodiless: is_bodiless(&head.method), asks }
    }
}

impl Unread {
    /// Returns the rest of the body of a request; `None` if the body has ended.
    pub fn of(announced: Announced, body: Incoming, idle: Duration, limits: DiscardLimits) -> Option<Self> {
        let uncertain = announced.asks || announced.bodiless;
        let idle = if uncertain { idle.min(UNCERTAIN) } else { idle };
        (!body.is_end_stream()).then_some(Self { body, idle, limits, uncertain })
    }

    /// Returns `true` if the connection can be used again: the end of the body is known and within the limits.
    pub fn ends(&self) -> bool {
        !self.uncertain && self.body.size_hint().upper().is_some_and(|length| length <= self.limits.bytes)
    }

    /// Reads to the end of the body or to the limits, in a task of its own.
    pub fn discard(self) {
        let Self { mut body, idle, limits, .. } = self;
        tokio::spawn(timeout(limits.time, async move {
            let mut read = 0;
            while read <= limits.bytes
                && let Ok(Some(Ok(frame))) = timeout(idle, body.frame()).await
            {
                read += frame.data_ref().map_or(0, Bytes::len) as u64;
            }
        }));
    }
}
