//! What the control plane answers: JSON, or nothing.

use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::world_file::{WorldError, json_message};

/// What was asked for.
pub(super) enum Reply {
    Json(Value),
    /// JSON as it was written.
    Text(&'static str),
    Done,
}

impl Reply {
    pub fn respond(self) -> Response<Bytes> {
        match self {
            Self::Json(value) => answer(StatusCode::OK, value.to_string().into()),
            Self::Text(text) => answer(StatusCode::OK, Bytes::from_static(text.as_bytes())),
            Self::Done => answer(StatusCode::NO_CONTENT, Bytes::new()),
        }
    }
}

/// Why there is no such answer.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    text: String,
    /// Line and column in the body.
    place: Option<(usize, usize)>,
    /// The methods there are instead.
    allow: Option<HeaderValue>,
}

impl Problem {
    pub fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), place: None, allow: None }
    }

    pub fn bad_request(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    pub fn allowing(self, methods: &str) -> Self {
        // Methods are tokens, which a header can carry.
        Self { allow: HeaderValue::from_str(methods).ok(), ..self }
    }

    pub fn respond(self) -> Response<Bytes> {
        let mut body = json!({ "problem": self.text });
        if let Some((line, column)) = self.place {
            body["line"] = line.into();
            body["column"] = column.into();
        }
        let mut response = answer(self.status, body.to_string().into());
        if let Some(methods) = self.allow {
            response.headers_mut().insert(ALLOW, methods);
        }
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
        Self { place: Some((error.line(), error.column().max(1))), ..Self::bad_request(json_message(&error)) }
    }
}

fn answer(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if status != StatusCode::NO_CONTENT {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    // There are secrets in it, and the next answer may be another.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
