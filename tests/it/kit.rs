//! A folder of cases whose requests are those that a client sends.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Method, Request};
use ossmock::fixture::{self, Kit};
use ossmock::{Account, NativeServer, Operation, Oss, OssServer, signature::SignatureVersion};

use crate::support::{http_client, new_folder, request, send_http};

const HOST: &str = "logs.oss-cn-hangzhou.aliyuncs.com";

fn folder(test: &str) -> PathBuf {
    new_folder("kit", test)
}

/// A case of a client with these requests, as it reads today, and what the client made of the answers.
fn case(client: &str, documented: &str, requests: &str, outcome: &str) -> String {
    let text = format!(
        "+++\nsource = \"tests/it/kit.rs\"\nprovenance = \"assumed\"\nclient = \"{client}\"\ndocumented = [{documented}]\n\n\
         [[world.account]]\nname = \"acme\"\nbucket = [{{ name = \"logs\" }}]\n\
         session = [{{ access_key_id = \"STS.1\", access_key_secret = \"s\", security_token = \"t\", expires = \"2099-01-01T00:00:00Z\" }}]\n\
         role = [{{ name = \"ops\", session = [{{ name = \"deploy\", access_key_id = \"STS.2\", access_key_secret = \"s\", \
         security_token = \"u\", expires = \"2099-01-01T00:00:00Z\" }}] }}]\n+++\n\n{requests}"
    );
    let replayed = fixture::replay(&text).expect("it replays");
    if outcome.is_empty() {
        replayed
    } else {
        replayed.replace("\n=== journal", &format!("\n=== client\n{outcome}\n\n=== journal"))
    }
}

/// The time clients have: a fake that is not told otherwise follows the system's clock.
fn now() -> SystemTime {
    Oss::new().clock().now()
}

fn acme(oss: &Oss) -> Account {
    oss.account("acme").expect("every case has it")
}

/// Returns the message with which awaiting the check panics.
async fn failure(checking: impl Future<Output = ()>) -> String {
    let mut checking = Box::pin(checking);
    let polled = std::future::poll_fn(|context| {
        let polled = std::panic::catch_unwind(AssertUnwindSafe(|| checking.as_mut().poll(context)));
        match polled {
            Ok(std::task::Poll::Pending) => std::task::Poll::Pending,
            Ok(std::task::Poll::Ready(())) => std::task::Poll::Ready(None),
            Err(panic) => std::task::Poll::Ready(panic.downcast_ref::<String>().cloned()),
        }
    });
    polled.await.expect("it fails")
}

/// Each way to sign, and each kind of body: what is recorded of the client is what one writes by hand.
fn by_hand() -> (String, Vec<Request<Bytes>>) {
    let put = |target: &str, body: &'static [u8]| {
        let mut put = request(Method::PUT, HOST, target);
        *put.body_mut() = Bytes::from_static(body);
        put
    };
    let repeated = [b'x'; 1_000];
    let mut long = request(Method::PUT, HOST, "/long");
    *long.body_mut() = Bytes::copy_from_slice(&repeated);
    let requests = vec![
        put("/v4", b"hello"),
        put("/v1", b"a\n\nb"),
        put("/v2", b"line\n"),
        put("/two", b"lines\n\n"),
        put("/binary", &[0, 255, 10]),
        put("/mark", b"a\n<<<\nb"),
        long,
        request(Method::GET, HOST, "/v4?response-cache-control=no-cache"),
        request(Method::GET, HOST, "/v1"),
        request(Method::GET, HOST, "/v2"),
        request(Method::GET, HOST, "/two"),
        request(Method::GET, HOST, "/binary"),
        request(Method::GET, HOST, "/mark"),
        request(Method::HEAD, HOST, "/none"),
    ];
    let shown = [
        ("@sign v4 acme additional=content-length;host\nPUT /v4", "\n\nhello"),
        ("@sign v1 acme\nPUT /v1", "\n\na\n\nb"),
        ("@sign v2 acme\n@body-newline\nPUT /v2", "\n\nline"),
        ("@sign v4 STS.1\n@body-hex 6c 69 6e 65 73 0a 0a\nPUT /two", ""),
        ("@sign v4 acme region=cn-beijing\n@body-hex 00 ff 0a\nPUT /binary", ""),
        ("@sign v4 acme product=oss-cloudbox\n@body-hex 61 0a 3c 3c 3c 0a 62\nPUT /mark", ""),
        ("@body-repeat 1000 x\nPUT /long", ""),
        ("@sign v4 acme url=60\nGET /v4?response-cache-control=no-cache", ""),
        ("@sign v1 acme url=600\nGET /v1", ""),
        ("@sign v2 acme url=600\nGET /v2", ""),
        ("@sign v1 STS.1 url=600\nGET /two", ""),
        ("@sign v4 acme/ops/deploy\nGET /binary", ""),
        ("@sign v4 acme id=LTAIunknown\nGET /mark", ""),
        ("@sign v4 acme\nHEAD /none", ""),
    ];
    let shown = shown
        .iter()
        .enumerate()
        .map(|(index, (head, body))| format!(">>> request {index}\n{head} HTTP/1.1\nHost: {HOST}{body}\n\n"));
    (shown.collect(), requests)
}

