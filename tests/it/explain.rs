//! Explanations: the same decision as a request meets, and questions that have no answer.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{
    Credentials, Decision, Oss, Peer, Record,
    policy::{Acl, CallerRelation, Grant, Reason, RefererDenial},
    settings::RefererRules,
};

use super::support::{LOGS, SERVICE, get_rule, kms, put_rule, request, signed, still};

fn world() -> Oss {
    let toml = r#"
        [[account]]
        name = "acme"
        id = "1001"
        bucket = [{ name = "logs" }, { name = "far", region = "cn-beijing" }]
        ram_user = [
            { name = "idle" },
            { name = "reader", policies = [
                { Version = "1", Statement = [
                    { Effect = "Allow", Action = ["oss:Get*"], Resource = ["acs:oss:*:*:logs"] },
                    { Effect = "Allow", Action = ["oss:*"], Resource = ["*"] },
                ] },
                { Version = "1", Statement = [{ Effect = "Deny", Action = "oss:PutBucketE*", Resource = "acs:oss:*:1001:*" }] },
            ] },
            { name = "maker", policies = [
                { Version = "1", Statement = [
                    { Effect = "Allow", Action = "oss:PutBucket", Resource = "acs:oss:cn-hangzhou:1001:new" },
                    { Effect = "Allow", Action = "oss:ListBuckets", Resource = "acs:oss:*:*:*" },
                ] },
            ] },
        ]
        group = [{ name = "listers", members = ["idle"], policies = [
            { Version = "1", Statement = [{ Effect = "Allow", Action = "oss:ListBuckets", Resource = "*" }] },
        ] }]
        [[account.role]]
        name = "ops"
        policies = [{ Version = "1", Statement = [{ Effect = "Allow", Action = "oss:*", Resource = "*" }] }]
        [[account.role.session]]
        name = "all"
        [[account.role.session]]
        name = "narrow"
        policy = { Version = "1", Statement = [
            { Effect = "Allow", Action = ["oss:GetBucketEncryption", "oss:ListBuckets"], Resource = "*" },
            { Effect = "Deny", Action = "oss:ListBuckets", Resource = "*" },
        ] }
        [[account]]
        name = "other"
        id = "1002"
        ram_user = [{ name = "guest", policies = [
            { Version = "1", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] },
        ] }]
        [[account]]
        name = "poor"
        suspended = true
        bucket = [{ name = "unpaid" }]
    "#;
    Oss::builder().world_toml(toml).expect("a world").build()
}

fn credentials(oss: &Oss, caller: &str) -> Option<Credentials> {
    match caller.split_once('/') {
        _ if caller == "anonymous" => None,
        None => oss.account(caller).map(|account| account.credentials()),
        Some((account, name)) => {
            let account = oss.account(account).expect("the account");
            match name.split_once('/') {
                None => account.ram_user(name).map(|user| user.credentials()),
                Some((role, session)) => account.role(role)?.session(session).map(|s| s.credentials()),
            }
        }
    }
}

#[test]
fn an_explanation_has_the_decision_a_request_meets() {
    type Asked = (&'static str, &'static str, fn() -> Request<Bytes>);
    let requests: [Asked; 5] = [
        ("oss:GetBucketEncryption", "acs:oss:*:*:logs", || get_rule(LOGS)),
        ("oss:PutBucketEncryption", "acs:oss:*:*:logs", || put_rule(LOGS, &kms("k"))),
        ("oss:GetBucketEncryption", "acs:oss:cn-beijing:1001:far", || get_rule("far.oss-cn-beijing.aliyuncs.com")),
        ("oss:PutBucket", "acs:oss:*:*:new", || request(Method::PUT, "new.oss-cn-hangzhou.aliyuncs.com", "/")),
        ("oss:ListBuckets", "*", || request(Method::GET, SERVICE, "/")),
    ];
    for caller in [
        "anonymous",
        "acme",
        "acme/idle",
        "acme/reader",
        "acme/maker",
        "acme/ops/all",
        "acme/ops/narrow",
        "other",
        "other/guest",
    ] {
        for (action, resource, request) in &requests {
            let oss = world();
            let request = match credentials(&oss, caller) {
                Some(credentials) if resource.ends_with("far") => {
                    oss.signer(&credentials).region("cn-beijing").sign(request())
                }
                Some(credentials) => signed(&oss, &credentials, request()),
                None => request(),
            };
            let explanation = oss.explain(caller, action, resource).unwrap_or_else(|error| panic!("{error}"));
            assert!(oss.journal().is_empty());
            let _ = oss.handle(request);
            let journal = oss.journal();
            let met = journal.last().and_then(Record::decision);
            assert_eq!(Some(&explanation.decision), met, "{caller} {action} on {resource}\n{explanation}\n{journal}");
        }
    }
}

