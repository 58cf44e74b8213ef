//! The routes that show a selection of the journal, and clear it.

use std::collections::BTreeSet;
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::near::near;
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::auth::Caller;
use crate::error::Cause;
use crate::journal::{Journal, Outcome, Record};
use crate::op::Operation;
use crate::wire::Call;
use crate::world_file::listed;

pub(super) const PARAMETERS: &[&str] = &[
    "operation",
    "caller",
    "outcome",
    "refused",
    "bucket",
    "key",
    "prefix",
    "test_id",
    "status",
    "code",
    "after",
    "limit",
    "wait",
    "first",
];

/// The most records in one answer.
const MAX_RECORDS: usize = 1_000;

/// The most seconds a request may wait for a record.
const MAX_WAIT: u64 = 30;

/// Returns the future that waits, if the request asks for it. It ends once there is a record to show, or once the
/// oldest kept record is another than the request named, or after the time is over.
pub(super) fn wait(control: &Controlled<'_>, call: &Call) -> Option<impl Future<Output = ()> + Send + use<>> {
    // `get` reports a mistake, at once.
    let filter = Filter::read(control, &control.oss.journal(), call).ok()?;
    let oss = control.oss.for_front();
    (!filter.wait.is_zero()).then_some(async move {
        let found = oss.wait_for_record(filter.after, filter.first, |record| filter.passes(record));
        // The answer is the same after a timeout: the records there are.
        let _ = timeout(filter.wait, found).await;
    })
}

