//! Replication rules in a world file.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::value::{check_region, named};
use super::write::{Out, WorldWriter};
use super::wrong::{Wrong, in_value, wrong};
use crate::oss::Oss;
use crate::world::{
    KmsKeyId, KmsObjects, Replication, ReplicationAction, ReplicationRule, ReplicationStatus, StoredBucket,
    TransferType, World,
};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplicationTable {
    to: Spanned<String>,
    /// The region of the destination, for a rule that could not be set any more. The destination is then not checked.
    region: Option<Spanned<String>>,
    id: Option<String>,
    status: Option<Spanned<String>>,
    #[serde(default)]
    prefixes: Vec<String>,
    #[serde(default)]
    actions: Vec<Spanned<String>>,
    transfer_type: Option<Spanned<String>>,
    #[serde(default = "yes")]
    history: bool,
    role: Option<String>,
    /// `true` if SSE-KMS objects are selected, which needs a key for their replicas.
    kms_objects: Option<Spanned<bool>>,
    replica_kms_key_id: Option<Spanned<String>>,
    rtc: Option<bool>,
}

const fn yes() -> bool {
    true
}

impl ReplicationTable {
    /// Sets the rule. All buckets of the file must exist.
    pub fn build(&self, oss: &Oss, bucket: &str) -> Result<(), Wrong> {
        let statuses = "`starting`, `doing` and `closing`";
        let status = named(self.status.as_ref(), ReplicationStatus::from_wire, "a status of replication", statuses)?;
        let links = "`internal` and `oss_acc`";
        let all = "`ALL`, `PUT`, `DELETE` and `ABORT`";
        let action = |text| named(Some(text), ReplicationAction::from_wire, "an action of replication", all);
        let mut rule = ReplicationRule::to(self.to.get_ref());
        if !self.actions.is_empty() {
            rule.actions = self.actions.iter().map(action).collect::<Result<_, _>>()?;
        }
        rule.transfer = named(self.transfer_type.as_ref(), TransferType::from_wire, "a transfer type", links)?;
        rule.prefixes.clone_from(&self.prefixes);
        rule.historical = self.history;
        rule.sync_role.clone_from(&self.role);
        rule.kms_objects = self.kms_objects()?;
        rule.rtc = self.rtc;
        let Some(bucket) = oss.bucket(bucket) else { return Ok(()) };
        let region = self.region.as_ref().map(check_region).transpose()?;
        bucket.try_replication(self.id.as_deref(), rule, region, status).map_err(in_value(&self.to))
    }

    fn kms_objects(&self) -> Result<KmsObjects, Wrong> {
        let key = self.replica_kms_key_id.as_ref();
        let selected = self.kms_objects.as_ref().map(|selected| *selected.get_ref());
        match (selected, key) {
            (None, None) => Ok(KmsObjects::Unsaid),
            (Some(false), None) => Ok(KmsObjects::Disabled),
            (Some(true), Some(key)) => {
                let key_id = KmsKeyId::new(key.get_ref()).ok_or_else(|| wrong(key, "the id of a key is not empty"))?;
                Ok(KmsObjects::Enabled { key_id })
            }
            (Some(true), None) => {
                let selected = self.kms_objects.as_ref().map_or(self.to.span(), Spanned::span);
                Err(Wrong::new(selected, "KMS objects need a `replica_kms_key_id`"))
            }
            (_, Some(key)) => Err(wrong(key, "`replica_kms_key_id` goes with `kms_objects = true`")),
        }
    }
}

/// A rule in the form of [`ReplicationTable`].
#[derive(Serialize)]
struct WrittenRule<'a> {
    to: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'a str>,
    id: &'a str,
    status: ReplicationStatus,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    prefixes: &'a [String],
    actions: &'a [ReplicationAction],
    transfer_type: TransferType,
    history: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_objects: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replica_kms_key_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rtc: Option<bool>,
}

impl<'a> WrittenRule<'a> {
    fn of(replication: &'a Replication, world: &World, bucket: &str) -> Self {
        let Replication { id, rule, status, region, .. } = replication;
        let (kms_objects, replica_kms_key_id) = match &rule.kms_objects {
            KmsObjects::Unsaid => (None, None),
            KmsObjects::Disabled => (Some(false), None),
            KmsObjects::Enabled { key_id } => (Some(true), Some(key_id.as_str())),
        };
        Self {
            to: &rule.target,
            region: (!world.could_be_set(bucket, replication)).then_some(&**region),
            id,
            status: *status,
            prefixes: &rule.prefixes,
            actions: &rule.actions,
            transfer_type: rule.transfer,
            history: rule.historical,
            role: rule.sync_role.as_deref(),
            kms_objects,
            replica_kms_key_id,
            rtc: rule.rtc,
        }
    }
}

impl<O: Out> WorldWriter<O> {
    pub fn replications(&mut self, bucket: &StoredBucket, world: &World) {
        let rules = bucket.replications.rules();
        if !rules.is_empty() {
            let written: Vec<_> = rules.iter().map(|rule| WrittenRule::of(rule, world, &bucket.name)).collect();
            self.key("replication", written);
        }
    }
}
