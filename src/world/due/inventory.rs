//! The lists of inventories.

use std::sync::Arc;

use jiff::Timestamp;

use super::action::DueAction;
use super::run::{DueRun, DueWork};
use crate::world::settings::Inventory;
use crate::world::{StoredBucket, World};

/// The inventories of all buckets.
#[derive(Debug)]
pub(super) struct InventoryWork;

impl DueWork for InventoryWork {
    fn next(&mut self, _: &World, bucket: &Arc<StoredBucket>) -> Option<Timestamp> {
        let inventories = bucket.settings.inventory.values();
        inventories.filter_map(|inventory| inventory.next_run(bucket.created)).min()
    }

    fn run(&mut self, world: &mut World, bucket: &Arc<str>, at: Timestamp, run: &mut DueRun) {
        let Some(source) = world.bucket(bucket) else { return };
        let inventories = source.settings.inventory.values();
        let is_due = |inventory: &&Arc<Inventory>| inventory.next_run(source.created) == Some(at);
        let due: Vec<Arc<Inventory>> = inventories.filter(is_due).cloned().collect();
        for inventory in due {
            list(world, bucket, &inventory, at, run);
        }
    }
}

/// Writes the list of an inventory, reports it, and notes that it ran.
fn list(world: &mut World, bucket: &Arc<str>, inventory: &Inventory, at: Timestamp, run: &mut DueRun) {
    let Some(source) = world.bucket(bucket).cloned() else { return };
    let target: Arc<str> = inventory.to.as_str().into();
    let most = run.max_stored;
    let outcome = world.write_inventory(&source, inventory, at, most, &mut |key| run.wrote(&target, &key));
    // Dropped so that changing the bucket does not copy it.
    drop(source);
    let (is_done, id) = (outcome.is_ok(), Arc::from(inventory.id.as_str()));
    let action = match outcome {
        Ok(written) => DueAction::InventoryWritten {
            inventory: id,
            destination: target,
            manifest: written.manifest,
            rows: written.rows,
        },
        Err(missed) => DueAction::InventoryNotWritten { inventory: id, reason: missed.reason, missing: missed.missing },
    };
    run.step(at, bucket, action, format!("{}, to {}", inventory.frequency, inventory.to));
    let Some(source) = world.bucket_mut(bucket) else { return };
    let inventories = Arc::make_mut(&mut source.settings_mut().inventory);
    if is_done && inventory.auto_delete {
        inventories.remove(&inventory.id);
    } else if let Some(inventory) = inventories.get_mut(&inventory.id) {
        Arc::make_mut(inventory).last_run = Some(at);
    }
}
