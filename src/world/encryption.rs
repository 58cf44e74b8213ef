//! A bucket's encryption rule. A rule OSS could not store cannot be written down.

use std::fmt;

/// The default server-side encryption of a bucket.
///
/// "AES256 with a key id" cannot be constructed: a key id and a data encryption algorithm exist for `KMS` only.
///
/// Source: `alibabacloud.com/help/en/oss/developer-reference/putbucketencryption`; `SM4` and
/// `KMSDataEncryption` from the Chinese page and the vendor's live tests.
///
/// # Example
///
/// ```
/// use ossmock::EncryptionRule;
///
/// let rule = EncryptionRule::kms("9468da86-3509-4f8d-a61e-6eab1eac0000").with_sm4_data();
/// assert_eq!(rule.to_string(), "KMS, key 9468da86-3509-4f8d-a61e-6eab1eac0000, data SM4");
/// ```
#[doc(alias = "SSE")]
#[doc(alias = "SSE-KMS")]
#[doc(alias = "ServerSideEncryptionRule")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum EncryptionRule {
    /// `AES256`: keys managed by OSS (SSE-OSS).
    Aes256,
    /// `SM4`: keys managed by OSS; accepted under [`Profile::Observed`](crate::Profile::Observed) only.
    Sm4,
    /// `KMS`: keys managed by KMS (SSE-KMS).
    Kms {
        /// The customer master key, or the default one of OSS when there is none.
        key_id: Option<KmsKeyId>,
        /// How the data is encrypted, with AES256 when there is none.
        data_encryption: Option<DataEncryption>,
    },
}

/// `KMSDataEncryption`: the algorithm of the data key of an SSE-KMS object, other than AES256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataEncryption {
    /// `SM4`, the only value there is.
    Sm4,
}

/// The id of a customer master key; never empty. OSS does not check it when a rule is set, and stores it verbatim.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KmsKeyId(Box<str>);

impl KmsKeyId {
    /// A key id, or `None` for the empty text, which OSS takes as no key.
    #[must_use]
    pub fn new(id: &str) -> Option<Self> {
        (!id.is_empty()).then(|| Self(id.into()))
    }

    /// Whether it names a key by its alias.
    pub(crate) fn is_alias(&self) -> bool {
        self.0.starts_with("alias/")
    }

    /// The id as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KmsKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl EncryptionRule {
    /// `KMS` with a customer master key. An empty id means no key, as it does to OSS.
    #[must_use]
    pub fn kms(key_id: &str) -> Self {
        Self::Kms { key_id: KmsKeyId::new(key_id), data_encryption: None }
    }

    /// `KMS` with the default key that OSS manages in KMS.
    #[must_use]
    pub const fn kms_default() -> Self {
        Self::Kms { key_id: None, data_encryption: None }
    }

    /// The same rule with `KMSDataEncryption` `SM4`; other rules than `KMS` stay as they are, as OSS drops it there.
    #[must_use]
    pub fn with_sm4_data(self) -> Self {
        match self {
            Self::Kms { key_id, .. } => Self::Kms { key_id, data_encryption: Some(DataEncryption::Sm4) },
            other => other,
        }
    }

    /// The value of `SSEAlgorithm`.
    #[must_use]
    pub const fn algorithm(&self) -> &'static str {
        match self {
            Self::Aes256 => "AES256",
            Self::Sm4 => "SM4",
            Self::Kms { .. } => "KMS",
        }
    }

    /// The customer master key, for `KMS` with a key.
    #[must_use]
    pub const fn key_id(&self) -> Option<&KmsKeyId> {
        match self {
            Self::Kms { key_id, .. } => key_id.as_ref(),
            _ => None,
        }
    }

    /// `KMSDataEncryption`, for `KMS` with one.
    #[must_use]
    pub const fn data_encryption(&self) -> Option<DataEncryption> {
        match self {
            Self::Kms { data_encryption, .. } => *data_encryption,
            _ => None,
        }
    }
}

impl DataEncryption {
    /// The value of `KMSDataEncryption`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sm4 => "SM4",
        }
    }
}

impl fmt::Display for EncryptionRule {
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
