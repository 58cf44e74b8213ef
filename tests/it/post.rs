//! Forms: what decides on them, on every front, and what is left of those that are not taken.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response};
use ossmock::{
    Cause, Credentials, EncryptionRule, NativeServer, Operation, Oss, Peer, RamUser, Record, call,
    kms::KmsAction,
    policy::Acl,
    signature::{PostForm, PostPolicy, SignatureVersion},
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::support::{Client, FRONTS, LOGS, MOMENT, answer, element, head_of, request, signed, still};

/// A signed form that uploads `hello` to this key.
fn form(oss: &Oss, credentials: &Credentials, key: &str) -> Request<Bytes> {
    let form = oss.signer(credentials).post_policy(&PostPolicy::for_bucket("logs"));
    form.field("key", key).into_request(LOGS, "a.txt", "hello")
}

fn cause(oss: &Oss) -> Option<Cause> {
    oss.journal().last().and_then(Record::cause)
}

fn writer(oss: &Oss) -> RamUser {
    oss.account("acme").expect("acme").create_ram_user("ci").allow("oss:PutObject", "acs:oss:*:*:logs/user/*")
}

fn world() -> Oss {
    let oss = still();
    oss.create_account("acme").create_bucket("logs");
    oss
}

#[tokio::test]
async fn forms_are_taken_on_every_front() {
    for front in FRONTS {
        let oss = world();
        let acme = oss.account("acme").expect("acme");
        let client = Client::new(front, &oss).await;
        for version in [SignatureVersion::V1, SignatureVersion::V2, SignatureVersion::V4] {
            let policy = PostPolicy::for_bucket("logs").starts_with("key", "user/").content_length(1..=1 << 20);
            let form = oss.signer(&acme.credentials()).version(version).post_policy(&policy);
            let form = form.field("key", "user/${filename}").field("success_action_status", "201");
            let body = Bytes::from(vec![b'\r'; 300_000]);
            let response = client.send(form.into_request(LOGS, "a \"b\".bin", body.clone())).await;
            assert_eq!(answer(&response), "201", "{front:?} {version:?}");
            assert_eq!(element(&response, "Key").as_deref(), Some("user/a \"b\".bin"));
            assert_eq!(oss.bucket("logs").expect("logs").object("user/a \"b\".bin").body(), body);
        }
    }
}

#[test]
fn the_record_of_a_form_says_who_what_and_why() {
    let oss = world();
    let ci = writer(&oss);
    assert_eq!(answer(&oss.handle(form(&oss, &ci.credentials(), "other"))), "403 AccessDenied");
    let journal = oss.journal();
    let record = journal.last().expect("a record");
    assert_eq!(
        record.to_string(),
        "PostObject logs acme/ci: 403 AccessDenied (implicitly denied: the caller's one statement does not apply)"
    );
    assert_eq!((record.key(), record.access_key_id()), (Some("other"), Some(&*ci.credentials().access_key_id)));
    let advice = record.explanation().expect("it was denied").advice();
    assert!(advice[0].starts_with("missing: a policy with Allow oss:PutObject on acs:oss:*:"), "{advice:?}");
    assert!(advice[0].ends_with(":logs/other"), "{advice:?}");
    assert_eq!(record.needs().collect::<Vec<_>>(), [("oss:PutObject", "acs:oss:*:*:logs/other")]);
    assert_eq!(journal.len(), 1);
}

#[test]
fn a_policy_with_a_token_is_withheld_where_its_signature_is_wrong() {
    let oss = world();
    let credentials = writer(&oss).credentials();
    let wrong = Credentials { access_key_secret: "another".to_owned(), ..credentials };
    let signed = |policy: &PostPolicy| {
        let form = oss.signer(&wrong).post_policy(policy).field("key", "k").into_request(LOGS, "a", "hello");
        assert_eq!(answer(&oss.handle(form)), "403 SignatureDoesNotMatch");
        let journal = oss.journal();
        let mismatch = journal.last().and_then(|record| record.signature_mismatch()).expect("a wrong signature");
        mismatch.string_to_sign().to_owned()
    };
    assert_eq!(signed(&PostPolicy::for_bucket("logs").equals("x-oss-security-token", "t0ken")), "(withheld)");
    assert_ne!(signed(&PostPolicy::for_bucket("logs").equals("key", "k")), "(withheld)");
}

#[test]
fn a_form_that_is_refused_changes_nothing_and_asks_kms_for_nothing() {
    let oss = world();
    let acme = oss.account("acme").expect("acme");
    oss.bucket("logs").expect("logs").set_encryption(EncryptionRule::kms_default());
    let before = oss.snapshot();
    let owner = acme.credentials();
    let policy = PostPolicy::for_bucket("logs").equals("key", "k");
    let refused = oss.signer(&owner).post_policy(&policy).field("key", "other").into_request(LOGS, "a", "hello");
    assert_eq!(answer(&oss.handle(refused)), "403 AccessDenied");
    assert_eq!(cause(&oss), Some(Cause::PostConditionFailed));
    oss.assert_unchanged_since(&before);
    oss.assert_kms_calls(..=0);
    assert_eq!(answer(&oss.handle(form(&oss, &owner, "k"))), "204");
    let kms = oss.kms();
    assert_eq!((kms.count_of(KmsAction::GenerateDataKey), kms.count_of(KmsAction::Decrypt)), (1, 0));
}

#[test]
fn faults_expectations_and_audits_know_the_caller_and_key_of_a_form() {
    let oss = Oss::builder().audit(true).build();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci");
    let once = oss.expect(call(Operation::PostObject).by(&ci).key("k")).times(1);
    let busy = oss.fault(Operation::PostObject).by(&acme).error(Cause::ServiceUnavailable);
    assert_eq!(answer(&oss.handle(form(&oss, &acme.credentials(), "k"))), "503 ServiceUnavailable");
    assert!(!logs.object("k").exists());
    // An audit allows every authenticated caller.
    assert_eq!(answer(&oss.handle(form(&oss, &ci.credentials(), "k"))), "204");
    assert_eq!(busy.hits(), 1);
    once.verify();
    busy.verify();
    let anonymous = PostForm::new().field("key", "k").into_request(LOGS, "a", "hello");
    assert_eq!(answer(&oss.handle(anonymous)), "403 AccessDenied");
}

#[test]
fn a_client_that_signs_the_json_of_a_policy_is_told() {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    use hmac::{Hmac, KeyInit as _, Mac as _};
    let oss = world();
    let owner = oss.account("acme").expect("acme").credentials();
    let policy = r#"{"expiration":"2026-11-23T17:00:00Z","conditions":[{"bucket":"logs"}]}"#;
    let mac = Hmac::<sha1::Sha1>::new_from_slice(owner.access_key_secret.as_bytes()).expect("a key");
    let signature = BASE64_STANDARD.encode(mac.chain_update(policy).finalize().into_bytes());
    let form = PostForm::new().field("key", "k").field("OSSAccessKeyId", &owner.access_key_id);
    let form = form.field("policy", &BASE64_STANDARD.encode(policy)).field("Signature", &signature);
    assert_eq!(answer(&oss.handle(form.into_request(LOGS, "a", "hello"))), "403 SignatureDoesNotMatch");
    let journal = oss.journal();
    let mismatch = journal.last().and_then(Record::signature_mismatch).expect("a mismatch");
    assert_eq!(mismatch.string_to_sign(), BASE64_STANDARD.encode(policy));
    let (mistake, difference) = mismatch.mistake().expect("a mistake");
    assert!(mistake.starts_with("the client signed the JSON of the policy"), "{mistake}");
    assert_eq!(difference.client, policy);
}

#[test]
fn between_head_and_form_the_world_may_change() {
    let send = |change: fn(&Oss)| {
        let oss = world();
        let (head, body) = form(&oss, &oss.account("acme").expect("acme").credentials(), "k").into_parts();
        let admitted = oss.admit(&head, Peer::default()).expect("the head is no reason to refuse");
        assert_eq!(admitted.operation(), Operation::PostObject);
        change(&oss);
        answer(&admitted.finish(body))
    };
    assert_eq!(send(|_| {}), "204");
    let delete = |oss: &Oss| {
        let owner = oss.account("acme").expect("acme").credentials();
        assert_eq!(answer(&oss.handle(signed(oss, &owner, request(Method::DELETE, LOGS, "/")))), "204");
    };
    assert_eq!(send(delete), "404 NoSuchBucket");
    assert_eq!(send(|oss| oss.clock().advance(Duration::from_secs(60))), "204");
    assert_eq!(send(|oss| oss.restore(&Oss::new().snapshot())), "404 NoSuchBucket");
}

#[test]
fn a_bucket_that_comes_to_be_on_a_cloudbox_meanwhile_takes_no_form() {
    let oss = inbox();
    let mut request = raw(&[("key", b"k")], "a");
    *request.uri_mut() = "/logs/".parse().expect("a path");
    request.headers_mut().insert("host", HeaderValue::from_static("localhost"));
    let (head, body) = request.into_parts();
    let admitted = oss.admit(&head, Peer::default()).expect("the head is no reason to refuse");
    let acme = oss.account("acme").expect("acme");
    let delete = super::support::request(Method::DELETE, LOGS, "/");
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), delete))), "204");
    acme.create_cloudbox("cb-1").create_bucket("logs").set_acl(Acl::PublicReadWrite);
    let answered = answer(&admitted.finish(body));
    assert_eq!(cause(&oss), Some(Cause::CloudBoxOperation), "{answered}");
}

