//! A small client for bucket encryption, as a crate that uses OSS might have one. It knows nothing of ossmock.

use std::error::Error;

use reqsign_aliyun_oss::{RequestSigner, SigningVersion, StaticCredentialProvider};
use reqsign_core::{Context, Signer};

/// A client: the endpoint of OSS and the credentials of the caller.
pub struct Client {
    http: reqwest::Client,
    /// `oss-cn-hangzhou.aliyuncs.com`, with a port if need be.
    endpoint: String,
    signer_region: String,
    access_key_id: String,
    access_key_secret: String,
}

/// The failure of a call.
#[derive(Debug)]
pub enum Failure {
    /// OSS refused, with this status and code.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The `Code` element.
        code: String,
    },
    /// There was no answer.
    Transport(Box<dyn Error>),
}

impl<E: Error + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Transport(Box::new(error))
    }
}

impl Client {
    /// A client for an endpoint in a region such as `cn-hangzhou`.
    pub fn new(http: reqwest::Client, endpoint: &str, region: &str, id: &str, secret: &str) -> Self {
        Self {
            http,
            endpoint: endpoint.to_owned(),
            signer_region: region.to_owned(),
            access_key_id: id.to_owned(),
            access_key_secret: secret.to_owned(),
        }
    }

    /// Encrypts what is written to the bucket from now on with a KMS key.
    pub async fn encrypt_with_kms(&self, bucket: &str, key_id: &str) -> Result<(), Failure> {
        let body = format!(
            "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm>\
             <KMSMasterKeyID>{key_id}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>"
        );
        self.send("PUT", bucket, body).await.map(drop)
    }

    /// The algorithm of the bucket's rule, if it has one.
    pub async fn algorithm(&self, bucket: &str) -> Result<Option<String>, Failure> {
        match self.send("GET", bucket, String::new()).await {
            Ok(body) => Ok(between(&body, "SSEAlgorithm")),
            Err(Failure::Refused { code, .. }) if code == "NoSuchServerSideEncryptionRule" => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    async fn send(&self, method: &str, bucket: &str, body: String) -> Result<String, Failure> {
        let uri = format!("http://{bucket}.{}/?encryption", self.endpoint);
        let request = http::Request::builder().method(method).uri(uri).header("Content-Type", "application/xml");
        let (mut head, body) = request.body(body)?.into_parts();
        let credentials = StaticCredentialProvider::new(&self.access_key_id, &self.access_key_secret);
        let signer =
            RequestSigner::new(bucket).with_region(&self.signer_region).with_signing_version(SigningVersion::V4);
        // One more header to sign, as OSS refuses the empty list reqsign would send otherwise.
        head.headers.insert("x-request-source", http::HeaderValue::from_static("downstream"));
        Signer::new(Context::new(), credentials, signer).sign(&mut head, None).await?;
        let response = self.http.execute(http::Request::from_parts(head, body).try_into()?).await?;
        let status = response.status().as_u16();
        let body = response.text().await?;
        if status < 300 {
            Ok(body)
        } else {
            Err(Failure::Refused { status, code: between(&body, "Code").unwrap_or_default() })
        }
    }
}

fn between(xml: &str, element: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{element}>"))?;
    rest.split_once("</").map(|(text, _)| text.to_owned())
}
