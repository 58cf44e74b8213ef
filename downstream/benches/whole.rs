//! A whole test in the profile in which tests run, beside the same test of a bare wiremock server.
//!
//! ```sh
//! cargo bench -p downstream --profile dev --bench whole
//! ```
//!
//! The test starts a server, arranges a bucket, sends five signed requests, asserts, and drops all. The bare one answers
//! the same requests of the same client with stubs. The kernel tells the CPU time of the process, with all its threads.

#[path = "../../benches/goals/mod.rs"]
mod goals;

use std::fs;

use downstream::{Client, Failure};
use goals::Goal;
use ossmock::{Denial, EncryptionRule, Operation, OssServer};
use tokio::runtime::Builder;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// The rounds, and the tests of each kind in a round.
const ROUNDS: usize = 7;
const TESTS: u32 = 200;

fn main() {
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    if ticks().is_none() {
        println!("whole: this system does not tell the CPU time of a process in /proc");
        return;
    }
    let mut best = [f64::INFINITY; 2];
    for _ in 0..ROUNDS {
        best = [best[0].min(cost(bare)), best[1].min(cost(with_ossmock))];
    }
    let ratio = best[1] / best[0];
    if goals::only_rows() {
        Goal::new("a whole test in the dev profile", 1.6, 1.2).judge(ratio);
    } else {
        println!("a whole test: bare wiremock {:.2} ms, ossmock {:.2} ms, × {ratio:.2}", best[0], best[1]);
    }
}

/// The CPU time of a test, in milliseconds.
fn cost<F: Future<Output = ()>>(test: impl Fn() -> F) -> f64 {
    let before = ticks().expect("as before");
    for _ in 0..TESTS {
        // As `#[tokio::test]` does.
        Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(test());
    }
    // A tick is a hundredth of a second.
    f64::from(ticks().expect("as before") - before) * 10.0 / f64::from(TESTS)
}

/// The CPU time of this process so far, user and system, those of threads that have ended included.
fn ticks() -> Option<u32> {
    let told = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = told.rsplit_once(") ")?;
    let mut fields = after_name.split(' ').skip(11);
    Some(fields.next()?.parse::<u32>().ok()? + fields.next()?.parse::<u32>().ok()?)
}

/// The client of a test, with a name that leads to the server.
fn client(uri: &str, id: &str, secret: &str) -> Client {
    let address: std::net::SocketAddr = uri.trim_start_matches("http://").parse().expect("an address");
    let http = reqwest::Client::builder().no_proxy().resolve("logs.oss-cn-hangzhou.localhost", address);
    let endpoint = format!("oss-cn-hangzhou.localhost:{}", address.port());
    Client::new(http.build().expect("a client"), &endpoint, "cn-hangzhou", id, secret)
}

async fn with_ossmock() {
    let oss = OssServer::start().await;
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:GetBucketEncryption", &logs.arn());
    let [owner, reader] =
        [acme.credentials(), ci.credentials()].map(|of| client(&oss.uri(), &of.access_key_id, &of.access_key_secret));

    requests(&owner, &reader).await;

    logs.assert_encryption(EncryptionRule::kms("key-1"));
    acme.assert_allowed(Operation::PutBucketEncryption);
    ci.assert_denied(Operation::PutBucketEncryption, Denial::Implicit);
    oss.assert_calls(Operation::GetBucketEncryption, 3);
}

async fn bare() {
    let server = MockServer::builder().start().await;
    let rule = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm>\
                <KMSMasterKeyID>key-1</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
    let error =
        |code| format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Code>{code}</Code>\n</Error>\n");
    let stubs = [
        ("GET", 404, error("NoSuchServerSideEncryptionRule"), 1),
        ("PUT", 200, String::new(), 1),
        ("GET", 200, rule.to_owned(), 2),
        ("PUT", 403, error("AccessDenied"), 1),
    ];
    for (name, status, body, calls) in stubs {
        let answer = ResponseTemplate::new(status).set_body_raw(body, "application/xml");
        Mock::given(method(name)).respond_with(answer).up_to_n_times(calls).expect(calls).mount(&server).await;
    }
    let [owner, reader] = ["LTAI5tOwner", "LTAI5tReader"].map(|id| client(&server.uri(), id, "secret"));

    requests(&owner, &reader).await;

    assert_eq!(server.received_requests().await.expect("they are kept").len(), 5);
}

/// The five requests of both tests.
async fn requests(owner: &Client, reader: &Client) {
    assert_eq!(reader.algorithm("logs").await.expect("an answer"), None);
    owner.encrypt_with_kms("logs", "key-1").await.expect("the owner may");
    assert_eq!(reader.algorithm("logs").await.expect("an answer").as_deref(), Some("KMS"));
    assert_eq!(reader.algorithm("logs").await.expect("an answer").as_deref(), Some("KMS"));
    let refused = reader.encrypt_with_kms("logs", "key-2").await;
    assert!(matches!(refused, Err(Failure::Refused { status: 403, .. })), "{refused:?}");
}