#[test]
fn a_digest_and_a_length_are_those_of_the_form() {
    let oss = world();
    let owner = oss.account("acme").expect("acme").credentials();
    let mut wrong = form(&oss, &owner, "k");
    wrong.headers_mut().insert("content-md5", HeaderValue::from_static("XUFAKrxLKna5cZ2REBfFkg=="));
    assert_eq!(answer(&oss.handle(wrong)), "400 InvalidDigest");
    let mut short = form(&oss, &owner, "k");
    short.headers_mut().insert("content-length", HeaderValue::from_static("10000"));
    assert_eq!(answer(&oss.handle(short)), "400 IncompleteBody");
    assert_eq!(cause(&oss), Some(Cause::IncompleteBody));

    let small = Oss::builder().max_stored_bytes(1_000).build();
    let acme = small.create_account("acme");
    acme.create_bucket("logs");
    let form = small.signer(&acme.credentials()).post_policy(&PostPolicy::for_bucket("logs")).field("key", "k");
    assert_eq!(answer(&small.handle(form.into_request(LOGS, "a", vec![b'x'; 2_000]))), "400 EntityTooLarge");
    assert_eq!(cause(&small), Some(Cause::StorageFull));
}

async fn exchange(stream: &mut TcpStream, bytes: &[u8]) -> String {
    stream.write_all(bytes).await.expect("bytes can be sent");
    let mut buffer = vec![0; 4096];
    let read = stream.read(&mut buffer).await.expect("an answer");
    String::from_utf8_lossy(&buffer[..read]).into_owned()
}

