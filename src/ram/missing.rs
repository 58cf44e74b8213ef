//! The grants that a refused caller lacks.

use std::borrow::Cow;

use std::fmt;

use super::decide::{CallerRelation, Decision, Reason};
use super::document::StatementRef;
use super::question::PolicyQuestion;
use super::referer::RefererDenial;
use super::resource::Resource;

/// A change needed to allow a refused request. More than one may be needed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MissingPermission {
    /// A policy attached to the caller that allows the action on the resource.
    Policy {
        /// The action.
        action: String,
        /// The resource.
        resource: String,
    },
    /// A grant in the session policy, which does not allow the action on the resource.
    SessionPolicy {
        /// The action.
        action: String,
        /// The resource.
        resource: String,
    },
    /// A statement of the bucket's policy that allows the action to the caller.
    BucketPolicy {
        /// The name of the caller in the policy.
        principal: String,
        /// The action.
        action: String,
        /// The resource.
        resource: String,
    },
    /// This statement denies the request, whatever others allow.
    Denied(StatementRef),
    /// The referer rules of the bucket refuse the request, whatever policies say.
    Referer(RefererDenial),
}

impl MissingPermission {
    /// Returns `true` for a grant; `false` for what denies, which the decision quotes.
    pub(crate) const fn is_grant(&self) -> bool {
        !matches!(self, Self::Denied(_) | Self::Referer(_))
    }

    /// Shortens the quoted texts.
    pub(super) fn clip(&mut self, text: fn(&mut String), reference: fn(&mut StatementRef)) {
        match self {
            Self::Policy { action, resource }
            | Self::SessionPolicy { action, resource }
            | Self::BucketPolicy { action, resource, .. } => {
                text(action);
                text(resource);
            }
            Self::Denied(denied) => reference(denied),
            Self::Referer(denial) => denial.clip(text),
        }
    }
}

/// The grants the caller lacks, as far as one decision shows.
pub(super) fn missing(
    question: &PolicyQuestion<'_>,
    standing: CallerRelation,
    decision: &Decision,
) -> Vec<MissingPermission> {
    let Decision::Denied(reason) = decision else { return Vec::new() };
    let action = || question.action.to_owned();
    // The region is left open: the pages disagree on how it is written.
    let resource = || Resource { region: "*", ..question.resource }.to_string();
    match reason {
        Reason::Statement(_) | Reason::Both { .. } | Reason::Session(Some(_)) => {
            reason.statements().cloned().map(MissingPermission::Denied).collect()
        }
        Reason::Referer(denial) => vec![MissingPermission::Referer(denial.clone())],
        Reason::Session(None) => vec![MissingPermission::SessionPolicy { action: action(), resource: resource() }],
        Reason::Anonymous | Reason::ForeignAccount | Reason::NoStatement { .. } | Reason::ObjectAcl(_) => {
            // No grant can open the service as a whole to another account.
            if question.resource.path == "*" && !standing.has_policies() {
                return Vec::new();
            }
            vec![if standing.has_policies() {
                MissingPermission::Policy { action: action(), resource: resource() }
            } else {
                let principal = question.caller.name().map_or_else(|| "*".to_owned(), Cow::into_owned);
                MissingPermission::BucketPolicy { principal, action: action(), resource: resource() }
            }]
        }
    }
}

impl fmt::Display for MissingPermission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy { action, resource } => write!(f, "missing: a policy with Allow {action} on {resource}"),
            Self::SessionPolicy { action, resource } => {
                write!(f, "missing: in the session policy, Allow {action} on {resource}")
            }
            Self::BucketPolicy { principal, action, resource } => {
                write!(f, "missing: in the bucket policy, Allow {action} on {resource} for {principal}")
            }
            Self::Denied(reference) => write!(f, "in the way: {reference}"),
            Self::Referer(denial) => write!(f, "in the way: {denial}"),
        }
    }
}
