//! The creation of a bucket by a request.

use super::context::Context;
use super::public_access_block::check_acl;
use crate::error::{Cause, Refusal};
use crate::ram::Acl;
use crate::world::{Conflict, Place, StoredBucket, World};

/// Creates a bucket of the caller's account with this ACL, in the region of the endpoint or on its CloudBox.
pub(super) fn create<'w>(
    acl: Option<Acl>,
    context: &Context<'_>,
    world: &'w mut World,
) -> Result<&'w mut StoredBucket, Refusal> {
    let account = context.account()?;
    if let Some(existing) = world.bucket(context.bucket) {
        may_be_beside(existing, context)?;
    }
    check_acl(acl, world.blocks_public_access_to_new(account))?;
    let new_buckets = world.new_buckets;
    let place = context.cloudbox.map_or(Place::Region(context.region), |id| Place::CloudBox(id));
    world.add_bucket(context.bucket, account, place, context.now).map_err(|conflict| match conflict {
        Conflict::BucketExists => Refusal::from(Cause::BucketAlreadyExists).with("BucketName", context.bucket),
        Conflict::TooManyBuckets => Refusal::from(Cause::TooManyBuckets).note(new_buckets.limit()),
        Conflict::NotItsCloudBox => Cause::CloudBoxForbidden.into(),
    })
}

/// Refuses a name that exists in another place: names are unique on a CloudBox, and in all regions together; in ossmock,
/// everywhere.
pub(super) fn may_be_beside(existing: &StoredBucket, context: &Context<'_>) -> Result<(), Refusal> {
    if existing.cloudbox.as_ref() == context.cloudbox {
        return Ok(());
    }
    Err(Refusal::not_emulated("a bucket on a CloudBox and one of the same name elsewhere"))
}
