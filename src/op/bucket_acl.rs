//! `PutBucketAcl` and `GetBucketAcl`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketacl` and `…/getbucketacl`; the live tests of `ali-oss` also
//! assert that `PutBucketAcl` creates a missing bucket, and those of `aliyun-oss-java-sdk` that it succeeds without an
//! ACL.

use super::bucket_create::create;
use super::context::Context;
use super::operate::Operate;
use super::public_access_block::check_acl;
use super::refusals::invalid_argument;
use super::show::View;
use crate::error::{Cause, Refusal};
use crate::ram::Acl;
use crate::wire::{Call, Reply, header};
use crate::world::{StoredAccount, StoredBucket, World};

pub(crate) struct Put;
pub(crate) struct Get;

impl Operate for Put {
    type Input = Option<Acl>;
    type Output = ();

    fn read(context: &Context<'_>) -> Result<Option<Acl>, Refusal> {
        acl_from_header(context.call)
    }

    fn apply(acl: Option<Acl>, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let bucket = match context.owner {
            Some(_) => {
                check_acl(acl, world.blocks_public_access(context.bucket(world)?))?;
                context.bucket_mut(world)?
            }
            // The bucket was absent before; if it exists by now, the name is taken.
            None => create(acl, context, world)?,
        };
        bucket.settings_mut().acl = acl.unwrap_or(bucket.settings_mut().acl);
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// Reads `x-oss-acl`; `None` if it is absent or empty.
pub(super) fn acl_from_header(call: &Call) -> Result<Option<Acl>, Refusal> {
    let Some(text) = call.filled_header(header::X_OSS_ACL) else { return Ok(None) };
    Acl::from_wire(&text).map(Some).ok_or_else(|| invalid_argument(Cause::NoSuchAcl, "x-oss-acl", &text))
}

impl View for Get {
    fn write(bucket: &StoredBucket, owner: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::xml("AccessControlPolicy", |w| {
            w.group("Owner", |w| {
                w.leaf("ID", &owner.id);
                w.leaf("DisplayName", &owner.name);
            });
            w.group("AccessControlList", |w| w.leaf("Grant", bucket.settings.acl.as_str()));
        })
    }
}