#[tokio::test]
async fn a_form_is_asked_for_and_one_that_is_cut_off_is_noted() {
    let server = NativeServer::builder().start().await.expect("a port");
    server.clock().set_utc(MOMENT);
    let acme = server.create_account("acme");
    let logs = acme.create_bucket("logs");
    let mut post = form(&server, &acme.credentials(), "k");
    post.headers_mut().insert("expect", HeaderValue::from_static("100-continue"));

    let both = server.expect(call(Operation::PostObject)).times(2);
    let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
    let text = exchange(&mut stream, head_of(&post).as_bytes()).await;
    assert!(text.starts_with("HTTP/1.1 100 Continue\r\n"), "{text}");
    let text = exchange(&mut stream, post.body()).await;
    assert!(text.starts_with("HTTP/1.1 204 No Content\r\n"), "{text}");
    let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
    exchange(&mut stream, head_of(&post).as_bytes()).await;
    stream.write_all(&post.body()[..20]).await.expect("bytes can be sent");
    drop(stream);
    server.wait_for(&both, Duration::from_secs(5)).await;
    let journal = server.journal();
    assert_eq!(journal.last().map(ToString::to_string).as_deref(), Some("PostObject logs ?: no body came"));
    assert_eq!(logs.objects().len(), 1);
}

#[test]
fn everybody_may_post_where_everybody_may_write() {
    let oss = Oss::builder().block_public_access(false).build();
    let logs = oss.create_account("acme").create_bucket("logs").set_acl(Acl::PublicReadWrite);
    let post = |oss: &Oss| answer(&oss.handle(PostForm::new().field("key", "k").into_request(LOGS, "a", "hello")));
    assert_eq!(post(&oss), "204");
    assert_eq!(logs.object("k").body(), "hello");
    oss.account("acme").expect("acme").set_block_public_access(true);
    assert_eq!(post(&oss), "403 AccessDenied");
}

fn status(response: &Response<Bytes>) -> u16 {
    response.status().as_u16()
}

