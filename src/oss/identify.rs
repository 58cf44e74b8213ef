//! The identity of the caller: the claim of a request, checked against the look-up.

use std::sync::Arc;

use super::Oss;
use super::exchange::{Exchange, Received};
use crate::auth::{self, Caller, Claim, ClaimContext, ClaimFacts, Suspects};
use crate::error::{Cause, Refusal};
use crate::world::StoredAccessKey;

impl Exchange {
    /// auth: identifies the caller.
    pub fn identify(&mut self, claim: Option<&Claim>) -> Result<(), Refusal> {
        if let Some(claim) = claim {
            self.check_claim(claim)?;
        }
        let (caller, key) = (self.request.caller.clone(), self.request.found.facts.key.clone());
        let record = self.record();
        record.caller = Some(caller);
        record.signed_with = key;
        let Received { call, operation, found, .. } = &*self.request;
        if found.owner_of(*operation).is_some_and(|account| account.suspended) {
            return Err(match call.bucket() {
                Some(bucket) => Refusal::from(Cause::UserDisable).with("BucketName", bucket),
                None => Cause::UserDisable.into(),
            });
        }
        Ok(())
    }

    fn check_claim(&mut self, claim: &Claim) -> Result<(), Refusal> {
        let Self { oss, request, .. } = self;
        let Received { call, arrival, found, .. } = &**request;
        let (region, product) = match request.cloudbox() {
            None => (request.region(), auth::PRODUCT),
            Some(_) if !claim.is_for_cloudbox(oss.profile()) => return Err(Cause::OnlyV4Header.into()),
            Some(id) => (&**id, auth::CLOUDBOX_PRODUCT),
        };
        let setting = ClaimContext {
            now: arrival.now,
            clients_now: oss.clients_time(arrival.now),
            machine: arrival.machine,
            signed_at: found.signed_at,
            region,
            product,
            suspects: &|key| oss.suspects(key),
        };
        let note = claim.absolute_note(call, &setting);
        let checked = claim.check(call, &found.facts, &setting);
        if let Ok(Some(mac)) = &checked {
            oss.keep_signing_key(claim, &found.facts, mac.clone());
        }
        let record = self.record();
        record.note = note;
        checked.map(drop).map_err(|refused| {
            record.mismatch = refused.mismatch;
            refused.refusal
        })
    }
}

impl Oss {
    fn keep_signing_key(&self, claim: &Claim, facts: &ClaimFacts, mac: auth::SigningMac) {
        if let (Some(key), Some(scope)) = (&facts.key, &claim.scope) {
            self.lock().keys.keep(key.secret.clone(), scope.clone(), mac);
        }
    }

    /// Returns the other AccessKeys that may have made a wrong signature, and the last call whose client knew the secret.
    fn suspects(&self, key: &StoredAccessKey) -> Suspects {
        let state = self.lock();
        let whose = |key: Arc<StoredAccessKey>| {
            let name = Caller::from_facts(&ClaimFacts::of_key(&state.world, &key)).to_string();
            (key, name)
        };
        let keys = state.world.keys_beside(key, Suspects::MAX_KEYS).into_iter().map(whose).collect();
        Suspects { keys, signed_before: state.log.signed_with(key) }
    }
}
