//! World files: what they arrange, where they are wrong, and that a world written down reads as the same.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{
    EncryptionRule, Oss,
    account::SessionCredentials,
    kms::{KmsKeyState, KmsService},
    policy::Acl,
    settings::{Redundancy, StorageClass},
    snapshot::WorldError,
};

use super::support::{answer, get_rule, signed, still};

const EXAMPLE: &str = include_str!("../../examples/world.toml");

pub fn read(toml: &str) -> Result<Oss, WorldError> {
    Ok(Oss::builder().world_toml(toml)?.build())
}

fn error(toml: &str) -> WorldError {
    read(toml).expect_err("must be refused")
}

/// Refused, with the place of `«` in the text.
#[track_caller]
pub fn assert_wrong_at(marked: &str, expected: &str) {
    let (before, after) = marked.split_once('«').expect("the place is marked");
    let line = before.lines().count();
    let column = before.lines().last().unwrap_or_default().chars().count() + 1;
    let found = error(&format!("{before}{after}"));
    assert_eq!(found.to_string(), format!("line {line}, column {column}: {expected}"), "{marked}");
}

/// The written world, read, is equal, and is written the same way.
#[track_caller]
pub fn assert_round_trip(oss: &Oss) {
    let written = oss.world_toml();
    let again = read(&written).unwrap_or_else(|error| panic!("{error}\n{written}"));
    assert_eq!(again.region(), oss.region(), "{written}");
    assert_eq!(again.snapshot(), oss.snapshot(), "{written}");
    assert_eq!(again.world_toml(), written);
}

#[test]
fn a_domain_that_was_bound_later_is_read_back() {
    for since in ["2026-11-23T17:00:00Z", "2026-11-23T16:05:59.5Z"] {
        let cname = format!("{{ domain = \"a.example.com\", since = \"{since}\", certificate = \"c-1\" }}");
        let world = format!("[[account]]\nname = \"acme\"\nbucket = [{{ name = \"logs\", cname = [{cname}] }}]\n");
        let oss = Oss::builder().world_toml(&world).expect("a world").build();
        assert!(oss.world_toml().contains(&format!("since = \"{since}\"")), "{}", oss.world_toml());
        assert_round_trip(&oss);
    }
}

#[test]
fn the_example_arranges_what_it_says() {
    let oss = read(EXAMPLE).expect("the example is a world file");
    let acme = oss.account("acme").expect("acme");
    assert_eq!((acme.id(), acme.credentials().access_key_id), ("1001".to_owned(), "LTAI5tExampleAcme".to_owned()));
    assert_eq!(acme.credentials().access_key_secret, "acme-secret");
    let logs = oss.bucket("logs").expect("logs");
    assert_eq!(logs.encryption(), Some(EncryptionRule::kms("key-1").with_sm4_data()));
    assert_eq!((logs.acl(), logs.storage_class(), logs.redundancy()), Default::default());
    let reader = acme.ram_user("reader").expect("reader");
    assert_eq!(
        reader.policies()[0].to_string(),
        "Allow oss:Get* on acs:oss:*:*:logs, acs:oss:*:*:scratch; Deny oss:GetBucketAcl on *"
    );
    let names = |oss: &Oss| oss.accounts().iter().map(ossmock::Account::name).collect::<Vec<_>>();
    assert_eq!(names(&oss), ["acme", "other"]);
    assert_eq!(
        acme.buckets().iter().map(|bucket| bucket.name().to_owned()).collect::<Vec<_>>(),
        ["archive", "logs", "on-the-box", "scratch"]
    );
    assert_eq!(acme.ram_users().len(), 2);
    let scratch = oss.bucket("scratch").expect("scratch");
    let policy = scratch.policy().expect("a policy");
    assert_eq!(policy.to_string(), "Allow oss:GetBucketInfo on acs:oss:*:1001:scratch for 30001");
    assert!(scratch.blocks_public_access());
    let [auditors] = &*acme.groups() else { panic!("one group") };
    assert_eq!((auditors.name(), auditors.members()), ("auditors", vec!["auditor".to_owned()]));
    let [deploy] = &*acme.roles() else { panic!("one role") };
    let [job] = &*deploy.sessions() else { panic!("one session") };
    assert_eq!((job.name(), &*job.credentials().access_key_id), ("job-7", "STS.ExampleDeploy"));

    let answered = answer(&oss.handle(signed(&oss, &reader.credentials(), get_rule("logs.localhost"))));
    assert_eq!(answered, "200");
    assert_round_trip(&oss);
}

