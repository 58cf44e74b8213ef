//! Response bodies that are sent piece by piece, and broken if a fault asks for it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::Response;
use http::header::{CONTENT_LENGTH, HeaderValue, TRANSFER_ENCODING};
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

use super::pace::Pace;
use crate::effect::BodyFault;

/// The largest piece of a body that is sent at once.
pub(super) const PIECE: usize = 64 * 1024;

/// The time for sent bytes to leave before their connection is broken off: the end may overtake them.
const FLUSH: Duration = Duration::from_millis(50);

/// A response body that is sent piece by piece: a slow reader holds only one piece.
pub(super) struct ResponseBody {
    left: Bytes,
    /// The number of bytes to send at once.
    piece: usize,
    /// The pause before each piece.
    pause: Duration,
    waits: Option<Pin<Box<Sleep>>>,
    /// `true` if the length in the head is not that of the body.
    lies: bool,
    /// The flag to set after the rest is sent, if the connection is to be reset.
    reset: Option<Arc<AtomicBool>>,
    /// `true` if the body fails after the rest is sent: a regular end would make it look complete.
    fails: bool,
    /// The pace of a body with a traffic limit.
    pace: Option<Pace>,
}

/// The error of a response body that a fault broke off.
#[derive(Debug)]
pub(super) struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a fault breaks the answer off")
    }
}

impl std::error::Error for Broken {}

impl ResponseBody {
    /// Creates the whole body.
    pub const fn of(body: Bytes) -> Self {
        let (waits, reset, pace) = (None, None, None);
        Self { left: body, piece: PIECE, pause: Duration::ZERO, waits, lies: false, reset, fails: false, pace }
    }

    /// Creates the whole body, no faster than this pace.
    pub fn paced(body: Bytes, pace: Pace) -> Self {
        Self { piece: pace.piece(PIECE), pace: Some(pace), ..Self::of(body) }
    }

    /// Returns the response with the rest of the body that this fault leaves. It sets `reset` when the connection is to
    /// be reset.
    pub fn cut(mut response: Response<Bytes>, cut: BodyFault, reset: &Arc<AtomicBool>) -> Response<Self> {
        if let BodyFault::ContentLength(length) = cut {
            response.headers_mut().remove(TRANSFER_ENCODING);
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        let in_chunks = response.headers().contains_key(TRANSFER_ENCODING);
        response.map(|body| {
            let whole = Self::of(body);
            let first = |after: usize| whole.left.slice(..after.min(whole.left.len()));
            match cut {
                BodyFault::Reset { after } => {
                    Self { left: first(after), lies: true, fails: true, reset: Some(reset.clone()), ..whole }
                }
                BodyFault::Truncate { after } => Self { left: first(after), lies: true, fails: in_chunks, ..whole },
                BodyFault::Trickle { piece, pause } => Self { piece: piece.max(1), pause, ..whole },
                BodyFault::ContentLength(_) => Self { lies: true, ..whole },
                BodyFault::Close => whole,
            }
        })
    }

    /// Waits once for this time.
    fn poll_wait(&mut self, pause: Duration, cx: &mut Context<'_>) -> Poll<()> {
        if pause.is_zero() {
            return Poll::Ready(());
        }
        ready!(self.waits.get_or_insert_with(|| Box::pin(sleep(pause))).as_mut().poll(cx));
        self.waits = None;
        Poll::Ready(())
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = Broken;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Broken>>> {
        if self.left.is_empty() {
            if !self.lies {
                return Poll::Ready(None);
            }
            // hyper sends what it has while it waits, and drops it after the body has failed.
            ready!(self.poll_wait(FLUSH, cx));
            if let Some(reset) = self.reset.take() {
                reset.store(true, Ordering::Release);
            }
            return Poll::Ready(self.fails.then_some(Err(Broken)));
        }
        let (piece, pause) = (self.left.len().min(self.piece), self.pause);
        ready!(match &mut self.pace {
            Some(pace) => pace.poll_pass(piece, cx),
            None => self.poll_wait(pause, cx),
        });
        Poll::Ready(Some(Ok(Frame::data(self.left.split_to(piece)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty() && !self.lies
    }

    fn size_hint(&self) -> SizeHint {
        // hyper uses the length in the head if the body gives none.
        if self.lies { SizeHint::default() } else { SizeHint::with_exact(self.left.len() as u64) }
    }
}