/// The same requests, signed now.
fn signed(oss: &Oss, index: usize, request: Request<Bytes>) -> Request<Bytes> {
    let acme = acme(oss);
    let session = acme.sessions().into_iter().next().expect("the case has one");
    let unknown = ossmock::Credentials { access_key_id: "LTAIunknown".to_owned(), ..acme.credentials() };
    let role = acme.role("ops").and_then(|role| role.session("deploy")).expect("the case has it").credentials();
    let credentials = match index {
        3 | 10 => session,
        11 => role,
        12 => unknown,
        _ => acme.credentials(),
    };
    let signer = oss.signer(&credentials).at(now());
    let signer = match index {
        0 => signer.additional_headers("host;content-length"),
        1 | 8 | 10 => signer.version(SignatureVersion::V1),
        2 | 9 => signer.version(SignatureVersion::V2),
        4 => signer.region("cn-beijing"),
        5 => signer.product("oss-cloudbox"),
        6 => return request,
        _ => signer,
    };
    match index {
        7 => signer.presign(60).sign(request),
        8..=10 => signer.presign(600).sign(request),
        _ => signer.sign(request),
    }
}

#[tokio::test]
async fn a_recorded_request_is_what_one_writes_by_hand() {
    let (text, requests) = by_hand();
    let statuses = [200, 200, 200, 200, 400, 400, 403, 200, 200, 200, 200, 403, 403, 404];
    let documented = statuses.map(|status| format!("{{ status = {status} }}")).join(", ");
    let folder = folder("by-hand");
    std::fs::write(folder.join("case.http"), case("all", &documented, &text, "")).expect("a case");
    let client = async |oss: Oss| {
        for (index, request) in requests.iter().cloned().enumerate() {
            let _ = oss.handle(signed(&oss, index, request));
        }
    };
    Kit::new(&folder, async |oss| oss).client("all", client).check().await;
    fixture::assert_all(&folder);
}

/// The headers that clients add by themselves, the port and the time of day are no part of a contract.
#[tokio::test]
async fn what_differs_from_run_to_run_is_left_out_on_every_front() {
    let folder = folder("left-out");
    let requests = ">>> the rule is asked for\n@sign v4 acme\nGET /?encryption HTTP/1.1\nHost: logs.oss-cn-hangzhou.localhost\n\
         x-of-the-client: 1\n";
    let text = case("algorithm", "{ status = 404, code = \"NoSuchServerSideEncryptionRule\" }", requests, "404");
    std::fs::write(folder.join("case.http"), text).expect("a case");
    let ask = async |oss: &Oss, uri: String| {
        let port = uri.rsplit(':').next().expect("a port").to_owned();
        let host = format!("logs.oss-cn-hangzhou.localhost:{port}");
        let mut request = request(Method::GET, &host, "/?encryption");
        for (name, value) in [("user-agent", "me/7"), ("accept", "*/*"), ("x-of-the-client", "1"), ("X-Trace", &port)] {
            let name = http::HeaderName::try_from(name).expect("a name");
            request.headers_mut().insert(name, value.parse().expect("a value"));
        }
        let request = oss.signer(&acme(oss).credentials()).at(now()).sign(request);
        send_http(&http_client(), &uri, request).await.status().as_u16()
    };
    Kit::new(&folder, async |oss| OssServer::builder().oss(oss).start().await)
        .client("algorithm", async |server: OssServer| ask(&server, server.uri()).await)
        .leaving_out("x-trace")
        .check()
        .await;
    Kit::new(&folder, async |oss| NativeServer::builder().oss(oss).start().await.expect("a port"))
        .client("algorithm", async |server: NativeServer| ask(&server, server.uri()).await)
        .leaving_out("X-Trace")
        .check()
        .await;
    // A header of the client's own counts unless it is left out.
    let failed = failure(
        Kit::new(&folder, async |oss| OssServer::builder().oss(oss).start().await)
            .client("algorithm", async |server: OssServer| ask(&server, server.uri()).await)
            .check(),
    );
    let failed = failed.await;
    assert!(failed.contains("\n x-of-the-client: 1\n+x-trace: "), "{failed}");
}

