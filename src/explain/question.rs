//! A question, and the request it is about.

use std::fmt;
use std::time::SystemTime;

use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use jiff::Timestamp;

use crate::oss::Oss;
use crate::wire::text::push_encoded;
use crate::wire::{Call, Peer};

/// A question about a decision: an action of a caller on a resource, created by [`Oss::question`].
///
/// The builder methods set the facts that conditions read: the origin of the request, its time, its headers and its
/// parameters. The defaults are `127.0.0.1`, no TLS, no VPC, the fake's time, no headers and no parameters.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, Peer};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// acme.create_bucket("logs");
/// acme.create_ram_user("ci").attach_policy(
///     r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:ListObjects", "Resource": "acs:oss:*:*:logs",
///         "Condition": {"StringLike": {"oss:Prefix": "ci/*"}, "Bool": {"acs:SecureTransport": "true"}}}]}"#,
/// );
///
/// let question = oss.question("acme/ci", "oss:ListObjects", "acs:oss:*:*:logs").parameter("prefix", "ci/42");
/// assert!(!question.explain()?.decision.is_allowed());
/// let question = question.peer(Peer { tls: true, ..Peer::default() });
/// assert!(question.explain()?.decision.is_allowed());
/// # Ok::<(), ossmock::policy::QuestionError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "a question is asked by `explain`"]
pub struct Question {
    pub(super) oss: Oss,
    pub(super) caller: String,
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) peer: Peer,
    headers: Vec<(String, String)>,
    parameters: Vec<(String, String)>,
    at: Option<SystemTime>,
}

impl Question {
    pub(super) fn new(oss: &Oss, caller: &str, action: &str, resource: &str) -> Self {
        Self {
            oss: oss.clone(),
            caller: caller.to_owned(),
            action: action.to_owned(),
            resource: resource.to_owned(),
            peer: Peer::default(),
            headers: Vec::new(),
            parameters: Vec::new(),
            at: None,
        }
    }

    /// Sets the origin of the request: `acs:SourceIp`, `acs:SecureTransport` and `acs:SourceVpc`.
    pub fn peer(mut self, peer: Peer) -> Self {
        self.peer = peer;
        self
    }

    /// Adds a header of the request, such as `User-Agent` or `x-oss-acl`.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a parameter of the request, such as `prefix` or `delimiter`.
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.parameters.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets the time of the request, instead of now by the fake's clock.
    pub fn at(mut self, at: SystemTime) -> Self {
        self.at = Some(at);
        self
    }

    pub(super) fn now(&self) -> Result<Timestamp, QuestionError> {
        let Some(at) = self.at else { return Ok(self.oss.now()) };
        Timestamp::try_from(at).map_err(|_| QuestionError::of("time", "no request arrives that late"))
    }

    /// Returns the head of the request; `None` without headers and parameters.
    pub(super) fn call(&self) -> Result<Option<Call>, QuestionError> {
        if self.headers.is_empty() && self.parameters.is_empty() {
            return Ok(None);
        }
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let problem =
                |what: &str| QuestionError::of("headers", format!("`{name}: {value}` is not a header: its {what}"));
            let read = HeaderName::try_from(name).map_err(|_| problem("name has characters no name has"))?;
            let value = HeaderValue::try_from(value).map_err(|_| problem("value has control characters"))?;
            headers.append(read, value);
        }
        let mut target = b"/".to_vec();
        for (i, (name, value)) in self.parameters.iter().enumerate() {
            target.push(if i == 0 { b'?' } else { b'&' });
            push_encoded(&mut target, name.as_bytes());
            target.push(b'=');
            push_encoded(&mut target, value.as_bytes());
        }
        let target =
            Uri::try_from(target).map_err(|_| QuestionError::of("parameters", "the parameters are too long"))?;
        Ok(Some(Call::read(Method::GET, target, headers, self.peer.clone())))
    }
}

/// The reason [`Oss::explain`] has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionError {
    /// The part of the question that is wrong: `caller`, `action`, `resource`, `time`, `headers` or `parameters`.
    pub(crate) part: &'static str,
    problem: String,
}

impl QuestionError {
    pub(super) fn of(part: &'static str, problem: impl Into<String>) -> Self {
        Self { part, problem: problem.into() }
    }
}

impl fmt::Display for QuestionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for QuestionError {}
