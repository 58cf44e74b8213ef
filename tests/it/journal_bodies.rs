//! The bodies that a journal keeps if it is told to: bounded, and without secrets.

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Cause, Operation, Oss, Peer};
use serde_json::{Value, json};

use super::support::{LOGS, answer, get_rule, kms, put_rule, request, signed, with_wrong_secret};

/// A fake that keeps this many bytes of each body, with `acme` and its bucket `logs`.
fn keeping(bytes: usize) -> Oss {
    let oss = Oss::builder().journal_bodies(bytes).build();
    oss.create_account("acme").set_access_key("Id1", "s3cret-of-acme").create_bucket("logs");
    oss
}

fn record(oss: &Oss) -> Value {
    serde_json::from_str(&oss.journal().last().expect("a call").to_json()).expect("JSON")
}

fn send(oss: &Oss, request: Request<Bytes>) -> Value {
    let acme = oss.account("acme").expect("acme");
    let _ = oss.handle(signed(oss, &acme.credentials(), request));
    record(oss)["bodies"].clone()
}

fn put(body: impl Into<Bytes>) -> Request<Bytes> {
    let mut put = request(Method::PUT, LOGS, "/a");
    *put.body_mut() = body.into();
    put
}

#[test]
fn a_journal_keeps_no_bodies_unless_it_is_told_to() {
    let oss = Oss::new();
    oss.create_account("acme").create_bucket("logs");
    assert_eq!(send(&oss, put("hello")), Value::Null);
    assert!(record(&oss).get("bodies").is_none());
}

#[test]
fn the_bodies_of_request_and_answer_are_kept_up_to_the_limit() {
    let oss = keeping(16);
    let none = json!({ "bytes": 0, "kind": "text", "text": "", "cut": false });
    let hello = json!({ "bytes": 5, "kind": "text", "text": "hello", "cut": false });
    assert_eq!(send(&oss, put("hello")), json!({ "request": hello, "answer": none }));
    assert_eq!(send(&oss, request(Method::GET, LOGS, "/a")), json!({ "request": none, "answer": hello }));
    let long = send(&oss, put("0123456789abcdefgh"));
    assert_eq!(long["request"], json!({ "bytes": 18, "kind": "text", "text": "0123456789abcdef", "cut": true }));
    let binary = send(&oss, put(&b"\xff\x00"[..]));
    assert_eq!(binary["request"], json!({ "bytes": 2, "kind": "binary", "text": null, "cut": false }));
    let refused = send(&oss, request(Method::GET, LOGS, "/none"));
    assert_eq!(refused["answer"]["text"], "<?xml version=\"1");
}

#[test]
fn what_is_refused_on_its_head_has_an_answer_and_no_request_that_was_not_read() {
    let oss = keeping(4_096);
    let (head, _) = get_rule(LOGS).into_parts();
    assert!(oss.admit(&head, Peer::default()).is_err());
    let bodies = record(&oss)["bodies"].clone();
    assert_eq!(bodies["request"], Value::Null);
    assert!(bodies["answer"]["text"].as_str().is_some_and(|text| text.contains("<Code>AccessDenied</Code>")));
    // The body was there, and is kept.
    let _ = oss.handle(put_rule(LOGS, &kms("key-1")));
    assert_eq!(record(&oss)["bodies"]["request"]["text"], kms("key-1"));
}

#[test]
fn the_answer_of_a_fault_is_kept() {
    let oss = keeping(4_096);
    let _busy = oss.fault(Operation::PutObject).error(Cause::ServiceUnavailable);
    let bodies = send(&oss, put("hello"));
    assert_eq!(bodies["request"]["text"], "hello");
    assert!(bodies["answer"]["text"].as_str().is_some_and(|text| text.contains("ServiceUnavailable")), "{bodies}");
}

#[test]
fn secrets_are_withheld_in_bodies() {
    let oss = keeping(64 * 1024);
    let acme = oss.account("acme").expect("acme");
    let credentials = acme.create_role("ops").create_session("deploy").credentials();
    let token = credentials.security_token.clone().expect("a token");
    let sts = format!(
        r#"{{"Credentials":{{"SecurityToken":"{token}","AccessKeySecret":"unknown-s3cret"}},"also":"s3cret-of-acme"}}"#
    );
    let kept = send(&oss, put(sts.clone()));
    let text = kept["request"]["text"].as_str().expect("a text");
    assert_eq!(
        text,
        r#"{"Credentials":{"SecurityToken":"(withheld)","AccessKeySecret":"(withheld)"},"also":"(withheld)"}"#
    );
    // The answer to a wrong signature repeats what was signed: the token is in it.
    let wrong = with_wrong_secret(&credentials);
    assert!(answer(&oss.handle(signed(&oss, &wrong, get_rule(LOGS)))).starts_with("403 SignatureDoesNotMatch"));
    let kept = record(&oss)["bodies"]["answer"]["text"].clone();
    let text = kept.as_str().expect("a text");
    assert!(
        text.contains("<StringToSign>(withheld)</StringToSign>")
            && text.contains("<EC>0002-")
            && !text.contains(&token),
        "{text}"
    );
}

#[test]
#[should_panic(expected = "the journal keeps at most 65536 bytes of a body, not 65537")]
fn more_than_64_kib_of_a_body_are_refused() {
    let _ = Oss::builder().journal_bodies(65_537);
}
