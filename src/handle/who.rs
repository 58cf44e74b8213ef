//! Conversions of handles to callers in a pattern of calls.

#[cfg(feature = "control")]
use crate::auth::Caller;
use crate::journal::{Named, Who};
#[cfg(feature = "control")]
use crate::world::World;

use super::{Account, RamUser, Role, RoleSession};

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

/// Finds the caller with this display name: `acme`, `acme/ci` for a RAM user or for a role with all its sessions,
/// `acme/ops/deploy` for one session, `anonymous`.
#[cfg(feature = "control")]
pub(crate) fn who_is(world: &World, name: &str) -> Option<Who> {
    if name == Caller::Anonymous.to_string() {
        return Some(Who(Named::Anonymous));
    }
    if world.account_named(name).is_some() {
        return Some(Who(Named::Account(name.into())));
    }
    let (account, name) = name.split_once('/')?;
    let ix = world.account_named(account)?;
    let account = account.into();
    if world.user_named(ix, name).is_some() {
        return Some(Who(Named::RamUser { account, name: name.into() }));
    }
    if world.role_named(ix, name).is_some() {
        return Some(Who(Named::Role { account, name: name.into() }));
    }
    let (role, session) = name.rsplit_once('/')?;
    world.session_of_role(ix, world.role_named(ix, role)?, session)?;
    Some(Who(Named::Session { account, role: role.into(), name: session.into() }))
}
