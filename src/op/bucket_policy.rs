//! `PutBucketPolicy`, `GetBucketPolicy`, `DeleteBucketPolicy` and `GetBucketPolicyStatus`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketpolicy` and its three siblings; the code for a wrong
//! policy and the message below from the live tests of `aliyun-oss-cpp-sdk`; the status of a bucket without a policy
//! is from those of `alibabacloud-oss-python-sdk-v2`.

use std::sync::Arc;

use super::body::BodyRule;
use super::context::Context;
use super::operate::Operate;
use super::remove::Removal;
use super::show::View;
use crate::error::{Assumption, Cause, Refusal};
use crate::ram::{BucketPolicy, BucketPolicyError};
use crate::wire::Reply;
use crate::world::{StoredAccount, StoredBucket, World};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct Delete;
pub(crate) struct Status;

impl Operate for Put {
    type Input = BucketPolicy;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<BucketPolicy, Refusal> {
        let malformed = || Refusal::from(Cause::BucketPolicyMalformed);
        let json = std::str::from_utf8(context.body).map_err(|_| malformed().note("the body is not UTF-8"))?;
        let policy: BucketPolicy = json.parse().map_err(|error: BucketPolicyError| {
            let refusal = match error {
                BucketPolicyError::TooLong => Cause::BucketPolicyTooLong.into(),
                BucketPolicyError::StatementTooLong(_) => Cause::BucketPolicyStatementTooLong.into(),
                BucketPolicyError::DoubleWildcard(_) => Cause::BucketPolicyDoubleWildcard.into(),
                BucketPolicyError::Malformed(ref wrong) if wrong.path() == "Version" => {
                    Cause::BucketPolicyVersionInvalid.into()
                }
                BucketPolicyError::Malformed(_) => Refusal { message: unknown_character(json), ..malformed() },
            };
            refusal.note(error.to_string())
        })?;
        policy.assumptions().for_each(|assumption| context.call.assume(assumption));
        for (place, doubt) in policy.document().doubts() {
            context.call.doubt(|| format!("statement {}: {doubt}", place + 1));
        }
        Ok(policy)
    }

    fn apply(policy: BucketPolicy, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        if policy.is_public() && world.blocks_public_access(context.bucket(world)?) {
            return Err(Cause::PublicBucketPolicyBlocked.into());
        }
        if let Err(error) = world.check_policy(policy.document()) {
            return Err(Refusal::from(Cause::BucketPolicyMalformed).note(error.to_string()));
        }
        context.bucket_mut(world)?.settings_mut().policy = Some(Arc::new(policy));
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// The message of OSS about a body that does not start as JSON. Seen for a letter; assumed for the rest of ASCII.
fn unknown_character(json: &str) -> Option<String> {
    let first = json.trim_ascii_start().chars().next()?;
    let starts_json = first.is_ascii_digit() || "{[\"-tfn".contains(first);
    (first.is_ascii_graphic() && !starts_json).then(|| format!("unknown char {first}"))
}

impl Operate for Get {
    type Input = ();
    type Output = Arc<BucketPolicy>;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<Arc<BucketPolicy>, Refusal> {
        context.bucket(world)?.settings.policy.clone().ok_or_else(|| Cause::NoSuchBucketPolicy.into())
    }

    fn write(policy: &Arc<BucketPolicy>, _: &Context<'_>) -> Reply {
        Reply::json(policy.json())
    }
}

impl Removal for Delete {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().policy = None;
        Ok(())
    }
}

impl View for Status {
    /// Writes the status of the policy alone: blocked public access does not count.
    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        let public = bucket.settings.policy.as_ref().is_some_and(|policy| policy.is_public());
        Reply::xml("PolicyStatus", |w| w.flag("IsPublic", public))
    }

    fn rests_on(bucket: &StoredBucket, owner: &StoredAccount) -> Option<Assumption> {
        let blocked = bucket.settings.block_public_access || owner.block_public_access;
        let public = bucket.settings.policy.as_ref().is_some_and(|policy| policy.is_public());
        (blocked && public).then_some(Assumption::PolicyStatusOfBlocked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_start_no_json_are_named() {
        for (json, expected) in [
            ("policy", Some("unknown char p")),
            (" \n<Policy/>", Some("unknown char <")),
            ("", None),
            ("{unnormal-policy-text}", None),
            ("[]", None),
            ("nothing", None),
            ("\u{feff}{}", None),
            ("\u{1}", None),
        ] {
            assert_eq!(unknown_character(json).as_deref(), expected, "{json:?}");
        }
    }
}
