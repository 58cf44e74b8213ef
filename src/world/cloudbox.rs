//! CloudBoxes: OSS in a data centre of an account's own, with buckets apart from those of the regions.
//!
//! Source: `help.aliyun.com/document_detail/430190.html`.

use std::sync::Arc;

use super::{Account, AccountIx, StorageClass, World};

/// A CloudBox of an account.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CloudBox {
    /// `cb-…`; no two boxes have the same.
    pub id: Arc<str>,
    /// The region its endpoints name.
    pub region: Arc<str>,
}

/// Where a bucket is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    Region(&'a str),
    /// On the CloudBox of this id, and in whatever region that is.
    CloudBox(&'a str),
}

impl<'a> From<&'a str> for Place<'a> {
    fn from(region: &'a str) -> Self {
        Self::Region(region)
    }
}

/// The storage class that there is on a CloudBox.
pub(crate) const CLOUDBOX_STORAGE_CLASS: StorageClass = StorageClass::Standard;

impl Account {
    pub fn cloudbox(&self, id: &str) -> Option<&CloudBox> {
        self.cloudboxes.iter().find(|cloudbox| *cloudbox.id == *id)
    }
}

impl World {
    /// The CloudBox of this id, and the account that owns it.
    pub fn cloudbox(&self, id: &str) -> Option<(AccountIx, &CloudBox)> {
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
