//! `x-oss-traffic-limit` in real time: which bodies travel slowly, where, and who waits.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Account, NativeServer, Oss, OssServer, signature::PostPolicy};
use tokio::time::Instant;

use super::support::{LOGS, MOMENT, http_client, request, send_http, signed};

/// 30 KiB/s.
const LIMIT: &str = "245760";
/// As much as a second and a half has room for.
const BODY: usize = 45 * 1024;
/// As long as anything takes that does not wait, on a busy machine.
const SOON: Duration = Duration::from_secs(1);

fn world() -> (Oss, Account) {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").put_object("k", vec![b'x'; BODY]);
    (oss, acme)
}

async fn serve(oss: &Oss) -> NativeServer {
    NativeServer::builder().oss(oss.clone()).start().await.expect("a port")
}

/// Sends a request, and gives back how long it took.
async fn timed(endpoint: &str, request: Request<Bytes>) -> Duration {
    let begun = Instant::now();
    let answer = send_http(&http_client(), endpoint, request).await;
    assert!(answer.status().is_success(), "{answer:?}");
    begun.elapsed()
}

fn milliseconds(range: Range<u64>) -> Range<Duration> {
    Duration::from_millis(range.start)..Duration::from_millis(range.end)
}

/// A request with a limit in its header, or in its URL.
fn limited(oss: &Oss, acme: &Account, method: Method, target: &str, in_header: bool) -> Request<Bytes> {
    let body = if method == Method::GET { Bytes::new() } else { vec![b'x'; BODY].into() };
    let and = if target.contains('?') { '&' } else { '?' };
    let target = if in_header { target.to_owned() } else { format!("{target}{and}x-oss-traffic-limit={LIMIT}") };
    let mut request = request(method, LOGS, &target);
    if in_header {
        request.headers_mut().insert("x-oss-traffic-limit", LIMIT.parse().expect("a value"));
    }
    *request.body_mut() = body;
    signed(oss, &acme.credentials(), request)
}

fn form(oss: &Oss, acme: &Account) -> Request<Bytes> {
    let policy = PostPolicy::for_bucket("logs");
    let form = oss.signer(&acme.credentials()).post_policy(&policy).field("key", "form");
    form.field("x-oss-traffic-limit", LIMIT).into_request(LOGS, "a.txt", vec![b'x'; BODY])
}

#[tokio::test]
async fn limited_bodies_take_their_time_and_no_other_client_waits() {
    let (oss, acme) = world();
    let server = serve(&oss).await;
    let uri = server.uri();
    let upload = oss.bucket("logs").expect("logs").object("parts").begin_upload();
    let part = format!("/parts?partNumber=1&uploadId={}", upload.id());
    let mut slow: Vec<_> = [
        (Method::GET, "/k", true),
        (Method::GET, "/k", false),
        (Method::PUT, "/new", true),
        (Method::PUT, "/new", false),
        (Method::PUT, &*part, true),
        (Method::POST, "/appended?append&position=0", true),
    ]
    .into_iter()
    .map(|(method, target, in_header)| limited(&oss, &acme, method, target, in_header))
    .collect();
    slow.push(form(&oss, &acme));
    let slow: Vec<_> = slow
        .into_iter()
        .map(|request| {
            let (uri, what) = (uri.clone(), format!("{} {}", request.method(), request.uri()));
            tokio::spawn(async move { (what, timed(&uri, request).await) })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let other = timed(&uri, signed(&oss, &acme.credentials(), request(Method::GET, LOGS, "/k"))).await;
    assert!(other < SOON, "a request without a limit took {other:?}");
    for slow in slow {
        let (what, took) = slow.await.expect("it ends");
        assert!(milliseconds(1_450..20_000).contains(&took), "{what} took {took:?}");
    }
}

#[tokio::test]
async fn half_of_it_takes_half_the_time() {
    let (oss, acme) = world();
    let server = serve(&oss).await;
    let mut half = request(Method::GET, LOGS, "/k");
    half.headers_mut().insert("range", format!("bytes=0-{}", BODY / 2 - 1).parse().expect("a value"));
    half.headers_mut().insert("x-oss-traffic-limit", LIMIT.parse().expect("a value"));
    let took = timed(&server.uri(), signed(&oss, &acme.credentials(), half)).await;
    assert!(milliseconds(700..10_000).contains(&took), "{took:?}");
}

#[tokio::test]
async fn no_client_waits_while_the_clock_stands_still_nor_on_another_front() {
    let (oss, acme) = world();
    oss.clock().set_utc(MOMENT);
    let requests = || {
        [
            limited(&oss, &acme, Method::GET, "/k", true),
            limited(&oss, &acme, Method::PUT, "/new", false),
            form(&oss, &acme),
        ]
    };
    let server = serve(&oss).await;
    for request in requests() {
        let took = timed(&server.uri(), request).await;
        assert!(took < SOON, "{took:?}");
    }
    oss.clock().follow_system();
    let wiremock = OssServer::builder().oss(oss.clone()).start().await;
    for request in requests() {
        let took = timed(&wiremock.uri(), request).await;
        assert!(took < SOON, "{took:?}");
    }
    let begun = Instant::now();
    for request in requests() {
        assert!(oss.handle(request).status().is_success());
    }
    assert!(begun.elapsed() < SOON);
}

#[tokio::test]
async fn a_refused_download_has_no_pace() {
    let (oss, acme) = world();
    let server = serve(&oss).await;
    let begun = Instant::now();
    let missing = limited(&oss, &acme, Method::GET, "/missing", true);
    assert_eq!(send_http(&http_client(), &server.uri(), missing).await.status(), 404);
    assert!(begun.elapsed() < SOON);
}
