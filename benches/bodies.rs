//! The cost of objects of 1 KiB, 1 MiB and 64 MiB over HTTP, as ratios to a plain server of the same library in the same
//! run, and to the MD5 and CRC-64 that OSS answers with.
//!
//! One connection that is kept, in this process. The plain servers take a body, or send one of the same length, and know
//! nothing of OSS. The fastest of all rounds counts for short bodies as for long ones: the rest is disturbance.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::hint::black_box;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use md5::{Digest as _, Md5};
use ossmock::{Account, NativeServer, Oss, OssServer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const HOST: &str = "logs.oss-cn-hangzhou.aliyuncs.com";

/// Name, length, and how often: wiremock keeps every request with its body.
const SIZES: [(&str, usize, usize); 3] =
    [("1 KiB", 1024, 2_000), ("1 MiB", 1024 * 1024, 60), ("64 MiB", 64 * 1024 * 1024, 6)];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    for (name, length, rounds) in SIZES {
        let body = Bytes::from(vec![7; length]);
        let hashes = fastest(rounds, || {
            let mut crc = crc64fast::Digest::new();
            crc.write(black_box(&body));
            black_box((Md5::digest(black_box(&body)), crc.sum64()));
        });
        println!("{name}: MD5 and CRC-64 {hashes:?}");
        for method in [Method::PUT, Method::GET] {
            measure(&method, &body, rounds, hashes).await;
        }
    }
}

/// Measures a method on both fronts, beside the plain servers of their libraries.
async fn measure(method: &Method, body: &Bytes, rounds: usize, hashes: Duration) {
    let is_put = method == Method::PUT;
    let oss = Oss::builder().journal_capacity(10).build();
    oss.clock().freeze();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").put_object("k", body.clone());
    let (wire, sent) = on_the_wire(&oss, &acme, method, body);
    let answer = if is_put { Bytes::new() } else { body.clone() };
    let plain = plain_hyper(answer.clone()).await;
    let plain = exchange(plain, &wire, &sent, rounds).await;
    let show = |name: &str, took: Duration, floor: Duration, of: &str| {
        let times = |floor: Duration| took.as_secs_f64() / floor.as_secs_f64();
        print!("  {method} {name:15} {took:>12.1?}   × {:.2} of {of}", times(floor));
        if is_put {
            print!(", × {:.2} of the hashes, × {:.2} of both", times(hashes), times(floor + hashes));
        }
        println!();
    };
    println!("  {method} plain hyper     {plain:>12.1?}");
    let native = NativeServer::builder().oss(oss.clone()).start().await.expect("a port");
    show("native front", exchange(native.address(), &wire, &sent, rounds).await, plain, "plain hyper");
    drop(native);
    let stub = MockServer::builder().start().await;
    let template = ResponseTemplate::new(200).set_body_raw(answer, "application/octet-stream");
    Mock::given(any()).respond_with(template).mount(&stub).await;
    let stubbed = exchange(*stub.address(), &wire, &sent, rounds).await;
    drop(stub);
    show("plain wiremock", stubbed, plain, "plain hyper");
    let wiremock = OssServer::builder().oss(oss).start().await;
    let took = exchange(*wiremock.wiremock().address(), &wire, &sent, rounds).await;
    show("wiremock front", took, stubbed, "plain wiremock");
}

/// The head of a signed request, and its body.
fn on_the_wire(oss: &Oss, acme: &Account, method: &Method, body: &Bytes) -> (Bytes, Bytes) {
    let sent = if method == Method::PUT { body.clone() } else { Bytes::new() };
    let request = Request::builder().method(method).uri("/k").header("Host", HOST).header("Content-Length", sent.len());
    let request = oss.signer(&acme.credentials()).sign(request.body(sent.clone()).expect("a request"));
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        let _ = write!(text, "{name}: {}\r\n", value.to_str().expect("text"));
    }
    ((text + "\r\n").into(), sent)
}

/// Returns the fastest of so many requests on one connection, after one to warm up.
async fn exchange(address: SocketAddr, head: &Bytes, body: &Bytes, rounds: usize) -> Duration {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.set_nodelay(true).expect("a socket option");
    let mut buffer = vec![0; 256 * 1024];
    let mut best = Duration::MAX;
    for round in 0..=rounds {
        let start = now();
        stream.write_all(head).await.expect("a request");
        stream.write_all(body).await.expect("its body");
        let mut read = 0;
        let end = loop {
            read += stream.read(&mut buffer[read..]).await.expect("an answer");
            if let Some(end) = buffer[..read].windows(4).position(|four| four == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let answered = std::str::from_utf8(&buffer[..end]).expect("a head of text").to_ascii_lowercase();
        assert!(answered.starts_with("http/1.1 200"), "{answered}");
        let length = answered.split_once("content-length: ").and_then(|(_, rest)| rest.split_once('\r'));
        let mut rest = length.map_or(0, |(length, _)| length.parse::<usize>().expect("a number")) + end - read;
        while rest > 0 {
            rest -= stream.read(&mut buffer).await.expect("a body");
        }
        if round > 0 {
            best = best.min(start.elapsed());
        }
    }
    best
}

fn fastest(rounds: usize, run: impl Fn()) -> Duration {
    let one = || {
        let start = now();
        run();
        start.elapsed()
    };
    (0..rounds).map(|_| one()).min().expect("some rounds")
}

#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
fn now() -> Instant {
    Instant::now()
}

/// A server that takes a body as a whole, and always answers the same.
async fn plain_hyper(answer: Bytes) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).expect("a socket option");
            let answer = answer.clone();
            let service = service_fn(move |request: Request<hyper::body::Incoming>| {
                let answer = answer.clone();
                async move {
                    let body = request.into_body().collect().await.expect("a body").to_bytes();
                    black_box(body);
                    Ok::<_, Infallible>(Response::new(Full::new(answer)))
                }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}
