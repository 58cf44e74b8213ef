//! What the world knows about the head of a request: everything that is looked up, in one go under the lock.

use std::cell::RefCell;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Oss, Settings, State, cloudbox, request_id};
use crate::auth::{Caller, Claim, Facts, Machine};
use crate::error::Profile;
use crate::journal::{KeptHeaders, Outcome, Record, kept, kept_method};
use crate::op::{self, Asked, Operation, Permission};
use crate::wire::text::lossy;
use crate::wire::{Call, Leans, without_secrets};
use crate::world::{Account, AccountIx, Bucket, CloudBox};

/// The header by which a request says which test it belongs to.
const TEST_ID: &str = "x-ossmock-test-id";

/// What was looked up under the lock.
pub(super) struct LookedUp {
    pub now: Timestamp,
    /// Where clients sign by the machine's clock, what that says.
    pub machine: Option<Machine>,
    /// The fake's time when the request was signed, if its date was read from the machine's clock.
    pub signed_at: Option<Timestamp>,
    pub request_id: String,
    /// Of endpoints that name none.
    pub region: Arc<str>,
    /// How often the world had been replaced.
    pub replaced: u64,
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
    /// Whether faults are armed.
    pub faults: bool,
}

impl LookedUp {
    /// The region an endpoint stands for: the one it names, the bucket's, or the fake's.
    pub fn region_of<'a>(&'a self, call: &'a Call) -> &'a str {
        call.region().or(self.bucket.as_ref().map(|bucket| &*bucket.region)).unwrap_or(&self.region)
    }

    /// Whose resource it is: a bucket that somebody is to create is looked at as the caller's own.
    pub fn owner_of(&self, operation: Operation) -> Option<&Arc<Account>> {
        let owner = self.owner.as_ref().filter(|_| !operation.is_about_new_bucket());
        owner.or(self.facts.account.as_ref())
    }

    /// What permissions depend on.
    pub fn permission<'a>(
        &'a self,
        call: &'a Call,
        operation: Operation,
        caller: &'a Caller,
        settings: &Settings,
    ) -> Permission<'a> {
        Permission {
            caller,
            principal: Caller::principal(&self.facts),
            access_key_id: self.facts.key.as_ref().map(|key| &*key.id),
            call: Some(call),
            peer: &call.peer,
            now: self.now,
            region: self.region_of(call),
            owner: self.owner_of(operation).map_or("", |account| &account.id),
            bucket: self.bucket.as_deref().zip(self.owner.as_deref()),
            object: op::object_meant(call, self.bucket.as_deref()),
            source: self.source.as_ref().map(|(bucket, owner)| (&**bucket, &**owner)),
            listing: operation.is_listing(),
            kms: settings.kms_permissions,
            audit: settings.audit,
            asked: RefCell::default(),
        }
    }
}

/// The record of a call that is under way.
pub(super) fn new_record(call: &Call, looked_up: &LookedUp, profile: Profile) -> Record {
    Record {
        number: 0,
        at: looked_up.now,
        request_id: looked_up.request_id.clone(),
        method: kept_method(&call.method),
        host: kept(&call.host),
        target: kept(&without_secrets(call.target())),
        headers: KeptHeaders::of(call),
        operation: None,
        bucket: call.bucket().map(kept),
        key: Some(call.key()).filter(|key| !key.is_empty()).map(|key| kept(&lossy(key))),
        access_key_id: None,
        caller: None,
        asked: Asked::default(),
        claims_to_be: None,
        rule: None,
        outcome: Outcome::Abandoned,
        message: None,
        ec: None,
        profile,
        note: None,
        mismatch: None,
        signed_with: None,
        injected: Vec::new(),
        leans: Leans::default(),
        test_id: call.header(TEST_ID).map(|id| kept(&id)),
    }
}

impl Oss {
    /// Everything the world knows about the head of a request.
    pub(super) fn look_up(&self, call: &Call, claim: Option<&Claim>, machine: Option<Timestamp>) -> LookedUp {
        // The clients of a tape have a time of their own.
        let machine = machine.filter(|_| !self.is_taped());
        let mut state = self.lock();
        let now = state.clock.now();
        let machine = machine.map(|now| Machine { now, since: state.clock.since() });
        state.requests += 1;
        let request_id = request_id(now, state.requests);
        let replaced = state.replaced;
        LookedUp::of(&state, call, claim, Moment { now, machine, request_id, replaced })
    }

    /// The same about a form, once it is read, as part of the request that brought it.
    pub(super) fn look_up_again(&self, call: &Call, claim: Option<&Claim>, before: &LookedUp) -> LookedUp {
        let moment = Moment {
            now: before.now,
            machine: before.machine,
            request_id: before.request_id.clone(),
            replaced: before.replaced,
        };
        LookedUp::of(&self.lock(), call, claim, moment)
    }
}

/// When a request came, and which one it is.
struct Moment {
    now: Timestamp,
    machine: Option<Machine>,
    request_id: String,
    replaced: u64,
}

impl LookedUp {
    fn of(state: &State, call: &Call, claim: Option<&Claim>, moment: Moment) -> Self {
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
        let Moment { now, machine, request_id, replaced } = moment;
        let signed_at = claim
            .zip(machine)
            .and_then(|(claim, machine)| state.clock.when_signed(claim.signed_at(call)?, machine.now, claim.ahead()));
        Self {
            now,
            machine,
            signed_at,
            request_id,
            region: world.region.clone(),
            replaced,
            owner: bucket.as_ref().map(|bucket| world.account(bucket.owner).clone()),
            source: op::copied(call, world),
            bucket,
            elsewhere,
            cloudbox,
            account,
            facts,
            faults: state.armed.has_faults(),
        }
    }
}
