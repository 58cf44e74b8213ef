//! The story of a key, from the rule to its loss, as a suite would tell it.

use http::Method;
use ossmock::{Cause, EncryptionRule, KmsAction, Oss, ReplicationRule};

use super::support::{answer, request, signed};

/// What the owner sends to a bucket, and the status and code that come back.
fn send(oss: &Oss, bucket: &str, method: Method, target: &str, headers: &[(&'static str, &str)]) -> String {
    let host = format!("{bucket}.oss-cn-hangzhou.aliyuncs.com");
    let mut request = request(method, &host, target);
    request.headers_mut().insert("content-length", http::HeaderValue::from_static("0"));
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a value"));
    }
    let owner = oss.get_account("acme").expect("acme").credentials();
    answer(&oss.handle(signed(oss, &owner, request)))
}

#[test]
fn a_suite_turns_on_kms_uploads_copies_replicates_loses_its_key_and_is_refused() {
    let oss = Oss::new();
    let acme = oss.account("acme");
    let key = acme.kms_key("orders");
    let backup = acme.bucket("backup");
    let logs = acme.bucket("logs").with_encryption(EncryptionRule::kms(&key.id()));
    logs.with_replication(ReplicationRule::to("backup"));

    assert_eq!(send(&oss, "logs", Method::PUT, "/a", &[]), "200");
    assert_eq!(send(&oss, "logs", Method::PUT, "/b", &[("x-oss-copy-source", "/logs/a")]), "200");
    logs.object("a").assert_encryption(EncryptionRule::kms(&key.id()));
    oss.assert_kms_calls(3..=3);
    oss.replicate();
    // Objects under KMS are replicated only where the rule selects them.
    backup.object("a").assert_absent();

    key.disable();
    let before = oss.snapshot();
    assert_eq!(send(&oss, "logs", Method::GET, "/a", &[]), format!("409 {}", Cause::KmsKeyDisabled.code()));
    assert_eq!(send(&oss, "logs", Method::PUT, "/c", &[]), format!("409 {}", Cause::KmsKeyDisabled.code()));
    oss.assert_unchanged_since(&before);
    assert_eq!(oss.kms().count_of(KmsAction::GenerateDataKey), 2);
}
