//! The configurations that no request sets in ossmock yet: what their operations answer of a bucket without one.
//!
//! Sources: the live tests of `aliyun-oss-java-sdk` (logging, inventory), `aliyun-oss-python-sdk` (logging, inventory)
//! and `aliyun-oss-go-sdk` (logging; deletions repeat); `AlibabaCloudDocs/oss`: HTTP 404 status code.

use std::convert::Infallible;
use std::marker::PhantomData;

use super::context::Context;
use super::operate::Operate;
use super::remove::Removal;
use super::show::View;
use crate::error::{Cause, Refusal};
use crate::wire::Reply;
use crate::world::{StoredAccount, StoredBucket, World};

pub(crate) struct Inventory;
pub(crate) struct Logging;

/// A configuration that is not found.
pub(super) trait Unset {
    const CAUSE: Cause;
}

impl Unset for Inventory {
    const CAUSE: Cause = Cause::NoSuchInventory;
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

impl View for Logging {
    fn write(_: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::xml("BucketLoggingStatus", |_| {})
    }
}

impl Removal for Logging {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket(world).map(drop)
    }
}
