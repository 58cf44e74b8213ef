//! Tests of requests that stop for calls of OSS, through `handle` and both fronts.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use super::super::{Builder, Oss};
use super::Finish;
use crate::auth::Credentials;
use crate::journal::Record;
use crate::op::{Answer, Operation, Unanswered};
use crate::wire::Peer;

const UNCALLED: &str = "calls of OSS to `http://a/`: answer them with `Builder::origin` for the host `a`, or by an `http` \
                        server at a loopback address, if `NativeServer` serves the fake";

fn builder() -> Builder {
    Oss::builder()
}

/// Builds a fake that answers its calls to two hosts with their paths.
fn with_origin() -> Builder {
    let path = |call: Request<Bytes>| Response::new(Bytes::from(call.uri().path().to_owned()));
    builder().origin("a", path).origin("b", path)
}

/// The request that makes OSS call these addresses.
fn request(oss: &Oss, key: &Credentials, addresses: &str) -> Request<Bytes> {
    let request = Request::post("http://localhost/?x-oss-write-get-object-response").header("Host", "localhost");
    let request = request.header("Content-Length", addresses.len());
    oss.signer(key).sign(request.body(addresses.to_owned().into()).expect("a request"))
}

fn handle(oss: &Oss, key: &Credentials, addresses: &str) -> (StatusCode, String) {
    let response = oss.handle(request(oss, key, addresses));
    (response.status(), String::from_utf8_lossy(response.body()).into_owned())
}

/// Admits a request and carries it out up to its first call.
fn stopped(oss: &Oss, key: &Credentials, addresses: &str) -> Finish {
    let (head, body) = request(oss, key, addresses).into_parts();
    oss.admit(&head, Peer::default()).expect("it is admitted").finish_or_call(body)
}

/// Returns `true` if the request made the change that precedes its first call.
fn is_changed(oss: &Oss) -> bool {
    oss.snapshot().to_string().contains("account acme blocks public access")
}

fn answers(body: &str) -> Vec<&str> {
    body.split("<Answer>").skip(1).filter_map(|rest| rest.split("</Answer>").next()).collect()
}

#[test]
fn the_closure_of_the_test_answers_each_call_in_turn() {
    let oss = with_origin().build();
    let key = oss.create_account("acme").credentials();
    let (status, body) = handle(&oss, &key, "http://a/one\nhttp://b/two");
    assert_eq!((status, answers(&body)), (StatusCode::OK, vec!["200 /one", "200 /two"]));
    let journal = oss.journal();
    assert_eq!((journal.len(), journal.last().and_then(Record::status)), (1, Some(200)));
}

#[test]
fn without_a_closure_the_operation_is_told_that_nothing_answers() {
    let oss = Oss::new();
    let key = oss.create_account("acme").credentials();
    let (status, body) = handle(&oss, &key, "http://a/");
    assert_eq!((status, answers(&body)), (StatusCode::OK, vec![UNCALLED]));
}

#[test]
fn a_call_that_the_closure_makes_is_in_the_journal_before_the_request_it_is_made_for() {
    let outer = std::sync::Arc::new(std::sync::OnceLock::<Oss>::new());
    let inner = outer.clone();
    let oss = builder()
        .origin("a", move |_| {
            let oss = inner.get().expect("it is set");
            oss.handle(Request::get("/").header("Host", "localhost").body(Bytes::new()).expect("a request"))
        })
        .build();
    assert!(outer.set(oss.clone()).is_ok());
    let key = oss.create_account("acme").credentials();
    assert_eq!(handle(&oss, &key, "http://a/").0, StatusCode::OK);
    let operations: Vec<_> = oss.journal().iter().map(Record::operation).collect();
    assert_eq!(operations, [Some(Operation::ListBuckets), Some(Operation::WriteGetObjectResponse)]);
}

#[test]
fn closures_that_call_each_other_come_to_an_end() {
    let outer = std::sync::Arc::new(std::sync::OnceLock::<(Oss, Credentials)>::new());
    let inner = outer.clone();
    let oss = builder()
        .origin("a", move |_| {
            let (oss, key) = inner.get().expect("it is set");
            oss.handle(request(oss, key, "http://a/"))
        })
        .build();
    let key = oss.create_account("acme").credentials();
    assert!(outer.set((oss.clone(), key.clone())).is_ok());
    let (status, body) = handle(&oss, &key, "http://a/");
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("more than 4 calls of OSS are under way"), "{body}");
    assert_eq!(oss.journal().len(), 5);
    assert!(oss.lock().depths.is_empty());
}

