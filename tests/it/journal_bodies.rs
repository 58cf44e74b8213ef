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
fn secrets_in_unusual_forms_are_withheld_in_bodies() {
    let oss = keeping(64 * 1024);
    for body in [
        r#"<Credentials><AccessKeySecret type="x">leak</AccessKeySecret></Credentials>"#,
        r#"{"headers":[{"name":"AccessKeySecret","value":"leak"}]}"#,
        r#"{"AccessKey\u0053ecret":"leak"}"#,
        "a=1&%41ccessKeySecret=leak",
        "see http://logs.localhost/a?Expires=1&Signature=leak",
        "AccessKeySecret:\n  leak",
        "{\"AccessKeySecret\":\"leak",
        "AccessKeyId,AccessKeySecret\nId1,leak",
    ] {
        let kept = send(&oss, put(body));
        let text = kept["request"]["text"].as_str().expect("a text");
        assert!(text.contains("(withheld)") && !text.contains("leak"), "{body}: {text}");
        // It is withheld in the answer of the download as well.
        let answer = send(&oss, request(Method::GET, LOGS, "/a"));
        assert_eq!(answer["answer"]["text"], text);
    }
    // The name comes after what is kept.
    let pair = format!(r#"{{"value":"leak","filler":"{}","name":"AccessKeySecret"}}"#, "x".repeat(100_000));
    assert!(!send(&oss, put(pair))["request"]["text"].as_str().expect("a text").contains("leak"));
    // What names no secret is kept as it is.
    let plain = r#"<a b="1">the signature is wrong</a>"#;
    assert_eq!(send(&oss, put(plain))["request"]["text"], plain);
}

#[test]
fn signatures_and_tokens_of_urls_are_withheld_in_headers_and_keys() {
    let oss = keeping(4_096);
    let mut get = request(Method::GET, LOGS, "/a%3FSignature%3Dleak%26x-oss-security-token%3Dleak?x-oss-process=a");
    let url = "http://logs.localhost/a?Expires=1&Signature=leak&security-token=leak";
    for name in ["referer", "origin", "x-original-url"] {
        get.headers_mut().insert(name, url.parse().expect("a value"));
    }
    let ci = oss.account("acme").expect("acme").create_ram_user("ci");
    assert!(answer(&oss.handle(signed(&oss, &ci.credentials(), get))).starts_with("403 AccessDenied"));
    let record = record(&oss);
    assert_eq!(record["key"], "a?Signature=(withheld)&x-oss-security-token=(withheld)");
    assert_eq!(record["target"], "/a%3F(withheld)?x-oss-process=a");
    let mut shown = record.clone();
    // The answer to a refusal names no key.
    shown["bodies"] = Value::Null;
    assert!(!shown.to_string().contains("leak"), "{shown:#}");
    let referer = json!({ "name": "referer", "value": "http://logs.localhost/a?Expires=1&Signature=(withheld)&security-token=(withheld)" });
    assert!(record["headers"].as_array().expect("headers").contains(&referer), "{record:#}");
    let journal = oss.journal();
    let last = journal.last().expect("a call");
    assert!(!format!("{last:#}{journal}").contains("leak"), "{last:#}\n{journal}");
    // The test that knows the key finds it.
    assert_eq!(last.key(), Some("a?Signature=leak&x-oss-security-token=leak"));
}

#[test]
#[should_panic(expected = "the journal keeps at most 65536 bytes of a body, not 65537")]
fn more_than_64_kib_of_a_body_are_refused() {
    let _ = Oss::builder().journal_bodies(65_537);
}
