//! The decision: referer rules, session policy, explicit deny, allow, ownership, ACLs, in this order.
//!
//! Source: `help.aliyun.com/zh/oss/user-guide/authentication` (authentication workflow).

use std::fmt;

use super::acl::{Access, Acl, Acls};
use super::document::{Document, Source, StatementRef};
use super::principal::Principal;
use super::question::PolicyQuestion;
use super::referer::RefererDenial;
use super::statement::{Effect, Statement};
use crate::error::Assumption;

/// The kind of a refusal: no statement allows it, or a statement denies it.
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

/// The decision, with its reason.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// The caller is allowed.
    Allowed(Grant),
    /// The caller is not allowed.
    Denied(Reason),
}

/// The reason a request is allowed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Grant {
    /// The caller is the account that owns the resource.
    Owner,
    /// A statement of a policy of the caller or of the bucket.
    Statement(StatementRef),
    /// The ACL of the bucket.
    BucketAcl(Acl),
    /// The object's own ACL.
    ObjectAcl(Acl),
}

/// The reason a request is denied.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The request has no credentials, and nothing is open to everyone.
    Anonymous,
    /// The caller belongs to another account than the owner, and nothing shares the resource with it.
    ForeignAccount,
    /// No statement attached to the RAM user or role, or of the bucket's policy, allows the action on the resource.
    NoStatement {
        /// The number of statements attached to the caller, including those of its groups.
        statements: usize,
    },
    /// No statement allows it, and neither does the object's own ACL.
    ObjectAcl(Acl),
    /// A statement denies it.
    Statement(StatementRef),
    /// A statement of the caller's policies and a statement of the bucket's policy deny it.
    Both {
        /// The statement of the caller.
        identity: StatementRef,
        /// The statement of the bucket.
        bucket: StatementRef,
    },
    /// The session policy denies it: by a statement, or by not allowing it.
    Session(Option<StatementRef>),
    /// The referer rules of the bucket refuse it, whatever policies say.
    Referer(RefererDenial),
}

impl Reason {
    /// The kind of the denial: explicit or implicit.
    #[must_use]
    pub const fn denial(&self) -> Denial {
        match self {
            Self::Statement(_) | Self::Both { .. } | Self::Session(Some(_)) | Self::Referer(_) => Denial::Explicit,
            Self::Anonymous
            | Self::ForeignAccount
            | Self::NoStatement { .. }
            | Self::ObjectAcl(_)
            | Self::Session(None) => Denial::Implicit,
        }
    }

    /// The statements that deny it.
    pub fn statements(&self) -> impl Iterator<Item = &StatementRef> {
        let (first, second) = match self {
            Self::Statement(reference) | Self::Session(Some(reference)) => (Some(reference), None),
            Self::Both { identity, bucket } => (Some(identity), Some(bucket)),
            Self::Anonymous
            | Self::ForeignAccount
            | Self::NoStatement { .. }
            | Self::ObjectAcl(_)
            | Self::Session(None)
            | Self::Referer(_) => (None, None),
        };
        first.into_iter().chain(second)
    }
}

impl Decision {
    /// Returns `true` if the caller is allowed.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed(_))
    }

    /// The kind of the denial; `None` if the caller is allowed.
    #[must_use]
    pub const fn denial(&self) -> Option<Denial> {
        match self {
            Self::Allowed(_) => None,
            Self::Denied(reason) => Some(reason.denial()),
        }
    }

    pub(super) fn statements_mut(&mut self) -> Vec<&mut StatementRef> {
        match self {
            Self::Allowed(Grant::Statement(reference))
            | Self::Denied(Reason::Statement(reference) | Reason::Session(Some(reference))) => vec![reference],
            Self::Denied(Reason::Both { identity, bucket }) => vec![identity, bucket],
            Self::Allowed(_) | Self::Denied(_) => Vec::new(),
        }
    }

    /// The statements that decide.
    pub(super) fn statements(&self) -> Vec<&StatementRef> {
        match self {
            Self::Allowed(Grant::Statement(reference)) => vec![reference],
            Self::Allowed(Grant::Owner | Grant::BucketAcl(_) | Grant::ObjectAcl(_)) => Vec::new(),
            Self::Denied(reason) => reason.statements().collect(),
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed(Grant::Owner) => f.write_str("allowed: the caller owns it"),
            Self::Allowed(Grant::Statement(reference)) => write!(f, "allowed by {reference}"),
            Self::Allowed(Grant::BucketAcl(acl)) => write!(f, "allowed: the bucket is {acl}"),
            Self::Allowed(Grant::ObjectAcl(acl)) => write!(f, "allowed: the object is {acl}"),
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
            Self::Denied(Reason::ObjectAcl(acl)) => write!(f, "implicitly denied: the object is {acl}"),
            Self::Denied(Reason::Statement(reference) | Reason::Session(Some(reference))) => {
                write!(f, "explicitly denied by {reference}")
            }
            Self::Denied(Reason::Both { identity, bucket }) => {
                write!(f, "explicitly denied by {identity}, and by {bucket}")
            }
            Self::Denied(Reason::Session(None)) => {
                f.write_str("implicitly denied: the session policy does not allow it")
            }
            Self::Denied(Reason::Referer(denial)) => write!(f, "denied by the referer rules of the bucket: {denial}"),
        }
    }
}

