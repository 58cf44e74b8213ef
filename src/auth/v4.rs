//! V4: `OSS4-HMAC-SHA256 Credential=…,AdditionalHeaders=…,Signature=…`.
//!
//! Sources: "Include a V4 signature in the Authorization header" and "(Recommended) Include a V4 signature in a URL"
//! on `alibabacloud.com/help`.

use std::sync::Arc;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::claim::{
    AdditionalHeaders, Claim, CredentialScope, SignaturePlace, SignatureVersion, Signed, TERMINATOR, header_token,
    is_v4_access_key_id,
};
use super::deviation::{Deviation, parts_of_resource, resource_of_bucket};
use super::v1::{headers, push_sorted};
use crate::error::{Cause, Profile, Refusal};
use crate::wire::text::{encoded, push_encoded, push_encoded_path, write_lower_hex};
use crate::wire::{Call, Pair, header};

/// The only valid payload hash: OSS signs no bodies.
pub(super) const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// The number of derived keys that are kept.
const KEPT_KEYS: usize = 32;

/// An HMAC that already contains the signing key of one secret, day, region and product.
#[derive(Clone)]
pub(crate) struct SigningMac(Arc<Hmac<Sha256>>);

impl std::fmt::Debug for SigningMac {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningMac")
    }
}

impl SigningMac {
    pub fn derive(secret: &str, scope: &CredentialScope) -> Self {
        let mut key = hmac(format!("aliyun_v4{secret}").as_bytes(), scope.date().as_bytes());
        for part in [scope.region(), scope.product(), TERMINATOR] {
            key = hmac(&key, part.as_bytes());
        }
        Self(Arc::new(Hmac::new_from_slice(&key).expect("HMAC takes keys of any length")))
    }

    pub(super) fn digest(&self, text: &[u8]) -> Vec<u8> {
        self.keyed().chain_update(text).finalize().into_bytes().to_vec()
    }

    pub(super) fn keyed(&self) -> Hmac<Sha256> {
        Hmac::clone(&self.0)
    }
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// The signing keys derived last. Deriving one takes four HMACs, using it one.
#[derive(Debug, Clone, Default)]
pub(crate) struct SigningKeys {
    kept: Vec<(Arc<str>, CredentialScope, SigningMac)>,
    oldest: usize,
}

impl SigningKeys {
    pub fn get(&self, secret: &str, scope: &CredentialScope) -> Option<SigningMac> {
        self.kept.iter().find(|(s, at, _)| **s == *secret && at == scope).map(|(.., mac)| mac.clone())
    }

