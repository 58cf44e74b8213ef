//! Operations that only show a bucket as it is.

use std::marker::PhantomData;
use std::sync::Arc;

use super::{Operate, Request, Scene};
use crate::error::{Assumption, Refusal};
use crate::wire::Reply;
use crate::world::{Account, Bucket, World};

/// What such an operation shows.
pub(super) trait View {
    fn write(bucket: &Bucket, owner: &Account, scene: &Scene<'_>) -> Reply;
    /// Something assumed that the answer rests on.
    fn rests_on(_: &Bucket, _: &Account) -> Option<Assumption> {
        None
    }
}

/// The operation that shows a view.
pub(super) struct Show<V>(PhantomData<V>);

impl<V: View> Operate for Show<V> {
    type Input = ();
    type Output = (Arc<Bucket>, Arc<Account>);

    fn read(_: &Request<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), scene: &Scene<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let bucket = scene.bucket(world)?;
        let owner = world.account(bucket.owner);
        if let Some(assumption) = V::rests_on(bucket, owner) {
            scene.call.lean(assumption);
        }
        Ok((bucket.clone(), owner.clone()))
    }

    fn write((bucket, owner): &Self::Output, scene: &Scene<'_>) -> Reply {
        V::write(bucket, owner, scene)
    }
}
