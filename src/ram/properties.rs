//! Properties that hold for every policy, caller and request, tested with generated ones.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Value, json};

use super::condition::Operator;
use super::decide::{Decision, Grant, Reason, decide};
use super::explain::{Explanation, explain};
use super::pattern::{Pattern, wild};
use super::principal::role_session;
use super::*;

/// Uses the same cases on every machine: twice the usual number, or twice `PROPTEST_CASES`.
fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: 2 * usual.cases, failure_persistence: None, rng_seed: RngSeed::Fixed(20_261_123), ..usual }
}

const ACTIONS: [&str; 8] =
    ["*", "oss:*", "oss:?*", "oss:Get*", "OSS:put*", "oss:Put?ucketEncryption", "oss:GetObject", "kms:*"];
const RESOURCES: [&str; 10] = [
    "*",
    "acs:oss:*",
    "acs:oss:*:*:logs*",
    "acs:oss:*:*:logs",
    "acs:oss:*:*:logs/*",
    "acs:oss:cn-hangzhou:1001:l*s",
    "acs:oss:oss-cn-hangzhou::logs",
    "acs:oss:*:1002:logs",
    "acs:oss:*:*:other",
    "acs:ecs:*:*:*",
];
const PRINCIPALS: [&str; 6] =
    ["*", "1001", "1002", "20001", "arn:sts::1001:assumed-role/ops/*", "arn:sts::1001:assumed-role/ops/s2"];
const KEYS: [&str; 9] = [
    "acs:SourceIp",
    "acs:SourceVpc",
    "ACS:useragent",
    "acs:CurrentTime",
    "acs:SecureTransport",
    "acs:AccessId",
    "oss:Prefix",
    "oss:BucketTag/team",
    "acs:Unknown",
];
const ASKED: [(&str, &str, Access); 4] = [
    ("oss:PutBucketEncryption", "logs", Access::Other),
    ("oss:GetBucketEncryption", "logs", Access::Other),
    ("oss:GetObject", "logs/a", Access::Read),
    ("oss:PutObject", "logs/a", Access::Write),
];

/// Values that this operator can compare.
fn values(operator: Operator) -> &'static [&'static str] {
    match operator.name() {
        name if name.starts_with("String") => &["", "*", "vpc-a", "vpc-*", "VPC-A", "10.0.0.9", "true"],
        name if name.starts_with("Numeric") => &["-1", "0", "5"],
        name if name.starts_with("Date") => {
            &["2026-11-23T16:05:59Z", "2026-11-24T00:05:59+08:00", "2027-01-01T00:00:00Z"]
        }
        "Bool" => &["true", "false"],
        _ => &["0.0.0.0/0", "10.0.0.0/8", "10.0.0.9", "::/0", "::ffff:10.0.0.0/104", "2001:db8::1"],
    }
}

fn condition() -> impl Strategy<Value = Value> {
    let one = (select(Operator::ALL), select(&KEYS[..])).prop_flat_map(|(operator, key)| {
        let values = prop::collection::vec(select(values(operator)), 1..3);
        values.prop_map(move |values| (operator, key, values))
    });
    prop::collection::vec(one, 1..3).prop_map(|all| {
        let mut block = json!({});
        for (operator, key, values) in all {
            block[operator.name()][key] = json!(values);
        }
        block
    })
}

/// Often the first value, which matches everything, so that statements overlap; otherwise one or two of all.
fn wide_or(all: &'static [&'static str]) -> impl Strategy<Value = Vec<&'static str>> {
    prop_oneof![Just(vec![all[0]]), prop::collection::vec(select(all), 1..3)]
}

/// A statement as JSON, with principals if it is for a bucket policy.
fn statement(effect: impl Strategy<Value = &'static str>, of_bucket: bool) -> impl Strategy<Value = Value> {
    let actions = (prop::bool::weighted(0.1), wide_or(&ACTIONS));
    let resources = (prop::bool::weighted(0.1), wide_or(&RESOURCES));
    let principals = prop::option::of(prop::collection::vec(select(&PRINCIPALS[..]), 0..3));
    (effect, actions, resources, prop::option::weighted(0.2, condition()), principals).prop_map(
        move |(effect, (not_action, actions), (not_resource, resources), condition, principals)| {
            let mut statement = json!({ "Effect": effect });
            statement[if not_action { "NotAction" } else { "Action" }] = json!(actions);
            statement[if not_resource { "NotResource" } else { "Resource" }] = json!(resources);
            if let Some(condition) = condition {
                statement["Condition"] = condition;
            }
            if let Some(principals) = principals.filter(|_| of_bucket) {
                statement["Principal"] = json!(principals);
            }
            statement
        },
    )
}

