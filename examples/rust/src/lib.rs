//! Notes in a bucket of OSS: a small client. Its tests, in `tests/notes.rs`, run it against ossmock.

use std::time::Duration;

use http::{HeaderValue, Method, Request, StatusCode};
use reqsign_aliyun_oss::{Credential, RequestSigner, SigningVersion, StaticCredentialProvider};
use reqsign_core::{Context, Signer};

const RULE: &str = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>\
                    </ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";

/// The notes in one bucket.
#[derive(Debug)]
pub struct Notes {
    http: reqwest::Client,
    signer: Signer<Credential>,
    bucket_url: String,
}

/// The error of a request.
#[derive(Debug)]
pub enum Error {
    /// OSS refused the request with this status.
    Refused(StatusCode),
    /// The request was not sent, or its response did not arrive.
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl Notes {
    /// Opens `bucket` at `endpoint`, the address of OSS. Tests pass another endpoint and another AccessKey; nothing else differs.
    pub fn new(http: reqwest::Client, endpoint: &str, bucket: &str, id: &str, secret: &str) -> Self {
        let signer = RequestSigner::new(bucket).with_region("cn-hangzhou").with_signing_version(SigningVersion::V4);
        let signer = Signer::new(Context::new(), StaticCredentialProvider::new(id, secret), signer);
        Self { http, signer, bucket_url: format!("{endpoint}/{bucket}") }
    }

    /// Sets the encryption rule of the bucket: OSS encrypts new notes with AES256.
    pub async fn encrypt(&self) -> Result<(), Error> {
        self.send(Method::PUT, "?encryption", RULE).await.map(drop)
    }

    /// Returns `true` if the bucket has that rule.
    pub async fn is_encrypted(&self) -> Result<bool, Error> {
        match self.send(Method::GET, "?encryption", "").await {
            Ok(rule) => Ok(rule.contains("<SSEAlgorithm>AES256</SSEAlgorithm>")),
            Err(Error::Refused(StatusCode::NOT_FOUND)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Writes a note. While OSS is busy it tries again, three times in all.
    pub async fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        for pause in [10, 20].map(Duration::from_millis) {
            match self.send(Method::PUT, name, text).await {
                Err(Error::Refused(StatusCode::SERVICE_UNAVAILABLE)) => tokio::time::sleep(pause).await,
                result => return result.map(drop),
            }
        }
        self.send(Method::PUT, name, text).await.map(drop)
    }

    /// Reads a note.
    pub async fn read(&self, name: &str) -> Result<String, Error> {
        self.send(Method::GET, name, "").await
    }

    /// Returns a URL that reads a note without an AccessKey, until `lifetime` is over.
    pub async fn link(&self, name: &str, lifetime: Duration) -> Result<String, Error> {
        let request = Request::get(format!("{}/{name}", self.bucket_url)).body(()).map_err(failed)?;
        let (mut head, ()) = request.into_parts();
        self.signer.sign(&mut head, Some(lifetime)).await.map_err(failed)?;
        Ok(head.uri.to_string())
    }

    async fn send(&self, method: Method, target: &str, body: &str) -> Result<String, Error> {
        let request = Request::builder().method(method).uri(format!("{}/{target}", self.bucket_url));
        let (mut head, body) = request.body(body.to_owned()).map_err(failed)?.into_parts();
        // With V4, reqsign needs one more header to sign: without one it sends a list of none, which OSS refuses.
        head.headers.insert("user-agent", HeaderValue::from_static("notes"));
        self.signer.sign(&mut head, None).await.map_err(failed)?;

        let request = Request::from_parts(head, body).try_into().map_err(failed)?;
        let response = self.http.execute(request).await.map_err(failed)?;
        match response.status() {
            status if status.is_success() => response.text().await.map_err(failed),
            status => Err(Error::Refused(status)),
        }
    }
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::Failed(error.into())
}
