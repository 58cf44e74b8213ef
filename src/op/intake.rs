//! The first step of an operation: reading the request, after the checks that all operations share.

use super::body::{check_body, check_headers, not_utf8};
use super::context::Context;
use super::emulated::Input;
use super::operations::Operation;
use super::traffic_limit::{Traffic, TrafficLimit};
use crate::error::Refusal;

impl Operation {
    /// Returns the largest body in bytes that the operation takes, in a fake that may store `max_stored` bytes.
    pub(crate) fn body_limit(self, max_stored: u64) -> u64 {
        self.traits().body.limit(max_stored)
    }

    /// The direction in which the operation's body can be limited.
    #[cfg(feature = "server")]
    pub(crate) fn traffic(self) -> Traffic {
        self.traits().traffic
    }

    /// Returns `true` if the operation hashes stored bytes.
    #[cfg(feature = "server")]
    pub(crate) fn hashes_stored(self) -> bool {
        self.traits().hashes_stored
    }

    /// Returns `true` if a success shows an object as it is.
    pub(crate) fn shows_object(self) -> bool {
        self.traits().shows_object
    }
}

/// A request that was read.
pub(crate) struct Reading {
    pub input: Input,
    /// The traffic limit of an upload and the length of its body; `None` without a limit.
    pub pace: Option<(TrafficLimit, usize)>,
}

/// Reads a request, after the checks that all operations share.
pub(crate) fn read(operation: Operation, context: &Context<'_>) -> Result<Reading, Refusal> {
    let traits = operation.traits();
    check_headers(context.call, traits.takes_encryption_header)?;
    if std::str::from_utf8(context.call.key()).is_err() {
        return Err(not_utf8(context.call.key()));
    }
    let limit = if traits.traffic == Traffic::Unlimited { None } else { TrafficLimit::read(context.call)? };
    let (body, md5) = check_body(context.call, context.body, &traits.body, context.max_stored)?;
    let pace = limit.filter(|_| traits.traffic == Traffic::Upload).map(|limit| (limit, body.len()));
    let context = Context { body: &body, md5, key: context.key.clone(), ..*context };
    Ok(Reading { input: Input::read(operation, &context)?, pace })
}

/// Gives a refusal the EC that its cause has in this operation, unless it has one of its own.
pub(crate) fn of_operation(operation: Operation, refusal: Refusal) -> Refusal {
    let own = || operation.traits().ecs.iter().find(|(cause, _)| *cause == refusal.cause).map(|(_, ec)| *ec);
    Refusal { ec: refusal.ec.or_else(own), ..refusal }
}
