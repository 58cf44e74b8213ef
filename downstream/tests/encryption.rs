//! An example of the integration tests of a downstream crate.

use downstream::{Client, Failure};
use ossmock::fixture::Kit;
use ossmock::{Credentials, Denial, EncryptionRule, Operation, OssServer};

/// A client for the fake: `*.localhost` leads to it, whatever the machine's resolver says.
fn client(oss: &OssServer, credentials: &Credentials) -> Client {
    let address = oss.uri().trim_start_matches("http://").parse().expect("an address");
    let http = reqwest::Client::builder().no_proxy().resolve("logs.oss-cn-hangzhou.localhost", address);
    let endpoint = format!("oss-cn-hangzhou.localhost:{}", address.port());
    let Credentials { access_key_id, access_key_secret, .. } = credentials;
    Client::new(http.build().expect("a client"), &endpoint, "cn-hangzhou", access_key_id, access_key_secret)
}

#[tokio::test]
async fn a_reader_may_not_change_the_rule() {
    let oss = OssServer::start().await;
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::Aes256);
    let ci = acme.create_ram_user("ci").allow("oss:Get*", &logs.arn());
    let before = oss.snapshot();

    let refused = client(&oss, &ci.credentials()).encrypt_with_kms("logs", "key-1").await;

    assert!(matches!(refused, Err(Failure::Refused { status: 403, .. })));
    ci.assert_denied(Operation::PutBucketEncryption, Denial::Implicit);
    oss.assert_unchanged_since(&before);
}

#[tokio::test]
async fn the_owner_sets_the_rule_and_a_reader_sees_it() {
    let oss = OssServer::start().await;
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:GetBucketEncryption", &logs.arn());
    let (owner, reader) = (client(&oss, &acme.credentials()), client(&oss, &ci.credentials()));

    assert_eq!(reader.algorithm("logs").await.expect("an answer"), None);
    owner.encrypt_with_kms("logs", "key-1").await.expect("the owner may");

    assert_eq!(reader.algorithm("logs").await.expect("an answer").as_deref(), Some("KMS"));
    logs.assert_encryption(EncryptionRule::kms("key-1"));
    acme.assert_allowed(Operation::PutBucketEncryption);
    ci.assert_allowed(Operation::GetBucketEncryption);
    oss.assert_calls(Operation::GetBucketEncryption, 2);
}

/// A client for the fake of a case, whose user is always called `ci`.
fn ci(oss: &OssServer) -> Client {
    let ci = oss.account("acme").and_then(|acme| acme.ram_user("ci"));
    client(oss, &ci.expect("every case has it").credentials())
}

#[tokio::test]
async fn this_crate_keeps_its_contract() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/contract");
    Kit::new(folder, async |oss| OssServer::builder().oss(oss).start().await)
        .client("encrypt", async |oss| ci(&oss).encrypt_with_kms("logs", "key-1").await)
        .client("algorithm", async |oss| ci(&oss).algorithm("logs").await)
        .check()
        .await;
}
