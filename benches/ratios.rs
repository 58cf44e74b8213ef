//! The cost of an answer, as ratios to floors measured in the same run: absolute times depend on the machine.
//!
//! In memory, the floor is what no honest fake can leave out: SHA-256 of the canonical request, HMAC of the string to
//! sign, and a bare read of the XML. Over a socket, it is a static answer of the same server library.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use criterion::{BatchSize, Criterion};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{Method, Request, Response};
use ossmock::{Account, Credentials, EncryptionRule, Oss, OssServer, RamUser};
use quick_xml::events::Event;
use sha2::{Digest as _, Sha256};
use tokio::runtime::Runtime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const RULE: &str = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm>\
                    <KMSMasterKeyID>9468da86-3509-4f8d-a61e-6eab1eac0000</KMSMasterKeyID>\
                    </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
const HOST: &str = "logs.oss-cn-hangzhou.aliyuncs.com";

/// A world with a bucket, and a RAM user whose tenth statement allows what is asked.
struct Scene {
    oss: Oss,
    acme: Account,
    user: RamUser,
}

fn scene() -> Scene {
    let oss = Oss::new();
    oss.clock().set_utc("2026-11-23T16:05:59Z");
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::Aes256);
    let others = (0..9).map(|i| {
        format!(r#"{{"Effect":"Allow","Action":["oss:PutObject{i}","oss:List*"],"Resource":"acs:oss:*:*:other{i}/*"}}"#)
    });
    let allowed = r#"{"Effect":"Allow","Action":"oss:*BucketEncryption","Resource":"acs:oss:*:*:logs"}"#.to_owned();
    let statements = others.chain([allowed]).collect::<Vec<_>>().join(",");
    let user = acme.create_ram_user("ci").attach_policy(&format!(r#"{{"Version":"1","Statement":[{statements}]}}"#));
    assert_eq!(logs.encryption(), Some(EncryptionRule::Aes256));
    Scene { oss, acme, user }
}

fn signed(oss: &Oss, credentials: &Credentials, method: Method, body: &'static str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri("/?encryption").header("Host", HOST);
    let request = request.header("Content-Type", "application/xml").header("User-Agent", "bench/1.0");
    oss.signer(credentials).sign(request.body(Bytes::from_static(body.as_bytes())).expect("a request"))
}

fn in_memory(criterion: &mut Criterion) {
    let Scene { oss, acme, user } = scene();
    let stranger = acme.create_ram_user("stranger");
    let cases = [
        ("put", signed(&oss, &user.credentials(), Method::PUT, RULE), 200),
        ("get", signed(&oss, &user.credentials(), Method::GET, ""), 200),
        ("denied", signed(&oss, &stranger.credentials(), Method::PUT, RULE), 403),
    ];
    criterion.bench_function("floor", |b| b.iter(|| floor(black_box(RULE))));
    for (name, request, status) in cases {
        assert_eq!(oss.handle(request.clone()).status(), status, "{name}");
        criterion.bench_function(name, |b| {
            b.iter_batched(|| request.clone(), |request| oss.handle(request), BatchSize::SmallInput);
        });
    }
}

/// The work that cannot be left out of a signed PUT.
fn floor(body: &str) -> ([u8; 32], usize) {
    const CANONICAL: &str = "PUT\n/logs/\nencryption\ncontent-type:application/xml\nx-oss-content-sha256:UNSIGNED-PAYLOAD\n\
                             x-oss-date:20261123T160559Z\n\n\nUNSIGNED-PAYLOAD";
    const STRING_TO_SIGN: &str = "OSS4-HMAC-SHA256\n20261123T160559Z\n20261123/cn-hangzhou/oss/aliyun_v4_request\n\
                                  e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe";
    black_box(Sha256::digest(black_box(CANONICAL)));
    let mut mac = Hmac::<Sha256>::new_from_slice(&[7; 32]).expect("any key");
    mac.update(STRING_TO_SIGN.as_bytes());
    let signature = mac.finalize().into_bytes().into();
    let mut reader = quick_xml::Reader::from_str(body);
    let mut events = 0;
    while !matches!(reader.read_event().expect("well-formed"), Event::Eof) {
        events += 1;
    }
    (signature, events)
}

fn over_a_socket(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let Scene { oss, user, .. } = scene();
    let request = signed(&oss, &user.credentials(), Method::GET, "");
    let server = runtime.block_on(OssServer::builder().oss(oss.clone()).start());
    let fixed = runtime.block_on(static_server(&oss.handle(request.clone())));
    let client = reqwest::Client::builder().no_proxy().tcp_nodelay(true).build().expect("a client");
    for (name, uri) in [("socket floor", fixed.uri()), ("socket get", server.uri())] {
        let url = format!("{uri}/?encryption");
        criterion.bench_function(name, |b| {
            b.iter(|| {
                let get = client.get(&url).headers(request.headers().clone());
                let response = runtime.block_on(get.send()).expect("an answer");
                assert_eq!(response.status(), 200);
                runtime.block_on(response.bytes()).expect("a body")
            });
        });
    }
}

async fn static_server(answer: &Response<Bytes>) -> MockServer {
    let server = MockServer::builder().start().await;
    let template = ResponseTemplate::new(200).set_body_raw(answer.body().clone(), "application/xml");
    Mock::given(any()).respond_with(template).mount(&server).await;
    server
}

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("criterion");
    let mut criterion = Criterion::default()
        .output_directory(&folder)
        .without_plots()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    in_memory(&mut criterion);
    over_a_socket(&mut criterion);
    criterion.final_summary();

    println!("\nmedians, as ratios to the floor of the same run:");
    for (name, floor) in [("put", "floor"), ("get", "floor"), ("denied", "floor"), ("socket get", "socket floor")] {
        // With a filter or `--test` on the command line, some were not measured.
        if let (Some(time), Some(least)) = (median(&folder, name), median(&folder, floor)) {
            println!("  {name:10} {:5.2} ×  ({time:.0} ns against {least:.0} ns)", time / least);
        }
    }
}

/// The median criterion found, in nanoseconds.
fn median(folder: &Path, name: &str) -> Option<f64> {
    let file: PathBuf = folder.join(name).join("new").join("estimates.json");
    let estimates: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).ok()?).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}
