//! The cost of many objects: a page of a listing beside ever more of them, and a year of lifecycle rules, as ratios.

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Request;
use ossmock::settings::{LifecycleRule, StorageClass};
use ossmock::{Account, Oss};

const HOST: &str = "logs.oss-cn-hangzhou.aliyuncs.com";
const COUNTS: [usize; 3] = [1_000, 100_000, 1_000_000];
const ROUNDS: usize = 400;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    // `cargo bench --bench scale -- year` measures the lifecycle rules alone.
    if !std::env::args().any(|argument| argument == "year") {
        pages();
    }
    let floor = year(COUNTS[1]);
    println!("a year of ten lifecycle rules over {:9} objects: {floor:>10.1?}", COUNTS[1]);
    let took = year(COUNTS[2]);
    let ratio = took.as_secs_f64() / floor.as_secs_f64();
    println!("a year of ten lifecycle rules over {:9} objects: {took:>10.1?}, × {ratio:.2}", COUNTS[2]);
}

/// Carries out the lifecycle rules of a bucket for a year. Every object is moved once, and then deleted.
fn year(objects: usize) -> Duration {
    let oss = Oss::builder().journal_capacity(10).max_stored_bytes(u64::MAX).build();
    oss.clock().set_utc("2026-11-23T16:05:59Z");
    let logs = oss.create_account("acme").create_bucket("logs");
    logs.set_lifecycle((0..10).map(|n| {
        let expiration = LifecycleRule::expire_after(200 + n);
        LifecycleRule::transition_after(30 + n, StorageClass::Archive).and(expiration).prefix(&format!("dir{n}/"))
    }));
    for n in 0..objects {
        if n.is_multiple_of(1_000) {
            // Objects are due on many days.
            oss.clock().advance(Duration::from_secs(100_000_000 / objects as u64));
        }
        logs.put_object(&format!("dir{}/{n:07}", n % 10), Bytes::new());
    }
    oss.clock().advance(Duration::from_secs(365 * 86_400));
    #[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
    let start = Instant::now();
    let report = black_box(oss.run_due());
    let took = start.elapsed();
    assert_eq!(report.steps().len() + report.omitted(), 2 * objects);
    assert!(oss.snapshot().to_string().lines().all(|line| !line.starts_with("object")));
    took
}

/// Pages in the middle of a bucket; each as a ratio to that of the smallest bucket.
fn pages() {
    let oss = Oss::builder().journal_capacity(10).max_stored_bytes(u64::MAX).build();
    oss.clock().freeze();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let wanted = [
        ("1,000 keys", "/?list-type=2&max-keys=1000"),
        ("100 keys", "/?list-type=2&max-keys=100&start-after=dir04/"),
        ("10 folders", "/?delimiter=/&max-keys=10"),
        ("100 versions", "/?versions&max-keys=100&key-marker=dir04/"),
    ];
    let mut floors: Vec<Duration> = Vec::new();
    let mut there = 0;
    for count in COUNTS {
        for n in there..count {
            logs.put_object(&format!("dir{:02}/{n:07}", n % 10), Bytes::new());
        }
        there = count;
        for (at, (name, target)) in wanted.into_iter().enumerate() {
            let took = fastest(&oss, &acme, target);
            if floors.len() == at {
                floors.push(took);
            }
            let ratio = took.as_secs_f64() / floors[at].as_secs_f64();
            println!("a page of {name:12} from {count:9} objects: {took:>10.1?}, × {ratio:.2} of the smallest bucket");
        }
    }
}

fn fastest(oss: &Oss, acme: &Account, target: &str) -> Duration {
    let request = Request::get(target).header("Host", HOST).body(Bytes::new()).expect("a request");
    let request = oss.signer(&acme.credentials()).sign(request);
    let one = || {
        let request = request.clone();
        #[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
        let start = Instant::now();
        let response = black_box(oss.handle(request));
        let took = start.elapsed();
        assert_eq!(response.status(), 200);
        took
    };
    (0..ROUNDS).map(|_| one()).min().expect("some rounds")
}
