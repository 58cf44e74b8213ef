//! KMS keys, arranged by a test, and the ledger of the calls of OSS to KMS.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use super::{Account, ArrangeError, or_panic};
use crate::oss::{Oss, assert_region};
use crate::world::{KmsAction, KmsCall, KmsKeyState, KmsService, StoredKmsKey, World, is_key_id};

/// A KMS key of an account.
///
/// The handle is a name (the alias, or the id), like [`Account`].
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, kms::KmsKeyState};
///
/// let oss = ossmock::Oss::new();
/// let acme = oss.create_account("acme");
/// let orders = acme.create_kms_key("orders");
/// let logs = acme.create_bucket("logs").set_encryption(EncryptionRule::kms(&orders.id()));
/// orders.disable(); // from now on, KMS refuses what OSS asks for
/// assert_eq!(orders.state(), KmsKeyState::Disabled);
/// ```
#[derive(Clone)]
pub struct KmsKey {
    oss: Oss,
    account: Arc<str>,
    name: Arc<str>,
}

/// The calls of OSS to KMS, for inspection and for a budget: each call costs a fee.
///
/// See [`Oss::kms`].
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Oss, kms::KmsAction};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let key = acme.create_kms_key("orders");
/// acme.create_bucket("logs").set_encryption(EncryptionRule::kms(&key.id()));
/// let request = http::Request::put("http://logs.localhost/note").body("hello".into())?;
/// let _ = oss.handle(oss.signer(&acme.credentials()).sign(request));
///
/// let ledger = oss.kms();
/// assert_eq!((ledger.count(), ledger.count_of(KmsAction::GenerateDataKey)), (1, 1));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct KmsLedger {
    calls: Vec<Arc<KmsCall>>,
    forgotten: u64,
    forgotten_billable: u64,
}

impl Account {
    /// Creates an enabled key with the alias `alias/{name}` in the region of the fake. Its id is generated.
    ///
    /// # Panics
    ///
    /// If a key of the account has the alias: look it up with [`Account::kms_key`].
    #[track_caller]
    pub fn create_kms_key(&self, name: &str) -> KmsKey {
        let (alias, region) = (format!("alias/{name}"), self.oss.region());
        or_panic(self.try_kms_key(None, Some(&alias), &region))
    }

    /// Creates a key, named by its alias, or by its id if it has no alias or OSS manages it.
    #[track_caller]
    pub(crate) fn try_kms_key(
        &self,
        id: Option<&str>,
        alias: Option<&str>,
        region: &str,
    ) -> Result<KmsKey, ArrangeError> {
        let made = self.change(|world, account, _| {
            if let Some(alias) = alias.filter(|alias| world.kms_alias_taken(account, alias, region)) {
                let error = ArrangeError::new(format!("the account has a KMS key `{alias}` already"));
                return Err(error.or("kms_key"));
            }
            id.map_or(Ok(()), check_key_id)?;
            if let Some(id) = id.filter(|id| world.kms_key_taken(id)) {
                return Err(ArrangeError::new(format!("there is a KMS key with the id `{id}` already")));
            }
            let id = id.map_or_else(|| world.mint_kms_key_id(), Into::into);
            let alias: Option<Arc<str>> = alias.map(Into::into);
            let key = StoredKmsKey { id, region: region.into(), alias, state: KmsKeyState::default() };
            let name = key.name();
            world.account_mut(account).kms.keys.push(key);
            Ok(name)
        });
        Ok(KmsKey { oss: self.oss.clone(), account: self.name.clone(), name: made? })
    }

    /// Returns `true` if a key of the account has this alias, so that a new key in this region cannot have it.
    #[cfg(feature = "world-file")]
    #[track_caller]
    pub(crate) fn has_kms_alias(&self, alias: &str, region: &str) -> bool {
        self.change(|world, account, _| world.kms_alias_taken(account, alias, region))
    }

    /// The KMS keys, in the order of their creation, with those that OSS manages.
    #[must_use]
    #[track_caller]
    pub fn kms_keys(&self) -> Vec<KmsKey> {
        let names: Vec<Arc<str>> =
            self.read(|world, account| world.account(account).kms.keys.iter().map(StoredKmsKey::name).collect());
        names.into_iter().map(|name| KmsKey { oss: self.oss.clone(), account: self.name.clone(), name }).collect()
    }

    /// Returns the key of this alias (`orders`, or `alias/orders`) or id, or `None`. The key that OSS manages, `acs/oss`, exists
    /// once an object needed it.
    #[must_use]
    #[track_caller]
    pub fn kms_key(&self, name: &str) -> Option<KmsKey> {
        let alias = format!("alias/{name}");
        let name = self.read(|world, account| {
            let of = |name: &str| world.kms_key_named(account, name).map(|_| Arc::from(name));
            of(name).or_else(|| of(&alias))
        })?;
        Some(KmsKey { oss: self.oss.clone(), account: self.name.clone(), name })
    }

