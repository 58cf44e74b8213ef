//! `PutObject`.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/putobject`.

use bytes::Bytes;

use super::body::BodyRule;
use super::client_encryption;
use super::context::Context;
use super::object::{
    check_new_key, encryption_headers, forbids_overwrite, hash_headers, may_overwrite, refuse_unemulated,
    version_header,
};
use super::object_attributes::Attributes;
use super::operate::Operate;
use super::permission::Permission;
use super::room::check_room;
use super::traffic_limit::Traffic;
use super::{hash, object_encryption};
use crate::error::{Cause, Refusal};
use crate::wire::{Reply, header};
use crate::world::{ETag, EntityTag, SharedObject, StoredObject, World};

/// Returns the CRC-64 of the body, which must be the one in the header, if the header is present.
///
/// Source: `AlibabaCloudDocs/oss`, HTTP 400 status code.
pub(super) fn checked_crc64(context: &Context<'_>) -> Result<u64, Refusal> {
    let crc64 = hash::crc64(context.body);
    check_crc64(context.call.header(header::X_OSS_HASH_CRC64).as_deref(), [crc64]).map(|()| crc64)
}

/// Refuses a sent checksum that is none of these.
pub(super) fn check_crc64<const N: usize>(sent: Option<&str>, are: [u64; N]) -> Result<(), Refusal> {
    let fits = |sent: &str| sent.parse().is_ok_and(|sent| are.contains(&sent));
    if sent.is_none_or(fits) { Ok(()) } else { Err(Cause::InvalidCrc64.into()) }
}

pub(crate) struct Put;

pub(crate) struct PutInput {
    body: Bytes,
    pub etag: EntityTag,
    crc64: u64,
    attributes: Attributes,
    forbid_overwrite: bool,
}

pub(crate) struct PutOutput {
    pub object: SharedObject,
    /// `true` if the bucket keeps versions, or once did.
    versioned: bool,
}

impl Operate for Put {
    type Input = PutInput;
    type Output = PutOutput;

    const TAKES_ENCRYPTION_HEADER: bool = true;
    const BODY: BodyRule = BodyRule::OBJECT;
    const TRAFFIC: Traffic = Traffic::Upload;

    fn read(context: &Context<'_>) -> Result<PutInput, Refusal> {
        refuse_unemulated(context)?;
        let attributes = Attributes::read(context)?;
        client_encryption::check(attributes.meta())?;
        Ok(PutInput {
            attributes,
            forbid_overwrite: forbids_overwrite(context.call),
            etag: ETag(context.md5()).into(),
            crc64: checked_crc64(context)?,
            body: context.body.clone(),
        })
    }

    fn permit(upload: &PutInput, permission: &Permission<'_>) -> Result<(), Refusal> {
        upload.attributes.permit(permission)
    }

    fn apply(upload: PutInput, context: &Context<'_>, world: &mut World) -> Result<PutOutput, Refusal> {
        let PutInput { body, etag, crc64, attributes, forbid_overwrite } = upload;
        check_new_key(context)?;
        let key = &*context.key;
        let bucket = context.bucket(world)?;
        may_overwrite(forbid_overwrite, bucket, context)?;
        attributes.check(bucket, world)?;
        let mut object = StoredObject::new(key.into(), body, etag.etag(), crc64, context.now);
        object.etag = etag;
        let encryption = attributes.give(&mut object, bucket);
        check_room(context, world, object.cost(), bucket.objects.replaced_cost(key, bucket.settings.versioning))?;
        // Last, as a request that is refused for another reason must not call KMS.
        let encryption = object_encryption::encrypt(encryption, context, world)?;
        object.extra.set_encryption(encryption);
        let bucket = context.bucket_mut(world)?;
        Ok(PutOutput {
            object: bucket.put_object(object, context.now)?,
            versioned: bucket.settings.versioning.is_some(),
        })
    }

    fn write(uploaded: &PutOutput, _: &Context<'_>) -> Reply {
        let PutOutput { object, versioned } = uploaded;
        let reply = hash_headers(version_header(Reply::EMPTY, *versioned, object.version()), object);
        encryption_headers(reply, object.extra.encryption.as_ref())
    }
}
