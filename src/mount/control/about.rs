//! The page, the health check and the OpenAPI document of the control plane.

use serde_json::json;

use super::Plane;
use super::page::Page;
use super::reply::{Problem, Reply};
use crate::wire::Call;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn health(_: &Plane, _: &Call, _: &str) -> Result<Reply, Problem> {
    Ok(Reply::Json(json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn openapi(_: &Plane, _: &Call, _: &str) -> Result<Reply, Problem> {
    Ok(Reply::Text(include_str!("openapi.json")))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn page(plane: &Plane, _: &Call, _: &str) -> Result<Reply, Problem> {
    Ok(Reply::Page(plane.page.get_or_init(Page::new).clone()))
}
