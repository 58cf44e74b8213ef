//! The digest that a secret gives for a text, and its form in a signature.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::Sha256;

use super::SigningMac;
use super::claim::{CredentialScope, SignatureVersion};
use crate::wire::text::lower_hex;

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
            Self::V1(secret) => {
                let mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
                mac.chain_update(text).finalize().into_bytes().to_vec()
            }
            Self::V2(secret) => {
                let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
                mac.chain_update(text).finalize().into_bytes().to_vec()
            }
            Self::V4(mac) => mac.digest(text),
        }
    }

    /// Returns the signature of a text: lower-case hex for V4, base64 otherwise.
    pub fn sign(&self, text: &[u8]) -> String {
        let digest = self.digest(text);
        if matches!(self, Self::V4(_)) { lower_hex(&digest) } else { BASE64_STANDARD.encode(digest) }
    }
}
