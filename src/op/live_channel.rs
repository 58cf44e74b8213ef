//! `ListLiveChannel`: a bucket of ossmock has no live channel, and none can be created.
//!
//! Source: `AlibabaCloudDocs/oss`, `ListLiveChannel`.

use super::context::Context;
use super::list_text::{self, ParameterRefusal};
use super::operate::Operate;
use super::service::max_keys;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::Reply;
use crate::world::World;

pub(crate) struct List;

/// Prefixes have at most this many bytes.
///
/// Source: `alibabacloud.com/help/en/oss/support/0044-00000102`.
const MAX_PREFIX: usize = 1024;

pub(crate) struct LiveChannelPage {
    prefix: String,
    marker: String,
    max_keys: u64,
}

impl Operate for List {
    type Input = LiveChannelPage;
    type Output = LiveChannelPage;

    const ECS: &'static [(Cause, &'static str)] = &[(Cause::ListNumberInvalid, "0044-00000101")];

    fn read(context: &Context<'_>) -> Result<LiveChannelPage, Refusal> {
        let query = &context.call.query;
        Ok(LiveChannelPage {
            prefix: list_text::shorter(query, "prefix", MAX_PREFIX + 1, &ParameterRefusal::with_ec("0044-00000102"))?
                .unwrap_or_default(),
            marker: query.get("marker").unwrap_or_default(),
            max_keys: max_keys(context.call, Cause::ListNumberInvalid)?,
        })
    }

    fn apply(page: LiveChannelPage, context: &Context<'_>, world: &mut World) -> Result<LiveChannelPage, Refusal> {
        context.call.assume(Assumption::NoLiveChannels);
        context.bucket(world).map(|_| page)
    }

    fn write(page: &LiveChannelPage, _: &Context<'_>) -> Reply {
        Reply::xml("ListLiveChannelResult", |w| {
            w.leaf("Prefix", &page.prefix);
            w.leaf("Marker", &page.marker);
            w.leaf("MaxKeys", &page.max_keys.to_string());
            w.flag("IsTruncated", false);
            w.leaf("NextMarker", "");
        })
    }
}
