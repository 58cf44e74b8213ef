//! The body of a form for a bucket that everybody may write: it is taken whole, or refused.

use std::sync::OnceLock;

use ossmock::bytes::Bytes;
use ossmock::http::{Request, StatusCode};
use ossmock::{Oss, Snapshot, policy::Acl};

static OSS: OnceLock<(Oss, Snapshot)> = OnceLock::new();

pub fn run(data: &[u8]) {
    let (oss, empty) = OSS.get_or_init(|| {
        let oss = Oss::builder().block_public_access(false).build();
        oss.create_account("acme").create_bucket("inbox").set_acl(Acl::PublicReadWrite);
        let empty = oss.snapshot();
        (oss, empty)
    });
    let status = answer(oss, data);
    let objects = oss.bucket("inbox").expect("inbox").objects();
    if status.is_success() || status == StatusCode::SEE_OTHER {
        assert!(objects.len() == 1 && objects[0].body().len() < data.len(), "{status}");
        oss.restore(empty);
    } else {
        assert!(status.is_client_error() || status == StatusCode::NOT_IMPLEMENTED, "{status}");
        assert!(objects.is_empty(), "{status}");
    }
}

/// Returns the status of the answer to a form with this body, whose boundary is `b`.
pub fn answer(oss: &Oss, data: &[u8]) -> StatusCode {
    let request = Request::post("/").header("Host", "inbox.oss-cn-hangzhou.aliyuncs.com");
    let request = request.header("Content-Type", "multipart/form-data; boundary=b");
    oss.handle(request.body(Bytes::copy_from_slice(data)).expect("a request")).status()
}
