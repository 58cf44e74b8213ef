//! Orders of the control plane for one thing each, and the worlds of tests that share a server.

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{EncryptionRule, NativeServer, control::Control};
use serde_json::{Value, json};

use super::control::{ask, get, plain, post, problem, put_world, send, server};
use super::support::{LOGS, answer, element, get_rule, kms, put_rule, request};

/// A request about the world of a test.
pub(super) fn of_test(mut request: Request<Bytes>, id: &str) -> Request<Bytes> {
    request.headers_mut().insert("x-ossmock-test-id", id.parse().expect("a value"));
    request
}

/// The AccessKey of an account in a world.
pub(super) fn key_of(world: &Value) -> ossmock::Credentials {
    let text = |name: &str| world["account"][0][name].as_str().expect("a text").to_owned();
    let (access_key_id, access_key_secret) = (text("access_key_id"), text("access_key_secret"));
    ossmock::Credentials { access_key_id, access_key_secret, security_token: None }
}

#[tokio::test]
async fn tests_that_share_a_server_do_not_see_each_other() {
    let server = server().await;
    let mut keys = Vec::new();
    for id in ["one", "two"] {
        assert_eq!(ask(&server, post("tests", &json!({ "id": id }))).await, (200, json!({ "id": id })));
        let (_, world) = ask(&server, of_test(get("world"), id)).await;
        assert_eq!(world["account"][0]["bucket"][0]["name"], "logs", "it begins as the server began");
        keys.push(key_of(&world));
    }
    assert!(keys[0].access_key_id != keys[1].access_key_id && keys[0].access_key_id != "Id1", "{keys:?}");

    // Both set a rule of one bucket, and each reads its own.
    let signer = |key: &ossmock::Credentials| server.signer(key);
    for (key, rule) in keys.iter().zip([kms("key-1").replace("KMS", "AES256").replace("key-1", ""), kms("key-1")]) {
        let response = send(&server, signer(key).sign(put_rule(LOGS, &rule))).await;
        assert_eq!(answer(&response), "200", "{response:?}");
    }
    for (key, expected) in keys.iter().zip(["AES256", "KMS"]) {
        let response = send(&server, signer(key).sign(get_rule(LOGS))).await;
        assert_eq!(element(&response, "SSEAlgorithm").as_deref(), Some(expected));
    }
    server.bucket("logs").expect("logs").assert_encryption(None);
    assert!(server.journal().is_empty(), "the calls are in the journals of their tests");
    let operations = |journal: &Value| journal["records"].as_array().map(Vec::len);
    let (_, journal) = ask(&server, of_test(get("journal"), "one")).await;
    assert_eq!(operations(&journal), Some(2));

    // Faults, clock, settings and resets are of one test.
    let fault = json!({ "operation": "GetBucketEncryption", "effect": { "error": "ServiceUnavailable" } });
    assert_eq!(ask(&server, of_test(post("faults", &fault), "one")).await.0, 200);
    assert_eq!(ask(&server, of_test(post("clock", &json!({ "advance": "PT24H" })), "one")).await.0, 200);
    assert_eq!(answer(&send(&server, signer(&keys[0]).sign(get_rule(LOGS))).await), "503 ServiceUnavailable");
    assert_eq!(answer(&send(&server, signer(&keys[1]).sign(get_rule(LOGS))).await), "200");
    assert_eq!(ask(&server, of_test(plain(Method::POST, "/_ossmock/reset"), "one")).await.0, 204);
    assert_eq!(
        answer(&send(&server, signer(&keys[0]).sign(get_rule(LOGS))).await),
        "404 NoSuchServerSideEncryptionRule"
    );
    assert_eq!(answer(&send(&server, signer(&keys[1]).sign(get_rule(LOGS))).await), "200");

    // A request that claims no AccessKey names its test, or the only bucket of its name.
    let response = send(&server, of_test(get_rule(LOGS), "two")).await;
    assert_eq!(answer(&response), "403 AccessDenied");
    let (_, journal) = ask(&server, of_test(get("journal?outcome=refused"), "two")).await;
    assert_eq!(operations(&journal), Some(1), "{journal}");
    let unclear = "the bucket `logs` is in several worlds, such as those of the test `one` and of the server itself: send the \
                   header `x-ossmock-test-id` with the id of the test, or sign with an AccessKey of its world";
    let response = send(&server, get_rule(LOGS)).await;
    assert_eq!(answer(&response), "501 NotEmulated");
    let message = element(&response, "Message").expect("a message");
    assert_eq!(message, format!("ossmock does not emulate a request without an AccessKey if {unclear}."));
    let journal = server.journal();
    let record = journal.last().expect("the journal of the server has it");
    assert_eq!((journal.len(), record.note(), record.bucket()), (1, Some(unclear), Some("logs")));
    assert_eq!(record.operation(), Some(ossmock::Operation::GetBucketEncryption));

    // Once a test has ended, its AccessKeys are unknown.
    assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/tests?id=one")).await.0, 204);
    assert_eq!(answer(&send(&server, signer(&keys[0]).sign(get_rule(LOGS))).await), "403 InvalidAccessKeyId");
    let gone = problem("there is no test `one`: POST its id to `/_ossmock/tests`");
    assert_eq!(ask(&server, of_test(get("journal"), "one")).await, (404, gone));
}

