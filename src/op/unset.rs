//! The configuration that no request sets in ossmock yet: what its operations answer of a bucket without one.
//!
//! Sources: the live tests of `aliyun-oss-java-sdk`, `aliyun-oss-python-sdk` and `aliyun-oss-go-sdk` (deletions repeat).

use super::context::Context;
use super::remove::Removal;
use super::show::View;
use crate::error::Refusal;
use crate::wire::Reply;
use crate::world::{StoredAccount, StoredBucket, World};

pub(crate) struct Logging;

impl View for Logging {
    fn write(_: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::xml("BucketLoggingStatus", |_| {})
    }
}

impl Removal for Logging {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket(world).map(drop)
    }
}
