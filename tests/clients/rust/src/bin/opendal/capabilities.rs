//! The declared capabilities of `opendal`'s OSS service: each has a check, or a reason why it has none.

use std::time::Duration;

use opendal::options::{ListOptions, ReadOptions, StatOptions, WriteOptions};
use opendal::{BytesRange, ErrorKind, Operator};
use ossmock_clients::{Check, broken, http, same};

/// Capabilities, and the checks that ask for them; those of `ALSO` are below.
const ASKED: &[(&str, &[&str])] = &[
    ("capabilities: stat", &["stat", "stat_with_if_match", "stat_with_if_none_match", "stat_with_version"]),
    (
        "capabilities: read",
        &[
            "read",
            "read_with_suffix",
            "read_with_if_match",
            "read_with_if_none_match",
            "read_with_version",
            "read_with_if_modified_since",
            "read_with_if_unmodified_since",
        ],
    ),
    (
        "capabilities: write",
        &[
            "write",
            "write_can_empty",
            "write_can_append",
            "write_can_multi",
            "write_with_cache_control",
            "write_with_content_type",
            "write_with_content_disposition",
            "write_with_content_encoding",
            "write_with_if_not_exists",
            "write_with_user_metadata",
            "write_multi_min_size",
            "create_dir",
        ],
    ),
    ("capabilities: delete", &["delete", "delete_with_version", "delete_max_size", "delete_with_recursive"]),
    ("capabilities: copy", &["copy"]),
    (
        "capabilities: list",
        &[
            "list",
            "list_with_limit",
            "list_with_start_after",
            "list_with_recursive",
            "list_with_versions",
            "list_with_deleted",
        ],
    ),
    ("capabilities: presign", &["presign", "presign_stat", "presign_read", "presign_write"]),
];

/// Capabilities that no check asks for, and why.
const NOT_ASKED: &[(&str, &str)] = &[
    ("write_multi_max_size", "a part of 5 GiB is more than the server stores"),
    ("shared", "it says that others see the bucket as well: there is nothing to ask"),
];

const MINUTE: Duration = Duration::from_mins(1);

/// Runs the check of this name.
pub async fn check(objects: &Operator, versions: &Operator, place: &str, check: &str) -> Check {
    match check {
        "capabilities: none is forgotten" => none_is_forgotten(objects),
        "capabilities: stat" => stat(objects, versions).await,
        "capabilities: read" => read(objects, versions).await,
        "capabilities: write" => write(objects, place).await,
        "capabilities: delete" => delete(objects, versions).await,
        "capabilities: copy" => copy(objects).await,
        "capabilities: list" => list(objects, versions, place).await,
        "capabilities: presign" => presign(objects).await,
        _ => broken("its script has no such check"),
    }
}

fn none_is_forgotten(operator: &Operator) -> Check {
    let has = serde_json::to_value(operator.info().capability())?;
    let has = has.as_object().into_iter().flatten().filter(|(_, value)| !(value.is_null() || **value == false));
    let mut has: Vec<&str> = has.map(|(name, _)| &**name).collect();
    let asked = ASKED.iter().flat_map(|(_, names)| names.iter().copied());
    let mut known: Vec<&str> = asked.chain(NOT_ASKED.iter().map(|(name, _)| *name)).collect();
    has.sort_unstable();
    known.sort_unstable();
    same(has, known, "capabilities")
}

/// Checks that a call fails for a condition that does not hold.
fn unmet<T: std::fmt::Debug>(answer: opendal::Result<T>) -> Check {
    match answer {
        Err(error) if error.kind() == ErrorKind::ConditionNotMatch => Ok(()),
        other => broken(format!("not refused for a condition: {other:?}")),
    }
}

fn missing<T: std::fmt::Debug>(answer: opendal::Result<T>) -> Check {
    match answer {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => broken(format!("not missing: {other:?}")),
    }
}

/// Two versions of an object.
async fn two_versions(operator: &Operator, key: &str) -> opendal::Result<[String; 2]> {
    let mut versions = Vec::new();
    for body in ["one", "two!"] {
        operator.write(key, body).await?;
        versions.push(operator.stat(key).await?.version().unwrap_or_default().to_owned());
    }
    Ok([versions.remove(0), versions.remove(0)])
}

