//! Requester pays: the account of the caller pays for a request, and the request must agree to it.
//!
//! Sources: `help.aliyun.com/en/oss/user-guide/enable-pay-by-requester` and the pages of the ECs; the operations from
//! `testPaymentWithRequester` of `alibabacloud-oss-go-sdk-v2`; the refusal of uploads and deletions from the live tests of
//! `aliyun-oss-go-sdk`.

use std::borrow::Cow;

use http::header::AUTHORIZATION;

use super::found::Lookup;
use crate::auth::Caller;
use crate::error::{Assumption, Cause, Refusal};
use crate::op::Operation;
use crate::wire::{Call, header};
use crate::world::{Payer, StoredAccount, StoredBucket};

/// Checks that the caller's account pays for the request where the bucket's owner does not. The source of a copy is checked
/// with the same header.
pub(super) fn check(call: &Call, operation: Operation, caller: &Caller, found: &Lookup) -> Result<(), Refusal> {
    // Callers may agree to pay where it is not needed.
    let refused = operation.is_about_objects().then(|| disagreement(call, operation, caller));
    let source = found.source.as_ref().map(|(bucket, owner)| (&**bucket, &**owner));
    let source = source.filter(|(bucket, owner)| is_charged(call, caller, bucket, owner));
    if source.is_some() {
        call.assume(Assumption::PayerOfSource);
    }
    let bucket = found.bucket.as_deref().zip(found.owner.as_deref());
    let bucket = bucket.filter(|(bucket, owner)| is_charged(call, caller, bucket, owner));
    let Some((charged, _)) = bucket.or(source) else { return Ok(()) };
    match refused {
        Some(Some(refusal)) => Err(refusal.with("BucketName", &*charged.name)),
        Some(None) => Ok(()),
        None => {
            call.assume(Assumption::PayerOfSettings);
            Ok(())
        }
    }
}

/// Returns `true` if the bucket charges its callers, and the caller belongs to another account than its owner.
fn is_charged(call: &Call, caller: &Caller, bucket: &StoredBucket, owner: &StoredAccount) -> bool {
    if bucket.settings.request_payment != Payer::Requester {
        return false;
    }
    let of_owner = caller.account_id() == Some(&*owner.id);
    if of_owner && !matches!(caller, Caller::Account { .. }) {
        call.assume(Assumption::PayerOfMembers);
    }
    !of_owner
}

/// The refusal of a caller that does not agree to pay; `None` if it agrees.
fn disagreement(call: &Call, operation: Operation, caller: &Caller) -> Option<Refusal> {
    let refusal = Refusal::from(Cause::RequesterPays);
    let agrees = |payer: Option<Cow<'_, str>>| payer.is_some_and(|payer| payer == "requester");
    let in_header = agrees(call.header(header::X_OSS_REQUEST_PAYER));
    let in_query = agrees(call.query.get("x-oss-request-payer").map(Cow::Owned));
    // In a form, fields have the role of headers.
    let signs_header = call.has_header(AUTHORIZATION) || operation.is_form();
    match caller {
        Caller::Anonymous => Some(refusal.with_ec("0003-00000701")),
        _ if signs_header => (!in_header).then_some(refusal),
        _ => (!in_query).then(|| refusal.with_ec("0003-00000702")),
    }
}
