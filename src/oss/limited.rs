//! Facts about a call for fronts, before and after it is carried out: its traffic limit, and whether it may take long.

use bytes::Bytes;
use http::{Method, Response};

use super::Admitted;
use super::exchange::{Exchange, Received};
use super::timeline::Time;
use crate::op::{self, Traffic, TrafficLimit};
use crate::wire::gzip;

impl Exchange {
    /// Returns the speed limit of its body while the clock runs: with a stopped clock, no transfer is slowed.
    fn limit(&self) -> Option<TrafficLimit> {
        let traffic = self.request.operation.traffic();
        if !matches!(traffic, Traffic::Upload | Traffic::Download)
            || matches!(self.oss.lock().clock.current(), Time::Frozen(_))
        {
            return None;
        }
        TrafficLimit::read(&self.request.call).ok().flatten()
    }

    /// Puts the limit into the extensions of a response, if there is one.
    pub fn attach_limit(&self, response: &mut Response<Bytes>) {
        if let Some(limit) = self.limit() {
            response.extensions_mut().insert(limit);
        }
    }
}

impl Admitted {
    /// Returns the limit for reading its body, if that is an upload. The limit of a form is in the form itself.
    pub(crate) fn upload_limit(&self) -> Option<TrafficLimit> {
        let operation = self.operation();
        let is_known = operation.traffic() == Traffic::Upload && !operation.is_form();
        if is_known { self.exchange.limit() } else { None }
    }

    /// Returns `true` if carrying it out may take long however short its body is: stored objects and parts are hashed, and text
    /// is compressed.
    pub(crate) fn works_on_stored(&self, long: usize) -> bool {
        let Received { call, operation, found, .. } = &*self.exchange.request;
        let object = || op::object_meant(call, found.bucket.as_deref());
        let shows = operation.shows_object() && call.method != Method::HEAD;
        operation.hashes_stored()
            || (shows && gzip::is_accepted(call) && object().is_some_and(|object| object.body.len() > long))
    }
}
