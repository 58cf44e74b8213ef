//! The form of an optional encryption rule in world files, for `#[serde(with)]`.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::EncryptionRule;
use super::encryption::EncryptionForm;

#[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
pub(super) fn serialize<S: Serializer>(rule: &Option<EncryptionRule>, to: S) -> Result<S::Ok, S::Error> {
    rule.as_ref().map(EncryptionForm::of).serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<EncryptionRule>, D::Error> {
    EncryptionForm::deserialize(from)?.rule().map(Some).map_err(D::Error::custom)
}
