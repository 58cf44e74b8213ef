//! The control plane over HTTP: what it does, what it refuses, and that its OpenAPI document says both.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use ossmock::{
    Cause, EncryptionRule, NativeServer, Operation, Oss, Record, control::Control, replication::ReplicationRule,
};
use serde_json::{Value, json};

use super::control_orders::{key_of, of_test};
use super::panics::panic_here;
use super::schema;
use super::support::{
    LOGS, MOMENT, answer, body, element, get_rule, header, http_client, kms, put_rule, request, send_http, signed,
};
use super::world_objects::rich;

/// A server whose world has `acme`, its bucket `logs` and its RAM user `ci`.
pub(super) async fn server() -> NativeServer {
    let oss = Oss::new();
    let acme = oss.create_account("acme").set_id("1001").set_access_key("Id1", "secret1");
    acme.create_bucket("logs");
    let _ = acme.create_ram_user("ci");
    NativeServer::builder().oss(oss).control(Control::loopback()).start().await.expect("a port")
}

pub(super) fn plain(method: Method, target: &str) -> Request<Bytes> {
    Request::builder().method(method).uri(target).body(Bytes::new()).expect("a request")
}

pub(super) fn get(path: &str) -> Request<Bytes> {
    plain(Method::GET, &format!("/_ossmock/{path}"))
}

fn with_body(method: Method, path: &str, media: &str, body: impl Into<Bytes>) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(format!("/_ossmock/{path}")).header("Content-Type", media);
    request.body(body.into()).expect("a request")
}

pub(super) fn put_world(media: &str, world: &str) -> Request<Bytes> {
    with_body(Method::PUT, "world", media, world.to_owned())
}

pub(super) fn post(path: &str, body: &Value) -> Request<Bytes> {
    with_body(Method::POST, path, "application/json", body.to_string())
}

pub(super) async fn send(server: &NativeServer, request: Request<Bytes>) -> Response<Bytes> {
    send_http(&http_client(), &server.uri(), request).await
}

pub(super) async fn ask(server: &NativeServer, request: Request<Bytes>) -> (u16, Value) {
    let response = send(server, request).await;
    let value = if response.body().is_empty() { Value::Null } else { read(&response) };
    (response.status().as_u16(), value)
}

fn read(response: &Response<Bytes>) -> Value {
    assert_eq!(header(response, "content-type"), "application/json", "{response:?}");
    serde_json::from_slice(response.body()).expect("JSON")
}

pub(super) fn problem(text: &str) -> Value {
    json!({ "problem": text })
}

#[tokio::test]
async fn the_document_says_what_the_server_does() {
    // It may store nothing, so that a world is too long as soon as anything else is.
    let oss = Oss::builder().max_stored_bytes(0).build();
    let acme = oss.create_account("acme").set_id("1001").set_access_key("Id1", "secret1");
    acme.create_bucket("logs");
    acme.create_kms_key("orders");
    let _ = acme.create_ram_user("ci");
    let server = NativeServer::builder().oss(oss).control(Control::loopback()).start().await.expect("a port");
    let (_, document) = ask(&server, get("openapi.json")).await;
    // The fault that the example of ending one names.
    assert_eq!(ask(&server, post("faults", &json!({ "effect": { "close": {} } }))).await, (200, json!({ "id": 1 })));
    // The snapshot and the test that examples name.
    assert_eq!(ask(&server, plain(Method::PUT, "/_ossmock/snapshots?name=before")).await.0, 204);
    for id in ["uploads-6", "uploads-9"] {
        assert_eq!(ask(&server, post("tests", &json!({ "id": id }))).await.0, 200);
    }
    let (_, own) = ask(&server, of_test(get("world"), "uploads-9")).await;
    let taken = key_of(&own).access_key_id;
    // The expectation that the example of ending one names.
    let armed = ask(&server, post("expectations", &json!({ "call": {} }))).await;
    assert_eq!(armed, (200, json!({ "id": 2 })));
    let mut answered = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        let methods = methods.as_object().expect("methods");
        for (method, operation) in methods {
            let method: Method = method.to_ascii_uppercase().parse().expect("a method");
            for (status, described) in operation["responses"].as_object().expect("responses") {
                for request in provoking(&document, &taken, &method, path, operation, status) {
                    let shown = format!("{method} {} {status}", request.uri());
                    let response = send(&server, request).await;
                    assert_eq!(response.status().as_str(), status, "{shown}: {}", body(&response));
                    assert_described(&document, described, &response, &shown);
                    answered += 1;
                }
            }
        }
        let response = send(&server, plain(Method::PATCH, path)).await;
        assert_eq!(response.status(), 405, "{path}");
        let allowed: Vec<String> = header(&response, "allow").split(", ").map(str::to_ascii_lowercase).collect();
        let mut documented: Vec<String> = methods.keys().cloned().collect();
        documented.sort();
        assert_eq!(allowed.len(), documented.len());
        assert!(documented.iter().all(|method| allowed.contains(method)), "{path}: {allowed:?}");
        schema::check(&document, &json!({ "$ref": "#/components/schemas/Problem" }), &read(&response), path);
    }
    assert!(answered > 30, "{answered} requests were answered as described");
}

