//! Open uploads as a test arranges them and reads them back, asserts on them, and has them in world files.

use http::Method;
use ossmock::{
    EncryptionRule, Oss,
    settings::{StorageClass, Versioning},
};

use super::panics::panic_here;
use super::support::{LOGS, answer, element, request, signed, still};

#[test]
fn what_a_test_arranges_requests_complete() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::Aes256);
    let upload = logs.object("k").begin_upload().add_part(2, "world").add_part(1, "gone");
    let upload = upload.add_part(1, vec![b'x'; 100 * 1024]);
    assert_eq!(upload.encryption().map(|encryption| encryption.to_string()).as_deref(), Some("AES256"));
    assert_eq!(upload.initiated(), oss.clock().now());
    let parts: Vec<_> = upload.parts().iter().map(|part| (part.number(), part.size())).collect();
    assert_eq!(parts, [(1, 100 * 1024), (2, 5)]);
    assert_eq!(upload.parts()[1].etag(), "7D793037A0760186574B0282F2F435E7");
    assert!(upload.is_open() && !logs.object("k").exists());

    let mut complete = request(Method::POST, LOGS, &format!("/k?uploadId={}", upload.id()));
    complete.headers_mut().insert("x-oss-complete-all", "yes".parse().expect("a value"));
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), complete))), "200");
    assert!(!upload.is_open());
    assert!(logs.object("k").body().ends_with(b"xworld"));
    logs.object("k").assert_encryption(EncryptionRule::Aes256);
    logs.assert_no_open_uploads();
}

#[test]
fn what_requests_begin_a_test_reads() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let begin = |key: &str| {
        let begin = request(Method::POST, LOGS, &format!("/{key}?uploads"));
        element(&oss.handle(signed(&oss, &acme.credentials(), begin)), "UploadId").expect("an upload")
    };
    let ids = [begin("k"), begin("a"), begin("k")];
    let all: Vec<_> = logs.uploads().iter().map(|upload| (upload.key().to_owned(), upload.id().to_owned())).collect();
    let expected = [("a", 1), ("k", 0), ("k", 2)].map(|(key, at): (&str, usize)| (key.to_owned(), ids[at].clone()));
    assert_eq!(all, expected);
    assert_eq!(logs.object("k").uploads().len(), 2);
    assert_eq!(logs.object("").uploads().len() + logs.object("ka").uploads().len(), 0);
}

#[test]
fn uploads_that_are_left_open_fail_a_test() {
    let oss = still();
    let logs = oss.create_account("acme").create_bucket("logs").set_encryption(EncryptionRule::Aes256);
    logs.assert_no_open_uploads();
    let first = logs.object("a").begin_upload();
    let second = logs.object("b").begin_upload().add_part(1, "hello").add_part(7, "world");
    let message = panic_here!(logs.assert_no_open_uploads());
    let expected = format!(
        "open uploads of bucket `logs`\n  expected: none\n  found:    2\n            \
         a {}: begun 2026-11-23T16:05:59Z, no parts, encryption AES256\n            \
         b {}: begun 2026-11-23T16:05:59Z, 2 parts of 10 bytes, encryption AES256\n            \
         complete or abort them: until then their parts are stored and paid for\n\njournal:\n",
        first.id(),
        second.id()
    );
    assert!(message.starts_with(&expected), "{message}");
    for n in 0..30 {
        logs.object(&format!("more/{n}")).begin_upload();
    }
    let message = panic_here!(logs.assert_no_open_uploads());
    assert!(message.contains("\n            and 12 more\n"), "{message}");
}

#[test]
fn what_cannot_be_panics_where_it_is_arranged() {
    let oss = still();
    let logs = oss.create_account("acme").create_bucket("logs");
    let upload = logs.object("k").begin_upload();
    for number in [0, 10_001] {
        let expected = format!("{number} is not the number of a part: those are 1 to 10000");
        assert_eq!(panic_here!(upload.add_part(number, "x")), expected);
    }
    let message = panic_here!(logs.object("/k").begin_upload());
    assert!(message.starts_with("`/k` is not the key of an object"), "{message}");
    let id = upload.id().to_owned();
    let abort = request(Method::DELETE, LOGS, &format!("/k?uploadId={id}"));
    let acme = oss.account("acme").expect("acme");
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), abort))), "204");
    let over = format!("the upload `{id}` of `logs/k` is over: it was completed or aborted");
    assert_eq!(panic_here!(upload.parts()), over);
    assert_eq!(panic_here!(upload.add_part(1, "x")), over);
}

