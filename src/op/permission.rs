//! The permission of a caller: the facts of a request, as the question that policies answer.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use http::header::REFERER;
use jiff::Timestamp;

use super::asked::{Granted, Need, PermissionChecks};
use super::bucket_filter::TagFilter;
use super::denial::{Denied, refusal};
use super::operations::Operation;
use super::table::ResourceKind;
use crate::auth::{Caller, ClaimFacts, is_signed_in_url};
use crate::error::{Assumption, Cause, Refusal};
use crate::ram::{
    Access, Acls, CallerRelation, ConditionContext, Decision, Explanation, Key, KeyValue, PolicyQuestion, Principal,
    RefererRules, Resource, decide, explain, explain_decision,
};
use crate::wire::{Call, Peer, header};
use crate::world::{StoredAccount, StoredBucket, StoredObject, VersionId};

/// The use of a KMS key that needs permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KmsRight {
    /// To name it in an encryption rule.
    Name,
    /// To encrypt an object.
    Encrypt,
    /// To read an encrypted object.
    Decrypt,
}

impl KmsRight {
    /// Returns the actions that Key Management Service requires for the use.
    ///
    /// Source: `help.aliyun.com/zh/oss/user-guide/server-side-encryption-5` (permissions).
    const fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["kms:ListKeys", "kms:ListAliases", "kms:ListAliasesByKeyId", "kms:DescribeKey"],
            Self::Encrypt => &[
                "kms:ListKeys",
                "kms:ListAliases",
                "kms:ListAliasesByKeyId",
                "kms:DescribeKey",
                "kms:GenerateDataKey",
                "kms:Decrypt",
            ],
            Self::Decrypt => &["kms:Decrypt"],
        }
    }
}

/// The caller, the resource, and the circumstances of the request.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Permission<'a> {
    pub caller: &'a Caller,
    pub principal: Principal<'a>,
    /// The id of the AccessKey; `None` for an anonymous request.
    pub access_key_id: Option<&'a str>,
    /// The request; `None` for a question without one.
    pub call: Option<&'a Call>,
    pub peer: &'a Peer,
    pub now: Timestamp,
    pub region: &'a str,
    /// The UID of the owner of the resource; for a resource that does not exist yet, that of the caller's account.
    pub owner: &'a str,
    /// The bucket, if it exists, and the account that owns it.
    pub bucket: Option<(&'a StoredBucket, &'a StoredAccount)>,
    /// The object, if it exists.
    pub object: Option<&'a StoredObject>,
    /// The bucket of the source of a copy, and the account that owns it.
    pub source: Option<(&'a StoredBucket, &'a StoredAccount)>,
    /// `true` for the resource that the request itself names; `false` for one that it leads to.
    pub is_of_request: bool,
    /// `true` if the request lists what `prefix` and `delimiter` select.
    pub listing: bool,
    /// `true` if naming a KMS key needs permissions of KMS.
    pub kms: bool,
    /// `true` if denied calls are admitted all the same, unless they are anonymous.
    pub audit: bool,
    /// The permissions checked so far.
    pub asked: &'a RefCell<PermissionChecks>,
}

impl<'a> Permission<'a> {
    /// Returns the view of a caller before any check.
    pub fn new(
        caller: &'a Caller,
        facts: &'a ClaimFacts,
        peer: &'a Peer,
        now: Timestamp,
        asked: &'a RefCell<PermissionChecks>,
    ) -> Self {
        Self {
            caller,
            principal: Caller::principal(facts),
            access_key_id: facts.key.as_ref().map(|key| &*key.id),
            call: None,
            peer,
            now,
            region: "",
            owner: "",
            bucket: None,
            object: None,
            source: None,
            is_of_request: true,
            listing: false,
            kms: false,
            audit: false,
            asked,
        }
    }
}