/// Requests that must be answered so, made of the document's own examples.
fn provoking(
    document: &Value,
    taken: &str,
    method: &Method,
    path: &str,
    operation: &Value,
    status: &str,
) -> Vec<Request<Bytes>> {
    let empty = serde_json::Map::new();
    let bodies = operation["requestBody"]["content"].as_object().unwrap_or(&empty);
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let (required, optional): (Vec<_>, Vec<_>) = parameters.partition(|parameter| parameter["required"] == true);
    let written = |parameter: &&Value| match &parameter["example"] {
        Value::String(text) => format!("{}={text}", parameter["name"].as_str().expect("a name")),
        other => format!("{}={other}", parameter["name"].as_str().expect("a name")),
    };
    let always = required.iter().map(written).collect::<Vec<_>>().join("&");
    let always = if always.is_empty() { always } else { format!("?{always}") };
    let and = if always.is_empty() { "?" } else { "&" };
    let queries: Vec<String> =
        optional.iter().map(|parameter| format!("{always}{and}{}", written(parameter))).collect();
    let build = |query: &str, media: Option<&str>, body: Bytes, origin: Option<&str>| {
        let mut request = Request::builder().method(method).uri(format!("{path}{query}"));
        request = media.into_iter().fold(request, |request, media| request.header("Content-Type", media));
        request = origin.into_iter().fold(request, |request, origin| request.header("Origin", origin));
        request.body(body).expect("a request")
    };
    let empty = Bytes::new();
    match status {
        "200" | "204" => {
            let mut requests: Vec<_> = queries.iter().map(|query| build(query, None, empty.clone(), None)).collect();
            for (media, content) in bodies {
                schema::check(document, &content["schema"], &content["example"], path);
                let text = content["example"].as_str().map_or_else(|| content["example"].to_string(), str::to_owned);
                requests.push(build(&always, Some(media), text.into(), None));
            }
            if bodies.is_empty() {
                requests.push(build(&always, None, empty, None));
            }
            requests
        }
        "400" => vec![build("?surprise=1", None, empty, None)],
        "404" => {
            let name = required.first().map_or("id", |parameter| parameter["name"].as_str().expect("a name"));
            vec![build(&format!("?{name}=99"), None, empty, None)]
        }
        "403" => vec![build("", None, empty, Some("http://example.com"))],
        "409" => {
            let account = json!({ "name": "acme", "access_key_id": taken, "access_key_secret": "s" });
            vec![build("", Some("application/json"), json!({ "account": [account] }).to_string().into(), None)]
        }
        "413" => bodies.keys().map(|media| build("", Some(media), vec![b' '; 1024 * 1024 + 1].into(), None)).collect(),
        "415" => vec![build("", Some("text/plain"), "x".into(), None), build("", None, "x".into(), None)],
        other => panic!("{method} {path} documents {other}, which nothing here provokes"),
    }
}

fn assert_described(document: &Value, described: &Value, response: &Response<Bytes>, shown: &str) {
    let described = schema::resolve(document, described);
    match described["content"].as_object() {
        Some(content) => {
            let media = header(response, "content-type");
            let found = match media {
                "application/json" => serde_json::from_slice(response.body()).expect("JSON"),
                _ => Value::from(body(response)),
            };
            schema::check(document, &content[media]["schema"], &found, shown);
        }
        None => assert!(response.body().is_empty(), "{shown} has a body: {}", body(response)),
    }
}

#[tokio::test]
async fn the_example_world_fits_the_document_and_comes_back_as_it_went() {
    let server = server().await;
    let toml = include_str!("../../examples/world.toml");
    let (status, world) = ask(&server, put_world("application/toml; charset=utf-8", toml)).await;
    assert_eq!(status, 200, "{world}");
    let (_, document) = ask(&server, get("openapi.json")).await;
    schema::check(&document, &json!({ "$ref": "#/components/schemas/World" }), &world, "the example world");

    let before = server.snapshot();
    assert_eq!(ask(&server, get("world")).await, (200, world.clone()));
    // Written over many lines, with everything escaped that may be.
    let pretty = serde_json::to_string_pretty(&world).expect("JSON").replace('/', "\\/").replace("acme", "\\u0061cme");
    assert_eq!(ask(&server, put_world("Application/JSON", &pretty)).await, (200, world));
    server.assert_unchanged_since(&before);

    let odd = "\0\t\n\r\u{7f}\"\\'\'\'\"\"\" é 日 😀 = : , { [ #";
    let sent = json!({ "account": [{ "name": odd, "ram_user": [{ "name": odd }] }] });
    let (status, world) = ask(&server, put_world("application/json", &sent.to_string())).await;
    assert_eq!((status, &world["account"][0]["name"]), (200, &json!(odd)));
    assert_eq!(
        server.account(odd).and_then(|account| account.ram_user(odd)).map(|user| user.name()),
        Some(odd.to_owned())
    );
}

#[tokio::test]
async fn a_world_with_something_of_everything_fits_the_document_and_goes_to_another_server() {
    let oss = rich();
    let builder = NativeServer::builder().oss(oss.clone()).control(Control::loopback());
    let (one, other) = (builder.start().await.expect("a port"), server().await);
    let (_, world) = ask(&one, get("world")).await;
    let (_, document) = ask(&one, get("openapi.json")).await;
    schema::check(&document, &json!({ "$ref": "#/components/schemas/World" }), &world, "a rich world");
    assert_eq!(ask(&other, put_world("application/json", &world.to_string())).await, (200, world));
    let diff = oss.snapshot().diff(&other.snapshot());
    assert!(diff.is_empty(), "{diff}");
}

#[tokio::test]
async fn a_world_is_replaced_as_a_whole_and_shows_what_was_made_up() {
    let server = server().await;
    let acme = server.account("acme").expect("acme");
    server.clock().set_utc(MOMENT);
    let sent = r#"{"region": "cn-beijing", "account": [{"name": "globex", "bucket": [{"name": "scratch"}]}]}"#;
    let (_, world) = ask(&server, put_world("application/json", sent)).await;
    let globex = &world["account"][0];
    assert_eq!(globex["bucket"], json!([{ "name": "scratch", "created": MOMENT, "block_public_access": true }]));
    let credentials = server.account("globex").expect("globex").credentials();
    assert_eq!(globex["access_key_id"], credentials.access_key_id);
    assert_eq!(globex["access_key_secret"], credentials.access_key_secret);
    assert_eq!(server.region(), "cn-beijing");
    assert!(!acme.exists() && server.bucket("logs").is_none());

    let get = signed(&server, &credentials, request(Method::GET, "127.0.0.1", "/scratch/?location"));
    let response = send(&server, get).await;
    assert_eq!(element(&response, "LocationConstraint").as_deref(), Some("oss-cn-beijing"), "{response:?}");
    // Without a region it is in the one the fake was built with, whatever there was in between.
    let (_, world) = ask(&server, put_world("application/json", "{}")).await;
    assert_eq!(world, json!({ "region": "cn-hangzhou" }));
}

#[tokio::test]
async fn a_bucket_policy_goes_in_as_an_object_or_a_text_and_comes_back_as_a_text() {
    let server = server().await;
    let policy = json!({ "Version": "1", "Statement": [
        { "Effect": "Allow", "Principal": ["*"], "Action": ["oss:GetObject"], "Resource": ["acs:oss:*:*:logs/*"] },
    ] });
    let text =
        "{ \"Version\": \"1\",\n \"Statement\": [{ \"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\" }] }";
    let account = json!({ "name": "globex", "bucket": [
        { "name": "object", "policy": policy },
        { "name": "text", "policy": text, "tags": { "a": "b" } },
    ] });
    let (status, world) =
        ask(&server, put_world("application/json", &json!({ "account": [account] }).to_string())).await;
    assert_eq!(status, 200, "{world}");
    let buckets = &world["account"][0]["bucket"];
    let shown: Value = serde_json::from_str(buckets[0]["policy"].as_str().expect("a text")).expect("JSON");
    assert_eq!(shown, policy);
    assert_eq!((&buckets[1]["policy"], &buckets[1]["tags"]), (&json!(text), &json!({ "a": "b" })));
}

