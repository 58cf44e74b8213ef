//! Metadata of objects that clients encrypt: OSS cannot read these objects, and checks the metadata that decryption needs.
//!
//! Sources: `AlibabaCloudDocs/oss`, HTTP 400 status code, `InvalidEncryptionRequest`;
//! `help.aliyun.com/en/oss/user-guide/0005-00000401` and its neighbours. These also require the sizes for every upload in
//! parts, which the first page does not mention: ossmock does not require them.

use crate::error::{Cause, Refusal};
use crate::wire::text::digits;
use crate::world::{MAX_PART, ObjectHeaders, USER_META};

/// The beginning of the names of the metadata, after that of all user metadata.
const PREFIX: &str = "client-side-encryption-";

/// The names of the metadata after [`PREFIX`], and the elements of `ListParts` that repeat them: a client that
/// resumes the upload needs them.
///
/// Source: `alibabacloud-oss-python-sdk-v2`, live tests of its encryption client and model of the answer.
pub(super) const ELEMENTS: [(&str, &str); 6] = [
    ("key", "ClientEncryptionKey"),
    ("start", "ClientEncryptionStart"),
    ("cek-alg", "ClientEncryptionCekAlg"),
    ("wrap-alg", "ClientEncryptionWrapAlg"),
    ("data-size", "ClientEncryptionDataSize"),
    ("part-size", "ClientEncryptionPartSize"),
];

/// The metadata that each such object has, and the EC of an upload without it, where one is known.
const NEEDED: [(&str, Option<&str>); 4] = [
    ("key", Some("0005-00000401")),
    ("start", Some("0005-00000402")),
    ("cek-alg", None),
    ("wrap-alg", Some("0005-00000404")),
];

/// Returns one of the metadata of the encryption, by the end of its name.
pub(super) fn get<'m>(meta: &'m ObjectHeaders, name: &str) -> Option<&'m [u8]> {
    let end = |full: &'m str| full.strip_prefix(USER_META)?.strip_prefix(PREFIX);
    meta.iter().find(|(full, _)| end(full) == Some(name)).map(|(_, value)| value)
}

/// Returns `true` if the metadata describe a client-side encryption.
pub(super) fn is_said(meta: &ObjectHeaders) -> bool {
    ELEMENTS.iter().any(|(name, _)| get(meta, name).is_some())
}

/// Refuses incomplete metadata of a client-side encryption.
pub(super) fn check(meta: &ObjectHeaders) -> Result<(), Refusal> {
    let missing = NEEDED.into_iter().find(|(name, _)| get(meta, name).is_none());
    let Some((name, ec)) = missing.filter(|_| is_said(meta)) else { return Ok(()) };
    let note = format!("there is no `{USER_META}{PREFIX}{name}`");
    Err(Refusal { ec, ..Refusal::from(Cause::ClientEncryptionIncomplete).note(note) })
}

/// Checks the metadata of an upload in parts, with the sizes that they declare.
pub(super) fn check_parts(meta: &ObjectHeaders) -> Result<(), Refusal> {
    /// Clients encrypt in blocks of this many bytes.
    const BLOCK: u64 = 16;

    check(meta)?;
    let invalid = || Refusal::from(Cause::ClientEncryptionSizeInvalid);
    let size = |name, ec| match get(meta, name) {
        None => Ok(None),
        Some(value) => {
            let number = std::str::from_utf8(value).ok().and_then(digits);
            number.map(Some).ok_or_else(|| invalid().with_ec(ec))
        }
    };
    let (whole, part) = (size("data-size", "0005-00000408")?, size("part-size", "0005-00000409")?);
    if part.is_some_and(|part| part == 0 || part % BLOCK != 0) {
        return Err(invalid().note(format!("`part-size` is a multiple of {BLOCK}")));
    }
    match (whole, part) {
        (Some(whole), Some(part)) if whole.div_ceil(part) > MAX_PART.into() => {
            Err(Cause::ClientEncryptionPartsTooMany.into())
        }
        _ => Ok(()),
    }
}
