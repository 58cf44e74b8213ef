//! An `Authorization` header: whatever it says, the request is refused.

use std::sync::OnceLock;

use ossmock::Oss;
use ossmock::bytes::Bytes;
use ossmock::http::{HeaderValue, Request, StatusCode};

static OSS: OnceLock<Oss> = OnceLock::new();

pub fn run(data: &[u8]) {
    if let Some(status) = answer(data) {
        assert!(status.is_client_error() || status == 501, "{status}");
    }
}

/// Returns the status of the answer to a request with this header; 404 if the signature holds, as there is no rule.
pub fn answer(data: &[u8]) -> Option<StatusCode> {
    let oss = OSS.get_or_init(|| {
        let oss = Oss::new();
        // Those headers of the corpus that hold are for this moment.
        oss.clock().set_utc("2026-11-23T16:05:59Z");
        oss.create_account("acme").create_bucket("logs");
        oss
    });
    let value = HeaderValue::from_bytes(data).ok()?;
    let request = Request::get("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    let request = request.header("x-oss-date", "20261123T160559Z").header("Date", "Mon, 23 Nov 2026 16:05:59 GMT");
    let request = request.header("Authorization", value).body(Bytes::new()).expect("a request");
    Some(oss.handle(request).status())
}
