//! How one object is encrypted. The key is always known: an object under KMS without one cannot be written down.

use std::fmt;

use md5::{Digest as _, Md5};

use crate::world::{DataEncryption, EncryptionRule, KmsKeyId};

/// The server-side encryption of an object. It stays as it is whatever becomes of the bucket's rule.
///
/// Source: `alibabacloud.com/help/en/oss/user-guide/server-side-encryption-8`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ObjectEncryption {
    /// `AES256`: keys managed by OSS (SSE-OSS).
    Aes256,
    /// `SM4`: keys managed by OSS.
    Sm4,
    /// `KMS`: keys managed by KMS (SSE-KMS).
    Kms {
        /// The customer master key; the default one of OSS has an id, too.
        key_id: KmsKeyId,
        /// How the data is encrypted, with AES256 when there is none.
        data_encryption: Option<DataEncryption>,
    },
}

impl ObjectEncryption {
    /// What a rule makes of an object whose default key would be this one.
    pub(crate) fn of_rule(rule: &EncryptionRule, default_key: impl FnOnce() -> KmsKeyId) -> Self {
        match rule {
            EncryptionRule::Aes256 => Self::Aes256,
            EncryptionRule::Sm4 => Self::Sm4,
            EncryptionRule::Kms { key_id, data_encryption } => {
                Self::Kms { key_id: key_id.clone().unwrap_or_else(default_key), data_encryption: *data_encryption }
            }
        }
    }

    /// The value of `x-oss-server-side-encryption`.
    #[must_use]
    pub const fn algorithm(&self) -> &'static str {
        match self {
            Self::Aes256 => "AES256",
            Self::Sm4 => "SM4",
            Self::Kms { .. } => "KMS",
        }
    }

    /// The customer master key, for `KMS`.
    #[must_use]
    pub const fn key_id(&self) -> Option<&KmsKeyId> {
        match self {
            Self::Kms { key_id, .. } => Some(key_id),
            Self::Aes256 | Self::Sm4 => None,
        }
    }

    /// The value of `x-oss-server-side-data-encryption`, for `KMS` with one.
    #[must_use]
    pub const fn data_encryption(&self) -> Option<DataEncryption> {
        match self {
            Self::Kms { data_encryption, .. } => *data_encryption,
            Self::Aes256 | Self::Sm4 => None,
        }
    }
}

impl fmt::Display for ObjectEncryption {
    /// `KMS, key 9468da86-3509-4f8d-a61e-6eab1eac0000, data SM4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.algorithm())?;
        if let Some(key_id) = self.key_id() {
            write!(f, ", key {key_id}")?;
        }
        if let Some(data) = self.data_encryption() {
            write!(f, ", data {}", data.as_str())?;
        }
        Ok(())
    }
}

/// The id of the key that OSS makes in KMS for an account in a region: always the same one, in the form of a UUID.
///
/// Source: the vendor's live tests read it back from an object and expect it again; its digits are ossmock's own.
pub(crate) fn default_kms_key(account_id: &str, region: &str) -> KmsKeyId {
    let digest = Md5::digest(format!("{account_id}/{region}/alias/acs/oss"));
    let mut text = String::with_capacity(36);
    for (place, byte) in digest.iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.extend([byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16).unwrap_or('0')));
    }
    KmsKeyId::new(&text).expect("it has 36 characters")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_key_is_stable_and_differs_by_account_and_region() {
        let key = default_kms_key("1001", "cn-hangzhou");
        assert_eq!(key, default_kms_key("1001", "cn-hangzhou"));
        assert_eq!(key.as_str().split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        assert_ne!(key, default_kms_key("1002", "cn-hangzhou"));
        assert_ne!(key, default_kms_key("1001", "cn-beijing"));
    }
}
