//! A CloudBox, arranged by a test.

use std::fmt;
use std::sync::Arc;

use super::{Account, ArrangeError, Bucket, or_panic};
use crate::oss::{Oss, assert_region};
use crate::wire::{control_endpoint, data_endpoint, is_cloudbox_id};
use crate::world::{Place, Setting, StoredCloudBox, World};

/// A CloudBox of an account: OSS in the account's own data centre, with its own buckets.
///
/// Its buckets are reached at its two [endpoints](CloudBox::endpoint), and at hosts that name no endpoint: an IP address,
/// `localhost`, a domain bound to a bucket. Requests have a V4 signature in the Authorization header, for the product
/// `oss-cloudbox` and with the id of the box as region ([`Signer::cloudbox`](crate::Signer::cloudbox)). Encryption rules must
/// be `AES256`, and storage classes `Standard`.
///
/// Assumed: its endpoints do not find buckets elsewhere, and other endpoints do not find its buckets; only its account creates
/// buckets on it; permissions are decided as for other buckets, with actions of `oss:`. In OSS, a bucket on a box may have the
/// name of a bucket elsewhere, but not in ossmock.
///
/// The handle is a name, like [`Account`].
///
/// Source: `help.aliyun.com/document_detail/430190.html`.
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Oss};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let cloudbox = acme.create_cloudbox("cb-f8z7yvzgwfkl9q0h");
/// let logs = cloudbox.create_bucket("logs").set_encryption(EncryptionRule::Aes256);
///
/// let host = format!("logs.{}", cloudbox.endpoint());
/// let request = http::Request::get("/?encryption").header("Host", host).body(bytes::Bytes::new())?;
/// let signer = oss.signer(&acme.credentials()).cloudbox(cloudbox.id());
/// assert_eq!(oss.handle(signer.sign(request)).status(), 200);
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct CloudBox {
    oss: Oss,
    account: Arc<str>,
    id: Arc<str>,
}

impl Account {
    /// Gives the account a CloudBox, in the region of the fake.
    ///
    /// # Panics
    ///
    /// If the id is not of the form `cb-f8z7yvzgwfkl9q0h` (`cb-` and 1 to 29 lower-case letters and digits), or a CloudBox has
    /// it: look that up with [`Account::cloudbox`].
    #[track_caller]
    pub fn create_cloudbox(&self, id: &str) -> CloudBox {
        or_panic(self.try_cloudbox(id, &self.oss.region()))
    }

    #[track_caller]
    pub(crate) fn try_cloudbox(&self, id: &str, region: &str) -> Result<CloudBox, ArrangeError> {
        if !is_cloudbox_id(id) {
            let form = "write `cb-` and 1 to 29 lower-case letters and digits";
            return Err(ArrangeError::new(format!("`{id}` is not the id of a CloudBox: {form}")));
        }
        let added = self.change(|world, account, _| {
            let free = world.cloudbox(id).is_none();
            if free {
                world.account_mut(account).cloudboxes.push(StoredCloudBox { id: id.into(), region: region.into() });
            }
            free
        });
        if !added {
            return Err(ArrangeError::new(format!("there is a CloudBox `{id}` already")).or("cloudbox"));
        }
        Ok(self.cloudbox_handle(id.into()))
    }

    /// Returns the CloudBox with this id, if the account has it.
    #[must_use]
    #[track_caller]
    pub fn cloudbox(&self, id: &str) -> Option<CloudBox> {
        let id = self.read(|world, account| Some(world.account(account).cloudbox(id)?.id.clone()))?;
        Some(self.cloudbox_handle(id))
    }

    /// The CloudBoxes, in the order of their creation.
    #[must_use]
    #[track_caller]
    pub fn cloudboxes(&self) -> Vec<CloudBox> {
        let ids = |world: &World, account| -> Vec<Arc<str>> {
            world.account(account).cloudboxes.iter().map(|cloudbox| cloudbox.id.clone()).collect()
        };
        self.read(ids).into_iter().map(|id| self.cloudbox_handle(id)).collect()
    }

    fn cloudbox_handle(&self, id: Arc<str>) -> CloudBox {
        CloudBox { oss: self.oss.clone(), account: self.name.clone(), id }
    }
}

impl CloudBox {
    /// The id, `cb-…`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The region.
    ///
    /// # Panics
    ///
    /// If the world was replaced by one without it, like the other methods here.
    #[track_caller]
    #[must_use]
    pub fn region(&self) -> String {
        let region = |world: &World| Some(self.find(world)?.region.to_string());
        match self.oss.read(region) {
            Some(region) => region,
            None => self.gone(),
        }
    }

