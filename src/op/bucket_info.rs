//! `GetBucketInfo`, `GetBucketLocation` and `HeadBucket`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/getbucketinfo`; the parsers and live tests of five SDKs for the flat
//! rule block, which has `None` without a rule; `HeadBucket` from
//! `aliyun-oss-java-sdk`, `BucketMetadataTest`.

use super::bucket_access_monitor;
use super::context::{Context, intranet_endpoint_of};
use super::object::text;
use super::show::View;
use crate::error::Assumption;
use crate::wire::{Reply, header, text::iso_millis, xml::Writer};
use crate::world::{EncryptionRule, StoredAccount, StoredBucket};

pub(crate) struct Get;
pub(crate) struct Location;
pub(crate) struct Head;

impl View for Get {
    fn rests_on(bucket: &StoredBucket, owner: &StoredAccount) -> Option<Assumption> {
        if bucket.cloudbox.is_some() {
            return Some(Assumption::CloudBoxEndpoints);
        }
        let of_account = owner.block_public_access && !bucket.settings.block_public_access;
        if of_account {
            return Some(Assumption::AccountBlockInInfo);
        }
        bucket.settings.logging.as_ref().map(|_| Assumption::LogBucketInInfo)
    }

    fn write(bucket: &StoredBucket, owner: &StoredAccount, context: &Context<'_>) -> Reply {
        let accelerated = bucket.settings.transfer_acceleration == Some(true);
        Reply::xml("BucketInfo", |w| {
            w.group("Bucket", |w| {
                w.leaf("AccessMonitor", bucket_access_monitor::status(bucket));
                w.flag("BlockPublicAccess", bucket.settings.block_public_access || owner.block_public_access);
                w.leaf("CreationDate", &iso_millis(bucket.created));
                w.leaf("ExtranetEndpoint", &context.extranet_endpoint(bucket));
                w.leaf("IntranetEndpoint", &intranet_endpoint_of(bucket));
                w.leaf("Location", &format!("oss-{}", bucket.region));
                w.leaf("StorageClass", bucket.settings.storage_class.as_str());
                w.leaf("DataRedundancyType", bucket.settings.redundancy.as_str());
                w.leaf("TransferAcceleration", if accelerated { "Enabled" } else { "Disabled" });
                w.leaf("CrossRegionReplication", if replicates(bucket) { "Enabled" } else { "Disabled" });
                w.leaf("Name", &bucket.name);
                w.leaf("ResourceGroupId", &resource_group(bucket, owner));
                w.group("Owner", |w| {
                    w.leaf("DisplayName", &owner.name);
                    w.leaf("ID", &owner.id);
                });
                w.group("AccessControlList", |w| w.leaf("Grant", bucket.settings.acl.as_str()));
                // No operation sets it: it is there and empty in the live tests of `aliyun-oss-python-sdk` and
                // `aliyun-oss-java-sdk`.
                w.leaf("Comment", "");
                w.group("ServerSideEncryptionRule", |w| write_rule(w, bucket.settings.encryption.as_ref()));
                // Its position among the others is assumed.
                if let Some(versioning) = bucket.settings.versioning {
                    w.leaf("Versioning", versioning.as_str());
                }
                w.group("BucketPolicy", |w| {
                    let logging = bucket.settings.logging.as_ref();
                    w.leaf("LogBucket", logging.map_or("", |logging| &logging.target));
                    w.leaf("LogPrefix", logging.map_or("", |logging| &logging.prefix));
                });
            });
        })
    }
}

/// Returns `true` if a rule leads to another region; a rule that is closing counts (assumed).
fn replicates(bucket: &StoredBucket) -> bool {
    bucket.replications.rules().iter().any(|replication| replication.region != bucket.region)
}

/// The rule as `GetBucketInfo` shows it: flat, and with an empty key id for `KMS` without one.
fn write_rule(writer: &mut Writer, rule: Option<&EncryptionRule>) {
    let Some(rule) = rule else { return writer.leaf("SSEAlgorithm", "None") };
    writer.leaf("SSEAlgorithm", rule.algorithm());
    if let EncryptionRule::Kms { key_id, .. } = rule {
        writer.leaf("KMSMasterKeyID", key_id.as_ref().map_or("", |id| id.as_str()));
    }
    if let Some(data) = rule.data_encryption() {
        writer.leaf("KMSDataEncryption", data.as_str());
    }
}

/// Returns the resource group of a bucket: without one of its own, the default group of its account.
pub(super) fn resource_group(bucket: &StoredBucket, owner: &StoredAccount) -> String {
    bucket.settings.resource_group.clone().unwrap_or_else(|| owner.default_resource_group())
}

impl View for Location {
    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::xml_text("LocationConstraint", &format!("oss-{}", bucket.region))
    }
}

impl View for Head {
    fn rests_on(_: &StoredBucket, _: &StoredAccount) -> Option<Assumption> {
        Some(Assumption::HeadBucket)
    }

    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::EMPTY.header(header::X_OSS_BUCKET_REGION, text(&format!("oss-{}", bucket.region)))
    }
}
