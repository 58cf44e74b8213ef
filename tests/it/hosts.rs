//! The host of a request, on both fronts and for the guard of the control plane.

use ossmock::{NativeServer, Oss, OssServer, control::Control, policy::Acl};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Two buckets that everybody may read, each with an object of its own.
fn arrange(oss: &Oss) {
    let acme = oss.create_account("acme");
    for name in ["one", "two"] {
        acme.create_bucket(name).set_block_public_access(false).set_acl(Acl::PublicRead).put_object("k", name);
    }
}

/// Sends bytes as they are; the whole answer.
async fn exchange(endpoint: &str, bytes: &str) -> String {
    let address = endpoint.strip_prefix("http://").expect("HTTP");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(bytes.as_bytes()).await.expect("bytes can be sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn the_host_of_an_absolute_target_counts_and_two_hosts_are_refused() {
    let oss = Oss::new();
    arrange(&oss);
    let wiremock = OssServer::builder().oss(oss.clone()).start().await;
    let native = NativeServer::builder().oss(oss.clone()).start().await.expect("a port");
    for endpoint in [wiremock.uri(), native.uri()] {
        for (head, status, body) in [
            ("GET /k HTTP/1.1\r\nHost: two.localhost\r\n", "200", "two"),
            ("GET http://one.localhost/k HTTP/1.1\r\nHost: two.localhost\r\n", "200", "one"),
            ("GET http://one.localhost:80/k HTTP/1.1\r\nHost: one.localhost\r\n", "200", "one"),
            ("GET http://127.0.0.1:1/one/k HTTP/1.1\r\nHost: two.localhost\r\n", "200", "one"),
            ("GET /k HTTP/1.1\r\nHost: one.localhost\r\nHost: two.localhost\r\n", "400", "</Error>\n"),
            ("GET /k HTTP/1.1\r\nHost: one.localhost\r\nHost: one.localhost\r\n", "400", "</Error>\n"),
        ] {
            let answer = exchange(&endpoint, &format!("{head}Connection: close\r\n\r\n")).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.ends_with(body), "{head}: {answer}");
        }
    }
}

#[tokio::test]
async fn the_guard_of_the_control_plane_looks_at_the_target() {
    let server = NativeServer::builder().control(Control::loopback()).start().await.expect("a port");
    for (head, status) in [
        ("GET /_ossmock/faults HTTP/1.1\r\nHost: 127.0.0.1\r\n", "200"),
        ("GET http://127.0.0.1/_ossmock/faults HTTP/1.1\r\nHost: rebound.example.com\r\n", "200"),
        ("GET http://rebound.example.com/_ossmock/faults HTTP/1.1\r\nHost: 127.0.0.1\r\n", "403"),
        ("GET /_ossmock/faults HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: rebound.example.com\r\n", "400"),
        ("GET /_ossmock/faults HTTP/1.1\r\n", "400"),
    ] {
        let answer = exchange(&server.uri(), &format!("{head}Connection: close\r\n\r\n")).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{head}: {answer}");
    }
    assert!(server.journal().is_empty(), "none of it is a call of OSS");
}
