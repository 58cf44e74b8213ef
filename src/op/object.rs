//! The code that operations on an object share: the version that is meant, the object, and the headers that describe it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{HeaderName, HeaderValue};

use super::context::Context;
use super::refusals::invalid_argument;
use super::retention::note_hidden;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::{Call, Reply, header};
use crate::world::{
    EntityTag, Found, KeyProblem, ObjectEncryption, ObjectType, SharedObject, StoredBucket, StoredObject, VersionId,
    check_key,
};

/// Reads the version that `versionId` names; `None` if there is no such parameter.
pub(super) fn version_of(call: &Call) -> Result<Option<VersionId>, Refusal> {
    let Some(text) = call.query.get("versionId") else { return Ok(None) };
    match VersionId::read(&text) {
        // It may be an id of OSS: then this version does not exist here.
        None if text.starts_with(VersionId::PREFIX) => Err(no_such_version(call, &text)),
        _ => version_of_text("versionId", &text).map(Some),
    }
}

/// Reads the version whose id is the value of a parameter.
pub(super) fn version_of_text(parameter: &str, text: &str) -> Result<VersionId, Refusal> {
    let cause = if text.is_empty() { Cause::VersionIdEmpty } else { Cause::VersionIdInvalid };
    VersionId::read(text).ok_or_else(|| invalid_argument(cause, parameter, text))
}

fn no_such_version(call: &Call, version: &str) -> Refusal {
    Refusal::from(Cause::NoSuchVersion).with("Key", crate::wire::text::lossy(call.key())).with("VersionId", version)
}

/// Refuses a key that no new object can have. A read of such a key finds no object.
pub(super) fn check_new_key(context: &Context<'_>) -> Result<(), Refusal> {
    match check_key(context.key.as_bytes()) {
        Ok(_) => Ok(()),
        Err(KeyProblem::TooLong) => Err(Cause::ObjectNameTooLong.into()),
        Err(KeyProblem::Invalid) => Err(Refusal::from(Cause::InvalidObjectName).with("ObjectName", &*context.key)),
    }
}

/// The object that a request means; otherwise the refusal.
pub(super) fn object<'b>(
    bucket: &'b StoredBucket,
    context: &Context<'_>,
    version: Option<VersionId>,
) -> Result<&'b SharedObject, Refusal> {
    let key = &*context.key;
    match (bucket.objects.find(key, version), version) {
        (Found::Object(object), _) => Ok(object),
        (Found::Nothing, None) => Err(Refusal::from(Cause::NoSuchKey).with("Key", key)),
        (Found::Nothing, Some(version)) => Err(no_such_version(context.call, &version.to_string())),
        (Found::DeleteMarker(marker), asked) => {
            let refusal = match asked {
                None => Refusal::from(Cause::NoSuchKey).with("Key", key),
                Some(_) => Refusal::from(Cause::DeleteMarkerNotReadable)
                    .with("Method", context.call.method.as_str())
                    .with("ResourceType", "DeleteMarker")
                    .header("allow", "DELETE"),
            };
            let version = marker.version.to_string();
            Err(refusal.header("x-oss-delete-marker", "true").header("x-oss-version-id", version))
        }
    }
}

/// Refuses what OSS acts upon and ossmock would ignore.
pub(super) fn refuse_unemulated(context: &Context<'_>) -> Result<(), Refusal> {
    let call = context.call;
    let headers = [&header::X_OSS_CALLBACK, &header::X_OSS_PERSISTENT_HEADERS];
    let header = headers.into_iter().find(|name| call.filled_header(*name).is_some()).map(HeaderName::as_str);
    match header.or_else(|| call.query.has("callback").then_some("callback")) {
        Some(name) => Err(Refusal::not_emulated(&format!("`{name}`"))),
        None => Ok(()),
    }
}

