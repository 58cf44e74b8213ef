//! Objects under KMS: which calls they cost and on whose behalf, and what becomes of them with their key.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response};
use ossmock::{
    Account, Bucket, Cause, Credentials, EncryptionRule, KmsKey, Oss, Record,
    kms::{KmsAction, KmsCall},
    object::ObjectEncryption,
};

use super::panics::panic_here;
use super::support::{LOGS, MOMENT, answer, element, header, request, signed, still};

const ID: &str = "9468da86-3509-4f8d-a61e-6eab1eac0000";
const ALGORITHM: &str = "x-oss-server-side-encryption";
const KEY_ID: &str = "x-oss-server-side-encryption-key-id";

/// An account with a bucket and a key.
struct Scene {
    oss: Oss,
    acme: Account,
    logs: Bucket,
    orders: KmsKey,
}

impl Scene {
    fn new() -> Self {
        Self::of(still())
    }

    fn of(oss: Oss) -> Self {
        oss.clock().set_utc(MOMENT);
        let acme = oss.create_account("acme");
        let logs = acme.create_bucket("logs");
        let orders = acme.create_kms_key("orders").set_id(ID);
        Self { oss, acme, logs, orders }
    }

    fn send(&self, credentials: &Credentials, request: Request<Bytes>) -> Response<Bytes> {
        self.oss.handle(signed(&self.oss, credentials, request))
    }

    fn owner(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.send(&self.acme.credentials(), request)
    }

    fn cause(&self) -> Option<Cause> {
        self.oss.journal().last().and_then(Record::cause)
    }

    /// Lists the KMS calls without their times: action, key, caller, object, fee, and request id.
    fn calls(&self) -> Vec<String> {
        let line = |call: &KmsCall| {
            let KmsCall { action, key_id, caller, bucket, object, billable, request_id, .. } = call;
            format!("{action} {key_id} {caller} {bucket}/{object} {billable} {request_id}")
        };
        self.oss.kms().ledger().iter().map(|call| line(call)).collect()
    }
}

fn put(key: &str, headers: &[(&'static str, &str)]) -> Request<Bytes> {
    let mut request = request(Method::PUT, LOGS, &format!("/{key}"));
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).expect("a value");
        request.headers_mut().insert(HeaderName::from_static(name), value);
    }
    *request.body_mut() = Bytes::from_static(b"hello");
    request
}

fn get(key: &str) -> Request<Bytes> {
    request(Method::GET, LOGS, &format!("/{key}"))
}

fn request_id(response: &Response<Bytes>) -> &str {
    header(response, "x-oss-request-id")
}

#[test]
fn the_ledger_says_what_was_asked_for_whom_and_in_which_request() {
    let scene = Scene::new();
    let ci = scene.acme.create_ram_user("ci").allow("oss:*", "*");
    let written = scene.owner(put("a/b", &[(ALGORITHM, "KMS"), (KEY_ID, ID)]));
    let read = scene.send(&ci.credentials(), get("a/b"));
    let refused = scene.send(&ci.credentials(), put("c", &[(ALGORITHM, "KMS"), (KEY_ID, "alias/refunds")]));
    assert_eq!([&written, &read, &refused].map(answer), ["200", "200", "404 AliasNotFound"]);
    let expected = [
        format!("GenerateDataKey {ID} acme logs/a/b true {}", request_id(&written)),
        format!("Decrypt {ID} acme/ci logs/a/b true {}", request_id(&read)),
        format!("GenerateDataKey alias/refunds acme/ci logs/c false {}", request_id(&refused)),
    ];
    assert_eq!(scene.calls(), expected);
    assert!(scene.oss.kms().ledger().iter().all(|call| call.at() == scene.oss.clock().now()));
}

#[test]
fn calls_are_counted_by_key_and_caller_and_held_to_a_budget() {
    let scene = Scene::new();
    let ci = scene.acme.create_ram_user("ci").allow("oss:*", "*");
    scene.owner(put("a", &[(ALGORITHM, "KMS"), (KEY_ID, ID)]));
    scene.owner(put("b", &[(ALGORITHM, "KMS")]));
    for key in ["a", "a", "b"] {
        assert_eq!(answer(&scene.send(&ci.credentials(), get(key))), "200");
    }
    let managed = scene.acme.kms_key("acs/oss").expect("the key of OSS").id();
    let mut counts: Vec<_> = scene.oss.kms().by_key_and_caller().into_iter().collect();
    counts.sort();
    let mut expected = vec![
        ((ID.into(), "acme".into()), 1),
        ((ID.into(), "acme/ci".into()), 2),
        ((managed.as_str().into(), "acme".into()), 1),
        ((managed.as_str().into(), "acme/ci".into()), 1),
    ];
    expected.sort();
    assert_eq!(counts, expected);
    let ledger = scene.oss.kms();
    assert_eq!((ledger.count_of(KmsAction::GenerateDataKey), ledger.count_of(KmsAction::Decrypt)), (2, 3));
    scene.oss.assert_kms_calls(5..=5);
    scene.oss.assert_kms_calls(..=5);
    let message = panic_here!(scene.oss.assert_kms_calls(..=4));
    assert!(message.contains(&format!("Decrypt with {ID} by acme/ci for logs/a")), "{message}");
}

