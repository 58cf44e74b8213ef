//! The route that shows the calls OSS made to KMS.

use serde_json::{Value, json};

use super::journal::number;
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::wire::Call;
use crate::world::{KmsCall, LEDGER_CAPACITY};

pub(super) const PARAMETERS: &[&str] = &["limit"];

/// The number of calls that are shown by default.
const CALLS: usize = 1_000;

pub(super) fn get(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let limit = call.query.get("limit").map(|text| number("limit", &text, 1, LEDGER_CAPACITY as u64)).transpose()?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(CALLS);
    let ledger = control.oss.kms();
    let calls = ledger.ledger();
    let by = ledger.by_key_and_caller().into_iter();
    let by = by.map(|((key, caller), calls)| json!({ "key_id": key, "caller": caller, "calls": calls }));
    Ok(ControlReply::Json(json!({
        "calls": calls[calls.len().saturating_sub(limit)..].iter().map(|call| shown(call)).collect::<Value>(),
        "forgotten": ledger.forgotten(),
        "billable": ledger.count(),
        "by_key_and_caller": by.collect::<Value>(),
    })))
}

fn shown(call: &KmsCall) -> Value {
    json!({
        "at": call.at.to_string(),
        "action": call.action.as_str(),
        "key_id": call.key_id,
        "caller": call.caller,
        "bucket": call.bucket,
        "object": call.object,
        "request_id": call.request_id,
        "billable": call.billable,
    })
}
