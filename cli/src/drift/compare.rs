//! Compares two responses to the same request: that of the case and that of the endpoint.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::Response;
use ossmock::fixture::plain_body;
use serde::Serialize;

use super::names::{ERROR_OF_HEAD, Names};
use super::xml::{Leaf, leaves};

/// The most characters of a text that are shown.
const MAX_TOLD: usize = 200;

/// One difference between the two responses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// `status`, `Code`, `Message`, `header etag`, `element …` or `body`.
    pub what: String,
    /// The value in the case; `None` if the case has none.
    pub case: Option<String>,
    pub endpoint: Option<String>,
}

/// The result of comparing two responses.
#[derive(Debug, Default)]
pub struct Compared {
    pub differences: Vec<Difference>,
    /// Differences in the number of an error, which the vendor may change at any time.
    pub notes: Vec<Difference>,
}

/// Headers that every response has, or that follow from others.
const OF_EVERY_ANSWER: [&str; 12] = [
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "server",
    "transfer-encoding",
    "vary",
    "x-oss-ec",
    "x-oss-err",
    "x-oss-request-id",
    "x-oss-server-time",
    "x-oss-cdn-auth",
];

/// Headers that must be present, but whose values are made up or show the time.
const OF_THE_MOMENT: [&str; 4] = ["last-modified", "x-oss-copy-source-version-id", "x-oss-restore", "x-oss-version-id"];

/// Elements whose values are made up or show the time: ids, moments, endpoints, and those that repeat a signature.
const VOLATILE: [&str; 33] = [
    "AuthPrincipalDisplayName",
    "AuthPrincipalOwnerId",
    "CanonicalRequest",
    "CanonicalRequestBytes",
    "CreationDate",
    "DeleteMarkerVersionId",
    "DisplayName",
    "EncodedDiagnosticMessage",
    "Endpoint",
    "ExtranetEndpoint",
    "HostId",
    "ID",
    "Initiated",
    "IntranetEndpoint",
    "KeyMarker",
    "LastModified",
    "LastModifiedTime",
    "Location",
    "NextContinuationToken",
    "NextUploadIdMarker",
    "NextVersionIdMarker",
    "OSSAccessKeyId",
    "Owner",
    "RequestId",
    "RequestTime",
    "ResourceGroupId",
    "ServerTime",
    "SignatureProvided",
    "StringToSign",
    "StringToSignBytes",
    "UploadId",
    "UploadIdMarker",
    "VersionId",
];

/// Compares the responses, and learns which ids of the endpoint stand for which ids of the fake.
pub fn compare(case: &Response<Bytes>, there: &Response<Bytes>, names: &mut Names) -> Compared {
    let mut compared = Compared::default();
    let status = |response: &Response<Bytes>| Some(response.status().as_u16().to_string());
    compared.see("status", status(case), status(there));
    let (ours, theirs) = (body(case), body(there));
    let (our_leaves, their_leaves) = (leaves(&ours), leaves(&theirs));
    let is_error = |leaves: &Option<Vec<Leaf>>| {
        leaves.as_ref().is_some_and(|leaves| leaves.first().is_some_and(|leaf| leaf.path.starts_with("Error/")))
    };
    if is_error(&our_leaves) != is_error(&their_leaves) {
        // Nothing else can be equal.
        for name in ["Code", "Message"] {
            let path = format!("Error/{name}");
            let text = |leaves: &Option<Vec<Leaf>>| {
                leaves.iter().flatten().find(|leaf| leaf.path == path).map(|leaf| leaf.text.clone())
            };
            compared.see(name, text(&our_leaves), text(&their_leaves));
        }
        return compared;
    }
    for (name, value) in case.headers() {
        let name = name.as_str();
        if OF_EVERY_ANSWER.contains(&name) {
            continue;
        }
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let (ours, theirs) = (text(value), there.headers().get(name).map(text));
        match theirs {
            Some(theirs) if OF_THE_MOMENT.contains(&name) || names.is_made_up(&ours) => names.learn(&ours, &theirs),
            theirs => compared.see(&format!("header {name}"), Some(ours), theirs),
        }
    }
    match (our_leaves, their_leaves) {
        (Some(ours), Some(theirs)) => compared.see_leaves(&ours, &theirs, names),
        _ if ours == theirs => {}
        _ => compared.see("body", Some(told(&ours)), Some(told(&theirs))),
    }
    compared
}

