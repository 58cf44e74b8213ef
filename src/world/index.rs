//! Indexes of a world, which find an account by name, a UID, an AccessKey or a security token without a scan.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::{AccountIx, Holder, StoredAccessKey, StoredAccount};

/// The indexes of a world. They follow from its other fields, so a comparison leaves them out.
#[derive(Clone, Default)]
pub(super) struct Index {
    accounts: BTreeMap<Arc<str>, AccountIx>,
    /// The UIDs of accounts and RAM users.
    uids: BTreeSet<Arc<str>>,
    /// The id of each holder's permanent AccessKey.
    keys: BTreeMap<Holder, Arc<str>>,
    /// The security tokens of sessions, each with the id of its AccessKey. A test may give one token to two sessions.
    tokens: BTreeSet<(Arc<str>, Arc<str>)>,
    /// The ids of the AccessKeys of each account's sessions, those of its roles included.
    sessions: BTreeMap<AccountIx, BTreeSet<Arc<str>>>,
}

impl fmt::Debug for Index {
    /// Shows no fields, as they have security tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").finish_non_exhaustive()
    }
}

impl Index {
    pub fn add_account(&mut self, account: &StoredAccount, ix: AccountIx) {
        self.accounts.insert(account.name.clone(), ix);
        self.uids.insert(account.id.clone());
    }

    pub fn add_uid(&mut self, uid: &Arc<str>) {
        self.uids.insert(uid.clone());
    }

    pub fn add_key(&mut self, key: &StoredAccessKey) {
        match &key.session {
            None => drop(self.keys.insert(key.holder, key.id.clone())),
            Some(session) => {
                self.tokens.insert((session.token.clone(), key.id.clone()));
                self.sessions.entry(key.holder.account).or_default().insert(key.id.clone());
            }
        }
    }

    /// The ids of the AccessKeys of an account's sessions, those of its roles included.
    pub fn sessions(&self, account: AccountIx) -> impl Iterator<Item = &Arc<str>> {
        self.sessions.get(&account).into_iter().flatten()
    }

    pub fn remove_key(&mut self, key: &StoredAccessKey) {
        match &key.session {
            None => drop(self.keys.remove(&key.holder)),
            Some(session) => {
                self.tokens.remove(&(session.token.clone(), key.id.clone()));
                self.sessions.entry(key.holder.account).or_default().remove(&key.id);
            }
        }
    }

    /// The account with this name.
    pub fn account(&self, name: &str) -> Option<AccountIx> {
        self.accounts.get(name).copied()
    }

    pub fn has_uid(&self, uid: &str) -> bool {
        self.uids.contains(uid)
    }

    pub fn remove_uid(&mut self, uid: &str) {
        self.uids.remove(uid);
    }

    /// The id of the permanent AccessKey of a holder.
    pub fn key(&self, holder: Holder) -> Option<&Arc<str>> {
        self.keys.get(&holder)
    }

    pub fn has_token(&self, token: &str) -> bool {
        let from = (Arc::from(token), Arc::from(""));
        self.tokens.range(from..).next().is_some_and(|(known, _)| **known == *token)
    }
}