async fn stat(operator: &Operator, versions: &Operator) -> Check {
    let key = "capabilities/stat";
    operator.write(key, "hello").await?;
    let etag = operator.stat(key).await?.etag().unwrap_or_default().to_owned();
    let stat = |options| operator.stat_options(key, options);
    same(
        stat(StatOptions { if_match: Some(etag.clone()), ..StatOptions::default() }).await?.content_length(),
        5,
        "length",
    )?;
    unmet(stat(StatOptions { if_match: Some("\"other\"".to_owned()), ..StatOptions::default() }).await)?;
    unmet(stat(StatOptions { if_none_match: Some(etag), ..StatOptions::default() }).await)?;
    let [first, second] = two_versions(versions, key).await?;
    for (version, length) in [(first, 3), (second, 4)] {
        same(versions.stat_with(key).version(&version).await?.content_length(), length, "length")?;
    }
    missing(operator.stat("capabilities/none").await)
}

async fn read(operator: &Operator, versions: &Operator) -> Check {
    let key = "capabilities/read";
    operator.write(key, "0123456789").await?;
    let seen = operator.stat(key).await?;
    let etag = seen.etag().map(str::to_owned);
    let read = async |options| operator.read_options(key, options).await.map(|body| body.to_vec());
    let text = |text: &str| text.as_bytes().to_vec();
    let of = |range| ReadOptions { range, ..ReadOptions::default() };
    same(read(of(BytesRange::new(2, Some(3)))).await?, text("234"), "range")?;
    same(read(of(BytesRange::new(7, None))).await?, text("789"), "range")?;
    same(read(of(BytesRange::suffix(2))).await?, text("89"), "suffix")?;
    let other = Some("\"other\"".to_owned());
    same(read(ReadOptions { if_match: etag.clone(), ..ReadOptions::default() }).await?, text("0123456789"), "body")?;
    unmet(read(ReadOptions { if_match: other, ..ReadOptions::default() }).await)?;
    unmet(read(ReadOptions { if_none_match: etag, ..ReadOptions::default() }).await)?;
    let hour = Duration::from_hours(1);
    let modified = seen.last_modified().ok_or_else(|| ossmock_clients::Fault::Broken("no date".to_owned()))?;
    let (before, after) = (modified - hour, modified + hour);
    let since = |at| ReadOptions { if_modified_since: Some(at), ..ReadOptions::default() };
    let unless = |at| ReadOptions { if_unmodified_since: Some(at), ..ReadOptions::default() };
    same(read(since(before)).await?.len(), 10, "length")?;
    unmet(read(since(modified)).await)?;
    same(read(unless(after)).await?.len(), 10, "length")?;
    unmet(read(unless(before)).await)?;
    let [first, second] = two_versions(versions, key).await?;
    for (version, body) in [(first, "one"), (second, "two!")] {
        same(versions.read_with(key).version(&version).await?.to_vec(), text(body), "version")?;
    }
    missing(operator.read("capabilities/none").await)
}

async fn write(operator: &Operator, place: &str) -> Check {
    let key = |name: &str| format!("capabilities/write/{place}/{name}");
    operator.write(&key("empty"), "").await?;
    same(operator.stat(&key("empty")).await?.content_length(), 0, "length")?;
    let options = WriteOptions {
        cache_control: Some("no-cache".to_owned()),
        content_type: Some("text/x-check".to_owned()),
        content_disposition: Some("attachment; filename=\"a b\"".to_owned()),
        content_encoding: Some("identity".to_owned()),
        user_metadata: Some([("colour".to_owned(), "blue".to_owned())].into()),
        ..WriteOptions::default()
    };
    // In one piece, and in parts of the least size.
    let parts = WriteOptions { chunk: Some(100 * 1024), concurrent: 2, ..options.clone() };
    for (name, length, options) in [("whole", 5, options), ("in parts", 250 * 1024, parts)] {
        operator.write_options(&key(name), vec![b'x'; length], options.clone()).await?;
        let seen = operator.stat(&key(name)).await?;
        same(seen.content_length(), length as u64, "length")?;
        same(seen.cache_control(), options.cache_control.as_deref(), "cache control")?;
        same(seen.content_type(), options.content_type.as_deref(), "content type")?;
        same(seen.content_disposition(), options.content_disposition.as_deref(), "content disposition")?;
        same(seen.content_encoding(), options.content_encoding.as_deref(), "content encoding")?;
        // It does not send metadata when it begins an upload in parts.
        let metadata = (name == "whole").then_some("blue");
        same(seen.user_metadata().and_then(|all| all.get("colour")), metadata, "metadata")?;
    }
    let fresh = WriteOptions { if_not_exists: true, ..WriteOptions::default() };
    operator.write_options(&key("fresh"), "one", fresh.clone()).await?;
    unmet(operator.write_options(&key("fresh"), "two", fresh).await)?;
    same(operator.read(&key("fresh")).await?.to_vec(), b"one".to_vec(), "body")?;
    let append = WriteOptions { append: true, ..WriteOptions::default() };
    for body in ["hello ", "world"] {
        operator.write_options(&key("growing"), body, append.clone()).await?;
    }
    same(operator.read(&key("growing")).await?.to_vec(), b"hello world".to_vec(), "body")?;
    // Without the capability to make folders: an empty object whose key ends with a slash.
    operator.create_dir(&key("folder/")).await?;
    same(operator.stat(&key("folder/")).await?.is_dir(), true, "folder")
}

