//! The routes that show the world, replace it, and reset it to its start.

use http::StatusCode;

use super::media::{TOML, media};
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::oss::Oss;
use crate::wire::Call;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn get(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Json(control.oss.world_json()))
}

pub(super) fn put(control: &Controlled<'_>, call: &Call, body: &str) -> Result<ControlReply, Problem> {
    let replace = |oss: &Oss| match media(call) {
        Some(TOML) => oss.replace_from_toml(body),
        _ => oss.replace_from_json(body),
    };
    // The AccessKeys of a test's world are renewed below, and those of the server may be no test's.
    let tests = control.test.is_none().then(|| control.plane.tests.held());
    if let Some(tests) = tests.as_ref().filter(|tests| !tests.is_empty()) {
        let made = control.oss.fork();
        replace(&made)?;
        if let Some((key, test)) = made.read(|world| tests.shared_key(world)) {
            let remedy = "leave the id out, write another one, or end the test first";
            let problem = format!("`access_key_id`: the AccessKey `{key}` is one of the test `{test}`: {remedy}");
            return Err(Problem::new(StatusCode::CONFLICT, problem));
        }
    }
    replace(control.oss)?;
    drop(tests);
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
