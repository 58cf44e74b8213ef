//! The resource groups of an account, arranged by a test.

use super::{Account, ArrangeError, or_panic};
use crate::world::is_resource_group;

impl Account {
    /// Adds a resource group to the account, so that buckets can be created in it with `x-oss-resource-group-id`. Every account
    /// has a default group; other ids are refused with [`Cause::ResourceGroupNotFound`](crate::Cause::ResourceGroupNotFound).
    ///
    /// # Panics
    ///
    /// If the id is not `rg-` and 1 to 61 lower-case letters and digits.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.create_account("acme").add_resource_group("rg-acfmxyz123");
    /// assert_eq!(acme.resource_groups(), ["rg-acfmxyz123"]);
    /// ```
    #[track_caller]
    pub fn add_resource_group(&self, id: &str) -> Self {
        or_panic(self.try_resource_group(id));
        self.clone()
    }

    #[track_caller]
    pub(crate) fn try_resource_group(&self, id: &str) -> Result<(), ArrangeError> {
        if self.read(|world, account| world.account(account).is_default_resource_group(id)) {
            return Ok(());
        }
        if !is_resource_group(id) {
            let form = "write `rg-` and 1 to 61 lower-case letters and digits, like `rg-example`";
            return Err(ArrangeError::new(format!("`{id}` is not the id of a resource group: {form}")));
        }
        self.change(|world, account, _| {
            world.account_mut(account).resource_groups.insert(id.to_owned());
        });
        Ok(())
    }

    /// The ids of the account's resource groups without the default one, in alphabetical order.
    #[must_use]
    #[track_caller]
    pub fn resource_groups(&self) -> Vec<String> {
        self.read(|world, account| world.account(account).resource_groups.iter().cloned().collect())
    }
}
