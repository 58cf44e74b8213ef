//! The world: shown, replaced, and put back to where it started.

use super::Plane;
use super::media::{TOML, media};
use super::reply::{Problem, Reply};
use crate::wire::Call;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn get(plane: &Plane, _: &Call, _: &str) -> Result<Reply, Problem> {
    Ok(Reply::Json(plane.oss.world_json()))
}

pub(super) fn put(plane: &Plane, call: &Call, body: &str) -> Result<Reply, Problem> {
    let replaced = match media(call) {
        Some(TOML) => plane.oss.replace_from_toml(body),
        _ => plane.oss.replace_from_json(body),
    };
    Ok(Reply::Json(replaced?))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn reset(plane: &Plane, _: &Call, _: &str) -> Result<Reply, Problem> {
    plane.oss.reset_to(&plane.start);
    plane.oss.disarm_faults_of_control();
    Ok(Reply::Done)
}
