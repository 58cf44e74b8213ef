//! The CloudBoxes of a world: look-up by id, and moving to another region.

use std::sync::Arc;

use super::{AccountIx, StoredCloudBox, World};

impl World {
    /// The CloudBox with this id, and the account that owns it.
    pub fn cloudbox(&self, id: &str) -> Option<(AccountIx, &StoredCloudBox)> {
        self.accounts().find_map(|(ix, account)| Some((ix, account.cloudbox(id)?)))
    }

    /// Moves a CloudBox, with the buckets on it, to another region.
    pub fn move_cloudbox(&mut self, owner: AccountIx, id: &str, region: &str) {
        let region: Arc<str> = region.into();
        for cloudbox in self.account_mut(owner).cloudboxes.iter_mut().filter(|cloudbox| *cloudbox.id == *id) {
            cloudbox.region = region.clone();
        }
        self.buckets.change_all(|bucket| {
            if bucket.cloudbox.as_deref() == Some(id) {
                bucket.region = region.clone();
            }
        });
    }
}
