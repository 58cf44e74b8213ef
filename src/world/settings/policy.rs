//! The policy of a bucket.

use std::sync::Arc;

use serde_json::Value as Json;

use super::setting::{FormError, Setting, SettingContext};
use crate::ram::{BucketPolicy, BucketPolicyError};

/// The bucket policy. World files have its JSON text, byte for byte, or a table.
pub(crate) struct AttachedPolicy;

impl Setting for AttachedPolicy {
    type Value = Option<Arc<BucketPolicy>>;
    type Form = Json;

    const FACT: &'static str = "policy";

    fn shown(policy: &Self::Value) -> String {
        policy.as_ref().map_or_else(|| "none".to_owned(), |policy| format!("[{policy}]"))
    }

    fn exact(policy: &Self::Value) -> Option<String> {
        policy.as_ref().map(|policy| policy.document().to_json())
    }

    fn form(policy: &Self::Value) -> Option<Json> {
        policy.as_ref().map(|policy| policy.json().into())
    }

    fn read(form: &Json) -> Result<Self::Value, FormError> {
        let read = match form {
            Json::String(text) => text.parse(),
            table => BucketPolicy::from_value(table),
        };
        Ok(Some(Arc::new(read?)))
    }

    fn check(policy: &Self::Value, context: &SettingContext<'_>) -> Result<(), FormError> {
        match policy {
            Some(policy) if context.refuses_unmatchable => {
                Ok(policy.document().check_matches().map_err(BucketPolicyError::Malformed)?)
            }
            _ => Ok(()),
        }
    }
}

impl From<BucketPolicyError> for FormError {
    fn from(error: BucketPolicyError) -> Self {
        Self { path: error.path(), in_json: true, problem: error.to_string() }
    }
}