#[tokio::test]
async fn what_is_wrong_in_a_world_has_a_place_and_nothing_changes() {
    let server = server().await;
    let before = server.snapshot();
    let deep = format!("{{\"account\": {}", "[".repeat(100_000));
    let nested = format!("{{\"account\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for (media, world, expected, line, column) in [
        ("application/toml", "[[account]]\nnam = \"a\"", "unknown field `nam`, expected one of", 2, 1),
        ("application/toml", "= 3", "", 1, 1),
        ("application/toml", "[[account]]\nname = \"a\"\nid = \"x\"", "`x` is not a UID: it has 1 to 32 digits", 3, 6),
        (
            "application/json",
            "{\n  \"acount\": []\n}",
            "unknown field `acount`, expected one of `version`, `region`, `allow_public_buckets`, `max_buckets`, `account`",
            2,
            3,
        ),
        ("application/json", "{\"region\": 3}", "`region` is a string, and the number `3` was given", 1, 12),
        ("application/json", "{\n \"region\":\n  \"Peking\"}", "`Peking` is not a region: write it like", 3, 3),
        ("application/json", "{\"account\": [{}]}", "missing field `name`", 1, 14),
        ("application/json", "{\"region\": null}", "a world has no `null`: leave the key out", 1, 12),
        ("application/json", "{\"region\": \"a\", \"region\": \"b\"}", "duplicate key", 1, 17),
        ("application/json", "[]", "a world is an object", 1, 1),
        ("application/json", "", "EOF while parsing a value", 1, 1),
        ("application/json", "{\"region\" = 1}", "expected `:`", 1, 11),
        ("application/json", "{\"region\": \"\\ud800\"}", "unexpected end of hex escape", 1, 12),
        ("application/json", "{\"region\": 1} x", "trailing characters", 1, 15),
        (
            "application/json",
            "{\"account\": [{\"name\": \"日\\/本\", \"id\": \"7\"},\n{\"name\": \"b\", \"id\": \"7\"}]}",
            "another account or RAM user has the UID `7`",
            2,
            21,
        ),
        (
            "application/json",
            "{\"account\": [{\"name\": \"a\", \"ram_user\": [{\"name\": \"u\", \"policies\": [\n{\"Version\": 1}]}]}]}",
            "",
            2,
            13,
        ),
        ("application/json", &*deep, "EOF while parsing a list", 1, 100_012),
        ("application/json", &*nested, "", 1, 0),
    ] {
        let (status, answer) = ask(&server, put_world(media, world)).await;
        let shown = &world[..world.len().min(90)];
        let found = answer["problem"].as_str().expect("a problem");
        assert_eq!(status, 400, "{shown}: {answer}");
        assert!(found.starts_with(expected) && !found.is_empty(), "{shown}: {found}");
        assert!(
            column == 0 || answer == json!({ "problem": found, "line": line, "column": column }),
            "{shown}: {answer}"
        );
    }
    let (status, answer) = ask(&server, with_body(Method::PUT, "world", "application/toml", vec![0xff])).await;
    assert_eq!((status, answer), (400, problem("the body is not UTF-8")));
    server.assert_unchanged_since(&before);
}

/// Objects that clients stored can be exported and put back.
#[tokio::test]
async fn a_world_of_megabytes_comes_back_as_it_went() {
    let oss = Oss::builder().max_stored_bytes(4_000_000).build();
    let logs = oss.create_account("acme").create_bucket("logs");
    logs.put_object("binary", vec![0xff; 1_500_000]);
    logs.put_object("text", "\u{0}".repeat(1_500_000));
    let server = NativeServer::builder().oss(oss).control(Control::loopback()).start().await.expect("a port");
    let world = send(&server, get("world")).await;
    assert!(world.body().len() > 10_000_000, "{} bytes", world.body().len());
    let before = server.snapshot();
    assert_eq!(ask(&server, put_world("application/json", "{}")).await.0, 200);
    assert!(server.bucket("logs").is_none());
    assert_eq!(ask(&server, put_world("application/json", body(&world))).await.0, 200);
    server.assert_unchanged_since(&before);

    let long = " ".repeat(25_048_577);
    let told = "the body has 25048577 bytes, and 25048576 are taken here, by `Builder::max_stored_bytes`";
    assert_eq!(ask(&server, put_world("application/json", &long)).await, (413, problem(told)));
    let told = "the body has 1048577 bytes, and 1048576 are taken here";
    let clock = with_body(Method::POST, "clock", "application/json", long[..1_048_577].to_owned());
    assert_eq!(ask(&server, clock).await, (413, problem(told)));
}

#[tokio::test]
async fn the_ledger_of_kms_stays_when_the_world_is_replaced() {
    let server = server().await;
    let logs = server.bucket("logs").expect("logs").set_encryption(EncryptionRule::kms_default());
    let acme = server.account("acme").expect("acme").credentials();
    let mut put = request(Method::PUT, LOGS, "/note");
    *put.body_mut() = Bytes::from("hello");
    assert_eq!(send(&server, signed(&server, &acme, put)).await.status(), 200);
    let ledger = ask(&server, get("kms")).await;
    assert_eq!(ledger.1["billable"], 1);
    for (media, world) in [("application/json", "{}"), ("application/toml", "")] {
        assert_eq!(ask(&server, put_world(media, world)).await.0, 200);
        assert!(!logs.exists());
        assert_eq!(ask(&server, get("kms")).await, ledger);
    }
}

#[tokio::test]
async fn the_settings_for_new_buckets_are_part_of_a_world() {
    let server = server().await;
    let (_, before) = ask(&server, get("world")).await;
    let open = json!({ "allow_public_buckets": true, "max_buckets": 2, "account": [{ "name": "acme" }] });
    let (status, shown) = ask(&server, put_world("application/json", &open.to_string())).await;
    assert_eq!((status, &shown["allow_public_buckets"], &shown["max_buckets"]), (200, &json!(true), &json!(2)));
    let acme = server.account("acme").expect("acme");
    acme.create_bucket("one").assert_blocks_public_access(false);
    acme.create_bucket("two");
    let put = signed(&server, &acme.credentials(), request(Method::PUT, LOGS, "/"));
    assert_eq!(answer(&send(&server, put).await), "400 TooManyBuckets");
    // Of an absent key it is what it was at the start.
    assert_eq!(ask(&server, put_world("application/json", &before.to_string())).await, (200, before));
    server.account("acme").expect("acme").create_bucket("fresh").assert_blocks_public_access(true);
}

