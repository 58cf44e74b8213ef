//! The routes that explain a permission decision, and show the least policy of a caller.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;
use serde_json::{Value, json};

use super::body::read_object;
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::handle::who_is;
use crate::ram::Document;
use crate::wire::text::{parse_moment, system_time};
use crate::wire::{Call, Peer};

/// The body of a question: a caller, an action and a resource, and the request that conditions read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AskedQuestion {
    caller: String,
    action: String,
    resource: String,
    source_ip: Option<String>,
    #[serde(default)]
    tls: bool,
    vpc: Option<String>,
    time: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    parameters: BTreeMap<String, String>,
}

pub(super) fn post(control: &Controlled<'_>, _: &Call, body: &str) -> Result<ControlReply, Problem> {
    let asked: AskedQuestion = read_object(body)?;
    let source_ip = |text: String| {
        let read = text.parse::<IpAddr>();
        read.map_err(|_| Problem::of("source_ip", format!("`{text}` is not an IP address: write it like `10.0.0.9`")))
    };
    let ip = asked.source_ip.map_or(Ok(Peer::default().ip), source_ip)?;
    let peer = Peer { ip, tls: asked.tls, vpc: asked.vpc };
    let mut question = control.oss.question(&asked.caller, &asked.action, &asked.resource).peer(peer);
    if let Some(time) = &asked.time {
        question = question.at(system_time(parse_moment(time).map_err(|problem| Problem::of("time", problem))?));
    }
    question = asked.headers.iter().fold(question, |question, (name, value)| question.header(name, value));
    question = asked.parameters.iter().fold(question, |question, (name, value)| question.parameter(name, value));
    let explanation = question.explain().map_err(|error| Problem::of(error.part, error))?;
    Ok(ControlReply::Json(json!({
        "allowed": explanation.decision.is_allowed(),
        "decision": explanation.decision.to_string(),
        "explanation": explanation,
        "steps": explanation.steps(),
        "text": explanation.to_string(),
    })))
}

pub(super) fn required_policy(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let name = call.query.get("caller").ok_or_else(|| Problem::bad_request("give the `caller`"))?;
    let who = control.oss.read(|world| who_is(world, &name));
    let who = who.ok_or_else(|| Problem::bad_request(format!("`caller`: no caller is called `{name}`")))?;
    let needs = control.oss.needs_of(&who.0);
    let needs = needs
        .map_err(|incomplete| Problem::bad_request(format!("a policy for `{who}` would be too small: {incomplete}")))?;
    let policy = Document::least(needs.iter().map(|(action, resource)| (*action, &**resource)));
    let policy = policy.map(|policy| serde_json::from_str::<Value>(&policy.to_json()).unwrap_or_default());
    Ok(ControlReply::Json(json!({ "policy": policy })))
}