/// Sends `GET /?encryption` so often, and gives the last status.
fn algorithm(oss: &Oss, times: usize) -> u16 {
    let mut status = 0;
    for _ in 0..times {
        let signer = oss.signer(&acme(oss).credentials()).at(now());
        status = oss.handle(signer.sign(request(Method::GET, HOST, "/?encryption"))).status().as_u16();
    }
    status
}

const GET: &str =
    ">>> the rule is asked for\n@sign v4 acme\nGET /?encryption HTTP/1.1\nHost: logs.oss-cn-hangzhou.aliyuncs.com\n\n";

#[tokio::test]
async fn each_case_that_fails_is_shown_with_its_diff() {
    let folder = folder("fails");
    let one = "{ status = 404 }";
    let cases = [
        ("a-good", case("once", one, GET, "404")),
        ("b-other-outcome", case("once", one, GET, "200")),
        ("c-too-many", case("twice", one, GET, "404")),
        ("d-too-few", case("once", "{ status = 404 }, { status = 404 }", &GET.repeat(2), "404")),
        ("e-panics", case("panics", one, GET, "")),
        ("f-nobody", case("nobody", one, GET, "")),
        (
            "g-contradicted",
            case("once", one, GET, "404").replace("documented = [{ status = 404 }]", "documented = [{ status = 200 }]"),
        ),
        (
            "h-without-a-client",
            case("", one, GET, "")
                .replace("client = \"\"\n", "")
                .replace("refused: NoEncryptionRule", "refused: Nothing"),
        ),
    ];
    for (name, text) in &cases {
        std::fs::write(folder.join(name).with_extension("http"), text).expect("a case");
    }
    let line = line!() + 2;
    let kit = Kit::new(&folder, async |oss| oss);
    let kit = kit.client("idle", async |_| {}).client("once", async |oss| algorithm(&oss, 1));
    let kit = kit.client("twice", async |oss| algorithm(&oss, 2));
    let kit = kit.client("panics", async |oss| {
        algorithm(&oss, 1);
        panic!("the client gave up");
    });
    let at = line!() + 1;
    let failed = failure(kit.check()).await;
    let failed = failed.replace(&format!("{}/", folder.display()), "");
    let beginning = failed.lines().next().unwrap_or_default();
    assert!(beginning.starts_with(&format!("tests/it/kit.rs:{at}:")), "{failed}");
    assert!(beginning.ends_with(": 7 of 8 cases failed"), "{failed}");
    let expected = [
        "b-other-outcome.http\nthe case reads differently today (BLESS=1 accepts it):\n",
        "c-too-many.http\nthe answer contradicts the source:\n  request 2 (GetBucketEncryption): `documented` says nothing of this answer\nthe case reads today:\n",
        "d-too-few.http\nthe answer contradicts the source:\n  `documented` says something of 1 more, and no more requests came\nthe case reads today:\n",
        "e-panics.http\nthe client panicked: the client gave up\nthe case reads today:\n",
        "f-nobody.http\nline 1: it names the client `nobody`, and the kit has `idle`, `once`, `twice`, `panics`",
        "g-contradicted.http\nthe answer contradicts the source:\n  request 1 (the rule is asked for): `documented` says status `200`, the answer has `404`\n",
        "h-without-a-client.http\nthe case reads differently today (BLESS=1 accepts it):\n",
    ];
    for expected in expected {
        assert!(failed.contains(expected), "{expected}\n\n{failed}");
    }
    assert!(failed.contains("\n === client\n-200\n+404\n"), "{failed}");
    assert!(!failed.contains("a-good"), "{failed}");
    let (_, last) = failed.trim_end().rsplit_once('\n').expect("a line");
    assert!(last.starts_with(&format!("the client `idle` (tests/it/kit.rs:{line}:")), "{last}");
    let told = ") is named by no case: write `client = \"idle\"` into one, or take it away";
    assert!(last.ends_with(told), "{last}");
    // What contradicts the source or cannot be told from a mistake was not written.
    for (name, text) in cases {
        assert_eq!(std::fs::read_to_string(folder.join(name).with_extension("http")).expect("a case"), text);
    }
}

