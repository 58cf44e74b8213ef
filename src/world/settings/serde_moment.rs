//! The form of an optional moment in world files, `2026-11-23T16:05:59Z`, for `#[serde(with)]`.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize as _, Serializer};

#[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
pub(super) fn serialize<S: Serializer>(moment: &Option<Timestamp>, to: S) -> Result<S::Ok, S::Error> {
    moment.map(|moment| moment.to_string()).serialize(to)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let text = String::deserialize(from)?;
    let problem =
        |_| serde::de::Error::custom(format!("`{text}` is not a moment: write it like `2026-11-23T16:05:59Z`"));
    text.parse().map(Some).map_err(problem)
}