#[tokio::test]
async fn the_world_of_a_test_that_is_replaced_has_keys_of_its_own() {
    let server = server().await;
    let world = json!({ "account": [{ "name": "acme", "access_key_id": "Id1", "access_key_secret": "secret1" }] });
    let mut keys = vec!["Id1".to_owned()];
    for id in ["one", "two"] {
        assert_eq!(ask(&server, post("tests", &json!({ "id": id }))).await.0, 200);
        let request = of_test(put_world("application/json", &world.to_string()), id);
        let (status, world) = ask(&server, request).await;
        assert_eq!(status, 200, "{world}");
        keys.push(key_of(&world).access_key_id);
    }
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 3, "{keys:?}");
    for (body, expected) in [
        (json!({ "id": "one" }), "`id`: there is a test `one` already: end it first"),
        (json!({ "id": "" }), "`id` is 1 to 500 printable characters of ASCII, as it is sent in a header"),
        (json!({ "id": "a\nb" }), "`id` is 1 to 500 printable characters of ASCII, as it is sent in a header"),
    ] {
        assert_eq!(ask(&server, post("tests", &body)).await, (400, problem(expected)));
    }
    let nested = of_test(post("tests", &json!({ "id": "three" })), "one");
    let expected = problem("tests are made without the header `x-ossmock-test-id`");
    assert_eq!(ask(&server, nested).await, (400, expected));
    assert_eq!(ask(&server, get("tests")).await, (200, json!({ "tests": [{ "id": "one" }, { "id": "two" }] })));
}

#[tokio::test]
async fn a_request_without_an_access_key_reaches_the_only_world_with_its_bucket() {
    let server = server().await;
    for id in ["one", "two"] {
        assert_eq!(ask(&server, post("tests", &json!({ "id": id }))).await.0, 200);
    }
    let world = |bucket: &str| {
        let account = json!({ "name": "acme", "bucket": [{ "name": bucket }] });
        put_world("application/json", &json!({ "account": [account] }).to_string())
    };
    let at = |bucket: &str| request(Method::GET, "127.0.0.1", &format!("/{bucket}/?acl"));
    assert_eq!(ask(&server, of_test(world("photos"), "one")).await.0, 200);
    assert_eq!(ask(&server, of_test(world("videos"), "two")).await.0, 200);
    for (bucket, expected) in
        [("photos", "403 AccessDenied"), ("logs", "403 AccessDenied"), ("none", "404 NoSuchBucket")]
    {
        assert_eq!(answer(&send(&server, at(bucket)).await), expected, "{bucket}");
    }
    let count = async |id: &str| ask(&server, of_test(get("journal"), id)).await.1["records"].as_array().map(Vec::len);
    assert_eq!((count("one").await, count("two").await, server.journal().len()), (Some(1), Some(0), 2));
    // A claim that cannot be read is no claim of a world.
    for bucket in ["videos", "logs"] {
        let mut malformed = at(bucket);
        malformed.headers_mut().insert("authorization", "OSS4-HMAC-SHA256 x".parse().expect("a value"));
        assert_eq!(send(&server, malformed).await.status(), 400);
    }
    assert_eq!(ask(&server, of_test(world("photos"), "two")).await.0, 200);
    let response = send(&server, at("photos")).await;
    let message = element(&response, "Message").expect("a message");
    assert!(
        answer(&response) == "501 NotEmulated" && message.contains("of the test `one` and of the test `two`"),
        "{message}"
    );
    assert_eq!(answer(&send(&server, of_test(at("photos"), "two")).await), "403 AccessDenied");
}

