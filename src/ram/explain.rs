//! Explanations of a decision, statement by statement. Only `decide` makes decisions.

use std::fmt;

use super::acl::{Access, Acls};
use super::context::KeyValue;
use super::decide::{CallerRelation, Decision, Reason, counts, decide, reference_to};
use super::document::{Document, Source, StatementRef};
use super::missing::{MissingPermission, missing};
use super::question::PolicyQuestion;
use super::statement::Statement;

/// The most characters quoted of a text from a request or a statement.
const QUOTED: usize = 200;

/// The most statements kept on the wire and in the journal, and the most conditions of each.
const KEPT_STATEMENTS: usize = 4;
const KEPT_CONDITIONS: usize = 4;

/// An explanation of a decision.
///
/// Its `Display` has one step per line; the last lines are the decision and, for a refusal, the missing grants.
///
/// # Example
///
/// ```
/// let oss = ossmock::Oss::new();
/// let acme = oss.create_account("acme").set_id("1001");
/// acme.create_bucket("logs");
/// acme.create_ram_user("ci");
/// let explanation = oss.explain("acme/ci", "oss:GetBucketAcl", "acs:oss:*:*:logs")?;
/// assert!(explanation.to_string().ends_with("missing: a policy with Allow oss:GetBucketAcl on acs:oss:*:1001:logs"));
/// # Ok::<(), ossmock::policy::QuestionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Explanation {
    /// The caller: `acme`, `acme/ci`, `acme/role/session` or `anonymous`.
    pub caller: String,
    /// The requested action, for example `oss:PutBucketEncryption`.
    pub action: String,
    /// The requested resource, for example `acs:oss:cn-hangzhou:1001:logs`.
    pub resource: String,
    /// The relation of the caller to the owner of the resource.
    pub standing: CallerRelation,
    /// The evaluated statements: those of the session policy, of the caller's policies and its groups' policies, and of the
    /// bucket's policy.
    pub statements: Vec<StatementCheck>,
    /// The number of evaluated statements left out here, because the explanation went over the wire or into the journal. Those
    /// furthest from applying are left out.
    pub omitted: usize,
    /// The number of statements attached to the caller that were not evaluated, because another account owns the resource or
    /// the session policy decided alone.
    pub unevaluated: usize,
    /// The result of the ACLs, if an ACL can grant the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl: Option<String>,
    /// The decision.
    pub decision: Decision,
    /// The missing grants; empty if the request is allowed.
    pub missing: Vec<MissingPermission>,
    /// The protection of the object by the retention policy of its bucket, which no permission lifts: only in the answer to a
    /// question about deleting or overwriting the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected: Option<String>,
}

/// One statement, evaluated for a request.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, and a test may ask any of them")]
pub struct StatementCheck {
    /// The statement.
    #[serde(rename = "clause")]
    pub reference: StatementRef,
    /// `true` if one of its actions matches.
    pub action_matches: bool,
    /// `true` if one of its resources matches.
    pub resource_matches: bool,
    /// `true` if it applies to the caller; always `true` except in a bucket policy.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub caller_matches: bool,
    /// Its conditions; all must hold for it to apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<CheckedCondition>,
    /// `true` if it opens the bucket to everyone while public access is blocked.
    #[serde(default, skip_serializing_if = "is_false")]
    pub blocked: bool,
    /// `true` if the decision quotes it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub decides: bool,
    /// Its doubts: parts that can never match, and condition keys that no request has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
}

// The usual value of a field is left out on the wire.
const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_true(flag: &bool) -> bool {
    *flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// One condition, evaluated for a request.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct CheckedCondition {
    /// The condition, for example `IpAddress acs:SourceIp 10.0.0.0/8`.
    pub condition: String,
    /// The value of the key in the request; its first 200 characters.
    pub found: Option<String>,
    /// `true` if the condition holds.
    pub holds: bool,
}

impl StatementCheck {
    /// Returns `true` if the statement applies: action, resource, caller and conditions match, and it is not blocked.
    #[must_use]
    pub fn applies(&self) -> bool {
        self.action_matches
            && self.resource_matches
            && self.caller_matches
            && !self.blocked
            && self.conditions.iter().all(|condition| condition.holds)
    }

