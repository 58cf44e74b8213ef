//! Mirror-back: missing objects that are fetched from an origin, by a closure of the test or from this machine.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use ossmock::{
    Bucket, Builder, Cause, EncryptionRule, NativeServer, Oss, OssServer,
    policy::Acl,
    settings::{Cors, CorsMethod, CorsRule, RoutingRule, StorageClass, Versioning, Website},
    signature::SignatureVersion,
};

use super::support::http_client;

const ORIGIN: &str = "origin.example";

/// The requests that an origin has received.
type Calls = Arc<Mutex<Vec<(String, HeaderMap)>>>;

/// Builds a fake whose origin answers with this function, and keeps its calls.
fn builder(answer: impl Fn(&str) -> Response<Bytes> + Send + Sync + 'static) -> (Builder, Calls) {
    let calls = Calls::default();
    let seen = calls.clone();
    let builder = Oss::builder().block_public_access(false).origin(ORIGIN, move |call| {
        let target = call.uri().path_and_query().expect("a path").as_str().to_owned();
        seen.lock().expect("no panic").push((target.clone(), call.headers().clone()));
        answer(&target)
    });
    (builder, calls)
}

fn site(oss: &Oss, rule: RoutingRule) -> Bucket {
    let site = oss.create_account("acme").create_bucket("site").set_acl(Acl::PublicRead);
    site.set_website(Website::default().add_rule(rule))
}

fn mirror() -> RoutingRule {
    RoutingRule::mirror(1, &format!("http://{ORIGIN}/old/"))
}

