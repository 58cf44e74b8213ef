//! Handles: mistakes of a test, values it reads back, and the switches on accounts, keys and the clock.

use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Request, Response};
use ossmock::{
    Account, Cause, Credentials, EncryptionRule, KmsKey, Operation, Oss, Peer, Record,
    account::SessionCredentials,
    kms::KmsService,
    object::ObjectVersion,
    policy::Acl,
    replication::ReplicationRule,
    settings::{Redundancy, StorageClass, Versioning},
    signature::SignatureVersion,
};

use super::panics::{caught, panic_here};
use super::support::{LOGS, MOMENT, answer, get_rule, kms, put_rule, request, signed, still};

fn cause(oss: &Oss) -> Option<Cause> {
    oss.journal().last().and_then(Record::cause)
}

fn ask(oss: &Oss, credentials: &Credentials) -> Response<Bytes> {
    oss.handle(signed(oss, credentials, get_rule(LOGS)))
}

fn session(id: &str, token: &str, expires: SystemTime) -> SessionCredentials {
    SessionCredentials { id: id.to_owned(), secret: "sts-secret".to_owned(), token: token.to_owned(), expires }
}

#[test]
fn mistakes_are_told_in_words_at_the_line_of_the_test() {
    macro_rules! told {
        ($call:expr) => {
            panic_here!(drop($call))
        };
    }
    let oss = Oss::new();
    let (acme, other) = (oss.create_account("acme"), oss.create_account("other"));
    let logs = acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").set_id("7");
    let taken = acme.access_key().id();
    let expires = oss.clock().now() + Duration::from_secs(60);

    let message = told!(oss.create_account("acme"));
    assert_eq!(message, "there is an account `acme` already: keep its handle, or call `Oss::account`");
    let message = told!(acme.create_ram_user("ci"));
    assert_eq!(message, "the account has a RAM user `ci` already: keep its handle, or call `ram_user`");
    for name in ["", "ab", "Logs", "logs_1", "-logs", "logs-", "a.b", &"a".repeat(64)] {
        let message = told!(acme.create_bucket(name));
        let rule = "is not a bucket name: 3 to 63 of a-z, 0-9 and -, no - at either end";
        assert_eq!(message, format!("`{name}` {rule}"));
    }
    let message = told!(other.create_bucket("logs"));
    assert_eq!(message, "there is a bucket `logs` already: keep its handle, or call `Oss::bucket`");
    for id in ["", "12x", "-1", &"1".repeat(33)] {
        let expected = format!("`{id}` is not a UID: it has 1 to 32 digits");
        assert_eq!(told!(acme.set_id(id)), expected);
        assert_eq!(told!(ci.set_id(id)), expected);
    }
    assert_eq!(told!(other.set_id("7")), "another account or RAM user has the UID `7`");
    assert_eq!(told!(ci.set_id(&acme.id())), format!("another account or RAM user has the UID `{}`", acme.id()));

    let expected = format!("there is an AccessKey with the id `{taken}` already");
    assert_eq!(told!(other.set_access_key(&taken, "secret")), expected);
    assert_eq!(told!(ci.set_access_key(&taken, "secret")), expected);
    assert_eq!(told!(other.sts_credentials(session(&taken, "token", expires))), expected);
    let expected = "`an-id` is not an AccessKey id: it has letters, digits, `.`, `_` and `=`";
    assert_eq!(told!(acme.set_access_key("an-id", "secret")), expected);
    assert_eq!(told!(acme.sts_credentials(session("an-id", "token", expires))), expected);
    let expected = "the id and the secret of an AccessKey must not be empty";
    assert_eq!(told!(acme.set_access_key("", "secret")), expected);
    assert_eq!(told!(ci.set_access_key("Id", "")), expected);
    let expected = "the security token of a session must not be empty";
    assert_eq!(told!(acme.sts_credentials(session("STS.1", "", expires))), expected);

    for number in 0..99 {
        acme.create_bucket(&format!("bucket-{number}"));
    }
    let limit = "an account has at most 100 buckets in a region, and 1000 in all: `Builder::max_buckets`, `max_buckets` in a \
                 world file or `--max-buckets` raises that";
    assert_eq!(told!(acme.create_bucket("one-more")), limit);
    let one_more = request(http::Method::PUT, "one-more.oss-cn-hangzhou.aliyuncs.com", "/");
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), one_more))), "400 TooManyBuckets");
    assert_eq!(cause(&oss), Some(Cause::TooManyBuckets));
    assert_eq!(oss.journal().last().and_then(ossmock::Record::note), Some(limit));

    let response = oss.handle(signed(&oss, &acme.credentials(), request(http::Method::DELETE, LOGS, "/")));
    assert_eq!(answer(&response), "204");
    assert_eq!(told!(logs.set_encryption(None)), "the bucket `logs` was deleted");
    assert_eq!(told!(logs.set_acl(Acl::PublicRead)), "the bucket `logs` was deleted");
    assert_eq!(told!(logs.region()), "the bucket `logs` was deleted");
    assert_eq!(told!(logs.owner()), "the bucket `logs` was deleted");
    assert_eq!(told!(logs.set_region("cn-beijing")), "the bucket `logs` was deleted");
}

