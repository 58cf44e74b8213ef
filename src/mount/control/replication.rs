//! The route that runs replication, which starts only on request.

use serde_json::{Value, json};

use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::wire::Call;
use crate::world::{ReplicationReport, ReplicationResult, ReplicationStep};

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn run(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    Ok(ControlReply::Json(shown(&control.oss.replicate())))
}

pub(super) fn shown(replicated: &ReplicationReport) -> Value {
    json!({
        "started": replicated.started(),
        "ended": replicated.ended(),
        "steps": replicated.steps().iter().map(step).collect::<Vec<_>>(),
    })
}

fn step(step: &ReplicationStep) -> Value {
    let ReplicationStep { source, key, destination, rule, outcome } = step;
    let mut shown = json!({ "bucket": source, "key": key, "to": destination, "rule": rule });
    match outcome {
        Ok(ReplicationResult::Written(encryption)) => {
            shown["outcome"] = "written".into();
            if let Some(encryption) = encryption {
                shown["encryption"] = encryption.to_string().into();
            }
        }
        Ok(ReplicationResult::Updated) => shown["outcome"] = "updated".into(),
        Ok(ReplicationResult::Deleted) => shown["outcome"] = "deleted".into(),
        Err(why) => {
            shown["outcome"] = "missed".into();
            shown["why"] = why.to_string().into();
        }
    }
    shown
}
