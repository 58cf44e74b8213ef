//! From a decision to the 403 OSS would send.
//!
//! Source: `help.aliyun.com/en/oss/user-guide/0003-00000201` (the detail), and captured answers (texts and ECs).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use super::{Level, Operation};
use crate::auth::Caller;
use crate::error::{Cause, Extra, Refusal};
use crate::policy::{Denial, Reason};

/// What was asked for and refused.
pub(crate) struct Denied<'a> {
    pub operation: Operation,
    pub action: &'a str,
    pub resource: &'a str,
    pub bucket: Option<&'a str>,
    /// Whether somebody owns the bucket yet.
    pub owned: bool,
    pub caller: &'a Caller,
    pub reason: &'a Reason,
}

/// The refusal for a denied request.
pub(crate) fn refusal(denied: &Denied<'_>) -> Refusal {
    let service = denied.operation.level() == Level::Service;
    let cause = match denied.reason {
        Reason::Statement(_) => Cause::ExplicitlyDenied,
        Reason::Anonymous if service => Cause::AnonymousService,
        Reason::Anonymous => Cause::AnonymousBucket,
        Reason::NoStatement { .. } if service => return Cause::ListBucketsForbidden.into(),
        Reason::NoStatement { .. } if !denied.owned || denied.operation == Operation::PutBucket => {
            Cause::NotYourNewBucket
        }
        Reason::NoStatement { .. } | Reason::ForeignAccount => Cause::NotYourBucket,
    };
    let mut refusal = Refusal::from(cause);
    // Anonymous callers, account roots and other accounts are told no detail.
    if let (Caller::RamUser { id, account_id, .. }, Reason::Statement(_) | Reason::NoStatement { .. }) =
        (denied.caller, denied.reason)
    {
        refusal.extras.push(Extra::Group("AccessDeniedDetail", detail(denied, id, account_id)));
        if let (Some(bucket), Denial::Explicit) = (denied.bucket, denied.reason.denial()) {
            refusal = refusal.with("Bucket", bucket).with("User", &**id);
        }
    }
    refusal
}

fn detail(denied: &Denied<'_>, user_id: &str, account_id: &str) -> Vec<Extra> {
    let text = |name, value: &str| Extra::Text(name, value.to_owned());
    let no_permission_type = match denied.reason.denial() {
        Denial::Explicit => "ExplicitDeny",
        Denial::Implicit => "ImplicitDeny",
    };
    vec![
        text("PolicyType", "AccountLevelIdentityBasedPolicy"),
        text("AuthPrincipalOwnerId", account_id),
        text("AuthPrincipalType", "SubUser"),
        text("AuthPrincipalDisplayName", user_id),
        text("NoPermissionType", no_permission_type),
        text("AuthAction", denied.action),
        text("EncodedDiagnosticMessage", &diagnostic(denied, no_permission_type)),
    ]
}

/// Opaque to clients of the real service; here it says what the decision was about.
fn diagnostic(denied: &Denied<'_>, no_permission_type: &str) -> String {
    let clause = match denied.reason {
        Reason::Statement(clause) => Some(clause.to_string()),
        _ => None,
    };
    let message = json!({
        "caller": denied.caller.to_string(),
        "action": denied.action,
        "resource": denied.resource,
        "denial": no_permission_type,
        "statement": clause,
    });
    BASE64_STANDARD.encode(message.to_string())
}
