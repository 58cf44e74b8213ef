//! Policies of identities in world files: tables, or JSON text. A mistake in JSON text has its line and column in the
//! file.

use serde_json::Value as Json;
use toml::Spanned;

use super::wrong::{Wrong, in_form};
use crate::oss::Oss;
use crate::ram::{Document, PolicyError};
use crate::world::FormError;

/// Reads the policies of a user, group or role: a list of them, or a single one.
pub(super) fn documents(policies: Option<&Spanned<Json>>, oss: &Oss) -> Result<Vec<Document>, Wrong> {
    let Some(policies) = policies else { return Ok(Vec::new()) };
    match policies.get_ref() {
        Json::Array(list) => {
            let read = |(index, policy)| {
                let within = |error: FormError| FormError { path: format!("[{index}].{}", error.path), ..error };
                read(policy, oss).map_err(within).map_err(in_form(policies))
            };
            list.iter().enumerate().map(read).collect()
        }
        _ => document(policies, oss).map(|policy| vec![policy]),
    }
}

/// Reads a policy of an identity.
pub(super) fn document(policy: &Spanned<Json>, oss: &Oss) -> Result<Document, Wrong> {
    read(policy.get_ref(), oss).map_err(in_form(policy))
}

fn read(policy: &Json, oss: &Oss) -> Result<Document, FormError> {
    let wrong =
        |error: PolicyError| FormError { path: error.path().to_owned(), in_json: true, problem: error.to_string() };
    let read = match policy {
        Json::String(text) => text.parse(),
        table => Document::from_value(table),
    };
    let document = read.map_err(wrong)?;
    oss.read(|world| world.check_policy(&document)).map_err(wrong)?;
    Ok(document)
}
