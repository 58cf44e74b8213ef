//! Compares requests of pages with the CORS rules of a bucket, and tells which part of the nearest rule did not match.

use std::fmt;

use super::cors::{Cors, CorsMethod, CorsRule};

/// The largest number of headers that a message names.
const MAX_NAMED: usize = 5;
/// The largest number of characters of a reason.
const MAX_REASON: usize = 1_024;

/// The request of a page, or the one that a preflight announces.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CorsRequest<'a> {
    pub origin: &'a str,
    pub method: &'a str,
    /// The headers that a preflight asks for; an actual request asks for none.
    pub headers: &'a [&'a str],
}

/// The rule that matches a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CorsHit<'a> {
    /// The place of the rule, from 1.
    pub number: usize,
    pub rule: &'a CorsRule,
    /// The origin of the rule that covers that of the request.
    pub origin: &'a str,
}

/// The outcome of the CORS rules of a bucket for a request with `Origin`: the rule that matches, or the reason that none does.
///
/// # Example
///
/// ```
/// use ossmock::settings::{Cors, CorsMethod, CorsRule};
/// use ossmock::Oss;
///
/// let photos = Oss::new().create_account("acme").create_bucket("photos");
/// photos.set_cors(Cors::new([CorsRule::new(["https://shop.example/"], [CorsMethod::Put])]));
///
/// let outcome = photos.explain_cors("https://shop.example", "PUT", &[]);
/// assert_eq!(outcome.rule(), None);
/// assert_eq!(
///     outcome.to_string(),
///     "CORS: no rule matches PUT from https://shop.example; rule 1 comes nearest, but its AllowedOrigin \
///      https://shop.example/ is not the Origin: it ends in `/`, and no Origin does"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorsOutcome {
    rule: Option<usize>,
    reason: String,
}

impl CorsOutcome {
    /// An outcome without a rule.
    pub(crate) fn unmatched(reason: &str) -> Self {
        Self { rule: None, reason: reason.chars().take(MAX_REASON).collect() }
    }

    /// Adds the consequence for the page.
    pub(crate) fn with_consequence(mut self, consequence: &str) -> Self {
        self.reason.push_str("; ");
        self.reason.push_str(consequence);
        self
    }

    /// The number of the rule that matches, from 1; `None` if none does.
    #[must_use]
    pub const fn rule(&self) -> Option<usize> {
        self.rule
    }
}

impl fmt::Display for CorsOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CORS: {}", self.reason)
    }
}

impl CorsHit<'_> {
    /// The outcome of the rule, with the headers that scripts can read.
    pub fn outcome(&self) -> CorsOutcome {
        let exposed = match self.rule.exposed_headers() {
            [] => "exposes no header".to_owned(),
            names => format!("exposes {}", listed(names.iter().map(String::as_str))),
        };
        let reason = format!("rule {} matches, and {exposed}", self.number);
        CorsOutcome { rule: Some(self.number), ..CorsOutcome::unmatched(&reason) }
    }
}

/// The parts of a rule that do not match a request.
struct Mismatch<'a> {
    origin: bool,
    /// The known mistake in an origin of the rule.
    hint: Option<&'static str>,
    method: bool,
    headers: Vec<&'a str>,
}

impl Mismatch<'_> {
    /// The distance of the rule from the request. Of two that are as near, the one with a mistake in its origin is meant, and
    /// then one with the origin.
    fn distance(&self) -> (usize, bool, bool) {
        let parts = [self.origin, self.method, !self.headers.is_empty()];
        (parts.into_iter().filter(|part| *part).count(), self.hint.is_none(), self.origin)
    }
}