#[test]
fn an_empty_file_is_an_empty_world() {
    let oss = read("").expect("an empty file is one");
    assert_eq!(oss.region(), "cn-hangzhou");
    assert_eq!(oss.world_toml(), "region = \"cn-hangzhou\"\n");
    assert_round_trip(&oss);
}

#[test]
fn what_is_said_last_of_the_region_counts() {
    let bucket = "region = \"cn-beijing\"\n[[account]]\nname = \"acme\"\nbucket = [{ name = \"logs\" }]";
    let file_last = Oss::builder().region("cn-shanghai").world_toml(bucket).expect("a world").build();
    assert_eq!(file_last.region(), "cn-beijing");
    let file_first = Oss::builder().world_toml(bucket).expect("a world").region("cn-shanghai").build();
    assert_eq!(file_first.region(), "cn-shanghai");
    assert_eq!(file_first.bucket("logs").map(|logs| logs.region()).as_deref(), Some("cn-beijing"));
    assert_round_trip(&file_first);
}

#[test]
fn a_second_file_adds_to_the_first() {
    let builder = Oss::builder().world_toml("[[account]]\nname = \"acme\"").expect("a world");
    let both = builder.clone().world_toml("[[account]]\nname = \"other\"").expect("another").build();
    assert_eq!(both.accounts().len(), 2);
    let again = builder.world_toml("[[account]]\nname = \"acme\"").expect_err("acme is there");
    assert_eq!(again.to_string(), "line 2, column 8: there is an account `acme` already");
}

#[test]
fn every_setting_is_written_and_read() {
    let oss = still();
    let acme =
        oss.create_account("a \"quoted\"\nname").set_id("00123").set_access_key("acme.id_=", "s\\e'c\"r\u{7f}et 日本");
    acme.forbid_v1();
    acme.access_key().restrict_to(["127.0.0.1".parse().expect("an address"), "::1".parse().expect("an address")]);
    acme.create_bucket("logs")
        .set_acl(Acl::PublicReadWrite)
        .set_storage_class(StorageClass::DeepColdArchive)
        .set_region("cn-beijing")
        .set_encryption(EncryptionRule::kms("key \"1\""));
    acme.create_bucket("plain");
    acme.create_bucket("aes").set_encryption(EncryptionRule::Aes256);
    acme.create_bucket("sm4").set_encryption(EncryptionRule::Sm4);
    acme.create_bucket("kms").set_encryption(EncryptionRule::kms_default().with_sm4_data());
    let other = oss.create_account("other");
    other.suspend();
    other.access_key().disable();
    // Made after other accounts, so that what is made up while reading is not what it was.
    let late = acme.create_ram_user("late").allow("oss:Get*", "*").deny("OSS:PutBucket?ncryption", "acs:oss:*:*:logs");
    late.attach_policy(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["oss:*","*"],"Resource":["acs:oss:*::x/\"*","acs:oss:*"]},
            {"Effect":"Deny","Action":"oss:DeleteBucket","Resource":"*"}]}"#,
    );
    late.access_key().disable();
    late.access_key().restrict_to([]);
    let _ = other.create_ram_user("idle");
    let session = |id: &str, expires| SessionCredentials {
        id: id.to_owned(),
        secret: "s".to_owned(),
        token: format!("t-{id}"),
        expires,
    };
    let _ = acme.sts_credentials(session("STS.1", oss.clock().now() + Duration::from_millis(1_500)));
    let _ = other.sts_credentials(session("STS.2", SystemTime::UNIX_EPOCH - Duration::from_secs(1)));

    // Redundancy and resource group come by a request.
    let owner = oss.create_account("last").add_resource_group("rg-1");
    owner.create_bucket("named").add_cname("b.example.com").add_cname("a.example.com");
    let request = Request::builder().method(Method::PUT).uri("/").header("Host", "zrs.localhost");
    let request = request.header("x-oss-resource-group-id", "rg-1");
    let body = "<CreateBucketConfiguration><DataRedundancyType>ZRS</DataRedundancyType></CreateBucketConfiguration>";
    let request = request.body(Bytes::from(body)).expect("a request");
    assert_eq!(answer(&oss.handle(signed(&oss, &owner.credentials(), request))), "200");
    assert_eq!(oss.bucket("zrs").expect("zrs").redundancy(), Redundancy::Zone);

    assert_round_trip(&oss);
    let written = oss.world_toml();
    for line in [
        "redundancy = \"ZRS\"",
        "resource_group = \"rg-1\"",
        "resource_group = [\"rg-1\"]",
        "cname = [\"a.example.com\", \"b.example.com\"]",
        "created = \"2026-11-23T16:05:59Z\"",
        "encryption = { algorithm = \"KMS\", kms_data_encryption = \"SM4\" }",
        "access_key_sources = []",
        "expires = \"2026-11-23T16:06:00.5Z\"",
        "  { Version = \"1\", Statement = [{ Effect = \"Allow\", Action = [\"oss:Get*\"], Resource = [\"*\"] }] },",
    ] {
        assert!(written.lines().any(|found| found == line), "{line}\n{written}");
    }
}