#[test]
fn policies_are_checked_at_the_line_of_the_test() {
    let ci = Oss::new().create_account("acme").create_ram_user("ci");
    let _ = panic_here!(ci.allow("PutBucket", "*"));
    let _ = panic_here!(ci.deny("PutBucket", "*"));
    let _ = panic_here!(ci.attach_policy("{}"));
    assert!(ci.policies().is_empty());
}

#[test]
fn regions_and_moments_are_checked_at_the_line_of_the_test() {
    let wrong = "`oss-cn-hangzhou` is not a region: write it like `cn-hangzhou`, without `oss-`";
    assert_eq!(panic_here!(Oss::builder().region("oss-cn-hangzhou")), wrong);
    let logs = Oss::new().create_account("acme").create_bucket("logs");
    assert_eq!(panic_here!(logs.set_region("oss-cn-hangzhou")), wrong);
    assert_eq!(logs.region(), "cn-hangzhou");

    let oss = still();
    let message = panic_here!(oss.clock().set_utc("yesterday"));
    assert_eq!(message, "`yesterday` is not a moment: write it like `2026-11-23T16:05:59Z`");
    let before_1970 = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
    let message = panic_here!(oss.clock().set(before_1970));
    assert_eq!(message, "the clock can be set to moments from 1970-01-01T00:00:00Z to 9999-12-30T22:00:00Z");
    let message = panic_here!(oss.clock().set_utc("9999-12-31T00:00:00Z"));
    assert_eq!(message, "`9999-12-31T00:00:00Z` is later than any moment here: the last one is 9999-12-30T22:00:00Z");
    let message = panic_here!(oss.clock().advance(Duration::MAX));
    assert_eq!(message, "the clock cannot be moved beyond 9999-12-30T22:00:00Z");
    // The mistakes left the clock alone, and the lock unpoisoned.
    assert_eq!(answer(&oss.handle(get_rule(LOGS))), "404 NoSuchBucket");
}

#[test]
fn a_mistake_changes_nothing() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let other = oss.create_account("other").set_id("7");
    acme.create_bucket("logs");
    let before = oss.snapshot();
    let _ = caught(|| drop(oss.create_account("acme")));
    let _ = caught(|| drop(other.create_bucket("logs")));
    let _ = caught(|| drop(acme.set_id(&other.id())));
    let _ = caught(|| drop(other.set_access_key(&acme.access_key().id(), "secret")));
    oss.assert_unchanged_since(&before);
    assert_eq!(acme.set_id(&acme.id()).id(), acme.id(), "one's own UID is no other's");
}

