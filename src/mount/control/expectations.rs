//! The routes that expect calls, deny unexpected ones, and verify both.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::read_object;
use super::journal::number;
use super::pattern::ExpectedCall;
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::effect::ArmedBy;
use crate::oss::armed::{ExpectationVerdict, Expected, Forbids};
use crate::ram::JsonObject;
use crate::wire::Call;

/// The most checks that may be armed at once.
const MAX_CHECKS: usize = 1_000;

/// The most calls in one order.
const MAX_STEPS: usize = 100;

/// The body of a request that expects calls.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewExpectation {
    call: Option<JsonObject<ExpectedCall>>,
    in_order: Option<Vec<JsonObject<ExpectedCall>>>,
    times: Option<u64>,
    at_least: Option<u64>,
    at_most: Option<u64>,
    name: Option<String>,
}

pub(super) fn post(control: &Controlled<'_>, _: &Call, body: &str) -> Result<ControlReply, Problem> {
    let NewExpectation { call, in_order, times, at_least, at_most, name } = read_object(body)?;
    let calls = match (call, in_order) {
        (Some(call), None) => vec![call],
        (None, Some(calls)) if (1..=MAX_STEPS).contains(&calls.len()) => calls,
        (None, Some(_)) => return Err(Problem::bad_request(format!("`in_order` has 1 to {MAX_STEPS} calls"))),
        _ => return Err(Problem::bad_request("give either `call` or `in_order`")),
    };
    let (least, most) = match (times, at_least, at_most) {
        (Some(times), None, None) => (Some(times), Some(times)),
        (None, Some(least), Some(most)) if least > most => {
            return Err(Problem::bad_request("`at_least` is more than `at_most`"));
        }
        (None, least, most) => (least, most),
        _ => return Err(Problem::bad_request("give `times`, or `at_least` and `at_most`")),
    };
    let steps = calls.into_iter().map(|JsonObject(call)| call.read(control)).collect::<Result<Vec<_>, _>>()?;
    check_room(control)?;
    let id = control.oss.arm(Expected { name, least, most, ..Expected::new(ArmedBy::Control, steps) });
    Ok(ControlReply::Json(json!({ "id": id })))
}

/// Denies calls that no expectation covers, from now on.
pub(super) fn deny_unexpected(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    check_room(control)?;
    Ok(ControlReply::Json(json!({ "id": control.oss.forbid_for_control(Forbids::Unexpected) })))
}

fn check_room(control: &Controlled<'_>) -> Result<(), Problem> {
    if control.oss.expected_by_control().len() + control.oss.forbidden_by_control().len() < MAX_CHECKS {
        return Ok(());
    }
    Err(Problem::bad_request(format!("there are {MAX_CHECKS} expectations: end some first")))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn get(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    let (expected, forbidden) = (control.oss.expected_by_control(), control.oss.forbidden_by_control());
    let expected = expected.iter().map(|(id, expected)| {
        let calls: Vec<String> = expected.steps.iter().map(ToString::to_string).collect();
        let met = expected.verdict() == ExpectationVerdict::Met;
        json!({ "id": id, "name": expected.name, "calls": calls, "count": expected.passes, "met": met })
    });
    let forbidden = forbidden.iter().map(|(id, forbidden)| {
        json!({ "id": id, "name": "unexpected calls are denied", "calls": [], "count": forbidden.count, "met": forbidden.count == 0 })
    });
    Ok(ControlReply::Json(json!({ "expectations": expected.chain(forbidden).collect::<Value>() })))
}

/// Ends one expectation, or all that the control plane armed.
pub(super) fn delete(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let id = call.query.get("id").map(|id| number("id", &id, 1, u64::MAX)).transpose()?;
    match (control.oss.disarm_checks_of_control(id), id) {
        (false, Some(id)) => {
            Err(Problem::new(StatusCode::NOT_FOUND, format!("the control plane has armed no expectation {id}")))
        }
        _ => Ok(ControlReply::Done),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn verify(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    let failures = control.oss.failures_of_control();
    Ok(ControlReply::Json(json!({ "met": failures.is_empty(), "failures": failures })))
}
