//! `PutBucketTransferAcceleration` and `GetBucketTransferAcceleration`; `oss/acceleration.rs` has the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbuckettransferacceleration` and its sibling; the answer where nothing
//! was set from the live tests of `aliyun-oss-java-sdk` and `aliyun-oss-php-sdk`.

use std::sync::Arc;

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use crate::error::{Cause, Refusal};
use crate::wire::Reply;
use crate::world::{StoredBucket, TransferType, World};

pub(crate) struct Put;
pub(crate) struct Get;

const ROOT: &str = "TransferAccelerationConfiguration";
const ELEMENT: &str = "Enabled";

impl Operate for Put {
    type Input = bool;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<bool, Refusal> {
        Ok(context.xml(ROOT)?.required(ELEMENT)?.flag()?)
    }

    fn apply(on: bool, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let bucket = context.bucket(world)?;
        if !on && let Some(source) = accelerated_source(bucket, world) {
            let refusal = Refusal::from(Cause::TransferAccelerationInUse).with("SourceBucket", &*source.name);
            return Err(refusal.with("DestinationBucket", context.bucket));
        }
        context.bucket_mut(world)?.settings_mut().transfer_acceleration = Some(on);
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// Returns the bucket that replicates to this one over the accelerated link, if there is one.
fn accelerated_source<'w>(bucket: &StoredBucket, world: &'w World) -> Option<&'w Arc<StoredBucket>> {
    world.buckets().find(|source| {
        let mut rules = source.replications.rules().iter().map(|replication| &replication.rule);
        rules.any(|rule| rule.target == bucket.name && rule.transfer == TransferType::Accelerated)
    })
}

impl Operate for Get {
    type Input = ();
    type Output = bool;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<bool, Refusal> {
        let on = context.bucket(world)?.settings.transfer_acceleration;
        on.ok_or_else(|| Refusal::from(Cause::NoTransferAcceleration).with("BucketName", context.bucket))
    }

    fn write(on: &bool, _: &Context<'_>) -> Reply {
        Reply::xml(ROOT, |w| w.flag(ELEMENT, *on))
    }
}
