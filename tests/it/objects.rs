//! Objects as clients and tests see them: long bodies, odd keys, bounds, copies of the fake, keys of KMS.

use std::thread;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http::{Method, Request, Response};
use ossmock::{
    Cause, Credentials, EncryptionRule, NativeServer, Oss, Record,
    kms::KmsService,
    object::ObjectType,
    policy::Acl,
    settings::{StorageClass, Versioning},
};

use super::panics::panic_here;
use super::support::{
    Client, FRONTS, Front, LOGS, answer, body, element, header, http_client, request, send_http, signed, still,
};

fn put(target: &str, body: impl Into<Bytes>) -> Request<Bytes> {
    let body = body.into();
    let request = Request::put(target).header(HOST, LOGS).header(CONTENT_LENGTH, body.len());
    request.body(body).expect("a request")
}

fn put_with(target: &str, headers: &[(&'static str, &str)]) -> Request<Bytes> {
    let mut request = put(target, "hello");
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().expect("a header"));
    }
    request
}

/// A fake with the bucket `logs`, and how to send it requests of its owner.
fn fake() -> (Oss, impl Fn(Request<Bytes>) -> Response<Bytes>) {
    let oss = still();
    let credentials = oss.create_account("acme").credentials();
    oss.account("acme").expect("acme").create_bucket("logs");
    let to = oss.clone();
    (oss, move |request| to.handle(signed(&to, &credentials, request)))
}

fn cause(oss: &Oss) -> Option<Cause> {
    oss.journal().last().and_then(Record::cause)
}

