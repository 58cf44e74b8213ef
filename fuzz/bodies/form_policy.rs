//! The policy of a signed form: the form is what it wants, or is refused.

use std::sync::OnceLock;

use ossmock::{
    Oss,
    signature::{PostPolicy, SignatureVersion},
};

static OSS: OnceLock<Oss> = OnceLock::new();

pub fn run(data: &[u8]) {
    if let Some(status) = answer(data) {
        assert!(status == 204 || (400..=403).contains(&status), "{status}");
    }
}

/// Returns the status of the answer to a form with this JSON policy; 204 if the form meets it.
pub fn answer(data: &[u8]) -> Option<u16> {
    let oss = OSS.get_or_init(|| {
        let oss = Oss::new();
        oss.clock().set_utc("2026-11-23T16:05:59Z");
        oss.create_account("acme").create_bucket("logs");
        oss
    });
    let policy = PostPolicy::from_json(std::str::from_utf8(data).ok()?);
    let owner = oss.account("acme")?.credentials();
    let form = oss.signer(&owner).version(SignatureVersion::V1).post_policy(&policy).field("key", "user/a");
    Some(oss.handle(form.into_request("logs.oss-cn-hangzhou.aliyuncs.com", "a.txt", "hello")).status().as_u16())
}
