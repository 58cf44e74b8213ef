//! The media types of bodies that the control plane accepts.

use http::header::CONTENT_TYPE;

use crate::wire::Call;

pub(super) const JSON: &str = "application/json";
pub(super) const TOML: &str = "application/toml";

/// The media type of the body; `None` if no route accepts it.
pub(super) fn media(call: &Call) -> Option<&'static str> {
    let value = call.header(CONTENT_TYPE)?;
    let essence = value.split(';').next().unwrap_or_default().trim();
    [JSON, TOML].into_iter().find(|known| essence.eq_ignore_ascii_case(known))
}