fn ask(oss: &Oss, method: &str, target: &str, headers: &[(&str, &str)]) -> Response<Bytes> {
    let mut request = Request::builder().method(method).uri(format!("http://site.localhost{target}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    oss.handle(request.body(Bytes::new()).expect("a request"))
}

fn status(oss: &Oss, target: &str) -> u16 {
    ask(oss, "GET", target, &[]).status().as_u16()
}

fn targets(calls: &Calls) -> Vec<String> {
    calls.lock().expect("no panic").iter().map(|(target, _)| target.clone()).collect()
}

fn page(body: &str) -> Response<Bytes> {
    Response::builder()
        .header("Content-Type", "text/html")
        .header("Cache-Control", "no-cache")
        .header("x-oss-meta-a", "1")
        .header("Set-Cookie", "secret")
        .body(Bytes::from(body.to_owned()))
        .expect("an answer")
}

fn redirect(to: &str) -> Response<Bytes> {
    Response::builder().status(302).header("Location", to).body(Bytes::new()).expect("an answer")
}

#[test]
fn a_missing_object_is_fetched_once_and_stored_under_the_rule_of_its_bucket() {
    let (builder, calls) = builder(|_| page("hello"));
    let oss = builder.build();
    let site = site(&oss, mirror());
    oss.account("acme").expect("acme").create_kms_key("orders").set_id("key-1");
    site.set_encryption(EncryptionRule::kms("key-1"));
    for _ in 0..2 {
        let answer = ask(&oss, "GET", "/dir/a%20b", &[]);
        assert_eq!((answer.status(), &**answer.body()), (StatusCode::OK, b"hello".as_slice()));
        let header = |name| answer.headers().get(name).and_then(|value: &http::HeaderValue| value.to_str().ok());
        assert_eq!((header("x-oss-tag"), header("Content-Type")), (Some("MIRROR"), Some("text/html")));
        assert_eq!((header("Cache-Control"), header("Set-Cookie")), (Some("no-cache"), None));
        assert_eq!((header("x-oss-meta-a"), header("x-oss-server-side-encryption")), (None, Some("KMS")));
        assert_eq!(header("x-oss-server-side-encryption-key-id"), Some("key-1"));
    }
    site.object("dir/a b").assert_body("hello");
    assert_eq!(targets(&calls), ["/old/dir/a%20b"]);
    let told = oss.journal().to_string();
    assert!(told.contains("fetched from `http://origin.example/old/dir/a%20b` and stored"), "{told}");
    // A world file carries it.
    let again = Oss::builder().world_toml(&oss.world_toml()).expect("what was written").build();
    assert_eq!(ask(&again, "GET", "/dir/a%20b", &[]).headers().get("x-oss-tag").expect("a tag"), "MIRROR");
}

#[test]
fn an_origin_without_the_object_or_with_an_error_stores_nothing() {
    let (builder, _) = builder(|target| {
        let status = if target.ends_with("/none") { 404 } else { 500 };
        Response::builder().status(status).body(Bytes::from("no")).expect("an answer")
    });
    let oss = builder.build();
    let site = site(&oss, mirror());
    assert_eq!(status(&oss, "/none"), 404);
    assert_eq!(oss.journal().last().expect("a call").cause(), Some(Cause::NoSuchKey));
    let answer = ask(&oss, "GET", "/broken", &[]);
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    assert_eq!(answer.status(), 424);
    assert!(
        body.contains("<Code>MirrorFailed</Code>") && body.contains("please check your mirror configuration"),
        "{body}"
    );
    assert!(oss.journal().to_string().contains("the origin `http://origin.example/old/broken` answered 500"));
    assert!(site.objects().is_empty());
}

#[test]
fn headers_go_to_the_origin_as_the_rule_says_and_some_never() {
    let sent = [
        ("Accept", "a/b"),
        ("User-Agent", "me"),
        ("Cookie", "c=1"),
        ("Authorization2", "secret"),
        ("Range", "bytes=0-1"),
        ("Date", "today"),
        ("x-oss-request-payer", "requester"),
        ("oss-x", "1"),
        ("x-drs-x", "1"),
    ];
    let names = |rule: RoutingRule| {
        let (builder, calls) = builder(|_| page("hello"));
        let oss = builder.build();
        site(&oss, rule);
        // The range is for the answer, not for the origin.
        assert_eq!(ask(&oss, "GET", "/k", &sent).status(), 206);
        let calls = calls.lock().expect("no panic");
        let mut names: Vec<String> = calls[0].1.iter().map(|(n, v)| format!("{n}: {}", v.to_str().unwrap())).collect();
        names.sort();
        names
    };
    let host = "host: origin.example";
    assert_eq!(names(mirror()), [host]);
    let passing = mirror().pass_all_headers();
    assert_eq!(names(passing.clone()), ["accept: a/b", "cookie: c=1", host, "user-agent: me"]);
    let picky = passing.remove_header("cookie").set_header("X-From", "oss").set_header("Accept", "*/*");
    assert_eq!(names(picky.clone()), ["accept: */*", host, "user-agent: me", "x-from: oss"]);
    // A header that frames the call, or is for one hop, is not the rule's to set.
    let framed = picky.set_header("Content-Length", "5").set_header("Transfer-Encoding", "chunked");
    assert_eq!(names(framed), ["accept: */*", host, "user-agent: me", "x-from: oss"]);
    assert_eq!(names(mirror().pass_header("accept").pass_header("range")), ["accept: a/b", host]);
}

#[test]
fn key_and_query_are_passed_on_as_the_rule_says() {
    let asked = |rule: RoutingRule| {
        let (builder, calls) = builder(|_| page("hello"));
        let oss = builder.build();
        site(&oss, rule);
        assert_eq!(status(&oss, "/abc/k?a=1"), 200);
        targets(&calls)
    };
    assert_eq!(asked(mirror()), ["/old/abc/k"]);
    assert_eq!(asked(mirror().set_option("PassQueryString", "true")), ["/old/abc/k?a=1"]);
    let both = mirror().set_option("PassQueryString", "true").set_option("MirrorPassQueryString", "false");
    assert_eq!(asked(both), ["/old/abc/k"]);
    let replaced = mirror().set_key_prefix("abc/").set_option("ReplaceKeyPrefixWith", "def/");
    assert_eq!(asked(replaced.set_option("EnableReplacePrefix", "true")), ["/old/def/k"]);
}

#[test]
fn a_query_goes_to_the_origin_without_its_signature() {
    for version in [SignatureVersion::V1, SignatureVersion::V2, SignatureVersion::V4] {
        let (builder, calls) = builder(|_| page("hello"));
        let oss = builder.build();
        site(&oss, mirror().set_option("PassQueryString", "true"));
        let role = oss.account("acme").expect("acme").create_role("ci").allow("oss:GetObject", "acs:oss:*:*:site/*");
        let session = role.create_session("run").credentials();
        let url = "http://site.localhost/k?a=1&x-oss-note=2";
        let request = Request::get(url).body(Bytes::new()).expect("a request");
        let request = oss.signer(&session).version(version).presign(60).sign(request);
        assert!(request.uri().to_string().contains("security-token="), "{}", request.uri());
        assert_eq!(oss.handle(request).status(), 200, "{version:?} {}", oss.journal());
        assert_eq!(targets(&calls), ["/old/k?a=1&x-oss-note=2"], "{version:?}");
    }
}

#[test]
fn a_fetched_object_is_answered_under_the_conditions_of_its_request() {
    let fetch = |name: &str, value: &str, method: &str| {
        let (builder, calls) = builder(|_| page("hello"));
        let oss = builder.build();
        let site = site(&oss, mirror().set_option("MirrorAllowHeadObject", "true"));
        let first = ask(&oss, method, "/k", &[(name, value)]);
        let second = ask(&oss, method, "/k", &[(name, value)]);
        assert_eq!(first.status(), second.status(), "{name}: {value}");
        assert_eq!(first.body(), second.body());
        assert_eq!(first.headers().get("content-range"), second.headers().get("content-range"));
        site.object("k").assert_body("hello");
        assert_eq!(targets(&calls).len(), 1);
        let assumptions = oss.honesty_report().to_string();
        assert!(assumptions.contains("conditions and a range count for the objects"), "{assumptions}");
        (first.status().as_u16(), String::from_utf8_lossy(first.body()).into_owned())
    };
    assert_eq!(fetch("Range", "bytes=1-2", "GET"), (206, "el".to_owned()));
    assert_eq!(fetch("If-None-Match", "5D41402ABC4B2A76B9719D911017C592", "GET"), (304, String::new()));
    assert_eq!(fetch("If-None-Match", "*", "HEAD"), (304, String::new()));
    assert_eq!(fetch("If-Match", "\"5D41402ABC4B2A76B9719D911017C592\"", "GET"), (200, "hello".to_owned()));
    assert_eq!(fetch("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT", "HEAD"), (412, String::new()));
}

#[test]
fn nothing_is_fetched_for_a_key_that_no_object_can_have() {
    let (builder, calls) = builder(|_| page("hello"));
    let oss = builder.build();
    site(&oss, mirror());
    assert_eq!(status(&oss, "//k"), 400);
    assert_eq!(oss.journal().last().expect("a call").cause(), Some(Cause::InvalidObjectName));
    assert!(targets(&calls).is_empty());
}

#[test]
fn an_object_that_is_fetched_into_an_archive_is_answered_once() {
    let (builder, calls) = builder(|_| page("hello"));
    let oss = builder.build();
    let site = site(&oss, mirror()).set_storage_class(StorageClass::Archive);
    assert_eq!((status(&oss, "/k"), status(&oss, "/k")), (200, 403));
    assert_eq!(oss.journal().last().expect("a call").cause(), Some(Cause::InvalidObjectState));
    assert_eq!((site.objects().len(), targets(&calls).len()), (1, 1));
    assert!(oss.honesty_report().to_string().contains("fetched into an archive class"), "{}", oss.honesty_report());
}

#[test]
fn redirects_of_the_origin_are_followed_ten_times_or_passed_on() {
    let hops = |hops: usize| {
        move |target: &str| match target.rsplit('/').next().and_then(|n| n.parse::<usize>().ok()) {
            Some(n) if n == hops => page("there"),
            Some(n) => redirect(&format!("/hop/{}", n + 1)),
            None => redirect("/hop/1"),
        }
    };
    let (to_ten, _) = builder(hops(10));
    let oss = to_ten.build();
    let bucket = site(&oss, mirror());
    assert_eq!(status(&oss, "/k"), 200);
    bucket.object("k").assert_body("there");

    let (to_eleven, calls) = builder(hops(11));
    let oss = to_eleven.build();
    site(&oss, mirror());
    assert_eq!((status(&oss, "/k"), targets(&calls).len()), (424, 11));

    let (passed_on, _) = builder(|_| redirect("http://elsewhere.example/x"));
    let oss = passed_on.build();
    let bucket = site(&oss, mirror().set_option("MirrorFollowRedirect", "false"));
    let answer = ask(&oss, "GET", "/k", &[]);
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["location"].as_bytes()),
        (302, &b"http://elsewhere.example/x"[..])
    );
    assert!(bucket.objects().is_empty());

    // Each address of the way is checked by itself.
    let (away, _) = builder(|_| redirect("http://elsewhere.example/x"));
    let oss = away.build();
    site(&oss, mirror());
    let answer = ask(&oss, "GET", "/k", &[]);
    let body = String::from_utf8_lossy(answer.body()).into_owned();
    assert_eq!(answer.status(), 501);
    assert!(body.contains("`Builder::origin` for the host `elsewhere.example`"), "{body}");
}

