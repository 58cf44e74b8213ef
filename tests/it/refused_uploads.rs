//! Refused uploads: the client reads the refusal, however much it still sends.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use ossmock::{Cause, NativeServer, Operation};
use tokio::task::spawn_blocking;
use tokio::time::Instant;

use super::support::{LOGS, head_of, http_client, put_rule, request, send_http, signed};

const SIZES: [usize; 3] = [300_000, 5_000_000, 30_000_000];
const TRIES: usize = 40;

async fn server() -> NativeServer {
    let server = NativeServer::start().await;
    server.create_account("acme").create_bucket("logs");
    server
}

/// An anonymous upload to this bucket, as a client writes it that looks for no answer before it has sent everything.
fn upload(address: SocketAddr, bucket: &str, framing: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let head = format!("PUT /{bucket}/note HTTP/1.1\r\nHost: {address}\r\n{framing}\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("a head");
    for piece in body.chunks(64 * 1024) {
        stream.write_all(piece).expect("the server reads on");
    }
    stream.shutdown(Shutdown::Write).expect("the end");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_sends_everything_first_reads_its_refusal() {
    let server = server().await;
    let address = server.address();
    spawn_blocking(move || {
        for size in SIZES {
            let body = vec![b'x'; size];
            for _ in 0..TRIES {
                let length = format!("Content-Length: {size}");
                let forbidden = upload(address, "logs", &length, &body);
                assert!(forbidden.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{size} bytes: {forbidden}");
                let missing = upload(address, "nowhere", &length, &body);
                assert!(missing.starts_with("HTTP/1.1 404 Not Found\r\n"), "{size} bytes: {missing}");
            }
        }
    })
    .await
    .expect("every answer");
    server.assert_calls(Operation::PutObject, (SIZES.len() * TRIES * 2) as u64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_does_one_that_does_not_say_how_long_its_body_is() {
    let server = server().await;
    let address = server.address();
    spawn_blocking(move || {
        for size in SIZES {
            let body = [format!("{size:x}\r\n").as_bytes(), &vec![b'x'; size], b"\r\n0\r\n\r\n"].concat();
            for _ in 0..4 {
                let forbidden = upload(address, "logs", "Transfer-Encoding: chunked", &body);
                assert!(forbidden.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{size} bytes: {forbidden}");
            }
        }
    })
    .await
    .expect("every answer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unmodified_client_reads_its_refusal_and_keeps_its_connection() {
    let (server, client) = (server().await, http_client());
    for size in SIZES {
        let body = Bytes::from(vec![b'x'; size]);
        for (bucket, status) in [("logs", 403), ("nowhere", 404)] {
            for _ in 0..TRIES / 4 {
                let put = client.put(format!("{}/{bucket}/note", server.uri())).body(body.clone());
                assert_eq!(put.send().await.expect("an answer").status(), status, "{size} bytes");
            }
        }
    }
}

/// A body over the limit is refused after its beginning was read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_reads_that_its_body_is_too_long() {
    let server = server().await;
    let acme = server.account("acme").expect("acme").credentials();
    for size in SIZES {
        let put = signed(&server, &acme, put_rule(LOGS, &"x".repeat(size)));
        assert_eq!(send_http(&http_client(), &server.uri(), put).await.status(), 400, "{size} bytes");
        let cause = if size > 1024 * 1024 { Cause::BodyTooLarge } else { Cause::MalformedXml };
        assert_eq!(server.journal().last().and_then(ossmock::Record::cause), Some(cause));
    }
}

/// A client that has asked whether to send its body, and sends it all the same, as it was tired of waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_is_not_asked_for_its_body_is_told_at_once() {
    let server = server().await;
    let address = server.address();
    let framing = "Content-Length: 5000000\r\nExpect: 100-continue";
    spawn_blocking(move || {
        let body = vec![b'x'; 5_000_000];
        let eager = upload(address, "logs", framing, &body);
        assert!(eager.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{eager}");

        let mut stream = TcpStream::connect(address).expect("a connection");
        let head = format!("PUT /logs/note HTTP/1.1\r\nHost: {address}\r\n{framing}\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("a head");
        let started = Instant::now();
        let mut first = [0; 12];
        stream.read_exact(&mut first).expect("an answer");
        assert_eq!((&first, started.elapsed() < Duration::from_secs(1)), (b"HTTP/1.1 403", true));
        let mut rest = String::new();
        stream.read_to_string(&mut rest).expect("its end");
        assert!(rest.contains("connection: close") && started.elapsed() < Duration::from_secs(5), "{rest}");
    })
    .await
    .expect("both answers");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_discarded_is_bounded_in_bytes_and_time() {
    let time = Duration::from_millis(300);
    let server = NativeServer::builder().discard_limits(1_000_000, time).start().await.expect("a port");
    let address = server.address();
    spawn_blocking(move || {
        let head = format!("PUT /nowhere/note HTTP/1.1\r\nHost: {address}\r\nContent-Length: 1000000000\r\n\r\n");
        let connect = || {
            let mut stream = TcpStream::connect(address).expect("a connection");
            stream.write_all(head.as_bytes()).expect("a head");
            stream
        };
        let (mut fast, piece) = (connect(), vec![b'x'; 100_000]);
        let sent = (0..1_000).take_while(|_| fast.write_all(&piece).is_ok()).count();
        assert!((10..500).contains(&sent), "{sent} times 100 kB were taken");

        let (mut slow, started) = (connect(), Instant::now());
        while slow.write_all(b"x").is_ok() {
            assert!(started.elapsed() < 20 * time, "the connection was left open");
            std::thread::sleep(time / 10);
        }
        assert!(started.elapsed() > time / 2, "it was closed at once");
    })
    .await
    .expect("both are cut off");
}

/// The next request of the connection is read where the refused body ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_after_a_refused_body_are_answered() {
    let server = server().await;
    let address = server.address();
    let acme = server.account("acme").expect("acme").credentials();
    let next = head_of(&signed(&server, &acme, request(Method::GET, LOGS, "/?acl")));
    spawn_blocking(move || {
        let (length, close) = ("Content-Length: 5000000", "Connection: close\r\n\r\n");
        let next = next.replace("\r\n\r\n", &format!("\r\n{close}"));
        let body = [&vec![b'x'; 5_000_000], next.as_bytes()].concat();
        let answers = upload(address, "logs", length, &body);
        let statuses: Vec<&str> = answers.match_indices("HTTP/1.1 ").map(|(at, _)| &answers[at + 9..at + 12]).collect();
        assert_eq!(statuses, ["403", "200"], "{answers}");
    })
    .await
    .expect("two answers");
}
