//! The statements of policies.

use std::fmt;
use std::sync::Arc;

use crate::error::Assumption;

use super::condition::Condition;
use super::doubt::{Doubt, doubts};
use super::principals::Principals;
use super::resource::Resource;
use super::scope::{ActionPattern, ResourcePattern, Scope, TextPattern};

/// The effect of a statement when it applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
pub enum Effect {
    /// The statement allows.
    Allow,
    /// The statement denies, whatever other statements allow.
    Deny,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    /// A name for people; it has no effect.
    pub sid: Option<Box<str>>,
    pub effect: Effect,
    /// The principals; only in a bucket policy.
    pub principals: Option<Principals>,
    pub actions: Scope<ActionPattern>,
    pub resources: Scope<ResourcePattern>,
    pub conditions: Vec<Condition>,
    /// The assumptions that its meaning rests on.
    pub assumes: Vec<Assumption>,
    pub doubts: Vec<Doubt>,
    /// The statement in short, `Allow oss:Get* on acs:oss:*:*:logs`, made once because every decision may quote it.
    pub summary: Arc<str>,
}

impl Statement {
    pub fn new(
        effect: Effect,
        principals: Option<Principals>,
        actions: Scope<ActionPattern>,
        resources: Scope<ResourcePattern>,
        conditions: Vec<Condition>,
    ) -> Self {
        let mut summary = format!("{effect} {actions} on {resources}");
        if let Some(principals) = &principals {
            let everyone = principals.names_everyone().then_some("everyone");
            let others = principals.texts().filter(|text| *text != "*");
            let names: Vec<&str> = everyone.into_iter().chain(others).collect();
            summary.push_str(" for ");
            summary.push_str(&names.join(", "));
        }
        for (i, condition) in conditions.iter().enumerate() {
            summary.push_str(if i == 0 { " if " } else { " and " });
            summary.push_str(&condition.to_string());
        }
        let doubts = doubts(principals.as_ref(), &resources, &conditions);
        let empty_region = resources.patterns.iter().any(ResourcePattern::has_empty_region);
        let assumes = empty_region.then_some(Assumption::EmptyRegion).into_iter().collect();
        let (sid, summary) = (None, summary.into());
        Self { sid, effect, principals, actions, resources, conditions, assumes, doubts, summary }
    }

    /// Every text that may contain a wildcard.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let actions = self.actions.patterns.iter().map(TextPattern::text);
        let resources = self.resources.patterns.iter().map(TextPattern::text);
        let principals = self.principals.iter().flat_map(Principals::texts);
        let values = self.conditions.iter().flat_map(|condition| condition.texts.iter().map(|text| &**text));
        actions.chain(resources).chain(principals).chain(values)
    }

    pub fn names_action(&self, lower_case_action: &str) -> bool {
        self.actions.covers(|pattern| pattern.matches(lower_case_action))
    }

    pub fn names_resource(&self, resource: &Resource<'_>) -> bool {
        self.resources.covers(|pattern| pattern.matches(resource))
    }

    /// Returns `true` if it allows the actions and resources that it names, and says nothing else.
    pub fn only_allows(&self) -> bool {
        let names = !self.actions.but && !self.resources.but;
        let bare = self.sid.is_none() && self.principals.is_none() && self.conditions.is_empty();
        self.effect == Effect::Allow && names && bare
    }

    /// Returns `true` if it opens a bucket to everyone: "block public access" disables such a statement.
    ///
    /// Source: `help.aliyun.com/zh/oss/user-guide/block-public-access`.
    pub fn is_public(&self) -> bool {
        self.effect == Effect::Allow
            && self.principals.as_ref().is_some_and(Principals::names_everyone)
            && !self.conditions.iter().any(Condition::narrows_to_fixed_values)
    }
}

#[cfg(test)]
mod tests {
    use super::super::context::{ConditionContext, Key, KeyValue};
    use super::super::document::Document;
    use super::super::principal::Principal;
    use super::super::{Access, Acls, BucketPolicy, PolicyQuestion};
    use super::*;

    /// A request from 10.0.0.9.
    struct FromTen;

