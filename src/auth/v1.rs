//! V1: `OSS id:base64(HMAC-SHA1)`.
//!
//! Source: `alibabacloud.com/help/en/oss/developer-reference/include-signatures-in-the-authorization-header`.

use super::claim::{AdditionalHeaders, Claim, SignaturePlace, SignatureVersion, header_token, is_access_key_id};
use super::deviation::Deviation;
use super::parameters::{PARAMETERS_OF_SIGNATURES, is_signed};
use crate::error::{Cause, Refusal};
use crate::wire::{Call, header};

pub(super) fn read_header(rest: &str, call: &Call) -> Result<Claim, Refusal> {
    let items: Vec<&str> = rest.split(':').collect();
    let [id, signature] = items[..] else { return Err(Cause::AuthorizationItemsV1.into()) };
    if id.is_empty() {
        return Err(Cause::AccessKeyIdMissing.into());
    }
    if signature.is_empty() {
        return Err(Cause::SignatureMissing.into());
    }
    claim(SignaturePlace::Header, id, signature, header_token(call))
}

pub(super) fn read_query(call: &Call) -> Result<Claim, Refusal> {
    let parameter = |name| call.query.get(name);
    let missing = |ec| Refusal::from(Cause::QueryParametersMissingV1).with_ec(ec);
    if parameter("Expires").ok_or_else(|| missing("0002-00000067"))?.is_empty() {
        return Err(Refusal::from(Cause::ExpiresInvalid).with_ec("0002-00000068"));
    }
    let id = parameter("OSSAccessKeyId").ok_or_else(|| missing("0002-00000071"))?;
    let signature = parameter("Signature").ok_or(Cause::QueryParametersMissingV1)?;
    claim(SignaturePlace::Query, &id, &signature, parameter("security-token"))
}

fn claim(place: SignaturePlace, id: &str, signature: &str, token: Option<String>) -> Result<Claim, Refusal> {
    if !is_access_key_id(id) {
        let refusal = Refusal::from(Cause::AccessKeyIdCharactersV1);
        return Err(if place == SignaturePlace::Query { refusal.with_ec("0002-00000073") } else { refusal });
    }
    Ok(Claim {
        version: SignatureVersion::V1,
        place,
        access_key_id: id.to_owned(),
        signature: signature.to_owned(),
        additional: AdditionalHeaders::default(),
        scope: None,
        token,
        policy: None,
    })
}

pub(super) fn string_to_sign(call: &Call, timestamp: &str, deviation: Deviation<'_>) -> Vec<u8> {
    let mut text = first_lines(call, timestamp, deviation);
    push_headers(&mut text, call, deviation, |name| name.starts_with("x-oss-"));
    text.extend_from_slice(&deviation.resource(call));

    let is_ours = |name: &[u8]| PARAMETERS_OF_SIGNATURES.iter().any(|ours| ours.as_bytes() == name);
    let pairs = call.query.pairs().iter().enumerate();
    let mut signed: Vec<_> = pairs
        .filter(|(place, pair)| {
            let all = deviation == Deviation::AllParameters && !is_ours(&pair.name);
            (all || is_signed(&pair.name)) && deviation.keeps_parameter(*place, &pair.name)
        })
        .map(|(_, pair)| pair)
        .collect();
    signed.sort_by(|a, b| a.name.cmp(&b.name));
    for (i, pair) in signed.into_iter().enumerate() {
        text.push(if i == 0 { b'?' } else { b'&' });
        text.extend_from_slice(&pair.name);
        if !pair.value.is_empty() || (pair.equals && deviation == Deviation::EmptyValueKeepsEquals) {
            text.push(b'=');
            text.extend_from_slice(&pair.value);
        }
    }
    text
}

/// Returns the lines of method, `Content-MD5`, `Content-Type` and the time; V2 begins the same way.
pub(super) fn first_lines(call: &Call, timestamp: &str, deviation: Deviation<'_>) -> Vec<u8> {
    let header = |name: http::HeaderName| {
        if deviation.keeps_header(name.as_str()) { call.header_bytes(name) } else { None }
    };
    let mut text = Vec::with_capacity(256);
    for line in [
        deviation.method(call).as_bytes(),
        &header(header::CONTENT_MD5).unwrap_or_default(),
        &header(header::CONTENT_TYPE).unwrap_or_default(),
        timestamp.as_bytes(),
    ] {
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    text
}

/// Appends the chosen headers, sorted, as `name:value` lines; the values of a repeated header are joined with a comma.
pub(super) fn push_headers(text: &mut Vec<u8>, call: &Call, deviation: Deviation<'_>, chosen: impl Fn(&str) -> bool) {
    push_sorted(text, headers(call, deviation).filter(|(name, _)| chosen(name)).collect());
}

/// Returns the headers that can be signed: those that OSS sees, or all of them for a client that does not know which.
pub(super) fn headers<'c>(call: &'c Call, deviation: Deviation<'c>) -> impl Iterator<Item = (&'c str, &'c [u8])> {
    let unseen = call.unseen_headers().filter(move |_| deviation == Deviation::UnseenSigned);
    let kept = call.headers().chain(unseen).filter(move |(name, _)| deviation.keeps_header(name));
    kept.map(|(name, value)| (name, value.as_bytes()))
}

/// Appends header lines in the order of their names.
pub(super) fn push_sorted(text: &mut Vec<u8>, mut headers: Vec<(&str, &[u8])>) {
    headers.sort_by_key(|(name, _)| *name);
    for same_name in headers.chunk_by(|a, b| a.0 == b.0) {
        text.extend_from_slice(same_name[0].0.as_bytes());
        for (i, (_, value)) in same_name.iter().enumerate() {
            text.push(if i == 0 { b':' } else { b',' });
            text.extend_from_slice(value.trim_ascii());
        }
        text.push(b'\n');
    }
}
