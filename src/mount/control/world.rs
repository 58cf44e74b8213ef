//! The routes that show the world, replace it, and reset it to its start.

use super::media::{TOML, media};
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::wire::Call;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn get(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Json(control.oss.world_json()))
}

pub(super) fn put(control: &Controlled<'_>, call: &Call, body: &str) -> Result<ControlReply, Problem> {
    let replaced = match media(call) {
        Some(TOML) => control.oss.replace_from_toml(body),
        _ => control.oss.replace_from_json(body),
    };
    replaced?;
    control.world.renew_keys();
    Ok(ControlReply::Json(control.oss.world_json()))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn reset(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    control.oss.reset_to(&control.world.start);
    control.oss.disarm_faults_of_control();
    control.oss.disarm_checks_of_control(None);
    Ok(ControlReply::Done)
}
