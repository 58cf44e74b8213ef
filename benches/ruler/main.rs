//! The ruler: what a request costs beside a minimal handler, and what costs more as a world grows.
//!
//! ```sh
//! cargo bench --bench ruler
//! ```
//!
//! With `--goals` it prints a line for each goal instead, as `just speed` does.
//!
//! The first table compares ossmock with [`minimal`] on the same signed requests, the same policy and the same crypto crates:
//! nanoseconds (the best of interleaved rounds), allocations, and the bytes that `memcpy` and `memmove` move. The second
//! table compares the cost of a request in a large world with that in a small one.

#[path = "../goals/mod.rs"]
mod goals;
mod growth;
mod minimal;
mod moved;

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request, Response};
use ossmock::{Account, Oss, RamUser};

use self::goals::Goal;
use self::minimal::Minimal;

const HOST: &str = "logs.oss-cn-hangzhou.aliyuncs.com";
const KEY_ID: &str = "LTAI5tRulerUser00000001";
const SECRET: &str = "rulersecret";
const RULE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ServerSideEncryptionRule>\n  \
                    <ApplyServerSideEncryptionByDefault>\n    <SSEAlgorithm>KMS</SSEAlgorithm>\n    \
                    <KMSMasterKeyID>9468da86-3509-4f8d-a61e-6eab1eac0000</KMSMasterKeyID>\n  \
                    </ApplyServerSideEncryptionByDefault>\n</ServerSideEncryptionRule>\n";

/// The number of times each request is sent in a round.
const CALLS: u32 = 2_000;
const ROUNDS: usize = 15;

/// The requests that both handlers answer.
const REQUESTS: [&str; 5] = ["put rule", "get rule", "put 1 KiB", "get 1 KiB", "denied"];

/// The ten statements of the caller: eight about other buckets, one that denies, and one that allows.
fn policy() -> String {
    let mut statements: Vec<String> = (0..8)
        .map(|i| {
            format!(
                r#"{{"Effect":"Allow","Action":["oss:Get*","oss:List*","oss:PutObject{i}"],"Resource":["acs:oss:*:*:other{i}","acs:oss:*:*:other{i}/*"]}}"#
            )
        })
        .collect();
    statements.push(
        r#"{"Effect":"Deny","Action":["oss:Delete*","oss:PutBucketEncryption"],"Resource":["acs:oss:*:*:*"],"Condition":{"IpAddress":{"acs:SourceIp":["10.0.0.0/8"]},"StringLike":{"acs:UserAgent":["bad*"]}}}"#
            .to_owned(),
    );
    statements.push(
        r#"{"Effect":"Allow","Action":["oss:PutBucket*","oss:GetBucket*","oss:PutObject","oss:GetObject"],"Resource":["acs:oss:*:*:logs","acs:oss:*:*:logs/k*"],"Condition":{"IpAddress":{"acs:SourceIp":["127.0.0.0/8"]}}}"#
            .to_owned(),
    );
    format!(r#"{{"Version":"1","Statement":[{}]}}"#, statements.join(","))
}

/// One of the two that are compared.
enum Handler {
    Ossmock(Oss),
    Minimal(Box<Minimal>),
    /// Drops the request and answers `200`.
    Nothing,
}

impl Handler {
    /// ossmock, with a bucket and a RAM user who has the policy.
    fn ossmock() -> Self {
        let oss = Oss::new();
        let acme = oss.create_account("acme");
        acme.create_bucket("logs");
        caller(&acme).attach_policy(&policy());
        Self::Ossmock(oss)
    }

    fn minimal() -> Self {
        Self::Minimal(Box::new(Minimal::new("logs", KEY_ID, SECRET, &policy())))
    }

    fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        match self {
            Self::Ossmock(oss) => oss.handle(request),
            Self::Minimal(minimal) => minimal.handle(request),
            Self::Nothing => Response::new(request.into_body()),
        }
    }

    /// Sends a request so many times; the time is that of the handler alone.
    fn send(&self, request: &Request<Bytes>, status: u16, calls: u32) -> Duration {
        // The copies are made first, and dropped by the handler, as those of a front are.
        let requests: Vec<Request<Bytes>> = (0..calls).map(|_| request.clone()).collect();
        let mut last = None;
        #[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
        let start = Instant::now();
        for request in requests {
            last = Some(black_box(self.handle(black_box(request))));
        }
        let took = start.elapsed();
        let last = last.expect("some calls");
        assert!(last.status() == status || matches!(self, Self::Nothing), "{} {}", request.method(), request.uri());
        took
    }
}

