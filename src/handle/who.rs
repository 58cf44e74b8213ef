//! Conversions of handles to callers in a pattern of calls.

#[cfg(feature = "control")]
use crate::auth::Caller;
use crate::journal::{CallerName, CallerPattern};
#[cfg(feature = "control")]
use crate::world::World;

use super::{Account, RamUser, Role, RoleSession};

impl From<&Account> for CallerPattern {
    fn from(account: &Account) -> Self {
        Self(CallerName::Account(account.name.clone()))
    }
}

impl From<&RamUser> for CallerPattern {
    fn from(user: &RamUser) -> Self {
        Self(CallerName::RamUser { account: user.account.clone(), name: user.name.clone() })
    }
}

impl From<&Role> for CallerPattern {
    fn from(role: &Role) -> Self {
        Self(CallerName::Role { account: role.account.clone(), name: role.name.clone() })
    }
}

impl From<&RoleSession> for CallerPattern {
    fn from(session: &RoleSession) -> Self {
        let RoleSession { role, name } = session;
        Self(CallerName::Session { account: role.account.clone(), role: role.name.clone(), name: name.clone() })
    }
}

/// Finds the caller with this display name: `acme`, `acme/ci` for a RAM user or for a role with all its sessions,
/// `acme/ops/deploy` for one session, `anonymous`.
#[cfg(feature = "control")]
pub(crate) fn who_is(world: &World, name: &str) -> Option<CallerPattern> {
    if name == Caller::Anonymous.to_string() {
        return Some(CallerPattern(CallerName::Anonymous));
    }
    if world.account_named(name).is_some() {
        return Some(CallerPattern(CallerName::Account(name.into())));
    }
    let (account, name) = name.split_once('/')?;
    let ix = world.account_named(account)?;
    let account = account.into();
    if world.user_named(ix, name).is_some() {
        return Some(CallerPattern(CallerName::RamUser { account, name: name.into() }));
    }
    if world.role_named(ix, name).is_some() {
        return Some(CallerPattern(CallerName::Role { account, name: name.into() }));
    }
    let (role, session) = name.rsplit_once('/')?;
    world.session_of_role(ix, world.role_named(ix, role)?, session)?;
    Some(CallerPattern(CallerName::Session { account, role: role.into(), name: session.into() }))
}
