//! Appends: what they need of KMS, and what they leave alone.

use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use ossmock::{Cause, EncryptionRule, Oss, Record, kms::KmsAction, object::ObjectType};

use super::support::{LOGS, answer, header, request, signed};

fn append(position: usize, body: &'static str) -> Request<Bytes> {
    let mut request = request(Method::POST, LOGS, &format!("/k?append&position={position}"));
    request.headers_mut().insert("content-length", HeaderValue::from(body.len()));
    *request.body_mut() = Bytes::from_static(body.as_bytes());
    request
}

#[test]
fn the_first_append_asks_for_a_data_key_and_later_ones_have_it_decrypted() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms_default());
    for (position, body, expected) in [(0, "ab", (1, 0)), (2, "cd", (1, 1)), (4, "", (1, 2))] {
        let response = oss.handle(signed(&oss, &acme.credentials(), append(position, body)));
        assert_eq!(answer(&response), "200");
        assert_eq!(header(&response, "x-oss-next-append-position"), (position + body.len()).to_string());
        let kms = oss.kms();
        assert_eq!((kms.count_of(KmsAction::GenerateDataKey), kms.count_of(KmsAction::Decrypt)), expected);
        // What later rules say does not matter.
        logs.set_encryption(EncryptionRule::Aes256);
    }
    let object = logs.object("k");
    assert_eq!((object.body(), object.object_type()), (Bytes::from_static(b"abcd"), ObjectType::Appendable));
}

#[test]
fn a_refused_append_changes_nothing_and_asks_kms_for_nothing() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms_default());
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), append(0, "ab")))), "200");
    let (before, asked) = (oss.snapshot(), oss.kms().count());
    let response = oss.handle(signed(&oss, &acme.credentials(), append(0, "cd")));
    assert_eq!(answer(&response), "409 PositionNotEqualToLength");
    assert_eq!(header(&response, "x-oss-next-append-position"), "2");
    assert_eq!(oss.journal().last().and_then(Record::cause), Some(Cause::PositionNotEqualToLength));
    oss.assert_unchanged_since(&before);
    assert_eq!((oss.kms().count(), logs.object("k").body()), (asked, Bytes::from_static(b"ab")));
}

#[test]
fn an_append_has_to_fit_into_the_fake() {
    let oss = Oss::builder().max_stored_bytes(600).build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), append(0, "ab")))), "200");
    let more: &str = Box::leak("x".repeat(200).into_boxed_str());
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), append(2, more)))), "400 EntityTooLarge");
    assert_eq!(oss.journal().last().and_then(Record::cause), Some(Cause::StorageFull));
}

#[test]
fn a_seal_is_kept_by_a_copy_in_place_and_not_by_what_replaces_the_object() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let send = |request| answer(&oss.handle(signed(&oss, &acme.credentials(), request)));
    let seal = || request(Method::POST, LOGS, "/k?seal&position=2");
    assert_eq!(send(append(0, "ab")), "200");
    let object = logs.object("k");
    assert_eq!(object.sealed_at(), None);
    assert_eq!(send(seal()), "200");
    let sealed = object.sealed_at().expect("it is sealed");
    assert!(sealed <= oss.clock().now());

    let mut copy = request(Method::PUT, LOGS, "/k");
    copy.headers_mut().insert("x-oss-copy-source", HeaderValue::from_static("/logs/k"));
    assert_eq!(send(copy), "200");
    assert_eq!(object.sealed_at(), Some(sealed));
    assert_eq!(send(append(2, "c")), "409 ObjectNotAppendable");
    assert_eq!(oss.journal().last().and_then(Record::cause), Some(Cause::ObjectNotAppendable));

    assert_eq!(logs.put_object("k", "ab").sealed_at(), None);
    assert_eq!(send(seal()), "409 ObjectNotAppendable");
}
