//! The configurations that no request sets in ossmock yet: what their operations answer of a bucket without one.
//!
//! Sources: the live tests of `aliyun-oss-java-sdk` (inventory), `aliyun-oss-python-sdk` (inventory, WORM); `AlibabaCloudDocs/oss`:
//! HTTP 404 status code.

use std::convert::Infallible;
use std::marker::PhantomData;

use super::context::Context;
use super::operate::Operate;
use crate::error::{Cause, Refusal};
use crate::wire::Reply;
use crate::world::World;

pub(crate) struct Inventory;
pub(crate) struct Worm;

/// A configuration that is not found.
pub(super) trait Unset {
    const CAUSE: Cause;
}

impl Unset for Inventory {
    const CAUSE: Cause = Cause::NoSuchInventory;
}

impl Unset for Worm {
    const CAUSE: Cause = Cause::NoSuchWormConfiguration;
}

/// The operation that does not find a configuration.
pub(crate) struct NotFound<U>(PhantomData<U>);

impl<U: Unset> Operate for NotFound<U> {
    type Input = ();
    type Output = Infallible;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<Infallible, Refusal> {
        context.bucket(world)?;
        Err(Refusal::from(U::CAUSE).with("BucketName", context.bucket))
    }

    fn write(output: &Infallible, _: &Context<'_>) -> Reply {
        match *output {}
    }
}
