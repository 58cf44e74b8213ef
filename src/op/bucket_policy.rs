//! `PutBucketPolicy`, `GetBucketPolicy`, `DeleteBucketPolicy` and `GetBucketPolicyStatus`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketpolicy` and its three siblings; the code for a wrong
//! policy and the message below from the live tests of `aliyun-oss-cpp-sdk`; that a bucket without a policy has a status
//! from those of `alibabacloud-oss-python-sdk-v2`.

use std::sync::Arc;

use super::remove::Removal;
use super::show::View;
use super::{Operate, Request, Scene};
use crate::error::{Assumption, Cause, Refusal};
use crate::policy::{BucketPolicy, BucketPolicyError};
use crate::wire::Reply;
use crate::world::{Account, Bucket, World};

pub(super) struct Put;
pub(super) struct Get;
pub(super) struct Delete;
pub(super) struct Status;

impl Operate for Put {
    type Input = BucketPolicy;
    type Output = ();

    const NEEDS_BODY: bool = true;

    fn read(request: &Request<'_>) -> Result<BucketPolicy, Refusal> {
        let malformed = || Refusal::from(Cause::BucketPolicyMalformed);
        let json = std::str::from_utf8(request.body).map_err(|_| malformed().note("the body is not UTF-8"))?;
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
        policy.assumptions().for_each(|assumption| request.call.lean(assumption));
        for (place, doubt) in policy.document().doubts() {
            request.call.doubt(|| format!("statement {}: {doubt}", place + 1));
        }
        Ok(policy)
    }

    fn apply(policy: BucketPolicy, scene: &Scene<'_>, world: &mut World) -> Result<(), Refusal> {
        if policy.is_public() && world.blocks_public_access(scene.bucket(world)?) {
            return Err(Cause::PublicBucketPolicyBlocked.into());
        }
        if let Err(error) = world.check_policy(policy.document()) {
            return Err(Refusal::from(Cause::BucketPolicyMalformed).note(error.to_string()));
        }
        scene.bucket_mut(world)?.policy = Some(Arc::new(policy));
        Ok(())
    }

    fn write((): &(), _: &Scene<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// What OSS says of a body that starts as no JSON does. Seen for a letter; assumed for the rest of ASCII.
fn unknown_character(json: &str) -> Option<String> {
    let first = json.trim_ascii_start().chars().next()?;
    let starts_json = first.is_ascii_digit() || "{[\"-tfn".contains(first);
    (first.is_ascii_graphic() && !starts_json).then(|| format!("unknown char {first}"))
}

impl Operate for Get {
    type Input = ();
    type Output = Arc<BucketPolicy>;

    fn read(_: &Request<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), scene: &Scene<'_>, world: &mut World) -> Result<Arc<BucketPolicy>, Refusal> {
        scene.bucket(world)?.policy.clone().ok_or_else(|| Cause::NoSuchBucketPolicy.into())
    }

    fn write(policy: &Arc<BucketPolicy>, _: &Scene<'_>) -> Reply {
        Reply::json(policy.json())
    }
}

impl Removal for Delete {
    fn remove(scene: &Scene<'_>, world: &mut World) -> Result<(), Refusal> {
        scene.bucket_mut(world)?.policy = None;
        Ok(())
    }
}

impl View for Status {
    /// Of the policy alone: whether public access is blocked does not count.
    fn write(bucket: &Bucket, _: &Account, _: &Scene<'_>) -> Reply {
        let public = bucket.policy.as_ref().is_some_and(|policy| policy.is_public());
        Reply::xml("PolicyStatus", |w| w.flag("IsPublic", public))
    }

    fn rests_on(bucket: &Bucket, owner: &Account) -> Option<Assumption> {
        let blocked = bucket.block_public_access || owner.block_public_access;
        let public = bucket.policy.as_ref().is_some_and(|policy| policy.is_public());
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
