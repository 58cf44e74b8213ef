//! The few calls of OSS the agent needs.

use std::error::Error;
use std::fmt;
use std::time::Duration;

pub use http::Method;
use http::{HeaderMap, HeaderValue};
use reqsign_aliyun_oss::{RequestSigner, SigningVersion, StaticCredentialProvider};
use reqsign_core::{Context, Signer};

/// The endpoint of OSS.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// `oss-cn-hangzhou.aliyuncs.com`, with a port if need be.
    pub host: String,
    /// `cn-hangzhou`.
    pub region: String,
}

/// The AccessKey of the caller.
#[derive(Clone)]
pub struct Keys {
    /// The AccessKey id.
    pub id: String,
    /// The AccessKey secret.
    pub secret: String,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The failure of a call.
#[derive(Debug)]
pub enum Failure {
    /// It refused.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The `Code` element, or the status as a text where there is no body.
        code: String,
    },
    /// There was no answer.
    Transport(Box<dyn Error + Send + Sync>),
}

impl Failure {
    /// Returns `true` if the same call may succeed a while later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Refused { status, .. } => *status >= 500,
            Self::Transport(_) => true,
        }
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Transport(Box::new(error))
    }
}

/// A call for a bucket, or for what is in it.
pub(crate) struct Call<'a> {
    pub method: Method,
    pub bucket: &'a str,
    /// A key, or a subresource with its question mark.
    pub target: &'a str,
    pub headers: &'a [(&'static str, &'a str)],
    pub body: &'a [u8],
}

impl<'a> Call<'a> {
    pub fn new(method: Method, bucket: &'a str, target: &'a str) -> Self {
        Self { method, bucket, target, headers: &[], body: b"" }
    }
}

/// An answer of OSS.
pub(crate) struct Answer {
    headers: HeaderMap,
    body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The text of the first element of this name.
    pub fn element(&self, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("<{name}>"))?;
        rest.split_once("</").map(|(text, _)| text.to_owned())
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    endpoint: Endpoint,
    keys: Keys,
}

impl Client {
    pub fn new(http: reqwest::Client, endpoint: Endpoint, keys: Keys) -> Self {
        Self { http, endpoint, keys }
    }

    /// Sends a call.
    pub async fn send(&self, call: &Call<'_>) -> Result<Answer, Failure> {
        let request = http::Request::builder().method(call.method.clone()).uri(self.uri(call.bucket, call.target));
        let (mut head, body) = request.body(call.body.to_vec())?.into_parts();
        for (name, value) in call.headers {
            head.headers.insert(*name, HeaderValue::from_str(value)?);
        }
        // One more header to sign, as OSS refuses the empty list that reqsign would send otherwise.
        head.headers.insert("x-request-source", HeaderValue::from_static("backup-agent"));
        self.signer(call.bucket).sign(&mut head, None).await?;
        let response = self.http.execute(http::Request::from_parts(head, body).try_into()?).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let answer = Answer { headers, body: response.text().await? };
        if status.is_success() {
            return Ok(answer);
        }
        let code = answer.element("Code").unwrap_or_else(|| status.as_str().to_owned());
        Err(Failure::Refused { status: status.as_u16(), code })
    }

    /// The URL of an object, signed for so long.
    pub async fn presign(&self, bucket: &str, key: &str, lasts: Duration) -> Result<String, Failure> {
        let (mut head, ()) = http::Request::get(self.uri(bucket, key)).body(())?.into_parts();
        self.signer(bucket).sign(&mut head, Some(lasts)).await?;
        Ok(head.uri.to_string())
    }

    fn uri(&self, bucket: &str, target: &str) -> String {
        format!("http://{bucket}.{}/{target}", self.endpoint.host)
    }

    fn signer(&self, bucket: &str) -> Signer<reqsign_aliyun_oss::Credential> {
        let signer = RequestSigner::new(bucket).with_region(&self.endpoint.region);
        let credentials = StaticCredentialProvider::new(&self.keys.id, &self.keys.secret);
        Signer::new(Context::new(), credentials, signer.with_signing_version(SigningVersion::V4))
    }
}
