//! What is different at the endpoints of a CloudBox.

use std::sync::Arc;

use super::exchange::Received;
use super::look_up::Found;
use crate::error::{Cause, Refusal};
use crate::op;
use crate::wire::{Call, data_endpoint};
use crate::world::Bucket;

/// Whether a bucket can be there for a request: those of a CloudBox at its endpoints, the others at all others. Hosts that
/// stand in for an endpoint and name none, such as an IP address, reach both.
///
/// Source: `alibabacloud.com/help/en/oss/user-guide/getting-started-with-oss-deployed-in-cloudbox`: names are unique on the
/// box. That the two are apart is assumed from it.
pub(super) fn reaches(call: &Call, bucket: &Bucket) -> bool {
    match (call.cloudbox(), &bucket.cloudbox) {
        (Some(host), Some(id)) => host.id == **id,
        (Some(_), None) => false,
        (None, Some(_)) => call.address.as_ref().is_some_and(crate::wire::Address::is_neutral),
        (None, None) => true,
    }
}

/// A CloudBox that nobody has has no endpoint; the name of the real one would not resolve.
pub(super) fn check_host(Received { call, found, .. }: &Received) -> Result<(), Refusal> {
    let Some(host) = call.cloudbox() else { return Ok(()) };
    let there = found.cloudbox.as_ref().filter(|cloudbox| call.region() == Some(&*cloudbox.region));
    let region = call.region().unwrap_or_default();
    let unknown =
        || Refusal::not_emulated(&format!("the CloudBox `{}` in `{region}`: no account has it there", host.id));
    there.map(drop).ok_or_else(unknown)
}

/// A bucket that is somewhere else is not told, except to the journal.
pub(super) fn no_such_bucket(name: &str, found: &Found) -> Refusal {
    let refusal = op::no_such_bucket(name);
    match found.elsewhere.as_ref().map(|bucket| &bucket.cloudbox) {
        Some(Some(id)) => refusal.note(format!("there is one on the CloudBox `{id}`, which has endpoints of its own")),
        Some(None) => refusal.note("there is one that is not on the CloudBox"),
        None => refusal,
    }
}

/// A CloudBox does not do everything, and its control endpoint less.
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
    /// Returns the CloudBox that the endpoint stands for: the one it names, or where it names nothing the bucket's.
    pub fn cloudbox(&self) -> Option<&Arc<str>> {
        match self.call.cloudbox() {
            Some(_) => self.found.cloudbox.as_ref().map(|cloudbox| &cloudbox.id),
            None => self.found.bucket.as_ref()?.cloudbox.as_ref(),
        }
    }
}
