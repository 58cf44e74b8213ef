//! A walk through the configurations of a new bucket, as tools such as Terraform read them when they refresh their state.

use http::Method;
use ossmock::Oss;

use super::support::{LOGS, answer, request, signed};

/// The answers of a new bucket, by subresource.
const CONFIGURATIONS: &[(&str, &str)] = &[
    ("accessmonitor", "200"),
    ("acl", "200"),
    ("bucketArchiveDirectRead", "200"),
    ("bucketInfo", "200"),
    ("cname", "200"),
    ("cors", "404 NoSuchCORSConfiguration"),
    ("encryption", "404 NoSuchServerSideEncryptionRule"),
    ("httpsConfig", "200"),
    ("inventory", "404 NoSuchInventory"),
    ("lifecycle", "404 NoSuchLifecycle"),
    ("location", "200"),
    ("logging", "200"),
    ("overwriteConfig", "404 NoSuchBucketOverwriteConfig"),
    ("policy", "404 NoSuchBucketPolicy"),
    ("publicAccessBlock", "200"),
    ("qosInfo", "200"),
    ("referer", "200"),
    ("replication", "404 NoSuchReplicationConfiguration"),
    ("requestPayment", "200"),
    ("resourceGroup", "200"),
    ("stat", "200"),
    ("tagging", "200"),
    ("transferAcceleration", "404 NoSuchTransferAccelerationConfiguration"),
    ("userDefinedLogFieldsConfig", "404 NoSuchUserDefinedLogFieldsConfig"),
    ("versioning", "200"),
    ("website", "404 NoSuchWebsiteConfiguration"),
    ("worm", "404 NoSuchWORMConfiguration"),
];

#[test]
fn a_refresh_of_a_new_bucket_reads_through() {
    let oss = Oss::builder().deny_unemulated().build();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    for (subresource, expected) in CONFIGURATIONS {
        let get = request(Method::GET, LOGS, &format!("/?{subresource}"));
        assert_eq!(answer(&oss.handle(signed(&oss, &acme.credentials(), get))), *expected, "{subresource}");
    }
}
