//! `CompleteMultipartUpload`: the parts of the list, put together outside the lock.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/completemultipartupload`, which says that the `ETag` is no MD5 of the
//! content. It is also a header of the answer. It is the MD5 of the tags of the parts as they are written, with their number:
//! so in an answer of the service that `aliyun-oss-python-sdk` keeps, `unittests/test_multipart.py`.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::HeaderValue;

use super::body::BodyRule;
use super::context::Context;
use super::encoding_type::Encoding;
use super::hash;
use super::multipart::{admitted_upload, part_number, upload, upload_id};
use super::object::{encryption_headers, forbids_overwrite, may_overwrite, refuse_unemulated, text, version_header};
use super::object_acl::{ObjectAclHeader, acl_from_header, check_not_blocked};
use super::operate::Operate;
use super::refusals::invalid_argument;
use super::room::check_room;
use crate::error::{Cause, Refusal};
use crate::wire::text::{lossy, push_encoded_path};
use crate::wire::{Reply, header, is_ip, without_port};
use crate::world::{ETag, EntityTag, ObjectType, Part, SharedObject, StoredUpload, World};

pub(crate) struct Complete;

/// The smallest number of bytes of each part except the last.
const MIN_PART: usize = 100 * 1024;

pub(crate) struct Completion {
    id: String,
    /// The parts that the object is put together from.
    parts: Vec<(u16, Arc<Part>)>,
    body: Bytes,
    etag: EntityTag,
    crc64: u64,
    /// The ACL to set; without one, the ACL of the upload stays.
    acl: Option<ObjectAclHeader>,
    forbid_overwrite: bool,
    encoding: Encoding,
}

pub(crate) struct Completed {
    object: SharedObject,
    /// `true` if the bucket keeps versions, or once did.
    versioned: bool,
    location: String,
    encoding: Encoding,
}

impl Operate for Complete {
    type Input = Completion;
    type Output = Completed;

    #[cfg(feature = "server")]
    const HASHES_STORED: bool = true;
    const ECS: &'static [(Cause, &'static str)] = &[(Cause::MalformedXml, "0042-00000205")];

    /// The limit for 10,000 parts of 400 bytes, assumed; a client that indents and escapes writes some 150.
    const BODY: BodyRule = BodyRule { most: 4 * 1024 * 1024, ..BodyRule::OPTIONAL };

    fn read(context: &Context<'_>) -> Result<Completion, Refusal> {
        refuse_unemulated(context)?;
        let call = context.call;
        let encoding = Encoding::read(call.query.get("encoding-type").as_deref())?;
        // The upload is checked before its list: live tests of `aliyun-oss-php-sdk`.
        let upload = admitted_upload(call, context.permission)?;
        let listed = listed(context)?;
        let parts = match listed {
            Some(listed) => chosen(upload, &listed)?,
            None => upload.parts.iter().map(|(number, part)| (*number, part.clone())).collect(),
        };
        let before = parts.split_last().map_or(&[][..], |(_, before)| before);
        if let Some((number, part)) = before.iter().find(|(_, part)| part.body.len() < MIN_PART) {
            return Err(Refusal::from(Cause::EntityTooSmall)
                .with("ETag", part.etag.to_string())
                .with("PartNumber", number.to_string())
                .with("UploadId", upload_id(call))
                .with("ProposedSize", part.body.len().to_string())
                .with("MinSizeAllowed", MIN_PART.to_string()));
        }
        let body = joined(&parts);
        Ok(Completion {
            id: upload_id(call),
            etag: tag_of(parts.iter().map(|(_, part)| part.etag)),
            crc64: hash::crc64(&body),
            body,
            parts,
            acl: acl_from_header(call)?,
            forbid_overwrite: forbids_overwrite(call),
            encoding,
        })
    }

    fn apply(input: Completion, context: &Context<'_>, world: &mut World) -> Result<Completed, Refusal> {
        let key = &*context.key;
        let bucket = context.bucket(world)?;
        let upload = upload(bucket, key, &input.id)?;
        // A part may have been replaced since the request was admitted: the listed one no longer exists.
        let there =
            |(number, part): &(u16, Arc<Part>)| upload.parts.get(number).is_some_and(|now| now.etag == part.etag);
        if let Some((number, part)) = input.parts.iter().find(|part| !there(part)) {
            return Err(invalid_part(*number, &part.etag.to_string(), &input.id));
        }
        may_overwrite(input.forbid_overwrite, bucket, context)?;
        let mut object = upload.draft.clone();
        if let Some(ObjectAclHeader(acl)) = input.acl {
            check_not_blocked(acl, bucket, world)?;
            object.acl = acl;
        }
        object.kind = ObjectType::Multipart;
        object.body = input.body;
        object.etag = input.etag;
        object.crc64 = input.crc64;
        object.set_modified(context.now);
        let replaced = bucket.objects.replaced_cost(key, bucket.settings.versioning) + upload.cost();
        check_room(context, world, object.cost(), replaced)?;
        let location = location(context, &context.extranet_endpoint(bucket));
        let bucket = context.bucket_mut(world)?;
        let object = bucket.put_object(object, context.now)?;
        bucket.uploads.end(key, &input.id);
        Ok(Completed { object, versioned: bucket.settings.versioning.is_some(), location, encoding: input.encoding })
    }

    fn write(completed: &Completed, context: &Context<'_>) -> Reply {
        let Completed { object, versioned, location, encoding } = completed;
        let reply = Reply::xml("CompleteMultipartUploadResult", |w| {
            encoding.element(w);
            w.leaf("Location", location);
            w.leaf("Bucket", context.bucket);
            w.leaf("Key", &encoding.written(&object.key));
            w.leaf("ETag", &format!("\"{}\"", object.etag));
        });
        let reply = version_header(reply, *versioned, object.version())
            .header(header::ETAG, text(&format!("\"{}\"", object.etag)))
            .header(header::X_OSS_HASH_CRC64, HeaderValue::from(object.crc64));
        encryption_headers(reply, object.extra.encryption.as_ref())
    }
}