pub(super) fn get(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let journal = control.oss.journal();
    let filter = Filter::read(control, &journal, call)?;
    let records: Vec<Value> =
        journal.iter().filter(|record| filter.passes(record)).take(filter.limit).map(Record::json).collect();
    Ok(ControlReply::Json(json!({
        "records": records,
        "notes": journal.notes(),
        "first": journal.first(),
        "last": journal.last_number(),
        "dropped": journal.dropped(),
    })))
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every route")]
pub(super) fn delete(control: &Controlled<'_>, _: &Call, _: &str) -> Result<ControlReply, Problem> {
    control.oss.clear_journal();
    Ok(ControlReply::Done)
}

/// The selection of records in a request; a value that can match no record is refused, not ignored.
struct Filter {
    operation: Option<Operation>,
    caller: Option<String>,
    outcome: Option<&'static str>,
    refused: Option<bool>,
    bucket: Option<String>,
    key: Option<String>,
    prefix: Option<String>,
    test_id: Option<String>,
    status: Option<u16>,
    code: Option<String>,
    after: u64,
    limit: usize,
    wait: Duration,
    /// The number of the oldest kept record, as the waiting client knows it.
    first: Option<u64>,
}

impl Filter {
    fn read(control: &Controlled<'_>, journal: &Journal, call: &Call) -> Result<Self, Problem> {
        let read = |name| call.query.get(name);
        let operation = read("operation").map(|name| operation(&name)).transpose()?;
        let caller = read("caller").map(|name| caller(control, journal, name)).transpose()?;
        let outcome = read("outcome").map(|name| outcome(&name)).transpose()?;
        let refused = read("refused").map(|text| flag("refused", &text)).transpose()?;
        let after = read("after").map(|text| number("after", &text, 0, u64::MAX)).transpose()?;
        let limit = read("limit").map(|text| number("limit", &text, 1, MAX_RECORDS as u64)).transpose()?;
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(MAX_RECORDS);
        let wait = read("wait").map(|text| number("wait", &text, 0, MAX_WAIT)).transpose()?;
        let wait = Duration::from_secs(wait.unwrap_or_default());
        let first = read("first").map(|text| number("first", &text, 1, u64::MAX)).transpose()?;
        let status = read("status").map(|text| number("status", &text, 100, 599)).transpose()?;
        let status = status.and_then(|status| u16::try_from(status).ok());
        let code = read("code").map(|name| code(&name).map(|()| name)).transpose()?;
        let after = after.unwrap_or_default();
        let (bucket, key, prefix, test_id) = (read("bucket"), read("key"), read("prefix"), read("test_id"));
        Ok(Self {
            operation,
            caller,
            outcome,
            refused,
            bucket,
            key,
            prefix,
            test_id,
            status,
            code,
            after,
            limit,
            wait,
            first,
        })
    }

    fn passes(&self, record: &Record) -> bool {
        record.number > self.after
            && self.operation.is_none_or(|operation| record.operation == Some(operation))
            && self.outcome.is_none_or(|outcome| record.outcome.name() == outcome)
            && self.refused.is_none_or(|refused| is_refusal(record) == refused)
            && self.bucket.as_ref().is_none_or(|name| record.bucket() == Some(name))
            && self.key.as_ref().is_none_or(|key| record.key() == Some(key))
            && self.prefix.as_ref().is_none_or(|prefix| record.key().is_some_and(|key| key.starts_with(&**prefix)))
            && self.test_id.as_ref().is_none_or(|id| record.test_id() == Some(id))
            && self.status.is_none_or(|status| record.status() == Some(status))
            && self.code.as_ref().is_none_or(|code| record.cause().is_some_and(|cause| cause.code() == code))
            && self.caller.as_ref().is_none_or(|name| record.caller.as_ref().is_some_and(|caller| is(caller, name)))
    }
}

/// Returns `true` if a call was refused for more than that what it asks for is not there: a client learns by a 404 that it is not.
fn is_refusal(record: &Record) -> bool {
    let is_probe = matches!(record.method, Method::GET | Method::HEAD) && record.injected.is_empty();
    record.cause().is_some_and(|cause| !(is_probe && cause.status() == StatusCode::NOT_FOUND.as_u16()))
}

fn flag(name: &str, text: &str) -> Result<bool, Problem> {
    text.parse().map_err(|_| Problem::bad_request(format!("`{name}` is `true` or `false`")))
}

fn is(caller: &Caller, name: &str) -> bool {
    caller.to_string() == name
}

pub(super) fn operation(name: &str) -> Result<Operation, Problem> {
    let known = Operation::ALL.iter().find(|operation| operation.name() == name);
    known.copied().ok_or_else(|| {
        let near = near(name, &Operation::ALL.iter().map(|operation| operation.name()).collect::<Vec<_>>());
        Problem::bad_request(format!("`operation`: OSS has no operation `{name}`: {near}"))
    })
}

fn code(name: &str) -> Result<(), Problem> {
    let known: BTreeSet<&str> = Cause::ALL.iter().map(|cause| cause.code()).collect();
    if known.contains(name) {
        return Ok(());
    }
    let near = near(name, &known.into_iter().collect::<Vec<_>>());
    Err(Problem::bad_request(format!("`code`: ossmock answers with no code `{name}`: {near}")))
}

fn outcome(name: &str) -> Result<&'static str, Problem> {
    let known = Outcome::NAMES.into_iter().find(|known| *known == name);
    known.ok_or_else(|| Problem::bad_request(format!("`outcome` is one of {}", listed(&Outcome::NAMES))))
}

/// Checks the name of a caller: of this world, or of a call before it was replaced.
fn caller(control: &Controlled<'_>, journal: &Journal, name: String) -> Result<String, Problem> {
    let known = name == Caller::Anonymous.to_string()
        || control.oss.read(|world| world.key_named(&name).is_some())
        || journal.iter().any(|record| record.caller().is_some_and(|caller| is(caller, &name)));
    if known {
        Ok(name)
    } else {
        let forms = "write `account`, `account/ram-user`, `account/role/session` or `anonymous`";
        Err(Problem::bad_request(format!("`caller`: no caller is called `{name}`: {forms}")))
    }
}

pub(super) fn number(name: &str, text: &str, least: u64, most: u64) -> Result<u64, Problem> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && (least..=most).contains(number));
    number.ok_or_else(|| Problem::bad_request(format!("`{name}` is a number from {least} to {most}")))
}
