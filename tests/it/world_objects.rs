//! Objects in world files: every version of every kind, written and read again, and what cannot be.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use ossmock::fixture::{self, Case};
use ossmock::{
    EncryptionRule, Object, Oss, Snapshot,
    account::SessionCredentials,
    kms::KmsService,
    object::ObjectType,
    policy::Acl,
    replication::{ReplicationAction, ReplicationRule},
    settings::{StorageClass, Versioning},
};

use super::support::{LOGS, answer, element, request, signed, still};
use super::world_file::{assert_round_trip, assert_wrong_at, read};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn with_body(mut request: Request<Bytes>, body: impl Into<Bytes>) -> Request<Bytes> {
    *request.body_mut() = body.into();
    request
}

fn with_header(mut request: Request<Bytes>, name: &'static str, value: HeaderValue) -> Request<Bytes> {
    request.headers_mut().insert(name, value);
    request
}

/// A world with something of everything there is.
pub fn rich() -> Oss {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    let send = |request| {
        let response = oss.handle(signed(&oss, &acme.credentials(), request));
        assert!(response.status().is_success(), "{}", answer(&response));
        response
    };
    let to = |method, target: &str| request(method, LOGS, target);

    let key = acme.create_kms_key("orders");
    acme.create_kms_key("old").disable();
    let other = oss.create_account("other");
    other.set_kms_service(KmsService::InDebt);
    let ci = acme.create_ram_user("ci").allow("oss:Get*", "*");
    ci.access_key().restrict_to(["127.0.0.1".parse().expect("an address")]);
    acme.create_group("devs").add_member(&ci).deny("oss:Delete*", "*");
    let replicator = acme.create_role("replicator").allow("oss:*", "*").allow("kms:*", "*");
    let _ = replicator.create_session("nightly").set_lifetime(Duration::from_secs(900));
    let expires = oss.clock().now() + DAY;
    let sts = SessionCredentials { id: "STS.1".to_owned(), secret: "s".to_owned(), token: "t".to_owned(), expires };
    let _ = acme.sts_credentials(sts);
    acme.set_block_public_access(true);
    let box_bucket = acme.create_cloudbox("cb-1").create_bucket("on-the-box").set_encryption(EncryptionRule::Aes256);
    box_bucket.put_object("near", "here");

    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms(&key.id())).set_tag("team", "a");
    logs.set_policy(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Principal":["*"],"Action":"oss:GetObject","Resource":"acs:oss:*:*:logs/*"}]}"#,
    );
    // The places of what is not there any more are gone.
    logs.put_object("a", "overwritten");
    logs.put_object("a", "written before there were versions").set_acl(Acl::PublicRead);
    logs.put_object("gone", "1");
    send(to(Method::DELETE, "/gone"));
    logs.set_versioning(Versioning::Enabled);
    logs.put_object("a", vec![0, 159, 146, 150]).set_tag("status", "draft").set_content_type("text/plain");
    logs.put_object("b", "").set_encryption(None);
    send(to(Method::DELETE, "/a"));
    send(to(Method::DELETE, "/never-there"));
    logs.put_object("c", "sm4").set_encryption(EncryptionRule::kms_default().with_sm4_data());
    logs.put_symlink("link", "a").set_metadata("author", "ci");
    let meta = HeaderValue::from_bytes(b"caf\xe9").expect("a header");
    send(with_header(with_body(to(Method::PUT, "/latin"), "1"), "x-oss-meta-name", meta));
    let append =
        |body: &'static str, at: usize| with_body(to(Method::POST, &format!("/grown?append&position={at}")), body);
    send(append("ab", 0));
    send(append("cd", 2));
    send(to(Method::POST, "/grown?seal&position=4"));
    let upload = |key: &str| {
        let begun = send(to(Method::POST, &format!("/{key}?uploads")));
        let id = element(&begun, "UploadId").expect("an id");
        let part = send(with_body(to(Method::PUT, &format!("/{key}?partNumber=1&uploadId={id}")), "part"));
        let etag = part.headers()["etag"].to_str().expect("a text").to_owned();
        (id, format!("<Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>"))
    };
    let (id, part) = upload("whole");
    let list = format!("<CompleteMultipartUpload>{part}</CompleteMultipartUpload>");
    send(with_body(to(Method::POST, &format!("/whole?uploadId={id}")), list));
    let _ = upload("open");
    logs.set_versioning(Versioning::Suspended);
    logs.put_object("b", "null again");
    send(to(Method::DELETE, "/c"));

    let old = acme.create_bucket("old").set_storage_class(StorageClass::Archive).set_block_public_access(false);
    old.put_object("restored", "1").set_restoration(DAY);
    old.put_object("cold", "2").set_storage_class(StorageClass::ColdArchive);
    old.put_object("standard", "3").set_storage_class(StorageClass::Standard);
    send(request(Method::POST, "old.oss-cn-hangzhou.aliyuncs.com", "/cold?restore"));

    acme.create_bucket("backup").set_region("cn-beijing").set_versioning(Versioning::Suspended);
    let rule = ReplicationRule::to("backup").actions(&[ReplicationAction::All]).role("replicator");
    logs.add_replication(rule.kms_objects(&key.id()));
    oss.replicate();
    logs.add_cname("logs.example.com");
    oss.clock().advance(Duration::from_secs(1));
    logs.put_object("later", "waits to be replicated");
    oss
}

#[test]
fn a_world_with_something_of_everything_is_written_and_read_equal() {
    let oss = rich();
    assert_round_trip(&oss);
    let (written, before) = (oss.world_toml(), oss.snapshot());
    let again = read(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
    let diff = before.diff(&again.snapshot());
    assert!(diff.is_empty(), "{diff}\n{written}");
    let json = serde_json::to_string(&before).expect("JSON");
    let read: Snapshot = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}\n{json}"));
    assert!(before.diff(&read).is_empty(), "{}", before.diff(&read));

    // Or it would prove nothing: what is written was there.
    for line in [
        "place = 2",
        "delete_marker = true",
        "target = \"a\"",
        "body = { base64 = \"AJ+Slg==\" }",
        "type = \"Appendable\"",
        "sealed = \"2026-11-23T16:05:59Z\"",
        "type = \"Multipart\"",
        "acl = \"public-read\"",
        "storage_class = \"ColdArchive\"",
        "tags = { status = \"draft\" }",
        "headers = { x-oss-meta-name = { base64 = \"Y2Fm6Q==\" } }",
        "[[account.bucket.upload]]",
        "encryption = { algorithm = \"KMS\", kms_master_key_id = \"00000000-0000-4000-8000-000000000003\" }",
    ] {
        assert!(written.lines().any(|found| found == line), "{line}\n{written}");
    }
    for part in [
        "\nversion = \"CAEQ000",
        "restored = { priority = \"Standard\"",
        "replica_of = { bucket = \"logs\", version = \"",
        "-1\"\n",
    ] {
        assert!(written.contains(part), "{part}\n{written}");
    }
}

#[test]
fn the_world_after_every_contract_case_is_written_and_read_equal() {
    let mut told = Vec::new();
    let files = fixture::files(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures")).expect("the cases can be listed");
    assert!(files.len() > 500, "{} cases", files.len());
    for file in files {
        let case = Case::parse(&std::fs::read_to_string(&file).expect("a case can be read")).expect("a case");
        let oss = case.oss().expect("a world");
        let _ = case.replay_on(&oss, |request| oss.handle(request)).expect("it is replayed");
        let written = oss.world_toml();
        match read(&written) {
            Ok(again) => {
                let diff = oss.snapshot().diff(&again.snapshot());
                assert!(diff.is_empty(), "{}: {diff}\n{written}", file.display());
                assert_eq!(again.world_toml(), written, "{}", file.display());
            }
            Err(error) => told.push(format!("{}: {error}", file.display())),
        }
    }
    assert_eq!(told, [""; 0]);
}

#[test]
fn a_world_that_was_read_answers_the_same() {
    let oss = rich();
    let again = read(&oss.world_toml()).expect("a world");
    again.clock().set(oss.clock().now());
    let acme = oss.account("acme").expect("acme").credentials();
    for target in ["/a", "/b", "/c", "/latin", "/grown", "/whole", "/link", "/never-there", "/?versions", "/?uploads"] {
        let [one, two] = [&oss, &again].map(|oss| {
            let response = oss.handle(signed(oss, &acme, request(Method::GET, LOGS, target)));
            let (mut head, body) = response.into_parts();
            head.headers.remove("x-oss-request-id");
            (head.status, head.headers, body)
        });
        // A refusal tells its own request id.
        if one.0.is_success() {
            assert_eq!(one, two, "{target}");
        } else {
            assert_eq!(one.0, two.0, "{target}");
        }
    }
    // Versions that are made now stand in front of those that were read.
    again.bucket("backup").expect("backup").set_versioning(Versioning::Enabled);
    let logs = again.bucket("logs").expect("logs").set_versioning(Versioning::Enabled);
    let newest = logs.put_object("a", "newest").versions();
    assert!(newest[0].is_latest() && newest.len() == 4, "{newest:?}");
    assert_round_trip(&again);
}

#[test]
fn a_replication_rule_that_could_not_be_set_any_more_is_written_with_the_region_it_leads_to() {
    let ask = |oss: &Oss, account: &str, method: Method, region: &str| {
        let credentials = oss.account(account).expect("an account").credentials();
        let asked = request(method, &format!("backup.oss-{region}.aliyuncs.com"), "/");
        assert!(oss.handle(oss.signer(&credentials).region(region).sign(asked)).status().is_success());
    };
    let replaced = [
        &[][..],
        &[("acme", Method::DELETE, "cn-beijing")],
        &[("acme", Method::DELETE, "cn-beijing"), ("other", Method::PUT, "cn-beijing")],
        &[("acme", Method::DELETE, "cn-beijing"), ("acme", Method::PUT, "cn-shanghai")],
    ];
    for (requests, versioned) in replaced.into_iter().map(|requests| (requests, false)).chain([(&[][..], true)]) {
        let oss = still();
        let acme = oss.create_account("acme");
        let _ = oss.create_account("other");
        let backup = acme.create_bucket("backup").set_region("cn-beijing");
        acme.create_bucket("logs").add_replication(ReplicationRule::to("backup"));
        if versioned {
            backup.set_versioning(Versioning::Enabled);
        }
        for (account, method, region) in requests {
            ask(&oss, account, method.clone(), region);
        }
        let written = oss.world_toml();
        let kept = written.contains("to = \"backup\", region = \"cn-beijing\"");
        assert_eq!(kept, versioned || !requests.is_empty(), "{requests:?}\n{written}");
        assert_round_trip(&oss);
    }
    // Nothing is guessed where a file names no region.
    let toml = "[[account]]\nname = \"acme\"\nbucket = [{ name = \"logs\", replication = [{ to = «\"backup\" }] }]";
    assert_wrong_at(
        toml,
        "`logs` cannot be replicated to `backup`: there is no such bucket yet, or it is the source itself",
    );
    let toml = "[[account]]\nname = \"acme\"\nbucket = [{ name = \"logs\", replication = [{ to = \"backup\", region = «\"Oss\" }] }]";
    assert_wrong_at(toml, "`Oss` is not a region: write it like `cn-hangzhou`, without `oss-`");
}

#[test]
fn the_keys_that_oss_manages_are_in_each_region() {
    let oss = still();
    let acme = oss.create_account("acme");
    for (name, region) in [("near", "cn-hangzhou"), ("far", "cn-beijing")] {
        let bucket = acme.create_bucket(name).set_region(region).set_encryption(EncryptionRule::kms_default());
        bucket.put_object("a", "1");
    }
    acme.kms_key("acs/oss").expect("it was used").disable();
    assert_eq!(oss.world_toml().matches("alias = \"alias/acs/oss\"").count(), 2);
    assert_round_trip(&oss);
}

#[test]
fn what_a_file_says_of_an_object_is_what_a_test_reads() {
    let oss = read(
        r#"
        [[account]]
        name = "acme"
        [[account.bucket]]
        name = "logs"
        versioning = "Enabled"
        encryption = { algorithm = "AES256" }
        [[account.bucket.object]]
        key = "note"
        version = "null"
        body = "first"
        [[account.bucket.object]]
        key = "note"
        body = { base64 = "c2Vjb25k" }
        encryption = { algorithm = "KMS", kms_master_key_id = "alias/orders" }
        headers = { content-type = "text/plain" }
        [[account.bucket.object]]
        key = "gone"
        delete_marker = true
        [[account.bucket.object]]
        key = "link"
        target = "note"
        [[account.kms_key]]
        id = "key-orders"
        alias = "alias/orders"
        "#,
    )
    .expect("a world");
    let logs = oss.bucket("logs").expect("logs");
    let note = logs.object("note");
    note.assert_body("second");
    assert_eq!(note.encryption().and_then(|it| Some(it.key_id()?.to_string())).as_deref(), Some("key-orders"));
    assert_eq!(note.content_type().as_deref(), Some("text/plain"));
    let ids: Vec<_> = note.versions().iter().map(ossmock::object::ObjectVersion::id).collect();
    assert_eq!(ids, [format!("CAEQ{:060}", 2), "null".to_owned()]);
    assert_eq!(note.versions()[1].encryption(), None, "whatever the bucket's rule says");
    assert!(logs.object("gone").versions()[0].is_delete_marker());
    assert_eq!(logs.object("link").object_type(), ObjectType::Symlink);
    assert_eq!(logs.objects().iter().map(Object::key).collect::<Vec<_>>(), ["link", "note"]);
    assert_round_trip(&oss);
}

#[test]
fn mistakes_in_objects_are_told_with_line_and_column() {
    let objects = |bucket: &str, objects: &str| {
        format!("[[account]]\nname = \"acme\"\n[[account.bucket]]\nname = \"logs\"\n{bucket}\nobject = [{objects}]\n")
    };
    let minted = |n: u64| format!("CAEQ{n:060}");
    let never = "the bucket never kept versions: it has no delete markers, and no version but `null`";
    let kept = "versioning = \"Enabled\"";
    let (second, seventh) = (minted(2), minted(7));
    for (bucket, object, expected) in [
        (
            "",
            "{ key = «\"/a\" }".to_owned(),
            "`/a` is not the key of an object: it must not be empty, nor start with a \
                                             slash or a backslash",
        ),
        ("", "{ key = \"a\" }, { key = «\"a\" }".to_owned(), "the key has a version `null` already"),
        ("", format!("{{ key = \"a\", version = «\"{second}\" }}"), never),
        ("", "{ key = «\"a\", delete_marker = true }".to_owned(), never),
        (
            "",
            "{ key = \"a\", version = «\"1\" }".to_owned(),
            "`1` is not the id of a version: write `null`, or one that ossmock made up",
        ),
        (
            kept,
            format!("{{ key = \"a\", version = \"{second}\", place = «3 }}"),
            "the place of a version stands in its id, unless that is `null`: leave it out",
        ),
        (
            kept,
            format!("{{ key = \"a\", version = \"{seventh}\" }}, {{ key = \"b\", version = «\"{second}\" }}"),
            "a bucket has its versions in the order in which they were made: this one has the place 2, and the one before \
             it 7",
        ),
        (
            "",
            "{ key = \"a\", place = «9007199254740993 }".to_owned(),
            "the place of a version is at most 9007199254740992",
        ),
        (
            kept,
            "{ key = «\"a\", delete_marker = true, body = \"b\" }".to_owned(),
            "a delete marker has a `key`, `version`, `place` and `modified`, and nothing else",
        ),
        ("", "{ key = \"a\", target = \"b\", body = «\"c\" }".to_owned(), "a link has no body"),
        (
            "",
            "{ key = \"a\", target = «\"/b\" }".to_owned(),
            "`/b` is not the key of an object: it must not be empty, nor start with a slash or a backslash",
        ),
        ("", "{ key = \"a\", type = «\"Symlink\" }".to_owned(), "a link has a `target`, which says all"),
        (
            "",
            "{ key = \"a\", type = «\"Normal\", target = \"b\" }".to_owned(),
            "what has a `target` is a link: leave `type` out",
        ),
        (
            "",
            "{ key = \"a\", type = «\"Big\" }".to_owned(),
            "`Big` is not how an object comes to be: there are `Normal`, `Appendable` and `Multipart`; a link has a \
             `target`",
        ),
        (
            "",
            "{ key = \"a\", etag = «\"5d41402abc4b2a76b9719d911017c592\" }".to_owned(),
            "an ETag has 32 upper-case hex digits, and after a `-` how many parts there were",
        ),
        (
            "",
            "{ key = \"a\", etag = «\"5D41402ABC4B2A76B9719D911017C592-00\" }".to_owned(),
            "an ETag has 32 upper-case hex digits, and after a `-` how many parts there were",
        ),
        ("", "{ key = \"a\", sealed = «\"2026-11-23T16:05:59Z\" }".to_owned(), "only what is `Appendable` is sealed"),
        (
            "",
            "{ key = \"a\", restored = «{ from = \"2026-11-23T16:05:59Z\", until = \"2026-11-24T16:05:59Z\" } }"
                .to_owned(),
            "only an object of an archived class is restored",
        ),
        ("", "{ key = \"a\", body = «{ base64 = \"!\" } }".to_owned(), "this is not base64"),
        (
            "",
            "{ key = \"a\", headers = { host = «\"b\" } }".to_owned(),
            "`host` with this value is not a header that is kept with an object",
        ),
    ] {
        assert_wrong_at(&objects(bucket, &object), expected);
    }
    let error = read(&objects("", "{ key = \"a\", size = 3 }")).expect_err("unknown").to_string();
    assert!(error.contains("unknown field `size`"), "{error}");
}

#[test]
fn texts_that_are_awkward_to_write_are_read_as_they_were() {
    let oss = still();
    let logs = oss.create_account("acme").create_bucket("logs");
    let texts = [
        "\r\n",
        "\n",
        "\na",
        "a\r",
        "\0",
        "\u{7f}",
        "\u{85}",
        "\u{feff}a",
        "\u{2028}",
        "'''",
        "\"\"\"",
        "\\",
        "a\\\nb",
        "\t",
        "\u{fffe}",
        "#",
        "[a]",
        "\"\"\"\n'''\r\n\\",
    ];
    for (i, text) in texts.into_iter().enumerate() {
        logs.put_object(&format!("{i}"), text);
        logs.put_object(&format!("key {text}"), text);
        logs.put_symlink(&format!("link {i}"), &format!("to {text}"));
    }
    assert_round_trip(&oss);
}
