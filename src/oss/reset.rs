//! Resets of a fake: they replace its world under the lock and empty its journal.

use super::Oss;
use super::state::State;
#[cfg(feature = "world-file")]
use crate::world::NewBuckets;
use crate::world::World;

impl Oss {
    /// Resets the fake to the state of another one, usually of an earlier [`fork`](Oss::fork).
    ///
    /// World and clock become those of the other fake, and the journal becomes empty, in one step: every call sees either the
    /// old state or the new one. Profile, journal capacity and the other settings of the [`Builder`](crate::Builder) stay.
    /// Request ids and record numbers continue, so that none is repeated, and expectations keep their counts. Handles stay
    /// valid: each refers to the item with its name in the new world.
    ///
    /// A call in progress changes nothing any more: if it has not taken effect yet, it is answered `501 NotEmulated`. Its
    /// record is added to the emptied journal.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.create_account("acme");
    /// let start = oss.fork();
    /// let logs = acme.create_bucket("logs");
    ///
    /// oss.reset_to(&start);
    /// assert!(acme.exists() && !logs.exists());
    /// ```
    pub fn reset_to(&self, start: &Self) {
        // The locks are taken one after the other, because they are the same lock if a fake is reset to itself.
        let (mut world, clock) = {
            let state = start.lock();
            (state.world.clone(), state.clock.current())
        };
        let new_buckets = world.new_buckets;
        let mut state = self.lock();
        world.keep_settings(&state.world);
        // Settings of the other fake are copied if they came from a world file, but not if they came from its builder.
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

    /// Empties the journal: its counts restart from zero, and record numbers continue. Expectations keep their counts.
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

    /// Returns an empty copy for building a world that will replace the present one. Without a region, it uses that of the
    /// builder.
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

    /// The settings of the builder for new buckets.
    #[cfg(feature = "world-file")]
    pub(crate) fn new_buckets(&self) -> NewBuckets {
        self.shared.settings.new_buckets
    }

    /// Replaces the whole world by one that was read, and nothing else: the KMS ledger stays.
    #[cfg(feature = "world-file")]
    pub(crate) fn replace_world(&self, mut world: World) {
        let mut state = self.lock();
        world.kms_calls = state.world.kms_calls.clone();
        let old = state.replace_world(world);
        drop(state);
        drop(old);
    }

    /// Restores an earlier world. The settings of the builder stay.
    pub(crate) fn restore_world(&self, mut world: World) {
        let mut state = self.lock();
        world.keep_settings(&state.world);
        let old = state.replace_world(world);
        drop(state);
        drop(old);
    }
}

impl State {
    /// Returns the old world, to be dropped after the lock is released: it may have a million objects.
    fn replace_world(&mut self, world: World) -> World {
        self.replaced += 1;
        std::mem::replace(&mut self.world, world)
    }
}