/// Bytes that are not all alike, so that one out of its place shows.
fn noise(length: usize) -> Bytes {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_body_comes_back_as_it_was() {
    let server = NativeServer::start().await;
    let acme = server.create_account("acme");
    let logs = acme.create_bucket("logs");
    let sent = noise(64 * 1024 * 1024);
    let client = http_client();

    let upload = signed(&server, &acme.credentials(), put("/long", sent.clone()));
    let answered = send_http(&client, &server.uri(), upload).await;
    assert_eq!(answer(&answered), "200");
    let (etag, crc64) = (header(&answered, "etag").to_owned(), header(&answered, "x-oss-hash-crc64ecma").to_owned());
    logs.object("long").assert_body(&sent);

    let download = signed(&server, &acme.credentials(), request(Method::GET, LOGS, "/long"));
    let answered = send_http(&client, &server.uri(), download).await;
    assert_eq!((header(&answered, "etag"), header(&answered, "x-oss-hash-crc64ecma")), (&*etag, &*crc64));
    assert!(*answered.body() == sent, "another body came back");

    let mut part = signed(&server, &acme.credentials(), request(Method::GET, LOGS, "/long"));
    part.headers_mut().insert("range", "bytes=67108860-".parse().expect("a range"));
    let answered = send_http(&client, &server.uri(), part).await;
    assert_eq!(answered.status(), 206);
    assert_eq!(*answered.body(), sent[67_108_860..]);
}

#[tokio::test]
async fn a_body_of_more_than_a_mebibyte_is_taken_by_every_front_for_objects_only() {
    let sent = noise(1024 * 1024 + 1);
    for front in FRONTS {
        let oss = still();
        let acme = oss.create_account("acme");
        let logs = acme.create_bucket("logs");
        let client = Client::new(front, &oss).await;
        assert_eq!(answer(&client.send(signed(&oss, &acme.credentials(), put("/k", sent.clone()))).await), "200");
        logs.object("k").assert_body(&sent);
        let answered = client.send(signed(&oss, &acme.credentials(), put("/k?tagging", sent.clone()))).await;
        assert_eq!((answered.status().as_u16(), cause(&oss)), (400, Some(Cause::BodyTooLarge)), "{front:?}");
    }
}

/// Keys that paths and clients are wont to change.
const ODD_KEYS: &[(&str, &str)] = &[
    ("/%E6%97%A5%E6%9C%AC%E8%AA%9E", "日本語"),
    ("/a+b%2Bc", "a b+c"),
    ("/a%2Fb", "a/b"),
    ("/a//b/", "a//b/"),
    ("/..%2F../x/./y", "../../x/./y"),
    ("/%20%22%3C%26%3E%25", " \"<&>%"),
    ("/%0A%7F", "\n\u{7f}"),
];

#[tokio::test]
async fn odd_keys_are_what_they_are() {
    for front in [Front::Handle, Front::Native] {
        let oss = still();
        let acme = oss.create_account("acme");
        let logs = acme.create_bucket("logs");
        let client = Client::new(front, &oss).await;
        for (target, key) in ODD_KEYS {
            // What an HTTP client makes of dot segments is its own affair.
            if front == Front::Native && target.contains("..") {
                continue;
            }
            let answered = client.send(signed(&oss, &acme.credentials(), put(target, *key))).await;
            assert_eq!(answer(&answered), "200", "{front:?} {key:?}");
            logs.object(key).assert_body(key);
            let get = signed(&oss, &acme.credentials(), request(Method::GET, LOGS, target));
            assert_eq!(body(&client.send(get).await), *key, "{front:?}");
        }
        let list = signed(&oss, &acme.credentials(), request(Method::GET, LOGS, "/?encoding-type=url"));
        let listed = client.send(list).await;
        assert!(body(&listed).contains("<Key>%0A%7F</Key>"), "{}", body(&listed));
        assert_eq!(body(&listed).matches("<Contents>").count(), logs.objects().len());
    }
}

#[test]
fn what_is_not_utf8_is_no_key_that_reads_alike() {
    let (oss, send) = fake();
    oss.bucket("logs").expect("logs").put_object("k\u{fffd}", "hello");
    for method in [Method::GET, Method::DELETE, Method::HEAD] {
        assert_eq!(send(request(method, LOGS, "/k%FF")).status(), 400);
        assert_eq!(cause(&oss), Some(Cause::KeyNotUtf8));
    }
    assert_eq!(answer(&send(request(Method::GET, LOGS, "/k%EF%BF%BD"))), "200");
    // OSS takes a sequence that is longer than need be.
    assert_eq!(answer(&send(request(Method::PUT, LOGS, "/k%C0%AF"))), "501 NotEmulated");
}

#[test]
fn a_copy_of_what_is_not_utf8_is_refused_as_a_key_is() {
    let (oss, send) = fake();
    let mut copy = request(Method::PUT, LOGS, "/k");
    copy.headers_mut().insert("x-oss-copy-source", http::HeaderValue::from_static("/logs/%D6%D0"));
    assert_eq!(answer(&send(copy)), "400 InvalidArgument");
    assert_eq!(cause(&oss), Some(Cause::KeyNotUtf8));
}

#[test]
fn a_fake_stores_no_more_than_it_may() {
    let oss = Oss::builder().max_stored_bytes(10_000).build();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let send = |request| answer(&oss.handle(signed(&oss, &acme.credentials(), request)));
    assert_eq!(send(put("/a", noise(5_000))), "200");
    let before = oss.snapshot();
    assert_eq!(
        (send(put("/b", noise(5_000))), cause(&oss)),
        ("400 EntityTooLarge".to_owned(), Some(Cause::StorageFull))
    );
    let note = oss.journal().last().and_then(Record::note).map(str::to_owned).expect("a note");
    assert!(note.contains("of the 10000 that the fake may store"), "{note}");
    // More than everything is refused by its length alone.
    assert_eq!(
        (send(put("/b", noise(10_001))), cause(&oss)),
        ("400 EntityTooLarge".to_owned(), Some(Cause::StorageFull))
    );
    let tags = format!("<Tagging><TagSet>{}</TagSet></Tagging>", "<Tag><Key>k</Key></Tag>");
    oss.assert_unchanged_since(&before);
    // What is replaced makes room, and so does what is deleted.
    assert_eq!(send(put("/a", noise(9_000))), "200");
    assert_eq!(send(request(Method::DELETE, LOGS, "/a")), "204");
    assert_eq!(send(put("/b", noise(9_000))), "200");
    // Objects without a body count as well.
    let stored = (0..100).filter(|n| send(put(&format!("/{n}"), "")) == "200").count();
    assert_eq!(stored, 0);
    assert_eq!(send(put("/b?tagging", tags)), "200");
    // A test is not held back, and what it arranges counts.
    logs.put_object("huge", noise(20_000));
    assert_eq!(send(put("/c", "")), "400 EntityTooLarge");
}

#[test]
fn delete_markers_and_versions_count() {
    let oss = Oss::builder().max_stored_bytes(3_000).build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").set_versioning(Versioning::Enabled);
    let send = |request| answer(&oss.handle(signed(&oss, &acme.credentials(), request)));
    let done = (0..20).filter(|_| send(put("/k", "")) == "200").count();
    assert_eq!((done, cause(&oss)), (5, Some(Cause::StorageFull)));
    assert_eq!(
        (send(request(Method::DELETE, LOGS, "/k")), cause(&oss)),
        ("400 EntityTooLarge".into(), Some(Cause::StorageFull))
    );
}

#[test]
fn copies_of_a_fake_go_their_own_ways() {
    let (oss, send) = fake();
    let logs = oss.bucket("logs").expect("logs");
    for n in 0..1_000 {
        logs.put_object(&format!("k{n:04}"), "one");
    }
    let before = oss.snapshot();
    let fork = oss.fork();
    assert_eq!(answer(&send(put("/k0500", "two"))), "200");
    assert_eq!(answer(&send(request(Method::DELETE, LOGS, "/k0501"))), "204");
    let kept = fork.bucket("logs").expect("logs");
    kept.object("k0500").assert_body("one");
    kept.object("k0501").assert_body("one");
    fork.assert_unchanged_since(&before);
    oss.reset_to(&fork);
    logs.object("k0500").assert_body("one");
    assert_eq!(logs.objects().len(), 1_000);
}

#[test]
fn changes_of_objects_show() {
    let (oss, send) = fake();
    let logs = oss.bucket("logs").expect("logs");
    logs.put_object("k", "one");
    let before = oss.snapshot();
    send(put("/k", "two"));
    let panic = thread::spawn(move || oss.assert_unchanged_since(&before)).join().expect_err("a panic");
    let message = panic.downcast_ref::<String>().expect("a message");
    let changed = "~ object logs/k: etag F97C5D29941BFB1B2FDAB0874906AB82 → B8A9F715DBB64FD5C56E7783C6820A61";
    assert!(message.contains(changed), "{message}");
}

#[test]
fn clients_that_write_at_once_lose_nothing() {
    let (oss, _) = fake();
    let acme = oss.account("acme").expect("acme");
    thread::scope(|scope| {
        for task in 0..8 {
            let (oss, acme) = (&oss, &acme);
            scope.spawn(move || {
                for n in 0..50 {
                    let request = put(&format!("/{task}/{n}"), format!("{task} {n}"));
                    assert_eq!(answer(&oss.handle(signed(oss, &acme.credentials(), request))), "200");
                    // One that all of them write.
                    let _ = oss.handle(signed(oss, &acme.credentials(), put("/shared", format!("{task}"))));
                }
            });
        }
    });
    let logs = oss.bucket("logs").expect("logs");
    assert_eq!(logs.objects().len(), 8 * 50 + 1);
    logs.object("7/49").assert_body("7 49");
}

#[test]
fn what_a_test_arranges_is_what_requests_see() {
    let oss = Oss::builder().block_public_access(false).build();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_storage_class(StorageClass::InfrequentAccess);
    let note = logs
        .put_object("notes/today", "hello")
        .set_acl(Acl::PublicRead)
        .set_tag("status", "ok")
        .set_metadata("Team", "red")
        .set_content_type("text/plain")
        .set_encryption(EncryptionRule::kms_default().with_sm4_data());
    assert_eq!((note.object_type(), note.storage_class()), (ObjectType::Normal, StorageClass::InfrequentAccess));
    assert_eq!((note.acl(), note.tags().len(), note.version_id()), (Some(Acl::PublicRead), 1, "null".to_owned()));
    assert_eq!((note.metadata()["team"].as_str(), note.content_type().as_deref()), ("red", Some("text/plain")));
    assert_eq!(note.arn(), "acs:oss:*:*:logs/notes/today");

    let answered = oss.handle(request(Method::GET, LOGS, "/notes/today"));
    assert_eq!(body(&answered), "hello");
    for (name, value) in [
        ("content-type", "text/plain"),
        ("x-oss-meta-team", "red"),
        ("x-oss-storage-class", "IA"),
        ("x-oss-server-side-encryption", "KMS"),
        ("x-oss-server-side-data-encryption", "SM4"),
    ] {
        assert_eq!(header(&answered, name), value);
    }
    note.assert_encryption(EncryptionRule::kms_default().with_sm4_data());
    note.set_acl(None).set_encryption(None).assert_encryption(None);
    assert_eq!(answer(&oss.handle(request(Method::GET, LOGS, "/notes/today"))), "403 AccessDenied");
}

#[test]
fn versions_stand_in_their_order() {
    let (oss, send) = fake();
    let logs = oss.bucket("logs").expect("logs").set_versioning(Versioning::Enabled);
    let first = logs.put_object("k", "one").version_id();
    send(put("/k", "two"));
    logs.object("k").assert_body("two");
    assert_eq!(body(&send(request(Method::GET, LOGS, &format!("/k?versionId={first}")))), "one");
    send(request(Method::DELETE, LOGS, "/k"));
    logs.object("k").assert_absent();
    assert_eq!((logs.objects().len(), logs.versioning()), (0, Some(Versioning::Enabled)));
    assert!(oss.snapshot().to_string().contains(": deleted"), "{}", oss.snapshot());
}

const SSE: &str = "x-oss-server-side-encryption";
const KEY_ID: &str = "x-oss-server-side-encryption-key-id";

/// Rows O08 and O19 to O21: what KMS says of a key counts when an object is written, and when it is read.
#[test]
fn the_state_of_a_key_counts_for_writing_and_reading() {
    let (oss, send) = fake();
    let orders = oss.account("acme").expect("acme").create_kms_key("orders");
    let headers = [(SSE, "KMS"), (KEY_ID, "alias/orders")];
    assert_eq!(header(&send(put_with("/k", &headers)), KEY_ID), orders.id());
    let get = || send(request(Method::GET, LOGS, "/k"));
    assert_eq!((header(&get(), KEY_ID), body(&get())), (&*orders.id(), "hello"));
    oss.bucket("logs").expect("logs").object("k").assert_encryption(EncryptionRule::kms(&orders.id()));

    orders.disable();
    for (request, expected) in
        [(put_with("/l", &headers), Cause::KmsKeyDisabled), (request(Method::GET, LOGS, "/k"), Cause::KmsKeyDisabled)]
    {
        assert_eq!(send(request).status(), 409);
        assert_eq!(cause(&oss), Some(expected));
    }
    // What tells only of an object does not need its key.
    assert_eq!(send(request(Method::HEAD, LOGS, "/k")).status(), 200);
    orders.schedule_deletion();
    assert_eq!(
        (answer(&get()), cause(&oss)),
        ("409 KeyPendingDeletion".to_owned(), Some(Cause::KmsKeyPendingDeletion))
    );
    oss.bucket("logs").expect("logs").object("l").assert_absent();
}

/// Row O24, and its neighbours.
#[test]
fn without_kms_nothing_is_encrypted_with_its_keys() {
    for (service, expected) in [
        (KmsService::NotEnabled, Cause::KmsServiceNotEnabled),
        (KmsService::NotOffered, Cause::KmsNotOffered),
        (KmsService::InDebt, Cause::KmsInDebt),
        (KmsService::InDebtOverdue, Cause::KmsInDebtOverdue),
    ] {
        let (oss, send) = fake();
        oss.account("acme").expect("acme").set_kms_service(service);
        assert_eq!(send(put_with("/k", &[(SSE, "KMS")])).status(), 403);
        assert_eq!(cause(&oss), Some(expected));
        assert_eq!(answer(&send(put_with("/k", &[(SSE, "AES256")]))), "200");
    }
}

/// Row O22.
#[test]
fn who_may_not_decrypt_may_not_read() {
    let oss = Oss::builder().kms_permissions(true).build();
    oss.clock().set_utc(super::support::MOMENT);
    let acme = oss.create_account("acme");
    let orders = acme.create_kms_key("orders");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms(&orders.id()));
    logs.put_object("k", "hello");
    let ci = acme.create_ram_user("ci").allow("oss:*", "*");
    let send = |credentials: &Credentials, request| oss.handle(signed(&oss, credentials, request));
    let get = || request(Method::GET, LOGS, "/k");
    assert_eq!(
        element(&send(&ci.credentials(), get()), "Message").as_deref(),
        Some("This request is forbidden by kms.")
    );
    assert_eq!(cause(&oss), Some(Cause::ForbiddenByKms));
    assert_eq!(answer(&send(&ci.credentials(), put("/l", "x"))), "403 AccessDenied");
    assert_eq!(send(&ci.credentials(), request(Method::HEAD, LOGS, "/k")).status(), 200);
    let ci = ci.allow("kms:Decrypt", &format!("acs:kms:*:*:key/{}", orders.id()));
    assert_eq!(body(&send(&ci.credentials(), get())), "hello");
    assert_eq!(answer(&send(&ci.credentials(), put("/l", "x"))), "403 AccessDenied");
    let ci = ci.allow("kms:*", "*");
    assert_eq!(answer(&send(&ci.credentials(), put("/l", "x"))), "200");
}