#[test]
fn handles_read_back_what_was_arranged() {
    let oss = Oss::builder().region("cn-beijing").build();
    let acme = oss.create_account("acme").set_id("1001").set_access_key("Id1", "secret-1");
    let ci = acme.create_ram_user("ci").set_id("20001").set_access_key("Id2", "secret-2");
    let logs = acme.create_bucket("logs").set_acl(Acl::PublicRead).set_storage_class(StorageClass::Archive);
    logs.set_encryption(EncryptionRule::Aes256);

    assert_eq!((acme.name(), acme.id(), acme.access_key().id()), ("acme".into(), "1001".into(), "Id1".into()));
    assert_eq!((ci.name(), ci.id(), ci.access_key().id()), ("ci".into(), "20001".into(), "Id2".into()));
    assert_eq!(ci.credentials().access_key_secret, "secret-2");
    assert_eq!((logs.name(), logs.arn(), logs.region()), ("logs", "acs:oss:*:*:logs".into(), "cn-beijing".into()));
    assert_eq!(
        (logs.acl(), logs.storage_class(), logs.redundancy()),
        (Acl::PublicRead, StorageClass::Archive, Redundancy::Local)
    );
    assert_eq!((logs.owner().id(), logs.encryption()), (acme.id(), Some(EncryptionRule::Aes256)));
    assert!(logs.exists());
    assert_eq!(logs.set_region("cn-shanghai").region(), "cn-shanghai");

    assert_eq!(oss.account("acme").map(|account| account.id()), Some(acme.id()));
    assert_eq!(acme.ram_user("ci").map(|user| user.id()), Some(ci.id()));
    assert_eq!(oss.bucket("logs").map(|bucket| bucket.region()).as_deref(), Some("cn-shanghai"));
    assert!(oss.account("none").is_none() && acme.ram_user("none").is_none() && oss.bucket("none").is_none());
}

#[test]
fn a_handle_sees_what_requests_change() {
    let oss = Oss::builder().block_public_access(false).build();
    let acme = oss.create_account("acme");
    let put = |target: &str, header: (&str, &str)| {
        let mut put = request(http::Method::PUT, LOGS, target);
        put.headers_mut()
            .insert(http::HeaderName::try_from(header.0).expect("a name"), header.1.parse().expect("a value"));
        oss.handle(signed(&oss, &acme.credentials(), put))
    };
    assert_eq!(answer(&put("/", ("x-oss-acl", "public-read"))), "200");
    let logs = oss.bucket("logs").expect("a bucket made by a request");
    assert_eq!((logs.acl(), logs.owner().name()), (Acl::PublicRead, "acme".to_owned()));
    assert_eq!(answer(&put("/?acl", ("x-oss-acl", "private"))), "200");
    assert_eq!(logs.acl(), Acl::Private);
    let _ = oss.handle(signed(&oss, &acme.credentials(), request(http::Method::DELETE, LOGS, "/")));
    assert!(!logs.exists() && logs.encryption().is_none());
}

#[test]
fn a_disabled_key_is_refused_until_it_is_enabled() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    acme.access_key().disable();
    assert_eq!(answer(&ask(&oss, &acme.credentials())), "403 InvalidAccessKeyId");
    assert_eq!(cause(&oss), Some(Cause::AccessKeyDisabled));
    acme.access_key().enable();
    let _ = ask(&oss, &acme.credentials());
    assert_eq!(cause(&oss), Some(Cause::NoEncryptionRule));
}

#[test]
fn a_replaced_key_is_forgotten() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let before = acme.credentials();
    let _ = acme.set_access_key("NewId", "new-secret");
    let _ = ask(&oss, &before);
    assert_eq!(cause(&oss), Some(Cause::AccessKeyIdUnknown));
    let _ = ask(&oss, &acme.credentials());
    assert_eq!(cause(&oss), Some(Cause::NoEncryptionRule));
}

#[test]
fn a_changed_secret_is_the_only_one_that_signs() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let before = acme.credentials();
    // The derived V4 key of the first secret is kept by then; it must not speak for the second.
    let _ = ask(&oss, &before);
    let _ = acme.set_access_key(&before.access_key_id, "new-secret");
    let _ = ask(&oss, &before);
    assert_eq!(cause(&oss), Some(Cause::SignatureMismatchV4));
}

