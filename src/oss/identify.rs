//! Who asks: the claim of a request against what was looked up.

use std::sync::Arc;

use super::Oss;
use super::look_up::LookedUp;
use crate::auth::{self, Caller, Claim, Facts, Setting, Suspects};
use crate::error::{Cause, Refusal};
use crate::journal::Record;
use crate::op::Operation;
use crate::wire::Call;
use crate::world::AccessKey;

impl Oss {
    /// auth: who asks.
    pub(super) fn identify(
        &self,
        call: &Call,
        operation: Operation,
        claim: Option<&Claim>,
        looked_up: &LookedUp,
        record: &mut Record,
    ) -> Result<(), Refusal> {
        let facts = &looked_up.facts;
        if let Some(claim) = claim {
            let (region, product) = match looked_up.cloudbox_of(call) {
                None => (looked_up.region_of(call), auth::PRODUCT),
                Some(_) if !claim.is_for_cloudbox(self.profile()) => return Err(Cause::OnlyV4Header.into()),
                Some(id) => (&**id, auth::CLOUDBOX_PRODUCT),
            };
            let setting = Setting {
                now: looked_up.now,
                clients_now: self.clients_time(looked_up.now),
                machine: looked_up.machine,
                signed_at: looked_up.signed_at,
                region,
                product,
                suspects: &|key| self.suspects(key),
            };
            record.note = claim.absolute_note(call, &setting);
            match claim.check(call, facts, &setting) {
                Ok(None) => {}
                Ok(Some(mac)) => self.keep_signing_key(claim, facts, mac),
                Err(refused) => {
                    record.mismatch = refused.mismatch;
                    return Err(refused.refusal);
                }
            }
        }
        record.caller = Some(Caller::from_facts(facts));
        record.signed_with.clone_from(&facts.key);
        if looked_up.owner_of(operation).is_some_and(|account| account.suspended) {
            return Err(match call.bucket() {
                Some(bucket) => Refusal::from(Cause::UserDisable).with("BucketName", bucket),
                None => Cause::UserDisable.into(),
            });
        }
        Ok(())
    }

    fn keep_signing_key(&self, claim: &Claim, facts: &Facts, mac: auth::SigningMac) {
        if let (Some(key), Some(scope)) = (&facts.key, &claim.scope) {
            self.lock().keys.keep(key.secret.clone(), scope.clone(), mac);
        }
    }

    /// Who else may have made a wrong signature, and whether the secret is known to its client.
    fn suspects(&self, key: &AccessKey) -> Suspects {
        let state = self.lock();
        let whose = |key: Arc<AccessKey>| {
            let name = Caller::from_facts(&Facts::of_key(&state.world, &key)).to_string();
            (key, name)
        };
        let keys = state.world.keys_beside(key, Suspects::MAX_KEYS).into_iter().map(whose).collect();
        Suspects { keys, signed_before: state.log.signed_with(key) }
    }
}