#[test]
fn a_moment_is_a_text_or_one_of_toml() {
    let bucket =
        |created: &str| format!("[[account]]\nname = \"acme\"\nbucket = [{{ name = \"logs\", created = {created} }}]");
    let written = |created: &str| read(&bucket(created)).expect("a world").world_toml();
    assert_eq!(written("2026-11-23T17:05:59+01:00"), written("\"2026-11-23T16:05:59Z\""));
    assert_wrong_at(&bucket("«2026-11-23"), "`2026-11-23` is not a moment: write it like `2026-11-23T16:05:59Z`");
    assert_wrong_at(&bucket("«5"), "`account[0].bucket[0].created`: expected a moment such as `2026-11-23T16:05:59Z`");
}

#[test]
fn another_version_of_the_format_is_refused_before_anything_else() {
    assert_round_trip(&read("version = 1").expect("the version there is"));
    let other = |version: u8| {
        format!(
            "this is version {version} of the format, and this ossmock reads version 1: use the ossmock that wrote the file, or \
             write it as version 1"
        )
    };
    assert_wrong_at("tenants = []\nversion = «2", &other(2));
    assert_wrong_at("version = «0", &other(0));
    assert_wrong_at("version = «\"1\"", "invalid type: string \"1\", expected u64");
}

#[test]
fn buckets_that_moved_to_a_full_region_are_read() {
    let oss = still();
    let acme = oss.create_account("acme");
    for number in 0..90 {
        acme.create_bucket(&format!("hangzhou-{number}"));
    }
    for number in 0..90 {
        acme.create_bucket(&format!("beijing-{number}")).set_region("cn-beijing");
    }
    acme.buckets().iter().for_each(|bucket| drop(bucket.set_region("cn-beijing")));
    assert!(oss.world_toml().contains("max_buckets = 180\n"));
    assert_round_trip(&oss);
}

#[test]
fn a_hundred_buckets_in_each_of_two_regions_are_read() {
    let oss = still();
    let acme = oss.create_account("acme");
    for number in 0..100 {
        acme.create_bucket(&format!("beijing-{number}")).set_region("cn-beijing");
    }
    for number in 0..100 {
        acme.create_bucket(&format!("hangzhou-{number}"));
    }
    assert_round_trip(&oss);
}

#[test]
fn what_is_made_up_passes_over_what_the_file_gives() {
    let oss = read(
        r#"
        [[account]]
        name = "acme"
        id = "1000000000000003"
        access_key_id = "LTAI5tOssmock00000000004"
        access_key_secret = "given"
        [[account]]
        name = "other"
        "#,
    )
    .expect("a world");
    let (acme, other) = (oss.account("acme").expect("acme"), oss.account("other").expect("other"));
    assert_eq!(acme.credentials().access_key_secret, "given");
    assert_ne!(acme.id(), other.id());
    assert_ne!(acme.access_key().id(), other.access_key().id());
}

