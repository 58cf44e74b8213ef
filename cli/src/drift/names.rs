//! Translates the names of a case's buckets to those of the run, and back.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::header::HOST;
use http::{HeaderValue, Request, Response};
use serde_json::Value;

use super::endpoint::Endpoint;

/// The names of the buckets of one case, and the ids that differ at the endpoint.
#[derive(Debug, Clone, Default)]
pub struct Names {
    buckets: BTreeMap<String, String>,
    /// Ids that OSS makes up: the fake's id, with the endpoint's.
    ids: Vec<(String, String)>,
    /// Ids that the fake made up, because the case does not set them.
    made_up: Vec<String>,
}

/// The header with the error of a response to HEAD, which has no body.
pub const ERROR_OF_HEAD: &str = "x-oss-err";

impl Names {
    /// Gives a bucket of the case its name at the endpoint.
    pub fn bucket(&mut self, name: &str, next: impl FnOnce() -> String) {
        if !self.buckets.contains_key(name) {
            self.buckets.insert(name.to_owned(), next());
        }
    }

    /// Returns the names at the endpoint.
    pub fn scratch(&self) -> impl Iterator<Item = &str> {
        self.buckets.values().map(String::as_str)
    }

    pub fn of(&self, bucket: &str) -> Option<&str> {
        self.buckets.get(bucket).map(String::as_str)
    }

    /// Adds an id that the fake makes up, and that differs at the endpoint.
    pub fn make_up(&mut self, id: String) {
        self.made_up.push(id);
    }

    pub fn is_made_up(&self, id: &str) -> bool {
        self.made_up.iter().any(|made_up| made_up == id)
    }

    /// Lets the endpoint's id stand for the fake's from now on.
    ///
    /// Short texts are not ids: they could stand for other values as well.
    pub fn learn(&mut self, fake: &str, there: &str) {
        if fake != there && fake.len() >= 8 && !self.ids.iter().any(|(known, _)| known == fake) {
            self.ids.push((fake.to_owned(), there.to_owned()));
        }
    }

    /// Returns a request of the case as it is sent to the endpoint. A bucket in the host that is not of the case keeps
    /// its name.
    pub fn outgoing(&self, mut request: Request<Bytes>, bucket: &str, at: &Endpoint) -> Result<Request<Bytes>, String> {
        let host = HeaderValue::try_from(at.host_of(self.of(bucket).unwrap_or(bucket)));
        request.headers_mut().insert(HOST, host.map_err(|error| error.to_string())?);
        let target = self.with_ids(&request.uri().to_string());
        *request.uri_mut() = target.parse().map_err(|_| format!("`{target}` is no target of a request"))?;
        if let Some(source) = request.headers().get("x-oss-copy-source").and_then(|source| source.to_str().ok()) {
            let source = self.with_ids(&self.path(source));
            let source = HeaderValue::try_from(source).map_err(|error| error.to_string())?;
            request.headers_mut().insert("x-oss-copy-source", source);
        }
        let body = match std::str::from_utf8(request.body()) {
            Ok(text) if is_policy(request.uri().query()) => Some(self.policy(text)?),
            Ok(text) => Some(self.with_ids(text)),
            Err(_) => None,
        };
        let body = body.filter(|body| body.as_bytes() != request.body());
        if let Some(body) = body {
            if request.headers().contains_key("content-md5") {
                return Err(
                    "the digest of its body is written out, and the body names what has another name".to_owned()
                );
            }
            *request.body_mut() = body.into();
        }
        Ok(request)
    }

    /// Returns a response of the endpoint with the names of the case.
    pub fn incoming(&self, response: Response<Bytes>) -> Response<Bytes> {
        let back = |text: &str| {
            let names = self.buckets.iter().map(|(name, scratch)| (scratch, name));
            let ids = self.ids.iter().map(|(fake, there)| (there, fake));
            names.chain(ids).fold(text.to_owned(), |text, (from, to)| text.replace(from.as_str(), to))
        };
        let (mut head, mut body) = response.into_parts();
        if let Ok(text) = std::str::from_utf8(&body) {
            body = back(text).into();
        }
        for (name, value) in &mut head.headers {
            let Ok(text) = value.to_str() else { continue };
            // The error of a response to HEAD.
            let error = BASE64_STANDARD.decode(text).ok().filter(|_| name == ERROR_OF_HEAD);
            let named = match error.and_then(|error| String::from_utf8(error).ok()) {
                Some(error) => BASE64_STANDARD.encode(back(&error)),
                None => back(text),
            };
            if let Ok(named) = HeaderValue::try_from(named) {
                *value = named;
            }
        }
        Response::from_parts(head, body)
    }

    fn with_ids(&self, text: &str) -> String {
        self.ids.iter().fold(text.to_owned(), |text, (fake, there)| text.replace(fake.as_str(), there))
    }

    /// Renames the bucket in `/logs/key`, with or without the first slash.
    fn path(&self, path: &str) -> String {
        let (slash, rest) = path.strip_prefix('/').map_or(("", path), |rest| ("/", rest));
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        self.of(bucket).map_or_else(|| path.to_owned(), |scratch| format!("{slash}{scratch}/{key}"))
    }

    /// Renames the buckets in a bucket policy, and leaves every other byte. A policy that is not JSON is unchanged; one
    /// that names accounts or users cannot be written for others.
    pub fn policy(&self, json: &str) -> Result<String, String> {
        let Ok(policy) = serde_json::from_str::<Value>(json) else { return Ok(json.to_owned()) };
        let mut resources = BTreeSet::new();
        read_policy(&policy, "", &mut resources)?;
        let mut renamed = json.to_owned();
        for resource in resources {
            let literal = format!("\"{resource}\"");
            if !json.contains(&literal) {
                return Err(format!("a bucket policy has `{resource}` with escapes"));
            }
            renamed = renamed.replace(&literal, &format!("\"{}\"", self.resource(resource)));
        }
        Ok(renamed)
    }

    /// Renames the bucket in `acs:oss:*:*:logs/key`.
    fn resource(&self, resource: &str) -> String {
        let path = resource.splitn(5, ':').last().unwrap_or(resource);
        let (bucket, key) = path.split_at(path.find('/').unwrap_or(path.len()));
        let before = &resource[..resource.len() - path.len()];
        format!("{before}{}{key}", self.of(bucket).unwrap_or(bucket))
    }
}

/// Collects the resources of a bucket policy, which must not name a principal or an account.
fn read_policy<'a>(value: &'a Value, member: &str, resources: &mut BTreeSet<&'a str>) -> Result<(), String> {
    match value {
        Value::String(text) if member == "Principal" && text != "*" => Err(format!("a bucket policy names `{text}`")),
        Value::String(text) if text.starts_with("acs:oss:") => {
            let account = text.split(':').nth(3).unwrap_or_default();
            if account != "*" && account.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(format!("a bucket policy names the account `{account}`"));
            }
            resources.insert(text);
            Ok(())
        }
        Value::Array(values) => values.iter().try_for_each(|value| read_policy(value, member, resources)),
        Value::Object(members) => members.iter().try_for_each(|(name, value)| read_policy(value, name, resources)),
        _ => Ok(()),
    }
}

/// Returns `true` if a request sets a bucket policy, or reads it.
pub fn is_policy(query: Option<&str>) -> bool {
    matches!(query, Some("policy" | "policy="))
}
