//! The facts of a request that conditions of policies see, and those that a refusal tells, through `Oss::handle`.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Response};
use ossmock::{Cause, Credentials, Oss, Peer, Record};

use super::support::{LOGS, answer, body, element, get_rule, kms, put_rule, request, signed, still};

const PUT: &str = "oss:PutBucketEncryption";

/// A RAM user that may do everything with `logs` under one condition.
fn under(condition: &str) -> (Oss, Credentials) {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").set_id("20001").attach_policy(&format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"oss:*","Resource":"*","Condition":{condition}}}]}}"#
    ));
    (oss, ci.credentials())
}

#[track_caller]
fn assert_cause(oss: &Oss, expected: Option<Cause>) {
    let journal = oss.journal();
    assert_eq!(journal.last().and_then(Record::cause), expected, "{journal}");
}

/// A request cannot make itself fit a condition by adding a parameter that means nothing to it.
#[test]
fn only_listings_have_a_prefix() {
    let (oss, ci) = under(r#"{"StringLike":{"oss:Prefix":"home/*"}}"#);
    let get = request(Method::GET, LOGS, "/?encryption&prefix=home/a");
    let response = oss.handle(signed(&oss, &ci, get));
    assert_eq!(answer(&response), "403 AccessDenied");
    assert_cause(&oss, Some(Cause::NotYourBucket));
}

/// Moments count to the second, so that a request can be at exactly one.
#[test]
fn the_time_of_a_request_is_a_whole_second() {
    let (oss, ci) = under(r#"{"DateEquals":{"acs:CurrentTime":"2026-11-23T16:05:59Z"}}"#);
    let now = oss.clock().now();
    oss.clock().set(now + Duration::from_millis(999));
    let _ = oss.handle(signed(&oss, &ci, put_rule(LOGS, &kms("key-1"))));
    assert_cause(&oss, None);
    oss.clock().set(now + Duration::from_secs(1));
    let _ = oss.handle(signed(&oss, &ci, put_rule(LOGS, &kms("key-1"))));
    assert_cause(&oss, Some(Cause::NotYourBucket));
}

/// A client that speaks IPv4 through an IPv6 socket is the IPv4 address, to every operator.
#[test]
fn a_mapped_address_is_the_address_it_stands_for() {
    for condition in [
        r#"{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#,
        r#"{"IpAddress":{"acs:SourceIp":"::ffff:10.0.0.0/104"}}"#,
        r#"{"StringEquals":{"acs:SourceIp":"10.0.0.9"}}"#,
    ] {
        for address in ["10.0.0.9", "::ffff:10.0.0.9"] {
            let (oss, ci) = under(condition);
            let mut put = signed(&oss, &ci, put_rule(LOGS, &kms("key-1")));
            put.extensions_mut().insert(Peer { ip: address.parse().expect("an address"), ..Peer::default() });
            let _ = oss.handle(put);
            assert_cause(&oss, None);
        }
    }
}

fn policy_type(response: &Response<Bytes>) -> Option<String> {
    assert_eq!(answer(response), "403 AccessDenied");
    let detail = element(response, "PolicyType");
    assert_eq!(detail.is_some(), body(response).contains("EncodedDiagnosticMessage"));
    detail
}

/// The detail blames a policy of an identity, so there is none where the bucket's denies, and none for other accounts.
#[test]
fn a_refusal_has_a_detail_where_a_policy_of_an_identity_decides() {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    let other = oss.create_account("other").set_id("2002");
    let logs = acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").set_id("20001").deny(PUT, "*").allow("oss:*", "*");
    let idle = acme.create_ram_user("idle").set_id("20002");
    let guest = other.create_ram_user("guest").set_id("30001");
    let narrow = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:List*","Resource":"*"}]}"#;
    let session = acme.create_role("ops").allow("oss:*", "*").create_session("deploy").set_policy(narrow);
    let ask = |credentials: &Credentials, put: bool| {
        let asked = if put { put_rule(LOGS, &kms("key-1")) } else { get_rule(LOGS) };
        oss.handle(signed(&oss, credentials, asked))
    };
    let account = Some("AccountLevelIdentityBasedPolicy".to_owned());

    assert_eq!(policy_type(&ask(&ci.credentials(), true)), account);
    assert_cause(&oss, Some(Cause::ExplicitlyDenied));
    assert_eq!(policy_type(&ask(&idle.credentials(), true)), account);
    assert_cause(&oss, Some(Cause::NotYourBucket));
    assert_eq!(policy_type(&ask(&session.credentials(), true)), Some("SessionPolicy".to_owned()));
    assert_cause(&oss, Some(Cause::DeniedBySessionPolicy));
    assert_eq!(policy_type(&ask(&guest.credentials(), true)), None);
    assert_cause(&oss, Some(Cause::NotYourBucket));

    logs.set_policy(
        r#"{"Version":"1","Statement":[{"Effect":"Deny","Principal":["*"],"Action":"oss:*","Resource":"*"}]}"#,
    );
    assert_eq!(policy_type(&ask(&ci.credentials(), false)), None);
    assert_cause(&oss, Some(Cause::DeniedByBucketPolicy));
    assert_eq!(policy_type(&ask(&ci.credentials(), true)), None);
    assert_cause(&oss, Some(Cause::DeniedTwice));
    assert_eq!(policy_type(&ask(&guest.credentials(), true)), None);
    assert_cause(&oss, Some(Cause::DeniedByBucketPolicy));
}
