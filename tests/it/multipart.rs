//! Uploads in parts: many at once, what they count, and what KMS is asked for.

use bytes::Bytes;
use http::{Method, Response};
use ossmock::{Credentials, EncryptionRule, Oss, kms::KmsAction};

use super::support::{LOGS, answer, element, header, request, signed, still};

const PART: usize = 100 * 1024;

fn send(oss: &Oss, who: &Credentials, method: Method, target: &str, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut request = request(method, LOGS, target);
    *request.body_mut() = body.into();
    oss.handle(signed(oss, who, request))
}

fn begin(oss: &Oss, who: &Credentials) -> String {
    element(&send(oss, who, Method::POST, "/k?uploads", ""), "UploadId").expect("an upload")
}

/// The part of this number, and what it contains.
fn put_part(oss: &Oss, who: &Credentials, id: &str, number: u8) -> Response<Bytes> {
    let target = format!("/k?partNumber={number}&uploadId={id}");
    send(oss, who, Method::PUT, &target, vec![number; PART])
}

#[test]
fn parts_come_in_any_order_and_at_once() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let who = acme.credentials();
    let id = begin(&oss, &who);
    std::thread::scope(|scope| {
        for number in (1..=8).rev() {
            let (oss, who, id) = (&oss, &who, &id);
            scope.spawn(move || assert_eq!(answer(&put_part(oss, who, id, number)), "200"));
        }
    });
    let tag = |number| header(&put_part(&oss, &who, &id, number), "etag").to_owned();
    let part = |number| format!("<Part><PartNumber>{number}</PartNumber><ETag>{}</ETag></Part>", tag(number));
    let list = (1..=8).map(part).collect::<Vec<_>>().concat();
    let list = format!("<CompleteMultipartUpload>{list}</CompleteMultipartUpload>");
    let done = send(&oss, &who, Method::POST, &format!("/k?uploadId={id}"), list);
    assert_eq!(answer(&done), "200");
    assert!(element(&done, "ETag").expect("a tag").ends_with("-8\""));

    let whole: Vec<u8> = (1..=8).flat_map(|number| vec![number; PART]).collect();
    assert_eq!(logs.object("k").body(), whole);
    let put = send(&oss, &who, Method::PUT, "/whole", whole);
    assert_eq!(header(&done, "x-oss-hash-crc64ecma"), header(&put, "x-oss-hash-crc64ecma"));
}

#[test]
fn parts_count_towards_what_the_fake_may_store_until_they_are_aborted() {
    let oss = Oss::builder().max_stored_bytes(3 * PART as u64).build();
    let acme = oss.create_account("acme");
    let _logs = acme.create_bucket("logs");
    let who = acme.credentials();
    let id = begin(&oss, &who);
    for (number, expected) in [(1, "200"), (2, "200"), (3, "400 EntityTooLarge"), (2, "200")] {
        assert_eq!(answer(&put_part(&oss, &who, &id, number)), expected, "part {number}");
    }
    assert_eq!(answer(&send(&oss, &who, Method::PUT, "/other", vec![0; PART])), "400 EntityTooLarge");
    assert_eq!(answer(&send(&oss, &who, Method::DELETE, &format!("/k?uploadId={id}"), "")), "204");
    assert_eq!(answer(&send(&oss, &who, Method::PUT, "/other", vec![0; PART])), "200");
}

#[test]
fn kms_makes_a_key_for_an_upload_and_opens_it_for_each_part() {
    let oss = still();
    let acme = oss.create_account("acme");
    let _logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms_default());
    let who = acme.credentials();
    let id = begin(&oss, &who);
    for number in [1, 2] {
        assert_eq!(answer(&put_part(&oss, &who, &id, number)), "200");
    }
    let mut complete = request(Method::POST, LOGS, &format!("/k?uploadId={id}"));
    complete.headers_mut().insert("x-oss-complete-all", "yes".parse().expect("a value"));
    assert_eq!(answer(&oss.handle(signed(&oss, &who, complete))), "200");
    let counts = [KmsAction::GenerateDataKey, KmsAction::Decrypt]
        .map(|action| oss.kms().ledger().iter().filter(|call| call.action == action).count());
    assert_eq!(counts, [1, 2]);
}

#[test]
fn the_location_of_an_object_is_a_url_whatever_the_endpoint_is() {
    for (endpoint, location) in [
        ("oss-cn-hangzhou.aliyuncs.com", "http://logs.oss-cn-hangzhou.aliyuncs.com/k"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000/logs/k"),
        ("https://127.0.0.1:9000/", "https://127.0.0.1:9000/logs/k"),
        ("127.0.0.1:9000", "http://127.0.0.1:9000/logs/k"),
        ("http://[::1]:9000", "http://[::1]:9000/logs/k"),
        ("https://oss.localhost:9000", "https://logs.oss.localhost:9000/k"),
    ] {
        let oss = Oss::builder().extranet_endpoint(endpoint).build();
        let acme = oss.create_account("acme");
        let _logs = acme.create_bucket("logs");
        let who = acme.credentials();
        let id = begin(&oss, &who);
        put_part(&oss, &who, &id, 1);
        let complete = request(Method::POST, LOGS, &format!("/k?uploadId={id}"));
        let (mut head, body) = complete.into_parts();
        head.headers.insert("x-oss-complete-all", "yes".parse().expect("a value"));
        let done = oss.handle(signed(&oss, &who, http::Request::from_parts(head, body)));
        assert_eq!(element(&done, "Location").as_deref(), Some(location), "{endpoint}");
    }
}