#[test]
fn mistakes_are_told_with_line_and_column() {
    let acme = "[[account]]\nname = \"acme\"\n";
    let in_bucket = |line: &str| format!("{acme}[[account.bucket]]\nname = \"logs\"\n{line}\n");
    let in_user = |line: &str| format!("{acme}[[account.ram_user]]\nname = \"ci\"\n{line}\n");
    for (toml, expected) in [
        (format!("{acme}[[account]]\nname = «\"acme\"\n"), "there is an account `acme` already"),
        (
            "region = «\"oss-cn-hangzhou\"".to_owned(),
            "`oss-cn-hangzhou` is not a region: write it like `cn-hangzhou`, without `oss-`",
        ),
        (format!("{acme}id = «\"12x\""), "`12x` is not a UID: it has 1 to 32 digits"),
        (
            format!("{acme}id = \"7\"\nram_user = [{{ name = \"日本\", id = «\"7\" }}]"),
            "another account or RAM user has the UID `7`",
        ),
        (
            format!("{acme}access_key_id = «\"x\""),
            "access_key_id and access_key_secret are given together or not at all",
        ),
        (
            format!("{acme}access_key_secret = «\"x\""),
            "access_key_id and access_key_secret are given together or not at all",
        ),
        (
            format!("{acme}access_key_id = \"x\"\naccess_key_secret = «\"\""),
            "the id and the secret of an AccessKey must not be empty",
        ),
        (
            format!("{acme}access_key_id = «\"x-y\"\naccess_key_secret = \"s\""),
            "`x-y` is not an AccessKey id: it has letters, digits, `.`, `_` and `=`",
        ),
        (
            in_user("access_key_id = «\"LTAI5tOssmock00000000002\"\naccess_key_secret = \"s\""),
            "there is an AccessKey with the id `LTAI5tOssmock00000000002` already",
        ),
        (
            format!("{acme}bucket = [{{ name = «\"Logs\" }}]"),
            "`Logs` is not a bucket name: 3 to 63 of a-z, 0-9 and -, no - at either end",
        ),
        (
            format!("{acme}bucket = [\n  {{ name = \"logs\" }},\n  {{ name = «\"logs\" }},\n]"),
            "there is a bucket `logs` already",
        ),
        (
            in_bucket("acl = «\"public\""),
            "`public` is not an ACL: there are `private`, `public-read` and `public-read-write`",
        ),
        (
            in_bucket("storage_class = «\"ia\""),
            "`ia` is not a storage class: there are `Standard`, `IA`, `Archive`, `ColdArchive` and \
             `DeepColdArchive`",
        ),
        (in_bucket("redundancy = «\"GRS\""), "`GRS` is not a data redundancy type: there are `LRS` and `ZRS`"),
        (in_bucket("created = «\"yesterday\""), "`yesterday` is not a moment: write it like `2026-11-23T16:05:59Z`"),
        (
            in_bucket("encryption = { algorithm = «\"AES\" }"),
            "`AES` is not an algorithm: there are `KMS`, `AES256` and `SM4`",
        ),
        (
            in_bucket("encryption = { algorithm = \"AES256\", kms_master_key_id = «\"k\" }"),
            "only `KMS` has a key id or a data encryption algorithm",
        ),
        (
            in_bucket("encryption = { algorithm = \"KMS\", kms_data_encryption = «\"SM2\" }"),
            "`SM2` is not a data encryption algorithm: there is `SM4`",
        ),
        (
            format!("{acme}ram_user = [{{ name = \"ci\" }}, {{ name = «\"ci\" }}]"),
            "the account has a RAM user `ci` already",
        ),
        (
            format!(
                "{acme}session = [{{ access_key_id = \"STS.1\", access_key_secret = \"s\", security_token = «\"\", \
                 expires = \"2099-01-01T00:00:00Z\" }}]"
            ),
            "the security token of a session must not be empty",
        ),
    ] {
        assert_wrong_at(&toml, expected);
    }
}

#[test]
fn how_something_is_encrypted_may_be_the_name_of_an_algorithm() {
    let world = |bucket: &str| format!("[[account]]\nname = \"acme\"\n[[account.bucket]]\nname = \"logs\"\n{bucket}");
    let named =
        [("AES256", EncryptionRule::Aes256), ("SM4", EncryptionRule::Sm4), ("KMS", EncryptionRule::kms_default())];
    for (name, expected) in named {
        let within = format!(
            "object = [{{ key = \"a\", encryption = \"{name}\" }}]\nupload = [{{ key = \"b\", encryption = \"{name}\" }}]"
        );
        let oss = read(&world(&format!("encryption = \"{name}\"\n{within}"))).expect("a world");
        assert_eq!(oss.bucket("logs").expect("logs").encryption(), Some(expected));
        let written = oss.world_toml();
        assert_eq!(written.matches(&format!("algorithm = \"{name}\"")).count(), 3, "{written}");
        assert_round_trip(&oss);
    }
    assert_wrong_at(
        &world("encryption = «\"aes256\""),
        "`aes256` is not an algorithm: there are `KMS`, `AES256` and `SM4`",
    );
    assert_wrong_at(
        &world("object = [{ key = \"a\", encryption = «5 }]"),
        "`account[0].bucket[0].object[0].encryption` is an algorithm such as `AES256`, or `{ algorithm = \"KMS\", … }`, and the \
         number `5` was given",
    );
}

