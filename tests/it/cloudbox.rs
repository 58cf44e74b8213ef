//! CloudBoxes: what a test arranges and reads back, its mistakes, and what happens between head and body.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request};
use ossmock::{Cause, Credentials, EncryptionRule, Oss, Peer, Record, settings::StorageClass};

use super::panics::panic_here;
use super::support::{Client, FRONTS, answer, element, get_rule, kms, put_rule, request, signed, still};

const BOX: &str = "cb-f8z7yvzgwfkl9q0h";
const ENDPOINT: &str = "cb-f8z7yvzgwfkl9q0h.cn-hangzhou.oss-cloudbox.aliyuncs.com";
const LOGS: &str = "logs.cb-f8z7yvzgwfkl9q0h.cn-hangzhou.oss-cloudbox.aliyuncs.com";

fn signed_for_box(oss: &Oss, credentials: &Credentials, request: Request<Bytes>) -> Request<Bytes> {
    oss.signer(credentials).cloudbox(BOX).sign(request)
}

fn cause(oss: &Oss) -> Option<Cause> {
    oss.journal().last().and_then(Record::cause)
}

#[test]
fn what_was_arranged_is_read_back() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let cloudbox = acme.create_cloudbox(BOX);
    let logs = cloudbox.create_bucket("logs").set_encryption(EncryptionRule::Aes256);
    let public = acme.create_bucket("public");

    assert_eq!((cloudbox.id(), &*cloudbox.region()), (BOX, "cn-hangzhou"));
    assert_eq!(cloudbox.endpoint(), ENDPOINT);
    assert_eq!(cloudbox.control_endpoint(), "cb-f8z7yvzgwfkl9q0h.cn-hangzhou.oss-cloudbox-control.aliyuncs.com");
    assert_eq!(format!("{cloudbox:?}"), format!("CloudBox {{ id: \"{BOX}\", region: Some(\"cn-hangzhou\"), .. }}"));
    assert_eq!(logs.cloudbox().map(|cloudbox| cloudbox.id().to_owned()).as_deref(), Some(BOX));
    assert!(public.cloudbox().is_none());
    assert_eq!((logs.owner().name(), logs.region()), ("acme".to_owned(), "cn-hangzhou".to_owned()));
    logs.assert_encryption(EncryptionRule::Aes256);
    logs.set_storage_class(StorageClass::Standard).set_encryption(None);

    let other = oss.create_account("other");
    other.create_cloudbox("cb-2");
    acme.create_cloudbox("cb-1");
    let ids: Vec<String> = acme.cloudboxes().iter().map(|cloudbox| cloudbox.id().to_owned()).collect();
    assert_eq!(ids, [BOX, "cb-1"]);
    assert!(acme.cloudbox("cb-1").is_some() && acme.cloudbox("cb-2").is_none());
}

#[test]
fn mistakes_are_told_in_words_at_the_line_of_the_test() {
    let oss = Oss::new();
    let (acme, other) = (oss.create_account("acme"), oss.create_account("other"));
    let cloudbox = acme.create_cloudbox(BOX);
    let logs = cloudbox.create_bucket("logs");

    for id in ["", "cb-", "f8z7", "cb-A", "cb-1-2", &format!("cb-{}", "a".repeat(30))] {
        let form = "write `cb-` and 1 to 29 lower-case letters and digits";
        assert_eq!(panic_here!(acme.create_cloudbox(id)), format!("`{id}` is not the id of a CloudBox: {form}"));
    }
    let taken = format!("there is a CloudBox `{BOX}` already: keep its handle, or call `cloudbox`");
    assert_eq!(panic_here!(other.create_cloudbox(BOX)), taken);
    let rule = "is not a bucket name: 3 to 63 of a-z, 0-9 and -, no - at either end";
    assert_eq!(panic_here!(cloudbox.create_bucket("Logs")), format!("`Logs` {rule}"));
    let taken = "there is a bucket `logs` already: keep its handle, or call `Oss::bucket`";
    assert_eq!(panic_here!(cloudbox.create_bucket("logs")), taken);
    assert_eq!(panic_here!(acme.create_bucket("logs")), taken);
    let region = "`oss-cn-beijing` is not a region: write it like `cn-hangzhou`, without `oss-`";
    assert_eq!(panic_here!(cloudbox.set_region("oss-cn-beijing")), region);

    let on = format!("the bucket `logs` is on the CloudBox `{BOX}`, which");
    for rule in [EncryptionRule::Sm4, EncryptionRule::kms_default(), EncryptionRule::kms("key-1")] {
        assert_eq!(panic_here!(logs.set_encryption(rule)), format!("{on} takes no rule but `AES256`"));
    }
    let message = panic_here!(logs.set_storage_class(StorageClass::Archive));
    assert_eq!(message, format!("{on} has no storage class but `Standard`"));
    let message = panic_here!(logs.set_region("cn-beijing"));
    assert_eq!(message, format!("{on} moves with all its buckets: call `CloudBox::set_region`"));
    assert_eq!(
        (logs.encryption(), logs.storage_class(), &*logs.region()),
        (None, StorageClass::Standard, "cn-hangzhou")
    );

    oss.reset_to(&Oss::new());
    let gone = format!("there is no CloudBox `{BOX}` of `acme` any more: the world was replaced");
    assert_eq!(panic_here!(cloudbox.region()), gone);
    assert_eq!(panic_here!(cloudbox.create_bucket("logs")), gone);
    assert_eq!(panic_here!(cloudbox.set_region("cn-beijing")), gone);
    assert_eq!(format!("{cloudbox:?}"), format!("CloudBox {{ id: \"{BOX}\", region: None, .. }}"));
}

