//! The operations of OSS and their facts: made of the list.

use http::Method;

use super::list::list;
use super::table::Also::{BucketAcl, ObjectAcl, Tags};
use super::table::Creates::{Missing, Mistaken, New, Nothing, Perhaps};
use super::table::Drift::{Free, Paid};
use super::table::OnBox::{Control, Data, Never};
use super::table::ResourceKind::{Bucket, Object, Service};
use super::table::ToldBy::{Body, Form as InForm, Head};
use super::table::{OperationRow, ResourceKind, Selector, operations, selectors};
use crate::error::Cause::{
    ListBucketsForbidden, NotYourBucket, NotYourNewBucket, ObjectAclNotReadable, ObjectAclNotWritable, ObjectForbidden,
    TaggingForbidden,
};
use crate::ram::Access::{Other, Read, Write};

// The sources of the rows, each with the month or day of the copy that was read.
const GO2: &str = "alibabacloud-oss-go-sdk-v2";
const GO1: &str = "aliyun-oss-go-sdk";
const JV1: &str = "aliyun-oss-java-sdk";
const PY2: &str = "alibabacloud-oss-python-sdk-v2 1.4.1";
const GHD: &str = "AlibabaCloudDocs/oss: the page of the operation";
const DR: &str = "help.aliyun.com/zh/oss/developer-reference: the page of the operation";

const DELETE: Method = Method::DELETE;
const GET: Method = Method::GET;
const HEAD: Method = Method::HEAD;
const OPTIONS: Method = Method::OPTIONS;
const POST: Method = Method::POST;
const PUT: Method = Method::PUT;

/// One form of the request of an operation.
pub(super) struct RequestForm {
    pub operation: Operation,
    pub level: ResourceKind,
    pub methods: &'static [Method],
    pub selectors: &'static [Selector],
}

/// The request of an operation of `oss-tables`, by its path.
pub(super) struct TablesForm {
    pub operation: Operation,
    pub method: Method,
    pub path: &'static str,
}

list!(operations);
