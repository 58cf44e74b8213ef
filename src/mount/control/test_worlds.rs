//! The routes that make and end the worlds of tests that share a server.

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::read_object;
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use super::worlds::{NamedTest, TestWorlds};
use crate::oss::TEST_ID;
use crate::wire::Call;

/// The longest id of a test.
const MAX_ID: usize = 500;

/// The body of a request that makes the world of a test.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTest {
    id: String,
    /// The state of the server that its world begins with: `start` or `now`.
    from: Option<String>,
}

pub(super) fn get(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    let tests = of_server(control)?.ids().into_iter().map(|id| json!({ "id": id })).collect::<Value>();
    Ok(ControlReply::Json(json!({ "tests": tests })))
}

pub(super) fn post(control: &Controlled<'_>, _: &Call, body: &str) -> Result<ControlReply, Problem> {
    let NewTest { id, from } = read_object(body)?;
    let printable = id.bytes().all(|b| b.is_ascii_graphic() || b == b' ') && id.trim() == id;
    if !printable || !(1..=MAX_ID).contains(&id.len()) {
        let problem = format!("`id` is 1 to {MAX_ID} printable characters of ASCII, as it is sent in a header");
        return Err(Problem::bad_request(problem));
    }
    let beginning = match from.as_deref() {
        None | Some("start") => &control.world.start,
        Some("now") => control.oss,
        Some(other) => {
            return Err(Problem::bad_request(format!("`from` is `start` or `now`, and `{other}` was given")));
        }
    };
    of_server(control)?.add(&id, beginning, control.oss).map_err(Problem::bad_request)?;
    Ok(ControlReply::Json(json!({ "id": id })))
}

pub(super) fn delete(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let tests = of_server(control)?;
    match call.query.get("id") {
        Some(id) if tests.remove(&id) => Ok(ControlReply::Done),
        Some(id) => Err(no_test(&id)),
        None => Err(Problem::bad_request("give the `id` of a test")),
    }
}

/// Returns the tests of the server, to a request that names no test.
fn of_server<'a>(control: &Controlled<'a>) -> Result<&'a TestWorlds, Problem> {
    match control.test {
        None => Ok(&control.plane.tests),
        Some(_) => Err(Problem::bad_request(format!("tests are made without the header `{TEST_ID}`"))),
    }
}

/// Returns the test that a request to the control plane names; `None` if it names none.
pub(super) fn named_by(call: &Call, tests: &TestWorlds) -> Result<Option<NamedTest>, Problem> {
    let Some(id) = call.header(TEST_ID) else { return Ok(None) };
    tests.find(&id).map(Some).ok_or_else(|| no_test(&id))
}

fn no_test(id: &str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, format!("there is no test `{id}`: POST its id to `/_ossmock/tests`"))
}
