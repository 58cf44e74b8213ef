//! Look-ups in the index of a world: accounts, UIDs, AccessKeys and security tokens.

use std::sync::Arc;

use super::{AccountIx, Holder, StoredAccessKey, World};

impl World {
    pub fn account_named(&self, name: &str) -> Option<AccountIx> {
        self.index.account(name)
    }

    /// Returns `true` if an account or RAM user has this UID.
    pub fn uid_taken(&self, id: &str) -> bool {
        self.index.has_uid(id)
    }

    /// Sets the UID of an account or RAM user. Returns `false` if another one has it.
    pub fn set_uid(&mut self, holder: Holder, id: &str) -> bool {
        let had = match holder.user {
            None => self.account(holder.account).id.clone(),
            Some(user) => self.user(holder.account, user).id.clone(),
        };
        if *had == *id {
            return true;
        }
        if self.uid_taken(id) {
            return false;
        }
        let id: Arc<str> = id.into();
        self.index.remove_uid(&had);
        self.index.add_uid(&id);
        match holder.user {
            None => self.account_mut(holder.account).id = id,
            Some(user) => self.user_mut(holder.account, user).id = id,
        }
        true
    }

    /// The permanent AccessKey of an account or RAM user. Each has exactly one.
    pub fn key_of(&self, holder: Holder) -> &Arc<StoredAccessKey> {
        let key = self.index.key(holder).and_then(|id| self.key(id));
        key.expect("an AccessKey is made with its holder and only ever replaced")
    }

    /// Returns `true` if any session has this security token.
    pub fn token_known(&self, token: &str) -> bool {
        self.index.has_token(token)
    }
}