#[test]
fn every_statement_is_shown_with_what_matches() {
    let explanation = world().explain("acme/reader", "oss:putbucketencryption", "acs:oss:*:*:logs").expect("an answer");
    assert_eq!(explanation.standing, CallerRelation::RamUserOfOwner);
    assert_eq!(
        explanation.to_string(),
        "acme/reader: oss:PutBucketEncryption on acs:oss:cn-hangzhou:1001:logs
the caller is a RAM user of the account that owns the resource: policies decide
policy 1 statement 1: Allow oss:Get* on acs:oss:*:*:logs
    the action does not match, the resource matches: it does not apply
policy 1 statement 2: Allow oss:* on *
    the action matches, the resource matches: it applies, and another one decides
policy 2 statement 1: Deny oss:PutBucketE* on acs:oss:*:1001:*
    the action matches, the resource matches: it applies and decides
explicitly denied by policy 2 statement 1: Deny oss:PutBucketE* on acs:oss:*:1001:*"
    );
}

/// Several operations need `oss:DeleteObject`: the ACL counts for the one on a single object.
#[test]
fn the_acl_is_looked_at_for_an_action_of_several_operations() {
    let oss = Oss::builder().block_public_access(false).build();
    oss.create_account("acme").create_bucket("open").set_acl(Acl::PublicReadWrite);
    for action in ["oss:DeleteObject", "oss:PutObject", "oss:GetObject"] {
        let explanation = oss.explain("anonymous", action, "acs:oss:*:*:open/key").expect("an answer");
        assert_eq!(explanation.decision, Decision::Allowed(Grant::BucketAcl(Acl::PublicReadWrite)), "{explanation}");
    }
}

#[test]
fn questions_without_an_answer_are_told_why() {
    let oss = world();
    let put = "oss:PutBucketEncryption";
    for (caller, action, resource, expected) in [
        (
            "nobody",
            put,
            "acs:oss:*:*:logs",
            "no caller is called `nobody`: write `account`, `account/ram-user`, `account/role/session` or `anonymous`; \
             there are `acme`, `acme/idle`, `acme/reader`, `acme/maker`, `other`, `other/guest`, `poor`",
        ),
        (
            "acme/nobody",
            put,
            "acs:oss:*:*:logs",
            "no caller is called `acme/nobody`: write `account`, `account/ram-user`, `account/role/session` or `anonymous`; \
             there are `acme`, `acme/idle`, `acme/reader`, `acme/maker`, `other`, `other/guest`, `poor`",
        ),
        (
            "acme",
            "oss:Put*",
            "acs:oss:*:*:logs",
            "no operation ossmock knows needs `oss:Put*`: write one action, such as `oss:PutBucketEncryption`",
        ),
        (
            "acme",
            put,
            "logs",
            "`logs` is not a resource: write `acs:oss:*:*:bucket`, `acs:oss:*:*:bucket/key` or `acs:oss:*:*:*`",
        ),
        ("acme", put, "acs:oss:*:*:log*", "`log*` is not a bucket name: 3 to 63 of a-z, 0-9 and -, no - at either end"),
        (
            "acme",
            put,
            "*",
            "`oss:PutBucketEncryption` is asked about a bucket, not about `*`: write `acs:oss:*:*:bucket`",
        ),
        (
            "acme",
            "oss:ListBuckets",
            "acs:oss:*:*:logs",
            "`oss:ListBuckets` is asked about the service, not about `acs:oss:*:*:logs`: write `acs:oss:*:*:*`",
        ),
        ("acme", put, "acs:oss:*:*:lgos", "there is no bucket `lgos`"),
        ("acme", put, "acs:oss:cn-beijing:*:logs", "the resource is in `cn-hangzhou`, not in `cn-beijing`"),
        ("acme", put, "acs:oss:*:1002:logs", "the resource belongs to `1001`, not to `1002`"),
        (
            "poor",
            put,
            "acs:oss:*:*:unpaid",
            "the account `poor` is suspended: its requests and those for its buckets are refused before permissions count",
        ),
    ] {
        let found = oss.explain(caller, action, resource).expect_err("no answer");
        assert_eq!(found.to_string(), expected);
    }
}

