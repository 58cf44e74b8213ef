//! One clock: each row of the table in the documentation of `Clock`, while it stands and when it is moved.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{Method, Request, Response};
use ossmock::{
    Account, Bucket, Cause, Credentials, EncryptionRule, Operation, Oss, Record, fault::Latency,
    replication::ReplicationRule, settings::StorageClass, signature::SignatureVersion,
};

use super::support::{LOGS, answer, element, get_rule, header, request, signed, still};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const ALMOST_AN_HOUR: Duration = Duration::from_secs(3_599);

struct World {
    oss: Oss,
    acme: Account,
    logs: Bucket,
}

/// The clock stands at 2026-11-23T16:05:59Z.
fn world() -> World {
    let oss = still();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    World { oss, acme, logs }
}

impl World {
    fn send_as(&self, who: &Credentials, request: Request<Bytes>) -> Response<Bytes> {
        self.oss.handle(signed(&self.oss, who, request))
    }

    fn send(&self, method: Method, target: &str) -> Response<Bytes> {
        self.send_as(&self.acme.credentials(), request(method, LOGS, target))
    }

    fn later(&self, by: Duration) -> &Self {
        self.oss.clock().advance(by);
        self
    }

    fn now(&self) -> SystemTime {
        self.oss.clock().now()
    }

    fn cause(&self) -> Option<Cause> {
        self.oss.journal().last().and_then(Record::cause)
    }
}

#[test]
fn the_date_of_a_signature_may_be_a_quarter_of_an_hour_off() {
    for version in [SignatureVersion::V1, SignatureVersion::V2, SignatureVersion::V4] {
        let world = world();
        world.logs.set_encryption(EncryptionRule::Aes256);
        let request = world.oss.signer(&world.acme.credentials()).version(version).sign(get_rule(LOGS));
        world.later(15 * MINUTE);
        assert_eq!(answer(&world.oss.handle(request.clone())), "200", "{version:?}");
        world.later(Duration::from_secs(1));
        assert_eq!(answer(&world.oss.handle(request)), "403 RequestTimeTooSkewed", "{version:?}");
        assert_eq!(world.cause(), Some(Cause::RequestTimeTooSkewed), "{version:?}");
    }
}

#[test]
fn a_v4_signature_is_for_the_day_of_its_date() {
    let world = world();
    world.logs.set_encryption(EncryptionRule::Aes256);
    world.oss.clock().set_utc("2026-11-23T23:59:59Z");
    let before = world.oss.signer(&world.acme.credentials()).sign(get_rule(LOGS));
    let scope = |request: &Request<Bytes>| request.headers()["authorization"].to_str().expect("a text").to_owned();
    assert!(scope(&before).contains("/20261123/"), "{before:?}");
    world.later(Duration::from_secs(1));
    let after = world.oss.signer(&world.acme.credentials()).sign(get_rule(LOGS));
    assert!(scope(&after).contains("/20261124/"), "{after:?}");
    assert_eq!([before, after].map(|request| answer(&world.oss.handle(request))), ["200", "200"]);
}

#[test]
fn a_presigned_url_expires() {
    for (version, cause) in [
        (SignatureVersion::V1, Cause::UrlExpired),
        (SignatureVersion::V2, Cause::UrlExpired),
        (SignatureVersion::V4, Cause::UrlExpiredV4),
    ] {
        let world = world();
        world.logs.put_object("note", "hello");
        let link = world.oss.signer(&world.acme.credentials()).version(version).presign(3_600);
        let link = link.sign(request(Method::GET, LOGS, "/note"));
        world.later(ALMOST_AN_HOUR);
        assert_eq!(answer(&world.oss.handle(link.clone())), "200", "{version:?}");
        world.later(Duration::from_secs(2));
        assert_eq!(world.oss.handle(link).status(), 403, "{version:?}");
        assert_eq!(world.cause(), Some(cause), "{version:?}");
    }
}

#[test]
fn an_sts_session_expires() {
    let world = world();
    let session = world.acme.create_role("ops").allow("oss:*", "*").create_session("deploy").set_lifetime(HOUR);
    assert_eq!(session.expires(), world.now() + HOUR);
    let list = || world.send_as(&session.credentials(), request(Method::GET, LOGS, "/"));
    world.later(ALMOST_AN_HOUR);
    assert_eq!(answer(&list()), "200");
    world.later(Duration::from_secs(1));
    assert_eq!(answer(&list()), "403 SecurityTokenExpired");
}

#[test]
fn the_condition_key_of_the_time_is_that_of_the_clock() {
    let world = world();
    let ci = world.acme.create_ram_user("ci").attach_policy(
        r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "*",
            "Condition": {"DateLessThan": {"acs:CurrentTime": "2026-11-23T17:05:59Z"}}}]}"#,
    );
    let list = || answer(&world.send_as(&ci.credentials(), request(Method::GET, LOGS, "/")));
    assert_eq!(list(), "200");
    world.later(HOUR);
    assert_eq!(list(), "403 AccessDenied");
}

