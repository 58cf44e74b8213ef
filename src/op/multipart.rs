//! `InitiateMultipartUpload` and `AbortMultipartUpload`, and the code that operations on an upload in parts share.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/initiatemultipartupload` and `…/abortmultipartupload`.

use std::sync::Arc;

use http::StatusCode;

use super::client_encryption;
use super::context::Context;
use super::encoding_type::Encoding;
use super::object::{check_new_key, check_overwrite, encryption_headers, forbids_overwrite, refuse_unemulated};
use super::object_attributes::Attributes;
use super::object_encryption;
use super::operate::Operate;
use super::permission::Permission;
use super::refusals::no_such_bucket;
use super::room::check_room;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::digits;
use crate::wire::{Call, Reply};
use crate::world::{MAX_PART, MAX_UPLOADS, StoredBucket, StoredUpload, World};

pub(crate) struct Initiate;
pub(crate) struct Abort;

/// The id of the upload that a request names.
pub(super) fn upload_id(call: &Call) -> String {
    call.query.get("uploadId").unwrap_or_default()
}

/// The upload with this id; otherwise the refusal.
pub(super) fn upload<'b>(
    bucket: &'b StoredBucket,
    scene_key: &str,
    id: &str,
) -> Result<&'b Arc<StoredUpload>, Refusal> {
    bucket.uploads.find(scene_key, id).ok_or_else(|| Refusal::from(Cause::NoSuchUpload).with("UploadId", id))
}

/// The upload as it was when the request was admitted, for work outside the lock.
pub(super) fn admitted_upload<'p>(call: &Call, permission: &Permission<'p>) -> Result<&'p Arc<StoredUpload>, Refusal> {
    let (bucket, _) = permission.bucket.ok_or_else(|| no_such_bucket(call.bucket().unwrap_or_default()))?;
    upload(bucket, &crate::wire::text::lossy(call.key()), &upload_id(call))
}

/// Reads the number of a part; `None` if the text is not one.
pub(super) fn part_number(text: &str) -> Option<u16> {
    digits(text).and_then(|number| u16::try_from(number).ok()).filter(|number| (1..=MAX_PART).contains(number))
}

pub(crate) struct Initiation {
    attributes: Attributes,
    forbid_overwrite: bool,
    encoding: Encoding,
}

impl Operate for Initiate {
    type Input = Initiation;
    type Output = (Arc<StoredUpload>, Encoding);

    const TAKES_ENCRYPTION_HEADER: bool = true;

    fn read(context: &Context<'_>) -> Result<Initiation, Refusal> {
        refuse_unemulated(context)?;
        let attributes = Attributes::read(context)?;
        client_encryption::check_parts(attributes.meta())?;
        Ok(Initiation {
            attributes,
            forbid_overwrite: forbids_overwrite(context.call),
            encoding: Encoding::read(context.call.query.get("encoding-type").as_deref())?,
        })
    }

    fn permit(initiation: &Initiation, permission: &Permission<'_>) -> Result<(), Refusal> {
        initiation.attributes.permit(permission)
    }

    fn apply(initiation: Initiation, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let Initiation { attributes, forbid_overwrite, encoding } = initiation;
        check_new_key(context)?;
        let bucket = context.bucket(world)?;
        check_overwrite(forbid_overwrite, bucket, &context.key)?;
        attributes.check(bucket, world)?;
        if bucket.uploads.is_full() {
            let note = format!("the fake keeps at most {MAX_UPLOADS} open uploads in a bucket");
            return Err(Refusal::from(Cause::StorageFull).note(note));
        }
        let mut draft = StoredUpload::blank((&*context.key).into(), context.now);
        let rule = attributes.give(&mut draft, bucket);
        check_room(context, world, draft.cost(), 0)?;
        if rule.is_none() && bucket.settings.encryption.is_some() {
            context.call.assume(Assumption::RuleAtInitiate);
        }
        let encryption = object_encryption::encrypt(rule, context, world)?;
        draft.extra.set_encryption(encryption);
        Ok((context.bucket_mut(world)?.uploads.begin(draft, context.now), encoding))
    }

    fn write((upload, encoding): &Self::Output, context: &Context<'_>) -> Reply {
        let reply = Reply::xml("InitiateMultipartUploadResult", |w| {
            encoding.element(w);
            w.leaf("Bucket", context.bucket);
            w.leaf("Key", &encoding.written(&context.key));
            w.leaf("UploadId", &upload.id);
        });
        encryption_headers(reply, upload.draft.extra.encryption.as_ref())
    }
}

impl Operate for Abort {
    type Input = String;
    type Output = ();

    const STATUS: StatusCode = StatusCode::NO_CONTENT;

    fn read(context: &Context<'_>) -> Result<String, Refusal> {
        Ok(upload_id(context.call))
    }

    fn apply(id: String, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        upload(context.bucket(world)?, &context.key, &id)?;
        context.bucket_mut(world)?.uploads.end(&context.key, &id);
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::NO_CONTENT
    }
}
