//! Compressed answers: on every front, for old clients, with faults, and as a recorded client reads them.

use bytes::Bytes;
use http::{Method, Request, Response};
use ossmock::fixture::{self, Kit};
use ossmock::{Account, NativeServer, Operation, Oss};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::support::{Client, FRONTS, LOGS, head_of, new_folder, request, signed, still};

const TEXT: &str = "a line of text\n";

/// A fake with an object of this text in the bucket `logs`.
fn world(oss: &Oss, text: &str) -> Account {
    let acme = oss.create_account("acme");
    acme.create_bucket("logs").put_object("a.txt", text.to_owned()).set_content_type("text/plain");
    acme
}

/// A signed request for it that accepts gzip.
fn read(oss: &Oss, acme: &Account, method: Method) -> Request<Bytes> {
    let mut read = request(method, LOGS, "/a.txt");
    read.headers_mut().insert("accept-encoding", "gzip".parse().expect("a value"));
    signed(oss, &acme.credentials(), read)
}

fn header<'a>(response: &'a Response<Bytes>, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().expect("text"))
}

/// Sends a head, and reads to the end of the connection.
async fn exchange(server: &NativeServer, head: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
    stream.write_all(head.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

fn closing(request: &Request<Bytes>) -> String {
    head_of(request).replacen("\r\n", "\r\nConnection: close\r\n", 1)
}

#[tokio::test]
async fn every_front_sends_the_same_compressed_bytes() {
    let oss = still();
    let text = TEXT.repeat(1_000);
    let acme = world(&oss, &text);
    let mut sent: Vec<Bytes> = Vec::new();
    for front in FRONTS {
        let client = Client::new(front, &oss).await;
        let answer = client.send(read(&oss, &acme, Method::GET)).await;
        assert_eq!(header(&answer, "content-encoding"), Some("gzip"), "{front:?}");
        assert_eq!(header(&answer, "vary"), Some("Accept-Encoding"), "{front:?}");
        for absent in ["etag", "content-length", "accept-ranges"] {
            assert_eq!(header(&answer, absent), None, "{front:?}: {absent}");
        }
        assert_eq!(*fixture::plain_body(&answer), *text.as_bytes(), "{front:?}");
        assert!(answer.body().len() < 1_000, "{front:?}");
        sent.push(answer.into_body());
        let head = client.send(read(&oss, &acme, Method::HEAD)).await;
        assert_eq!((header(&head, "content-encoding"), header(&head, "content-length")), (Some("gzip"), None));
    }
    assert!(sent.iter().all(|body| *body == sent[0]), "the fronts send different bytes");
}

#[tokio::test]
async fn a_long_text_is_compressed_beside_other_requests() {
    let oss = still();
    let text = TEXT.repeat(300_000);
    let acme = world(&oss, &text);
    let client = Client::new(FRONTS[2], &oss).await;
    let answer = client.send(read(&oss, &acme, Method::GET)).await;
    assert_eq!(*fixture::plain_body(&answer), *text.as_bytes());
}

#[test]
fn the_switch_turns_it_off() {
    let oss = Oss::builder().gzip(false).build();
    let acme = world(&oss, &TEXT.repeat(100));
    for oss in [oss.fork(), oss] {
        let answer = oss.handle(read(&oss, &acme, Method::GET));
        assert_eq!((header(&answer, "content-encoding"), answer.body().len()), (None, 1_500));
        assert!(header(&answer, "etag").is_some());
    }
}

#[tokio::test]
async fn a_client_of_http_1_0_gets_plain_text() {
    let oss = still();
    let acme = world(&oss, &TEXT.repeat(100));
    let server = NativeServer::builder().oss(oss.clone()).start().await.expect("a port");
    let head = head_of(&read(&oss, &acme, Method::GET)).replace("HTTP/1.1", "HTTP/1.0");
    let answer = String::from_utf8(exchange(&server, &head).await).expect("text");
    assert!(answer.contains("content-length: 1500\r\n") && !answer.contains("content-encoding"), "{answer:.600}");
    assert!(answer.ends_with(&TEXT.repeat(100)));
}

#[test]
fn an_edit_of_a_fault_acts_on_the_plain_text() {
    let oss = still();
    let acme = world(&oss, &TEXT.repeat(100));
    let answer = |what: &str, edit: fn(&mut Response<Bytes>)| {
        let fault = oss.intercept(Operation::GetObject).edit(edit);
        let answer = oss.handle(read(&oss, &acme, Method::GET));
        drop(fault);
        let plain = fixture::plain_body(&answer).into_owned();
        (
            what.to_owned(),
            header(&answer, "content-encoding").map(str::to_owned),
            String::from_utf8(plain).expect("text"),
        )
    };
    let gzip = Some("gzip".to_owned());
    let edited = answer("longer", |response| *response.body_mut() = Bytes::from("x".repeat(2_000)));
    assert_eq!(edited, ("longer".to_owned(), gzip, "x".repeat(2_000)));
    let edited = answer("too short", |response| *response.body_mut() = Bytes::from_static(b"short"));
    assert_eq!(edited, ("too short".to_owned(), None, "short".to_owned()));
    let edited = answer("another type", |response| {
        response.headers_mut().insert("content-type", "image/png".parse().expect("a value"));
    });
    assert_eq!((edited.1, edited.2.len()), (None, 1_500));
    let edited = answer("another status", |response| *response.status_mut() = http::StatusCode::ACCEPTED);
    assert_eq!((edited.1, edited.2.len()), (None, 1_500));
}

#[tokio::test]
async fn a_truncated_answer_ends_in_the_middle_of_its_gzip() {
    let oss = still();
    let acme = world(&oss, &TEXT.repeat(100));
    let server = NativeServer::builder().oss(oss.clone()).start().await.expect("a port");
    let whole = exchange(&server, &closing(&read(&oss, &acme, Method::GET))).await;
    assert!(whole.ends_with(b"0\r\n\r\n"), "the whole answer has its last chunk");

    let fault = oss.fault(Operation::GetObject).truncate_after(20);
    let answer = exchange(&server, &closing(&read(&oss, &acme, Method::GET))).await;
    let text = String::from_utf8_lossy(&answer);
    assert!(text.contains("transfer-encoding: chunked\r\n") && text.contains("\r\n14\r\n"), "{text}");
    assert!(!answer.ends_with(b"0\r\n\r\n"), "a truncated answer must not look whole");
    drop(fault);

    let fault = oss.fault(Operation::GetObject).content_length(5);
    let answer = exchange(&server, &closing(&read(&oss, &acme, Method::GET))).await;
    let text = String::from_utf8_lossy(&answer);
    assert!(text.contains("content-length: 5\r\n") && !text.contains("transfer-encoding"), "{text}");
    drop(fault);
}

#[tokio::test]
async fn a_recorded_client_that_accepts_gzip_replays() {
    let folder = new_folder("gzip", "recorded");
    let text = TEXT.repeat(100);
    let case = format!(
        "+++\nsource = \"tests/it/gzip.rs\"\nprovenance = \"assumed\"\nclient = \"reads\"\n\
         documented = [{{ status = 200, contains = [\"content-encoding: gzip\", \"a line of text\"] }}]\n\n\
         [[world.account]]\nname = \"acme\"\nbucket = [{{ name = \"logs\", object = [{{ key = \"a.txt\", body = {text:?}, \
         headers = {{ content-type = \"text/plain\" }} }}] }}]\n+++\n\n>>> it reads\n@sign v4 acme\nGET /a.txt HTTP/1.1\n\
         Host: {LOGS}\naccept-encoding: gzip\n"
    );
    let replayed = fixture::replay(&case).expect("it replays");
    assert!(replayed.contains(&format!("\n\n{text}")), "{replayed}");
    let recorded = replayed.replace("\n=== journal", "\n=== client\n200\n\n=== journal");
    std::fs::write(folder.join("a-text-is-read.http"), recorded).expect("a case");
    Kit::new(&folder, async |oss| oss)
        .client("reads", async |oss: Oss| {
            let mut read = request(Method::GET, LOGS, "/a.txt");
            read.headers_mut().insert("accept-encoding", "gzip".parse().expect("a value"));
            let acme = oss.account("acme").expect("acme").credentials();
            oss.handle(oss.signer(&acme).at(Oss::new().clock().now()).sign(read)).status().as_u16()
        })
        .check()
        .await;
    fixture::assert_all(&folder);
}
