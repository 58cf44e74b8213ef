//! Explanations: the same decision as a request meets, and questions that have no answer.

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Acl, Credentials, Decision, Grant, Oss, Record, Standing};

use super::support::{LOGS, SERVICE, get_rule, kms, put_rule, request, signed};

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
        None => oss.get_account(caller).map(|account| account.credentials()),
        Some((account, user)) => {
            let user = oss.get_account(account).and_then(|account| account.get_ram_user(user));
            user.map(|user| user.credentials())
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
    for caller in ["anonymous", "acme", "acme/idle", "acme/reader", "acme/maker", "other", "other/guest"] {
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
    assert_eq!(explanation.standing, Standing::RamUserOfOwner);
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
    oss.account("acme").bucket("open").with_acl(Acl::PublicReadWrite);
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
            "nobody is called `nobody`: write `account`, `account/ram-user`, `account/role/session` or `anonymous`",
        ),
        (
            "acme/nobody",
            put,
            "acs:oss:*:*:logs",
            "nobody is called `acme/nobody`: write `account`, `account/ram-user`, `account/role/session` or `anonymous`",
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