/// The request facts of a question decide like those of a request that arrives with them.
#[test]
fn a_question_about_a_request_has_the_decision_it_meets() {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    acme.create_bucket("logs").set_tag("team", "storage");
    let office = Peer { ip: "10.0.0.9".parse().expect("an address"), tls: true, vpc: Some("vpc-a".to_owned()) };
    let day = Duration::from_secs(86_400);
    for (condition, expected) in [
        (r#""IpAddress":{"acs:SourceIp":"10.0.0.0/8"}"#, true),
        (r#""NotIpAddress":{"acs:SourceIp":"10.0.0.0/8"}"#, false),
        (r#""Bool":{"acs:SecureTransport":"true"}"#, true),
        (r#""StringEquals":{"acs:SourceVpc":"vpc-a"}"#, true),
        (r#""StringLike":{"acs:UserAgent":"backup/*"}"#, true),
        (r#""StringEquals":{"oss:x-oss-acl":"private"}"#, true),
        (r#""DateGreaterThan":{"acs:CurrentTime":"2026-11-24T16:05:58Z"}"#, true),
        (r#""DateGreaterThan":{"acs:CurrentTime":"2026-11-24T16:05:59Z"}"#, false),
        (r#""StringEquals":{"acs:AccessId":"LTAI5tMine"}"#, true),
        (r#""StringEquals":{"oss:BucketTag/team":"storage"}"#, true),
        (r#""StringEquals":{"oss:BucketTag/Team":"storage"}"#, false),
        (r#""StringEquals":{"oss:TLSVersion":"1.2"}"#, false),
    ] {
        let oss = oss.fork();
        let acme = oss.account("acme").expect("acme");
        let ci = acme.create_ram_user("ci").set_access_key("LTAI5tMine", "secret").attach_policy(&format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"oss:*","Resource":"*","Condition":{{{condition}}}}}]}}"#
        ));
        let question = oss.question("acme/ci", "oss:GetBucketEncryption", "acs:oss:*:*:logs").peer(office.clone());
        let question = question.header("user-agent", "backup/1").header("X-Oss-Acl", "private");
        let explanation = question.at(oss.clock().now() + day).explain().expect("an answer");
        assert_eq!(explanation.decision.is_allowed(), expected, "{explanation}");

        oss.clock().advance(day);
        let mut request = get_rule(LOGS);
        request.headers_mut().insert("user-agent", "backup/1".parse().expect("a header"));
        request.headers_mut().insert("x-oss-acl", "private".parse().expect("a header"));
        let mut request = signed(&oss, &ci.credentials(), request);
        request.extensions_mut().insert(office.clone());
        let _ = oss.handle(request);
        let journal = oss.journal();
        assert_eq!(Some(&explanation.decision), journal.last().and_then(Record::decision), "{explanation}\n{journal}");
    }
}

#[test]
fn parameters_are_taken_as_they_are_said() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let prefix = "a b+c/%2F&=日本";
    let condition = format!(r#"{{"StringEquals":{{"oss:Prefix":"{prefix}","oss:Delimiter":"/"}}}}"#);
    let _ = acme.create_ram_user("ci").attach_policy(&format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"oss:*","Resource":"*","Condition":{condition}}}]}}"#
    ));
    let question = oss.question("acme/ci", "oss:ListObjects", "acs:oss:*:*:logs").parameter("prefix", prefix);
    assert!(!question.explain().expect("an answer").decision.is_allowed());
    let explanation = question.parameter("delimiter", "/").explain().expect("an answer");
    assert!(explanation.decision.is_allowed(), "{explanation}");
}