fn any_effect() -> impl Strategy<Value = &'static str> + Clone {
    select(&["Allow", "Deny"][..])
}

/// The statements of several policies from one source.
type Policies = Vec<Vec<Value>>;

fn policies(of_bucket: bool, most: usize) -> impl Strategy<Value = Policies> {
    prop::collection::vec(prop::collection::vec(statement(any_effect(), of_bucket), 1..4), 0..=most)
}

fn text(statements: &[Value]) -> String {
    json!({ "Version": "1", "Statement": statements }).to_string()
}

fn document(statements: &[Value]) -> Document {
    text(statements).parse().expect("a policy")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TestCaller {
    Anonymous,
    Root(&'static str),
    User(&'static str),
    Role(&'static str),
}

const EVERYBODY: [TestCaller; 9] = [
    TestCaller::Role("1001"),
    TestCaller::User("1001"),
    TestCaller::Anonymous,
    TestCaller::Root("1001"),
    TestCaller::Root("1002"),
    TestCaller::User("1001"),
    TestCaller::User("1002"),
    TestCaller::Role("1001"),
    TestCaller::Role("1002"),
];

/// The properties of a request that conditions ask for.
#[derive(Debug, Clone)]
struct Request {
    ip: Option<std::net::IpAddr>,
    vpc: Option<&'static str>,
    tls: Option<bool>,
}

impl ConditionContext for Request {
    fn value(&self, key: &Key) -> Option<KeyValue<'_>> {
        match key {
            Key::SourceIp => self.ip.map(KeyValue::Ip),
            Key::SourceVpc => self.vpc.map(|vpc| KeyValue::Text(vpc.into())),
            Key::CurrentTime => Some(KeyValue::Time("2026-11-23T16:05:59Z".parse().expect("a time"))),
            Key::SecureTransport => self.tls.map(KeyValue::Flag),
            Key::BucketTag(_) => Some(KeyValue::Text("5".into())),
            _ => None,
        }
    }
}

/// Everything a decision depends on.
#[derive(Debug, Clone)]
struct Situation {
    who: TestCaller,
    attached: Policies,
    /// The policies of groups, each in a group of its own.
    groups: Policies,
    session: Policies,
    bucket: Policies,
    asked: (&'static str, &'static str, Access),
    acls: Acls,
    referer: Option<(RefererRules, &'static str)>,
    request: Request,
}

fn acl() -> impl Strategy<Value = Acl> + Clone {
    select(&[Acl::Private, Acl::PublicRead, Acl::PublicReadWrite][..])
}

const REFERERS: [&str; 4] = ["", "http://a.example/x?y", "https://a.example", "http://b.example/"];
const REFERER_PATTERNS: [&str; 5] = ["*", "http://a.example", "*.example", "https://?.example", "http://b.example/*"];

fn referer() -> impl Strategy<Value = (RefererRules, &'static str)> {
    let list = || prop::collection::vec(select(&REFERER_PATTERNS[..]), 0..3);
    (list(), list(), any::<[bool; 3]>(), select(&REFERERS[..])).prop_map(|(allowed, denied, flags, referer)| {
        let [empty, query, path] = flags;
        let rules = RefererRules::allow(allowed).and_deny(denied);
        (rules.set_allow_empty(empty).set_truncate_query(query).set_truncate_path(path), referer)
    })
}

fn situation() -> impl Strategy<Value = Situation> {
    let acls = (acl(), prop::option::of(acl()), any::<bool>());
    let addresses = ["10.0.0.9", "::ffff:10.0.0.9", "203.0.113.9", "2001:db8::1"].map(|ip| ip.parse().ok());
    let request =
        (select(addresses.to_vec()), select(&[None, Some("vpc-a"), Some("VPC-A")][..]), any::<Option<bool>>());
    let speaking = (policies(false, 2), policies(false, 2), policies(false, 1), policies(true, 1));
    let referer = prop::option::weighted(0.3, referer());
    (select(&EVERYBODY[..]), speaking, select(&ASKED[..]), acls, referer, request).prop_map(
        |(who, (attached, groups, session, bucket), asked, (acl, object, blocked), referer, (ip, vpc, tls))| {
            // Only objects have ACLs of their own.
            let object = object.filter(|_| asked.1.contains('/'));
            let acls = Acls { bucket: acl, object, blocked };
            let request = Request { ip, vpc, tls };
            Situation { who, attached, groups, session, bucket, asked, acls, referer, request }
        },
    )
}

impl Situation {
    /// Builds the question with the current policies, and passes it to `answer`.
    fn with_question<T>(&self, answer: impl FnOnce(&PolicyQuestion<'_>) -> T) -> T {
        let attached: Vec<_> = self.attached.iter().map(|policy| Arc::new(document(policy))).collect();
        let group = |(place, policy): (usize, &Vec<Value>)| {
            Arc::new(GroupPolicies { name: format!("g{place}").into(), policies: vec![Arc::new(document(policy))] })
        };
        let groups: Vec<_> = self.groups.iter().enumerate().map(group).collect();
        let session = self.session.first().map(|policy| document(policy));
        let bucket: Option<BucketPolicy> =
            self.bucket.first().map(|policy| text(policy).parse().expect("the policy of a bucket"));
        let caller = match self.who {
            TestCaller::Anonymous => Principal::Anonymous,
            TestCaller::Root(account) => Principal::Root { account },
            TestCaller::User(account) => {
                Principal::RamUser { account, id: "20001", policies: &attached, groups: &groups }
            }
            TestCaller::Role(account) => Principal::Role {
                account,
                role: "ops",
                session: "s1",
                policies: &attached,
                session_policy: session.as_ref(),
            },
        };
        let (action, path, access) = self.asked;
        answer(&PolicyQuestion {
            caller,
            action,
            resource: Resource { service: "oss", region: "cn-hangzhou", owner: "1001", path },
            access,
            acls: self.acls,
            bucket_policy: bucket.as_ref(),
            referer: self.referer.as_ref().map(|(rules, referer)| (rules, (*referer).into())),
            context: &self.request,
        })
    }

    fn decide(&self) -> Decision {
        self.with_question(decide)
    }

    fn places(&mut self) -> [&mut Policies; 4] {
        [&mut self.attached, &mut self.groups, &mut self.session, &mut self.bucket]
    }

    /// Adds a statement to an existing policy, or as a new policy where there may be another.
    fn add(&mut self, mut statement: Value, place: Index, at: Index) {
        let place = place.index(4);
        if place != 3 {
            statement.as_object_mut().expect("an object").remove("Principal");
        }
        let policies = &mut *self.places()[place];
        // A new session policy removes permissions, whatever it allows.
        match policies.first_mut() {
            Some(policy) => policy.insert(at.index(policy.len() + 1), statement),
            None if place == 2 => {}
            None => policies.push(vec![statement]),
        }
    }

    /// Reorders the statements and policies.
    fn turned(&self, by: usize) -> Self {
        let mut turned = self.clone();
        for policies in turned.places() {
            policies.reverse();
            for policy in policies {
                let length = policy.len();
                policy.rotate_left(by % length);
            }
        }
        turned
    }
}

/// A decision without its statement: the part that code, message and EC depend on.
fn outline(decision: &Decision) -> String {
    let of = |reference: &StatementRef| if reference.source == Source::Bucket { "bucket" } else { "identity" };
    match decision {
        Decision::Allowed(Grant::Statement(reference)) => format!("allowed by {}", of(reference)),
        Decision::Denied(Reason::Statement(reference)) => format!("denied by {}", of(reference)),
        Decision::Denied(Reason::Both { .. }) => "denied by both".to_owned(),
        Decision::Denied(Reason::Session(reference)) => format!("denied by the session: {}", reference.is_some()),
        other => other.to_string(),
    }
}

/// Checks that the steps of an explanation agree with its decision.
fn check_agreement(explanation: &Explanation) -> Result<(), TestCaseError> {
    let applies = |reference: &StatementRef| {
        explanation.statements.iter().any(|s| s.reference == *reference && s.applies() && s.decides)
    };
    let speaks = |effect: Effect, session: bool| {
        let of = explanation.statements.iter().filter(|s| (s.reference.source == Source::Session) == session);
        of.filter(|s| s.applies()).any(|s| s.reference.summary.starts_with(&effect.to_string()))
    };
    let session = explanation.statements.iter().any(|s| s.reference.source == Source::Session);
    match &explanation.decision {
        Decision::Allowed(grant) => {
            prop_assert!(!speaks(Effect::Deny, false) && !speaks(Effect::Deny, true));
            prop_assert!(!session || speaks(Effect::Allow, true));
            let by_statement = speaks(Effect::Allow, false);
            prop_assert_eq!(by_statement, matches!(grant, Grant::Statement(_)));
        }
        Decision::Denied(Reason::Referer(_)) => prop_assert!(explanation.statements.is_empty()),
        Decision::Denied(Reason::Session(reference)) => {
            prop_assert_eq!(reference.is_some(), speaks(Effect::Deny, true));
            prop_assert!(reference.is_some() || !speaks(Effect::Allow, true));
        }
        Decision::Denied(reason) => match reason.denial() {
            Denial::Explicit => prop_assert!(speaks(Effect::Deny, false)),
            Denial::Implicit => prop_assert!(!speaks(Effect::Allow, false) && !speaks(Effect::Deny, false)),
        },
    }
    for reference in explanation.decision.statements() {
        prop_assert!(applies(reference), "{reference} decides and does not apply\n{explanation}");
    }
    prop_assert_eq!(explanation.missing.is_empty(), explanation.decision.is_allowed());
    Ok(())
}

/// Matches wildcards by their definition, however long it takes.
fn naive(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        (['*', rest @ ..], _) => naive(rest, text) || (!text.is_empty() && naive(pattern, &text[1..])),
        (['?', pattern @ ..], [_, text @ ..]) => naive(pattern, text),
        ([wanted, pattern @ ..], [found, text @ ..]) => wanted == found && naive(pattern, text),
        _ => false,
    }
}

fn string_of(characters: &'static [char], most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(select(characters), 0..=most).prop_map(|all| all.into_iter().collect())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn one_more_deny_never_allows(
        mut situation in situation(), deny in statement(Just("Deny"), true), place: Index, at: Index,
    ) {
        let before = situation.decide();
        situation.add(deny, place, at);
        let after = situation.decide();
        prop_assert!(before.is_allowed() || !after.is_allowed(), "{before}\n{after}");
        prop_assert!(before.denial() != Some(Denial::Explicit) || after.denial() == Some(Denial::Explicit));
    }

    #[test]
    fn one_more_allow_never_denies(
        mut situation in situation(), allow in statement(Just("Allow"), true), place: Index, at: Index,
    ) {
        let before = situation.decide();
        situation.add(allow, place, at);
        let after = situation.decide();
        prop_assert!(!before.is_allowed() || after.is_allowed(), "{before}\n{after}");
    }

    #[test]
    fn order_changes_nothing_but_which_statement_is_quoted(situation in situation(), by in 0..6_usize) {
        prop_assert_eq!(outline(&situation.decide()), outline(&situation.turned(by).decide()));
    }

    #[test]
    fn blocking_public_access_and_a_session_policy_only_take_away(situation in situation()) {
        let mut wide = situation.clone();
        wide.acls.blocked = false;
        wide.session.clear();
        prop_assert!(!situation.decide().is_allowed() || wide.decide().is_allowed());
    }

    #[test]
    fn blocking_public_access_is_as_if_nothing_public_were_there(mut situation in situation()) {
        situation.acls.blocked = true;
        let mut private = situation.clone();
        private.acls = Acls::default();
        for policy in &mut private.bucket {
            policy.retain(|one| !text(std::slice::from_ref(one)).parse::<BucketPolicy>().expect("a policy").is_public());
        }
        private.bucket.retain(|policy| !policy.is_empty());
        prop_assert_eq!(outline(&situation.decide()), outline(&private.decide()));
    }

    #[test]
    fn a_policy_that_is_not_public_allows_no_anonymous_caller_without_a_fixed_value(mut situation in situation()) {
        situation.who = TestCaller::Anonymous;
        situation.acls = Acls::default();
        situation.request = Request { ip: None, vpc: None, tls: situation.request.tls };
        let public = situation.bucket.iter().any(|policy| text(policy).parse::<BucketPolicy>().expect("a policy").is_public());
        prop_assert!(public || !situation.decide().is_allowed());
    }

    #[test]
    fn referer_rules_that_refuse_decide_alone_and_others_change_nothing(situation in situation(), (rules, referer) in referer()) {
        let refuses = rules.check(referer).denial.is_some();
        let (mut with, mut without) = (situation.clone(), situation);
        with.referer = Some((rules, referer));
        without.referer = None;
        let decision = with.decide();
        prop_assert_eq!(matches!(decision, Decision::Denied(Reason::Referer(_))), refuses, "{}", decision);
        prop_assert!(refuses || decision == without.decide());
    }

    #[test]
    fn an_explanation_agrees_with_the_decision(situation in situation()) {
        let explanation = situation.with_question(|question| explain(question, "somebody".to_owned()));
        prop_assert_eq!(&explanation.decision, &situation.decide());
        check_agreement(&explanation)?;
        let sent = explanation.clone().shortened();
        prop_assert_eq!(Explanation::decode(&sent.encode()), Ok(sent.clone()));
        prop_assert_eq!(sent.statements.len() + sent.omitted, explanation.statements.len());
        prop_assert!(sent.encode().len() < 16 * 1024, "{} bytes", sent.encode().len());
    }

    #[test]
    fn a_caller_that_gets_what_is_missing_is_let_in(mut situation in situation()) {
        // One decision shows one lack: first that of the session policy, then that of the rest.
        for _ in 0..2 {
            let explanation = situation.with_question(|question| explain(question, "somebody".to_owned()));
            for missing in explanation.missing {
                let (policies, statement) = match missing {
                    MissingPermission::Policy { action, resource } => {
                        (&mut situation.attached, json!({ "Action": action, "Resource": resource }))
                    }
                    MissingPermission::SessionPolicy { action, resource } => {
                        (&mut situation.session, json!({ "Action": action, "Resource": resource }))
                    }
                    MissingPermission::BucketPolicy { principal, action, resource } => {
                        prop_assume!(!situation.acls.blocked || principal != "*");
                        let statement = json!({ "Action": action, "Resource": resource, "Principal": [principal] });
                        (&mut situation.bucket, statement)
                    }
                    // The denying statement would have to go, and with it this case.
                    MissingPermission::Denied(_) | MissingPermission::Referer(_) => return Ok(()),
                };
                let mut statement = statement;
                statement["Effect"] = json!("Allow");
                match policies.first_mut() {
                    Some(policy) => policy.push(statement),
                    None => policies.push(vec![statement]),
                }
            }
        }
        let decision = situation.decide();
        prop_assert!(decision.is_allowed(), "{decision}");
    }

    #[test]
    fn a_written_policy_reads_back_equal(policies in policies(false, 2), of_bucket in policies(true, 2)) {
        for policy in &policies {
            let policy = document(policy);
            prop_assert_eq!(policy.to_json().parse::<Document>(), Ok(policy));
        }
        for policy in &of_bucket {
            let policy: BucketPolicy = text(policy).parse().expect("the policy of a bucket");
            let read: BucketPolicy = policy.document().to_json().parse().expect("a written policy");
            prop_assert_eq!(read.document(), policy.document());
            prop_assert_eq!(read.is_public(), policy.is_public());
        }
    }

    #[test]
    fn wildcards_match_as_they_are_defined(
        pattern in string_of(&['a', 'b', '*', '?', '/', 'é'], 10), text in string_of(&['a', 'b', '/', 'é', '*'], 10),
    ) {
        let (wanted, found): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
        prop_assert_eq!(Pattern::new(&pattern).matches(&text), naive(&wanted, &found));
        let half = text.char_indices().nth(found.len() / 2).map_or(0, |(at, _)| at);
        let (prefix, rest) = text.split_at(half);
        prop_assert_eq!(Pattern::new(&pattern).matches_after(prefix, rest), naive(&wanted, &found));
    }

    #[test]
    fn a_pattern_without_wildcards_matches_itself_alone(
        pattern in string_of(&['a', 'b', '/', 'é'], 6), text in string_of(&['a', 'b', '/', 'é'], 6),
    ) {
        let compiled = Pattern::new(&pattern);
        prop_assert!(compiled.is_exact() && compiled.matches(&pattern));
        prop_assert_eq!(compiled.matches(&text), pattern == text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        if let Ok(policy) = text.parse::<Document>() {
            prop_assert_eq!(policy.to_json().parse::<Document>(), Ok(policy));
        }
        let _ = text.parse::<BucketPolicy>();
        let _ = Explanation::decode(&text);
    }

    #[test]
    fn a_session_is_named_in_one_way(role in "[a-zA-Z0-9-]{1,20}", session in "[a-zA-Z0-9.@_-]{2,20}") {
        let named = [role_session("1001", &role, &session)];
        let principals = super::principals::Principals::new(&named).expect("a principal");
        let of = |session| Principal::Role { account: "1001", role: &role, session, policies: &[], session_policy: None };
        let names = |session| principals.matches(of(session).name().as_deref(), false, false);
        prop_assert!(names(&session));
        prop_assert!(!names("another-one") || session == "another-one");
    }
}

/// Without every outcome, the properties would say little.
#[test]
fn the_scenes_meet_every_outcome() {
    let (strategy, mut runner) = (situation(), TestRunner::new(config()));
    let outcomes: BTreeSet<String> =
        (0..2_000).map(|_| outline(&strategy.new_tree(&mut runner).expect("a situation").current().decide())).collect();
    let shown = |start: &str| outcomes.iter().any(|outcome| outcome.starts_with(start));
    for outcome in [
        "allowed: the caller owns it",
        "allowed by identity",
        "allowed by bucket",
        "allowed: the bucket is public-read",
        "allowed: the object is public-read",
        "denied by identity",
        "denied by bucket",
        "denied by both",
        "denied by the session: true",
        "denied by the session: false",
        "implicitly denied: the request is anonymous",
        "implicitly denied: the caller is of another account",
        "implicitly denied: no policy is attached",
        "implicitly denied: none of the caller's",
        "implicitly denied: the object is private",
    ] {
        assert!(shown(outcome), "no situation is {outcome}: {outcomes:#?}");
    }
}

/// Patterns that are slow for a backtracking matcher: the test counts characters, not time.
#[test]
fn hostile_patterns_take_steps_of_the_order_of_the_text() {
    for (pattern, text) in [
        (format!("{}b", "*a".repeat(2_048)), "a".repeat(1_024)),
        (format!("{}b", "*a".repeat(500)), "a".repeat(1_024)),
        (format!("{}b", "*?".repeat(500)), "a".repeat(1_024)),
        (format!("*{}", "a".repeat(1_023)), "b".repeat(1_024)),
        ("*".repeat(4_096), "a".repeat(1_024)),
        ("*a*b".repeat(1_024), "ab".repeat(512)),
    ] {
        let (pattern, looked_at): (Vec<char>, _) = (pattern.chars().collect(), Cell::new(0));
        let _ = wild(&pattern, text.chars().inspect(|_| looked_at.set(looked_at.get() + 1)));
        assert!(looked_at.get() <= 4 * 1_024, "{} characters of {} were looked at", looked_at.get(), text.len());
    }
}

/// The worst pattern, one star before a long run, takes at most pattern × text steps.
#[test]
fn the_worst_pattern_takes_pattern_times_text() {
    let pattern: Vec<char> = format!("*{}b", "a".repeat(511)).chars().collect();
    let looked_at = Cell::new(0);
    assert!(!wild(&pattern, "a".repeat(1_024).chars().inspect(|_| looked_at.set(looked_at.get() + 1))));
    assert!(looked_at.get() <= pattern.len() * 1_024 * 2, "{} characters were looked at", looked_at.get());
}
