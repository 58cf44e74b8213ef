//! Reads and discards what a client still sends after its request was answered.
//!
//! A connection that is closed while bytes are on their way is reset, and most clients then report a broken connection
//! instead of the answer that came before.

use std::time::Duration;

use bytes::Bytes;
use http::header::EXPECT;
use http::request::Parts;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use tokio::time::timeout;

use crate::wire::is_bodiless;

/// How long a body may take to come that may never do so.
const UNCERTAIN: Duration = Duration::from_secs(1);

/// How much of a body is discarded, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct DiscardLimits {
    pub bytes: u64,
    pub time: Duration,
}

/// The rest of a body that is not wanted.
pub(super) struct Unread {
    body: Incoming,
    /// How long it may make no progress.
    idle: Duration,
    limits: DiscardLimits,
    /// Whether it may never come: the client waits to be asked for it, or announced one for a download.
    uncertain: bool,
}

impl Unread {
    /// The rest of the body of a request, unless it has ended.
    pub fn of(head: &Parts, body: Incoming, idle: Duration, limits: DiscardLimits) -> Option<Self> {
        let asks = head.headers.get(EXPECT).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"100-continue"));
        let uncertain = asks || is_bodiless(&head.method);
        let idle = if uncertain { idle.min(UNCERTAIN) } else { idle };
        (!body.is_end_stream()).then_some(Self { body, idle, limits, uncertain })
    }

    /// Returns `true` if the connection can be used again afterwards: the end of the body is known and within the limits.
    pub fn ends(&self) -> bool {
        !self.uncertain && self.body.size_hint().upper().is_some_and(|length| length <= self.limits.bytes)
    }

    /// Reads to the end of the body or of the limits, beside the answer.
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
