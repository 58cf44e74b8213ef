//! `fixtures/settle/signatures.py` against the fake: it is refused for the reasons it names. The case beside it is replayed with
//! the others.

use std::path::Path;
use std::process::Command;

use ossmock::{Cause, NativeServer, Oss, Profile, Record};
use serde_json::Value;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it needs Python: `just settle`"]
async fn each_line_of_the_script_is_refused_for_the_reason_it_names() {
    // Under `Documented` a V4 header request may lack x-oss-content-sha256.
    let oss = Oss::builder().profile(Profile::Observed).build();
    let acme = oss.create_account("acme");
    acme.create_bucket("settled");
    let server = NativeServer::builder().oss(oss.clone()).start().await.expect("a port of the loopback");
    let (owner, address) = (acme.credentials(), server.uri().replace("http://", ""));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/settle/signatures.py");
    let run = move || {
        Command::new("python3")
            .arg(script)
            .args(["cn-hangzhou", "settled", &address])
            .env("OSS_ACCESS_KEY_ID", &owner.access_key_id)
            .env("OSS_ACCESS_KEY_SECRET", &owner.access_key_secret)
            .output()
            .expect("Python runs")
    };
    let output = tokio::task::spawn_blocking(run).await.expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    // `QueryParametersMissingV4: no x-oss-expires` names a row, and which of its requests it is.
    let named = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        let cause = line["cause"].as_str().expect("a cause");
        cause.split_once(": ").map_or(cause, |(cause, _)| cause).to_owned()
    };
    let named: Vec<String> = String::from_utf8_lossy(&output.stdout).lines().map(named).collect();
    let reached: Vec<String> =
        oss.journal().iter().map(|record| record.cause().map_or("none", Cause::name).to_owned()).collect();
    assert_eq!(named, reached);
    assert!(oss.journal().iter().all(|record: &Record| record.status().is_some_and(|status| status >= 400)));
}
