//! The native front over TLS: whom clients trust, for which names, and what comes of those who do not shake hands.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{
    Denial, EncryptionRule, NativeServer, Operation,
    front::Tls,
    settings::{HttpsConfig, TlsVersion},
};
use reqsign_aliyun_oss::{RequestSigner, SigningVersion, StaticCredentialProvider};
use reqsign_core::{Context, Signer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::version::{TLS12, TLS13};

use super::shared::tls::{ask, client, connect, given, send};
use super::support::{LOGS, SERVICE, get_rule, head_of, kms, put_rule, signed};

const SECOND: Duration = Duration::from_secs(1);

/// A client that trusts the server's authority.
fn trusting(server: &NativeServer) -> ClientConfig {
    client(server.ca_pem().expect("it was minted"), &[&TLS13, &TLS12])
}

async fn server() -> NativeServer {
    let builder = NativeServer::builder().tls(Tls::minted()).head_timeout(SECOND / 2);
    let server = builder.start().await.expect("a port");
    server.create_account("acme").create_bucket("logs");
    server
}

/// Asserts that the server still answers correctly.
async fn assert_serves(server: &NativeServer) {
    let owner = server.account("acme").expect("acme").credentials();
    let get = signed(server, &owner, get_rule(LOGS));
    let text = ask(server.address(), server.ca_pem().expect("minted"), LOGS, get).await;
    assert!(text.starts_with("HTTP/1.1 404 Not Found\r\n"), "{text}");
}

#[tokio::test]
async fn signed_requests_pass_in_both_versions_of_tls_and_both_styles() {
    let server = server().await;
    assert_eq!(server.uri(), format!("https://{}", server.address()));
    let acme = server.account("acme").expect("acme").credentials();
    let ca = server.ca_pem().expect("it was minted");
    for (version, key) in [(&TLS12, "key-1"), (&TLS13, "key-2")] {
        let in_host = (LOGS, put_rule(LOGS, &kms(key)));
        let mut in_path = put_rule("127.0.0.1", &kms(&format!("{key}-by-path")));
        *in_path.uri_mut() = "/logs/?encryption".parse().expect("a target");
        for (name, put) in [in_host, ("127.0.0.1", in_path)] {
            let put = signed(&server, &acme, put);
            let mut stream = connect(server.address(), name, client(ca, &[version])).await.expect("a handshake");
            assert_eq!(stream.get_ref().1.protocol_version(), Some(version.version));
            let text = send(&mut stream, put).await;
            assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{name}: {text}");
        }
        let logs = server.bucket("logs").expect("logs");
        logs.assert_encryption(EncryptionRule::kms(&format!("{key}-by-path")));
    }
    server.assert_calls(Operation::PutBucketEncryption, 4);
}

#[tokio::test]
async fn faults_break_answers_over_tls_as_well() {
    let server = server().await;
    let acme = server.account("acme").expect("acme").credentials();
    let logs = server.bucket("logs").expect("logs").set_encryption(EncryptionRule::Aes256);
    // What comes back, and whether it ends in order: with a close_notify.
    let get = async || {
        let mut request = signed(&server, &acme, get_rule(LOGS));
        request.headers_mut().insert("connection", http::HeaderValue::from_static("close"));
        let mut stream = connect(server.address(), LOGS, trusting(&server)).await.expect("a handshake");
        stream.write_all(head_of(&request).as_bytes()).await.expect("a head");
        let (mut got, mut buffer) = (Vec::new(), [0; 1024]);
        let end = loop {
            match stream.read(&mut buffer).await {
                Ok(read @ 1..) => got.extend_from_slice(&buffer[..read]),
                end => break end,
            }
        };
        let text = String::from_utf8(got).expect("a text");
        (text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()), end)
    };
    let (whole, end) = get().await;
    assert!(whole.is_some_and(|body| body.contains("AES256")) && end.is_ok());

    let fault = || server.fault(Operation::GetBucketEncryption);
    let lost = fault().answer_lost();
    assert_eq!(get().await.0, None);
    drop(lost);
    let cut = fault().truncate_after(5);
    assert_eq!(get().await.0.as_deref(), Some("<?xml"));
    drop(cut);
    let reset = fault().reset_after(5);
    let (body, end) = get().await;
    assert_eq!(body.as_deref(), Some("<?xml"));
    assert_eq!(end.expect_err("a reset").kind(), io::ErrorKind::ConnectionReset);
    drop(reset);
    let slow = fault().latency(Duration::from_millis(20));
    let begun = tokio::time::Instant::now();
    assert!(get().await.0.is_some() && begun.elapsed() >= Duration::from_millis(20));
    drop(slow);
    logs.assert_encryption(EncryptionRule::Aes256);
}