/// Returns `true` if `x-oss-forbid-overwrite` is present and set.
pub(super) fn forbids_overwrite(call: &Call) -> bool {
    call.header(header::X_OSS_FORBID_OVERWRITE).is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

/// Refuses to overwrite an object if the request forbids it.
pub(super) fn check_overwrite(forbids: bool, bucket: &StoredBucket, key: &str) -> Result<(), Refusal> {
    if forbids && would_overwrite(bucket, key) { Err(Cause::FileAlreadyExists.into()) } else { Ok(()) }
}

/// Refuses to overwrite an object if the request forbids it, the retention policy of the bucket protects it, or a rule of the
/// bucket forbids it to the caller.
pub(super) fn may_overwrite(forbids: bool, bucket: &StoredBucket, context: &Context<'_>) -> Result<(), Refusal> {
    let key = &*context.key;
    check_overwrite(forbids, bucket, key)?;
    bucket.check_replaced(key, context.now)?;
    note_hidden(key, bucket, context);
    let caller = context.permission.principal.name();
    let mut rules = bucket.settings.overwrite_config.iter();
    match rules.find(|rule| rule.forbids(key, caller.as_deref())) {
        Some(rule) if would_overwrite(bucket, key) => {
            context.call.assume(Assumption::OverwriteRuleAnswers);
            let note = format!("the overwrite rule `{}` of the bucket forbids it", rule.id);
            Err(Refusal::from(Cause::FileAlreadyExists).note(note))
        }
        Some(_) if exists(bucket, key) => {
            context.call.assume(Assumption::OverwriteRuleOfVersions);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Returns `true` if `x-oss-forbid-overwrite` counts, and a new object of the key replaces one.
fn would_overwrite(bucket: &StoredBucket, key: &str) -> bool {
    bucket.settings.versioning.is_none() && exists(bucket, key)
}

fn exists(bucket: &StoredBucket, key: &str) -> bool {
    bucket.objects.find(key, None).object().is_some()
}

/// Adds `x-oss-version-id`, if the bucket keeps versions or once did.
pub(super) fn version_header(reply: Reply, bucket_has_versions: bool, version: VersionId) -> Reply {
    if bucket_has_versions { reply.header(header::X_OSS_VERSION_ID, text(&version.to_string())) } else { reply }
}

/// Adds the headers that describe the encryption of an object.
pub(super) fn encryption_headers(mut reply: Reply, encryption: Option<&ObjectEncryption>) -> Reply {
    let Some(encryption) = encryption else { return reply };
    reply = reply.header(header::X_OSS_ENCRYPTION, text(encryption.algorithm()));
    if let Some(data) = encryption.data_encryption() {
        reply = reply.header(header::X_OSS_DATA_ENCRYPTION, text(data.as_str()));
    }
    match encryption.key_id() {
        Some(key_id) => reply.header(header::X_OSS_ENCRYPTION_KEY_ID, text(key_id.as_str())),
        None => reply,
    }
}

/// Adds the headers that describe the content of an object.
pub(super) fn hash_headers(mut reply: Reply, object: &StoredObject) -> Reply {
    reply = reply.header(header::ETAG, etag(object)).header(header::X_OSS_HASH_CRC64, HeaderValue::from(object.crc64));
    match content_md5(object) {
        Some(digest) => reply.header(header::CONTENT_MD5, text(&digest)),
        None => reply,
    }
}

pub(super) fn etag(object: &StoredObject) -> HeaderValue {
    match object.etag {
        EntityTag::Whole(etag) | EntityTag::Other(etag) => {
            let mut quoted = [b'"'; 34];
            quoted[1..33].copy_from_slice(&etag.digits());
            HeaderValue::from_bytes(&quoted).unwrap_or(HeaderValue::from_static(""))
        }
        EntityTag::OfParts(..) => text(&format!("\"{}\"", object.etag)),
    }
}

/// The `Content-MD5` of an object; `None` unless it was uploaded in one piece.
///
/// Source: `AlibabaCloudDocs/oss`, `HeadObject`.
fn content_md5(object: &StoredObject) -> Option<String> {
    match object.etag {
        EntityTag::Whole(etag) if object.kind == ObjectType::Normal => Some(BASE64_STANDARD.encode(etag.0)),
        EntityTag::Whole(_) | EntityTag::OfParts(..) | EntityTag::Other(_) => None,
    }
}

/// A header value from text of ossmock's own, or from a former header value.
pub(super) fn text(text: &str) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}
