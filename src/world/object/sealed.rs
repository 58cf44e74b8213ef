//! Encryption at rest: encrypted objects are stored as ciphertext.
//!
//! Envelope encryption, as OSS describes it: each object has a data key, which is stored beside it under a master key. The
//! master key is a key of KMS, or one of OSS's own for `AES256` and `SM4`. The cipher is always AES-256-GCM, whatever the
//! object says of itself: no client sees it.
//!
//! It protects nothing. All keys and nonces are derived from names and counters with the seed below, so that a test stores
//! the same bytes in each run. It shows that the stored bytes are not the uploaded ones, and that they are lost together
//! with their key.

use aes_gcm::aead::{Aead as _, Key, KeyInit as _, Nonce};
use aes_gcm::{Aes256Gcm, aead};
use bytes::Bytes;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::ObjectEncryption;

/// The seed of all keys and nonces. It is not secret: it is in the source.
const SEED: &[u8] = b"made up by ossmock: protects nothing";

/// The length of the GCM tag, by which a ciphertext is longer than its data.
const TAG: usize = 16;

/// Data encrypted with a data key of its own, and that key encrypted with a master key.
#[derive(Debug, Clone)]
pub(crate) struct Sealed {
    /// The ciphertext with its tag.
    ciphertext: Bytes,
    nonce: [u8; 12],
    /// The data key as ciphertext, with its tag.
    data_key: Bytes,
    /// The encryption of the object, which names the master key.
    encryption: ObjectEncryption,
}

impl Sealed {
    /// Seals data under an encryption; each call must have another `which`, from which its data key is made.
    pub fn new(plain: &[u8], encryption: ObjectEncryption, which: &[u8]) -> Self {
        let data_key = derive("data key", which);
        let mut nonce = [0; 12];
        nonce.copy_from_slice(&derive("nonce", which)[..12]);
        // No nonce repeats under a key: a master key has one for each data key, and a data key is used once.
        let sealed = |key: &[u8; 32], plain: &[u8]| {
            let sealed = cipher(key).encrypt(&gcm_nonce(nonce), plain);
            Bytes::from(sealed.expect("a body of at most 64 GiB can be sealed"))
        };
        let (ciphertext, data_key) = (sealed(&data_key, plain), sealed(&master_key(&encryption), &data_key));
        Self { ciphertext, nonce, data_key, encryption }
    }

    /// Returns `true` if the data key is under the master key of this encryption.
    pub fn is_under(&self, encryption: &ObjectEncryption) -> bool {
        self.encryption == *encryption
    }

    pub const fn len(&self) -> usize {
        self.ciphertext.len() - TAG
    }

    /// The stored bytes: the ciphertext with its tag.
    pub const fn stored(&self) -> &Bytes {
        &self.ciphertext
    }

    pub fn open(&self) -> Bytes {
        let opened = |key: &[u8; 32], sealed: &[u8]| -> Result<Vec<u8>, aead::Error> {
            cipher(key).decrypt(&gcm_nonce(self.nonce), sealed)
        };
        let data_key = opened(&master_key(&self.encryption), &self.data_key).ok();
        let data_key = data_key.and_then(|key| <[u8; 32]>::try_from(key).ok());
        let plain = data_key.and_then(|key| opened(&key, &self.ciphertext).ok());
        plain.expect("what was sealed here opens with the key it was sealed with").into()
    }
}

fn cipher(key: &[u8; 32]) -> Aes256Gcm {
    Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key))
}

fn gcm_nonce(nonce: [u8; 12]) -> Nonce<Aes256Gcm> {
    nonce.into()
}

/// Derives the master key: the key of KMS, or the key of OSS for an algorithm.
fn master_key(encryption: &ObjectEncryption) -> [u8; 32] {
    match encryption.key_id() {
        Some(id) => derive("key of KMS", id.as_str().as_bytes()),
        None => derive("key of OSS", encryption.algorithm().as_bytes()),
    }
}

/// Derives a key: the HMAC-SHA-256 of its purpose and of the name that tells it from others.
fn derive(purpose: &str, which: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(SEED).expect("HMAC takes keys of any length");
    mac.update(purpose.as_bytes());
    mac.update(&[0]);
    mac.update(which);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::KmsKeyId;

    fn kms(id: &str) -> ObjectEncryption {
        ObjectEncryption::Kms { key_id: KmsKeyId::new(id).unwrap(), data_encryption: None }
    }

    #[test]
    fn another_key_does_not_open_it() {
        let sealed = Sealed::new(b"hello", kms("key-1"), b"one");
        let other = cipher(&master_key(&kms("key-2"))).decrypt(&gcm_nonce(sealed.nonce), &*sealed.data_key);
        assert!(other.is_err());
    }
}
