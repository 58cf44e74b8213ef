//! The message of a failing test about a 403: it names the grant that is missing.

use std::net::IpAddr;

use bytes::Bytes;
use http::Request;
use ossmock::{Oss, Peer};

use super::panics::panic_here;
use super::support::{LOGS, answer, delete_rule, get_rule, kms, put_rule, signed, still};
use ossmock::Operation::PutBucketEncryption;

fn from(ip: &str, mut request: Request<Bytes>) -> Request<Bytes> {
    request.extensions_mut().insert(Peer { ip: ip.parse::<IpAddr>().expect("an address"), ..Peer::default() });
    request
}

/// A failing assertion as a terminal shows it.
#[test]
fn the_missing_grant_is_found_from_the_panic_message_alone() {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:PutBucketEncryption", "acs:oss:*:*:logs/*").allow("ecs:*", "*");
    for _ in 0..2 {
        let response = oss.handle(signed(&oss, &ci.credentials(), put_rule(LOGS, &kms("key-1"))));
        assert_eq!(answer(&response), "403 AccessDenied");
    }
    let message = panic_here!(ci.assert_allowed(PutBucketEncryption));
    assert_eq!(
        message,
        "\
RAM user `ci` calling PutBucketEncryption
  expected: allowed
  found:    call #2 was implicitly denied: none of the caller's 2 statements applies

journal:
#  operation            bucket  caller   answer            why
1  PutBucketEncryption  logs    acme/ci  403 AccessDenied  implicitly denied: none of the caller's 2 statements applies
   missing: a policy with Allow oss:PutBucketEncryption on acs:oss:*:1001:logs
   nearest: policy 1 statement 1: Allow oss:PutBucketEncryption on acs:oss:*:*:logs/*
            the resource does not match
2  PutBucketEncryption  logs    acme/ci  403 AccessDenied  implicitly denied: none of the caller's 2 statements applies
   as for call #1
",
        "{message}"
    );
}

/// The lines below the last call.
fn advice(oss: &Oss, request: Request<Bytes>) -> Vec<String> {
    assert_eq!(answer(&oss.handle(request)), "403 AccessDenied");
    let journal = oss.journal();
    let record = journal.last().expect("a record");
    let advice = record.explanation().expect("how it came about").advice();
    let mut line = record.to_string();
    let mut table = String::new();
    for part in &advice {
        line = format!("{line}; {}", part.trim_start());
        table = format!("{table}   {part}\n");
    }
    assert_eq!(format!("{record:#}"), line);
    assert!(journal.to_string().ends_with(&table), "{journal}");
    advice
}

#[test]
fn a_condition_that_does_not_hold_is_told_with_what_the_request_has() {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").attach_policy(
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "*", "Condition": {
            "IpAddress": {"acs:SourceIp": "10.0.0.0/8"}, "Bool": {"acs:SecureTransport": "false"}}}]}"#,
    );
    assert_eq!(
        advice(&oss, from("203.0.113.9", signed(&oss, &ci.credentials(), get_rule(LOGS)))),
        [
            "missing: a policy with Allow oss:GetBucketEncryption on acs:oss:*:1001:logs",
            "nearest: policy 1 statement 1: Allow oss:* on * if IpAddress acs:SourceIp 10.0.0.0/8 and Bool acs:SecureTransport false",
            "         IpAddress acs:SourceIp 10.0.0.0/8 does not hold: the request has `203.0.113.9`",
        ]
    );
}

#[test]
fn of_a_statement_that_denies_only_its_conditions_are_told() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:Put*", "*").attach_policy(
        r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "oss:*", "Resource": "*", "Condition": {
            "NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}"#,
    );
    assert_eq!(
        advice(&oss, from("203.0.113.9", signed(&oss, &ci.credentials(), delete_rule(LOGS)))),
        ["NotIpAddress acs:SourceIp 10.0.0.0/8 holds: the request has `203.0.113.9`"]
    );
    let ops = acme.create_ram_user("ops").deny("oss:*", "*");
    assert_eq!(advice(&oss, signed(&oss, &ops.credentials(), get_rule(LOGS))), [""; 0]);
}

#[test]
fn everything_a_call_lacks_is_told_at_once() {
    let oss = Oss::builder().kms_permissions(true).build();
    let acme = oss.create_account("acme").set_id("1001");
    acme.create_bucket("logs");
    let ci =
        acme.create_ram_user("ci").allow("oss:PutBucketEncryption", "*").allow("kms:List*", "acs:kms:*:*:key/key-2");
    assert_eq!(
        advice(&oss, signed(&oss, &ci.credentials(), put_rule(LOGS, &kms("key-1")))),
        [
            "missing: a policy with Allow kms:ListKeys on acs:kms:*:1001:key/key-1",
            "missing: a policy with Allow kms:ListAliases on acs:kms:*:1001:key/key-1",
            "missing: a policy with Allow kms:ListAliasesByKeyId on acs:kms:*:1001:key/key-1",
            "missing: a policy with Allow kms:DescribeKey on acs:kms:*:1001:key/key-1",
            "nearest: policy 2 statement 1: Allow kms:List* on acs:kms:*:*:key/key-2",
            "         the resource does not match",
        ]
    );
    let journal = oss.journal();
    let record = journal.last().expect("a record");
    assert_eq!(record.cause(), Some(ossmock::Cause::ForbiddenByKms));
    assert!(record.decision().is_some_and(|decision| !decision.is_allowed()), "{record}");
    ci.assert_denied(PutBucketEncryption, ossmock::Denial::Implicit);
    let needs: Vec<_> = record.needs().collect();
    assert_eq!(needs[0], ("oss:PutBucketEncryption", "acs:oss:*:*:logs"));
    assert_eq!(needs[4], ("kms:DescribeKey", "acs:kms:*:*:key/key-1"));

    let mut with_acl = super::support::request(http::Method::PUT, "new.oss-cn-hangzhou.aliyuncs.com", "/");
    with_acl.headers_mut().insert("x-oss-acl", "public-read".parse().expect("a header"));
    assert_eq!(
        advice(&oss, signed(&oss, &ci.credentials(), with_acl))[..2],
        [
            "missing: a policy with Allow oss:PutBucket on acs:oss:*:1001:new",
            "missing: a policy with Allow oss:PutBucketAcl on acs:oss:*:1001:new",
        ]
    );
}

#[test]
fn a_foreign_caller_is_pointed_at_the_policy_of_the_bucket() {
    let oss = still();
    let partner = oss.create_account("partner").create_ram_user("ci").set_id("30001").allow("oss:*", "*");
    oss.create_account("acme").set_id("1001").create_bucket("logs").set_policy(
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Principal": ["30002"],
            "Action": "oss:GetBucketEncryption", "Resource": "acs:oss:*:*:logs"}]}"#,
    );
    assert_eq!(
        advice(&oss, signed(&oss, &partner.credentials(), get_rule(LOGS))),
        [
            "missing: in the bucket policy, Allow oss:GetBucketEncryption on acs:oss:*:1001:logs for 30001",
            "nearest: bucket policy statement 1: Allow oss:GetBucketEncryption on acs:oss:*:*:logs for 30002",
            "         the caller is not named",
        ]
    );
}

#[test]
fn json_has_the_explanation() {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci");
    let response = oss.handle(signed(&oss, &ci.credentials(), get_rule(LOGS)));
    assert_eq!(answer(&response), "403 AccessDenied");
    let owner = oss.handle(signed(&oss, &acme.credentials(), get_rule(LOGS)));
    assert_eq!(answer(&owner), "404 NoSuchServerSideEncryptionRule");
    let records: Vec<serde_json::Value> =
        oss.journal().iter().map(|record| serde_json::from_str(&record.to_json()).expect("JSON")).collect();
    assert_eq!(
        records[0]["explanation"]["missing"],
        serde_json::json!([{"policy": {"action": "oss:GetBucketEncryption", "resource": "acs:oss:*:1001:logs"}}])
    );
    assert_eq!(records[1]["explanation"], serde_json::Value::Null);
}
