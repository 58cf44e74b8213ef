//! The task of a replication rule, and its status.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::ReplicationRule;
use crate::ram::wire_names;

wire_names! {
    /// The status of the task of a replication rule.
    ReplicationStatus {
        /// The rule was set, and nothing was replicated yet.
        #[default]
        Starting = "starting",
        /// It replicates.
        Doing = "doing",
        /// The rule was deleted, and is being removed.
        Closing = "closing",
    }
}

/// A replication rule of a bucket, with the status of its task.
#[derive(Debug, Clone)]
pub struct Replication {
    pub(crate) id: Arc<str>,
    pub(crate) rule: ReplicationRule,
    /// The region of the destination.
    pub(crate) region: Arc<str>,
    pub(crate) status: ReplicationStatus,
    /// The time it was set or deleted.
    pub(crate) since: Timestamp,
    /// The time up to which changes are replicated.
    pub(crate) done_until: Option<Timestamp>,
    /// The number of the first change of the bucket that it covers.
    pub(super) first_event: u64,
    /// The place of the newest version that was there before it.
    pub(super) history: u64,
}

impl PartialEq for Replication {
    /// Ignores the time it was set and the work it has done: they are history.
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.rule, self.status) == (&other.id, &other.rule, other.status)
    }
}

impl Eq for Replication {}

impl Replication {
    /// The id of the rule: given by the client, or made up.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The rule itself.
    #[must_use]
    pub const fn rule(&self) -> &ReplicationRule {
        &self.rule
    }

    /// The region of the destination.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The status of its task; [`Oss::replicate`](crate::Oss::replicate) advances it.
    #[must_use]
    pub const fn status(&self) -> ReplicationStatus {
        self.status
    }
}

impl fmt::Display for Replication {
    /// `first, doing: to backup, ALL`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, status, rule, .. } = self;
        write!(f, "{id}, {status}: {rule}")
    }
}
