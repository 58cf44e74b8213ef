//! `PutBucketAccessMonitor` and `GetBucketAccessMonitor`. Reads and writes of objects note the time while it is enabled.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketaccessmonitor` and its sibling, and for the operations that
//! move the last access time
//! `help.aliyun.com/en/oss/user-guide/which-operations-update-the-lastaccestime-of-an-object-and-which-operations-do-not-update-the-lastaccestime-of-an-object`.

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::show::View;
use crate::error::{Cause, Refusal};
use crate::wire::Reply;
use crate::world::{StoredAccount, StoredBucket, World};

pub(crate) struct Put;
pub(crate) struct Get;

const ROOT: &str = "AccessMonitorConfiguration";
const ELEMENT: &str = "Status";

/// The status, as `GetBucketInfo` shows it too.
pub(super) fn status(bucket: &StoredBucket) -> &'static str {
    if bucket.settings.access_monitor.is_some() { "Enabled" } else { "Disabled" }
}

impl Operate for Put {
    /// `true` to enable it.
    type Input = bool;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<bool, Refusal> {
        let root = context.xml(ROOT)?;
        let element = root.required(ELEMENT)?;
        match element.leaf()? {
            "Enabled" => Ok(true),
            "Disabled" => Ok(false),
            // That another value makes the body malformed is assumed.
            _ => Err(element.wrong("is neither `Enabled` nor `Disabled`").into()),
        }
    }

    fn apply(enabled: bool, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        if !enabled && context.bucket(world)?.has_lifecycle_by_access() {
            return Err(Cause::AccessMonitorInUse.into());
        }
        let since = &mut context.bucket_mut(world)?.settings_mut().access_monitor;
        *since = enabled.then(|| since.unwrap_or(context.now));
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

impl View for Get {
    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::xml(ROOT, |w| w.leaf(ELEMENT, status(bucket)))
    }
}
