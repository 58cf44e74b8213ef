//! Policies, ACLs, and the decision on a request. Pure: no HTTP, no lock, no clock, no world.

mod acl;
mod advice;
mod bucket_policy;
mod condition;
mod context;
#[cfg(feature = "server")]
mod cut;
mod decide;
mod diagnostic;
mod document;
mod doubt;
mod explain;
mod json;
mod least;
mod missing;
mod pattern;
mod principal;
mod principals;
#[cfg(test)]
mod properties;
mod question;
mod referer;
mod resource;
mod scope;
mod statement;

pub use acl::Acl;
pub(crate) use acl::{Access, Acls, wire_names};
pub use bucket_policy::{BucketPolicy, BucketPolicyError};
pub(crate) use context::{ConditionContext, Key, KeyValue};
#[cfg(feature = "server")]
pub(crate) use cut::{StatementPart, StatementWithParts, may_be_action_of, may_be_resource_of};
pub(crate) use decide::decide;
pub use decide::{CallerRelation, Decision, Denial, Grant, Reason};
pub use diagnostic::DiagnosticError;
pub use document::{Document, PolicyError, Source, StatementRef};
pub use explain::{CheckedCondition, Explanation, StatementCheck};
pub(crate) use explain::{explain, explain_decision};
#[cfg(feature = "control")]
pub(crate) use json::JsonObject;
pub use missing::MissingPermission;
pub(crate) use principal::{GroupPolicies, Principal, role_session};
pub(crate) use principals::Principals;
pub(crate) use question::PolicyQuestion;
pub use referer::{RefererDenial, RefererRules};
pub(crate) use resource::Resource;
pub use statement::Effect;
