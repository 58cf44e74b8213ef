//! The cost of a request in a large world, as a ratio to its cost in a small one.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Account, Credentials, EncryptionRule, Oss, replication::ReplicationRule};

use super::goals::Goal;
use super::{HOST, RULE};

const CALLS: usize = 200;
const ROUNDS: usize = 5;

/// A row: its name, how much there is in the small and in the large world, and the time of one call in one with so much; where
/// the name says "each", the time of one of them.
type Row = (&'static str, [usize; 2], fn(usize) -> Duration);

const ROWS: &[Row] = &[
    ("UploadPart at part", [50, 10_000], upload_part),
    ("put with pending changes", [100, 10_000], pending),
    ("rule change, objects", [1, 100_000], rule_change),
    ("put, settings of a bucket", [0, 18], settings),
    ("put with buckets", [10, 1_000], buckets),
    ("token among keys", [10, 20_000], token),
    ("page of 100 of objects", [1_000, 100_000], listing),
    ("statements, each of", [40, 360], statements),
    ("snapshot, objects", [100, 100_000], snapshot),
    ("put, journal full with", [100, 10_000], eviction),
    // A world of 200 accounts fits into the caches of the processor: it would measure those.
    ("account of a world, each of", [2_000, 20_000], accounts),
];

/// Judges the rows: the cost in the large world is to be that in the small one.
pub(super) fn judge() {
    for (name, sizes, cost) in ROWS {
        let [small, large] = sizes.map(cost);
        Goal::new(name, 1.5, 1.1).judge(large.as_secs_f64() / small.as_secs_f64());
    }
    Goal::new("a world of 20,000 accounts, s", 1.0, 0.5).judge(accounts(20_000).as_secs_f64() * 20_000.0);
}

pub(super) fn print() {
    println!("\ngrowth                        small        large    small, each    large, each  ratio");
    for (name, [small, large], cost) in ROWS {
        let [a, b] = [cost(*small), cost(*large)];
        let ratio = b.as_secs_f64() / a.as_secs_f64();
        println!("{name:24} {small:>10}   {large:>10}   {a:>12.1?}   {b:>12.1?}  {ratio:.2}");
    }
}

fn oss() -> Oss {
    let oss = Oss::builder().journal_capacity(10).max_stored_bytes(u64::MAX).build();
    oss.clock().freeze();
    oss
}

fn signed(oss: &Oss, credentials: &Credentials, method: Method, target: &str, body: &'static str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(target).header("Host", HOST);
    let request = request.header("Content-Length", body.len()).body(Bytes::from(body)).expect("a request");
    oss.signer(credentials).sign(request)
}

/// The time of one call, in the best of some rounds: the requests of each round are made beforehand.
fn fastest(oss: &Oss, request: impl Fn(usize) -> Request<Bytes>) -> Duration {
    let round = |round: usize| {
        let requests: Vec<_> = (0..CALLS).map(|call| request(round * CALLS + call)).collect();
        #[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
        let start = Instant::now();
        for request in requests {
            let response = black_box(oss.handle(request));
            assert_eq!(response.status(), 200, "{response:?}");
        }
        start.elapsed() / u32::try_from(CALLS).expect("few calls")
    };
    (0..ROUNDS).map(round).min().expect("some rounds")
}

/// A part of the last numbers is uploaded, again and again.
fn upload_part(parts: usize) -> Duration {
    let oss = oss();
    let acme = oss.create_account("acme");
    let upload = acme.create_bucket("logs").object("large").begin_upload();
    for number in 1..=parts {
        upload.add_part(u16::try_from(number).expect("at most 10,000 parts"), "x");
    }
    let target = format!("/large?partNumber={parts}&uploadId={}", upload.id());
    let request = signed(&oss, &acme.credentials(), Method::PUT, &target, "x");
    fastest(&oss, |_| request.clone())
}

/// The settings of a bucket that let its owner put objects.
const SETTINGS: &str = r#"
acl = "public-read"
encryption = "AES256"
versioning = "Enabled"
request_payment = "Requester"
tags = { team = "storage" }
block_public_access = false
transfer_acceleration = true
access_monitor = "2026-11-23T16:05:59Z"
archive_direct_read = true
https_config = { tls_versions = ["TLSv1.2", "TLSv1.3"] }
overwrite_config = [{ id = "r1", prefix = "a/", suffix = ".txt", principals = ["20001"] }]
verified_domains = ["a.example.com"]
cname = ["b.example.com"]
policy = """{"Version": "1", "Statement": [{"Effect": "Deny", "Action": ["oss:*"], "Principal": ["20001"], "Resource": ["acs:oss:*:*:logs/*"]}]}"""
cors = { rule = [{ allowed_origin = ["https://*.shop.example"], allowed_method = ["PUT"] }] }
referer = { allow_empty = true, allowed = ["https://*.shop.example"] }
website = { index = "index.html", error = "error.html" }
lifecycle = { rule = [{ id = "logs", prefix = "logs/", expiration = { days = 30 } }] }
"#;

/// An object is put into a bucket with no setting, or with all of them.
fn settings(count: usize) -> Duration {
    let world = format!(
        "[[account]]\nname = \"acme\"\nid = \"1001\"\n[[account.bucket]]\nname = \"logs\"\n{}",
        if count == 0 { "" } else { SETTINGS }
    );
    let builder = Oss::builder().journal_capacity(10).max_stored_bytes(u64::MAX);
    let oss = builder.world_toml(&world).expect("a world").build();
    oss.clock().freeze();
    let credentials = oss.account("acme").expect("it is in the world").credentials();
    let request = signed(&oss, &credentials, Method::PUT, "/object", "x");
    fastest(&oss, |_| request.clone())
}

/// An object is put into a bucket whose changes wait to be replicated.
fn pending(changes: usize) -> Duration {
    let oss = oss();
    let acme = oss.create_account("acme");
    acme.create_bucket("backup").set_region("cn-beijing");
    let logs = acme.create_bucket("logs").add_replication(ReplicationRule::to("backup"));
    let room = changes.saturating_sub(CALLS * ROUNDS);
    for n in 0..room {
        logs.put_object(&format!("key{n}"), "x");
    }
    put(&oss, &acme)
}

fn put(oss: &Oss, acme: &Account) -> Duration {
    let request = signed(oss, &acme.credentials(), Method::PUT, "/key", "x");
    fastest(oss, |_| request.clone())
}

/// The encryption rule changes of a bucket with objects.
fn rule_change(objects: usize) -> Duration {
    let oss = oss();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::Aes256);
    for n in 0..objects {
        logs.put_object(&format!("key{n}"), Bytes::new());
    }
    let request = signed(&oss, &acme.credentials(), Method::PUT, "/?encryption", RULE);
    fastest(&oss, |_| request.clone())
}

