//! V2: `OSS2 AccessKeyId:id[,AdditionalHeaders:h],Signature:base64(HMAC-SHA256)`.
//!
//! No page describes it any longer; the source is the older SDKs, which still sign this way.

use super::claim::{AdditionalHeaders, Claim, SignaturePlace, SignatureVersion, header_token};
use super::deviation::Deviation;
use super::v1::{first_lines, push_headers};
use super::v4::push_query;
use crate::error::{Cause, Refusal};
use crate::wire::Call;
use crate::wire::text::push_encoded;

/// Reads the claim in the header. Source: the pages of the ECs `0002-00000102` to `0002-00000111`.
pub(super) fn read_header(rest: &str, call: &Call) -> Result<Claim, Refusal> {
    let (mut id, mut additional, mut signature) = (None, None, None);
    for item in rest.split(',') {
        let (name, value) = item.trim_ascii().split_once(':').ok_or(Cause::AuthorizationItemV2Malformed)?;
        let slot = match name {
            "AccessKeyId" => &mut id,
            "AdditionalHeaders" => &mut additional,
            "Signature" => &mut signature,
            _ => return Err(Cause::AuthorizationItemsV2.into()),
        };
        if slot.replace(value).is_some() {
            return Err(Cause::AuthorizationItemsV2.into());
        }
    }
    let id = id.ok_or(Cause::AuthorizationItemsV2)?;
    if id.is_empty() {
        return Err(Cause::AccessKeyIdEmptyV2.into());
    }
    let signature = signature.ok_or(Cause::SignatureMissingV2)?;
    if signature.is_empty() {
        return Err(Refusal::from(Cause::SignatureMissingV2).with_ec("0002-00000109"));
    }
    match additional {
        Some("") => return Err(Refusal::from(Cause::AdditionalHeadersEmpty).with_ec("0002-00000110")),
        Some(names) => check_names(names, "0002-00000111")?,
        None => {}
    }
    Ok(Claim {
        version: SignatureVersion::V2,
        place: SignaturePlace::Header,
        access_key_id: id.to_owned(),
        signature: signature.to_owned(),
        additional: AdditionalHeaders::read(additional.unwrap_or_default()),
        scope: None,
        token: header_token(call),
        policy: None,
    })
}

/// Reads the claim in the URL. Source: the pages of the ECs `0002-00000113` to `0002-00000118`, `0002-00000076` and
/// `0002-00000077`.
pub(super) fn read_query(call: &Call) -> Result<Claim, Refusal> {
    let parameter = |name| call.query.get(name);
    let missing = |ec| Refusal::from(Cause::QueryParametersMissingV2).with_ec(ec);
    let access_key_id = parameter("x-oss-access-key-id").ok_or(Cause::QueryParametersMissingV2)?;
    if access_key_id.is_empty() {
        return Err(missing("0002-00000116"));
    }
    let signature = parameter("x-oss-signature").ok_or_else(|| missing("0002-00000117"))?;
    if signature.is_empty() {
        return Err(missing("0002-00000118"));
    }
    if parameter("x-oss-expires").ok_or_else(|| missing("0002-00000113"))?.is_empty() {
        return Err(missing("0002-00000114"));
    }
    let additional = parameter("x-oss-additional-headers");
    match additional.as_deref() {
        Some("") => return Err(Refusal::from(Cause::AdditionalHeadersEmpty).with_ec("0002-00000076")),
        Some(names) => check_names(names, "0002-00000077")?,
        None => {}
    }
    Ok(Claim {
        version: SignatureVersion::V2,
        place: SignaturePlace::Query,
        access_key_id,
        signature,
        additional: AdditionalHeaders::read(&additional.unwrap_or_default()),
        scope: None,
        token: parameter("security-token"),
        policy: None,
    })
}

/// Refuses an empty name in a list of additional headers.
fn check_names(names: &str, ec: &'static str) -> Result<(), Refusal> {
    if names.split(';').any(str::is_empty) {
        return Err(Refusal::from(Cause::AdditionalHeaderNameEmpty).with_ec(ec));
    }
    Ok(())
}

pub(super) fn string_to_sign(
    call: &Call,
    timestamp: &str,
    additional: &AdditionalHeaders,
    deviation: Deviation<'_>,
) -> Vec<u8> {
    let mut text = first_lines(call, timestamp, deviation);
    push_headers(&mut text, call, deviation, |name| name.starts_with("x-oss-") || additional.has(name));
    text.extend_from_slice(additional.as_str().as_bytes());
    text.push(b'\n');
    // The slashes of the resource are encoded too: `%2Fbucket%2Fkey`.
    push_encoded(&mut text, &deviation.resource(call));
    let question_mark = text.len();
    text.push(b'?');
    push_query(&mut text, call, deviation);
    if text.len() == question_mark + 1 {
        text.pop();
    }
    text
}
