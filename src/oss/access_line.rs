//! The line of a request in the access log of its bucket, while the request is in progress.

use bytes::Bytes;
use http::header::{REFERER, USER_AGENT};

use super::found::{Arrival, Lookup};
use super::state::State;
use crate::journal::kept;
use crate::wire::Call;
use crate::world::{AccessLogLine, World};

/// The line of a request that is in progress; `None` if its bucket had no logging when the request came.
#[derive(Default)]
pub(super) struct AccessLine(Option<Box<AccessLogLine>>);

impl AccessLine {
    /// Begins the line of a request with what only its head has.
    pub fn of(call: &Call, arrival: &Arrival, found: &Lookup) -> Self {
        let Some(bucket) = found.bucket.as_ref().filter(|bucket| bucket.settings.logging.is_some()) else {
            return Self(None);
        };
        let header = |name| call.glance_text(name).map(|text| kept(&text));
        let mut line = AccessLogLine::new(arrival.now, &bucket.name);
        line.remote_ip = Some(call.peer.ip);
        line.referer = header(REFERER);
        line.user_agent = header(USER_AGENT);
        line.request_id = Some(arrival.request_id.to_string());
        line.request_length = Some(call.head_length());
        line.owner = found.owner.as_ref().map(|owner| owner.id.to_string());
        Self(Some(Box::new(line)))
    }

    /// Takes out the line.
    pub fn take(&mut self) -> Option<Box<AccessLogLine>> {
        self.0.take()
    }

    /// Counts the body of the request.
    pub fn count_body(&mut self, body: &Bytes) {
        if let Some(length) = self.0.as_mut().and_then(|line| line.request_length.as_mut()) {
            *length += body.len() as u64;
        }
    }

    /// Makes a change, and notes how it changes the number of bytes that the bucket stores.
    pub fn noting<T>(&mut self, state: &mut State, change: impl FnOnce(&mut World) -> T) -> T {
        let Some(line) = &mut self.0 else { return change(&mut state.world) };
        let name = line.bucket.clone().unwrap_or_default();
        let size = |world: &World| world.bucket(&name).map_or(0, |bucket| bucket.objects.size()).cast_signed();
        let before = size(&state.world);
        let changed = change(&mut state.world);
        let delta = line.delta_data_size.unwrap_or_default() + size(&state.world) - before;
        line.delta_data_size = Some(delta).filter(|delta| *delta != 0);
        changed
    }
}
