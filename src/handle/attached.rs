//! The policies of a caller and their places, for removing them from a copy of the world.

use std::sync::Arc;

use crate::journal::{CallerName, CallerPattern};
use crate::ram::{Document, Source};
use crate::world::World;

impl CallerPattern {
    /// The policies that count for the caller, with their places; `None` if no caller has this name. Empty for an account and
    /// for an anonymous caller.
    pub(crate) fn policies(&self, world: &World) -> Option<Vec<(Source, Vec<Arc<Document>>)>> {
        let attached = match &self.0 {
            CallerName::Anonymous => return Some(Vec::new()),
            CallerName::Account(name) => return world.account_named(name).map(|_| Vec::new()),
            CallerName::RamUser { account, name } => {
                let account = world.account_named(account)?;
                let user = world.user_named(account, name)?;
                let groups = world.groups_of(account, user);
                let groups = groups.map(|group| (Source::Group(group.name.clone()), group.policies.clone()));
                let own = (Source::Attached, world.user(account, user).policies.clone());
                return Some(std::iter::once(own).chain(groups).collect());
            }
            CallerName::Role { account, name } | CallerName::Session { account, role: name, .. } => {
                let account = world.account_named(account)?;
                world.role(account, world.role_named(account, name)?).policies.clone()
            }
        };
        Some(vec![(Source::Attached, attached)])
    }

    /// The policies attached in one of these places.
    pub(crate) fn policies_mut<'w>(&self, world: &'w mut World, source: &Source) -> Option<&'w mut Vec<Arc<Document>>> {
        let (account, name) = match &self.0 {
            CallerName::Anonymous | CallerName::Account(_) => return None,
            CallerName::RamUser { account, name }
            | CallerName::Role { account, name }
            | CallerName::Session { account, role: name, .. } => (world.account_named(account)?, name),
        };
        match (&self.0, source) {
            (_, Source::Group(group)) => Some(&mut Arc::make_mut(&mut world.group_mut(account, group)?.group).policies),
            (CallerName::Role { .. } | CallerName::Session { .. }, _) => {
                let role = world.role_named(account, name)?;
                Some(&mut world.role_mut(account, role).policies)
            }
            _ => {
                let user = world.user_named(account, name)?;
                Some(&mut world.user_mut(account, user).policies)
            }
        }
    }
}
