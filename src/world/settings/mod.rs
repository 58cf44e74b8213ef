//! The settings of a bucket: one list, and one file for each.
//!
//! The list makes the fields, the facts of snapshots and differences, and the keys of a bucket in world files.

mod acl;
mod block_public_access;
mod encryption;
mod policy;
mod redundancy;
mod request_payment;
mod resource_group;
mod storage_class;
mod tags;
mod versioning;

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Bucket, NewBuckets, World};

pub(crate) use acl::BucketAcl;
pub(crate) use block_public_access::BucketBlock;
pub(crate) use encryption::BucketEncryption;
#[cfg(feature = "world-file")]
pub(crate) use encryption::EncryptionForm;
pub use encryption::{DataEncryption, EncryptionRule, KmsKeyId};
pub(crate) use policy::AttachedPolicy;
pub(crate) use redundancy::BucketRedundancy;
pub use redundancy::Redundancy;
pub use request_payment::Payer;
pub(crate) use request_payment::RequestPayment;
pub(crate) use resource_group::{BucketGroup, is_resource_group};
pub(crate) use storage_class::BucketClass;
pub use storage_class::StorageClass;
pub(crate) use tags::BucketTags;
pub(crate) use versioning::BucketVersioning;

/// Hands the list of the settings to a macro: each with its key in world files, which is also the name of its field, in the
/// order in which they are shown and written.
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
        }
    };
}
#[cfg(feature = "world-file")]
pub(crate) use for_each_setting;

/// A setting of a bucket. It knows neither HTTP nor XML.
pub(crate) trait Setting {
    /// The value that a bucket has.
    type Value: fmt::Debug + Clone + PartialEq + Default;
    /// The value as world files have it.
    type Form: fmt::Debug + Clone + Serialize + DeserializeOwned;

    /// The name of the fact in snapshots and cases.
    const FACT: &'static str;

    /// The value of a new bucket.
    fn new_in(_: NewBuckets) -> Self::Value {
        Self::Value::default()
    }

    /// The value as facts show it.
    fn shown(value: &Self::Value) -> String;

    /// The whole value, if facts show a part of it.
    fn exact(_: &Self::Value) -> Option<String> {
        None
    }

    /// Returns `true` if the line of the bucket has the fact.
    fn in_line(value: &Self::Value) -> bool {
        *value != Self::Value::default()
    }

    /// The value as world files have it; `None` if they leave it out.
    fn form(value: &Self::Value) -> Option<Self::Form>;

    /// Reads the value from its form.
    fn read(form: &Self::Form) -> Result<Self::Value, FormError>;

    /// Checks that a bucket can have the value.
    fn check(_: &Self::Value, _: &Bucket, _: &World) -> Result<(), FormError> {
        Ok(())
    }
}

/// A mistake in the form of a value, with the path of the part that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormError {
    /// Such as `Statement[0].Action`; empty for the whole form.
    pub path: String,
    /// `true` if the path goes on within a text that is JSON.
    pub in_json: bool,
    pub problem: String,
}

impl FormError {
    pub fn new(path: &str, problem: impl Into<String>) -> Self {
        Self { path: path.to_owned(), in_json: false, problem: problem.into() }
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

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
            #[cfg(all(test, feature = "control"))]
            pub const KEYS: &'static [&'static str] = &[$(stringify!($key)),+];

            /// The settings of a new bucket.
            pub fn new_in(defaults: NewBuckets) -> Self {
                Self { $($key: <$setting>::new_in(defaults),)+ }
            }

            /// Does something for every setting.
            pub fn each(&self, work: &mut impl EachSetting) {
                $(work.setting::<$setting>(stringify!($key), &self.$key);)+
            }
        }
    };
}
for_each_setting!(bucket_settings);

/// Reads a name on the wire.
fn named<T>(text: &str, from_wire: fn(&str) -> Option<T>, what: &str, all: &str) -> Result<T, FormError> {
    from_wire(text).ok_or_else(|| FormError::new("", format!("`{text}` is not {what}: there are {all}")))
}

/// The problem of a value that no bucket on a CloudBox has; `None` for a bucket of a region.
fn on_cloudbox(bucket: &Bucket, rule: &str) -> Option<String> {
    let id = bucket.cloudbox.as_ref()?;
    Some(format!("the bucket `{}` is on the CloudBox `{id}`, which {rule}", bucket.name))
}