    fn of(question: &PolicyQuestion<'_>, action: &str, reference: StatementRef, statement: &Statement) -> Self {
        let conditions = statement.conditions.iter().map(|condition| CheckedCondition {
            condition: condition.to_string(),
            found: question
                .context
                .value(&condition.key)
                .as_ref()
                .map(KeyValue::text)
                .map(|text| quoted(&text).to_owned()),
            holds: condition.holds(question.context),
        });
        Self {
            action_matches: statement.names_action(action),
            resource_matches: statement.names_resource(&question.resource),
            caller_matches: statement.names_caller(question),
            conditions: conditions.collect(),
            blocked: !counts(question, statement),
            decides: false,
            doubts: statement.doubts.iter().map(ToString::to_string).collect(),
            reference,
        }
    }

    /// The distance of the statement from applying; where not all can be shown, the nearest come first.
    pub(super) fn distance(&self) -> usize {
        let unmet = |met: bool| usize::from(!met);
        unmet(self.decides)
            + 16 * usize::from(self.is_idle_deny())
            + 4 * (unmet(self.action_matches) + unmet(self.resource_matches))
            + 2 * unmet(self.caller_matches)
            + self.conditions.iter().map(|condition| unmet(condition.holds)).sum::<usize>().min(2)
    }
}

/// The beginning of a text that is quoted; most texts are shorter.
fn quoted(text: &str) -> &str {
    let end = if text.len() <= QUOTED { None } else { text.char_indices().nth(QUOTED) };
    end.map_or(text, |(end, _)| &text[..end])
}

fn clip(text: &mut String) {
    text.truncate(quoted(text).len());
}

fn clip_reference(reference: &mut StatementRef) {
    let short = quoted(&reference.summary);
    if short.len() < reference.summary.len() {
        reference.summary = format!("{short}…").into();
    }
}

/// Decides, and explains the decision with every step to it.
pub(crate) fn explain(question: &PolicyQuestion<'_>, caller: String) -> Explanation {
    explain_decision(question, decide(question), caller)
}

/// Explains the decision on a question with every step to it.
pub(crate) fn explain_decision(question: &PolicyQuestion<'_>, decision: Decision, caller: String) -> Explanation {
    let action = question.action.to_ascii_lowercase();
    let standing = CallerRelation::of(question);
    let (mut statements, mut unevaluated) = (Vec::new(), 0);
    // As in `decide`: referer rules that refuse decide alone, and so does a session policy that does not allow.
    let first = matches!(&decision, Decision::Denied(Reason::Referer(_)));
    let alone = first || matches!(&decision, Decision::Denied(Reason::Session(_)));
    let mut hear = |source: Source, place: usize, policy: &Document, looked_at: bool| {
        if !looked_at {
            unevaluated += policy.statements.len();
            return;
        }
        for (s, statement) in policy.statements.iter().enumerate() {
            let reference = reference_to(source.clone(), place, s, statement);
            statements.push(StatementCheck::of(question, &action, reference, statement));
        }
    };
    if let Some(policy) = question.caller.session_policy() {
        hear(Source::Session, 0, policy, !first);
    }
    let looked_at = !alone && standing.has_policies();
    for (place, policy) in question.caller.policies().iter().enumerate() {
        hear(Source::Attached, place, policy, looked_at);
    }
    for group in question.caller.groups() {
        for (place, policy) in group.policies.iter().enumerate() {
            hear(Source::Group(group.name.clone()), place, policy, looked_at);
        }
    }
    if let Some(policy) = question.bucket_policy {
        hear(Source::Bucket, 0, policy.document(), !alone);
    }
    let quoted = decision.statements();
    for statement in &mut statements {
        statement.decides = quoted.contains(&&statement.reference);
    }
    Explanation {
        caller,
        action: question.action.to_owned(),
        resource: question.resource.to_string(),
        standing,
        omitted: 0,
        unevaluated,
        acl: acl(question),
        missing: missing(question, standing, &decision),
        statements,
        decision,
        protected: None,
    }
}

