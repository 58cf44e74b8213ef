//! Idempotent deletes, answered with 204.

use std::marker::PhantomData;

use http::StatusCode;

use super::context::Context;
use super::operate::Operate;
use crate::error::Refusal;
use crate::wire::Reply;
use crate::world::World;

/// The removal that such an operation performs.
pub(super) trait Removal {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal>;
}

/// The operation that performs a removal.
pub(crate) struct Remove<R>(PhantomData<R>);

impl<R: Removal> Operate for Remove<R> {
    type Input = ();
    type Output = ();

    const STATUS: StatusCode = StatusCode::NO_CONTENT;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        R::remove(context, world)
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::NO_CONTENT
    }
}
