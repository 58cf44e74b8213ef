//! The route that does what is due by the clock, which happens only on request.

use serde_json::{Value, json};

use super::plane::Controlled;
use super::replication;
use super::reply::{ControlReply, Problem};
use crate::wire::Call;
use crate::world::{DueStep, NextDue};

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn run(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    let report = control.oss.run_due();
    Ok(ControlReply::Json(json!({
        "steps": report.steps().iter().map(DueStep::json).collect::<Value>(),
        "omitted": report.omitted(),
        "stopped_at": report.stopped().map(|at| at.to_string()),
        "replication": replication::shown(report.replication()),
    })))
}

/// The next work of each bucket and kind.
pub(super) fn next(control: &Controlled<'_>) -> Value {
    let shown =
        |next: NextDue| json!({ "at": next.at.to_string(), "bucket": next.bucket(), "kind": next.kind().as_str() });
    control.oss.next_due().into_iter().map(shown).collect()
}
