//! What each operation is: one file per resource, one listed line per operation.

mod asked;
mod body;
mod bucket;
mod bucket_acl;
mod bucket_encryption;
mod bucket_info;
mod bucket_policy;
mod bucket_replication;
mod bucket_request_payment;
mod bucket_tags;
mod bucket_versioning;
mod client_encryption;
mod cloudbox;
mod context;
mod copy_source;
mod denial;
mod ec;
mod emulated;
mod encoding_type;
pub(crate) mod hash;
mod kms;
mod list_text;
mod live_channel;
mod multipart;
mod multipart_complete;
mod multipart_copy;
mod multipart_list;
mod multipart_part;
mod object;
mod object_acl;
mod object_append;
mod object_attributes;
mod object_conditions;
mod object_copy;
mod object_delete;
mod object_delete_many;
mod object_encryption;
mod object_list;
mod object_post;
mod object_put;
mod object_range;
mod object_read;
mod object_restore;
mod object_seal;
mod object_symlink;
mod object_tagging;
mod object_versions;
mod operate;
mod operations;
mod permission;
mod public_access_block;
mod remove;
mod route;
mod service;
mod show;
mod table;
mod traffic_limit;
#[cfg(test)]
mod trial_call;

use crate::error::{Cause, Refusal};
use crate::wire::xml;

use body::{BodyRule, MAX_UPLOAD, not_utf8};
use context::intranet_endpoint_of;
use operate::Operate;

pub(crate) use asked::{Asked, Granted};
pub(crate) use body::check_form;
pub(crate) use context::Context;
pub(crate) use copy_source::copied;
pub(crate) use ec::of_operation;
pub(crate) use emulated::{Input, Output};
#[cfg(feature = "world-file")]
pub(crate) use object_attributes::is_kept_header;
pub(crate) use operate::{Answer, Reading, Unanswered, read};
pub(crate) use permission::{Permission, object_meant};
pub use route::UnknownParameters;
pub(crate) use route::{Parameters, Route, of_other_service, operation_of, route};
pub use table::{Level, Operation};
pub(crate) use traffic_limit::{Traffic, TrafficLimit};

pub(crate) fn no_such_bucket(name: &str) -> Refusal {
    Refusal::from(Cause::NoSuchBucket).with("BucketName", name)
}

/// A header or parameter whose value is not one of those there are.
fn invalid_argument(cause: Cause, name: &str, value: &str) -> Refusal {
    Refusal::from(cause).with("ArgumentName", name).with("ArgumentValue", value)
}

impl From<crate::wire::xml::Malformed> for Refusal {
    fn from(malformed: crate::wire::xml::Malformed) -> Self {
        let refusal = match malformed.kind() {
            // Source: `help.aliyun.com/en/oss/user-guide/0017-00000605`.
            xml::Kind::SecondRoot => Self::from(Cause::MalformedXml).with_ec("0017-00000605"),
            xml::Kind::OtherRoot | xml::Kind::Other => Cause::MalformedXml.into(),
        };
        refusal.note(malformed)
    }
}
