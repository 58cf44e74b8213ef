//! The state of a fake: accounts, RAM users, AccessKeys, buckets. It uses neither HTTP nor XML.
//!
//! Everything big is in an `Arc` that is copied on write, so a snapshot or a fork only increments a few reference counts.

mod access_log;
mod account;
mod bucket;
mod bucket_name;
mod buckets;
#[cfg(feature = "state")]
mod changes;
mod cloudbox;
mod cloudboxes;
mod due;
mod facts;
pub(crate) mod hash;
mod index;
mod inventory;
mod kms;
mod kms_keys;
mod lifecycle;
mod lookup;
mod new_buckets;
mod object;
mod replication;
mod retention;
mod service_role;
mod service_write;
#[cfg_attr(not(feature = "world-file"), expect(dead_code, reason = "world files read and write forms"))]
pub(crate) mod settings;
mod state;

pub(crate) use access_log::WaitingLines;
pub use access_log::{AccessLog, AccessLogError, AccessLogLine};
pub(crate) use account::{
    AccountIx, Holder, RoleIx, Session, SessionRole, StoredAccessKey, StoredAccount, StoredRamUser, StoredRole,
    UserGroup, UserIx,
};
pub(crate) use bucket::StoredBucket;
pub(crate) use bucket_name::is_bucket_name;
#[cfg(feature = "state")]
pub(crate) use changes::differing;
pub(crate) use cloudbox::{Place, StoredCloudBox};
pub use due::{DueAction, DueKind, DueReport, DueStep, NextDue};
pub(crate) use facts::{Fact, Thing};
pub(crate) use inventory::{InventoryProblem, Manifest, list_folder};
#[cfg(feature = "control")]
pub(crate) use kms::LEDGER_CAPACITY;
pub(crate) use kms::{DEFAULT_ALIAS as DEFAULT_KMS_ALIAS, Kms, KmsCalls, KmsUse, StoredKmsKey, is_key_id};
pub use kms::{KmsAction, KmsCall, KmsKeyState, KmsRefusal, KmsService};
pub(crate) use lifecycle::LifecycleAgenda;
pub use lifecycle::LifecycleForecast;
pub(crate) use new_buckets::NewBuckets;
#[cfg(feature = "world-file")]
pub(crate) use object::Draft;
pub(crate) use object::{
    Archived, Deleted, ETag, EntityTag, ExtraParts, Found, Kept, KeyProblem, Listing, MARKER_COST, MAX_KEY, MAX_PART,
    MAX_UPLOADS, MAX_USER_META, ObjectHeaders, Objects, Page, Part, ReplicaOrigin, Restoration, RestorePriority,
    SharedObject, StoredObject, StoredUpload, USER_META, UploadPage, Uploads, Version, VersionId, VersionPage,
    check_key, is_user_meta_name,
};
pub use object::{ObjectEncryption, ObjectType};
pub(crate) use replication::{
    Closed, KmsObjects, ReplicationProblem, Replications, has_rtc, is_abroad, locations, may_have_rtc,
};
pub use replication::{
    NotReplicated, Replication, ReplicationAction, ReplicationError, ReplicationReport, ReplicationResult,
    ReplicationRule, ReplicationStatus, ReplicationStep, TransferType,
};
pub use retention::Retention;
pub use service_role::RoleRefusal;
pub(crate) use service_role::{Deed, ServiceRole};
pub use service_write::NotWritten;
pub(crate) use service_write::ServiceWrite;
pub(crate) use settings::{
    AttachedPolicy, BucketClass, BucketCors, BucketEncryption, BucketLogging, BucketRedundancy, BucketSettings,
    CLOUDBOX_STORAGE_CLASS, CnameToken, CorsFlaw, CorsHit, CorsRequest, CorsRuleError, DEFAULT_GROUP, EachSetting,
    ExpirationForm, IncludedVersions, InventoryFilter, LifecycleExpiration, LifecycleNot, LifecycleProblem,
    LifecycleTag, LifecycleTime, LifecycleTransition, MAX_LOG_FIELDS, MAX_SIZE_BOUND, MAX_WORM_DAYS, MirrorHeaders,
    NamedValue, NoncurrentForm, NotForm, RuleForm, RuleProblem, SMALL_FILE, Setting, SettingContext, StoredLifecycle,
    StoredWorm, TagForm, Tags, TimeForm, TransitionForm, check_lifecycle, check_overwrite_rules, check_worm_days,
    is_flag, is_inventory_id, is_key_prefix, is_option, is_resource_group,
};
#[cfg(feature = "world-file")]
pub(crate) use settings::{BucketAcl, EncryptionForm, FormError, for_each_setting};
pub use settings::{
    CipherSuites, Cors, CorsMethod, CorsOutcome, CorsRule, DataEncryption, EncryptionRule, HttpsConfig, Inventory,
    InventoryField, InventoryFrequency, KmsKeyId, LifecycleRule, LogFields, Logging, OverwriteRule, Payer,
    RedirectType, Redundancy, RoutingRule, StorageClass, SubDirs, TlsVersion, Versioning, Website, Worm, WormState,
};
pub(crate) use state::{BoundDomain, Conflict, World};
