//! The operations OSS has, and which request means which.
//!
//! Source: the 154 operations of `alibabacloud-oss-go-sdk-v2`, and the older ones the first SDKs have; the actions from
//! `help.aliyun.com/zh/oss/user-guide/authorization-syntax-and-elements`.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use http::Method;

use crate::error::{Cause, Refusal};
use crate::wire::{Call, header};

/// What an operation works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Level {
    /// The service as a whole.
    Service,
    /// A bucket.
    Bucket,
    /// An object, or what stands under a key.
    Object,
}

/// A query parameter that must be there, with this value if one is given.
type Parameter = (&'static str, Option<&'static str>);

struct Row {
    operation: Operation,
    level: Level,
    methods: &'static [Method],
    parameters: &'static [Parameter],
}

/// Each row: the operation, its level, methods, the query parameters that mean it, and the RAM action it needs.
macro_rules! operations {
    (@value) => { None };
    (@value $value:literal) => { Some($value) };
    ($($name:ident: $level:ident $($method:ident)|+ [$($parameter:literal $(= $value:literal)?),*] $action:literal;)+) => {
        /// An operation of OSS, by the name its documentation gives it.
        ///
        /// [`Operation::is_emulated`] tells which of them ossmock does; the others are recognised and answered with
        /// `NotEmulated`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Operation {
            $(
                #[doc = concat!("`", $($parameter, " ",)* "`, action `", $action, "`.")]
                $name,
            )+
            /// `CopyObject`: `PutObject` with `x-oss-copy-source`.
            CopyObject,
            /// `UploadPartCopy`: `UploadPart` with `x-oss-copy-source`.
            UploadPartCopy,
            /// A subresource, or a combination of them, that OSS may know and ossmock has no name for.
            Unlisted,
        }

        impl Operation {
            /// Every operation ossmock has a name for.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+ Self::CopyObject, Self::UploadPartCopy];

            /// The name in the documentation, for example `PutBucketEncryption`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                    Self::CopyObject => "CopyObject",
                    Self::UploadPartCopy => "UploadPartCopy",
                    Self::Unlisted => "an unlisted operation",
                }
            }

            /// The action a policy must allow, for example `oss:PutBucketEncryption`.
            #[must_use]
            pub const fn action(self) -> &'static str {
                match self {
                    $(Self::$name => $action,)+
                    Self::CopyObject | Self::UploadPartCopy => "oss:PutObject",
                    Self::Unlisted => "oss:Unlisted",
                }
            }

            /// What the operation works on.
            #[must_use]
            pub const fn level(self) -> Level {
                match self {
                    $(Self::$name => Level::$level,)+
                    Self::CopyObject | Self::UploadPartCopy => Level::Object,
                    Self::Unlisted => Level::Bucket,
                }
            }
        }

        const ROWS: &[Row] = &[
            $(Row {
                operation: Operation::$name,
                level: Level::$level,
                methods: &[$(Method::$method),+],
                parameters: &[$(($parameter, operations!(@value $($value)?))),*],
            },)+
        ];
    };
}

