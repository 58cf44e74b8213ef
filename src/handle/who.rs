//! Handles of those who make calls, as a pattern of calls names them.

use super::{Account, RamUser, Role, RoleSession};
use crate::journal::{Named, Who};

impl From<&Account> for Who {
    fn from(account: &Account) -> Self {
        Self(Named::Account(account.name.clone()))
    }
}

impl From<&RamUser> for Who {
    fn from(user: &RamUser) -> Self {
        Self(Named::RamUser { account: user.account.clone(), name: user.name.clone() })
    }
}

impl From<&Role> for Who {
    fn from(role: &Role) -> Self {
        Self(Named::Role { account: role.account.clone(), name: role.name.clone() })
    }
}

impl From<&RoleSession> for Who {
    fn from(session: &RoleSession) -> Self {
        let RoleSession { role, name } = session;
        Self(Named::Session { account: role.account.clone(), role: role.name.clone(), name: name.clone() })
    }
}
