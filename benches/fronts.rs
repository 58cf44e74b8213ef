//! The cost that fronts add, as ratios to a static answer of the same server library in the same run.
//!
//! A signed `GetBucketEncryption` over keep-alive connections, 1 and 16 of them, from the same process: requests a
//! second, and the 50th and 99th percentile of the time to an answer.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use ossmock::{EncryptionRule, NativeServer, Oss, OssServer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const HOST: &str = "logs.oss-cn-hangzhou.aliyuncs.com";

/// wiremock keeps every request, so there is a number of them and not a time.
const REQUESTS: usize = 24_000;

struct Measured {
    per_second: f64,
    median: Duration,
    slow: Duration,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let oss = Oss::new();
    oss.clock().freeze();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").set_encryption(EncryptionRule::Aes256);
    let request = Request::get("/?encryption").header("Host", HOST).body(Bytes::new()).expect("a request");
    let request = oss.signer(&acme.credentials()).sign(request);
    let wire = on_the_wire(&request);
    let answer = oss.handle(request);

    let fixed_hyper = static_hyper(answer.clone()).await;
    let native = NativeServer::builder().oss(oss.clone()).start().await.expect("a port");
    let fixed_wiremock = static_wiremock(&answer).await;
    let wiremock = OssServer::builder().oss(oss.clone()).start().await;
    let fronts = [
        ("static hyper", fixed_hyper, None),
        ("native front", native.address(), Some(0)),
        ("static wiremock", *fixed_wiremock.address(), None),
        ("wiremock front", *wiremock.wiremock().address(), Some(2)),
    ];
    for connections in [1, 16] {
        println!("{connections} connections, {REQUESTS} requests each:");
        let mut measured: Vec<Measured> = Vec::new();
        for (name, address, floor) in fronts {
            // Once to warm up, once to count.
            load(address, &wire, connections, REQUESTS / 10).await;
            let now = load(address, &wire, connections, REQUESTS).await;
            let (per_second, median, slow) = (now.per_second, now.median.as_micros(), now.slow.as_micros());
            print!("  {name:16} {per_second:8.0}/s  p50 {median:5} µs  p99 {slow:5} µs");
            if let Some(floor) = floor.map(|index: usize| &measured[index]) {
                let times = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
                let (p50, p99) = (times(now.median, floor.median), times(now.slow, floor.slow));
                print!("   {:.2} of the static rate, p50 × {p50:.2}, p99 × {p99:.2}", per_second / floor.per_second);
            }
            println!();
            measured.push(now);
        }
    }
}

fn on_the_wire(request: &Request<Bytes>) -> Bytes {
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        let _ = write!(text, "{name}: {}\r\n", value.to_str().expect("text"));
    }
    (text + "\r\n").into()
}

/// Sends requests one after the other on each connection.
async fn load(address: SocketAddr, wire: &Bytes, connections: usize, requests: usize) -> Measured {
    let start = now();
    let clients: Vec<_> =
        (0..connections).map(|_| tokio::spawn(client(address, wire.clone(), requests / connections))).collect();
    let mut times = Vec::with_capacity(requests);
    for client in clients {
        times.extend(client.await.expect("a client does not panic"));
    }
    let took = start.elapsed();
    times.sort_unstable();
    Measured {
        per_second: f64::from(u32::try_from(requests).expect("a few")) / took.as_secs_f64(),
        median: times[times.len() / 2],
        slow: times[times.len() * 99 / 100],
    }
}

async fn client(address: SocketAddr, wire: Bytes, requests: usize) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.set_nodelay(true).expect("a socket option");
    let mut buffer = vec![0; 16 * 1024];
    let mut times = Vec::with_capacity(requests);
    for _ in 0..requests {
        let start = now();
        stream.write_all(&wire).await.expect("a request");
        let mut read = 0;
        // The answer ends with the end tag of the rule and a line feed.
        while !buffer[..read].ends_with(b"</ServerSideEncryptionRule>\n") {
            read += stream.read(&mut buffer[read..]).await.expect("an answer");
        }
        assert!(buffer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&buffer[..read]));
        times.push(start.elapsed());
    }
    times
}

#[expect(clippy::disallowed_methods, reason = "a bench measures real time")]
fn now() -> Instant {
    Instant::now()
}

async fn static_hyper(answer: Response<Bytes>) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.set_nodelay(true).expect("a socket option");
            let answer = answer.clone().map(Full::new);
            let service = service_fn(move |_| std::future::ready(Ok::<_, Infallible>(answer.clone())));
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
        }
    });
    address
}

async fn static_wiremock(answer: &Response<Bytes>) -> MockServer {
    let server = MockServer::builder().start().await;
    let mut template = ResponseTemplate::new(200).set_body_raw(answer.body().clone(), "application/xml");
    for (name, value) in answer.headers() {
        template = template.append_header(name, value);
    }
    Mock::given(any()).respond_with(template).mount(&server).await;
    server
}
