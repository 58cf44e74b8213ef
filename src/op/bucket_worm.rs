//! `InitiateBucketWorm`, `AbortBucketWorm`, `CompleteBucketWorm`, `ExtendBucketWorm` and `GetBucketWorm`;
//! `world/retention.rs` has the effect.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/initiatebucketworm` and its siblings, `AlibabaCloudDocs/oss`: HTTP status
//! codes 400, 403, 404 and 409; the live tests of `aliyun-oss-python-sdk` (`test_bucket_worm.py`) and `aliyun-oss-java-sdk`
//! (`BucketWormTest`).

use std::sync::Arc;

use super::body::BodyRule;
use super::context::Context;
use super::object::text;
use super::operate::Operate;
use super::remove::Removal;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::iso_seconds;
use crate::wire::{Reply, header};
use crate::world::{MAX_WORM_DAYS, StoredWorm, Versioning, World, WormState};

pub(crate) struct Initiate;
pub(crate) struct Abort;
pub(crate) struct Complete;
pub(crate) struct Extend;
pub(crate) struct Get;

/// The EC of a body without a number of days. Source: `help.aliyun.com/en/oss/user-guide/0027-00000004`.
const MALFORMED: &[(Cause, &str)] = &[(Cause::MalformedXml, "0027-00000004")];
const DAYS: &str = "RetentionPeriodInDays";

/// Reads the number of days below a root.
fn days(root: &str, context: &Context<'_>) -> Result<u32, Refusal> {
    let root = context.xml(root)?;
    let text = root.required(DAYS)?.leaf()?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::from(Cause::WormDaysNotANumber).note(format!("`{text}` is not an integer")));
    }
    let days = text.parse().ok().filter(|days| (1..=MAX_WORM_DAYS).contains(days));
    let invalid = || Refusal::from(Cause::WormDaysInvalid).note(format!("`{text}` is not within 1 to {MAX_WORM_DAYS}"));
    days.ok_or_else(invalid)
}

/// Finds the policy that counts now.
fn policy<'w>(context: &Context<'_>, world: &'w World) -> Result<&'w StoredWorm, Refusal> {
    let bucket = context.bucket(world)?;
    if bucket.settings.worm.as_ref().is_some_and(|worm| worm.has_expired(context.now)) {
        context.call.assume(Assumption::WormExpires);
    }
    let none = || Refusal::from(Cause::NoSuchWormConfiguration).with("BucketName", context.bucket);
    bucket.worm(context.now).ok_or_else(none)
}

/// Finds the policy of this id.
fn policy_of_id<'w>(id: &str, context: &Context<'_>, world: &'w World) -> Result<&'w StoredWorm, Refusal> {
    let policy = policy(context, world)?;
    if *policy.id == *id {
        return Ok(policy);
    }
    Err(Refusal::from(Cause::WormIdUnknown).note(format!("the bucket has the retention policy {policy}")))
}

fn id(context: &Context<'_>) -> String {
    context.call.query.get("wormId").unwrap_or_default()
}

/// Changes the policy.
fn change(context: &Context<'_>, world: &mut World, change: impl FnOnce(&mut StoredWorm)) -> Result<(), Refusal> {
    context.bucket_mut(world)?.settings_mut().worm.as_mut().map(change);
    Ok(())
}

impl Operate for Initiate {
    /// The number of days.
    type Input = u32;
    /// The id of the policy.
    type Output = Arc<str>;

    const ECS: &'static [(Cause, &'static str)] = MALFORMED;
    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<u32, Refusal> {
        days("InitiateWormConfiguration", context)
    }

    fn apply(days: u32, context: &Context<'_>, world: &mut World) -> Result<Arc<str>, Refusal> {
        if let Ok(policy) = policy(context, world) {
            return Err(Refusal::from(Cause::WormExists).note(format!("it is {policy}")));
        }
        if context.bucket(world)?.settings.versioning == Some(Versioning::Suspended) {
            return Err(Cause::WormWithoutVersioning.into());
        }
        let id = world.mint_worm_id(context.now);
        let policy = StoredWorm { id: id.clone(), state: WormState::InProgress, days, created: context.now };
        context.bucket_mut(world)?.settings_mut().worm = Some(policy);
        Ok(id)
    }

    fn write(id: &Arc<str>, _: &Context<'_>) -> Reply {
        Reply::EMPTY.header(header::X_OSS_WORM_ID, text(id))
    }
}

impl Removal for Abort {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        // An expired policy can still be aborted.
        let expired = context.bucket(world)?.settings.worm.as_ref().is_some_and(|worm| worm.has_expired(context.now));
        match policy(context, world) {
            Ok(policy) if policy.state == WormState::Locked => {
                return Err(Refusal::from(Cause::WormLocked).note(format!("it is {policy}")));
            }
            Err(refusal) if !expired => return Err(refusal),
            Ok(_) | Err(_) => {}
        }
        context.bucket_mut(world)?.settings_mut().worm = None;
        Ok(())
    }
}

impl Operate for Complete {
    /// The id of the policy.
    type Input = String;
    type Output = ();

    fn read(context: &Context<'_>) -> Result<String, Refusal> {
        Ok(id(context))
    }

    fn apply(id: String, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let policy = policy_of_id(&id, context, world)?;
        if policy.state == WormState::Locked {
            return Err(Refusal::from(Cause::WormLockedTwice).note(format!("it is {policy}")));
        }
        change(context, world, |policy| policy.state = WormState::Locked)
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

impl Operate for Extend {
    /// The id of the policy, and the number of days.
    type Input = (String, u32);
    type Output = ();

    const ECS: &'static [(Cause, &'static str)] = MALFORMED;
    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal> {
        Ok((id(context), days("ExtendWormConfiguration", context)?))
    }

    fn apply((id, days): Self::Input, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let policy = policy_of_id(&id, context, world)?;
        if policy.state == WormState::InProgress {
            return Err(Refusal::from(Cause::WormNotLocked).note(format!("it is {policy}")));
        }
        if days <= policy.days {
            return Err(Refusal::from(Cause::WormNotExtended).note(format!("it is {policy}, not shorter than {days}")));
        }
        change(context, world, |policy| policy.days = days)
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

impl Operate for Get {
    type Input = ();
    type Output = StoredWorm;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<StoredWorm, Refusal> {
        policy(context, world).cloned()
    }

    fn write(policy: &StoredWorm, _: &Context<'_>) -> Reply {
        Reply::xml("WormConfiguration", |w| {
            w.leaf("WormId", &policy.id);
            w.leaf("State", policy.state.as_str());
            w.leaf(DAYS, &policy.days.to_string());
            // Without a zone, as the page has it; that it is UTC is assumed.
            w.leaf("CreationDate", &iso_seconds(policy.created));
        })
    }
}
