//! The limit on the bytes that a fake stores.

use super::context::Context;
use crate::error::{Cause, Refusal};
use crate::world::World;

/// Checks that the added bytes fit into the fake, after the replaced ones are gone.
pub(super) fn check_room(context: &Context<'_>, world: &World, added: u64, replaced: u64) -> Result<(), Refusal> {
    let stored = world.stored().saturating_sub(replaced).saturating_add(added);
    if stored <= context.max_stored {
        return Ok(());
    }
    let note =
        format!("everything together would count {stored} bytes of the {} that the fake may store", context.max_stored);
    Err(Refusal::from(Cause::StorageFull).note(note))
}
