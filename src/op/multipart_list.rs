//! `ListMultipartUploads` and `ListParts`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/listmultipartuploads` and `…/listparts`; the order of the elements
//! from their samples.

use std::sync::Arc;

use super::client_encryption;
use super::context::Context;
use super::encoding_type::Encoding;
use super::list_text::{self, Delimiters, ParameterRefusal};
use super::multipart::{upload, upload_id};
use super::operate::Operate;
use super::refusals::invalid_argument;
use crate::error::{Cause, Refusal};
use crate::wire::text::{digits, iso_millis, lossy};
use crate::wire::{Call, Reply};
use crate::world::{Listing, Part, StoredUpload, UploadPage, World};

pub(crate) struct Uploads;
pub(crate) struct Parts;

/// The largest number of listed entries, which is also the default.
const MAX_LISTED: u64 = 1000;

/// Reads the number of entries to list.
fn limit(call: &Call, name: &'static str) -> Result<usize, Refusal> {
    let Some(text) = call.query.get(name) else { return Ok(1000) };
    digits(&text)
        .filter(|number| (1..=MAX_LISTED).contains(number))
        .and_then(|number| usize::try_from(number).ok())
        .ok_or_else(|| no_number(name, &text, &format!(" between 1 and {MAX_LISTED}")))
}

fn no_number(name: &'static str, value: &str, range: &str) -> Refusal {
    Refusal {
        message: Some(format!("Argument {name} must be an integer{range}.")),
        ..invalid_argument(Cause::ListNumberInvalid, name, value)
    }
}

pub(crate) struct UploadsInput {
    listing: Listing,
    /// The id to list after; it counts only beside a key.
    after_id: Option<String>,
    encoding: Encoding,
}

pub(crate) struct ListedUploads {
    input: UploadsInput,
    page: UploadPage,
}

impl Operate for Uploads {
    type Input = UploadsInput;
    type Output = ListedUploads;

    fn read(context: &Context<'_>) -> Result<UploadsInput, Refusal> {
        let call = context.call;
        let query = &call.query;
        let after = list_text::name(query, "key-marker", &ParameterRefusal::WITHOUT_EC)?.unwrap_or_default();
        let after_id = call.query.get("upload-id-marker").filter(|id| !id.is_empty() && !after.is_empty());
        let limit = limit(call, "max-uploads")?;
        let prefix = list_text::name(query, "prefix", &ParameterRefusal::WITHOUT_EC)?.unwrap_or_default();
        let delimiter = list_text::delimiter(query, Delimiters::OneCharacter, &ParameterRefusal::WITHOUT_EC)?;
        let listing = Listing { prefix, delimiter, after, limit };
        Ok(UploadsInput { listing, after_id, encoding: Encoding::read(call.query.get("encoding-type").as_deref())? })
    }

    fn apply(input: UploadsInput, context: &Context<'_>, world: &mut World) -> Result<ListedUploads, Refusal> {
        let page = context.bucket(world)?.uploads.list(&input.listing, input.after_id.as_deref());
        Ok(ListedUploads { input, page })
    }

    fn write(listed: &ListedUploads, context: &Context<'_>) -> Reply {
        let ListedUploads { input: UploadsInput { listing, after_id, encoding }, page } = listed;
        let (key, id) = page.last.as_ref().map_or(("", ""), |(key, id)| (key, id));
        Reply::xml("ListMultipartUploadsResult", |w| {
            encoding.element(w);
            w.leaf("Bucket", context.bucket);
            w.leaf("KeyMarker", &encoding.written(&listing.after));
            w.leaf("UploadIdMarker", after_id.as_deref().unwrap_or_default());
            w.leaf("NextKeyMarker", &encoding.written(key));
            w.leaf("NextUploadIdMarker", id);
            w.leaf("Delimiter", &encoding.written(&listing.delimiter));
            w.leaf("Prefix", &encoding.written(&listing.prefix));
            w.leaf("MaxUploads", &listing.limit.to_string());
            w.flag("IsTruncated", page.truncated);
            for upload in &page.uploads {
                w.group("Upload", |w| {
                    w.leaf("Key", &encoding.written(&upload.draft.key));
                    w.leaf("UploadId", &upload.id);
                    w.leaf("StorageClass", upload.draft.storage_class.as_str());
                    w.leaf("Initiated", &iso_millis(upload.initiated));
                });
            }
            for prefix in &page.prefixes {
                w.group("CommonPrefixes", |w| w.leaf("Prefix", &encoding.written(prefix)));
            }
        })
    }
}

pub(crate) struct PartsInput {
    id: String,
    after: u16,
    limit: usize,
    encoding: Encoding,
}

pub(crate) struct ListedParts {
    input: PartsInput,
    upload: Arc<StoredUpload>,
    parts: Vec<(u16, Arc<Part>)>,
    truncated: bool,
}

impl Operate for Parts {
    type Input = PartsInput;
    type Output = ListedParts;

    fn read(context: &Context<'_>) -> Result<PartsInput, Refusal> {
        let call = context.call;
        let after = match call.query.get("part-number-marker") {
            None => 0,
            // `oss2` writes it empty when it has no value.
            Some(text) if text.is_empty() => 0,
            // There is nothing after the largest number, however large it is.
            Some(text) => digits(&text)
                .map(|number| u16::try_from(number).unwrap_or(u16::MAX))
                .ok_or_else(|| no_number("part-number-marker", &text, ""))?,
        };
        let limit = limit(call, "max-parts")?;
        Ok(PartsInput {
            id: upload_id(call),
            after,
            limit,
            encoding: Encoding::read(call.query.get("encoding-type").as_deref())?,
        })
    }

    fn apply(input: PartsInput, context: &Context<'_>, world: &mut World) -> Result<ListedParts, Refusal> {
        let upload = upload(context.bucket(world)?, &context.key, &input.id)?;
        let mut rest = upload.parts.range(input.after.saturating_add(1)..);
        let parts = rest.by_ref().take(input.limit).map(|(number, part)| (*number, part.clone())).collect();
        let truncated = rest.next().is_some();
        Ok(ListedParts { upload: upload.clone(), input, parts, truncated })
    }

    fn write(listed: &ListedParts, context: &Context<'_>) -> Reply {
        let ListedParts { input, upload, parts, truncated } = listed;
        let last = parts.last().map_or(input.after, |(number, _)| *number);
        Reply::xml("ListPartsResult", |w| {
            input.encoding.element(w);
            w.leaf("Bucket", context.bucket);
            w.leaf("Key", &input.encoding.written(&context.key));
            w.leaf("UploadId", &input.id);
            w.leaf("StorageClass", upload.draft.storage_class.as_str());
            for (name, element) in client_encryption::ELEMENTS {
                if let Some(value) = client_encryption::get(&upload.draft.meta, name) {
                    w.leaf(element, &lossy(value));
                }
            }
            w.leaf("PartNumberMarker", &input.after.to_string());
            w.leaf("NextPartNumberMarker", &last.to_string());
            w.leaf("MaxParts", &input.limit.to_string());
            w.flag("IsTruncated", *truncated);
            for (number, part) in parts {
                w.group("Part", |w| {
                    w.leaf("PartNumber", &number.to_string());
                    w.leaf("LastModified", &iso_millis(part.modified));
                    w.leaf("ETag", &format!("\"{}\"", part.etag));
                    // A client that resumes an upload checks the whole by the checksums of the uploaded parts.
                    w.leaf("HashCrc64ecma", &part.crc64.to_string());
                    w.leaf("Size", &part.body.len().to_string());
                });
            }
        })
    }
}