/// The request of that name, signed at the present time, and its status.
fn request(name: &str) -> (Request<Bytes>, u16) {
    let kib = || Bytes::from_static(&[b'x'; 1024]);
    let (method, target, body, status) = match name {
        "put rule" => (Method::PUT, "/?encryption", Bytes::from_static(RULE.as_bytes()), 200),
        "get rule" => (Method::GET, "/?encryption", Bytes::new(), 200),
        "put 1 KiB" => (Method::PUT, "/key", kib(), 200),
        "get 1 KiB" => (Method::GET, "/key", Bytes::new(), 200),
        "denied" => (Method::PUT, "/other", kib(), 403),
        other => panic!("there is no request `{other}`: there are {REQUESTS:?}"),
    };
    let request = Request::builder().method(method).uri(target).header("host", HOST);
    let request = request.header("content-type", "application/xml").header("user-agent", "ruler/1.0");
    let request = request.header("content-length", body.len()).body(body).expect("a request");
    let oss = Oss::new();
    let signer = oss.signer(&caller(&oss.create_account("acme")).credentials()).additional_headers("host");
    (signer.sign(request), status)
}

/// The RAM user who sends the requests, without a policy.
fn caller(acme: &Account) -> RamUser {
    acme.create_ram_user("ci").set_access_key(KEY_ID, SECRET)
}

/// Prepares what the requests need: a rule under which objects are not encrypted by a key that is not there.
fn prepare(handler: &Handler) {
    for name in ["put 1 KiB", "put rule"] {
        let (request, status) = request(name);
        handler.send(&request, status, 1);
    }
}

/// The cost of one call.
struct Cost {
    nanoseconds: f64,
    allocations: f64,
    allocated: f64,
    /// Bytes moved, and those in moves of 256 bytes or more; `None` where they cannot be counted.
    moved: Option<(f64, f64)>,
}

/// The costs of a request on both handlers, measured in interleaved rounds.
fn compare(name: &'static str) -> [Cost; 2] {
    let (request, status) = request(name);
    let handlers = [Handler::ossmock(), Handler::minimal()];
    for handler in &handlers {
        start(handler, name);
    }
    let mut best = [Duration::MAX; 2];
    for _ in 0..ROUNDS {
        for (handler, best) in handlers.iter().zip(&mut best) {
            *best = handler.send(&request, status, CALLS).min(*best);
        }
    }
    let mut costs =
        handlers.iter().zip(best).zip([moved::Side::Ossmock, moved::Side::Minimal]).map(|((handler, best), side)| {
            let copies = allocation_counter::measure(|| drop(black_box(request.clone())));
            let counted = allocation_counter::measure(|| drop(handler.handle(request.clone())));
            let less = |of: u64, copies: u64| precise(of.saturating_sub(copies));
            Cost {
                nanoseconds: best.as_secs_f64() * 1e9 / f64::from(CALLS),
                allocations: less(counted.count_total, copies.count_total),
                allocated: less(counted.bytes_total, copies.bytes_total),
                moved: moved::by(side, name),
            }
        });
    [costs.next().expect("ossmock"), costs.next().expect("minimal")]
}

/// Brings a handler to where the request has its status, with its journal full.
fn start(handler: &Handler, name: &str) {
    let (request, status) = request(name);
    if name != "put 1 KiB" {
        prepare(handler);
    }
    handler.send(&request, status, CALLS);
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
const fn precise(count: u64) -> f64 {
    count as f64
}

/// The goals of requests beside the minimal handler.
fn judge() {
    let costs = REQUESTS.map(compare);
    for (name, [ossmock, minimal]) in REQUESTS.iter().zip(&costs).take(4) {
        Goal::new(name, 1.25, 1.0).judge(ossmock.nanoseconds / minimal.nanoseconds);
    }
    let [put_rule, _, allowed, _, denied] = costs.each_ref().map(|[ossmock, _]| ossmock);
    Goal::new("denied, beside an allowed put", 1.5, 1.2).judge(denied.nanoseconds / allowed.nanoseconds);
    Goal::new("allocations of a put rule", 40.0, 27.0).judge(put_rule.allocations);
    match put_rule.moved {
        Some((all, _)) => Goal::new("kB moved by a put rule", 6.0, 2.0).judge(all / 1_000.0),
        None => println!("kB moved by a put rule: not counted on this machine"),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == "--test") {
        return;
    }
    if let Some(calls) = moved::calls_to_send(&arguments) {
        return calls.send();
    }
    if goals::only_rows() {
        judge();
        return growth::judge();
    }
    println!("request      handler        ns  allocations  allocated  moved  in moves >= 256");
    for name in REQUESTS {
        let costs = compare(name);
        for (handler, cost) in ["ossmock", "minimal"].iter().zip(&costs) {
            let moved =
                cost.moved.map_or_else(|| "not counted".to_owned(), |(all, large)| format!("{all:5.0}  {large:15.0}"));
            println!(
                "{name:12} {handler:8} {:8.0}  {:11.1}  {:9.0}  {moved}",
                cost.nanoseconds, cost.allocations, cost.allocated
            );
        }
        println!("{name:12} ratio    {:8.2}", costs[0].nanoseconds / costs[1].nanoseconds);
    }
    growth::print();
}
