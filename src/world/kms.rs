//! A fake Key Management Service: keys of an account in a region, and a ledger of the calls of OSS.
//!
//! Sources: `help.aliyun.com/zh/oss/user-guide/server-side-encryption-5` (the calls of OSS, and the fees it warns of);
//! the states and their refusals from the pages of ECs `0005-00000214` and its neighbours. The number of calls of each
//! operation is assumed: it follows from envelope encryption.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use crate::ram::wire_names;

/// The maximum number of calls the ledger keeps; the oldest are forgotten, and counted.
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
    /// The availability of KMS to an account.
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
    /// An operation of KMS that OSS calls.
    KmsAction {
        /// Creates a new data key, to encrypt an object with.
        #[default]
        GenerateDataKey = "GenerateDataKey",
        /// Decrypts the data key of an object.
        Decrypt = "Decrypt",
        /// Describes a key. No emulated operation calls it (assumed: the console needs the permission).
        DescribeKey = "DescribeKey",
    }
}

/// The KMS of an account.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Kms {
    pub service: KmsService,
    pub keys: Vec<StoredKmsKey>,
}

/// A key in one region.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredKmsKey {
    pub id: Arc<str>,
    pub region: Arc<str>,
    /// `alias/…`, if it has one.
    pub alias: Option<Arc<str>>,
    pub state: KmsKeyState,
}

impl Kms {
    /// The key in a region, by id or alias.
    pub fn find(&self, region: &str, name: &str) -> Option<&StoredKmsKey> {
        self.keys.iter().find(|key| *key.region == *region && key.is_called(name))
    }

    /// The key that OSS manages in a region; `None` before its first use.
    pub fn managed(&self, region: &str) -> Option<&StoredKmsKey> {
        self.find(region, DEFAULT_ALIAS)
    }
}

impl StoredKmsKey {
    /// The name that handles know it by: its alias, or its id if it has no alias or OSS manages it.
    pub fn name(&self) -> Arc<str> {
        self.alias.clone().filter(|_| !self.is_managed()).unwrap_or_else(|| self.id.clone())
    }

    /// Returns `true` if OSS manages the key: its use needs no permission.
    pub fn is_managed(&self) -> bool {
        self.alias.as_deref() == Some(DEFAULT_ALIAS)
    }

    pub(super) fn is_called(&self, name: &str) -> bool {
        *self.id == *name || self.alias.as_deref() == Some(name)
    }
}

/// The reason KMS refused an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KmsRefusal {
    /// The account has not turned KMS on.
    NotEnabled,
    /// The account's partner does not offer KMS.
    NotOffered,
    /// The account is in debt.
    InDebt,
    /// The account has been in debt for long.
    InDebtOverdue,
    /// The name of the key does not have the form of an id.
    KeyIdInvalid,
    /// There is no key with this id in the account and region of the bucket.
    KeyNotFound,
    /// There is no key with this alias in the account and region of the bucket.
    AliasNotFound,
    /// The key is disabled.
    Disabled,
    /// The key is to be deleted.
    PendingDeletion,
    /// The key has no material.
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
    /// Returns `true` if there is no key of this name, so that adding one helps.
    pub(crate) const fn is_of_absent_key(self) -> bool {
        matches!(self, Self::KeyIdInvalid | Self::KeyNotFound | Self::AliasNotFound)
    }

    /// Describes the problem with a key, and how to add the key if it is not there.
    pub(crate) fn about(self, account: &str, region: &str, key: &str) -> String {
        let add = match self {
            Self::KeyIdInvalid => "; the id of a key is a UUID, or `key-` with letters and digits".to_owned(),
            Self::KeyNotFound => {
                format!(
                    "; add it with `Account::create_kms_key(..).set_id({key:?})`, or `kms_key = [{{ id = {key:?} }}]` of the account in a world file"
                )
            }
            Self::AliasNotFound => {
                let alias = key.strip_prefix("alias/").unwrap_or(key);
                format!(
                    "; add it with `Account::create_kms_key({alias:?})`, or `kms_key = [{{ alias = {key:?} }}]` of the account in a world file"
                )
            }
            _ => String::new(),
        };
        format!("KMS key `{key}` of account `{account}` in `{region}`: {self}{add}")
    }
}

/// A call of OSS to KMS, on behalf of a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KmsCall {
    /// The operation of KMS.
    pub action: KmsAction,
    /// The id of the key; the name in the request if there is no such key.
    pub key_id: Arc<str>,
    /// The caller on whose behalf OSS called KMS, as the journal names it: `acme/ci`.
    pub caller: Arc<str>,
    /// The bucket.
    pub bucket: Arc<str>,
    /// The key of the object.
    pub object: Arc<str>,
    /// The id of the request.
    pub request_id: Arc<str>,
    /// `true` if KMS did it: a refused call costs nothing (assumed).
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

/// The calls of OSS to KMS so far, in order. Bounded.
#[derive(Debug, Clone, Default)]
pub(crate) struct KmsCalls {
    calls: VecDeque<Arc<KmsCall>>,
    pub forgotten: u64,
    /// The forgotten calls that cost a fee.
    pub forgotten_billable: u64,
}

impl KmsCalls {
    pub(super) fn push(&mut self, call: KmsCall) {
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

/// The purpose of a call of OSS to KMS, and the caller it is made for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KmsUse<'a> {
    pub action: KmsAction,
    pub caller: &'a str,
    pub bucket: &'a str,
    pub object: &'a str,
    pub request_id: &'a str,
    pub at: Timestamp,
}

/// Returns `true` if a text could be the id of a key: a UUID, or `key-` and letters, digits and hyphens. Assumed: an id of
/// another form is answered as invalid, and an id of this form as not found; the pages have both answers and say no more.
pub(crate) fn is_key_id(text: &str) -> bool {
    let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let uuid = || {
        let groups: Vec<&str> = text.split('-').collect();
        groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
            && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    };
    text.strip_prefix("key-").is_some_and(word) || uuid()
}
