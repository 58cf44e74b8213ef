//! The transfer acceleration of a bucket.

use super::setting::{FormError, Setting};

/// Transfer acceleration: on or off; `None` if it was never set.
pub(crate) struct Acceleration;

impl Setting for Acceleration {
    type Value = Option<bool>;
    type Form = bool;

    const FACT: &'static str = "transfer acceleration";

    fn shown(on: &Option<bool>) -> String {
        match on {
            None => "never set".to_owned(),
            Some(true) => "on".to_owned(),
            Some(false) => "off".to_owned(),
        }
    }

    fn form(on: &Option<bool>) -> Option<bool> {
        *on
    }

    fn read(on: &bool) -> Result<Option<bool>, FormError> {
        Ok(Some(*on))
    }
}