#[test]
fn the_default_key_is_made_on_first_use_and_stays() {
    let scene = Scene::new();
    assert!(scene.acme.kms_key("acs/oss").is_none());
    let first = scene.owner(put("a", &[(ALGORITHM, "KMS")]));
    let key = scene.acme.kms_key("alias/acs/oss").expect("the key of OSS");
    assert_eq!(header(&first, KEY_ID), key.id());
    scene.logs.set_encryption(EncryptionRule::kms_default());
    let second = scene.owner(put("b", &[]));
    let read = scene.owner(get("a"));
    assert_eq!([&second, &read].map(|response| header(response, KEY_ID).to_owned()), [key.id(), key.id()]);
    scene.logs.object("a").assert_encryption(EncryptionRule::kms_default());
    scene.oss.assert_kms_calls(3..=3);
    // Each account has its own, and it is the same in each run.
    let other = scene.oss.create_account("other");
    other.create_bucket("elsewhere").set_encryption(EncryptionRule::kms_default()).put_object("a", "x");
    assert_ne!(other.kms_key("acs/oss").expect("a key of its own").id(), key.id());
    let again = Scene::new();
    assert_eq!(header(&again.owner(put("a", &[(ALGORITHM, "KMS")])), KEY_ID), key.id());
}

#[test]
fn an_upload_that_is_refused_for_another_reason_asks_nothing_and_makes_no_key() {
    let scene = Scene::new();
    let kms = (ALGORITHM, "KMS");
    for (headers, expected) in [
        (vec![kms, ("x-oss-object-acl", "nobody")], "400 InvalidArgument"),
        (vec![kms, ("content-md5", "XrY7u+Ae7tCTyyK7j1rNww==")], "400 InvalidDigest"),
        (vec![kms, ("x-oss-server-side-data-encryption", "abc")], "400 InvalidDataEncryptionAlgorithmError"),
    ] {
        assert_eq!(answer(&scene.owner(put("a", &headers))), expected, "{headers:?}");
    }
    scene.oss.assert_kms_calls(0..=0);
    assert!(scene.acme.kms_key("acs/oss").is_none() && scene.oss.kms().ledger().is_empty());
}

#[test]
fn a_key_that_is_disabled_meanwhile_stops_reads_and_writes_and_changes_nothing() {
    let scene = Scene::new();
    scene.logs.set_encryption(EncryptionRule::kms(ID));
    assert_eq!(answer(&scene.owner(put("a", &[]))), "200");
    scene.orders.disable();
    let before = scene.oss.snapshot();
    let overwrite = put("a", &[(ALGORITHM, "KMS"), (KEY_ID, "alias/orders")]);
    for asked in [get("a"), put("a", &[]), put("b", &[]), overwrite] {
        let response = scene.owner(asked);
        assert_eq!(answer(&response), "409 KeyDisabled");
        let message = "The request was rejected because the key state is Disabled.";
        assert_eq!(element(&response, "Message").as_deref(), Some(message));
        assert_eq!(scene.cause(), Some(Cause::KmsKeyDisabled));
    }
    scene.oss.assert_unchanged_since(&before);
    assert_eq!((scene.oss.kms().ledger().len(), scene.oss.kms().count()), (5, 1));
    // Keys of OSS go on.
    assert_eq!(answer(&scene.owner(put("c", &[(ALGORITHM, "AES256")]))), "200");
    scene.orders.enable();
    assert_eq!(scene.owner(get("a")).body().as_ref(), b"hello");
    scene.oss.assert_kms_calls(2..=2);
}

#[test]
fn a_range_that_is_not_there_and_a_missing_object_ask_nothing() {
    let scene = Scene::new();
    scene.owner(put("a", &[(ALGORITHM, "KMS")]));
    let mut beyond = get("a");
    beyond.headers_mut().insert("x-oss-range-behavior", HeaderValue::from_static("standard"));
    beyond.headers_mut().insert("range", HeaderValue::from_static("bytes=100-"));
    let mut unchanged = get("a");
    unchanged.headers_mut().insert("if-none-match", HeaderValue::from_static("\"5D41402ABC4B2A76B9719D911017C592\""));
    let answers = [beyond, unchanged, get("b")].map(|asked| answer(&scene.owner(asked)));
    assert_eq!(answers, ["416 InvalidRange", "304", "404 NoSuchKey"]);
    scene.oss.assert_kms_calls(1..=1);
}