#[test]
fn what_is_made_and_changed_has_its_time() {
    let world = world();
    let put = |target: &str| {
        let mut put = request(Method::PUT, LOGS, target);
        *put.body_mut() = "hello".into();
        assert_eq!(answer(&world.send_as(&world.acme.credentials(), put)), "200");
    };
    world.later(HOUR);
    put("/note");
    world.later(HOUR);
    let got = world.send(Method::GET, "/note");
    assert_eq!(header(&got, "last-modified"), "Mon, 23 Nov 2026 17:05:59 GMT");
    assert_eq!(header(&got, "date"), "Mon, 23 Nov 2026 18:05:59 GMT");
    let listed = world.send(Method::GET, "/?list-type=2");
    assert_eq!(element(&listed, "LastModified").as_deref(), Some("2026-11-23T17:05:59.000Z"));
    // Conditions follow: it was not changed since.
    let mut unless = request(Method::GET, LOGS, "/note");
    unless.headers_mut().insert("if-modified-since", "Mon, 23 Nov 2026 17:30:00 GMT".parse().expect("a date"));
    assert_eq!(world.send_as(&world.acme.credentials(), unless).status(), 304);

    let later = world.acme.create_bucket("later");
    let info = world.oss.handle(signed(
        &world.oss,
        &world.acme.credentials(),
        request(Method::GET, "later.oss-cn-hangzhou.aliyuncs.com", "/?bucketInfo"),
    ));
    assert_eq!(element(&info, "CreationDate").as_deref(), Some("2026-11-23T18:05:59.000Z"));
    assert_eq!(later.object("dump").begin_upload().initiated(), world.now());
}

#[test]
fn an_archived_object_is_restored_and_frozen_again() {
    let world = world();
    world.logs.put_object("old", "hello").set_storage_class(StorageClass::Archive);
    assert_eq!(answer(&world.send(Method::POST, "/old?restore")), "202");
    let get = || answer(&world.send(Method::GET, "/old"));
    assert_eq!(get(), "403 InvalidObjectState");
    world.later(MINUTE);
    assert_eq!(get(), "200");
    world.later(24 * HOUR);
    assert_eq!(get(), "403 InvalidObjectState");
}

#[test]
fn a_change_is_due_to_be_replicated_after_the_delay() {
    let oss = Oss::builder().replication_delay(HOUR).build();
    oss.clock().freeze();
    let acme = oss.create_account("acme");
    let backup = acme.create_bucket("backup").set_region("cn-beijing");
    let logs = acme.create_bucket("logs").add_replication(ReplicationRule::to("backup"));
    logs.put_object("note", "hello");
    let replicated = || {
        oss.replicate();
        backup.object("note").exists()
    };
    oss.clock().advance(ALMOST_AN_HOUR);
    assert!(!replicated());
    oss.clock().advance(Duration::from_secs(1));
    assert!(replicated());
}

#[test]
fn a_request_id_starts_with_its_second() {
    let world = world();
    let id = |response: Response<Bytes>| header(&response, "x-oss-request-id").to_owned();
    let seconds = world.now().duration_since(UNIX_EPOCH).expect("later than 1970").as_secs();
    let start = |seconds: u64| format!("{seconds:08X}");
    assert!(id(world.send(Method::GET, "/")).starts_with(&start(seconds)));
    world.later(HOUR);
    assert!(id(world.send(Method::GET, "/")).starts_with(&start(seconds + 3_600)));
}

#[test]
fn latency_can_pass_on_the_clock_and_be_seen_in_the_answer() {
    let world = world();
    let slow = world.oss.fault(Operation::GetBucketEncryption).latency(Latency::from(HOUR).on_clock());
    let before = world.now();
    let response = world.send(Method::GET, "/?encryption");
    assert_eq!((slow.hits(), world.now()), (1, before + HOUR));
    assert_eq!(header(&response, "date"), "Mon, 23 Nov 2026 17:05:59 GMT");
    assert_eq!(header(&response, "x-oss-server-time"), "3600000");
}

#[test]
fn the_journal_and_the_ledger_of_kms_have_it() {
    let world = world();
    world.logs.set_encryption(EncryptionRule::kms_default());
    world.later(HOUR);
    let mut put = request(Method::PUT, LOGS, "/note");
    *put.body_mut() = "hello".into();
    assert_eq!(answer(&world.send_as(&world.acme.credentials(), put)), "200");
    assert_eq!(world.oss.journal().last().map(Record::at), Some(world.now()));
    assert_eq!(world.oss.kms().ledger()[0].at(), world.now());
}

#[test]
fn two_runs_with_the_same_clock_are_equal_to_the_byte() {
    let run = || {
        let world = world();
        let answers = [
            world.send(Method::PUT, "/?encryption"),
            world.later(HOUR).send(Method::GET, "/"),
            world.send(Method::GET, "/none"),
        ];
        answers.map(|response| format!("{response:?}"))
    };
    assert_eq!(run(), run());
}
