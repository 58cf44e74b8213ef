//! The calls that OSS makes for a request: where a request stops for one, and how it goes on.
//!
//! The core does no I/O. A stop is a value, which a front may keep until it has the answer; no lock is held meanwhile.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::thread::{self, ThreadId};

use bytes::Bytes;
use http::{Request, Response};

use super::Oss;
use super::exchange::{Exchange, Ran};
use super::faults::Strike;
use crate::error::Refusal;
use crate::op::{Answer, Context, Output, TrafficLimit, Unanswered};
use crate::wire::Reply;

/// The number of calls that OSS may make for one request.
const MAX_CALLS: usize = 8;

/// The number of closures that may be under way in one thread, each called for a request that the one before it made.
const MAX_DEPTH: usize = 4;

/// The test's closure that answers calls of OSS.
#[derive(Clone)]
pub(super) struct Origin(pub Arc<dyn Fn(Request<Bytes>) -> Response<Bytes> + Send + Sync>);

impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Origin")
    }
}

/// The number of closures under way in each thread that has any.
pub(super) type Depths = HashMap<ThreadId, usize>;

/// A closure under way, until it is dropped.
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

/// An operation that was applied, and may have a call to make before it is answered.
pub(super) struct Pending {
    pub output: Output,
    /// For an upload with a traffic limit, that and the length of the body.
    pub pace: Option<(TrafficLimit, usize)>,
    /// The number of calls made so far.
    pub calls: usize,
}

impl Pending {
    /// Returns the call that comes first, if there is one.
    pub fn call_out(self, context: &Context<'_>) -> Result<(Option<Request<Bytes>>, Self), Refusal> {
        match self.output.call_out(context) {
            Some(_) if self.calls == MAX_CALLS => {
                Err(Refusal::not_emulated(&format!("a request for which OSS makes more than {MAX_CALLS} calls")))
            }
            call => Ok((call, self)),
        }
    }

    pub fn reply(self, context: &Context<'_>) -> Reply {
        let reply = self.output.write(context);
        debug_assert_eq!(reply.status, self.output.status(), "the journal and the answer must agree");
        match self.pace {
            Some((limit, length)) => limit.told(reply, length),
            None => reply,
        }
    }
}

/// The end of a request, or a stop on the way.
pub(crate) enum Finish {
    Done(Response<Bytes>),
    Call(Box<Outbound>),
}

/// A request that waits for the answer to a call of OSS's own. Dropped, its record says that it was abandoned; what it changed
/// stays changed.
pub(crate) struct Outbound {
    exchange: Box<Exchange>,
    strike: Strike,
    call: Request<Bytes>,
    pending: Pending,
}

impl Outbound {
    /// Returns the call to make.
    #[cfg(feature = "server")]
    pub fn call(&self) -> &Request<Bytes> {
        &self.call
    }

    /// Returns `true` if the test answers such calls itself: none is then made.
    #[cfg(feature = "server")]
    pub fn is_for_origin(&self) -> bool {
        self.exchange.oss.shared.settings.origin.is_some()
    }

    /// Lets the test's closure answer the call, and goes on.
    pub fn resume_by_origin(self) -> Finish {
        let answer = self.exchange.oss.ask_origin(self.call.clone());
        self.resume(answer)
    }

    /// Goes on with the answer to the call.
    pub fn resume(self, answer: Answer) -> Finish {
        let Self { mut exchange, strike, pending, .. } = self;
        let ran = exchange.resume(pending, answer);
        exchange.finish(strike, ran)
    }
}

impl Exchange {
    /// Ends a request, or hands it out as one that waits for a call.
    pub fn finish(self: Box<Self>, strike: Strike, ran: Ran) -> Finish {
        let (result, now) = match ran {
            Ran::Answered(result, now) => (result, now),
            Ran::Calls(stop) => {
                let (call, pending) = *stop;
                return Finish::Call(Box::new(Outbound { exchange: self, strike, call, pending }));
            }
        };
        let envelope = self.envelope(now);
        let response = match result {
            Ok(reply) => self.travelling(strike.bend(envelope.reply(reply))),
            Err(refusal) => strike.bend(envelope.refusal(&refusal)),
        };
        Finish::Done(self.answered(self.oss.settled(response)))
    }
}

impl Oss {
    /// Asks the test's closure; it runs outside the lock, and may call the fake.
    fn ask_origin(&self, call: Request<Bytes>) -> Answer {
        let Some(Origin(origin)) = &self.shared.settings.origin else {
            return Err(Unanswered("nothing in this test answers calls of OSS".to_owned()));
        };
        let Some(_deeper) = Deeper::enter(self) else {
            return Err(Unanswered(format!(
                "more than {MAX_DEPTH} calls of OSS are under way, each for the one before"
            )));
        };
        Ok(origin(call))
    }
}

#[cfg(test)]
impl super::Builder {
    /// Answers the calls of OSS by a closure.
    pub(crate) fn origin(mut self, origin: impl Fn(Request<Bytes>) -> Response<Bytes> + Send + Sync + 'static) -> Self {
        self.settings.origin = Some(Origin(Arc::new(origin)));
        self
    }
}