    impl ConditionContext for FromTen {
        fn value(&self, key: &Key) -> Option<KeyValue<'_>> {
            (*key == Key::SourceIp).then(|| KeyValue::Ip([10, 0, 0, 9].into()))
        }
    }

    const ENCRYPTION: &str = "oss:putbucketencryption";

    fn statement(json: &str) -> Statement {
        let document: Document = format!(r#"{{"Version":"1","Statement":[{json}]}}"#).parse().expect(json);
        document.statements[0].clone()
    }

    fn question(caller: Principal<'_>) -> PolicyQuestion<'_> {
        PolicyQuestion {
            caller,
            action: "oss:PutBucketEncryption",
            resource: Resource { service: "oss", region: "cn-hangzhou", owner: "1001", path: "logs" },
            access: Access::Other,
            acls: Acls::default(),
            bucket_policy: None,
            referer: None,
            context: &FromTen,
        }
    }

    #[test]
    fn which_actions_a_statement_names() {
        for (actions, expected) in [
            (r#""Action":"oss:PutBucketEncryption""#, true),
            (r#""Action":"OSS:PUTBUCKETENCRYPTION""#, true),
            (r#""Action":["oss:Get*","oss:Put*"]"#, true),
            (r#""Action":"oss:Put?ucketEncryption""#, true),
            (r#""Action":"*:PutBucketEncryption""#, true),
            (r#""Action":"*""#, true),
            (r#""Action":"oss:PutBucket""#, false),
            (r#""Action":"kms:*""#, false),
            (r#""NotAction":"oss:Get*""#, true),
            (r#""NotAction":["oss:Get*","oss:putbucket*"]"#, false),
        ] {
            let statement = statement(&format!(r#"{{"Effect":"Allow",{actions},"Resource":"*"}}"#));
            assert_eq!(statement.names_action(ENCRYPTION), expected, "{actions}");
        }
    }

    #[test]
    fn which_resources_a_statement_names() {
        let resource = question(Principal::Anonymous).resource;
        for (resources, expected) in [
            (r#""Resource":"*""#, true),
            (r#""Resource":"acs:oss:*:*:logs""#, true),
            (r#""Resource":"acs:oss:*:*:Logs""#, false),
            (r#""Resource":["acs:oss:*:*:other","acs:oss:*:*:l*s"]"#, true),
            (r#""Resource":"acs:oss:*:1002:logs""#, false),
            (r#""Resource":"acs:oss:*::logs""#, true),
            // The region as endpoints write it, as older policies write it, and with wildcards.
            (r#""Resource":"acs:oss:cn-hangzhou:*:logs""#, true),
            (r#""Resource":"acs:oss:oss-cn-hangzhou:*:logs""#, true),
            (r#""Resource":"acs:oss:oss-cn-*:*:logs""#, true),
            (r#""Resource":"acs:oss:?ss-cn-hangzhou:*:logs""#, true),
            (r#""Resource":"acs:oss:cn-*:*:logs""#, true),
            (r#""Resource":"acs:oss:oss-cn-beijing:*:logs""#, false),
            (r#""Resource":"acs:oss:oss-:*:logs""#, false),
            // Assumed: only an empty account means every account.
            (r#""Resource":"acs:oss::*:logs""#, false),
            (r#""Resource":"acs:*""#, true),
            (r#""NotResource":"acs:oss:*:*:logs""#, false),
            (r#""NotResource":["acs:oss:*:*:logs/*","acs:oss:*:*:other"]"#, true),
        ] {
            let statement = statement(&format!(r#"{{"Effect":"Allow","Action":"*",{resources}}}"#));
            assert_eq!(statement.names_resource(&resource), expected, "{resources}");
        }
    }

    #[test]
    fn a_statement_applies_if_all_of_it_does() {
        let asks = question(Principal::Anonymous);
        for (rest, expected) in [
            (r#""Action":"oss:*","Resource":"*""#, true),
            (r#""Action":"oss:Get*","Resource":"*""#, false),
            (r#""Action":"oss:*","Resource":"acs:oss:*:*:other""#, false),
            (r#""Action":"oss:*","Resource":"*","Condition":{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#, true),
            (
                r#""Action":"oss:*","Resource":"*",
                    "Condition":{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"},"Bool":{"acs:SecureTransport":"true"}}"#,
                false,
            ),
        ] {
            let statement = statement(&format!(r#"{{"Effect":"Deny",{rest}}}"#));
            assert_eq!(statement.applies(&asks, ENCRYPTION), expected, "{rest}");
        }
    }

    #[test]
    fn everyone_is_the_owner_too_where_there_is_a_condition() {
        let policy = |condition: &str| -> BucketPolicy {
            let rest = r#""Effect":"Deny","Principal":["*"],"Action":"oss:*","Resource":"*""#;
            format!(r#"{{"Version":"1","Statement":[{{{rest}{condition}}}]}}"#).parse().expect(condition)
        };
        let names = |policy: &BucketPolicy, caller| policy.document().statements[0].names_caller(&question(caller));
        let (owner, other) = (Principal::Root { account: "1001" }, Principal::Root { account: "1002" });
        let all = policy("");
        assert!(!names(&all, owner.clone()) && names(&all, other) && names(&all, Principal::Anonymous));
        assert!(names(&policy(r#","Condition":{"Bool":{"acs:SecureTransport":"false"}}"#), owner));
    }

    #[test]
    fn the_summary_says_all_of_it() {
        let bucket = |principal: &str| {
            let rest = r#""Effect":"Allow","Action":"oss:*","Resource":"*""#;
            format!(r#"{{"Version":"1","Statement":[{{{rest}{principal}}}]}}"#)
                .parse::<BucketPolicy>()
                .expect(principal)
        };
        for (principal, expected) in [
            ("", "for everyone"),
            (r#","Principal":[]"#, "for everyone"),
            (r#","Principal":"*""#, "for everyone"),
            (r#","Principal":["20001","*"]"#, "for everyone, 20001"),
            (r#","Principal":["20001","1001"]"#, "for 20001, 1001"),
        ] {
            assert_eq!(bucket(principal).to_string(), format!("Allow oss:* on * {expected}"));
        }
        let both = statement(
            r#"{"Effect":"Deny","NotAction":["oss:Get*","oss:List*"],"NotResource":"acs:oss:*:*:a",
                "Condition":{"StringEquals":{"oss:Prefix":["","a/"],"ACS:sourcevpc":"vpc-a"},"Bool":{"acs:SecureTransport":"true"}}}"#,
        );
        assert_eq!(
            &*both.summary,
            "Deny all but oss:Get*, oss:List* on all but acs:oss:*:*:a if StringEquals oss:Prefix \"\", a/ and \
             StringEquals acs:SourceVpc vpc-a and Bool acs:SecureTransport true"
        );
    }

    #[test]
    fn what_is_no_action_and_no_resource() {
        for text in ["", "oss", "oss:", ":Get", "oss:Get:Object", "oss:Get Object", "**", "o\u{df}s:*"] {
            assert!(ActionPattern::new(text).expect_err(text).contains("is not an action"), "{text}");
        }
        for text in ["", "logs", "oss:*:*:logs", "ACS:oss:*:*:logs", "**", "arn:oss:*:*:logs"] {
            assert!(ResourcePattern::new(text).expect_err(text).contains("is not a resource"), "{text}");
        }
    }
}
