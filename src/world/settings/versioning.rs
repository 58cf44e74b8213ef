//! The state of versioning of a bucket.

use std::fmt;

use super::setting::{FormError, Setting, named};
use crate::ram::wire_names;

wire_names! {
    /// The state of versioning of a bucket. Versioning that was once enabled can only be suspended.
    Versioning {
        /// Every write creates a version.
        #[default]
        Enabled = "Enabled",
        /// Writes replace the version `null`, and other versions stay.
        Suspended = "Suspended",
    }
}

/// The state of versioning; `None` if versions were never kept.
pub(crate) struct BucketVersioning;

impl Setting for BucketVersioning {
    type Value = Option<Versioning>;
    type Form = String;

    const FACT: &'static str = "versioning";

    fn shown(versioning: &Option<Versioning>) -> String {
        versioning.map_or("none", Versioning::as_str).to_owned()
    }

    fn form(versioning: &Option<Versioning>) -> Option<String> {
        versioning.map(|versioning| versioning.to_string())
    }

    fn read(name: &String) -> Result<Option<Versioning>, FormError> {
        let all = "`Enabled` and `Suspended`; leave it out where versions were never kept";
        named(name, Versioning::from_wire, "a state of versioning", all).map(Some)
    }
}
