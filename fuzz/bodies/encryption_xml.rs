//! The body of `PutBucketEncryption`: a rule that is taken reads back the same.

use std::sync::OnceLock;

use ossmock::bytes::Bytes;
use ossmock::http::Request;
use ossmock::{Account, Bucket, Oss};

static SCENE: OnceLock<(Oss, Account, Bucket)> = OnceLock::new();

pub fn run(data: &[u8]) {
    let (oss, acme, logs) = SCENE.get_or_init(|| {
        let oss = Oss::new();
        oss.clock().set_utc("2026-11-23T16:05:59Z");
        let acme = oss.create_account("acme");
        let logs = acme.create_bucket("logs");
        (oss, acme, logs)
    });
    let send = |body: Bytes, put: bool| {
        let request = if put { Request::put("/?encryption") } else { Request::get("/?encryption") };
        let request = request.header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
        oss.handle(oss.signer(&acme.credentials()).sign(request.body(body).expect("a request")))
    };
    let response = send(Bytes::copy_from_slice(data), true);
    if response.status().is_success() {
        let taken = logs.encryption();
        assert!(taken.is_some(), "the rule was taken, and there is none");
        let written = send(Bytes::new(), false).into_body();
        assert!(send(written, true).status().is_success(), "the rule that is shown is not taken");
        assert_eq!(logs.encryption(), taken);
    } else {
        assert!(response.status().is_client_error(), "{}", response.status());
    }
}