    /// The state of KMS for the account; see [`Account::set_kms_service`].
    #[must_use]
    #[track_caller]
    pub fn kms_service(&self) -> KmsService {
        self.read(|world, account| world.account(account).kms.service)
    }

    /// Sets the state of KMS for the account, such as not activated or overdue; enabled by default.
    #[track_caller]
    pub fn set_kms_service(&self, service: KmsService) {
        self.change(|world, account, _| world.account_mut(account).kms.service = service);
    }
}

impl KmsKey {
    /// The id, as in encryption rules and headers.
    #[must_use]
    #[track_caller]
    pub fn id(&self) -> String {
        self.read(|key| key.id.to_string())
    }

    /// The alias, `alias/…`, if it has one.
    #[must_use]
    #[track_caller]
    pub fn alias(&self) -> Option<String> {
        self.read(|key| key.alias.as_ref().map(ToString::to_string))
    }

    /// The region.
    #[must_use]
    #[track_caller]
    pub fn region(&self) -> String {
        self.read(|key| key.region.to_string())
    }

    /// The state.
    #[must_use]
    #[track_caller]
    pub fn state(&self) -> KmsKeyState {
        self.read(|key| key.state)
    }

    /// Sets the id.
    ///
    /// # Panics
    ///
    /// If it is neither a UUID nor `key-…`, or a key has it.
    #[track_caller]
    pub fn set_id(&self, id: &str) -> Self {
        or_panic(check_key_id(id));
        let free = self.oss.read(|world| !world.kms_key_taken(id));
        assert!(free, "there is a KMS key with the id `{id}` already");
        let has_alias = self.alias().is_some();
        self.change(|key| key.id = id.into());
        if has_alias { self.clone() } else { Self { name: id.into(), ..self.clone() } }
    }

    /// Sets the region, such as `cn-beijing`.
    ///
    /// # Panics
    ///
    /// If the region is invalid.
    #[track_caller]
    pub fn set_region(&self, region: &str) -> Self {
        assert_region(region);
        self.change(|key| key.region = region.into())
    }

    /// Enables the key, whatever its state.
    #[track_caller]
    pub fn enable(&self) -> Self {
        self.set_state(KmsKeyState::Enabled)
    }

    /// Disables the key: data encrypted with it cannot be read, and nothing can be encrypted with it.
    #[track_caller]
    pub fn disable(&self) -> Self {
        self.set_state(KmsKeyState::Disabled)
    }

    /// Schedules its deletion: it cannot be used from now on.
    #[track_caller]
    pub fn schedule_deletion(&self) -> Self {
        self.set_state(KmsKeyState::PendingDeletion)
    }

    /// Removes its key material, like that of a key whose material is still to be imported.
    #[track_caller]
    pub fn await_import(&self) -> Self {
        self.set_state(KmsKeyState::PendingImport)
    }

    #[track_caller]
    pub(crate) fn set_state(&self, state: KmsKeyState) -> Self {
        self.change(|key| key.state = state)
    }

    fn find<'w>(&self, world: &'w World) -> Option<&'w StoredKmsKey> {
        world.kms_key_named(world.account_named(&self.account)?, &self.name)
    }

    #[track_caller]
    fn read<T>(&self, read: impl FnOnce(&StoredKmsKey) -> T) -> T {
        match self.oss.read(|world| self.find(world).map(read)) {
            Some(got) => got,
            None => self.gone(),
        }
    }

    #[track_caller]
    fn change(&self, change: impl FnOnce(&mut StoredKmsKey)) -> Self {
        let changed = self.oss.change(|world, _| {
            let account = world.account_named(&self.account)?;
            world.kms_key_named_mut(account, &self.name).map(change)
        });
        if changed.is_none() {
            self.gone();
        }
        self.clone()
    }

    #[track_caller]
    fn gone(&self) -> ! {
        panic!("there is no KMS key `{}` of `{}` any more: the world was replaced", self.name, self.account)
    }
}

fn check_key_id(id: &str) -> Result<(), ArrangeError> {
    if is_key_id(id) {
        Ok(())
    } else {
        Err(ArrangeError::new(format!(
            "`{id}` is not the id of a KMS key: write a UUID, or `key-` and letters and digits"
        )))
    }
}

impl fmt::Debug for KmsKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = self.oss.read(|world| self.find(world).map(|key| (key.id.clone(), key.state)));
        f.debug_struct("KmsKey")
            .field("name", &self.name)
            .field("id", &found.as_ref().map(|found| &found.0))
            .field("state", &found.as_ref().map(|found| found.1))
            .finish_non_exhaustive()
    }
}

