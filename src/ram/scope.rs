//! The actions and resources that a statement names or excludes.

use std::fmt;

use super::pattern::Pattern;
use super::resource::Resource;

/// The patterns of a statement: exactly these, or all but these (`NotAction`, `NotResource`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scope<T> {
    pub but: bool,
    pub patterns: Vec<T>,
}

impl<T> Scope<T> {
    pub fn covers(&self, matches: impl FnMut(&T) -> bool) -> bool {
        self.patterns.iter().any(matches) != self.but
    }
}

impl<T: TextPattern> fmt::Display for Scope<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.but { "all but " } else { "" })?;
        for (i, pattern) in self.patterns.iter().enumerate() {
            let separator = if i == 0 { "" } else { ", " };
            write!(f, "{separator}{}", pattern.text())?;
        }
        Ok(())
    }
}

/// A pattern that keeps the text it was read from.
pub(super) trait TextPattern {
    fn text(&self) -> &str;
}

/// `*`, or `service:Name` with wildcards; letter case does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ActionPattern {
    /// The text as written.
    text: Box<str>,
    pattern: Pattern,
}

impl ActionPattern {
    pub fn new(text: &str) -> Result<Self, String> {
        let well_formed = text == "*"
            || text.split_once(':').is_some_and(|(service, name)| {
                !service.is_empty()
                    && !name.is_empty()
                    && !name.contains(':')
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || b":*?-_".contains(&b))
            });
        if well_formed {
            Ok(Self { text: text.into(), pattern: Pattern::new(&text.to_ascii_lowercase()) })
        } else {
            Err(format!("`{text}` is not an action: write `oss:PutBucketEncryption`, `oss:Get*` or `*`"))
        }
    }

    pub fn matches(&self, lower_case_action: &str) -> bool {
        self.pattern.matches(lower_case_action)
    }
}

impl TextPattern for ActionPattern {
    fn text(&self) -> &str {
        &self.text
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ResourcePattern {
    /// The text as written.
    text: Box<str>,
    form: ResourceForm,
}

/// `*`, `acs:{service}:{region}:{account}:{path}` field by field, or a shorter `acs:…` matched against the whole name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ResourceForm {
    Any,
    Fields(Box<[Pattern; 4]>),
    Whole(Pattern),
}

impl ResourcePattern {
    pub fn new(text: &str) -> Result<Self, String> {
        Ok(Self { text: text.into(), form: ResourceForm::new(text)? })
    }

    pub fn matches(&self, resource: &Resource<'_>) -> bool {
        self.form.matches(resource)
    }

    pub fn has_empty_region(&self) -> bool {
        matches!(&self.form, ResourceForm::Fields(fields) if fields[1].is_only(str::is_empty))
    }

    /// The reason it can never match; `None` if it can.
    pub fn never_matches(&self) -> Option<&'static str> {
        let upper = |text: &str| text.bytes().any(|b| b.is_ascii_uppercase());
        match &self.form {
            ResourceForm::Any => None,
            ResourceForm::Whole(pattern) => {
                let too_short = "it is too short: write `acs:oss:*:*:bucket` or `acs:oss:*:*:bucket/*`";
                pattern.is_exact().then_some(too_short)
            }
            ResourceForm::Fields(fields) => {
                let [service, region, account, path] = &**fields;
                let bucket =
                    self.text.splitn(5, ':').last().and_then(|path| path.split('/').next()).unwrap_or_default();
                let nothing = "it names nothing; write `acs:oss:*:*:bucket` or `acs:oss:*:*:bucket/*`";
                let literal = !bucket.contains(['*', '?']) && service.is_only(|name| name == "oss");
                [
                    (service.is_only(str::is_empty), "its service is empty; write `oss`"),
                    (region.is_only(str::is_empty), "its region is empty; write `*`"),
                    (region.is_only(upper), "a region has no upper-case letters"),
                    (
                        account.is_only(|uid| !uid.bytes().all(|b| b.is_ascii_digit())),
                        "an account is named by its UID, which has digits only",
                    ),
                    (path.is_only(str::is_empty) || (literal && bucket.is_empty()), nothing),
                    (literal && upper(bucket), "a bucket has no name with upper-case letters"),
                ]
                .into_iter()
                .find_map(|(never, why)| never.then_some(why))
            }
        }
    }
}

impl TextPattern for ResourcePattern {
    fn text(&self) -> &str {
        &self.text
    }
}

impl ResourceForm {
    fn new(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self::Any);
        }
        if !text.starts_with("acs:") {
            return Err(format!(
                "`{text}` is not a resource: write `acs:oss:*:*:bucket`, `acs:oss:*:*:bucket/*` or `*`"
            ));
        }
        let fields: Vec<&str> = text.splitn(5, ':').collect();
        if let [_, service, region, account, path] = fields[..] {
            // An empty account counts as `*` (assumed: the pages show both without a statement).
            let account = if account.is_empty() { "*" } else { account };
            Ok(Self::Fields(Box::new([service, region, account, path].map(Pattern::new))))
        } else {
            Ok(Self::Whole(Pattern::new(text)))
        }
    }

    fn matches(&self, resource: &Resource<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Fields(fields) => {
                let [service, region, account, path] = &**fields;
                // Pages disagree on whether the region is `cn-hangzhou` or `oss-cn-hangzhou`: both match.
                service.matches(resource.service)
                    && path.matches(resource.path)
                    && account.matches(resource.owner)
                    && (*region == Pattern::Any
                        || region.matches(resource.region)
                        || region.matches_after("oss-", resource.region))
            }
            Self::Whole(pattern) => pattern.matches(&resource.to_string()),
        }
    }
}
