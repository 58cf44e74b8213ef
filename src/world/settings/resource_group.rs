//! The resource group of a bucket.

use super::setting::{FormError, Setting};

/// The id by which requests name the default resource group of any account.
pub(crate) const DEFAULT_GROUP: &str = "rg-default-id";

/// The id of the resource group; `None` for the account's default group.
pub(crate) struct BucketGroup;

impl Setting for BucketGroup {
    type Value = Option<String>;
    type Form = String;

    const FACT: &'static str = "group";

    fn shown(group: &Option<String>) -> String {
        group.clone().unwrap_or_else(|| "none".to_owned())
    }

    fn form(group: &Option<String>) -> Option<String> {
        group.clone()
    }

    fn read(id: &String) -> Result<Option<String>, FormError> {
        if id.is_empty() || id == DEFAULT_GROUP {
            return Ok(None);
        }
        if is_resource_group(id) {
            return Ok(Some(id.clone()));
        }
        let form = "write `rg-` and 1 to 61 lower-case letters and digits, like `rg-example`";
        Err(FormError::new("", format!("`{id}` is not the id of a resource group: {form}")))
    }
}

/// Returns `true` if a text has the form of the id of a resource group: `rg-` and up to 61 lower-case letters and digits.
pub(crate) fn is_resource_group(text: &str) -> bool {
    text.strip_prefix("rg-").is_some_and(|id| {
        (1..=61).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}
