//! The objects of a bucket in a world file, as uploads.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use toml::{Table, Value};

use super::sweep::in_path;
use super::table::text;

/// Returns the request that uploads an object, or deletes it to leave a delete marker. The error names a part that no
/// upload sets.
pub fn uploaded(table: &Table, bucket: &str) -> Result<Request<Bytes>, String> {
    let key = text(table, "key").unwrap_or_default();
    let wants = |what: &str| format!("the object `{key}` of `{bucket}` would need its `{what}`");
    let usual = ["key", "delete_marker", "body", "modified", "encryption", "tags", "headers"];
    if let Some(other) = table.keys().find(|other| !usual.contains(&&***other)) {
        return Err(wants(other));
    }
    let marker = table.get("delete_marker").and_then(Value::as_bool).unwrap_or_default();
    let method = if marker { Method::DELETE } else { Method::PUT };
    let body = table.get("body").map_or(Some(Vec::new()), bytes).ok_or_else(|| wants("body"))?;
    let request = Request::builder().method(method).uri(format!("/{}", in_path(&key)));
    let mut request = request.body(Bytes::from(body)).map_err(|error| error.to_string())?;
    let mut give = |name: &str, value: &[u8]| {
        let name = HeaderName::try_from(name).map_err(|_| wants("headers"))?;
        request.headers_mut().insert(name, HeaderValue::from_bytes(value).map_err(|_| wants("headers"))?);
        Ok::<(), String>(())
    };
    if let Some(headers) = table.get("headers").and_then(Value::as_table) {
        for (name, value) in headers {
            give(name, &bytes(value).ok_or_else(|| wants("headers"))?)?;
        }
    }
    if let Some(encryption) = table.get("encryption").and_then(Value::as_table) {
        for (name, key) in [
            ("x-oss-server-side-encryption", "algorithm"),
            ("x-oss-server-side-encryption-key-id", "kms_master_key_id"),
            ("x-oss-server-side-data-encryption", "kms_data_encryption"),
        ] {
            if let Some(value) = text(encryption, key) {
                give(name, value.as_bytes())?;
            }
        }
    }
    if let Some(tags) = table.get("tags").and_then(Value::as_table) {
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let tag = |(name, value): (&String, &Value)| {
            format!("{}={}", encoded(name), encoded(value.as_str().unwrap_or_default()))
        };
        let tags: Vec<String> = tags.iter().map(tag).collect();
        give("x-oss-tagging", tags.join("&").as_bytes())?;
    }
    Ok(request)
}

/// Reads a text, or `{ base64 = "…" }`.
fn bytes(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => Some(text.clone().into_bytes()),
        other => BASE64_STANDARD.decode(other.get("base64")?.as_str()?).ok(),
    }
}
