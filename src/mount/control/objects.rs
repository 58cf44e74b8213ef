//! The route that lists the objects of a bucket with their versions, a page at a time.

use http::StatusCode;
use serde_json::{Value, json};

use super::journal::number;
use super::plane::Controlled;
use super::reply::{ControlReply, Problem};
use crate::wire::Call;
use crate::world::{Kept, Listing, ObjectEncryption, Version, VersionId};

pub(super) const PARAMETERS: &[&str] = &["bucket", "prefix", "after", "after_version", "limit"];

/// The number of versions on a page by default.
const VERSIONS: usize = 100;

/// The most versions on a page.
const MAX_VERSIONS: u64 = 1_000;

pub(super) fn get(control: &Controlled<'_>, call: &Call, _: &str) -> Result<ControlReply, Problem> {
    let name = call.query.get("bucket").ok_or_else(|| Problem::bad_request("give the name of a `bucket`"))?;
    let limit = call.query.get("limit").map(|text| number("limit", &text, 1, MAX_VERSIONS)).transpose()?;
    let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(VERSIONS);
    let [prefix, after] = ["prefix", "after"].map(|name| call.query.get(name).unwrap_or_default());
    let version = call.query.get("after_version").map(|id| read_version(&id)).transpose()?;
    let bucket = control.oss.read(|world| world.bucket(&name).cloned());
    let Some(bucket) = bucket else {
        return Err(Problem::new(StatusCode::NOT_FOUND, format!("there is no bucket `{name}`")));
    };
    let page = bucket.objects.list_versions(&Listing { prefix, delimiter: String::new(), after, limit }, version);
    let next =
        page.next.map(|(key, version)| json!({ "after": key, "after_version": version.map(|it| it.to_string()) }));
    Ok(ControlReply::Json(json!({
        "bucket": bucket.name,
        "objects": page.kept.iter().map(shown).collect::<Value>(),
        "next": next,
    })))
}

fn read_version(id: &str) -> Result<VersionId, Problem> {
    VersionId::read(id)
        .ok_or_else(|| Problem::bad_request(format!("`after_version`: `{id}` is not the id of a version")))
}

fn shown(Kept { key, version, latest }: &Kept) -> Value {
    let object = match version {
        Version::Object(object) => Some(object),
        Version::DeleteMarker(_) => None,
    };
    json!({
        "key": key,
        "version_id": version.id().to_string(),
        "latest": latest,
        "delete_marker": object.is_none(),
        "modified": version.modified().to_string(),
        "size": object.map(|object| object.size()),
        "type": object.map(|object| object.kind.as_str()),
        "storage_class": object.map(|object| object.storage_class.as_str()),
        "encryption": object.and_then(|object| object.extra.encryption.as_ref()).map(encryption),
        "etag": object.map(|object| object.etag.to_string()),
    })
}

fn encryption(encryption: &ObjectEncryption) -> String {
    let key = encryption.key_id().map(|id| format!(", key {id}")).unwrap_or_default();
    format!("{}{key}", encryption.algorithm())
}
