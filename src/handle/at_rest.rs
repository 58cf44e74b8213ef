//! Encryption at rest, as a test can check it.

use bytes::Bytes;

use super::Object;
use crate::oss::Oss;
use crate::world::{Object as ObjectFacts, ObjectEncryption};

impl Object {
    /// The stored bytes of the data. They equal the uploaded data, unless the object is encrypted and the fake [encrypts at
    /// rest](crate::Builder::encrypt_at_rest): then they are the ciphertext and its 16-byte tag.
    ///
    /// # Panics
    ///
    /// If the object does not exist.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{EncryptionRule, Oss};
    ///
    /// let oss = Oss::builder().encrypt_at_rest(true).build();
    /// let logs = oss.account("acme").bucket("logs");
    /// assert_eq!(logs.put_object("plain", "hello").stored_bytes(), "hello");
    ///
    /// logs.with_encryption(EncryptionRule::Aes256);
    /// let secret = logs.put_object("secret", "hello");
    /// assert_ne!(secret.stored_bytes(), "hello");
    /// assert_eq!(secret.body(), "hello");
    /// ```
    #[must_use]
    #[track_caller]
    pub fn stored_bytes(&self) -> Bytes {
        self.facts().body.stored().clone()
    }

    /// Panics if the data is stored under a KMS key that cannot be used now.
    #[track_caller]
    pub(crate) fn check_opens(&self, object: &ObjectFacts) {
        let Some(key_id) = object.encryption.as_ref().and_then(ObjectEncryption::key_id) else { return };
        let refusal = self.oss().read(|world| {
            let bucket = world.bucket(self.bucket())?;
            world.kms_refusal(bucket.owner, &bucket.region, key_id.as_str())
        });
        if let Some(refusal) = refusal.filter(|_| object.body.is_sealed()) {
            let path = self.path();
            panic!("what is stored of `{path}` cannot be opened: KMS refuses to use its key `{key_id}` ({refusal:?})");
        }
    }
}

impl Oss {
    /// Returns `true` if the data of encrypted objects is stored as ciphertext.
    #[must_use]
    pub fn encrypts_at_rest(&self) -> bool {
        self.read(crate::world::World::encrypts_at_rest)
    }
}
