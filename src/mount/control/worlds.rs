//! The fakes that a control plane arranges: that of the server, and those of tests that share it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use http::request::Parts;
use parking_lot::{Mutex, RwLock, RwLockReadGuard};

use crate::auth::Claim;
use crate::check::Snapshot;
use crate::error::Refusal;
use crate::oss::{MachineTime, Oss, TEST_ID};
use crate::wire::{Call, Peer};
use crate::world::World;

/// The most tests with a world of their own at once.
const MAX_TESTS: usize = 256;

/// The numbers of what is generated for one world. No number is used for two tests, as clients of one may outlive it.
const NUMBERS: u64 = 1_000_000;

/// A fake that the control plane arranges and shows: that of the server, or that of a test which shares the server.
#[derive(Clone)]
pub(super) struct ControlledWorld {
    pub oss: Oss,
    /// The fake as it was at the start, to which a reset goes back.
    pub start: Oss,
    /// The first number of what is generated for the world, which differs for each test; `None` for the world of the server.
    pub first_number: Option<u64>,
    /// The snapshots by name. They share with the world what has not changed.
    pub snapshots: Arc<Mutex<BTreeMap<String, Snapshot>>>,
}

impl ControlledWorld {
    /// Takes a fake in its present state.
    pub fn new(oss: &Oss) -> Self {
        Self { oss: oss.for_front(), start: oss.fork().for_front(), first_number: None, snapshots: Arc::default() }
    }

    /// Gives the AccessKeys of a test's world ids that no other world of the server has.
    pub fn renew_keys(&self) {
        if let Some(first) = self.first_number {
            self.oss.change(|world, _| world.renew_keys(first..first + NUMBERS));
        }
    }
}

/// The fake of one test.
pub(in super::super) struct TestWorld {
    pub(super) world: ControlledWorld,
    machine: MachineTime,
}

impl TestWorld {
    pub fn oss(&self) -> &Oss {
        &self.world.oss
    }

    pub fn machine(&self) -> MachineTime {
        self.machine
    }
}

/// A test by its id, with its fake.
pub(super) type NamedTest = (Arc<str>, Arc<TestWorld>);

/// The fakes of the tests that share a server.
pub(super) struct TestWorlds {
    strict_clock: bool,
    /// Their number, so that a server without any takes no lock.
    count: AtomicUsize,
    /// The number of tests that were ever begun.
    begun: AtomicU64,
    worlds: RwLock<BTreeMap<Arc<str>, Arc<TestWorld>>>,
}

impl TestWorlds {
    pub fn new(strict_clock: bool) -> Self {
        Self { strict_clock, count: AtomicUsize::new(0), begun: AtomicU64::new(0), worlds: RwLock::default() }
    }

    /// Returns the test with this id.
    pub fn find(&self, id: &str) -> Option<NamedTest> {
        self.worlds.read().get_key_value(id).map(|(id, world)| (id.clone(), world.clone()))
    }

    /// Returns the world of the test that a request to OSS belongs to: the test in its header, the test with its AccessKey, or, for
    /// a request that claims none, the only world with its bucket. `None` stands for the world of the server. A request whose bucket is
    /// in several worlds is refused.
    pub fn of(&self, head: &Parts, server: &Oss) -> Result<Option<Arc<TestWorld>>, Refusal> {
        if self.count.load(Ordering::Acquire) == 0 {
            return Ok(None);
        }
        let mut call = Call::from_parts(head, Peer::default());
        server.resolve_host(&mut call);
        let worlds = self.worlds.read();
        if let Some(id) = call.header(TEST_ID) {
            return Ok(worlds.get(&*id).cloned());
        }
        let claim = Claim::read(&call, server.profile());
        let is_malformed = claim.is_err();
        if let Ok(Some(claim)) = claim {
            let has_key = |oss: &Oss| oss.read(|world| world.key(&claim.access_key_id).is_some());
            return Ok(worlds.values().find(|test| has_key(test.oss())).cloned());
        }
        let Some(name) = call.bucket() else { return Ok(None) };
        let has_bucket = |oss: &Oss| oss.read(|world| world.bucket(name).is_some());
        let mut tests = worlds.iter().filter(|(_, test)| has_bucket(test.oss()));
        let Some((id, only)) = tests.next() else { return Ok(None) };
        let other = if has_bucket(server) {
            Some("the server itself".to_owned())
        } else {
            tests.next().map(|(id, _)| quoted(id))
        };
        match other {
            None => Ok(Some(only.clone())),
            // The mistake in the claim is the answer, and not that there are several worlds.
            Some(_) if is_malformed => Ok(None),
            Some(other) => Err(unclear(name, id, &other)),
        }
    }

