//! A record as JSON, for tools.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::Record;
use crate::auth::SignatureMismatch;
use crate::error::{Cause, ColumnProvenance, Provenance};
use crate::op::Operation;
use crate::ram::{Decision, Explanation};
use crate::wire::lines_without_secrets;

impl Record {
    /// The record as a JSON object on one line, for tools.
    ///
    /// Its members: `number`, `at`, `request_id`, `method`, `host`, `target`, `headers` (with `headers_omitted`), `operation`,
    /// `bucket`, `key`, `access_key_id`, `caller`, `claims_to_be` (the owner of the AccessKey, if the request did not prove
    /// it), `decision`, `allowed`, `outcome` (`answered`, `refused`, `abandoned` if the
    /// body never came, or `unanswered` if a fault closed the connection), `status`, `code`, `message`, `ec`, `cause`,
    /// `provenance` and `source` (of the cause), `columns` (the provenance of each), `note`, `cors` (the outcome of the CORS rules), `signature` (of a wrong signature:
    /// the text the server signed, the mistake of the client, and the first difference), `test_id`, `injected` (the effects of
    /// faults), `assumptions`, `doubts` (about statements of policies: parts that can never match, and unknown condition keys),
    /// `ignored`, `explanation` (of a denial, with what is `missing`), `steps` (the explanation in words) and `took_ms` (the
    /// milliseconds from the head to the answer, by the clock of the fake). Unknown values are `null`. Of a key that is a signed
    /// URL, the signature and the token are withheld.
    ///
    /// With [`Builder::journal_bodies`](crate::Builder::journal_bodies), `bodies` has the bodies of `request` and
    /// `answer`, as far as they are known. An observer sees the record before its answer is written.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.json().to_string()
    }

    pub(crate) fn json(&self) -> Value {
        let cause = self.cause();
        let mut json = json!({
            "number": self.number,
            "at": self.at.to_string(),
            "request_id": self.request_id(),
            "method": self.method.as_str(),
            "host": self.host(),
            "target": self.target(),
            "headers": self.headers().map(|(name, value)| json!({ "name": name, "value": value })).collect::<Value>(),
            "headers_omitted": self.head.omitted,
            "operation": self.operation.map(Operation::name),
            "bucket": self.bucket,
            "key": self.key,
            "access_key_id": self.access_key_id,
            "caller": self.caller.as_ref().map(ToString::to_string),
            "claims_to_be": self.claims_to_be.as_ref().map(ToString::to_string),
            "decision": self.decision().map(ToString::to_string),
            "allowed": self.decision().map(Decision::is_allowed),
            "outcome": self.outcome.name(),
            "status": self.status(),
            "code": cause.map(Cause::code),
            "message": self.message(),
            "ec": self.ec,
            "cause": cause.map(Cause::name),
            "provenance": cause.map(Cause::provenance).map(Provenance::as_str),
            "columns": cause.map(columns),
            "source": cause.map(Cause::source),
            "note": self.note(),
            "cors": self.cors.as_ref().map(ToString::to_string),
            "signature": self.mismatch.as_deref().map(signature),
            "test_id": self.test_id,
            "injected": self.injected,
            "assumptions": self.caveats.assumptions.iter().map(|it| it.name()).collect::<Value>(),
            "doubts": self.caveats.doubts,
            "ignored": self.caveats.ignored.iter().map(ToString::to_string).collect::<Value>(),
            "explanation": self.explanation(),
            "steps": self.explanation().map(Explanation::steps),
            "took_ms": self.took,
        });
        withhold(&mut json);
        if let Some(bodies) = &self.bodies {
            json["bodies"] = bodies.json();
        }
        json
    }
}

/// Withholds secrets in URLs, which keys and what tells of them may have.
fn withhold(json: &mut Value) {
    match json {
        Value::String(text) => {
            if let Cow::Owned(shown) = lines_without_secrets(text) {
                *text = shown;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(withhold),
        Value::Object(members) => members.values_mut().for_each(withhold),
        _ => {}
    }
}

/// The provenance of each column of a row of the error table.
fn columns(cause: Cause) -> Value {
    let ColumnProvenance { status, code, message, ec } = cause.columns();
    json!({
        "status": status.as_str(),
        "code": code.as_str(),
        "message": message.as_str(),
        "ec": ec.map(Provenance::as_str),
    })
}

fn signature(mismatch: &SignatureMismatch) -> Value {
    let mistake = mismatch.mistake().map(|(mistake, difference)| {
        json!({
            "mistake": mistake,
            "line": difference.line,
            "server": difference.server,
            "client": difference.client,
        })
    });
    json!({
        "provided": mismatch.provided(),
        "string_to_sign": mismatch.string_to_sign(),
        "canonical_request": mismatch.canonical_request(),
        "diagnosis": mismatch.diagnosis(),
        "mistake": mistake,
    })
}
