//! Replication rules of buckets, their tasks, and the replication itself.
//!
//! Sources: `AlibabaCloudDocs/oss`, `PutBucketReplication` and its siblings, and the live tests of
//! `aliyun-oss-python-sdk` and `aliyun-oss-java-sdk`.

mod engine;
mod error;
mod location;
mod outcome;
mod problem;
mod queue;
mod role;
mod rule;
mod set;
mod task;
mod why;

pub use engine::{ReplicationReport, ReplicationResult, ReplicationStep};
pub use error::ReplicationError;
pub(crate) use location::{has_rtc, is_abroad, locations, may_have_rtc};
pub use outcome::NotReplicated;
pub(crate) use problem::ReplicationProblem;
pub(crate) use queue::{Closed, Replications};
pub(crate) use rule::KmsObjects;
pub use rule::{ReplicationAction, ReplicationRule, TransferType};
pub use task::{Replication, ReplicationStatus};
