//! The route of the honesty report: the causes and assumptions that answers rested on.

use serde_json::{Value, json};

use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::op::Operation;
use crate::wire::Call;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn get(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    let report = control.oss.honesty_report();
    let causes = report.causes().map(|(cause, calls)| {
        json!({ "cause": cause.name(), "status": cause.status(), "code": cause.code(), "source": cause.source(), "calls": calls })
    });
    let assumptions = report.assumptions().map(|(assumption, calls)| {
        json!({ "name": assumption.name(), "claim": assumption.claim(), "source": assumption.source(), "calls": calls })
    });
    let ignored = report.ignored().map(
        |(part, operation, calls)| json!({ "part": part, "operation": operation.map(Operation::name), "calls": calls }),
    );
    let statements = report.unevaluated().map(|(statement, calls)| json!({ "statement": statement, "calls": calls }));
    Ok(ControlReply::Json(json!({
        "calls": report.calls(),
        "clean": report.is_clean(),
        "causes": causes.collect::<Value>(),
        "assumptions": assumptions.collect::<Value>(),
        "ignored": ignored.collect::<Value>(),
        "unevaluated": statements.collect::<Value>(),
        "unevaluated_statements": report.unevaluated_statements(),
        "text": report.to_string(),
    })))
}
