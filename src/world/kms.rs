//! A fake Key Management Service: keys of an account in a region, and a ledger of what OSS asked of them.
//!
//! Sources: `help.aliyun.com/zh/oss/user-guide/server-side-encryption-5` (what OSS asks for, and the fees it warns of);
//! the states and their refusals from the pages of ECs `0005-00000214` and its neighbours. How many calls each
//! operation makes is assumed: it follows from envelope encryption.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::{AccountIx, World};
use crate::policy::wire_names;

/// How many calls the ledger keeps; the oldest are forgotten, and counted.
pub(crate) const LEDGER_CAPACITY: usize = 10_000;

/// The alias of the key that OSS manages, made on first use.
pub(crate) const DEFAULT_ALIAS: &str = "alias/acs/oss";

wire_names! {
    /// The state of a KMS key.
    KmsKeyState {
        /// It can be used.
        #[default]
        Enabled = "Enabled",
        /// It was switched off.
        Disabled = "Disabled",
        /// It will be deleted, and cannot be used meanwhile.
        PendingDeletion = "PendingDeletion",
        /// Its material was not imported yet, or has expired.
        PendingImport = "PendingImport",
    }
}

wire_names! {
    /// Whether an account has KMS at all.
    KmsService {
        /// It can be used.
        #[default]
        Enabled = "enabled",
        /// The account has not turned it on.
        NotEnabled = "not-enabled",
        /// The partner the account was made by does not offer it.
        NotOffered = "not-offered",
        /// The account is in debt.
        InDebt = "in-debt",
        /// The account has been in debt for too long.
        InDebtOverdue = "in-debt-overdue",
    }
}

wire_names! {
    /// What OSS asks of KMS.
    KmsAction {
        /// A new data key, to encrypt an object with.
        #[default]
        GenerateDataKey = "GenerateDataKey",
        /// The data key of an object, decrypted.
        Decrypt = "Decrypt",
        /// What is known about a key. No emulated operation asks for it (assumed: what needs the permission is the console).
        DescribeKey = "DescribeKey",
    }
}

/// The KMS of an account.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Kms {
    pub service: KmsService,
    pub keys: Vec<KmsKey>,
}

/// A key in one region.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KmsKey {
    pub id: Arc<str>,
    pub region: Arc<str>,
    /// `alias/…`, if it has one.
    pub alias: Option<Arc<str>>,
    pub state: KmsKeyState,
}

impl Kms {
    /// The key in a region, by id or alias.
    pub fn find(&self, region: &str, name: &str) -> Option<&KmsKey> {
        self.keys.iter().find(|key| *key.region == *region && key.is_called(name))
    }

    /// The key that OSS manages in a region, once it was used.
    pub fn managed(&self, region: &str) -> Option<&KmsKey> {
        self.find(region, DEFAULT_ALIAS)
    }
}

impl KmsKey {
    /// Whether it is the one that OSS manages: nobody needs a permission to use it.
    pub fn is_managed(&self) -> bool {
        self.alias.as_deref() == Some(DEFAULT_ALIAS)
    }

    fn is_called(&self, name: &str) -> bool {
        *self.id == *name || self.alias.as_deref() == Some(name)
    }
}

/// Why KMS did not do what OSS asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KmsRefusal {
    NotEnabled,
    NotOffered,
    InDebt,
    InDebtOverdue,
    /// What names the key has not the form of an id.
    KeyIdInvalid,
    KeyNotFound,
    AliasNotFound,
    Disabled,
    PendingDeletion,
    PendingImport,
}

impl fmt::Display for KmsRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotEnabled => "the account has not turned it on",
            Self::NotOffered => "the account's partner does not offer it",
            Self::InDebt | Self::InDebtOverdue => "the account is in debt",
            Self::KeyIdInvalid => "this is no id of a key",
            Self::KeyNotFound => "there is no such key in the account and region of the bucket",
            Self::AliasNotFound => "there is no such alias in the account and region of the bucket",
            Self::Disabled => "the key is disabled",
            Self::PendingDeletion => "the key is to be deleted",
            Self::PendingImport => "the key has no material",
        })
    }
}

impl KmsRefusal {
    /// Whether there is no key of this name, so that adding one helps.
    pub const fn is_of_absent_key(self) -> bool {
        matches!(self, Self::KeyIdInvalid | Self::KeyNotFound | Self::AliasNotFound)
    }

    /// What is wrong with a key, and how to add it if it is not there.
    pub fn about(self, account: &str, region: &str, key: &str) -> String {
        let add = match self {
            Self::KeyIdInvalid => "; the id of a key is a UUID, or `key-` with letters and digits".to_owned(),
            Self::KeyNotFound => {
                format!(
                    "; add it with `Account::kms_key(..).with_id({key:?})`, or `kms_key = [{{ id = {key:?} }}]` of the account in a world file"
                )
            }
            Self::AliasNotFound => {
                let alias = key.strip_prefix("alias/").unwrap_or(key);
                format!(
                    "; add it with `Account::kms_key({alias:?})`, or `kms_key = [{{ alias = {key:?} }}]` of the account in a world file"
                )
            }
            _ => String::new(),
        };
        format!("KMS key `{key}` of account `{account}` in `{region}`: {self}{add}")
    }
}

