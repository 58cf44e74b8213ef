//! The inspector: how its page is served, and what the control plane tells it.

use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use ossmock::{
    EncryptionRule, NativeServer, Operation, Oss,
    control::Control,
    fault::Latency,
    inventory::Inventory,
    policy::Acl,
    replication::ReplicationRule,
    settings::{
        Cors, CorsMethod, CorsRule, LifecycleRule, LogFields, Logging, Payer, Redundancy, RefererRules, Versioning,
        Website,
    },
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use super::schema;
use super::support::{
    LOGS, MOMENT, answer, body, get_rule, header, http_client, kms, put_rule, request, send_http, signed,
    with_wrong_secret,
};

/// A server whose world has `acme`, its bucket `logs` and its RAM user `ci`, who may read the rule.
async fn server() -> NativeServer {
    NativeServer::builder().oss(world()).control(Control::loopback()).start().await.expect("a port")
}

fn world() -> Oss {
    let oss = Oss::new();
    let acme = oss.create_account("acme").set_id("1001").set_access_key("Id1", "s3cret-of-acme");
    let logs = acme.create_bucket("logs");
    let _ = acme.create_ram_user("ci").set_access_key("Id2", "s3cret-of-ci").allow("oss:Get*", &logs.arn());
    oss
}

fn get(path: &str) -> Request<Bytes> {
    Request::get(path).body(Bytes::new()).expect("a request")
}

async fn send(server: &NativeServer, request: Request<Bytes>) -> Response<Bytes> {
    send_http(&http_client(), &server.uri(), request).await
}

async fn ask(server: &NativeServer, path: &str) -> Value {
    let response = send(server, get(&format!("/_ossmock/{path}"))).await;
    assert_eq!(response.status(), 200, "{path}: {}", body(&response));
    serde_json::from_slice(response.body()).expect("JSON")
}

/// Fetches a path, and checks the answer against the schema of this name in the OpenAPI document.
async fn ask_described(server: &NativeServer, path: &str, name: &str) -> Value {
    let document = ask(server, "openapi.json").await;
    let found = ask(server, path).await;
    schema::check(&document, &json!({ "$ref": format!("#/components/schemas/{name}") }), &found, path);
    found
}

/// The text between two others.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).expect("both are there").0
}