#[test]
fn a_redirect_of_the_origin_may_be_relative_to_its_address() {
    for (location, second) in [
        ("there", "/old/there"),
        ("../there", "/there"),
        ("./a/./b/../there#part", "/old/a/there"),
        ("?x=1", "/old/k?x=1"),
        ("/there?x=/../1", "/there?x=/../1"),
        ("//origin.example/there", "/there"),
        ("../../..", "/"),
    ] {
        let sent = std::sync::atomic::AtomicBool::new(false);
        let (builder, calls) = builder(move |_| {
            if sent.swap(true, std::sync::atomic::Ordering::Relaxed) { page("there") } else { redirect(location) }
        });
        let oss = builder.build();
        site(&oss, mirror());
        assert_eq!(status(&oss, "/k"), 200, "{location}");
        assert_eq!(targets(&calls), ["/old/k", second], "{location}");
    }
}

#[test]
fn an_object_with_another_md5_is_passed_on_and_not_stored() {
    let right = BASE64_STANDARD
        .encode([0x5d, 0x41, 0x40, 0x2a, 0xbc, 0x4b, 0x2a, 0x76, 0xb9, 0x71, 0x9d, 0x91, 0x10, 0x17, 0xc5, 0x92]);
    for (checks, digest, stored) in [("true", "AAAA", false), ("false", "AAAA", true), ("true", &*right, true)] {
        let digest = digest.to_owned();
        let (builder, _) = builder(move |_| {
            let mut page = page("hello");
            page.headers_mut().insert("Content-MD5", digest.parse().expect("a value"));
            page
        });
        let oss = builder.build();
        let site = site(&oss, mirror().set_option("MirrorCheckMd5", checks));
        let answer = ask(&oss, "GET", "/k", &[]);
        assert_eq!((answer.status(), &**answer.body()), (StatusCode::OK, b"hello".as_slice()));
        assert_eq!(site.objects().len(), usize::from(stored), "{checks}");
    }
}

