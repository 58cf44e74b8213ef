//! The dated list of the operations of OSS: one row for each, with everything that is true of it whatever its implementation,
//! and the implementation.
//!
//! The router, permissions, denials, CloudBoxes, the drift runner, the page of emulated operations and the tests that walk
//! every row are made of this file.
//!
//! A row in braces belongs to an operation that ossmock emulates: a [`Row`](super::table::Row) with every field written, and
//! the type that implements it. A row in parentheses belongs to an operation that ossmock lacks, `Name(Level METHOD [selectors]
//! "action" SOURCE "as of")`, with the other known facts at the end; [`Row::absent`](super::table::Row::absent) has the rest.
//!
//! A selector is a query parameter that must be present: with one value (`=`), with a prefix of its value (`^`), or a header
//! in its place (`header`). The names of the parameters and of the headers are case-sensitive, as OSS has both `…QosInfo` and
//! `…QoSInfo`. Actions that no page names follow the pattern `oss:` and the name of the operation.
//!
//! Sources of the other facts: `help.aliyun.com/zh/oss/user-guide/authorization-syntax-and-elements` (the action
//! on a version), `help.aliyun.com/document_detail/430190.html` (the operations of a CloudBox; the live tests of
//! `aliyun-oss-go-sdk` add `ListBuckets`).

