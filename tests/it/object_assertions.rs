//! Assertions on objects, and mistakes in arranging them: each panics at the test's own line and says what is so.

use ossmock::{Bucket, EncryptionRule, Oss, settings::Versioning};

use super::panics::panic_here;

const JOURNAL: &str = "\n\njournal:\nthe journal is empty: no request has arrived";

fn logs() -> Bucket {
    let oss = Oss::new();
    let logs = oss.create_account("acme").create_bucket("logs");
    logs.put_object("greeting", "hello");
    logs
}

#[track_caller]
fn assert_message(message: &str, expected: &str) {
    assert_eq!(message, format!("{expected}{JOURNAL}"), "\n{message}");
}

#[test]
fn assert_body_shows_where_bodies_differ() {
    let logs = logs();
    let greeting = logs.object("greeting");
    greeting.assert_body("hello");
    greeting.assert_body(b"hello");
    assert_message(
        &panic_here!(greeting.assert_body("hellO, world")),
        "body of object `logs/greeting`\n  expected: 12 bytes, from byte 0: \"hellO, world\"\n  found:    5 bytes, from byte 0: \"hello\"",
    );
    assert_message(
        &panic_here!(logs.object("other").assert_body([0, 255])),
        "body of object `logs/other`\n  expected: 2 bytes, from byte 0: 00 ff\n  found:    no object `other`; the bucket has `greeting`",
    );
}

#[test]
fn an_object_that_is_not_there_is_told_with_what_is() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let found = |message: &str| message.lines().nth(2).expect("what was found").to_owned();

    assert_eq!(found(&panic_here!(logs.object("note").assert_body(""))), "  found:    no object; the bucket is empty");
    for key in ["a", "b", "c", "d", "e", "f"] {
        logs.put_object(key, "");
    }
    assert_eq!(
        found(&panic_here!(logs.object("note").assert_body(""))),
        "  found:    no object `note`; the bucket has `a`, `b`, `c`, `d`, `e`, …"
    );
    let gone = acme.create_bucket("gone");
    let delete = http::Request::delete("http://gone.localhost/").body(bytes::Bytes::new()).expect("a request");
    assert_eq!(oss.handle(oss.signer(&acme.credentials()).sign(delete)).status(), 204);
    assert_eq!(found(&panic_here!(gone.object("note").assert_body(""))), "  found:    no bucket `gone`");
}

#[test]
fn assert_encryption_knows_the_default_key() {
    let logs = logs();
    let greeting = logs.object("greeting");
    greeting.assert_encryption(None);
    assert_message(
        &panic_here!(greeting.assert_encryption(EncryptionRule::Aes256)),
        "encryption of object `logs/greeting`\n  expected: AES256\n  found:    not encrypted",
    );
    greeting.set_encryption(EncryptionRule::kms_default()).assert_encryption(EncryptionRule::kms_default());
    let key = greeting.encryption().and_then(|encryption| encryption.key_id().cloned()).expect("a key");
    assert_message(
        &panic_here!(greeting.assert_encryption(EncryptionRule::kms("key-1").with_sm4_data())),
        &format!(
            "encryption of object `logs/greeting`\n  expected: KMS, key key-1, data SM4\n  found:    KMS, key {key}"
        ),
    );
    let message = panic_here!(logs.object("other").assert_encryption(None));
    assert_message(
        &message,
        "encryption of object `logs/other`\n  expected: not encrypted\n  found:    no object `other`; the bucket has `greeting`",
    );
}

#[test]
fn assert_metadata_takes_all_of_it() {
    let logs = logs();
    let greeting = logs.object("greeting");
    greeting.assert_metadata([]);
    greeting.set_metadata("lang", "en").set_metadata("by", "ci");
    greeting.assert_metadata([("Lang", "en"), ("by", "ci")]);
    assert_message(
        &panic_here!(greeting.assert_metadata([("lang", "de")])),
        "metadata of object `logs/greeting`\n  expected: lang: \"de\"\n  found:    by: \"ci\", lang: \"en\"",
    );
    assert_message(
        &panic_here!(logs.object("other").assert_metadata([])),
        "metadata of object `logs/other`\n  expected: none\n  found:    no object `other`; the bucket has `greeting`",
    );
}

#[test]
fn assert_versions_shows_each_of_them() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_versioning(Versioning::Enabled);
    logs.object("note").assert_versions::<&str>([]);
    logs.put_object("note", "first");
    let note = logs.put_object("note", "second");
    note.assert_versions([Some("second"), Some("first")]);
    let message = panic_here!(note.assert_versions([None, Some("second"), Some("first")]));
    let said = "versions of object `logs/note`, the newest first\n\
                \x20 expected: 3\n\
                \x20           1. a delete marker\n\
                \x20           2. 6 bytes, from byte 0: \"second\"\n\
                \x20           3. 5 bytes, from byte 0: \"first\"\n\
                \x20 found:    2\n\
                \x20           1. 6 bytes, from byte 0: \"second\"\n\
                \x20           2. 5 bytes, from byte 0: \"first\"";
    assert_message(&message, said);

    let deletion = http::Request::delete("/note").header("host", "logs.oss-cn-hangzhou.aliyuncs.com");
    let deletion = deletion.body(bytes::Bytes::new()).expect("a request");
    assert_eq!(oss.handle(oss.signer(&acme.credentials()).sign(deletion)).status(), 204);
    note.assert_versions([None, Some("second"), Some("first")]);
}

#[test]
fn assert_absent_shows_what_is_there() {
    let logs = logs();
    logs.object("other").assert_absent();
    assert_message(
        &panic_here!(logs.object("greeting").assert_absent()),
        "object `logs/greeting`\n  expected: none\n  found:    5 bytes, etag 5D41402ABC4B2A76B9719D911017C592, class Standard, acl default, encryption none",
    );
}

#[test]
fn mistakes_in_arranging_point_at_the_test() {
    let logs = logs();
    let key = panic_here!(logs.put_object("/k", ""));
    assert_eq!(key, "`/k` is not the key of an object: it must not be empty, nor start with a slash or a backslash");
    let long = panic_here!(logs.put_object(&"k".repeat(1_024), ""));
    assert!(long.ends_with("is not the key of an object: it has more than 1,023 bytes"), "{long}");
    let missing = "there is no object `other` in the bucket `logs`: put one there with `put_object`";
    let other = logs.object("other");
    assert_eq!(panic_here!(other.body()), missing);
    assert_eq!(panic_here!(other.metadata()), missing);
    assert_eq!(panic_here!(other.acl()), missing);
    assert_eq!(panic_here!(other.version_id()), missing);
    assert_eq!(panic_here!(other.set_tag("a", "b")), missing);
    assert_eq!(panic_here!(other.set_encryption(None)), missing);
    assert!(!other.exists() && other.encryption().is_none());
}
