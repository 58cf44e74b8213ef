//! The vault of a bucket: it seals the stored data of encrypted objects.

use super::sealed::Sealed;
use super::{Body, Object};

/// Seals the data of objects that are put into a bucket.
#[derive(Debug, Clone)]
pub(crate) struct Vault {
    /// The number of the bucket in the fake.
    bucket: u64,
    /// The number of bodies sealed so far: no two objects have the same data key.
    sealed: u64,
}

impl Vault {
    pub const fn new(bucket: u64) -> Self {
        Self { bucket, sealed: 0 }
    }

    /// Stores the object as its encryption says: sealed under its master key, or plain.
    pub fn store(&mut self, object: &mut Object) {
        let Some(encryption) = &object.encryption else {
            if let Body::Sealed(sealed) = &object.body {
                object.body = sealed.open().into();
            }
            return;
        };
        if matches!(&object.body, Body::Sealed(sealed) if sealed.is_under(encryption)) {
            return;
        }
        self.sealed += 1;
        let which = [self.bucket.to_be_bytes(), self.sealed.to_be_bytes()].concat();
        object.body = Body::Sealed(Sealed::new(&object.body.open(), encryption.clone(), &which));
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use jiff::Timestamp;

    use super::super::{ETag, ObjectEncryption};
    use super::*;
    use crate::world::KmsKeyId;

    fn object(body: &'static [u8], encryption: Option<ObjectEncryption>) -> Object {
        let mut object = Object::new("k".into(), Bytes::from_static(body), ETag([0; 16]), 0, Timestamp::UNIX_EPOCH);
        object.encryption = encryption;
        object
    }

    fn kms(id: &str) -> ObjectEncryption {
        ObjectEncryption::Kms { key_id: KmsKeyId::new(id).unwrap(), data_encryption: None }
    }

    fn sealed(object: &Object) -> &Sealed {
        match &object.body {
            Body::Sealed(sealed) => sealed,
            Body::Plain(_) => panic!("it is plain"),
        }
    }

    #[test]
    fn what_is_sealed_opens_and_looks_like_nothing() {
        let mut vault = Vault::new(1);
        let mut seen = std::collections::BTreeSet::new();
        for encryption in [ObjectEncryption::Aes256, ObjectEncryption::Sm4, kms("key-1"), kms("key-2"), kms("key-1")] {
            for body in [&b""[..], b"hello", &[7; 10_000]] {
                let mut object = object(body, Some(encryption.clone()));
                let cost = object.cost();
                vault.store(&mut object);
                let stored = sealed(&object);
                assert!(body.is_empty() || !stored.stored().windows(body.len()).any(|part| part == body));
                assert!(seen.insert(stored.stored().clone()), "no two objects are sealed alike");
                assert_eq!((&*object.body.open(), object.body.len(), object.cost()), (body, body.len(), cost));
            }
        }
    }

    #[test]
    fn the_same_is_sealed_alike_in_each_run() {
        let run = || {
            let mut object = object(b"hello", Some(kms("key-1")));
            Vault::new(1).store(&mut object);
            sealed(&object).stored().clone()
        };
        assert_eq!(run(), run());
    }

    #[test]
    fn it_is_sealed_anew_only_under_another_encryption() {
        let mut vault = Vault::new(1);
        let mut object = object(b"hello", Some(ObjectEncryption::Aes256));
        vault.store(&mut object);
        let first = sealed(&object).stored().clone();
        vault.store(&mut object);
        assert_eq!(sealed(&object).stored(), &first);
        object.encryption = Some(kms("key-1"));
        vault.store(&mut object);
        assert_ne!(sealed(&object).stored(), &first);
        let before = object.body.clone();
        object.encryption = None;
        vault.store(&mut object);
        assert!(matches!(&object.body, Body::Plain(body) if body == "hello"));
        assert_eq!(object.body, before, "how it is stored is no fact");
    }
}
