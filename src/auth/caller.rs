//! The identity that a request proved.

use std::fmt;
use std::sync::Arc;

use super::ClaimFacts;
use crate::ram::Principal;

/// The identity that a request proved.
///
/// Displayed as `anonymous`, `acme` for an account, `acme/ci` for a RAM user and `acme/ops/deploy` for the session
/// `deploy` of the role `ops`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Caller {
    /// An anonymous caller: the request carries no credentials.
    Anonymous,
    /// The account itself, with its own AccessKey or that of a session.
    Account {
        /// The UID.
        id: Arc<str>,
        /// The name the test gave it.
        name: Arc<str>,
    },
    /// A RAM user of an account.
    RamUser {
        /// The UID.
        id: Arc<str>,
        /// The name the test gave it.
        name: Arc<str>,
        /// The UID of the account.
        account_id: Arc<str>,
        /// The name of the account.
        account_name: Arc<str>,
    },
    /// A session of a role of an account.
    Role {
        /// The name of the role.
        name: Arc<str>,
        /// The name of the session.
        session: Arc<str>,
        /// The UID of the account.
        account_id: Arc<str>,
        /// The name of the account.
        account_name: Arc<str>,
    },
}

impl Caller {
    /// Returns the caller that the facts describe, after a claim was verified.
    pub(crate) fn from_facts(facts: &ClaimFacts) -> Self {
        if let (Some(account), Some((role, session))) = (&facts.account, facts.role_session()) {
            return Self::Role {
                name: role.name.clone(),
                session: session.name.clone(),
                account_id: account.id.clone(),
                account_name: account.name.clone(),
            };
        }
        match (&facts.account, &facts.user) {
            (Some(account), Some(user)) => Self::RamUser {
                id: user.id.clone(),
                name: user.name.clone(),
                account_id: account.id.clone(),
                account_name: account.name.clone(),
            },
            (Some(account), None) => Self::Account { id: account.id.clone(), name: account.name.clone() },
            (None, _) => Self::Anonymous,
        }
    }

    /// Returns the caller as policies see it, with its own policies.
    pub(crate) fn principal(facts: &ClaimFacts) -> Principal<'_> {
        if let (Some(account), Some((role, session))) = (&facts.account, facts.role_session()) {
            return Principal::Role {
                account: &account.id,
                role: &role.name,
                session: &session.name,
                policies: &role.policies,
                session_policy: session.policy.as_deref(),
            };
        }
        match (&facts.account, &facts.user) {
            (Some(account), Some(user)) => Principal::RamUser {
                account: &account.id,
                id: &user.id,
                policies: &user.policies,
                groups: &facts.groups,
            },
            (Some(account), None) => Principal::Root { account: &account.id },
            (None, _) => Principal::Anonymous,
        }
    }

    /// Returns the UID of the caller's account; `None` for an anonymous caller.
    #[must_use]
    pub fn account_id(&self) -> Option<&str> {
        match self {
            Self::Anonymous => None,
            Self::Account { id, .. } => Some(id),
            Self::RamUser { account_id, .. } | Self::Role { account_id, .. } => Some(account_id),
        }
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anonymous"),
            Self::Account { name, .. } => f.write_str(name),
            Self::RamUser { name, account_name, .. } => write!(f, "{account_name}/{name}"),
            Self::Role { name, session, account_name, .. } => write!(f, "{account_name}/{name}/{session}"),
        }
    }
}
