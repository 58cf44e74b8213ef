//! The access log: a request to a bucket with logging adds a line when it is answered. Requests to other buckets do nothing here.

use bytes::Bytes;
use http::Response;

use super::exchange::{Exchange, Received};
use crate::auth::Caller;
use crate::effect::Disruption;
use crate::journal::{Outcome, Record};
use crate::op::object_meant;
use crate::wire::Call;
use crate::world::AccessLogLine;

impl Exchange {
    /// Adds the line of the request to the access log of its bucket, unless the connection breaks before the client has the whole
    /// answer, or logging is off by now.
    pub fn log_access(&mut self, response: &Response<Bytes>) {
        let Some(mut line) = self.access.take() else { return };
        let record = self.recorded();
        let is_cut = response.extensions().get::<Disruption>().is_some_and(|disruption| disruption.cut.is_some());
        if is_cut || matches!(record.outcome, Outcome::Abandoned | Outcome::Unanswered) {
            return;
        }
        let Received { call, arrival, found, .. } = &*self.request;
        fill(&mut line, record, call, response);
        let mut state = self.oss.lock();
        let took = u64::try_from(state.clock.now().duration_since(arrival.now).as_millis()).unwrap_or_default();
        line.request_time = Some(took);
        line.server_cost_time = Some(took);
        let is_there = state.replaced == arrival.replaced;
        let Some(bucket) = call.bucket().filter(|_| is_there).and_then(|name| state.world.bucket_mut(name)) else {
            return;
        };
        let is_logged = found.bucket.as_ref().is_some_and(|found| found.owner == bucket.owner);
        if !is_logged || bucket.settings.logging.is_none() {
            return;
        }
        if let (Some(operation), Some(key)) = (line.operation.clone(), line.key.clone()) {
            // An object that the request deleted is found as it was before.
            let object = object_meant(call, Some(bucket)).or_else(|| object_meant(call, found.bucket.as_deref()));
            line.of_object(&operation, &key, object.filter(|_| response.status().as_u16() < 400));
        }
        bucket.access_log.push(&line);
    }
}

/// Fills in what is known once the request is answered.
fn fill(line: &mut AccessLogLine, record: &Record, call: &Call, response: &Response<Bytes>) {
    line.request = Some(format!("{} {} {:?}", record.method, record.target(), call.version));
    line.status = Some(response.status().as_u16());
    line.sent_bytes = Some(response.body().len() as u64);
    line.host = Some(record.host().to_owned());
    line.requester = record.caller.as_ref().and_then(requester);
    line.operation = record.operation.map(|operation| operation.name().to_owned());
    line.key.clone_from(&record.key);
    line.error_code = record.cause().map(|cause| cause.code().to_owned());
    line.access_key_id.clone_from(&record.access_key_id);
}

/// The UID of a caller; a session of a role has that of its account.
fn requester(caller: &Caller) -> Option<String> {
    match caller {
        Caller::Account { id, .. } | Caller::RamUser { id, .. } => Some(id.to_string()),
        Caller::Role { account_id, .. } => Some(account_id.to_string()),
        Caller::Anonymous => None,
    }
}
