//! The referer rules of a bucket (hotlink protection): the lists, and the check of one `Referer`.
//!
//! Sources: `help.aliyun.com/en/oss/user-guide/hotlink-protection` (the order of the checks and the wildcards) and
//! `…/developer-reference/putbucketreferer` (the truncations).

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::pattern::Pattern;

/// The referer rules of a bucket, which protect it from hotlinks. The default is that of a new bucket: every request passes.
///
/// Only anonymous requests and signed URLs for objects are checked; a request with an `Authorization` header never is.
///
/// # Example
///
/// ```
/// use ossmock::{http, policy::Acl, settings::RefererRules, Oss};
///
/// let oss = Oss::builder().block_public_access(false).build();
/// let site = oss.create_account("acme").create_bucket("site").set_acl(Acl::PublicRead);
/// site.put_object("cat.png", "meow");
/// site.set_referer(RefererRules::allow(["https://*.shop.example"]).set_allow_empty(false));
///
/// let get = |referer: &str| {
///     let request = http::Request::get("http://site.localhost/cat.png").header("Referer", referer);
///     oss.handle(request.body("".into()).expect("a request")).status()
/// };
/// assert_eq!(get("https://www.shop.example/cats?page=2"), 200);
/// assert_eq!(get("https://evil.example/"), 403);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RefererRules {
    allow_empty: bool,
    truncate_query: bool,
    truncate_path: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    allowed: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    denied: Vec<String>,
}

impl Default for RefererRules {
    fn default() -> Self {
        Self { allow_empty: true, truncate_query: true, truncate_path: false, allowed: vec![], denied: vec![] }
    }
}

impl RefererRules {
    /// Rules with this whitelist, `RefererList`. In a pattern, `*` stands for any text and `?` for one character.
    #[must_use]
    pub fn allow<P: Into<String>>(patterns: impl IntoIterator<Item = P>) -> Self {
        Self { allowed: patterns.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Rules with this blacklist, `RefererBlacklist`, and no whitelist.
    #[must_use]
    pub fn deny<P: Into<String>>(patterns: impl IntoIterator<Item = P>) -> Self {
        Self::default().and_deny(patterns)
    }

    /// The same rules with this blacklist, which precedes the whitelist.
    #[must_use]
    pub fn and_deny<P: Into<String>>(mut self, patterns: impl IntoIterator<Item = P>) -> Self {
        self.denied = patterns.into_iter().map(Into::into).collect();
        self
    }

    /// Sets whether requests without a `Referer` pass; `true` by default. `false` counts only beside a whitelist.
    #[must_use]
    pub const fn set_allow_empty(mut self, allow: bool) -> Self {
        self.allow_empty = allow;
        self
    }

    /// Sets whether a `Referer` is compared without its query; `true` by default.
    #[must_use]
    pub const fn set_truncate_query(mut self, truncate: bool) -> Self {
        self.truncate_query = truncate;
        self
    }

    /// Sets whether a `Referer` is compared without its path and query; `false` by default.
    #[must_use]
    pub const fn set_truncate_path(mut self, truncate: bool) -> Self {
        self.truncate_path = truncate;
        self
    }

    /// Returns `true` if a request without a `Referer` passes, `AllowEmptyReferer`.
    #[must_use]
    pub const fn allows_empty(&self) -> bool {
        self.allow_empty
    }

    /// Returns `true` if a `Referer` is compared without its query, `AllowTruncateQueryString`.
    #[must_use]
    pub const fn truncates_query(&self) -> bool {
        self.truncate_query
    }

    /// Returns `true` if a `Referer` is compared without its path, `TruncatePath`.
    #[must_use]
    pub const fn truncates_path(&self) -> bool {
        self.truncate_path
    }

    /// The whitelist, `RefererList`.
    #[must_use]
    pub fn allowed(&self) -> &[String] {
        &self.allowed
    }

    /// The blacklist, `RefererBlacklist`.
    #[must_use]
    pub fn denied(&self) -> &[String] {
        &self.denied
    }

    /// Checks a `Referer`, empty if the request has none.
    pub(super) fn check(&self, referer: &str) -> RefererCheck {
        let referer = referer.trim();
        if referer.is_empty() {
            let denial = (!self.allow_empty && !self.allowed.is_empty()).then_some(RefererDenial::Empty);
            return RefererCheck { denial, assumed: false, more_than_name: false };
        }
        let subject = ComparedReferer::new(self.compared(referer));
        let mut assumed = false;
        let mut matches = |pattern: &&String| {
            let verdict = subject.matches(pattern);
            assumed |= verdict.assumed;
            verdict.matches
        };
        let denial = if let Some(pattern) = self.denied.iter().find(&mut matches) {
            Some(RefererDenial::Blacklisted { referer: referer.to_owned(), pattern: pattern.clone() })
        } else if self.allowed.is_empty() || self.allowed.iter().any(|pattern| matches(&pattern)) {
            None
        } else {
            let near = |pattern: &&String| subject.likeness(pattern);
            // Of equally near patterns, the first.
            let nearest = self.allowed.iter().rev().max_by_key(near).cloned().unwrap_or_default();
            Some(RefererDenial::NotListed { referer: referer.to_owned(), nearest, patterns: self.allowed.len() })
        };
        let more_than_name = subject.has_more_than_name() && !(self.denied.is_empty() && self.allowed.is_empty());
        RefererCheck { denial, assumed, more_than_name }
    }

    /// Returns the `Referer` that counts among those of a request: the first that does not pass, else the first; empty if there
    /// is none.
    pub(crate) fn strictest<'r>(&self, referers: &[Cow<'r, str>]) -> Cow<'r, str> {
        let refused = referers.iter().find(|referer| self.refuses(referer));
        refused.or(referers.first()).cloned().unwrap_or_default()
    }

    /// Returns `true` if these rules refuse a `Referer`.
    pub(crate) fn refuses(&self, referer: &str) -> bool {
        self.check(referer).denial.is_some()
    }

    /// The part of a `Referer` that is compared.
    fn compared<'r>(&self, referer: &'r str) -> &'r str {
        let referer = if self.truncate_path { &referer[..origin(referer, REFERER_ENDS)] } else { referer };
        match referer.split_once('?') {
            Some((before, _)) if self.truncate_query => before,
            _ => referer,
        }
    }
}

