//! Known ways in which clients sign a request differently from OSS.

use super::claim::{Claim, SignaturePlace, SignatureVersion};
use super::parameters::{PARAMETERS_OF_SIGNATURES, is_signed};
use crate::wire::Call;
use crate::wire::text::lossy;

/// The largest number of headers, and of parameters, that are left out one by one.
const MAX_SINGLES: usize = 8;

/// The largest number of slashes that are doubled.
const MAX_SLASHES: usize = 4;

/// The largest number of characters of a client's own name that are shown.
const MAX_NAME: usize = 80;

/// The methods of OSS.
const METHODS: [&str; 5] = ["GET", "HEAD", "PUT", "POST", "DELETE"];

/// One deviation. None is accepted, except the missing slash of a bucket in path style; a request that verifies under
/// a deviation shows what the client did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deviation<'c> {
    None,
    /// A header that was sent is not signed.
    NoHeader(&'c str),
    /// No header of user metadata is signed.
    NoMetadata,
    /// No header is signed, except those that the signature needs.
    NoHeaders,
    /// The parameter at this place is not signed.
    NoParameter(usize),
    /// No parameter is signed, except those that the signature needs.
    NoParameters,
    /// Every parameter is signed, also those that V1 does not sign.
    AllParameters,
    Method(&'static str),
    EmptyValueKeepsEquals,
    EncodedSlashKept,
    PlusKept,
    NoBucket,
    NoBucketSlash,
    /// Repeated slashes are signed as one.
    OneSlash,
    /// The key has another slash at this place.
    MoreSlashes(usize),
    /// The policy of a form is signed as JSON.
    PlainPolicy,
    /// Headers that OSS does not see are signed as well.
    UnseenSigned,
}

/// Returns `true` if a header is signed because of its name alone.
fn is_signed_header(name: &str) -> bool {
    name.starts_with("x-oss-") || matches!(name, "content-type" | "content-md5")
}

/// Returns `true` if a signature needs a header: signing it is no mistake.
fn is_of_signature(name: &str) -> bool {
    matches!(name, "x-oss-date" | "x-oss-content-sha256")
}

impl<'c> Deviation<'c> {
    /// Returns the deviations that a request may have, the likeliest first. There are at most 44.
    pub fn candidates(claim: &Claim, call: &'c Call) -> Vec<Self> {
        if claim.place == SignaturePlace::Form {
            return vec![Self::PlainPolicy];
        }
        let v1 = claim.version == SignatureVersion::V1;
        let mut headers: Vec<&str> = call.headers().map(|(name, _)| name).collect();
        headers.retain(|name| name.starts_with("x-oss-") && !is_of_signature(name));
        headers.dedup();
        let parameters = call.query.pairs().iter().enumerate().filter(|(_, pair)| {
            let name = lossy(&pair.name);
            let of_token = name.ends_with("security-token");
            (of_token || !PARAMETERS_OF_SIGNATURES.contains(&&*name)) && (!v1 || is_signed(&pair.name))
        });
        let key = call.key();
        let slashes = (0..key.len()).filter(|i| *i == 0 || key[*i] == b'/').take(MAX_SLASHES);

        let mut all = vec![Self::NoHeader("content-type"), Self::NoHeader("content-md5")];
        all.extend([Self::EmptyValueKeepsEquals, Self::EncodedSlashKept, Self::PlusKept, Self::NoBucket]);
        all.extend([Self::NoBucketSlash, Self::OneSlash, Self::UnseenSigned]);
        all.extend(METHODS.iter().filter(|method| **method != call.method.as_str()).map(|method| Self::Method(method)));
        all.extend(headers.into_iter().take(MAX_SINGLES).map(Self::NoHeader));
        all.extend(parameters.take(MAX_SINGLES).map(|(place, _)| Self::NoParameter(place)));
        all.extend([Self::NoMetadata, Self::NoHeaders, Self::NoParameters]);
        all.extend(slashes.map(Self::MoreSlashes));
        all.extend(v1.then_some(Self::AllParameters));
        all
    }

    pub fn method(self, call: &Call) -> &str {
        if let Self::Method(method) = self { method } else { call.method.as_str() }
    }

    /// Returns `true` if this client signs a header that OSS signs.
    pub fn keeps_header(self, name: &str) -> bool {
        match self {
            Self::NoHeader(left_out) => name != left_out,
            Self::NoMetadata => !name.starts_with("x-oss-meta-"),
            Self::NoHeaders => !is_signed_header(name) || is_of_signature(name) || name == "x-oss-security-token",
            _ => true,
        }
    }

    /// Returns `true` if this client signs a parameter that OSS signs.
    pub fn keeps_parameter(self, place: usize, name: &[u8]) -> bool {
        match self {
            Self::NoParameter(left_out) => place != left_out,
            Self::NoParameters => PARAMETERS_OF_SIGNATURES.contains(&&*lossy(name)),
            _ => true,
        }
    }

    /// Returns `/bucket/key`, `/bucket/` or `/`, decoded, or the form that the client uses in its place.
    pub fn resource(self, call: &Call) -> Vec<u8> {
        let mut resource = match self {
            Self::NoBucket => b"/".to_vec(),
            _ => resource_of_bucket(call),
        };
        let key = call.key();
        match self {
            Self::EncodedSlashKept => resource.extend_from_slice(lossy(key).replace('/', "%2F").as_bytes()),
            Self::NoBucketSlash if key.is_empty() && resource.len() > 1 => {
                resource.pop();
            }
            Self::PlusKept => resource.extend_from_slice(&call.key_with_pluses()),
            Self::OneSlash => {
                for byte in key {
                    if *byte != b'/' || resource.last() != Some(&b'/') {
                        resource.push(*byte);
                    }
                }
            }
            Self::MoreSlashes(place) => {
                resource.extend_from_slice(&key[..place]);
                resource.push(b'/');
                resource.extend_from_slice(&key[place..]);
            }
            _ => resource.extend_from_slice(key),
        }
        resource
    }

    /// Describes the deviation in words.
    pub fn describe(self, claim: &Claim, call: &Call) -> String {
        let v1 = claim.version == SignatureVersion::V1;
        match self {
            Self::None => "the client signed what OSS signs",
            Self::NoHeader("content-type") => {
                "the client did not sign the Content-Type it sent; an HTTP library may have added it"
            }
            Self::NoHeader("content-md5") => "the client did not sign the Content-MD5 it sent",
            Self::NoHeader(name) => {
                return format!("the client did not sign the header {} it sent; it was added after signing", named(name));
            }
            Self::NoMetadata => {
                "the client did not sign the `x-oss-meta-` headers it sent; they were added after signing"
            }
            Self::NoHeaders => {
                "the client signed none of the headers it sent; OSS signs Content-Type, Content-MD5 and every `x-oss-` header"
            }
            Self::NoParameter(place) => {
                let name = call.query.pairs().get(place).map(|pair| lossy(&pair.name)).unwrap_or_default();
                let name = named(&name);
                return if v1 {
                    format!("the client did not sign the subresource {name}; OSS signs it with the resource")
                } else {
                    format!("the client did not sign the parameter {name} it sent; it was added after signing")
                };
            }
            Self::NoParameters if v1 => "the client did not sign the subresources; OSS signs them with the resource",
            Self::NoParameters => "the client did not sign the parameters it sent; they were added after signing",
            Self::AllParameters => "the client signed every parameter; V1 signs subresources only",
            Self::Method(signed) => {
                let (what, sent) = match claim.place {
                    SignaturePlace::Query => ("the URL was signed for", "used with"),
                    _ => ("the client signed", "sent"),
                };
                return format!("{what} {signed} and {sent} {}", call.method.as_str().chars().take(32).collect::<String>());
            }
            Self::EmptyValueKeepsEquals => {
                "the client signed empty query values as `name=`; OSS signs the bare name"
            }
            Self::EncodedSlashKept => "the client signed `%2F` in the key; OSS signs the decoded key",
            Self::PlusKept => "the client sent a plus in the key as `+`; OSS reads a blank, and `%2B` is a plus",
            Self::NoBucket => {
                "the client signed the resource without the bucket; OSS signs `/bucket/key` for every kind of host"
            }
            Self::NoBucketSlash => "the client signed `/bucket`; OSS signs `/bucket/`",
            Self::OneSlash => {
                "the client sent `//` in the path and signed one slash; an endpoint that ends with a slash may have added the other"
            }
            Self::MoreSlashes(_) => {
                "the client signed `//` in the path and sent one slash; an HTTP library may have merged the two"
            }
            Self::UnseenSigned => {
                "the client signed a header that OSS does not see: a name has letters, digits and `-` only, and no `_`"
            }
            Self::PlainPolicy => "the client signed the JSON of the policy; OSS signs its base64, as it is in the form",
        }
        .to_owned()
    }
}

/// Quotes the beginning of a client's name in backticks.
fn named(name: &str) -> String {
    format!("`{}`", name.escape_debug().take(MAX_NAME).collect::<String>())
}

/// Returns `/bucket/`, or `/` for the service.
pub(super) fn resource_of_bucket(call: &Call) -> Vec<u8> {
    let [before, bucket, after, _] = parts_of_resource(call);
    [before, bucket, after].concat()
}

/// Returns the resource that OSS signs, `/bucket/key`, in parts.
pub(super) fn parts_of_resource(call: &Call) -> [&[u8]; 4] {
    let after: &[u8] = if call.bucket().is_some() { b"/" } else { b"" };
    [b"/", call.bucket().unwrap_or_default().as_bytes(), after, call.key()]
}
