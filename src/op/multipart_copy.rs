//! `UploadPartCopy`: a part copied from an object, or from a range of it.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/uploadpartcopy`. A range that is malformed, or does not lie within the
//! object, copies the whole object, without a `Content-Range` in the answer. The forms of ranges are those of `GetObject`.

use std::ops::Range;

use bytes::Bytes;

use super::body::MAX_UPLOAD;
use super::client_encryption;
use super::context::Context;
use super::copy_source::{CopySource, CopySourceRefusals};
use super::multipart_part::Slot;
use super::object::{encryption_headers, text};
use super::operate::Operate;
use super::traffic_limit::Traffic;
use super::{hash, object_range};
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::iso_millis;
use crate::wire::{Reply, header};
use crate::world::{ETag, EntityTag, ObjectEncryption, ObjectType, Part, SharedObject, StoredObject, VersionId, World};

pub(crate) struct Copy;

/// The refusals of a source, in rows of this operation's own.
const REFUSALS: CopySourceRefusals = CopySourceRefusals {
    empty_ec: Some("0042-00000302"),
    invalid: Cause::PartSourceInvalid,
    delete_marker: Cause::PartSourceDeleteMarker,
    parameter_ec: None,
    empty_version_ec: None,
};

pub(crate) struct PartCopyInput {
    slot: Slot,
    source: CopySource,
    range: Option<object_range::RangeHeader>,
    /// The bytes to copy, as they were when the request was admitted.
    taken: Option<Taken>,
}

pub(crate) struct PartCopyOutput {
    part: Part,
    encryption: Option<ObjectEncryption>,
    /// The copied range, if the request has one, and the length of the source.
    range: Option<(Range<usize>, usize)>,
    /// The copied version, if the bucket keeps versions.
    source_version: Option<VersionId>,
}

/// A range of an object, hashed.
struct Taken {
    /// Tag, checksum and length of the object.
    of: (EntityTag, u64, usize),
    range: Option<Range<usize>>,
    body: Bytes,
    etag: ETag,
    crc64: u64,
}

impl Taken {
    fn new(object: &StoredObject, range: Option<object_range::RangeHeader>) -> Result<Self, Refusal> {
        let length = object.body.len();
        let range = range.map_or(Ok(None), |range| range.of(length))?;
        let whole = object.body.clone();
        // A copy, as a slice would keep all of the source in memory and count for less.
        let body = range.clone().map_or_else(|| whole.clone(), |range| Bytes::copy_from_slice(&whole[range]));
        let (etag, crc64) = match (&range, object.etag) {
            (None, EntityTag::Whole(etag)) if object.kind == ObjectType::Normal => (etag, object.crc64),
            _ => (ETag(hash::md5(&body)), hash::crc64(&body)),
        };
        Ok(Self { of: (object.etag, object.crc64, length), range, body, etag, crc64 })
    }

    fn is_of(&self, object: &StoredObject) -> bool {
        self.of == (object.etag, object.crc64, object.body.len())
    }
}

impl Operate for Copy {
    type Input = PartCopyInput;
    type Output = PartCopyOutput;

    #[cfg(feature = "server")]
    const HASHES_STORED: bool = true;
    const TRAFFIC: Traffic = Traffic::Copy;

    fn read(context: &Context<'_>) -> Result<PartCopyInput, Refusal> {
        let slot = Slot::read(context, Cause::NoSuchUploadForCopy)?;
        let source = CopySource::read(context, &REFUSALS)?;
        let range = object_range::RangeHeader::of_copy_source(context.call);
        // Before anything is hashed, and before a range that does not fit reveals the length of the source.
        context.permission.check_source(&source)?;
        slot.permit(context.permission)?;
        let taken = source.admitted(context.permission).map(|object| Taken::new(object, range)).transpose()?;
        Ok(PartCopyInput { slot, source, range, taken })
    }

    fn apply(input: PartCopyInput, context: &Context<'_>, world: &mut World) -> Result<PartCopyOutput, Refusal> {
        let PartCopyInput { slot, source, range, taken } = input;
        let (found, source_versioned) = source.find(context, world, &REFUSALS)?;
        check_kind(&found, context)?;
        // If the object was overwritten since the request was admitted, it is hashed under the lock, this once.
        let taken = match taken.filter(|taken| taken.is_of(&found)) {
            Some(taken) => taken,
            None => Taken::new(&found, range)?,
        };
        if taken.body.len() as u64 > MAX_UPLOAD {
            return Err(Cause::ObjectTooLarge.into());
        }
        let part = Part { body: taken.body, etag: taken.etag, crc64: taken.crc64, modified: context.now };
        slot.check(&part, Cause::NoSuchUploadForCopy, context, world)?;
        source.decrypt(&found, context, world)?;
        slot.fill(part.clone(), context, world)?;
        Ok(PartCopyOutput {
            part,
            encryption: slot.encryption,
            range: taken.range.map(|range| (range, found.body.len())),
            source_version: source_versioned.then_some(found.version()),
        })
    }

    fn write(copied: &PartCopyOutput, _: &Context<'_>) -> Reply {
        let PartCopyOutput { part, encryption, range, source_version } = copied;
        let etag = format!("\"{}\"", part.etag);
        let mut reply = Reply::xml("CopyPartResult", |w| {
            w.leaf("LastModified", &iso_millis(part.modified));
            w.leaf("ETag", &etag);
        });
        reply = reply.header(header::ETAG, text(&etag));
        if let Some((range, length)) = range {
            reply = reply.header(header::CONTENT_RANGE, object_range::content_range(range, *length));
        }
        if let Some(version) = source_version {
            reply = reply.header(header::X_OSS_COPY_SOURCE_VERSION_ID, text(&version.to_string()));
        }
        encryption_headers(reply, encryption.as_ref())
    }
}

/// Checks that parts can be copied from such an object.
fn check_kind(source: &SharedObject, context: &Context<'_>) -> Result<(), Refusal> {
    if client_encryption::is_said(&source.meta) {
        return Err(Cause::PartSourceClientEncrypted.into());
    }
    match source.kind {
        ObjectType::Symlink => return Err(Cause::PartSourceIsSymlink.into()),
        ObjectType::Appendable => context.call.assume(Assumption::PartOfAppendable),
        ObjectType::Normal | ObjectType::Multipart => {}
    }
    Ok(())
}
