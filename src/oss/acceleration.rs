//! Acceleration endpoints, which serve the buckets with transfer acceleration, and do not serve the service.
//!
//! Sources: `help.aliyun.com/zh/oss/user-guide/transfer-acceleration`, `AlibabaCloudDocs/oss`: HTTP 403 status code.

use crate::error::{Assumption, Cause, Refusal};
use crate::op::Operation;
use crate::wire::{Accelerated, Call};
use crate::world::{StoredBucket, is_abroad};

/// Refuses operations on the service and the creation of buckets: such a host stands for the region of a bucket.
pub(super) fn check_operation(call: &Call, operation: Operation) -> Result<(), Refusal> {
    let accelerated = call.address.as_ref().filter(|address| address.accelerated.is_some());
    match accelerated {
        Some(address) if address.bucket.is_none() && operation.is_listing() => Err(Cause::ListBucketsForbidden.into()),
        Some(address) if address.bucket.is_none() || operation.is_about_new_bucket() => {
            Err(Refusal::not_emulated(&format!("{operation} at an acceleration endpoint")))
        }
        _ => Ok(()),
    }
}

/// Refuses a bucket without transfer acceleration.
pub(super) fn check_bucket(call: &Call, bucket: &StoredBucket) -> Result<(), Refusal> {
    let Some(accelerated) = call.address.as_ref().and_then(|address| address.accelerated) else { return Ok(()) };
    let refused = || Err(Refusal::from(Cause::TransferAccelerationDisabled).with("BucketName", &*bucket.name));
    match accelerated {
        _ if bucket.settings.transfer_acceleration != Some(true) => refused(),
        Accelerated::Overseas if !is_abroad(&bucket.region) => {
            call.assume(Assumption::OverseasAcceleration);
            refused()
        }
        Accelerated::Everywhere | Accelerated::Overseas => Ok(()),
    }
}
