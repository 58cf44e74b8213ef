//! The checks of `expected.json` with `opendal`.

mod capabilities;
mod objects;

use std::time::Duration;

use opendal::services::Oss;
use opendal::{Error, ErrorKind, HttpTransporter, OperationContext, Operator};
use opendal_http_transport_reqwest::ReqwestTransport;
use ossmock_clients::{
    ADDRESS, Answer, Client, Credentials, ENDPOINT, Encryption, Failure, Fault, REGION, broken, http, run,
};

struct Opendal {
    vhost: bool,
    id: String,
    secret: String,
    token: Option<String>,
}

impl Opendal {
    fn operator(&self, bucket: &str) -> Answer<Operator> {
        self.encrypting(bucket, None)
    }

    /// It asks for encryption for all objects that it stores.
    fn encrypting(&self, bucket: &str, encryption: Option<Encryption<'_>>) -> Answer<Operator> {
        let mut builder = Oss::default().bucket(bucket);
        builder = if self.vhost {
            builder.endpoint(&format!("http://oss-{REGION}.localhost:{}", ADDRESS.port()))
        } else {
            builder.endpoint(&ENDPOINT).addressing_style("path")
        };
        builder = builder.access_key_id(&self.id).access_key_secret(&self.secret);
        if let Some(token) = &self.token {
            builder = builder.security_token(token);
        }
        if let Some((algorithm, key_id, _)) = encryption {
            builder = builder.server_side_encryption(algorithm);
            if let Some(key_id) = key_id {
                builder = builder.server_side_encryption_key_id(key_id);
            }
        }
        let transport = HttpTransporter::new(ReqwestTransport::new(http()?));
        Ok(Operator::new(builder)?.with_context(OperationContext::new().with_http_transport(transport)))
    }
}

impl Client for Opendal {
    const NAME: &str = "opendal";
    const STYLES: &[&str] = &["path", "vhost"];
    const SIGNATURES: &[&str] = &["v1"];
    const LACKS: &str = "it has operations on objects only";

    fn connect(style: &str, credentials: &Credentials, _region: &str) -> Answer<Self> {
        let Credentials { id, secret, token } = credentials;
        Ok(Self { vhost: style == "vhost", id: id.clone(), secret: secret.clone(), token: token.clone() })
    }

    async fn head(&self, bucket: &str, key: &str) -> Answer<()> {
        self.operator(bucket)?.stat(key).await.map(drop).map_err(fault)
    }

    async fn get(&self, bucket: &str, key: &str) -> Answer<()> {
        self.operator(bucket)?.read(key).await.map(drop).map_err(fault)
    }

    async fn list_objects(&self, bucket: &str) -> Answer<()> {
        self.operator(bucket)?.list("").await.map(drop).map_err(fault)
    }

    async fn presigned_object(&self, bucket: &str, key: &str) -> Answer<String> {
        let signed = self.operator(bucket)?.presign_read(key, Duration::from_mins(1)).await?;
        if signed.header().keys().any(|name| name != "host") {
            return broken(format!("the URL is not all: {:?}", signed.header()));
        }
        Ok(signed.uri().to_string())
    }
}

/// Its error is a kind, and texts: the error's in the message, and the answer's head in the context.
fn fault(error: Error) -> Fault {
    let (message, whole) = (error.message(), error.to_string());
    let Some(status) = between(&whole, "status: ", ",").and_then(|text| text.parse().ok()) else {
        return Fault::from(error);
    };
    let kind = match status {
        403 => ErrorKind::PermissionDenied,
        404 => ErrorKind::NotFound,
        304 | 412 => ErrorKind::ConditionNotMatch,
        _ => ErrorKind::Unexpected,
    };
    if error.kind() != kind {
        return Fault::Broken(format!("{status} was read as {}", error.kind()));
    }
    let header = |name: &str| between(&whole, &format!("\"{name}\": \""), "\"").unwrap_or_default();
    // The answer to HEAD has no body, and of the headers it reads none.
    let body = |name: &str| {
        let found = || between(message, &format!("{name}: \""), "\"").unwrap_or_default();
        (!message.is_empty()).then(found)
    };
    Fault::Refused(Failure {
        status: Some(status),
        code: body("code"),
        message: body("message"),
        request_id: body("request_id").or_else(|| Some(header("x-oss-request-id"))),
        ec: Some(header("x-oss-ec")),
    })
}

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found.to_owned())
}

#[tokio::main]
async fn main() {
    run::<Opendal>().await;
}