impl Permission<'_> {
    fn question<'q>(&'q self, operation: Operation, action: &'q str, path: &'q str) -> PolicyQuestion<'q> {
        // The decision to create a bucket is about a bucket that does not exist.
        let bucket = self.bucket.filter(|_| !operation.is_about_new_bucket());
        PolicyQuestion {
            caller: self.principal.clone(),
            action,
            resource: Resource { service: "oss", region: self.region, owner: self.owner, path },
            access: operation.access(),
            acls: bucket.map_or_else(Acls::default, |(bucket, owner)| Acls {
                bucket: bucket.settings.acl,
                object: self.object.and_then(|object| object.acl),
                blocked: bucket.settings.block_public_access || owner.block_public_access,
            }),
            bucket_policy: bucket.and_then(|(bucket, _)| bucket.settings.policy.as_deref()),
            referer: self.referer(operation),
            context: self,
        }
    }

    /// Returns the referer rules of the bucket and the `Referer` of the request, if they are for the request: an operation on
    /// an object, anonymous or by a signed URL.
    ///
    /// Source: `AlibabaCloudDocs/oss`, hotlink protection.
    fn referer(&self, operation: Operation) -> Option<(&RefererRules, Cow<'_, str>)> {
        let rules = &self.bucket?.0.settings.referer;
        let is_open = *self.caller == Caller::Anonymous || self.call.is_some_and(is_signed_in_url);
        if *rules == RefererRules::default() || !is_open {
            return None;
        }
        let referers = self.call.map(|call| call.glance_texts(REFERER)).unwrap_or_default();
        let referer = rules.strictest(&referers);
        if operation.asked_about() != ResourceKind::Object || !self.is_of_request {
            if rules.refuses(&referer) {
                self.rests_on(Assumption::RefererOfNamed);
            }
            return None;
        }
        if referers.len() > 1 {
            self.rests_on(Assumption::SeveralReferers);
        }
        if operation.access() != Access::Read {
            self.rests_on(Assumption::RefererOfAll);
        }
        Some((rules, referer))
    }

    /// Notes that the answer rests on this assumption, if there is a call to answer.
    pub(super) fn rests_on(&self, assumption: Assumption) {
        self.call.into_iter().for_each(|call| call.assume(assumption));
    }

    /// Checks that the caller may do what the head of a request names. All its actions are checked, so that a refusal lists
    /// every missing permission; it names the first denied action.
    pub fn check(&self, operation: Operation, call: &Call) -> Result<(), Refusal> {
        let path = operation.path(call);
        let mut denied = operation;
        // An account may do everything with its own resources, however many actions there are.
        if !matches!(self.caller, Caller::Account { .. }) {
            operation.assumptions(call).for_each(|assumption| call.assume(assumption));
        }
        for (operation, action) in operation.actions(call) {
            let decision = self.ask(action, &self.question(operation, action, &path));
            let mut asked = self.asked.borrow_mut();
            if asked.decision.as_ref().is_none_or(Decision::is_allowed) {
                denied = operation;
                asked.decision = Some(decision);
            }
        }
        self.refused().map_or(Ok(()), |explanation| Err(self.refusal(denied, &explanation)))
    }

    /// Returns the same permission, about another object.
    pub(super) fn about<'p>(
        &'p self,
        (bucket, owner): (&'p StoredBucket, &'p StoredAccount),
        key: &str,
        version: Option<VersionId>,
    ) -> Permission<'p> {
        Permission {
            principal: self.principal.clone(),
            owner: &owner.id,
            bucket: Some((bucket, owner)),
            object: bucket.objects.find(key, version).object().map(|object| &**object),
            source: None,
            is_of_request: false,
            ..*self
        }
    }

    /// Checks the actions that an operation on an object needs.
    pub(super) fn ask_of_object(&self, operation: Operation, key: &str, version: Option<VersionId>) {
        let path = format!("{}/{key}", self.bucket.map_or("", |(bucket, _)| &*bucket.name));
        let version = version.and_then(|_| operation.version_action());
        for action in std::iter::once(operation.action()).chain(version) {
            self.ask(action, &self.question(operation, action, &path));
        }
    }

    /// Decides on an action that only adds to the answer: the request does not need it, and it is not noted.
    pub fn decide(&self, operation: Operation, action: &str, path: &str) -> Decision {
        decide(&self.question(operation, action, path))
    }

    /// Checks one action, and notes the outcome.
    fn ask(&self, action: &'static str, question: &PolicyQuestion<'_>) -> Decision {
        let decision = decide(question);
        if let Some(call) = self.call {
            for reference in question.unheard(&decision) {
                call.pass_over_statement(|| format!("{}: {reference}", self.caller));
            }
        }
        let explained = || Arc::new(explain_decision(question, decision.clone(), self.caller.to_string()).shortened());
        let denial = (!decision.is_allowed()).then(explained);
        let waived = self.audit && *self.caller != Caller::Anonymous;
        let Resource { service, path, .. } = question.resource;
        let need = Need {
            action,
            resource: ["acs:", service, ":*:*:", path].concat(),
            granted: Granted::of(CallerRelation::of(question), &decision),
        };
        self.asked.borrow_mut().note(need, denial, waived);
        decision
    }

    /// Returns the explanation of the denial; `None` if everything checked so far is allowed or waived.
    pub(super) fn refused(&self) -> Option<Arc<Explanation>> {
        let asked = self.asked.borrow();
        asked.explanation.clone().filter(|_| asked.refused)
    }

    /// Explains every step of the decision on an action, on the resource at the path (`*`, `bucket` or `bucket/key`).
    pub fn explain(&self, operation: Operation, action: &str, path: &str) -> Explanation {
        explain(&self.question(operation, action, path), self.caller.to_string())
    }

    /// Returns the refusal for an explanation.
    pub(super) fn refusal(&self, operation: Operation, explanation: &Explanation) -> Refusal {
        refusal(&Denied {
            operation,
            bucket: self.bucket.map(|(bucket, _)| &*bucket.name).or_else(|| self.call.and_then(Call::bucket)),
            owned: self.bucket.is_some(),
            caller: self.caller,
            explanation,
        })
    }

    /// Checks that the caller may use a KMS key, if the fake checks that.
    ///
    /// Assumed for a rule: no page says whether setting a rule checks the key; the refusal is that of KMS for objects.
    pub(super) fn check_kms_key(&self, key_id: &str, right: KmsRight) -> Result<(), Refusal> {
        if !self.kms {
            return Ok(());
        }
        if right == KmsRight::Name {
            self.rests_on(Assumption::KmsPermissionForRule);
        }
        let path = format!("key/{key_id}");
        let account = self.principal.account().unwrap_or_default();
        for &action in right.actions() {
            let question = PolicyQuestion {
                caller: self.principal.clone(),
                action,
                resource: Resource { service: "kms", region: self.region, owner: account, path: &path },
                access: Access::Other,
                acls: Acls::default(),
                bucket_policy: None,
                referer: None,
                context: self,
            };
            self.ask(action, &question);
        }
        self.refused().map_or(Ok(()), |explanation| {
            let Explanation { action, resource, decision, .. } = &*explanation;
            Err(Refusal::from(Cause::ForbiddenByKms).note(format!("{action} on {resource}: {decision}")))
        })
    }
}

