//! The fakes that a control plane arranges: that of the server, and those of tests that share it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use http::request::Parts;
use parking_lot::{Mutex, RwLock};

use crate::auth::Claim;
use crate::check::Snapshot;
use crate::oss::{MachineTime, Oss, TEST_ID};
use crate::wire::{Call, Peer};

/// The most tests with a world of their own at once.
const MAX_TESTS: usize = 256;

/// The numbers of what is generated for one world. No number is used for two tests, as clients of one may outlive it.
const NUMBERS: u64 = 1_000_000;

/// A fake that the control plane arranges and shows: that of the server, or that of a test which shares the server.
#[derive(Clone)]
pub(in super::super) struct ControlledWorld {
    pub(super) oss: Oss,
    /// The fake as it was at the start, to which a reset goes back.
    pub(super) start: Oss,
    /// The first number of what is generated for the world, which differs for each test; `None` for the world of the server.
    pub(super) first_number: Option<u64>,
    /// The snapshots by name. They share with the world what has not changed.
    pub(super) snapshots: Arc<Mutex<BTreeMap<String, Snapshot>>>,
}

impl ControlledWorld {
    /// Takes a fake, and the one to whose present state a reset goes back.
    pub fn new(oss: &Oss, start: &Oss) -> Self {
        Self { oss: oss.for_front(), start: start.fork().for_front(), first_number: None, snapshots: Arc::default() }
    }

    /// Gives the AccessKeys of a test's world ids that no other world of the server has.
    pub(super) fn renew_keys(&self) {
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
    /// a request that claims none, the only test with its bucket. `None` stands for the world of the server.
    pub fn of(&self, head: &Parts, server: &Oss) -> Option<Arc<TestWorld>> {
        if self.count.load(Ordering::Acquire) == 0 {
            return None;
        }
        let call = Call::from_parts(head, Peer::default());
        let worlds = self.worlds.read();
        if let Some(id) = call.header(TEST_ID) {
            return worlds.get(&*id).cloned();
        }
        let claim = Claim::read(&call, server.profile()).ok().flatten();
        if let Some(claim) = claim {
            let has_key = |oss: &Oss| oss.read(|world| world.key(&claim.access_key_id).is_some());
            return worlds.values().find(|test| has_key(test.oss())).cloned();
        }
        let name = call.bucket()?;
        let has_bucket = |oss: &Oss| oss.read(|world| world.bucket(name).is_some());
        let mut found = worlds.values().filter(|test| has_bucket(test.oss()));
        let only = found.next().filter(|_| found.next().is_none())?;
        (!has_bucket(server)).then(|| only.clone())
    }

    /// Makes a world for a test, equal to this one but for the ids of its AccessKeys.
    pub fn add(&self, id: &str, start: &Oss) -> Result<(), String> {
        let mut worlds = self.worlds.write();
        if worlds.contains_key(id) {
            return Err(format!("`id`: there is a test `{id}` already: end it first"));
        }
        if worlds.len() >= MAX_TESTS {
            return Err(format!("there are {MAX_TESTS} tests: end some first"));
        }
        let first = self.begun.fetch_add(1, Ordering::Relaxed).saturating_add(1).saturating_mul(NUMBERS);
        let oss = start.fork();
        oss.clear_journal();
        oss.number_requests_from(first);
        let world = ControlledWorld { first_number: Some(first), ..ControlledWorld::new(&oss, &oss) };
        world.renew_keys();
        // A reset goes back to the renewed keys.
        let world = ControlledWorld { start: world.oss.fork().for_front(), ..world };
        let machine = world.oss.machine_time(self.strict_clock);
        worlds.insert(id.into(), Arc::new(TestWorld { world, machine }));
        self.count.store(worlds.len(), Ordering::Release);
        Ok(())
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
