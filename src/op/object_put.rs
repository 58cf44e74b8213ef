//! `PutObject`.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/putobject`.

use std::sync::Arc;

use bytes::Bytes;

use super::object::{
    check_new_key, check_overwrite, encryption_headers, forbids_overwrite, hash_headers, refuse_unemulated,
    version_header,
};
use super::object_attributes::{Attributes, check_room};
use super::{Operate, Permission, Request, Scene, Traffic, client_encryption, hash, object_encryption};
use crate::error::{Cause, Refusal};
use crate::wire::{Reply, header};
use crate::world::{ETag, EntityTag, Object, World};

/// The CRC-64 of the body, which is that of the header if there is one.
///
/// Source: `AlibabaCloudDocs/oss`, HTTP 400 status code.
pub(super) fn checked_crc64(request: &Request<'_>) -> Result<u64, Refusal> {
    let crc64 = hash::crc64(request.body);
    check_crc64(request.call.header(header::X_OSS_HASH_CRC64).as_deref(), [crc64]).map(|()| crc64)
}

/// Refuses what is said to be a checksum, and is none of these.
pub(super) fn check_crc64<const N: usize>(sent: Option<&str>, are: [u64; N]) -> Result<(), Refusal> {
    let fits = |sent: &str| sent.parse().is_ok_and(|sent| are.contains(&sent));
    if sent.is_none_or(fits) { Ok(()) } else { Err(Cause::InvalidCrc64.into()) }
}

pub(super) struct Put;

pub(super) struct Upload {
    body: Bytes,
    pub etag: EntityTag,
    crc64: u64,
    attributes: Attributes,
    forbid_overwrite: bool,
}

pub(super) struct Uploaded {
    pub object: Arc<Object>,
    /// Whether the bucket keeps versions, or once did.
    versioned: bool,
}

impl Operate for Put {
    type Input = Upload;
    type Output = Uploaded;

    const TAKES_ENCRYPTION_HEADER: bool = true;
    const NEEDS_BODY: bool = true;
    const STORES_BODY: bool = true;
    const TRAFFIC: Traffic = Traffic::Upload;

    fn read(request: &Request<'_>) -> Result<Upload, Refusal> {
        refuse_unemulated(request)?;
        let attributes = Attributes::read(request)?;
        client_encryption::check(attributes.meta())?;
        Ok(Upload {
            attributes,
            forbid_overwrite: forbids_overwrite(request.call),
            etag: ETag(request.md5()).into(),
            crc64: checked_crc64(request)?,
            body: request.body.clone(),
        })
    }

    fn permit(upload: &Upload, permission: &Permission<'_>) -> Result<(), Refusal> {
        upload.attributes.permit(permission)
    }

    fn apply(upload: Upload, scene: &Scene<'_>, world: &mut World) -> Result<Uploaded, Refusal> {
        let Upload { body, etag, crc64, attributes, forbid_overwrite } = upload;
        check_new_key(scene)?;
        let key = &*scene.key;
        let bucket = scene.bucket(world)?;
        check_overwrite(forbid_overwrite, bucket, key)?;
        attributes.check(bucket, world)?;
        let mut object = Object::new(key.into(), body, etag.etag(), crc64, scene.now);
        object.etag = etag;
        let encryption = attributes.give(&mut object, bucket);
        check_room(scene, world, object.cost(), bucket.objects.replaced_cost(key, bucket.settings.versioning))?;
        // Last, as a refusal of anything else must not have asked KMS.
        object.encryption = object_encryption::encrypt(encryption, scene, world)?;
        let bucket = scene.bucket_mut(world)?;
        Ok(Uploaded { object: bucket.put_object(object, scene.now), versioned: bucket.settings.versioning.is_some() })
    }

    fn write(uploaded: &Uploaded, _: &Scene<'_>) -> Reply {
        let Uploaded { object, versioned } = uploaded;
        let reply = hash_headers(version_header(Reply::EMPTY, *versioned, object.version), object);
        encryption_headers(reply, object.encryption.as_ref())
    }
}
