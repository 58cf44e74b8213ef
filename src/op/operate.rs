//! The shape of an operation.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use super::body::BodyRule;
use super::context::Context;
use super::permission::Permission;
use super::traffic_limit::Traffic;
use crate::error::{Cause, Refusal};
use crate::wire::Reply;
use crate::world::{EncryptionRule, World};

/// The answer to a call that OSS made for a request, or the reason for its absence.
pub(crate) type Answer = Result<Response<Bytes>, Unanswered>;

/// The reason why a call that OSS made has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// ossmock does not make such a call; what it lacks, as a refusal names it.
    NotCalled(String),
    /// There was no answer, as a note for the journal.
    Failed(String),
}

/// An operation that ossmock emulates. `read`, `permit` and `write` run outside the lock; `apply` and `resume` run under it,
/// and check before they change anything.
pub(crate) trait Operate {
    /// The input of a request, fully checked.
    type Input;
    /// The content of the answer.
    type Output;

    /// The status of success.
    const STATUS: StatusCode = StatusCode::OK;
    /// `true` if the operation takes `x-oss-server-side-encryption`.
    const TAKES_ENCRYPTION_HEADER: bool = false;
    /// The body that the operation takes.
    const BODY: BodyRule = BodyRule::OPTIONAL;
    /// The direction of the body that `x-oss-traffic-limit` can limit.
    const TRAFFIC: Traffic = Traffic::Unlimited;
    /// `true` if the operation hashes stored bytes, which takes long for a large object.
    #[cfg(feature = "server")]
    const HASHES_STORED: bool = false;
    /// `true` if a success shows an object as it is: its text can be compressed on the way.
    const SHOWS_OBJECT: bool = false;
    /// The ECs that an error has in this operation only.
    ///
    /// Sources: `help.aliyun.com/en/oss/user-guide/<EC>`; those of parts and ACLs from the live tests of
    /// `alibabacloud-oss-go-sdk-v2` and `alibabacloud-oss-swift-sdk-v2` as well.
    const ECS: &'static [(Cause, &'static str)] = &[];

    /// Reads the request.
    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal>;

    /// Returns the encryption rule that the request asks for: the journal keeps it.
    fn rule(_: &Self::Input) -> Option<&EncryptionRule> {
        None
    }

    /// Checks the permissions that only the body names.
    fn permit(_: &Self::Input, _: &Permission<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    /// Changes the world, or reads from it.
    fn apply(input: Self::Input, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal>;

    /// Returns the call that OSS makes before it answers, if it makes one; `resume` is given its answer.
    fn call_out(_: &Self::Output, _: &Context<'_>) -> Option<Request<Bytes>> {
        None
    }

    /// Hashes the answer to the call, outside the lock.
    fn hash(_: &mut Self::Output, _: &Answer) {}

    /// Continues after the call, and may make another one. The bucket may have changed meanwhile.
    fn resume(output: Self::Output, _: Answer, _: &Context<'_>, _: &mut World) -> Result<Self::Output, Refusal> {
        Ok(output)
    }

    /// Returns the status of this success, for operations that have several.
    fn status(_: &Self::Output) -> StatusCode {
        Self::STATUS
    }

    /// Writes the answer.
    fn write(output: &Self::Output, context: &Context<'_>) -> Reply;
}

/// The facts of an implementation that the steps around it need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Traits {
    pub takes_encryption_header: bool,
    pub body: BodyRule,
    pub traffic: Traffic,
    #[cfg(feature = "server")]
    pub hashes_stored: bool,
    pub shows_object: bool,
    pub ecs: &'static [(Cause, &'static str)],
}

impl Traits {
    /// The intake of an operation that ossmock lacks.
    pub const NONE: Self = Self {
        takes_encryption_header: false,
        body: BodyRule::OPTIONAL,
        traffic: Traffic::Unlimited,
        #[cfg(feature = "server")]
        hashes_stored: false,
        shows_object: false,
        ecs: &[],
    };

    pub const fn of<O: Operate>() -> Self {
        Self {
            takes_encryption_header: O::TAKES_ENCRYPTION_HEADER,
            body: O::BODY,
            traffic: O::TRAFFIC,
            #[cfg(feature = "server")]
            hashes_stored: O::HASHES_STORED,
            shows_object: O::SHOWS_OBJECT,
            ecs: O::ECS,
        }
    }
}
