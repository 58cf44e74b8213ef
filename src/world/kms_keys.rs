//! The KMS of a world: it uses, finds and makes keys, and records the calls.

use std::sync::Arc;

use super::kms::DEFAULT_ALIAS;
use super::{AccountIx, KmsCall, KmsKeyState, KmsRefusal, KmsService, KmsUse, StoredKmsKey, World, is_key_id};

impl World {
    /// Uses a key of an account's KMS, records the call, and returns the id of the key. Without a name it is the key that OSS
    /// manages, which is made on first use.
    pub fn use_kms(
        &mut self,
        account: AccountIx,
        region: &str,
        named: Option<&str>,
        purpose: &KmsUse<'_>,
    ) -> Result<Arc<str>, KmsRefusal> {
        let used = self.kms_key(account, region, named);
        let key_id = used.clone().unwrap_or_else(|_| named.unwrap_or(DEFAULT_ALIAS).into());
        let KmsUse { action, caller, bucket, object, request_id, at } = *purpose;
        self.kms_calls.push(KmsCall {
            action,
            key_id,
            caller: caller.into(),
            bucket: bucket.into(),
            object: object.into(),
            request_id: request_id.into(),
            billable: used.is_ok(),
            at,
        });
        used
    }

    /// The id of the key of this name, if the key can be used.
    fn kms_key(&mut self, account: AccountIx, region: &str, named: Option<&str>) -> Result<Arc<str>, KmsRefusal> {
        match self.check_kms(account, region, named)? {
            Some(key_id) => Ok(key_id),
            None => Ok(self.managed_kms_key(account, region)),
        }
    }

    /// The reason KMS would not decrypt with a key; it records no call in the ledger.
    pub fn kms_refusal(&self, account: AccountIx, region: &str, key_id: &str) -> Option<KmsRefusal> {
        self.check_kms(account, region, Some(key_id)).err()
    }

    /// Like `kms_key`, but makes no key: `None` stands for the key that OSS manages, which is not there yet.
    fn check_kms(&self, account: AccountIx, region: &str, named: Option<&str>) -> Result<Option<Arc<str>>, KmsRefusal> {
        match self.account(account).kms.service {
            KmsService::Enabled => {}
            KmsService::NotEnabled => return Err(KmsRefusal::NotEnabled),
            KmsService::NotOffered => return Err(KmsRefusal::NotOffered),
            KmsService::InDebt => return Err(KmsRefusal::InDebt),
            KmsService::InDebtOverdue => return Err(KmsRefusal::InDebtOverdue),
        }
        let name = named.unwrap_or(DEFAULT_ALIAS);
        if let Some(key) = self.account(account).kms.find(region, name) {
            return match key.state {
                KmsKeyState::Enabled => Ok(Some(key.id.clone())),
                KmsKeyState::Disabled => Err(KmsRefusal::Disabled),
                KmsKeyState::PendingDeletion => Err(KmsRefusal::PendingDeletion),
                KmsKeyState::PendingImport => Err(KmsRefusal::PendingImport),
            };
        }
        if named.is_none() {
            return Ok(None);
        }
        Err(if name.starts_with("alias/") {
            KmsRefusal::AliasNotFound
        } else if is_key_id(name) {
            KmsRefusal::KeyNotFound
        } else {
            KmsRefusal::KeyIdInvalid
        })
    }

    /// The id of the key that OSS manages for an account in a region, which is made on first use.
    pub fn managed_kms_key(&mut self, account: AccountIx, region: &str) -> Arc<str> {
        if let Some(key) = self.account(account).kms.managed(region) {
            return key.id.clone();
        }
        let id = self.mint_kms_key_id();
        let key = StoredKmsKey {
            id: id.clone(),
            region: region.into(),
            alias: Some(DEFAULT_ALIAS.into()),
            state: KmsKeyState::Enabled,
        };
        self.account_mut(account).kms.keys.push(key);
        id
    }

    /// The key of an account by id or alias, in any region.
    pub fn kms_key_named(&self, account: AccountIx, name: &str) -> Option<&StoredKmsKey> {
        self.account(account).kms.keys.iter().find(|key| key.is_called(name))
    }

    /// Returns `true` if a key of an account has this alias, so that no other key can have it. Handles find a key by its alias
    /// in any region; only the key that OSS manages has one alias in all regions.
    pub fn kms_alias_taken(&self, account: AccountIx, alias: &str, region: &str) -> bool {
        let keys = &self.account(account).kms.keys;
        keys.iter().any(|key| key.alias.as_deref() == Some(alias) && (!key.is_managed() || *key.region == *region))
    }

    pub fn kms_key_named_mut(&mut self, account: AccountIx, name: &str) -> Option<&mut StoredKmsKey> {
        self.account_mut(account).kms.keys.iter_mut().find(|key| key.is_called(name))
    }

    /// Returns `true` if any account has a key of this id.
    pub fn kms_key_taken(&self, id: &str) -> bool {
        self.accounts().any(|(_, account)| account.kms.keys.iter().any(|key| *key.id == *id))
    }

    /// Returns a new id that looks like a real one, is different for each key, and the same in each run.
    pub fn mint_kms_key_id(&mut self) -> Arc<str> {
        loop {
            let id = format!("00000000-0000-4000-8000-{:012}", self.mint());
            if !self.kms_key_taken(&id) {
                return id.into();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::kms::LEDGER_CAPACITY;
    use super::*;
    use crate::world::KmsAction;

    fn purpose() -> KmsUse<'static> {
        KmsUse {
            action: KmsAction::GenerateDataKey,
            caller: "acme",
            bucket: "logs",
            object: "a",
            request_id: "1",
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_default_key_is_made_once_a_region() {
        let mut world = World::default();
        let acme = world.add_account("acme");
        let mut ask = |region| world.use_kms(acme, region, None, &purpose()).unwrap();
        let first = ask("cn-hangzhou");
        assert_eq!(ask("cn-hangzhou"), first);
        assert_ne!(ask("cn-beijing"), first);
        assert!(is_key_id(&first));
        assert_eq!(world.kms_calls.calls().filter(|call| call.billable).count(), 3);
    }

    #[test]
    fn what_names_no_key_is_told_apart() {
        let mut world = World::default();
        let acme = world.add_account("acme");
        for (name, expected) in [
            ("123", KmsRefusal::KeyIdInvalid),
            ("9468da86-3509-4f8d-a61e-6eab1eac0000", KmsRefusal::KeyNotFound),
            ("key-hzz1", KmsRefusal::KeyNotFound),
            ("alias/none", KmsRefusal::AliasNotFound),
        ] {
            assert_eq!(world.use_kms(acme, "cn-hangzhou", Some(name), &purpose()), Err(expected), "{name}");
        }
        assert!(world.kms_calls.calls().all(|call| !call.billable) && world.account(acme).kms.keys.is_empty());
    }

    #[test]
    fn the_ledger_is_bounded() {
        let mut world = World::default();
        let acme = world.add_account("acme");
        world.use_kms(acme, "cn-hangzhou", Some("alias/none"), &purpose()).unwrap_err();
        for _ in 0..LEDGER_CAPACITY + 2 {
            world.use_kms(acme, "cn-hangzhou", None, &purpose()).unwrap();
        }
        let calls = &world.kms_calls;
        assert_eq!((calls.calls().count(), calls.forgotten, calls.forgotten_billable), (LEDGER_CAPACITY, 3, 2));
    }
}
