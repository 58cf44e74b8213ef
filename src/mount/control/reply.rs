//! The answers of the control plane: JSON, a page, or nothing.

use std::fmt;

use bytes::Bytes;
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::page::InspectorPage;
use super::plane::PREFIX;
use crate::world_file::{WorldError, json_message};

/// The answer to a request that succeeded.
pub(super) enum ControlReply {
    Json(Value),
    /// JSON text as it stands.
    Text(&'static str),
    Page(InspectorPage),
    Done,
}

impl ControlReply {
    pub fn respond(self) -> Response<Bytes> {
        match self {
            Self::Json(value) => answer(StatusCode::OK, value.to_string().into()),
            Self::Text(text) => answer(StatusCode::OK, Bytes::from_static(text.as_bytes())),
            Self::Page(page) => page.respond(),
            Self::Done => answer(StatusCode::NO_CONTENT, Bytes::new()),
        }
    }
}

/// The reason a request failed.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    text: String,
    /// The line and column in the body.
    place: Option<(usize, usize)>,
    /// A header of the answer: `Allow` with the methods there are, or `WWW-Authenticate`.
    header: Option<(HeaderName, HeaderValue)>,
}

impl Problem {
    pub fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), place: None, header: None }
    }

    pub fn bad_request(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// The problem of one field or parameter, which the message names.
    pub fn of(field: &str, problem: impl fmt::Display) -> Self {
        Self::bad_request(format!("`{field}`: {problem}"))
    }

    /// Adds the place at which a body is not what it has to be.
    pub fn at(self, error: &serde_json::Error) -> Self {
        Self { place: Some((error.line(), error.column().max(1))), ..self }
    }

    pub fn allowing(self, methods: &str) -> Self {
        // Methods are tokens, which a header can carry.
        Self { header: HeaderValue::from_str(methods).ok().map(|methods| (ALLOW, methods)), ..self }
    }

    /// Asks for the token: a request with it could succeed.
    pub fn wanting_token(self) -> Self {
        Self { header: Some((WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))), ..self }
    }

    pub fn respond(self) -> Response<Bytes> {
        let mut body = json!({ "problem": self.text });
        if let Some((line, column)) = self.place {
            body["line"] = line.into();
            body["column"] = column.into();
        }
        let mut response = answer(self.status, body.to_string().into());
        response.headers_mut().extend(self.header);
        response
    }
}

impl From<WorldError> for Problem {
    fn from(error: WorldError) -> Self {
        Self { place: Some((error.line(), error.column())), ..Self::bad_request(error.problem()) }
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Self::bad_request(json_message(&error)).at(&error)
    }
}

fn answer(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if status != StatusCode::NO_CONTENT {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    // The answer has secrets, and may change at any time.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A browser must not guess another type.
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// Redirects to the page.
pub(super) fn to_page(status: StatusCode) -> Response<Bytes> {
    let mut response = answer(status, Bytes::new());
    response.headers_mut().remove(CONTENT_TYPE);
    response.headers_mut().insert(LOCATION, HeaderValue::from_static(PREFIX));
    response
}

impl InspectorPage {
    fn respond(self) -> Response<Bytes> {
        let mut response = answer(StatusCode::OK, self.html);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(CONTENT_SECURITY_POLICY, self.policy);
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        response
    }
}
