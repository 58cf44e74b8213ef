//! The time at which a lifecycle rule moved an object to its storage class, in the answers to reads.
//!
//! Source: `alibabacloud-oss-go-sdk-v2` has the header; when it is shown is assumed.

use jiff::Timestamp;

use super::object::text;
use crate::wire::text::http_date;
use crate::wire::{Reply, header};
use crate::world::{StorageClass, StoredObject};

/// The time at which a lifecycle rule moved an object to one of the coldest classes, as answers and listings tell it.
pub(super) fn transition_time(object: &StoredObject) -> Option<Timestamp> {
    let coldest = matches!(object.storage_class, StorageClass::ColdArchive | StorageClass::DeepColdArchive);
    object.extra.transitioned.filter(|_| coldest)
}

/// Adds that time to an answer.
pub(super) fn transition_header(reply: Reply, object: &StoredObject) -> Reply {
    match transition_time(object) {
        Some(at) => reply.header(header::X_OSS_TRANSITION_TIME, text(&http_date(at))),
        None => reply,
    }
}
