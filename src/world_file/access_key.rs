//! AccessKeys of accounts and RAM users in a world file.

use std::net::IpAddr;

use toml::Spanned;

use super::wrong::{Wrong, in_value, wrong};
use crate::handle::AccessKey;

/// Sets the id and the secret of an AccessKey from the file, which must have both or neither.
pub(super) fn set_key(
    key: &AccessKey,
    id: Option<&Spanned<String>>,
    secret: Option<&Spanned<String>>,
) -> Result<(), Wrong> {
    match (id, secret) {
        (Some(id), Some(secret)) => {
            key.try_replace(id.get_ref(), secret.get_ref()).map_err(in_value(blamed(id, &[secret])))
        }
        (None, None) => Ok(()),
        (Some(alone), None) | (None, Some(alone)) => {
            Err(wrong(alone, "access_key_id and access_key_secret are given together or not at all"))
        }
    }
}

/// The value of an AccessKey to blame for a mistake: the id, or the first empty one of the others if the id is not empty.
pub(super) fn blamed<'a>(id: &'a Spanned<String>, others: &[&'a Spanned<String>]) -> &'a Spanned<String> {
    let empty = others.iter().find(|other| other.get_ref().is_empty() && !id.get_ref().is_empty());
    empty.copied().unwrap_or(id)
}

/// Disables an AccessKey if the file says so, and restricts it to the addresses of the file.
pub(super) fn limit_key(key: &AccessKey, disabled: bool, sources: Option<&[IpAddr]>) {
    if disabled {
        key.disable();
    }
    if let Some(sources) = sources {
        key.restrict_to(sources.iter().copied());
    }
}
