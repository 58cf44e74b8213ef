//! A query string: parameters, subresources, and signatures in it.

use std::sync::OnceLock;

use ossmock::Oss;
use ossmock::bytes::Bytes;
use ossmock::http::{Method, Request, StatusCode, Uri};

static OSS: OnceLock<Oss> = OnceLock::new();

pub fn run(data: &[u8]) {
    for status in answers(data).into_iter().flatten() {
        assert!(status.is_client_error() || status == 501, "{status}");
    }
}

/// Returns the statuses of the answers to a GET and to a PUT; 404 to a GET whose signature holds, as there is no rule.
pub fn answers(data: &[u8]) -> Option<[StatusCode; 2]> {
    let oss = OSS.get_or_init(|| {
        let oss = Oss::new();
        oss.clock().set_utc("2026-11-23T16:05:59Z");
        oss.create_account("acme").create_bucket("logs");
        oss
    });
    let query = std::str::from_utf8(data).ok()?;
    // The HTTP library bounds a target at 64 KiB; what is longer never gets here.
    let target: Uri = format!("/?{query}").parse().ok()?;
    Some([Method::GET, Method::PUT].map(|method| {
        let request = Request::builder().method(method).uri(target.clone());
        let request = request.header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
        oss.handle(request.body(Bytes::new()).expect("a request")).status()
    }))
}
