//! `PutBucketResourceGroup` and `GetBucketResourceGroup`; lists of buckets select by it.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketresourcegroup` and its sibling; the live tests of
//! `alibabacloud-oss-go-sdk-v2` (a missing group) and `alibabacloud-oss-python-sdk-v2` (an empty id).

use super::body::BodyRule;
use super::bucket::check_resource_group;
use super::context::Context;
use super::operate::Operate;
use super::refusals::invalid_argument;
use super::show::View;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::Reply;
use crate::wire::xml::Element;
use crate::world::{DEFAULT_GROUP, StoredAccount, StoredBucket, World};

pub(crate) struct Put;
pub(crate) struct Get;

const ROOT: &str = "BucketResourceGroupConfiguration";
const ELEMENT: &str = "ResourceGroupId";

impl Operate for Put {
    /// The id; `None` for the default group.
    type Input = Option<String>;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;
    const ECS: &'static [(Cause, &'static str)] = &[(Cause::ResourceGroupInvalid, "0039-00000002")];

    fn read(context: &Context<'_>) -> Result<Option<String>, Refusal> {
        let root = context.xml(ROOT)?;
        let id = root.optional(ELEMENT)?.map(Element::leaf).transpose()?.filter(|id| !id.is_empty());
        match id {
            Some(id) if !id.starts_with("rg-") => Err(invalid_argument(Cause::ResourceGroupInvalid, ELEMENT, id)),
            id => Ok(id.map(str::to_owned)),
        }
    }

    /// Sets the group, which is one of the account that owns the bucket, not of the caller's.
    fn apply(id: Option<String>, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let owner = world.account(context.bucket(world)?.owner);
        let to_default = match &id {
            Some(id) => check_resource_group(id, owner)?,
            None => true,
        };
        context.bucket_mut(world)?.settings_mut().resource_group = id.filter(|_| !to_default);
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

impl View for Get {
    fn rests_on(bucket: &StoredBucket, _: &StoredAccount) -> Option<Assumption> {
        bucket.settings.resource_group.is_none().then_some(Assumption::DefaultGroupId)
    }

    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        let id = bucket.settings.resource_group.as_deref().unwrap_or(DEFAULT_GROUP);
        Reply::xml(ROOT, |w| w.leaf(ELEMENT, id))
    }
}
