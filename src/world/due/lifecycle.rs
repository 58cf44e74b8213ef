//! The work of lifecycle rules.

use std::sync::Arc;

use jiff::Timestamp;

use super::run::{DueRun, DueWork};
use crate::world::{StoredBucket, World};

/// The lifecycle rules of all buckets.
#[derive(Debug, Default)]
pub(super) struct Lifecycle;

impl DueWork for Lifecycle {
    fn next(&mut self, _: &World, _: &Arc<StoredBucket>) -> Option<Timestamp> {
        None
    }

    fn run(&mut self, _: &mut World, _: &Arc<str>, _: Timestamp, _: &mut DueRun) {}
}
