//! The journal: complete, in order, bounded, and readable.

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Cause, EncryptionRule, Operation, Oss, Peer};

use super::support::{
    LOGS, SERVICE, answer, delete_rule, get_rule, header, kms, put_rule, request, signed, still, with_wrong_secret,
};

/// The number of bytes kept of each text a client sends.
const KEPT: usize = 2_048;

fn sent(oss: &Oss, request: Request<Bytes>) -> ossmock::Record {
    let response = oss.handle(request);
    let journal = oss.journal();
    let record = journal.last().expect("a record").clone();
    assert_eq!(record.status(), Some(response.status().as_u16()));
    assert_eq!(record.request_id(), header(&response, "x-oss-request-id"));
    record
}

#[test]
fn the_oldest_calls_are_dropped_and_still_counted() {
    let oss = Oss::builder().journal_capacity(3).build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let send = |request| oss.handle(signed(&oss, &acme.credentials(), request));
    for number in 0..4 {
        let _ = send(put_rule(LOGS, &kms(&format!("key-{number}"))));
    }
    let _ = send(get_rule(LOGS));
    // A call whose operation was never known is dropped as well.
    let _ = oss.handle(request(Method::GET, "example.com", "/"));
    for _ in 0..3 {
        let _ = send(delete_rule(LOGS));
    }

    let journal = oss.journal();
    assert_eq!((journal.len(), journal.dropped()), (3, 6));
    assert_eq!(journal.iter().map(ossmock::Record::number).collect::<Vec<_>>(), [7, 8, 9]);
    assert_eq!(journal.count(Operation::PutBucketEncryption), 4);
    assert_eq!(journal.count(Operation::GetBucketEncryption), 1);
    assert_eq!(journal.count(Operation::DeleteBucketEncryption), 3);
    assert_eq!(journal.count(Operation::PutBucket), 0);
    assert!(journal.to_string().starts_with("(6 older calls are not kept)\n#  operation"), "{journal}");
    oss.assert_calls(Operation::PutBucketEncryption, 4);
}

#[test]
fn a_journal_may_keep_nothing_and_still_counts() {
    let oss = Oss::builder().journal_capacity(0).build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let _ = oss.handle(signed(&oss, &acme.credentials(), get_rule(LOGS)));
    let journal = oss.journal();
    assert!(journal.is_empty() && journal.last().is_none());
    assert_eq!((journal.dropped(), journal.count(Operation::GetBucketEncryption)), (1, 1));
}

#[test]
fn a_thousand_calls_are_kept_by_default() {
    let oss = Oss::new();
    for _ in 0..1_001 {
        let _ = oss.handle(request(Method::GET, SERVICE, "/"));
    }
    assert_eq!((oss.journal().len(), oss.journal().dropped()), (1_000, 1));
}

#[test]
fn a_journal_in_hand_does_not_change() {
    let oss = Oss::new();
    let before = oss.journal();
    let _ = oss.handle(request(Method::GET, SERVICE, "/"));
    assert_eq!((before.len(), oss.journal().len()), (0, 1));
    assert_eq!(before.to_string(), "the journal is empty: no request has arrived");
}

#[test]
fn records_stand_in_the_order_of_the_changes() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let admit = |key_id: &str| {
        let (head, body) = signed(&oss, &acme.credentials(), put_rule(LOGS, &kms(key_id))).into_parts();
        (oss.admit(&head, Peer::default()).expect("the owner may"), body)
    };
    let (first, first_body) = admit("first");
    let (second, second_body) = admit("second");
    assert!(oss.journal().is_empty(), "nothing has happened yet");

    let second = second.finish(second_body);
    logs.assert_encryption(EncryptionRule::kms("second"));
    let first = first.finish(first_body);
    logs.assert_encryption(EncryptionRule::kms("first"));
    let journal = oss.journal();
    let ids: Vec<_> = journal.iter().map(ossmock::Record::request_id).collect();
    assert_eq!(ids, [header(&second, "x-oss-request-id"), header(&first, "x-oss-request-id")]);
    assert_eq!(journal.iter().map(ossmock::Record::number).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_request_whose_body_never_comes_leaves_a_record_and_changes_nothing() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let before = oss.snapshot();
    let (head, _) = signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-1"))).into_parts();
    let admitted = oss.admit(&head, Peer::default()).expect("the owner may");
    assert_eq!((admitted.operation(), admitted.body_limit()), (Operation::PutBucketEncryption, 1024 * 1024));
    drop(admitted);

    oss.assert_unchanged_since(&before);
    oss.assert_calls(Operation::PutBucketEncryption, 1);
    let journal = oss.journal();
    let record = journal.last().expect("a record");
    assert_eq!((record.status(), record.cause()), (None, None));
    assert_eq!(
        record.to_string(),
        "PutBucketEncryption logs acme: no body came (allowed: the caller owns it)",
        "the decision had been made"
    );
}

