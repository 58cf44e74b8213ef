//! Archived objects: what a test arranges, what waits for the clock, and what does not go along to replicas.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Response};
use ossmock::{
    Account, Bucket, Cause, EncryptionRule, Oss, Record,
    kms::KmsAction,
    replication::ReplicationRule,
    settings::{StorageClass, Versioning},
};

use super::panics::panic_here;
use super::support::{LOGS, MOMENT, answer, header, request, signed, still};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A fake whose clock stands, with the bucket `logs`.
fn scene() -> (Oss, Account, Bucket) {
    let oss = still();
    oss.clock().set_utc(MOMENT);
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    (oss, acme, logs)
}

fn send(oss: &Oss, acme: &Account, method: Method, target: &str) -> Response<Bytes> {
    oss.handle(signed(oss, &acme.credentials(), request(method, LOGS, target)))
}

#[test]
fn an_object_that_a_test_restored_is_read_until_its_time_is_over() {
    let (oss, acme, logs) = scene();
    let old = logs.put_object("old", "hello").set_storage_class(StorageClass::DeepColdArchive);
    assert_eq!(answer(&send(&oss, &acme, Method::GET, "/old")), "403 InvalidObjectState");
    assert_eq!(oss.journal().last().and_then(Record::cause), Some(Cause::InvalidObjectState));
    assert_eq!(old.restored_until(), None);

    old.set_restoration(DAY);
    assert_eq!(old.restored_until(), Some(oss.clock().now() + DAY));
    let response = send(&oss, &acme, Method::GET, "/old");
    assert_eq!((answer(&response), &**response.body()), ("200".to_owned(), &b"hello"[..]));
    let told = "ongoing-request=\"false\", expiry-date=\"Tue, 24 Nov 2026 16:05:59 GMT\"";
    assert_eq!(header(&response, "x-oss-restore"), told);

    oss.clock().advance(DAY);
    assert_eq!(old.restored_until(), None);
    assert_eq!(answer(&send(&oss, &acme, Method::GET, "/old")), "403 InvalidObjectState");
}

#[test]
fn what_is_being_restored_can_be_read_when_the_clock_says_so() {
    let (oss, acme, logs) = scene();
    let old = logs.put_object("old", "hello").set_storage_class(StorageClass::Archive);
    let before = oss.snapshot();
    assert_eq!(answer(&send(&oss, &acme, Method::POST, "/old?restore")), "202");
    assert!(panic_here!(oss.assert_unchanged_since(&before)).contains("restored Standard from 2026-11-23T16:06:59Z"));
    assert_eq!(old.restored_until(), None, "it takes a minute");
    oss.clock().advance(Duration::from_secs(60));
    assert_eq!(old.restored_until(), Some(oss.clock().now() + DAY));
}

#[test]
fn a_new_object_or_another_class_is_not_restored() {
    let (_, _, logs) = scene();
    logs.set_versioning(Versioning::Enabled);
    let put = |body: &'static str| logs.put_object("old", body).set_storage_class(StorageClass::Archive);
    let old = put("first").set_restoration(DAY);
    assert!(old.set_storage_class(StorageClass::Archive).restored_until().is_some());
    old.set_storage_class(StorageClass::ColdArchive);
    assert_eq!(old.restored_until(), None);
    old.set_restoration(DAY);
    put("second");
    assert_eq!(old.restored_until(), None);
}

#[test]
fn a_refused_restoration_changes_nothing_and_a_frozen_object_asks_kms_for_nothing() {
    let (oss, acme, logs) = scene();
    logs.set_encryption(EncryptionRule::kms_default());
    logs.put_object("standard", "hello");
    logs.put_object("old", "hello").set_storage_class(StorageClass::Archive);
    let before = oss.snapshot();
    assert_eq!(answer(&send(&oss, &acme, Method::POST, "/standard?restore")), "400 OperationNotSupported");
    assert_eq!(oss.journal().last().and_then(Record::cause), Some(Cause::RestoreNotSupported));
    assert_eq!(answer(&send(&oss, &acme, Method::GET, "/old")), "403 InvalidObjectState");
    oss.assert_unchanged_since(&before);
    assert_eq!(oss.kms().count_of(KmsAction::Decrypt), 0);
}

#[test]
fn replicas_are_not_restored_along() {
    let (oss, acme, logs) = scene();
    let backup = acme.create_bucket("backup").set_region("cn-beijing");
    logs.add_replication(ReplicationRule::to("backup"));
    let old = logs.put_object("old", "hello").set_storage_class(StorageClass::Archive).set_restoration(DAY);
    oss.replicate();
    assert!(old.restored_until().is_some());
    assert_eq!(backup.object("old").storage_class(), StorageClass::Archive);
    assert_eq!(backup.object("old").restored_until(), None);
    assert_eq!(answer(&send(&oss, &acme, Method::POST, "/old?restore")), "200");
    assert_eq!(oss.replicate().steps(), [], "restoring is nothing to replicate");
}

#[test]
fn a_mistake_is_told_at_the_line_of_the_test() {
    let (_, _, logs) = scene();
    let plain = logs.put_object("plain", "hello");
    let wrong = "`logs/plain` cannot be restored: it is of the class Standard; give it an archived one with \
                 `set_storage_class`";
    assert_eq!(panic_here!(plain.set_restoration(DAY)), wrong);
    let link = logs.put_symlink("link", "plain").set_storage_class(StorageClass::Archive);
    let wrong = "`logs/link` cannot be restored: it is a link; restore what it leads to";
    assert_eq!(panic_here!(link.set_restoration(DAY)), wrong);
    assert!(panic_here!(logs.object("nothing").set_restoration(DAY)).starts_with("there is no object `nothing`"));
    assert!(panic_here!(logs.object("nothing").restored_until()).starts_with("there is no object `nothing`"));
}
