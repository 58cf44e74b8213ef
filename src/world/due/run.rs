//! A run of the work that is due by the clock, and the form of each kind of work.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::action::DueAction;
use super::report::DueReport;
use crate::world::{StoredBucket, World};

/// The number of objects after which a run stops: it holds the lock of the fake, and other requests wait for it.
const MAX_OBJECTS: usize = 20_000;

/// A kind of work that OSS does by the clock. It lives as long as one run, or one look at what is due.
pub(super) trait DueWork {
    /// The next instant at which work of a bucket is due, after the work that was done; `None` if no work will be due.
    fn next(&mut self, world: &World, bucket: &Arc<StoredBucket>) -> Option<Timestamp>;

    /// Does the work of a bucket that is due at an instant, which `next` returned. After that, `next` returns a later one.
    fn run(&mut self, world: &mut World, bucket: &Arc<str>, at: Timestamp, run: &mut DueRun);

    /// Takes note of an object that the work at this instant wrote.
    fn wrote(&mut self, _world: &World, _bucket: &Arc<str>, _key: &Arc<str>, _at: Timestamp) {}

    /// Ends the run: everything that was due until its time is done.
    fn end(&mut self, _world: &mut World, _run: &DueRun) {}
}

/// A run of the work that is due.
#[derive(Debug)]
pub(super) struct DueRun {
    /// The time of the run by the clock of the fake, until which work is due.
    pub now: Timestamp,
    /// The number of bytes that the fake may store.
    pub max_stored: u64,
    /// The buckets and keys of objects that were written since they were taken out last.
    written: Vec<(Arc<str>, Arc<str>)>,
    /// The number of objects that were written in all.
    count: usize,
    pub(super) report: DueReport,
}

impl DueRun {
    pub fn new(now: Timestamp, max_stored: u64) -> Self {
        Self { now, max_stored, written: Vec::new(), count: 0, report: DueReport::default() }
    }

    /// Reports a step.
    pub fn step(&mut self, at: Timestamp, bucket: &Arc<str>, action: DueAction, why: impl fmt::Display) {
        self.report.push(at, bucket, action, why);
    }

    /// Notes that the work wrote an object: other work may be due for it in the same run. Every kind of work that writes objects
    /// must call it.
    pub fn wrote(&mut self, bucket: &Arc<str>, key: &Arc<str>) {
        self.written.push((bucket.clone(), key.clone()));
        self.count += 1;
    }

    /// Returns `true` if the run has written as many objects as one run may.
    pub fn is_full(&self) -> bool {
        self.count >= MAX_OBJECTS
    }

    /// Takes out the objects that were written.
    pub fn take_written(&mut self) -> Vec<(Arc<str>, Arc<str>)> {
        std::mem::take(&mut self.written)
    }
}
