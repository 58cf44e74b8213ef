//! The operation that the head of a request means, and the check of its bucket.

use super::exchange::Received;
use super::{Oss, acceleration, cloudbox};
use crate::auth::{self, Claim};
use crate::error::{Cause, Refusal};
use crate::journal::kept;
use crate::op::{self, Route};
use crate::wire::Call;

impl Oss {
    /// Returns the operation of the head, if target, host and bucket name are valid for one.
    pub(super) fn route(&self, call: &Call) -> Result<Route, Refusal> {
        call.check_head()?;
        if auth::is_signed_for_s3(call) {
            return Err(Refusal::not_emulated(auth::S3_DIALECT));
        }
        let Some(address) = &call.address else { return Err(unserved(call)) };
        if let Some(operation) = op::of_other_service(call) {
            return Err(Refusal::not_emulated(&operation));
        }
        address.check()?;
        let route = op::route(call, self.profile(), &self.shared.settings.parameters)?;
        acceleration::check_operation(call, route.operation)?;
        Ok(route)
    }
}

/// Refuses a request that is signed for another service: it has hosts and buckets of its own, which the host may not show.
pub(super) fn check_product(call: &Call, claim: Option<&Claim>) -> Result<(), Refusal> {
    let product = claim.and_then(|claim| Some(claim.scope.as_ref()?.product()));
    let of_other = product.and_then(|product| op::of_other_product(call, product));
    of_other.map_or(Ok(()), |operation| Err(Refusal::not_emulated(&operation)))
}

fn unserved(call: &Call) -> Refusal {
    let host = kept(&call.host);
    Refusal::not_emulated(&match call.unserved {
        Some(form) => format!("{form}: `{host}`"),
        None => format!(
            "the host `{host}`: use an IP address or localhost, or `<bucket>.oss-<region>.aliyuncs.com` or `…localhost`"
        ),
    })
}

/// Checks that the bucket exists, unless the operation creates it, and belongs to this endpoint.
pub(super) fn check_bucket(Received { call, operation, found, .. }: &Received) -> Result<(), Refusal> {
    let Some(name) = call.bucket() else { return Ok(()) };
    let Some(bucket) = &found.bucket else {
        if operation.is_mistaken_for_creation() {
            // Live tests of `alibabacloud-oss-go-sdk-v2`.
            return Err(Refusal::from(Cause::MalformedXml).with_ec("0015-00000231"));
        }
        // An operation that is not emulated may create a bucket; OSS would then not answer that it is missing.
        return if operation.may_create_bucket() { Ok(()) } else { Err(cloudbox::no_such_bucket(name, found)) };
    };
    match call.region() {
        // A bucket may be created at any endpoint; that a name is taken is reported only after authentication.
        Some(region) if *region != *bucket.region && !operation.is_about_new_bucket() => {
            Err(Refusal::from(Cause::WrongEndpoint)
                .with("Bucket", name)
                .with("Endpoint", crate::wire::endpoint(&bucket.region))
                .note(format!("the bucket is in `{}`, the endpoint in `{}`", bucket.region, kept(region))))
        }
        _ => acceleration::check_bucket(call, bucket),
    }
}

/// The refusal of an operation that ossmock does not emulate.
pub(super) fn unemulated(route: &Route) -> Refusal {
    let named = || match route.operation.absence() {
        Some(reason) => format!("{}: {reason}", route.operation),
        None => route.operation.to_string(),
    };
    Refusal::not_emulated(&route.problem.as_deref().map_or_else(named, kept))
}
