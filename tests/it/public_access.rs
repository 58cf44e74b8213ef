//! Block public access: where the switch comes from, and that it counts at the moment of the change.

use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use ossmock::{Bucket, Cause, Credentials, Oss, Peer, Record, front::Admitted, policy::Acl};

use super::panics::panic_here;
use super::support::{LOGS, SERVICE, answer, request, signed, still};

const PUBLIC: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Principal":["*"],"Action":"oss:GetObject","Resource":"acs:oss:*:*:logs/*"}]}"#;
const PRIVATE: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Principal":["20001"],"Action":"oss:GetObject","Resource":"acs:oss:*:*:logs/*"}]}"#;

fn cause(oss: &Oss) -> Option<Cause> {
    oss.journal().last().and_then(Record::cause)
}

fn admit(oss: &Oss, credentials: &Credentials, request: Request<Bytes>) -> (Admitted, Bytes) {
    let (head, body) = signed(oss, credentials, request).into_parts();
    (oss.admit(&head, Peer::default()).expect("the caller may"), body)
}

fn put_policy(json: &'static str) -> Request<Bytes> {
    let mut put = request(Method::PUT, LOGS, "/?policy");
    *put.body_mut() = Bytes::from_static(json.as_bytes());
    put
}

fn put_acl(target: &str) -> Request<Bytes> {
    let mut put = request(Method::PUT, LOGS, target);
    put.headers_mut().insert("x-oss-acl", HeaderValue::from_static("public-read"));
    put
}

/// Public access may be blocked, or no longer, between the head of a request and its body.
#[test]
fn what_counts_is_the_moment_of_the_change() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let by_bucket = |blocked| drop(logs.set_block_public_access(blocked));
    let by_account = |blocked| acme.set_block_public_access(blocked);
    for (put, refused) in [
        (put_acl("/?acl"), Cause::PublicBucketAclBlocked),
        (put_acl("/"), Cause::PublicBucketAclBlocked),
        (put_policy(PUBLIC), Cause::PublicBucketPolicyBlocked),
    ] {
        for block in [&by_bucket as &dyn Fn(bool), &by_account] {
            let _ = logs.set_acl(Acl::Private).set_block_public_access(false).set_policy(PRIVATE);
            let before = oss.snapshot();
            let (admitted, body) = admit(&oss, &acme.credentials(), put.clone());
            block(true);
            assert_eq!(answer(&admitted.finish(body)), "403 AccessDenied");
            assert_eq!(cause(&oss), Some(refused));

            let (admitted, body) = admit(&oss, &acme.credentials(), put.clone());
            block(false);
            oss.assert_unchanged_since(&before);
            assert_eq!(answer(&admitted.finish(body)), "200", "{}", oss.journal());
            assert_ne!(oss.snapshot(), before);
        }
    }
}

#[test]
fn new_buckets_are_blocked_however_they_are_made_unless_the_builder_says_otherwise() {
    for (oss, blocked) in [(Oss::new(), true), (Oss::builder().block_public_access(false).build(), false)] {
        let acme = oss.create_account("acme");
        acme.create_bucket("arranged").assert_blocks_public_access(blocked);
        let response = oss.handle(signed(&oss, &acme.credentials(), request(Method::PUT, LOGS, "/")));
        assert_eq!(answer(&response), "200");
        let logs = oss.bucket("logs").expect("the bucket");
        logs.assert_blocks_public_access(blocked);
        oss.fork().create_account("globex").create_bucket("fresh").assert_blocks_public_access(blocked);

        acme.set_block_public_access(true);
        logs.assert_blocks_public_access(true);
    }
}

#[test]
fn a_world_file_allows_public_buckets_until_it_is_replaced() {
    let open = "allow_public_buckets = true\naccount = [{ name = \"acme\", bucket = [{ name = \"site\" }] }]";
    let oss = Oss::builder().world_toml(open).expect("a world").build();
    let start = oss.fork();
    let fresh = |oss: &Oss| oss.account("acme").expect("acme").create_bucket("fresh").blocks_public_access();
    oss.bucket("site").expect("the bucket").assert_blocks_public_access(false);
    assert!(!fresh(&oss));
    let written = oss.world_toml();
    assert!(written.contains("\nallow_public_buckets = true\n"), "{written}");

    oss.replace_world_toml("account = [{ name = \"acme\" }]").expect("a world");
    assert!(fresh(&oss), "as the builder says");
    assert!(!oss.world_toml().contains("allow_public_buckets"));
    oss.reset_to(&start);
    assert!(!fresh(&oss), "as at the start");
    oss.replace_world_toml("account = [{ name = \"acme\" }]").expect("a world");
    oss.replace_world_toml(&written.replace("fresh", "older")).expect("a world");
    assert!(!fresh(&oss), "as it was written");

    let open = Oss::builder().block_public_access(false).world_toml("allow_public_buckets = false").expect("a world");
    let closed = open.clone().build();
    assert!(closed.create_account("acme").create_bucket("site").blocks_public_access());
    assert!(closed.world_toml().contains("allow_public_buckets = false"));
    assert!(
        !open.block_public_access(false).build().create_account("acme").create_bucket("site").blocks_public_access()
    );
}

/// A test may arrange what requests may not.
#[test]
fn handles_are_not_blocked() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_acl(Acl::PublicReadWrite).set_policy(PUBLIC);
    logs.assert_policy(PUBLIC);
    assert_eq!((logs.acl(), logs.blocks_public_access()), (Acl::PublicReadWrite, true));
}

#[test]
fn each_account_has_a_block_of_its_own() {
    let oss = still();
    let (acme, globex) = (oss.create_account("acme"), oss.create_account("globex"));
    let ours = acme.create_bucket("ours").set_block_public_access(false);
    let theirs = globex.create_bucket("theirs").set_block_public_access(false);
    let ops = acme.create_ram_user("ops").allow("oss:PutPublicAccessBlock", "acs:oss:*:*:*");
    let mut put = request(Method::PUT, SERVICE, "/?publicAccessBlock");
    *put.body_mut() = Bytes::from_static(
        b"<PublicAccessBlockConfiguration><BlockPublicAccess>true</BlockPublicAccess></PublicAccessBlockConfiguration>",
    );
    assert_eq!(answer(&oss.handle(signed(&oss, &ops.credentials(), put))), "200");
    ours.assert_blocks_public_access(true);
    theirs.assert_blocks_public_access(false);
}

#[test]
fn assertions_on_policies_and_public_access_say_what_they_found() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let told = |message: &str, expected: &str| {
        assert!(message.starts_with(&format!("{expected}\n\njournal:\n")), "{message}");
    };
    let shown = |who: &str| format!("Allow oss:GetObject on acs:oss:*:*:logs/* for {who}");

    logs.assert_no_policy();
    let message = panic_here!(logs.assert_policy(PRIVATE));
    told(&message, &format!("policy of bucket `logs`\n  expected: {}\n  found:    no policy", shown("20001")));
    let _: Bucket = logs.set_policy(PRIVATE);
    logs.assert_policy(&PRIVATE.replace(r#"["20001"]"#, r#" "20001""#));
    let message = panic_here!(logs.assert_policy(PUBLIC));
    let (expected, found) = (shown("everyone"), shown("20001"));
    told(&message, &format!("policy of bucket `logs`\n  expected: {expected}\n  found:    {found}"));
    let message = panic_here!(logs.assert_no_policy());
    told(&message, &format!("policy of bucket `logs`\n  expected: no policy\n  found:    {found}"));
    let message = panic_here!(logs.assert_policy("{}"));
    assert_eq!(
        message,
        "what the policy is compared with is no policy: policy document at `.`: missing field `Version` at line 1 column 2"
    );

    logs.assert_blocks_public_access(true);
    let message = panic_here!(logs.assert_blocks_public_access(false));
    told(&message, "public access to bucket `logs`\n  expected: not blocked\n  found:    blocked");

    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), request(Method::DELETE, LOGS, "/")))), "204");
    for message in [
        panic_here!(logs.assert_no_policy()),
        panic_here!(logs.assert_policy(PRIVATE)),
        panic_here!(logs.assert_blocks_public_access(true)),
    ] {
        assert!(message.contains("\n  found:    no bucket: it was deleted\n"), "{message}");
    }
}
