//! The time between the two steps of a request: after the decision on its head, before its body.

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Credentials, EncryptionRule, Oss, Peer, front::Admitted, policy::Acl};

use super::support::{LOGS, answer, kms, put_rule, request, signed, still};

fn admit(oss: &Oss, credentials: &Credentials, request: Request<Bytes>) -> (Admitted, Bytes) {
    let (head, body) = signed(oss, credentials, request).into_parts();
    (oss.admit(&head, Peer::default()).expect("the caller may"), body)
}

/// A fake in which new buckets can be made public.
fn open() -> Oss {
    Oss::builder().block_public_access(false).build()
}

fn put_acl() -> Request<Bytes> {
    let mut request = request(Method::PUT, LOGS, "/?acl");
    request.headers_mut().insert("x-oss-acl", http::HeaderValue::from_static("public-read-write"));
    request
}

#[test]
fn a_bucket_that_another_account_made_meanwhile_is_not_touched() {
    let oss = open();
    let evil = oss.create_account("evil").credentials();
    let (admitted, body) = admit(&oss, &evil, put_acl());
    let logs = oss.create_account("acme").create_bucket("logs");
    assert_eq!(answer(&admitted.finish(body)), "409 BucketAlreadyExists");
    assert_eq!(logs.acl(), Acl::Private);
}

#[test]
fn a_bucket_that_another_account_made_anew_is_not_the_one_that_was_decided_on() {
    for method in [Method::PUT, Method::GET, Method::DELETE] {
        let oss = still();
        let evil = oss.create_account("evil");
        evil.create_bucket("logs");
        let target = if method == Method::DELETE { "/" } else { "/?encryption" };
        let mut asked = request(method.clone(), LOGS, target);
        if method == Method::PUT {
            asked = put_rule(LOGS, &kms("stolen"));
        }
        let (admitted, body) = admit(&oss, &evil.credentials(), asked);
        let delete = signed(&oss, &evil.credentials(), request(Method::DELETE, LOGS, "/"));
        assert_eq!(answer(&oss.handle(delete)), "204");
        let logs = oss.create_account("acme").create_bucket("logs").set_encryption(EncryptionRule::Aes256);

        assert_eq!(answer(&admitted.finish(body)), "404 NoSuchBucket", "{method}");
        logs.assert_encryption(EncryptionRule::Aes256);
    }
}

#[test]
fn a_body_is_as_long_as_its_length_says() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let xml = kms("key-1");
    let mut put = put_rule(LOGS, &format!("{xml}and what belongs to no request"));
    put.headers_mut().insert("content-length", xml.len().into());
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), put))), "200");
    logs.assert_encryption(EncryptionRule::kms("key-1"));
}

#[test]
fn the_server_time_is_what_passed_on_the_clock() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let (admitted, body) = admit(&oss, &acme.credentials(), request(Method::GET, LOGS, "/?location"));
    oss.clock().advance(std::time::Duration::from_millis(63));
    assert_eq!(admitted.finish(body).headers()["x-oss-server-time"], "63");
}

#[test]
fn a_bucket_is_created_at_a_whole_second() {
    let oss = still();
    let acme = oss.create_account("acme");
    oss.clock().advance(std::time::Duration::from_millis(999));
    let create = signed(&oss, &acme.credentials(), request(Method::PUT, LOGS, "/"));
    assert_eq!(answer(&oss.handle(create)), "200");
    let info = oss.handle(signed(&oss, &acme.credentials(), request(Method::GET, LOGS, "/?bucketInfo")));
    let created = super::support::element(&info, "CreationDate");
    assert_eq!(created.as_deref(), Some("2026-11-23T16:05:59.000Z"));
}

#[test]
fn the_extranet_endpoint_can_be_the_fakes_own() {
    let oss = Oss::builder().extranet_endpoint("http://127.0.0.1:9000").build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    for (host, target) in [(LOGS, "/?bucketInfo"), ("oss-cn-hangzhou.aliyuncs.com", "/")] {
        let shown = oss.handle(signed(&oss, &acme.credentials(), request(Method::GET, host, target)));
        let endpoint = super::support::element(&shown, "ExtranetEndpoint");
        assert_eq!(endpoint.as_deref(), Some("http://127.0.0.1:9000"));
    }
}

#[test]
fn an_observer_sees_every_record_and_may_ask_the_fake() {
    let seen = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let oss = Oss::builder().observe({
        let seen = seen.clone();
        move |record| seen.lock().expect("no panic").push((record.number(), record.to_json()))
    });
    let oss = oss.build();
    oss.clock().freeze();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let _ = oss.handle(super::support::get_rule(LOGS));
    let _ = oss.handle(signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-1"))));
    drop(admit(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-2"))));
    let seen = seen.lock().expect("no panic");
    let journal: Vec<_> = oss.journal().iter().map(|record| (record.number(), record.to_json())).collect();
    assert_eq!(*seen, journal);
    assert_eq!(seen.len(), 3);
}
