//! The facts of the world that the head of a request needs, looked up together under the lock.

use std::sync::Arc;

use jiff::Timestamp;

use super::state::State;
use crate::auth::{Claim, ClaimFacts, Machine};
use crate::op::{self, Operation};
use crate::wire::{Address, Call, RequestId};
use crate::world::{AccountIx, StoredAccount, StoredBucket, StoredCloudBox};

/// The time and the identity of a request.
#[derive(Clone)]
pub(super) struct Arrival {
    pub now: Timestamp,
    /// The machine's clock, if clients sign by it.
    pub machine: Option<Machine>,
    pub request_id: RequestId,
    /// The number of times that the world had been replaced.
    pub replaced: u64,
}

impl Arrival {
    /// The milliseconds from the head of the request to a time, by the clock of the fake; 0 if it went back.
    pub fn milliseconds_until(&self, now: Timestamp) -> u64 {
        u64::try_from(now.duration_since(self.now).as_millis()).unwrap_or_default()
    }
}

/// The facts of the world about the head of a request.
pub(super) struct Lookup {
    /// The region of endpoints that name none.
    pub region: Arc<str>,
    pub bucket: Option<Arc<StoredBucket>>,
    /// The bucket of this name that the endpoint does not reach.
    pub elsewhere: Option<Arc<StoredBucket>>,
    /// The CloudBox in the host.
    pub cloudbox: Option<StoredCloudBox>,
    /// The account that owns the bucket.
    pub owner: Option<Arc<StoredAccount>>,
    /// The bucket that a copy is taken from, and the account that owns it.
    pub source: Option<(Arc<StoredBucket>, Arc<StoredAccount>)>,
    /// The account of the claimed AccessKey.
    pub account: Option<AccountIx>,
    pub facts: ClaimFacts,
    /// The fake's time when the request was signed, if its date was read from the machine's clock.
    pub signed_at: Option<Timestamp>,
    /// `true` if faults are armed.
    pub faults: bool,
}

impl Lookup {
    /// Returns the account that owns the resource: a bucket to be created counts as the caller's own.
    pub fn owner_of(&self, operation: Operation) -> Option<&Arc<StoredAccount>> {
        let owner = self.owner.as_ref().filter(|_| !operation.is_about_new_bucket());
        owner.or(self.facts.account.as_ref())
    }

    pub fn of(state: &State, call: &Call, claim: Option<&Claim>, machine: Option<Machine>) -> Self {
        let world = &state.world;
        let cloudbox = call.cloudbox().and_then(|host| Some(world.cloudbox(&host.id)?.1.clone()));
        let named = call.bucket().and_then(|name| world.bucket(name)).cloned();
        // The buckets of a CloudBox are separate from those of the regions.
        let (bucket, elsewhere) = match named {
            Some(bucket) if reaches(call, &bucket) => (Some(bucket), None),
            other => (None, other),
        };
        let mut facts = ClaimFacts::default();
        let mut account = None;
        if let Some(claim) = claim {
            if let Some(key) = world.key(&claim.access_key_id) {
                account = Some(key.holder.account);
                facts = ClaimFacts::of_key(world, key);
                facts.mac = claim.scope.as_ref().and_then(|scope| state.keys.get(&key.secret, scope));
            }
            facts.token_known = claim.token.as_ref().is_some_and(|token| world.token_known(token));
        }
        let signed_at = claim
            .zip(machine)
            .and_then(|(claim, machine)| state.clock.when_signed(claim.signed_at(call)?, machine.now, claim.ahead()));
        Self {
            region: world.region.clone(),
            owner: bucket.as_ref().map(|bucket| world.account(bucket.owner).clone()),
            source: op::copied(call, world),
            bucket,
            elsewhere,
            cloudbox,
            account,
            facts,
            signed_at,
            faults: state.armed.has_faults(),
        }
    }
}

/// Returns `true` if the endpoint of a request can reach a bucket: the endpoints of a CloudBox reach its buckets, and all other
/// endpoints the other buckets. Hosts that stand in for an endpoint and name none, such as an IP address, reach both.
///
/// Source: `alibabacloud.com/help/en/oss/user-guide/getting-started-with-oss-deployed-in-cloudbox`: names are unique on the
/// box. The separation is assumed from it.
fn reaches(call: &Call, bucket: &StoredBucket) -> bool {
    match (call.cloudbox(), &bucket.cloudbox) {
        (Some(host), Some(id)) => host.id == **id,
        (Some(_), None) => false,
        (None, Some(_)) => call.address.as_ref().is_some_and(Address::is_neutral),
        (None, None) => true,
    }
}