#[test]
fn a_boundary_is_none_of_what_is_in_the_form() {
    let oss = world();
    let acme = oss.account("acme").expect("acme");
    let body = "--ossmock-form-0\r\n\r\n--ossmock-form-1--";
    let form = oss.signer(&acme.credentials()).post_policy(&PostPolicy::for_bucket("logs"));
    let form = form.field("key", "k").field("x-oss-meta-a", "ossmock-form-2");
    assert_eq!(status(&oss.handle(form.into_request(LOGS, "a", body))), 204);
    assert_eq!(oss.bucket("logs").expect("logs").object("k").body(), body);
}

/// An anonymous form with these fields, whatever bytes they are, for a bucket that everybody may write.
fn raw(fields: &[(&str, &[u8])], file_name: &str) -> Request<Bytes> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes());
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    let head = format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n\r\n");
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(b"hello\r\n--b--\r\n");
    let request = Request::post("/").header("Host", LOGS).header("Content-Type", "multipart/form-data; boundary=b");
    request.body(body.into()).expect("a request")
}

fn inbox() -> Oss {
    let oss = Oss::builder().block_public_access(false).build();
    oss.create_account("acme").create_bucket("logs").set_acl(Acl::PublicReadWrite);
    oss
}

#[test]
fn the_name_of_a_file_makes_no_key_that_is_too_long_to_be_one() {
    let oss = inbox();
    // What they say together is 8 MB.
    let key = "${filename}".repeat(1_000);
    assert_eq!(answer(&oss.handle(raw(&[("key", key.as_bytes())], &"x".repeat(8_000)))), "400 InvalidObjectName");
    assert_eq!(cause(&oss), Some(Cause::ObjectNameTooLong));
    // No permission was checked: patterns are compared with texts as long as a key.
    assert_eq!(oss.journal().last().and_then(Record::decision), None);
    let long = "k".repeat(1_024);
    assert_eq!(answer(&oss.handle(raw(&[("key", long.as_bytes())], "a"))), "400 InvalidObjectName");
    assert_eq!(cause(&oss), Some(Cause::ObjectNameTooLong));
    assert_eq!(answer(&oss.handle(raw(&[("key", &long.as_bytes()[1..])], "a"))), "204");
    // Without a name they are nothing, and what is left is short enough.
    assert_eq!(answer(&oss.handle(raw(&[("key", format!("{key}k").as_bytes())], ""))), "204");
    assert!(oss.bucket("logs").expect("logs").object("k").exists());
    assert_eq!(answer(&oss.handle(raw(&[("key", b"${filename}")], ""))), "400 InvalidObjectName");
    assert_eq!(cause(&oss), Some(Cause::InvalidObjectName));
}

#[test]
fn a_key_of_a_form_that_is_not_utf_8_is_none() {
    let oss = inbox();
    let long = [b"\xff".repeat(1_024), b"${filename}".to_vec()].concat();
    for (key, expected) in [(b"a\xff".to_vec(), "400 InvalidArgument"), (long, "400 InvalidObjectName")] {
        assert_eq!(answer(&oss.handle(raw(&[("key", &key)], "a"))), expected);
        assert!(oss.bucket("logs").expect("logs").objects().is_empty());
    }
}

#[test]
fn a_form_has_at_most_5_gib() {
    let oss = inbox();
    let mut form = raw(&[("key", b"k")], "a");
    form.headers_mut().insert("content-length", HeaderValue::from(5 * 1024 * 1024 * 1024_u64 + 1));
    assert_eq!(answer(&oss.handle(form)), "400 InvalidArgument");
    assert_eq!(cause(&oss), Some(Cause::PostBodyTooLarge));
}

#[test]
fn fields_that_mean_nothing_in_a_form_are_told_as_ignored() {
    let oss = inbox();
    let source: (&str, &[u8]) = ("x-oss-copy-source", b"/logs/other");
    assert_eq!(answer(&oss.handle(raw(&[("key", b"k"), source, ("submit", b"Upload")], "a"))), "204");
    let journal = oss.journal();
    let ignored: Vec<String> = journal.last().expect("a call").ignored().collect();
    assert_eq!(ignored, ["header x-oss-copy-source", "field submit"]);
}

#[tokio::test]
async fn a_redirect_brings_no_header_of_its_own() {
    for front in FRONTS {
        let oss = inbox();
        let client = Client::new(front, &oss).await;
        for url in [&b"http://a/\r\nSet-Cookie: a=b"[..], b"http://a/\nSet-Cookie: a=b", b"http://a/\0"] {
            let response = client.send(raw(&[("key", b"k"), ("success_action_redirect", url)], "a")).await;
            assert_eq!(answer(&response), "400 InvalidArgument", "{front:?}");
            assert_eq!(cause(&oss), Some(Cause::PostFieldNoHeader));
        }
    }
}