#[test]
fn a_finished_request_leaves_one_record() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let (head, body) = signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-1"))).into_parts();
    let _ = oss.admit(&head, Peer::default()).expect("the owner may").finish(body);
    assert_eq!(oss.journal().len(), 1);
}

#[test]
fn what_is_wrong_with_the_xml_is_noted() {
    for (xml, note) in [
        ("<ServerSideEncryptionRule>", "`ServerSideEncryptionRule` is not closed, at line 1, column 1"),
        ("{}", "there is text outside the root, at line 1, column 1"),
        ("<Rule/>", "`Rule` is the root, where `ServerSideEncryptionRule` is due, at line 1, column 1"),
        (
            "<ServerSideEncryptionRule/>",
            "`ServerSideEncryptionRule` has no `ApplyServerSideEncryptionByDefault`, at line 1, column 1",
        ),
        ("<!DOCTYPE r><ServerSideEncryptionRule/>", "there is a document type, at line 1, column 1"),
    ] {
        let oss = still();
        let acme = oss.create_account("acme");
        let logs = acme.create_bucket("logs");
        let record = sent(&oss, signed(&oss, &acme.credentials(), put_rule(LOGS, xml)));
        assert_eq!((record.cause(), record.note()), (Some(Cause::MalformedXml), Some(note)), "{xml}");
        assert_eq!(
            record.to_string(),
            format!(
                "PutBucketEncryption logs acme: 400 MalformedXML (allowed: the caller owns it; refused: MalformedXml; {note})"
            )
        );
        logs.assert_encryption(None);
    }
}

#[test]
fn requests_refused_before_routing_are_recorded_too() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let cases = [
        (get_rule("example.com"), Cause::NotEmulated, None),
        (get_rule("-.oss-cn-hangzhou.aliyuncs.com"), Cause::InvalidBucketName, Some("-")),
        (request(Method::GET, SERVICE, "/logs/?encryption"), Cause::SecondLevelDomainForbidden, Some("logs")),
        (request(Method::POST, LOGS, "/?encryption"), Cause::MethodNotAllowed, Some("logs")),
    ];
    for (request, cause, bucket) in cases {
        let (method, target) = (request.method().clone(), request.uri().to_string());
        let record = sent(&oss, signed(&oss, &acme.credentials(), request));
        assert_eq!((record.cause(), record.bucket()), (Some(cause), bucket));
        assert_eq!((record.operation(), record.caller(), record.decision()), (None, None, None), "{record}");
        assert_eq!((record.method(), record.target()), (&method, &*target));
    }
    assert_eq!(oss.journal().len(), 4);
    let mut without_host = get_rule(LOGS);
    without_host.headers_mut().remove("host");
    let record = sent(&oss, without_host);
    assert_eq!((record.cause(), record.bucket()), (Some(Cause::NoHost), None));
}

#[test]
fn an_unknown_bucket_is_refused_before_the_claim_is_checked() {
    let oss = still();
    let acme = oss.create_account("acme");
    let record = sent(&oss, signed(&oss, &with_wrong_secret(&acme.credentials()), get_rule(LOGS)));
    assert_eq!((record.cause(), record.bucket()), (Some(Cause::NoSuchBucket), Some("logs")));
    assert_eq!((record.operation(), record.caller()), (Some(Operation::GetBucketEncryption), None));
}

#[test]
fn the_claimed_id_is_recorded_however_early_the_refusal() {
    let oss = still();
    let acme = oss.create_account("acme");
    for request in [get_rule(LOGS), request(Method::POST, LOGS, "/?encryption")] {
        let record = sent(&oss, signed(&oss, &acme.credentials(), request));
        assert_eq!(record.access_key_id(), Some(&*acme.access_key().id()), "{record}");
    }
}

#[test]
fn texts_of_clients_are_cut() {
    let long = "x".repeat(1_000_000);
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");

    // `http::Uri` itself takes no more than 64 KiB.
    let record = sent(&oss, request(Method::GET, SERVICE, &format!("/?prefix={}", &long[..60_000])));
    assert_eq!(record.target().len(), KEPT);
    let record = sent(&oss, get_rule(&long));
    assert_eq!((record.cause(), record.host().len()), (Some(Cause::NotEmulated), KEPT));
    let record = sent(&oss, request(Method::GET, "127.0.0.1", &format!("/{}/?encryption", &long[..60_000])));
    assert_eq!(record.cause(), Some(Cause::InvalidBucketName));
    assert_eq!(record.bucket().map(str::len), Some(KEPT));

    let mut claimed = signed(&oss, &acme.credentials(), get_rule(LOGS));
    claimed.headers_mut().insert("authorization", format!("OSS {long}:abc=").parse().expect("a header"));
    let record = sent(&oss, claimed);
    assert_eq!(record.cause(), Some(Cause::AccessKeyIdUnknown));
    assert_eq!(record.access_key_id().map(str::len), Some(KEPT));

    let mut meta = get_rule(LOGS);
    meta.headers_mut().insert("x-oss-meta-long", long.parse().expect("a header"));
    let record = sent(&oss, signed(&oss, &with_wrong_secret(&acme.credentials()), meta));
    let mismatch = record.signature_mismatch().expect("what the server signed");
    assert_eq!(mismatch.canonical_request().map(str::len), Some(16 * 1024));

    let size = oss.journal().to_string().len();
    assert!(size < 100_000, "the table of five calls has {size} bytes");
}

