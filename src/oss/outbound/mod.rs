//! The calls that OSS makes to other servers for a request: the request stops for each call, and continues with its answer.
//!
//! The core does no I/O. A stop is a value that a front may keep until it has the answer; no lock is held meanwhile.

use std::thread;

use bytes::Bytes;
use http::uri::Authority;
use http::{Request, Response, Uri};

use super::Oss;
use super::exchange::{Exchange, Ran};
use super::faults::FaultEffects;
use super::origin::TestOrigin;
use super::pending::Pending;
use crate::op::{Answer, Unanswered};

/// Names a call that ossmock does not make, and the closure that would answer it.
pub(crate) fn uncalled(uri: &Uri) -> String {
    let host = uri.authority().map_or("", Authority::as_str);
    let closure = format!("answer them with `Builder::origin` for the host `{host}`");
    let server = "an `http` server at a loopback address, if `NativeServer` serves the fake";
    format!("calls of OSS to `{uri}`: {closure}, or by {server}")
}

/// The most nested calls of OSS, each for a request that the previous one made: closures in one thread, or calls over HTTP.
pub(crate) const MAX_DEPTH: usize = 4;

/// The reason why a call is not made that is nested too deeply.
pub(crate) fn too_deep() -> Unanswered {
    let why = format!("more than {MAX_DEPTH} calls of OSS are under way, each for the one before");
    Unanswered::Failed(format!("{why}: does a mirror lead back to its own bucket?"))
}

/// A running closure, until it is dropped.
struct Deeper<'a>(&'a Oss);

impl<'a> Deeper<'a> {
    fn enter(oss: &'a Oss) -> Option<Self> {
        let mut state = oss.lock();
        let depth = state.depths.entry(thread::current().id()).or_default();
        if *depth == MAX_DEPTH {
            return None;
        }
        *depth += 1;
        Some(Self(oss))
    }
}

impl Drop for Deeper<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        let thread = thread::current().id();
        match state.depths.get_mut(&thread) {
            Some(depth) if *depth > 1 => *depth -= 1,
            _ => drop(state.depths.remove(&thread)),
        }
    }
}

/// The end of a request, or a stop for a call that OSS makes.
pub(crate) enum Finish {
    Done(Response<Bytes>),
    Call(Box<Outbound>),
}

/// A request that waits for the answer to a call of OSS. If it is dropped, its record says that it was abandoned; its changes
/// remain.
pub(crate) struct Outbound {
    exchange: Box<Exchange>,
    effects: FaultEffects,
    call: Box<Request<Bytes>>,
    pending: Pending,
}

impl Outbound {
    /// Returns the call to make.
    #[cfg(feature = "server")]
    pub fn call(&self) -> &Request<Bytes> {
        &self.call
    }

    /// Returns `true` if the test answers the call itself, without traffic.
    #[cfg(feature = "server")]
    pub fn is_for_origin(&self) -> bool {
        self.exchange.oss.shared.settings.origins.of(self.call.uri()).is_some()
    }

    /// Answers the call with a closure of the test, and continues.
    pub fn resume_by_origin(self) -> Finish {
        let answer = self.exchange.oss.ask_origin(Request::clone(&self.call));
        self.resume(answer)
    }

    /// Continues with the answer to the call.
    pub fn resume(self, answer: Answer) -> Finish {
        let Self { mut exchange, effects, pending, .. } = self;
        let ran = exchange.resume(pending, answer);
        exchange.finish(effects, ran)
    }
}

impl Exchange {
    /// Ends a request, or returns it as one that waits for a call.
    pub fn finish(mut self: Box<Self>, effects: FaultEffects, ran: Ran) -> Finish {
        let (result, now) = match ran {
            Ran::Answered(result, now) => (result, now),
            Ran::Calls(call, pending) => {
                return Finish::Call(Box::new(Outbound { exchange: self, effects, call, pending }));
            }
        };
        let envelope = self.envelope(now);
        let is_refused = result.is_err();
        let mut response = match result {
            Ok(reply) => envelope.reply(reply),
            Err(refusal) => envelope.refusal(&refusal),
        };
        // Changed in place from here on: a response is large.
        effects.apply(&mut response);
        if !is_refused {
            self.pack(&mut response);
        }
        self.oss.settle_cut(&mut response);
        self.keep_answer(&response);
        Finish::Done(response)
    }
}

impl Oss {
    /// Calls the closure of the test for the host; it runs outside the lock, and may call the fake.
    fn ask_origin(&self, call: Request<Bytes>) -> Answer {
        let Some(TestOrigin(origin)) = self.shared.settings.origins.of(call.uri()) else {
            return Err(Unanswered::NotCalled(uncalled(call.uri())));
        };
        let Some(_deeper) = Deeper::enter(self) else {
            return Err(too_deep());
        };
        Ok(origin(call))
    }
}

#[cfg(test)]
mod tests;