#[test]
fn what_a_rule_says_of_storing_counts() {
    let (with_meta, _) = builder(|_| page("hello"));
    let oss = with_meta.build();
    let bucket = site(&oss, mirror().set_option("MirrorSaveOssMeta", "true").add_mirror_tag("team", "web"));
    bucket.set_versioning(Versioning::Enabled);
    let answer = ask(&oss, "GET", "/k", &[]);
    assert_eq!(answer.headers()["x-oss-meta-a"], "1");
    assert!(answer.headers().contains_key("x-oss-version-id"));
    assert_eq!(bucket.object("k").tags()["team"], "web");

    let (proxied, calls) = builder(|_| page("hello"));
    let oss = proxied.build();
    let bucket = site(&oss, mirror().set_option("MirrorProxyPass", "true"));
    assert_eq!((status(&oss, "/k"), status(&oss, "/k")), (200, 200));
    assert!(bucket.objects().is_empty() && targets(&calls).len() == 2);

    let (full, _) = builder(|_| page("hello"));
    let oss = full.max_stored_bytes(100).build();
    let bucket = site(&oss, mirror());
    assert_ne!(status(&oss, "/k"), 200);
    assert!(bucket.objects().is_empty());
    assert_eq!(oss.journal().last().expect("a call").cause(), Some(Cause::StorageFull));
}

