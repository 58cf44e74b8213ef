//! Encryption at rest: what is stored is ciphertext, and nobody sees it on the wire.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response};
use ossmock::fixture::{self, Case};
use ossmock::{Bucket, Builder, Cause, EncryptionRule, Oss, Record, Versioning};

use super::panics::panic_here;
use super::support::{LOGS, MOMENT, answer, request, signed};

const TEXT: &str = "The quick brown fox jumps over the lazy dog";

fn at_rest() -> Builder {
    Oss::builder().encrypt_at_rest(true)
}

/// A fake with the bucket `logs`.
fn world(builder: Builder) -> (Oss, Bucket) {
    let oss = builder.build();
    oss.clock().set_utc(MOMENT);
    let logs = oss.account("acme").bucket("logs");
    (oss, logs)
}

fn send(oss: &Oss, method: Method, target: &str, headers: &[(&'static str, &'static str)]) -> Response<Bytes> {
    let mut request: Request<Bytes> = request(method, LOGS, target);
    for (name, value) in headers {
        request.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if request.method() == Method::PUT {
        *request.body_mut() = Bytes::from_static(TEXT.as_bytes());
    }
    oss.handle(signed(oss, &oss.get_account("acme").expect("acme").credentials(), request))
}

/// Neither the text nor a part of it.
#[track_caller]
fn assert_sealed(stored: &[u8]) {
    assert_eq!(stored.len(), TEXT.len() + 16, "the ciphertext and its tag");
    for part in TEXT.as_bytes().chunks_exact(4) {
        assert!(!stored.windows(4).any(|window| window == part), "{stored:?}");
    }
}

#[test]
fn what_is_stored_of_an_encrypted_object_is_not_what_came() {
    let (oss, logs) = world(at_rest());
    assert!(oss.encrypts_at_rest() && oss.fork().encrypts_at_rest());
    let mut seen = Vec::new();
    for (key, headers) in [
        ("aes", vec![("x-oss-server-side-encryption", "AES256")]),
        ("kms", vec![("x-oss-server-side-encryption", "KMS")]),
        ("sm4", vec![("x-oss-server-side-encryption", "KMS"), ("x-oss-server-side-data-encryption", "SM4")]),
    ] {
        assert_eq!(answer(&send(&oss, Method::PUT, &format!("/{key}"), &headers)), "200");
        let object = logs.object(key);
        assert_sealed(&object.stored_bytes());
        object.assert_body(TEXT);
        assert!(!seen.contains(&object.stored_bytes()), "each object has a data key of its own");
        seen.push(object.stored_bytes());
        assert_eq!(send(&oss, Method::GET, &format!("/{key}"), &[]).body(), TEXT);
    }
    assert_eq!(answer(&send(&oss, Method::PUT, "/plain", &[])), "200");
    assert_eq!(logs.object("plain").stored_bytes(), TEXT);
}

#[test]
fn nothing_is_sealed_by_default() {
    let (oss, logs) = world(Oss::builder());
    assert!(!oss.encrypts_at_rest() && !at_rest().encrypt_at_rest(false).build().encrypts_at_rest());
    let object = logs.with_encryption(EncryptionRule::kms_default()).put_object("k", TEXT);
    assert_eq!(object.stored_bytes(), TEXT);
}

#[test]
fn what_a_test_arranges_is_sealed_and_two_runs_store_the_same() {
    let run = || {
        let (_, logs) = world(at_rest());
        logs.with_encryption(EncryptionRule::Aes256).put_object("k", TEXT).stored_bytes()
    };
    assert_sealed(&run());
    assert_eq!(run(), run());
}

#[test]
fn with_another_encryption_it_is_stored_anew() {
    let (_, logs) = world(at_rest());
    let object = logs.put_object("k", TEXT);
    let aes = object.with_encryption(EncryptionRule::Aes256).stored_bytes();
    assert_sealed(&aes);
    // What is said of an object beside that leaves the data alone.
    assert_eq!(object.with_tag("a", "b").with_metadata("c", "d").stored_bytes(), aes);
    let kms = object.with_encryption(EncryptionRule::kms_default()).stored_bytes();
    assert_sealed(&kms);
    assert_ne!(aes, kms);
    assert_eq!(object.with_encryption(None).stored_bytes(), TEXT);
}

#[test]
fn versions_stay_sealed() {
    let (oss, logs) = world(at_rest());
    logs.with_versioning(Versioning::Enabled).with_encryption(EncryptionRule::Aes256);
    let first = logs.put_object("k", TEXT).version_id();
    logs.put_object("k", "another");
    assert_eq!(send(&oss, Method::GET, &format!("/k?versionId={first}"), &[]).body(), TEXT);
}

#[test]
fn without_its_key_what_is_stored_cannot_be_opened() {
    let (oss, logs) = world(at_rest());
    let key = oss.get_account("acme").expect("acme").kms_key("orders").with_id("key-orders");
    let object = logs.with_encryption(EncryptionRule::kms("key-orders")).put_object("k", TEXT);
    let stored = object.stored_bytes();
    key.disable();
    let message = panic_here!(object.body());
    let expected = "what is stored of `logs/k` cannot be opened: KMS refuses to use its key `key-orders` (Disabled)";
    assert_eq!(message, expected);
    assert_eq!(panic_here!(object.assert_body(TEXT)), expected);
    assert_eq!(answer(&send(&oss, Method::GET, "/k", &[])), "409 KeyDisabled");
    assert_eq!(oss.journal().last().and_then(Record::cause), Some(Cause::KmsKeyDisabled));
    // What need not be opened is as ever, and nothing is lost for good.
    assert_eq!(answer(&send(&oss, Method::HEAD, "/k", &[])), "200");
    assert_eq!(object.stored_bytes(), stored);
    key.enable();
    object.assert_body(TEXT);
}

#[test]
fn how_it_is_stored_is_no_fact() {
    let (plain, _) = world(Oss::builder());
    let (sealed, _) = world(at_rest());
    for oss in [&plain, &sealed] {
        oss.get_bucket("logs").expect("logs").with_encryption(EncryptionRule::Aes256).put_object("k", TEXT);
    }
    assert_eq!(plain.snapshot(), sealed.snapshot());
    // A fake can go on where another one is, and stores in its own way.
    let stored = |oss: &Oss| oss.get_bucket("logs").expect("logs").object("k").stored_bytes();
    plain.reset_to(&sealed);
    assert_eq!(stored(&plain), TEXT);
    sealed.reset_to(&plain);
    assert_sealed(&stored(&sealed));
}

#[test]
fn as_much_fits_in() {
    for builder in [Oss::builder(), at_rest()] {
        let (oss, _) = world(builder.max_stored_bytes(513 + TEXT.len() as u64));
        let aes = [("x-oss-server-side-encryption", "AES256")];
        assert_eq!(answer(&send(&oss, Method::PUT, "/a", &aes)), "200");
        assert_ne!(answer(&send(&oss, Method::PUT, "/b", &aes)), "200");
        assert_eq!(oss.journal().last().and_then(Record::cause), Some(Cause::StorageFull));
    }
}

/// Every contract case reads the same, to the byte, where encrypted objects are sealed.
#[test]
fn on_the_wire_nothing_changes() {
    let files = fixture::files(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures")).expect("the cases can be listed");
    let mut sealed = 0;
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a case");
        let case = Case::parse(&text).expect("a case");
        let oss = case.oss_of(at_rest()).expect("a world");
        let replayed = case.replay_on(&oss, |request| oss.handle(request)).expect("no contradiction");
        assert_eq!(replayed, text, "{}", file.display());
        let buckets = oss.accounts().into_iter().flat_map(|account| account.buckets());
        let objects = buckets.flat_map(|bucket| bucket.objects());
        sealed += objects.filter(|object| object.encryption().is_some()).count();
    }
    assert!(files.len() > 400 && sealed > 20, "{} cases, {sealed} sealed objects", files.len());
}