#[test]
fn a_world_file_has_them_and_they_come_back_as_they_were() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_versioning(Versioning::Enabled);
    logs.object("plain").begin_upload();
    logs.set_storage_class(StorageClass::InfrequentAccess).set_encryption(EncryptionRule::kms_default());
    let odd = "\r\n\t\u{0}\"\"\" ''' \\ é\u{7f}\n";
    logs.object(odd).begin_upload().add_part(1, odd).add_part(10_000, vec![0xff, 0x00]).add_part(3, "");
    let begin = request(Method::POST, LOGS, "/all?uploads");
    let mut begin = signed(&oss, &acme.credentials(), begin);
    for (name, value) in [
        ("x-oss-tagging", &b"a=b&c="[..]),
        ("x-oss-object-acl", b"private"),
        ("x-oss-storage-class", b"Archive"),
        ("x-oss-meta-who", b"\xff\xfe"),
        ("content-type", b"text/plain"),
        ("cache-control", b"no-cache"),
    ] {
        begin.headers_mut().insert(name, http::HeaderValue::from_bytes(value).expect("a value"));
    }
    let begin = signed(&oss, &acme.credentials(), begin);
    assert_eq!(answer(&oss.handle(begin)), "200");
    oss.clock().advance(std::time::Duration::from_secs(9));
    logs.object("all").uploads()[0].add_part(2, "later");

    let written = oss.world_toml();
    let again = Oss::builder().world_toml(&written).unwrap_or_else(|error| panic!("{error}\n{written}")).build();
    assert_eq!(again.snapshot(), oss.snapshot(), "{written}");
    assert_eq!(again.world_toml(), written);
    let control: serde_json::Value = toml::from_str(&written).expect("TOML");
    assert_eq!(control["account"][0]["bucket"][0]["upload"].as_array().map(Vec::len), Some(3));

    // What is begun next has an id of its own, though the clock stands where it stood.
    again.clock().set_utc(super::support::MOMENT);
    let again = again.bucket("logs").expect("logs").object("plain");
    again.begin_upload();
    assert_eq!(again.uploads().len(), 2);
}

#[test]
fn mistakes_in_uploads_are_told_with_line_and_column() {
    for (marked, expected) in [
        ("key = «\"\"", "`` is not the key of an object: it must not be empty, nor start with a slash or a backslash"),
        ("key = \"k\"\nid = «\"1\"", "the id of an upload is 32 upper-case hex digits"),
        ("key = \"k\"\npart = [{ number = «0, body = \"\" }]", "0 is not the number of a part: those are 1 to 10000"),
        ("key = \"k\"\npart = [{ number = 1, body = «{ base64 = \"-\" } }]", "this is not base64"),
        (
            "key = \"k\"\npart = [{ number = 1, body = «7 }]",
            "`account[0].bucket[0].upload[0].part[0].body`: expected a text, or `{ base64 = \"…\" }`",
        ),
        (
            "key = \"k\"\nheaders = { content-length = «\"5\" }",
            "`content-length` with this value is not a header that is kept with an object",
        ),
        (
            "key = \"k\"\nheaders = { x-oss-meta-a = «\"a\\nb\" }",
            "`x-oss-meta-a` with this value is not a header that is kept with an object",
        ),
        (
            "key = \"k\"\nid = \"00000000000000000000000000000001\"\n[[account.bucket.upload]]\nkey = \"k\"\n\
             id = «\"00000000000000000000000000000001\"",
            "there is an upload of `k` with the id `00000000000000000000000000000001` already",
        ),
    ] {
        let text = format!(
            "[[account]]\nname = \"acme\"\n[[account.bucket]]\nname = \"logs\"\n[[account.bucket.upload]]\n{marked}"
        );
        let (before, after) = text.split_once('«').expect("the place is marked");
        let line = before.lines().count();
        let column = before.lines().last().unwrap_or_default().chars().count() + 1;
        let found = Oss::builder().world_toml(&format!("{before}{after}")).expect_err("must be refused");
        assert_eq!(found.to_string(), format!("line {line}, column {column}: {expected}"), "{marked}");
    }
}
