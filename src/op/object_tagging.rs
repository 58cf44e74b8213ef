//! `PutObjectTagging`, `GetObjectTagging` and `DeleteObjectTagging`, and the tags of an upload.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putobjecttagging`; the characters from
//! `alibabacloud.com/help/en/oss/user-guide/0010-00000216`.

use http::StatusCode;

use super::body::BodyRule;
use super::context::Context;
use super::object::{object, version_header, version_of};
use super::operate::Operate;
use super::refusals::invalid_argument;
use super::retention::note_changed;
use super::room::check_room;
use crate::error::{Cause, Profile, Refusal};
use crate::wire::{Query, Reply, header, xml};
use crate::world::{SharedObject, Tags, VersionId, World};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct Delete;

/// The largest number of tags of an object.
const MAX_TAGS: usize = 10;
/// The largest number of bytes in the key of a tag.
const MAX_KEY: usize = 128;
/// The largest number of bytes in the value of a tag.
const MAX_VALUE: usize = 256;

impl Operate for Put {
    type Input = (Tags, Option<VersionId>);
    /// The changed version, if the bucket keeps versions.
    type Output = Option<VersionId>;

    const ECS: &'static [(Cause, &'static str)] = &[(Cause::MalformedXml, "0010-00000101")];
    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal> {
        let root = context.xml("Tagging")?;
        let mut tags = Tags::new();
        for (key, value) in read_tag_set(&root)? {
            if tags.insert(key, value).is_some() {
                return Err(Cause::RepeatedTags.into());
            }
        }
        check(&tags, context.profile)?;
        Ok((tags, version_of(context.call)?))
    }

    fn apply((tags, version): Self::Input, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        replace_tags(tags, version, context, world)
    }

    fn write(version: &Self::Output, _: &Context<'_>) -> Reply {
        version.map_or(Reply::EMPTY, |version| version_header(Reply::EMPTY, true, version))
    }
}

/// Reads the tags of a `Tagging`, in their order; the value of a tag is optional.
pub(super) fn read_tag_set(tagging: &xml::Element<'_>) -> Result<Vec<(String, String)>, xml::Malformed> {
    let read = |tag: &xml::Element<'_>| {
        let value = tag.optional("Value")?.map_or(Ok(""), xml::Element::leaf)?;
        Ok((tag.required("Key")?.leaf()?.to_owned(), value.to_owned()))
    };
    tagging.required("TagSet")?.all("Tag").map(read).collect()
}

/// Writes the tags of a `Tagging`.
pub(super) fn write_tag_set(writer: &mut xml::Writer, tags: &Tags) {
    writer.group("TagSet", |w| {
        for (key, value) in tags {
            w.group("Tag", |w| {
                w.leaf("Key", key);
                w.leaf("Value", value);
            });
        }
    });
}

impl Operate for Get {
    type Input = Option<VersionId>;
    type Output = (SharedObject, bool);

    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal> {
        version_of(context.call)
    }

    fn apply(version: Self::Input, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let bucket = context.bucket(world)?;
        Ok((object(bucket, context, version)?.clone(), bucket.settings.versioning.is_some()))
    }

    fn write((object, versioned): &Self::Output, _: &Context<'_>) -> Reply {
        let reply = Reply::xml("Tagging", |w| {
            write_tag_set(w, &object.extra.tags);
        });
        version_header(reply, *versioned, object.version())
    }
}

impl Operate for Delete {
    type Input = Option<VersionId>;
    type Output = Option<VersionId>;

    const STATUS: StatusCode = StatusCode::NO_CONTENT;

    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal> {
        version_of(context.call)
    }

    fn apply(version: Self::Input, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        replace_tags(Tags::new(), version, context, world)
    }

    fn write(version: &Self::Output, _: &Context<'_>) -> Reply {
        version.map_or(Reply::NO_CONTENT, |version| version_header(Reply::NO_CONTENT, true, version))
    }
}

/// Replaces the tags of an object. That is no modification: `Last-Modified` stays.
fn replace_tags(
    tags: Tags,
    version: Option<VersionId>,
    context: &Context<'_>,
    world: &mut World,
) -> Result<Option<VersionId>, Refusal> {
    let bucket = context.bucket(world)?;
    let object = object(bucket, context, version)?;
    note_changed(object, bucket, context);
    let version = object.version();
    let size: usize = tags.iter().map(|(key, value)| key.len() + value.len()).sum();
    check_room(context, world, size as u64, 0)?;
    let bucket = context.bucket_mut(world)?;
    bucket.change_object(&context.key, version, context.now, |object| {
        object.extra.change(|extra| extra.tags = tags);
    });
    Ok(bucket.settings.versioning.map(|_| version))
}

/// Reads the tags of `x-oss-tagging`; no tags if it is absent or empty.
pub(super) fn tags_from_header(context: &Context<'_>) -> Result<Tags, Refusal> {
    let Some(text) = context.call.filled_header(header::X_OSS_TAGGING) else { return Ok(Tags::new()) };
    let invalid = || invalid_argument(Cause::TaggingHeaderInvalid, "x-oss-tagging", &text);
    if text.split('&').any(|part| part.matches('=').count() > 1) {
        return Err(invalid());
    }
    let mut tags = Tags::new();
    for pair in Query::parse(&text).pairs() {
        let utf8 = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(|_| invalid());
        if tags.insert(utf8(&pair.name)?, utf8(&pair.value)?).is_some() {
            return Err(invalid());
        }
    }
    check(&tags, context.profile)?;
    Ok(tags)
}

fn check(tags: &Tags, profile: Profile) -> Result<(), Refusal> {
    // The documentation has the letters a to z; `aliyun-oss-python-sdk` sets and reads others in live tests.
    let is_letter = |c: char| match profile {
        Profile::Documented => c.is_ascii_alphanumeric(),
        Profile::Observed => c.is_alphanumeric(),
    };
    let fit = |text: &str| text.chars().all(|c| is_letter(c) || " +-=._:/".contains(c));
    if tags.len() > MAX_TAGS {
        return Err(Cause::TooManyTags.into());
    }
    for (key, value) in tags {
        if key.is_empty() || key.len() > MAX_KEY || !fit(key) {
            let cause = match profile {
                Profile::Documented => Cause::TagKeyInvalid,
                Profile::Observed => Cause::TagKeyRejected,
            };
            let refusal = invalid_argument(cause, "Key", key);
            return Err(if fit(key) { refusal.with_ec("0010-00000209") } else { refusal });
        }
        if value.len() > MAX_VALUE || !fit(value) {
            return Err(invalid_argument(Cause::TagValueInvalid, "Value", value));
        }
    }
    Ok(())
}
