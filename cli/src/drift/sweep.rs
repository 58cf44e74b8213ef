//! Deletes the buckets of a run with all their contents, and no others.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;
use ossmock::{Credentials, Oss};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::endpoint::Endpoint;
use super::manifest::Entry;
use super::xml::{Leaf, leaves};

/// The most seconds that the clock of the endpoint may be slow.
const SKEW: i64 = 15 * 60;

/// The most pages of objects and uploads that are deleted, of a thousand each.
const MAX_PAGES: usize = 100;

/// The characters that a path does not escape.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The result of deleting a bucket.
#[derive(Debug, PartialEq, Eq)]
pub enum Swept {
    Gone,
    /// The bucket did not exist; an unanswered request to create it may still create it.
    Absent,
}

/// An account at an endpoint.
pub struct Account<'a> {
    pub endpoint: &'a Endpoint,
    /// The fake that provides the time and signs.
    pub oss: &'a Oss,
    pub credentials: Credentials,
}

impl Account<'_> {
    /// Sends a signed request about a bucket.
    pub async fn ask(&self, method: Method, bucket: &str, target: &str) -> Result<Response<Bytes>, String> {
        let request = Request::builder().method(method).uri(target).header("host", self.endpoint.host_of(bucket));
        self.send(request.body(Bytes::new()).map_err(|error| error.to_string())?).await
    }

    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let signer = self.oss.signer(&self.credentials).region(self.endpoint.region());
        self.endpoint.send(signer.sign(request)).await
    }

    /// Returns `true` if no account has a bucket of this name.
    pub async fn is_free(&self, bucket: &str) -> Result<bool, String> {
        let answer = self.ask(Method::GET, bucket, "/?bucketInfo").await?;
        Ok(answer.status() == StatusCode::NOT_FOUND && code(&answer).as_deref() == Some("NoSuchBucket"))
    }

    /// Deletes a bucket of the manifest with its contents, if it was created after it was entered.
    pub async fn sweep(&self, entry: &Entry) -> Result<Swept, String> {
        let name = &*entry.name;
        let info = self.ask(Method::GET, name, "/?bucketInfo").await?;
        if info.status() == StatusCode::NOT_FOUND {
            return Ok(Swept::Absent);
        }
        expect(&info, StatusCode::OK, "it cannot be looked at")?;
        let created = find(&info, "CreationDate").and_then(|text| text.parse::<Timestamp>().ok());
        let created = created.ok_or("it does not say when it was made")?;
        if created.as_second() < entry.at - SKEW {
            return Err(format!("it was made at {created}, before this run: it is left alone"));
        }
        // A policy could keep its owner out.
        self.ask(Method::DELETE, name, "/?policy").await?;
        self.empty(name, "/?uploads&encoding-type=url&max-uploads=1000", "UploadId", "uploadId").await?;
        self.empty(name, "/?versions&encoding-type=url&max-keys=1000", "VersionId", "versionId").await?;
        let deleted = self.ask(Method::DELETE, name, "/").await?;
        expect(&deleted, StatusCode::NO_CONTENT, "it cannot be deleted")?;
        Ok(Swept::Gone)
    }

    /// Deletes the entries of a listing until it is empty.
    async fn empty(&self, bucket: &str, listing: &str, id: &str, parameter: &str) -> Result<(), String> {
        for _ in 0..MAX_PAGES {
            let page = self.ask(Method::GET, bucket, listing).await?;
            expect(&page, StatusCode::OK, "what is in it cannot be listed")?;
            let found = keys_and_ids(&leaves(page.body()).unwrap_or_default(), id);
            if found.is_empty() {
                return Ok(());
            }
            for (key, id) in found {
                let key = in_path(&percent_decode_str(&key).decode_utf8_lossy());
                let deleted = self.ask(Method::DELETE, bucket, &format!("/{key}?{parameter}={id}")).await?;
                expect(&deleted, StatusCode::NO_CONTENT, "an object in it cannot be deleted")?;
            }
        }
        Err(format!("there is more in it than {MAX_PAGES} pages"))
    }
}

/// Escapes a key for a path.
pub fn in_path(key: &str) -> String {
    utf8_percent_encode(key, KEPT).to_string()
}

/// Returns each `Key` with the id that follows it within the same entry.
fn keys_and_ids(leaves: &[Leaf], id: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut key: Option<&Leaf> = None;
    for leaf in leaves {
        match (&*leaf.name, key) {
            ("Key", _) => key = Some(leaf),
            (name, Some(of)) if name == id && parent(&of.path) == parent(&leaf.path) => {
                found.push((of.text.clone(), leaf.text.clone()));
                key = None;
            }
            _ => {}
        }
    }
    found
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(parent, _)| parent)
}

fn find(answer: &Response<Bytes>, name: &str) -> Option<String> {
    leaves(answer.body())?.into_iter().find(|leaf| leaf.name == name).map(|leaf| leaf.text)
}

/// Returns the `Code` of an error.
pub fn code(answer: &Response<Bytes>) -> Option<String> {
    find(answer, "Code")
}

/// Describes a response, such as `403 AccessDenied`.
pub fn told(answer: &Response<Bytes>) -> String {
    let status = answer.status().as_u16();
    code(answer).map_or_else(|| status.to_string(), |code| format!("{status} {code}"))
}

fn expect(answer: &Response<Bytes>, status: StatusCode, otherwise: &str) -> Result<(), String> {
    if answer.status() == status { Ok(()) } else { Err(format!("{otherwise}: {}", told(answer))) }
}