#[tokio::test]
async fn a_browser_at_the_root_is_led_to_the_page() {
    let (with_page, without) = (server().await, NativeServer::start().await);
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build();
    let client = client.expect("a client");
    let browse = |server: &NativeServer, target: &str| {
        client
            .get(format!("{}{target}", server.uri()))
            .header("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
    };
    let led = browse(&with_page, "/").send().await.expect("an answer");
    assert_eq!((led.status().as_u16(), &led.headers()["location"]), (307, &"/_ossmock/".parse().expect("a path")));
    assert!(with_page.journal().is_empty(), "it was no call");
    for (request, status) in [
        (browse(&without, "/"), 403),
        (browse(&with_page, "/?max-keys=5"), 403),
        (browse(&with_page, "/logs/"), 403),
        (browse(&with_page, "/").header("Authorization", "OSS a:b"), 403),
        (browse(&with_page, "/").header("Host", LOGS), 403),
        (browse(&with_page, "/").header("Host", "oss-cn-hangzhou.aliyuncs.com"), 403),
        (client.get(with_page.uri()).header("Accept", "*/*"), 403),
        (client.post(with_page.uri()).header("Accept", "text/html"), 405),
    ] {
        let found = request.send().await.expect("an answer");
        assert_eq!(found.status(), status, "{:?}", found.text().await);
    }
}

#[tokio::test]
async fn a_reset_goes_back_to_the_start_of_the_server() {
    let server = server().await;
    let (acme, before) = (server.account("acme").expect("acme"), server.snapshot());
    let put = signed(&server, &acme.credentials(), put_rule(LOGS, &kms("key-1")));
    assert_eq!(answer(&send(&server, put).await), "200");
    server.clock().set_utc(MOMENT);
    let (status, _) = ask(&server, put_world("application/json", "{\"account\": [{\"name\": \"globex\"}]}")).await;
    assert_eq!(status, 200);

    assert_eq!(ask(&server, plain(Method::POST, "/_ossmock/reset")).await, (204, Value::Null));
    server.assert_unchanged_since(&before);
    assert_eq!(
        ask(&server, get("journal")).await,
        (200, json!({ "records": [], "notes": [], "first": 2, "last": 1, "dropped": 0 }))
    );
    assert_eq!(acme.id(), "1001", "the handle is good again");
    #[expect(clippy::disallowed_methods, reason = "the fake's clock follows the system's again")]
    let real = std::time::SystemTime::now();
    let apart = real.duration_since(server.clock().now()).unwrap_or_else(|error| error.duration());
    assert!(apart < Duration::from_secs(60), "the clock is {apart:?} off");

    send(&server, get_rule(LOGS)).await;
    let (_, journal) = ask(&server, get("journal")).await;
    assert_eq!(journal["records"][0]["number"], 2, "no number is given twice");
    let (status, answer) = ask(&server, with_body(Method::POST, "reset", "application/json", "{}")).await;
    assert_eq!((status, answer), (400, problem("no body is taken here")));
}

#[tokio::test]
async fn replication_runs_when_it_is_asked_for() {
    let server = server().await;
    let (_, document) = ask(&server, get("openapi.json")).await;
    let acme = server.create_account("replicated");
    let target = acme.create_bucket("target").set_region("cn-beijing").set_encryption(EncryptionRule::Aes256);
    let source = acme.create_bucket("source");
    let rule = source.add_replication(ReplicationRule::to("target")).replications()[0].id().to_owned();
    source.put_object("a", "hello");
    source.set_encryption(EncryptionRule::kms("key-1")).put_object("b", "hello");
    let (status, done) = ask(&server, plain(Method::POST, "/_ossmock/replicate")).await;
    assert_eq!(status, 200, "{done}");
    schema::check(&document, &json!({ "$ref": "#/components/schemas/Replicated" }), &done, "what was replicated");
    let why = "it is encrypted with a customer master key, and the rule does not select SSE-KMS objects";
    let step = |key: &str, outcome: &str| json!({ "bucket": "source", "key": key, "to": "target", "rule": rule, "outcome": outcome });
    let (mut written, mut missed) = (step("a", "written"), step("b", "missed"));
    written["encryption"] = json!("AES256");
    missed["why"] = json!(why);
    assert_eq!(done, json!({ "started": 1, "ended": 0, "steps": [written, missed] }));
    target.object("a").assert_body("hello");
    let (_, nothing) = ask(&server, plain(Method::POST, "/_ossmock/replicate")).await;
    assert_eq!(nothing, json!({ "started": 0, "ended": 0, "steps": [] }));
}

#[tokio::test]
async fn what_is_due_is_done_when_it_is_asked_for() {
    let server = server().await;
    let (_, document) = ask(&server, get("openapi.json")).await;
    let (status, done) = ask(&server, plain(Method::POST, "/_ossmock/run-due")).await;
    assert_eq!(status, 200, "{done}");
    schema::check(&document, &json!({ "$ref": "#/components/schemas/DueReport" }), &done, "what was due");
    let replication = json!({ "started": 0, "ended": 0, "steps": [] });
    assert_eq!(done, json!({ "steps": [], "omitted": 0, "stopped_at": null, "replication": replication }));
}

#[tokio::test]
async fn the_journal_is_filtered_paged_and_emptied() {
    let server = server().await;
    let acme = server.account("acme").expect("acme");
    let ci = acme.ram_user("ci").expect("ci");
    for (credentials, request) in [
        (acme.credentials(), put_rule(LOGS, &kms("key-1"))),
        (ci.credentials(), put_rule(LOGS, &kms("key-1"))),
        (acme.credentials(), get_rule(LOGS)),
    ] {
        send(&server, signed(&server, &credentials, request)).await;
    }
    send(&server, get_rule(LOGS)).await;
    for (query, expected) in [
        ("", [1, 2, 3, 4].as_slice()),
        ("?operation=PutBucketEncryption", &[1, 2]),
        ("?caller=acme", &[1, 3]),
        ("?caller=acme/ci", &[2]),
        ("?caller=acme%2Fci", &[2]),
        ("?caller=anonymous", &[4]),
        ("?outcome=answered", &[1, 3]),
        ("?outcome=refused&operation=GetBucketEncryption", &[4]),
        ("?outcome=abandoned", &[]),
        ("?after=2", &[3, 4]),
        ("?after=1&limit=2", &[2, 3]),
        ("?operation=DeleteBucket", &[]),
    ] {
        let (status, journal) = ask(&server, get(&format!("journal{query}"))).await;
        let numbers: Vec<_> = journal["records"].as_array().expect("records").iter().map(|r| &r["number"]).collect();
        assert_eq!(
            (status, numbers),
            (200, expected.iter().map(|n| json!(n)).collect::<Vec<_>>().iter().collect()),
            "{query}"
        );
    }
    let (_, journal) = ask(&server, get("journal?caller=acme/ci")).await;
    let record = server.journal().iter().nth(1).map(Record::to_json).expect("a second record");
    assert_eq!(journal["records"][0].to_string(), record);
    assert_eq!(journal["records"][0]["cause"], "NotYourBucket");

    for (query, expected) in [
        (
            "?colour=red",
            "there is no parameter `colour`: there are `operation`, `caller`, `outcome`, `refused`, `bucket`, `key`, `prefix`, `test_id`, \
             `status`, `code`, `after`, `limit`, `wait`, `first`",
        ),
        (
            "?operation=putBucketEncryption",
            "`operation`: OSS has no operation `putBucketEncryption`: near ones are `PutBucketEncryption`, \
             `PutBucketInventory`, `PutBucketReplication`",
        ),
        (
            "?operation=Frobnicate",
            "`operation`: OSS has no operation `Frobnicate`: `/_ossmock/openapi.json` has the names",
        ),
        (
            "?caller=acme/nobody",
            "`caller`: no caller is called `acme/nobody`: write `account`, `account/ram-user`, `account/role/session` \
             or `anonymous`",
        ),
        ("?outcome=ok", "`outcome` is one of `answered`, `refused`, `abandoned`, `unanswered`"),
        ("?refused=yes", "`refused` is `true` or `false`"),
        ("?after=-1", "`after` is a number from 0 to 18446744073709551615"),
        ("?limit=0", "`limit` is a number from 1 to 1000"),
        ("?limit=1001", "`limit` is a number from 1 to 1000"),
        ("?wait=31", "`wait` is a number from 0 to 30"),
        ("?limit=", "`limit` is a number from 1 to 1000"),
        ("?after=1&after=2", "`after` is there twice"),
    ] {
        assert_eq!(ask(&server, get(&format!("journal{query}"))).await, (400, problem(expected)), "{query}");
    }

    // A session of a role is a caller as well.
    let session = server.account("acme").expect("acme").create_role("ops").create_session("deploy");
    assert_eq!(ask(&server, get("journal?caller=acme/ops/deploy")).await.1["records"], json!([]));
    send(&server, signed(&server, &session.credentials(), get_rule(LOGS))).await;
    let (_, journal) = ask(&server, get("journal?caller=acme/ops/deploy")).await;
    assert_eq!(journal["records"][0]["caller"], "acme/ops/deploy");
    assert_eq!(ask(&server, get("journal?caller=acme/ops")).await.0, 400, "a role itself calls nobody");

    // Who called in a world that is gone can still be asked for.
    assert_eq!(ask(&server, put_world("application/json", "{}")).await.0, 200);
    let (_, journal) = ask(&server, get("journal?caller=acme/ci")).await;
    assert_eq!(journal["records"].as_array().map(Vec::len), Some(1));
    assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/journal")).await, (204, Value::Null));
    assert!(server.journal().is_empty());
    server.assert_calls(Operation::PutBucketEncryption, 0);
    assert_eq!(ask(&server, get("journal?caller=acme/ci")).await.0, 400);
}

#[tokio::test]
async fn the_clock_is_set_moved_and_let_go() {
    let server = server().await;
    let change = |body: &str| with_body(Method::POST, "clock", "application/json", body.to_owned());
    for (body, expected) in [
        (r#"{"set": "2026-11-23T16:05:59Z"}"#, "2026-11-23T16:05:59Z"),
        (r#"{"advance": "PT15M"}"#, "2026-11-23T16:20:59Z"),
        (r#"{"advance": "P1DT0.5S"}"#, "2026-11-24T16:20:59.5Z"),
        (r#"{"set": "9999-12-30T22:00:00Z"}"#, "9999-12-30T22:00:00Z"),
        (r#"{"set": "1970-01-01T00:00:00Z"}"#, "1970-01-01T00:00:00Z"),
        (r#"{"set": "2026-11-23T18:05:59+02:00"}"#, "2026-11-23T16:05:59Z"),
        (r#"{"freeze": true}"#, "2026-11-23T16:05:59Z"),
    ] {
        assert_eq!(ask(&server, change(body)).await, (200, json!({ "now": expected, "frozen": true })), "{body}");
    }
    let later =
        |text: &str| format!("`set`: `{text}` is later than any moment here: the last one is 9999-12-30T22:00:00Z");
    let one = "give exactly one of `set`, `advance`, `follow`, `freeze`";
    let duration = |given: &str| {
        format!(
            "`advance` is an ISO 8601 duration of weeks to seconds, forward, such as `PT15M`, and `{given}` was given"
        )
    };
    let range = "`set`: the clock can be set to moments from 1970-01-01T00:00:00Z to 9999-12-30T22:00:00Z";
    for (body, expected, column) in [
        ("{}", one, None),
        (r#"{"set": "2026-11-23T16:05:59Z", "follow": "system"}"#, one, None),
        (r#"{"advance": "15m"}"#, &*duration("15m"), None),
        (r#"{"advance": "P1M"}"#, &*duration("P1M"), None),
        (r#"{"advance": "-PT1S"}"#, &*duration("-PT1S"), None),
        (r#"{"advance": "PT999999999H"}"#, &*duration("PT999999999H"), None),
        (r#"{"advance": "PT70000000H"}"#, "`advance`: the clock cannot be moved beyond 9999-12-30T22:00:00Z", None),
        (r#"{"set": "now"}"#, "`set`: `now` is not a moment: write it like `2026-11-23T16:05:59Z`", None),
        (r#"{"set": "1969-12-31T23:59:59Z"}"#, range, None),
        (r#"{"set": "9999-12-31T00:00:00Z"}"#, &*later("9999-12-31T00:00:00Z"), None),
        (r#"{"set": "9999-12-30T22:00:01Z"}"#, &*later("9999-12-30T22:00:01Z"), None),
        (r#"{"set": "10000-01-01T00:00:00Z"}"#, &*later("10000-01-01T00:00:00Z"), None),
        (r#"{"follow": "moon"}"#, "`follow` is `system`, and `moon` was given", None),
        (r#"{"follow": "system", "freeze": true}"#, one, None),
        (r#"{"freeze": false}"#, "`freeze`: it can only be `true`: with `follow`, the clock runs again", None),
        (r#"{"stop": true}"#, "unknown field `stop`, expected one of `set`, `advance`, `follow`, `freeze`", Some(7)),
        (r#"["2026-11-23T16:05:59Z", null, null]"#, "the body is a JSON object", None),
        (r#"{"set": "a", "set": "b"}"#, "duplicate field `set`", Some(18)),
    ] {
        let (status, mut answer) = ask(&server, change(body)).await;
        if let Some(column) = column {
            assert_eq!((answer["line"].take(), answer["column"].take()), (json!(1), json!(column)), "{body}");
            answer = problem(answer["problem"].as_str().expect("a problem"));
        }
        assert_eq!((status, answer), (400, problem(expected)), "{body}");
    }
    assert_eq!(server.clock().now(), server.clock().now(), "it still stands");
    let (status, now) = ask(&server, change(r#"{"follow": "system"}"#)).await;
    assert!(status == 200 && now["now"] != "2026-11-23T16:05:59Z" && now["frozen"] == false, "{now}");
    let (_, frozen) = ask(&server, change(r#"{"freeze": true}"#)).await;
    assert!(frozen["frozen"] == true && server.clock().is_stopped(), "{frozen}");
}

#[tokio::test]
async fn it_answers_to_this_machine_by_address_and_to_no_other_page() {
    let server = server().await;
    let own = format!("http://{}", server.address());
    let named = format!("http://localhost:{}", server.address().port());
    let host = "the control plane answers to an IP address or `localhost` as its host";
    let origin = "the control plane is not for pages of another origin";
    let address = server.address().to_string();
    for (host_header, origin_header, refused) in [
        (&*address, None, None),
        ("localhost", None, None),
        ("LOCALHOST:9000", None, None),
        ("[::1]:9000", None, None),
        (&*address, Some(&*own), None),
        (&named[7..], Some(&*named), None),
        ("rebound.example.com", None, Some(host)),
        ("localhost.example.com", None, Some(host)),
        ("oss-cn-hangzhou.aliyuncs.com", None, Some(host)),
        ("[evil]", None, Some(host)),
        (&*address, Some("http://example.com"), Some(origin)),
        (&*address, Some(&*named), Some(origin)),
        (&*address, Some("null"), Some(origin)),
        (&*address, Some("http://127.0.0.1:1"), Some(origin)),
    ] {
        let mut request = get("faults");
        request.headers_mut().insert("host", host_header.parse().expect("a host"));
        if let Some(origin) = origin_header {
            request.headers_mut().insert("origin", origin.parse().expect("an origin"));
        }
        let expected = refused.map_or_else(|| (200, json!({ "faults": [] })), |refused| (403, problem(refused)));
        assert_eq!(ask(&server, request).await, expected, "{host_header} {origin_header:?}");
    }
    assert!(server.journal().is_empty(), "none of it is a call of OSS");
}

#[tokio::test]
async fn with_a_token_it_answers_clients_that_have_it() {
    let server = NativeServer::builder().control(Control::token("tok-1")).start().await.expect("a port");
    let none = "the control plane wants its token: `Authorization: Bearer <token>`";
    let wrong = "the token is not that of the control plane";
    for (path, authorization, refused) in [
        ("faults", None, Some(none)),
        ("nothing", None, Some(none)),
        ("faults", Some("tok-1"), Some(none)),
        ("faults", Some("Basic tok-1"), Some(none)),
        ("faults", Some("Bearer tok-2"), Some(wrong)),
        ("faults", Some("Bearer tok-12"), Some(wrong)),
        ("faults", Some("Bearer "), Some(none)),
        ("faults", Some("Bearer tok-1"), None),
        ("faults", Some("bearer tok-1"), None),
    ] {
        let mut request = get(path);
        // Its host may be any name that leads to it.
        request.headers_mut().insert("host", "fake:9000".parse().expect("a host"));
        if let Some(value) = authorization {
            request.headers_mut().insert("authorization", value.parse().expect("a value"));
        }
        let (status, answer) = ask(&server, request).await;
        match refused {
            Some(refused) => assert_eq!((status, answer), (403, problem(refused)), "{authorization:?}"),
            None => assert_eq!((status, &answer["faults"]), (200, &json!([])), "{authorization:?}"),
        }
    }
    assert_eq!(format!("{:?}", Control::token("tok-1")), "Control::token(..)", "the token is nobody's to read");
    for token in ["", "a b", "ü"] {
        let message = panic_here!(drop(Control::token(token)));
        assert_eq!(message, "a token is of ASCII letters, digits and signs, and not empty");
    }
}

#[tokio::test]
async fn every_client_learns_that_it_runs_and_no_more() {
    for control in [Control::loopback(), Control::token("tok-1")] {
        let server = NativeServer::builder().control(control).start().await.expect("a port");
        for (host, origin) in [("127.0.0.1", None), ("fake:9000", None), ("fake:9000", Some("http://example.com"))] {
            let mut request = get("health");
            request.headers_mut().insert("host", host.parse().expect("a host"));
            if let Some(origin) = origin {
                request.headers_mut().insert("origin", origin.parse().expect("an origin"));
            }
            assert_eq!(ask(&server, request).await, (200, json!({ "status": "ok" })), "{host} {origin:?}");
        }
    }
}

#[tokio::test]
async fn a_key_that_is_no_bucket_goes_to_oss() {
    let server = server().await;
    server.bucket("logs").expect("logs").add_cname("logs.example.com");
    for host in [LOGS, "logs.localhost", "logs.example.com"] {
        let response = send(&server, request(Method::GET, host, "/_ossmock/health")).await;
        assert_eq!(answer(&response), "403 AccessDenied", "an object of the bucket: {host}: {response:?}");
    }
    // A path that only begins alike has the name of a bucket.
    for path in ["/_ossmocker", "/_ossmocker/x"] {
        assert_eq!(answer(&send(&server, plain(Method::GET, path)).await), "400 InvalidBucketName", "{path}");
    }
    let nothing = problem("there is nothing here: `/_ossmock/openapi.json` says what there is");
    for path in ["/", "nothing", "world/", "/world", "World"] {
        assert_eq!(ask(&server, get(path)).await, (404, nothing.clone()), "{path}");
    }
    assert_eq!(server.journal().len(), 5);

    let without = NativeServer::start().await;
    let response = send(&without, get("health")).await;
    assert_eq!(answer(&response), "400 InvalidBucketName", "a server has none unless it is told to");
}

#[test]
fn a_call_that_is_under_way_when_the_world_is_replaced_changes_nothing() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let start = oss.fork();
    let put = signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-1")));
    let (head, xml) = put.into_parts();
    let admitted = oss.admit(&head, ossmock::Peer::default()).expect("it may");
    oss.reset_to(&start);
    let response = admitted.finish(xml);
    assert_eq!(answer(&response), "501 NotEmulated");
    let message = "ossmock does not emulate a request during which the world is replaced.";
    assert_eq!(element(&response, "Message").as_deref(), Some(message));
    oss.assert_unchanged_since(&start.snapshot());
    assert_eq!(oss.journal().last().and_then(Record::cause), Some(Cause::NotEmulated));
}

#[test]
fn handles_mean_what_has_the_name_and_say_when_nothing_has() {
    let oss = Oss::new();
    let (other, acme) = (oss.create_account("other"), oss.create_account("acme"));
    let (ci, key) = (acme.create_ram_user("ci"), acme.access_key());
    oss.replace_world_toml("account = [{ name = \"acme\", id = \"7\", bucket = [{ name = \"logs\" }] }]")
        .expect("a world");
    assert_eq!((acme.id(), acme.buckets().len()), ("7".to_owned(), 1));
    assert_eq!(key.id(), acme.credentials().access_key_id);
    oss.bucket("logs").expect("logs").set_encryption(EncryptionRule::Sm4);

    let gone = "there is no account `other` any more: the world was replaced";
    assert!(!other.exists() && !ci.exists());
    assert_eq!(panic_here!(drop(other.id())), gone);
    assert_eq!(panic_here!(drop(other.create_bucket("more"))), gone);
    assert_eq!(panic_here!(other.suspend()), gone);
    let gone = "there is no RAM user `ci` of `acme` any more: the world was replaced";
    assert_eq!(panic_here!(drop(ci.policies())), gone);
    assert_eq!(panic_here!(drop(ci.allow("oss:Get*", "*"))), gone);
    let gone = "there is no `acme/ci` with an AccessKey any more: the world was replaced";
    assert_eq!(panic_here!(drop(ci.credentials())), gone);
    assert_eq!(
        format!("{other:?} {ci:?}"),
        r#"Account { name: "other", id: None, .. } RamUser { name: "ci", id: None, .. }"#
    );
}

/// Lists the armed faults as numbers, without their descriptions.
async fn armed(server: &NativeServer) -> Vec<(u64, u64, u64)> {
    let (status, shown) = ask(server, get("faults")).await;
    assert_eq!(status, 200, "{shown}");
    let number = |fault: &Value, name: &str| fault[name].as_u64().expect("a number");
    let faults = shown["faults"].as_array().expect("faults").iter();
    faults.map(|fault| (number(fault, "id"), number(fault, "calls"), number(fault, "hits"))).collect()
}

#[tokio::test]
async fn faults_are_armed_shown_and_ended_over_http() {
    let server = server().await;
    let owner = server.account("acme").expect("acme").credentials();
    let get_it = async || answer(&send(&server, signed(&server, &owner, get_rule(LOGS))).await);
    let wanted = json!({
        "operation": "GetBucketEncryption", "bucket": "logs", "caller": "acme", "first": 1,
        "effect": { "error": "ServiceUnavailable" },
    });
    assert_eq!(ask(&server, post("faults", &wanted)).await, (200, json!({ "id": 1 })));
    assert_eq!([get_it().await, get_it().await], ["503 ServiceUnavailable", "404 NoSuchServerSideEncryptionRule"]);
    let (_, shown) = ask(&server, get("faults")).await;
    assert_eq!(
        shown,
        json!({ "faults": [{
            "id": 1, "calls": 2, "hits": 1, "armed_by": "the control plane", "armed_here": true,
            "fault": "503 ServiceUnavailable at GetBucketEncryption of bucket logs by acme, the first of them",
        }] })
    );
    let (_, journal) = ask(&server, get("journal?outcome=refused&limit=1")).await;
    assert_eq!(journal["records"][0]["injected"], json!(["503 ServiceUnavailable (the control plane)"]));

    // Faults that a test armed in process stay.
    let own = server.fault(Operation::PutBucketEncryption).error(Cause::InternalError).optional();
    assert_eq!(armed(&server).await, [(1, 2, 1), (2, 0, 0)]);
    let (status, none) = ask(&server, plain(Method::DELETE, "/_ossmock/faults?id=2")).await;
    assert_eq!((status, none), (404, problem("the control plane has armed no fault 2")));
    assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/faults?id=1")).await.0, 204);
    assert_eq!(armed(&server).await, [(2, 0, 0)]);
    for _ in 0..2 {
        assert_eq!(ask(&server, post("faults", &json!({ "effect": { "close": {} } }))).await.0, 200);
    }
    assert_eq!(ask(&server, plain(Method::POST, "/_ossmock/reset")).await.0, 204);
    assert_eq!(armed(&server).await, [(2, 0, 0)]);
    drop(own);
}

#[tokio::test]
async fn tests_that_share_a_server_have_faults_of_their_own() {
    let server = server().await;
    let owner = server.account("acme").expect("acme").credentials();
    let get_it = async |test: &str| {
        let mut request = signed(&server, &owner, get_rule(LOGS));
        request.headers_mut().insert("x-ossmock-test-id", test.parse().expect("a value"));
        answer(&send(&server, request).await)
    };
    for (test, cause) in [("one", "ServiceUnavailable"), ("two", "InternalError")] {
        let wanted = json!({ "test_id": test, "effect": { "error": cause } });
        assert_eq!(ask(&server, post("faults", &wanted)).await.0, 200);
    }
    assert_eq!(get_it("one").await, "503 ServiceUnavailable");
    assert_eq!(get_it("two").await, "500 InternalError");
    assert_eq!(get_it("three").await, "404 NoSuchServerSideEncryptionRule");
    let (_, journal) = ask(&server, get("journal")).await;
    let tests: Vec<&Value> = journal["records"].as_array().expect("records").iter().map(|it| &it["test_id"]).collect();
    assert_eq!(tests, ["one", "two", "three"]);
}

#[tokio::test]
async fn the_calls_are_chosen_as_in_process() {
    let server = server().await;
    let owner = server.account("acme").expect("acme").credentials();
    // Arms a fault; each call it fails is an `x`, each other one a dot.
    let failed = async |mut wanted: Value, calls: usize| {
        wanted["effect"] = json!({ "error": "ServiceUnavailable" });
        assert_eq!(ask(&server, post("faults", &wanted)).await.0, 200, "{wanted}");
        let mut failed = String::new();
        for _ in 0..calls {
            let response = send(&server, signed(&server, &owner, request(Method::GET, LOGS, "/2026/a"))).await;
            failed.push(if response.status() == 503 { 'x' } else { '.' });
        }
        assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/faults")).await.0, 204);
        failed
    };
    for (choice, expected) in [
        (json!({}), "xxxxxx"),
        (json!({ "nth": 2 }), ".x...."),
        (json!({ "first": 2 }), "xx...."),
        (json!({ "every": 3 }), "..x..x"),
        (json!({ "times": 4 }), "xxxx.."),
        (json!({ "every": 2, "times": 2 }), ".x.x.."),
        (json!({ "probability": 1.0 }), "xxxxxx"),
        (json!({ "bucket": "logs" }), "xxxxxx"),
        (json!({ "bucket": "scratch" }), "......"),
        (json!({ "key": "2026/a" }), "xxxxxx"),
        (json!({ "key": "2026" }), "......"),
        (json!({ "prefix": "2026/" }), "xxxxxx"),
        (json!({ "prefix": "2027/" }), "......"),
        (json!({ "caller": "acme" }), "xxxxxx"),
        (json!({ "caller": "acme/ci" }), "......"),
        (json!({ "operation": "GetObject" }), "xxxxxx"),
        (json!({ "operation": "PutObject" }), "......"),
    ] {
        assert_eq!(failed(choice.clone(), 6).await, expected, "{choice}");
    }
    let chance = async |seed: u64| failed(json!({ "probability": 0.5, "seed": seed }), 32).await;
    let (first, again, other) = (chance(1).await, chance(1).await, chance(2).await);
    assert!(first == again && first != other, "{first} {again} {other}");
}

#[tokio::test]
async fn every_effect_can_be_asked_for() {
    let server = server().await;
    let effects = [
        (json!({ "error": "InternalError" }), "500 InternalError at any call"),
        (
            json!({ "respond": { "status": 418, "headers": { "x-a": "b" }, "body": "c" } }),
            "the test's own 418 at any call",
        ),
        (json!({ "latency": { "least": "PT1S" } }), "latency 1s at any call"),
        (
            json!({ "latency": { "least": "PT0.5S", "most": "PT1M", "on_clock": true } }),
            "latency 500ms to 60s on the fake's clock at any call",
        ),
        (json!({ "close": {} }), "connection closed before the call at any call"),
        (json!({ "answer_lost": {} }), "answer lost at any call"),
        (json!({ "reset_after": 1 }), "connection reset after 1 bytes of the body at any call"),
        (json!({ "truncate_after": 2 }), "body cut off after 2 bytes at any call"),
        (json!({ "trickle": { "piece": 3, "pause": "PT0.01S" } }), "body trickled, 3 bytes every 10ms at any call"),
        (json!({ "content_length": 4 }), "Content-Length 4 at any call"),
    ];
    let (_, document) = ask(&server, get("openapi.json")).await;
    for (effect, expected) in effects {
        let wanted = json!({ "effect": effect });
        schema::check(&document, &json!({ "$ref": "#/components/schemas/FaultWanted" }), &wanted, expected);
        assert_eq!(ask(&server, post("faults", &wanted)).await.0, 200, "{effect}");
        let (_, shown) = ask(&server, get("faults")).await;
        assert_eq!(shown["faults"][0]["fault"], expected);
        assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/faults")).await.0, 204);
    }
}

#[tokio::test]
async fn a_fault_that_cannot_be_is_told_so_and_not_armed() {
    let server = server().await;
    let close = json!({ "close": {} });
    let wrong = [
        (json!({}), "missing field `effect`"),
        (json!({ "effect": { "explode": {} } }), "`effect`: there is no `explode`: there are `error`, `respond`, "),
        (json!({ "effect": close, "surprise": 1 }), "unknown field `surprise`"),
        (
            json!({ "effect": close, "operation": "PutSecret" }),
            "`operation`: OSS has no operation `PutSecret`: `/_ossmock/openapi.json` has the names",
        ),
        (json!({ "effect": close, "caller": "nobody" }), "`caller`: no caller is called `nobody`"),
        (json!({ "effect": close, "key": "a", "prefix": "a" }), "give `key` or `prefix`, not both"),
        (json!({ "effect": close, "nth": 0 }), "`nth` is a number from 1 up"),
        (
            json!({ "effect": close, "nth": 1, "first": 1 }),
            "give at most one of `nth`, `first`, `every`, `probability`",
        ),
        (json!({ "effect": close, "probability": 2 }), "`probability` is a number more than 0 and at most 1"),
        (
            json!({ "effect": { "error": "NotEmulated" } }),
            "`error`: there is no cause `NotEmulated` in `ossmock::Cause`: ",
        ),
        (
            json!({ "effect": { "error": "SlowDown" } }),
            "`error`: there is no cause `SlowDown` in `ossmock::Cause`: near ones are `ServiceUnavailable`, ",
        ),
        (json!({ "effect": { "respond": { "status": 100 } } }), "`status` is a number from 200 to 599"),
        (
            json!({ "effect": { "respond": { "status": 200, "headers": { "a b": "c" } } } }),
            "`headers`: `a b` is no header with this value",
        ),
        (
            json!({ "effect": { "latency": { "least": "1s" } } }),
            "`least` is an ISO 8601 duration of weeks to seconds, forward, such as `PT15M`",
        ),
        (json!({ "effect": { "latency": { "least": "PT2S", "most": "PT1S" } } }), "`most` is less than `least`"),
        (json!({ "effect": { "trickle": { "piece": 0, "pause": "PT1S" } } }), "`piece` is a number from 1 up"),
        (json!([]), "the body is a JSON object"),
    ];
    for (body, expected) in wrong {
        let (status, told) = ask(&server, post("faults", &body)).await;
        let told = told["problem"].as_str().expect("a problem");
        assert!(status == 400 && told.starts_with(expected), "{status} {told}");
    }
    assert_eq!(armed(&server).await, []);
}
