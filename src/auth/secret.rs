//! The digest that a secret gives for a text, and its form in a signature.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;

use super::SigningMac;
use super::claim::{CredentialScope, SignatureVersion};
use crate::wire::text::{lower_hex, read_lower_hex};

/// The secret of an AccessKey, as one version of signatures uses it.
#[derive(Debug)]
pub(super) enum Secret<'s> {
    V1(&'s str),
    V2(&'s str),
    /// The signing key derived from the secret.
    V4(SigningMac),
}

impl<'s> Secret<'s> {
    /// Derives the signing key if the version has one, which takes four HMACs.
    pub fn new(version: SignatureVersion, secret: &'s str, scope: Option<&CredentialScope>) -> Self {
        match (version, scope) {
            (SignatureVersion::V4, Some(scope)) => Self::V4(SigningMac::derive(secret, scope)),
            (SignatureVersion::V2, _) => Self::V2(secret),
            _ => Self::V1(secret),
        }
    }

    pub fn digest(&self, text: &[u8]) -> Vec<u8> {
        match self {
            Self::V1(secret) => mac::<Hmac<Sha1>>(secret, &[text]).finalize().into_bytes().to_vec(),
            Self::V2(secret) => mac::<Hmac<Sha256>>(secret, &[text]).finalize().into_bytes().to_vec(),
            Self::V4(mac) => mac.digest(text),
        }
    }

    /// Returns `true` if this is the signature of a text, given in parts: in constant time.
    pub fn verifies(&self, text: &[&[u8]], signature: &str) -> bool {
        let base64 = || BASE64_STANDARD.decode(signature).unwrap_or_default();
        match self {
            Self::V1(secret) => mac::<Hmac<Sha1>>(secret, text).verify_slice(&base64()).is_ok(),
            Self::V2(secret) => mac::<Hmac<Sha256>>(secret, text).verify_slice(&base64()).is_ok(),
            Self::V4(mac) => {
                let digest = read_lower_hex(signature);
                digest.is_some_and(|digest| updated(mac.keyed(), text).verify_slice(&digest).is_ok())
            }
        }
    }

    /// Returns the signature of a text: lower-case hex for V4, base64 otherwise.
    pub fn sign(&self, text: &[u8]) -> String {
        let digest = self.digest(text);
        if matches!(self, Self::V4(_)) { lower_hex(&digest) } else { BASE64_STANDARD.encode(digest) }
    }
}

fn mac<M: Mac + KeyInit>(secret: &str, text: &[&[u8]]) -> M {
    updated(M::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length"), text)
}

fn updated<M: Mac>(mac: M, text: &[&[u8]]) -> M {
    let mut mac = mac;
    text.iter().for_each(|part| mac.update(part));
    mac
}
