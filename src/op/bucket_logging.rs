//! `PutBucketLogging`, `GetBucketLogging` and `DeleteBucketLogging`; `world/due/` and `oss/access_log.rs` have the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketlogging` and its siblings; the live tests of `aliyun-oss-java-sdk` (`BucketLoggingTest`), `aliyun-oss-go-sdk`, `alibabacloud-oss-go-sdk-v2` and
//! `aliyun-oss-python-sdk`.

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::operations::Operation;
use super::remove::Removal;
use super::show::View;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::Reply;
use crate::wire::xml::Element;
use crate::world::{Logging, StoredAccount, StoredBucket, World, is_bucket_name};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct Delete;

const ROOT: &str = "BucketLoggingStatus";

impl Operate for Put {
    /// The logging; `None` turns it off.
    type Input = Option<Logging>;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal> {
        let root = context.xml(ROOT)?;
        let Some(enabled) = root.optional("LoggingEnabled")? else { return Ok(None) };
        let text = |name: &str| enabled.optional(name).and_then(|child| child.map(Element::leaf).transpose());
        let target = text("TargetBucket")?.ok_or(Cause::LoggingTargetMissing)?;
        if target.is_empty() {
            return Err(Cause::LoggingTargetEmpty.into());
        }
        if !is_bucket_name(target) {
            return Err(Refusal::from(Cause::LoggingTargetInvalid).with("TargetBucket", target));
        }
        let role = text("LoggingRole")?.filter(|role| !role.is_empty());
        let logging = Logging {
            target: target.to_owned(),
            prefix: text("TargetPrefix")?.unwrap_or_default().to_owned(),
            role: role.map(str::to_owned),
        };
        logging.check(context.bucket).map_err(|problem| Refusal::not_emulated(&format!("such logging: {problem}")))?;
        Ok(Some(logging))
    }

    fn apply(logging: Self::Input, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        if let Some(logging) = &logging {
            check_target(logging, context, world)?;
            context.call.assume(Assumption::AccessLogObjects);
            if logging.role.is_some() {
                context.call.assume(Assumption::LoggingRoleUnchecked);
            }
        }
        context.bucket_mut(world)?.settings_mut().logging = logging;
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// Checks that the target exists, has the owner and the place of the bucket, and that the caller may write to it.
fn check_target(logging: &Logging, context: &Context<'_>, world: &World) -> Result<(), Refusal> {
    let source = context.bucket(world)?;
    let wrong = |cause: Cause| Refusal::from(cause).with("TargetBucket", logging.target.as_str());
    let target = world.bucket(&logging.target).ok_or_else(|| wrong(Cause::LoggingTargetNotFound))?;
    if target.owner != source.owner {
        return Err(wrong(Cause::LoggingTargetForeign));
    }
    if (&target.region, &target.cloudbox) != (&source.region, &source.cloudbox) {
        return Err(wrong(Cause::LoggingTargetElsewhere));
    }
    if target.name == source.name {
        return Ok(());
    }
    // No object has the name yet, so the permission is about how the names of all of them begin.
    let key = logging.name_start(&source.name);
    let owner = world.account(target.owner);
    let permission = context.permission.about((target, owner), &key, None);
    permission.rests_on(Assumption::LoggingTargetKey);
    permission.ask_of_object(Operation::PutObject, &key, None);
    permission.refused().map_or(Ok(()), |denial| Err(permission.refusal(Operation::PutObject, &denial)))
}

impl View for Get {
    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::xml(ROOT, |w| {
            let Some(Logging { target, prefix, role }) = &bucket.settings.logging else { return };
            w.group("LoggingEnabled", |w| {
                w.leaf("TargetBucket", target);
                w.leaf("TargetPrefix", prefix);
                if let Some(role) = role {
                    w.leaf("LoggingRole", role);
                }
            });
        })
    }
}

impl Removal for Delete {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().logging = None;
        Ok(())
    }
}