#[test]
fn a_request_makes_eleven_calls_at_most() {
    let oss = with_origin().build();
    let key = oss.create_account("acme").credentials();
    assert_eq!(handle(&oss, &key, &"http://a/\n".repeat(11)).0, StatusCode::OK);
    let (status, body) = handle(&oss, &key, &"http://a/\n".repeat(12));
    assert_eq!(status, StatusCode::NOT_IMPLEMENTED, "{body}");
}

#[test]
fn a_request_that_is_dropped_while_it_waits_is_abandoned_and_its_change_stays() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let Finish::Call(outbound) = stopped(&oss, &acme.credentials(), "http://a/") else { panic!("it stops") };
    assert!(oss.journal().is_empty() && is_changed(&oss));
    drop(outbound);
    let journal = oss.journal();
    assert_eq!(journal.iter().map(Record::status).collect::<Vec<_>>(), [None]);
}

#[test]
fn a_request_whose_world_is_replaced_while_it_waits_changes_nothing_in_the_next() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let before = oss.snapshot();
    let Finish::Call(outbound) = stopped(&oss, &acme.credentials(), "http://a/") else { panic!("it stops") };
    oss.restore(&before);
    let answer: Answer = Err(Unanswered::Failed("too late".to_owned()));
    let Finish::Done(response) = outbound.resume(answer) else { panic!("it is over") };
    assert_eq!(response.status(), StatusCode::NOT_IMPLEMENTED);
    assert!(!is_changed(&oss));
}

#[cfg(any(feature = "wiremock", feature = "server"))]
mod fronts {
    use super::*;

    /// Sends a request to a front with a client of its own.
    async fn sent(uri: &str, oss: &Oss, key: &Credentials, addresses: &str) -> (u16, String) {
        let url = format!("{uri}/?x-oss-write-get-object-response");
        let request = Request::post(&url).header("Content-Length", addresses.len());
        let request = oss.signer(key).sign(request.body(Bytes::from(addresses.to_owned())).expect("a request"));
        let (head, body) = request.into_parts();
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let response = client.post(url).headers(head.headers).body(body).send().await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("a body"))
    }

    #[cfg(feature = "wiremock")]
    #[tokio::test]
    async fn the_wiremock_front_asks_the_closure_and_calls_nothing() {
        let server = crate::OssServer::builder().oss(with_origin().build()).start().await;
        let key = server.create_account("acme").credentials();
        let (status, body) = sent(&server.uri(), &server, &key, "http://a/one").await;
        assert_eq!((status, answers(&body)), (200, vec!["200 /one"]));

        let server = crate::OssServer::start().await;
        let key = server.create_account("acme").credentials();
        let (_, body) = sent(&server.uri(), &server, &key, "http://a/").await;
        assert_eq!(answers(&body), [UNCALLED]);
    }

    #[cfg(feature = "server")]
    #[tokio::test]
    async fn the_native_front_asks_the_closure_if_there_is_one() {
        let server = crate::NativeServer::builder().oss(with_origin().build()).start().await.expect("a port");
        let key = server.create_account("acme").credentials();
        let (status, body) = sent(&server.uri(), &server, &key, "http://a/one\nhttp://b/two").await;
        assert_eq!((status, answers(&body)), (200, vec!["200 /one", "200 /two"]));
    }

    #[cfg(feature = "server")]
    #[tokio::test]
    async fn the_native_front_makes_the_calls_itself_to_this_machine_only() {
        let server = crate::NativeServer::start().await;
        let key = server.create_account("acme").credentials();
        let addresses = format!("{}/\nhttp://198.51.100.7/", server.uri());
        let (status, body) = sent(&server.uri(), &server, &key, &addresses).await;
        let answers = answers(&body);
        assert_eq!((status, answers.len()), (200, 2), "{body}");
        assert!(
            answers[0].starts_with("403 ") && answers[1].contains("`Builder::origin` for the host `198.51.100.7`"),
            "{body}"
        );
        // The call that OSS makes is a normal request to the fake, and has the first record.
        let operations: Vec<_> = server.journal().iter().map(Record::operation).collect();
        assert_eq!(operations, [Some(Operation::ListBuckets), Some(Operation::WriteGetObjectResponse)]);
    }
}
