//! The cost of a bucket with a million objects: a write, with and without a snapshot, and a page of a listing.

use std::hint::black_box;
use std::time::Duration;

use bytes::Bytes;
use criterion::{BatchSize, Criterion};
use http::{Method, Request};
use ossmock::{Account, Oss};

const HOST: &str = "logs.oss-cn-hangzhou.aliyuncs.com";
const OBJECTS: usize = 1_000_000;

fn request(oss: &Oss, acme: &Account, method: Method, target: &str, body: &Bytes) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(target).header("Host", HOST);
    let request = request.header("Content-Length", body.len());
    oss.signer(&acme.credentials()).sign(request.body(body.clone()).expect("a request"))
}

fn objects(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("objects");
    group.measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_secs(1));
    let body = Bytes::from_static(b"hello");
    for count in [1, OBJECTS] {
        let oss = Oss::builder().journal_capacity(10).max_stored_bytes(u64::MAX).build();
        oss.clock().set_utc("2026-11-23T16:05:59Z");
        let acme = oss.create_account("acme");
        let logs = acme.create_bucket("logs");
        for n in 0..count {
            logs.put_object(&format!("dir{:03}/{n:07}", n % 997), body.clone());
        }
        let put = request(&oss, &acme, Method::PUT, "/dir500/0000500", &body);
        let get = request(&oss, &acme, Method::GET, "/dir500/0000500", &Bytes::new());
        let page = request(&oss, &acme, Method::GET, "/?list-type=2&max-keys=100&start-after=dir500/", &Bytes::new());
        let folders = request(&oss, &acme, Method::GET, "/?delimiter=/&max-keys=100", &Bytes::new());
        for (name, request) in [("put", put.clone()), ("get", get), ("page of 100", page), ("100 folders", folders)] {
            group.bench_function(format!("{name}, {count} objects"), |bencher| {
                bencher.iter_batched(
                    || request.clone(),
                    |request| black_box(oss.handle(request)),
                    BatchSize::SmallInput,
                );
            });
        }
        group.bench_function(format!("put beside a new snapshot, {count} objects"), |bencher| {
            bencher.iter_batched(
                || (oss.snapshot(), put.clone()),
                |(snapshot, request)| (black_box(oss.handle(request)), snapshot),
                BatchSize::PerIteration,
            );
        });
        group
            .bench_function(format!("snapshot, {count} objects"), |bencher| bencher.iter(|| black_box(oss.snapshot())));
    }
    let long = Bytes::from(vec![7; 64 * 1024 * 1024]);
    let oss = Oss::builder().journal_capacity(10).build();
    oss.clock().set_utc("2026-11-23T16:05:59Z");
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    group.sample_size(10);
    for (name, method, body) in [("put", Method::PUT, &long), ("get", Method::GET, &Bytes::new())] {
        let request = request(&oss, &acme, method, "/long", body);
        group.bench_function(format!("{name} of 64 MiB"), |bencher| {
            bencher.iter_batched(|| request.clone(), |request| black_box(oss.handle(request)), BatchSize::PerIteration);
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args().without_plots();
    objects(&mut criterion);
    criterion.final_summary();
}