#[test]
fn a_head_fetches_only_if_the_rule_says_so() {
    for (allows, expected) in [("false", 404), ("true", 200)] {
        let (builder, calls) = builder(|_| page("hello"));
        let oss = builder.build();
        site(&oss, mirror().set_option("MirrorAllowHeadObject", allows));
        let answer = ask(&oss, "HEAD", "/k", &[]);
        assert_eq!((answer.status().as_u16(), targets(&calls).len()), (expected, usize::from(expected == 200)));
        assert!(answer.body().is_empty());
    }
}

#[test]
fn nothing_is_fetched_for_a_caller_that_may_not_read() {
    let (builder, calls) = builder(|_| page("hello"));
    let oss = builder.build();
    site(&oss, mirror()).set_acl(Acl::Private);
    assert_eq!(status(&oss, "/k"), 403);
    assert!(targets(&calls).is_empty());
}

#[test]
fn an_object_that_a_client_stores_meanwhile_stays() {
    let held = Arc::new(std::sync::OnceLock::<Oss>::new());
    let inner = held.clone();
    let oss = Oss::builder().block_public_access(false).origin(ORIGIN, move |_| {
        let acme = inner.get().and_then(|oss| oss.bucket("site")).expect("it is set");
        acme.put_object("k", "of a client");
        page("of the origin")
    });
    let oss = oss.build();
    assert!(held.set(oss.clone()).is_ok());
    let site = site(&oss, mirror());
    assert_eq!(&**ask(&oss, "GET", "/k", &[]).body(), b"of the origin");
    site.object("k").assert_body("of a client");
}

#[test]
fn the_cors_rule_of_the_bucket_counts_over_the_header_of_the_origin() {
    let (builder, _) = builder(|_| {
        let mut page = page("hello");
        page.headers_mut().insert("access-control-allow-origin", "https://of.origin".parse().expect("a value"));
        page
    });
    let oss = builder.build();
    let allowed = |response: &Response<Bytes>| {
        let values = response.headers().get_all("access-control-allow-origin").iter();
        values.map(|value| value.to_str().expect("a text").to_owned()).collect::<Vec<_>>()
    };
    let site = site(&oss, mirror());
    assert_eq!(allowed(&ask(&oss, "GET", "/k", &[])), ["https://of.origin"]);
    site.set_cors(Cors::new([CorsRule::new(["https://shop.example"], [CorsMethod::Get])]));
    assert_eq!(allowed(&ask(&oss, "GET", "/k", &[("Origin", "https://shop.example")])), ["https://shop.example"]);
}

#[test]
fn a_bucket_that_is_deleted_meanwhile_is_missing() {
    let held = Arc::new(std::sync::OnceLock::<Oss>::new());
    let inner = held.clone();
    let oss = Oss::builder().block_public_access(false).origin(ORIGIN, move |_| {
        let oss = inner.get().expect("it is set");
        // The owner deletes the bucket while the origin answers.
        let acme = oss.account("acme").expect("acme").credentials();
        let request = Request::delete("http://site.localhost/").body(Bytes::new()).expect("a request");
        assert_eq!(oss.handle(oss.signer(&acme).sign(request)).status(), 204);
        page("hello")
    });
    let oss = oss.build();
    assert!(held.set(oss.clone()).is_ok());
    site(&oss, mirror());
    assert_eq!(status(&oss, "/k"), 404);
    assert_eq!(oss.journal().last().expect("a call").cause(), Some(Cause::NoSuchBucket));
}

#[tokio::test]
async fn both_fronts_ask_the_closure() {
    let (one, _) = builder(|_| page("hello"));
    let server = OssServer::builder().oss(one.build()).start().await;
    site(&server, mirror());
    let (two, _) = builder(|_| page("hello"));
    let native = NativeServer::builder().oss(two.build()).start().await.expect("a port");
    site(&native, mirror());
    for uri in [server.uri(), native.uri()] {
        let answer = http_client().get(format!("{uri}/site/k")).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.text().await.expect("a body"), "hello");
    }
}