impl ConditionContext for Permission<'_> {
    fn value(&self, key: &Key) -> Option<KeyValue<'_>> {
        // A condition that reads a header does not make the header count.
        let header = |name: &http::HeaderName| self.call?.glance_text(name).map(KeyValue::Text);
        // Only listings have these two parameters: another request cannot fulfil a condition by adding one.
        let listing = |name| {
            let call = self.call.filter(|_| self.listing)?;
            call.query.get(name).map(|value| KeyValue::Text(Cow::Owned(value)))
        };
        match key {
            Key::SourceIp => Some(KeyValue::Ip(self.peer.ip)),
            Key::SourceVpc => self.peer.vpc.as_deref().map(text),
            Key::UserAgent => header(&http::header::USER_AGENT),
            // To the second, like every time OSS shows, so that `DateEquals` can hold.
            Key::CurrentTime => Timestamp::from_second(self.now.as_second()).ok().map(KeyValue::Time),
            Key::SecureTransport => Some(KeyValue::Flag(self.peer.tls)),
            Key::AccessId => self.access_key_id.map(text),
            Key::Prefix => listing("prefix"),
            Key::Delimiter => listing("delimiter"),
            Key::BucketAcl => header(&header::X_OSS_ACL),
            Key::ObjectAcl => header(&header::X_OSS_OBJECT_ACL),
            // A list of buckets has the tag that it selects by.
            Key::BucketTag(tag) => match self.bucket {
                Some((bucket, _)) => bucket.settings.tags.get(&**tag).map(|value| text(value)),
                None => TagFilter::value_in(&self.call.filter(|_| self.listing)?.query, tag)
                    .map(|value| KeyValue::Text(Cow::Owned(value))),
            },
            Key::RequestObjectTag(tag) => {
                let tags = header(&header::X_OSS_TAGGING)?;
                let tags = crate::wire::Query::parse(&tags.text()).get(tag)?;
                Some(KeyValue::Text(Cow::Owned(tags)))
            }
            Key::ExistingObjectTag(tag) => self.object?.extra.tags.get(&**tag).map(|value| text(value)),
            Key::Absent(_) => None,
        }
    }

    fn assume(&self, on: Assumption) {
        self.rests_on(on);
    }

    fn doubt(&self, told: &dyn Fn() -> String) {
        self.call.into_iter().for_each(|call| call.doubt(told));
    }
}

const fn text(text: &str) -> KeyValue<'_> {
    KeyValue::Text(Cow::Borrowed(text))
}

/// Returns the object of a request among those in the bucket: the version that it names, or the object that a read finds.
pub(crate) fn object_meant<'a>(call: &Call, bucket: Option<&'a StoredBucket>) -> Option<&'a StoredObject> {
    let key = std::str::from_utf8(call.key()).ok().filter(|key| !key.is_empty())?;
    let version = match call.query.get("versionId") {
        Some(text) => Some(VersionId::read(&text)?),
        None => None,
    };
    bucket?.objects.find(key, version).object().map(|object| &**object)
}
