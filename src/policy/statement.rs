//! Statements: what they are about, and whether one applies to a question.

use std::fmt;
use std::sync::Arc;

use crate::error::Assumption;

use super::condition::Condition;
use super::decide::{Question, Resource};
use super::doubt::{Doubt, doubts};
use super::pattern::Pattern;
use super::principal::Principals;

/// What a statement does when it applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
pub enum Effect {
    /// The statement allows.
    Allow,
    /// The statement denies, whatever others allow.
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
    /// A name for people.
    pub sid: Option<Box<str>>,
    pub effect: Effect,
    /// Only in a bucket policy.
    pub principals: Option<Principals>,
    pub actions: Scope<ActionPattern>,
    pub resources: Scope<ResourcePattern>,
    pub conditions: Vec<Condition>,
    /// What its meaning rests on.
    pub assumes: Vec<Assumption>,
    pub doubts: Vec<Doubt>,
    /// `Allow oss:Get* on acs:oss:*:*:logs`, made once because every decision may quote it.
    pub summary: Arc<str>,
}

/// What a statement is about: these, or all but these (`NotAction`, `NotResource`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope<T> {
    pub but: bool,
    pub patterns: Vec<T>,
}

impl<T> Scope<T> {
    fn covers(&self, matches: impl FnMut(&T) -> bool) -> bool {
        self.patterns.iter().any(matches) != self.but
    }
}

impl<T: Written> fmt::Display for Scope<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.but { "all but " } else { "" })?;
        for (i, pattern) in self.patterns.iter().enumerate() {
            let separator = if i == 0 { "" } else { ", " };
            write!(f, "{separator}{}", pattern.text())?;
        }
        Ok(())
    }
}

/// What keeps the text it was read from.
pub(super) trait Written {
    fn text(&self) -> &str;
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

    /// Every text in which a wildcard may stand.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let actions = self.actions.patterns.iter().map(Written::text);
        let resources = self.resources.patterns.iter().map(Written::text);
        let principals = self.principals.iter().flat_map(Principals::texts);
        let values = self.conditions.iter().flat_map(|condition| condition.texts.iter().map(|text| &**text));
        actions.chain(resources).chain(principals).chain(values)
    }

    /// The action is in lower case.
    pub fn applies(&self, question: &Question<'_>, action: &str) -> bool {
        if !self.names_action(action) {
            return false;
        }
        self.assumes.iter().for_each(|assumption| question.context.lean(*assumption));
        self.names_resource(&question.resource)
            && self.names_caller(question)
            && self.conditions.iter().all(|condition| condition.holds(question.context))
    }

    pub fn names_action(&self, lower_case_action: &str) -> bool {
        self.actions.covers(|pattern| pattern.pattern.matches(lower_case_action))
    }

    pub fn names_resource(&self, resource: &Resource<'_>) -> bool {
        self.resources.covers(|pattern| pattern.form.matches(resource))
    }

    pub fn names_caller(&self, question: &Question<'_>) -> bool {
        let with_condition = !self.conditions.is_empty();
        let owner = question.resource.owner;
        self.principals.as_ref().is_none_or(|principals| principals.matches(&question.caller, owner, with_condition))
    }

    /// Whether it opens a bucket to everyone: what "block public access" switches off.
    ///
    /// Source: `help.aliyun.com/zh/oss/user-guide/block-public-access`.
    pub fn is_public(&self) -> bool {
        self.effect == Effect::Allow
            && self.principals.as_ref().is_some_and(Principals::names_everyone)
            && !self.conditions.iter().any(Condition::narrows_to_fixed_values)
    }
}

/// `*`, or `service:Name` with wildcards; letter case does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ActionPattern {
    /// As it was written.
    text: Box<str>,
    pattern: Pattern,
}

impl ActionPattern {
    pub fn new(text: &str) -> Result<Self, String> {
        let well_formed = text == "*"
            || text.split_once(':').is_some_and(|(service, name)| {
                !service.is_empty()
                    && !name.is_empty()
                    && !name.contains(':')
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || b":*?-_".contains(&b))
            });
        if well_formed {
            Ok(Self { text: text.into(), pattern: Pattern::new(&text.to_ascii_lowercase()) })
        } else {
            Err(format!("`{text}` is not an action: write `oss:PutBucketEncryption`, `oss:Get*` or `*`"))
        }
    }
}

impl Written for ActionPattern {
    fn text(&self) -> &str {
        &self.text
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ResourcePattern {
    /// As it was written.
    text: Box<str>,
    form: ResourceForm,
}

/// `*`, `acs:{service}:{region}:{account}:{path}` field by field, or a shorter `acs:…` over the whole name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ResourceForm {
    Any,
    Fields(Box<[Pattern; 4]>),
    Whole(Pattern),
}

impl ResourcePattern {
    pub fn new(text: &str) -> Result<Self, String> {
        Ok(Self { text: text.into(), form: ResourceForm::new(text)? })
    }

