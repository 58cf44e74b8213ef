//! The claim of a request: its AccessKey and its signature.

use std::sync::Arc;

use bytes::Bytes;

use crate::wire::{Call, header};
use crate::world::StoredAccessKey;

/// The signatures of S3, which OSS accepts and ossmock does not.
pub(crate) const S3_DIALECT: &str = "the S3 dialect of OSS, for which this request is signed: use a client of OSS, which \
                                     signs with `OSS`, `OSS2` or `OSS4-HMAC-SHA256`";

/// The end of every V4 scope.
pub(super) const TERMINATOR: &str = "aliyun_v4_request";

/// The version of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureVersion {
    /// `OSS`: HMAC-SHA1.
    V1,
    /// `OSS2`: HMAC-SHA256 over all query parameters.
    V2,
    /// `OSS4-HMAC-SHA256`: HMAC-SHA256 with a key bound to day, region and product.
    V4,
}

/// The place of a signature in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum SignaturePlace {
    Header,
    Query,
    /// Among the fields of a form.
    Form,
}

/// The claim of a request, read but not checked.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub version: SignatureVersion,
    pub place: SignaturePlace,
    pub access_key_id: String,
    pub(super) signature: String,
    pub additional: AdditionalHeaders,
    /// V4 only.
    pub scope: Option<CredentialScope>,
    pub token: Option<String>,
    /// The signed text of a form: its field `policy`, as it was sent.
    pub policy: Option<Bytes>,
}

/// The scope of a V4 signature, `date/region/product`: one text, as it is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CredentialScope {
    text: String,
    /// The places of the slashes.
    slashes: [usize; 2],
}

impl CredentialScope {
    pub fn new(date: &str, region: &str, product: &str) -> Self {
        Self { text: [date, region, product].join("/"), slashes: [date.len(), date.len() + 1 + region.len()] }
    }

    /// Reads `date/region/product`, of which only the region may be empty.
    pub fn read(text: &str) -> Option<Self> {
        let mut slashes = text.bytes().enumerate().filter(|(_, b)| *b == b'/').map(|(at, _)| at);
        let slashes = [slashes.next()?, slashes.next().filter(|_| slashes.next().is_none())?];
        (slashes[0] > 0 && slashes[1] + 1 < text.len()).then(|| Self { text: text.to_owned(), slashes })
    }

    pub fn date(&self) -> &str {
        &self.text[..self.slashes[0]]
    }

    pub fn region(&self) -> &str {
        &self.text[self.slashes[0] + 1..self.slashes[1]]
    }

    pub fn product(&self) -> &str {
        &self.text[self.slashes[1] + 1..]
    }

    /// The scope without its terminator.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Display for CredentialScope {
    /// Writes the scope as it follows the id in a credential.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{TERMINATOR}", self.text)
    }
}

/// The names of the additional headers: in lower case, sorted, each once, with `;` between them, as they are signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AdditionalHeaders(String);

impl AdditionalHeaders {
    /// Reads a list such as `host;content-length`, in any order.
    pub fn read(list: &str) -> Self {
        let list = list.to_ascii_lowercase();
        if list.is_empty() || list.split(';').is_sorted_by(|a, b| !a.is_empty() && a < b) {
            return Self(list);
        }
        let mut names: Vec<&str> = list.split(';').filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        names.dedup();
        Self(names.join(";"))
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split(';').filter(|name| !name.is_empty())
    }

    pub fn has(&self, name: &str) -> bool {
        // By bytes, as the names are short and every header of a request is looked for.
        !name.is_empty() && self.0.as_bytes().split(|b| *b == b';').any(|additional| additional == name.as_bytes())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The possible reasons for a signature that no known mistake gives.
#[derive(Debug, Default)]
pub(crate) struct Suspects {
    /// AccessKeys with other secrets, and their holders.
    pub keys: Vec<(Arc<StoredAccessKey>, String)>,
    /// The number of an earlier call whose client knew the secret.
    pub signed_before: Option<u64>,
}

impl Suspects {
    /// The largest number of other secrets that are tried.
    pub const MAX_KEYS: usize = 64;
}

/// The text that a signature is computed over.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Signed {
    pub string_to_sign: Vec<u8>,
    /// V4 only.
    pub canonical_request: Option<Vec<u8>>,
}

/// Returns `true` if an AccessKey id has only the characters that OSS documents for ids.
pub(crate) fn is_access_key_id(id: &str) -> bool {
    id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._= ".contains(&b))
}

/// Returns `true` if a V4 signature may name the id. A hyphen is not allowed in an id, and yet V4 answers only that the key
/// is unknown.
///
/// Source: the live tests of `alibabacloud-oss-go-sdk-v2` and `alibabacloud-oss-python-sdk-v2`.
pub(super) fn is_v4_access_key_id(id: &str) -> bool {
    id.split('-').all(is_access_key_id)
}

/// The security token of a request signed in its header.
pub(super) fn header_token(call: &Call) -> Option<String> {
    call.header(header::X_OSS_SECURITY_TOKEN).map(std::borrow::Cow::into_owned)
}
