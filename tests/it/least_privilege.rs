//! Audit mode, and the least policy for what was called.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Credentials, Oss, policy::Document};

use super::panics::panic_here;
use super::support::{LOGS, SERVICE, answer, delete_rule, get_rule, kms, put_rule, request, signed};

const NEW: &str = "new.oss-cn-hangzhou.aliyuncs.com";

fn audited() -> Oss {
    let oss = Oss::builder().audit(true).kms_permissions(true).build();
    oss.create_account("acme").set_id("1001").create_bucket("logs");
    oss
}

/// The calls of the suite; each succeeds if its user has the permission.
fn calls() -> Vec<Request<Bytes>> {
    let mut put_bucket = request(Method::PUT, NEW, "/");
    put_bucket.headers_mut().insert("x-oss-acl", "private".parse().expect("a header"));
    vec![
        put_bucket,
        put_rule(LOGS, &kms("key-1")),
        get_rule(LOGS),
        put_rule(NEW, &kms("key-1")),
        request(Method::GET, LOGS, "/?acl"),
        request(Method::GET, SERVICE, "/"),
        delete_rule(NEW),
    ]
}

/// Sends each call, and returns `true` for those that succeed.
fn run(oss: &Oss, credentials: &Credentials) -> Vec<bool> {
    let send = |request| oss.handle(signed(oss, credentials, request)).status().is_success();
    calls().into_iter().map(send).collect()
}

#[test]
fn a_fresh_user_with_the_policy_can_do_the_same_and_needs_all_of_it() {
    let audit = audited();
    let ci = audit.account("acme").expect("acme").create_ram_user("ci").deny("oss:Delete*", "*");
    let start = audit.fork();
    assert!(run(&audit, &ci.credentials()).iter().all(|succeeded| *succeeded), "{}", audit.journal());
    let policy = audit.required_policy_for(&ci).expect("a policy");
    assert_eq!(
        policy.to_string(),
        "Allow kms:DescribeKey, kms:ListAliases, kms:ListAliasesByKeyId, kms:ListKeys on acs:kms:*:*:key/key-1; \
         Allow oss:DeleteBucketEncryption, oss:PutBucket, oss:PutBucketAcl, oss:PutBucketEncryption on acs:oss:*:*:new; \
         Allow oss:GetBucketAcl, oss:GetBucketEncryption, oss:PutBucketEncryption on acs:oss:*:*:logs; \
         Allow oss:ListBuckets on acs:oss:*:*:*"
    );

    // The waived denials are in the journal, with what is missing.
    assert!(audit.journal().to_string().contains("missing: a policy with Allow oss:PutBucket on"));

    let enforcing = |policy: &Document| {
        let oss = Oss::builder().kms_permissions(true).build();
        let acme = oss.create_account("acme").set_id("1001");
        acme.create_bucket("logs");
        let fresh = acme.create_ram_user("fresh").attach_policy(&policy.to_json());
        (run(&oss, &fresh.credentials()), oss.journal())
    };
    let (succeeded, journal) = enforcing(&policy);
    assert!(succeeded.iter().all(|succeeded| *succeeded), "{journal}");

    let actions: BTreeSet<String> = json(&policy)
        .iter()
        .flat_map(|statement| statement["Action"].as_array().expect("actions").clone())
        .map(|action| action.as_str().expect("a text").to_owned())
        .collect();
    assert_eq!(actions.len(), 11);
    for action in actions {
        let without: Vec<_> = json(&policy)
            .into_iter()
            .map(|mut statement| {
                statement["Action"].as_array_mut().expect("actions").retain(|other| *other != *action);
                statement
            })
            .filter(|statement| statement["Action"] != serde_json::json!([]))
            .collect();
        let without = serde_json::json!({"Version": "1", "Statement": without}).to_string();
        let (succeeded, journal) = enforcing(&without.parse().expect("a policy"));
        assert!(succeeded.contains(&false), "without {action}\n{journal}");
    }

    // In another order, and twice, it is the same.
    for request in calls().into_iter().rev().chain(calls()) {
        let _ = start.handle(signed(&start, &ci.credentials(), request));
    }
    let again = start.account("acme").and_then(|acme| acme.ram_user("ci")).expect("ci");
    assert_eq!(start.required_policy_for(&again), Some(policy));
}

