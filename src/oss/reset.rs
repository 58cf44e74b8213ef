//! Starting anew without a new fake: another world under the same lock, an empty journal.

use super::Oss;
use super::state::State;
#[cfg(feature = "world-file")]
use crate::world::NewBuckets;
use crate::world::World;

impl Oss {
    /// Goes back to where another fake is, usually a [`fork`](Oss::fork) that was made before.
    ///
    /// World and clock become those of the other, and the journal becomes empty, in one step: every call meets either all
    /// of it or nothing. Profile, journal capacity and what is said to the [`Builder`](crate::Builder) otherwise stay.
    /// Request ids and the numbers of records go on, so that none comes twice, and expectations keep what they have counted.
    /// Handles stay valid: each means whoever has
    /// the name in the new world.
    ///
    /// A call that is under way changes nothing any more: if it has not had its effect yet, it is answered `501
    /// NotEmulated`. Its record comes into the emptied journal.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.account("acme");
    /// let start = oss.fork();
    /// let logs = acme.bucket("logs");
    ///
    /// oss.reset_to(&start);
    /// assert!(acme.exists() && !logs.exists());
    /// ```
    pub fn reset_to(&self, start: &Self) {
        // One lock after the other: they are the same one if somebody resets a fake to itself.
        let (mut world, clock) = {
            let state = start.lock();
            (state.world.clone(), state.clock.current())
        };
        let new_buckets = world.new_buckets;
        let mut state = self.lock();
        world.keep_settings(&state.world);
        // What a world file has said there holds here as well, and what the builder said of this one otherwise.
        let said_by_builder = new_buckets == start.shared.settings.new_buckets;
        world.new_buckets = if said_by_builder { self.shared.settings.new_buckets } else { new_buckets };
        let old = state.replace_world(world);
        state.clock.move_to(clock);
        state.log.clear();
        drop(state);
        drop(old);
        #[cfg(feature = "control")]
        self.shared.changed.notify_waiters();
    }

    /// Empties the journal: its counts start from nothing, and numbers of records go on. Expectations keep what they have
    /// counted.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let arranged = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
    /// oss.handle(arranged);
    ///
    /// oss.clear_journal();
    /// assert!(oss.journal().is_empty());
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn clear_journal(&self) {
        self.lock().log.clear();
        #[cfg(feature = "control")]
        self.shared.changed.notify_waiters();
    }

    /// A copy with nothing in it, to build a world that is to replace the present one. If no region is named, it is in that
    /// of the builder.
    #[cfg(feature = "world-file")]
    pub(crate) fn emptied(&self, region: Option<&str>, new_buckets: NewBuckets) -> Self {
        let region = region.map_or_else(|| self.shared.settings.region.clone(), Into::into);
        let copy = self.fork();
        let mut state = copy.lock();
        let mut world = World::in_region(region);
        world.keep_settings(&state.world);
        world.new_buckets = new_buckets;
        state.world = world;
        drop(state);
        copy
    }

    /// What the builder said of new buckets.
    #[cfg(feature = "world-file")]
    pub(crate) fn new_buckets(&self) -> NewBuckets {
        self.shared.settings.new_buckets
    }

    /// Replaces the whole world by one that was read, and nothing else: the ledger of KMS stays.
    #[cfg(feature = "world-file")]
    pub(crate) fn replace_world(&self, mut world: World) {
        let mut state = self.lock();
        world.ledger = state.world.ledger.clone();
        let old = state.replace_world(world);
        drop(state);
        drop(old);
    }

    /// Goes back to an earlier world. What the builder was told of it stays.
    pub(crate) fn restore_world(&self, mut world: World) {
        let mut state = self.lock();
        world.keep_settings(&state.world);
        let old = state.replace_world(world);
        drop(state);
        drop(old);
    }
}

impl State {
    /// Gives the old one back, to be dropped once the lock is free: it may have a million objects.
    fn replace_world(&mut self, world: World) -> World {
        self.replaced += 1;
        std::mem::replace(&mut self.world, world)
    }
}
