//! The referer rules of a bucket.

use super::setting::{FormError, Setting};
use crate::ram::RefererRules;

/// The referer rules, which anonymous requests and signed URLs must meet.
pub(crate) struct BucketReferer;

impl Setting for BucketReferer {
    type Value = RefererRules;
    type Form = RefererRules;

    const FACT: &'static str = "referer rules";

    fn shown(rules: &RefererRules) -> String {
        rules.to_string()
    }

    fn form(rules: &RefererRules) -> Option<RefererRules> {
        (*rules != RefererRules::default()).then(|| rules.clone())
    }

    fn read(rules: &RefererRules) -> Result<RefererRules, FormError> {
        Ok(rules.clone())
    }
}