/// One call of OSS to KMS, on behalf of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KmsCall {
    /// What OSS asked for.
    pub action: KmsAction,
    /// The id of the key; what the request named, if there is no such key.
    pub key_id: Arc<str>,
    /// On whose behalf, as the journal names them: `acme/ci`.
    pub caller: Arc<str>,
    /// The bucket.
    pub bucket: Arc<str>,
    /// The key of the object.
    pub object: Arc<str>,
    /// The id of the request.
    pub request_id: Arc<str>,
    /// Whether KMS did it: a refused call costs nothing (assumed).
    pub billable: bool,
    pub(crate) at: Timestamp,
}

impl fmt::Display for KmsCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let refused = if self.billable { "" } else { ", refused" };
        let Self { at, action, key_id, caller, bucket, object, .. } = self;
        write!(f, "{at} {action} with {key_id} by {caller} for {bucket}/{object}{refused}")
    }
}

/// What OSS asked of KMS so far, in order. Bounded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    calls: VecDeque<Arc<KmsCall>>,
    pub forgotten: u64,
    /// Those of them that cost a fee.
    pub forgotten_billable: u64,
}

impl Ledger {
    fn push(&mut self, call: KmsCall) {
        self.calls.push_back(Arc::new(call));
        if self.calls.len() > LEDGER_CAPACITY {
            let oldest = self.calls.pop_front();
            self.forgotten += 1;
            self.forgotten_billable += oldest.map_or(0, |call| u64::from(call.billable));
        }
    }

    pub fn calls(&self) -> impl Iterator<Item = &Arc<KmsCall>> {
        self.calls.iter()
    }
}

/// For what and for whom OSS asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KmsUse<'a> {
    pub action: KmsAction,
    pub caller: &'a str,
    pub bucket: &'a str,
    pub object: &'a str,
    pub request_id: &'a str,
    pub at: Timestamp,
}

impl World {
    /// Asks the KMS of an account for something with a key, and writes it down. Without a name it is the key that OSS
    /// manages, which is made on first use. Gives the id of the key.
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
        self.ledger.push(KmsCall {
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

    /// The key of a name, if it can be used.
    fn kms_key(&mut self, account: AccountIx, region: &str, named: Option<&str>) -> Result<Arc<str>, KmsRefusal> {
        match self.check_kms(account, region, named)? {
            Some(key_id) => Ok(key_id),
            None => Ok(self.managed_kms_key(account, region)),
        }
    }

    /// Why KMS would not decrypt with a key, asked without a trace in the ledger.
    pub fn kms_refusal(&self, account: AccountIx, region: &str, key_id: &str) -> Option<KmsRefusal> {
        self.check_kms(account, region, Some(key_id)).err()
    }

    /// The same without making a key: none is the one that OSS manages, which is not there yet.
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
        let key = KmsKey {
            id: id.clone(),
            region: region.into(),
            alias: Some(DEFAULT_ALIAS.into()),
            state: KmsKeyState::Enabled,
        };
        self.account_mut(account).kms.keys.push(key);
        id
    }

    /// The key of an account by id or alias, in whatever region it is.
    pub fn kms_key_named(&self, account: AccountIx, name: &str) -> Option<&KmsKey> {
        self.account(account).kms.keys.iter().find(|key| key.is_called(name))
    }

    /// Whether a key of an account has this alias, so that another one cannot. Handles go by the alias, wherever the key is;
    /// only the one that OSS manages is in each region.
    pub fn kms_alias_taken(&self, account: AccountIx, alias: &str, region: &str) -> bool {
        let keys = &self.account(account).kms.keys;
        keys.iter().any(|key| key.alias.as_deref() == Some(alias) && (!key.is_managed() || *key.region == *region))
    }

    pub fn kms_key_named_mut(&mut self, account: AccountIx, name: &str) -> Option<&mut KmsKey> {
        self.account_mut(account).kms.keys.iter_mut().find(|key| key.is_called(name))
    }

    /// Whether any account has a key of this id.
    pub fn kms_key_taken(&self, id: &str) -> bool {
        self.accounts().any(|(_, account)| account.kms.keys.iter().any(|key| *key.id == *id))
    }

    /// Looks like a real one, is different for each key and the same in each run.
    pub fn mint_kms_key_id(&mut self) -> Arc<str> {
        loop {
            let id = format!("00000000-0000-4000-8000-{:012}", self.mint());
            if !self.kms_key_taken(&id) {
                return id.into();
            }
        }
    }
}

/// Whether a text could be the id of a key: a UUID, or `key-` and letters, digits and hyphens. Assumed: what has another form
/// is told to be invalid, and what has this one not to be found; the pages have both answers and say no more.
pub(crate) fn is_key_id(text: &str) -> bool {
    let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let uuid = || {
        let groups: Vec<&str> = text.split('-').collect();
        groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
            && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    };
    text.strip_prefix("key-").is_some_and(word) || uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(world.ledger.calls().filter(|call| call.billable).count(), 3);
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
        assert!(world.ledger.calls().all(|call| !call.billable) && world.account(acme).kms.keys.is_empty());
    }

    #[test]
    fn the_ledger_is_bounded() {
        let mut world = World::default();
        let acme = world.add_account("acme");
        world.use_kms(acme, "cn-hangzhou", Some("alias/none"), &purpose()).unwrap_err();
        for _ in 0..LEDGER_CAPACITY + 2 {
            world.use_kms(acme, "cn-hangzhou", None, &purpose()).unwrap();
        }
        let ledger = &world.ledger;
        assert_eq!((ledger.calls().count(), ledger.forgotten, ledger.forgotten_billable), (LEDGER_CAPACITY, 3, 2));
    }
}
