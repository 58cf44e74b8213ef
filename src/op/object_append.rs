//! `AppendObject`.
//!
//! Source: `alibabacloud.com/help/en/oss/developer-reference/appendobject`; the live tests of `aliyun-oss-python-sdk` show that
//! later appends ignore headers, and those of `aliyun-oss-go-sdk` that they set the ACL. No source describes the `ETag`.

use std::borrow::Cow;

use bytes::{Bytes, BytesMut};
use http::HeaderValue;

use super::body::{BodyRule, MAX_UPLOAD};
use super::context::Context;
use super::object::{check_new_key, encryption_headers, hash_headers, refuse_unemulated, version_header};
use super::object_acl::{ObjectAclHeader, acl_from_header, check_not_blocked};
use super::object_attributes::Attributes;
use super::object_put::check_crc64;
use super::operate::Operate;
use super::permission::Permission;
use super::refusals::invalid_argument;
use super::room::check_room;
use super::traffic_limit::Traffic;
use super::{hash, object_encryption};
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::digits;
use crate::wire::{Call, Reply, header};
use crate::world::{ETag, Found, ObjectType, SharedObject, StoredObject, World};

pub(crate) struct Append;

pub(crate) struct Piece {
    body: Bytes,
    md5: [u8; 16],
    crc64: u64,
    /// The checksum in the request.
    sent_crc64: Option<String>,
    position: u64,
    /// The attributes of a new object; `None` if the object exists, as later appends ignore them.
    attributes: Option<Attributes>,
    /// The ACL that a later append sets.
    acl: Option<ObjectAclHeader>,
}

pub(crate) struct Appended {
    object: SharedObject,
    /// `true` if the bucket keeps versions, or once did.
    versioned: bool,
}

impl Operate for Append {
    type Input = Piece;
    type Output = Appended;

    const TAKES_ENCRYPTION_HEADER: bool = true;
    const BODY: BodyRule = BodyRule::OBJECT;
    const TRAFFIC: Traffic = Traffic::Upload;

    fn read(context: &Context<'_>) -> Result<Piece, Refusal> {
        refuse_unemulated(context)?;
        let position = position(context.call)?;
        let extends = context.permission.object.is_some_and(|object| object.kind == ObjectType::Appendable);
        let attributes = if extends { None } else { Some(Attributes::read(context)?) };
        let acl = if extends { acl_from_header(context.call)? } else { None };
        Ok(Piece {
            body: context.body.clone(),
            md5: context.md5(),
            crc64: hash::crc64(context.body),
            sent_crc64: context.call.header(header::X_OSS_HASH_CRC64).map(Cow::into_owned),
            position,
            attributes,
            acl,
        })
    }

    fn permit(piece: &Piece, permission: &Permission<'_>) -> Result<(), Refusal> {
        match &piece.attributes {
            Some(attributes) => attributes.permit(permission),
            // The key is the one of the object, whatever the headers say.
            None => object_encryption::may_decrypt(permission),
        }
    }

    fn apply(piece: Piece, context: &Context<'_>, world: &mut World) -> Result<Appended, Refusal> {
        check_new_key(context)?;
        let bucket = context.bucket(world)?;
        let there = match bucket.objects.find(&context.key, None) {
            Found::Object(object) if object.kind == ObjectType::Appendable && object.extra.sealed.is_none() => {
                Some(object.clone())
            }
            Found::Object(_) => return Err(Cause::ObjectNotAppendable.into()),
            // A deleted object starts anew, as a new version: the page, and the live tests of `aliyun-oss-go-sdk`.
            Found::DeleteMarker(_) | Found::Nothing => None,
        };
        let length = there.as_ref().map_or(0, |object| object.body.len());
        check_position(piece.position, length)?;
        if (length + piece.body.len()) as u64 > MAX_UPLOAD {
            return Err(Cause::ObjectTooLarge.into());
        }
        match there {
            Some(object) => piece.extend(&object, context, world),
            None => piece.start(context, world),
        }
    }

