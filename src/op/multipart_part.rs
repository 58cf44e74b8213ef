//! `UploadPart`, and the code that it shares with `UploadPartCopy`: the slot of an upload that a part is for.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/uploadpart`; that KMS decrypts the upload's data key for each part
//! is from `help.aliyun.com/en/oss/user-guide/server-side-encryption-8`.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::HeaderValue;

use super::body::BodyRule;
use super::context::Context;
use super::multipart::{admitted_upload, part_number, upload, upload_id};
use super::object::{encryption_headers, text};
use super::object_encryption;
use super::object_put::checked_crc64;
use super::operate::Operate;
use super::permission::Permission;
use super::refusals::invalid_argument;
use super::room::check_room;
use super::traffic_limit::Traffic;
use crate::error::{Cause, Refusal};
use crate::wire::{Reply, header};
use crate::world::{ETag, ObjectEncryption, Part, World};

/// The place of a part in an upload.
pub(super) struct Slot {
    id: String,
    number: u16,
    /// The encryption of the upload, whose key the caller must be allowed to use.
    pub encryption: Option<ObjectEncryption>,
}

impl Slot {
    /// Reads the slot that a request names. The refusal of an unknown upload depends on the operation.
    pub fn read(context: &Context<'_>, no_upload: Cause) -> Result<Self, Refusal> {
        let call = context.call;
        let number = call.query.get("partNumber").unwrap_or_default();
        if number.is_empty() {
            return Err(invalid_argument(Cause::PartNumberMissing, "ResourceType", "partNumber"));
        }
        let number =
            part_number(&number).ok_or_else(|| invalid_argument(Cause::PartNumberInvalid, "PartNumber", &number))?;
        let upload = admitted_upload(call, context.permission).map_err(|refusal| told_as(refusal, no_upload))?;
        Ok(Self { id: upload_id(call), number, encryption: upload.draft.extra.encryption.clone() })
    }

    pub fn permit(&self, permission: &Permission<'_>) -> Result<(), Refusal> {
        object_encryption::may_decrypt_under(self.encryption.as_ref(), permission)
    }

    /// Checks that the upload is still open and there is room for the part.
    pub fn check(&self, part: &Part, no_upload: Cause, context: &Context<'_>, world: &World) -> Result<(), Refusal> {
        let upload = upload(context.bucket(world)?, &context.key, &self.id);
        let upload = upload.map_err(|refusal| told_as(refusal, no_upload))?;
        let replaced = upload.parts.get(&self.number).map_or(0, |part| part.cost());
        check_room(context, world, part.cost(), replaced)
    }

    /// Fills the slot, after all checks. Calls KMS for the key of the upload.
    pub fn fill(&self, part: Part, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        object_encryption::decrypt(self.encryption.as_ref(), context, world)?;
        context.bucket_mut(world)?.uploads.put_part(&context.key, &self.id, self.number, part);
        Ok(())
    }
}

/// Gives a refusal the operation's own row, if there is no such upload.
fn told_as(refusal: Refusal, no_upload: Cause) -> Refusal {
    if refusal.cause == Cause::NoSuchUpload { Refusal { cause: no_upload, ..refusal } } else { refusal }
}

pub(crate) struct Put;

pub(crate) struct PartUpload {
    slot: Slot,
    body: Bytes,
    etag: ETag,
    crc64: u64,
}

pub(crate) struct UploadedPart {
    etag: ETag,
    crc64: u64,
    encryption: Option<ObjectEncryption>,
}

impl Operate for Put {
    type Input = PartUpload;
    type Output = UploadedPart;

    const ECS: &'static [(Cause, &'static str)] = &[(Cause::NoSuchUpload, "0042-00000104")];
    const BODY: BodyRule = BodyRule::OBJECT;
    const TRAFFIC: Traffic = Traffic::Upload;

    fn read(context: &Context<'_>) -> Result<PartUpload, Refusal> {
        Ok(PartUpload {
            slot: Slot::read(context, Cause::NoSuchUpload)?,
            crc64: checked_crc64(context)?,
            etag: ETag(context.md5()),
            body: context.body.clone(),
        })
    }

    fn permit(input: &PartUpload, permission: &Permission<'_>) -> Result<(), Refusal> {
        input.slot.permit(permission)
    }

    fn apply(input: PartUpload, context: &Context<'_>, world: &mut World) -> Result<UploadedPart, Refusal> {
        let PartUpload { slot, body, etag, crc64 } = input;
        let part = Part { body, etag, crc64, modified: context.now };
        slot.check(&part, Cause::NoSuchUpload, context, world)?;
        slot.fill(part, context, world)?;
        Ok(UploadedPart { etag, crc64, encryption: slot.encryption })
    }

    fn write(uploaded: &UploadedPart, _: &Context<'_>) -> Reply {
        let reply = Reply::EMPTY
            .header(header::ETAG, text(&format!("\"{}\"", uploaded.etag)))
            .header(header::X_OSS_HASH_CRC64, HeaderValue::from(uploaded.crc64))
            .header(header::CONTENT_MD5, text(&BASE64_STANDARD.encode(uploaded.etag.0)));
        encryption_headers(reply, uploaded.encryption.as_ref())
    }
}