/// Describes the result of the ACLs in one line.
fn acl(question: &PolicyQuestion<'_>) -> Option<String> {
    let Acls { bucket, object, blocked } = question.acls;
    let what = match question.access {
        Access::Read => "reading",
        Access::Write => "writing",
        Access::Other => return None,
    };
    let (acl, whose) = object.map_or((bucket, "bucket"), |acl| (acl, "object"));
    Some(if blocked && acl.is_public() {
        format!("the {whose} is {acl}, and public access is blocked: its ACL grants nothing")
    } else {
        let grants = if acl.grants(question.access) { "grants" } else { "does not grant" };
        format!("the {whose} is {acl}: its ACL {grants} {what} to everyone")
    })
}

impl Explanation {
    /// Shortens it for the wire and the journal: bounded, whatever policies are attached.
    #[must_use]
    pub(crate) fn shortened(self) -> Self {
        let mut short = self.nearest(KEPT_STATEMENTS);
        for statement in &mut short.statements {
            clip_reference(&mut statement.reference);
            if statement.conditions.len() > KEPT_CONDITIONS {
                // The conditions that do not hold come first.
                statement.conditions.sort_by_key(|condition| condition.holds);
                statement.conditions.truncate(KEPT_CONDITIONS);
            }
            for condition in &mut statement.conditions {
                clip(&mut condition.condition);
            }
            statement.doubts.truncate(KEPT_CONDITIONS);
            statement.doubts.iter_mut().for_each(clip);
        }
        clip(&mut short.action);
        clip(&mut short.resource);
        short.decision.statements_mut().into_iter().for_each(clip_reference);
        if let Decision::Denied(Reason::Referer(denial)) = &mut short.decision {
            denial.clip(clip);
        }
        for missing in &mut short.missing {
            missing.clip(clip, clip_reference);
        }
        short
    }

    /// Keeps at most this many statements: those nearest to applying, in their order.
    fn nearest(mut self, most: usize) -> Self {
        if self.statements.len() > most {
            let mut order: Vec<usize> = (0..self.statements.len()).collect();
            order.sort_by_key(|&place| self.statements[place].distance());
            let kept = &order[..most];
            self.omitted += self.statements.len() - most;
            let mut place = 0;
            self.statements.retain(|_| {
                place += 1;
                kept.contains(&(place - 1))
            });
        }
        self
    }
}

impl fmt::Display for CheckedCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let holds = if self.holds { "holds" } else { "does not hold" };
        match &self.found {
            Some(found) => write!(f, "{} {holds}: the request has `{found}`", self.condition),
            None => write!(f, "{} {holds}: the request has none", self.condition),
        }
    }
}

impl fmt::Display for StatementCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Step::from(self).fmt(f)
    }
}

/// One step on the way to a decision, in words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Step {
    pub text: String,
    /// The reasons it counts or does not.
    pub because: Vec<String>,
    /// `true` if the statement applies; `None` if the step is not a statement.
    pub applies: Option<bool>,
}

impl From<String> for Step {
    fn from(text: String) -> Self {
        Self { text, because: Vec::new(), applies: None }
    }
}

impl From<&StatementCheck> for Step {
    fn from(statement: &StatementCheck) -> Self {
        let matches = |matches| if matches { "matches" } else { "does not match" };
        let (action, resource) = (matches(statement.action_matches), matches(statement.resource_matches));
        let mut parts = vec![format!("the action {action}"), format!("the resource {resource}")];
        if !statement.caller_matches {
            parts.push("the caller is not named".to_owned());
        }
        if statement.blocked {
            parts.push("it is public and public access is blocked".to_owned());
        }
        let applies = match (statement.applies(), statement.decides) {
            (false, _) => "it does not apply",
            (true, true) => "it applies and decides",
            (true, false) => "it applies, and another one decides",
        };
        let mut because = vec![format!("{}: {applies}", parts.join(", "))];
        because.extend(statement.conditions.iter().map(ToString::to_string));
        because.extend(statement.doubts.iter().cloned());
        Self { text: statement.reference.to_string(), because, applies: Some(statement.applies()) }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        self.because.iter().try_for_each(|because| write!(f, "\n    {because}"))
    }
}

