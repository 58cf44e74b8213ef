//! `CopyObject`.
//!
//! Source: `alibabacloud.com/help/en/oss/developer-reference/copyobject`. The request decides how a copy is encrypted, else
//! the rule of the target bucket: the source does not count. The effect of the bucket's rule is assumed,
//! as two pages disagree.

use http::{HeaderName, HeaderValue};

use super::body::MAX_UPLOAD;
use super::client_encryption;
use super::context::Context;
use super::copy_source::{CopySource, CopySourceRefusals};
use super::object::{
    check_new_key, encryption_headers, etag, forbids_overwrite, may_overwrite, refuse_unemulated, text, version_header,
};
use super::object_attributes::Attributes;
use super::object_encryption;
use super::operate::Operate;
use super::permission::Permission;
use super::refusals::invalid_argument;
use super::room::check_room;
use super::traffic_limit::Traffic;
use crate::error::{Assumption, Cause, Profile, Refusal};
use crate::wire::text::iso_millis;
use crate::wire::{Call, Reply, header};
use crate::world::{ObjectType, SharedObject, StoredObject, VersionId, World};

/// The largest object whose storage class a copy may change.
const MAX_RECLASSED: u64 = 1024 * 1024 * 1024;

pub(crate) struct Copy;

const TOLD: CopySourceRefusals = CopySourceRefusals {
    empty_ec: None,
    invalid: Cause::CopySourceInvalid,
    delete_marker: Cause::CopySourceDeleteMarker,
    parameter_ec: Some("0016-00000304"),
    empty_version_ec: Some("0016-00000305"),
};

pub(crate) struct CopyInput {
    source: CopySource,
    attributes: Attributes,
    meta: Directive,
    tags: Directive,
    profile: Profile,
    forbid_overwrite: bool,
}

/// The directive on an attribute of the source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Directive {
    /// No directive, which means the same as `Copy`, except in a copy onto itself.
    Absent,
    Copy,
    Replace,
}

pub(crate) struct CopyOutput {
    object: SharedObject,
    /// `true` if the bucket keeps versions, or once did.
    versioned: bool,
    /// The copied version, if the bucket keeps versions.
    source_version: Option<VersionId>,
}

impl Operate for Copy {
    type Input = CopyInput;
    type Output = CopyOutput;

    const TAKES_ENCRYPTION_HEADER: bool = true;
    const TRAFFIC: Traffic = Traffic::Copy;

    fn read(context: &Context<'_>) -> Result<CopyInput, Refusal> {
        refuse_unemulated(context)?;
        let call = context.call;
        Ok(CopyInput {
            source: CopySource::read(context, &TOLD)?,
            meta: Directive::read(call, &header::X_OSS_METADATA_DIRECTIVE)?,
            tags: Directive::read(call, &header::X_OSS_TAGGING_DIRECTIVE)?,
            profile: context.profile,
            attributes: Attributes::read(context)?,
            forbid_overwrite: forbids_overwrite(call),
        })
    }

    fn permit(input: &CopyInput, permission: &Permission<'_>) -> Result<(), Refusal> {
        permission.check_source(&input.source)?;
        input.attributes.permit(permission)
    }