operations! {
ListBuckets: Service GET [] "oss:ListBuckets";
ListAccessPointsForObjectProcess: Service GET ["accessPointForObjectProcess"] "oss:ListAccessPointsForObjectProcess";
ListCloudBoxes: Service GET ["cloudboxes"] "oss:ListCloudBoxes";
DoDataPipeLineAction: Service POST ["dataPipeline"] "oss:DoDataPipeLineAction";
DeletePublicAccessBlock: Service DELETE ["publicAccessBlock"] "oss:DeletePublicAccessBlock";
GetPublicAccessBlock: Service GET ["publicAccessBlock"] "oss:GetPublicAccessBlock";
PutPublicAccessBlock: Service PUT ["publicAccessBlock"] "oss:PutPublicAccessBlock";
ListUserDataRedundancyTransition: Service GET ["redundancyTransition"] "oss:ListUserDataRedundancyTransition";
DescribeRegions: Service GET ["regions"] "oss:DescribeRegions";
WriteGetObjectResponse: Service POST ["x-oss-write-get-object-response"] "oss:WriteGetObjectResponse";
DeleteBucket: Bucket DELETE [] "oss:DeleteBucket";
ListObjects: Bucket GET [] "oss:ListObjects";
PutBucket: Bucket PUT [] "oss:PutBucket";
GetBucketAccessMonitor: Bucket GET ["accessmonitor"] "oss:GetBucketAccessMonitor";
PutBucketAccessMonitor: Bucket PUT ["accessmonitor"] "oss:PutBucketAccessMonitor";
CreateAccessPoint: Bucket PUT ["accessPoint"] "oss:CreateAccessPoint";
DeleteAccessPoint: Bucket DELETE ["accessPoint"] "oss:DeleteAccessPoint";
GetAccessPoint: Bucket GET ["accessPoint", "x-oss-access-point-name"] "oss:GetAccessPoint";
ListAccessPoints: Bucket GET ["accessPoint"] "oss:ListAccessPoints";
GetAccessPointConfigForObjectProcess: Bucket GET ["accessPointConfigForObjectProcess"] "oss:GetAccessPointConfigForObjectProcess";
PutAccessPointConfigForObjectProcess: Bucket PUT ["accessPointConfigForObjectProcess"] "oss:PutAccessPointConfigForObjectProcess";
CreateAccessPointForObjectProcess: Bucket PUT ["accessPointForObjectProcess"] "oss:CreateAccessPointForObjectProcess";
DeleteAccessPointForObjectProcess: Bucket DELETE ["accessPointForObjectProcess"] "oss:DeleteAccessPointForObjectProcess";
GetAccessPointForObjectProcess: Bucket GET ["accessPointForObjectProcess"] "oss:GetAccessPointForObjectProcess";
DeleteAccessPointPolicy: Bucket DELETE ["accessPointPolicy"] "oss:DeleteAccessPointPolicy";
GetAccessPointPolicy: Bucket GET ["accessPointPolicy"] "oss:GetAccessPointPolicy";
PutAccessPointPolicy: Bucket PUT ["accessPointPolicy"] "oss:PutAccessPointPolicy";
DeleteAccessPointPolicyForObjectProcess: Bucket DELETE ["accessPointPolicyForObjectProcess"] "oss:DeleteAccessPointPolicyForObjectProcess";
GetAccessPointPolicyForObjectProcess: Bucket GET ["accessPointPolicyForObjectProcess"] "oss:GetAccessPointPolicyForObjectProcess";
PutAccessPointPolicyForObjectProcess: Bucket PUT ["accessPointPolicyForObjectProcess"] "oss:PutAccessPointPolicyForObjectProcess";
GetBucketAcl: Bucket GET ["acl"] "oss:GetBucketAcl";
PutBucketAcl: Bucket PUT ["acl"] "oss:PutBucketAcl";
GetBucketArchiveDirectRead: Bucket GET ["bucketArchiveDirectRead"] "oss:GetBucketArchiveDirectRead";
PutBucketArchiveDirectRead: Bucket PUT ["bucketArchiveDirectRead"] "oss:PutBucketArchiveDirectRead";
GetBucketInfo: Bucket GET ["bucketInfo"] "oss:GetBucketInfo";
ListCname: Bucket GET ["cname"] "oss:ListCname";
PutCname: Bucket POST ["cname", "comp" = "add"] "oss:PutCname";
DeleteCname: Bucket POST ["cname", "comp" = "delete"] "oss:DeleteCname";
CreateCnameToken: Bucket POST ["cname", "comp" = "token"] "oss:CreateCnameToken";
GetCnameToken: Bucket GET ["cname", "comp" = "token"] "oss:GetCnameToken";
OpenMetaQuery: Bucket POST ["comp" = "add", "metaQuery"] "oss:OpenMetaQuery";
PutBucketReplication: Bucket POST ["comp" = "add", "replication"] "oss:PutBucketReplication";
CloseMetaQuery: Bucket POST ["comp" = "delete", "metaQuery"] "oss:CloseMetaQuery";
DeleteBucketReplication: Bucket POST ["comp" = "delete", "replication"] "oss:DeleteBucketReplication";
DoMetaQuery: Bucket POST ["comp" = "query", "metaQuery"] "oss:DoMetaQuery";
DeleteBucketCors: Bucket DELETE ["cors"] "oss:DeleteBucketCors";
GetBucketCors: Bucket GET ["cors"] "oss:GetBucketCors";
PutBucketCors: Bucket PUT ["cors"] "oss:PutBucketCors";
DeleteMultipleObjects: Bucket POST ["delete"] "oss:DeleteObject";
DeleteBucketEncryption: Bucket DELETE ["encryption"] "oss:DeleteBucketEncryption";
GetBucketEncryption: Bucket GET ["encryption"] "oss:GetBucketEncryption";
PutBucketEncryption: Bucket PUT ["encryption"] "oss:PutBucketEncryption";
GetBucketHttpsConfig: Bucket GET ["httpsConfig"] "oss:GetBucketHttpsConfig";
PutBucketHttpsConfig: Bucket PUT ["httpsConfig"] "oss:PutBucketHttpsConfig";
ListBucketInventory: Bucket GET ["inventory"] "oss:GetBucketInventory";
DeleteBucketInventory: Bucket DELETE ["inventory", "inventoryId"] "oss:DeleteBucketInventory";
GetBucketInventory: Bucket GET ["inventory", "inventoryId"] "oss:GetBucketInventory";
PutBucketInventory: Bucket PUT ["inventory", "inventoryId"] "oss:PutBucketInventory";
DeleteBucketLifecycle: Bucket DELETE ["lifecycle"] "oss:DeleteBucketLifecycle";
GetBucketLifecycle: Bucket GET ["lifecycle"] "oss:GetBucketLifecycle";
PutBucketLifecycle: Bucket PUT ["lifecycle"] "oss:PutBucketLifecycle";
ListObjectsV2: Bucket GET ["list-type" = "2"] "oss:ListObjects";
GetBucketLocation: Bucket GET ["location"] "oss:GetBucketLocation";
DeleteBucketLogging: Bucket DELETE ["logging"] "oss:DeleteBucketLogging";
GetBucketLogging: Bucket GET ["logging"] "oss:GetBucketLogging";
PutBucketLogging: Bucket PUT ["logging"] "oss:PutBucketLogging";
DoMetaQueryAction: Bucket POST ["metaQuery"] "oss:DoMetaQuery";
GetMetaQueryStatus: Bucket GET ["metaQuery"] "oss:GetMetaQueryStatus";
GetBucketObjectWormConfiguration: Bucket GET ["objectWorm"] "oss:GetBucketObjectWormConfiguration";
PutBucketObjectWormConfiguration: Bucket PUT ["objectWorm"] "oss:PutBucketObjectWormConfiguration";
DeleteBucketOverwriteConfig: Bucket DELETE ["overwriteConfig"] "oss:DeleteBucketOverwriteConfig";
GetBucketOverwriteConfig: Bucket GET ["overwriteConfig"] "oss:GetBucketOverwriteConfig";
PutBucketOverwriteConfig: Bucket PUT ["overwriteConfig"] "oss:PutBucketOverwriteConfig";
DeleteBucketPolicy: Bucket DELETE ["policy"] "oss:DeleteBucketPolicy";
GetBucketPolicy: Bucket GET ["policy"] "oss:GetBucketPolicy";
PutBucketPolicy: Bucket PUT ["policy"] "oss:PutBucketPolicy";
GetBucketPolicyStatus: Bucket GET ["policyStatus"] "oss:GetBucketPolicyStatus";
DeleteAccessPointPublicAccessBlock: Bucket DELETE ["publicAccessBlock", "x-oss-access-point-name"] "oss:DeleteAccessPointPublicAccessBlock";
DeleteBucketPublicAccessBlock: Bucket DELETE ["publicAccessBlock"] "oss:DeleteBucketPublicAccessBlock";
GetAccessPointPublicAccessBlock: Bucket GET ["publicAccessBlock", "x-oss-access-point-name"] "oss:GetAccessPointPublicAccessBlock";
GetBucketPublicAccessBlock: Bucket GET ["publicAccessBlock"] "oss:GetBucketPublicAccessBlock";
PutAccessPointPublicAccessBlock: Bucket PUT ["publicAccessBlock", "x-oss-access-point-name"] "oss:PutAccessPointPublicAccessBlock";
PutBucketPublicAccessBlock: Bucket PUT ["publicAccessBlock"] "oss:PutBucketPublicAccessBlock";
CreateBucketDataRedundancyTransition: Bucket POST ["redundancyTransition", "x-oss-target-redundancy-type"] "oss:CreateBucketDataRedundancyTransition";
DeleteBucketDataRedundancyTransition: Bucket DELETE ["redundancyTransition", "x-oss-redundancy-transition-taskid"] "oss:DeleteBucketDataRedundancyTransition";
GetBucketDataRedundancyTransition: Bucket GET ["redundancyTransition", "x-oss-redundancy-transition-taskid"] "oss:GetBucketDataRedundancyTransition";
ListBucketDataRedundancyTransition: Bucket GET ["redundancyTransition"] "oss:ListBucketDataRedundancyTransition";
GetBucketReferer: Bucket GET ["referer"] "oss:GetBucketReferer";
PutBucketReferer: Bucket PUT ["referer"] "oss:PutBucketReferer";
GetBucketReplication: Bucket GET ["replication"] "oss:GetBucketReplication";
GetBucketReplicationLocation: Bucket GET ["replicationLocation"] "oss:GetBucketReplicationLocation";
GetBucketReplicationProgress: Bucket GET ["replicationProgress", "rule-id"] "oss:GetBucketReplicationProgress";
GetBucketRequestPayment: Bucket GET ["requestPayment"] "oss:GetBucketRequestPayment";
PutBucketRequestPayment: Bucket PUT ["requestPayment"] "oss:PutBucketRequestPayment";
GetBucketResourceGroup: Bucket GET ["resourceGroup"] "oss:GetBucketResourceGroup";
PutBucketResourceGroup: Bucket PUT ["resourceGroup"] "oss:PutBucketResourceGroup";
PutBucketRtc: Bucket PUT ["rtc"] "oss:PutBucketRTC";
GetBucketStat: Bucket GET ["stat"] "oss:GetBucketStat";
ListStyle: Bucket GET ["style"] "oss:ListStyle";
DeleteStyle: Bucket DELETE ["style", "styleName"] "oss:DeleteStyle";
GetStyle: Bucket GET ["style", "styleName"] "oss:GetStyle";
PutStyle: Bucket PUT ["style", "styleName"] "oss:PutStyle";
DeleteBucketTags: Bucket DELETE ["tagging"] "oss:DeleteBucketTagging";
GetBucketTags: Bucket GET ["tagging"] "oss:GetBucketTagging";
PutBucketTags: Bucket PUT ["tagging"] "oss:PutBucketTagging";
GetBucketTransferAcceleration: Bucket GET ["transferAcceleration"] "oss:GetBucketTransferAcceleration";
PutBucketTransferAcceleration: Bucket PUT ["transferAcceleration"] "oss:PutBucketTransferAcceleration";
ListMultipartUploads: Bucket GET ["uploads"] "oss:ListMultipartUploads";
DeleteUserDefinedLogFieldsConfig: Bucket DELETE ["userDefinedLogFieldsConfig"] "oss:DeleteUserDefinedLogFieldsConfig";
GetUserDefinedLogFieldsConfig: Bucket GET ["userDefinedLogFieldsConfig"] "oss:GetUserDefinedLogFieldsConfig";
PutUserDefinedLogFieldsConfig: Bucket PUT ["userDefinedLogFieldsConfig"] "oss:PutUserDefinedLogFieldsConfig";
GetBucketVersioning: Bucket GET ["versioning"] "oss:GetBucketVersioning";
PutBucketVersioning: Bucket PUT ["versioning"] "oss:PutBucketVersioning";
ListObjectVersions: Bucket GET ["versions"] "oss:ListObjectVersions";
DeleteBucketWebsite: Bucket DELETE ["website"] "oss:DeleteBucketWebsite";
GetBucketWebsite: Bucket GET ["website"] "oss:GetBucketWebsite";
PutBucketWebsite: Bucket PUT ["website"] "oss:PutBucketWebsite";
AbortBucketWorm: Bucket DELETE ["worm"] "oss:AbortBucketWorm";
GetBucketWorm: Bucket GET ["worm"] "oss:GetBucketWorm";
InitiateBucketWorm: Bucket POST ["worm"] "oss:InitiateBucketWorm";
ExtendBucketWorm: Bucket POST ["wormExtend", "wormId"] "oss:ExtendBucketWorm";
CompleteBucketWorm: Bucket POST ["wormId"] "oss:CompleteBucketWorm";
DeleteObject: Object DELETE [] "oss:DeleteObject";
GetObject: Object GET [] "oss:GetObject";
HeadObject: Object HEAD [] "oss:GetObject";
OptionObject: Object OPTIONS [] "oss:OptionObject";
PutObject: Object PUT [] "oss:PutObject";
GetObjectAcl: Object GET ["acl"] "oss:GetObjectAcl";
PutObjectAcl: Object PUT ["acl"] "oss:PutObjectAcl";
AppendObject: Object POST ["append"] "oss:PutObject";
CleanRestoredObject: Object POST ["cleanRestoredObject"] "oss:CleanRestoredObject";
GetObjectLegalHold: Object GET ["legalHold"] "oss:GetObjectLegalHold";
PutObjectLegalHold: Object PUT ["legalHold"] "oss:PutObjectLegalHold";
GetObjectMeta: Object HEAD|GET ["objectMeta"] "oss:GetObject";
UploadPart: Object PUT ["partNumber", "uploadId"] "oss:PutObject";
RestoreObject: Object POST ["restore"] "oss:RestoreObject";
GetObjectRetention: Object GET ["retention"] "oss:GetObjectRetention";
PutObjectRetention: Object PUT ["retention"] "oss:PutObjectRetention";
SealAppendObject: Object POST ["seal"] "oss:SealAppendObject";
GetSymlink: Object GET ["symlink"] "oss:GetObject";
PutSymlink: Object PUT ["symlink"] "oss:PutObject";
DeleteObjectTagging: Object DELETE ["tagging"] "oss:DeleteObjectTagging";
GetObjectTagging: Object GET ["tagging"] "oss:GetObjectTagging";
PutObjectTagging: Object PUT ["tagging"] "oss:PutObjectTagging";
AbortMultipartUpload: Object DELETE ["uploadId"] "oss:AbortMultipartUpload";
CompleteMultipartUpload: Object POST ["uploadId"] "oss:PutObject";
ListParts: Object GET ["uploadId"] "oss:ListParts";
InitiateMultipartUpload: Object POST ["uploads"] "oss:PutObject";
AsyncProcessObject: Object POST ["x-oss-async-process"] "oss:PostProcessTask";
ProcessObject: Object POST|GET ["x-oss-process"] "oss:GetObject";
PostObject: Bucket POST [] "oss:PutObject";
ListLiveChannel: Bucket GET ["live"] "oss:ListLiveChannel";
PutLiveChannel: Object PUT ["live"] "oss:PutLiveChannel";
GetLiveChannelInfo: Object GET ["live"] "oss:GetLiveChannelInfo";
DeleteLiveChannel: Object DELETE ["live"] "oss:DeleteLiveChannel";
PutLiveChannelStatus: Object PUT ["live", "status"] "oss:PutLiveChannelStatus";
GetLiveChannelStat: Object GET ["live", "comp" = "stat"] "oss:GetLiveChannelStat";
GetLiveChannelHistory: Object GET ["live", "comp" = "history"] "oss:GetLiveChannelHistory";
PostVodPlaylist: Object POST ["vod"] "oss:PostVodPlaylist";
GetVodPlaylist: Object GET ["vod"] "oss:GetVodPlaylist";
PutBucketQosInfo: Bucket PUT ["qosInfo"] "oss:PutBucketQosInfo";
GetBucketQosInfo: Bucket GET ["qosInfo"] "oss:GetBucketQosInfo";
DeleteBucketQosInfo: Bucket DELETE ["qosInfo"] "oss:DeleteBucketQosInfo";}