/// Passes the list to a macro.
macro_rules! list {
($then:ident) => { $then! {
oss {
ListBuckets { action: "oss:ListBuckets", level: Service, methods: &[GET], selectors: selectors![], told_by: Head,
    on_version: None, also: &[], access: Other, lists: true, denied: ListBucketsForbidden, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => service::List;
ListAccessPointsForObjectProcess(Service GET ["accessPointForObjectProcess"] "oss:ListAccessPointsForObjectProcess" GO2 "2026-05");
ListCloudBoxes { action: "oss:ListCloudBoxes", level: Service, methods: &[GET], selectors: selectors!["cloudboxes"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourNewBucket, creates: Nothing,
    cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => cloudbox_list::List;
DoDataPipeLineAction(Service POST ["dataPipeline"] "oss:DoDataPipeLineAction" GO2 "2026-05");
DeletePublicAccessBlock { action: "oss:DeletePublicAccessBlock", level: Service, methods: &[DELETE],
    selectors: selectors!["publicAccessBlock"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourNewBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<public_access_block::DeleteOfAccount>;
GetPublicAccessBlock { action: "oss:GetPublicAccessBlock", level: Service, methods: &[GET],
    selectors: selectors!["publicAccessBlock"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourNewBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => public_access_block::GetOfAccount;
PutPublicAccessBlock { action: "oss:PutPublicAccessBlock", level: Service, methods: &[PUT],
    selectors: selectors!["publicAccessBlock"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourNewBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => public_access_block::PutOfAccount;
ListUserDataRedundancyTransition(Service GET ["redundancyTransition"] "oss:ListUserDataRedundancyTransition" GO2 "2026-05");
DescribeRegions { action: "oss:DescribeRegions", level: Service, methods: &[GET], selectors: selectors!["regions"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourNewBucket, creates: Nothing,
    cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => regions::Describe;
WriteGetObjectResponse(Service POST ["x-oss-write-get-object-response"] "oss:WriteGetObjectResponse" GO2 "2026-05") => #[cfg(test)] trial_call::TrialCall;
DeleteBucket { action: "oss:DeleteBucket", level: Bucket, methods: &[DELETE], selectors: selectors![], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Control,
    drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket::Delete>;
ListObjects { action: "oss:ListObjects", level: Bucket, methods: &[GET], selectors: selectors![], told_by: Head,
    on_version: None, also: &[], access: Other, lists: true, denied: NotYourBucket, creates: Nothing, cloudbox: Data,
    drift: Free, source: GO2, as_of: "2026-05" } => object_list::List;
PutBucket { action: "oss:PutBucket", level: Bucket, methods: &[PUT], selectors: selectors![], told_by: Head,
    on_version: None, also: &[BucketAcl], access: Other, lists: false, denied: NotYourNewBucket, creates: New,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket::Put;
GetBucketAccessMonitor { action: "oss:GetBucketAccessMonitor", level: Bucket, methods: &[GET],
    selectors: selectors!["accessmonitor"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_access_monitor::Get>;
PutBucketAccessMonitor { action: "oss:PutBucketAccessMonitor", level: Bucket, methods: &[PUT],
    selectors: selectors!["accessmonitor"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_access_monitor::Put;
CreateAccessPoint(Bucket PUT ["accessPoint"] "oss:CreateAccessPoint" GO2 "2026-05");
DeleteAccessPoint(Bucket DELETE ["accessPoint", header "x-oss-access-point-name"] "oss:DeleteAccessPoint" GO2 "2026-05");
GetAccessPoint(Bucket GET ["accessPoint", header "x-oss-access-point-name"] "oss:GetAccessPoint" GO2 "2026-05");
ListAccessPoints(Bucket GET ["accessPoint"] "oss:ListAccessPoints" GO2 "2026-05");
GetAccessPointConfigForObjectProcess(Bucket GET ["accessPointConfigForObjectProcess"] "oss:GetAccessPointConfigForObjectProcess" GO2 "2026-05");
PutAccessPointConfigForObjectProcess(Bucket PUT ["accessPointConfigForObjectProcess"] "oss:PutAccessPointConfigForObjectProcess" GO2 "2026-05");
CreateAccessPointForObjectProcess(Bucket PUT ["accessPointForObjectProcess"] "oss:CreateAccessPointForObjectProcess" GO2 "2026-05");
DeleteAccessPointForObjectProcess(Bucket DELETE ["accessPointForObjectProcess"] "oss:DeleteAccessPointForObjectProcess" GO2 "2026-05");
GetAccessPointForObjectProcess(Bucket GET ["accessPointForObjectProcess"] "oss:GetAccessPointForObjectProcess" GO2 "2026-05");
DeleteAccessPointPolicy(Bucket DELETE ["accessPointPolicy", header "x-oss-access-point-name"] "oss:DeleteAccessPointPolicy" GO2 "2026-05");
GetAccessPointPolicy(Bucket GET ["accessPointPolicy", header "x-oss-access-point-name"] "oss:GetAccessPointPolicy" GO2 "2026-05");
PutAccessPointPolicy(Bucket PUT ["accessPointPolicy", header "x-oss-access-point-name"] "oss:PutAccessPointPolicy" GO2 "2026-05");
DeleteAccessPointPolicyForObjectProcess(Bucket DELETE ["accessPointPolicyForObjectProcess"] "oss:DeleteAccessPointPolicyForObjectProcess" GO2 "2026-05");
GetAccessPointPolicyForObjectProcess(Bucket GET ["accessPointPolicyForObjectProcess"] "oss:GetAccessPointPolicyForObjectProcess" GO2 "2026-05");
PutAccessPointPolicyForObjectProcess(Bucket PUT ["accessPointPolicyForObjectProcess"] "oss:PutAccessPointPolicyForObjectProcess" GO2 "2026-05");
GetBucketAcl { action: "oss:GetBucketAcl", level: Bucket, methods: &[GET], selectors: selectors!["acl"], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Control,
    drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_acl::Get>;
PutBucketAcl { action: "oss:PutBucketAcl", level: Bucket, methods: &[PUT], selectors: selectors!["acl"], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Missing, cloudbox: Control,
    drift: Free, source: GO2, as_of: "2026-05" } => bucket_acl::Put;
GetBucketArchiveDirectRead { action: "oss:GetBucketArchiveDirectRead", level: Bucket, methods: &[GET],
    selectors: selectors!["bucketArchiveDirectRead"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_archive_direct_read::Get>;
PutBucketArchiveDirectRead { action: "oss:PutBucketArchiveDirectRead", level: Bucket, methods: &[PUT],
    selectors: selectors!["bucketArchiveDirectRead"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_archive_direct_read::Put;
GetBucketInfo { action: "oss:GetBucketInfo", level: Bucket, methods: &[GET], selectors: selectors!["bucketInfo"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_info::Get>;
ListCname { action: "oss:ListCname", level: Bucket, methods: &[GET], selectors: selectors!["cname"], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never,
    drift: Free, source: GO2, as_of: "2026-05" } => bucket_cname::List;
PutCname { action: "oss:PutCname", level: Bucket, methods: &[POST], selectors: selectors!["cname", "comp" = "add"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_cname::Put;
DeleteCname { action: "oss:DeleteCname", level: Bucket, methods: &[POST], selectors: selectors!["cname", "comp" = "delete"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_cname::Delete;
CreateCnameToken { action: "oss:CreateCnameToken", level: Bucket, methods: &[POST],
    selectors: selectors!["cname", "comp" = "token"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_cname::CreateToken;
GetCnameToken { action: "oss:GetCnameToken", level: Bucket, methods: &[GET],
    selectors: selectors!["cname", "comp" = "token"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_cname::GetToken;
OpenMetaQuery(Bucket POST ["comp" = "add", "metaQuery"] "oss:OpenMetaQuery" GO2 "2026-05");
PutBucketReplication { action: "oss:PutBucketReplication", level: Bucket, methods: &[POST],
    selectors: selectors!["comp" = "add", "replication"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Paid, source: GO2, as_of: "2026-05" } => bucket_replication::Put;
CloseMetaQuery(Bucket POST ["comp" = "delete", "metaQuery"] "oss:CloseMetaQuery" GO2 "2026-05");
DeleteBucketReplication { action: "oss:DeleteBucketReplication", level: Bucket, methods: &[POST],
    selectors: selectors!["comp" = "delete", "replication"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Paid, source: GO2, as_of: "2026-05" } => bucket_replication::Delete;
DoMetaQuery(Bucket POST ["comp" = "query", "metaQuery"] "oss:DoMetaQuery" GO2 "2026-05");
DeleteBucketCors { action: "oss:DeleteBucketCors", level: Bucket, methods: &[DELETE], selectors: selectors!["cors"], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never,
    drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket_cors::Delete>;
GetBucketCors { action: "oss:GetBucketCors", level: Bucket, methods: &[GET], selectors: selectors!["cors"], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never,
    drift: Free, source: GO2, as_of: "2026-05" } => bucket_cors::Get;
PutBucketCors { action: "oss:PutBucketCors", level: Bucket, methods: &[PUT], selectors: selectors!["cors"], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never,
    drift: Free, source: GO2, as_of: "2026-05" } => bucket_cors::Put;
DeleteMultipleObjects { action: "oss:DeleteObject", level: Bucket, methods: &[POST], selectors: selectors!["delete"],
    told_by: Body, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_delete_many::Delete;
DeleteBucketEncryption { action: "oss:DeleteBucketEncryption", level: Bucket, methods: &[DELETE],
    selectors: selectors!["encryption"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket_encryption::Delete>;
GetBucketEncryption { action: "oss:GetBucketEncryption", level: Bucket, methods: &[GET],
    selectors: selectors!["encryption"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket_encryption::Get;
PutBucketEncryption { action: "oss:PutBucketEncryption", level: Bucket, methods: &[PUT],
    selectors: selectors!["encryption"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket_encryption::Put;
GetBucketHttpsConfig { action: "oss:GetBucketHttpsConfig", level: Bucket, methods: &[GET],
    selectors: selectors!["httpsConfig"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_https::Get>;
PutBucketHttpsConfig { action: "oss:PutBucketHttpsConfig", level: Bucket, methods: &[PUT],
    selectors: selectors!["httpsConfig"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_https::Put;
ListBucketInventory { action: "oss:GetBucketInventory", level: Bucket, methods: &[GET],
    selectors: selectors!["inventory"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_inventory::List;
DeleteBucketInventory { action: "oss:DeleteBucketInventory", level: Bucket, methods: &[DELETE],
    selectors: selectors!["inventory", "inventoryId"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket_inventory::Delete>;
GetBucketInventory { action: "oss:GetBucketInventory", level: Bucket, methods: &[GET],
    selectors: selectors!["inventory", "inventoryId"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_inventory::Get;
PutBucketInventory { action: "oss:PutBucketInventory", level: Bucket, methods: &[PUT],
    selectors: selectors!["inventory", "inventoryId"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_inventory::Put;
DeleteBucketLifecycle { action: "oss:DeleteBucketLifecycle", level: Bucket, methods: &[DELETE],
    selectors: selectors!["lifecycle"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket_lifecycle::Delete>;
GetBucketLifecycle { action: "oss:GetBucketLifecycle", level: Bucket, methods: &[GET], selectors: selectors!["lifecycle"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket_lifecycle::Get;
PutBucketLifecycle { action: "oss:PutBucketLifecycle", level: Bucket, methods: &[PUT], selectors: selectors!["lifecycle"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket_lifecycle::Put;
ListObjectsV2 { action: "oss:ListObjects", level: Bucket, methods: &[GET], selectors: selectors!["list-type" = "2"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: true, denied: NotYourBucket, creates: Nothing,
    cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_list::ListV2;
GetBucketLocation { action: "oss:GetBucketLocation", level: Bucket, methods: &[GET], selectors: selectors!["location"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_info::Location>;
DeleteBucketLogging { action: "oss:DeleteBucketLogging", level: Bucket, methods: &[DELETE],
    selectors: selectors!["logging"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket_logging::Delete>;
GetBucketLogging { action: "oss:GetBucketLogging", level: Bucket, methods: &[GET], selectors: selectors!["logging"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_logging::Get>;
PutBucketLogging { action: "oss:PutBucketLogging", level: Bucket, methods: &[PUT], selectors: selectors!["logging"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket_logging::Put;
DoMetaQueryAction(Bucket POST ["metaQuery"] "oss:DoMetaQuery" GO2 "2026-05");
GetMetaQueryStatus(Bucket GET ["metaQuery"] "oss:GetMetaQueryStatus" GO2 "2026-05");
GetBucketObjectWormConfiguration(Bucket GET ["objectWorm"] "oss:GetBucketObjectWormConfiguration" GO2 "2026-05");
PutBucketObjectWormConfiguration(Bucket PUT ["objectWorm"] "oss:PutBucketObjectWormConfiguration" GO2 "2026-05");
DeleteBucketOverwriteConfig { action: "oss:DeleteBucketOverwriteConfig", level: Bucket, methods: &[DELETE],
    selectors: selectors!["overwriteConfig"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket_overwrite::Delete>;
GetBucketOverwriteConfig { action: "oss:GetBucketOverwriteConfig", level: Bucket, methods: &[GET],
    selectors: selectors!["overwriteConfig"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_overwrite::Get;
PutBucketOverwriteConfig { action: "oss:PutBucketOverwriteConfig", level: Bucket, methods: &[PUT],
    selectors: selectors!["overwriteConfig"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Mistaken, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_overwrite::Put;
DeleteBucketPolicy { action: "oss:DeleteBucketPolicy", level: Bucket, methods: &[DELETE], selectors: selectors!["policy"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket_policy::Delete>;
GetBucketPolicy { action: "oss:GetBucketPolicy", level: Bucket, methods: &[GET], selectors: selectors!["policy"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket_policy::Get;
PutBucketPolicy { action: "oss:PutBucketPolicy", level: Bucket, methods: &[PUT], selectors: selectors!["policy"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket_policy::Put;
GetBucketPolicyStatus { action: "oss:GetBucketPolicyStatus", level: Bucket, methods: &[GET],
    selectors: selectors!["policyStatus"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_policy::Status>;
DeleteAccessPointPublicAccessBlock(Bucket DELETE ["publicAccessBlock", "x-oss-access-point-name"] "oss:DeleteAccessPointPublicAccessBlock" GO2 "2026-05");
DeleteBucketPublicAccessBlock { action: "oss:DeleteBucketPublicAccessBlock", level: Bucket, methods: &[DELETE],
    selectors: selectors!["publicAccessBlock"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<public_access_block::DeleteOfBucket>;
GetAccessPointPublicAccessBlock(Bucket GET ["publicAccessBlock", "x-oss-access-point-name"] "oss:GetAccessPointPublicAccessBlock" GO2 "2026-05");
GetBucketPublicAccessBlock { action: "oss:GetBucketPublicAccessBlock", level: Bucket, methods: &[GET],
    selectors: selectors!["publicAccessBlock"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<public_access_block::OfBucket>;
PutAccessPointPublicAccessBlock(Bucket PUT ["publicAccessBlock", "x-oss-access-point-name"] "oss:PutAccessPointPublicAccessBlock" GO2 "2026-05");
PutBucketPublicAccessBlock { action: "oss:PutBucketPublicAccessBlock", level: Bucket, methods: &[PUT],
    selectors: selectors!["publicAccessBlock"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => public_access_block::PutOfBucket;
CreateBucketDataRedundancyTransition(Bucket POST ["redundancyTransition", "x-oss-target-redundancy-type"] "oss:CreateBucketDataRedundancyTransition" GO2 "2026-05");
DeleteBucketDataRedundancyTransition(Bucket DELETE ["redundancyTransition", "x-oss-redundancy-transition-taskid"] "oss:DeleteBucketDataRedundancyTransition" GO2 "2026-05");
GetBucketDataRedundancyTransition(Bucket GET ["redundancyTransition", "x-oss-redundancy-transition-taskid"] "oss:GetBucketDataRedundancyTransition" GO2 "2026-05");
ListBucketDataRedundancyTransition(Bucket GET ["redundancyTransition"] "oss:ListBucketDataRedundancyTransition" GO2 "2026-05");
GetBucketReferer { action: "oss:GetBucketReferer", level: Bucket, methods: &[GET], selectors: selectors!["referer"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_referer::Get>;
PutBucketReferer { action: "oss:PutBucketReferer", level: Bucket, methods: &[PUT], selectors: selectors!["referer"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket_referer::Put;
GetBucketReplication { action: "oss:GetBucketReplication", level: Bucket, methods: &[GET],
    selectors: selectors!["replication"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_replication::Get;
GetBucketReplicationLocation { action: "oss:GetBucketReplicationLocation", level: Bucket, methods: &[GET],
    selectors: selectors!["replicationLocation"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_replication::Location>;
GetBucketReplicationProgress { action: "oss:GetBucketReplicationProgress", level: Bucket, methods: &[GET],
    selectors: selectors!["replicationProgress", "rule-id"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_replication::Progress;
GetBucketRequestPayment { action: "oss:GetBucketRequestPayment", level: Bucket, methods: &[GET],
    selectors: selectors!["requestPayment"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_request_payment::Get>;
PutBucketRequestPayment { action: "oss:PutBucketRequestPayment", level: Bucket, methods: &[PUT],
    selectors: selectors!["requestPayment"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_request_payment::Put;
GetBucketResourceGroup { action: "oss:GetBucketResourceGroup", level: Bucket, methods: &[GET],
    selectors: selectors!["resourceGroup"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_resource_group::Get>;
PutBucketResourceGroup { action: "oss:PutBucketResourceGroup", level: Bucket, methods: &[PUT],
    selectors: selectors!["resourceGroup"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_resource_group::Put;
PutBucketRtc { action: "oss:PutBucketRTC", level: Bucket, methods: &[PUT], selectors: selectors!["rtc"], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never,
    drift: Free, source: GO2, as_of: "2026-05" } => bucket_rtc::Put;
GetBucketStat { action: "oss:GetBucketStat", level: Bucket, methods: &[GET], selectors: selectors!["stat"], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never,
    drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_stat::Get>;
ListStyle(Bucket GET ["style"] "oss:ListStyle" GO2 "2026-05");
DeleteStyle(Bucket DELETE ["style", "styleName"] "oss:DeleteStyle" GO2 "2026-05");
GetStyle(Bucket GET ["style", "styleName"] "oss:GetStyle" GO2 "2026-05");
PutStyle(Bucket PUT ["style", "styleName"] "oss:PutStyle" GO2 "2026-05");
DeleteBucketTags { action: "oss:DeleteBucketTagging", level: Bucket, methods: &[DELETE],
    selectors: selectors!["tagging"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket_tags::Delete>;
GetBucketTags { action: "oss:GetBucketTagging", level: Bucket, methods: &[GET],
    selectors: selectors!["tagging"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_tags::Get>;
PutBucketTags { action: "oss:PutBucketTagging", level: Bucket, methods: &[PUT],
    selectors: selectors!["tagging"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_tags::Put;
GetBucketTransferAcceleration { action: "oss:GetBucketTransferAcceleration", level: Bucket, methods: &[GET],
    selectors: selectors!["transferAcceleration"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_acceleration::Get;
PutBucketTransferAcceleration { action: "oss:PutBucketTransferAcceleration", level: Bucket, methods: &[PUT],
    selectors: selectors!["transferAcceleration"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_acceleration::Put;
ListMultipartUploads { action: "oss:ListMultipartUploads", level: Bucket, methods: &[GET], selectors: selectors!["uploads"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: true, denied: NotYourBucket, creates: Nothing,
    cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => multipart_list::Uploads;
DeleteUserDefinedLogFieldsConfig { action: "oss:DeleteUserDefinedLogFieldsConfig", level: Bucket, methods: &[DELETE],
    selectors: selectors!["userDefinedLogFieldsConfig"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket_log_fields::Delete>;
GetUserDefinedLogFieldsConfig { action: "oss:GetUserDefinedLogFieldsConfig", level: Bucket, methods: &[GET],
    selectors: selectors!["userDefinedLogFieldsConfig"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_log_fields::Get;
PutUserDefinedLogFieldsConfig { action: "oss:PutUserDefinedLogFieldsConfig", level: Bucket, methods: &[PUT],
    selectors: selectors!["userDefinedLogFieldsConfig"], told_by: Head, on_version: None, also: &[], access: Other,
    lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => bucket_log_fields::Put;
GetBucketVersioning { action: "oss:GetBucketVersioning", level: Bucket, methods: &[GET],
    selectors: selectors!["versioning"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_versioning::Get>;
PutBucketVersioning { action: "oss:PutBucketVersioning", level: Bucket, methods: &[PUT],
    selectors: selectors!["versioning"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket_versioning::Put;
ListObjectVersions { action: "oss:ListObjectVersions", level: Bucket, methods: &[GET], selectors: selectors!["versions"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: true, denied: NotYourBucket, creates: Nothing,
    cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_versions::List;
DeleteBucketWebsite { action: "oss:DeleteBucketWebsite", level: Bucket, methods: &[DELETE],
    selectors: selectors!["website"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket_website::Delete>;
GetBucketWebsite { action: "oss:GetBucketWebsite", level: Bucket, methods: &[GET], selectors: selectors!["website"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket_website::Get;
PutBucketWebsite { action: "oss:PutBucketWebsite", level: Bucket, methods: &[PUT], selectors: selectors!["website"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Control, drift: Free, source: GO2, as_of: "2026-05" } => bucket_website::Put;
AbortBucketWorm { action: "oss:AbortBucketWorm", level: Bucket, methods: &[DELETE], selectors: selectors!["worm"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => remove::Remove<bucket_worm::Abort>;
GetBucketWorm { action: "oss:GetBucketWorm", level: Bucket, methods: &[GET], selectors: selectors!["worm"], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never,
    drift: Free, source: GO2, as_of: "2026-05" } => bucket_worm::Get;
// The three that protect objects are paid for: as long as an object cannot be deleted, its storage is.
InitiateBucketWorm { action: "oss:InitiateBucketWorm", level: Bucket, methods: &[POST], selectors: selectors!["worm"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Paid, source: GO2, as_of: "2026-05" } => bucket_worm::Initiate;
ExtendBucketWorm { action: "oss:ExtendBucketWorm", level: Bucket, methods: &[POST], selectors: selectors!["wormExtend", "wormId"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Paid, source: GO2, as_of: "2026-05" } => bucket_worm::Extend;
CompleteBucketWorm { action: "oss:CompleteBucketWorm", level: Bucket, methods: &[POST], selectors: selectors!["wormId"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: NotYourBucket, creates: Nothing, cloudbox: Never, drift: Paid, source: GO2, as_of: "2026-05" } => bucket_worm::Complete;
DeleteObject { action: "oss:DeleteObject", level: Object, methods: &[DELETE], selectors: selectors![], told_by: Head,
    on_version: Some("oss:DeleteObjectVersion"), also: &[], access: Write, lists: false, denied: ObjectForbidden,
    creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_delete::Delete;
GetObject { action: "oss:GetObject", level: Object, methods: &[GET], selectors: selectors![], told_by: Head,
    on_version: Some("oss:GetObjectVersion"), also: &[], access: Read, lists: false, denied: ObjectForbidden,
    creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_read::Get;
HeadObject { action: "oss:GetObject", level: Object, methods: &[HEAD], selectors: selectors![], told_by: Head,
    on_version: Some("oss:GetObjectVersion"), also: &[], access: Read, lists: false, denied: ObjectForbidden,
    creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_read::Head;
// Nothing is asked for a preflight: no policy needs its action.
OptionObject { action: "oss:OptionObject", level: Object, methods: &[OPTIONS], selectors: selectors![], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: ObjectForbidden, creates: Nothing, cloudbox: Never,
    drift: Free, source: GO2, as_of: "2026-05" } => show::Show<bucket_cors::Preflight>;
PutObject { action: "oss:PutObject", level: Object, methods: &[PUT], selectors: selectors![], told_by: Head,
    on_version: None, also: &[Tags, ObjectAcl], access: Write, lists: false, denied: ObjectForbidden, creates: Nothing,
    cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_put::Put;
GetObjectAcl { action: "oss:GetObjectAcl", level: Object, methods: &[GET], selectors: selectors!["acl"], told_by: Head,
    on_version: Some("oss:GetObjectVersionAcl"), also: &[], access: Other, lists: false, denied: ObjectAclNotReadable,
    creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_acl::Get;
PutObjectAcl { action: "oss:PutObjectAcl", level: Object, methods: &[PUT], selectors: selectors!["acl"], told_by: Head,
    on_version: Some("oss:PutObjectVersionAcl"), also: &[], access: Other, lists: false, denied: ObjectAclNotWritable,
    creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_acl::Put;
AppendObject { action: "oss:PutObject", level: Object, methods: &[POST], selectors: selectors!["append"], told_by: Head,
    on_version: None, also: &[Tags, ObjectAcl], access: Write, lists: false, denied: ObjectForbidden, creates: Nothing,
    cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_append::Append;
CleanRestoredObject(Object POST ["cleanRestoredObject"] "oss:CleanRestoredObject" GO2 "2026-05");
GetObjectLegalHold(Object GET ["legalHold"] "oss:GetObjectLegalHold" GO2 "2026-05");
PutObjectLegalHold(Object PUT ["legalHold"] "oss:PutObjectLegalHold" GO2 "2026-05");
GetObjectMeta { action: "oss:GetObject", level: Object, methods: &[HEAD, GET], selectors: selectors!["objectMeta"],
    told_by: Head, on_version: Some("oss:GetObjectVersion"), also: &[], access: Read, lists: false, denied: ObjectForbidden,
    creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_read::Meta;
UploadPart { action: "oss:PutObject", level: Object, methods: &[PUT], selectors: selectors!["partNumber", "uploadId"],
    told_by: Head, on_version: None, also: &[], access: Write, lists: false, denied: ObjectForbidden, creates: Nothing,
    cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => multipart_part::Put;
RestoreObject { action: "oss:RestoreObject", level: Object, methods: &[POST], selectors: selectors!["restore"],
    told_by: Head, on_version: Some("oss:RestoreObjectVersion"), also: &[], access: Other, lists: false,
    denied: ObjectForbidden, creates: Nothing, cloudbox: Never, drift: Paid, source: GO2, as_of: "2026-05" } => object_restore::Restore;
GetObjectRetention(Object GET ["retention"] "oss:GetObjectRetention" GO2 "2026-05");
PutObjectRetention(Object PUT ["retention"] "oss:PutObjectRetention" GO2 "2026-05");
SealAppendObject { action: "oss:SealAppendObject", level: Object, methods: &[POST], selectors: selectors!["seal"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: ObjectForbidden, creates: Nothing,
    cloudbox: Never, drift: Free, source: GO2, as_of: "2026-05" } => object_seal::Seal;
GetSymlink { action: "oss:GetObject", level: Object, methods: &[GET], selectors: selectors!["symlink"], told_by: Head,
    on_version: Some("oss:GetObjectVersion"), also: &[], access: Read, lists: false, denied: ObjectForbidden,
    creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_symlink::Get;
PutSymlink { action: "oss:PutObject", level: Object, methods: &[PUT], selectors: selectors!["symlink"], told_by: Head,
    on_version: None, also: &[Tags, ObjectAcl], access: Write, lists: false, denied: ObjectForbidden, creates: Nothing,
    cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_symlink::Put;
DeleteObjectTagging { action: "oss:DeleteObjectTagging", level: Object, methods: &[DELETE],
    selectors: selectors!["tagging"], told_by: Head, on_version: Some("oss:DeleteObjectVersionTagging"), also: &[],
    access: Other, lists: false, denied: TaggingForbidden, creates: Nothing, cloudbox: Data, drift: Free, source: GO2,
    as_of: "2026-05" } => object_tagging::Delete;
GetObjectTagging { action: "oss:GetObjectTagging", level: Object, methods: &[GET], selectors: selectors!["tagging"],
    told_by: Head, on_version: Some("oss:GetObjectVersionTagging"), also: &[], access: Other, lists: false,
    denied: TaggingForbidden, creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_tagging::Get;
PutObjectTagging { action: "oss:PutObjectTagging", level: Object, methods: &[PUT], selectors: selectors!["tagging"],
    told_by: Head, on_version: Some("oss:PutObjectVersionTagging"), also: &[], access: Other, lists: false,
    denied: TaggingForbidden, creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_tagging::Put;
AbortMultipartUpload { action: "oss:AbortMultipartUpload", level: Object, methods: &[DELETE],
    selectors: selectors!["uploadId"], told_by: Head, on_version: None, also: &[], access: Other, lists: false,
    denied: ObjectForbidden, creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => multipart::Abort;
CompleteMultipartUpload { action: "oss:PutObject", level: Object, methods: &[POST], selectors: selectors!["uploadId"],
    told_by: Head, on_version: None, also: &[ObjectAcl], access: Write, lists: false, denied: ObjectForbidden,
    creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => multipart_complete::Complete;
ListParts { action: "oss:ListParts", level: Object, methods: &[GET], selectors: selectors!["uploadId"], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: ObjectForbidden, creates: Nothing, cloudbox: Data,
    drift: Free, source: GO2, as_of: "2026-05" } => multipart_list::Parts;
InitiateMultipartUpload { action: "oss:PutObject", level: Object, methods: &[POST], selectors: selectors!["uploads"],
    told_by: Head, on_version: None, also: &[Tags, ObjectAcl], access: Write, lists: false, denied: ObjectForbidden,
    creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => multipart::Initiate;
AsyncProcessObject(Object POST ["x-oss-async-process"] "oss:PostProcessTask" GO2 "2026-05");
ProcessObject(Object POST ["x-oss-process"] "oss:PostProcessTask" DR "2026-10");
PostObject { action: "oss:PutObject", level: Bucket, methods: &[POST], selectors: selectors![], told_by: InForm,
    on_version: None, also: &[Tags, ObjectAcl], access: Write, lists: false, denied: ObjectForbidden, creates: Nothing,
    cloudbox: Never, drift: Free, source: GHD, as_of: "2021-07" } => object_post::Post;
ListLiveChannel { action: "oss:ListLiveChannel", level: Bucket, methods: &[GET], selectors: selectors!["live"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Never, drift: Free, source: GO1, as_of: "2026-11" } => live_channel::List;
PutLiveChannel(Object PUT ["live"] "oss:PutLiveChannel" GO1 "2026-11");
GetLiveChannelInfo(Object GET ["live"] "oss:GetLiveChannel" GHD "2021-07");
DeleteLiveChannel(Object DELETE ["live"] "oss:DeleteLiveChannel" GO1 "2026-11");
PutLiveChannelStatus(Object PUT ["live", "status"] "oss:PutLiveChannelStatus" GO1 "2026-11");
GetLiveChannelStat(Object GET ["live", "comp" = "stat"] "oss:GetLiveChannelStat" GO1 "2026-11");
GetLiveChannelHistory(Object GET ["live", "comp" = "history"] "oss:GetLiveChannelHistory" GO1 "2026-11");
PostVodPlaylist(Object POST ["vod"] "oss:PostVodPlaylist" GO1 "2026-11");
GetVodPlaylist(Object GET ["vod"] "oss:GetVodPlaylist" GO1 "2026-11");
PutBucketQosInfo(Bucket PUT ["qosInfo"] "oss:PutBucketQosInfo" GO1 "2026-11");
GetBucketQosInfo { action: "oss:GetBucketQosInfo", level: Bucket, methods: &[GET], selectors: selectors!["qosInfo"],
    told_by: Head, on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing,
    cloudbox: Never, drift: Free, source: GO1, as_of: "2026-11" } => show::Show<bucket_qos::Get>;
DeleteBucketQosInfo(Bucket DELETE ["qosInfo"] "oss:DeleteBucketQosInfo" GO1 "2026-11");
CopyObject { action: "oss:PutObject", level: Object, methods: &[PUT], selectors: selectors![header "x-oss-copy-source"],
    told_by: Head, on_version: None, also: &[Tags, ObjectAcl], access: Write, lists: false, denied: ObjectForbidden,
    creates: Nothing, cloudbox: Data, drift: Free, source: GO2, as_of: "2026-05" } => object_copy::Copy;
UploadPartCopy { action: "oss:PutObject", level: Object, methods: &[PUT],
    selectors: selectors!["partNumber", "uploadId", header "x-oss-copy-source"], told_by: Head, on_version: None, also: &[],
    access: Write, lists: false, denied: ObjectForbidden, creates: Nothing, cloudbox: Data, drift: Free, source: GO2,
    as_of: "2026-05" } => multipart_copy::Copy;
InitUserAntiDDosInfo(Service PUT ["antiDDos"] "oss:InitUserAntiDDosInfo" DR "2026-10");
UpdateUserAntiDDosInfo(Service POST ["antiDDos"] "oss:UpdateUserAntiDDosInfo" DR "2026-10");
GetUserAntiDDosInfo(Service GET ["antiDDos"] "oss:GetUserAntiDDosInfo" DR "2026-10");
InitBucketAntiDDosInfo(Bucket PUT ["antiDDos"] "oss:InitBucketAntiDDosInfo" DR "2026-10");
UpdateBucketAntiDDosInfo(Bucket POST ["antiDDos"] "oss:UpdateBucketAntiDDosInfo" DR "2026-10");
ListBucketAntiDDosInfo(Bucket GET ["bucketAntiDDos"] "oss:ListBucketAntiDDosInfo" DR "2026-10");
PutBucketDataAccelerator(Bucket PUT ["dataAccelerator"] "oss:PutBucketDataAccelerator" DR "2026-10");
GetBucketDataAccelerator(Bucket GET ["dataAccelerator"] "oss:GetBucketDataAccelerator" DR "2026-10");
DeleteBucketDataAccelerator(Bucket DELETE ["dataAccelerator"] "oss:DeleteBucketDataAccelerator" DR "2026-10");
CreateJob(Service POST ["batchJob"] "oss:CreateJob" DR "2026-10-20");
DescribeJob(Service GET ["batchJob", "batchJobId"] "oss:DescribeJob" DR "2026-10-20");
UpdateJobPriority(Service PUT ["batchJob", "batchJobId"] "oss:UpdateJobPriority" DR "2026-10-20");
UpdateJobStatus(Service PUT ["batchJob", "batchJobId", "status"] "oss:UpdateJobStatus" DR "2026-10-20");
ListJobs(Service GET ["batchJob", "batchJobStatuses"] "oss:ListJobs" DR "2026-10-20");
ListAgenticBuckets(Service GET ["agenticBucket"] "oss:ListAgenticBuckets" DR "2026-09");
CreateAgenticBucket(Bucket PUT ["agenticBucket"] "oss:CreateAgenticBucket" DR "2026-09", creates: Perhaps);
GetAgenticBucket(Bucket GET ["agenticBucket"] "oss:GetAgenticBucket" DR "2026-09");
DeleteAgenticBucket(Bucket DELETE ["agenticBucket"] "oss:DeleteAgenticBucket" DR "2026-09");
PutAgenticBucketStatus(Bucket PUT ["agenticBucket", "status"] "oss:PutAgenticBucketStatus" DR "2026-09");
PutAgenticBucketAcl(Bucket PUT ["agenticBucket", "acl"] "oss:PutAgenticBucketAcl" DR "2026-09");
GetAgenticBucketAcl(Bucket GET ["agenticBucket", "acl"] "oss:GetAgenticBucketAcl" DR "2026-09");
PutAgenticBucketEncryption(Bucket PUT ["agenticBucket", "encryption"] "oss:PutAgenticBucketEncryption" DR "2026-09");
GetAgenticBucketEncryption(Bucket GET ["agenticBucket", "encryption"] "oss:GetAgenticBucketEncryption" DR "2026-09");
DeleteAgenticBucketEncryption(Bucket DELETE ["agenticBucket", "encryption"] "oss:DeleteAgenticBucketEncryption" DR "2026-09");
PutAgenticBucketVersioning(Bucket PUT ["agenticBucket", "versioning"] "oss:PutAgenticBucketVersioning" DR "2026-09");
GetAgenticBucketVersioning(Bucket GET ["agenticBucket", "versioning"] "oss:GetAgenticBucketVersioning" DR "2026-09");
PutAgenticBucketPolicy(Bucket PUT ["agenticBucket", "policy"] "oss:PutAgenticBucketPolicy" DR "2026-09");
GetAgenticBucketPolicy(Bucket GET ["agenticBucket", "policy"] "oss:GetAgenticBucketPolicy" DR "2026-09");
DeleteAgenticBucketPolicy(Bucket DELETE ["agenticBucket", "policy"] "oss:DeleteAgenticBucketPolicy" DR "2026-09");
PutAgenticBucketPublicAccessBlock(Bucket PUT ["agenticBucket", "publicAccessBlock"] "oss:PutAgenticBucketPublicAccessBlock" DR "2026-09");
GetAgenticBucketPublicAccessBlock(Bucket GET ["agenticBucket", "publicAccessBlock"] "oss:GetAgenticBucketPublicAccessBlock" DR "2026-09");
DeleteAgenticBucketPublicAccessBlock(Bucket DELETE ["agenticBucket", "publicAccessBlock"] "oss:DeleteAgenticBucketPublicAccessBlock" DR "2026-09");
ListBucketSpaces(Bucket GET ["agenticBucket", "bucketSpace"] "oss:ListBucketSpaces" DR "2026-09");
CreateBucketSpace(Bucket PUT ["bucketSpace"] "oss:CreateBucketSpace" DR "2026-09", creates: Perhaps);
DeleteBucketSpace(Bucket DELETE ["bucketSpace"] "oss:DeleteBucketSpace" DR "2026-09");
GetUserQosInfo(Service GET ["qosInfo"] "oss:GetUserQosInfo" GO1 "2026-11");
ListResourcePools(Service GET ["resourcePool"] "oss:ListResourcePools" GO1 "2026-11");
GetResourcePoolInfo(Service GET ["resourcePoolInfo", "resourcePool"] "oss:GetResourcePoolInfo" GO1 "2026-11");
ListResourcePoolBuckets(Service GET ["resourcePoolBuckets", "resourcePool"] "oss:ListResourcePoolBuckets" GO1 "2026-11");
PutResourcePoolRequesterQoSInfo(Service PUT ["requesterQosInfo", "qosRequester", "resourcePool"] "oss:PutResourcePoolRequesterQoSInfo" GO1 "2026-11");
GetResourcePoolRequesterQoSInfo(Service GET ["requesterQosInfo", "qosRequester", "resourcePool"] "oss:GetResourcePoolRequesterQoSInfo" GO1 "2026-11");
DeleteResourcePoolRequesterQoSInfo(Service DELETE ["requesterQosInfo", "qosRequester", "resourcePool"] "oss:DeleteResourcePoolRequesterQoSInfo" GO1 "2026-11");
ListResourcePoolRequesterQoSInfos(Service GET ["requesterQosInfo", "resourcePool"] "oss:ListResourcePoolRequesterQoSInfos" GO1 "2026-11");
ListResourcePoolBucketGroups(Service GET ["resourcePoolBucketGroup", "resourcePool"] "oss:ListResourcePoolBucketGroups" DR "2026-10");
PutResourcePoolBucketGroupQoSInfo(Service PUT ["resourcePoolBucketGroupQosInfo", "resourcePool", "resourcePoolBucketGroup"] "oss:PutResourcePoolBucketGroupQoSInfo" DR "2026-10");
GetResourcePoolBucketGroupQoSInfo(Service GET ["resourcePoolBucketGroupQosInfo", "resourcePool", "resourcePoolBucketGroup"] "oss:GetResourcePoolBucketGroupQoSInfo" DR "2026-10");
DeleteResourcePoolBucketGroupQoSInfo(Service DELETE ["resourcePoolBucketGroupQosInfo", "resourcePool", "resourcePoolBucketGroup"] "oss:DeleteResourcePoolBucketGroupQoSInfo" DR "2026-10");
ListResourcePoolBucketGroupQoSInfos(Service GET ["resourcePoolBucketGroupQoSInfo", "resourcePool"] "oss:ListResourcePoolBucketGroupQoSInfos" DR "2026-10");
PutBucketResourcePoolBucketGroup(Bucket PUT ["resourcePoolBucketGroup", "resourcePool"] "oss:PutBucketResourcePoolBucketGroup" DR "2026-10");
PutBucketRequesterQoSInfo(Bucket PUT ["requesterQosInfo", "qosRequester"] "oss:PutBucketRequesterQoSInfo" GO1 "2026-11");
GetBucketRequesterQoSInfo(Bucket GET ["requesterQosInfo", "qosRequester"] "oss:GetBucketRequesterQoSInfo" GO1 "2026-11");
DeleteBucketRequesterQoSInfo(Bucket DELETE ["requesterQosInfo", "qosRequester"] "oss:DeleteBucketRequesterQoSInfo" GO1 "2026-11");
ListBucketRequesterQoSInfos(Bucket GET ["requesterQosInfo"] "oss:ListBucketRequesterQoSInfos" GO1 "2026-11");
SetBucketStorageCapacity(Bucket PUT ["qos"] "oss:SetBucketStorageCapacity" JV1 "2026-11");
GetBucketStorageCapacity(Bucket GET ["qos"] "oss:GetBucketStorageCapacity" JV1 "2026-11");
PutBucketCallbackPolicy(Bucket PUT ["policy", "comp" = "callback"] "oss:PutBucketCallbackPolicy" JV1 "2026-11");
GetBucketCallbackPolicy(Bucket GET ["policy", "comp" = "callback"] "oss:GetBucketCallbackPolicy" JV1 "2026-11");
DeleteBucketCallbackPolicy(Bucket DELETE ["policy", "comp" = "callback"] "oss:DeleteBucketCallbackPolicy" JV1 "2026-11");
PutBucketResponseHeader(Bucket PUT ["responseHeader"] "oss:PutBucketResponseHeader" GO1 "2026-11");
GetBucketResponseHeader(Bucket GET ["responseHeader"] "oss:GetBucketResponseHeader" GO1 "2026-11");
DeleteBucketResponseHeader(Bucket DELETE ["responseHeader"] "oss:DeleteBucketResponseHeader" GO1 "2026-11");
PutAsyncFetchTask(Bucket POST ["asyncFetch"] "oss:PutAsyncFetchTask" JV1 "2026-11");
GetAsyncFetchTask(Bucket GET ["asyncFetch"] "oss:GetAsyncFetchTask" JV1 "2026-11");
CreateVpcip(Service POST ["vpcip"] "oss:CreateVpcip" JV1 "2026-11");
ListVpcip(Service GET ["vpcip"] "oss:ListVpcip" JV1 "2026-11");
DeleteVpcip(Service DELETE ["vpcip"] "oss:DeleteVpcip" JV1 "2026-11");
CreateBucketVpcip(Bucket POST ["vip", "comp" = "add"] "oss:CreateBucketVpcip" JV1 "2026-11");
GetBucketVpcip(Bucket GET ["vip"] "oss:GetBucketVpcip" JV1 "2026-11");
DeleteBucketVpcip(Bucket POST ["vip", "comp" = "delete"] "oss:DeleteBucketVpcip" JV1 "2026-11");
PutBucketProcess(Bucket PUT ["processConfiguration"] "oss:PutBucketProcess" JV1 "2026-11");
GetBucketProcess(Bucket GET ["processConfiguration"] "oss:GetBucketProcess" JV1 "2026-11");
PutBucketImage(Bucket PUT ["img"] "oss:PutBucketImage" JV1 "2026-11");
GetBucketImage(Bucket GET ["img"] "oss:GetBucketImage" JV1 "2026-11");
DeleteBucketImage(Bucket DELETE ["img"] "oss:DeleteBucketImage" JV1 "2026-11");
ListBucketsInRegions(Service GET ["regionList"] "oss:ListBucketsInRegions" GO1 "2026-11");
GetBucketReplicationProgressAll(Bucket GET ["replicationProgress"] "oss:GetBucketReplicationProgress" GHD "2021-07");
HeadBucket { action: "oss:GetBucketInfo", level: Bucket, methods: &[HEAD], selectors: selectors![], told_by: Head,
    on_version: None, also: &[], access: Read, lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never,
    drift: Free, source: JV1, as_of: "2026-11" } => show::Show<bucket_info::Head>;
// As OptionObject.
OptionBucket { action: "oss:OptionBucket", level: Bucket, methods: &[OPTIONS], selectors: selectors![], told_by: Head,
    on_version: None, also: &[], access: Other, lists: false, denied: NotYourBucket, creates: Nothing, cloudbox: Never,
    drift: Free, source: GO1, as_of: "2026-11" } => show::Show<bucket_cors::Preflight>;
CreateDirectory(Object POST ["x-oss-dir"] "oss:PutObject" JV1 "2026-11");
DeleteDirectory(Object POST ["x-oss-delete"] "oss:DeleteObject" JV1 "2026-11");
Rename(Object POST ["x-oss-rename"] "oss:PutObject" JV1 "2026-11");
SelectObject(Object POST ["x-oss-process" ^ "csv/select"] "oss:GetObject" GHD "2021-07");
CreateSelectObjectMeta(Object POST ["x-oss-process" ^ "csv/meta"] "oss:PutObject" GHD "2021-07");
CreateDataset(Bucket POST ["metaQuery", "action" = "createDataset"] "oss:CreateDataset" PY2 "2026-11");
GetDataset(Bucket POST ["metaQuery", "action" = "getDataset"] "oss:GetDataset" PY2 "2026-11");
UpdateDataset(Bucket POST ["metaQuery", "action" = "updateDataset"] "oss:UpdateDataset" PY2 "2026-11");
DeleteDataset(Bucket POST ["metaQuery", "action" = "deleteDataset"] "oss:DeleteDataset" PY2 "2026-11");
ListDatasets(Bucket POST ["metaQuery", "action" = "listDatasets"] "oss:ListDatasets" PY2 "2026-11");
SimpleQuery(Bucket POST ["metaQuery", "action" = "simpleQuery"] "oss:SimpleQuery" PY2 "2026-11");
SemanticQuery(Bucket POST ["metaQuery", "action" = "semanticQuery"] "oss:SemanticQuery" PY2 "2026-11");
PutDataPipelineConfiguration(Service POST ["dataPipeline", "action" = "putDataPipelineConfiguration"] "oss:PutDataPipelineConfiguration" DR "2026-10");
GetDataPipelineConfiguration(Service POST ["dataPipeline", "action" = "getDataPipelineConfiguration"] "oss:GetDataPipelineConfiguration" DR "2026-10");
ListDataPipelineConfigurations(Service POST ["dataPipeline", "action" = "listDataPipelineConfigurations"] "oss:ListDataPipelineConfigurations" DR "2026-10");
DeleteDataPipelineConfiguration(Service POST ["dataPipeline", "action" = "deleteDataPipelineConfiguration"] "oss:DeleteDataPipelineConfiguration" DR "2026-10");
CreateUdf(Service POST ["udf"] "oss:CreateUdf" JV1 "2026-11");
ListUdfs(Service GET ["udf"] "oss:ListUdfs" JV1 "2026-11");
GetUdf(Service GET ["udf", "udfName"] "oss:GetUdf" JV1 "2026-11");
DeleteUdf(Service DELETE ["udf", "udfName"] "oss:DeleteUdf" JV1 "2026-11");
UploadUdfImage(Service POST ["udfImage"] "oss:UploadUdfImage" JV1 "2026-11");
GetUdfImage(Service GET ["udfImage"] "oss:GetUdfImage" JV1 "2026-11");
DeleteUdfImage(Service DELETE ["udfImage"] "oss:DeleteUdfImage" JV1 "2026-11");
ListUdfApplications(Service GET ["udfApplication"] "oss:ListUdfApplications" JV1 "2026-11");
CreateUdfApplication(Service POST ["udfApplication", "comp" = "create"] "oss:CreateUdfApplication" JV1 "2026-11");
GetUdfApplication(Service GET ["udfApplication", "udfName"] "oss:GetUdfApplication" JV1 "2026-11");
DeleteUdfApplication(Service DELETE ["udfApplication", "udfName"] "oss:DeleteUdfApplication" JV1 "2026-11");
UpgradeUdfApplication(Service POST ["udfApplication", "comp" = "upgrade"] "oss:UpgradeUdfApplication" JV1 "2026-11");
ResizeUdfApplication(Service POST ["udfApplication", "comp" = "resize"] "oss:ResizeUdfApplication" JV1 "2026-11");
GetUdfApplicationLog(Service GET ["udfApplicationLog"] "oss:GetUdfApplicationLog" JV1 "2026-11");
}
// Other forms of the requests above.
forms {
SelectObject: Object POST ["x-oss-process" ^ "json/select"];
CreateSelectObjectMeta: Object POST ["x-oss-process" ^ "json/meta"];
DoMetaQueryAction: Bucket POST ["MetaQuery"];
ListAccessPoints: Service GET ["accessPoint"];
ListBuckets: Service GET ["tagging"];
GetAccessPoint: Bucket GET ["accessPoint", "x-oss-access-point-name"];
DeleteAccessPoint: Bucket DELETE ["accessPoint"];
CreateDataset: Bucket POST ["MetaQuery", "action" = "createDataset"];
GetDataset: Bucket POST ["MetaQuery", "action" = "getDataset"];
UpdateDataset: Bucket POST ["MetaQuery", "action" = "updateDataset"];
DeleteDataset: Bucket POST ["MetaQuery", "action" = "deleteDataset"];
ListDatasets: Bucket POST ["MetaQuery", "action" = "listDatasets"];
SimpleQuery: Bucket POST ["MetaQuery", "action" = "simpleQuery"];
SemanticQuery: Bucket POST ["MetaQuery", "action" = "semanticQuery"];
GetAccessPointPublicAccessBlock: Bucket GET ["publicAccessBlock", header "x-oss-access-point-name"];
GetAccessPointPolicy: Bucket GET ["accessPointPolicy"];
PutAccessPointPublicAccessBlock: Bucket PUT ["publicAccessBlock", header "x-oss-access-point-name"];
PutAccessPointPolicy: Bucket PUT ["accessPointPolicy"];
DeleteAccessPointPublicAccessBlock: Bucket DELETE ["publicAccessBlock", header "x-oss-access-point-name"];
DeleteAccessPointPolicy: Bucket DELETE ["accessPointPolicy"];
}
// Below `oss-vectors.aliyuncs.com`, a service of its own with buckets of its own.
vectors {
ListVectorBuckets(Service GET [] "oss:ListVectorBuckets" GO2 "2026-05");
PutVectorBucket(Bucket PUT [] "oss:PutVectorBucket" GO2 "2026-05");
DeleteVectorBucket(Bucket DELETE [] "oss:DeleteVectorBucket" GO2 "2026-05");
GetVectorBucket(Bucket GET ["bucketInfo"] "oss:GetVectorBucket" GO2 "2026-05");
PutVectorIndex(Bucket POST ["putVectorIndex"] "oss:PutVectorIndex" GO2 "2026-05");
GetVectorIndex(Bucket POST ["getVectorIndex"] "oss:GetVectorIndex" GO2 "2026-05");
ListVectorIndexes(Bucket POST ["listVectorIndexes"] "oss:ListVectorIndexes" GO2 "2026-05");
DeleteVectorIndex(Bucket POST ["deleteVectorIndex"] "oss:DeleteVectorIndex" GO2 "2026-05");
PutVectors(Bucket POST ["putVectors"] "oss:PutVectors" GO2 "2026-05");
GetVectors(Bucket POST ["getVectors"] "oss:GetVectors" GO2 "2026-05");
ListVectors(Bucket POST ["listVectors"] "oss:ListVectors" GO2 "2026-05");
DeleteVectors(Bucket POST ["deleteVectors"] "oss:DeleteVectors" GO2 "2026-05");
QueryVectors(Bucket POST ["queryVectors"] "oss:QueryVectors" GO2 "2026-05");
PutVectorBucketLogging(Bucket PUT ["logging"] "oss:PutVectorBucketLogging" GO2 "2026-05");
GetVectorBucketLogging(Bucket GET ["logging"] "oss:GetVectorBucketLogging" GO2 "2026-05");
DeleteVectorBucketLogging(Bucket DELETE ["logging"] "oss:DeleteVectorBucketLogging" GO2 "2026-05");
}
// Below `oss-tables.aliyuncs.com`, a service of its own; a star stands for one segment of the path.
tables {
CreateTableBucket: PUT "buckets" GO2 "2026-05";
ListTableBuckets: GET "buckets" GO2 "2026-05";
GetTableBucket: GET "buckets/*" GO2 "2026-05";
DeleteTableBucket: DELETE "buckets/*" GO2 "2026-05";
PutTableBucketEncryption: PUT "buckets/*/encryption" GO2 "2026-05";
GetTableBucketEncryption: GET "buckets/*/encryption" GO2 "2026-05";
DeleteTableBucketEncryption: DELETE "buckets/*/encryption" GO2 "2026-05";
GetTableBucketMaintenanceConfiguration: GET "buckets/*/maintenance" GO2 "2026-05";
PutTableBucketMaintenanceConfiguration: PUT "buckets/*/maintenance/*" GO2 "2026-05";
PutTableBucketPolicy: PUT "buckets/*/policy" GO2 "2026-05";
GetTableBucketPolicy: GET "buckets/*/policy" GO2 "2026-05";
DeleteTableBucketPolicy: DELETE "buckets/*/policy" GO2 "2026-05";
CreateNamespace: PUT "namespaces/*" GO2 "2026-05";
ListNamespaces: GET "namespaces/*" GO2 "2026-05";
GetNamespace: GET "namespaces/*/*" GO2 "2026-05";
DeleteNamespace: DELETE "namespaces/*/*" GO2 "2026-05";
CreateTable: PUT "tables/*/*" GO2 "2026-05";
ListTables: GET "tables/*" GO2 "2026-05";
GetTable: GET "get-table" GO2 "2026-05";
DeleteTable: DELETE "tables/*/*/*" GO2 "2026-05";
RenameTable: PUT "tables/*/*/*/rename" GO2 "2026-05";
GetTableEncryption: GET "tables/*/*/*/encryption" GO2 "2026-05";
GetTableMaintenanceConfiguration: GET "tables/*/*/*/maintenance" GO2 "2026-05";
PutTableMaintenanceConfiguration: PUT "tables/*/*/*/maintenance/*" GO2 "2026-05";
GetTableMaintenanceJobStatus: GET "tables/*/*/*/maintenance-job-status" GO2 "2026-05";
GetTableMetadataLocation: GET "tables/*/*/*/metadata-location" GO2 "2026-05";
UpdateTableMetadataLocation: PUT "tables/*/*/*/metadata-location" GO2 "2026-05";
PutTablePolicy: PUT "tables/*/*/*/policy" GO2 "2026-05";
GetTablePolicy: GET "tables/*/*/*/policy" GO2 "2026-05";
DeleteTablePolicy: DELETE "tables/*/*/*/policy" GO2 "2026-05";
}
}};
}
pub(super) use list;
