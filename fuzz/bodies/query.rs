//! A query string: parameters, subresources, and signatures in it.

use std::sync::OnceLock;

use ossmock::Oss;
use ossmock::bytes::Bytes;
use ossmock::http::{Method, Request, Uri};

static OSS: OnceLock<Oss> = OnceLock::new();

pub fn run(data: &[u8]) {
    let oss = OSS.get_or_init(|| {
        let oss = Oss::new();
        oss.clock().set_utc("2026-11-23T16:05:59Z");
        oss.account("acme").bucket("logs");
        oss
    });
    let Ok(query) = std::str::from_utf8(data) else { return };
    // The HTTP library bounds a target at 64 KiB; what is longer never gets here.
    let Ok(target) = format!("/?{query}").parse::<Uri>() else { return };
    for method in [Method::GET, Method::PUT] {
        let request = Request::builder().method(method).uri(target.clone());
        let request = request.header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
        let status = oss.handle(request.body(Bytes::new()).expect("a request")).status();
        assert!(status.is_client_error() || status == 501, "{status}");
    }
}
