//! Reads request bodies within limits: of length, of time without progress, and of the memory that all hold together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::pace::Pace;
use super::timer::ConnectionTimer;

/// The bytes of a body that need no permit, and the bytes that each permit stands for.
const PIECE: usize = 64 * 1024;

/// The most bytes that are reserved for an announced body.
const RESERVED: usize = 1024 * 1024;

/// The least room for all bodies, for any limit of stored bytes.
const LEAST: u64 = 64 * 1024 * 1024;

/// The room for bodies that are being read or carried out.
#[derive(Debug)]
pub(super) struct BodyRoom {
    pieces: Arc<Semaphore>,
}

/// A body, as far as it was read.
#[derive(Default)]
pub(super) struct IncomingBody {
    pub body: Bytes,
    /// The unread rest, if the body is over the limit.
    pub rest: Option<Incoming>,
    /// The permits for its room, until it is stored or dropped.
    pub held: Option<OwnedSemaphorePermit>,
}

impl BodyRoom {
    /// Creates room for this many bytes.
    pub fn new(bytes: u64) -> Self {
        let pieces = usize::try_from(bytes.max(LEAST) / PIECE as u64).unwrap_or(usize::MAX);
        Self { pieces: Arc::new(Semaphore::new(pieces.min(Semaphore::MAX_PERMITS))) }
    }

    /// Reads a body until it is over the limit. Without room for more it waits; uploads that wait for each other give
    /// up when their time is over.
    pub async fn read(
        &self,
        mut body: Incoming,
        limit: usize,
        timer: &ConnectionTimer,
        time: Duration,
        mut pace: Option<Pace>,
    ) -> Result<IncomingBody, GivenUp> {
        if body.size_hint().lower() > limit as u64 {
            return Ok(IncomingBody { body: Bytes::new(), rest: Some(body), held: None });
        }
        // A vector that grows copies its bytes. Beyond this size it grows by moving pages, and reserved room that is
        // not used is not touched.
        let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
        let mut read = Vec::with_capacity(announced.min(RESERVED));
        let mut held: Option<OwnedSemaphorePermit> = None;
        while !body.is_end_stream()
            && let Some(frame) = timer.within(time, body.frame()).await.ok_or(GivenUp::Client)?
        {
            let Ok(data) = frame.map_err(|_| GivenUp::Client)?.into_data() else { continue };
            let pieces = (read.len() + data.len()) / PIECE;
            let more = pieces.saturating_sub(held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits));
            if more > 0 {
                // Most bodies need no permit, and so no room to wait for one.
                let more = Box::pin(self.room(more, time)).await?;
                match &mut held {
                    Some(held) => held.merge(more),
                    None => held = Some(more),
                }
            }
            if let Some(pace) = &mut pace {
                pace.pass(data.len()).await;
            }
            read.extend_from_slice(&data);
            if read.len() > limit {
                return Ok(IncomingBody { body: read.into(), rest: Some(body), held });
            }
        }
        // A stored body must not keep the spare capacity of a growing vector.
        read.shrink_to_fit();
        Ok(IncomingBody { body: read.into(), rest: None, held })
    }

    async fn room(&self, pieces: usize, time: Duration) -> Result<OwnedSemaphorePermit, GivenUp> {
        let pieces = u32::try_from(pieces).map_err(|_| GivenUp::Client)?;
        let room = timeout(time, self.pieces.clone().acquire_many_owned(pieces)).await;
        // The semaphore is never closed.
        room.map_err(|_| GivenUp::Client)?.map_err(|_| GivenUp::Client)
    }
}

/// The reason a connection is closed without an answer.
#[derive(Debug)]
pub(super) enum GivenUp {
    /// The client went away, or made no progress for too long.
    Client,
    /// A fault asks for it.
    Fault,
}

impl fmt::Display for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Client => "the client did not send the body it announced",
            Self::Fault => "a fault closes the connection",
        })
    }
}

impl std::error::Error for GivenUp {}
