//! The static website of a bucket: index page, error page and routing rules.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/putbucketwebsite`.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::routing_rule::{RoutingRule, RuleProblem, check_length, wrong};
use super::setting::{FormError, Setting};

/// The most routing rules of a bucket.
const MAX_RULES: usize = 20;

/// The static website of a bucket: its index page, its error page and its routing rules.
///
/// # Example
///
/// ```
/// use ossmock::{http, policy::Acl, settings::Website, Oss};
///
/// let oss = Oss::builder().block_public_access(false).build();
/// let site = oss.create_account("acme").create_bucket("site").set_acl(Acl::PublicRead);
/// site.put_object("index.html", "welcome");
/// site.put_object("error.html", "sorry");
/// site.set_website(Website::default().set_index("index.html").set_error("error.html", 404));
///
/// let get = |path: &str| {
///     let request = http::Request::get(format!("http://site.localhost{path}")).body("".into()).expect("a request");
///     let answer = oss.handle(request);
///     (answer.status().as_u16(), String::from_utf8_lossy(answer.body()).into_owned())
/// };
/// assert_eq!(get("/"), (200, "welcome".to_owned()));
/// assert_eq!(get("/missing"), (404, "sorry".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Website {
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub_dirs: Option<SubDirs>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_status: Option<u16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<RoutingRule>,
}

/// The treatment of keys that name a sub-directory, `IndexDocument/Type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SubDirs {
    /// Type 0: a key without an object redirects to the directory, if the directory has an index page.
    Redirect,
    /// Type 1: a key without an object is answered `NoSuchKey`.
    NoSuchKey,
    /// Type 2: a key without an object is answered with the index page of the directory, if it has one.
    Index,
}

impl SubDirs {
    /// The value of `Type`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Redirect => "0",
            Self::NoSuchKey => "1",
            Self::Index => "2",
        }
    }

    pub(crate) fn from_wire(text: &str) -> Option<Self> {
        [Self::Redirect, Self::NoSuchKey, Self::Index].into_iter().find(|kind| kind.as_str() == text)
    }
}

impl Website {
    /// The same website with this index page, `IndexDocument/Suffix`.
    #[must_use]
    pub fn set_index(mut self, suffix: impl Into<String>) -> Self {
        self.index = Some(suffix.into());
        self
    }

    /// The same website with index pages in sub-directories, `SupportSubDir`; without it, keys that end in `/` lead to the
    /// index page of the bucket.
    #[must_use]
    pub const fn set_sub_dirs(mut self, kind: SubDirs) -> Self {
        self.sub_dirs = Some(kind);
        self
    }

    /// The same website with this error page, `ErrorDocument/Key`, which is answered with the status 200 or 404.
    #[must_use]
    pub fn set_error(mut self, key: impl Into<String>, status: u16) -> Self {
        self.error = Some(key.into());
        self.error_status = Some(status);
        self
    }

    /// The same website with one more routing rule.
    #[must_use]
    pub fn add_rule(mut self, rule: RoutingRule) -> Self {
        self.rules.push(rule);
        self
    }

    /// The index page.
    #[must_use]
    pub fn index(&self) -> Option<&str> {
        self.index.as_deref()
    }

    /// The treatment of sub-directories; `None` if they have no index pages.
    #[must_use]
    pub const fn sub_dirs(&self) -> Option<SubDirs> {
        self.sub_dirs
    }

    /// The error page and its status.
    #[must_use]
    pub fn error(&self) -> Option<(&str, u16)> {
        Some((self.error.as_deref()?, self.error_status.unwrap_or(404)))
    }

    /// The routing rules, as they were set.
    #[must_use]
    pub fn rules(&self) -> &[RoutingRule] {
        &self.rules
    }

    /// Checks what OSS checks when the website is set.
    pub(crate) fn check(&self) -> Result<(), FormError> {
        if self.index.is_none() && self.error.is_none() && self.rules.is_empty() {
            return Err(FormError::new("", "a website has an index page, an error page or routing rules"));
        }
        for (path, page) in [("index", &self.index), ("error", &self.error)] {
            if page.as_deref() == Some("") {
                return Err(FormError::new(path, "the name of a page is not empty"));
            }
        }
        if self.sub_dirs.is_some() && self.index.is_none() {
            return Err(FormError::new("sub_dirs", "sub-directories have index pages only where the bucket has one"));
        }
        match self.error_status {
            None | Some(200 | 404) if self.error.is_some() || self.error_status.is_none() => {}
            _ => return Err(FormError::new("error_status", "the status of an error page is 200 or 404")),
        }
        self.check_values().map_err(|(path, problem)| FormError::new(&path, problem.to_string()))
    }

    /// Checks the values: the lengths of the names of pages, and the routing rules. The problem has the path of its place.
    pub(crate) fn check_values(&self) -> Result<(), (String, RuleProblem)> {
        for (path, name, page) in [("index", "Suffix", &self.index), ("error", "Key", &self.error)] {
            check_length(name, page.as_deref().unwrap_or_default()).map_err(|problem| (path.to_owned(), problem))?;
        }
        if let Some(rule) = self.rules.get(MAX_RULES) {
            let problem = format!("is there more than {MAX_RULES} times");
            return Err(("rules".to_owned(), wrong("RoutingRule", rule.number().to_string(), problem)));
        }
        for (at, rule) in self.rules.iter().enumerate() {
            let number = rule.number();
            let is_taken = self.rules[..at].iter().any(|other| other.number() == number);
            let unique = if is_taken {
                Err(wrong("RuleNumber", number.to_string(), "is that of another rule: their order would be unknown"))
            } else {
                Ok(())
            };
            unique.and_then(|()| rule.check()).map_err(|problem| (format!("rules[{at}]"), problem))?;
        }
        Ok(())
    }
}

impl fmt::Display for Website {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        parts.extend(self.index.iter().map(|page| format!("index {page}")));
        parts.extend(self.sub_dirs.iter().map(|kind| format!("sub-directories of type {}", kind.as_str())));
        parts.extend(self.error().map(|(page, status)| format!("error {page} ({status})")));
        parts.extend(self.rules.iter().map(ToString::to_string));
        f.write_str(&parts.join(", "))
    }
}

/// The website; `None` if the bucket has none.
pub(crate) struct BucketWebsite;

impl Setting for BucketWebsite {
    type Value = Option<Arc<Website>>;
    type Form = Website;

    const FACT: &'static str = "website";

    fn shown(website: &Self::Value) -> String {
        website.as_ref().map_or_else(|| "none".to_owned(), |website| format!("[{website}]"))
    }

    fn exact(website: &Self::Value) -> Option<String> {
        Some(format!("{website:?}"))
    }

    fn form(website: &Self::Value) -> Option<Website> {
        website.as_deref().cloned()
    }

    fn read(form: &Website) -> Result<Self::Value, FormError> {
        form.check().map(|()| Some(Arc::new(form.clone())))
    }
}