/// One data key for an upload, one decryption for a download, nothing for the rest.
#[test]
fn kms_is_asked_once_for_what_needs_it() {
    let (oss, send) = fake();
    oss.bucket("logs").expect("logs").set_encryption(EncryptionRule::kms_default()).put_object("arranged", "hello");
    oss.assert_kms_calls(..1);
    for (request, calls) in [
        (put("/k", "hello"), 1),
        (request(Method::GET, LOGS, "/k"), 2),
        (request(Method::HEAD, LOGS, "/k"), 2),
        (request(Method::HEAD, LOGS, "/k?objectMeta"), 2),
        (request(Method::GET, LOGS, "/k?acl"), 2),
        (request(Method::GET, LOGS, "/"), 2),
        (put_with("/k", &[("x-oss-object-acl", "public-read")]), 2),
        (put_with("/k", &[("x-oss-storage-class", "Hot")]), 2),
        (put_with("/k", &[(SSE, "AES256")]), 2),
        (request(Method::GET, LOGS, "/none"), 2),
        (request(Method::DELETE, LOGS, "/k"), 2),
    ] {
        let what = format!("{} {}", request.method(), request.uri());
        send(request);
        assert_eq!(oss.kms().count(), calls, "{what}");
    }
}

#[test]
fn metadata_that_oss_does_not_see_is_not_arranged() {
    let note = Oss::new().create_account("acme").create_bucket("logs").put_object("note", "hello");
    for name in ["my_key", "a.b", "", "größe"] {
        let message = panic_here!(note.set_metadata(name, "v"));
        let expected =
            format!("`{name}` is no name of user metadata: it has letters, digits and `-`, and OSS sees no others");
        assert_eq!(message, expected);
    }
    note.set_metadata("My-Key2", "v").assert_metadata([("my-key2", "v")]);
}