impl Cors {
    /// Returns the first rule that matches.
    pub(crate) fn find(&self, request: &CorsRequest<'_>) -> Option<CorsHit<'_>> {
        self.rules().iter().zip(1..).find_map(|(rule, number)| {
            let origin = rule.origins().iter().find(|pattern| covers(pattern, request.origin))?;
            let mismatch = rule.mismatch(request);
            (!mismatch.method && mismatch.headers.is_empty()).then_some(CorsHit { number, rule, origin })
        })
    }

    /// Returns `true` if a rule would match if the letter case of origins and methods did not count.
    pub(crate) fn differs_in_case(&self, request: &CorsRequest<'_>) -> bool {
        self.rules().iter().any(|rule| {
            let method = CorsMethod::from_wire(&request.method.to_ascii_uppercase());
            let lower = request.origin.to_ascii_lowercase();
            rule.origins().iter().any(|pattern| covers(&pattern.to_ascii_lowercase(), &lower))
                && method.is_some_and(|method| rule.methods().contains(&method))
                && rule.mismatch(request).headers.is_empty()
        })
    }

    /// Returns the outcome of a request that no rule matches: the parts of the nearest rule that do not. Without a
    /// configuration there is no rule.
    pub(crate) fn miss(cors: Option<&Self>, request: &CorsRequest<'_>) -> CorsOutcome {
        let CorsRequest { origin, method, headers } = request;
        let with =
            if headers.is_empty() { String::new() } else { format!(" with {}", listed(headers.iter().copied())) };
        let wanted = format!("{method} from {origin}{with}");
        let rules = cors.map_or(&[][..], Self::rules).iter().zip(1..);
        let mismatches = rules.map(|(rule, number)| (number, rule, rule.mismatch(request)));
        let nearest = mismatches.min_by_key(|(_, _, mismatch)| mismatch.distance());
        CorsOutcome::unmatched(&match nearest {
            None => format!("the bucket has no rule, so none matches {wanted}"),
            Some((number, rule, mismatch)) => {
                let parts = rule.described(request, &mismatch).join(", and ");
                format!("no rule matches {wanted}; rule {number} comes nearest, but {parts}")
            }
        })
    }
}

impl CorsRule {
    fn mismatch<'r>(&self, request: &CorsRequest<'r>) -> Mismatch<'r> {
        let method = CorsMethod::from_wire(request.method);
        let allows = |name: &str| {
            let lower = name.to_ascii_lowercase();
            self.allowed_headers().iter().any(|pattern| covers(pattern, &lower))
        };
        let origin = !self.origins().iter().any(|pattern| covers(pattern, request.origin));
        let hint = |pattern: &String| origin_hint(pattern, request.origin).filter(|_| origin);
        Mismatch {
            origin,
            hint: self.origins().iter().find_map(hint),
            method: method.is_none_or(|method| !self.methods().contains(&method)),
            headers: request.headers.iter().filter(|name| !allows(name)).copied().collect(),
        }
    }

    /// Describes the parts that do not match.
    fn described(&self, request: &CorsRequest<'_>, mismatch: &Mismatch<'_>) -> Vec<String> {
        let mut parts = Vec::new();
        if mismatch.origin {
            let origins = listed(self.origins().iter().map(String::as_str));
            let hint = mismatch.hint.map(|hint| format!(": {hint}")).unwrap_or_default();
            parts.push(format!("its AllowedOrigin {origins} is not the Origin{hint}"));
        }
        if mismatch.method {
            parts.push(format!("its AllowedMethod {} lacks {}", self.method_names(), request.method));
        }
        if !mismatch.headers.is_empty() {
            let lacks = listed(mismatch.headers.iter().copied());
            parts.push(match self.allowed_headers() {
                [] => format!("it has no AllowedHeader, and the preflight asks for {lacks}"),
                names => format!("its AllowedHeader {} lacks {lacks}", listed(names.iter().map(String::as_str))),
            });
        }
        parts
    }
}

/// Returns `true` if a pattern with at most one `*` covers a text.
fn covers(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => text.strip_prefix(start).is_some_and(|rest| rest.ends_with(end)),
    }
}