#[tokio::test]
async fn a_folder_without_cases_and_two_clients_of_one_name_are_mistakes() {
    let folder = folder("none");
    let at = line!() + 1;
    let failed = failure(Kit::new(&folder, async |oss| oss).client("a", async |_| {}).check()).await;
    assert!(failed.starts_with(&format!("tests/it/kit.rs:{at}:")), "{failed}");
    assert!(failed.ends_with(&format!(": there is no case (`*.http`) in `{}`", folder.display())), "{failed}");
    let twice = std::panic::catch_unwind(AssertUnwindSafe(|| {
        Kit::new(&folder, async |oss| oss).client("a", async |_| {}).client("a", async |_| {})
    }));
    let message = twice.expect_err("it panics").downcast_ref::<String>().cloned();
    assert_eq!(message.as_deref(), Some("there is a client `a` already"));
}

#[tokio::test]
async fn a_case_of_a_client_needs_its_front_matter_only() {
    let folder = folder("new");
    let whole = case("once", "{ status = 404 }", GET, "404");
    let (head, _) = whole.split_once(">>>").expect("a request");
    let file = folder.join("new.http");
    std::fs::write(&file, head).expect("a case");
    // Nothing can be replayed yet.
    let failed = fixture::run(&file).expect_err("nothing is recorded").to_string();
    assert_eq!(failed, "line 1: nothing is recorded of the client `once` yet: `fixture::Kit` does, with BLESS=1");
    // Without a title of its own, a request is titled by its operation.
    let failed =
        failure(Kit::new(&folder, async |oss| oss).client("once", async |oss| algorithm(&oss, 1)).check()).await;
    assert!(failed.contains("\n+>>> GetBucketEncryption\n+@sign v4 acme\n+GET /?encryption HTTP/1.1\n"), "{failed}");
    assert!(failed.contains("\n+=== client\n+404\n+\n+=== journal\n"), "{failed}");
}

#[tokio::test]
async fn a_body_that_no_case_can_hold_fails_it() {
    let folder = folder("long");
    let text = case(
        "long",
        "{ status = 200 }",
        ">>> put\n@sign v4 acme\nPUT /k HTTP/1.1\nHost: logs.oss-cn-hangzhou.aliyuncs.com\n\nx",
        "",
    );
    std::fs::write(folder.join("long.http"), text).expect("a case");
    let long = async |oss: Oss| {
        let mut put = request(Method::PUT, HOST, "/k");
        *put.body_mut() = Bytes::from("ab".repeat(40_000));
        let _ = oss.handle(oss.signer(&acme(&oss).credentials()).at(now()).sign(put));
        oss.assert_calls(Operation::PutObject, 1);
    };
    let failed = failure(Kit::new(&folder, async |oss| oss).client("long", long).check()).await;
    assert!(failed.contains("long.http\nrequest 1: a body of 80000 bytes is too long for a case\n"), "{failed}");
}

/// The clock of the case is that of the answers; the time that clients sign is today's.
#[tokio::test]
async fn clients_sign_the_time_there_is() {
    let folder = folder("time");
    let skewed = ">>> the rule is asked for\n@sign v4 acme at=2026-11-23T15:00:00Z\nGET /?encryption HTTP/1.1\nHost: logs.oss-cn-hangzhou.aliyuncs.com\n";
    std::fs::write(folder.join("late.http"), case("late", "{ status = 403 }", skewed, "403")).expect("a case");
    let late = async |oss: Oss| {
        let signer = oss.signer(&acme(&oss).credentials()).at(now() - Duration::from_secs(3_600));
        oss.handle(signer.sign(request(Method::GET, HOST, "/?encryption"))).status().as_u16()
    };
    // It is refused, and no case can hold that: the answer tells both times.
    let failed = failure(Kit::new(&folder, async |oss| oss).client("late", late).check()).await;
    assert!(failed.contains("\n-  <RequestTime>2026-11-23T15:00:00.000Z</RequestTime>\n"), "{failed}");
    assert!(failed.contains("\n <<<\n HTTP/1.1 403 Forbidden\n"), "{failed}");
}
