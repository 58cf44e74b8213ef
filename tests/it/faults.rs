//! Faults and answers of the test's own: at which calls, on every front, what is told when none fires.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use ossmock::{
    Account, Bucket, Cause, EncryptionRule, NativeServer, Operation, Oss, OssServer, RamUser, Record, call,
    expect::any_call,
    fault::{BodyFault, Disruption, Fault, FaultBuilder, Latency},
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::panics::{caught, panic_here};
use super::support::{
    Client, FRONTS, Front, LOGS, MOMENT, SERVICE, answer, body, delete_rule, get_rule, head_of, header, http_client,
    put_rule, request, signed, still, with_wrong_secret,
};

const PUT: Operation = Operation::PutBucketEncryption;
const GET: Operation = Operation::GetBucketEncryption;
const BUSY: Cause = Cause::ServiceUnavailable;

struct World {
    oss: Oss,
    acme: Account,
    ci: RamUser,
    logs: Bucket,
}

fn world() -> World {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("scratch");
    let logs = acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:Get*", "*");
    World { oss, acme, ci, logs }
}

const AES256: &str = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
                      </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";

impl World {
    fn send(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.oss.handle(signed(&self.oss, &self.acme.credentials(), request))
    }

    /// Sends so many calls one after the other, and returns their answers.
    fn answers(&self, calls: usize, request: impl Fn() -> Request<Bytes>) -> Vec<String> {
        (0..calls).map(|_| answer(&self.send(request()))).collect()
    }

    fn get_rules(&self, calls: usize) -> String {
        let busy = |answer: &String| if answer.starts_with("503") { 'x' } else { '.' };
        self.answers(calls, || get_rule(LOGS)).iter().map(busy).collect()
    }
}

fn disruption(response: &Response<Bytes>) -> Disruption {
    response.extensions().get().copied().unwrap_or_default()
}

#[test]
fn a_fault_fires_at_the_calls_that_are_said() {
    type Choose = fn(FaultBuilder) -> FaultBuilder;
    let choices: [(Choose, &str); 7] = [
        (|fault| fault, "xxxxxx"),
        (|fault| fault.nth(2), ".x...."),
        (|fault| fault.first(2), "xx...."),
        (|fault| fault.every(3), "..x..x"),
        (|fault| fault.times(3), "xxx..."),
        (|fault| fault.every(2).times(2), ".x.x.."),
        (|fault| fault.probability(1.0), "xxxxxx"),
    ];
    for (choose, expected) in choices {
        let world = world();
        let fault = choose(world.oss.fault(GET)).error(BUSY);
        assert_eq!(world.get_rules(6), expected, "{fault:?}");
        assert_eq!(fault.hits(), expected.matches('x').count() as u64);
    }
}