impl Explanation {
    /// The steps before the decision, in order.
    pub(crate) fn steps(&self) -> Vec<Step> {
        let mut steps = vec![Step::from(self.standing.to_string())];
        steps.extend(self.statements.iter().map(Step::from));
        if self.omitted > 0 {
            steps.push(format!("{} more statements are left out", self.omitted).into());
        }
        if self.unevaluated > 0 {
            steps.push(format!("{} statements were not looked at", self.unevaluated).into());
        }
        steps.extend(self.acl.clone().map(Step::from));
        steps
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {} on {}", self.caller, self.action, self.resource)?;
        self.steps().iter().try_for_each(|step| writeln!(f, "{step}"))?;
        write!(f, "{}", self.decision)?;
        // The denying statements have just been quoted.
        self.lacking().try_for_each(|missing| write!(f, "\n{missing}"))?;
        let protected = self.protected.as_ref();
        protected
            .map_or(Ok(()), |protection| write!(f, "\nwhatever the permissions, the object is immutable: {protection}"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::context::{ConditionContext, Key};
    use super::super::decide::Grant;
    use super::super::document::Document;
    use super::super::principal::Principal;
    use super::super::statement::Effect;
    use super::super::{Acl, BucketPolicy, Resource};
    use super::*;

    /// A request from 10.0.0.9.
    struct FromTen;

    impl ConditionContext for FromTen {
        fn value(&self, key: &Key) -> Option<KeyValue<'_>> {
            (*key == Key::SourceIp).then(|| KeyValue::Ip([10, 0, 0, 9].into()))
        }
    }

    /// Derives the decision from the steps alone.
    fn by_steps(explanation: &Explanation, question: &PolicyQuestion<'_>) -> Decision {
        let applying = |sources: &dyn Fn(&Source) -> bool, effect: Effect| {
            let mut found = explanation.statements.iter().filter(|s| s.applies() && sources(&s.reference.source));
            found.find(|s| s.reference.summary.starts_with(&effect.to_string())).map(|s| s.reference.clone())
        };
        let attached = |source: &Source| matches!(source, Source::Attached | Source::Group(_));
        let bucket = |source: &Source| *source == Source::Bucket;
        let session = |source: &Source| *source == Source::Session;
        if question.caller.session_policy().is_some() {
            let deny = applying(&session, Effect::Deny);
            if deny.is_some() || applying(&session, Effect::Allow).is_none() {
                return Decision::Denied(Reason::Session(deny));
            }
        }
        match (applying(&attached, Effect::Deny), applying(&bucket, Effect::Deny)) {
            (Some(identity), Some(bucket)) => return Decision::Denied(Reason::Both { identity, bucket }),
            (Some(reference), None) | (None, Some(reference)) => return Decision::Denied(Reason::Statement(reference)),
            (None, None) => {}
        }
        if let Some(reference) = applying(&attached, Effect::Allow).or_else(|| applying(&bucket, Effect::Allow)) {
            return Decision::Allowed(Grant::Statement(reference));
        }
        let statements = explanation.statements.iter().filter(|s| attached(&s.reference.source)).count();
        match explanation.standing {
            CallerRelation::Owner => Decision::Allowed(Grant::Owner),
            CallerRelation::Anonymous => Decision::Denied(Reason::Anonymous),
            CallerRelation::Foreign => Decision::Denied(Reason::ForeignAccount),
            CallerRelation::RamUserOfOwner | CallerRelation::RoleOfOwner => {
                Decision::Denied(Reason::NoStatement { statements })
            }
        }
    }

    #[test]
    fn the_steps_amount_to_the_decision() {
        let mut statements = Vec::new();
        for effect in [Effect::Allow, Effect::Deny] {
            for action in ["oss:*", "OSS:putbucketencryption"] {
                for resource in ["*", "acs:oss:*:*:logs"] {
                    statements.push(Arc::new(Document::single(effect, action, resource).unwrap()));
                }
            }
        }
        let conditional = r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"oss:*","Resource":"*",
            "Condition":{"NotIpAddress":{"acs:SourceIp":"10.0.0.0/8"}}}]}"#;
        statements.push(Arc::new(conditional.parse().unwrap()));
        let bucket_policy = |effect: &str, principal: &str| -> BucketPolicy {
            format!(
                r#"{{"Version":"1","Statement":[{{"Effect":"{effect}","Principal":["{principal}"],
                "Action":"oss:Put*","Resource":"acs:oss:*:*:logs"}}]}}"#
            )
            .parse()
            .unwrap()
        };
        let bucket_policies =
            [bucket_policy("Allow", "*"), bucket_policy("Deny", "*"), bucket_policy("Allow", "20001")];
        let bucket_policies: Vec<_> = std::iter::once(None).chain(bucket_policies.iter().map(Some)).collect();
        let mut decided = 0;
        for first in &statements {
            for second in &statements {
                let policies = [first.clone(), second.clone()];
                let user = |account, policies| Principal::RamUser { account, id: "20001", policies, groups: &[] };
                let role = |session_policy| Principal::Role {
                    account: "1001",
                    role: "ops",
                    session: "s1",
                    policies: &policies[..1],
                    session_policy,
                };
                let callers = [
                    Principal::Anonymous,
                    Principal::Root { account: "1001" },
                    Principal::Root { account: "1002" },
                    user("1001", &policies),
                    user("1002", &policies),
                    role(None),
                    role(Some(&*policies[1])),
                ];
                for caller in &callers {
                    for (bucket_policy, blocked) in bucket_policies.iter().zip([false, true].into_iter().cycle()) {
                        for action in ["oss:GetBucketEncryption", "oss:PutBucketEncryption"] {
                            let question = PolicyQuestion {
                                caller: caller.clone(),
                                action,
                                resource: Resource {
                                    service: "oss",
                                    region: "cn-hangzhou",
                                    owner: "1001",
                                    path: "logs",
                                },
                                access: Access::Other,
                                acls: Acls { bucket: Acl::PublicReadWrite, object: None, blocked },
                                bucket_policy: *bucket_policy,
                                referer: None,
                                context: &FromTen,
                            };
                            let explanation = explain(&question, "somebody".to_owned());
                            assert_eq!(explanation.decision, decide(&question));
                            assert_eq!(by_steps(&explanation, &question), explanation.decision, "{explanation}");
                            let deciding = explanation.statements.iter().filter(|s| s.decides);
                            assert!(deciding.clone().all(StatementCheck::applies));
                            assert_eq!(explanation.missing.is_empty(), explanation.decision.is_allowed());
                            let text = serde_json::to_string(&explanation).unwrap();
                            assert_eq!(serde_json::from_str::<Explanation>(&text).unwrap(), explanation);
                            decided += deciding.count();
                        }
                    }
                }
            }
        }
        assert!(decided > 1_000, "a statement decided {decided} times");
    }

    #[test]
    fn what_is_nearest_is_kept() {
        let policies: Vec<_> = (0..40)
            .map(|i| {
                let action = if i == 30 { "oss:PutBucketEncryption" } else { "oss:GetObject" };
                Arc::new(Document::single(Effect::Allow, action, "acs:oss:*:*:other").unwrap())
            })
            .collect();
        let question = PolicyQuestion {
            caller: Principal::RamUser { account: "1001", id: "20001", policies: &policies, groups: &[] },
            action: "oss:PutBucketEncryption",
            resource: Resource { service: "oss", region: "cn-hangzhou", owner: "1001", path: "logs" },
            access: Access::Other,
            acls: Acls::default(),
            bucket_policy: None,
            referer: None,
            context: &FromTen,
        };
        let explanation = explain(&question, "acme/ci".to_owned()).nearest(3);
        assert_eq!((explanation.statements.len(), explanation.omitted), (3, 37));
        assert!(explanation.statements.iter().any(|statement| statement.reference.policy == 31));
    }
}
