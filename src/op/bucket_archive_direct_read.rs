//! `PutBucketArchiveDirectRead` and `GetBucketArchiveDirectRead`; `object_restore.rs` has the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketarchivedirectread` and its sibling; that a new bucket has it off
//! from `help.aliyun.com/en/oss/user-guide/archive-direct-reading`.

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::show::View;
use crate::error::Refusal;
use crate::wire::Reply;
use crate::world::{StoredAccount, StoredBucket, World};

pub(crate) struct Put;
pub(crate) struct Get;

const ROOT: &str = "ArchiveDirectReadConfiguration";
const ELEMENT: &str = "Enabled";

impl Operate for Put {
    type Input = bool;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<bool, Refusal> {
        Ok(context.xml(ROOT)?.required(ELEMENT)?.flag()?)
    }

    fn apply(on: bool, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().archive_direct_read = on;
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

impl View for Get {
    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::xml(ROOT, |w| w.flag(ELEMENT, bucket.settings.archive_direct_read))
    }
}