    pub fn keep(&mut self, secret: Arc<str>, scope: CredentialScope, mac: SigningMac) {
        let entry = (secret, scope, mac);
        if self.kept.len() < KEPT_KEYS {
            self.kept.push(entry);
        } else {
            self.kept[self.oldest] = entry;
            self.oldest = (self.oldest + 1) % KEPT_KEYS;
        }
    }
}

pub(super) fn read_header(rest: &str, call: &Call, profile: Profile) -> Result<Claim, Refusal> {
    let refuse = |cause: Cause| Err(Refusal::from(cause).with("Authorization", format!("OSS4-HMAC-SHA256 {rest}")));
    let (mut credential, mut additional, mut signature) = (None, None, None);
    let mut items = 0;
    for item in rest.split(',').map(str::trim_ascii).filter(|item| !item.is_empty()) {
        items += 1;
        let (slot, value) = if let Some(value) = item.strip_prefix("Credential=") {
            (&mut credential, value)
        } else if let Some(value) = item.strip_prefix("AdditionalHeaders=") {
            (&mut additional, value)
        } else if let Some(value) = item.strip_prefix("Signature=") {
            (&mut signature, value)
        } else {
            return refuse(Cause::AuthorizationParameterV4);
        };
        if slot.replace(value).is_some() {
            return refuse(Cause::AuthorizationItemsV4);
        }
    }
    if !(2..=3).contains(&items) {
        return refuse(Cause::AuthorizationItemsV4);
    }
    let Some((id, scope)) = credential.and_then(read_credential) else { return refuse(Cause::CredentialInvalid) };
    if !is_v4_access_key_id(id) {
        return Err(Cause::AccessKeyIdCharactersV4.into());
    }
    match additional {
        Some("") => {
            return refuse(Cause::AdditionalHeadersEmpty).map_err(|refusal| refusal.note(
                "leave `AdditionalHeaders=` out where no header is named; reqsign writes it empty for requests that have \
                 no header beside those that are signed anyway",
            ));
        }
        Some(names) if names.split(';').any(str::is_empty) => return refuse(Cause::AdditionalHeaderNameEmpty),
        _ => {}
    }
    let Some(signature) = signature.filter(|signature| !signature.is_empty()) else {
        return refuse(Cause::SignatureEmptyV4);
    };
    match (call.header(header::X_OSS_CONTENT_SHA256).as_deref(), profile) {
        // The sample of the oldest page has no such header.
        (Some(UNSIGNED_PAYLOAD), _) | (None, Profile::Documented) => {}
        _ => return Err(Cause::ContentSha256Invalid.into()),
    }
    Ok(Claim {
        version: SignatureVersion::V4,
        place: SignaturePlace::Header,
        access_key_id: id.to_owned(),
        signature: signature.to_owned(),
        additional: AdditionalHeaders::read(additional.unwrap_or_default()),
        scope: Some(scope),
        token: header_token(call),
        policy: None,
    })
}

pub(super) fn read_query(call: &Call) -> Result<Claim, Refusal> {
    let parameter = |name| call.query.get(name);
    let missing = |ec| Refusal::from(Cause::QueryParametersMissingV4).with_ec(ec);
    let credential = parameter("x-oss-credential").ok_or_else(|| missing("0002-00000217"))?;
    if credential.is_empty() {
        return Err(missing("0002-00000218"));
    }
    let signature = parameter("x-oss-signature").ok_or_else(|| missing("0002-00000219"))?;
    if signature.is_empty() {
        return Err(missing("0002-00000220"));
    }
    let (id, scope) = read_parts(&credential).ok_or(Cause::UrlCredentialInvalid)?;
    if !is_v4_access_key_id(id) {
        return Err(Cause::UrlAccessKeyIdCharacters.into());
    }
    for pair in call.query.pairs() {
        let name = String::from_utf8_lossy(&pair.name).to_ascii_lowercase();
        if name.starts_with("x-oss-") && call.header_bytes(&name).is_some_and(|value| *value != *pair.value) {
            return Err(Cause::HeaderDiffersFromParameter.into());
        }
    }
    Ok(Claim {
        version: SignatureVersion::V4,
        place: SignaturePlace::Query,
        access_key_id: id.to_owned(),
        signature,
        additional: AdditionalHeaders::read(&parameter("x-oss-additional-headers").unwrap_or_default()),
        scope: Some(scope),
        token: parameter("x-oss-security-token"),
        policy: None,
    })
}

/// Reads `id/date/region/product/aliyun_v4_request`, of which every part must be present.
pub(super) fn read_credential(text: &str) -> Option<(&str, CredentialScope)> {
    read_parts(text).filter(|(_, scope)| !scope.region().is_empty())
}

/// Reads a credential with an optional region: an empty one in a URL is wrong (live tests of `aliyun-oss-python-sdk`).
fn read_parts(text: &str) -> Option<(&str, CredentialScope)> {
    let (id, scope) = text.strip_suffix(TERMINATOR)?.strip_suffix('/')?.split_once('/')?;
    CredentialScope::read(scope).filter(|_| !id.is_empty()).map(|scope| (id, scope))
}

pub(super) fn signed(
    call: &Call,
    scope: &CredentialScope,
    timestamp: &str,
    additional: &AdditionalHeaders,
    deviation: Deviation<'_>,
) -> Signed {
    let canonical = canonical_request(call, additional, deviation);
    let string_to_sign = string_to_sign(timestamp, scope, &hash(&canonical)).concat();
    Signed { string_to_sign, canonical_request: Some(canonical) }
}

/// Returns the hash of a canonical request, in hex.
pub(super) fn hash(canonical_request: &[u8]) -> [u8; 64] {
    let mut text = [0; 64];
    write_lower_hex(&Sha256::digest(canonical_request), &mut text);
    text
}

/// Returns the string to sign, in parts.
pub(super) fn string_to_sign<'a>(timestamp: &'a str, scope: &'a CredentialScope, hash: &'a [u8; 64]) -> [&'a [u8]; 8] {
    let [scope, terminator] = [scope.as_str(), TERMINATOR].map(str::as_bytes);
    [b"OSS4-HMAC-SHA256\n", timestamp.as_bytes(), b"\n", scope, b"/", terminator, b"\n", hash]
}

