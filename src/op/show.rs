//! Operations that only show the state of a bucket.

use std::marker::PhantomData;
use std::sync::Arc;

use super::context::Context;
use super::operate::Operate;
use crate::error::{Assumption, Refusal};
use crate::wire::Reply;
use crate::world::{StoredAccount, StoredBucket, World};

/// The part of a bucket that such an operation shows.
pub(super) trait View {
    fn write(bucket: &StoredBucket, owner: &StoredAccount, context: &Context<'_>) -> Reply;
    /// Returns an assumption that the answer rests on.
    fn rests_on(_: &StoredBucket, _: &StoredAccount) -> Option<Assumption> {
        None
    }
}

/// The operation that shows a view.
pub(crate) struct Show<V>(PhantomData<V>);

impl<V: View> Operate for Show<V> {
    type Input = ();
    type Output = (Arc<StoredBucket>, Arc<StoredAccount>);

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let bucket = context.bucket(world)?;
        let owner = world.account(bucket.owner);
        if let Some(assumption) = V::rests_on(bucket, owner) {
            context.call.assume(assumption);
        }
        Ok((bucket.clone(), owner.clone()))
    }

    fn write((bucket, owner): &Self::Output, context: &Context<'_>) -> Reply {
        V::write(bucket, owner, context)
    }
}
