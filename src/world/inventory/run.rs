//! The work of an inventory: the check of its role, and the objects of one list.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use super::list::{ListKeys, ListOf, Manifest, list_folder, upper_md5};
use crate::ram::{Denial, Document, Resource};
use crate::world::settings::{IncludedVersions, Inventory};
use crate::world::{
    Deed, EncryptionRule, KmsKeyId, NotWritten, RoleRefusal, ServiceRole, ServiceWrite, StoredBucket, World,
};

/// The name of the session that OSS has of the role, and of the work in the ledger of KMS.
const WORK: &str = "oss-inventory";

/// The `Content-Type` of the objects of a list: that of an upload which names none.
const CONTENT_TYPE: &str = "application/octet-stream";

/// A list that was written.
pub(in crate::world) struct WrittenList {
    /// The key of its `manifest.json`.
    pub manifest: Arc<str>,
    /// The number of versions that it lists.
    pub rows: usize,
}

/// The reason a list was not written, and the policy that the role lacks, if that is the reason.
pub(in crate::world) struct MissedList {
    pub reason: NotWritten,
    pub missing: Option<Document>,
}

impl From<NotWritten> for MissedList {
    fn from(reason: NotWritten) -> Self {
        Self { reason, missing: None }
    }
}

/// A permission that the role of an inventory needs.
struct RoleNeed {
    action: &'static str,
    resource: String,
    refusal: RoleRefusal,
}

impl World {
    /// Writes the list of an inventory that is due at an instant, as if it were that instant. The keys of the objects that were written are added to `wrote`,
    /// also if a later object was refused.
    pub(in crate::world) fn write_inventory(
        &mut self,
        source: &StoredBucket,
        inventory: &Inventory,
        at: Timestamp,
        max_stored: u64,
        wrote: &mut impl FnMut(Arc<str>),
    ) -> Result<WrittenList, MissedList> {
        let role = ServiceRole { account: source.owner, named: Some(&inventory.role), session: WORK };
        let folder = list_folder(&source.name, inventory);
        self.check_inventory_role(source, inventory, &role, &folder, at)?;
        let list = ListOf { bucket: source, inventory, at };
        let packed = list.pack();
        if packed.rows == 0 {
            return Err(NotWritten::NothingListed.into());
        }
        let keys = ListKeys::new(&folder, at);
        let data = self.free_data_key(&inventory.to, &folder);
        let manifest = Manifest::new(&list, &data, &packed.gzip).json();
        let checksum = upper_md5(&manifest);
        let objects: [(&str, Bytes); 3] = [
            (&data, packed.gzip.into()),
            (&keys.manifest, manifest.into()),
            (&keys.checksum, checksum.into_bytes().into()),
        ];
        for (key, body) in objects {
            let written = self.write_by_service(ServiceWrite {
                source,
                target: &inventory.to,
                role,
                key,
                body,
                content_type: CONTENT_TYPE,
                encryption: inventory.encryption.clone(),
                work: WORK,
                now: at,
                max_stored,
            })?;
            wrote(written.key.clone());
        }
        Ok(WrittenList { manifest: keys.manifest.into(), rows: packed.rows })
    }

    /// A key for the rows that no object has. Ids begin anew with each fake, and an object may be of an earlier one.
    fn free_data_key(&mut self, bucket: &str, folder: &str) -> String {
        loop {
            let key = format!("{folder}data/{}.csv.gz", self.mint_uuid());
            let taken = self.bucket(bucket).is_some_and(|bucket| bucket.objects.find(&key, None).object().is_some());
            if !taken {
                return key;
            }
        }
    }

    /// Checks the permissions of the role as a whole, so that a refusal has every missing one.
    fn check_inventory_role(
        &self,
        source: &StoredBucket,
        inventory: &Inventory,
        role: &ServiceRole<'_>,
        folder: &str,
        now: Timestamp,
    ) -> Result<(), MissedList> {
        let target = self.bucket(&inventory.to).ok_or_else(|| NotWritten::NoBucket(inventory.to.as_str().into()))?;
        let list = match inventory.versions {
            IncludedVersions::Current => "oss:ListObjects",
            IncludedVersions::All => "oss:ListObjectVersions",
        };
        let read = format!("{}*", inventory.filter.prefix.as_deref().unwrap_or_default());
        let written = format!("{folder}*");
        let deeds = [(list, source, ""), ("oss:GetObject", source, &read), ("oss:PutObject", target, &written)];
        let mut needs = Vec::new();
        for (action, bucket, key) in deeds {
            if let Err(refusal) = self.check_service_role(role, &Deed { action, bucket, key }, now) {
                let owner = &self.account(bucket.owner).id;
                let slash = if key.is_empty() { "" } else { "/" };
                let path = format!("{}{slash}{key}", bucket.name);
                let resource = Resource { service: "oss", region: "*", owner, path: &path }.to_string();
                needs.push(RoleNeed { action, resource, refusal });
            }
        }
        let encryption = inventory.encryption.as_ref().or(target.settings.encryption.as_ref());
        if let Some(key_id) = encryption.and_then(EncryptionRule::key_id).map(KmsKeyId::as_str) {
            let action = "kms:GenerateDataKey";
            let place = (target.owner, &*target.region, key_id);
            if let Err(refusal) = self.check_service_role_for_key(role, action, place, now) {
                let account = self.account(target.owner);
                let path = format!("key/{}", account.kms.find(&target.region, key_id).map_or(key_id, |key| &key.id));
                let resource = Resource { service: "kms", region: "*", owner: &account.id, path: &path }.to_string();
                needs.push(RoleNeed { action, resource, refusal });
            }
        }
        let missing = Document::least(needs.iter().filter_map(RoleNeed::grant));
        match needs.into_iter().next() {
            None => Ok(()),
            Some(first) => Err(MissedList { reason: first.refusal.into(), missing }),
        }
    }
}

impl RoleNeed {
    /// The action and the resource, if a policy that allows it helps.
    fn grant(&self) -> Option<(&str, &str)> {
        match &self.refusal {
            RoleRefusal::Denied { decision, .. } if decision.denial() == Some(Denial::Implicit) => {
                Some((self.action, &self.resource))
            }
            RoleRefusal::Denied { .. } | RoleRefusal::NoRole { .. } => None,
        }
    }
}
