//! The caller of a request, with its policies.

use std::borrow::Cow;
use std::sync::Arc;

use super::document::Document;

/// The caller of a request, with its policies; everything is borrowed, so a clone is cheap.
#[derive(Clone)]
pub(crate) enum Principal<'a> {
    Anonymous,
    Root {
        account: &'a str,
    },
    RamUser {
        account: &'a str,
        id: &'a str,
        policies: &'a [Arc<Document>],
        groups: &'a [Arc<GroupPolicies>],
    },
    /// A session of a role.
    Role {
        account: &'a str,
        role: &'a str,
        session: &'a str,
        policies: &'a [Arc<Document>],
        /// The session policy, which narrows the session further.
        session_policy: Option<&'a Document>,
    },
}

/// A group of a RAM user, with its policies.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GroupPolicies {
    pub name: Arc<str>,
    pub policies: Vec<Arc<Document>>,
}

impl<'a> Principal<'a> {
    /// The account that the caller is or belongs to.
    pub const fn account(&self) -> Option<&'a str> {
        match self {
            Self::Anonymous => None,
            Self::Root { account } | Self::RamUser { account, .. } | Self::Role { account, .. } => Some(account),
        }
    }

    pub(super) const fn policies(&self) -> &'a [Arc<Document>] {
        match self {
            Self::RamUser { policies, .. } | Self::Role { policies, .. } => policies,
            Self::Anonymous | Self::Root { .. } => &[],
        }
    }

    pub(super) const fn groups(&self) -> &'a [Arc<GroupPolicies>] {
        match self {
            Self::RamUser { groups, .. } => groups,
            Self::Anonymous | Self::Root { .. } | Self::Role { .. } => &[],
        }
    }

    pub(super) const fn session_policy(&self) -> Option<&'a Document> {
        match self {
            Self::Role { session_policy, .. } => *session_policy,
            Self::Anonymous | Self::Root { .. } | Self::RamUser { .. } => None,
        }
    }

    /// The name of the caller in a bucket policy; `None` if it is anonymous.
    pub(crate) fn name(&self) -> Option<Cow<'a, str>> {
        match self {
            Self::Anonymous => None,
            Self::Root { account } => Some(Cow::Borrowed(account)),
            Self::RamUser { id, .. } => Some(Cow::Borrowed(id)),
            Self::Role { account, role, session, .. } => Some(Cow::Owned(role_session(account, role, session))),
        }
    }

    /// Returns `true` if the caller is this account itself.
    pub(super) fn is_root_of(&self, owner: &str) -> bool {
        matches!(self, Self::Root { account } if *account == owner)
    }
}

/// The name of a role session in a bucket policy; the role is in lower case.
pub(crate) fn role_session(account: &str, role: &str, session: &str) -> String {
    format!("arn:sts::{account}:assumed-role/{}/{session}", role.to_lowercase())
}
