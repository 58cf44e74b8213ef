//! The overwrite rules of a bucket.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::setting::{FormError, Setting};
use crate::ram::Principals;

/// The largest number of rules of a bucket.
pub(crate) const MAX_OVERWRITE_RULES: usize = 100;
/// The largest number of bytes of a prefix or a suffix.
pub(crate) const MAX_OVERWRITE_AFFIX: usize = 1_023;

/// The largest number of bytes of an id, as of the ids of other rules.
pub(crate) const MAX_OVERWRITE_ID: usize = 255;

/// A rule of a bucket that forbids callers to overwrite objects.
///
/// # Example
///
/// ```
/// use ossmock::{settings::OverwriteRule, Oss};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let rule = OverwriteRule::forbid("reports").prefix("reports/").suffix(".pdf");
/// let logs = acme.create_bucket("logs").set_overwrite_config([rule]);
/// logs.put_object("reports/1.pdf", "first");
/// let put = http::Request::put("/reports/1.pdf").header("Host", "logs.localhost").body("second".into())?;
/// assert_eq!(oss.handle(oss.signer(&acme.credentials()).sign(put)).status(), 409);
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverwriteRule {
    pub(crate) id: String,
    pub(crate) prefix: Option<String>,
    pub(crate) suffix: Option<String>,
    /// The callers it binds; all of them, the owner included, if it names none.
    pub(crate) principals: Principals,
}

impl OverwriteRule {
    /// Creates a rule that forbids all callers to overwrite any object.
    #[must_use]
    pub fn forbid(id: &str) -> Self {
        Self { id: id.to_owned(), prefix: None, suffix: None, principals: Principals::default() }
    }

    /// Binds only keys with this prefix.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = Some(prefix.to_owned());
        self
    }

    /// Binds only keys with this suffix.
    #[must_use]
    pub fn suffix(mut self, suffix: &str) -> Self {
        self.suffix = Some(suffix.to_owned());
        self
    }

    /// Binds only these callers, written as in a bucket policy.
    ///
    /// # Panics
    ///
    /// If one is not a principal.
    #[must_use]
    #[track_caller]
    pub fn principals(mut self, principals: &[&str]) -> Self {
        let texts: Vec<String> = principals.iter().map(|&text| text.to_owned()).collect();
        match Principals::new(&texts) {
            Ok(principals) => self.principals = principals,
            Err((_, problem)) => panic!("{problem}"),
        }
        self
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns `true` if the rule forbids the caller of this name to overwrite a key.
    pub(crate) fn forbids(&self, key: &str, caller: Option<&str>) -> bool {
        let starts = self.prefix.as_ref().is_none_or(|prefix| key.starts_with(prefix));
        let ends = self.suffix.as_ref().is_none_or(|suffix| key.ends_with(suffix));
        starts && ends && self.principals.include(caller)
    }
}

/// Returns the problem of a list of rules.
pub(crate) fn check_overwrite_rules(rules: &[OverwriteRule]) -> Result<(), String> {
    if rules.len() > MAX_OVERWRITE_RULES {
        return Err(format!(
            "a bucket has at most {MAX_OVERWRITE_RULES} overwrite rules, and there are {}",
            rules.len()
        ));
    }
    let mut ids = BTreeSet::new();
    for OverwriteRule { id, prefix, suffix, .. } in rules {
        if id.len() > MAX_OVERWRITE_ID {
            let bytes = id.len();
            return Err(format!(
                "the id of an overwrite rule has at most {MAX_OVERWRITE_ID} bytes, and one has {bytes}"
            ));
        }
        if !ids.insert(id) {
            return Err(format!("two overwrite rules have the id `{id}`"));
        }
        if [prefix, suffix].into_iter().flatten().any(|text| text.len() > MAX_OVERWRITE_AFFIX) {
            let most = format!("a prefix or a suffix has at most {MAX_OVERWRITE_AFFIX} bytes");
            return Err(format!("{most}: that of the overwrite rule `{id}` has more"));
        }
    }
    Ok(())
}

/// The rules; a bucket without any has no configuration.
pub(crate) struct OverwriteConfig;

/// A rule as world files write it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OverwriteForm {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suffix: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    principals: Vec<String>,
}

impl OverwriteForm {
    pub fn of(rule: &OverwriteRule) -> Self {
        Self {
            id: rule.id.clone(),
            prefix: rule.prefix.clone(),
            suffix: rule.suffix.clone(),
            principals: rule.principals.texts().map(str::to_owned).collect(),
        }
    }
}

impl Setting for OverwriteConfig {
    type Value = Vec<OverwriteRule>;
    type Form = Vec<OverwriteForm>;

    const FACT: &'static str = "overwrite rules";

    fn shown(rules: &Self::Value) -> String {
        let ids: Vec<&str> = rules.iter().map(OverwriteRule::id).collect();
        format!("[{}]", ids.join(", "))
    }

    fn exact(rules: &Self::Value) -> Option<String> {
        Some(format!("{rules:?}"))
    }

    fn form(rules: &Self::Value) -> Option<Self::Form> {
        (!rules.is_empty()).then(|| rules.iter().map(OverwriteForm::of).collect())
    }

    fn read(forms: &Self::Form) -> Result<Self::Value, FormError> {
        let one = |(i, form): (usize, &OverwriteForm)| {
            let OverwriteForm { id, prefix, suffix, principals } = form.clone();
            let principals = Principals::new(&principals);
            let principals = principals
                .map_err(|(place, problem)| FormError::new(&format!("[{i}].principals[{place}]"), problem))?;
            Ok(OverwriteRule { id, prefix, suffix, principals })
        };
        let rules: Vec<OverwriteRule> = forms.iter().enumerate().map(one).collect::<Result<_, FormError>>()?;
        check_overwrite_rules(&rules).map_err(|problem| FormError::new("", problem))?;
        Ok(rules)
    }
}
