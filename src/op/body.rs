//! The checks of head and body that all operations share: headers that no operation takes, length and digest.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::Method;

use super::hash;
use super::object_conditions::Conditions;
use super::refusals::invalid_argument;
use crate::error::{Cause, Refusal};
use crate::wire::text::{has_shape_of_utf8, lossy};
use crate::wire::{Call, header, is_bodiless};

/// The largest body of an operation that takes XML, unless it says otherwise. OSS has a limit and publishes no number.
pub(super) const MAX_BODY: u64 = 1024 * 1024;

/// The largest object of one upload.
///
/// Source: `AlibabaCloudDocs/oss`, `PutObject`.
pub(super) const MAX_UPLOAD: u64 = 5 * 1024 * 1024 * 1024;

/// Refuses conditional headers, the encoding of S3 clients, and the encryption header where it is not taken. Beside conditions
/// on the source of a copy, conditional headers mean nothing: `ali-oss` sends both, and the source decides in its live tests.
pub(super) fn check_headers(call: &Call, takes_encryption_header: bool) -> Result<(), Refusal> {
    if call.method == Method::PUT && !Conditions::has_copy_source(call) {
        for (name, written) in [
            (header::IF_MODIFIED_SINCE, "If-Modified-Since"),
            (header::IF_UNMODIFIED_SINCE, "If-Unmodified-Since"),
            (header::IF_MATCH, "If-Match"),
            (header::IF_NONE_MATCH, "If-None-Match"),
        ] {
            if call.has_header(name) {
                return Err(Refusal::from(Cause::NotImplemented).with("Header", written));
            }
        }
    }
    let digest = call.glance(header::X_AMZ_CONTENT_SHA256).unwrap_or_default();
    if digest.starts_with(b"STREAMING-") {
        return Err(invalid_argument(Cause::AwsChunked, header::X_AMZ_CONTENT_SHA256.as_str(), &lossy(&digest)));
    }
    let encoding = call.glance(header::CONTENT_ENCODING).unwrap_or_default();
    if encoding.split(|b| *b == b',').any(|coding| coding.trim_ascii().eq_ignore_ascii_case(b"aws-chunked")) {
        return Err(invalid_argument(Cause::AwsChunked, "Content-Encoding", "aws-chunked"));
    }
    if !takes_encryption_header && call.has_header(header::X_OSS_ENCRYPTION) {
        return Err(Cause::EncryptionHeaderNotSupported.into());
    }
    Ok(())
}

/// The body that an operation takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyRule {
    /// `true` if there must be a body.
    pub needed: bool,
    /// `true` if the body becomes an object, or a part of one: it may be large then.
    pub stored: bool,
    /// The largest number of bytes of a body that is not stored.
    pub most: u64,
    /// The refusal of a longer body.
    pub too_long: Cause,
}

impl BodyRule {
    /// No body, or an optional one.
    pub const OPTIONAL: Self = Self { needed: false, stored: false, most: MAX_BODY, too_long: Cause::BodyTooLarge };

    /// An XML document.
    pub const XML: Self = Self { needed: true, ..Self::OPTIONAL };

    /// An object, or a part of one.
    pub const OBJECT: Self = Self { stored: true, too_long: Cause::ObjectTooLarge, ..Self::XML };

    /// A form, whose file becomes an object.
    const FORM: Self = Self { needed: true, stored: true, most: MAX_UPLOAD, too_long: Cause::PostBodyTooLarge };

    /// Returns the largest body in bytes, in a fake that may store `max_stored` bytes.
    pub fn limit(&self, max_stored: u64) -> u64 {
        if self.stored { MAX_UPLOAD.min(max_stored) } else { self.most }
    }
}

/// Checks the body of a form by the head of the request: the head describes the form, not the file in it.
pub(crate) fn check_form(call: &Call, body: &Bytes, max_stored: u64) -> Result<Bytes, Refusal> {
    check_body(call, body, &BodyRule::FORM, max_stored).map(|(body, _)| body)
}

/// Checks length and digest. Returns the body, cut at `Content-Length`, and its MD5 if the request has a digest.
pub(super) fn check_body(
    call: &Call,
    body: &Bytes,
    rule: &BodyRule,
    max_stored: u64,
) -> Result<(Bytes, Option<[u8; 16]>), Refusal> {
    // A download has no body, whatever its head announces: `oss2` signs a length and sends nothing.
    let bodiless = is_bodiless(&call.method);
    let mut body = if bodiless { Bytes::new() } else { body.clone() };
    let announced = call.content_length().filter(|_| !bodiless);
    let length = announced.unwrap_or_default().max(body.len() as u64);
    match rule.stored {
        true if length > MAX_UPLOAD => {
            return Err(Refusal::from(rule.too_long).over("the upload has", length, MAX_UPLOAD));
        }
        true if length > max_stored => {
            let note = format!("the upload has {length} bytes, and the fake may store {max_stored} in all");
            return Err(Refusal::from(Cause::StorageFull).note(note));
        }
        false if length > rule.most => {
            let has = if announced.is_some() { "the body has" } else { "the body has at least" };
            return Err(Refusal::from(rule.too_long).over(has, length, rule.most));
        }
        true | false => {}
    }
    match announced.and_then(|length| usize::try_from(length).ok()) {
        Some(length) if body.len() < length => return Err(Cause::IncompleteBody.into()),
        Some(length) => body.truncate(length),
        // A request made in memory may have a body and no length; over HTTP it cannot.
        None if rule.needed && body.is_empty() && !call.has_header(header::TRANSFER_ENCODING) => {
            return Err(Cause::MissingContentLength.into());
        }
        None => {}
    }
    let Some(sent) = call.header(header::CONTENT_MD5) else { return Ok((body, None)) };
    let refused = |cause: Cause| Refusal::from(cause).with("Content-MD5", &*sent);
    let digest = BASE64_STANDARD.decode(&*sent).ok().filter(|digest| digest.len() == 16);
    let digest = digest.ok_or_else(|| refused(Cause::ContentMd5Invalid))?;
    let md5 = hash::md5(&body);
    if *digest == md5 { Ok((body, Some(md5))) } else { Err(refused(Cause::ContentMd5Mismatch)) }
}

/// The refusal of a key that is not UTF-8: no object has such a key, and it must not be mistaken for one that reads alike.
/// OSS accepts sequences that are longer than necessary, as the live tests of `ossutil` show.
pub(super) fn not_utf8(key: &[u8]) -> Refusal {
    if has_shape_of_utf8(key) {
        return Refusal::not_emulated("object names with overlong UTF-8 sequences");
    }
    Refusal::from(Cause::KeyNotUtf8).with("ObjectName", lossy(key))
}
