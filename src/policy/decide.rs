//! The decision: explicit deny over allow over implicit deny; then ownership.
//!
//! Source: `help.aliyun.com/zh/oss/user-guide/authentication` (authentication workflow).

use std::fmt;
use std::sync::Arc;

use super::document::{Clause, Document, Effect};

/// What is asked: may this caller do this action on this resource?
pub(crate) struct Question<'a> {
    pub caller: Principal<'a>,
    /// `oss:PutBucketEncryption`.
    pub action: &'a str,
    pub resource: Resource<'a>,
}

/// Who asks, with what speaks for them.
pub(crate) enum Principal<'a> {
    Anonymous,
    Root { account: &'a str },
    RamUser { account: &'a str, policies: &'a [Arc<Document>] },
}

/// `acs:oss:{region}:{owner}:{path}`; the path is `bucket`, `bucket/key`, or `*` for the service.
pub(crate) struct Resource<'a> {
    pub region: &'a str,
    pub owner: &'a str,
    pub path: &'a str,
}

impl fmt::Display for Resource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "acs:oss:{}:{}:{}", self.region, self.owner, self.path)
    }
}

/// How a caller was refused: by nothing allowing it, or by a statement denying it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Denial {
    /// Nothing allows it.
    Implicit,
    /// A statement with effect `Deny` applies.
    Explicit,
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Implicit => "implicitly",
            Self::Explicit => "explicitly",
        })
    }
}

/// Whether the caller may, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The caller may.
    Allowed(Grant),
    /// The caller may not.
    Denied(Reason),
}

/// What allows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Grant {
    /// The caller is the account that owns the resource.
    Owner,
    /// A statement of a policy attached to the RAM user.
    Statement(Clause),
}

/// What denies it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The request carries no credentials.
    Anonymous,
    /// The caller is of another account than the owner, and nothing shares the resource with it.
    ForeignAccount,
    /// No statement attached to the RAM user allows the action on the resource.
    NoStatement {
        /// How many statements were looked at.
        statements: usize,
    },
    /// A statement denies it.
    Statement(Clause),
}

impl Reason {
    /// Whether this is an explicit or an implicit denial.
    #[must_use]
    pub const fn denial(&self) -> Denial {
        match self {
            Self::Statement(_) => Denial::Explicit,
            Self::Anonymous | Self::ForeignAccount | Self::NoStatement { .. } => Denial::Implicit,
        }
    }
}

impl Decision {
    /// Whether the caller may.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }

    /// How the caller was refused, if so.
    #[must_use]
    pub const fn denial(&self) -> Option<Denial> {
        match self {
            Self::Allowed(_) => None,
            Self::Denied(reason) => Some(reason.denial()),
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed(Grant::Owner) => f.write_str("allowed: the caller owns it"),
            Self::Allowed(Grant::Statement(clause)) => write!(f, "allowed by {clause}"),
            Self::Denied(Reason::Anonymous) => f.write_str("implicitly denied: the request is anonymous"),
            Self::Denied(Reason::ForeignAccount) => {
                f.write_str("implicitly denied: the caller is of another account than the owner")
            }
            Self::Denied(Reason::NoStatement { statements: 0 }) => {
                f.write_str("implicitly denied: no policy is attached to the caller")
            }
            Self::Denied(Reason::NoStatement { statements: 1 }) => {
                f.write_str("implicitly denied: the caller's one statement does not apply")
            }
            Self::Denied(Reason::NoStatement { statements }) => {
                write!(f, "implicitly denied: none of the caller's {statements} statements applies")
            }
            Self::Denied(Reason::Statement(clause)) => write!(f, "explicitly denied by {clause}"),
        }
    }
}

/// What a caller is to the owner of the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Standing {
    /// Nobody known.
    Anonymous,
    /// The account that owns it.
    Owner,
    /// A RAM user of the account that owns it.
    RamUserOfOwner,
    /// Another account, or one of its RAM users.
    Foreign,
}

impl Standing {
    pub(super) fn of(question: &Question<'_>) -> Self {
        let owner = question.resource.owner;
        match question.caller {
            Principal::Anonymous => Self::Anonymous,
            Principal::Root { account } if account == owner => Self::Owner,
            Principal::RamUser { account, .. } if account == owner => Self::RamUserOfOwner,
            Principal::Root { .. } | Principal::RamUser { .. } => Self::Foreign,
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "the caller is anonymous: nothing speaks for them",
            Self::Owner => "the caller is the account that owns the resource: no policy is looked at",
            Self::RamUserOfOwner => "the caller is a RAM user of the account that owns the resource: policies decide",
            Self::Foreign => "the caller is of another account than the owner: no policy is looked at",
        })
    }
}

