//! Whether a caller may: the facts of a request, as the question that policies answer.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use jiff::Timestamp;

use super::asked::{Asked, Granted, Need};
use super::denial::{Denied, refusal};
use super::{Level, Operation};
use crate::auth::Caller;
use crate::error::{Cause, Refusal};
use crate::policy::{
    Access, Acls, Context, Decision, Explanation, Fact, Key, Principal, Question, Resource, Standing, decide, explain,
};
use crate::wire::{Call, Peer, header};
use crate::world::{Account, Bucket};

/// What Key Management Service wants of whoever names a key in an encryption rule.
///
/// Source: `help.aliyun.com/zh/oss/user-guide/server-side-encryption-5` (permissions).
const KMS_ACTIONS: [&str; 4] = ["kms:ListKeys", "kms:ListAliases", "kms:ListAliasesByKeyId", "kms:DescribeKey"];

/// Who asks, what they ask about, and how the request came.
pub(crate) struct Permission<'a> {
    pub caller: &'a Caller,
    pub principal: Principal<'a>,
    /// The id of the AccessKey; none for an anonymous request.
    pub access_key_id: Option<&'a str>,
    /// The request; none if somebody asks without one.
    pub call: Option<&'a Call>,
    pub peer: &'a Peer,
    pub now: Timestamp,
    pub region: &'a str,
    /// The UID of whoever owns the resource: for what is not there yet, that of the caller's account.
    pub owner: &'a str,
    /// The bucket that is there, and the account that owns it.
    pub bucket: Option<(&'a Bucket, &'a Account)>,
    /// Whether naming a KMS key needs permissions of KMS.
    pub kms: bool,
    /// Whether what is denied is let in all the same, unless it is anonymous.
    pub audit: bool,
    /// What was asked for so far.
    pub asked: RefCell<Asked>,
}