/// An object is put into one of many buckets.
fn buckets(count: usize) -> Duration {
    let oss = oss();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let owners: Vec<Account> = (0..=count / 50).map(|n| oss.create_account(&format!("account{n}"))).collect();
    for n in 1..count {
        owners[n / 50].create_bucket(&format!("bucket{n}")).put_object("key", "x");
    }
    put(&oss, &acme)
}

/// A request with a security token, in a world of many AccessKeys.
fn token(keys: usize) -> Duration {
    let oss = oss();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let role = acme.create_role("reader").allow("oss:*", "*");
    let sessions: Vec<_> = (0..keys).map(|n| role.create_session(&format!("session{n}"))).collect();
    let last = sessions.last().expect("a session");
    let request = signed(&oss, &last.credentials(), Method::PUT, "/key", "x");
    fastest(&oss, |_| request.clone())
}

/// A world file with so many accounts is taken; the time for each.
fn accounts(count: usize) -> Duration {
    use std::fmt::Write as _;
    let mut text = String::new();
    for n in 0..count {
        let _ = write!(
            text,
            "[[account]]\nname = \"account{n}\"\nbucket = [{{ name = \"bucket{n}\", encryption = {{ algorithm = \"AES256\" }} }}]\n"
        );
    }
    let took = (0..3).map(|_| {
        #[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
        let start = Instant::now();
        let oss = Oss::builder().world_toml(&text).expect("a world").build();
        let took = start.elapsed();
        assert_eq!(oss.accounts().len(), count);
        took
    });
    // The first one pays for the memory.
    let took = took.min().unwrap_or_default();
    took / u32::try_from(count).expect("few accounts")
}

/// A page of a hundred keys is listed, from the middle.
fn listing(objects: usize) -> Duration {
    let oss = oss();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    for n in 0..objects {
        logs.put_object(&format!("key{n:06}"), Bytes::new());
    }
    let target = format!("/?list-type=2&max-keys=100&start-after=key{:06}", objects / 2);
    let request = signed(&oss, &acme.credentials(), Method::GET, &target, "");
    fastest(&oss, |_| request.clone())
}

/// A RAM user is allowed by the last of its statements; the time for each statement.
fn statements(count: usize) -> Duration {
    let oss = oss();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let mut user = acme.create_ram_user("ci");
    // A RAM user has ten policies at most, each of 6,144 characters.
    for n in 0..count / 40 {
        let other = |i| format!(r#"{{"Effect":"Allow","Action":"oss:Put*","Resource":"acs:oss:*:*:other{n}-{i}/*"}}"#);
        let others = (0..40).map(other).collect::<Vec<_>>().join(",");
        user = user.attach_policy(&format!(r#"{{"Version":"1","Statement":[{others}]}}"#));
    }
    let user = user.allow("oss:PutObject", "acs:oss:*:*:logs/*");
    let request = signed(&oss, &user.credentials(), Method::PUT, "/key", "x");
    fastest(&oss, |_| request.clone()) / u32::try_from(count).expect("few statements")
}

/// A snapshot is taken of a world with objects.
fn snapshot(objects: usize) -> Duration {
    let oss = oss();
    let logs = oss.create_account("acme").create_bucket("logs");
    for n in 0..objects {
        logs.put_object(&format!("key{n}"), "x");
    }
    (0..ROUNDS * 20)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
            let start = Instant::now();
            black_box(oss.snapshot());
            start.elapsed()
        })
        .min()
        .expect("some rounds")
}

/// An object is put while the journal drops its oldest record for each new one.
fn eviction(records: usize) -> Duration {
    let oss = Oss::builder().journal_capacity(records).max_stored_bytes(u64::MAX).build();
    oss.clock().freeze();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let request = signed(&oss, &acme.credentials(), Method::PUT, "/key", "x");
    for _ in 0..records {
        let _ = oss.handle(request.clone());
    }
    fastest(&oss, |_| request.clone())
}