    /// The data endpoint, for buckets and objects: `cb-f8z7yvzgwfkl9q0h.cn-hangzhou.oss-cloudbox.aliyuncs.com`. The bucket name
    /// precedes it. `.localhost` may replace `.aliyuncs.com`.
    ///
    /// # Panics
    ///
    /// If the world was replaced by one without it.
    #[track_caller]
    #[must_use]
    pub fn endpoint(&self) -> String {
        data_endpoint(&self.id, &self.region())
    }

    /// The control endpoint, for buckets only: `cb-f8z7yvzgwfkl9q0h.cn-hangzhou.oss-cloudbox-control.aliyuncs.com`.
    ///
    /// # Panics
    ///
    /// If the world was replaced by one without it.
    #[track_caller]
    #[must_use]
    pub fn control_endpoint(&self) -> String {
        control_endpoint(&self.id, &self.region())
    }

    /// Moves the CloudBox with its buckets to a region such as `cn-beijing`.
    ///
    /// # Panics
    ///
    /// If the region is invalid, or the world was replaced by one without it.
    #[track_caller]
    pub fn set_region(&self, region: &str) -> Self {
        assert_region(region);
        let moved = self.oss.change(|world, _| {
            let owner = world.account_named(&self.account)?;
            world.account(owner).cloudbox(&self.id)?;
            world.move_cloudbox(owner, &self.id, region);
            Some(())
        });
        if moved.is_none() {
            self.gone();
        }
        self.clone()
    }

    /// Creates a private bucket on it, without an encryption rule.
    ///
    /// # Panics
    ///
    /// If the name is invalid or taken, the account has 100 buckets on it, or the world was replaced by one without it.
    #[track_caller]
    pub fn create_bucket(&self, name: &str) -> Bucket {
        or_panic(self.try_bucket(name))
    }

    #[track_caller]
    pub(crate) fn try_bucket(&self, name: &str) -> Result<Bucket, ArrangeError> {
        if self.oss.read(|world| self.find(world).is_none()) {
            self.gone();
        }
        let account = Account { oss: self.oss.clone(), name: self.account.clone() };
        account.try_bucket(name, Place::CloudBox(&self.id))
    }

    fn find<'w>(&self, world: &'w World) -> Option<&'w StoredCloudBox> {
        world.account(world.account_named(&self.account)?).cloudbox(&self.id)
    }

    #[track_caller]
    fn gone(&self) -> ! {
        panic!("there is no CloudBox `{}` of `{}` any more: the world was replaced", self.id, self.account)
    }
}

impl fmt::Debug for CloudBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let region = self.oss.read(|world| self.find(world).map(|cloudbox| cloudbox.region.clone()));
        f.debug_struct("CloudBox").field("id", &self.id).field("region", &region).finish_non_exhaustive()
    }
}

impl Bucket {
    /// The CloudBox of the bucket; `None` for a bucket of a region.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn cloudbox(&self) -> Option<CloudBox> {
        self.owner().cloudbox(&self.cloudbox_id()?)
    }

    #[track_caller]
    fn cloudbox_id(&self) -> Option<Arc<str>> {
        self.get(|bucket| bucket.cloudbox.clone())
    }

    /// Checks that the bucket accepts a setting at its location.
    #[track_caller]
    pub(super) fn check<S: Setting>(&self, value: &S::Value) -> Result<(), ArrangeError> {
        let checked = self
            .oss
            .read(|world| world.bucket(&self.name).map(|bucket| S::check(value, &world.setting_context(bucket))));
        match checked {
            Some(checked) => checked.map_err(|error| ArrangeError::new(error.problem)),
            None => self.gone(),
        }
    }

    /// Checks that the bucket can be moved to another region.
    #[track_caller]
    pub(super) fn check_movable(&self) -> Result<(), ArrangeError> {
        self.refuse_on_cloudbox("moves with all its buckets: call `CloudBox::set_region`")
    }

    #[track_caller]
    fn refuse_on_cloudbox(&self, rule: &str) -> Result<(), ArrangeError> {
        match self.cloudbox_id() {
            None => Ok(()),
            Some(id) => {
                Err(ArrangeError::new(format!("the bucket `{}` is on the CloudBox `{id}`, which {rule}", self.name())))
            }
        }
    }
}
