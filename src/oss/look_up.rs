//! The look-up for the head of a request: everything that the world knows about it, in one go under the lock.

use std::sync::Arc;

use jiff::Timestamp;

use super::exchange::Received;
use super::{Oss, State, cloudbox, request_id};
use crate::auth::{Claim, Facts, Machine};
use crate::op::{self, Operation};
use crate::wire::Call;
use crate::world::{Account, AccountIx, Bucket, CloudBox};

/// When a request came, and which one it is.
#[derive(Clone)]
pub(super) struct Arrival {
    pub now: Timestamp,
    /// The machine's clock, where clients sign by it.
    pub machine: Option<Machine>,
    pub request_id: String,
    /// The number of times that the world had been replaced.
    pub replaced: u64,
}

/// What the world knows about the head of a request.
pub(super) struct Found {
    /// The region of endpoints that name none.
    pub region: Arc<str>,
    pub bucket: Option<Arc<Bucket>>,
    /// The bucket of this name that the endpoint does not reach.
    pub elsewhere: Option<Arc<Bucket>>,
    /// The CloudBox that the host names.
    pub cloudbox: Option<CloudBox>,
    /// The account that owns the bucket.
    pub owner: Option<Arc<Account>>,
    /// The bucket that a copy is taken from, and the account that owns it.
    pub source: Option<(Arc<Bucket>, Arc<Account>)>,
    /// The account of the claimed AccessKey.
    pub account: Option<AccountIx>,
    pub facts: Facts,
    /// The fake's time when the request was signed, if its date was read from the machine's clock.
    pub signed_at: Option<Timestamp>,
    /// `true` if faults are armed.
    pub faults: bool,
}

impl Oss {
    /// Looks up everything that the world knows about the head of a request.
    pub(super) fn look_up(&self, call: Call, claim: Option<&Claim>, machine: Option<Timestamp>) -> Received {
        // The clients of a tape have a time of their own.
        let machine = machine.filter(|_| !self.is_taped());
        let mut state = self.lock();
        let now = state.clock.now();
        let machine = machine.map(|now| Machine { now, since: state.clock.since() });
        state.requests += 1;
        let request_id = request_id(now, state.requests);
        let arrival = Arrival { now, machine, request_id, replaced: state.replaced };
        let found = Found::of(&state, &call, claim, machine);
        drop(state);
        Received::new(call, Operation::Unlisted, arrival, found)
    }

    /// Looks up what a form says, once it is read, as part of the request that brought it.
    pub(super) fn look_up_form(&self, call: Call, claim: Option<&Claim>, before: &Received) -> Received {
        let arrival = before.arrival.clone();
        let found = Found::of(&self.lock(), &call, claim, arrival.machine);
        Received::new(call, before.operation, arrival, found)
    }
}

impl Found {
    /// Returns the account that owns what is asked about: a bucket that is to be created counts as the caller's own.
    pub fn owner_of(&self, operation: Operation) -> Option<&Arc<Account>> {
        let owner = self.owner.as_ref().filter(|_| !operation.is_about_new_bucket());
        owner.or(self.facts.account.as_ref())
    }

    fn of(state: &State, call: &Call, claim: Option<&Claim>, machine: Option<Machine>) -> Self {
        let world = &state.world;
        let cloudbox = call.cloudbox().and_then(|host| Some(world.cloudbox(&host.id)?.1.clone()));
        let named = call.bucket().and_then(|name| world.bucket(name)).cloned();
        // On a CloudBox there are other buckets than in the regions.
        let (bucket, elsewhere) = match named {
            Some(bucket) if cloudbox::reaches(call, &bucket) => (Some(bucket), None),
            other => (None, other),
        };
        let mut facts = Facts::default();
        let mut account = None;
        if let Some(claim) = claim {
            if let Some(key) = world.key(&claim.access_key_id) {
                account = Some(key.holder.account);
                facts = Facts::of_key(world, key);
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
