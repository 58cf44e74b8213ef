//! The settings of a bucket: one list, and a file for each setting.
//!
//! The list defines the fields, the facts of snapshots and differences, and the keys of a bucket in world files.

mod acceleration;
mod access_monitor;
mod acl;
mod archive_direct_read;
mod block_public_access;
mod cname;
mod cors;
mod cors_match;
mod encryption;
mod https;
mod inventory;
mod inventory_filter;
mod lifecycle;
mod lifecycle_check;
mod lifecycle_form;
mod lifecycle_overlap;
mod lifecycle_problem;
mod logging;
mod overwrite;
mod policy;
mod redundancy;
mod referer;
mod request_payment;
mod resource_group;
mod routing_rule;
mod serde_encryption;
mod serde_moment;
mod setting;
mod storage_class;
mod tags;
mod versioning;
mod website;
mod worm;

use jiff::Timestamp;

use super::NewBuckets;

pub(crate) use acceleration::Acceleration;
pub(crate) use access_monitor::AccessMonitor;
pub(crate) use acl::BucketAcl;
pub(crate) use archive_direct_read::ArchiveDirectRead;
pub(crate) use block_public_access::BucketBlock;
pub(crate) use cname::{CnameToken, CnameTokens, VerifiedDomains};
pub(crate) use cors::{BucketCors, CorsFlaw, CorsRuleError};
pub use cors::{Cors, CorsMethod, CorsRule};
pub use cors_match::CorsOutcome;
pub(crate) use cors_match::{CorsHit, CorsRequest};
pub(crate) use encryption::BucketEncryption;
#[cfg(feature = "world-file")]
pub(crate) use encryption::EncryptionForm;
pub use encryption::{DataEncryption, EncryptionRule, KmsKeyId};
pub(crate) use https::BucketHttps;
pub use https::{CipherSuites, HttpsConfig, TlsVersion};
pub(crate) use inventory::{IncludedVersions, Inventories, MAX_INVENTORIES, is_inventory_id};
pub use inventory::{Inventory, InventoryField, InventoryFrequency};
pub(crate) use inventory_filter::{InventoryFilter, MAX_SIZE_BOUND, is_key_prefix};
pub use lifecycle::LifecycleRule;
pub(crate) use lifecycle::{
    LifecycleExpiration, LifecycleNot, LifecycleTag, LifecycleTime, LifecycleTransition, SMALL_FILE, StoredLifecycle,
};
pub(crate) use lifecycle_check::check_lifecycle;
pub(crate) use lifecycle_form::{
    BucketLifecycle, ExpirationForm, NoncurrentForm, NotForm, RuleForm, TagForm, TimeForm, TransitionForm,
};
pub(crate) use lifecycle_problem::LifecycleProblem;
pub(crate) use logging::{BucketLogging, MAX_LOG_FIELDS, UserDefinedLogFields};
pub use logging::{LogFields, Logging};
pub use overwrite::OverwriteRule;
pub(crate) use overwrite::{OverwriteConfig, check_overwrite_rules};
pub(crate) use policy::AttachedPolicy;
pub(crate) use redundancy::BucketRedundancy;
pub use redundancy::Redundancy;
pub(crate) use referer::BucketReferer;
pub use request_payment::Payer;
pub(crate) use request_payment::RequestPayment;
pub(crate) use resource_group::{BucketGroup, DEFAULT_GROUP, is_resource_group};
pub(crate) use routing_rule::{MirrorHeaders, NamedValue, RuleProblem, is_flag, is_option};
pub use routing_rule::{RedirectType, RoutingRule};
#[cfg(feature = "world-file")]
pub(crate) use setting::FormError;
pub(crate) use setting::{Setting, SettingContext};
pub use storage_class::StorageClass;
pub(crate) use storage_class::{BucketClass, CLOUDBOX_STORAGE_CLASS};
pub(crate) use tags::{BucketTags, Tags};
pub(crate) use versioning::BucketVersioning;
pub use versioning::Versioning;
pub(crate) use website::BucketWebsite;
pub use website::{SubDirs, Website};
pub(crate) use worm::{BucketWorm, MAX_WORM_DAYS, StoredWorm, check_worm_days};
pub use worm::{Worm, WormState};