#[tokio::test]
async fn a_test_can_begin_with_the_present_world() {
    let server = server().await;
    server.clock().set_utc("2026-11-23T16:05:59Z");
    server.bucket("logs").expect("logs").put_object("note", "hello");
    for (id, from, objects) in [("one", json!("now"), 1), ("two", json!("start"), 0)] {
        assert_eq!(ask(&server, post("tests", &json!({ "id": id, "from": from }))).await.0, 200);
        // A reset goes back to where it began.
        assert_eq!(ask(&server, of_test(plain(Method::POST, "/_ossmock/reset"), id)).await.0, 204);
        let (_, overview) = ask(&server, of_test(get("overview"), id)).await;
        assert_eq!(overview["buckets"][0]["objects"], objects, "{id}");
        assert_eq!(overview["now"] == "2026-11-23T16:05:59Z", objects == 1, "{overview}");
    }
    let (status, answer) = ask(&server, post("tests", &json!({ "id": "three", "from": "then" }))).await;
    assert_eq!((status, answer), (400, problem("`from` is `start` or `now`, and `then` was given")));
}

#[tokio::test]
async fn the_world_of_the_server_takes_no_access_key_of_a_test() {
    let server = server().await;
    assert_eq!(ask(&server, post("tests", &json!({ "id": "one" }))).await.0, 200);
    let (_, world) = ask(&server, of_test(get("world"), "one")).await;
    let key = key_of(&world);
    let before = server.snapshot();
    let toml =
        format!("[[account]]\nname = 'acme'\naccess_key_id = '{}'\naccess_key_secret = 's'\n", key.access_key_id);
    for sent in [put_world("application/json", &world.to_string()), put_world("application/toml", &toml)] {
        let (status, answer) = ask(&server, sent).await;
        let text = answer["problem"].as_str().expect("a problem");
        let expected = format!("`access_key_id`: the AccessKey `{}` is one of the test `one`: ", key.access_key_id);
        assert!(status == 409 && text.starts_with(&expected), "{status} {text}");
    }
    server.assert_unchanged_since(&before);
    // Once the test has ended, the key is free; and no later test gets it.
    assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/tests?id=one")).await.0, 204);
    assert_eq!(ask(&server, put_world("application/json", &world.to_string())).await.0, 200);
    assert_eq!(
        answer(&send(&server, server.signer(&key).sign(get_rule(LOGS))).await),
        "404 NoSuchServerSideEncryptionRule"
    );
    let copy = NativeServer::builder()
        .oss(ossmock::Oss::clone(&server))
        .control(Control::loopback())
        .start()
        .await
        .expect("a port");
    assert_eq!(ask(&copy, post("tests", &json!({ "id": "one" }))).await.0, 200);
    let (_, own) = ask(&copy, of_test(get("world"), "one")).await;
    assert_ne!(key_of(&own).access_key_id, key.access_key_id, "the server has this key");
}

