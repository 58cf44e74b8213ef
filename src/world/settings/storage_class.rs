//! The storage class of a bucket.

use std::fmt;

use super::setting::{FormError, Setting, SettingContext, named};
use crate::ram::wire_names;

wire_names! {
    /// The storage class of a bucket.
    StorageClass {
        /// `Standard`.
        #[default]
        Standard = "Standard",
        /// `IA`, infrequent access.
        InfrequentAccess = "IA",
        /// `Archive`.
        Archive = "Archive",
        /// `ColdArchive`.
        ColdArchive = "ColdArchive",
        /// `DeepColdArchive`.
        DeepColdArchive = "DeepColdArchive",
    }
}

/// The only storage class of buckets and objects on a CloudBox.
pub(crate) const CLOUDBOX_STORAGE_CLASS: StorageClass = StorageClass::Standard;

/// The storage class.
pub(crate) struct BucketClass;

impl Setting for BucketClass {
    type Value = StorageClass;
    type Form = String;

    const FACT: &'static str = "class";

    fn shown(class: &StorageClass) -> String {
        class.to_string()
    }

    fn in_line(_: &StorageClass) -> bool {
        true
    }

    fn form(class: &StorageClass) -> Option<String> {
        (*class != StorageClass::default()).then(|| class.to_string())
    }

    fn read(name: &String) -> Result<StorageClass, FormError> {
        let all = "`Standard`, `IA`, `Archive`, `ColdArchive` and `DeepColdArchive`";
        named(name, StorageClass::from_wire, "a storage class", all)
    }

    fn check(class: &StorageClass, context: &SettingContext<'_>) -> Result<(), FormError> {
        match context.on_cloudbox("has no storage class but `Standard`") {
            Some(problem) if *class != CLOUDBOX_STORAGE_CLASS => Err(FormError::new("", problem)),
            _ => Ok(()),
        }
    }
}