#[test]
fn a_restricted_key_is_refused_from_elsewhere() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let office = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9));
    acme.access_key().restrict_to([office]);
    assert_eq!(answer(&ask(&oss, &acme.credentials())), "403 InvalidAccessKeyId");
    assert_eq!(cause(&oss), Some(Cause::AccessKeyRestricted));
    let mut from_office = signed(&oss, &acme.credentials(), get_rule(LOGS));
    from_office.extensions_mut().insert(Peer { ip: office, ..Peer::default() });
    let _ = oss.handle(from_office);
    assert_eq!(cause(&oss), Some(Cause::NoEncryptionRule));
}

#[test]
fn an_account_without_v1_takes_the_other_versions() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:Get*", "*");
    acme.forbid_v1();
    for credentials in [acme.credentials(), ci.credentials()] {
        for (version, expected) in [
            (SignatureVersion::V1, Cause::V1Forbidden),
            (SignatureVersion::V2, Cause::NoEncryptionRule),
            (SignatureVersion::V4, Cause::NoEncryptionRule),
        ] {
            let _ = oss.handle(oss.signer(&credentials).version(version).sign(get_rule(LOGS)));
            assert_eq!(cause(&oss), Some(expected), "{version:?}");
        }
    }
}

#[test]
fn a_suspended_account_serves_no_caller_until_it_is_resumed() {
    let oss = still();
    let acme = oss.create_account("acme");
    let other = oss.create_account("other");
    acme.create_bucket("logs");
    let before = oss.snapshot();
    acme.suspend();
    for credentials in [acme.credentials(), other.credentials()] {
        assert_eq!(answer(&ask(&oss, &credentials)), "403 UserDisable");
    }
    acme.resume();
    oss.assert_unchanged_since(&before);
    let _ = ask(&oss, &acme.credentials());
    assert_eq!(cause(&oss), Some(Cause::NoEncryptionRule));
}

#[test]
fn a_session_ends_by_the_fakes_clock() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let credentials = acme.sts_credentials(session("STS.1", "token-1", oss.clock().now() + Duration::from_secs(600)));
    let _ = acme.sts_credentials(session("STS.2", "token-2", oss.clock().now() + Duration::from_secs(600)));
    let with_token =
        |token: Option<&str>| Credentials { security_token: token.map(str::to_owned), ..credentials.clone() };
    for (credentials, expected) in [
        (credentials.clone(), Cause::NoEncryptionRule),
        (with_token(None), Cause::SecurityTokenMissing),
        (with_token(Some("token-2")), Cause::SecurityTokenMismatch),
        (with_token(Some("made-up")), Cause::InvalidSecurityToken),
    ] {
        let _ = ask(&oss, &credentials);
        assert_eq!(cause(&oss), Some(expected));
    }
    oss.clock().advance(Duration::from_secs(599));
    let _ = ask(&oss, &credentials);
    assert_eq!(cause(&oss), Some(Cause::NoEncryptionRule));
    oss.clock().advance(Duration::from_secs(1));
    let _ = ask(&oss, &credentials);
    assert_eq!(cause(&oss), Some(Cause::SecurityTokenExpired));
}

#[test]
fn a_fork_goes_its_own_way() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let _ = oss.handle(get_rule(LOGS));
    let fork = oss.fork();
    assert_eq!((fork.journal().len(), fork.clock().now()), (1, oss.clock().now()), "it starts with what there was");

    let before = oss.snapshot();
    let put = signed(&fork, &acme.credentials(), put_rule(LOGS, &kms("key-1")));
    assert_eq!(answer(&fork.handle(put)), "200");
    fork.clock().advance(Duration::from_secs(1));
    let _ = fork.create_account("other");
    oss.assert_unchanged_since(&before);
    assert_eq!((oss.journal().len(), fork.journal().len()), (1, 2));
    assert_ne!(oss.clock().now(), fork.clock().now());
    logs.assert_encryption(None);
    fork.bucket("logs").expect("the bucket").assert_encryption(EncryptionRule::kms("key-1"));
    assert_eq!(logs.owner().name(), "acme", "a handle stays with its fake");
}

#[test]
fn a_clone_is_the_same_fake() {
    let oss = still();
    let clone = oss.clone();
    clone.create_account("acme").create_bucket("logs");
    clone.clock().advance(Duration::from_secs(1));
    let _ = clone.handle(get_rule(LOGS));
    assert!(oss.bucket("logs").is_some());
    assert_eq!(oss.clock().now(), clone.clock().now());
    oss.assert_calls(Operation::GetBucketEncryption, 1);
}