#[tokio::test]
async fn settings_that_name_what_is_missing_are_set_with_a_warning() {
    let server = server().await;
    let settings = json!({
        "logging": { "target": "nowhere" },
        "inventory": [{ "id": "daily", "to": "nobody", "role": "lister", "frequency": "Daily" }],
        "encryption": { "algorithm": "KMS", "kms_master_key_id": "no-key" },
    });
    let (status, set) = ask(&server, post("settings?bucket=logs", &settings)).await;
    let warnings: Vec<&str> = set["warnings"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert_eq!((status, warnings.len()), (200, 3), "{set}");
    assert!(
        warnings[0].starts_with("the encryption rule of bucket `logs`: KMS key `no-key` of account `acme`"),
        "{set}"
    );
    assert_eq!(
        warnings[1..],
        [
            "the access log of bucket `logs`: there is no bucket `nowhere`: create it, or it is not written",
            "the inventory `daily` of bucket `logs`: there is no bucket `nobody`: create it, or it is not written",
        ]
    );
    assert_eq!(server.warnings().len(), 3, "the command prints them as well");
    for wrong in ["[]", "3", "\"acl\"", ""] {
        let mut request = post("settings?bucket=logs", &json!({}));
        *request.body_mut() = Bytes::from(wrong);
        let expected = problem("the body is a JSON object of settings, such as {\"acl\": \"private\"}");
        assert_eq!(ask(&server, request).await, (400, expected), "{wrong}");
    }
    let rule = json!({ "lifecycle": { "rule": [{ "id": "e", "expiration": { "days": 0 } }] } });
    let (_, wrong) = ask(&server, post("settings?bucket=logs", &rule)).await;
    assert_eq!(wrong["problem"], "`Days` is a number from 1 to 2147483647, and 0 was given");
}

#[tokio::test]
async fn the_honesty_report_is_that_of_the_fake() {
    let server = server().await;
    let acme = server.account("acme").expect("acme");
    let mut upload = put_rule(LOGS, &kms("key-1"));
    upload.headers_mut().insert("x-oss-surprise", "1".parse().expect("a value"));
    assert_eq!(answer(&send(&server, server.signer(&acme.credentials()).sign(upload)).await), "200");
    let (status, honesty) = ask(&server, get("honesty")).await;
    let report = server.honesty_report();
    assert_eq!((status, &honesty["text"], &honesty["calls"]), (200, &json!(report.to_string()), &json!(1)));
    let ignored = json!([{ "part": "header x-oss-surprise", "operation": "PutBucketEncryption", "calls": 1 }]);
    assert_eq!((&honesty["clean"], &honesty["ignored"]), (&json!(false), &ignored));
}

#[tokio::test]
async fn the_version_of_the_control_plane_is_told() {
    let server = server().await;
    let (_, document) = ask(&server, get("openapi.json")).await;
    let (status, about) = ask(&server, get("about")).await;
    assert_eq!(
        (status, about["control_plane"].to_string()),
        (200, document["info"]["version"].as_str().expect("it").to_owned())
    );
    assert_eq!(about["ossmock"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn single_orders_change_one_thing_and_say_what_is_wrong() {
    let server = server().await;
    let logs = server.bucket("logs").expect("logs");
    let acme = server.account("acme").expect("acme");
    let key = acme.create_kms_key("orders");
    let before = server.snapshot();
    for (path, body, expected) in [
        ("settings?bucket=logs", json!({ "acl": "open" }), "`open` is not"),
        (
            "settings?bucket=logs",
            json!({ "acl": "private", "colour": "red" }),
            "`colour` is no setting of a bucket: there are `acl`",
        ),
        ("settings?bucket=logs", json!({ "encryption": { "algorithm": "DES" } }), "DES"),
        ("settings?bucket=nothing", json!({}), "`bucket`: there is no bucket `nothing`"),
        ("settings", json!({}), "give the `bucket`"),
        ("policies", json!({ "of": "acme/cii", "policy": { "Version": "1", "Statement": [] } }), "Statement"),
        (
            "policies",
            json!({ "of": "acme/ci", "kind": "user", "policy": {} }),
            "`kind` is one of `ram_user`, `group`, `role`",
        ),
        ("kms/state", json!({ "account": "acme", "key": "order", "state": "Disabled" }), "has no KMS key `order`"),
        (
            "kms/state",
            json!({ "account": "acme", "key": "orders", "state": "Off" }),
            "`Off` is not a state of a KMS key",
        ),
    ] {
        let (status, answer) = ask(&server, post(path, &body)).await;
        let text = answer["problem"].as_str().unwrap_or_default();
        assert!(status == 400 && text.contains(expected), "{path} {body}: {status} {text}");
    }
    server.assert_unchanged_since(&before);

    let settings = json!({ "encryption": { "algorithm": "AES256" }, "tags": { "team": "data" } });
    assert_eq!(ask(&server, post("settings?bucket=logs", &settings)).await, (200, json!({ "warnings": [] })));
    logs.assert_encryption(EncryptionRule::Aes256);
    assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/settings?bucket=logs&setting=encryption")).await.0, 204);
    logs.assert_encryption(None);
    assert_eq!(logs.tags().len(), 1, "other settings stay");

    let policy = json!({ "Version": "1", "Statement": [{ "Effect": "Allow", "Action": "oss:GetBucketEncryption", "Resource": "acs:oss:*:*:logs/*" }] });
    assert_eq!(ask(&server, post("policies", &json!({ "of": "acme/ci", "policy": policy }))).await.0, 204);
    let ci = acme.ram_user("ci").expect("ci");
    assert_eq!(ci.policies().len(), 1);
    assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/policies?of=acme/ci")).await.0, 204);
    assert!(ci.policies().is_empty());

    let state = json!({ "account": "acme", "key": "orders", "state": "Disabled" });
    assert_eq!(ask(&server, post("kms/state", &state)).await.0, 204);
    assert_eq!(key.state(), ossmock::kms::KmsKeyState::Disabled);
}

#[tokio::test]
async fn snapshots_have_names_and_are_compared_and_restored() {
    let server = server().await;
    let logs = server.bucket("logs").expect("logs");
    let put = |name: &str| plain(Method::PUT, &format!("/_ossmock/snapshots?name={name}"));
    assert_eq!(ask(&server, put("before")).await.0, 204);
    logs.set_encryption(EncryptionRule::Aes256);
    assert_eq!(ask(&server, put("after")).await.0, 204);
    assert_eq!(ask(&server, get("snapshots")).await, (200, json!({ "snapshots": ["after", "before"] })));
    let change =
        json!({ "change": "changed", "thing": "bucket logs", "fact": "encryption", "from": "none", "to": "AES256" });
    let text = "~ bucket logs: encryption none → AES256\n";
    let expected = json!({ "equal": false, "changes": [change], "text": text });
    assert_eq!(ask(&server, get("diff?from=before&to=after")).await, (200, expected.clone()));
    assert_eq!(ask(&server, get("diff?from=before")).await, (200, expected));
    assert_eq!(ask(&server, plain(Method::POST, "/_ossmock/restore?name=before")).await.0, 204);
    logs.assert_encryption(None);
    let same = json!({ "equal": true, "changes": [], "text": "" });
    assert_eq!(ask(&server, get("diff?from=before")).await, (200, same));
    assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/snapshots?name=after")).await.0, 204);
    let none = problem("there is no snapshot `after`: PUT its name to `/_ossmock/snapshots`");
    assert_eq!(ask(&server, get("diff?from=before&to=after")).await, (404, none));
}

#[tokio::test]
async fn permissions_are_explained_and_the_least_policy_is_shown() {
    let server = server().await;
    let question = json!({ "caller": "acme/ci", "action": "oss:PutBucketEncryption", "resource": "acs:oss:*:*:logs" });
    let (status, explained) = ask(&server, post("explain", &question)).await;
    let direct = server.explain("acme/ci", "oss:PutBucketEncryption", "acs:oss:*:*:logs").expect("an answer");
    assert_eq!((status, &explained["allowed"], &explained["text"]), (200, &json!(false), &json!(direct.to_string())));
    let wrong = json!({ "caller": "acme/cii", "action": "oss:PutBucketEncryption", "resource": "acs:oss:*:*:logs" });
    assert_eq!(ask(&server, post("explain", &wrong)).await.0, 400);

    let acme = server.account("acme").expect("acme");
    let _ = send(&server, server.signer(&acme.credentials()).sign(get_rule(LOGS))).await;
    let (_, policy) = ask(&server, get("required-policy?caller=acme")).await;
    assert_eq!(policy["policy"]["Statement"][0]["Action"], json!(["oss:GetBucketEncryption"]));
    assert_eq!(ask(&server, get("required-policy?caller=acme/ci")).await, (200, json!({ "policy": null })));
    assert_eq!(ask(&server, get("required-policy")).await, (400, problem("give the `caller`")));
}

#[tokio::test]
async fn the_journal_is_filtered_by_what_a_call_was_about_and_how_it_ended() {
    let server = server().await;
    let acme = server.account("acme").expect("acme");
    let signer = server.signer(&acme.credentials());
    for (method, host, path) in [
        (Method::GET, LOGS, "/2026/a"),
        (Method::GET, LOGS, "/2027/b"),
        (Method::GET, "none.oss-cn-hangzhou.aliyuncs.com", "/?acl"),
    ] {
        let _ = send(&server, signer.sign(request(method, host, path))).await;
    }
    let _ = send(&server, of_test(get_rule(LOGS), "t-1")).await;
    let upload = request(Method::PUT, "none.oss-cn-hangzhou.aliyuncs.com", "/a");
    let _ = send(&server, signer.sign(upload)).await;
    for (filter, expected) in [
        ("bucket=logs", vec![1, 2, 4]),
        ("bucket=none", vec![3, 5]),
        ("key=2026/a", vec![1]),
        ("prefix=202", vec![1, 2]),
        ("status=404", vec![1, 2, 3, 5]),
        ("outcome=refused", vec![1, 2, 3, 4, 5]),
        ("refused=true", vec![4, 5]),
        ("refused=false", vec![1, 2, 3]),
        ("code=NoSuchKey", vec![1, 2]),
        ("code=NoSuchKey&key=2027/b", vec![2]),
        ("test_id=t-1", vec![4]),
    ] {
        let (_, journal) = ask(&server, get(&format!("journal?{filter}"))).await;
        let numbers: Vec<u64> = journal["records"]
            .as_array()
            .expect("records")
            .iter()
            .map(|record| record["number"].as_u64().expect("a number"))
            .collect();
        assert_eq!(numbers, expected, "{filter}");
    }
    let (status, wrong) = ask(&server, get("journal?code=NoSuchKy")).await;
    let text = wrong["problem"].as_str().expect("a problem");
    assert!(
        status == 400 && text.starts_with("`code`: ossmock answers with no code `NoSuchKy`: near ones are `NoSuchKey`"),
        "{text}"
    );
    assert_eq!(ask(&server, get("journal?status=99")).await, (400, problem("`status` is a number from 100 to 599")));
}

#[tokio::test]
async fn expectations_are_counted_and_verified_over_http() {
    let server = server().await;
    let acme = server.account("acme").expect("acme");
    let sets = json!({ "call": { "operation": "PutBucketEncryption", "bucket": "logs", "succeeds": true }, "times": 1, "name": "the rule is set" });
    let order = json!({ "in_order": [{ "operation": "PutBucketEncryption" }, { "operation": "GetBucketEncryption", "caller": "acme" }] });
    for (body, id) in [(&sets, 1), (&order, 2)] {
        assert_eq!(ask(&server, post("expectations", body)).await, (200, json!({ "id": id })));
    }
    assert_eq!(ask(&server, plain(Method::POST, "/_ossmock/deny-unexpected")).await, (200, json!({ "id": 3 })));
    let verify = || ask(&server, plain(Method::POST, "/_ossmock/verify"));
    let (_, verdict) = verify().await;
    let first = verdict["failures"][0].as_str().expect("a message");
    assert_eq!((&verdict["met"], verdict["failures"].as_array().map(Vec::len)), (&json!(false), Some(2)));
    assert!(
        first.starts_with("the control plane: the rule is set: PutBucketEncryption of bucket logs, which succeeds"),
        "{first}"
    );

    let signer = server.signer(&acme.credentials());
    for request in [put_rule(LOGS, &kms("key-1")), get_rule(LOGS)] {
        assert_eq!(answer(&send(&server, signer.sign(request)).await), "200");
    }
    assert_eq!(verify().await, (200, json!({ "met": true, "failures": [] })));
    let (_, armed) = ask(&server, get("expectations")).await;
    let counts: Vec<&Value> = armed["expectations"].as_array().expect("a list").iter().map(|it| &it["count"]).collect();
    assert_eq!(counts, [&json!(1), &json!(1), &json!(0)]);

    let _ = send(&server, signer.sign(request(Method::GET, LOGS, "/?acl"))).await;
    let (_, verdict) = verify().await;
    let text = verdict["failures"][0].as_str().expect("a message");
    assert!(
        text.starts_with("the control plane: unexpected calls are denied") && text.contains("GetBucketAcl"),
        "{text}"
    );

    for (body, expected) in [
        (json!({}), "give either `call` or `in_order`"),
        (json!({ "in_order": [] }), "`in_order` has 1 to 100 calls"),
        (json!({ "call": {}, "times": 1, "at_least": 1 }), "give `times`, or `at_least` and `at_most`"),
        (json!({ "call": {}, "at_least": 2, "at_most": 1 }), "`at_least` is more than `at_most`"),
        (json!({ "call": { "status": 99 } }), "`status` is a number from 100 to 599"),
        (json!({ "call": { "caller": "acme/cii" } }), "`caller`: no caller is called `acme/cii`"),
        (
            json!({ "call": { "succeeds": true, "status": 200 } }),
            "give at most one of `succeeds`, `status`, `refused_with`",
        ),
    ] {
        assert_eq!(ask(&server, post("expectations", &body)).await, (400, problem(expected)), "{body}");
    }
    let near = ask(&server, post("expectations", &json!({ "call": { "refused_with": "NoSuchKy" } }))).await.1;
    assert!(near["problem"].as_str().expect("a problem").contains("near ones are `NoSuchKey`"), "{near}");

    // A reset ends them, and leaves those of the test itself.
    let own = server.expect(ossmock::expect::any_call()).at_least(0);
    assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/expectations?id=3")).await.0, 204);
    assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/expectations?id=3")).await.0, 404);
    assert_eq!(ask(&server, plain(Method::POST, "/_ossmock/reset")).await.0, 204);
    assert_eq!(ask(&server, get("expectations")).await, (200, json!({ "expectations": [] })));
    let _ = send(&server, get_rule(LOGS)).await;
    assert_eq!(own.count(), 1);
}

#[tokio::test]
async fn rules_that_an_order_sets_begin_when_they_are_set() {
    let server = server().await;
    let logs = server.bucket("logs").expect("logs");
    server.clock().set_utc("2027-01-01T12:00:00Z");
    logs.put_object("old", "hello");
    server.clock().set_utc("2027-03-10T12:00:00Z");
    logs.put_object("new", "hello");
    let _ = server.account("acme").expect("acme").create_role("lister").allow("oss:*", "*");
    let settings = json!({
        "lifecycle": { "rule": [{ "id": "e", "expiration": { "days": 30 } }] },
        "inventory": [{ "id": "daily", "to": "logs", "role": "lister", "frequency": "Daily" }],
    });
    assert_eq!(ask(&server, post("settings?bucket=logs", &settings)).await, (200, json!({ "warnings": [] })));
    assert_eq!(ask(&server, plain(Method::POST, "/_ossmock/run-due")).await.1["steps"], json!([]));
    server.clock().advance(std::time::Duration::from_secs(12 * 3_600));
    let (_, report) = ask(&server, plain(Method::POST, "/_ossmock/run-due")).await;
    let steps: Vec<(&Value, &Value)> =
        report["steps"].as_array().expect("steps").iter().map(|step| (&step["action"], &step["at"])).collect();
    let at = json!("2027-03-11T00:00:00Z");
    assert_eq!(steps, [(&json!("Expired"), &at), (&json!("InventoryWritten"), &at)]);
}

#[tokio::test]
async fn the_access_keys_of_a_test_stay_its_own() {
    let server = server().await;
    let begin = async |id: &str| {
        assert_eq!(ask(&server, post("tests", &json!({ "id": id }))).await.0, 200);
        ask(&server, of_test(get("world"), id)).await.1
    };
    let first = begin("one").await;
    // A world that is written and read back is the same, so its clients go on.
    let (status, again) = ask(&server, of_test(put_world("application/json", &first.to_string()), "one")).await;
    assert_eq!((status, &again), (200, &first));
    assert_eq!(ask(&server, plain(Method::DELETE, "/_ossmock/tests?id=one")).await.0, 204);
    let second = begin("two").await;
    assert_ne!(
        key_of(&first).access_key_id,
        key_of(&second).access_key_id,
        "a late client of one is none of the other"
    );
    let late = send(&server, server.signer(&key_of(&first)).sign(get_rule(LOGS))).await;
    assert_eq!(answer(&late), "403 InvalidAccessKeyId");
}
