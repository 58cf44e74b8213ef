//! The routes that show the world, replace it, and reset it to its start.

use super::ControlPlane;
use super::media::{TOML, media};
use super::reply::{ControlReply, Problem};
use crate::wire::Call;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn get(control: &ControlPlane, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Json(control.oss.world_json()))
}

pub(super) fn put(control: &ControlPlane, call: &Call, body: &str) -> Result<ControlReply, Problem> {
    let replaced = match media(call) {
        Some(TOML) => control.oss.replace_from_toml(body),
        _ => control.oss.replace_from_json(body),
    };
    Ok(ControlReply::Json(replaced?.world_json()))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn reset(control: &ControlPlane, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    control.oss.reset_to(&control.start);
    control.oss.disarm_faults_of_control();
    Ok(ControlReply::Done)
}
