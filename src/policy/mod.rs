//! Policies, ACLs and the decision over them. Pure: no HTTP, no lock, no clock, no world.

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
mod resource;
mod scope;
mod statement;

pub use acl::Acl;
pub(crate) use acl::{Access, Acls, wire_names};
pub use bucket_policy::{BucketPolicy, BucketPolicyError};
pub(crate) use context::{Context, Fact, Key};
#[cfg(feature = "server")]
pub(crate) use cut::{Cut, Listed, may_be_action_of, may_be_resource_of};
pub(crate) use decide::decide;
pub use decide::{Decision, Denial, Grant, Reason, Standing};
pub use diagnostic::DiagnosticError;
pub use document::{Clause, Document, PolicyError, Source};
pub(crate) use explain::explain;
pub use explain::{CheckedCondition, Considered, Explanation};
pub use missing::Missing;
pub(crate) use principal::{Group, Principal, role_session};
pub(crate) use question::Question;
pub(crate) use resource::Resource;
pub use statement::Effect;