impl<'a> Principal<'a> {
    pub(super) const fn policies(&self) -> &'a [Arc<Document>] {
        match self {
            Self::RamUser { policies, .. } => policies,
            Self::Anonymous | Self::Root { .. } => &[],
        }
    }
}

/// Decides. The order of statements never changes the effect; the first that speaks is the one quoted.
pub(crate) fn decide(question: &Question<'_>) -> Decision {
    match Standing::of(question) {
        Standing::Anonymous => Decision::Denied(Reason::Anonymous),
        Standing::Owner => Decision::Allowed(Grant::Owner),
        // A RAM policy speaks only within its own account: across accounts it is an implicit deny.
        Standing::Foreign => Decision::Denied(Reason::ForeignAccount),
        Standing::RamUserOfOwner => over_statements(question, question.caller.policies()),
    }
}

fn over_statements(question: &Question<'_>, policies: &[Arc<Document>]) -> Decision {
    let action = question.action.to_ascii_lowercase();
    let mut allowed = None;
    let mut statements = 0;
    for (p, policy) in policies.iter().enumerate() {
        for (s, statement) in policy.statements.iter().enumerate() {
            statements += 1;
            // An Allow behind another Allow cannot change anything.
            if (statement.effect == Effect::Allow && allowed.is_some()) || !statement.applies(question, &action) {
                continue;
            }
            let clause = Clause { policy: p + 1, statement: s + 1, summary: statement.summary.clone() };
            match statement.effect {
                Effect::Deny => return Decision::Denied(Reason::Statement(clause)),
                Effect::Allow => allowed = Some(clause),
            }
        }
    }
    match allowed {
        Some(clause) => Decision::Allowed(Grant::Statement(clause)),
        None => Decision::Denied(Reason::NoStatement { statements }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(policies: &[&str], action: &str, path: &str) -> Decision {
        let policies: Vec<Arc<Document>> = policies
            .iter()
            .map(|p| Arc::new(format!(r#"{{"Version":"1","Statement":{p}}}"#).parse().unwrap()))
            .collect();
        decide(&Question {
            caller: Principal::RamUser { account: "1001", policies: &policies },
            action,
            resource: Resource { region: "cn-hangzhou", owner: "1001", path },
        })
    }

    #[test]
    fn deny_wins_wherever_it_stands() {
        let allow = r#"{"Effect":"Allow","Action":"oss:*","Resource":"*"}"#;
        let deny = r#"{"Effect":"Deny","Action":"oss:PutBucketEncryption","Resource":"*"}"#;
        for policies in [
            vec![format!("[{allow},{deny}]")],
            vec![format!("[{deny},{allow}]")],
            vec![format!("[{allow}]"), format!("[{deny}]")],
        ] {
            let policies: Vec<&str> = policies.iter().map(String::as_str).collect();
            assert_eq!(ask(&policies, "oss:PutBucketEncryption", "logs").denial(), Some(Denial::Explicit));
            assert!(ask(&policies, "oss:GetBucketEncryption", "logs").is_allowed());
        }
    }

    #[test]
    fn a_short_resource_name_is_matched_as_a_whole() {
        let allow = |resource: &str| format!(r#"[{{"Effect":"Allow","Action":"oss:*","Resource":"{resource}"}}]"#);
        for (resource, path, expected) in [
            ("acs:oss:*", "logs", true),
            ("acs:ecs:*", "logs", false),
            ("acs:ecs:*:*:*", "logs", false),
            ("acs:oss:*::logs", "logs", true),
            ("acs:oss:cn-hangzhou:1001:logs", "logs", true),
            ("acs:oss:oss-cn-hangzhou:1001:logs", "logs", true),
            ("acs:oss:cn-beijing:1001:logs", "logs", false),
            ("acs:oss:*:*:logs/*", "logs", false),
            ("acs:oss:*:*:logs", "logs/key", false),
            ("acs:oss:*:*:logs/a:b", "logs/a:b", true),
            ("acs:oss:*:*:*", "*", true),
        ] {
            assert_eq!(
                ask(&[&allow(resource)], "oss:GetBucketInfo", path).is_allowed(),
                expected,
                "{resource} on {path}"
            );
        }
    }
}
