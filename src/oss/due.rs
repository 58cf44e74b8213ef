//! The work that OSS does by the clock, which runs when a test calls it.

use super::Oss;
use crate::world::{DueReport, NextDue};

impl Oss {
    /// Does all work that is due by the clock of the fake, and returns a report of it.
    ///
    /// OSS works in the background; a fake works only in this call, so that a test sees the state before and after. The work is
    /// done in the order of the instants at which it was due, whatever the time of the call, so one call after a move of a month
    /// has the effect of a call each hour. [`DueAction`](crate::due::DueAction) lists the actions. [Replication](Oss::replicate)
    /// is the last part. The journal shows each step in its place.
    ///
    /// If the clock is set back, what was done later than its new time is due again.
    ///
    /// # Limits
    ///
    /// A call writes at most 20,000 objects: access logs, and lists of inventories. It holds the lock of the fake meanwhile, so requests
    /// wait. [`DueReport::stopped_at`] says that there is more to do. A list of an inventory takes the time of its rows, so lists that
    /// list all earlier ones take time by the square of their number: ten years of daily ones are minutes in a debug build. Let them
    /// list a prefix ([`Inventory::key_prefix`](crate::inventory::Inventory::key_prefix)), or write to another bucket.
    ///
    /// # Example
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let oss = ossmock::Oss::new();
    /// oss.clock().advance(Duration::from_secs(30 * 86_400));
    /// println!("{}", oss.run_due());
    /// ```
    #[expect(clippy::must_use_candidate, reason = "what was done shows in the buckets, too")]
    pub fn run_due(&self) -> DueReport {
        let settings = &self.shared.settings;
        let mut state = self.lock();
        let now = super::timeline::whole_second(state.clock.now());
        let report = state.world.run_due(now, settings.replication_delay, settings.max_stored);
        state.log.note_due(report.steps());
        drop(state);
        #[cfg(feature = "control")]
        self.shared.changed.notify_waiters();
        report
    }

    /// Returns the next work that is due by the clock, for each bucket and kind of work, in its order. Work whose instant has come
    /// is done by [`Oss::run_due`].
    ///
    /// # Example
    ///
    /// ```
    /// assert!(ossmock::Oss::new().next_due().is_empty());
    /// ```
    #[must_use]
    pub fn next_due(&self) -> Vec<NextDue> {
        // Looked up outside of the lock: it may take all objects.
        let world = self.read(Clone::clone);
        world.next_due()
    }
}
