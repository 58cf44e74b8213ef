//! Who asks, and how a bucket policy names them.

use std::sync::Arc;

use super::document::Document;
use super::pattern::Pattern;

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

    /// How a bucket policy names the caller: none for an anonymous one.
    pub(super) fn name(&self) -> Option<String> {
        match self {
            Self::Anonymous => None,
            Self::Root { account } => Some((*account).to_owned()),
            Self::RamUser { id, .. } => Some((*id).to_owned()),
            Self::Role { account, role, session, .. } => Some(role_session(account, role, session)),
        }
    }
}

/// How a bucket policy names a session of a role: the role stands in lower case.
pub(crate) fn role_session(account: &str, role: &str, session: &str) -> String {
    format!("arn:sts::{account}:assumed-role/{}/{session}", role.to_lowercase())
}

/// Whom a statement of a bucket policy is about.
///
/// Source: `help.aliyun.com/zh/oss/user-guide/authorization-syntax-and-elements` (Principal).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Principals {
    patterns: Vec<PrincipalPattern>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PrincipalPattern {
    Everyone,
    /// An account itself, or a RAM user.
    Uid(Box<str>),
    RoleSession(Pattern, Box<str>),
}

impl Principals {
    /// An empty list, and none at all, mean everyone. On failure: the place in the list, and the problem.
    pub fn new(texts: &[String]) -> Result<Self, (usize, String)> {
        let one = |(i, text): (usize, &String)| PrincipalPattern::new(text).map_err(|problem| (i, problem));
        Ok(Self { patterns: texts.iter().enumerate().map(one).collect::<Result<_, _>>()? })
    }

    pub fn names_everyone(&self) -> bool {
        self.patterns.is_empty() || self.patterns.contains(&PrincipalPattern::Everyone)
    }

    /// Everyone is everyone but the owner, unless a condition is there.
    pub fn matches(&self, caller: &Principal<'_>, owner: &str, with_condition: bool) -> bool {
        let is_owner = matches!(caller, Principal::Root { account } if *account == owner);
        (self.names_everyone() && (with_condition || !is_owner))
            || self.patterns.iter().any(|pattern| pattern.names(caller))
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|pattern| match pattern {
            PrincipalPattern::Everyone => "*",
            PrincipalPattern::Uid(text) | PrincipalPattern::RoleSession(_, text) => text,
        })
    }
}

impl PrincipalPattern {
    fn new(text: &str) -> Result<Self, String> {
        if text == "*" {
            Ok(Self::Everyone)
        } else if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self::Uid(text.into()))
        } else if text.starts_with("arn:sts::") && text.split('/').count() == 3 {
            Ok(Self::RoleSession(Pattern::new(text), text.into()))
        } else {
            let forms = "write a UID, `*` or `arn:sts::<uid>:assumed-role/<role in lower case>/<session>`";
            Err(format!("`{text}` is not a principal: {forms}"))
        }
    }

    fn names(&self, caller: &Principal<'_>) -> bool {
        match (self, caller) {
            (Self::Uid(uid), Principal::Root { account }) => **uid == **account,
            (Self::Uid(uid), Principal::RamUser { id, .. }) => **uid == **id,
            (Self::RoleSession(pattern, _), Principal::Role { account, role, session, .. }) => {
                pattern.matches(&role_session(account, role, session))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: Principal<'_> = Principal::Root { account: "1001" };
    const USER: Principal<'_> = Principal::RamUser { account: "1001", id: "20001", policies: &[], groups: &[] };
    const ROLE: Principal<'_> =
        Principal::Role { account: "1001", role: "DevRole", session: "s1", policies: &[], session_policy: None };

    #[test]
    fn whom_a_principal_names() {
        let everyone = [Principal::Anonymous, ROOT, USER, ROLE];
        for (texts, owner, with_condition, expected) in [
            (&["*"][..], "1001", false, [true, false, true, true]),
            (&[], "1001", false, [true, false, true, true]),
            (&["*"], "1001", true, [true; 4]),
            (&["*"], "2002", false, [true; 4]),
            (&["1001"], "1001", false, [false, true, false, false]),
            (&["20001"], "1001", false, [false, false, true, false]),
            (&["20002"], "1001", false, [false; 4]),
            (&["arn:sts::1001:assumed-role/devrole/*"], "1001", false, [false, false, false, true]),
            (&["arn:sts::1001:assumed-role/devrole/s2"], "1001", false, [false; 4]),
            (&["arn:sts::1001:assumed-role/DevRole/*"], "1001", false, [false; 4]),
            (&["arn:sts::2002:assumed-role/devrole/*"], "1001", false, [false; 4]),
            (&["arn:sts::*:*/*/*"], "1001", false, [false, false, false, true]),
            (&["20001", "1001"], "1001", false, [false, true, true, false]),
        ] {
            let list: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
            let principals = Principals::new(&list).unwrap();
            let found = everyone.each_ref().map(|caller| principals.matches(caller, owner, with_condition));
            assert_eq!(found, expected, "{texts:?} of {owner}, with a condition: {with_condition}");
        }
    }

    #[test]
    fn what_is_no_principal() {
        for text in ["", "acs:ram::1001:root", "2000*", "arn:sts::1001:assumed-role/devrole", "anonymous"] {
            let list = ["*".to_owned(), text.to_owned()];
            let (place, problem) = Principals::new(&list).expect_err(text);
            assert!(place == 1 && problem.contains("is not a principal"), "{problem}");
        }
    }
}
