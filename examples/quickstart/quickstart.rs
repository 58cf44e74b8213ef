//! Starts the fake, talks to it over HTTP with requests that the independent `reqsign` crate signs, and prints the story.

use std::error::Error;
use std::net::SocketAddr;

use ossmock::{Cause, Credentials, Denial, EncryptionRule, Operation, OssServer};
use reqsign_aliyun_oss::{RequestSigner, SigningVersion, StaticCredentialProvider};
use reqsign_core::{Context, Signer};

const RULE: &str = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault>\
                    <SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID>key-1</KMSMasterKeyID>\
                    </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    // Arrange: an account with a bucket, and a RAM user who may read and nothing else.
    let oss = OssServer::start().await;
    let acme = oss.create_account("acme");
    acme.create_kms_key("logs").set_id("key-1");
    let logs = acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:Get*", &logs.arn());
    println!("a fake OSS listens on {}\n", oss.uri());

    // The owner sets the rule.
    let (status, body) = put_rule(&oss.uri(), &acme.credentials()).await?;
    println!("acme    PutBucketEncryption -> {status}{body}");
    logs.assert_encryption(EncryptionRule::kms("key-1"));

    // The RAM user is refused, and nothing changes.
    let before = oss.snapshot();
    let (status, body) = put_rule(&oss.uri(), &ci.credentials()).await?;
    println!("acme/ci PutBucketEncryption -> {status}\n{body}");
    ci.assert_denied(Operation::PutBucketEncryption, Denial::Implicit);
    ci.assert_refused(Operation::PutBucketEncryption, Cause::NotYourBucket);
    oss.assert_unchanged_since(&before);

    // Once a policy allows it, the same request passes.
    ci.allow("oss:PutBucketEncryption", &logs.arn());
    let (status, _) = put_rule(&oss.uri(), &ci.credentials()).await?;
    println!("acme/ci PutBucketEncryption, now allowed -> {status}");
    ci.assert_allowed(Operation::PutBucketEncryption);
    oss.assert_calls(Operation::PutBucketEncryption, 3);

    println!("\nthe journal:\n{}", oss.journal());
    println!("the bucket: {logs:?}");
    Ok(())
}

/// Sends what any client sends: `PUT /?encryption` on the bucket's host, signed with V4.
async fn put_rule(endpoint: &str, credentials: &Credentials) -> Result<(u16, String), Box<dyn Error>> {
    let address: SocketAddr = endpoint.trim_start_matches("http://").parse()?;
    // The bucket is in the host name, which is made to lead to the fake.
    let host = "logs.oss-cn-hangzhou.localhost";
    let client = reqwest::Client::builder().no_proxy().resolve(host, address).build()?;

    let request = http::Request::put(format!("http://{host}:{}/?encryption", address.port()))
        .header("Content-Type", "application/xml")
        // reqsign writes an empty `AdditionalHeaders=`, which OSS refuses, unless there is one more header to sign.
        .header("Content-Length", RULE.len());
    let (mut head, body) = request.body(RULE)?.into_parts();
    let signer = Signer::new(
        Context::new(),
        StaticCredentialProvider::new(&credentials.access_key_id, &credentials.access_key_secret),
        RequestSigner::new("logs").with_region("cn-hangzhou").with_signing_version(SigningVersion::V4),
    );
    signer.sign(&mut head, None).await?;

    let response = client.execute(http::Request::from_parts(head, body).try_into()?).await?;
    Ok((response.status().as_u16(), response.text().await?))
}