#[test]
fn chances_are_the_same_in_each_run_and_follow_the_seed() {
    let run = |seed| {
        let world = world();
        let _fault = world.oss.fault(GET).probability(0.5).seed(seed).error(BUSY);
        world.get_rules(64)
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
    let busy = run(1).matches('x').count();
    assert!((16..=48).contains(&busy), "{busy} of 64");
}

#[test]
fn calls_are_told_apart_by_caller_bucket_key_prefix_and_test() {
    let world = world();
    let World { oss, acme, ci, .. } = &world;
    acme.create_bucket("objects").put_object("a/1", "one");
    let send = |credentials, request| answer(&oss.handle(signed(oss, credentials, request)))[..3].to_owned();
    let (acme, ci) = (&acme.credentials(), &ci.credentials());
    let get = |key: &str| request(Method::GET, "objects.oss-cn-hangzhou.aliyuncs.com", key);

    let of_ci = oss.fault(GET).by(&world.ci).error(BUSY);
    assert_eq!((send(acme, get_rule(LOGS)), send(ci, get_rule(LOGS))), ("404".to_owned(), "503".to_owned()));
    drop(of_ci);
    let of_logs = oss.fault(any_call()).bucket("logs").error(BUSY);
    let scratch = get_rule("scratch.oss-cn-hangzhou.aliyuncs.com");
    assert_eq!((send(acme, get_rule(LOGS)), send(acme, scratch)), ("503".to_owned(), "404".to_owned()));
    drop(of_logs);
    let of_key = oss.fault(Operation::GetObject).key("a/1").error(BUSY);
    assert_eq!((send(acme, get("/a/1")), send(acme, get("/a/10"))), ("503".to_owned(), "404".to_owned()));
    drop(of_key);
    let of_prefix = oss.fault(Operation::GetObject).bucket("objects").prefix("a/").error(BUSY);
    assert_eq!((send(acme, get("/a/10")), send(acme, get("/b"))), ("503".to_owned(), "404".to_owned()));
    drop(of_prefix);
    let of_test = oss.fault(GET).test_id("t-1").error(BUSY);
    let in_test = |id: &str| {
        let mut request = get_rule(LOGS);
        request.headers_mut().insert("x-ossmock-test-id", id.parse().expect("a value"));
        request
    };
    assert_eq!((send(acme, in_test("t-1")), send(acme, in_test("t-2"))), ("503".to_owned(), "404".to_owned()));
    assert_eq!(oss.journal().last().and_then(Record::test_id), Some("t-2"));
    assert_eq!(of_test.hits(), 1);
}

#[test]
fn what_is_refused_for_its_signature_or_permissions_is_refused_as_ever_and_does_not_count() {
    let world = world();
    let fault = world.oss.fault(any_call()).nth(1).error(BUSY);
    let wrong = with_wrong_secret(&world.acme.credentials());
    let refused = [
        answer(&world.oss.handle(signed(&world.oss, &wrong, get_rule(LOGS)))),
        answer(&world.oss.handle(signed(&world.oss, &world.ci.credentials(), delete_rule(LOGS)))),
        answer(&world.oss.handle(get_rule("missing.oss-cn-hangzhou.aliyuncs.com"))),
    ];
    assert_eq!(refused, ["403 SignatureDoesNotMatch", "403 AccessDenied", "404 NoSuchBucket"]);
    assert_eq!(fault.hits(), 0);
    assert_eq!(answer(&world.send(get_rule(LOGS))), "503 ServiceUnavailable");
}

#[tokio::test]
async fn an_injected_error_is_that_of_oss_on_every_front_and_changes_nothing() {
    for front in FRONTS {
        let world = world();
        let client = Client::new(front, &world.oss).await;
        let before = world.oss.snapshot();
        let busy = world.oss.fault(PUT).error(BUSY);
        let response = client.send(signed(&world.oss, &world.acme.credentials(), put_rule(LOGS, AES256))).await;
        assert_eq!(answer(&response), "503 ServiceUnavailable", "{front:?}");
        assert!(body(&response).contains("<Message>Thread pool is almost full, please retry later.</Message>"));
        assert_eq!(header(&response, "x-oss-request-id").len(), 24);
        world.oss.assert_unchanged_since(&before);
        let journal = world.oss.journal();
        let record = journal.last().expect("a record");
        assert_eq!(record.cause(), Some(BUSY));
        let injected: Vec<&str> = record.injected().collect();
        assert!(
            matches!(injected[..], [it] if it.starts_with("503 ServiceUnavailable (tests/it/faults.rs:")),
            "{injected:?}"
        );
        assert!(journal.to_string().contains("injected: 503 ServiceUnavailable (tests/it/faults.rs:"), "{journal}");
        drop(busy);
        let response = client.send(signed(&world.oss, &world.acme.credentials(), put_rule(LOGS, AES256))).await;
        assert_eq!(answer(&response), "200");
    }
}

#[test]
fn in_memory_an_answer_says_what_would_become_of_it() {
    let world = world();
    let second = Duration::from_secs(1);
    let cut = |fault: Fault| {
        let response = world.send(put_rule(LOGS, AES256));
        drop(fault);
        (answer(&response), disruption(&response).latency(), disruption(&response).body_fault())
    };
    let fault = || world.oss.fault(PUT);
    let zero = Duration::ZERO;
    assert_eq!(cut(fault().close()), ("503".to_owned(), zero, Some(BodyFault::Close)));
    world.logs.assert_encryption(None);
    let lines = [
        (fault().answer_lost(), zero, Some(BodyFault::Close)),
        (fault().reset_after(2), zero, Some(BodyFault::Reset { after: 2 })),
        (fault().truncate_after(3), zero, Some(BodyFault::Truncate { after: 3 })),
        (fault().trickle(1, second), zero, Some(BodyFault::Trickle { piece: 1, pause: second })),
        (fault().content_length(7), zero, Some(BodyFault::ContentLength(7))),
        (fault().latency(second), second, None),
    ];
    // All are armed: of what cannot be together, the last one counts, and latency is beside it.
    let response = world.send(put_rule(LOGS, AES256));
    assert_eq!(
        (disruption(&response).latency(), disruption(&response).body_fault()),
        (second, Some(BodyFault::ContentLength(7)))
    );
    world.logs.assert_encryption(EncryptionRule::Aes256);
    for (fault, ..) in &lines {
        assert_eq!(fault.hits(), 1, "{fault:?}");
    }
    for (fault, latency, expected) in lines.into_iter().rev() {
        let response = world.send(put_rule(LOGS, AES256));
        assert_eq!(disruption(&response).latency(), if latency.is_zero() { zero } else { second });
        assert_eq!(expected.is_some(), latency.is_zero());
        drop(fault);
    }
}

#[tokio::test]
async fn a_connection_is_closed_before_the_call_or_after_it() {
    for front in &FRONTS[1..] {
        let world = world();
        let (wiremock, native);
        let uri = if matches!(front, Front::Wiremock) {
            wiremock = OssServer::builder().oss(world.oss.clone()).start().await;
            wiremock.uri()
        } else {
            native = NativeServer::builder().oss(world.oss.clone()).start().await.expect("a port");
            native.uri()
        };
        let send = async || {
            let request = signed(&world.oss, &world.acme.credentials(), put_rule(LOGS, AES256));
            let (head, body) = request.into_parts();
            let request =
                http_client().request(head.method, format!("{uri}{}", head.uri)).headers(head.headers).body(body);
            request.send().await.map(|response| response.status().as_u16())
        };
        let closed = world.oss.fault(PUT).close();
        assert!(send().await.is_err(), "{front:?}");
        world.logs.assert_encryption(None);
        assert_eq!(world.oss.journal().last().and_then(Record::status), None);
        let journal = world.oss.journal().to_string();
        let row = "PutBucketEncryption  logs    acme    closed  allowed: the caller owns it; injected: connection closed before";
        assert!(journal.contains(row), "{journal}");
        drop(closed);
        let lost = world.oss.fault(PUT).answer_lost();
        assert!(send().await.is_err(), "{front:?}");
        world.logs.assert_encryption(EncryptionRule::Aes256);
        assert_eq!(world.oss.journal().last().and_then(Record::status), Some(200));
        drop(lost);
        assert_eq!(send().await.expect("an answer"), 200);
    }
}

/// Sends a request over a plain connection, and returns all bytes of the answer and the result of the last read.
async fn exchange(server: &NativeServer, request: &Request<Bytes>) -> (String, std::io::Result<usize>) {
    let mut stream = TcpStream::connect(server.address()).await.expect("a connection");
    stream.write_all(head_of(request).as_bytes()).await.expect("it is sent");
    let mut bytes = Vec::new();
    let mut buffer = [0; 1024];
    loop {
        match stream.read(&mut buffer).await {
            Ok(read @ 1..) => bytes.extend_from_slice(&buffer[..read]),
            end => return (String::from_utf8_lossy(&bytes).into_owned(), end),
        }
    }
}

#[tokio::test]
async fn the_native_front_breaks_an_answer_within_its_body() {
    let world = world();
    world.acme.create_bucket("objects").put_object("k", "0123456789");
    let server = NativeServer::builder().oss(world.oss.clone()).start().await.expect("a port");
    let fault = || world.oss.fault(Operation::GetObject);
    let get = || {
        let mut get = request(Method::GET, "objects.oss-cn-hangzhou.aliyuncs.com", "/k");
        get.headers_mut().insert("connection", "close".parse().expect("a value"));
        signed(&world.oss, &world.acme.credentials(), get)
    };
    let got = |answer: &str| answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();

    let whole = exchange(&server, &get()).await;
    assert!((got(&whole.0), whole.1.expect("closed")) == ("0123456789".to_owned(), 0));

    let reset = fault().reset_after(4);
    let (answer, end) = exchange(&server, &get()).await;
    assert_eq!(got(&answer), "0123");
    assert_eq!(end.expect_err("a reset").kind(), std::io::ErrorKind::ConnectionReset);
    assert!(answer.contains("content-length: 10\r\n"), "{answer}");
    drop(reset);

    let truncated = fault().truncate_after(4);
    let (answer, end) = exchange(&server, &get()).await;
    assert_eq!((got(&answer), end.expect("closed")), ("0123".to_owned(), 0));
    assert!(answer.contains("content-length: 10\r\n"), "{answer}");
    drop(truncated);

    // A body that ends before is sent whole, which is no hit.
    for after in [10, 11] {
        let beyond = if after == 10 { fault().truncate_after(after) } else { fault().reset_after(after) };
        let (answer, end) = exchange(&server, &get()).await;
        assert_eq!((got(&answer), end.expect("closed")), ("0123456789".to_owned(), 0));
        assert_eq!((beyond.hits(), server.journal().last().expect("a call").injected().count()), (0, 0));
        drop(beyond.optional());
    }

    let pause = Duration::from_millis(5);
    let trickled = fault().trickle(2, pause);
    let begun = Instant::now();
    let (answer, end) = exchange(&server, &get()).await;
    assert_eq!((got(&answer), end.expect("closed")), ("0123456789".to_owned(), 0));
    assert!(begun.elapsed() >= 5 * pause);
    drop(trickled);

    for (length, body) in [(4, "0123"), (20, "0123456789")] {
        let wrong = fault().content_length(length);
        let (answer, end) = exchange(&server, &get()).await;
        assert_eq!((got(&answer), end.expect("closed")), (body.to_owned(), 0));
        assert!(answer.contains(&format!("content-length: {length}\r\n")), "{answer}");
        drop(wrong);
    }
    // The server is none the worse for it.
    assert_eq!(got(&exchange(&server, &get()).await.0), "0123456789");
}

#[tokio::test]
async fn the_wiremock_front_says_that_it_cannot_break_an_answer_within_its_body() {
    let world = world();
    let client = Client::new(FRONTS[1], &world.oss).await;
    let fault = || world.oss.fault(GET);
    for (fault, what) in [
        (fault().truncate_after(1), "body cut off after 1 bytes"),
        (fault().reset_after(2), "connection reset after 2 bytes of the body"),
        (fault().trickle(3, Duration::from_millis(1)), "body trickled, 3 bytes every 1ms"),
        (fault().content_length(4), "Content-Length 4"),
    ]
    .into_iter()
    .rev()
    {
        let response = client.send(signed(&world.oss, &world.acme.credentials(), get_rule(LOGS))).await;
        let told = format!("NotEmulated: wiremock cannot break an answer ({what}): use NativeServer\n");
        assert_eq!((response.status().as_u16(), body(&response)), (501, &*told));
        drop(fault);
    }
}

#[test]
fn any_error_of_the_table_can_be_injected_whatever_the_operation() {
    let world = world();
    let sent = |method: Method| world.send(request(method, "logs.oss-cn-hangzhou.aliyuncs.com", "/note"));
    for cause in Cause::ALL.iter().copied().filter(|cause| *cause != Cause::NotEmulated) {
        let fault = world.oss.fault(any_call()).error(cause);
        let got = sent(Method::GET);
        let head = sent(Method::HEAD);
        assert_eq!((got.status().as_u16(), head.status().as_u16()), (cause.status(), cause.status()), "{cause}");
        assert!(head.body().is_empty(), "{cause}");
        if cause.status() == 304 {
            assert!(got.body().is_empty(), "{cause}");
        } else {
            assert_eq!(answer(&got), format!("{} {}", cause.status(), cause.code()));
            assert!(head.headers().contains_key("x-oss-err"), "{cause}");
        }
        assert_eq!(got.headers().get("x-oss-ec").and_then(|ec| ec.to_str().ok()), cause.ec(), "{cause}");
        assert_eq!(world.oss.journal().last().and_then(Record::cause), Some(cause));
        assert_eq!(fault.hits(), 2);
    }
}

#[test]
fn jitter_is_drawn_from_its_range_and_follows_the_seed() {
    let (least, most) = (Duration::from_millis(10), Duration::from_millis(500));
    let run = |seed| {
        let world = world();
        let _slow = world.oss.fault(GET).seed(seed).latency(least..=most);
        let drawn = || disruption(&world.send(get_rule(LOGS))).latency();
        (0..32).map(|_| drawn()).collect::<Vec<_>>()
    };
    let drawn = run(1);
    assert!(drawn.iter().all(|latency| (least..=most).contains(latency)), "{drawn:?}");
    let middle = Duration::from_millis(255);
    assert!(
        drawn.iter().any(|latency| *latency < middle) && drawn.iter().any(|latency| *latency > middle),
        "{drawn:?}"
    );
    assert_eq!(drawn, run(1));
    assert_ne!(drawn, run(2));
}

#[tokio::test]
async fn what_ossmock_lacks_is_struck_on_every_front() {
    for front in FRONTS {
        let world = world();
        let client = Client::new(front, &world.oss).await;
        // A preflight of a browser has no caller; no rule of the bucket allows this one.
        let preflight = || {
            let mut preflight = request(Method::OPTIONS, LOGS, "/note");
            preflight.headers_mut().insert("origin", "https://example.com".parse().expect("a value"));
            preflight.headers_mut().insert("access-control-request-method", "PUT".parse().expect("a value"));
            preflight
        };
        let of_acme = |target| signed(&world.oss, &world.acme.credentials(), request(Method::GET, LOGS, target));
        for (operation, request) in [
            (Operation::OptionObject, preflight()),
            (Operation::ListStyle, of_acme("/?style")),
            (Operation::Unlisted, of_acme("/?acl&policy")),
        ] {
            let busy = world.oss.fault(operation).bucket("logs").error(BUSY);
            let response = client.send(request).await;
            assert_eq!(answer(&response), "503 ServiceUnavailable", "{front:?} {operation}");
            assert_eq!(busy.hits(), 1);
        }
        let own = world.oss.intercept(Operation::OptionObject).respond(Response::new("go on"));
        assert_eq!(body(&client.send(preflight()).await), "go on");
        drop(own);
        assert_eq!(client.send(preflight()).await.status(), 403);
    }
}

#[test]
fn what_a_fault_answers_is_neither_unemulated_nor_assumed() {
    let oss = Oss::builder().deny_unemulated().deny_assumed().build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let _own = oss.intercept(Operation::ListStyle).respond(Response::new(""));
    let _broken = oss.fault(GET).error(Cause::InternalError);
    for request in [request(Method::GET, LOGS, "/?style"), get_rule(LOGS)] {
        let _ = oss.handle(signed(&oss, &acme.credentials(), request));
    }
    oss.verify();
}

#[tokio::test]
async fn latency_takes_real_time_on_a_front_and_the_fakes_on_its_clock() {
    for front in &FRONTS[1..] {
        let world = world();
        let client = Client::new(*front, &world.oss).await;
        let request = || signed(&world.oss, &world.acme.credentials(), get_rule(LOGS));
        let slow = Duration::from_millis(60);
        let fault = world.oss.fault(GET).latency(slow..=2 * slow);
        let begun = Instant::now();
        assert_eq!(answer(&client.send(request()).await), "404 NoSuchServerSideEncryptionRule");
        assert!(begun.elapsed() >= slow, "{front:?}");
        drop(fault);

        let before = world.oss.clock().now();
        let hour = Duration::from_secs(3_600);
        let fault = world.oss.fault(GET).latency(Latency::from(hour).on_clock());
        let response = client.send(request()).await;
        assert_eq!(header(&response, "date"), "Mon, 23 Nov 2026 17:05:59 GMT");
        assert_eq!(header(&response, "x-oss-server-time"), "3600000");
        assert_eq!(world.oss.clock().now(), before + hour);
        drop(fault);
        world.oss.clock().set_utc(MOMENT);
    }
}

#[tokio::test]
async fn an_answer_of_the_tests_own_is_given_in_the_place_of_the_call_on_every_front() {
    for front in FRONTS {
        let world = world();
        let client = Client::new(front, &world.oss).await;
        let owner = world.acme.credentials();
        let teapot = Response::builder().status(418).header("x-oss-request-id", "mine").body("short and stout");
        let fault = world.oss.intercept(PUT).respond(teapot.expect("an answer"));
        let response = client.send(signed(&world.oss, &owner, put_rule(LOGS, AES256))).await;
        assert_eq!((response.status().as_u16(), body(&response)), (418, "short and stout"), "{front:?}");
        assert_eq!((header(&response, "x-oss-request-id"), header(&response, "server")), ("mine", "AliyunOSS"));
        assert_eq!(header(&response, "content-length"), "15");
        world.logs.assert_encryption(None);
        assert_eq!(world.oss.journal().last().and_then(Record::status), Some(418));
        drop(fault);

        let edited = world.oss.intercept(PUT).edit(|reply| {
            reply.headers_mut().remove("x-oss-request-id");
            *reply.body_mut() = "more".into();
        });
        let response = client.send(signed(&world.oss, &owner, put_rule(LOGS, AES256))).await;
        assert_eq!((response.status().as_u16(), body(&response)), (200, "more"), "{front:?}");
        assert_eq!((header(&response, "content-length"), response.headers().get("x-oss-request-id")), ("4", None));
        world.logs.assert_encryption(EncryptionRule::Aes256);
        drop(edited);
    }
}

#[tokio::test]
async fn an_answer_to_head_has_no_body_on_the_wire_whatever_the_test_gives_it() {
    for front in &FRONTS[1..] {
        let world = world();
        world.acme.create_bucket("objects").put_object("k", "0123456789");
        let client = Client::new(*front, &world.oss).await;
        let head = || {
            let head = request(Method::HEAD, "objects.oss-cn-hangzhou.aliyuncs.com", "/k");
            signed(&world.oss, &world.acme.credentials(), head)
        };
        let own = world.oss.intercept(Operation::HeadObject).respond(Response::new("surprise"));
        let response = client.send(head()).await;
        assert_eq!((response.status().as_u16(), body(&response)), (200, ""), "{front:?}");
        drop(own);
        // The connection can be used again.
        assert_eq!(header(&client.send(head()).await, "content-length"), "10", "{front:?}");
    }
}

#[test]
fn what_ossmock_lacks_a_test_may_answer_or_fail() {
    let world = world();
    let styles = || request(Method::GET, LOGS, "/?style");
    assert_eq!(answer(&world.send(styles())), "501 NotEmulated");
    let own = world.oss.intercept(Operation::ListStyle).respond(Response::new("<StyleList/>"));
    assert_eq!(body(&world.send(styles())), "<StyleList/>");
    // A caller that is not authenticated gets no answer of the fault.
    let wrong = with_wrong_secret(&world.acme.credentials());
    assert_eq!(answer(&world.oss.handle(signed(&world.oss, &wrong, styles()))), "403 SignatureDoesNotMatch");
    drop(own);
    let broken = world.oss.fault(Operation::ListStyle).error(Cause::InternalError);
    assert_eq!(answer(&world.send(styles())), "500 InternalError");
    drop(broken);
    assert_eq!(answer(&world.send(styles())), "501 NotEmulated");
}

#[test]
fn faults_that_fire_together_have_their_effect_in_the_order_they_were_armed_up_to_one_that_answers() {
    let world = world();
    let slow = world.oss.fault(GET).latency(Duration::from_secs(1));
    let slower = world.oss.fault(any_call()).latency(Duration::from_secs(2));
    let busy = world.oss.fault(GET).error(BUSY);
    let behind = world.oss.fault(GET).error(Cause::InternalError).optional();
    let response = world.send(get_rule(LOGS));
    assert_eq!((answer(&response).as_str(), disruption(&response).latency().as_secs()), ("503 ServiceUnavailable", 3));
    assert_eq!([slow.hits(), slower.hits(), busy.hits(), behind.hits()], [1, 1, 1, 0]);
    let journal = world.oss.journal();
    assert_eq!(journal.last().expect("a record").injected().count(), 3);
}

#[test]
fn a_fault_is_gone_with_its_guard_and_is_none_of_a_fork() {
    let world = world();
    let fault = world.oss.fault(GET).error(BUSY);
    let fork = world.oss.fork();
    assert_eq!(
        answer(&fork.handle(signed(&fork, &world.acme.credentials(), get_rule(LOGS)))),
        "404 NoSuchServerSideEncryptionRule"
    );
    assert_eq!(world.get_rules(1), "x");
    drop(fault);
    assert_eq!(world.get_rules(1), ".");
    // Replacing the world does not touch it.
    let fault = world.oss.fault(GET).error(BUSY);
    world.oss.reset_to(&fork);
    assert_eq!(world.get_rules(1), "x");
    fault.verify();
}

/// Splits a failure into its line number and its message without the journal.
fn told(message: &str) -> (u32, String) {
    let rest = message.strip_prefix(concat!(file!(), ":")).unwrap_or_else(|| panic!("no line comes first: {message}"));
    let (line, rest) = rest.split_once(':').expect("a line");
    let (_, rest) = rest.split_once(": ").expect("a column");
    let (told, journal) = rest.split_once("\n\njournal:\n").expect("the journal comes last");
    assert!(journal.starts_with("#  operation ") || journal.starts_with("the journal is empty"), "{message}");
    (line.parse().expect("a number"), told.to_owned())
}

#[test]
fn a_fault_that_never_fired_fails_the_test_at_the_line_that_armed_it() {
    let world = world();
    let line = line!() + 1;
    let fault = world.oss.fault(PUT).by(&world.acme).bucket("logs").nth(2).error(BUSY);
    world.send(put_rule("scratch.oss-cn-hangzhou.aliyuncs.com", AES256));
    world.send(get_rule(LOGS));
    let panic = caught(|| drop(fault));
    let (told_line, told) = told(&panic.message);
    assert_eq!(told_line, line);
    assert_eq!(
        told,
        "503 ServiceUnavailable at PutBucketEncryption of bucket logs by acme, call 2 of them\n  \
         expected: fires at least once, unless it is `.optional()`\n  \
         found:    never: no such call came\n\n\
         closest calls:\n  \
         #1 PutBucketEncryption scratch acme: 200 (allowed: the caller owns it)\n    \
         = operation  PutBucketEncryption\n    \
         ≠ bucket     expected logs, found scratch\n    \
         = caller     acme\n  \
         #2 GetBucketEncryption logs acme: 404 NoSuchServerSideEncryptionRule (allowed: the caller owns it; refused: NoEncryptionRule)\n    \
         ≠ operation  expected PutBucketEncryption, found GetBucketEncryption\n    \
         = bucket     logs\n    \
         = caller     acme"
    );
}

#[test]
fn a_fault_that_is_dropped_before_any_call_is_told_as_that() {
    let oss = Oss::new();
    let panic = caught(|| {
        let _ = oss.fault(PUT).error(BUSY);
    });
    assert_eq!(
        told(&panic.message).1,
        "503 ServiceUnavailable at PutBucketEncryption\n  \
         expected: fires at least once, unless it is `.optional()`\n  \
         found:    never: no such call came\n\n\
         no other call has come since\n\
         a guard counts while it lives: `let _ = …` ends it at once, `let name = …` at the end of its block"
    );
}

#[test]
fn calls_that_a_fault_could_have_struck_are_shown() {
    let world = world();
    let fault = world.oss.fault(GET).nth(2).error(BUSY);
    world.send(get_rule(LOGS));
    let message = panic_here!(fault.verify());
    let (_, told) = told(&message);
    assert_eq!(
        told,
        "503 ServiceUnavailable at GetBucketEncryption, call 2 of them\n  \
         expected: fires at least once, unless it is `.optional()`\n  \
         found:    never, at 1 such call\n\n\
         calls that match:\n  \
         #1 GetBucketEncryption logs acme: 404 NoSuchServerSideEncryptionRule (allowed: the caller owns it; refused: NoEncryptionRule)"
    );
}

#[test]
fn calls_that_were_refused_before_a_fault_could_strike_are_told_with_what_they_lacked() {
    let world = world();
    let fault = world.oss.fault(PUT).by(&world.ci).error(BUSY);
    let _ = world.oss.handle(signed(&world.oss, &world.ci.credentials(), put_rule(LOGS, AES256)));
    let message = panic_here!(fault.verify());
    let (_, told) = told(&message);
    assert_eq!(
        told,
        "503 ServiceUnavailable at PutBucketEncryption by acme/ci\n  \
         expected: fires at least once, unless it is `.optional()`\n  \
         found:    never: such calls were refused before it could\n\n\
         calls that match:\n  \
         #1 PutBucketEncryption logs acme/ci: 403 AccessDenied (implicitly denied: the caller's one statement does not apply)\n    \
         missing: a policy with Allow oss:PutBucketEncryption on acs:oss:*:1000000000000001:logs"
    );
}

#[test]
fn an_answer_of_the_tests_own_that_was_never_given_is_told_as_well() {
    let world = world();
    let own = world.oss.intercept(GET).bucket("logs").respond(Response::new("never"));
    let edited = world.oss.intercept(any_call()).prefix("2026/").times(2).edit(|_| ());
    let rest = "\n  expected: fires at least once, unless it is `.optional()`\n  found:    never: no such call came\n\n\
                no other call has come since";
    let (_, first) = told(&panic_here!(own.verify()));
    assert_eq!(first, format!("the test's own 200 at GetBucketEncryption of bucket logs{rest}"));
    let (_, second) = told(&panic_here!(edited.verify()));
    assert_eq!(second, format!("answer edited at any call, keys 2026/*, 2 times at most{rest}"));
}

#[test]
fn an_optional_fault_may_never_fire_and_verify_tells_of_all_that_had_to() {
    let world = world();
    drop(world.oss.fault(GET).error(BUSY).optional());
    let idle = world.oss.fault(GET).close();
    let message = panic_here!(world.oss.verify());
    assert!(
        message.contains("connection closed before the call at GetBucketEncryption\n  expected: fires at least once"),
        "{message}"
    );
    // It was told.
    world.oss.verify();
    drop(idle);
}

#[test]
fn a_test_that_panics_already_is_left_alone() {
    let world = world();
    let panic = caught(|| {
        let _idle = world.oss.fault(GET).error(BUSY);
        panic!("the test's own");
    });
    assert_eq!(panic.message, "the test's own");
}

#[test]
fn mistakes_in_arming_point_at_the_line() {
    let World { oss, .. } = world();
    let zero = [
        panic_here!(oss.fault(GET).nth(0)),
        panic_here!(oss.fault(GET).every(0)),
        panic_here!(oss.fault(GET).first(0)),
        panic_here!(oss.fault(GET).times(0)),
        panic_here!(oss.fault(GET).probability(0.0)),
        panic_here!(oss.fault(GET).probability(f64::NAN)),
        panic_here!(oss.fault(GET).first(2).every(3)),
        panic_here!(oss.intercept(GET).probability(0.5).nth(1)),
        panic_here!(oss.fault(GET).trickle(0, Duration::ZERO)),
        panic_here!(oss.fault(GET).error(Cause::NotEmulated)),
        panic_here!(oss.fault(call(GET).succeeds())),
        panic_here!(oss.intercept(call(PUT).rule(EncryptionRule::Aes256))),
        panic_here!(Latency::from(Duration::from_secs(2)..=Duration::from_secs(1))),
    ];
    let unknown = "a fault applies before it is known what the body of a call asks for and how it ends: leave out `rule` and \
                   the outcome";
    let once = "`nth`, `first`, `every` and `probability` each say which of the calls: name one of them";
    assert_eq!(
        zero,
        [
            "calls are counted from 1",
            "calls are counted from 1",
            "of the first 0 calls there is none: name at least 1",
            "what fires 0 times at most never fires: name at least 1",
            "a probability is more than 0 and at most 1",
            "a probability is more than 0 and at most 1",
            once,
            once,
            "a body in pieces of 0 bytes never ends: name at least 1",
            "OSS never answers NotEmulated: name one of its errors",
            unknown,
            unknown,
            "a latency in an empty range cannot be: put the smaller one first",
        ]
    );
}

#[test]
fn a_call_to_the_service_can_be_struck_too() {
    let world = world();
    let _busy = world.oss.fault(Operation::ListBuckets).error(Cause::TotalQpsLimitExceeded);
    assert_eq!(answer(&world.send(request(Method::GET, SERVICE, "/"))), "503 TotalQpsLimitExceeded");
}