impl Operation {
    /// What permission is asked about: what it works on, but for `PostObject`, which names its object in the form.
    pub(crate) const fn asked_about(self) -> Level {
        match self {
            Self::PostObject => Level::Object,
            other => other.level(),
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Subresources that only older SDKs sign; a request with one of them is never taken for another operation.
const LEGACY: &[&str] = &[
    "asyncFetch",
    "group",
    "img",
    "link",
    "objectInfo",
    "processConfiguration",
    "qos",
    "qosRequester",
    "regionList",
    "requesterQosInfo",
    "resourcePool",
    "resourcePoolBuckets",
    "resourcePoolInfo",
    "responseHeader",
    "udf",
    "udfApplication",
    "udfApplicationLog",
    "udfImage",
    "udfImageDesc",
    "vip",
    "vpcip",
    "x-oss-delete",
    "x-oss-dir",
    "x-oss-rename",
];

/// The rows by the parameters that mean them. Legacy subresources are known, and mean no row.
struct Index {
    by_parameter: HashMap<&'static [u8], Vec<&'static Row>>,
    plain: Vec<&'static Row>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut by_parameter: HashMap<&[u8], Vec<&Row>> = LEGACY.iter().map(|name| (name.as_bytes(), Vec::new())).collect();
    for row in ROWS {
        for (name, _) in row.parameters {
            by_parameter.entry(name.as_bytes()).or_default().push(row);
        }
    }
    Index { by_parameter, plain: ROWS.iter().filter(|row| row.parameters.is_empty()).collect() }
});

/// Whether a parameter of this name is a subresource, and so says which operation is meant.
pub(crate) fn is_subresource(name: &[u8]) -> bool {
    INDEX.by_parameter.contains_key(name)
}

/// Which operation a request means: the one whose parameters are exactly the subresources of the request.
pub(crate) fn route(call: &Call) -> Result<Operation, Refusal> {
    let level = match (call.bucket(), call.key()) {
        (None, _) => Level::Service,
        (Some(_), []) => Level::Bucket,
        (Some(_), _) => Level::Object,
    };
    let pairs = call.query.pairs();
    let subresources = || pairs.iter().filter(|pair| INDEX.by_parameter.contains_key(&*pair.name));
    let rows = match subresources().next() {
        Some(first) => &INDEX.by_parameter[&*first.name],
        None => &INDEX.plain,
    };
    let fits = |row: &Row| {
        let met = |(name, value): &Parameter| {
            pairs.iter().any(|p| p.name == name.as_bytes() && value.is_none_or(|v| p.value == v.as_bytes()))
        };
        let part = |name: &[u8]| row.parameters.iter().any(|(parameter, _)| parameter.as_bytes() == name);
        row.level == level && row.parameters.iter().all(met) && subresources().all(|pair| part(&pair.name))
    };
    let meant = || rows.iter().filter(|row| fits(row));
    let copies = || call.has_header(header::X_OSS_COPY_SOURCE);
    match meant().find(|row| row.methods.contains(&call.method)).map(|row| row.operation) {
        Some(Operation::PutObject) if copies() => Ok(Operation::CopyObject),
        Some(Operation::UploadPart) if copies() => Ok(Operation::UploadPartCopy),
        Some(operation) => Ok(operation),
        None if meant().next().is_none() => Ok(Operation::Unlisted),
        None => Err(method_not_allowed(call, level, meant().flat_map(|row| row.methods))),
    }
}

fn method_not_allowed<'a>(call: &Call, level: Level, methods: impl Iterator<Item = &'a Method>) -> Refusal {
    let resource_type = match level {
        Level::Service => "Service",
        Level::Bucket => "Bucket",
        Level::Object => "Object",
    };
    let refusal = Refusal::from(Cause::MethodNotAllowed);
    // Source: a captured answer.
    let refusal = if (level, &call.method) == (Level::Object, &Method::POST) {
        refusal.with_ec("0017-00000001")
    } else {
        refusal
    };
    refusal
        .with("Method", call.method.as_str())
        .with("ResourceType", resource_type)
        .header("allow", methods.map(Method::as_str).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Peer;

    fn call(method: &str, target: &str, header: Option<&'static str>) -> Call {
        let mut headers = http::HeaderMap::new();
        headers.insert("host", http::HeaderValue::from_static("127.0.0.1"));
        header.map(|header| headers.insert(header, http::HeaderValue::from_static("x")));
        Call::read(method.parse().unwrap(), target.parse().unwrap(), headers, Peer::default())
    }

    #[test]
    fn requests_are_routed() {
        for (method, target, expected) in [
            ("GET", "/", Operation::ListBuckets),
            ("GET", "/?prefix=a&max-keys=5", Operation::ListBuckets),
            ("PUT", "/logs", Operation::PutBucket),
            ("PUT", "/logs/?encryption", Operation::PutBucketEncryption),
            ("PUT", "/logs/?encryption=", Operation::PutBucketEncryption),
            ("PUT", "/logs/?encryption&x-oss-signature=abc&versionId=1", Operation::PutBucketEncryption),
            ("GET", "/logs/?list-type=2&prefix=x", Operation::ListObjectsV2),
            ("POST", "/logs/?comp=add&replication", Operation::PutBucketReplication),
            ("GET", "/logs/?replication", Operation::GetBucketReplication),
            ("PUT", "/logs/k?partNumber=1&uploadId=2", Operation::UploadPart),
            ("GET", "/logs/k?uploadId=2", Operation::ListParts),
            ("PUT", "/logs/k?acl", Operation::PutObjectAcl),
            ("PUT", "/logs/?acl", Operation::PutBucketAcl),
            // Never another operation's code path:
            ("PUT", "/logs/?encryption&acl", Operation::Unlisted),
            ("PUT", "/logs/?encryption&comp=add", Operation::Unlisted),
            ("PUT", "/logs/k?encryption", Operation::Unlisted),
            ("PUT", "/?encryption", Operation::Unlisted),
            ("GET", "/logs/?udf", Operation::Unlisted),
            ("DELETE", "/logs/?x-oss-rename=1", Operation::Unlisted),
        ] {
            assert_eq!(route(&call(method, target, None)).ok(), Some(expected), "{method} {target}");
        }
        assert_eq!(route(&call("PUT", "/logs/k", Some("x-oss-copy-source"))).ok(), Some(Operation::CopyObject));
    }

    #[test]
    fn another_method_is_not_allowed() {
        for (method, target, allow) in [
            ("POST", "/logs/?encryption", "DELETE, GET, PUT"),
            ("PATCH", "/logs/?encryption", "DELETE, GET, PUT"),
            ("HEAD", "/logs/?encryption", "DELETE, GET, PUT"),
            ("DELETE", "/logs/?acl", "GET, PUT"),
            ("DELETE", "/", "GET"),
        ] {
            let refusal = route(&call(method, target, None)).expect_err(target);
            assert_eq!(refusal.cause, Cause::MethodNotAllowed);
            assert_eq!(refusal.headers, [("allow", allow.to_owned())], "{method} {target}");
        }
    }

    #[test]
    fn every_row_is_reached_by_its_own_request() {
        for row in ROWS {
            let path = match row.level {
                Level::Service => "/",
                Level::Bucket => "/logs/",
                Level::Object => "/logs/key",
            };
            let query: Vec<String> =
                row.parameters.iter().map(|(name, value)| format!("{name}={}", value.unwrap_or("x"))).collect();
            for method in row.methods {
                let found = route(&call(method.as_str(), &format!("{path}?{}", query.join("&")), None));
                assert_eq!(found.ok(), Some(row.operation), "{method} {path}?{}", query.join("&"));
            }
        }
    }
}
