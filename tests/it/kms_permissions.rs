//! Permissions needed to name a KMS key, in fakes that are set to ask for them.

use bytes::Bytes;
use http::{HeaderValue, Method, Request};
use ossmock::{Account, Cause, EncryptionRule, Oss, RamUser, Record};

use super::support::{LOGS, answer, element, kms, put_rule, request, signed};

const KEY: &str = "9468da86-3509-4f8d-a61e-6eab1eac****";

fn cause(oss: &Oss) -> Option<Cause> {
    oss.journal().last().and_then(Record::cause)
}

/// `acme` with a bucket `logs`, and a RAM user who may set rules and make buckets.
fn world(asked_for: bool) -> (Oss, Account, RamUser) {
    let oss = Oss::builder().kms_permissions(asked_for).build();
    let acme = oss.create_account("acme").set_id("1001");
    acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").allow("oss:PutBucket*", "*");
    (oss, acme, ci)
}

/// The two requests that can name a key.
fn naming() -> [Request<Bytes>; 2] {
    let mut put = request(Method::PUT, "fresh.oss-cn-hangzhou.aliyuncs.com", "/");
    put.headers_mut().insert("x-oss-server-side-encryption", HeaderValue::from_static("KMS"));
    put.headers_mut().insert("x-oss-server-side-encryption-key-id", HeaderValue::from_static(KEY));
    [put_rule(LOGS, &kms(KEY)), put]
}

#[test]
fn a_ram_user_needs_the_permissions_of_kms() {
    for asked in naming() {
        let (oss, _, ci) = world(true);
        let before = oss.snapshot();
        let response = oss.handle(signed(&oss, &ci.credentials(), asked.clone()));
        assert_eq!(answer(&response), "403 AccessDenied");
        assert_eq!(element(&response, "Message").as_deref(), Some("This request is forbidden by kms."));
        assert_eq!(cause(&oss), Some(Cause::ForbiddenByKms));
        // The journal names the first action that is missing, and on what.
        let note = oss.journal().last().and_then(|record| record.note().map(str::to_owned)).expect("a note");
        assert!(note.starts_with(&format!("kms:ListKeys on acs:kms:cn-hangzhou:1001:key/{KEY}: ")), "{note}");
        oss.assert_unchanged_since(&before);

        ci.allow("kms:List*", "acs:kms:*:1001:*").allow("kms:DescribeKey", "acs:kms:*:1001:*");
        assert_eq!(answer(&oss.handle(signed(&oss, &ci.credentials(), asked))), "200");
    }
}

#[test]
fn each_of_the_four_actions_is_needed() {
    let all = ["kms:ListKeys", "kms:ListAliases", "kms:ListAliasesByKeyId", "kms:DescribeKey"];
    for missing in all {
        let (oss, _, ci) = world(true);
        for action in all.into_iter().filter(|action| *action != missing) {
            ci.allow(action, "*");
        }
        let _ = oss.handle(signed(&oss, &ci.credentials(), put_rule(LOGS, &kms(KEY))));
        assert_eq!(cause(&oss), Some(Cause::ForbiddenByKms), "without {missing}");
        ci.allow(missing, &format!("acs:kms:*:*:key/{KEY}"));
        assert_eq!(answer(&oss.handle(signed(&oss, &ci.credentials(), put_rule(LOGS, &kms(KEY))))), "200");
        ci.deny(missing, "*");
        let _ = oss.handle(signed(&oss, &ci.credentials(), put_rule(LOGS, &kms(KEY))));
        assert_eq!(cause(&oss), Some(Cause::ForbiddenByKms), "with {missing} denied");
    }
}

/// The permission is one on the key of the caller's own account.
#[test]
fn permissions_on_other_keys_do_not_count() {
    let (oss, _, ci) = world(true);
    ci.allow("kms:*", "acs:kms:*:1001:key/another").allow("kms:*", "acs:kms:*:2002:*").allow("kms:*", "acs:oss:*:*:*");
    let _ = oss.handle(signed(&oss, &ci.credentials(), put_rule(LOGS, &kms(KEY))));
    assert_eq!(cause(&oss), Some(Cause::ForbiddenByKms));
}

#[test]
fn what_names_no_key_needs_none() {
    let (oss, _, ci) = world(true);
    for xml in [
        "<SSEAlgorithm>KMS</SSEAlgorithm>",
        "<SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID></KMSMasterKeyID>",
        "<SSEAlgorithm>AES256</SSEAlgorithm>",
    ] {
        let rule = "ServerSideEncryptionRule";
        let default = "ApplyServerSideEncryptionByDefault";
        let xml = format!("<{rule}><{default}>{xml}</{default}></{rule}>");
        assert_eq!(answer(&oss.handle(signed(&oss, &ci.credentials(), put_rule(LOGS, &xml)))), "200", "{xml}");
    }
}

#[test]
fn the_account_itself_needs_none() {
    let (oss, acme, _) = world(true);
    for asked in naming() {
        assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), asked))), "200");
    }
    oss.bucket("fresh").expect("the new bucket").assert_encryption(EncryptionRule::kms(KEY));
}

#[test]
fn nothing_is_asked_for_by_default() {
    let (oss, _, ci) = world(false);
    for asked in naming() {
        assert_eq!(answer(&oss.handle(signed(&oss, &ci.credentials(), asked))), "200");
    }
}
