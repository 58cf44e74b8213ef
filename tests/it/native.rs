//! The native front against what peers do: it refuses early, bounds everything, and outlives every client.

use std::net::SocketAddr;
use std::time::Duration;

use ossmock::{Cause, EncryptionRule, NativeServer, Operation, Oss};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::support::{LOGS, answer, get_rule, head_of, http_client, kms, put_rule, request, send_http, signed};

const SECOND: Duration = Duration::from_secs(1);

async fn connect(server: &NativeServer) -> TcpStream {
    TcpStream::connect(server.address()).await.expect("a connection")
}

/// Reads until the server closes the connection or sends nothing for a while.
async fn read(stream: &mut TcpStream) -> String {
    let mut text = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(Ok(read @ 1..)) = timeout(SECOND / 4, stream.read(&mut buffer)).await {
        text.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8_lossy(&text).into_owned()
}

/// Sends bytes as they are, and gives back what comes.
async fn exchange(server: &NativeServer, bytes: &[u8]) -> String {
    let mut stream = connect(server).await;
    stream.write_all(bytes).await.expect("bytes can be sent");
    read(&mut stream).await
}

/// Asserts that the server still answers correctly.
async fn assert_serves(server: &NativeServer) {
    let owner = server.account("acme").expect("acme").credentials();
    let response = send_http(&http_client(), &server.uri(), signed(server, &owner, get_rule(LOGS))).await;
    assert_eq!(answer(&response), "404 NoSuchServerSideEncryptionRule");
}

async fn server() -> NativeServer {
    let builder = NativeServer::builder().body_timeout(SECOND / 5).head_timeout(SECOND / 2);
    let server = builder.discard_limits(64 * 1024, SECOND).start().await.expect("a port");
    server.create_account("acme").create_bucket("logs");
    server
}

#[tokio::test]
async fn a_refusal_needs_no_body() {
    let server = server().await;
    let stranger = server.create_account("globex").credentials();
    let mut put = signed(&server, &stranger, put_rule(LOGS, &kms("key-1")));
    put.headers_mut().insert("expect", http::HeaderValue::from_static("100-continue"));
    let text = exchange(&server, head_of(&put).as_bytes()).await;
    assert!(text.starts_with("HTTP/1.1 403 Forbidden\r\n"), "no `100 Continue` comes first: {text}");
    assert!(text.contains("<Code>AccessDenied</Code>"), "{text}");
}

#[tokio::test]
async fn a_connection_outlives_a_refusal_whose_body_comes_later() {
    let server = server().await;
    let stranger = server.create_account("globex").credentials();
    let put = signed(&server, &stranger, put_rule(LOGS, &kms("key-1")));
    let mut stream = connect(&server).await;
    for _ in 0..3 {
        stream.write_all(head_of(&put).as_bytes()).await.expect("a head");
        let mut buffer = [0; 4096];
        let read_now = timeout(SECOND, stream.read(&mut buffer)).await.expect("in time").expect("an answer");
        let text = String::from_utf8_lossy(&buffer[..read_now]);
        assert!(text.starts_with("HTTP/1.1 403 Forbidden\r\n") && !text.contains("connection: close"), "{text}");
        stream.write_all(put.body()).await.expect("the body");
    }
}

/// Clients that are still writing would find the connection broken, and never read why.
#[tokio::test]
async fn the_beginning_of_a_refused_body_of_unknown_length_is_read() {
    let server = server().await;
    let stranger = server.create_account("globex").credentials();
    let mut put = signed(&server, &stranger, put_rule(LOGS, &kms("key-1")));
    put.headers_mut().remove("content-length");
    put.headers_mut().insert("transfer-encoding", http::HeaderValue::from_static("chunked"));
    let chunk = [format!("{:x}\r\n", put.body().len()).as_bytes(), put.body(), b"\r\n"].concat();
    // A body that ends, and one that never does.
    for (chunks, end) in [(1, "0\r\n\r\n"), (64 * 1024 / put.body().len() + 1, "")] {
        let mut stream = connect(&server).await;
        stream.write_all(head_of(&put).as_bytes()).await.expect("a head");
        let mut buffer = [0; 4096];
        let read_now = timeout(SECOND, stream.read(&mut buffer)).await.expect("in time").expect("an answer");
        let text = String::from_utf8_lossy(&buffer[..read_now]);
        assert!(text.starts_with("HTTP/1.1 403 Forbidden\r\n") && text.contains("connection: close"), "{text}");
        // A body may stand still for twice as long.
        let open = timeout(SECOND / 10, stream.read(&mut buffer)).await;
        assert!(open.is_err(), "the connection was closed before the body came: {open:?}");
        stream.write_all(&chunk.repeat(chunks)).await.expect("the body");
        stream.write_all(end.as_bytes()).await.expect("its end");
        let closed = timeout(SECOND, stream.read(&mut [0; 1])).await;
        assert!(matches!(closed, Ok(Ok(0) | Err(_))), "the connection was left open: {closed:?}");
    }
}

#[tokio::test]
async fn an_admitted_upload_is_asked_for() {
    let server = server().await;
    let acme = server.account("acme").expect("acme").credentials();
    let mut put = signed(&server, &acme, put_rule(LOGS, &kms("key-1")));
    put.headers_mut().insert("expect", http::HeaderValue::from_static("100-continue"));
    let mut stream = connect(&server).await;
    stream.write_all(head_of(&put).as_bytes()).await.expect("a head");
    let mut buffer = [0; 64];
    let read_now = timeout(SECOND, stream.read(&mut buffer)).await.expect("in time").expect("an answer");
    assert!(buffer[..read_now].starts_with(b"HTTP/1.1 100 Continue\r\n"));
    stream.write_all(put.body()).await.expect("a body");
    assert!(read(&mut stream).await.starts_with("HTTP/1.1 200 OK\r\n"));
    server.bucket("logs").expect("logs").assert_encryption(EncryptionRule::kms("key-1"));
}

#[tokio::test]
async fn an_upload_that_ends_early_changes_nothing_and_is_noted() {
    let server = server().await;
    let acme = server.account("acme").expect("acme").credentials();
    let put = signed(&server, &acme, put_rule(LOGS, &kms("key-1")));
    let before = server.snapshot();
    let half = [head_of(&put).as_bytes(), &put.body()[..40]].concat();

    // The client goes away; closes its half; stands still.
    drop({
        let mut stream = connect(&server).await;
        stream.write_all(&half).await.expect("half of it");
        stream
    });
    let mut stream = connect(&server).await;
    stream.write_all(&half).await.expect("half of it");
    stream.shutdown().await.expect("half-closed");
    assert_eq!(read(&mut stream).await, "");
    assert_eq!(exchange(&server, &half).await, "");

    server.assert_unchanged_since(&before);
    assert_serves(&server).await;
    let journal = server.journal();
    let abandoned = journal.iter().filter(|record| record.status().is_none());
    assert_eq!(abandoned.count(), 3, "{journal}");
}

#[tokio::test]
async fn a_client_that_has_closed_its_half_gets_its_answer() {
    let server = server().await;
    for _ in 0..50 {
        let mut stream = connect(&server).await;
        let request = format!("GET /?encryption HTTP/1.1\r\nHost: {LOGS}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("a request");
        stream.shutdown().await.expect("half-closed");
        assert!(read(&mut stream).await.starts_with("HTTP/1.1 403"));
    }
    server.assert_calls(Operation::GetBucketEncryption, 50);
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_read_to_its_end() {
    let server = server().await;
    let acme = server.account("acme").expect("acme").credentials();
    let mut put = request(http::Method::PUT, LOGS, "/?encryption");
    put.headers_mut().insert("content-length", http::HeaderValue::from_static("1073741824"));
    let announced = exchange(&server, head_of(&signed(&server, &acme, put)).as_bytes()).await;
    assert!(
        announced.starts_with("HTTP/1.1 400 Bad Request\r\n") && announced.contains("EntityTooLarge"),
        "{announced}"
    );

    let mut put = request(http::Method::PUT, LOGS, "/?encryption");
    put.headers_mut().insert("transfer-encoding", http::HeaderValue::from_static("chunked"));
    let head = head_of(&signed(&server, &acme, put));
    let mut stream = connect(&server).await;
    stream.write_all(head.as_bytes()).await.expect("a head");
    let chunk = [b"10000\r\n".as_slice(), &vec![b'x'; 0x10000], b"\r\n"].concat();
    let mut sent = 0;
    // The server stops reading soon after the limit, so writing fails or stalls once all buffers in between are full.
    while sent < 1024 && matches!(timeout(SECOND, stream.write_all(&chunk)).await, Ok(Ok(()))) {
        sent += 1;
    }
    assert!((16..1024).contains(&sent), "{sent} chunks of 64 KiB were taken");
    assert_eq!(server.journal().last().and_then(ossmock::Record::cause), Some(Cause::BodyTooLarge));
    assert_serves(&server).await;
}

#[tokio::test]
async fn garbage_is_turned_away() {
    let server = server().await;
    let before = server.snapshot();
    let many = format!("GET / HTTP/1.1\r\nHost: {LOGS}\r\n{}\r\n", "x-many: 1\r\n".repeat(101));
    let long = format!("GET / HTTP/1.1\r\nHost: {LOGS}\r\nx-long: {}\r\n\r\n", "x".repeat(128 * 1024));
    for (bytes, expected) in [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".as_slice(), "HTTP/1.1 400"),
        (b"HELLO\r\n\r\n", "HTTP/1.1 400"),
        (b"GET / HTTP/9.9\r\n\r\n", "HTTP/1.1 400"),
        (b"GET /%zz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 400"),
        (many.as_bytes(), "HTTP/1.1 431"),
        (long.as_bytes(), "HTTP/1.1 431"),
        (b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 501"),
        (b"CONNECT logs.oss-cn-hangzhou.aliyuncs.com:443 HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 501"),
        (b"GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 400"),
        (b"GET . HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 400"),
        (b"GET + HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 400"),
        (b"GET * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 400"),
        (b"PUT logs.localhost HTTP/1.1\r\nHost: logs.localhost\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 400"),
    ] {
        let text = exchange(&server, bytes).await;
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert!(text.starts_with(expected), "{shown}: {text}");
        assert!(!text.starts_with("HTTP/1.1 2") && !text.starts_with("HTTP/1.1 500"), "{shown}: {text}");
    }
    server.assert_unchanged_since(&before);
    assert_serves(&server).await;
}

#[tokio::test]
async fn a_head_over_a_limit_is_told_which_and_by_how_much() {
    let server = server().await;
    for (head, expected) in [
        (
            format!("GET / HTTP/1.1\r\nHost: {LOGS}\r\n{}\r\n", "x-many: 1\r\n".repeat(100)),
            "the request has 101 headers, and at most 100 are taken: `max_headers` raises that\n",
        ),
        (
            format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(65_516)),
            "the head has 65539 bytes, and at most 65536 are taken: `max_head_bytes` raises that\n",
        ),
    ] {
        let text = exchange(&server, head.as_bytes()).await;
        assert!(text.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"), "{text}");
        assert!(text.ends_with(&format!("\r\n\r\n{expected}")), "{text}");
    }
    let most = format!("GET / HTTP/1.1\r\nHost: {LOGS}\r\n{}\r\n", "x-many: 1\r\n".repeat(99));
    assert!(exchange(&server, most.as_bytes()).await.starts_with("HTTP/1.1 403"));
}

#[tokio::test]
async fn an_expectation_that_is_not_met_is_refused() {
    let server = server().await;
    let put = format!("PUT /note HTTP/1.1\r\nHost: {LOGS}\r\nExpect: foo\r\nContent-Length: 5\r\n\r\nhello");
    let text = exchange(&server, put.as_bytes()).await;
    assert!(text.starts_with("HTTP/1.1 417 Expectation Failed\r\n"), "{text}");
    let journal = server.journal();
    assert_eq!(journal.last().and_then(ossmock::Record::note), Some("`Expect: foo`: only `100-continue` is met"));
}

#[tokio::test]
async fn a_slow_head_and_an_idle_connection_are_ended() {
    let server = server().await;
    for start in [b"GET / HT".as_slice(), b""] {
        let mut stream = connect(&server).await;
        stream.write_all(start).await.expect("a start");
        let ended = timeout(5 * SECOND, async {
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await.map(|_| ())
        });
        assert!(ended.await.is_ok(), "the connection was left open behind {start:?}");
    }
    assert_serves(&server).await;
}

#[tokio::test]
async fn the_target_is_taken_as_it_was_sent() {
    let server = server().await;
    let acme = server.account("acme").expect("acme").credentials();
    for target in
        ["/../dots/./k", "/a%2Fb", "/a+b", "/%E6%97%A5%E6%9C%AC", "//", "/a//b/", &format!("/{}", "k".repeat(1023))]
    {
        let get = signed(&server, &acme, request(http::Method::GET, LOGS, target));
        let text = exchange(&server, head_of(&get).as_bytes()).await;
        // There is no object; that this is the answer means that the signature held.
        assert!(text.contains("<Code>NoSuchKey</Code>"), "{target}: {text}");
        assert_eq!(server.journal().last().expect("a record").target(), target);
    }
}

#[tokio::test]
async fn it_serves_as_a_proxy() {
    let server = server().await;
    let acme = server.account("acme").expect("acme").credentials();
    let proxy = reqwest::Proxy::http(server.uri()).expect("a proxy");
    let client = reqwest::Client::builder().proxy(proxy).build().expect("a client");
    let get = signed(&server, &acme, get_rule(LOGS));
    let response = client.get(format!("http://{LOGS}/?encryption")).headers(get.headers().clone()).send().await;
    assert_eq!(response.expect("an answer").status(), 404);
    assert_eq!(server.journal().last().expect("a record").operation(), Some(Operation::GetBucketEncryption));
}

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let server = NativeServer::builder().max_connections(1).start().await.expect("a port");
    server.create_account("acme").create_bucket("logs");
    let first = connect(&server).await;
    let request = format!("GET /?encryption HTTP/1.1\r\nHost: {LOGS}\r\nConnection: close\r\n\r\n");
    let mut second = connect(&server).await;
    second.write_all(request.as_bytes()).await.expect("a request");
    assert_eq!(read(&mut second).await, "", "the second connection is not served yet");
    drop(first);
    assert!(read(&mut second).await.starts_with("HTTP/1.1 403"));
}

#[tokio::test]
async fn a_connection_is_kept_until_the_client_wants_it_closed() {
    let server = server().await;
    let mut stream = connect(&server).await;
    let request = format!("GET /?encryption HTTP/1.1\r\nHost: {LOGS}\r\n\r\n");
    stream.write_all(request.repeat(2).as_bytes()).await.expect("two requests");
    let text = read(&mut stream).await;
    assert_eq!(text.matches("HTTP/1.1 403").count(), 2, "{text}");
    assert_eq!(text.matches("connection: keep-alive").count(), 2, "{text}");
    let last = format!("GET /?encryption HTTP/1.1\r\nHost: {LOGS}\r\nConnection: close\r\n\r\n");
    let text = exchange(&server, last.as_bytes()).await;
    assert!(text.contains("connection: close") && !text.contains("keep-alive"), "{text}");
}

#[tokio::test]
async fn a_download_is_answered_without_the_body_it_announces() {
    let server = server().await;
    let acme = server.account("acme").expect("it is there").credentials();
    for (method, announced) in [
        (http::Method::GET, "Content-Length: 9"),
        (http::Method::HEAD, "Content-Length: 9"),
        (http::Method::GET, "Transfer-Encoding: chunked"),
        (http::Method::GET, "Content-Length: 9000000"),
    ] {
        for target in ["/?acl", "/?encryption", "/none"] {
            let head = head_of(&signed(&server, &acme, request(method.clone(), LOGS, target)));
            for head in [head, format!("{method} {target} HTTP/1.1\r\nHost: {LOGS}\r\n\r\n")] {
                let head = head.replacen("\r\n\r\n", &format!("\r\n{announced}\r\n\r\n"), 1);
                let text = exchange(&server, head.as_bytes()).await;
                // The next request on the connection would be taken for the body.
                assert!(text.starts_with("HTTP/1.1 ") && text.contains("connection: close"), "{head}{text}");
            }
        }
    }
    let mut stream = connect(&server).await;
    let head = format!("GET /?acl HTTP/1.1\r\nHost: {LOGS}\r\nContent-Length: 9\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("a head");
    let mut end = Vec::new();
    timeout(3 * SECOND, stream.read_to_end(&mut end)).await.expect("the server closes").expect("and not by force");
}

#[tokio::test]
async fn shutting_down_ends_idle_connections_and_frees_the_port() {
    let server = server().await;
    let address: SocketAddr = server.address();
    let idle = connect(&server).await;
    tokio::task::yield_now().await;
    let oss: Oss = timeout(2 * SECOND, server.shutdown()).await.expect("it ends in time");
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    drop(idle);
    let again = NativeServer::builder().oss(oss).listen(address).start().await.expect("the port is free");
    assert_serves(&again).await;
}

#[tokio::test]
async fn dropping_the_server_stops_it() {
    let server = server().await;
    let address = server.address();
    drop(server);
    for _ in 0..100 {
        if TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(SECOND / 100).await;
    }
    panic!("the port is still listened on");
}

#[tokio::test]
async fn the_peer_is_the_clients_address_or_what_the_test_says() {
    let address = [10, 0, 0, 9].into();
    let peer = ossmock::Peer { ip: address, ..ossmock::Peer::default() };
    for (server, expected) in [
        (NativeServer::builder().start().await.expect("a port"), Some(Cause::AccessKeyRestricted)),
        (NativeServer::builder().peer(peer).start().await.expect("a port"), Some(Cause::NoEncryptionRule)),
    ] {
        let acme = server.create_account("acme");
        acme.create_bucket("logs");
        acme.access_key().restrict_to([address]);
        send_http(&http_client(), &server.uri(), signed(&server, &acme.credentials(), get_rule(LOGS))).await;
        assert_eq!(server.journal().last().and_then(ossmock::Record::cause), expected);
    }
}
