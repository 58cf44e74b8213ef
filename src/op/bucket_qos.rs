//! `GetBucketQosInfo`: the limits of bandwidth and requests, which no request sets in ossmock.
//!
//! Source: `aliyun-oss-java-sdk`, `QosInfoTest` (live): every limit is -1 until it is set.

use super::context::Context;
use super::show::View;
use crate::wire::Reply;
use crate::world::{StoredAccount, StoredBucket};

pub(crate) struct Get;

/// The limits, in the order of the answer.
const LIMITS: [&str; 9] = [
    "TotalUploadBandwidth",
    "IntranetUploadBandwidth",
    "ExtranetUploadBandwidth",
    "TotalDownloadBandwidth",
    "IntranetDownloadBandwidth",
    "ExtranetDownloadBandwidth",
    "TotalQps",
    "IntranetQps",
    "ExtranetQps",
];

impl View for Get {
    fn write(_: &StoredBucket, _: &StoredAccount, _: &Context<'_>) -> Reply {
        Reply::xml("QoSConfiguration", |w| LIMITS.iter().for_each(|limit| w.leaf(limit, "-1")))
    }
}