#[test]
fn the_clock_is_set_moved_stopped_and_let_go() {
    let oss = Oss::new();
    let clock = oss.clock();
    clock.set_utc(MOMENT);
    let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_449_959);
    assert_eq!(clock.now(), moment);
    clock.advance(Duration::from_millis(1_500));
    assert_eq!(clock.now(), moment + Duration::from_millis(1_500));
    clock.set(SystemTime::UNIX_EPOCH);
    assert_eq!(clock.now(), SystemTime::UNIX_EPOCH);

    clock.follow_system();
    let before = clock.now();
    clock.advance(Duration::from_secs(3_600));
    let after = clock.now();
    assert!(after >= before + Duration::from_secs(3_600), "it runs on, an hour ahead");
    clock.freeze();
    let frozen = clock.now();
    assert!(frozen >= after);
    std::thread::sleep(Duration::from_millis(5));
    assert_eq!(clock.now(), frozen);
    clock.follow_system();
    assert!(clock.now() < frozen, "the hour is gone");
}

#[test]
fn a_signature_is_valid_by_the_fakes_clock() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let get = signed(&oss, &acme.credentials(), get_rule(LOGS));
    for (seconds, expected) in [(900, Cause::NoEncryptionRule), (1, Cause::RequestTimeTooSkewed)] {
        oss.clock().advance(Duration::from_secs(seconds));
        let _ = oss.handle(get.clone());
        assert_eq!(cause(&oss), Some(expected));
    }
}

/// The same story in a fake of its own.
fn story() -> Vec<Response<Bytes>> {
    let oss = still();
    let acme = oss.create_account("acme");
    let ci = acme.create_ram_user("ci");
    let send = |account: &Account, request: Request<Bytes>| oss.handle(signed(&oss, &account.credentials(), request));
    let mut answers = vec![
        send(&acme, request(http::Method::PUT, LOGS, "/")),
        send(&acme, put_rule(LOGS, &kms("key-1"))),
        send(&acme, get_rule(LOGS)),
        send(&acme, request(http::Method::GET, LOGS, "/?bucketInfo")),
        oss.handle(signed(&oss, &ci.credentials(), put_rule(LOGS, &kms("key-2")))),
        oss.handle(get_rule(LOGS)),
    ];
    answers.push(send(&acme, request(http::Method::HEAD, LOGS, "/?encryption")));
    answers
}

#[test]
fn the_same_requests_at_the_same_time_are_answered_with_the_same_bytes() {
    let (first, second) = (story(), story());
    assert_eq!(first.len(), 7);
    for (first, second) in first.iter().zip(&second) {
        assert_eq!((first.status(), first.headers(), first.body()), (second.status(), second.headers(), second.body()));
    }
}

#[test]
fn no_debug_output_shows_a_secret() {
    let oss = still();
    let acme = oss.create_account("acme").set_access_key("Id1", "sesame-account");
    let ci = acme.create_ram_user("ci").set_access_key("Id2", "sesame-user");
    let logs = acme.create_bucket("logs");
    let mut sts = session("STS.1", "sesame-token", oss.clock().now() + Duration::from_secs(60));
    sts.secret = "sesame-session".to_owned();
    let credentials = acme.sts_credentials(sts);
    let _ = ask(&oss, &ci.credentials());
    let _ = ask(&oss, &credentials);
    let (head, _) = signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-1"))).into_parts();
    let admitted = oss.admit(&head, Peer::default()).expect("the owner may");

    let shown = [
        format!("{oss:?}"),
        format!("{acme:?} {ci:?} {logs:?} {:?} {:?}", acme.access_key(), ci.access_key()),
        format!("{credentials:?} {:?}", oss.signer(&acme.credentials())),
        format!("{:?} {admitted:?} {:?}", oss.snapshot(), oss.clock()),
        format!("{:?} {}", oss.journal(), oss.journal()),
        oss.snapshot().to_string(),
    ];
    for text in shown {
        assert!(!text.contains("sesame"), "{text}");
    }
}