fn json(policy: &Document) -> Vec<serde_json::Value> {
    let json: serde_json::Value = serde_json::from_str(&policy.to_json_pretty()).expect("JSON");
    json["Statement"].as_array().expect("statements").clone()
}

#[test]
fn only_permissions_are_waived() {
    let oss = audited();
    let ci = oss.account("acme").expect("acme").create_ram_user("ci");
    assert_eq!(answer(&oss.handle(get_rule(LOGS))), "403 AccessDenied");
    let wrong = super::support::with_wrong_secret(&ci.credentials());
    assert_eq!(answer(&oss.handle(signed(&oss, &wrong, get_rule(LOGS)))), "403 SignatureDoesNotMatch");
    assert_eq!(oss.required_policy_for(&ci), None);
    let response = oss.handle(signed(&oss, &ci.credentials(), get_rule(LOGS)));
    assert_eq!(answer(&response), "404 NoSuchServerSideEncryptionRule");
    ci.assert_denied(ossmock::Operation::GetBucketEncryption, ossmock::Denial::Implicit);
    let policy = oss.required_policy_for(&ci).expect("a policy");
    assert_eq!(policy.to_string(), "Allow oss:GetBucketEncryption on acs:oss:*:*:logs");
}

#[test]
fn what_was_refused_is_not_needed() {
    let oss = Oss::builder().kms_permissions(true).build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:PutBucketEncryption", "*");
    // The operation is allowed, and the key is not.
    for (request, expected) in
        [(put_rule(LOGS, &kms("key-1")), "403 AccessDenied"), (get_rule(LOGS), "403 AccessDenied")]
    {
        assert_eq!(answer(&oss.handle(signed(&oss, &ci.credentials(), request))), expected);
    }
    assert_eq!(oss.required_policy_for(&ci), None);
    // A body that is wrong comes after permissions.
    let response = oss.handle(signed(&oss, &ci.credentials(), put_rule(LOGS, "<Rule/>")));
    assert_eq!(answer(&response), "400 MalformedXML");
    let policy = oss.required_policy_for(&ci).expect("a policy");
    assert_eq!(policy.to_string(), "Allow oss:PutBucketEncryption on acs:oss:*:*:logs");
}

#[test]
fn each_caller_has_its_own_and_sessions_are_their_role() {
    let oss = audited();
    let acme = oss.account("acme").expect("acme");
    let (ci, ops) = (acme.create_ram_user("ci"), acme.create_role("ops"));
    let callers = [
        (ops.create_session("one").credentials(), get_rule(LOGS)),
        (ops.create_session("two").credentials(), delete_rule(LOGS)),
        (acme.credentials(), request(Method::GET, LOGS, "/?acl")),
    ];
    for (credentials, request) in callers {
        let _ = oss.handle(signed(&oss, &credentials, request));
    }
    let policy = oss.required_policy_for(&ops).expect("a policy");
    assert_eq!(policy.to_string(), "Allow oss:DeleteBucketEncryption, oss:GetBucketEncryption on acs:oss:*:*:logs");
    let policy = oss.required_policy_for(&acme).expect("a policy");
    assert_eq!(policy.to_string(), "Allow oss:GetBucketAcl on acs:oss:*:*:logs");
    assert_eq!(oss.required_policy_for(&ci), None);

    oss.clear_journal();
    assert_eq!(oss.required_policy_for(&ops), None);
    let _ = oss.handle(signed(&oss, &acme.credentials(), get_rule(LOGS)));
    oss.reset_to(&oss.fork());
    assert_eq!(oss.required_policy_for(&acme), None);
}

