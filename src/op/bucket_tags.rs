//! `PutBucketTags`, `GetBucketTags` and `DeleteBucketTags`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbuckettags` and its two siblings; the live tests of
//! `aliyun-oss-python-sdk` (any character is allowed) and of `aliyun-oss-go-sdk` (single tags can be deleted).

use super::body::BodyRule;
use super::context::Context;
use super::object_tagging::{read_tag_set, write_tag_set};
use super::operate::Operate;
use super::remove::Removal;
use super::show::View;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::Reply;
use crate::world::{StoredAccount, StoredBucket, Tags, World};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct Delete;

/// The largest number of tags of a bucket.
const MAX_TAGS: usize = 20;
/// The largest number of bytes in the key of a tag.
const MAX_KEY: usize = 64;
/// The largest number of bytes in the value of a tag.
const MAX_VALUE: usize = 128;

impl Operate for Put {
    type Input = Tags;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;
    const ECS: &'static [(Cause, &'static str)] = &[(Cause::MalformedXml, "0010-00000101")];

    fn read(context: &Context<'_>) -> Result<Tags, Refusal> {
        let root = context.xml("Tagging")?;
        let written = read_tag_set(&root)?;
        let keys: Vec<&str> = written.iter().map(|(key, _)| &**key).collect();
        if !keys.is_sorted() {
            context.call.assume(Assumption::BucketTagOrder);
        }
        if written.len() > MAX_TAGS {
            return Err(Refusal::from(Cause::TooManyBucketTags).note(format!("there are {}", written.len())));
        }
        let mut tags = Tags::new();
        for (key, value) in written {
            check(&key, &value)?;
            if tags.contains_key(&key) {
                return Err(Refusal::from(Cause::RepeatedBucketTags).note(format!("`{key}` is there twice")));
            }
            tags.insert(key, value);
        }
        Ok(tags)
    }

    fn apply(tags: Tags, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().tags = tags;
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// Checks a tag. All characters are allowed.
fn check(key: &str, value: &str) -> Result<(), Refusal> {
    if !(1..=MAX_KEY).contains(&key.len()) {
        return Err(Refusal::from(Cause::BucketTagKeyInvalid).note(format!("the key has {} bytes", key.len())));
    }
    let lower = key.to_ascii_lowercase();
    let reserved = || Refusal::from(Cause::BucketTagKeyReserved).note(format!("the key is `{key}`"));
    if ["http://", "https://", "aliyun"].iter().any(|start| lower.starts_with(start)) {
        return Err(reserved());
    }
    if lower.starts_with("acs") {
        // Source: `help.aliyun.com/en/oss/user-guide/0010-00000002`.
        return Err(reserved().with_ec("0010-00000002"));
    }
    if value.len() > MAX_VALUE {
        let note = format!("the value of `{key}` has {} bytes", value.len());
        return Err(Refusal::from(Cause::BucketTagValueInvalid).note(note));
    }
    Ok(())
}

impl View for Get {
    /// A bucket without tags has an empty set.
    fn write(bucket: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::xml("Tagging", |w| write_tag_set(w, &bucket.settings.tags))
    }
}

impl Removal for Delete {
    /// Deletes tags: `?tagging=k1,k2` names their keys; without a value, all tags are deleted.
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let named = context.call.query.get("tagging").filter(|keys| !keys.is_empty());
        let tags = &mut context.bucket_mut(world)?.settings_mut().tags;
        match named {
            None => tags.clear(),
            Some(keys) => keys.split(',').for_each(|key| drop(tags.remove(key))),
        }
        Ok(())
    }
}
