//! `PutBucketRtc`: replication time control of a rule of a bucket.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketrtc`; the elements from `alibabacloud-oss-go-sdk-v2`.

use super::body::BodyRule;
use super::bucket_replication::{malformed, read_rtc};
use super::context::Context;
use super::operate::Operate;
use crate::error::{Cause, Refusal};
use crate::wire::Reply;
use crate::wire::xml::Element;
use crate::world::{World, may_have_rtc};

pub(crate) struct Put;

pub(crate) struct RtcInput {
    /// The id of the rule.
    id: String,
    on: bool,
}

impl Operate for Put {
    type Input = RtcInput;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<RtcInput, Refusal> {
        let root = context.xml("ReplicationRule").map_err(malformed)?;
        let on = read_rtc(&root)?.ok_or_else(|| malformed(root.wrong("has no `RTC`")))?;
        let id = root.required("ID").and_then(Element::leaf).map_err(malformed)?.to_owned();
        Ok(RtcInput { id, on })
    }

    fn apply(wanted: RtcInput, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let bucket = context.bucket(world)?;
        let found = bucket.replications.rules().iter().find(|replication| *replication.id == *wanted.id);
        let found = found.ok_or(Cause::NoSuchReplicationRule)?;
        if wanted.on && !may_have_rtc(&bucket.region, &found.region) {
            return Err(Cause::RtcNotSupported.into());
        }
        context.bucket_mut(world)?.replications.set_rtc(&wanted.id, wanted.on);
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}
