//! Requests, and the two ways in which they reach the fake.

use bytes::Bytes;
use http::{Method, Request, Response};
use ossmock::{Credentials, NativeServer, Oss, OssServer, Peer};

pub use crate::shared::{LOGS, get_rule, head_of, http_client, new_folder, request, send_http};

/// The host of the service.
pub const SERVICE: &str = "oss-cn-hangzhou.aliyuncs.com";
/// The time of the clock in tests that compare texts.
pub const MOMENT: &str = "2026-11-23T16:05:59Z";

/// A way for requests to reach the fake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Front {
    Handle,
    Wiremock,
    Native,
}

pub const FRONTS: [Front; 3] = [Front::Handle, Front::Wiremock, Front::Native];

enum Server {
    None,
    Wiremock(OssServer, reqwest::Client),
    Native(NativeServer, reqwest::Client),
}

/// Sends requests to a fake through one of its fronts.
pub struct Client {
    oss: Oss,
    peer: Peer,
    server: Server,
}

impl Client {
    pub async fn new(front: Front, oss: &Oss) -> Self {
        Self::of_peer(front, oss, Peer::default()).await
    }

    /// One whose requests come from there.
    pub async fn of_peer(front: Front, oss: &Oss, peer: Peer) -> Self {
        let server = match front {
            Front::Handle => Server::None,
            Front::Wiremock => {
                let server = OssServer::builder().oss(oss.clone()).peer(peer.clone()).start().await;
                Server::Wiremock(server, http_client())
            }
            Front::Native => {
                let server = NativeServer::builder().oss(oss.clone()).peer(peer.clone()).start().await;
                Server::Native(server.expect("a port"), http_client())
            }
        };
        Self { oss: oss.clone(), peer, server }
    }

    /// Sends a request as it stands, its `Host` header included.
    pub async fn send(&self, mut request: Request<Bytes>) -> Response<Bytes> {
        match &self.server {
            Server::None => {
                request.extensions_mut().insert(self.peer.clone());
                self.oss.handle(request)
            }
            Server::Wiremock(server, client) => send_http(client, &server.uri(), request).await,
            Server::Native(server, client) => send_http(client, &server.uri(), request).await,
        }
    }
}

/// A fake whose clock stands still.
pub fn still() -> Oss {
    let oss = Oss::new();
    oss.clock().set_utc(MOMENT);
    oss
}

pub fn put_rule(host: &str, xml: &str) -> Request<Bytes> {
    let mut request = request(Method::PUT, host, "/?encryption");
    *request.body_mut() = Bytes::copy_from_slice(xml.as_bytes());
    request
}

pub fn delete_rule(host: &str) -> Request<Bytes> {
    request(Method::DELETE, host, "/?encryption")
}

/// The body that sets `KMS` with this key.
pub fn kms(key_id: &str) -> String {
    format!(
        "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm>\
         <KMSMasterKeyID>{key_id}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>"
    )
}

/// Signs with V4, at the fake's time.
pub fn signed(oss: &Oss, credentials: &Credentials, request: Request<Bytes>) -> Request<Bytes> {
    oss.signer(credentials).sign(request)
}

/// The same credentials with a secret that is wrong.
pub fn with_wrong_secret(credentials: &Credentials) -> Credentials {
    Credentials { access_key_secret: format!("{}x", credentials.access_key_secret), ..credentials.clone() }
}

pub fn body(response: &Response<Bytes>) -> &str {
    std::str::from_utf8(response.body()).expect("a body of text")
}

/// The text of the first element of this name, unescaped.
pub fn element(response: &Response<Bytes>, name: &str) -> Option<String> {
    let (_, rest) = body(response).split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(quick_xml::escape::unescape(text).expect("escaped text").into_owned())
}

/// Status and `Code`, for example `403 AccessDenied`; the status alone where there is no error.
pub fn answer(response: &Response<Bytes>) -> String {
    match element(response, "Code") {
        Some(code) => format!("{} {code}", response.status().as_u16()),
        None => response.status().as_u16().to_string(),
    }
}

pub fn header<'a>(response: &'a Response<Bytes>, name: &str) -> &'a str {
    response.headers().get(name).unwrap_or_else(|| panic!("a header {name}")).to_str().expect("a header of text")
}