impl fmt::Display for RefererRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let empty = if self.allow_empty { "allow" } else { "refuse" };
        write!(f, "{empty} empty, allow {:?}, deny {:?}", self.allowed, self.denied)?;
        if !self.truncate_query {
            f.write_str(", compare queries")?;
        }
        if self.truncate_path {
            f.write_str(", compare origins only")?;
        }
        Ok(())
    }
}

/// The outcome of a check.
pub(super) struct RefererCheck {
    pub denial: Option<RefererDenial>,
    /// `true` if the outcome rests on the assumed extent of a pattern.
    pub assumed: bool,
    /// `true` if the host of the `Referer` has more than a name, and rules to be compared with.
    pub more_than_name: bool,
}

/// The reason why the referer rules of a bucket refuse a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RefererDenial {
    /// The request has no `Referer`, and only listed ones pass.
    Empty,
    /// A pattern of the blacklist matches.
    Blacklisted {
        /// The `Referer` of the request.
        referer: String,
        /// The first matching pattern.
        pattern: String,
    },
    /// No pattern of the whitelist matches.
    NotListed {
        /// The `Referer` of the request.
        referer: String,
        /// The pattern that agrees with the most characters at both ends.
        nearest: String,
        /// The number of patterns.
        patterns: usize,
    },
}

impl RefererDenial {
    /// Shortens the quoted texts.
    pub(super) fn clip(&mut self, text: fn(&mut String)) {
        match self {
            Self::Empty => {}
            Self::Blacklisted { referer, pattern: quoted } | Self::NotListed { referer, nearest: quoted, .. } => {
                text(referer);
                text(quoted);
            }
        }
    }
}

impl fmt::Display for RefererDenial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the request has no Referer, and the whitelist lets none but listed ones pass"),
            Self::Blacklisted { referer, pattern } => {
                write!(f, "the Referer `{referer}` matches `{pattern}` of the blacklist")
            }
            Self::NotListed { referer, nearest, patterns: 1 } => {
                write!(f, "the Referer `{referer}` does not match `{nearest}`, the whole whitelist")
            }
            Self::NotListed { referer, nearest, patterns } => {
                write!(
                    f,
                    "the Referer `{referer}` matches none of {patterns} patterns of the whitelist; the nearest is `{nearest}`"
                )
            }
        }
    }
}

/// A text that patterns are compared with.
struct ComparedReferer {
    whole: String,
    /// The length of scheme and host.
    origin: usize,
}

struct PatternMatch {
    matches: bool,
    assumed: bool,
}

impl ComparedReferer {
    fn new(text: &str) -> Self {
        let origin = origin(text, REFERER_ENDS);
        Self { whole: folded(text, origin), origin }
    }

    /// Compares with a pattern. It is assumed that a pattern without a path is compared with scheme and host alone as well, and
    /// that each pattern is compared with the whole of either.
    fn matches(&self, written: &str) -> PatternMatch {
        let host = origin(written, PATTERN_ENDS);
        let folded = folded(written, host);
        let pattern = Pattern::new(&folded);
        if written.is_empty() {
            return PatternMatch { matches: false, assumed: false };
        }
        let matches_origin = host == written.len() && pattern.matches(&self.whole[..self.origin]);
        if pattern.matches(&self.whole) {
            // A `*` for hosts may as well stand for a host and a path.
            return PatternMatch { matches: true, assumed: host == written.len() && !matches_origin };
        }
        // As a part of the text, it would match.
        let assumed = matches_origin || Pattern::new(&format!("*{folded}*")).matches(&self.whole);
        PatternMatch { matches: matches_origin, assumed }
    }