#[test]
fn what_is_no_world_file_is_refused() {
    for (toml, line, column, expected) in [
        ("regoin = \"cn-hangzhou\"", 1, 1, "unknown field `regoin`"),
        ("[[account]]\nname = \"acme\"\nbukket = []", 3, 1, "unknown field `bukket`"),
        ("[[account]]\nname = \"acme\"\nbucket = [{ name = \"logs\", zone = 1 }]", 3, 28, "unknown field `zone`"),
        ("[[account]]\nid = \"1\"", 1, 1, "missing field `name`"),
        ("[[account]]\nname = 5", 2, 8, "`account[0].name` is a string, and the number `5` was given"),
        ("[[account]]\nname = \"acme\"\naccess_key_sources = [\"here\"]", 3, 23, "invalid IP address syntax"),
        ("[[account]]\nname = \"acme\"\nname = \"again\"", 3, 1, "duplicate key"),
        ("\n[account", 2, 9, ""),
    ] {
        let found = error(toml);
        assert!(found.problem().contains(expected), "{toml}\n{found}");
        assert_eq!((found.line(), found.column()), (line, column), "{toml}\n{found}");
        assert_eq!(format!("{found:?}"), found.to_string());
        assert!(!found.to_string().contains('\n'), "{found}");
    }
}

#[test]
fn a_mistake_in_the_world_of_a_case_is_told_with_its_line() {
    let case = "+++\nsource = \"x\"\nprovenance = \"assumed\"\ndocumented = [{ status = 200 }]\n\n[world]\naccount = [\n  \
                { name = \"acme\" },\n  { name = \"acme\" },\n]\n+++\n\n>>> a request\nGET / HTTP/1.1\n";
    let case = ossmock::fixture::Case::parse(case).expect("a case");
    assert_eq!(case.oss().expect_err("two of one name").to_string(), "line 9: there is an account `acme` already");
}

/// Groups, roles, sessions and policies of RAM, and tags of buckets.
#[test]
fn groups_roles_sessions_policies_and_tags_are_written_and_read() {
    let oss = still();
    let acme = oss.create_account("acme").set_id("1001");
    let (ci, idle) = (acme.create_ram_user("ci"), acme.create_ram_user("idle"));
    acme.create_group("none");
    acme.create_group("all \"of\" them").add_member(&idle).add_member(&ci).allow("oss:Get*", "*").deny("oss:Put*", "*");
    let ops = acme.create_role("Ops").attach_policy(
        r#"{"Version":"1","Statement":[{"Effect":"Deny","NotAction":"oss:Get*","NotResource":"acs:oss:*:*:logs",
            "Condition":{"NotIpAddress":{"acs:SourceIp":["10.0.0.0/8","::1"]},"StringLike":{"oss:Prefix":["","a*"]}}}]}"#,
    );
    let narrow = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:*","Resource":"*"}]}"#;
    ops.create_session("plain");
    ops.create_session("narrow").set_policy(narrow).set_lifetime(Duration::from_secs(900));
    let credentials = ops.create_session("given").credentials();
    acme.create_role("idle");
    let _ = acme.sts_credentials(SessionCredentials {
        id: "STS.Own".to_owned(),
        secret: "s".to_owned(),
        token: "t".to_owned(),
        expires: oss.clock().now(),
    });
    acme.set_block_public_access(true);
    // Every byte of the text counts, those of line ends as well.
    let text = "{\"Version\":\"1\",\r\n\t\"Statement\" : [{\"Effect\":\"Allow\",\"Principal\":[],\
                \"Action\":\"oss:*\",\"Resource\":\"acs:oss:*:*:lo'''gs\\u0041\\\"\u{7f}日本\"}]}\n";
    acme.create_bucket("logs").set_policy(text).set_tag("team", "a \"b\"").set_tag("", "");
    acme.create_bucket("open").set_block_public_access(false);

    assert_round_trip(&oss);
    let written = oss.world_toml();
    let again = read(&written).expect("a world");
    let acme = again.account("acme").expect("acme");
    assert_eq!(again.bucket("logs").expect("logs").policy().expect("a policy").json(), text);
    assert_eq!(
        (acme.sessions().len(), acme.role("Ops").expect("Ops").sessions().len()),
        (1, 3),
        "sessions of a role are not the account's own\n{written}"
    );
    let given = acme.role("Ops").and_then(|ops| ops.session("given")).expect("the session");
    assert_eq!(given.credentials(), credentials);
    assert_eq!(given.expires(), oss.clock().now() + Duration::from_secs(3_600));

    // Whether public access is blocked does not depend on the fake that reads the file.
    let open = Oss::builder().block_public_access(false).world_toml(&written).expect("a world").build();
    assert_eq!(open.world_toml(), written);
    for line in [
        "members = [\"idle\", \"ci\"]",
        "name = \"narrow\"",
        "block_public_access = true",
        "block_public_access = false",
        "expires = \"2026-11-23T16:20:59Z\"",
        "policy = { Version = \"1\", Statement = [{ Effect = \"Allow\", Action = [\"oss:*\"], Resource = [\"*\"] }] }",
    ] {
        assert!(written.lines().any(|found| found == line), "{line}\n{written}");
    }
}