#[test]
fn what_does_not_touch_the_data_makes_no_calls() {
    let scene = Scene::new();
    scene.owner(put("a", &[(ALGORITHM, "KMS"), (KEY_ID, ID)]));
    scene.oss.assert_kms_calls(1..=1);
    scene.orders.disable();
    let asked = [
        (Method::HEAD, "/a"),
        (Method::HEAD, "/a?objectMeta"),
        (Method::GET, "/a?acl"),
        (Method::GET, "/a?tagging"),
        (Method::GET, "/"),
        (Method::GET, "/?list-type=2"),
        (Method::GET, "/?bucketInfo"),
        (Method::DELETE, "/a"),
    ];
    for (method, target) in asked {
        let response = scene.owner(request(method.clone(), LOGS, target));
        assert!(response.status().is_success(), "{method} {target}: {}", answer(&response));
    }
    scene.oss.assert_kms_calls(1..=1);
    assert_eq!(scene.oss.kms().ledger().len(), 1);
}

#[test]
fn objects_that_a_test_arranges_make_no_calls() {
    let scene = Scene::new();
    let rule = EncryptionRule::kms("alias/orders");
    let note = scene.logs.set_encryption(rule).put_object("a", "hello");
    // What a rule names by its alias is put down by its id.
    assert_eq!(note.encryption().as_ref().and_then(ObjectEncryption::key_id).map(ToString::to_string), Some(ID.into()));
    scene.oss.assert_kms_calls(0..=0);
    assert_eq!(scene.owner(get("a")).body().as_ref(), b"hello");
    scene.oss.assert_kms_calls(1..=1);
}

/// An upload under a customer key needs these permissions, both if a header and if the bucket's rule names the key.
#[test]
fn an_upload_needs_each_permission_of_kms_on_the_key() {
    const NEEDED: [&str; 6] = [
        "kms:ListKeys",
        "kms:ListAliases",
        "kms:ListAliasesByKeyId",
        "kms:DescribeKey",
        "kms:GenerateDataKey",
        "kms:Decrypt",
    ];
    let on_key = format!("acs:kms:*:*:key/{ID}");
    for by_rule in [false, true] {
        for missing in NEEDED {
            let scene = Scene::of(Oss::builder().kms_permissions(true).build());
            let asked = || {
                if by_rule { put("a", &[]) } else { put("a", &[(ALGORITHM, "KMS"), (KEY_ID, "alias/orders")]) }
            };
            if by_rule {
                scene.logs.set_encryption(EncryptionRule::kms("alias/orders"));
            }
            let ci = scene.acme.create_ram_user("ci").allow("oss:*", "*").allow("kms:*", "acs:kms:*:*:key/key-other");
            for action in NEEDED.into_iter().filter(|action| *action != missing) {
                ci.allow(action, &on_key);
            }
            let refused = scene.send(&ci.credentials(), asked());
            assert_eq!(answer(&refused), "403 AccessDenied", "{missing}");
            assert_eq!(element(&refused, "Message").as_deref(), Some("This request is forbidden by kms."));
            assert_eq!(scene.cause(), Some(Cause::ForbiddenByKms), "{missing}");
            scene.logs.object("a").assert_absent();
            scene.oss.assert_kms_calls(0..=0);
            ci.allow(missing, &on_key);
            assert_eq!(answer(&scene.send(&ci.credentials(), asked())), "200", "{missing}");
        }
    }
}

#[test]
fn a_download_needs_the_permission_to_decrypt_and_keys_of_oss_need_none() {
    let scene = Scene::of(Oss::builder().kms_permissions(true).build());
    scene.owner(put("own", &[(ALGORITHM, "KMS"), (KEY_ID, ID)]));
    scene.owner(put("managed", &[(ALGORITHM, "KMS")]));
    scene.owner(put("aes", &[(ALGORITHM, "AES256")]));
    let ci = scene.acme.create_ram_user("ci").allow("oss:*", "*");
    let answers = ["own", "managed", "aes"].map(|key| answer(&scene.send(&ci.credentials(), get(key))));
    assert_eq!(answers, ["403 AccessDenied", "200", "200"]);
    // Naming the key that OSS manages is no naming of a key of one's own.
    let managed = scene.acme.kms_key("acs/oss").expect("the key of OSS").id();
    for name in [managed.as_str(), "alias/acs/oss"] {
        let asked = put("again", &[(ALGORITHM, "KMS"), (KEY_ID, name)]);
        assert_eq!(answer(&scene.send(&ci.credentials(), asked)), "200", "{name}");
    }
    ci.allow("kms:Decrypt", &format!("acs:kms:*:*:key/{ID}"));
    assert_eq!(answer(&scene.send(&ci.credentials(), get("own"))), "200");
    ci.deny("kms:Decrypt", "*");
    assert_eq!(answer(&scene.send(&ci.credentials(), get("own"))), "403 AccessDenied");
    assert_eq!(scene.cause(), Some(Cause::ForbiddenByKms));
}