    /// Returns `true` if the host has a user, a port or a final dot.
    fn has_more_than_name(&self) -> bool {
        let origin = &self.whole[..self.origin];
        let host = origin.find("://").map_or("", |at| &origin[at + 3..]);
        host.contains(['@', ':']) || host.ends_with('.')
    }

    /// The number of characters that scheme and host have in common with a pattern, at both ends.
    fn likeness(&self, pattern: &str) -> usize {
        let pattern = folded(pattern, origin(pattern, PATTERN_ENDS));
        let (ours, theirs) = (self.whole[..self.origin].chars(), pattern.chars());
        let front = ours.clone().zip(theirs.clone()).take_while(|(our, their)| our == their).count();
        front + ours.rev().zip(theirs.rev()).take_while(|(our, their)| our == their).count()
    }
}

/// The characters that end the host of a `Referer`.
const REFERER_ENDS: &[char] = &['/', '?', '#'];
/// The character that ends the host in a pattern, where `?` is a wildcard.
const PATTERN_ENDS: &[char] = &['/'];

/// Returns the length of scheme and host at the start of a URL.
fn origin(url: &str, ends: &[char]) -> usize {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find(ends).map_or(url.len(), |at| host + at)
}

/// Returns the text with scheme and host in lower case. That their case does not matter is assumed.
fn folded(url: &str, origin: usize) -> String {
    let (front, rest) = url.split_at(origin);
    format!("{}{rest}", front.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_they_are_documented() {
        for (pattern, referer, matches) in [
            ("*", "mibrowser:home", true),
            ("*.example.com", "https://help.example.com", true),
            ("*.example.com", "https://help.example.com/a/b?c", true),
            ("*.example.com", "https://example.com/", false),
            ("http://*.aliyuncs.com", "http://test.aliyuncs.com", true),
            ("http://www.example.com", "http://www.example.com/123", true),
            ("http://www.example.com", "https://www.example.com/123", false),
            ("http://www.example.com", "http://www.example.com.evil.example/", false),
            ("http://www.example.com/a*", "http://www.example.com/abc", true),
            ("http://www.example.com/a*", "http://www.example.com/bc", false),
            ("https://www.?.aliyuncs.com", "https://www.a.aliyuncs.com/", true),
            ("https://www.?.aliyuncs.com", "https://www.ab.aliyuncs.com/", false),
            ("HTTP://WWW.example.com", "http://www.EXAMPLE.com/A", true),
            ("http://www.example.com/a", "http://www.example.com/A", false),
            ("", "http://www.example.com/", false),
        ] {
            let check = RefererRules::allow([pattern]).check(referer);
            assert_eq!(check.denial.is_none(), matches, "{pattern} on {referer}");
            let check = RefererRules::deny([pattern]).check(referer);
            assert_eq!(check.denial.is_some(), matches, "{pattern} on {referer}");
        }
    }

    #[test]
    fn the_extent_of_a_pattern_is_assumed_where_it_matters() {
        for (pattern, referer, assumed) in [
            ("https://*.shop.example", "https://www.shop.example", false),
            ("https://*.shop.example", "https://www.shop.example/cats", true),
            ("https://*.shop.example", "https://evil.example/a.shop.example", true),
            ("https://*.shop.example", "https://evil.example/", false),
            ("https://*.shop.example/*", "https://www.shop.example/cats", false),
        ] {
            assert_eq!(RefererRules::deny([pattern]).check(referer).assumed, assumed, "{pattern} on {referer}");
        }
    }

    #[test]
    fn a_host_with_more_than_a_name_is_told() {
        for (referer, more) in [
            ("http://a.example/", false),
            ("http://a.example:80/", true),
            ("http://u@a.example/", true),
            ("http://a.example./x", true),
            ("http://a.example/x:y.", false),
            ("mibrowser:home", false),
        ] {
            assert_eq!(RefererRules::deny(["http://a.example"]).check(referer).more_than_name, more, "{referer}");
            assert!(!RefererRules::default().check(referer).more_than_name, "{referer}");
        }
    }

    #[test]
    fn of_several_the_first_that_does_not_pass_counts() {
        let rules = RefererRules::allow(["http://a.example"]).and_deny(["http://b.example"]);
        let strictest = |referers: &[&'static str]| {
            let referers: Vec<_> = referers.iter().map(|referer| Cow::Borrowed(*referer)).collect();
            rules.strictest(&referers)
        };
        assert_eq!(strictest(&["http://a.example", "http://b.example", "http://c.example"]), "http://b.example");
        assert_eq!(strictest(&["http://a.example/1", "http://a.example/2"]), "http://a.example/1");
        assert_eq!(strictest(&[]), "");
    }

    #[test]
    fn the_nearest_pattern_is_named() {
        let rules = RefererRules::allow(["http://other.example", "https://*.shop.example", "https://a.example/x"]);
        let denial = rules.check("http://www.shop.example/").denial.expect("a denial");
        assert!(denial.to_string().ends_with("the nearest is `https://*.shop.example`"), "{denial}");
    }
}