#[test]
fn a_question_about_no_request_is_told_why() {
    let oss = world();
    let question = || oss.question("acme", "oss:ListObjects", "acs:oss:*:*:logs");
    for (question, expected) in [
        (question().header("a b", "c"), "`a b: c` is not a header: its name has characters no name has"),
        (question().header("a", "b\nc"), "`a: b\nc` is not a header: its value has control characters"),
        (question().parameter("prefix", &"x".repeat(70_000)), "the parameters are too long"),
    ] {
        assert_eq!(question.explain().expect_err("no answer").to_string(), expected);
    }
}

#[test]
fn whom_there_is_to_ask_about_is_told_up_to_eight_of_them() {
    let oss = Oss::new();
    let told = || {
        let error = oss.explain("nobody", "oss:GetBucketAcl", "acs:oss:*:*:logs").expect_err("no caller is called so");
        error.to_string().split_once("; ").expect("whom there is").1.to_owned()
    };
    assert_eq!(told(), "there is no account yet");
    let acme = oss.create_account("acme");
    for n in 1..=8 {
        let _ = acme.create_ram_user(&format!("ci-{n}"));
    }
    assert_eq!(
        told(),
        "there are `acme`, `acme/ci-1`, `acme/ci-2`, `acme/ci-3`, `acme/ci-4`, `acme/ci-5`, `acme/ci-6`, `acme/ci-7` and 1 more"
    );
}

#[test]
fn the_referer_rules_of_a_bucket_are_explained_like_a_permission() {
    let oss = Oss::builder().block_public_access(false).build();
    let site = oss.create_account("acme").create_bucket("site").set_acl(Acl::PublicRead);
    site.put_object("k", "hello");
    site.set_referer(RefererRules::allow(["https://other.example", "https://*.shop.example"]).set_allow_empty(false));
    let object = "acs:oss:*:*:site/k";
    let question = |referer| oss.question("anonymous", "oss:GetObject", object).header("Referer", referer);

    let explanation = question("http://www.shop.example/cats").explain().expect("an answer");
    let told = "denied by the referer rules of the bucket: the Referer `http://www.shop.example/cats` matches none of 2 patterns \
                of the whitelist; the nearest is `https://*.shop.example`";
    assert_eq!(explanation.to_string().lines().last(), Some(told));
    assert!(explanation.statements.is_empty() && explanation.advice().is_empty(), "{explanation}");
    let Decision::Denied(Reason::Referer(RefererDenial::NotListed { nearest, .. })) = explanation.decision else {
        panic!("{explanation}")
    };
    assert_eq!(nearest, "https://*.shop.example");
    assert!(question("https://www.shop.example/").explain().expect("an answer").decision.is_allowed());
    // A caller signs in the header, unless the request has a signature in its URL.
    let owner = || oss.question("acme", "oss:GetObject", object).header("Referer", "https://evil.example");
    assert!(owner().explain().expect("an answer").decision.is_allowed());
    assert!(!owner().parameter("x-oss-signature", "").explain().expect("an answer").decision.is_allowed());

    let request = Request::get("http://site.localhost/k").header("Referer", "http://www.shop.example/cats");
    let answer = oss.handle(request.body(Bytes::new()).expect("a request"));
    assert_eq!(answer.status(), 403);
    assert!(oss.journal().to_string().contains(told), "{}", oss.journal());
}
