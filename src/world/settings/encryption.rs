//! The encryption rule of a bucket. The types cannot express a rule that OSS cannot store.

use std::fmt;
use std::sync::Arc;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::setting::{FormError, Setting, SettingContext};

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
#[non_exhaustive]
pub enum EncryptionRule {
    /// `AES256`: keys managed by OSS (SSE-OSS).
    Aes256,
    /// `SM4`: keys managed by OSS; accepted under [`Profile::Observed`](crate::Profile::Observed) only.
    Sm4,
    /// `KMS`: keys managed by KMS (SSE-KMS).
    Kms {
        /// The customer master key; `None` for the default key of OSS.
        key_id: Option<KmsKeyId>,
        /// The algorithm that encrypts the data; `None` for AES256.
        data_encryption: Option<DataEncryption>,
    },
}

/// `KMSDataEncryption`: the algorithm of the data key of an SSE-KMS object, other than AES256.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DataEncryption {
    /// `SM4`, the only value.
    Sm4,
}

/// The id of a customer master key, never empty. OSS does not check it when a rule is set, and stores it verbatim.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KmsKeyId(Arc<str>);

impl KmsKeyId {
    /// A key id, or `None` for the empty text, which OSS takes as no key.
    #[must_use]
    pub fn new(id: &str) -> Option<Self> {
        (!id.is_empty()).then(|| Self(id.into()))
    }

    /// Returns `true` if the id is an alias of a key.
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

    /// The customer master key; `None` if the rule has none.
    #[must_use]
    pub const fn key_id(&self) -> Option<&KmsKeyId> {
        match self {
            Self::Kms { key_id, .. } => key_id.as_ref(),
            _ => None,
        }
    }

    /// The value of `KMSDataEncryption`; `None` if the rule has none.
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

/// The encryption rule; `None` if the bucket has none.
pub(crate) struct BucketEncryption;

impl Setting for BucketEncryption {
    type Value = Option<EncryptionRule>;
    type Form = EncryptionForm;

    const FACT: &'static str = "encryption";

    fn shown(rule: &Option<EncryptionRule>) -> String {
        rule.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
    }

    fn in_line(_: &Option<EncryptionRule>) -> bool {
        true
    }

    fn form(rule: &Option<EncryptionRule>) -> Option<EncryptionForm> {
        rule.as_ref().map(EncryptionForm::of)
    }

    fn read(form: &EncryptionForm) -> Result<Option<EncryptionRule>, FormError> {
        form.rule().map(Some)
    }

    fn check(rule: &Option<EncryptionRule>, context: &SettingContext<'_>) -> Result<(), FormError> {
        match context.on_cloudbox("takes no rule but `AES256`") {
            Some(problem) if rule.as_ref().is_some_and(|rule| *rule != EncryptionRule::Aes256) => {
                Err(FormError::new("algorithm", problem))
            }
            _ => Ok(()),
        }
    }
}

/// The encryption of a bucket or an object in world files: the name of an algorithm, or a table. It is written as a table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct EncryptionForm {
    algorithm: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_master_key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_data_encryption: Option<String>,
}

impl EncryptionForm {
    pub fn new(algorithm: &str, key_id: Option<&KmsKeyId>, data_encryption: Option<DataEncryption>) -> Self {
        Self {
            algorithm: algorithm.to_owned(),
            kms_master_key_id: key_id.map(ToString::to_string),
            kms_data_encryption: data_encryption.map(|data| data.as_str().to_owned()),
        }
    }

    pub fn of(rule: &EncryptionRule) -> Self {
        Self::new(rule.algorithm(), rule.key_id(), rule.data_encryption())
    }

    /// Returns the rule of the form.
    pub fn rule(&self) -> Result<EncryptionRule, FormError> {
        let key_id = self.kms_master_key_id.as_deref().and_then(KmsKeyId::new);
        let data_encryption = match self.kms_data_encryption.as_deref() {
            None => None,
            Some("SM4") => Some(DataEncryption::Sm4),
            Some(other) => {
                let problem = format!("`{other}` is not a data encryption algorithm: there is `SM4`");
                return Err(FormError::new("kms_data_encryption", problem));
            }
        };
        let for_kms_only = match (&key_id, data_encryption) {
            (Some(_), _) => Some("kms_master_key_id"),
            (None, Some(_)) => Some("kms_data_encryption"),
            (None, None) => None,
        };
        match (&*self.algorithm, for_kms_only) {
            ("KMS", _) => Ok(EncryptionRule::Kms { key_id, data_encryption }),
            ("AES256", None) => Ok(EncryptionRule::Aes256),
            ("SM4", None) => Ok(EncryptionRule::Sm4),
            ("AES256" | "SM4", Some(key)) => {
                Err(FormError::new(key, "only `KMS` has a key id or a data encryption algorithm"))
            }
            (other, _) => {
                let problem = format!("`{other}` is not an algorithm: there are `KMS`, `AES256` and `SM4`");
                Err(FormError::new("algorithm", problem))
            }
        }
    }
}

impl<'de> Deserialize<'de> for EncryptionForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // An untagged enum would lose the places of the values.
        deserializer.deserialize_any(NameOrTable)
    }
}

struct NameOrTable;

impl<'de> Visitor<'de> for NameOrTable {
    type Value = EncryptionForm;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an algorithm such as `AES256`, or `{ algorithm = \"KMS\", … }`")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<EncryptionForm, E> {
        Ok(EncryptionForm { algorithm: name.to_owned(), ..EncryptionForm::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<EncryptionForm, A::Error> {
        /// The table, with the derived reader.
        #[derive(Deserialize)]
        #[serde(remote = "EncryptionForm", deny_unknown_fields)]
        struct Table {
            algorithm: String,
            kms_master_key_id: Option<String>,
            kms_data_encryption: Option<String>,
        }
        Table::deserialize(MapAccessDeserializer::new(table))
    }
}