    fn write(appended: &Appended, _: &Context<'_>) -> Reply {
        let Appended { object, versioned } = appended;
        let reply = hash_headers(version_header(Reply::EMPTY, *versioned, object.version()), object)
            .header(header::X_OSS_NEXT_APPEND_POSITION, HeaderValue::from(object.body.len()));
        encryption_headers(reply, object.extra.encryption.as_ref())
    }
}

impl Piece {
    /// Creates the object by its first append, which fixes its attributes.
    fn start(self, context: &Context<'_>, world: &mut World) -> Result<Appended, Refusal> {
        let Self { body, md5, crc64, sent_crc64, attributes, .. } = self;
        check_crc64(sent_crc64.as_deref(), [crc64])?;
        // The request was admitted for the object that existed then.
        let attributes =
            attributes.ok_or_else(|| Refusal::not_emulated("an object that is deleted while it is appended to"))?;
        let bucket = context.bucket(world)?;
        bucket.check_replaced(&context.key, context.now)?;
        attributes.check(bucket, world)?;
        let mut object = StoredObject::new((*context.key).into(), body, joined([0; 16], md5), crc64, context.now);
        object.kind = ObjectType::Appendable;
        let encryption = attributes.give(&mut object, bucket);
        check_room(context, world, object.cost(), 0)?;
        let encryption = object_encryption::encrypt(encryption, context, world)?;
        object.extra.set_encryption(encryption);
        let bucket = context.bucket_mut(world)?;
        Ok(Appended {
            object: bucket.put_object(object, context.now)?,
            versioned: bucket.settings.versioning.is_some(),
        })
    }

    /// Extends the object in its place, without a new version.
    fn extend(self, object: &StoredObject, context: &Context<'_>, world: &mut World) -> Result<Appended, Refusal> {
        let crc64 = hash::crc64_continued(object.crc64, &self.body);
        // No page says which of the two it is: the checksum of the appended bytes, or of the whole.
        check_crc64(self.sent_crc64.as_deref(), [self.crc64, crc64])?;
        if let Err(retention) = context.bucket(world)?.check_lost(&object.key, object.version(), context.now) {
            context.call.assume(Assumption::WormForbidsAppend);
            return Err(retention.into());
        }
        if let Some(ObjectAclHeader(acl)) = self.acl {
            check_not_blocked(acl, context.bucket(world)?, world)?;
        }
        check_room(context, world, self.body.len() as u64, 0)?;
        object_encryption::decrypt(object.extra.encryption.as_ref(), context, world)?;
        let mut body = BytesMut::with_capacity(object.body.len() + self.body.len());
        body.extend_from_slice(&object.body);
        body.extend_from_slice(&self.body);
        let body = body.freeze();
        let bucket = context.bucket_mut(world)?;
        bucket.extend_object(&context.key, object.version(), context.now, |object| {
            object.crc64 = crc64;
            object.etag = joined(object.etag.etag().0, self.md5).into();
            object.body = body;
            object.set_modified(context.now);
            if let Some(ObjectAclHeader(acl)) = self.acl {
                object.acl = acl;
            }
        })?;
        let object = super::object::object(bucket, context, None)?.clone();
        Ok(Appended { object, versioned: bucket.settings.versioning.is_some() })
    }
}

/// Reads the `position` of a request: the length that the object should have.
pub(super) fn position(call: &Call) -> Result<u64, Refusal> {
    let missing = || Refusal::from(Cause::PositionMissing).with("ArgumentName", "position");
    let text = call.query.get("position").ok_or_else(missing)?;
    digits(&text).ok_or_else(|| invalid_argument(Cause::PositionInvalid, "position", &text))
}

/// Refuses a position that is not the length of the object; the refusal names the length.
pub(super) fn check_position(position: u64, length: usize) -> Result<(), Refusal> {
    if position == length as u64 {
        return Ok(());
    }
    let note = format!("the object has {length} bytes, and the append is to start at {position}");
    let refusal = Refusal::from(Cause::PositionNotEqualToLength).note(note);
    Err(refusal.header("x-oss-next-append-position", length.to_string()))
}

/// Computes a tag that every append changes. It is not the MD5 of the body, and neither is the tag of OSS.
fn joined(before: [u8; 16], piece: [u8; 16]) -> ETag {
    ETag(hash::md5(&[before, piece].concat()))
}