    pub fn has_empty_region(&self) -> bool {
        matches!(&self.form, ResourceForm::Fields(fields) if fields[1].is_only(str::is_empty))
    }

    /// Why it matches nothing there can be, if so.
    pub fn never_matches(&self) -> Option<&'static str> {
        let upper = |text: &str| text.bytes().any(|b| b.is_ascii_uppercase());
        match &self.form {
            ResourceForm::Any => None,
            ResourceForm::Whole(pattern) => {
                let too_short = "it is too short: write `acs:oss:*:*:bucket` or `acs:oss:*:*:bucket/*`";
                pattern.is_exact().then_some(too_short)
            }
            ResourceForm::Fields(fields) => {
                let [service, region, account, path] = &**fields;
                let bucket =
                    self.text.splitn(5, ':').last().and_then(|path| path.split('/').next()).unwrap_or_default();
                let nothing = "it names nothing; write `acs:oss:*:*:bucket` or `acs:oss:*:*:bucket/*`";
                let literal = !bucket.contains(['*', '?']) && service.is_only(|name| name == "oss");
                [
                    (service.is_only(str::is_empty), "its service is empty; write `oss`"),
                    (region.is_only(str::is_empty), "its region is empty; write `*`"),
                    (region.is_only(upper), "a region has no upper-case letters"),
                    (
                        account.is_only(|uid| !uid.bytes().all(|b| b.is_ascii_digit())),
                        "an account is named by its UID, which has digits only",
                    ),
                    (path.is_only(str::is_empty) || (literal && bucket.is_empty()), nothing),
                    (literal && upper(bucket), "a bucket has no name with upper-case letters"),
                ]
                .into_iter()
                .find_map(|(never, why)| never.then_some(why))
            }
        }
    }
}

impl Written for ResourcePattern {
    fn text(&self) -> &str {
        &self.text
    }
}

impl ResourceForm {
    fn new(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self::Any);
        }
        if !text.starts_with("acs:") {
            return Err(format!(
                "`{text}` is not a resource: write `acs:oss:*:*:bucket`, `acs:oss:*:*:bucket/*` or `*`"
            ));
        }
        let fields: Vec<&str> = text.splitn(5, ':').collect();
        if let [_, service, region, account, path] = fields[..] {
            // An empty account is taken as `*` (assumed: the pages show both and say nothing).
            let account = if account.is_empty() { "*" } else { account };
            Ok(Self::Fields(Box::new([service, region, account, path].map(Pattern::new))))
        } else {
            Ok(Self::Whole(Pattern::new(text)))
        }
    }

    fn matches(&self, resource: &Resource<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Fields(fields) => {
                let [service, region, account, path] = &**fields;
                // Pages disagree on whether the region is `cn-hangzhou` or `oss-cn-hangzhou`: both are met.
                service.matches(resource.service)
                    && path.matches(resource.path)
                    && account.matches(resource.owner)
                    && (*region == Pattern::Any
                        || region.matches(resource.region)
                        || region.matches_behind("oss-", resource.region))
            }
            Self::Whole(pattern) => pattern.matches(&resource.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::context::{Context, Fact, Key};
    use super::super::document::Document;
    use super::super::principal::Principal;
    use super::super::{Access, Acls, BucketPolicy};
    use super::*;

    /// A request from 10.0.0.9.
    struct FromTen;

    impl Context for FromTen {
        fn value(&self, key: &Key) -> Option<Fact<'_>> {
            (*key == Key::SourceIp).then(|| Fact::Ip([10, 0, 0, 9].into()))
        }
    }

    const ENCRYPTION: &str = "oss:putbucketencryption";

    fn statement(json: &str) -> Statement {
        let document: Document = format!(r#"{{"Version":"1","Statement":[{json}]}}"#).parse().expect(json);
        document.statements[0].clone()
    }

    fn question(caller: Principal<'_>) -> Question<'_> {
        Question {
            caller,
            action: "oss:PutBucketEncryption",
            resource: Resource { service: "oss", region: "cn-hangzhou", owner: "1001", path: "logs" },
            access: Access::Other,
            acls: Acls::default(),
            bucket_policy: None,
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
            // The region: as endpoints write it, as older policies do, and with wildcards.
            (r#""Resource":"acs:oss:cn-hangzhou:*:logs""#, true),
            (r#""Resource":"acs:oss:oss-cn-hangzhou:*:logs""#, true),
            (r#""Resource":"acs:oss:oss-cn-*:*:logs""#, true),
            (r#""Resource":"acs:oss:?ss-cn-hangzhou:*:logs""#, true),
            (r#""Resource":"acs:oss:cn-*:*:logs""#, true),
            (r#""Resource":"acs:oss:oss-cn-beijing:*:logs""#, false),
            (r#""Resource":"acs:oss:oss-:*:logs""#, false),
            // Assumed: only an empty account is everybody's.
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
