//! The routes of named snapshots: they take one, restore one, and compare two.

use http::StatusCode;
use serde_json::{Value, json};

use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::check::{Change, Snapshot};
use crate::wire::Call;

/// The most snapshots of one world.
const MAX_SNAPSHOTS: usize = 100;

/// The longest name.
const MAX_NAME: usize = 200;

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn get(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    let names: Vec<String> = control.world.snapshots.lock().keys().cloned().collect();
    Ok(ControlReply::Json(json!({ "snapshots": names })))
}

/// Takes a snapshot, in the place of one of the same name.
pub(super) fn put(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let name = named(call, "name")?;
    if !(1..=MAX_NAME).contains(&name.len()) {
        return Err(Problem::bad_request(format!("`name` has 1 to {MAX_NAME} bytes")));
    }
    let taken = control.oss.snapshot();
    let mut snapshots = control.world.snapshots.lock();
    if snapshots.len() >= MAX_SNAPSHOTS && !snapshots.contains_key(&name) {
        return Err(Problem::bad_request(format!("there are {MAX_SNAPSHOTS} snapshots: delete some first")));
    }
    snapshots.insert(name, taken);
    Ok(ControlReply::Done)
}

pub(super) fn delete(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let name = named(call, "name")?;
    control.world.snapshots.lock().remove(&name).map(|_| ControlReply::Done).ok_or_else(|| no_snapshot(&name))
}

pub(super) fn restore(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let snapshot = find(control, &named(call, "name")?)?;
    control.oss.restore(&snapshot);
    Ok(ControlReply::Done)
}

/// Compares a snapshot with a later one, or with the world as it is.
pub(super) fn diff(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let from = find(control, &named(call, "from")?)?;
    let to = match call.query.get("to") {
        Some(name) => find(control, &name)?,
        None => control.oss.snapshot(),
    };
    let diff = from.diff(&to);
    Ok(ControlReply::Json(json!({
        "equal": diff.is_empty(),
        "changes": diff.changes().iter().map(shown).collect::<Value>(),
        "text": diff.to_string(),
    })))
}

fn shown(change: &Change) -> Value {
    match change {
        Change::Went { thing, line } => json!({ "change": "went", "thing": thing, "line": line }),
        Change::Came { thing, line } => json!({ "change": "came", "thing": thing, "line": line }),
        Change::Changed { thing, fact, from, to } => {
            json!({ "change": "changed", "thing": thing, "fact": fact, "from": from, "to": to })
        }
    }
}

fn named(call: &Call, parameter: &str) -> Result<String, Problem> {
    call.query.get(parameter).ok_or_else(|| Problem::bad_request(format!("give the `{parameter}` of a snapshot")))
}

fn find(control: &Controlled<'_>, name: &str) -> Result<Snapshot, Problem> {
    control.world.snapshots.lock().get(name).cloned().ok_or_else(|| no_snapshot(name))
}

fn no_snapshot(name: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, format!("there is no snapshot `{name}`: PUT its name to `/_ossmock/snapshots`"))
}
