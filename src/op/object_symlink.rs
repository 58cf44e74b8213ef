//! `PutSymlink` and `GetSymlink`, and the targets of links.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putsymlink` and `…/getsymlink`;
//! `alibabacloud.com/help/doc-detail/96864.html` (symbolic links) for permissions and encryption; the live tests of
//! `aliyun-oss-csharp-sdk` for the user metadata in the answer of `GetSymlink`. No source describes the `ETag`, nor
//! the encoding of a target in the answer.

use std::sync::Arc;

use http::{HeaderName, HeaderValue};

use super::context::Context;
use super::hash;
use super::object::{check_new_key, etag, forbids_overwrite, may_overwrite, object, text, version_header, version_of};
use super::object_attributes::Attributes;
use super::operate::Operate;
use super::refusals::invalid_argument;
use super::room::check_room;
use crate::error::{Cause, Refusal};
use crate::wire::text::{decode, http_date, push_encoded_path};
use crate::wire::{Call, Content, Reply, header};
use crate::world::{
    ETag, ObjectType, SharedObject, StoredBucket, StoredObject, USER_META, VersionId, World, check_key,
};

pub(crate) struct Put;
pub(crate) struct Get;

pub(crate) struct Link {
    target: Arc<str>,
    etag: ETag,
    attributes: Attributes,
    forbid_overwrite: bool,
}

/// A link, and whether its bucket keeps versions or once did.
pub(super) type Linked = (SharedObject, bool);

impl Operate for Put {
    type Input = Link;
    type Output = Linked;

    fn read(context: &Context<'_>) -> Result<Link, Refusal> {
        let target = target_from_header(context.call)?;
        Ok(Link {
            etag: ETag(hash::md5(target.as_bytes())),
            target,
            attributes: Attributes::read(context)?,
            forbid_overwrite: forbids_overwrite(context.call),
        })
    }

    /// Stores the link. The target, and the permission to read it, are checked when the link is read.
    fn apply(link: Link, context: &Context<'_>, world: &mut World) -> Result<Linked, Refusal> {
        let Link { target, etag, attributes, forbid_overwrite } = link;
        check_new_key(context)?;
        let key = &*context.key;
        let bucket = context.bucket(world)?;
        may_overwrite(forbid_overwrite, bucket, context)?;
        attributes.check(bucket, world)?;
        let mut object = StoredObject::link(key.into(), target, etag, context.now);
        // The rule of the bucket does not apply to links: their target is encrypted, or not.
        attributes.give(&mut object, bucket);
        check_room(context, world, object.cost(), bucket.objects.replaced_cost(key, bucket.settings.versioning))?;
        let bucket = context.bucket_mut(world)?;
        Ok((bucket.put_object(object, context.now)?, bucket.settings.versioning.is_some()))
    }

    fn write((link, versioned): &Linked, _: &Context<'_>) -> Reply {
        version_header(Reply::EMPTY, *versioned, link.version()).header(header::ETAG, etag(link))
    }
}

impl Operate for Get {
    type Input = Option<VersionId>;
    type Output = Linked;

    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal> {
        version_of(context.call)
    }

    fn apply(version: Self::Input, context: &Context<'_>, world: &mut World) -> Result<Linked, Refusal> {
        let bucket = context.bucket(world)?;
        let link = object(bucket, context, version)?;
        if link.kind != ObjectType::Symlink {
            return Err(Refusal::from(Cause::NotSymlink).with("Key", &*context.key));
        }
        Ok((link.clone(), bucket.settings.versioning.is_some()))
    }

    fn write((link, versioned): &Linked, _: &Context<'_>) -> Reply {
        let mut target = Vec::new();
        push_encoded_path(&mut target, link.extra.target.as_deref().unwrap_or_default().as_bytes());
        let mut reply = Reply::EMPTY
            .header(header::ETAG, etag(link))
            .header(header::LAST_MODIFIED, text(&http_date(link.modified())))
            .header(header::X_OSS_SYMLINK_TARGET, text(&String::from_utf8_lossy(&target)));
        for (name, value) in link.meta.iter().filter(|(name, _)| name.starts_with(USER_META)) {
            // Both were parts of a header before.
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(value)) {
                reply = reply.header(name, value);
            }
        }
        // Source: the live tests of `aliyun-oss-java-sdk`, `SymlinkTest`.
        if let Some(media_type) = link.meta.get(header::CONTENT_TYPE.as_str()) {
            let media_type = HeaderValue::from_bytes(media_type).ok();
            reply.content = Some(Content { media_type, length: 0, body: bytes::Bytes::new() });
        }
        version_header(reply, *versioned, link.version())
    }
}

/// Reads the key in `x-oss-symlink-target`, percent-encoded. Some clients write a blank as `+`, so a plus is `%2B`.
fn target_from_header(call: &Call) -> Result<Arc<str>, Refusal> {
    let missing = || Refusal::from(Cause::SymlinkTargetMissing).with("ArgumentName", "x-oss-symlink-target");
    let text = call.header(header::X_OSS_SYMLINK_TARGET).ok_or_else(missing)?;
    let invalid = |_| invalid_argument(Cause::SymlinkTargetInvalid, "x-oss-symlink-target", &text);
    check_key(&decode(&text)).map(Arc::from).map_err(invalid)
}

/// Returns the object that a read of an object finds: its target, if it is a link, else the object itself.
pub(super) fn followed<'b>(bucket: &'b StoredBucket, object: &'b SharedObject) -> Result<&'b SharedObject, Refusal> {
    let Some(target) = &object.extra.target else { return Ok(object) };
    match bucket.objects.find(target, None).object() {
        Some(found) if found.kind == ObjectType::Symlink => Err(Cause::InvalidTargetType.into()),
        Some(found) => Ok(found),
        None => Err(Cause::SymlinkTargetNotExist.into()),
    }
}
