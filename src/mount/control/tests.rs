//! The OpenAPI document describes the table of routes, and the access rule holds for addresses.

use std::collections::BTreeSet;

use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value;

use super::guard::{self, Guarded};
use super::routes::ROUTES;
use super::{Control, PREFIX, about};
use crate::error::Cause;
use crate::op::Operation;
use crate::oss::Oss;
use crate::wire::{Call, Peer};
use crate::world::BucketSettings;

type OperationOfTable = (String, String, BTreeSet<String>, BTreeSet<String>);

fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// Reads path, method, parameters and media types of each documented operation.
fn documented() -> Vec<OperationOfTable> {
    let document: Value = serde_json::from_str(include_str!("openapi.json")).unwrap();
    let mut rows = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let parameters = parameters.map(|parameter| parameter["name"].as_str().unwrap());
            let media = operation["requestBody"]["content"].as_object().into_iter().flatten();
            let media = media.map(|(media, _)| media.as_str());
            rows.push((path.clone(), method.to_ascii_uppercase(), names(parameters), names(media)));
        }
    }
    rows
}

#[test]
fn every_route_is_documented_and_nothing_else_is() {
    let routed = ROUTES.iter().map(|route| -> OperationOfTable {
        let (parameters, media) = (route.parameters.iter().copied(), route.media.iter().copied());
        (format!("{PREFIX}{}", route.path), route.method.to_string(), names(parameters), names(media))
    });
    let routed: BTreeSet<OperationOfTable> = routed.collect();
    assert_eq!(routed.len(), ROUTES.len(), "a route stands twice in the table");
    assert_eq!(routed, documented().into_iter().collect());
}

#[test]
fn the_document_has_the_version_of_the_control_plane() {
    let document: Value = serde_json::from_str(include_str!("openapi.json")).unwrap();
    assert_eq!(document["info"]["version"], about::VERSION.to_string());
}

/// The document lists all names of operations and causes; `BLESS=1 cargo test --lib all_names` writes them.
#[test]
fn the_document_has_all_names() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/mount/control/openapi.json");
    let operations: Vec<&str> = Operation::ALL.iter().map(|operation| operation.name()).collect();
    let causes: Vec<&str> = Cause::ALL.iter().map(|cause| cause.name()).collect();
    let written = std::fs::read_to_string(path).unwrap();
    let expected = with_names(&with_names(&written, "OperationName", &operations), "CauseName", &causes);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, expected).unwrap();
    } else {
        assert!(written == expected, "openapi.json lacks names: `BLESS=1 cargo test --lib all_names` writes them");
    }
}

/// Returns the document with these names in the `enum` of a schema, many on a line.
fn with_names(document: &str, schema: &str, names: &[&str]) -> String {
    let (before, rest) = document.split_once(&format!("\"{schema}\": {{")).unwrap();
    let (head, rest) = rest.split_once("\"enum\": [").unwrap();
    let (_, after) = rest.split_once(']').unwrap();
    let (mut lines, mut seen) = (vec![String::new()], BTreeSet::new());
    for name in names.iter().filter(|name| seen.insert(**name)) {
        if lines.last().is_some_and(|line| line.len() + name.len() > 105) {
            lines.push(String::new());
        }
        lines.last_mut().unwrap().extend(["\"", name, "\", "]);
    }
    let lines = lines.join("\n          ").replace(" \n", "\n");
    let lines = lines.trim_end_matches([',', ' ']);
    format!("{before}\"{schema}\": {{{head}\"enum\": [\n          {lines}\n        ]{after}")
}

/// A setting is shown, described and arranged everywhere, and the drift runner handles it.
#[test]
fn every_setting_is_everywhere() {
    let oss = Oss::new();
    oss.create_account("acme").create_bucket("logs");
    let overview = oss.read(|world| {
        let bucket = world.bucket("logs").unwrap();
        super::overview::shown(bucket, world.account(bucket.owner))
    });
    let document: Value = serde_json::from_str(include_str!("openapi.json")).unwrap();
    let example = include_str!("../../../examples/world.toml");
    let handles = [
        include_str!("../../handle/bucket.rs"),
        include_str!("../../handle/access_log.rs"),
        include_str!("../../handle/bucket_settings.rs"),
        include_str!("../../handle/cors.rs"),
        include_str!("../../handle/inventory.rs"),
        include_str!("../../handle/lifecycle.rs"),
        include_str!("../../handle/object.rs"),
        include_str!("../../handle/worm.rs"),
    ]
    .concat();
    // The drift runner is in another crate of the repository.
    let drift = concat!(env!("CARGO_MANIFEST_DIR"), "/cli/src/drift/world.rs");
    let drift = std::fs::read_to_string(drift).expect("the drift runner");
    let schemas = &document["components"]["schemas"];
    let shown = &schemas["BucketOverview"];
    for key in BucketSettings::KEYS {
        // A bucket also blocks what its account blocks, and gets its tags and tokens one by one.
        let (getter, setter) = match *key {
            "block_public_access" => ("blocks_public_access".to_owned(), format!("set_{key}")),
            "cname_tokens" => ((*key).to_owned(), "set_cname_token".to_owned()),
            "tags" => ((*key).to_owned(), "set_tag".to_owned()),
            "inventory" => ("inventories".to_owned(), "add_inventory".to_owned()),
            key => (key.to_owned(), format!("set_{key}")),
        };
        for (place, has_it) in [
            ("the overview", overview.get(key).is_some()),
            ("the overview in openapi.json", shown["properties"].get(key).is_some()),
            (
                "what the overview in openapi.json requires",
                shown["required"].as_array().unwrap().contains(&(*key).into()),
            ),
            ("the bucket in openapi.json", schemas["Bucket"]["properties"].get(key).is_some()),
            ("examples/world.toml", example.lines().any(|line| line.starts_with(&format!("{key} = ")))),
            ("a getter of `Bucket`", handles.contains(&format!("pub fn {getter}(&self"))),
            ("a setter of `Bucket`", handles.contains(&format!("pub fn {setter}(&self"))),
            ("cli/drift/world.rs", drift.contains(&format!("\"{key}\""))),
        ] {
            assert!(has_it, "the setting `{key}` is missing: {place}");
        }
    }
}

#[test]
fn only_loopback_addresses_are_this_machine() {
    for (ip, refused) in [
        ("127.0.0.1", None),
        ("127.8.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("10.0.0.9", Some("the control plane is for this machine only, and `10.0.0.9` is another")),
        ("::ffff:10.0.0.9", Some("the control plane is for this machine only, and `10.0.0.9` is another")),
        ("fe80::1", Some("the control plane is for this machine only, and `fe80::1` is another")),
    ] {
        let peer = Peer { ip: ip.parse().unwrap(), ..Peer::default() };
        let headers = HeaderMap::from_iter([(http::header::HOST, HeaderValue::from_static("127.0.0.1:9000"))]);
        let call = Call::read(Method::GET, "/_ossmock/world".parse().unwrap(), headers, peer);
        for guarded in [Guarded::All, Guarded::Place] {
            let found =
                guard::check(&Control::loopback(), &call, guarded).err().map(|problem| problem.respond().into_body());
            let expected = refused.map(|problem| serde_json::json!({ "problem": problem }).to_string());
            assert_eq!(found.as_deref(), expected.as_deref().map(str::as_bytes), "{ip}");
        }
    }
}