/// Returns the known mistake in an origin of a rule.
fn origin_hint(pattern: &str, origin: &str) -> Option<&'static str> {
    let bare = pattern.trim_end_matches('/');
    if bare.len() < pattern.len() && covers(bare, origin) {
        return Some("it ends in `/`, and no Origin does");
    }
    if covers(&pattern.to_ascii_lowercase(), &origin.to_ascii_lowercase()) {
        return Some("the letter case differs");
    }
    let (scheme, host) = origin.split_once("://")?;
    match bare.split_once("://") {
        None if covers(bare, host) => Some("it has no scheme"),
        Some((other, rest)) if other != scheme && covers(rest, host) => Some("the scheme differs"),
        Some((other, rest)) if other == scheme && covers(portless(rest), portless(host)) => Some("the port differs"),
        _ => None,
    }
}

/// The host without its port.
fn portless(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// Lists the first names for a message.
fn listed<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = names.len().saturating_sub(MAX_NAMED);
    let shown = names.take(MAX_NAMED).collect::<Vec<_>>().join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(origins: &[&str], methods: &[CorsMethod], headers: &[&str]) -> CorsRule {
        CorsRule::new(origins.iter().copied(), methods.iter().copied()).with_allowed_headers(headers)
    }

    #[test]
    fn a_pattern_has_one_wildcard_for_any_run_of_characters() {
        for (pattern, text, is) in [
            ("*", "null", true),
            ("https://*.shop.example", "https://www.shop.example", true),
            ("https://*.shop.example", "https://a.b.shop.example", true),
            ("https://*.shop.example", "https://.shop.example", true),
            ("https://*.shop.example", "https://shop.example", false),
            ("https://shop.example", "https://shop.example:8080", false),
            ("https://shop.example:*", "https://shop.example:8080", true),
            // The two halves do not overlap.
            ("ab*ba", "aba", false),
            ("ab*ba", "abba", true),
        ] {
            assert_eq!(covers(pattern, text), is, "{pattern} {text}");
        }
    }

    #[test]
    fn the_mistake_in_an_origin_is_told() {
        for (pattern, hint) in [
            ("https://shop.example/", "it ends in `/`, and no Origin does"),
            ("https://Shop.example", "the letter case differs"),
            ("http://shop.example", "the scheme differs"),
            ("shop.example", "it has no scheme"),
            ("https://shop.example:8443", "the port differs"),
        ] {
            assert_eq!(origin_hint(pattern, "https://shop.example"), Some(hint), "{pattern}");
        }
        assert_eq!(origin_hint("https://other.example", "https://shop.example"), None);
    }

    #[test]
    fn the_nearest_rule_is_the_one_with_the_fewest_parts_that_do_not_match() {
        let get = rule(&["*"], &[CorsMethod::Get], &["x-a"]);
        let put = rule(&["https://a.example"], &[CorsMethod::Put], &["x-*"]);
        let cors = Cors::new([get, put]);
        let miss = |origin, method, headers: &[&str]| {
            Cors::miss(Some(&cors), &CorsRequest { origin, method, headers }).to_string()
        };
        assert_eq!(
            miss("https://a.example", "PUT", &["X-Oss-Meta-A", "content-type", "range"]),
            "CORS: no rule matches PUT from https://a.example with X-Oss-Meta-A, content-type, range; rule 2 comes nearest, \
             but its AllowedHeader x-* lacks content-type, range"
        );
        assert_eq!(
            miss("https://b.example", "DELETE", &[]),
            "CORS: no rule matches DELETE from https://b.example; rule 1 comes nearest, but its AllowedMethod GET lacks \
             DELETE"
        );
        // Of two that are as near, the one with the origin; but an origin that is nearly right counts more.
        assert!(miss("https://b.example", "PUT", &["x-a"]).contains("rule 1 comes nearest, but its AllowedMethod GET"));
        let told = miss("http://a.example", "PUT", &["x-a"]);
        assert!(told.ends_with(
            "rule 2 comes nearest, but its AllowedOrigin https://a.example is not the Origin: the scheme differs"
        ));
    }

    #[test]
    fn a_long_list_is_cut() {
        let names = ["a", "b", "c", "d", "e", "f", "g"];
        assert_eq!(listed(names.into_iter()), "a, b, c, d, e and 2 more");
    }
}
