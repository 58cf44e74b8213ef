//! The block of public access to a bucket.

use super::setting::{FormError, Setting};
use crate::world::NewBuckets;

/// `true` if public ACLs and policies grant nothing.
pub(crate) struct BucketBlock;

impl Setting for BucketBlock {
    type Value = bool;
    type Form = bool;

    const FACT: &'static str = "public access";

    fn new_in(defaults: NewBuckets) -> bool {
        defaults.blocked
    }

    fn shown(blocked: &bool) -> String {
        if *blocked { "blocked" } else { "not blocked" }.to_owned()
    }

    fn in_line(blocked: &bool) -> bool {
        !*blocked
    }

    /// The value, which is always written: the default depends on the fake that reads the file.
    fn form(blocked: &bool) -> Option<bool> {
        Some(*blocked)
    }

    fn read(blocked: &bool) -> Result<bool, FormError> {
        Ok(*blocked)
    }
}