pub(super) fn canonical_request(call: &Call, additional: &AdditionalHeaders, deviation: Deviation<'_>) -> Vec<u8> {
    let mut text = Vec::with_capacity(512);
    text.extend_from_slice(deviation.method(call).as_bytes());
    text.push(b'\n');
    match deviation {
        Deviation::None => parts_of_resource(call).iter().for_each(|part| push_encoded_path(&mut text, part)),
        Deviation::EncodedSlashKept => {
            push_encoded_path(&mut text, &resource_of_bucket(call));
            push_encoded(&mut text, call.key());
        }
        _ => push_encoded_path(&mut text, &deviation.resource(call)),
    }
    text.push(b'\n');
    push_query(&mut text, call, deviation);
    text.push(b'\n');
    push_canonical_headers(&mut text, call, additional, deviation);
    text.push(b'\n');
    text.extend_from_slice(additional.as_str().as_bytes());
    text.push(b'\n');
    text.extend_from_slice(UNSIGNED_PAYLOAD.as_bytes());
    text
}

fn push_canonical_headers(text: &mut Vec<u8>, call: &Call, additional: &AdditionalHeaders, deviation: Deviation<'_>) {
    let signed = |name: &str| {
        name.starts_with("x-oss-") || matches!(name, "content-type" | "content-md5") || additional.has(name)
    };
    let there = headers(call, deviation).filter(|(name, _)| signed(name));
    // The only additional header that may be absent; see `Claim::absent_header`.
    let no_length = additional.has("content-length") && !call.has_header(header::CONTENT_LENGTH);
    push_sorted(text, there.chain(no_length.then_some(("content-length", &b"0"[..]))).collect());
}

/// Appends every parameter except the signature, encoded, sorted by encoded name; an empty value leaves the bare name.
pub(super) fn push_query(text: &mut Vec<u8>, call: &Call, deviation: Deviation<'_>) {
    let mut pairs: Vec<&Pair> = call
        .query
        .pairs()
        .iter()
        .enumerate()
        .filter(|(place, pair)| pair.name != b"x-oss-signature" && deviation.keeps_parameter(*place, &pair.name))
        .map(|(_, pair)| pair)
        .collect();
    pairs.sort_by(|a, b| encoded(&a.name).cmp(encoded(&b.name)));
    for (i, pair) in pairs.into_iter().enumerate() {
        if i > 0 {
            text.push(b'&');
        }
        push_encoded(text, &pair.name);
        if !pair.value.is_empty() || (pair.equals && deviation == Deviation::EmptyValueKeepsEquals) {
            text.push(b'=');
            push_encoded(text, &pair.value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_keys_are_kept() {
        let mut keys = SigningKeys::default();
        let scope = |day: usize| CredentialScope::new(&day.to_string(), "cn-hangzhou", "oss");
        for day in 0..100 {
            keys.keep("secret".into(), scope(day), SigningMac::derive("secret", &scope(day)));
        }
        let kept: Vec<usize> = (0..100).filter(|day| keys.get("secret", &scope(*day)).is_some()).collect();
        assert_eq!(kept, (100 - KEPT_KEYS..100).collect::<Vec<_>>());
        assert!(keys.get("another", &scope(99)).is_none());
    }
}