#[tokio::test]
async fn the_native_front_calls_servers_of_this_machine_and_no_other() {
    let origin = NativeServer::builder().oss(Oss::builder().block_public_access(false).build()).start().await;
    let origin = origin.expect("a port");
    origin.create_account("globex").create_bucket("old").set_acl(Acl::PublicRead).put_object("k", "from afar");
    let oss = Oss::builder().block_public_access(false).build();
    let native = NativeServer::builder().oss(oss.clone()).start().await.expect("a port");
    let site = site(&oss, RoutingRule::mirror(1, &format!("{}/old/", origin.uri())).set_key_prefix("k"));
    let get = async |key: &str| {
        let answer = http_client().get(format!("{}/site/{key}", native.uri())).send().await.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("a body"))
    };
    assert_eq!(get("k").await, (200, "from afar".to_owned()));
    site.object("k").assert_body("from afar");
    assert_eq!(get("k2").await.0, 404);

    // Nothing listens there.
    drop(origin);
    let (status, body) = get("k3").await;
    assert!(status == 424 && body.contains("MirrorFailed"), "{status} {body}");
    for elsewhere in ["http://198.51.100.7/", "http://example.com/", "https://127.0.0.1/"] {
        site.set_website(Website::default().add_rule(RoutingRule::mirror(1, elsewhere)));
        let (status, body) = get("other").await;
        assert!(status == 501 && body.contains("`Builder::origin` for the host"), "{status} {body}");
    }
}

#[tokio::test]
async fn a_mirror_that_leads_back_to_its_own_bucket_comes_to_an_end() {
    let oss = Oss::builder().block_public_access(false).build();
    let native = NativeServer::builder().oss(oss.clone()).start().await.expect("a port");
    let site = site(&oss, RoutingRule::mirror(1, &format!("{}/site/", native.uri())));
    let answer = http_client().get(format!("{}/site/k", native.uri())).send().await.expect("an answer");
    assert_eq!(answer.status(), 424);
    assert!(answer.text().await.expect("a body").contains("MirrorFailed"));
    let journal = oss.journal();
    assert_eq!(journal.len(), 5, "{journal}");
    assert!(
        journal.to_string().contains("more than 4 calls of OSS are under way, each for the one before"),
        "{journal}"
    );
    assert!(site.objects().is_empty());
}

#[tokio::test]
async fn a_server_that_others_can_reach_mirrors_no_server_of_this_machine_unless_the_test_says_so() {
    let open = || Oss::builder().block_public_access(false).build();
    let origin = NativeServer::builder().oss(open()).start().await.expect("a port");
    origin.create_account("globex").create_bucket("old").set_acl(Acl::PublicRead).put_object("k", "from afar");
    for (allows, expected) in [(false, 501), (true, 200)] {
        let builder = NativeServer::builder().oss(open()).listen(([0, 0, 0, 0], 0).into()).loopback_origins(allows);
        let native = builder.start().await.expect("a port");
        let site = site(&native, RoutingRule::mirror(1, &format!("{}/old/", origin.uri())));
        let url = format!("http://127.0.0.1:{}/site/k", native.address().port());
        let answer = http_client().get(url).send().await.expect("an answer");
        assert_eq!(answer.status().as_u16(), expected);
        let body = answer.text().await.expect("a body");
        let told = if allows { body == "from afar" } else { body.contains("`--allow-loopback-origins`") };
        assert!(told && site.objects().len() == usize::from(allows), "{body}");
    }
}

#[test]
#[should_panic(expected = "`http://x/` is not a host: write it like `origin.example` or `localhost:8080`")]
fn an_origin_is_a_host() {
    let _ = Oss::builder().origin("http://x/", |_| Response::new(Bytes::new()));
}

#[test]
#[should_panic(expected = "`MirrorURL` of a routing rule is not an `http` or `https` URL that ends in `/`")]
fn a_website_that_oss_would_refuse_is_refused_at_the_line_of_the_test() {
    let site = Oss::new().create_account("acme").create_bucket("site");
    site.set_website(Website::default().add_rule(RoutingRule::mirror(1, "origin.example")));
}