/// Returns the body, unpacked if the service compressed it, or the error in a header of a response to HEAD.
fn body(response: &Response<Bytes>) -> Vec<u8> {
    let error = response.headers().get(ERROR_OF_HEAD);
    error
        .and_then(|error| BASE64_STANDARD.decode(error.as_bytes()).ok())
        .unwrap_or_else(|| plain_body(response).into_owned())
}

fn told(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let beginning: String = text.chars().take(MAX_TOLD).collect();
    let more = if beginning.len() < text.len() { " …" } else { "" };
    format!("{} bytes: {beginning:?}{more}", body.len())
}

impl Compared {
    fn see(&mut self, what: &str, case: Option<String>, endpoint: Option<String>) {
        if case != endpoint {
            self.differences.push(Difference { what: what.to_owned(), case, endpoint });
        }
    }

    fn see_leaves(&mut self, ours: &[Leaf], theirs: &[Leaf], names: &mut Names) {
        let theirs_by_path: BTreeMap<&str, &Leaf> = theirs.iter().map(|leaf| (&*leaf.path, leaf)).collect();
        for leaf in ours.iter().filter(|leaf| !is_emptied(leaf, theirs)) {
            let other = theirs_by_path.get(&*leaf.path);
            match (&*leaf.path, other) {
                ("Error/EC" | "Error/RecommendDoc", _) => self.note(leaf, other.copied()),
                (_, Some(other)) if VOLATILE.contains(&&*leaf.name) || names.is_made_up(&leaf.text) => {
                    names.learn(&leaf.text, &other.text);
                }
                (path, other) => {
                    self.see(&named(path), Some(leaf.text.clone()), other.map(|other| other.text.clone()));
                }
            }
        }
        let known: BTreeSet<&str> = ours.iter().map(|leaf| &*leaf.path).collect();
        let more = theirs.iter().filter(|leaf| !known.contains(&*leaf.path) && !is_emptied(leaf, ours));
        for leaf in more {
            match &*leaf.path {
                "Error/EC" => {
                    let endpoint = Some(leaf.text.clone());
                    self.notes.push(Difference { what: "EC".to_owned(), case: None, endpoint });
                }
                "Error/RecommendDoc" => {}
                path => self.see(&named(path), None, Some(leaf.text.clone())),
            }
        }
    }

    /// Notes another number of an error. The page about an error follows from its number.
    fn note(&mut self, leaf: &Leaf, other: Option<&Leaf>) {
        if leaf.name == "EC" && other.is_none_or(|other| other.text != leaf.text) {
            let endpoint = other.map(|other| other.text.clone());
            self.notes.push(Difference { what: "EC".to_owned(), case: Some(leaf.text.clone()), endpoint });
        }
    }
}

/// Returns `true` if the leaf is an element without content that has content in the other document, where it is
/// compared.
fn is_emptied(leaf: &Leaf, others: &[Leaf]) -> bool {
    let within = |other: &Leaf| other.path.strip_prefix(&*leaf.path).is_some_and(|rest| rest.starts_with('/'));
    leaf.text.is_empty() && others.iter().any(within)
}

/// Names a leaf; the most important elements of an error are shown without a path.
fn named(path: &str) -> String {
    match path {
        "Error/Code" => "Code".to_owned(),
        "Error/Message" => "Message".to_owned(),
        path => format!("element {path}"),
    }
}
