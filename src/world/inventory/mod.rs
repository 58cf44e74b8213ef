//! The inventories of a world: adding one to a bucket, with the checks against other buckets, and their lists.

mod list;
mod run;

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::settings::{IncludedVersions, Inventory, MAX_INVENTORIES};
use super::{StoredBucket, World};
pub(crate) use list::{Manifest, list_folder};

/// The reason an inventory cannot be added to a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InventoryProblem {
    NoDestination,
    /// The destination belongs to another account.
    ForeignDestination,
    /// The destination is in another region, or on a CloudBox.
    OtherPlace,
    /// It lists all versions of a bucket that never kept any.
    NoVersions,
    IdTaken,
    TooMany,
}

impl fmt::Display for InventoryProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDestination => f.write_str("there is no bucket of this name for the lists"),
            Self::ForeignDestination => f.write_str("the bucket for the lists belongs to another account"),
            Self::OtherPlace => f.write_str("the bucket for the lists is not in the region of this one"),
            Self::NoVersions => f.write_str("it lists all versions, and the bucket keeps none"),
            Self::IdTaken => f.write_str("the bucket has an inventory of this id"),
            Self::TooMany => write!(f, "a bucket has at most {MAX_INVENTORIES} inventories"),
        }
    }
}

impl World {
    /// Adds an inventory to a bucket. Without `unversioned`, one that lists all versions needs a bucket that keeps them.
    pub fn add_inventory(
        &mut self,
        bucket: &str,
        inventory: Inventory,
        unversioned: bool,
        now: Timestamp,
    ) -> Result<(), InventoryProblem> {
        let Some(source) = self.bucket(bucket) else { return Ok(()) };
        self.check_destination(source, &inventory.to)?;
        let settings = &source.settings;
        if inventory.versions == IncludedVersions::All && settings.versioning.is_none() && !unversioned {
            return Err(InventoryProblem::NoVersions);
        }
        if settings.inventory.contains_key(&inventory.id) {
            return Err(InventoryProblem::IdTaken);
        }
        if settings.inventory.len() >= MAX_INVENTORIES {
            return Err(InventoryProblem::TooMany);
        }
        if let Some(source) = self.bucket_mut(bucket) {
            let inventory = Inventory { since: Some(now), last_run: None, ..inventory };
            let inventories = Arc::make_mut(&mut source.settings_mut().inventory);
            inventories.insert(inventory.id.clone(), Arc::new(inventory));
        }
        Ok(())
    }

    /// Checks that a bucket can hold the lists of another one, or of itself.
    fn check_destination(&self, source: &StoredBucket, to: &str) -> Result<(), InventoryProblem> {
        let destination = self.bucket(to).ok_or(InventoryProblem::NoDestination)?;
        if destination.owner != source.owner {
            return Err(InventoryProblem::ForeignDestination);
        }
        if destination.region != source.region || destination.cloudbox != source.cloudbox {
            return Err(InventoryProblem::OtherPlace);
        }
        Ok(())
    }
}