#[test]
fn mistakes_in_groups_roles_and_bucket_policies_are_told_with_line_and_column() {
    let acme = "[[account]]\nname = \"acme\"\nram_user = [{ name = \"ci\" }]\n";
    let given = "access_key_id, access_key_secret and security_token are given together or not at all";
    let role = |line: &str| format!("{acme}[[account.role]]\nname = \"ops\"\n{line}\n");
    let session = |line: &str| role(&format!("[[account.role.session]]\nname = \"s1\"\n{line}"));
    let in_bucket = |line: &str| format!("{acme}[[account.bucket]]\nname = \"logs\"\n{line}\n");
    for (toml, expected) in [
        (format!("{acme}group = [{{ name = \"g\" }}, {{ name = «\"g\" }}]"), "the account has a group `g` already"),
        (
            format!("{acme}group = [{{ name = \"g\", members = [\"ci\", «\"cd\"] }}]"),
            "the account has no RAM user `cd`",
        ),
        (
            format!("{acme}group = [{{ name = \"g\", policies = [{{ Version = «\"2\", Statement = [] }}] }}]"),
            "policy document at `Version`: `2` is not the one version there is, \"1\"",
        ),
        (role("[[account.role]]\nname = «\"ops\""), "the account has a role `ops` already"),
        (
            role("policies = [{ Version = \"1\", Statement = «[] }]"),
            "policy document at `Statement`: the list is empty",
        ),
        (
            role("session = [{ name = «\"s\" }]"),
            "`s` is not a name of a session: 2 to 64 of letters, digits, `.`, `@`, `-` and `_`",
        ),
        (session("[[account.role.session]]\nname = «\"s1\""), "the role has a session `s1` already"),
        (session("access_key_id = «\"STS.1\""), given),
        (session("security_token = \"t\"\naccess_key_secret = «\"s\""), given),
        (
            session("access_key_id = \"STS.1\"\naccess_key_secret = \"s\"\nsecurity_token = «\"\""),
            "the security token of a session must not be empty",
        ),
        (
            session("access_key_id = «\"LTAI5tOssmock00000000002\"\naccess_key_secret = \"s\"\nsecurity_token = \"t\""),
            "there is an AccessKey with the id `LTAI5tOssmock00000000002` already",
        ),
        (session("expires = «\"soon\""), "`soon` is not a moment: write it like `2026-11-23T16:05:59Z`"),
        (
            session(
                "policy = { Version = \"1\", Statement = [{ Effect = \"Allow\", Action = «\"x\", Resource = \"*\" }] }",
            ),
            "policy document at `Statement[0].Action`: `x` is not an action: write `oss:PutBucketEncryption`, \
             `oss:Get*` or `*`",
        ),
        (
            in_bucket(
                "policy = { Version = \"1\", Statement = [{ Effect = \"Allow\", Principal = [\"*\", «\"acme\"], \
                 Action = \"oss:*\", Resource = \"*\" }] }",
            ),
            "policy document at `Statement[0].Principal[1]`: `acme` is not a principal: write a UID, `*` or \
             `arn:sts::<uid>:assumed-role/<role in lower case>/<session>`",
        ),
        (
            in_bucket(
                "policy = { Version = \"1\", Statement = [«{ Effect = \"Allow\", Action = \"oss:*\", \
                 Resource = \"acs:oss:*:*:logs/**\" }] }",
            ),
            "policy document at `Statement[0]`: two `*` stand side by side",
        ),
        (
            in_bucket("policy = '''{ \"Version\": \"1\", \"Statement\": «[] }'''"),
            "policy document at `Statement`: the list is empty",
        ),
        (in_bucket("policy = «5"), "policy document at `.`: invalid type: integer `5`, expected an object"),
        (
            in_bucket("block_public_access = «\"no\""),
            "`account[0].bucket[0].block_public_access` is `true` or `false`, and the string \"no\" was given",
        ),
        (in_bucket("tags = { a = «1 }"), "`account[0].bucket[0].tags.a` is a string, and the number `1` was given"),
    ] {
        assert_wrong_at(&toml, expected);
    }
}