/// The relation of the caller to the owner of the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CallerRelation {
    /// A caller without credentials.
    Anonymous,
    /// The account that owns it.
    Owner,
    /// A RAM user of the account that owns it.
    RamUserOfOwner,
    /// A session of a role of the account that owns it.
    RoleOfOwner,
    /// Another account, or one of its RAM users or roles.
    Foreign,
}

impl CallerRelation {
    pub(crate) fn of(question: &PolicyQuestion<'_>) -> Self {
        let owner = question.resource.owner;
        match question.caller {
            Principal::Anonymous => Self::Anonymous,
            Principal::Root { account } if account == owner => Self::Owner,
            Principal::RamUser { account, .. } if account == owner => Self::RamUserOfOwner,
            Principal::Role { account, .. } if account == owner => Self::RoleOfOwner,
            Principal::Root { .. } | Principal::RamUser { .. } | Principal::Role { .. } => Self::Foreign,
        }
    }

    /// Returns `true` if the policies attached to the caller count: they apply only within its own account.
    pub(super) const fn has_policies(self) -> bool {
        matches!(self, Self::RamUserOfOwner | Self::RoleOfOwner)
    }
}

impl fmt::Display for CallerRelation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "the caller is anonymous: only what is open to everyone speaks for them",
            Self::Owner => "the caller is the account that owns the resource: only the bucket's policy can deny it",
            Self::RamUserOfOwner => "the caller is a RAM user of the account that owns the resource: policies decide",
            Self::RoleOfOwner => "the caller is a role of the account that owns the resource: policies decide",
            Self::Foreign => "the caller is of another account than the owner: only what the bucket shares counts",
        })
    }
}

/// The result of a set of policies: the first statement that denies, and the first that allows.
#[derive(Default)]
struct Verdict {
    deny: Option<StatementRef>,
    allow: Option<StatementRef>,
    statements: usize,
}

impl Verdict {
    /// Adds the result of a policy: the first applying statement of each effect is kept.
    fn hear(
        &mut self,
        question: &PolicyQuestion<'_>,
        action: &str,
        source: &dyn Fn() -> Source,
        place: usize,
        policy: &Document,
    ) {
        for (s, statement) in policy.statements.iter().enumerate() {
            self.statements += 1;
            for doubt in statement.doubts.iter().filter(|_| statement.names_action(action)) {
                question.context.doubt(&|| format!("{}: {doubt}", reference_to(source(), place, s, statement).place()));
            }
            let settled = match statement.effect {
                Effect::Deny => &self.deny,
                Effect::Allow => &self.allow,
            };
            if settled.is_some() || !counts(question, statement) || !statement.applies(question, action) {
                continue;
            }
            let reference = reference_to(source(), place, s, statement);
            match statement.effect {
                Effect::Deny => self.deny = Some(reference),
                Effect::Allow => self.allow = Some(reference),
            }
        }
    }
}

impl PolicyQuestion<'_> {
    /// The statements a decision did not evaluate: referer rules that refuse and a session policy that does not allow decide
    /// alone, and the policies attached to the caller count only if its account is the owner.
    pub fn unheard(&self, decision: &Decision) -> Vec<StatementRef> {
        let alone = matches!(decision, Decision::Denied(Reason::Session(_) | Reason::Referer(_)));
        if !alone && CallerRelation::of(self).has_policies() {
            return Vec::new();
        }
        let attached = self.caller.policies().iter().enumerate();
        let mut references: Vec<StatementRef> =
            attached.flat_map(|(place, policy)| references_in(Source::Attached, place, policy)).collect();
        for group in self.caller.groups() {
            let of_group = group.policies.iter().enumerate();
            references.extend(
                of_group.flat_map(|(place, policy)| references_in(Source::Group(group.name.clone()), place, policy)),
            );
        }
        if let Some(policy) = self.bucket_policy.filter(|_| alone) {
            references.extend(references_in(Source::Bucket, 0, policy.document()));
        }
        references
    }
}

/// All statements of a policy.
fn references_in(source: Source, policy: usize, document: &Document) -> impl Iterator<Item = StatementRef> {
    let statements = document.statements.iter().enumerate();
    statements.map(move |(place, statement)| reference_to(source.clone(), policy, place, statement))
}

