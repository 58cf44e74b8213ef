//! The ECs that an error has in one operation only.
//!
//! Sources: `help.aliyun.com/en/oss/user-guide/<EC>`; those of parts and ACLs from the live tests of
//! `alibabacloud-oss-go-sdk-v2` and `alibabacloud-oss-swift-sdk-v2` as well.

use super::operations::Operation;
use crate::error::{Cause, Refusal};

impl Operation {
    const fn ec(self, cause: Cause) -> Option<&'static str> {
        Some(match (self, cause) {
            (Self::ListBuckets, Cause::MaxKeysInvalid) => "0017-00000289",
            (Self::ListObjects | Self::ListObjectsV2, Cause::MaxKeysInvalid) => "0015-00000402",
            (Self::ListObjectVersions, Cause::MaxKeysInvalid) => "0012-00000102",
            (Self::PutBucketVersioning, Cause::MalformedXml) => "0012-00000002",
            (Self::PutObjectTagging, Cause::MalformedXml) => "0010-00000101",
            (Self::CompleteMultipartUpload, Cause::MalformedXml) => "0042-00000205",
            (Self::UploadPart, Cause::NoSuchUpload) => "0042-00000104",
            (Self::PutObjectAcl, Cause::MissingArgument) => "0017-00000105",
            _ => return None,
        })
    }
}

/// Gives a refusal the EC that it has in this operation, unless it has one of its own.
pub(crate) fn of_operation(operation: Operation, refusal: Refusal) -> Refusal {
    Refusal { ec: refusal.ec.or_else(|| operation.ec(refusal.cause)), ..refusal }
}
