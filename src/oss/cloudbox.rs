//! The checks for the endpoints of a CloudBox.

use std::sync::Arc;

use super::exchange::Received;
use super::found::Lookup;
use crate::error::{Cause, Refusal};
use crate::op;
use crate::wire::data_endpoint;

/// Refuses a host of an unknown CloudBox, whose real name would not resolve.
pub(super) fn check_host(Received { call, found, .. }: &Received) -> Result<(), Refusal> {
    let Some(host) = call.cloudbox() else { return Ok(()) };
    let there = found.cloudbox.as_ref().filter(|cloudbox| call.region() == Some(&*cloudbox.region));
    let region = call.region().unwrap_or_default();
    let unknown =
        || Refusal::not_emulated(&format!("the CloudBox `{}` in `{region}`: no account has it there", host.id));
    there.map(drop).ok_or_else(unknown)
}

/// Refuses a missing bucket; only the journal notes that it exists elsewhere.
pub(super) fn no_such_bucket(name: &str, found: &Lookup) -> Refusal {
    let refusal = op::no_such_bucket(name);
    match found.elsewhere.as_ref().map(|bucket| &bucket.cloudbox) {
        Some(Some(id)) => refusal.note(format!("there is one on the CloudBox `{id}`, which has endpoints of its own")),
        Some(None) => refusal.note("there is one that is not on the CloudBox"),
        None => refusal,
    }
}

/// Refuses operations that a CloudBox, or its control endpoint, does not support.
pub(super) fn check_operation(request: &Received) -> Result<(), Refusal> {
    let Received { call, operation, .. } = request;
    let Some(id) = request.cloudbox() else { return Ok(()) };
    if !operation.is_done_by_cloudbox() {
        return Err(Cause::CloudBoxOperation.into());
    }
    if call.cloudbox().is_some_and(|host| host.control) && !operation.is_done_by_control_endpoint() {
        let endpoint = data_endpoint(id, call.region().unwrap_or_default());
        return Err(Refusal::from(Cause::CloudBoxControlEndpoint).with("Endpoint", endpoint));
    }
    Ok(())
}

impl Received {
    /// Returns the CloudBox of the endpoint: the one it names, or that of the bucket if the endpoint names none.
    pub fn cloudbox(&self) -> Option<&Arc<str>> {
        match self.call.cloudbox() {
            Some(_) => self.found.cloudbox.as_ref().map(|cloudbox| &cloudbox.id),
            None => self.found.bucket.as_ref()?.cloudbox.as_ref(),
        }
    }
}
