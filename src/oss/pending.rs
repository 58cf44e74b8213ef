//! An operation that waits for the answer to a call of OSS.

use http::Request;

use bytes::Bytes;

use crate::error::Refusal;
use crate::op::{Context, Output, TrafficLimit};
use crate::wire::Reply;

/// The most calls that OSS makes for one request.
const MAX_CALLS: usize = 11;

/// An operation that was applied, and may have a call to make before it is answered.
pub(super) struct Pending {
    pub output: Output,
    /// The traffic limit of an upload and the length of its body, if it has a limit.
    pub pace: Option<(TrafficLimit, usize)>,
    /// The number of calls made so far.
    pub calls: usize,
}

impl Pending {
    /// Returns the next call to make, if there is one.
    pub fn call_out(&self, context: &Context<'_>) -> Result<Option<Box<Request<Bytes>>>, Refusal> {
        match self.output.call_out(context) {
            Some(_) if self.calls == MAX_CALLS => {
                Err(Refusal::not_emulated(&format!("a request for which OSS makes more than {MAX_CALLS} calls")))
            }
            call => Ok(call.map(Box::new)),
        }
    }

    pub fn reply(self, context: &Context<'_>) -> Reply {
        let reply = self.output.write(context);
        debug_assert_eq!(reply.status, self.output.status(), "the journal and the answer must agree");
        match self.pace {
            Some((limit, length)) => limit.add_delay(reply, length),
            None => reply,
        }
    }
}
