//! What was asked and answered, word by word: for cases that are recorded from a client.

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;

#[cfg(feature = "fixtures")]
use super::Builder;
use super::{Oss, system_now};
use crate::wire::{Call, without_port};

/// How many exchanges a tape has room for.
const MAX_EXCHANGES: usize = 1_000;

/// A request as it came, and its answer.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "fixtures"), expect(dead_code, reason = "cases read it"))]
pub(crate) struct Exchange {
    /// Its body is empty where the front never read it.
    pub request: Request<Bytes>,
    pub host: String,
    pub response: Response<Bytes>,
    /// When it came, by the clock of the client.
    pub at: Timestamp,
}

#[cfg(feature = "fixtures")]
impl Builder {
    /// A fake that keeps what it is asked and answers. Its clients live in the present, whatever its own clock says, and on
    /// any port: the time of a signature is checked by the system's clock, and answers leave the port of the host out.
    pub(crate) const fn taped(mut self) -> Self {
        self.settings.taped = true;
        self
    }
}

impl Oss {
    /// Everything on the tape, in the order of the answers. With 1,000 exchanges it is full.
    #[cfg(feature = "fixtures")]
    pub(crate) fn tape(&self) -> Vec<Exchange> {
        self.lock().tape.clone()
    }

    pub(super) fn is_taped(&self) -> bool {
        self.shared.settings.taped
    }

    /// An answer on its way out, which is kept if there is a tape.
    pub(super) fn taped(&self, call: &Call, body: Option<&Bytes>, response: Response<Bytes>) -> Response<Bytes> {
        if !self.is_taped() {
            return response;
        }
        let mut request = Request::new(body.cloned().unwrap_or_default());
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = call.uri.clone();
        *request.headers_mut() = call.sent_headers().map(|(name, value)| (name.clone(), value.clone())).collect();
        let exchange = Exchange { request, host: call.host.clone(), response: response.clone(), at: system_now() };
        let mut state = self.lock();
        if state.tape.len() < MAX_EXCHANGES {
            state.tape.push(exchange);
        }
        response
    }

    /// What time it is for clients.
    pub(super) fn clients_time(&self, now: Timestamp) -> Timestamp {
        if self.is_taped() { system_now() } else { now }
    }

    /// The host that answers repeat.
    pub(super) fn shown_host<'a>(&self, call: &'a Call) -> &'a str {
        if self.is_taped() { without_port(&call.host) } else { &call.host }
    }
}
