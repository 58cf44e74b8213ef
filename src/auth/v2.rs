//! V2: `OSS2 AccessKeyId:id[,AdditionalHeaders:h],Signature:base64(HMAC-SHA256)`.
//!
//! No page describes it any more; the source is the older SDKs, which still sign this way.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::v1::{first_lines, push_headers};
use super::v4::push_query;
use super::{Claim, Computed, Deviation, Place, SignatureVersion, additional_headers, header_token, resource};
use crate::error::{Cause, Refusal};
use crate::wire::Call;
use crate::wire::text::push_encoded;

pub(super) fn read_header(rest: &str, call: &Call) -> Result<Claim, Refusal> {
    let (mut id, mut additional, mut signature) = (None, None, None);
    for item in rest.split(',') {
        let slot = match item.trim_ascii().split_once(':') {
            Some(("AccessKeyId", value)) => (&mut id, value),
            Some(("AdditionalHeaders", value)) => (&mut additional, value),
            Some(("Signature", value)) => (&mut signature, value),
            _ => return Err(Cause::AuthorizationItemsV2.into()),
        };
        if slot.0.replace(slot.1).is_some() {
            return Err(Cause::AuthorizationItemsV2.into());
        }
    }
    match (id, signature) {
        (Some(id), Some(signature)) if !id.is_empty() && !signature.is_empty() => Ok(Claim {
            version: SignatureVersion::V2,
            place: Place::Header,
            access_key_id: id.to_owned(),
            signature: signature.to_owned(),
            additional: additional_headers(additional.unwrap_or_default()),
            scope: None,
            token: header_token(call),
            policy: None,
        }),
        _ => Err(Cause::AuthorizationItemsV2.into()),
    }
}

pub(super) fn read_query(call: &Call) -> Result<Claim, Refusal> {
    let parameter = |name| call.query.get(name);
    match (parameter("x-oss-access-key-id"), parameter("x-oss-signature"), parameter("x-oss-expires")) {
        (Some(access_key_id), Some(signature), Some(_)) => Ok(Claim {
            version: SignatureVersion::V2,
            place: Place::Query,
            access_key_id,
            signature,
            additional: additional_headers(&parameter("x-oss-additional-headers").unwrap_or_default()),
            scope: None,
            token: parameter("security-token"),
            policy: None,
        }),
        _ => Err(Cause::QueryParametersMissingV2.into()),
    }
}

pub(super) fn compute(
    call: &Call,
    timestamp: &str,
    additional: &[String],
    secret: &str,
    deviation: Deviation,
) -> Computed {
    let mut text = first_lines(call, timestamp, deviation);
    push_headers(&mut text, call, deviation, |name| {
        name.starts_with("x-oss-") || additional.binary_search_by(|additional| (**additional).cmp(name)).is_ok()
    });
    text.extend_from_slice(additional.join(";").as_bytes());
    text.push(b'\n');
    // The slashes of the resource are encoded too: `%2Fbucket%2Fkey`.
    push_encoded(&mut text, &resource(call, deviation));
    let question_mark = text.len();
    text.push(b'?');
    push_query(&mut text, call, deviation);
    if text.len() == question_mark + 1 {
        text.pop();
    }

    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(&text);
    let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
    Computed { signature, string_to_sign: text, canonical_request: None }
}
