//! The task of a replication rule, and how far it is.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::ReplicationRule;
use crate::policy::wire_names;

wire_names! {
    /// How far the task of a replication rule is.
    ReplicationStatus {
        /// The rule was set, and nothing was replicated yet.
        #[default]
        Starting = "starting",
        /// It replicates.
        Doing = "doing",
        /// The rule was deleted, and is cleared away.
        Closing = "closing",
    }
}

/// A replication rule of a bucket, and how far its task is.
#[derive(Debug, Clone)]
pub struct Replication {
    pub(crate) id: Arc<str>,
    pub(crate) rule: ReplicationRule,
    /// The region of the destination.
    pub(crate) region: Arc<str>,
    pub(crate) status: ReplicationStatus,
    /// When it was set or deleted.
    pub(crate) since: Timestamp,
    /// What was written up to then is replicated.
    pub(crate) done_until: Option<Timestamp>,
    /// The first change of the bucket that is its affair.
    pub(super) first_event: u64,
    /// The place of the newest version that was there before it.
    pub(super) history: u64,
}

impl PartialEq for Replication {
    /// When it was set, and what it has done, is history.
    fn eq(&self, other: &Self) -> bool {
        (&self.id, &self.rule, self.status) == (&other.id, &other.rule, other.status)
    }
}

impl Eq for Replication {}

impl Replication {
    /// The id of the rule: the client's, or one that was made up.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What the rule says.
    #[must_use]
    pub const fn rule(&self) -> &ReplicationRule {
        &self.rule
    }

    /// How far its task is; [`Oss::replicate`](crate::Oss::replicate) takes it further.
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