    fn apply(input: CopyInput, context: &Context<'_>, world: &mut World) -> Result<CopyOutput, Refusal> {
        let CopyInput { source, mut attributes, meta, tags, profile, forbid_overwrite } = input;
        check_new_key(context)?;
        let key = &*context.key;
        let (found, source_versioned) = source.find(context, world, &TOLD)?;
        let bucket = context.bucket(world)?;
        may_overwrite(forbid_overwrite, bucket, context)?;
        if found.kind == ObjectType::Appendable && source_versioned {
            return Err(Cause::AppendableNotCopied.into());
        }
        attributes.check(bucket, world)?;
        // Without versions, a copy onto itself only changes what the request names.
        let onto_itself = source.is(context);
        let in_place = onto_itself && bucket.settings.versioning.is_none();
        let keeps_meta = meta != Directive::Replace && !in_place;
        if keeps_meta {
            context.call.ignore_metadata();
        } else if client_encryption::is_said(&found.meta) && client_encryption::is_said(attributes.meta()) {
            return Err(Cause::ClientEncryptionFixed.into());
        }
        attributes.take_over(&found, keeps_meta, tags != Directive::Replace);
        // The page replaces all metadata; without a directive, the service was seen to keep the type.
        if in_place && meta == Directive::Absent && profile == Profile::Observed {
            attributes.keep_media_type(&found);
        }
        if onto_itself {
            // Live tests of `ossutil`, `TestSetObjectMetaBasic` and its sibling with versions.
            attributes.keep_acl(&found);
        }
        let mut object = StoredObject::clone(&found);
        object.key = key.into();
        object.set_modified(context.now);
        object.extra.change(|extra| {
            extra.origin = None;
            extra.restoration = None;
            extra.transitioned = None;
        });
        let encryption = attributes.give(&mut object, bucket);
        check_size(&found, &object, source.bucket == context.bucket)?;
        check_room(context, world, object.cost(), bucket.objects.replaced_cost(key, bucket.settings.versioning))?;
        // The first append fixed the encryption of an appendable object; a link is not encrypted, and is copied as a link.
        if !(in_place && found.kind == ObjectType::Appendable || found.kind == ObjectType::Symlink) {
            source.decrypt(&found, context, world)?;
            if encryption.is_none() && context.bucket(world)?.settings.encryption.is_some() {
                context.call.assume(Assumption::RuleEncryptsCopies);
            }
            let encryption = object_encryption::encrypt(encryption, context, world)?;
            object.extra.set_encryption(encryption);
        }
        let bucket = context.bucket_mut(world)?;
        Ok(CopyOutput {
            object: bucket.put_object(object, context.now)?,
            versioned: bucket.settings.versioning.is_some(),
            source_version: source_versioned.then_some(found.version()),
        })
    }

    fn write(copied: &CopyOutput, _: &Context<'_>) -> Reply {
        let CopyOutput { object, versioned, source_version } = copied;
        let mut reply = Reply::xml("CopyObjectResult", |w| {
            w.leaf("ETag", &format!("\"{}\"", object.etag));
            w.leaf("LastModified", &iso_millis(object.modified()));
        });
        reply =
            reply.header(header::ETAG, etag(object)).header(header::X_OSS_HASH_CRC64, HeaderValue::from(object.crc64));
        if let Some(version) = source_version {
            reply = reply.header(header::X_OSS_COPY_SOURCE_VERSION_ID, text(&version.to_string()));
        }
        encryption_headers(version_header(reply, *versioned, object.version()), object.extra.encryption.as_ref())
    }
}

impl Directive {
    fn read(call: &Call, name: &HeaderName) -> Result<Self, Refusal> {
        match call.filled_header(name) {
            None => Ok(Self::Absent),
            Some(text) if text.eq_ignore_ascii_case("COPY") => Ok(Self::Copy),
            Some(text) if text.eq_ignore_ascii_case("REPLACE") => Ok(Self::Replace),
            Some(text) => Err(invalid_argument(Cause::DirectiveInvalid, name.as_str(), &text)),
        }
    }
}

/// Refuses a source that is too large: larger objects are copied by their parts.
fn check_size(source: &StoredObject, copy: &StoredObject, same_bucket: bool) -> Result<(), Refusal> {
    let size = source.body.len() as u64;
    let reclassed = source.storage_class != copy.storage_class;
    let fits = (same_bucket || size <= MAX_UPLOAD) && (!reclassed || size <= MAX_RECLASSED);
    let most = if reclassed { MAX_RECLASSED } else { MAX_UPLOAD };
    if fits { Ok(()) } else { Err(Refusal::from(Cause::CopySourceTooLarge).over("the object has", size, most)) }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use jiff::Timestamp;

    use super::*;
    use crate::world::{ETag, StorageClass};

    #[test]
    fn a_copy_into_another_class_is_of_an_object_of_one_gibibyte_at_most() {
        // Pages of zeros that no code reads take no memory.
        let zeros = |size: u64| Bytes::from(vec![0; usize::try_from(size).expect("a size")]);
        let object = |size| StoredObject::new("k".into(), zeros(size), ETag([0; 16]), 0, Timestamp::UNIX_EPOCH);
        let reclassed = |object: &StoredObject| {
            let mut copy = object.clone();
            copy.storage_class = StorageClass::Archive;
            copy
        };
        let (fits, large) = (object(MAX_RECLASSED), object(MAX_RECLASSED + 1));

        assert_eq!(check_size(&fits, &reclassed(&fits), true), Ok(()));
        assert_eq!(check_size(&large, &large, false), Ok(()));
        for same_bucket in [true, false] {
            let refusal = check_size(&large, &reclassed(&large), same_bucket).expect_err("it is too large");
            assert_eq!(refusal.cause, Cause::CopySourceTooLarge);
        }
    }
}
