//! The page, the health check and the OpenAPI document of the control plane.

use serde_json::json;

use super::ControlPlane;
use super::page::InspectorPage;
use super::reply::{ControlReply, Problem};
use crate::wire::Call;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn health(_: &ControlPlane, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Json(json!({ "status": "ok" })))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn openapi(_: &ControlPlane, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Text(include_str!("openapi.json")))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn page(control: &ControlPlane, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Page(control.page.get_or_init(InspectorPage::new).clone()))
}
