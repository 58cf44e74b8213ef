//! The 403 response of OSS for a decision.
//!
//! Source: `help.aliyun.com/en/oss/user-guide/0003-00000201` (the detail), and captured answers (texts and ECs).

use super::operations::Operation;
use super::table::ResourceKind;
use crate::auth::Caller;
use crate::error::{Cause, Extra, Refusal};
use crate::ram::{
    Access, Acl, CallerRelation, Decision, Denial, Explanation, Reason, RefererDenial, Source, StatementRef,
};

/// A denied request.
pub(super) struct Denied<'a> {
    pub operation: Operation,
    pub bucket: Option<&'a str>,
    /// `true` if the bucket has an owner already.
    pub owned: bool,
    pub caller: &'a Caller,
    pub explanation: &'a Explanation,
}

/// The refusal for a denied request.
pub(super) fn refusal(denied: &Denied<'_>) -> Refusal {
    let Decision::Denied(reason) = &denied.explanation.decision else {
        // An allowed decision never gets here; fail closed.
        return Cause::NotYourBucket.into();
    };
    if let Reason::Referer(denial) = reason {
        let refusal = Refusal::from(Cause::RefererForbidden).with("BucketName", denied.bucket.unwrap_or_default());
        return match denial {
            RefererDenial::Empty => refusal.with_ec("0003-00000501"),
            RefererDenial::Blacklisted { .. } => refusal.with_ec("0003-00000502"),
            RefererDenial::NotListed { .. } => refusal,
        };
    }
    let mut refusal = Refusal::from(cause(denied, reason));
    // The answer to anonymous callers and account roots has no more.
    let Some(subject) = Subject::of(denied.caller) else { return refusal };
    if let Some(policy_type) = policy_type(denied, reason) {
        let detail = detail(denied, policy_type, &subject, reason.denial());
        refusal.extras.push(Extra::Group("AccessDeniedDetail", detail));
    }
    if let (Some(bucket), Denial::Explicit) = (denied.bucket, reason.denial()) {
        refusal = refusal.with("Bucket", bucket).with("User", &subject.name);
    }
    refusal
}

/// The row of the error table for a denial.
fn cause(denied: &Denied<'_>, reason: &Reason) -> Cause {
    match reason {
        Reason::Statement(StatementRef { source: Source::Bucket, .. }) => return Cause::DeniedByBucketPolicy,
        Reason::Statement(_) => return Cause::ExplicitlyDenied,
        Reason::Both { .. } => return Cause::DeniedTwice,
        Reason::Session(_) => return Cause::DeniedBySessionPolicy,
        Reason::Referer(_) => return Cause::RefererForbidden,
        Reason::Anonymous | Reason::ForeignAccount | Reason::NoStatement { .. } | Reason::ObjectAcl(_) => {}
    }
    let anonymous = matches!(reason, Reason::Anonymous);
    let named = denied.operation.row().denied;
    match denied.operation.asked_about() {
        ResourceKind::Service if anonymous => Cause::AnonymousService,
        ResourceKind::Bucket if anonymous => Cause::AnonymousBucket,
        ResourceKind::Bucket if !denied.owned => Cause::NotYourNewBucket,
        // An object's own ACL names the denial if the operation is about the object itself.
        ResourceKind::Object if named == Cause::ObjectForbidden => match reason {
            Reason::ObjectAcl(Acl::Private) if denied.operation.access() == Access::Read => Cause::ObjectNotReadable,
            Reason::ObjectAcl(_) => Cause::ObjectNotWritable,
            _ => named,
        },
        ResourceKind::Service | ResourceKind::Bucket | ResourceKind::Object => named,
    }
}

/// The kind of policy that the detail blames. There is a detail only if a policy of an identity decides, and the owner is
/// the caller's account; `ListBuckets` never has one for an implicit denial.
///
/// Source: `alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-decodediagnosticmessage` (the kinds). The
/// detail of a refusal by the session policy is assumed.
fn policy_type(denied: &Denied<'_>, reason: &Reason) -> Option<&'static str> {
    if denied.explanation.standing == CallerRelation::Foreign {
        return None;
    }
    match reason {
        Reason::Session(_) => Some("SessionPolicy"),
        Reason::Statement(StatementRef { source: Source::Bucket, .. })
        | Reason::Both { .. }
        | Reason::Anonymous
        | Reason::ForeignAccount
        | Reason::ObjectAcl(_)
        | Reason::Referer(_) => None,
        Reason::NoStatement { .. } if denied.operation.row().denied == Cause::ListBucketsForbidden => None,
        Reason::Statement(_) | Reason::NoStatement { .. } => Some("AccountLevelIdentityBasedPolicy"),
    }
}

/// The refused caller, as the detail names it.
struct Subject<'a> {
    kind: &'static str,
    account_id: &'a str,
    name: String,
}

impl<'a> Subject<'a> {
    fn of(caller: &'a Caller) -> Option<Self> {
        match caller {
            Caller::RamUser { id, account_id, .. } => Some(Self { kind: "SubUser", account_id, name: id.to_string() }),
            Caller::Role { name, session, account_id, .. } => {
                Some(Self { kind: "AssumedRoleUser", account_id, name: format!("{name}:{session}") })
            }
            Caller::Anonymous | Caller::Account { .. } => None,
        }
    }
}

fn detail(denied: &Denied<'_>, policy_type: &str, subject: &Subject<'_>, denial: Denial) -> Vec<Extra> {
    let text = |name, value: &str| Extra::Text(name, value.to_owned());
    let no_permission_type = match denial {
        Denial::Explicit => "ExplicitDeny",
        Denial::Implicit => "ImplicitDeny",
    };
    vec![
        text("PolicyType", policy_type),
        text("AuthPrincipalOwnerId", subject.account_id),
        text("AuthPrincipalType", subject.kind),
        text("AuthPrincipalDisplayName", &subject.name),
        text("NoPermissionType", no_permission_type),
        text("AuthAction", &denied.explanation.action),
        text("EncodedDiagnosticMessage", &denied.explanation.encode()),
    ]
}
