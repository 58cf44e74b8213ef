//! `UploadPart`.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/uploadpart`; that KMS decrypts the upload's data key for each part
//! from `help.aliyun.com/en/oss/user-guide/server-side-encryption-8`.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::HeaderValue;

use super::multipart::{admitted_upload, part_number, upload, upload_id};
use super::object::{encryption_headers, text};
use super::object_attributes::check_room;
use super::{Operate, Permission, Request, Scene, hash, invalid_argument, object_encryption};
use crate::error::{Cause, Refusal};
use crate::wire::{Reply, header};
use crate::world::{ETag, ObjectEncryption, Part, World};

pub(super) struct Put;

pub(super) struct PartUpload {
    id: String,
    number: u16,
    body: Bytes,
    etag: ETag,
    crc64: u64,
    /// What the caller must be let into.
    encryption: Option<ObjectEncryption>,
}

pub(super) struct Uploaded {
    etag: ETag,
    crc64: u64,
    encryption: Option<ObjectEncryption>,
}

impl Operate for Put {
    type Input = PartUpload;
    type Output = Uploaded;

    const NEEDS_BODY: bool = true;
    const STORES_BODY: bool = true;

    fn read(request: &Request<'_>) -> Result<PartUpload, Refusal> {
        let call = request.call;
        let number = call.query.get("partNumber").unwrap_or_default();
        let number =
            part_number(&number).ok_or_else(|| invalid_argument(Cause::PartNumberInvalid, "PartNumber", &number))?;
        let encryption = admitted_upload(call, request.permission)?.draft.encryption.clone();
        Ok(PartUpload {
            id: upload_id(call),
            number,
            crc64: hash::crc64(request.body),
            etag: ETag(request.md5()),
            body: request.body.clone(),
            encryption,
        })
    }

    fn permit(input: &PartUpload, permission: &Permission<'_>) -> Result<(), Refusal> {
        object_encryption::may_decrypt_under(input.encryption.as_ref(), permission)
    }

    fn apply(input: PartUpload, scene: &Scene<'_>, world: &mut World) -> Result<Uploaded, Refusal> {
        let PartUpload { id, number, body, etag, crc64, encryption } = input;
        let upload = upload(scene.bucket(world)?, &scene.key, &id)?;
        let part = Part { body, etag, crc64, modified: scene.now };
        let replaced = upload.parts.get(&number).map_or(0, |part| part.cost());
        check_room(scene, world, part.cost(), replaced)?;
        object_encryption::decrypt(encryption.as_ref(), scene, world)?;
        scene.bucket_mut(world)?.uploads.put_part(&scene.key, &id, number, part);
        Ok(Uploaded { etag, crc64, encryption })
    }

    fn write(uploaded: &Uploaded, _: &Scene<'_>) -> Reply {
        let reply = Reply::EMPTY
            .header(header::ETAG, text(&format!("\"{}\"", uploaded.etag)))
            .header(header::X_OSS_HASH_CRC64, HeaderValue::from(uploaded.crc64))
            .header(header::CONTENT_MD5, text(&BASE64_STANDARD.encode(uploaded.etag.0)));
        encryption_headers(reply, uploaded.encryption.as_ref())
    }
}
