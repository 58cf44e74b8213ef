//! Encryption at rest, as a test sees it.

use bytes::Bytes;

use super::Object;
use crate::oss::Oss;
use crate::world::{Object as ObjectFacts, ObjectEncryption};

impl Object {
    /// What is stored of the data. That is what was uploaded, unless the object is encrypted and the fake
    /// [encrypts at rest](crate::Builder::encrypt_at_rest): then it is the ciphertext and the 16 bytes of its tag.
    ///
    /// # Panics
    ///
    /// If the object is not there.
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

    /// Panics if what is stored is under a key that KMS does not let be used now.
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
    /// Whether the data of encrypted objects is stored as ciphertext.
    #[must_use]
    pub fn encrypts_at_rest(&self) -> bool {
        self.read(crate::world::World::encrypts_at_rest)
    }
}
