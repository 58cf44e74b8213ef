//! Copies and several deletions at once: what they need of callers and of KMS, and what they leave alone.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use md5::{Digest as _, Md5};
use ossmock::{Cause, Credentials, EncryptionRule, Operation, Oss, Peer, Record, kms::KmsAction};

use super::support::{Client, Front, LOGS, answer, element, request, signed};

const KEY: &str = "9468da86-3509-4f8d-a61e-6eab1eac0000";

fn copy(key: &str, source: &'static str) -> Request<Bytes> {
    let mut request = request(Method::PUT, LOGS, &format!("/{key}"));
    request.headers_mut().insert("x-oss-copy-source", HeaderValue::from_static(source));
    request
}

fn delete(keys: &[String]) -> Request<Bytes> {
    let objects: String = keys.iter().flat_map(|key| ["<Object><Key>", key, "</Key></Object>"]).collect();
    let body = format!("<Delete>{objects}</Delete>");
    let digest = BASE64_STANDARD.encode(Md5::digest(&body));
    let mut request = request(Method::POST, LOGS, "/?delete");
    request.headers_mut().insert("content-md5", HeaderValue::try_from(digest).expect("a header"));
    *request.body_mut() = body.into();
    request
}

fn send(oss: &Oss, credentials: &Credentials, request: Request<Bytes>) -> String {
    answer(&oss.handle(signed(oss, credentials, request)))
}

fn cause(oss: &Oss) -> Option<Cause> {
    oss.journal().last().and_then(Record::cause)
}

fn calls(oss: &Oss) -> (u64, u64) {
    let kms = oss.kms();
    (kms.count_of(KmsAction::GenerateDataKey), kms.count_of(KmsAction::Decrypt))
}

#[test]
fn a_copy_decrypts_its_source_and_asks_for_a_data_key_of_its_own() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms_default());
    logs.put_object("a", "hello");
    let before = calls(&oss);
    assert_eq!(send(&oss, &acme.credentials(), copy("b", "/logs/a")), "200");
    assert_eq!(calls(&oss), (before.0 + 1, before.1 + 1));
    assert_eq!(logs.object("b").body(), "hello");
    let last = oss.kms().ledger().iter().map(|call| (call.action, call.object.to_string())).collect::<Vec<_>>();
    let expected = [(KmsAction::Decrypt, "a".to_owned()), (KmsAction::GenerateDataKey, "b".to_owned())];
    assert_eq!(last[last.len() - 2..], expected);
}

/// Begins an upload of `k`, and is the request for its first part, copied from an object.
fn copy_part(oss: &Oss, credentials: &Credentials, source: &'static str) -> Request<Bytes> {
    let begun = oss.handle(signed(oss, credentials, request(Method::POST, LOGS, "/k?uploads")));
    let id = element(&begun, "UploadId").expect("an upload");
    let mut request = request(Method::PUT, LOGS, &format!("/k?partNumber=1&uploadId={id}"));
    request.headers_mut().insert("x-oss-copy-source", HeaderValue::from_static(source));
    request
}

#[test]
fn a_part_that_is_copied_decrypts_its_source_and_the_key_of_its_upload() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms_default());
    logs.put_object("a", "hello");
    let part = copy_part(&oss, &acme.credentials(), "/logs/a");
    let before = calls(&oss);
    assert_eq!(send(&oss, &acme.credentials(), part), "200");
    assert_eq!(calls(&oss), (before.0, before.1 + 2));
    let ledger: Vec<_> = oss.kms().ledger().iter().map(|call| (call.action, call.object.to_string())).collect();
    let expected = ["a", "k"].map(|key| (KmsAction::Decrypt, key.to_owned()));
    assert_eq!(ledger[ledger.len() - 2..], expected);
}

#[test]
fn a_part_is_not_copied_while_its_source_or_its_upload_is_closed_by_kms() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let key = acme.create_kms_key("orders").set_id(KEY);
    let logs = acme.create_bucket("logs");
    logs.put_object("a", "hello").set_encryption(EncryptionRule::kms(KEY));
    logs.put_object("plain", "hello");
    let from_closed = copy_part(&oss, &acme.credentials(), "/logs/a");
    logs.set_encryption(EncryptionRule::kms(KEY));
    let into_closed = copy_part(&oss, &acme.credentials(), "/logs/plain");
    key.disable();
    for part in [from_closed, into_closed] {
        assert_eq!(send(&oss, &acme.credentials(), part), "409 KeyDisabled");
        assert_eq!(cause(&oss), Some(Cause::KmsKeyDisabled));
    }
    assert!(logs.uploads().iter().all(|upload| upload.parts().is_empty()));
}

