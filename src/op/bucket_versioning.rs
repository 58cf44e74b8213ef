//! `PutBucketVersioning` and `GetBucketVersioning`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketversioning` and `…/getbucketversioning`.

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::refusals::invalid_argument;
use super::show::View;
use crate::error::{Assumption, Cause, Profile, Refusal};
use crate::wire::Reply;
use crate::world::{StoredAccount, StoredBucket, Versioning, World};

pub(crate) struct Put;
pub(crate) struct Get;

const ROOT: &str = "VersioningConfiguration";
const ELEMENT: &str = "Status";

impl Operate for Put {
    type Input = Versioning;
    type Output = ();

    const ECS: &'static [(Cause, &'static str)] = &[(Cause::MalformedXml, "0012-00000002")];
    const BODY: BodyRule = BodyRule::XML;

    /// Reads the status. A bucket that never kept versions has none, so no request restores that state.
    fn read(context: &Context<'_>) -> Result<Versioning, Refusal> {
        let root = context.xml(ROOT)?;
        let text = match root.optional(ELEMENT)? {
            None if context.profile == Profile::Documented => "",
            _ => root.required(ELEMENT)?.leaf()?,
        };
        let cause = match context.profile {
            Profile::Documented if text.is_empty() => Cause::VersioningStatusEmpty,
            Profile::Documented | Profile::Observed => Cause::VersioningStatusInvalid,
        };
        Versioning::from_wire(text).ok_or_else(|| {
            let refusal = invalid_argument(cause, ELEMENT, text);
            // The EC of an empty status, whatever the profile: `help.aliyun.com/en/oss/user-guide/0012-00000003`.
            if text.is_empty() { refusal.with_ec("0012-00000003") } else { refusal }
        })
    }

    /// Sets the status. A bucket that never kept versions can be suspended as well.
    fn apply(versioning: Versioning, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        if let (Versioning::Suspended, Some(worm)) = (versioning, context.bucket(world)?.worm(context.now)) {
            return Err(Refusal::from(Cause::WormKeepsVersioning).note(format!("it is {worm}")));
        }
        let before = context.bucket_mut(world)?.settings_mut().versioning.replace(versioning);
        if before.is_none() && versioning == Versioning::Suspended {
            context.call.assume(Assumption::SuspendedFromTheStart);
        }
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

impl View for Get {
    /// Writes the status, which a bucket that never kept versions lacks.
    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::xml(ROOT, |w| {
            if let Some(versioning) = bucket.settings.versioning {
                w.leaf(ELEMENT, versioning.as_str());
            }
        })
    }
}
