//! The cost of a decision, as ratios to the check of a V4 signature in the same run.
//!
//! Policies are inside the crate, so each figure is a difference of two requests that differ in one thing only. The
//! bucket's own policy lets everybody read the rule: anonymous callers, and RAM users whatever statements they have.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use criterion::{BatchSize, Criterion};
use http::Request;
use ossmock::{Account, Credentials, Oss, RamUser};

const HOST: &str = "logs.oss-cn-hangzhou.aliyuncs.com";
const OPEN: &str = r#"{"Version":"1","Statement":[
    {"Effect":"Allow","Principal":["*"],"Action":"oss:GetBucketEncryption","Resource":"acs:oss:*:*:logs"}
]}"#;
const SIZES: [usize; 4] = [0, 10, 100, 1_000];

fn scene(policy: Option<&str>) -> (Oss, Account) {
    let oss = Oss::builder().block_public_access(false).build();
    oss.clock().set_utc("2026-11-23T16:05:59Z");
    let acme = oss.create_account("acme").set_id("1001");
    let logs = acme.create_bucket("logs").set_encryption(ossmock::EncryptionRule::Aes256);
    if let Some(policy) = policy {
        let _ = logs.set_policy(policy);
    }
    (oss, acme)
}

/// A RAM user with so many statements, none of which applies; some share the action, some nearly the resource.
fn user(acme: &Account, statements: usize) -> RamUser {
    let user = acme.create_ram_user(&format!("has-{statements}"));
    for i in 0..statements {
        let _ = match i % 4 {
            0 => user.allow("oss:GetBucketEncryption", &format!("acs:oss:*:*:logs{i}")),
            1 => user.allow("oss:Get*", &format!("acs:oss:oss-cn-hangzhou:1001:log{i}-*/*")),
            2 => user.deny("oss:Put*", "*"),
            _ => user.allow("oss:ListObjects", &format!("acs:oss:cn-beijing:*:logs-{i}")),
        };
    }
    user
}

fn get(oss: &Oss, credentials: Option<&Credentials>) -> Request<Bytes> {
    let request = Request::get("/?encryption").header("Host", HOST).header("User-Agent", "bench/1.0");
    let request = request.body(Bytes::new()).expect("a request");
    match credentials {
        Some(credentials) => oss.signer(credentials).sign(request),
        None => request,
    }
}

fn measure(criterion: &mut Criterion, name: &str, oss: &Oss, request: &Request<Bytes>, status: u16) {
    assert_eq!(oss.handle(request.clone()).status(), status, "{name}");
    criterion.bench_function(name, |b| {
        b.iter_batched(|| request.clone(), |request| oss.handle(request), BatchSize::SmallInput);
    });
}

/// The hostile pattern of 4 KiB, the worst one for the length of a key, and one that is no pattern, on a key of 1 KiB.
fn patterns(criterion: &mut Criterion) {
    let key = "a".repeat(1_018);
    let patterns = [
        ("pattern exact", key.clone()),
        ("pattern hostile", format!("{}b", "*a".repeat(2_000))),
        ("pattern worst", format!("*{}b", "a".repeat(509))),
    ];
    for (name, pattern) in patterns {
        let (oss, acme) = scene(None);
        let _ = acme.create_ram_user("ci").allow("oss:GetObject", &format!("acs:oss:*:*:logs/{pattern}"));
        let resource = format!("acs:oss:*:*:logs/{key}");
        criterion.bench_function(name, |b| {
            b.iter(|| oss.explain("acme/ci", "oss:GetObject", black_box(&resource)).expect("an explanation"));
        });
    }
}

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default()
        .output_directory(&folder)
        .without_plots()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    let (oss, acme) = scene(Some(OPEN));
    measure(&mut criterion, "anonymous", &oss, &get(&oss, None), 200);
    for size in SIZES {
        let user = user(&acme, size);
        let request = get(&oss, Some(&user.credentials()));
        measure(&mut criterion, &format!("allowed {size}"), &oss, &request, 200);
    }
    let (oss, acme) = scene(None);
    for size in SIZES {
        let user = user(&acme, size);
        let request = get(&oss, Some(&user.credentials()));
        measure(&mut criterion, &format!("denied {size}"), &oss, &request, 403);
    }
    patterns(&mut criterion);
    criterion.final_summary();
    report(&folder);
}

fn report(folder: &Path) {
    let between = |name: &str, base: &str| Some(median(folder, name)? - median(folder, base)?);
    // With a filter or `--test` on the command line, some were not measured.
    let Some(signature) = between("allowed 0", "anonymous") else { return };
    println!("\na V4 signature takes {signature:.0} ns; against that, in medians of the same run:");
    for kind in ["allowed", "denied"] {
        for size in &SIZES[1..] {
            let Some(time) = between(&format!("{kind} {size}"), &format!("{kind} 0")) else { continue };
            #[expect(clippy::cast_precision_loss, reason = "at most 1,000")]
            let each = time / *size as f64;
            println!("  {kind} {size:5} statements {:6.2} ×  ({time:.0} ns, {each:.1} ns each)", time / signature);
        }
    }
    for pattern in ["pattern hostile", "pattern worst"] {
        let Some(time) = between(pattern, "pattern exact") else { continue };
        println!("  {pattern:24} {:6.2} ×  ({:.3} ms, twice matched)", time / signature, time / 1e6);
    }
}

/// The median criterion found, in nanoseconds.
fn median(folder: &Path, name: &str) -> Option<f64> {
    let file: PathBuf = folder.join(name).join("new").join("estimates.json");
    let estimates: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}
