//! CORS: on every front, with faults, in world files and snapshots, and what the record of a call says.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response};
use ossmock::settings::{Cors, CorsMethod, CorsRule};
use ossmock::{Bucket, Cause, Operation, Oss, call, honesty::Assumption};

use super::panics::panic_here;
use super::support::{Client, FRONTS, LOGS, answer, request, signed, still};

const PAGE: &str = "https://shop.example";

fn rule() -> CorsRule {
    CorsRule::new([PAGE], [CorsMethod::Get, CorsMethod::Put]).with_exposed_headers(["ETag"]).with_max_age_seconds(60)
}

/// A bucket `logs` with this rule.
fn world(rule: CorsRule) -> (Oss, Bucket) {
    let oss = still();
    let logs = oss.create_account("acme").create_bucket("logs").set_cors(Cors::new([rule]));
    (oss, logs)
}

fn with(mut request: Request<Bytes>, headers: &[(&'static str, &str)]) -> Request<Bytes> {
    for (name, value) in headers {
        let value = HeaderValue::from_str(value).expect("a value");
        request.headers_mut().append(HeaderName::from_static(name), value);
    }
    request
}

fn of_page(method: Method, target: &str) -> Request<Bytes> {
    with(request(method, LOGS, target), &[("origin", PAGE)])
}

fn preflight(headers: &str) -> Request<Bytes> {
    let asked = [("access-control-request-method", "PUT"), ("access-control-request-headers", headers)];
    with(of_page(Method::OPTIONS, "/note"), &asked)
}

/// The headers of CORS, and `Vary`.
fn cors(response: &Response<Bytes>) -> Vec<String> {
    let of_cors = |name: &str| name.starts_with("access-control-") || name == "vary";
    let headers = response.headers().iter().filter(|(name, _)| of_cors(name.as_str()));
    let mut headers: Vec<String> =
        headers.map(|(name, value)| format!("{name}: {}", value.to_str().expect("text"))).collect();
    headers.sort();
    headers
}

/// The last record's text on CORS.
fn told(oss: &Oss) -> Option<String> {
    oss.journal().last().expect("a call").cors().map(ToString::to_string)
}

#[tokio::test]
async fn every_front_answers_a_page_alike() {
    let (oss, logs) = world(rule().with_allowed_headers(["x-oss-*"]));
    logs.put_object("note", "hello");
    let owner = logs.owner().credentials();
    for front in FRONTS {
        let client = Client::new(front, &oss).await;
        let common = [
            "access-control-allow-methods: GET, PUT",
            "access-control-allow-origin: https://shop.example",
            "access-control-expose-headers: ETag",
            "access-control-max-age: 60",
        ];
        let allowed = client.send(preflight("X-Oss-Meta-A,x-oss-acl")).await;
        assert_eq!(answer(&allowed), "200", "{front:?}");
        let asked = "access-control-allow-headers: X-Oss-Meta-A, x-oss-acl";
        assert_eq!(cors(&allowed), [&[asked], &common[..]].concat(), "{front:?}");
        assert_eq!(answer(&client.send(preflight("content-type")).await), "403 AccessForbidden", "{front:?}");

        for (target, status) in [("/note", "200"), ("/nothing", "404 NoSuchKey")] {
            let read = client.send(signed(&oss, &owner, of_page(Method::GET, target))).await;
            assert_eq!(answer(&read), status, "{front:?}");
            assert_eq!(cors(&read), common, "{front:?}");
        }
        let denied = client.send(of_page(Method::GET, "/note")).await;
        assert_eq!((answer(&denied), cors(&denied).len()), ("403 AccessDenied".to_owned(), 4), "{front:?}");
        let removed = client.send(signed(&oss, &owner, of_page(Method::DELETE, "/nothing"))).await;
        assert_eq!((answer(&removed), cors(&removed).len()), ("204".to_owned(), 0), "{front:?}");
    }
}

#[test]
fn a_fault_is_answered_to_a_page_as_well_and_can_take_the_headers_away() {
    let (oss, logs) = world(rule());
    logs.put_object("note", "hello");
    let read = || signed(&oss, &logs.owner().credentials(), of_page(Method::GET, "/note"));
    {
        let _busy = oss.fault(Operation::GetObject).first(1).error(Cause::ServiceUnavailable);
        let refused = oss.handle(read());
        assert_eq!((answer(&refused), cors(&refused).len()), ("503 ServiceUnavailable".to_owned(), 4));
    }
    // As a proxy does that knows nothing of pages.
    let origin = "access-control-allow-origin";
    let _stripped = oss.intercept(Operation::GetObject).edit(move |answer| drop(answer.headers_mut().remove(origin)));
    assert!(!oss.handle(read()).headers().contains_key(origin));
}

#[test]
fn a_call_is_judged_by_the_rules_that_the_bucket_had_when_it_came() {
    let (oss, logs) = world(rule());
    let remove = of_page(Method::PUT, "/?cors");
    let mut put = signed(&oss, &logs.owner().credentials(), remove);
    let other = "<AllowedOrigin>https://other.example</AllowedOrigin><AllowedMethod>PUT</AllowedMethod>";
    *put.body_mut() = format!("<CORSConfiguration><CORSRule>{other}</CORSRule></CORSConfiguration>").into();
    let replaced = oss.handle(put);
    assert_eq!((answer(&replaced), cors(&replaced).len()), ("200".to_owned(), 4));
    assert_eq!(logs.cors().expect("rules").rules()[0].origins(), ["https://other.example"]);
    assert_eq!(answer(&oss.handle(preflight(""))), "403 AccessForbidden");
}

#[test]
fn the_record_of_an_actual_request_tells_what_the_page_cannot_read() {
    let (oss, logs) = world(CorsRule::new(["https://shop.example/"], [CorsMethod::Get]));
    let get = |headers: &[(&'static str, &str)]| {
        let request = with(request(Method::GET, LOGS, "/note"), headers);
        let _ = oss.handle(signed(&oss, &logs.owner().credentials(), request));
        told(&oss)
    };
    assert_eq!(
        get(&[("origin", PAGE)]).as_deref(),
        Some(
            "CORS: no rule matches GET from https://shop.example; rule 1 comes nearest, but its AllowedOrigin \
             https://shop.example/ is not the Origin: it ends in `/`, and no Origin does; the page cannot read this answer"
        )
    );
    assert_eq!(get(&[]), None);
    // A page of the bucket itself needs no rule.
    assert_eq!(get(&[("origin", &format!("http://{LOGS}"))]), None);
    // A long origin is cut.
    let told = get(&[("origin", &format!("https://{}", "x".repeat(8_000)))]).expect("an outcome");
    assert!(told.len() < 1_200 && told.ends_with("; the page cannot read this answer"), "{told}");
    logs.set_cors(None);
    let told = get(&[("origin", PAGE)]).expect("an outcome");
    assert!(told.starts_with("CORS: the bucket has no rule, so none matches GET from https://shop.example"), "{told}");
}

#[test]
fn a_failure_tells_the_rule_that_refused_the_page() {
    let (oss, _logs) = world(rule());
    let _ = oss.handle(preflight("content-type"));
    let upload = oss.expect(call(Operation::PutObject).bucket("logs")).times(1);
    let message = panic_here!(upload.verify());
    let why = "CORS: no rule matches PUT from https://shop.example with content-type; rule 1 comes nearest, but it has no \
               AllowedHeader, and the preflight asks for content-type";
    assert!(message.contains(why), "{message}");
}

#[test]
fn no_permission_is_explained_for_a_preflight() {
    let (oss, _logs) = world(rule());
    let error = oss.explain("anonymous", "oss:OptionObject", "acs:oss:*:*:logs/note").expect_err("it needs none");
    assert!(error.to_string().starts_with("no operation ossmock knows needs `oss:OptionObject`"), "{error}");
    assert_eq!(answer(&oss.handle(preflight(""))), "200");
    let journal = oss.journal();
    let record = journal.last().expect("a call");
    assert!(record.decision().is_none() && record.needs().count() == 0, "{record}");
}

#[test]
fn what_is_assumed_is_counted_where_it_is_met() {
    let (oss, logs) = world(CorsRule::new(["https://*.example"], [CorsMethod::Get]));
    logs.put_object("note", "hello");
    let owner = logs.owner().credentials();
    let rests_on = |request| {
        let _ = oss.handle(request);
        oss.journal().last().expect("a call").assumptions().collect::<Vec<_>>()
    };
    let read = |target| signed(&oss, &owner, of_page(Method::GET, target));
    assert_eq!(rests_on(read("/note")), [Assumption::CorsPatternEcho]);
    assert_eq!(rests_on(read("/nothing")), [Assumption::CorsPatternEcho, Assumption::CorsBeyondSuccess]);
    logs.set_cors(Cors::new([rule()]));
    assert_eq!(rests_on(read("/note")), []);
    assert_eq!(rests_on(read("/nothing")), [Assumption::CorsBeyondSuccess]);
    // A refused preflight has no headers to be assumed, and its parameters count for nothing.
    assert_eq!(rests_on(preflight("content-type")), []);
    let journal = oss.journal();
    assert_eq!(journal.last().expect("a call").ignored().count(), 0);
    assert_eq!(rests_on(preflight("x y")), [Assumption::CorsIncomplete]);
}

#[test]
fn rules_that_cannot_be_panic_at_the_tests_line() {
    let logs = still().create_account("acme").create_bucket("logs");
    let get = [CorsMethod::Get];
    let none: [&str; 0] = [];
    for (rules, problem) in [
        (vec![], "a bucket has 1 to 20 CORS rules, not 0"),
        (vec![rule(); 21], "a bucket has 1 to 20 CORS rules, not 21"),
        (vec![CorsRule::new(none, get)], "a CORS rule needs an `allowed_origin`"),
        (vec![CorsRule::new([""], get)], "a CORS rule needs an `allowed_origin`"),
        (vec![CorsRule::new([PAGE], [])], "a CORS rule needs an `allowed_method`"),
        (vec![CorsRule::new(["*.*"], get)], "`*.*` has more than one `*`"),
        (vec![rule().with_allowed_headers(["x-*-*"])], "`x-*-*` has more than one `*`"),
        (
            vec![rule().with_exposed_headers(["x-oss-*"])],
            "`x-oss-*` is not the name of a header, and a `*` is no wildcard there",
        ),
        (
            vec![rule().with_exposed_headers(["x y"])],
            "`x y` is not the name of a header, and a `*` is no wildcard there",
        ),
    ] {
        assert_eq!(panic_here!(logs.set_cors(Cors::new(rules))), problem);
        assert_eq!(logs.cors(), None);
    }
}

#[test]
fn a_world_file_has_the_rules_and_tells_where_one_is_wrong() {
    let (oss, logs) = world(rule().with_allowed_headers(["X-Oss-*"]));
    logs.set_cors(Cors::new([rule().with_allowed_headers(["X-Oss-*"]), rule()]).with_response_vary());
    let again = Oss::builder().world_toml(&oss.world_toml()).expect("a world").build();
    assert_eq!(again.bucket("logs").expect("logs").cors(), logs.cors());
    assert_eq!(again.world_toml(), oss.world_toml());

    let file =
        |cors: &str| format!("[[account]]\nname = \"acme\"\n[[account.bucket]]\nname = \"logs\"\ncors = {cors}\n");
    for (cors, problem, column) in [
        ("{ rule = [] }", "a bucket has 1 to 20 CORS rules, not 0", 17),
        (r#"{ rule = [{ allowed_origin = ["*"], allowed_method = ["get"] }] }"#, "`get` is not a method of CORS", 62),
        (r#"{ rule = [{ allowed_origin = ["*.*"], allowed_method = ["GET"] }] }"#, "has more than one `*`", 38),
    ] {
        let error = Oss::builder().world_toml(&file(cors)).expect_err("a mistake").to_string();
        assert!(error.contains(problem) && error.contains("line 5"), "{error}");
        assert!(error.contains(&format!("column {column}")), "{error}");
    }
    let unknown = r#"{ rule = [{ allowed_origin = ["*"], allowed_method = ["GET"], origin = "x" }] }"#;
    let error = Oss::builder().world_toml(&file(unknown)).expect_err("a mistake").to_string();
    assert!(error.contains("unknown field `origin`"), "{error}");
}

#[test]
fn a_snapshot_has_the_rules_and_a_difference_names_them() {
    let (oss, logs) = world(rule());
    let before = oss.snapshot();
    logs.set_cors(Cors::new([rule()]).with_response_vary());
    let diff = before.diff(&oss.snapshot());
    let shown = "GET, PUT from https://shop.example exposing ETag for 60 s";
    assert_eq!(diff.to_string(), format!("~ bucket logs: cors [{shown}] → [{shown}; Vary]\n"));
    oss.restore(&before);
    assert!(!logs.cors().expect("rules").response_vary());
}