#[test]
fn the_debug_output_of_given_sts_credentials_shows_no_secret() {
    let mut sts = session("STS.1", "sesame-token", SystemTime::UNIX_EPOCH);
    sts.secret = "sesame-session".to_owned();
    assert!(!format!("{sts:?}").contains("sesame"), "{sts:?}");
}

#[test]
fn a_domain_of_its_own_leads_to_a_bucket() {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").add_cname("logs.example.com");
    let other = acme.create_bucket("other");
    let signer = oss.signer(&acme.credentials()).bucket("logs");
    let get = |host: &str| answer(&oss.handle(signer.sign(get_rule(host))));
    assert_eq!(get("logs.example.com"), "404 NoSuchServerSideEncryptionRule");
    assert_eq!(get("LOGS.example.com:8080"), "404 NoSuchServerSideEncryptionRule");
    assert_eq!(get("other.example.com"), "501 NotEmulated");
    let message = panic_here!(drop(other.add_cname("logs.example.com")));
    assert_eq!(message, "`logs.example.com` is bound to another bucket");
    for domain in
        ["", "localhost", "127.0.0.1", "logs.oss-cn-hangzhou.aliyuncs.com", "x.localhost", "a..b", "A.example.com"]
    {
        let message = panic_here!(drop(other.add_cname(domain)));
        assert_eq!(message, format!("`{domain}` is not a domain of a bucket's own, like `logs.example.com`"));
    }
    let delete = request(http::Method::DELETE, LOGS, "/");
    assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), delete))), "204");
    assert_eq!(get("logs.example.com"), "501 NotEmulated");
    assert!(!logs.exists());
}

#[test]
fn what_is_set_can_be_read_back() {
    let oss = still();
    let now = oss.clock().now();
    let acme = oss.create_account("acme");
    assert!(!acme.is_suspended() && !acme.forbids_v1() && !acme.blocks_public_access());
    acme.suspend();
    acme.forbid_v1();
    acme.set_block_public_access(true);
    acme.set_kms_service(KmsService::InDebt);
    assert!(acme.is_suspended() && acme.forbids_v1() && acme.blocks_public_access());
    acme.resume();
    assert!(!acme.is_suspended());
    assert_eq!(acme.kms_service(), KmsService::InDebt);
    let ids = [acme.create_kms_key("one").id(), acme.create_kms_key("two").id()];
    assert_eq!(acme.kms_keys().iter().map(KmsKey::id).collect::<Vec<_>>(), ids);

    let ci = acme.create_ram_user("ci");
    ci.access_key().disable();
    assert!(!ci.access_key().is_enabled() && acme.access_key().is_enabled());
    ci.access_key().enable();
    assert!(ci.access_key().is_enabled());
    let session = acme.create_role("ops").create_session("deploy");
    assert_eq!((ci.account().name(), session.role().account().name()), ("acme".to_owned(), "acme".to_owned()));
    assert!(session.role().exists());

    let backup = acme.create_bucket("backup").set_region("cn-beijing");
    let logs = acme.create_bucket("logs").set_versioning(Versioning::Enabled);
    backup.set_versioning(Versioning::Enabled);
    logs.add_replication(ReplicationRule::to("backup"));
    assert_eq!((logs.created(), logs.replications()[0].done_until()), (now, None));
    assert_eq!(logs.replications()[0].region(), "cn-beijing");
    oss.clock().advance(Duration::from_secs(60));
    let note = logs.put_object("note", "hello");
    oss.clock().advance(Duration::from_secs(60));
    logs.put_object("note", "again");
    let after = |minutes: u64| now + Duration::from_secs(60 * minutes);
    assert_eq!((note.bucket().name(), note.size(), note.last_modified()), ("logs", 5, after(2)));
    let times: Vec<SystemTime> = note.versions().iter().map(ObjectVersion::last_modified).collect();
    assert_eq!(times, [after(2), after(1)]);
    let _ = oss.replicate();
    assert_eq!(logs.replications()[0].done_until(), Some(after(2)));
}