#[tokio::test]
async fn the_page_runs_its_own_script_and_no_other() {
    let server = server().await;
    let response = send(&server, get("/_ossmock/")).await;
    assert_eq!((response.status(), header(&response, "content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    assert_eq!(header(&response, "x-content-type-options"), "nosniff");
    assert_eq!(header(&response, "referrer-policy"), "no-referrer");
    assert_eq!(header(&response, "cache-control"), "no-store");
    let policy = header(&response, "content-security-policy");
    let directives: Vec<(&str, &str)> = policy.split("; ").filter_map(|directive| directive.split_once(' ')).collect();
    let hash = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
    let page = body(&response);
    let style = hash(between(page, "<style>", "</style>"));
    let scripts =
        ["<script>", "<script type=\"module\">"].map(|start| hash(between(page, start, "</script>"))).join(" ");
    assert_eq!(
        directives,
        [
            ("default-src", "'none'"),
            ("style-src", &*style),
            ("script-src", &*scripts),
            // Not `'self'` above: buckets are on the same origin.
            ("connect-src", "'self'"),
            ("img-src", "data:"),
            ("base-uri", "'none'"),
            ("form-action", "'none'"),
            ("frame-ancestors", "'none'"),
            ("require-trusted-types-for", "'script'"),
            ("trusted-types", "'none'"),
        ]
    );
    assert!(server.journal().is_empty(), "looking is no call of OSS");
}

#[tokio::test]
async fn the_page_is_found_without_its_slash_and_by_the_name_of_this_machine() {
    let server = server().await;
    // One that does not go where it is sent.
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    let client = client.build().expect("a client");
    for host in [server.address().to_string(), format!("localhost:{}", server.address().port())] {
        let at = |path: &str| {
            let mut request = get(path);
            request.headers_mut().insert("host", host.parse().expect("a host"));
            request
        };
        let moved = send_http(&client, &server.uri(), at("/_ossmock")).await;
        assert_eq!((moved.status(), header(&moved, "location")), (StatusCode::PERMANENT_REDIRECT, "/_ossmock/"));
        assert_eq!(send(&server, at("/_ossmock/")).await.status(), 200, "{host}");
    }
    assert!(server.journal().is_empty());
    let bucket = send(&server, request(Method::GET, LOGS, "/_ossmock/")).await;
    assert_eq!(answer(&bucket), "403 AccessDenied", "the host names a bucket: {bucket:?}");
}

#[tokio::test]
async fn the_page_is_for_this_machine_like_the_rest() {
    let server = server().await;
    for (name, value) in [("host", "rebound.example.com"), ("origin", "http://example.com"), ("origin", "null")] {
        let mut request = get("/_ossmock/");
        request.headers_mut().insert(name, value.parse().expect("a value"));
        assert_eq!(send(&server, request).await.status(), 403, "{name}: {value}");
    }
    // A browser that follows a link sends no `Origin`, and one that fetches for the page sends the page's.
    let mut request = get("/_ossmock/overview");
    request.headers_mut().insert("origin", server.uri().parse().expect("a value"));
    assert_eq!(send(&server, request).await.status(), 200);
}

#[tokio::test]
async fn with_a_token_the_page_opens_and_shows_nothing() {
    let server = NativeServer::builder().oss(world()).control(Control::token("tok-1")).start().await.expect("a port");
    send(&server, get_rule(LOGS)).await;
    let mut asked = get("/_ossmock/");
    asked.headers_mut().insert("host", "fake:9000".parse().expect("a host"));
    let page = send(&server, asked).await;
    assert_eq!(page.status(), 200);
    for known in ["acme", "logs", "Id1", "s3cret", "tok-1"] {
        assert!(!body(&page).contains(known), "the page has `{known}` in it");
    }
    let foreign = Request::get("/_ossmock/").header("Origin", "http://example.com").body(Bytes::new());
    assert_eq!(send(&server, foreign.expect("a request")).await.status(), 403);
    for path in ["overview", "kms", "journal", "journal?wait=1", "faults", "nothing", "//"] {
        let refused = send(&server, get(&format!("/_ossmock/{path}"))).await;
        assert_eq!(
            (refused.status(), header(&refused, "www-authenticate")),
            (StatusCode::FORBIDDEN, "Bearer"),
            "{path}"
        );
    }
    let wrong = Request::get("/_ossmock/overview").header("Authorization", "Bearer tok-2").body(Bytes::new());
    let refused = send(&server, wrong.expect("a request")).await;
    assert_eq!((refused.status(), header(&refused, "www-authenticate")), (StatusCode::FORBIDDEN, "Bearer"));
}

#[tokio::test]
async fn what_waits_for_a_call_is_answered_when_it_comes() {
    let server = server().await;
    server.bucket("logs").expect("logs").set_encryption(EncryptionRule::Aes256);
    send(&server, get_rule(LOGS)).await;
    let began = Instant::now();
    let waiting = ask(&server, "journal?after=1&outcome=refused&operation=GetBucketEncryption&wait=30");
    let calls = async {
        // A waiting client does not block other clients, and a call that its filter does not pass ends no wait.
        let owner = server.account("acme").expect("acme").credentials();
        for _ in 0..20 {
            send(&server, signed(&server, &owner, get_rule(LOGS))).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        send(&server, get_rule(LOGS)).await;
    };
    let (told, ()) = tokio::join!(waiting, calls);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(told["records"][0]["number"], 22, "{told}");
}

#[tokio::test]
async fn what_waits_is_answered_when_time_is_over_or_the_journal_is_emptied() {
    let server = server().await;
    let began = Instant::now();
    let nothing = json!({ "records": [], "notes": [], "first": 1, "last": 0, "dropped": 0 });
    assert_eq!(ask(&server, "journal?wait=1").await, nothing);
    let took = began.elapsed();
    assert!((Duration::from_millis(990)..Duration::from_secs(10)).contains(&took), "{took:?}");

    send(&server, get_rule(LOGS)).await;
    let waiting = async {
        let began = Instant::now();
        (ask(&server, "journal?after=1&first=1&wait=30").await, began.elapsed())
    };
    let emptied = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        server.clear_journal();
    };
    let ((told, took), ()) = tokio::join!(waiting, emptied);
    assert_eq!(told, json!({ "records": [], "notes": [], "first": 2, "last": 1, "dropped": 0 }));
    assert!(took < Duration::from_secs(10), "{took:?}");
    // A client that asks after that has missed no call, and does not wait.
    let began = Instant::now();
    assert_eq!(ask(&server, "journal?after=1&first=1&wait=30").await, told);
    assert!(began.elapsed() < Duration::from_secs(10));
    // What is there already is not waited for.
    send(&server, get_rule(LOGS)).await;
    let began = Instant::now();
    assert_eq!(ask(&server, "journal?after=1&wait=30").await["records"][0]["number"], 2);
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_server_that_stops_lets_no_client_wait() {
    let server = server().await;
    let (client, uri) = (http_client(), server.uri());
    let waiting = tokio::spawn(async move { send_http(&client, &uri, get("/_ossmock/journal?wait=30")).await });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!waiting.is_finished());
    let began = Instant::now();
    server.shutdown().await;
    let took = began.elapsed();
    assert!(took < Duration::from_secs(3), "it waited {took:?} for those who wait");
    let told = waiting.await.expect("no panic");
    assert_eq!(
        (told.status(), body(&told)),
        (StatusCode::OK, r#"{"dropped":0,"first":1,"last":0,"notes":[],"records":[]}"#)
    );
}

#[tokio::test]
async fn no_more_than_half_the_connections_wait() {
    for (connections, waits) in [(1, 0), (2, 1), (5, 2)] {
        let server = NativeServer::builder().oss(world()).control(Control::loopback()).max_connections(connections);
        let server = server.start().await.expect("a port");
        let mut waiting = Vec::new();
        for _ in 0..waits {
            let uri = server.uri();
            waiting.push(tokio::spawn(async move {
                send_http(&http_client(), &uri, get("/_ossmock/journal?wait=30")).await
            }));
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(waiting.iter().all(|it| !it.is_finished()), "{waits} may wait of {connections}");
        let began = Instant::now();
        assert_eq!(ask(&server, "journal?wait=30").await["records"], json!([]));
        assert!(began.elapsed() < Duration::from_secs(10), "another one is answered at once");
        send(&server, get_rule(LOGS)).await;
        for told in waiting {
            assert_eq!(told.await.expect("no panic").status(), 200);
        }
    }
}

#[tokio::test]
async fn a_record_tells_what_was_asked_and_what_was_answered() {
    let server = server().await;
    server.clock().set_utc(MOMENT);
    let ci = server.account("acme").and_then(|acme| acme.ram_user("ci")).expect("ci").credentials();
    let mut put = signed(&server, &ci, put_rule(LOGS, &kms("key-1")));
    put.headers_mut().insert("cookie", "session=s3cret".parse().expect("a value"));
    send(&server, put).await;
    let journal = ask_described(&server, "journal", "Journal").await;
    let record = &journal["records"][0];
    let header = |name: &str| {
        let mut headers = record["headers"].as_array().expect("headers").iter();
        headers.find(|header| header["name"] == name).map(|header| header["value"].clone())
    };
    assert_eq!(header("host"), Some(LOGS.into()));
    assert_eq!(header("cookie"), Some("(withheld)".into()));
    assert!(
        header("authorization").is_some_and(|it| it.as_str().is_some_and(|it| it.starts_with("OSS4-HMAC-SHA256 ")))
    );
    let answered =
        ["status", "code", "message", "ec", "cause", "provenance", "source"].map(|name| record[name].clone());
    let expected = json!([
        403,
        "AccessDenied",
        "The bucket you access does not belong to you.",
        "0003-00000001",
        "NotYourBucket",
        "observed",
        ossmock::Cause::NotYourBucket.source(),
    ]);
    assert_eq!(Value::from(answered.to_vec()), expected);
    assert_eq!(
        record["steps"],
        json!([
            {
                "text": "the caller is a RAM user of the account that owns the resource: policies decide",
                "because": [],
                "applies": null,
            },
            {
                "text": "policy 1 statement 1: Allow oss:Get* on acs:oss:*:*:logs",
                "because": ["the action does not match, the resource matches: it does not apply"],
                "applies": false,
            },
        ])
    );
    assert_eq!(record["explanation"]["missing"][0]["policy"]["action"], "oss:PutBucketEncryption");
    assert_eq!(record["signature"], Value::Null);
}

#[tokio::test]
async fn a_record_tells_what_the_server_signed_and_which_mistake_gives_what_came() {
    let server = server().await;
    let owner = server.account("acme").expect("acme").credentials();
    // An HTTP library that adds a header after signing.
    let mut added = signed(&server, &owner, get_rule(LOGS));
    added.headers_mut().insert("content-type", "text/plain".parse().expect("a value"));
    send(&server, added).await;
    send(&server, signed(&server, &with_wrong_secret(&owner), get_rule(LOGS))).await;
    let journal = ask_described(&server, "journal", "Journal").await;
    let [added, wrong] = [0, 1].map(|i| journal["records"][i]["signature"].clone());
    let mistake = &added["mistake"];
    assert_eq!(
        mistake["mistake"],
        "the client did not sign the Content-Type it sent; an HTTP library may have added it"
    );
    let canonical = added["canonical_request"].as_str().expect("a text");
    let line = usize::try_from(mistake["line"].as_u64().expect("a line")).expect("a line");
    assert_eq!(canonical.split('\n').nth(line - 1), Some("content-type:text/plain"));
    assert_eq!(mistake["server"], "content-type:text/plain");
    assert_eq!(wrong["mistake"], Value::Null, "no client mistake gives it: the secret is wrong");
    for text in ["provided", "string_to_sign", "canonical_request"] {
        assert!(wrong[text].as_str().is_some_and(|text| !text.is_empty()), "{text}");
    }
    assert!(!journal.to_string().contains("s3cret"), "no secret is in the journal");
}

#[tokio::test]
async fn the_overview_shows_buckets_with_their_rules_and_keys_without_secrets() {
    let server = server().await;
    server.clock().set_utc(MOMENT);
    let acme = server.account("acme").expect("acme");
    acme.create_kms_key("orders").set_id("key-hzz1");
    acme.create_kms_key("old").set_id("key-hzz2").disable();
    acme.create_bucket("backup").set_region("cn-beijing");
    let policy =
        r#"{"Version":"1","Statement":[{"Effect":"Deny","Principal":["*"],"Action":["oss:*"],"Resource":["*"]}]}"#;
    let logs = server.bucket("logs").expect("logs");
    logs.set_acl(Acl::PublicRead).set_encryption(EncryptionRule::kms("key-hzz1")).set_policy(policy);
    logs.set_redundancy(Redundancy::Zone).set_resource_group("rg-1").set_tag("team", "storage");
    logs.set_request_payment(Payer::Requester);
    logs.set_cors(Cors::new([CorsRule::new(["*"], [CorsMethod::Get])]));
    logs.set_lifecycle([LifecycleRule::expire_after(30).prefix("tmp/").id("tmp")]);
    let report = Inventory::new("report1").to("logs").role("lister").encrypted(EncryptionRule::Aes256);
    logs.add_inventory(report);
    logs.put_object("tmp/a", "hello");
    logs.set_website(Website::default().set_index("index.html"));
    logs.set_logging(Logging::to("logs")).set_user_defined_log_fields(LogFields::new(["x-a"], []));
    logs.set_referer(RefererRules::allow(["https://a.example"]).set_allow_empty(false));
    logs.add_replication(ReplicationRule::to("backup"));
    logs.put_object("a", "hello");
    logs.put_object("b", "hello");
    let rule = logs.replications()[0].to_string();
    let overview = ask_described(&server, "overview", "Overview").await;
    let backup = json!({
        "name": "backup", "owner": "acme", "region": "cn-beijing", "cloudbox": null, "created": MOMENT,
        "storage_class": "Standard", "redundancy": "LRS", "resource_group": null,
        "encryption": null, "acl": "private", "policy": null,
        "block_public_access": true, "account_blocks_public_access": false, "tags": {},
        "request_payment": "BucketOwner", "cors": null, "transfer_acceleration": null, "access_monitor": null, "archive_direct_read": false, "https_config": {}, "overwrite_config": [], "cname_tokens": [], "verified_domains": [], "referer": "allow empty, allow [], deny []", "website": null, "lifecycle": [], "inventory": [], "worm": null, "logging": null, "user_defined_log_fields": null, "access_log_lines": 0, "versioning": null,
        "replication": [], "objects": 0, "older_versions": 0, "open_uploads": 0,
    });
    let logs_shown = json!({
        "name": "logs", "owner": "acme", "region": "cn-hangzhou", "cloudbox": null,
        "created": overview["buckets"][1]["created"], "storage_class": "Standard",
        "redundancy": "ZRS", "resource_group": "rg-1", "encryption": "KMS, key key-hzz1", "acl": "public-read", "policy": policy,
        "block_public_access": true, "account_blocks_public_access": false,
        "tags": { "team": "storage" }, "request_payment": "Requester", "cors": "GET from *", "transfer_acceleration": null, "access_monitor": null, "archive_direct_read": false, "https_config": {}, "overwrite_config": [], "cname_tokens": [], "verified_domains": [], "referer": "refuse empty, allow [\"https://a.example\"], deny []", "website": "index index.html", "lifecycle": ["tmp: prefix \"tmp/\", Expiration Days 30"], "inventory": ["report1, Daily, to logs, by role lister, encryption AES256"], "worm": null, "logging": "to logs/", "user_defined_log_fields": "headers [x-a], parameters []", "access_log_lines": 0, "versioning": null, "replication": [rule], "objects": 3, "older_versions": 0, "open_uploads": 0,
    });
    assert_eq!(
        overview,
        json!({
            "now": MOMENT,
            "region": "cn-hangzhou",
            "profile": "documented",
            "buckets": [backup, logs_shown],
            "next_due": [
                { "at": "2026-11-24T00:00:00Z", "bucket": "logs", "kind": "inventory" },
                { "at": "2026-12-24T00:00:00Z", "bucket": "logs", "kind": "lifecycle" },
            ],
            "kms_keys": [
                {
                    "account": "acme", "service": "enabled", "id": "key-hzz1", "region": "cn-hangzhou",
                    "alias": "alias/orders", "state": "Enabled",
                },
                {
                    "account": "acme", "service": "enabled", "id": "key-hzz2", "region": "cn-hangzhou",
                    "alias": "alias/old", "state": "Disabled",
                },
            ],
        })
    );
    assert!(!overview.to_string().contains("s3cret"));
}

#[tokio::test]
async fn the_ledger_of_kms_is_told_with_what_cost_a_fee() {
    let server = server().await;
    let acme = server.account("acme").expect("acme");
    acme.create_kms_key("orders").set_id("key-hzz1");
    server.bucket("logs").expect("logs").set_encryption(EncryptionRule::kms("key-hzz1"));
    let put = |key: &str| {
        let mut put = request(Method::PUT, LOGS, &format!("/{key}"));
        *put.body_mut() = Bytes::from_static(b"hello");
        signed(&server, &acme.credentials(), put)
    };
    for key in ["a", "b"] {
        assert_eq!(answer(&send(&server, put(key)).await), "200");
    }
    acme.kms_key("orders").expect("the key").disable();
    assert_eq!(answer(&send(&server, put("c")).await), "409 KeyDisabled");
    let kms = ask_described(&server, "kms?limit=2", "Kms").await;
    let calls: Vec<_> =
        kms["calls"].as_array().expect("calls").iter().map(|it| (&it["object"], &it["billable"])).collect();
    assert_eq!(calls, [(&json!("b"), &json!(true)), (&json!("c"), &json!(false))], "the newest, in their order");
    assert_eq!((&kms["billable"], &kms["forgotten"]), (&json!(2), &json!(0)));
    assert_eq!(kms["by_key_and_caller"], json!([{ "key_id": "key-hzz1", "caller": "acme", "calls": 2 }]));
    for limit in ["0", "10001", "x"] {
        let refused = send(&server, get(&format!("/_ossmock/kms?limit={limit}"))).await;
        assert_eq!(
            (refused.status(), body(&refused)),
            (StatusCode::BAD_REQUEST, r#"{"problem":"`limit` is a number from 1 to 10000"}"#)
        );
    }
}

#[tokio::test]
async fn a_fault_tells_whether_the_control_plane_can_end_it() {
    let server = server().await;
    let own = server.fault(Operation::GetObject).error(ossmock::Cause::InternalError).optional();
    let arm = Request::post("/_ossmock/faults").header("Content-Type", "application/json");
    assert_eq!(send(&server, arm.body(r#"{"effect":{"close":{}}}"#.into()).expect("a request")).await.status(), 200);
    let faults = ask_described(&server, "faults", "Faults").await;
    let here: Vec<&Value> = faults["faults"].as_array().expect("faults").iter().map(|it| &it["armed_here"]).collect();
    assert_eq!(here, [false, true]);
    drop(own);
}

#[tokio::test]
async fn the_objects_of_a_bucket_are_listed_by_pages_of_versions() {
    let server = server().await;
    server.clock().set_utc(MOMENT);
    let logs = server.bucket("logs").expect("logs");
    logs.set_versioning(Versioning::Enabled).set_encryption(EncryptionRule::Aes256);
    logs.put_object("a", "1");
    logs.put_object("a", "22");
    logs.put_object("b/1", "333");
    let acme = server.account("acme").expect("acme");
    let delete = signed(&server, &acme.credentials(), request(Method::DELETE, LOGS, "/b/1"));
    assert_eq!(answer(&send(&server, delete).await), "204");

    let whole = ask_described(&server, "objects?bucket=logs", "Objects").await;
    assert_eq!((&whole["bucket"], &whole["next"]), (&json!("logs"), &Value::Null));
    let seen = |page: &Value| -> Vec<Value> {
        let objects = page["objects"].as_array().expect("objects").iter();
        objects.map(|it| json!([it["key"], it["latest"], it["delete_marker"], it["size"], it["encryption"]])).collect()
    };
    let expected = [
        json!(["a", true, false, 2, "AES256"]),
        json!(["a", false, false, 1, "AES256"]),
        json!(["b/1", true, true, null, null]),
        json!(["b/1", false, false, 3, "AES256"]),
    ];
    assert_eq!(seen(&whole), expected);
    assert_eq!(whole["objects"][0]["storage_class"], "Standard");
    assert_eq!(whole["objects"][2]["storage_class"], Value::Null);

    // Pages put together are the whole, also where a key has more versions than a page.
    for limit in 1..=4 {
        let (mut found, mut path) = (Vec::new(), format!("objects?bucket=logs&limit={limit}"));
        loop {
            let page = ask_described(&server, &path, "Objects").await;
            let objects = seen(&page);
            assert!((1..=limit).contains(&objects.len()), "{path}");
            found.extend(objects);
            let Some(next) = page["next"].as_object() else { break };
            let [after, version] = ["after", "after_version"].map(|name| next[name].as_str().expect("a text"));
            path = format!("objects?bucket=logs&limit={limit}&after={after}&after_version={version}");
        }
        assert_eq!(found, expected, "{limit}");
    }
    assert_eq!(seen(&ask(&server, "objects?bucket=logs&prefix=b/").await), expected[2..]);
    assert_eq!(seen(&ask(&server, "objects?bucket=logs&after=a").await), expected[2..], "after all versions of a key");

    for (query, status, problem) in [
        ("", 400, "give the name of a `bucket`"),
        ("?bucket=none", 404, "there is no bucket `none`"),
        ("?bucket=logs&limit=0", 400, "`limit` is a number from 1 to 1000"),
        ("?bucket=logs&limit=1001", 400, "`limit` is a number from 1 to 1000"),
        ("?bucket=logs&after=a&after_version=x", 400, "`after_version`: `x` is not the id of a version"),
    ] {
        let refused = send(&server, get(&format!("/_ossmock/objects{query}"))).await;
        let told: Value = serde_json::from_slice(refused.body()).expect("JSON");
        assert_eq!((refused.status().as_u16(), &told["problem"]), (status, &json!(problem)), "{query}");
    }
    assert_eq!(server.journal().len(), 1, "looking is no call of OSS");
}

#[tokio::test]
async fn accounts_are_shown_with_their_policies_and_without_secrets() {
    let server = server().await;
    let acme = server.account("acme").expect("acme");
    let ci = acme.ram_user("ci").expect("ci");
    ci.access_key().disable();
    acme.create_group("builders").add_member(&ci).allow("oss:PutObject", "*");
    let session = acme.create_role("ops").allow("oss:*", "*").create_session("deploy");
    session.set_policy(r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":["oss:Put*"],"Resource":["*"]}]}"#);
    let shown = ask_described(&server, "accounts", "Accounts").await;
    let account = &shown["accounts"][0];
    assert_eq!(account["access_key"], json!({ "id": "Id1", "enabled": true, "sources": null, "expires": null }));
    let user = &account["ram_users"][0];
    assert_eq!((&user["name"], &user["access_key"]["enabled"]), (&json!("ci"), &json!(false)));
    assert_eq!(user["policies"][0]["Statement"][0]["Action"], json!(["oss:Get*"]));
    assert_eq!(account["groups"][0]["members"], json!(["ci"]));
    let of_role = &account["roles"][0]["sessions"][0];
    assert_eq!(of_role["name"], "deploy");
    assert_eq!(of_role["policy"]["Statement"][0]["Effect"], "Deny");
    assert!(of_role["access_key"]["expires"].is_string());
    let credentials = session.credentials();
    for secret in ["s3cret", &credentials.access_key_secret, credentials.security_token.as_deref().expect("a token")] {
        assert!(!shown.to_string().contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn the_clock_is_shown_beside_that_of_the_machine() {
    let server = server().await;
    let runs = ask_described(&server, "clock", "ClockReading").await;
    assert_eq!(runs["frozen"], false);
    let moment = |text: &Value| text.as_str().expect("a text").parse::<jiff::Timestamp>().expect("a time");
    let apart = moment(&runs["machine"]).duration_since(moment(&runs["now"]));
    assert!(apart.abs() < jiff::SignedDuration::from_secs(10), "{apart}");
    server.clock().set_utc(MOMENT);
    let frozen = ask_described(&server, "clock", "ClockReading").await;
    assert_eq!((&frozen["now"], &frozen["frozen"]), (&json!(MOMENT), &json!(true)));
}

#[tokio::test]
async fn a_record_tells_who_the_caller_claims_to_be_and_how_long_it_took() {
    let server = server().await;
    server.clock().set_utc(MOMENT);
    let owner = server.account("acme").expect("acme").credentials();
    let _slow =
        server.fault(Operation::GetBucketEncryption).latency(Latency::from(Duration::from_millis(250)).on_clock());
    send(&server, signed(&server, &with_wrong_secret(&owner), get_rule(LOGS))).await;
    send(&server, signed(&server, &owner, get_rule(LOGS))).await;
    let journal = ask_described(&server, "journal", "Journal").await;
    let told = |i: usize| ["caller", "claims_to_be", "took_ms"].map(|name| journal["records"][i][name].clone());
    assert_eq!(told(0), [Value::Null, json!("acme"), json!(0)]);
    assert_eq!(told(1), [json!("acme"), Value::Null, json!(250)]);
}