#[test]
fn kms_keys_are_written_and_read() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_kms_key("orders").set_id("9468da86-3509-4f8d-a61e-6eab1eac0000");
    acme.create_kms_key("old \"1\"").set_region("cn-beijing").disable();
    acme.create_kms_key("gone").schedule_deletion();
    acme.create_kms_key("mine").await_import();
    oss.create_account("other").set_kms_service(KmsService::InDebtOverdue);
    assert_round_trip(&oss);
    let written = oss.world_toml();
    for line in [
        "kms = \"in-debt-overdue\"",
        "id = \"9468da86-3509-4f8d-a61e-6eab1eac0000\"",
        "alias = \"alias/orders\"",
        "region = \"cn-beijing\"",
        "state = \"Disabled\"",
    ] {
        assert!(written.lines().any(|found| found == line), "{line}\n{written}");
    }
    assert_eq!(written.matches("state = ").count(), 3, "{written}");
}

#[test]
fn a_kms_key_has_an_id_or_an_alias() {
    let oss = read(
        r#"
        region = "cn-beijing"
        [[account]]
        name = "acme"
        kms = "not-enabled"
        [[account.kms_key]]
        id = "key-hzz1"
        [[account.kms_key]]
        alias = "alias/acs/oss"
        region = "cn-hangzhou"
        state = "PendingDeletion"
        [[account]]
        name = "other"
        kms = "enabled"
        kms_key = [{ alias = "alias/acs/oss" }]
        "#,
    )
    .expect("a world");
    let acme = oss.account("acme").expect("acme");
    let first = acme.kms_key("key-hzz1").expect("by id");
    assert_eq!((first.alias(), first.region(), first.state()), (None, "cn-beijing".to_owned(), KmsKeyState::Enabled));
    let second = acme.kms_key("acs/oss").expect("by alias");
    assert_eq!((second.region(), second.state()), ("cn-hangzhou".to_owned(), KmsKeyState::PendingDeletion));
    assert_round_trip(&oss);
}

#[test]
fn mistakes_in_kms_keys_are_told_with_line_and_column() {
    let keys = |keys: &str| format!("[[account]]\nname = \"acme\"\nkms_key = [{keys}]");
    for (toml, expected) in [
        (keys("«{ state = \"Enabled\" }"), "a KMS key has an id or an alias"),
        (keys("{ alias = «\"orders\" }"), "`orders` is not an alias: write it like `alias/orders`"),
        (keys("{ alias = «\"alias/\" }"), "`alias/` is not an alias: write it like `alias/orders`"),
        (
            keys("{ id = «\"123\", alias = \"alias/orders\" }"),
            "`123` is not the id of a KMS key: write a UUID, or `key-` and letters and digits",
        ),
        (
            keys("{ alias = \"alias/orders\" }, { id = \"123\", alias = «\"alias/orders\" }"),
            "the account has a KMS key `alias/orders` already",
        ),
        (
            keys("{ id = \"key-1\" }, { id = «\"key-1\", alias = \"alias/orders\" }"),
            "there is a KMS key with the id `key-1` already",
        ),
        (
            keys("{ id = \"key-1\", region = «\"oss-cn-hangzhou\" }"),
            "`oss-cn-hangzhou` is not a region: write it like `cn-hangzhou`, without `oss-`",
        ),
        (
            keys("{ id = \"key-1\", state = «\"disabled\" }"),
            "`disabled` is not a state of a KMS key: there are `Enabled`, `Disabled`, `PendingDeletion` and \
             `PendingImport`",
        ),
        (
            "[[account]]\nname = \"acme\"\nkms = «\"off\"".to_owned(),
            "`off` is not what KMS can be for an account: there are `enabled`, `not-enabled`, `not-offered`, `in-debt` \
             and `in-debt-overdue`",
        ),
    ] {
        assert_wrong_at(&toml, expected);
    }
    assert!(error(&keys("{ id = \"key-1\", name = \"x\" }")).problem().contains("unknown field `name`"));
}

