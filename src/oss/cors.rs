//! CORS: the headers by which a bucket lets a browser show its answers to pages of other origins, and the decision on preflights.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketcors` and `…/optionobject`; the headers of actual answers
//! from captured answers to uploads, the list of methods from the live tests of `alibabacloud-oss-python-sdk-v2`.

use std::sync::Arc;

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, HeaderName, HeaderValue, ORIGIN, VARY,
};
use http::{Method, StatusCode};

use crate::error::{Assumption, Cause, Refusal};
use crate::wire::Call;
use crate::wire::text::lossy;
use crate::world::{Cors, CorsHit, CorsOutcome, CorsRequest, StoredBucket};

/// The effect of the CORS rules of a bucket on one request, by the rules that the bucket had when the request came.
#[derive(Debug, Clone, Default)]
pub(super) struct CorsEffect {
    /// The headers of every answer to the request, whatever its status.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The outcome, for the record; `None` for a request that is not of a page of another origin.
    pub outcome: Option<Arc<CorsOutcome>>,
}

impl CorsEffect {
    pub fn of(call: &Call, bucket: Option<&StoredBucket>) -> Self {
        let Some(bucket) = bucket else { return Self::default() };
        let mut effect = Self::default();
        let cors = bucket.settings.cors.as_deref();
        if cors.is_some_and(Cors::response_vary) {
            effect.headers.push((VARY, HeaderValue::from_static("Origin")));
        }
        let (origin, asked) = match asked(call) {
            None => return effect,
            Some(Err(problem)) => {
                call.assume(Assumption::CorsIncomplete);
                effect.outcome = Some(Arc::new(CorsOutcome::unmatched(problem)));
                return effect;
            }
            Some(Ok(asked)) => asked,
        };
        let headers: Vec<&str> = asked.headers.iter().map(|name| &**name).collect();
        let request = CorsRequest { origin: &asked.origin, method: &asked.method, headers: &headers };
        match cors.and_then(|cors| cors.find(&request)) {
            Some(hit) => {
                effect.outcome = Some(Arc::new(hit.outcome()));
                effect.allow(call, origin, &hit, &headers);
            }
            None if !is_preflight(call) && is_own_origin(call, &asked.origin) => {}
            None => effect.outcome = Some(Arc::new(missed(call, cors, &request))),
        }
        effect
    }

    /// Adds the headers of the rule that matches.
    fn allow(&mut self, call: &Call, origin: &HeaderValue, hit: &CorsHit<'_>, asked: &[&str]) {
        let rule = hit.rule;
        let any = hit.origin == "*";
        if !any && hit.origin.contains('*') {
            call.assume(Assumption::CorsPatternEcho);
        }
        let mut add = |name: HeaderName, value: String| {
            // The names of headers are tokens, and those of a preflight were in a header.
            self.headers.extend(HeaderValue::try_from(value).ok().map(|value| (name, value)));
        };
        add(ACCESS_CONTROL_ALLOW_METHODS, rule.method_names());
        if !asked.is_empty() {
            add(ACCESS_CONTROL_ALLOW_HEADERS, asked.join(", "));
        }
        if !rule.exposed_headers().is_empty() {
            add(ACCESS_CONTROL_EXPOSE_HEADERS, rule.exposed_headers().join(", "));
        }
        add(ACCESS_CONTROL_MAX_AGE, rule.max_age_seconds().unwrap_or_default().to_string());
        let origin = if any { HeaderValue::from_static("*") } else { origin.clone() };
        self.headers.push((ACCESS_CONTROL_ALLOW_ORIGIN, origin));
    }

    fn is_allowed(&self) -> bool {
        self.outcome.as_ref().is_some_and(|outcome| outcome.rule().is_some())
    }

    /// Refuses a preflight that no rule allows.
    pub fn check_preflight(&self) -> Result<(), Refusal> {
        if self.is_allowed() { Ok(()) } else { Err(Cause::CorsForbidden.into()) }
    }

    /// Notes that the headers are assumed for the status of an answer: captured answers are whole successes.
    pub fn note_status(&self, call: &Call, status: Option<u16>) {
        let beyond = status.is_some_and(|status| status >= 300 || status == StatusCode::PARTIAL_CONTENT.as_u16());
        if beyond && self.is_allowed() {
            call.assume(Assumption::CorsBeyondSuccess);
        }
    }
}

/// The question of a page: where it comes from, and what it does or, by a preflight, wants to do.
struct Asked {
    origin: String,
    method: String,
    headers: Vec<String>,
}

/// Returns the question of a request, with its `Origin` as it came; `None` if it has no `Origin` and is no preflight.
fn asked(call: &Call) -> Option<Result<(&HeaderValue, Asked), &'static str>> {
    let preflight = is_preflight(call);
    // An empty `Origin` names no page.
    let is_origin =
        |(name, value): &(&str, &HeaderValue)| *name == ORIGIN.as_str() && !value.as_bytes().trim_ascii().is_empty();
    let mut origins = call.headers().filter(is_origin).map(|(_, value)| value);
    let origin = match (origins.next(), origins.next()) {
        (None, _) if preflight => return Some(Err("the preflight has no `Origin`")),
        (None, _) => return None,
        (Some(origin), None) => origin,
        (Some(_), Some(_)) => return Some(Err("there is more than one `Origin`")),
    };
    let asked = |method: String, headers: Vec<String>| {
        let origin_text = lossy(origin.as_bytes()).trim().to_owned();
        (origin, Asked { origin: origin_text, method, headers })
    };
    Some(if preflight {
        announced(call).map(|(method, headers)| asked(method, headers))
    } else {
        Ok(asked(call.method.to_string(), Vec::new()))
    })
}

/// Returns the method and the headers of the request that a preflight announces.
fn announced(call: &Call) -> Result<(String, Vec<String>), &'static str> {
    let Some(method) = call.glance_text(ACCESS_CONTROL_REQUEST_METHOD) else {
        return Err("the preflight has no `Access-Control-Request-Method`");
    };
    let headers = call.glance_text(ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
    let headers: Vec<_> =
        headers.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    if headers.iter().all(|name| HeaderName::try_from(name).is_ok()) {
        Ok((method.into_owned(), headers))
    } else {
        Err("the preflight asks for a header that is no name")
    }
}

/// Returns `true` for the question that a browser asks before a request.
fn is_preflight(call: &Call) -> bool {
    call.method == Method::OPTIONS
}

/// Returns `true` if the page comes from the host of the request itself, so that a browser needs no rule.
fn is_own_origin(call: &Call, origin: &str) -> bool {
    origin.split_once("://").is_some_and(|(_, host)| host.eq_ignore_ascii_case(&call.host))
}

/// Returns the outcome of a request that no rule matches, with its consequence for the page.
fn missed(call: &Call, cors: Option<&Cors>, request: &CorsRequest<'_>) -> CorsOutcome {
    if cors.is_some_and(|cors| cors.differs_in_case(request)) {
        call.assume(Assumption::CorsLetterCase);
    }
    let outcome = Cors::miss(cors, request);
    if is_preflight(call) { outcome } else { outcome.with_consequence("the page cannot read this answer") }
}
