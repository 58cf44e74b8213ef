//! The encryption of one object. The key is always known: an object under KMS without a key cannot be expressed.

use std::fmt;

use crate::world::{DataEncryption, EncryptionRule, KmsKeyId};

/// The server-side encryption of an object. Later changes of the bucket's rule do not change it.
///
/// Source: `alibabacloud.com/help/en/oss/user-guide/server-side-encryption-8`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ObjectEncryption {
    /// `AES256`: keys managed by OSS (SSE-OSS).
    Aes256,
    /// `SM4`: keys managed by OSS.
    Sm4,
    /// `KMS`: keys managed by KMS (SSE-KMS).
    Kms {
        /// The customer master key; the default key of OSS has an id, too.
        key_id: KmsKeyId,
        /// The algorithm that encrypts the data; `None` means AES256.
        data_encryption: Option<DataEncryption>,
    },
}

impl ObjectEncryption {
    /// Returns the encryption a rule gives an object, with this key if the rule names none.
    pub(crate) fn of_rule(rule: &EncryptionRule, key_id: impl FnOnce() -> KmsKeyId) -> Self {
        match rule {
            EncryptionRule::Aes256 => Self::Aes256,
            EncryptionRule::Sm4 => Self::Sm4,
            EncryptionRule::Kms { key_id: named, data_encryption } => {
                Self::Kms { key_id: named.clone().unwrap_or_else(key_id), data_encryption: *data_encryption }
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

    /// The value of `x-oss-server-side-data-encryption`, for `KMS` with such a value.
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