#[test]
fn a_cloudbox_moves_with_its_buckets() {
    let oss = still();
    let acme = oss.create_account("acme");
    let public = acme.create_bucket("public");
    let cloudbox = acme.create_cloudbox(BOX);
    let logs = cloudbox.create_bucket("logs");
    cloudbox.set_region("cn-beijing");

    assert_eq!((logs.region(), public.region()), ("cn-beijing".to_owned(), "cn-hangzhou".to_owned()));
    let host = format!("logs.{}", cloudbox.endpoint());
    assert_eq!(
        answer(&oss.handle(signed_for_box(&oss, &acme.credentials(), request(Method::GET, &host, "/?location")))),
        "200"
    );
    assert_eq!(
        answer(&oss.handle(signed_for_box(&oss, &acme.credentials(), request(Method::GET, LOGS, "/?location")))),
        "501 NotEmulated"
    );
}

#[test]
fn buckets_on_a_cloudbox_and_in_the_region_are_counted_apart() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let cloudbox = acme.create_cloudbox(BOX);
    for number in 0..100 {
        acme.create_bucket(&format!("region-{number}"));
        cloudbox.create_bucket(&format!("box-{number}"));
    }
    let full = "an account has at most 100 buckets in a region, and 1000 in all: `Builder::max_buckets`, `max_buckets` in a \
                world file or `--max-buckets` raises that";
    assert_eq!(panic_here!(acme.create_bucket("one-more")), full);
    assert_eq!(panic_here!(cloudbox.create_bucket("one-more")), full);
    let one_more = request(Method::PUT, &format!("one-more.{ENDPOINT}"), "/");
    assert_eq!(answer(&oss.handle(signed_for_box(&oss, &acme.credentials(), one_more))), "400 TooManyBuckets");
    assert_eq!(cause(&oss), Some(Cause::TooManyBuckets));
}

#[tokio::test]
async fn every_front_reaches_a_cloudbox() {
    for front in FRONTS {
        let oss = still();
        let acme = oss.create_account("acme");
        acme.create_cloudbox(BOX).create_bucket("logs");
        let client = Client::new(front, &oss).await;
        let put = signed_for_box(&oss, &acme.credentials(), put_rule(LOGS, &kms("")));
        assert_eq!(answer(&client.send(put).await), "400 InvalidEncryptionAlgorithmError", "{front:?}");
        assert_eq!(cause(&oss), Some(Cause::CloudBoxAlgorithm), "{front:?}");
        let get = signed_for_box(&oss, &acme.credentials(), request(Method::GET, LOGS, "/?bucketInfo"));
        let info = client.send(get).await;
        assert_eq!(element(&info, "ExtranetEndpoint").as_deref(), Some(ENDPOINT), "{front:?}");
    }
}

#[test]
fn policies_count_on_a_cloudbox() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_cloudbox(BOX).create_bucket("logs").set_encryption(EncryptionRule::Aes256);
    let ci = acme.create_ram_user("ci").allow("oss:GetBucketEncryption", "acs:oss:*:*:logs");
    assert_eq!(answer(&oss.handle(signed_for_box(&oss, &ci.credentials(), get_rule(LOGS)))), "200");
    let info = request(Method::GET, LOGS, "/?bucketInfo");
    assert_eq!(answer(&oss.handle(signed_for_box(&oss, &ci.credentials(), info))), "403 AccessDenied");
    assert_eq!(cause(&oss), Some(Cause::NotYourBucket));
}

#[test]
fn a_bucket_that_moves_to_a_cloudbox_between_head_and_body_is_left_alone() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let regional = "logs.oss-cn-hangzhou.aliyuncs.com";
    let (head, body) = signed(&oss, &acme.credentials(), put_rule(regional, &kms("key-1"))).into_parts();
    let admitted = oss.admit(&head, Peer::default()).expect("the owner may");

    let delete = signed(&oss, &acme.credentials(), request(Method::DELETE, regional, "/"));
    assert_eq!(answer(&oss.handle(delete)), "204");
    let logs = acme.create_cloudbox(BOX).create_bucket("logs");

    assert_eq!(answer(&admitted.finish(body)), "404 NoSuchBucket");
    assert_eq!(cause(&oss), Some(Cause::NoSuchBucket));
    logs.assert_encryption(None);
}

#[test]
fn a_cloudbox_is_part_of_forks_and_snapshots() {
    let oss = still();
    let acme = oss.create_account("acme");
    let (fork, before) = (oss.fork(), oss.snapshot());
    acme.create_cloudbox(BOX);
    assert_ne!(oss.snapshot(), before);
    assert!(fork.account("acme").expect("acme").cloudbox(BOX).is_none());
    // Its credentials are those of the account, sessions included.
    let session = ossmock::account::SessionCredentials {
        id: "STS.1".to_owned(),
        secret: "secret".to_owned(),
        token: "token".to_owned(),
        expires: oss.clock().now() + Duration::from_secs(60),
    };
    let session = acme.sts_credentials(session);
    let create = request(Method::PUT, LOGS, "/");
    assert_eq!(answer(&oss.handle(signed_for_box(&oss, &session, create))), "200");
    assert!(oss.bucket("logs").is_some_and(|logs| logs.cloudbox().is_some()));
}
