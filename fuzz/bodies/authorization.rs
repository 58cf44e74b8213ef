//! An `Authorization` header: whatever it says, it is no signature.

use std::sync::OnceLock;

use ossmock::Oss;
use ossmock::bytes::Bytes;
use ossmock::http::{HeaderValue, Request};

/// The one header of the corpus that holds is for this moment.
const MOMENT: &str = "2026-11-23T16:05:59Z";

static OSS: OnceLock<Oss> = OnceLock::new();

pub fn run(data: &[u8]) {
    let oss = OSS.get_or_init(|| {
        let oss = Oss::new();
        oss.clock().set_utc(MOMENT);
        oss.account("acme").bucket("logs");
        oss
    });
    let Ok(value) = HeaderValue::from_bytes(data) else { return };
    let request = Request::get("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    let request = request.header("x-oss-date", "20261123T160559Z").header("Date", "Mon, 23 Nov 2026 16:05:59 GMT");
    let request = request.header("Authorization", value).body(Bytes::new()).expect("a request");
    let status = oss.handle(request).status();
    // 404: a signature held, and there is no rule.
    assert!(status.is_client_error() || status == 501, "{status}");
}
