//! The tape: requests and responses, byte for byte, from which cases of a client are recorded.

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;

use super::Oss;
use super::state::Taped;
use super::timeline::system_now;
use crate::wire::{Call, without_port};

/// The most exchanges on a tape.
const MAX_EXCHANGES: usize = 1_000;

impl Oss {
    /// Everything on the tape, in the order of the answers. With 1,000 exchanges it is full.
    #[cfg(feature = "fixtures")]
    pub(crate) fn tape(&self) -> Vec<Taped> {
        self.lock().tape.clone()
    }

    pub(super) fn is_taped(&self) -> bool {
        self.shared.settings.taped
    }

    /// Keeps a request and its answer, if there is a tape.
    pub(super) fn tape_answer(&self, call: &Call, body: Option<&Bytes>, response: &Response<Bytes>) {
        if !self.is_taped() {
            return;
        }
        let mut request = Request::new(body.cloned().unwrap_or_default());
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = call.uri.clone();
        *request.headers_mut() = call.sent_headers().map(|(name, value)| (name.clone(), value.clone())).collect();
        let exchange = Taped { request, host: call.host.clone(), response: response.clone(), at: system_now() };
        let mut state = self.lock();
        if state.tape.len() < MAX_EXCHANGES {
            state.tape.push(exchange);
        }
    }

    /// The current time for clients: the machine's time if they are recorded.
    pub(super) fn clients_time(&self, now: Timestamp) -> Timestamp {
        if self.is_taped() { system_now() } else { now }
    }

    /// The host repeated in answers.
    pub(super) fn shown_host<'a>(&self, call: &'a Call) -> &'a str {
        if self.is_taped() { without_port(&call.host) } else { &call.host }
    }
}
