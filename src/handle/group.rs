//! Groups of RAM users.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::policies::{self, attaches_policies};
use super::{Account, ArrangeError, RamUser, or_panic};
use crate::oss::Oss;
use crate::ram::{Document, Effect, PolicyError};
use crate::world::{AccountIx, UserGroup, World};

/// A group of RAM users: its policies apply to each member.
///
/// The handle is a name, like [`Account`].
///
/// # Example
///
/// ```
/// let oss = ossmock::Oss::new();
/// let acme = oss.create_account("acme");
/// let logs = acme.create_bucket("logs");
/// let ci = acme.create_ram_user("ci");
/// acme.create_group("deployers").add_member(&ci).allow("oss:PutBucketEncryption", &logs.arn());
/// let explanation = oss.explain("acme/ci", "oss:PutBucketEncryption", &logs.arn())?;
/// assert!(explanation.decision.is_allowed());
/// # Ok::<(), ossmock::policy::QuestionError>(())
/// ```
#[derive(Clone)]
pub struct Group {
    oss: Oss,
    account: Arc<str>,
    name: Arc<str>,
}

impl Account {
    /// Creates a group without members and policies.
    ///
    /// # Panics
    ///
    /// If a group of the account has this name: look it up with [`Account::group`].
    #[track_caller]
    pub fn create_group(&self, name: &str) -> Group {
        or_panic(self.try_group(name))
    }

    #[track_caller]
    pub(crate) fn try_group(&self, name: &str) -> Result<Group, ArrangeError> {
        let added = self.change(|world, account, _| {
            let free = world.group_named(account, name).is_none();
            if free {
                world.add_group(account, name);
            }
            free
        });
        if !added {
            return Err(ArrangeError::new(format!("the account has a group `{name}` already")).or("group"));
        }
        Ok(Group { oss: self.oss.clone(), account: self.name.clone(), name: name.into() })
    }

    /// The groups, in the order of their creation.
    #[must_use]
    #[track_caller]
    pub fn groups(&self) -> Vec<Group> {
        let names: Vec<_> = self.read(|world, account| {
            world.account(account).groups.iter().map(|members| members.group.name.clone()).collect()
        });
        names.into_iter().map(|name| Group { oss: self.oss.clone(), account: self.name.clone(), name }).collect()
    }

    /// Returns the group of this name, or `None`.
    #[must_use]
    #[track_caller]
    pub fn group(&self, name: &str) -> Option<Group> {
        self.read(|world, account| world.group_named(account, name).map(drop))?;
        Some(Group { oss: self.oss.clone(), account: self.name.clone(), name: name.into() })
    }
}

impl Group {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Adds a RAM user to the group; a member stays one.
    ///
    /// # Panics
    ///
    /// If the RAM user belongs to another account.
    #[track_caller]
    pub fn add_member(&self, user: &RamUser) -> Self {
        assert!(
            user.account == self.account,
            "the RAM user `{}` is of `{}`, and the group `{}` of `{}`",
            user.name,
            user.account,
            self.name,
            self.account
        );
        or_panic(self.try_member(&user.name));
        self.clone()
    }

    #[track_caller]
    pub(crate) fn try_member(&self, user: &str) -> Result<(), ArrangeError> {
        let taken = self.change(|world, account, _| {
            let user = world.user_named(account, user)?;
            let members = &mut world.group_mut(account, &self.name)?.members;
            if !members.contains(&user) {
                members.push(user);
            }
            Some(())
        });
        taken.ok_or_else(|| ArrangeError::new(format!("the account has no RAM user `{user}`")))
    }

    /// Removes a RAM user from the group, if it is a member.
    #[track_caller]
    pub fn remove_member(&self, user: &RamUser) -> Self {
        self.change(|world, account, _| {
            let place = world.user_named(account, &user.name).filter(|_| user.account == self.account);
            if let (Some(place), Some(group)) = (place, world.group_mut(account, &self.name)) {
                group.members.retain(|member| *member != place);
            }
        });
        self.clone()
    }

    /// The names of its members, in the order they were added.
    #[must_use]
    #[track_caller]
    pub fn members(&self) -> Vec<String> {
        self.read(|world, account| {
            let members = world.group_named(account, &self.name).map(|group| group.members.as_slice());
            members.unwrap_or_default().iter().map(|user| world.user(account, *user).name.to_string()).collect()
        })
    }

    fn place(&self, world: &World) -> Option<AccountIx> {
        let account = world.account_named(&self.account)?;
        world.group_named(account, &self.name).map(|_| account)
    }

    #[track_caller]
    fn read<T>(&self, read: impl FnOnce(&World, AccountIx) -> T) -> T {
        match self.oss.read(|world| Some(read(world, self.place(world)?))) {
            Some(got) => got,
            None => self.gone(),
        }
    }

    #[track_caller]
    fn change<T>(&self, change: impl FnOnce(&mut World, AccountIx, Timestamp) -> T) -> T {
        let changed = self.oss.change(|world, now| {
            let place = self.place(world)?;
            Some(change(world, place, now))
        });
        match changed {
            Some(changed) => changed,
            None => self.gone(),
        }
    }

    #[track_caller]
    fn gone(&self) -> ! {
        panic!("there is no group `{}` of `{}` any more: the world was replaced", self.name, self.account)
    }

    /// Its policies, for changing them.
    fn of_mut<'w>(&self, world: &'w mut World, account: AccountIx) -> &'w mut Vec<Arc<Document>> {
        let group = world.group_mut(account, &self.name).expect("`place` has just found it");
        &mut Arc::make_mut(&mut group.group).policies
    }

    /// Its policies; the group exists, as `place` has just found it.
    fn of<'w>(&self, world: &'w World, account: AccountIx) -> &'w [Arc<Document>] {
        world.group_named(account, &self.name).map(|group| group.group.policies.as_slice()).unwrap_or_default()
    }
}

attaches_policies!(Group, 5, self, world, account, self.of(world, account).to_vec(), self.of_mut(world, account));

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = |world: &World| {
            let group: &UserGroup = world.group_named(world.account_named(&self.account)?, &self.name)?;
            Some((group.members.len(), group.group.policies.len()))
        };
        let found = self.oss.read(found);
        f.debug_struct("Group")
            .field("name", &self.name)
            .field("members", &found.map(|found| found.0))
            .field("policies", &found.map(|found| found.1))
            .finish_non_exhaustive()
    }
}
