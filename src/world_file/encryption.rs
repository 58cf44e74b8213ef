//! How a bucket or an object is encrypted, in a world file: the name of an algorithm, or a table.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::Wrong;
use super::tables::wrong;
use crate::world::{DataEncryption, EncryptionRule, KmsKeyId, ObjectEncryption};

#[derive(Debug, Clone)]
pub(super) enum Encryption {
    Algorithm(String),
    Table(EncryptionTable),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EncryptionTable {
    algorithm: Spanned<String>,
    kms_master_key_id: Option<Spanned<String>>,
    kms_data_encryption: Option<Spanned<String>>,
}

impl<'de> Deserialize<'de> for Encryption {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // An untagged enum would lose the places of the values.
        deserializer.deserialize_any(TextOrTable)
    }
}

struct TextOrTable;

impl<'de> Visitor<'de> for TextOrTable {
    type Value = Encryption;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an algorithm such as `AES256`, or `{ algorithm = \"KMS\", … }`")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Encryption, E> {
        Ok(Encryption::Algorithm(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Encryption, A::Error> {
        EncryptionTable::deserialize(MapAccessDeserializer::new(table)).map(Encryption::Table)
    }
}

impl Encryption {
    /// The name of the algorithm, with its place.
    pub fn algorithm(encryption: &Spanned<Self>) -> Spanned<String> {
        match encryption.get_ref() {
            Self::Table(table) => table.algorithm.clone(),
            Self::Algorithm(name) => Spanned::new(encryption.span(), name.clone()),
        }
    }

    pub fn rule(encryption: &Spanned<Self>) -> Result<EncryptionRule, Wrong> {
        match encryption.get_ref() {
            Self::Table(table) => table.rule(),
            Self::Algorithm(_) => {
                let algorithm = Self::algorithm(encryption);
                EncryptionTable { algorithm, kms_master_key_id: None, kms_data_encryption: None }.rule()
            }
        }
    }
}

impl EncryptionTable {
    fn rule(&self) -> Result<EncryptionRule, Wrong> {
        let key_id = self.kms_master_key_id.as_ref().and_then(|id| KmsKeyId::new(id.get_ref()));
        let data_encryption = match &self.kms_data_encryption {
            None => None,
            Some(name) if name.get_ref() == "SM4" => Some(DataEncryption::Sm4),
            Some(other) => {
                let problem = format!("`{}` is not a data encryption algorithm: there is `SM4`", other.get_ref());
                return Err(wrong(other, problem));
            }
        };
        let for_kms_only = self.kms_master_key_id.as_ref().filter(|_| key_id.is_some());
        match (&**self.algorithm.get_ref(), for_kms_only.or(self.kms_data_encryption.as_ref())) {
            ("KMS", _) => Ok(EncryptionRule::Kms { key_id, data_encryption }),
            ("AES256", None) => Ok(EncryptionRule::Aes256),
            ("SM4", None) => Ok(EncryptionRule::Sm4),
            ("AES256" | "SM4", Some(value)) => {
                Err(wrong(value, "only `KMS` has a key id or a data encryption algorithm"))
            }
            (other, _) => {
                let problem = format!("`{other}` is not an algorithm: there are `KMS`, `AES256` and `SM4`");
                Err(wrong(&self.algorithm, problem))
            }
        }
    }
}

/// A rule as [`EncryptionTable`] reads it.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    algorithm: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_master_key_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kms_data_encryption: Option<&'a str>,
}

impl<'a> Written<'a> {
    pub fn of(rule: &'a EncryptionRule) -> Self {
        Self {
            algorithm: rule.algorithm(),
            kms_master_key_id: rule.key_id().map(KmsKeyId::as_str),
            kms_data_encryption: rule.data_encryption().map(DataEncryption::as_str),
        }
    }

    /// What encrypts so.
    pub fn of_object(encryption: &'a ObjectEncryption) -> Self {
        Self {
            algorithm: encryption.algorithm(),
            kms_master_key_id: encryption.key_id().map(KmsKeyId::as_str),
            kms_data_encryption: encryption.data_encryption().map(DataEncryption::as_str),
        }
    }
}
