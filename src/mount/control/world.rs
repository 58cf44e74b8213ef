//! The routes that show the world, replace it, and reset it to its start.

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
    Ok(Reply::Json(replaced?.world_json()))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn reset(plane: &Plane, _: &Call, _: &str) -> Result<Reply, Problem> {
    plane.oss.reset_to(&plane.start);
    plane.oss.disarm_faults_of_control();
    Ok(Reply::Done)
}
