//! A client over TLS that trusts what a test says, and certificates for servers.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::Request;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion, crypto};

use super::head_of;

/// A client that trusts these certificates and nothing else, and speaks these versions.
pub fn client(trusted: &str, versions: &[&'static SupportedProtocolVersion]) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(trusted.as_bytes()) {
        roots.add(certificate.expect("PEM")).expect("a certificate");
    }
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()));
    let config = config.with_protocol_versions(versions).expect("versions");
    config.with_root_certificates(roots).with_no_client_auth()
}

/// Connects to an address under a name, as with a resolver that leads there.
pub async fn connect(address: SocketAddr, name: &str, config: ClientConfig) -> io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// Sends one request, and reads to the proper end of the connection.
pub async fn send(stream: &mut TlsStream<TcpStream>, mut request: Request<Bytes>) -> String {
    request.headers_mut().insert("connection", http::HeaderValue::from_static("close"));
    stream.write_all(head_of(&request).as_bytes()).await.expect("a head");
    stream.write_all(request.body()).await.expect("a body");
    let mut text = String::new();
    stream.read_to_string(&mut text).await.expect("an answer, and a close_notify behind it");
    text
}

/// The answer to one request, from a server at this address with this authority.
pub async fn ask(address: SocketAddr, ca_pem: &str, name: &str, request: Request<Bytes>) -> String {
    let mut stream = connect(address, name, client(ca_pem, &[&TLS13, &TLS12])).await.expect("a handshake");
    send(&mut stream, request).await
}

/// The certificate and the private key of a server of this name, signed by itself.
pub fn given(name: &str) -> (String, String) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
    (made.cert.pem(), made.signing_key.serialize_pem())
}
