//! Who asks, with what speaks for them.

use std::borrow::Cow;
use std::sync::Arc;

use super::document::Document;

/// Who asks, with what speaks for them; all of it is borrowed, so a clone costs nothing.
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
        groups: &'a [Arc<Group>],
    },
    /// A session of a role.
    Role {
        account: &'a str,
        role: &'a str,
        session: &'a str,
        policies: &'a [Arc<Document>],
        /// What narrows the session further.
        session_policy: Option<&'a Document>,
    },
}

/// What a RAM user has as a member of a group.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Group {
    pub name: Arc<str>,
    pub policies: Vec<Arc<Document>>,
}

impl<'a> Principal<'a> {
    /// The account the caller is or belongs to.
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

    pub(super) const fn groups(&self) -> &'a [Arc<Group>] {
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

    /// How a bucket policy names the caller; an anonymous one has no name.
    pub(super) fn name(&self) -> Option<Cow<'a, str>> {
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

/// How a bucket policy names a session of a role: the role stands in lower case.
pub(crate) fn role_session(account: &str, role: &str, session: &str) -> String {
    format!("arn:sts::{account}:assumed-role/{}/{session}", role.to_lowercase())
}