    /// Makes a world for a test, equal to this one but for the ids of its AccessKeys.
    pub fn add(&self, id: &str, start: &Oss, server: &Oss) -> Result<(), String> {
        let mut worlds = self.worlds.write();
        if worlds.contains_key(id) {
            return Err(format!("`id`: there is a test `{id}` already: end it first"));
        }
        if worlds.len() >= MAX_TESTS {
            return Err(format!("there are {MAX_TESTS} tests: end some first"));
        }
        // A world that was copied from one of a test may have AccessKeys with such ids.
        let first = loop {
            let first = self.begun.fetch_add(1, Ordering::Relaxed).saturating_add(1).saturating_mul(NUMBERS);
            let numbers = first..first.saturating_add(NUMBERS);
            if ![start, server].iter().any(|oss| oss.read(|world| world.has_keys_of(&numbers))) {
                break first;
            }
        };
        let oss = start.fork();
        oss.clear_journal();
        oss.number_requests_from(first);
        let world = ControlledWorld { first_number: Some(first), ..ControlledWorld::new(&oss) };
        world.renew_keys();
        // A reset goes back to the renewed keys.
        let world = ControlledWorld { start: world.oss.fork().for_front(), ..world };
        let machine = world.oss.machine_time(self.strict_clock);
        worlds.insert(id.into(), Arc::new(TestWorld { world, machine }));
        self.count.store(worlds.len(), Ordering::Release);
        Ok(())
    }

    /// Keeps the tests there are from ending, and others from beginning, as long as it lives.
    pub fn held(&self) -> HeldTests<'_> {
        HeldTests(self.worlds.read())
    }

    pub fn remove(&self, id: &str) -> bool {
        let mut worlds = self.worlds.write();
        let removed = worlds.remove(id);
        self.count.store(worlds.len(), Ordering::Release);
        removed.is_some()
    }

    pub fn ids(&self) -> Vec<Arc<str>> {
        self.worlds.read().keys().cloned().collect()
    }
}

/// The tests that share a server, while none begins or ends.
pub(super) struct HeldTests<'a>(RwLockReadGuard<'a, BTreeMap<Arc<str>, Arc<TestWorld>>>);

impl HeldTests<'_> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns an AccessKey of a world that a test has as well, with the id of the test.
    pub fn shared_key(&self, world: &World) -> Option<(String, Arc<str>)> {
        let mut keys = world.access_key_ids();
        keys.find_map(|key| {
            let found = self.0.iter().find(|(_, test)| test.oss().read(|world| world.key(key).is_some()));
            found.map(|(id, _)| (key.to_owned(), id.clone()))
        })
    }
}

fn quoted(id: &str) -> String {
    format!("the test `{id}`")
}

/// The refusal of a request that does not say which of several worlds it is about.
fn unclear(bucket: &str, test: &str, other: &str) -> Refusal {
    let worlds =
        format!("the bucket `{bucket}` is in several worlds, such as those of {} and of {other}", quoted(test));
    let remedy = format!("send the header `{TEST_ID}` with the id of the test, or sign with an AccessKey of its world");
    let refusal = Refusal::not_emulated(&format!("a request without an AccessKey if {worlds}: {remedy}"));
    refusal.note(format!("{worlds}: {remedy}"))
}
