//! The page, the health check and the OpenAPI document of the control plane.

use serde_json::json;

use super::page::InspectorPage;
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::wire::Call;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn health(_: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Json(json!({ "status": "ok" })))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn probe(_: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Text(""))
}

/// The version of the control plane: that of `openapi.json`. It rises when a client of the last version would misread this one.
pub(super) const VERSION: u64 = 1;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn about(_: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Json(json!({ "control_plane": VERSION, "ossmock": env!("CARGO_PKG_VERSION") })))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn openapi(_: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Text(include_str!("openapi.json")))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn page(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Page(control.plane.page.get_or_init(InspectorPage::new).clone()))
}