async fn delete(operator: &Operator, versions: &Operator) -> Check {
    let key = "capabilities/delete";
    operator.write(key, "hello").await?;
    operator.delete(key).await?;
    missing(operator.stat(key).await)?;
    operator.delete(key).await?; // what is not there is deleted as well
    let [first, second] = two_versions(versions, key).await?;
    versions.delete_with(key).version(&second).await?;
    same(versions.stat(key).await?.version(), Some(&*first), "version")?;
    // More than one request may delete.
    let keys: Vec<String> = (0..1_001).map(|number| format!("capabilities/many/{number}")).collect();
    for key in &keys[998..] {
        operator.write(key, "x").await?;
    }
    operator.delete_iter(keys).await?;
    same(operator.list("capabilities/many/").await?.len(), 0, "objects left")?;
    for name in ["a", "b/c"] {
        operator.write(&format!("capabilities/tree/{name}"), "x").await?;
    }
    operator.delete_with("capabilities/tree/").recursive(true).await?;
    missing(operator.stat("capabilities/tree/b/c").await)
}

async fn copy(operator: &Operator) -> Check {
    let (source, target) = ("capabilities/copy/a b+c", "capabilities/copy/ü");
    operator.write(source, "hello").await?;
    operator.copy(source, target).await?;
    same(operator.read(target).await?.to_vec(), b"hello".to_vec(), "body")?;
    missing(operator.copy("capabilities/none", target).await)
}

async fn list(operator: &Operator, versions: &Operator, place: &str) -> Check {
    let names = ["a", "b/c", "b/d", "e"];
    for name in names {
        operator.write(&format!("capabilities/list/{name}"), "x").await?;
    }
    let list = async |options: ListOptions| {
        let entries = operator.list_options("capabilities/list/", options).await?;
        let names = entries.iter().filter_map(|entry| entry.path().strip_prefix("capabilities/list/"));
        opendal::Result::<Vec<String>>::Ok(names.map(str::to_owned).collect())
    };
    let recursive = ListOptions { recursive: true, limit: Some(2), ..ListOptions::default() };
    same(list(recursive.clone()).await?, names.map(str::to_owned).to_vec(), "recursive")?;
    same(list(ListOptions::default()).await?.len(), 3, "flat")?;
    let start_after = Some("capabilities/list/b/c".to_owned());
    same(list(ListOptions { start_after, ..recursive }).await?, ["b/d", "e"].map(str::to_owned).to_vec(), "rest")?;
    let key = &*format!("capabilities/list/{place}");
    two_versions(versions, key).await?;
    versions.delete(key).await?;
    let all = ListOptions { versions: true, deleted: true, ..ListOptions::default() };
    let found = versions.list_options(key, all.clone()).await?;
    same(found.iter().filter(|entry| entry.metadata().is_deleted()).count(), 1, "delete markers")?;
    same(found.len(), 3, "versions")?;
    let found = versions.list_options(key, ListOptions { deleted: false, ..all }).await?;
    same(found.len(), 2, "versions without delete markers")
}

async fn presign(operator: &Operator) -> Check {
    let key = "capabilities/presign/a b+c%d ü";
    let http = http()?;
    let put = operator.presign_write(key, MINUTE).await?;
    same(http.put(put.uri().to_string()).body("hello").send().await?.status().as_u16(), 200, "status of PUT")?;
    let head = operator.presign_stat(key, MINUTE).await?;
    let answer = http.head(head.uri().to_string()).send().await?;
    same(
        answer.headers().get("content-length").map(reqwest::header::HeaderValue::as_bytes),
        Some(b"5".as_slice()),
        "length",
    )?;
    let get = operator.presign_read(key, MINUTE).await?;
    same(http.get(get.uri().to_string()).send().await?.text().await?, "hello".to_owned(), "body")?;
    // It says that it does not sign the URL of a DELETE.
    match operator.presign_delete(key, MINUTE).await {
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(()),
        other => broken(format!("{other:?}")),
    }
}
