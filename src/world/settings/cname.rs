//! The ownership of domains that a bucket is to have: the tokens it was given, and the domains that DNS shows them for.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::setting::{FormError, Setting};

/// The time that a token is valid.
///
/// Source: `help.aliyun.com/en/oss/developer-reference/createcnametoken`.
const VALID: SignedDuration = SignedDuration::from_hours(72);

/// A token that proves the ownership of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CnameToken {
    pub token: String,
    pub expires: Timestamp,
}

impl CnameToken {
    /// Creates a token that is valid from now on.
    pub fn new(token: impl Into<String>, now: Timestamp) -> Self {
        Self { token: token.into(), expires: now.saturating_add(VALID).unwrap_or(Timestamp::MAX) }
    }

    /// Returns `true` if it is still valid.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        now < self.expires
    }
}

/// The tokens of a bucket, by domain.
pub(crate) struct CnameTokens;

/// A token as world files write it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CnameTokenForm {
    token: String,
    expires: String,
}

impl Setting for CnameTokens {
    type Value = BTreeMap<String, CnameToken>;
    type Form = BTreeMap<String, CnameTokenForm>;

    const FACT: &'static str = "cname tokens";

    fn shown(tokens: &Self::Value) -> String {
        let domains: Vec<&str> = tokens.keys().map(String::as_str).collect();
        format!("[{}]", domains.join(", "))
    }

    fn exact(tokens: &Self::Value) -> Option<String> {
        Some(format!("{tokens:?}"))
    }

    fn form(tokens: &Self::Value) -> Option<Self::Form> {
        let form = |(domain, token): (&String, &CnameToken)| {
            (domain.clone(), CnameTokenForm { token: token.token.clone(), expires: token.expires.to_string() })
        };
        (!tokens.is_empty()).then(|| tokens.iter().map(form).collect())
    }

    fn read(forms: &Self::Form) -> Result<Self::Value, FormError> {
        let one = |(domain, form): (&String, &CnameTokenForm)| {
            let expires = form.expires.parse();
            let expires = expires.map_err(|error| {
                let problem = format!("`{}` is not the moment a token expires: {error}", form.expires);
                FormError::new(&format!("{domain}.expires"), problem)
            })?;
            Ok((domain.clone(), CnameToken { token: form.token.clone(), expires }))
        };
        forms.iter().map(one).collect()
    }
}

/// The domains whose DNS has the TXT record with the token of the bucket.
pub(crate) struct VerifiedDomains;

impl Setting for VerifiedDomains {
    type Value = BTreeSet<String>;
    type Form = BTreeSet<String>;

    const FACT: &'static str = "verified domains";

    fn shown(domains: &Self::Value) -> String {
        let domains: Vec<&str> = domains.iter().map(String::as_str).collect();
        format!("[{}]", domains.join(", "))
    }

    fn form(domains: &Self::Value) -> Option<Self::Form> {
        (!domains.is_empty()).then(|| domains.clone())
    }

    fn read(domains: &Self::Form) -> Result<Self::Value, FormError> {
        Ok(domains.clone())
    }
}