impl Permission<'_> {
    fn question<'q>(&'q self, operation: Operation, action: &'q str, path: &'q str) -> Question<'q> {
        // The decision to make a bucket is about one that is not there.
        let bucket = self.bucket.filter(|_| operation != Operation::PutBucket);
        Question {
            caller: self.principal.clone(),
            action,
            resource: Resource { service: "oss", region: self.region, owner: self.owner, path },
            access: operation.access(),
            acls: bucket.map_or_else(Acls::default, |(bucket, owner)| Acls {
                bucket: bucket.acl,
                object: None,
                blocked: bucket.block_public_access || owner.block_public_access,
            }),
            bucket_policy: bucket.and_then(|(bucket, _)| bucket.policy.as_deref()),
            context: self,
        }
    }

    /// Whether the caller may do what the head of a request asks for. All actions are asked for, so that a refusal tells
    /// everything that is missing; the first that is denied is the one it names.
    pub fn check(&self, operation: Operation, call: &Call) -> Result<(), Refusal> {
        let path = operation.path(call);
        for action in operation.actions(call) {
            let decision = self.ask(action, &self.question(operation, action, &path));
            let mut asked = self.asked.borrow_mut();
            if asked.decision.as_ref().is_none_or(Decision::is_allowed) {
                asked.decision = Some(decision);
            }
        }
        self.refused().map_or(Ok(()), |explanation| Err(self.refusal(operation, &explanation)))
    }

    /// Asks for one action, and notes what came of it.
    fn ask(&self, action: &'static str, question: &Question<'_>) -> Decision {
        let decision = decide(question);
        let denial = (!decision.is_allowed()).then(|| explain(question, self.caller.to_string()));
        let waived = self.audit && *self.caller != Caller::Anonymous;
        let need = Need {
            action,
            resource: Resource { region: "*", owner: "*", ..question.resource }.to_string(),
            granted: Granted::of(Standing::of(question), &decision),
        };
        self.asked.borrow_mut().note(need, denial, waived);
        decision
    }

    /// How the denial came about, unless everything that was asked for so far is allowed or waived.
    fn refused(&self) -> Option<Arc<Explanation>> {
        let asked = self.asked.borrow();
        asked.explanation.clone().filter(|_| asked.refused)
    }

    /// Whether the caller may do the action on what stands at the path (`*`, `bucket` or `bucket/key`), with every step.
    pub fn explain(&self, operation: Operation, action: &str, path: &str) -> Explanation {
        explain(&self.question(operation, action, path), self.caller.to_string())
    }

    /// The refusal for what was explained.
    fn refusal(&self, operation: Operation, explanation: &Explanation) -> Refusal {
        refusal(&Denied {
            operation,
            bucket: self.call.and_then(Call::bucket),
            owned: self.bucket.is_some(),
            caller: self.caller,
            explanation,
        })
    }

    /// Whether the caller may name a KMS key, where that is asked for.
    ///
    /// Assumed: no page says whether setting a rule checks it; the refusal is that of KMS for objects.
    pub fn check_kms_key(&self, key_id: &str) -> Result<(), Refusal> {
        if !self.kms {
            return Ok(());
        }
        let path = format!("key/{key_id}");
        let account = self.principal.account().unwrap_or_default();
        for action in KMS_ACTIONS {
            let question = Question {
                caller: self.principal.clone(),
                action,
                resource: Resource { service: "kms", region: self.region, owner: account, path: &path },
                access: Access::Other,
                acls: Acls::default(),
                bucket_policy: None,
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

impl Context for Permission<'_> {
    fn value(&self, key: &Key) -> Option<Fact<'_>> {
        let text = |text: &'_ str| Fact::Text(Cow::Owned(text.to_owned()));
        let header = |name: &http::HeaderName| self.call?.header(name).map(Fact::Text);
        let parameter = |name| self.call?.query.get(name).map(|value| Fact::Text(Cow::Owned(value)));
        match key {
            Key::SourceIp => Some(Fact::Ip(self.peer.ip)),
            Key::SourceVpc => self.peer.vpc.as_deref().map(text),
            Key::UserAgent => header(&http::header::USER_AGENT),
            Key::CurrentTime => Some(Fact::Time(self.now)),
            Key::SecureTransport => Some(Fact::Flag(self.peer.tls)),
            Key::AccessId => self.access_key_id.map(text),
            Key::Prefix => parameter("prefix"),
            Key::Delimiter => parameter("delimiter"),
            Key::BucketAcl => header(&header::X_OSS_ACL),
            Key::ObjectAcl => header(&header::X_OSS_OBJECT_ACL),
            Key::BucketTag(tag) => self.bucket?.0.tags.get(&**tag).map(|value| text(value)),
            Key::RequestObjectTag(tag) => {
                let tags = header(&header::X_OSS_TAGGING)?;
                let tags = crate::wire::Query::parse(&tags.text()).get(tag)?;
                Some(Fact::Text(Cow::Owned(tags)))
            }
            Key::ExistingObjectTag(_) | Key::Absent(_) => None,
        }
    }
}

impl Operation {
    /// What the operation does to an object, as far as ACLs care.
    pub(super) const fn access(self) -> Access {
        match self {
            Self::GetObject | Self::HeadObject | Self::GetObjectMeta => Access::Read,
            Self::PutObject
            | Self::PostObject
            | Self::AppendObject
            | Self::InitiateMultipartUpload
            | Self::UploadPart
            | Self::UploadPartCopy
            | Self::CompleteMultipartUpload
            | Self::CopyObject
            | Self::PutSymlink
            | Self::DeleteObject => Access::Write,
            _ => Access::Other,
        }
    }

    /// The path of what it works on: `*`, `bucket`, or `bucket/key`.
    pub(crate) fn path(self, call: &Call) -> Cow<'_, str> {
        let bucket = call.bucket().unwrap_or_default();
        match self.level() {
            Level::Service => "*".into(),
            Level::Bucket => bucket.into(),
            Level::Object => format!("{bucket}/{}", crate::wire::text::lossy(call.key())).into(),
        }
    }

    /// The actions a request needs: the operation's, and those of what it asks for on top.
    pub(crate) fn actions(self, call: &Call) -> impl Iterator<Item = &'static str> + use<> {
        // Assumed: the actions page lists no second one for PutBucket, but the ACL is the same thing set twice.
        let with_acl = self == Self::PutBucket && call.has_header(&header::X_OSS_ACL);
        std::iter::once(self.action()).chain(with_acl.then(|| Self::PutBucketAcl.action()))
    }
}