/// A server on one thread answers no other client while it hashes.
#[tokio::test]
async fn what_parts_are_made_of_is_not_hashed_where_others_wait() {
    let threads = Arc::new(Mutex::new(Vec::new()));
    let seen = threads.clone();
    let observe = move |record: &Record| {
        seen.lock().expect("threads").push((record.operation(), std::thread::current().id()));
    };
    let oss = Oss::builder().observe(observe).build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").put_object("a", "hello");
    let client = Client::new(Front::Native, &oss).await;
    let part = copy_part(&oss, &acme.credentials(), "/logs/a");
    let target = part.uri().to_string().replace("partNumber=1&", "");
    let copied = client.send(signed(&oss, &acme.credentials(), part)).await;
    let etag = element(&copied, "ETag").expect("a tag");
    let mut complete = request(Method::POST, LOGS, &target);
    let list = format!("<Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>");
    *complete.body_mut() = format!("<CompleteMultipartUpload>{list}</CompleteMultipartUpload>").into();
    assert_eq!(answer(&client.send(signed(&oss, &acme.credentials(), complete)).await), "200");
    let here = std::thread::current().id();
    let threads = threads.lock().expect("threads");
    for operation in [Operation::UploadPartCopy, Operation::CompleteMultipartUpload] {
        let at = threads.iter().find(|(of, _)| *of == Some(operation)).expect("it was seen").1;
        assert_ne!(at, here, "{operation}");
    }
}

#[test]
fn a_source_that_is_overwritten_meanwhile_is_copied_as_it_is_then() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    logs.put_object("a", "hello");
    let part = copy_part(&oss, &acme.credentials(), "/logs/a");
    let (head, body) = signed(&oss, &acme.credentials(), part).into_parts();
    let admitted = oss.admit(&head, Peer::default()).expect("it is admitted");
    logs.put_object("a", "goodbye");
    let copied = admitted.finish(body);
    assert_eq!(answer(&copied), "200");
    assert_eq!(element(&copied, "ETag").as_deref(), Some(r#""69FAAB6268350295550DE7D587BC323D""#));
    let part = &logs.uploads()[0].parts()[0];
    assert_eq!((part.size(), part.etag()), (7, "69FAAB6268350295550DE7D587BC323D".to_owned()));
}

#[test]
fn a_source_that_kms_does_not_decrypt_is_not_copied() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let key = acme.create_kms_key("orders").set_id(KEY);
    let logs = acme.create_bucket("logs");
    logs.put_object("a", "hello").set_encryption(EncryptionRule::kms(KEY));
    key.disable();
    assert_eq!(send(&oss, &acme.credentials(), copy("b", "/logs/a")), "409 KeyDisabled");
    assert_eq!(cause(&oss), Some(Cause::KmsKeyDisabled));
    logs.object("b").assert_absent();
}

#[test]
fn a_refused_copy_changes_nothing_and_asks_kms_for_nothing() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms_default());
    logs.put_object("a", "hello");
    let ci = acme.create_ram_user("ci").allow("oss:PutObject", "*");
    let (before, asked) = (oss.snapshot(), calls(&oss));
    assert_eq!(send(&oss, &ci.credentials(), copy("b", "/logs/a")), "403 AccessDenied");
    assert_eq!(cause(&oss), Some(Cause::ObjectForbidden));
    oss.assert_unchanged_since(&before);
    assert_eq!(calls(&oss), asked);
}

#[test]
fn the_policy_a_copy_needs_names_source_and_target() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").put_object("a", "hello");
    let ci = acme.create_ram_user("ci").allow("oss:*", "*");
    assert_eq!(send(&oss, &ci.credentials(), copy("b", "/logs/a")), "200");
    let journal = oss.journal();
    let needs: Vec<_> = journal.last().expect("a record").needs().collect();
    assert_eq!(needs, [("oss:PutObject", "acs:oss:*:*:logs/b"), ("oss:GetObject", "acs:oss:*:*:logs/a")]);
}

#[test]
fn a_thousand_objects_can_be_deleted_at_once_and_no_more() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let keys: Vec<String> = (0..=1_000).map(|number| format!("k{number}")).collect();
    for key in &keys {
        logs.put_object(key, "x");
    }
    assert_eq!(send(&oss, &acme.credentials(), delete(&keys)), "400 MalformedXML");
    assert_eq!(logs.objects().len(), 1_001);
    assert_eq!(send(&oss, &acme.credentials(), delete(&keys[1..])), "200");
    assert_eq!(logs.objects().len(), 1);
}

#[test]
fn deletions_stop_at_the_first_that_is_refused() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    logs.put_object("a", "x");
    let ci = acme.create_ram_user("ci").allow("oss:DeleteObject", "acs:oss:*:*:logs/a");
    let keys = ["a", "b", "c"].map(str::to_owned);
    assert_eq!(send(&oss, &ci.credentials(), delete(&keys)), "403 AccessDenied");
    assert_eq!(cause(&oss), Some(Cause::DeletionsForbidden));
    let journal = oss.journal();
    let needs: Vec<_> = journal.last().expect("a record").needs().map(|(_, resource)| resource.to_owned()).collect();
    assert_eq!(needs, ["acs:oss:*:*:logs/a", "acs:oss:*:*:logs/b"]);
    assert!(logs.object("a").exists());
}
