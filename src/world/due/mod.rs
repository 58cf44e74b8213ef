//! The work that OSS does by the clock, without a request: one file for each kind, and the loop that does what is due.

mod access_log;
mod action;
mod inventory;
mod lifecycle;
mod report;
mod run;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{BucketSettings, StoredBucket, World};
pub use action::{DueAction, DueKind};
pub use report::{DueReport, DueStep, NextDue};
use run::{DueRun, DueWork};

/// The kinds of work, in the order in which they are done at one instant.
type Kinds = [(DueKind, Box<dyn DueWork>); 3];

/// All kinds of work, until a moment.
fn kinds(until: Timestamp) -> Kinds {
    [
        (DueKind::Lifecycle, Box::new(lifecycle::LifecycleWork::new(until))),
        (DueKind::AccessLogging, Box::new(access_log::AccessLogging)),
        (DueKind::Inventory, Box::new(inventory::InventoryWork)),
    ]
}

impl World {
    /// Does all work that is due by now, in the order of its instants, of the kinds, and of the names of buckets. Replication is
    /// the last part.
    pub fn run_due(&mut self, now: Timestamp, replication_delay: SignedDuration, max_stored: u64) -> DueReport {
        let mut run = DueRun::new(now, max_stored);
        let mut kinds = kinds(now);
        let mut last = now;
        let mut due: BTreeSet<NextDue> = self.buckets().flat_map(|bucket| self.due_in(&mut kinds, bucket)).collect();
        while let Some(first) = due.pop_first().filter(|first| first.at <= now) {
            if run.is_full() {
                // What is due at this instant and later is left to the next run.
                run.now = run.now.min(last);
                run.report.stop_at(first.at);
                break;
            }
            let (at, kind) = (first.at, first.kind());
            let Some(bucket) = self.bucket(first.bucket()).cloned() else { continue };
            // Work that other work has moved stands in the set twice.
            if !self.due_in(&mut kinds, &bucket).contains(&first) {
                continue;
            }
            last = at;
            let mut changed = BTreeSet::from([bucket.name.clone()]);
            let name = bucket.name.clone();
            let logged = bucket.settings.logging.as_ref().map(|_| bucket.clone());
            let (done, omitted) = (run.report.steps().len(), run.report.omitted());
            // Dropped so that changing the bucket does not copy it.
            drop(bucket);
            let works = kinds.iter_mut().filter(|(own, _)| *own == kind);
            works.for_each(|(_, work)| work.run(self, &name, at, &mut run));
            if let Some(before) = logged {
                self.log_steps(&before, &run.report.steps()[done..], run.report.omitted() - omitted);
            }
            for (bucket, key) in run.take_written() {
                for (_, work) in &mut kinds {
                    work.wrote(self, &bucket, &key, at);
                }
                changed.insert(bucket);
            }
            for bucket in changed.iter().filter_map(|name| self.bucket(name)) {
                let next = self.due_in(&mut kinds, bucket).into_iter();
                // Work that is due again at once would never end.
                due.extend(next.filter(|next| (next.at, next.kind()) > (at, kind)));
            }
        }
        for (_, work) in &mut kinds {
            work.end(self, &run);
        }
        let mut report = run.report;
        report.set_replication(self.replicate(now, replication_delay, max_stored));
        report
    }

    /// Takes back what was done after this moment, as the clock was set back to it.
    pub fn go_back(&mut self, now: Timestamp) {
        let buckets: Vec<Arc<str>> = self.buckets().map(|bucket| bucket.name.clone()).collect();
        for name in buckets {
            let Some(bucket) = self.bucket(&name) else { continue };
            let mut settings = BucketSettings::clone(&bucket.settings);
            if settings.go_back(now)
                && let Some(bucket) = self.bucket_mut(&name)
            {
                *bucket.settings_mut() = settings;
            }
        }
    }

    /// The work that will be due next, for each bucket and kind, in the order in which it will be done.
    pub fn next_due(&self) -> Vec<NextDue> {
        let mut kinds = kinds(Timestamp::MIN);
        let mut due: Vec<NextDue> = self.buckets().flat_map(|bucket| self.due_in(&mut kinds, bucket)).collect();
        due.sort_unstable();
        due
    }

    /// The work of each kind that is due next in a bucket.
    fn due_in(&self, kinds: &mut Kinds, bucket: &Arc<StoredBucket>) -> Vec<NextDue> {
        let next = |(kind, work): &mut (DueKind, Box<dyn DueWork>)| {
            work.next(self, bucket).map(|at| NextDue::new(at, *kind, bucket.name.clone()))
        };
        kinds.iter_mut().filter_map(next).collect()
    }
}
