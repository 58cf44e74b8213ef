//! The question that policies answer, and the statements that apply to it.

use std::borrow::Cow;

use super::acl::{Access, Acls};
use super::bucket_policy::BucketPolicy;
use super::context::ConditionContext;
use super::principal::Principal;
use super::referer::RefererRules;
use super::resource::Resource;
use super::statement::Statement;

/// A question to policies: the caller, the action, the resource, and the request that provides values of condition keys.
pub(crate) struct PolicyQuestion<'a> {
    pub caller: Principal<'a>,
    /// The action, for example `oss:PutBucketEncryption`.
    pub action: &'a str,
    pub resource: Resource<'a>,
    pub access: Access,
    pub acls: Acls,
    pub bucket_policy: Option<&'a BucketPolicy>,
    /// The referer rules of the bucket, and the `Referer` of the request, if the request is one that they are for.
    pub referer: Option<(&'a RefererRules, Cow<'a, str>)>,
    pub context: &'a dyn ConditionContext,
}

impl Statement {
    /// Returns `true` if the statement applies to the question. The action is in lower case.
    pub fn applies(&self, question: &PolicyQuestion<'_>, action: &str) -> bool {
        if !self.names_action(action) {
            return false;
        }
        self.assumes.iter().for_each(|assumption| question.context.assume(*assumption));
        self.names_resource(&question.resource)
            && self.names_caller(question)
            && self.conditions.iter().all(|condition| condition.holds(question.context))
    }

    /// Returns `true` if it applies to the caller; a statement without principals always does.
    pub fn names_caller(&self, question: &PolicyQuestion<'_>) -> bool {
        let with_condition = !self.conditions.is_empty();
        let caller = &question.caller;
        self.principals.as_ref().is_none_or(|principals| {
            principals.matches(caller.name().as_deref(), caller.is_root_of(question.resource.owner), with_condition)
        })
    }
}
