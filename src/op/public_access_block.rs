//! The block of public access, for a bucket and for a whole account.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketpublicaccessblock` and its five siblings; the live tests of
//! `aliyun-oss-python-sdk` for the letter case of the value, and for a deleted block, which reads as `false`.

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::remove::Removal;
use super::show::View;
use crate::error::{Cause, Refusal};
use crate::ram::Acl;
use crate::wire::Reply;
use crate::world::{StoredAccount, StoredBucket, World};

pub(crate) struct PutOfBucket;
pub(crate) struct OfBucket;
pub(crate) struct DeleteOfBucket;
pub(crate) struct PutOfAccount;
pub(crate) struct GetOfAccount;
pub(crate) struct DeleteOfAccount;

const ROOT: &str = "PublicAccessBlockConfiguration";
const ELEMENT: &str = "BlockPublicAccess";

/// Refuses a public ACL where public access is blocked.
///
/// Source: `help.aliyun.com/zh/oss/user-guide/block-public-access`.
pub(super) fn check_acl(acl: Option<Acl>, blocked: bool) -> Result<(), Refusal> {
    if blocked && acl.is_some_and(Acl::is_public) { Err(Cause::PublicBucketAclBlocked.into()) } else { Ok(()) }
}

/// Reads the setting in the body. Without the element, it is `false`.
fn read(context: &Context<'_>) -> Result<bool, Refusal> {
    let root = context.xml(ROOT)?;
    let Some(element) = root.optional(ELEMENT)? else { return Ok(false) };
    let text = element.leaf()?;
    // `oss2` writes `True` and `False`.
    match text {
        _ if text.eq_ignore_ascii_case("true") => Ok(true),
        _ if text.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(element.wrong("is neither `true` nor `false`").into()),
    }
}

fn write(blocked: bool) -> Reply {
    Reply::xml(ROOT, |w| w.flag(ELEMENT, blocked))
}

impl Operate for PutOfBucket {
    type Input = bool;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<bool, Refusal> {
        read(context)
    }

    fn apply(blocked: bool, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().block_public_access = blocked;
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

impl View for OfBucket {
    /// Writes the bucket's own setting, whatever its account's is (assumed).
    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        write(bucket.settings.block_public_access)
    }
}

impl Removal for DeleteOfBucket {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().block_public_access = false;
        Ok(())
    }
}

impl Operate for PutOfAccount {
    type Input = bool;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<bool, Refusal> {
        read(context)
    }

    fn apply(blocked: bool, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        world.account_mut(context.account()?).block_public_access = blocked;
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

impl Operate for GetOfAccount {
    type Input = ();
    type Output = bool;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<bool, Refusal> {
        Ok(world.account(context.account()?).block_public_access)
    }

    fn write(blocked: &bool, _: &Context<'_>) -> Reply {
        write(*blocked)
    }
}

impl Removal for DeleteOfAccount {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        world.account_mut(context.account()?).block_public_access = false;
        Ok(())
    }
}
