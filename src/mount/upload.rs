//! Bodies on their way in: how long one may be, how long it may stand still, and how much all may hold together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::pace::Pace;

/// How much of a body is read for free, and how much more each permit is for.
const PIECE: usize = 64 * 1024;

/// How much is reserved for a body because its length was announced.
const RESERVED: usize = 1024 * 1024;

/// How much all bodies may always hold, however little a fake may store.
const LEAST: u64 = 64 * 1024 * 1024;

/// The room for bodies that are being read or carried out.
#[derive(Debug)]
pub(super) struct Uploads {
    pieces: Arc<Semaphore>,
}

/// A body, as far as it was read.
#[derive(Default)]
pub(super) struct Upload {
    pub body: Bytes,
    /// What is left of it, if it is over the limit.
    pub rest: Option<Incoming>,
    /// Its room, until it is stored or dropped.
    pub held: Option<OwnedSemaphorePermit>,
}

impl Uploads {
    /// Room for so many bytes.
    pub fn new(bytes: u64) -> Self {
        let pieces = usize::try_from(bytes.max(LEAST) / PIECE as u64).unwrap_or(usize::MAX);
        Self { pieces: Arc::new(Semaphore::new(pieces.min(Semaphore::MAX_PERMITS))) }
    }

    /// Reads a body until it is over the limit. Where there is no room for more, it stands still; uploads that wait for each
    /// other give up when their time is over.
    pub async fn read(
        &self,
        mut body: Incoming,
        limit: usize,
        time: Duration,
        mut pace: Option<Pace>,
    ) -> Result<Upload, GivenUp> {
        if body.size_hint().lower() > limit as u64 {
            return Ok(Upload { body: Bytes::new(), rest: Some(body), held: None });
        }
        // A vector that grows copies what it has. Beyond this it grows by moving pages, and room that is only announced is
        // not touched.
        let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
        let mut read = Vec::with_capacity(announced.min(RESERVED));
        let mut held: Option<OwnedSemaphorePermit> = None;
        while let Some(frame) = timeout(time, body.frame()).await.map_err(|_| GivenUp::Client)? {
            let Ok(data) = frame.map_err(|_| GivenUp::Client)?.into_data() else { continue };
            let pieces = (read.len() + data.len()) / PIECE;
            let more = pieces.saturating_sub(held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits));
            if more > 0 {
                let more = self.room(more, time).await?;
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
                return Ok(Upload { body: read.into(), rest: Some(body), held });
            }
        }
        // What is stored must not keep the room that a growing body has to spare.
        read.shrink_to_fit();
        Ok(Upload { body: read.into(), rest: None, held })
    }

    async fn room(&self, pieces: usize, time: Duration) -> Result<OwnedSemaphorePermit, GivenUp> {
        let pieces = u32::try_from(pieces).map_err(|_| GivenUp::Client)?;
        let room = timeout(time, self.pieces.clone().acquire_many_owned(pieces)).await;
        // It is never closed.
        room.map_err(|_| GivenUp::Client)?.map_err(|_| GivenUp::Client)
    }
}

/// Why a connection is closed without an answer.
#[derive(Debug)]
pub(super) enum GivenUp {
    /// The client went away, or let a body stand too long.
    Client,
    /// A fault wants it.
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
