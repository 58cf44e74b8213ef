//! The query parameters that are known and select no operation by themselves.

use super::operations::Operation;

/// Subresources that older SDKs sign and no operation of the list has: a request with one of them is not emulated.
pub(super) const LEGACY: &[&str] = &["group", "link", "objectInfo", "udfImageDesc"];

/// Parameters that only complete a selector, and never select alone.
pub(super) const QUALIFIERS: &[&str] = &[
    "action",
    "batchJobId",
    "batchJobStatuses",
    "category",
    "comp",
    "datasetName",
    "endTime",
    "inventoryId",
    "mode",
    "playlistName",
    "qosRequester",
    "resourcePool",
    "rule-id",
    "since",
    "startTime",
    "status",
    "styleName",
    "tail",
    "udfId",
    "udfName",
    "wildcard",
    "x-oss-access-point-name",
    "x-oss-datalake-cache-available-zone",
    "x-oss-redundancy-transition-taskid",
    "x-oss-target-redundancy-type",
];

/// Parameters of any request: those of the three signatures, and a few more.
///
/// Source: `help.aliyun.com/zh/oss/developer-reference`: signatures in URLs, requester pays, single-connection bandwidth
/// throttling.
pub(super) const OF_ANY: &[&str] = &[
    "Expires",
    "OSSAccessKeyId",
    "Signature",
    "security-token",
    "x-oss-ac-forward-allow",
    "x-oss-ac-source-ip",
    "x-oss-ac-subnet-mask",
    "x-oss-ac-vpc-id",
    "x-oss-access-key-id",
    "x-oss-additional-headers",
    "x-oss-credential",
    "x-oss-date",
    "x-oss-expires",
    "x-oss-request-payer",
    "x-oss-security-token",
    "x-oss-signature",
    "x-oss-signature-version",
    "x-oss-traffic-limit",
];

/// Parameters that select nothing, by the operations that take them.
///
/// Source: the pages of the operations in `help.aliyun.com/zh/oss/developer-reference`, 2026-10.
pub(super) const TAKEN: &[(&[Operation], &[&str])] = &[
    (
        &[Operation::GetObject, Operation::HeadObject],
        &[
            "response-cache-control",
            "response-content-disposition",
            "response-content-encoding",
            "response-content-language",
            "response-content-type",
            "response-expires",
            "x-oss-process",
        ],
    ),
    (
        &[
            Operation::GetObject,
            Operation::HeadObject,
            Operation::GetObjectMeta,
            Operation::DeleteObject,
            Operation::GetObjectAcl,
            Operation::PutObjectAcl,
            Operation::GetObjectTagging,
            Operation::PutObjectTagging,
            Operation::DeleteObjectTagging,
            Operation::GetSymlink,
            Operation::RestoreObject,
        ],
        &["versionId"],
    ),
    (&[Operation::PutObject, Operation::CompleteMultipartUpload], &["callback", "callback-var"]),
    (&[Operation::AppendObject, Operation::SealAppendObject], &["position"]),
    (
        &[Operation::InitiateMultipartUpload],
        &[
            "encoding-type",
            "sequential",
            "withHashContext",
            "x-oss-enable-md5",
            "x-oss-enable-sha1",
            "x-oss-enable-sha256",
        ],
    ),
    (&[Operation::UploadPart, Operation::UploadPartCopy], &["x-oss-hash-ctx", "x-oss-md5-ctx"]),
    // `aliyun-oss-python-sdk` names the version of the source in the header and, without effect, here as well.
    (&[Operation::UploadPartCopy], &["versionId"]),
    (&[Operation::CompleteMultipartUpload, Operation::DeleteMultipleObjects], &["encoding-type"]),
    (&[Operation::ListParts], &["encoding-type", "max-parts", "part-number-marker"]),
    (
        &[Operation::ListMultipartUploads],
        &["delimiter", "encoding-type", "key-marker", "max-uploads", "prefix", "upload-id-marker"],
    ),
    (&[Operation::ListObjects], &["delimiter", "encoding-type", "marker", "max-keys", "prefix"]),
    (
        &[Operation::ListObjectsV2],
        &["continuation-token", "delimiter", "encoding-type", "fetch-owner", "max-keys", "prefix", "start-after"],
    ),
    (
        &[Operation::ListObjectVersions],
        &["delimiter", "encoding-type", "key-marker", "max-keys", "prefix", "version-id-marker"],
    ),
    (&[Operation::ListBuckets], &["bid", "marker", "max-keys", "prefix", "tag-key", "tag-value"]),
    (&[Operation::ListBucketInventory], &["continuation-token"]),
    (&[Operation::ListCloudBoxes, Operation::ListLiveChannel], &["marker", "max-keys", "prefix"]),
];
