//! The tests of the client. Each starts a fake of its own, so they run at the same time.

use std::time::Duration;

use notes::{Error, Notes};
use ossmock::{Cause, Credentials, Denial, EncryptionRule, Operation, OssServer};

/// The code under test, at the fake, with the AccessKey of a caller.
fn notes(oss: &OssServer, caller: &Credentials) -> Notes {
    Notes::new(http(), &oss.uri(), "notes", &caller.access_key_id, &caller.access_key_secret)
}

/// An HTTP client that takes no proxy from the environment: the fake is on this machine.
fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

#[tokio::test]
async fn a_reader_may_not_set_the_rule() {
    let oss = OssServer::start().await;
    let acme = oss.create_account("acme");
    let bucket = acme.create_bucket("notes");
    let reader = acme.create_ram_user("reader").allow("oss:Get*", &bucket.arn());
    let before = oss.snapshot();

    let result = notes(&oss, &reader.credentials()).encrypt().await;

    assert!(matches!(result, Err(Error::Refused(status)) if status == 403), "{result:?}");
    reader.assert_denied(Operation::PutBucketEncryption, Denial::Implicit);
    oss.assert_unchanged_since(&before);
}

#[tokio::test]
async fn the_owner_sets_and_reads_the_rule() {
    let oss = OssServer::start().await;
    let acme = oss.create_account("acme");
    let bucket = acme.create_bucket("notes");
    let notes = notes(&oss, &acme.credentials());

    assert!(!notes.is_encrypted().await.expect("the owner may read it"));
    notes.encrypt().await.expect("the owner may set it");

    assert!(notes.is_encrypted().await.expect("the owner may read it"));
    bucket.assert_encryption(EncryptionRule::Aes256);
}

#[tokio::test]
async fn a_note_cannot_be_read_while_its_key_is_disabled() {
    let oss = OssServer::start().await;
    let acme = oss.create_account("acme");
    let key = acme.create_kms_key("notes");
    acme.create_bucket("notes").set_encryption(EncryptionRule::kms(&key.id())).put_object("todo", "milk");
    let notes = notes(&oss, &acme.credentials());

    key.disable();
    assert!(matches!(notes.read("todo").await, Err(Error::Refused(_))));
    acme.assert_refused(Operation::GetObject, Cause::KmsKeyDisabled);

    key.enable();
    assert_eq!(notes.read("todo").await.expect("the key is enabled"), "milk");
}

#[tokio::test]
async fn a_note_is_written_once_oss_is_no_longer_busy() {
    let oss = OssServer::start().await;
    let acme = oss.create_account("acme");
    let bucket = acme.create_bucket("notes");
    let busy = oss.fault(Operation::PutObject).first(2).error(Cause::ServiceUnavailable);

    notes(&oss, &acme.credentials()).write("todo", "milk").await.expect("the third attempt succeeds");

    assert_eq!(busy.hits(), 2);
    bucket.object("todo").assert_body("milk");
}

#[tokio::test]
async fn a_link_expires() {
    let oss = OssServer::start().await;
    let acme = oss.create_account("acme");
    acme.create_bucket("notes").put_object("todo", "milk");
    let link = notes(&oss, &acme.credentials()).link("todo", Duration::from_secs(900)).await.expect("a link");
    let open = async || http().get(&link).send().await.expect("an answer").status();

    assert_eq!(open().await, 200);
    oss.clock().advance(Duration::from_secs(901));
    assert_eq!(open().await, 403);
    oss.assert_refused(Operation::GetObject, Cause::UrlExpiredV4);
}
