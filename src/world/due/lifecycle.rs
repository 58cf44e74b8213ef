//! The work of lifecycle rules: the runs at 00:00 UTC.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::run::{DueRun, DueWork};
use crate::world::{LifecycleAgenda, StoredBucket, World};

/// The lifecycle rules of all buckets.
#[derive(Debug)]
pub(super) struct LifecycleWork {
    until: Timestamp,
    /// By bucket, as they are planned.
    agendas: BTreeMap<Arc<str>, LifecycleAgenda>,
}

impl LifecycleWork {
    pub const fn new(until: Timestamp) -> Self {
        Self { until, agendas: BTreeMap::new() }
    }
}

impl DueWork for LifecycleWork {
    fn next(&mut self, _: &World, bucket: &Arc<StoredBucket>) -> Option<Timestamp> {
        if let Some(agenda) = self.agendas.get(&bucket.name) {
            return agenda.next();
        }
        let agenda = LifecycleAgenda::new(bucket, self.until)?;
        let next = agenda.next();
        self.agendas.insert(bucket.name.clone(), agenda);
        next
    }

    fn run(&mut self, world: &mut World, name: &Arc<str>, at: Timestamp, run: &mut DueRun) {
        if let (Some(agenda), Some(bucket)) = (self.agendas.get_mut(name), world.bucket_mut(name)) {
            agenda.run(bucket, at, |action, why| run.step(at, name, action, why));
        }
    }

    fn wrote(&mut self, world: &World, name: &Arc<str>, key: &Arc<str>, at: Timestamp) {
        if let (Some(agenda), Some(bucket)) = (self.agendas.get_mut(name), world.bucket(name)) {
            agenda.wrote(bucket, key, at);
        }
    }

    fn end(&mut self, world: &mut World, run: &DueRun) {
        for name in self.agendas.keys() {
            let stored = world.bucket_mut(name).and_then(|bucket| bucket.settings_mut().lifecycle.as_mut());
            if let Some(stored) = stored {
                stored.done = stored.done.max(Some(run.now));
            }
        }
    }
}
