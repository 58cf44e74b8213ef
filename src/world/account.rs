//! Accounts, their RAM users, and the AccessKeys that identify callers.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;

use super::settings::DEFAULT_GROUP;
use super::{Kms, StoredCloudBox};
use crate::ram::{Document, GroupPolicies};

/// The index of an account in the world. A test can change the id of an account, but not its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AccountIx(pub(super) usize);

/// The index of a RAM user in its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct UserIx(pub(super) usize);

/// The holder of an AccessKey: an account itself, or one of its RAM users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Holder {
    pub account: AccountIx,
    pub user: Option<UserIx>,
}

#[cfg(feature = "state")]
impl AccountIx {
    /// The number of the account, in the order in which the accounts were created.
    pub const fn number(self) -> usize {
        self.0
    }
}

impl From<AccountIx> for Holder {
    fn from(account: AccountIx) -> Self {
        Self { account, user: None }
    }
}

impl From<(AccountIx, UserIx)> for Holder {
    fn from((account, user): (AccountIx, UserIx)) -> Self {
        Self { account, user: Some(user) }
    }
}

/// An Alibaba Cloud account. It may own buckets.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredAccount {
    /// The UID, 1–32 digits.
    pub id: Arc<str>,
    pub name: Arc<str>,
    /// `true` if the account is in arrears or disabled.
    pub suspended: bool,
    pub v1_forbidden: bool,
    /// `true` if public access is blocked for all its buckets.
    pub block_public_access: bool,
    pub kms: Kms,
    pub cloudboxes: Vec<StoredCloudBox>,
    /// The ids of its resource groups, without the default one.
    pub resource_groups: BTreeSet<String>,
    pub users: Vec<Arc<StoredRamUser>>,
    pub groups: Vec<Arc<UserGroup>>,
    pub roles: Vec<Arc<StoredRole>>,
}

impl StoredAccount {
    /// The id of the default resource group, made from the account's id. It has the buckets without a group of their own.
    pub fn default_resource_group(&self) -> String {
        format!("rg-{}", self.id)
    }

    pub fn has_resource_group(&self, id: &str) -> bool {
        self.resource_groups.contains(id) || self.is_default_resource_group(id)
    }

    /// Returns `true` if the text names the default group: by its id, as `rg-default-id`, or by saying nothing.
    pub fn is_default_resource_group(&self, id: &str) -> bool {
        id.is_empty() || id == DEFAULT_GROUP || id == self.default_resource_group()
    }

    /// The CloudBox with this id; `None` if the account has no such box.
    pub fn cloudbox(&self, id: &str) -> Option<&StoredCloudBox> {
        self.cloudboxes.iter().find(|cloudbox| *cloudbox.id == *id)
    }
}

#[cfg(feature = "world-file")]
impl StoredAccount {
    pub fn user(&self, user: UserIx) -> &StoredRamUser {
        &self.users[user.0]
    }
}

/// A group of RAM users. The policies attached to the group hold for each of its members.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct UserGroup {
    pub group: Arc<GroupPolicies>,
    pub members: Vec<UserIx>,
}

/// A role. The policies attached to it hold for all its sessions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredRole {
    pub name: Arc<str>,
    pub policies: Vec<Arc<Document>>,
}

/// The index of a role in its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RoleIx(pub(super) usize);

/// A RAM user, with the policies attached to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredRamUser {
    /// The UID, 1–32 digits.
    pub id: Arc<str>,
    pub name: Arc<str>,
    pub policies: Vec<Arc<Document>>,
}

/// An AccessKey pair, either permanent or of an STS session.
#[derive(Clone, PartialEq)]
pub(crate) struct StoredAccessKey {
    pub id: Arc<str>,
    pub secret: Arc<str>,
    pub holder: Holder,
    pub enabled: bool,
    /// The only addresses it may be used from; `None` if it is not restricted.
    pub sources: Option<Vec<IpAddr>>,
    pub session: Option<Session>,
}

/// The STS session of a temporary AccessKey.
#[derive(Clone, PartialEq)]
pub(crate) struct Session {
    pub token: Arc<str>,
    pub expires: Timestamp,
    /// `None` if the session is of the account itself.
    pub role: Option<SessionRole>,
}

/// The role of a session.
#[derive(Clone, PartialEq)]
pub(crate) struct SessionRole {
    pub role: RoleIx,
    pub name: Arc<str>,
    /// The session policy, which narrows the permissions of the role.
    pub policy: Option<Arc<Document>>,
}

impl std::fmt::Debug for StoredAccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessKey")
            .field("id", &self.id)
            .field("holder", &self.holder)
            .field("enabled", &self.enabled)
            .field("sources", &self.sources)
            .field("expires", &self.session.as_ref().map(|session| session.expires))
            .finish_non_exhaustive()
    }
}
