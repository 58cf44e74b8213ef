//! Bodies that travel no faster than `x-oss-traffic-limit`, in real time.

use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep, sleep_until};

use crate::op::TrafficLimit;

/// The present of the runtime, which its timers use.
pub(super) fn now() -> Instant {
    sleep(Duration::ZERO).deadline()
}

/// The pace of one body under way. Every byte has its time, counted from the start, so that a late client may catch up.
pub(super) struct Pace {
    limit: TrafficLimit,
    started: Instant,
    passed: u64,
    waits: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    /// Creates the pace of a body that starts now.
    pub fn new(limit: TrafficLimit) -> Self {
        Self { limit, started: now(), passed: 0, waits: None }
    }

    /// The number of bytes to send at once: those of a tenth of a second, and at most `most`.
    pub fn piece(&self, most: usize) -> usize {
        usize::try_from(self.limit.bytes_per_second() / 10).unwrap_or(usize::MAX).clamp(1, most)
    }

    /// Waits until this many more bytes may have arrived. Until it is ready, it must be polled for the same bytes.
    pub fn poll_pass(&mut self, bytes: usize, cx: &mut Context<'_>) -> Poll<()> {
        let passed = self.passed.saturating_add(bytes as u64);
        let due = self.started + self.limit.time(passed);
        ready!(self.waits.get_or_insert_with(|| Box::pin(sleep_until(due))).as_mut().poll(cx));
        (self.waits, self.passed) = (None, passed);
        Poll::Ready(())
    }

    /// Waits until this many more bytes may have arrived.
    pub async fn pass(&mut self, bytes: usize) {
        poll_fn(|cx| self.poll_pass(bytes, cx)).await;
    }
}