impl Oss {
    /// Returns the calls of OSS to KMS so far: the last 10,000.
    ///
    /// The number of calls of an operation is assumed; it follows from envelope encryption: one `GenerateDataKey` for each
    /// encrypted object, one `Decrypt` for each read of it.
    ///
    /// Source: `help.aliyun.com/zh/oss/user-guide/server-side-encryption-5`.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// assert_eq!(oss.kms().count(), 0);
    /// oss.assert_kms_calls(..=2);
    /// ```
    #[must_use]
    pub fn kms(&self) -> KmsLedger {
        self.read(|World { kms_calls, .. }| KmsLedger {
            calls: kms_calls.calls().cloned().collect(),
            forgotten: kms_calls.forgotten,
            forgotten_billable: kms_calls.forgotten_billable,
        })
    }
}

impl KmsLedger {
    /// The calls, in their order.
    #[must_use]
    pub fn ledger(&self) -> &[Arc<KmsCall>] {
        &self.calls
    }

    /// The number of calls that cost a fee, including those no longer kept.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.forgotten_billable + self.calls.iter().map(|call| u64::from(call.billable)).sum::<u64>()
    }

    /// The number of calls no longer kept.
    #[must_use]
    pub const fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// The numbers of kept calls that cost a fee, by key and caller.
    #[must_use]
    pub fn by_key_and_caller(&self) -> BTreeMap<(Arc<str>, Arc<str>), u64> {
        let mut counts = BTreeMap::new();
        for call in self.calls.iter().filter(|call| call.billable) {
            *counts.entry((call.key_id.clone(), call.caller.clone())).or_default() += 1;
        }
        counts
    }

    /// The number of kept calls with this action that cost a fee.
    #[must_use]
    pub fn count_of(&self, action: KmsAction) -> u64 {
        self.calls.iter().map(|call| u64::from(call.billable && call.action == action)).sum()
    }
}

impl fmt::Display for KmsLedger {
    /// Writes one call per line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.forgotten > 0 {
            writeln!(f, "{} earlier calls are not kept", self.forgotten)?;
        }
        self.calls.iter().try_for_each(|call| writeln!(f, "{call}"))
    }
}

impl KmsCall {
    /// The time of the call, by the clock of the fake.
    #[must_use]
    pub fn at(&self) -> SystemTime {
        crate::wire::text::system_time(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::KmsUse;

    /// A fake with KMS calls for a data key, for its decryption, and for a data key under a disabled key.
    fn oss_with_calls() -> Oss {
        let oss = Oss::new();
        oss.clock().set_utc("2026-11-23T16:05:59Z");
        let acme = oss.create_account("acme");
        acme.create_kms_key("orders").set_id("key-hzz1");
        acme.create_kms_key("old").set_id("key-hzz2").disable();
        for (action, name) in [
            (KmsAction::GenerateDataKey, "key-hzz1"),
            (KmsAction::Decrypt, "alias/orders"),
            (KmsAction::GenerateDataKey, "key-hzz2"),
        ] {
            oss.change(|world, at| {
                let place = world.account_named("acme").unwrap();
                let (caller, bucket, object) = ("acme/ci", "logs", "a/b");
                let purpose = KmsUse { action, caller, bucket, object, request_id: "1", at };
                world.use_kms(place, "cn-hangzhou", Some(name), &purpose).ok();
            });
        }
        oss
    }

    #[test]
    fn a_ledger_shows_one_call_a_line() {
        let mut ledger = oss_with_calls().kms();
        let lines = "2026-11-23T16:05:59Z GenerateDataKey with key-hzz1 by acme/ci for logs/a/b\n\
                     2026-11-23T16:05:59Z Decrypt with key-hzz1 by acme/ci for logs/a/b\n\
                     2026-11-23T16:05:59Z GenerateDataKey with key-hzz2 by acme/ci for logs/a/b, refused\n";
        assert_eq!(ledger.to_string(), lines);
        ledger.forgotten = 7;
        assert_eq!(ledger.to_string(), format!("7 earlier calls are not kept\n{lines}"));
    }

    #[test]
    fn only_what_kms_did_costs_a_fee() {
        let oss = oss_with_calls();
        let ledger = oss.kms();
        assert_eq!((ledger.ledger().len(), ledger.count()), (3, 2));
        assert_eq!((ledger.count_of(KmsAction::GenerateDataKey), ledger.count_of(KmsAction::Decrypt)), (1, 1));
        let by: Vec<_> = ledger.by_key_and_caller().into_iter().collect();
        assert_eq!(by, [(("key-hzz1".into(), "acme/ci".into()), 2)]);
        assert_eq!(ledger.ledger()[0].at(), oss.clock().now());
        let forgetful = KmsLedger { calls: Vec::new(), forgotten: 5, forgotten_billable: 3 };
        assert_eq!((forgetful.count(), forgetful.forgotten()), (3, 5));
    }
}