#[test]
fn cloudboxes_are_written_and_read() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_cloudbox("cb-1").create_bucket("logs").set_encryption(EncryptionRule::Aes256).set_acl(Acl::PublicRead);
    acme.create_cloudbox("cb-2").set_region("cn-shenzhen").create_bucket("more");
    acme.create_bucket("public");
    oss.create_account("other").create_cloudbox("cb-3");
    assert_round_trip(&oss);
    let written = oss.world_toml();
    for line in ["id = \"cb-3\"", "cloudbox = \"cb-1\"", "cloudbox = \"cb-2\"", "region = \"cn-shenzhen\""] {
        assert_eq!(written.lines().filter(|found| *found == line).count(), 1, "{line}\n{written}");
    }

    let file = "[[account]]\nname = \"acme\"\ncloudbox = [{ id = \"cb-1\", region = \"cn-beijing\" }]\n\
                bucket = [{ name = \"logs\", cloudbox = \"cb-1\", redundancy = \"LRS\" }]";
    let logs = read(file).expect("a world").bucket("logs").expect("logs");
    assert_eq!(logs.cloudbox().expect("a box").endpoint(), "cb-1.cn-beijing.oss-cloudbox.aliyuncs.com");
    assert_eq!(logs.region(), "cn-beijing");
}

#[test]
fn mistakes_in_cloudboxes_are_told_with_line_and_column() {
    let acme = "[[account]]\nname = \"acme\"\ncloudbox = [{ id = \"cb-1\" }]\n";
    let bucket = |rest: &str| format!("{acme}bucket = [{{ name = \"logs\", cloudbox = \"cb-1\", {rest} }}]");
    let on = "the bucket `logs` is on the CloudBox `cb-1`, which";
    for (toml, expected) in [
        (
            "[[account]]\nname = \"acme\"\ncloudbox = [{ id = «\"box\" }]".to_owned(),
            "`box` is not the id of a CloudBox: write `cb-` and 1 to 29 lower-case letters and digits".to_owned(),
        ),
        (
            format!("{acme}[[account]]\nname = \"other\"\ncloudbox = [{{ id = «\"cb-1\" }}]"),
            "there is a CloudBox `cb-1` already".to_owned(),
        ),
        (
            format!("{acme}[[account]]\nname = \"other\"\nbucket = [{{ name = \"logs\", cloudbox = «\"cb-1\" }}]"),
            "the account has no CloudBox `cb-1`: list it in `[[account.cloudbox]]`".to_owned(),
        ),
        (
            "[[account]]\nname = \"acme\"\ncloudbox = [{ id = \"cb-1\", region = «\"cb-1\" }]".to_owned(),
            "`cb-1` is not a region: write it like `cn-hangzhou`, without `oss-`".to_owned(),
        ),
        (
            bucket("region = «\"cn-hangzhou\""),
            "a bucket on a CloudBox is in the region of the box: leave `region` out".to_owned(),
        ),
        (bucket("encryption = { algorithm = «\"KMS\" }"), format!("{on} takes no rule but `AES256`")),
        (bucket("storage_class = «\"IA\""), format!("{on} has no storage class but `Standard`")),
        (bucket("redundancy = «\"ZRS\""), format!("{on} has no data redundancy type but `LRS`")),
        (
            format!("{acme}bucket = [{{ name = \"logs\" }}, {{ name = «\"logs\", cloudbox = \"cb-1\" }}]"),
            "there is a bucket `logs` already".to_owned(),
        ),
    ] {
        assert_wrong_at(&toml, &expected);
    }
}