#[test]
fn texts_are_cut_between_characters() {
    let oss = still();
    let mut odd = get_rule(LOGS);
    // One byte, then characters of two bytes each: the limit falls inside one.
    let host = http::HeaderValue::from_bytes(format!("x{}", "ü".repeat(2_000)).as_bytes()).expect("a header");
    odd.headers_mut().insert("host", host);
    assert_eq!(sent(&oss, odd).host().len(), KEPT - 1);
}

#[test]
fn notes_are_cut_as_well() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let elsewhere = oss.signer(&acme.credentials()).region(&"x".repeat(1_000_000));
    let record = sent(&oss, elsewhere.sign(get_rule(LOGS)));
    assert_eq!(record.cause(), Some(Cause::ScopeRegionInvalid));
    let note = record.note().expect("which regions differ");
    assert!(note.len() <= 2 * KEPT, "the note has {} bytes", note.len());
}

#[test]
fn the_table_shows_every_call_with_its_reason() {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    let logs = acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:Get*", &logs.arn()).allow("oss:List*", &logs.arn());
    let ops = acme.create_ram_user("ops").allow("oss:*", "*").deny("oss:DeleteBucketEncryption", &logs.arn());
    for (credentials, request) in [
        (acme.credentials(), put_rule(LOGS, &kms("key-1"))),
        (ci.credentials(), put_rule(LOGS, &kms("key-2"))),
        (ci.credentials(), get_rule(LOGS)),
        (ops.credentials(), delete_rule(LOGS)),
        (ops.credentials(), put_rule(LOGS, "<Rule/>")),
        (acme.credentials(), request(Method::GET, LOGS, "/?style")),
        (ci.credentials(), request(Method::GET, SERVICE, "/")),
    ] {
        let _ = oss.handle(signed(&oss, &credentials, request));
    }
    assert_eq!(answer(&oss.handle(get_rule(LOGS))), "403 AccessDenied");
    acme.access_key().disable();
    let _ = oss.handle(signed(&oss, &acme.credentials(), get_rule(LOGS)));

    let expected = "\
#  operation               bucket  caller                      answer                  why
1  PutBucketEncryption     logs    acme                        200                     allowed: the caller owns it
2  PutBucketEncryption     logs    acme/ci                     403 AccessDenied        implicitly denied: none of the caller's 2 statements applies
   missing: a policy with Allow oss:PutBucketEncryption on acs:oss:*:1001:logs
   nearest: policy 1 statement 1: Allow oss:Get* on acs:oss:*:*:logs
            the action does not match
3  GetBucketEncryption     logs    acme/ci                     200                     allowed by policy 1 statement 1: Allow oss:Get* on acs:oss:*:*:logs
4  DeleteBucketEncryption  logs    acme/ops                    403 AccessDenied        explicitly denied by policy 2 statement 1: Deny oss:DeleteBucketEncryption on acs:oss:*:*:logs
5  PutBucketEncryption     logs    acme/ops                    400 MalformedXML        allowed by policy 1 statement 1: Allow oss:* on *; refused: MalformedXml; `Rule` is the root, where `ServerSideEncryptionRule` is due, at line 1, column 1
6  ListStyle               logs    acme                        501 NotEmulated         refused: NotEmulated; ossmock does not emulate ListStyle: it is about images, documents or videos, which ossmock does not process.
7  ListBuckets             -       acme/ci                     403 AccessDenied        implicitly denied: none of the caller's 2 statements applies
   missing: a policy with Allow oss:ListBuckets on acs:oss:*:1001:*
   nearest: policy 2 statement 1: Allow oss:List* on acs:oss:*:*:logs
            the resource does not match
8  GetBucketEncryption     logs    anonymous                   403 AccessDenied        implicitly denied: the request is anonymous
   missing: in the bucket policy, Allow oss:GetBucketEncryption on acs:oss:*:1001:logs for *
9  GetBucketEncryption     logs    ? LTAI5tOssmock00000000002  403 InvalidAccessKeyId  refused: AccessKeyDisabled; the AccessKey is disabled
";
    assert_eq!(oss.journal().to_string(), expected, "{}", oss.journal());
}