/// Reads the numbers and tags of the list; `None` for all uploaded parts.
fn listed(context: &Context<'_>) -> Result<Option<Vec<(u16, String)>>, Refusal> {
    if let Some(all) = context.call.header(header::X_OSS_COMPLETE_ALL) {
        return match (all.eq_ignore_ascii_case("yes"), context.body.is_empty()) {
            (true, true) => Ok(None),
            _ => Err(invalid_argument(Cause::CompleteAllInvalid, "x-oss-complete-all", &all)),
        };
    }
    let root = context.xml("CompleteMultipartUpload")?;
    let mut parts: Vec<(u16, String)> = Vec::with_capacity(root.children.len());
    for part in root.each() {
        if part.name != "Part" {
            return Err(part.wrong("is not a `Part`").into());
        }
        let number = part.required("PartNumber")?.leaf()?.trim();
        let number =
            part_number(number).ok_or_else(|| invalid_argument(Cause::PartNumberInvalid, "PartNumber", number))?;
        if parts.last().is_some_and(|(last, _)| *last >= number) {
            return Err(Refusal::from(Cause::InvalidPartOrder).with("UploadId", upload_id(context.call)));
        }
        let etag = part.required("ETag")?.leaf()?.trim().trim_matches('"').to_owned();
        parts.push((number, etag));
    }
    Ok(Some(parts))
}

/// The refusal of a part. Source of the elements and their order: issue 416 of `ali-oss`.
fn invalid_part(number: u16, etag: &str, upload: &str) -> Refusal {
    Refusal::from(Cause::InvalidPart).with("ETag", etag).with("PartNumber", number.to_string()).with("UploadId", upload)
}

/// Finds the parts of a list, each of which must exist with its `ETag`.
fn chosen(upload: &StoredUpload, listed: &[(u16, String)]) -> Result<Vec<(u16, Arc<Part>)>, Refusal> {
    let find = |(number, etag): &(u16, String)| {
        let part = upload.parts.get(number).filter(|part| part.etag.to_string().eq_ignore_ascii_case(etag));
        part.map(|part| (*number, part.clone())).ok_or_else(|| invalid_part(*number, etag, &upload.id))
    };
    listed.iter().map(find).collect()
}

/// Joins the parts: without any, the result is empty, as in the live tests of the SDKs for Go, Java and PHP. A single part is
/// not copied.
fn joined(parts: &[(u16, Arc<Part>)]) -> Bytes {
    if let [(_, part)] = parts {
        return part.body.clone();
    }
    let mut body = BytesMut::with_capacity(parts.iter().map(|(_, part)| part.body.len()).sum());
    for (_, part) in parts {
        body.extend_from_slice(&part.body);
    }
    body.freeze()
}

/// Computes the tag of an object from the tags of its parts.
fn tag_of(parts: impl Iterator<Item = ETag>) -> EntityTag {
    let tags: Vec<String> = parts.map(|tag| tag.to_string()).collect();
    let parts = u16::try_from(tags.len()).expect("each part has a number of its own");
    EntityTag::OfParts(ETag(hash::md5(tags.concat().as_bytes())), parts)
}

/// The URL of the object. An endpoint from a test may be a URL, or an IP address, which has no bucket before it.
pub(super) fn location(context: &Context<'_>, endpoint: &str) -> String {
    let mut key = Vec::with_capacity(context.key.len());
    push_encoded_path(&mut key, context.key.as_bytes());
    let (bucket, key) = (context.bucket, lossy(&key));
    let (scheme, host) = endpoint.split_once("://").unwrap_or(("http", endpoint));
    let host = host.trim_end_matches('/');
    if is_ip(without_port(host)) {
        format!("{scheme}://{host}/{bucket}/{key}")
    } else {
        format!("{scheme}://{bucket}.{host}/{key}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_made_of_those_of_the_parts_as_they_are_written() {
        let parts = [0x4DE8_075F_B607_DF4D_13FB_C480_EA48_8EFA_u128, 0xAF94_7EC1_5772_6CEA_88ED_83B3_C989_063B];
        let whole = tag_of(parts.into_iter().map(|part| ETag(part.to_be_bytes())));
        assert_eq!(whole.to_string(), "1C787C506EABFB9B45EAAA8DB039F4B2-2");
    }
}
