//! Holders of policies by their names, for requests to the control plane.

use std::sync::Arc;

use super::policies;
use crate::oss::Oss;
use crate::ram::{Document, PolicyError};
use crate::world::{AccountIx, World};

/// A RAM user, a group or a role by its name: `acme/ci`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PolicyHolder {
    RamUser(String),
    Group(String),
    Role(String),
}

impl PolicyHolder {
    /// The most policies that RAM attaches to it.
    const fn most(&self) -> usize {
        match self {
            Self::RamUser(_) => 10,
            Self::Group(_) | Self::Role(_) => 5,
        }
    }

    /// Returns its policies; `None` if there is no such holder.
    fn policies<'a>(&self, world: &'a mut World) -> Option<&'a mut Vec<Arc<Document>>> {
        let (Self::RamUser(name) | Self::Group(name) | Self::Role(name)) = self;
        let (account, name) = name.split_once('/')?;
        let account: AccountIx = world.account_named(account)?;
        match self {
            Self::RamUser(_) => {
                let user = world.user_named(account, name)?;
                Some(&mut world.user_mut(account, user).policies)
            }
            Self::Group(_) => world.group_mut(account, name).map(|group| &mut Arc::make_mut(&mut group.group).policies),
            Self::Role(_) => {
                let role = world.role_named(account, name)?;
                Some(&mut world.role_mut(account, role).policies)
            }
        }
    }

    fn absent(&self) -> String {
        match self {
            Self::RamUser(name) => format!("there is no RAM user `{name}`: write it like `acme/ci`"),
            Self::Group(name) => format!("there is no group `{name}`: write it like `acme/devs`"),
            Self::Role(name) => format!("there is no role `{name}`: write it like `acme/ops`"),
        }
    }
}

/// The reason a policy is not attached, with the field of a request that is wrong.
#[derive(Debug)]
pub(crate) struct NotAttached {
    pub field: &'static str,
    pub problem: String,
}

impl Oss {
    /// Attaches a policy, as JSON, to a holder.
    pub(crate) fn try_attach(&self, holder: &PolicyHolder, json: &str) -> Result<(), NotAttached> {
        let of_policy = |error: PolicyError| NotAttached { field: "policy", problem: error.to_string() };
        let of_holder = |problem: String| NotAttached { field: "of", problem };
        let policy = policies::read(json).map_err(of_policy)?;
        self.change(|world, _| {
            world.check_policy(&policy).map_err(of_policy)?;
            let attached = holder.policies(world).ok_or_else(|| of_holder(holder.absent()))?;
            if attached.len() >= holder.most() {
                let (count, most) = (attached.len(), holder.most());
                return Err(of_holder(format!("{count} policies are attached, and RAM takes no more than {most}")));
            }
            attached.push(Arc::new(policy));
            Ok(())
        })
    }

    /// Detaches all policies of a holder.
    pub(crate) fn try_detach(&self, holder: &PolicyHolder) -> Result<(), String> {
        self.change(|world, _| holder.policies(world).map(Vec::clear).ok_or_else(|| holder.absent()))
    }
}