#[test]
fn what_another_account_shares_needs_no_policy_and_what_it_does_not_share_no_policy_helps() {
    let oss = audited();
    let partner = oss.create_account("partner").create_ram_user("ci").set_id("30001");
    oss.bucket("logs").expect("logs").set_policy(
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Principal": ["30001"],
            "Action": "oss:GetBucketEncryption", "Resource": "acs:oss:*:*:logs"}]}"#,
    );
    let _ = oss.handle(signed(&oss, &partner.credentials(), get_rule(LOGS)));
    assert_eq!(oss.required_policy_for(&partner), None);
    let _ = oss.handle(signed(&oss, &partner.credentials(), delete_rule(LOGS)));
    assert_eq!(
        panic_here!(oss.required_policy_for(&partner)),
        "a policy for `partner/ci` would be too small: oss:DeleteBucketEncryption on acs:oss:*:*:logs belongs to another \
         account, whose bucket policy has to allow it: no policy of its own can grant that"
    );
}

#[test]
fn denials_that_no_attached_policy_lifts_are_told() {
    let oss = audited();
    let acme = oss.account("acme").expect("acme");
    oss.bucket("logs").expect("logs").set_policy(
        r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Principal": ["*"],
            "Action": "oss:DeleteBucketEncryption", "Resource": "acs:oss:*:*:logs"}]}"#,
    );
    let ci = acme.create_ram_user("ci");
    let _ = oss.handle(signed(&oss, &ci.credentials(), delete_rule(LOGS)));
    let message = panic_here!(oss.required_policy_for(&ci));
    assert!(message.contains("oss:DeleteBucketEncryption on acs:oss:*:*:logs is denied by the policy of the bucket"));

    let ops = acme.create_role("ops");
    let session = ops
        .create_session("s1")
        .set_policy(r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:List*", "Resource": "*"}]}"#);
    let _ = oss.handle(signed(&oss, &session.credentials(), get_rule(LOGS)));
    let message = panic_here!(oss.required_policy_for(&ops));
    assert!(
        message.contains("oss:GetBucketEncryption on acs:oss:*:*:logs is not allowed by the policy of the session")
    );
}

#[test]
fn more_needs_than_are_kept_are_told_rather_than_left_out() {
    let oss = Oss::builder().audit(true).journal_capacity(1).build();
    let acme = oss.create_account("acme");
    let (ci, other) = (acme.create_ram_user("ci"), acme.create_ram_user("other"));
    let _ = oss.handle(signed(&oss, &other.credentials(), request(Method::GET, SERVICE, "/")));
    for n in 0..10_000 {
        if n == 9_999 {
            assert_eq!(oss.required_policy_for(&ci).expect("a policy").len(), 1);
        }
        // They fail once there are 100 buckets, but permission comes first.
        let host = format!("bucket-{n}.oss-cn-hangzhou.aliyuncs.com");
        let _ = oss.handle(signed(&oss, &ci.credentials(), request(Method::PUT, &host, "/")));
    }
    for caller in [&ci, &other] {
        let message = panic_here!(oss.required_policy_for(caller));
        assert!(message.contains("not all needs were kept: there is room for 10000"), "{message}");
    }
    oss.clear_journal();
    assert_eq!(oss.required_policy_for(&ci), None);
}

