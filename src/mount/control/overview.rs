//! The overview of the world: buckets with their rules, KMS keys, the clock. It has no secrets and no objects.

use std::sync::Arc;

use serde_json::{Value, json};

use super::due;
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::wire::Call;
use crate::world::{LifecycleRule, OverwriteRule, StoredAccount, StoredBucket, Versioning};

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn get(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    // Under the lock, only references are counted.
    let (region, accounts, buckets) = control.oss.read(|world| {
        let owned = |bucket: &Arc<StoredBucket>| (bucket.clone(), world.account(bucket.owner).clone());
        let accounts: Vec<Arc<StoredAccount>> = world.accounts().map(|(ix, _)| world.account(ix).clone()).collect();
        (world.region.clone(), accounts, world.buckets().map(owned).collect::<Vec<_>>())
    });
    Ok(ControlReply::Json(json!({
        "now": control.oss.now().to_string(),
        "region": region,
        "profile": control.oss.profile().as_str(),
        "buckets": buckets.iter().map(|(bucket, owner)| shown(bucket, owner)).collect::<Value>(),
        "next_due": due::next(control),
        "kms_keys": accounts.iter().flat_map(|account| keys(account)).collect::<Value>(),
    })))
}

pub(super) fn shown(bucket: &StoredBucket, owner: &StoredAccount) -> Value {
    let (objects, older_versions) = bucket.objects.count();
    let settings = &bucket.settings;
    json!({
        "name": bucket.name,
        "owner": owner.name,
        "region": bucket.region,
        "cloudbox": bucket.cloudbox,
        "created": bucket.created.to_string(),
        "storage_class": settings.storage_class.as_str(),
        "redundancy": settings.redundancy.as_str(),
        "resource_group": settings.resource_group,
        "encryption": settings.encryption.as_ref().map(ToString::to_string),
        "acl": settings.acl.as_str(),
        "policy": settings.policy.as_ref().map(|policy| policy.json()),
        "block_public_access": settings.block_public_access,
        "account_blocks_public_access": owner.block_public_access,
        "tags": settings.tags,
        "request_payment": settings.request_payment.as_str(),
        "cors": settings.cors.as_ref().map(ToString::to_string),
        "transfer_acceleration": settings.transfer_acceleration,
        "access_monitor": settings.access_monitor.map(|since| since.to_string()),
        "archive_direct_read": settings.archive_direct_read,
        "https_config": settings.https_config,
        "overwrite_config": settings.overwrite_config.iter().map(OverwriteRule::id).collect::<Value>(),
        "cname_tokens": settings.cname_tokens.keys().collect::<Vec<_>>(),
        "verified_domains": settings.verified_domains,
        "referer": settings.referer.to_string(),
        "website": settings.website.as_ref().map(ToString::to_string),
        "inventory": settings.inventory.values().map(ToString::to_string).collect::<Value>(),
        "lifecycle": settings.lifecycle.iter().flat_map(|stored| stored.rules.iter()).map(shown_rule).collect::<Value>(),
        "worm": settings.worm.as_ref().map(ToString::to_string),
        "logging": settings.logging.as_ref().map(ToString::to_string),
        "user_defined_log_fields": settings.user_defined_log_fields.as_ref().map(ToString::to_string),
        "access_log_lines": bucket.access_log.texts().count(),
        "versioning": settings.versioning.map(Versioning::as_str),
        "replication": bucket.replications.rules().iter().map(ToString::to_string).collect::<Value>(),
        "objects": objects,
        "older_versions": older_versions,
        "open_uploads": bucket.uploads.count(),
    })
}

/// A lifecycle rule, with its id.
fn shown_rule(rule: &LifecycleRule) -> String {
    format!("{}: {rule}", rule.name())
}

fn keys(account: &StoredAccount) -> impl Iterator<Item = Value> {
    account.kms.keys.iter().map(|key| {
        json!({
            "account": account.name,
            "service": account.kms.service.as_str(),
            "id": key.id,
            "region": key.region,
            "alias": key.alias,
            "state": key.state.as_str(),
        })
    })
}