#[test]
fn a_bucket_is_posted_to_in_each_style() {
    let oss = world();
    let acme = oss.account("acme").expect("acme");
    oss.bucket("logs").expect("logs").add_cname("files.example.com");
    for (host, path) in [("localhost", "/logs/"), ("localhost", "/logs"), ("files.example.com", "/")] {
        let form = oss.signer(&acme.credentials()).post_policy(&PostPolicy::for_bucket("logs"));
        let mut request = form.field("key", "k").into_request(host, "a", "hello");
        *request.uri_mut() = path.parse().expect("a path");
        assert_eq!(answer(&oss.handle(request)), "204", "{host}{path}");
    }
}

#[test]
fn only_a_form_has_a_callback_without_a_prefix() {
    let oss = world();
    let owner = oss.account("acme").expect("acme").credentials();
    let mut put = request(Method::PUT, LOGS, "/k");
    put.headers_mut().extend(
        [("callback", "e30="), ("content-length", "0")]
            .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value))),
    );
    assert_eq!(answer(&oss.handle(signed(&oss, &owner, put))), "200");
    let form = oss.signer(&owner).post_policy(&PostPolicy::for_bucket("logs")).field("key", "k");
    let form = form.field("Callback", "e30=").into_request(LOGS, "a", "hello");
    assert_eq!(answer(&oss.handle(form)), "501 NotEmulated");
}

#[test]
fn a_form_is_printed_without_its_signature_and_its_token() {
    let oss = world();
    let acme = oss.account("acme").expect("acme");
    let session = acme.create_role("writer").create_session("ci").credentials();
    let form = oss.signer(&session).post_policy(&PostPolicy::for_bucket("logs")).field("key", "k");
    let printed = format!("{form:?}");
    assert_eq!(
        printed,
        r#"PostForm { fields: ["x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-security-token", "policy", "x-oss-signature", "key"], .. }"#
    );
}

#[test]
fn a_form_makes_nothing_public_where_that_is_blocked() {
    let oss = Oss::builder().block_public_access(true).build();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let post = |acl: &str| {
        let form = oss.signer(&acme.credentials()).post_policy(&PostPolicy::for_bucket("logs")).field("key", "k");
        answer(&oss.handle(form.field("x-oss-object-acl", acl).into_request(LOGS, "a", "hello")))
    };
    assert_eq!(post("public-read"), "403 AccessDenied");
    assert_eq!(cause(&oss), Some(Cause::PublicObjectAclBlocked));
    assert!(!logs.object("k").exists());
    assert_eq!(post("private"), "204");
}

/// Uploads by a form, with a tag and an ACL.
fn tagged(oss: &Oss, credentials: &Credentials) -> Request<Bytes> {
    let form = oss.signer(credentials).post_policy(&PostPolicy::for_bucket("logs")).field("key", "k");
    form.field("x-oss-tagging", "a=b").field("x-oss-object-acl", "private").into_request(LOGS, "a", "hello")
}

#[tokio::test]
async fn what_a_form_needs_is_told_and_every_grant_of_it_is_missed() {
    let audit = Oss::builder().audit(true).build();
    audit.create_account("acme").create_bucket("logs");
    let ci = audit.account("acme").expect("acme").create_ram_user("ci");
    assert_eq!(answer(&audit.handle(tagged(&audit, &ci.credentials()))), "204");
    let policy = audit.required_policy_for(&ci).expect("a policy");
    assert_eq!(policy.to_string(), "Allow oss:PutObject, oss:PutObjectAcl, oss:PutObjectTagging on acs:oss:*:*:logs/k");

    let oss = world();
    let ci = oss.account("acme").expect("acme").create_ram_user("ci");
    ci.attach_policy(&policy.to_json());
    let report = ossmock::mutants::permission_mutants(&oss, &ci, |fork| async move {
        let ci = fork.account("acme").and_then(|acme| acme.ram_user("ci")).expect("acme/ci");
        let request = tagged(&fork, &ci.credentials());
        let response = super::support::send_http(&super::support::http_client(), &fork.uri(), request).await;
        if response.status().is_success() { Ok(()) } else { Err(answer(&response)) }
    })
    .await;
    report.assert_no_unneeded_grants();
    report.assert_nothing_swallowed();
}
