//! The data redundancy type of a bucket.

use std::fmt;

use super::setting::{FormError, Setting, SettingContext, named};
use crate::ram::wire_names;

wire_names! {
    /// The data redundancy type of a bucket.
    Redundancy {
        /// `LRS`, locally redundant.
        #[default]
        Local = "LRS",
        /// `ZRS`, zone-redundant.
        Zone = "ZRS",
    }
}

/// The data redundancy type.
pub(crate) struct BucketRedundancy;

impl Setting for BucketRedundancy {
    type Value = Redundancy;
    type Form = String;

    const FACT: &'static str = "redundancy";

    fn shown(redundancy: &Redundancy) -> String {
        redundancy.to_string()
    }

    fn in_line(_: &Redundancy) -> bool {
        true
    }

    fn form(redundancy: &Redundancy) -> Option<String> {
        (*redundancy != Redundancy::default()).then(|| redundancy.to_string())
    }

    fn read(name: &String) -> Result<Redundancy, FormError> {
        named(name, Redundancy::from_wire, "a data redundancy type", "`LRS` and `ZRS`")
    }

    fn check(redundancy: &Redundancy, context: &SettingContext<'_>) -> Result<(), FormError> {
        match context.on_cloudbox("has no data redundancy type but `LRS`") {
            Some(problem) if *redundancy != Redundancy::Local => Err(FormError::new("", problem)),
            _ => Ok(()),
        }
    }
}