/// Hands the list of the settings to a macro, in the order in which they are shown and written. Each has its key in world
/// files, which is also the name of its field.
macro_rules! for_each_setting {
    ($then:ident) => {
        $then! {
            acl: $crate::world::settings::BucketAcl,
            storage_class: $crate::world::settings::BucketClass,
            redundancy: $crate::world::settings::BucketRedundancy,
            encryption: $crate::world::settings::BucketEncryption,
            resource_group: $crate::world::settings::BucketGroup,
            block_public_access: $crate::world::settings::BucketBlock,
            policy: $crate::world::settings::AttachedPolicy,
            tags: $crate::world::settings::BucketTags,
            versioning: $crate::world::settings::BucketVersioning,
            request_payment: $crate::world::settings::RequestPayment,
            cors: $crate::world::settings::BucketCors,
            access_monitor: $crate::world::settings::AccessMonitor,
            archive_direct_read: $crate::world::settings::ArchiveDirectRead,
            https_config: $crate::world::settings::BucketHttps,
            overwrite_config: $crate::world::settings::OverwriteConfig,
            cname_tokens: $crate::world::settings::CnameTokens,
            verified_domains: $crate::world::settings::VerifiedDomains,
            transfer_acceleration: $crate::world::settings::Acceleration,
            referer: $crate::world::settings::BucketReferer,
            website: $crate::world::settings::BucketWebsite,
            inventory: $crate::world::settings::Inventories,
            lifecycle: $crate::world::settings::BucketLifecycle,
            worm: $crate::world::settings::BucketWorm,
            logging: $crate::world::settings::BucketLogging,
            user_defined_log_fields: $crate::world::settings::UserDefinedLogFields,
        }
    };
}
#[cfg(feature = "world-file")]
pub(crate) use for_each_setting;

/// Work that is done for every setting of a bucket, in the order of the list.
pub(crate) trait EachSetting {
    fn setting<S: Setting>(&mut self, key: &'static str, value: &S::Value);
}

macro_rules! bucket_settings {
    ($($key:ident: $setting:ty,)+) => {
        /// The settings of a bucket. They are shared: a request that holds its bucket copies none of them when it writes an
        /// object.
        #[derive(Debug, Clone, PartialEq, Default)]
        pub(crate) struct BucketSettings {
            $(pub $key: <$setting as Setting>::Value,)+
        }

        impl BucketSettings {
            /// The keys of the settings in world files.
            #[cfg(feature = "control")]
            pub const KEYS: &'static [&'static str] = &[$(stringify!($key)),+];

            /// The settings of a new bucket.
            pub fn new_in(defaults: NewBuckets) -> Self {
                Self { $($key: <$setting>::new_in(defaults),)+ }
            }

            /// Sets the setting with this key to that of a new bucket; another key changes nothing.
            #[cfg(feature = "control")]
            pub fn reset(&mut self, key: &str, defaults: NewBuckets) {
                match key {
                    $(stringify!($key) => self.$key = <$setting>::new_in(defaults),)+
                    _ => {}
                }
            }

            /// Lets the work of every setting begin at this moment, unless the setting says until when it was done.
            #[cfg(feature = "world-file")]
            pub fn begin(&mut self, now: Timestamp) {
                $(<$setting>::begin(&mut self.$key, now);)+
            }

            /// Takes back what was done after this moment. Returns `true` if there was any.
            pub fn go_back(&mut self, now: Timestamp) -> bool {
                let mut any = false;
                $(any |= <$setting>::go_back(&mut self.$key, now);)+
                any
            }

            /// Does something for every setting.
            pub fn each(&self, work: &mut impl EachSetting) {
                $(work.setting::<$setting>(stringify!($key), &self.$key);)+
            }
        }
    };
}
for_each_setting!(bucket_settings);
