//! The route that sets the clock, advances it, stops it, and lets it follow the system.

use std::time::Duration;

use jiff::fmt::temporal::SpanParser;
use jiff::{SignedDuration, SpanRelativeTo, Timestamp};
use serde::Deserialize;
use serde_json::json;

use super::body::read_object;
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::oss::OutOfRange;
use crate::wire::Call;
use crate::wire::text::{parse_moment, system_time};

/// The body of a change of the clock; exactly one field is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockChange {
    set: Option<String>,
    advance: Option<String>,
    follow: Option<String>,
    freeze: Option<bool>,
}

pub(super) fn post(control: &Controlled<'_>, _: &Call, body: &str) -> Result<ControlReply, Problem> {
    let clock = control.oss.clock();
    match read_object(body)? {
        ClockChange { set: Some(at), advance: None, follow: None, freeze: None } => {
            let at = parse_moment(&at).map_err(|problem| Problem::of("set", problem))?;
            clock.try_set(system_time(at)).map_err(|OutOfRange(problem)| Problem::of("set", problem))?;
        }
        ClockChange { set: None, advance: Some(by), follow: None, freeze: None } => {
            let moved = clock.try_advance(duration("advance", &by)?);
            moved.map_err(|OutOfRange(problem)| Problem::of("advance", problem))?;
        }
        ClockChange { set: None, advance: None, follow: Some(clock_name), freeze: None } => {
            if clock_name != "system" {
                return Err(Problem::bad_request(format!("`follow` is `system`, and `{clock_name}` was given")));
            }
            clock.follow_system();
        }
        ClockChange { set: None, advance: None, follow: None, freeze: Some(true) } => clock.freeze(),
        ClockChange { freeze: Some(false), .. } => {
            return Err(Problem::of("freeze", "it can only be `true`: with `follow`, the clock runs again"));
        }
        _ => return Err(Problem::bad_request("give exactly one of `set`, `advance`, `follow`, `freeze`")),
    }
    let now = Timestamp::try_from(clock.now()).unwrap_or(Timestamp::MAX);
    Ok(ControlReply::Json(json!({ "now": now.to_string(), "stopped": clock.is_stopped() })))
}

/// Reads an ISO 8601 duration; a day has 24 hours here, and months and years have no length.
pub(super) fn duration(name: &str, text: &str) -> Result<Duration, Problem> {
    let span = SpanParser::new().parse_span(text).ok();
    let length = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    length.filter(|length| *length >= SignedDuration::ZERO).and_then(|length| length.try_into().ok()).ok_or_else(|| {
        let form = "an ISO 8601 duration of weeks to seconds, forward, such as `PT15M`";
        Problem::bad_request(format!("`{name}` is {form}, and `{text}` was given"))
    })
}
