//! The routes that arm faults, show them with their hits, and end them.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::read_object;
use super::clock::duration;
use super::journal::number;
use super::pattern::{PatternOfHeads, cause};
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::effect::{ArmedBy, ArmedFault, BodyFault, FaultEffect, Latency, When};
use crate::ram::JsonObject;
use crate::wire::Call;

/// The most faults that may be armed at once.
const MAX_FAULTS: usize = 1_000;

/// The body of a request that arms a fault.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultRequest {
    operation: Option<String>,
    bucket: Option<String>,
    key: Option<String>,
    prefix: Option<String>,
    caller: Option<String>,
    test_id: Option<String>,
    nth: Option<u64>,
    first: Option<u64>,
    every: Option<u64>,
    probability: Option<f64>,
    times: Option<u64>,
    #[serde(default)]
    seed: u64,
    effect: WantedEffect,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum WantedEffect {
    Error(String),
    Respond(JsonObject<WantedResponse>),
    Latency(JsonObject<WantedLatency>),
    Close(JsonObject<NoMembers>),
    AnswerLost(JsonObject<NoMembers>),
    ResetAfter(usize),
    TruncateAfter(usize),
    Trickle(JsonObject<WantedTrickle>),
    ContentLength(u64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WantedResponse {
    status: u16,
    headers: Option<BTreeMap<String, String>>,
    body: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WantedLatency {
    least: String,
    most: Option<String>,
    on_clock: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WantedTrickle {
    piece: usize,
    pause: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoMembers {}

pub(super) fn post(control: &Controlled<'_>, _: &Call, body: &str) -> Result<ControlReply, Problem> {
    let request: FaultRequest = read_object(body)?;
    let when = request.when()?;
    let FaultRequest { operation, bucket, key, prefix, caller, test_id, .. } = request;
    let pattern = PatternOfHeads { operation, bucket, key, prefix, caller, test_id }.read(control)?;
    let fault = ArmedFault {
        origin: ArmedBy::Control,
        pattern,
        when,
        most: request.times.map(|times| counted("times", times)).transpose()?,
        effect: request.effect.read()?,
        optional: true,
        random: fastrand::Rng::with_seed(request.seed),
        since: 0,
        seen: 0,
        hits: 0,
        told: false,
    };
    if control.oss.armed_faults().len() >= MAX_FAULTS {
        return Err(Problem::bad_request(format!("there are {MAX_FAULTS} faults: end some first")));
    }
    Ok(ControlReply::Json(json!({ "id": control.oss.arm_fault(fault) })))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn get(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    let shown = |(id, fault): (u64, ArmedFault)| {
        json!({
            "id": id,
            "fault": fault.to_string(),
            "armed_by": fault.origin.to_string(),
            "armed_here": fault.origin == ArmedBy::Control,
            "calls": fault.seen,
            "hits": fault.hits,
        })
    };
    let faults: Vec<Value> = control.oss.armed_faults().into_iter().map(shown).collect();
    Ok(ControlReply::Json(json!({ "faults": faults })))
}

/// Ends one fault, or all that the control plane armed.
pub(super) fn delete(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let Some(id) = call.query.get("id") else {
        control.oss.disarm_faults_of_control();
        return Ok(ControlReply::Done);
    };
    let id = number("id", &id, 1, u64::MAX)?;
    let own = control.oss.armed_fault(id, |fault| fault.origin == ArmedBy::Control).unwrap_or_default();
    if !own {
        return Err(Problem::new(StatusCode::NOT_FOUND, format!("the control plane has armed no fault {id}")));
    }
    control.oss.disarm_fault(id);
    Ok(ControlReply::Done)
}

impl FaultRequest {
    fn when(&self) -> Result<When, Problem> {
        match (self.nth, self.first, self.every, self.probability) {
            (None, None, None, None) => Ok(When::Each),
            (Some(n), None, None, None) => counted("nth", n).map(When::Nth),
            (None, Some(n), None, None) => counted("first", n).map(When::First),
            (None, None, Some(n), None) => counted("every", n).map(When::Every),
            (None, None, None, Some(p)) if p > 0.0 && p <= 1.0 => Ok(When::Chance(p)),
            (None, None, None, Some(_)) => {
                Err(Problem::bad_request("`probability` is a number more than 0 and at most 1"))
            }
            _ => Err(Problem::bad_request("give at most one of `nth`, `first`, `every`, `probability`")),
        }
    }
}

impl WantedEffect {
    fn read(self) -> Result<FaultEffect, Problem> {
        Ok(match self {
            Self::Error(name) => FaultEffect::Error(cause("error", &name)?),
            Self::Respond(JsonObject(WantedResponse { status, headers, body })) => {
                FaultEffect::Respond(response(status, headers.unwrap_or_default(), body.unwrap_or_default())?.into())
            }
            Self::Latency(JsonObject(WantedLatency { least, most, on_clock })) => {
                let least = duration("least", &least)?;
                let most = most.map_or(Ok(least), |most| duration("most", &most))?;
                if most < least {
                    return Err(Problem::bad_request("`most` is less than `least`"));
                }
                let latency = Latency::from(least..=most);
                FaultEffect::Latency(if on_clock.unwrap_or_default() { latency.on_clock() } else { latency })
            }
            Self::Close(_) => FaultEffect::Close,
            Self::AnswerLost(_) => FaultEffect::Cut(BodyFault::Close),
            Self::ResetAfter(after) => FaultEffect::Cut(BodyFault::Reset { after }),
            Self::TruncateAfter(after) => FaultEffect::Cut(BodyFault::Truncate { after }),
            Self::Trickle(JsonObject(WantedTrickle { piece: 0, .. })) => {
                return Err(Problem::bad_request("`piece` is a number from 1 up"));
            }
            Self::Trickle(JsonObject(WantedTrickle { piece, pause })) => {
                let pause: Duration = duration("pause", &pause)?;
                FaultEffect::Cut(BodyFault::Trickle { piece, pause })
            }
            Self::ContentLength(length) => FaultEffect::Cut(BodyFault::ContentLength(length)),
        })
    }
}

fn counted(name: &str, n: u64) -> Result<u64, Problem> {
    if n == 0 { Err(Problem::bad_request(format!("`{name}` is a number from 1 up"))) } else { Ok(n) }
}

fn response(status: u16, headers: BTreeMap<String, String>, body: String) -> Result<Response<Bytes>, Problem> {
    let mut response = Response::new(Bytes::from(body));
    let status = StatusCode::from_u16(status).ok().filter(|status| (200..600).contains(&status.as_u16()));
    *response.status_mut() = status.ok_or_else(|| Problem::bad_request("`status` is a number from 200 to 599"))?;
    for (name, value) in headers {
        let header = name.parse::<HeaderName>().ok().zip(HeaderValue::from_str(&value).ok());
        let (name, value) =
            header.ok_or_else(|| Problem::bad_request(format!("`headers`: `{name}` is no header with this value")))?;
        response.headers_mut().append(name, value);
    }
    Ok(response)
}
