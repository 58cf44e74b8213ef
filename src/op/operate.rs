//! The shape of an operation, and the checks that come before any of them.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use super::body::{BodyRule, check_body, check_headers, not_utf8};
use super::{Context, Input, Operation, Permission, Traffic, TrafficLimit};
use crate::error::Refusal;
use crate::wire::Reply;
use crate::world::{EncryptionRule, World};

/// The answer to a call that OSS made for a request, or why there is none.
pub(crate) type Answer = Result<Response<Bytes>, Unanswered>;

/// The reason why a call that OSS made has no answer, as a note for the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unanswered(pub String);

/// An operation that ossmock emulates. `read`, `permit` and `write` run outside the lock; `apply` and `resume` run under it
/// and check before they change.
pub(crate) trait Operate {
    /// What the request asks for, fully checked.
    type Input;
    /// What the answer says.
    type Output;

    /// The status of success.
    const STATUS: StatusCode = StatusCode::OK;
    /// `true` if `x-oss-server-side-encryption` may be there.
    const TAKES_ENCRYPTION_HEADER: bool = false;
    /// The body that it takes.
    const BODY: BodyRule = BodyRule::OPTIONAL;
    /// The way of the body that `x-oss-traffic-limit` can limit.
    const TRAFFIC: Traffic = Traffic::Unlimited;

    /// Reads the request.
    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal>;

    /// Returns the encryption rule that is asked for: the journal keeps it.
    fn rule(_: &Self::Input) -> Option<&EncryptionRule> {
        None
    }

    /// Checks that the caller may also do what only the body told.
    fn permit(_: &Self::Input, _: &Permission<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    /// Changes the world, or reads from it.
    fn apply(input: Self::Input, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal>;

    /// Returns the call that OSS makes before it answers, if it makes one; `resume` is given its answer.
    fn call_out(_: &Self::Output, _: &Context<'_>) -> Option<Request<Bytes>> {
        None
    }

    /// Goes on after the call, and may ask for another one. The bucket may have changed meanwhile.
    fn resume(output: Self::Output, _: Answer, _: &Context<'_>, _: &mut World) -> Result<Self::Output, Refusal> {
        Ok(output)
    }

    /// Returns the status of this success, where there is more than one.
    fn status(_: &Self::Output) -> StatusCode {
        Self::STATUS
    }

    /// Writes the answer.
    fn write(output: &Self::Output, context: &Context<'_>) -> Reply;
}

/// What the checks before an operation need to know about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Intake {
    pub takes_encryption_header: bool,
    pub body: BodyRule,
    pub traffic: Traffic,
}

impl Intake {
    /// The intake of an operation that ossmock lacks.
    pub const NONE: Self =
        Self { takes_encryption_header: false, body: BodyRule::OPTIONAL, traffic: Traffic::Unlimited };

    pub const fn of<O: Operate>() -> Self {
        Self { takes_encryption_header: O::TAKES_ENCRYPTION_HEADER, body: O::BODY, traffic: O::TRAFFIC }
    }
}

impl Operation {
    /// Returns the number of bytes of body that the operation takes in a fake that may store so many.
    pub(crate) fn body_limit(self, max_stored: u64) -> u64 {
        self.intake().body.limit(max_stored)
    }

    /// The way of its body that can be limited.
    #[cfg(feature = "server")]
    pub(crate) fn traffic(self) -> Traffic {
        self.intake().traffic
    }
}

/// A request that was read.
pub(crate) struct Reading {
    pub input: Input,
    /// For an upload with a traffic limit, that and the length of the body.
    pub pace: Option<(TrafficLimit, usize)>,
}

/// Reads a request, after the checks that all operations have.
pub(crate) fn read(operation: Operation, context: &Context<'_>) -> Result<Reading, Refusal> {
    let intake = operation.intake();
    check_headers(context.call, intake.takes_encryption_header)?;
    if std::str::from_utf8(context.call.key()).is_err() {
        return Err(not_utf8(context.call.key()));
    }
    let limit = if intake.traffic == Traffic::Unlimited { None } else { TrafficLimit::read(context.call)? };
    let (body, md5) = check_body(context.call, context.body, &intake.body, context.max_stored)?;
    let pace = limit.filter(|_| intake.traffic == Traffic::Upload).map(|limit| (limit, body.len()));
    let context = Context { body: &body, md5, key: context.key.clone(), ..*context };
    Ok(Reading { input: Input::read(operation, &context)?, pace })
}
