//! The direct read of the archived objects of a bucket.

use super::setting::{FormError, Setting};

/// Direct read: `true` if objects of the class `Archive` are read without being restored.
pub(crate) struct ArchiveDirectRead;

impl Setting for ArchiveDirectRead {
    type Value = bool;
    type Form = bool;

    const FACT: &'static str = "archive direct read";

    fn shown(on: &bool) -> String {
        if *on { "on" } else { "off" }.to_owned()
    }

    fn form(on: &bool) -> Option<bool> {
        on.then_some(true)
    }

    fn read(on: &bool) -> Result<bool, FormError> {
        Ok(*on)
    }
}