#[tokio::test]
async fn a_condition_on_secure_transport_holds_over_tls_and_not_without() {
    let server = server().await;
    let acme = server.account("acme").expect("acme");
    let statement = r#"{"Effect":"Allow","Action":"oss:PutBucketEncryption","Resource":"acs:oss:*:*:logs",
        "Condition":{"Bool":{"acs:SecureTransport":"true"}}}"#;
    let ci = acme.create_ram_user("ci").attach_policy(&format!(r#"{{"Version":"1","Statement":[{statement}]}}"#));
    let put = || signed(&server, &ci.credentials(), put_rule(LOGS, &kms("key-1")));
    let text = ask(server.address(), server.ca_pem().expect("minted"), LOGS, put()).await;
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    assert_eq!(server.handle(put()).status(), 403);
    ci.assert_denied(Operation::PutBucketEncryption, Denial::Implicit);
}

#[tokio::test]
async fn an_unmodified_client_sets_a_rule_over_tls() {
    let server = server().await;
    let acme = server.account("acme").expect("acme").credentials();
    let (host, rule) = ("logs.oss-cn-hangzhou.localhost", kms("key-1"));
    let put = Request::put(format!("https://{host}/?encryption")).header("Content-Length", rule.len());
    let (mut head, body) = put.body(Bytes::from(rule)).expect("a request").into_parts();
    let signer = Signer::new(
        Context::new(),
        StaticCredentialProvider::new(&acme.access_key_id, &acme.access_key_secret),
        RequestSigner::new("logs").with_region("cn-hangzhou").with_signing_version(SigningVersion::V4),
    );
    signer.sign(&mut head, None).await.expect("a signature");
    // As it goes over the wire: the host in its header.
    head.uri = "/?encryption".parse().expect("a target");
    head.headers.insert("host", http::HeaderValue::from_static(host));
    let ca = server.ca_pem().expect("it was minted");
    let text = ask(server.address(), ca, host, Request::from_parts(head, body)).await;
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    server.bucket("logs").expect("logs").assert_encryption(EncryptionRule::kms("key-1"));
}

#[tokio::test]
async fn every_name_that_the_fake_answers_for_is_certified_and_no_other() {
    let tls = Tls::minted_for(["ossmock.test", "10.0.0.9"]).expect("names");
    let server = NativeServer::builder().tls(tls).start().await.expect("a port");
    let logs = server.create_account("acme").create_bucket("logs");
    let early = connect(server.address(), "static.example.com", trusting(&server)).await;
    assert!(early.is_err(), "the domain is not bound yet");
    logs.add_cname("static.example.com");
    for name in [
        "localhost",
        "127.0.0.1",
        "::1",
        "logs.localhost",
        "oss-cn-hangzhou.localhost",
        "logs.oss-cn-hangzhou.localhost",
        SERVICE,
        LOGS,
        "LOGS.OSS-cn-hangzhou.aliyuncs.com",
        "oss-us-west-1-internal.aliyuncs.com",
        "logs.oss-us-west-1-internal.aliyuncs.com",
        "logs.oss.aliyuncs.com",
        "static.example.com",
        "ossmock.test",
        "10.0.0.9",
    ] {
        let shaken = connect(server.address(), name, trusting(&server)).await;
        assert!(shaken.is_ok(), "{name}: {:?}", shaken.err());
    }
    for name in ["example.com", "www.static.example.com", "kms.cn-hangzhou.aliyuncs.com", "10.0.0.8"] {
        let refused = connect(server.address(), name, trusting(&server)).await.expect_err("another name");
        assert!(refused.to_string().contains("not valid for name"), "{name}: {refused}");
    }
}

#[tokio::test]
async fn names_that_are_none_cannot_be_certified() {
    for name in ["", "https://ossmock.test", "ossmock.test:9000", "a b", "*.ossmock.test", "[::1]"] {
        let error = Tls::minted_for([name]).expect_err("no name");
        assert_eq!(error.to_string(), format!("`{name}` is neither a host name nor an IP address"));
    }
}

#[tokio::test]
async fn a_client_trusts_the_authority_of_its_run_only() {
    let server = server().await;
    let stranger = Tls::minted();
    let config = client(stranger.ca_pem().expect("it was minted"), &[&TLS13]);
    let refused = connect(server.address(), LOGS, config).await.expect_err("a handshake");
    assert!(refused.to_string().contains("invalid peer certificate"), "{refused}");
    assert!(server.journal().is_empty());
    assert_serves(&server).await;

    // Servers that share a `Tls` share its authority.
    let first = NativeServer::builder().tls(stranger.clone()).start().await.expect("a port");
    let second = NativeServer::builder().tls(stranger).start().await.expect("a port");
    assert_eq!(first.ca_pem(), second.ca_pem());
    assert!(connect(second.address(), LOGS, trusting(&first)).await.is_ok());
}

#[tokio::test]
async fn the_fakes_clock_does_not_age_certificates() {
    let server = server().await;
    server.clock().set_utc("2199-01-01T00:00:00Z");
    assert_serves(&server).await;
}

#[tokio::test]
async fn only_http_1_is_agreed_on() {
    let server = server().await;
    let offering = |protocols: &[&[u8]]| {
        let mut config = trusting(&server);
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        connect(server.address(), LOGS, config)
    };
    let stream = offering(&[b"h2", b"http/1.1"]).await.expect("a handshake");
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
    assert!(offering(&[b"h2"]).await.is_err());
}

#[tokio::test]
async fn who_does_not_speak_tls_is_turned_away() {
    // One connection at a time: a client that keeps it open keeps the next one out.
    let builder = NativeServer::builder().tls(Tls::minted()).max_connections(1);
    let server = builder.start().await.expect("a port");
    server.create_account("acme").create_bucket("logs");
    let plain = format!("GET /?encryption HTTP/1.1\r\nHost: {LOGS}\r\n\r\n");
    let long = vec![b'x'; 128 * 1024];
    // A record of TLS that announces a ClientHello of 16 MiB.
    let huge = b"\x16\x03\x01\x40\x00\x01\xff\xff\xff".as_slice();
    for bytes in [plain.as_bytes(), b"\0", b"HELLO\r\n\r\n", b"\x16\x03\x01\x00\x02\x01\x00", huge, &long] {
        let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
        // The server may be gone before all of it is sent.
        let _ = stream.write_all(bytes).await;
        let _ = stream.shutdown().await;
        let mut rest = Vec::new();
        let ended = timeout(5 * SECOND, stream.read_to_end(&mut rest)).await;
        assert!(ended.is_ok(), "the connection was left open behind {:?}", &bytes[..bytes.len().min(9)]);
        assert!(!rest.starts_with(b"HTTP"), "no answer in the clear");
        assert_serves(&server).await;
    }
}

#[tokio::test]
async fn a_slow_handshake_is_cut() {
    let builder = NativeServer::builder().tls(Tls::minted()).max_connections(1).head_timeout(SECOND / 2);
    let server = builder.start().await.expect("a port");
    server.create_account("acme").create_bucket("logs");
    for start in [b"".as_slice(), b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"] {
        let mut slow = TcpStream::connect(server.address()).await.expect("a connection");
        slow.write_all(start).await.expect("a start");
        timeout(5 * SECOND, assert_serves(&server)).await.expect("the slow client does not keep others out");
        let mut rest = Vec::new();
        let _ = slow.read_to_end(&mut rest).await;
    }
}

#[tokio::test]
async fn shutting_down_waits_for_no_handshake_and_ends_idle_connections() {
    let server = server().await;
    let address = server.address();
    let slow = TcpStream::connect(address).await.expect("a connection");
    // With 1.2 it is the server that ends the handshake: what the client has seen end has ended there, too.
    let config = client(server.ca_pem().expect("it was minted"), &[&TLS12]);
    let mut idle = connect(address, LOGS, config).await.expect("a handshake");
    let begun = tokio::time::Instant::now();
    server.shutdown().await;
    assert!(begun.elapsed() < SECOND / 4, "it took {:?}", begun.elapsed());
    assert_eq!(idle.read(&mut [0; 1]).await.expect("a close_notify"), 0);
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    drop(slow);
}

#[tokio::test]
async fn a_given_certificate_is_used() {
    let (certificate, key) = given("oss.example.com");
    let tls = Tls::from_pem(certificate.as_bytes(), key.as_bytes()).expect("a pair");
    assert_eq!(tls.ca_pem(), None);
    let server = NativeServer::builder().tls(tls).start().await.expect("a port");
    assert_eq!((server.ca_pem(), server.uri().split(':').next()), (None, Some("https")));
    let text = ask(server.address(), &certificate, "oss.example.com", get_rule(LOGS)).await;
    assert!(text.starts_with("HTTP/1.1 404 "), "{text}");
}

#[test]
fn what_is_wrong_with_a_given_certificate_is_told_with_its_file() {
    let folder = std::env::temp_dir().join(format!("ossmock-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file");
    let ((certificate, key), (_, other_key)) = (given("localhost"), given("localhost"));
    file("good.pem", &certificate);
    file("good.key", &key);
    file("other.key", &other_key);
    file("empty", "");
    file("half.pem", &certificate[..certificate.len() / 2]);
    file("encrypted.key", &key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"));
    file("odd.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    file("odd.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    file("garbled.pem", "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n");
    for (certificate, key, expected) in [
        ("none.pem", "good.key", "none.pem: No such file or directory (os error 2)"),
        ("good.pem", "none.key", "none.key: No such file or directory (os error 2)"),
        ("empty", "good.key", "empty: there is no certificate in it"),
        ("good.key", "good.key", "good.key: there is no certificate in it"),
        ("half.pem", "good.key", "half.pem: it ends within a PEM section"),
        ("garbled.pem", "good.key", "garbled.pem: base64 decode error: "),
        ("odd.pem", "good.key", "odd.pem: it cannot be used: invalid peer certificate: BadEncoding"),
        ("good.pem", "empty", "empty: there is no private key in it, or an encrypted one"),
        ("good.pem", "encrypted.key", "encrypted.key: there is no private key in it, or an encrypted one"),
        ("good.pem", "odd.key", "odd.key: it cannot be used: "),
        ("good.pem", "other.key", "other.key: it is not the key of "),
    ] {
        let error = Tls::from_pem_files(folder.join(certificate), folder.join(key)).expect_err(expected);
        let expected = format!("{}/{expected}", folder.display());
        assert!(error.to_string().starts_with(&expected), "{error}\n{expected}");
    }
    assert!(Tls::from_pem_files(folder.join("good.pem"), folder.join("good.key")).is_ok());
    std::fs::remove_dir_all(&folder).expect("the folder goes");
    let error = Tls::from_pem(certificate.as_bytes(), other_key.as_bytes()).expect_err("another key");
    assert_eq!(error.to_string(), "the private key: it is not the key of the certificate");
}

#[tokio::test]
async fn handshakes_run_side_by_side_in_any_number() {
    let server = Arc::new(server().await);
    let clients = (0..50).map(|_| {
        let server = server.clone();
        tokio::spawn(async move { assert_serves(&server).await })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.expect("an answer");
    }
    let owner = server.account("acme").expect("acme").credentials();
    let get = signed(
        &server,
        &owner,
        Request::builder().method(Method::GET).uri("/").header("Host", SERVICE).body(Bytes::new()).expect("a request"),
    );
    let text = ask(server.address(), server.ca_pem().expect("minted"), SERVICE, get).await;
    assert!(text.contains("<Name>logs</Name>"), "{text}");
}

#[tokio::test]
async fn a_bucket_refuses_the_handshake_of_clients_without_its_versions_of_tls() {
    let server = server().await;
    let logs = server.bucket("logs").expect("logs").add_cname("logs.example.com");
    let ca = server.ca_pem().expect("it was minted");
    for (versions, expected) in [
        (&[][..], [true, true]),
        (&[TlsVersion::Tls12, TlsVersion::Tls13], [true, true]),
        (&[TlsVersion::Tls13], [false, true]),
        (&[TlsVersion::Tls10, TlsVersion::Tls12], [true, false]),
        (&[TlsVersion::Tls11], [false, false]),
    ] {
        logs.set_https_config(HttpsConfig { tls_versions: versions.to_vec(), ..HttpsConfig::default() });
        for (version, expected) in [&TLS12, &TLS13].into_iter().zip(expected) {
            for host in [LOGS, "logs.example.com"] {
                let shaken = connect(server.address(), host, client(ca, &[version])).await;
                assert_eq!(shaken.is_ok(), expected, "{versions:?} of {host}, {version:?}");
            }
            // The service has no configuration.
            connect(server.address(), SERVICE, client(ca, &[version])).await.expect("a handshake");
        }
    }
}