/// Returns `false` for a public statement while public access is blocked.
pub(super) fn counts(question: &PolicyQuestion<'_>, statement: &Statement) -> bool {
    !(question.acls.blocked && statement.is_public())
}

pub(super) fn reference_to(source: Source, policy: usize, statement: usize, of: &Statement) -> StatementRef {
    StatementRef { source, policy: policy + 1, statement: statement + 1, summary: of.summary.clone() }
}

fn identity(question: &PolicyQuestion<'_>, action: &str, standing: CallerRelation) -> Verdict {
    let mut verdict = Verdict::default();
    if standing.has_policies() {
        for (place, policy) in question.caller.policies().iter().enumerate() {
            verdict.hear(question, action, &|| Source::Attached, place, policy);
        }
        for group in question.caller.groups() {
            for (place, policy) in group.policies.iter().enumerate() {
                verdict.hear(question, action, &|| Source::Group(group.name.clone()), place, policy);
            }
        }
    }
    verdict
}

/// Decides. The order of statements never changes the effect; the first that applies is the one quoted.
pub(crate) fn decide(question: &PolicyQuestion<'_>) -> Decision {
    if let Some((rules, referer)) = &question.referer {
        let check = rules.check(referer);
        if check.assumed {
            question.context.assume(Assumption::RefererPatterns);
        }
        if check.more_than_name {
            question.context.assume(Assumption::RefererHostAsWritten);
        }
        if let Some(denial) = check.denial {
            return Decision::Denied(Reason::Referer(denial));
        }
    }
    let action = question.action.to_ascii_lowercase();
    if let Some(policy) = question.caller.session_policy() {
        let mut session = Verdict::default();
        session.hear(question, &action, &|| Source::Session, 0, policy);
        if session.deny.is_some() || session.allow.is_none() {
            return Decision::Denied(Reason::Session(session.deny));
        }
    }
    let standing = CallerRelation::of(question);
    let identity = identity(question, &action, standing);
    let mut bucket = Verdict::default();
    if let Some(policy) = question.bucket_policy {
        bucket.hear(question, &action, &|| Source::Bucket, 0, policy.document());
    }
    match (identity.deny, bucket.deny) {
        (Some(identity), Some(bucket)) => return Decision::Denied(Reason::Both { identity, bucket }),
        (Some(reference), None) | (None, Some(reference)) => return Decision::Denied(Reason::Statement(reference)),
        (None, None) => {}
    }
    if let Some(reference) = identity.allow.or(bucket.allow) {
        return Decision::Allowed(Grant::Statement(reference));
    }
    if standing == CallerRelation::Owner {
        return Decision::Allowed(Grant::Owner);
    }
    by_acl(question)
        .map_or_else(|| Decision::Denied(unallowed(question, standing, identity.statements)), Decision::Allowed)
}

/// The grant of an ACL: the object's own, or the bucket's.
fn by_acl(question: &PolicyQuestion<'_>) -> Option<Grant> {
    let Acls { bucket, object, blocked } = question.acls;
    let acl = object.unwrap_or(bucket);
    let grant = if object.is_some() { Grant::ObjectAcl(acl) } else { Grant::BucketAcl(acl) };
    (!blocked && acl.grants(question.access)).then_some(grant)
}

/// The reason for denying a request that nothing allows.
const fn unallowed(question: &PolicyQuestion<'_>, standing: CallerRelation, statements: usize) -> Reason {
    match (question.acls.object, question.access) {
        (Some(acl), Access::Read | Access::Write) if !question.acls.blocked => return Reason::ObjectAcl(acl),
        _ => {}
    }
    match standing {
        CallerRelation::Anonymous => Reason::Anonymous,
        CallerRelation::Foreign => Reason::ForeignAccount,
        CallerRelation::Owner | CallerRelation::RamUserOfOwner | CallerRelation::RoleOfOwner => {
            Reason::NoStatement { statements }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Resource;
    use super::super::context::{ConditionContext, Key, KeyValue};
    use super::*;

    struct Nothing;

    impl ConditionContext for Nothing {
        fn value(&self, _: &Key) -> Option<KeyValue<'_>> {
            None
        }
    }

    fn ask(policies: &[&str], action: &str, path: &str) -> Decision {
        let policies: Vec<Arc<Document>> = policies
            .iter()
            .map(|p| Arc::new(format!(r#"{{"Version":"1","Statement":{p}}}"#).parse().unwrap()))
            .collect();
        decide(&PolicyQuestion {
            caller: Principal::RamUser { account: "1001", id: "20001", policies: &policies, groups: &[] },
            action,
            resource: Resource { service: "oss", region: "cn-hangzhou", owner: "1001", path },
            access: Access::Other,
            acls: Acls::default(),
            bucket_policy: None,
            referer: None,
            context: &Nothing,
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