#[test]
fn objects_and_their_keys_are_named_exactly() {
    let oss = audited();
    let ci = oss.account("acme").expect("acme").create_ram_user("ci");
    let mut put = request(Method::PUT, LOGS, "/ci/42");
    put.headers_mut().insert("x-oss-server-side-encryption", "KMS".parse().expect("a header"));
    put.headers_mut().insert("x-oss-server-side-encryption-key-id", "key-1".parse().expect("a header"));
    put.headers_mut().insert("x-oss-tagging", "a=1".parse().expect("a header"));
    put.headers_mut().insert("content-length", 0.into());
    let _ = oss.handle(signed(&oss, &ci.credentials(), put));
    let _ = oss.handle(signed(&oss, &ci.credentials(), request(Method::GET, LOGS, "/ci/42")));
    let policy = oss.required_policy_for(&ci).expect("a policy");
    assert_eq!(
        policy.to_string(),
        "Allow kms:Decrypt, kms:DescribeKey, kms:GenerateDataKey, kms:ListAliases, kms:ListAliasesByKeyId, kms:ListKeys \
         on acs:kms:*:*:key/key-1; Allow oss:GetObject, oss:PutObject, oss:PutObjectTagging on acs:oss:*:*:logs/ci/42"
    );
}

/// A website with an internal redirect, pages of directories and an error page.
const WEBSITE: &str = "<WebsiteConfiguration>\
    <IndexDocument><Suffix>index.html</Suffix><SupportSubDir>true</SupportSubDir><Type>2</Type></IndexDocument>\
    <ErrorDocument><Key>error.html</Key></ErrorDocument>\
    <RoutingRules><RoutingRule><RuleNumber>1</RuleNumber>\
    <Condition><KeyPrefixEquals>to/</KeyPrefixEquals></Condition>\
    <Redirect><RedirectType>Internal</RedirectType><ReplaceKeyWith>target</ReplaceKeyWith></Redirect>\
    </RoutingRule></RoutingRules></WebsiteConfiguration>";

#[test]
fn the_pages_that_a_website_answers_with_need_their_permissions() {
    let world = |oss: Oss| {
        let acme = oss.create_account("acme").set_id("1001");
        acme.create_kms_key("orders").set_id("key-1");
        let logs = acme.create_bucket("logs");
        logs.put_object("dir/index.html", "directory");
        logs.put_object("error.html", "sorry");
        logs.set_encryption(ossmock::EncryptionRule::kms("key-1")).put_object("target", "elsewhere");
        let put = Request::put("/?website").header("Host", LOGS).body(WEBSITE.into()).expect("a request");
        assert_eq!(oss.handle(signed(&oss, &acme.credentials(), put)).status(), 200);
        oss
    };
    let ask = |oss: &Oss, credentials: &Credentials| {
        let bodies = ["/to/k", "/dir", "/missing"].map(|target| {
            let response = oss.handle(signed(oss, credentials, request(Method::GET, LOGS, target)));
            String::from_utf8_lossy(response.body()).into_owned()
        });
        (bodies == ["elsewhere", "directory", "sorry"], oss.journal())
    };
    let audit = world(Oss::builder().audit(true).kms_permissions(true).build());
    let ci = audit.account("acme").expect("acme").create_ram_user("ci");
    let (succeeded, journal) = ask(&audit, &ci.credentials());
    assert!(succeeded, "{journal}");
    let policy = audit.required_policy_for(&ci).expect("a policy");
    assert_eq!(
        policy.to_string(),
        "Allow kms:Decrypt on acs:kms:*:*:key/key-1; Allow oss:GetObject on acs:oss:*:*:logs/dir, \
         acs:oss:*:*:logs/dir/index.html, acs:oss:*:*:logs/error.html, acs:oss:*:*:logs/missing, acs:oss:*:*:logs/target, \
         acs:oss:*:*:logs/to/k"
    );

    let enforcing = |policy: &str| {
        let oss = world(Oss::builder().kms_permissions(true).build());
        let fresh = oss.account("acme").expect("acme").create_ram_user("fresh").attach_policy(policy);
        ask(&oss, &fresh.credentials())
    };
    let (succeeded, journal) = enforcing(&policy.to_json());
    assert!(succeeded, "{journal}");
    for needed in ["kms:Decrypt", "logs/dir/index.html", "logs/error.html", "logs/target"] {
        let without = policy.to_json().replace(needed, &needed.replace('D', "E").replace("logs/", "else/"));
        assert!(!enforcing(&without).0, "without {needed}");
    }
}
