//! TLS for the native front: certificates from files, or minted for the run.

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::ToSpan as _;
use jiff::tz::Offset;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, SanType, date_time_ymd,
};
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, DnsName, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::{Acceptor, ClientHello, NoServerSessionStorage, ResolvesServerCert};
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::rustls::{self, ServerConfig, SupportedProtocolVersion};
use tokio_rustls::server::TlsStream;

use super::line::ResettableStream;
use crate::oss::{Oss, system_now};
use crate::wire::is_of_oss;
use crate::world::TlsVersion;

/// The TLS certificate configuration of a [`NativeServer`](crate::NativeServer).
///
/// It is either an authority minted for the run ([`Tls::minted`]), which clients must trust, or an existing certificate
/// ([`Tls::from_pem_files`]). Servers with clones of it share its authority, and with it [`Tls::ca_pem`].
///
/// In each handshake, a minted authority certifies the name that the client asks for if the fake answers for it:
/// `<bucket>.oss-<region>.aliyuncs.com` and the other hosts of OSS with any bucket and region, their forms under
/// `localhost`, and the domains bound to a bucket at that time. `localhost`, `127.0.0.1`, `::1` and the address that
/// the server listens on are always certified. A client that asks for any other name finds that the certificate is not
/// for it.
///
/// # Limits
///
/// TLS 1.2 and 1.3 (of the two, those that the [`HttpsConfig`](crate::settings::HttpsConfig) of the bucket in the host allows;
/// clients that name no such host are not held to it), HTTP/1.1 only, no client certificates; sessions are not resumed, so none is kept. A minted
/// certificate needs the system's randomness and lives in memory only. It is valid from the day before until a year
/// later by the system's clock, not by the fake's clock: clients use theirs.
///
/// # Example
///
/// ```
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
/// use ossmock::{NativeServer, front::Tls};
///
/// let server = NativeServer::builder().tls(Tls::minted()).start().await?;
/// assert!(server.uri().starts_with("https://127.0.0.1:"));
/// let ca = server.ca_pem().expect("minted"); // for the client's list of trusted certificates
/// # assert!(ca.starts_with("-----BEGIN CERTIFICATE-----"));
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Tls(CertificateSource);

#[derive(Clone)]
enum CertificateSource {
    Minted(Arc<Authority>),
    Given(Arc<CertifiedKey>),
}

impl Tls {
    /// Creates an authority, which issues a certificate for each name that a client asks for.
    ///
    /// # Panics
    ///
    /// If the system gives no random bytes.
    #[must_use]
    pub fn minted() -> Self {
        match Authority::mint(Vec::new()) {
            Ok(authority) => Self(CertificateSource::Minted(Arc::new(authority))),
            Err(error) => panic!("a certificate to serve TLS with: {error}"),
        }
    }

    /// Creates an authority as [`Tls::minted`] does, which also certifies these host names and IP addresses, such as
    /// those of a server in a container.
    ///
    /// # Errors
    ///
    /// If one is neither a host name nor an IP address, or the system gives no random bytes.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::front::Tls;
    ///
    /// let tls = Tls::minted_for(["ossmock.test", "10.0.0.9"])?;
    /// assert!(Tls::minted_for(["https://ossmock.test"]).is_err());
    /// # Ok::<(), ossmock::front::TlsError>(())
    /// ```
    pub fn minted_for<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Result<Self, TlsError> {
        let names = names.into_iter().map(|name| {
            let name = name.as_ref();
            subject(name).ok_or_else(|| TlsError(format!("`{name}` is neither a host name nor an IP address")))
        });
        let names = names.collect::<Result<_, _>>()?;
        let authority = Authority::mint(names).map_err(|error| TlsError(format!("no certificate: {error}")))?;
        Ok(Self(CertificateSource::Minted(Arc::new(authority))))
    }

    /// Reads an existing certificate and its private key. The server's own certificate is first, then those between it
    /// and an authority.
    ///
    /// # Errors
    ///
    /// If the certificate or the key is missing, not PEM or of an unsupported kind, or if the two do not belong
    /// together. Encrypted keys are not supported.
    pub fn from_pem(certificate: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        Self::read(("the certificate", certificate), ("the private key", key))
    }

    /// Reads an existing certificate and its private key from files.
    ///
    /// # Errors
    ///
    /// As with [`Tls::from_pem`], or if a file cannot be read. The error names the file.
    ///
    /// # Example
    ///
    /// ```
    /// let error = ossmock::front::Tls::from_pem_files("no-such.pem", "key.pem").unwrap_err();
    /// assert!(error.to_string().starts_with("no-such.pem: "));
    /// ```
    pub fn from_pem_files(certificate: impl AsRef<Path>, key: impl AsRef<Path>) -> Result<Self, TlsError> {
        let (certificate, key) = (certificate.as_ref(), key.as_ref());
        let read = |file: &Path| std::fs::read(file).map_err(|error| TlsError(format!("{}: {error}", file.display())));
        let (certificate_pem, key_pem) = (read(certificate)?, read(key)?);
        let (certificate, key) = (certificate.display().to_string(), key.display().to_string());
        Self::read((&certificate, &certificate_pem), (&key, &key_pem))
    }

    /// Reads both texts, each with its name for messages.
    fn read(certificate: (&str, &[u8]), key: (&str, &[u8])) -> Result<Self, TlsError> {
        let problem = |what: &str, problem: &dyn fmt::Display| TlsError(format!("{what}: {problem}"));
        let chain: Result<Vec<CertificateDer<'static>>, _> = CertificateDer::pem_slice_iter(certificate.1).collect();
        let chain = chain.map_err(|error| problem(certificate.0, &unreadable(&error)))?;
        if chain.is_empty() {
            return Err(problem(certificate.0, &"there is no certificate in it"));
        }
        let private = PrivateKeyDer::from_pem_slice(key.1).map_err(|error| match error {
            pem::Error::NoItemsFound => problem(key.0, &"there is no private key in it, or an encrypted one"),
            error => problem(key.0, &unreadable(&error)),
        })?;
        let provider = ring::default_provider();
        let private = provider.key_provider.load_private_key(private);
        let private = private.map_err(|error| problem(key.0, &format!("it cannot be used: {error}")))?;
        let certified = CertifiedKey::new(chain, private);
        match certified.keys_match() {
            Ok(()) | Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::Unknown)) => {
                Ok(Self(CertificateSource::Given(Arc::new(certified))))
            }
            Err(rustls::Error::InconsistentKeys(_)) => {
                Err(problem(key.0, &format!("it is not the key of {}", certificate.0)))
            }
            Err(error) => Err(problem(certificate.0, &format!("it cannot be used: {error}"))),
        }
    }

    /// Returns the certificate that clients must trust, as PEM, if it was minted.
    #[must_use]
    pub fn ca_pem(&self) -> Option<&str> {
        match &self.0 {
            CertificateSource::Minted(authority) => Some(&authority.pem),
            CertificateSource::Given(_) => None,
        }
    }

    /// Creates the TLS acceptor of a server with this fake, on this address, until the server stops.
    pub(super) fn gate(
        &self,
        oss: &Oss,
        address: IpAddr,
        time: Duration,
        stopped: watch::Receiver<()>,
    ) -> io::Result<Gate> {
        let provider = Arc::new(ring::default_provider());
        let certificates: Arc<dyn ResolvesServerCert> = match &self.0 {
            CertificateSource::Given(certified) => Arc::new(SingleCertAndKey::from(certified.clone())),
            CertificateSource::Minted(authority) => Arc::new(Minting {
                authority: authority.clone(),
                leaf: authority.leaf(address),
                oss: oss.for_front(),
                provider: provider.clone(),
            }),
        };
        let config = |versions: &[&'static SupportedProtocolVersion]| {
            let config = ServerConfig::builder_with_provider(provider.clone()).with_protocol_versions(versions);
            let config = config.map_err(io::Error::other)?.with_no_client_auth();
            let mut config = config.with_cert_resolver(certificates.clone());
            config.alpn_protocols = vec![b"http/1.1".to_vec()];
            // Resumable sessions would have to be kept.
            config.session_storage = Arc::new(NoServerSessionStorage {});
            config.send_tls13_tickets = 0;
            Ok::<_, io::Error>(Arc::new(config))
        };
        let (both, only_12, only_13) = (config(&[&TLS13, &TLS12])?, config(&[&TLS12])?, config(&[&TLS13])?);
        Ok(Gate { both, only_12, only_13, oss: oss.for_front(), time, stopped })
    }
}

impl fmt::Debug for Tls {
    /// Writes the kind of certificate, without a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            CertificateSource::Minted(_) => "Tls::Minted",
            CertificateSource::Given(_) => "Tls::Given",
        })
    }
}

/// The error of creating a [`Tls`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsError(String);

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TlsError {}

/// The TLS acceptor of a server.
pub(super) struct Gate {
    /// The configuration with TLS 1.2 and 1.3, and those with one of them.
    both: Arc<ServerConfig>,
    only_12: Arc<ServerConfig>,
    only_13: Arc<ServerConfig>,
    oss: Oss,
    time: Duration,
    stopped: watch::Receiver<()>,
}

impl Gate {
    /// Returns the connection after the handshake. `None` if the client does not speak TLS, does not trust the
    /// certificate, offers no version of TLS of its bucket or takes too long, or if the server stops: no request is under way
    /// yet.
    pub async fn pass(&self, stream: ResettableStream) -> Option<TlsStream<ResettableStream>> {
        let mut stopped = self.stopped.clone();
        tokio::select! {
            _ = stopped.changed() => None,
            shaken = timeout(self.time, self.shake(stream)) => shaken.ok()?,
        }
    }

    /// Carries out the handshake, with the versions of TLS of the bucket in the host that the client names.
    async fn shake(&self, stream: ResettableStream) -> Option<TlsStream<ResettableStream>> {
        let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await.ok()?;
        let host = start.client_hello().server_name().map(str::to_ascii_lowercase);
        let allowed = host.and_then(|host| self.oss.https_config_of(&host)).unwrap_or_default();
        let config = match (allowed.allows(TlsVersion::Tls12), allowed.allows(TlsVersion::Tls13)) {
            (true, true) => &self.both,
            (true, false) => &self.only_12,
            (false, true) => &self.only_13,
            (false, false) => return None,
        };
        start.into_stream(config.clone()).await.ok()
    }
}

/// The problem of a text that should be PEM.
fn unreadable(error: &pem::Error) -> String {
    match error {
        // The library prints the bytes of the line as numbers.
        pem::Error::MissingSectionEnd { .. } => "it ends within a PEM section".to_owned(),
        pem::Error::IllegalSectionStart { .. } => "a PEM section has no good first line".to_owned(),
        error => error.to_string(),
    }
}

/// Returns a name in the form of a certificate; `None` if it is neither a host name nor an IP address.
fn subject(name: &str) -> Option<SanType> {
    if let Ok(ip) = name.parse() {
        return Some(SanType::IpAddress(ip));
    }
    DnsName::try_from(name).ok()?;
    Some(SanType::DnsName(name.try_into().ok()?))
}

/// The authority that clients trust during a run.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    pem: String,
    /// The names to certify besides those that the fake answers for.
    names: Vec<SanType>,
    /// The common part of all certificates: their time of validity.
    valid: CertificateParams,
}

impl Authority {
    fn mint(names: Vec<SanType>) -> Result<Self, rcgen::Error> {
        let today = Offset::UTC.to_datetime(system_now()).date();
        // Clocks differ a little. At the ends of time the saturated range is a day short, which does not matter.
        let (from, to) = (today.saturating_sub(1.day()), today.saturating_add(1.year()));
        let midnight = |date: jiff::civil::Date| {
            date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs())
        };
        let mut valid = CertificateParams::default();
        (valid.not_before, valid.not_after) = (midnight(from), midnight(to));
        let mut ca = valid.clone();
        ca.distinguished_name.push(DnType::CommonName, "ossmock, for one run");
        ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(ca, KeyPair::generate()?)?;
        Ok(Self { pem: issuer.pem(), issuer, names, valid })
    }

    /// The common part of every certificate of a server.
    fn leaf(&self, address: IpAddr) -> CertificateParams {
        let mut leaf = self.valid.clone();
        leaf.distinguished_name.push(DnType::CommonName, "ossmock");
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        leaf.use_authority_key_identifier_extension = true;
        leaf.subject_alt_names.extend(subject("localhost"));
        let addresses = BTreeSet::from([Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into(), address]);
        leaf.subject_alt_names.extend(addresses.into_iter().map(SanType::IpAddress));
        leaf.subject_alt_names.extend_from_slice(&self.names);
        leaf
    }
}

/// Certifies the name that a client asks for. A wildcard stands for one label, and some clients accept none before
/// `localhost`; so each name has a certificate of its own, which costs less than the handshake around it.
struct Minting {
    authority: Arc<Authority>,
    leaf: CertificateParams,
    oss: Oss,
    provider: Arc<CryptoProvider>,
}

impl Minting {
    fn certify(&self, name: Option<&str>) -> Option<CertifiedKey> {
        let mut leaf = self.leaf.clone();
        leaf.subject_alt_names.extend(name.filter(|name| self.answers_for(name)).and_then(subject));
        // A new key gives a new serial number.
        let key = KeyPair::generate().ok()?;
        let certificate = leaf.signed_by(&key, &self.authority.issuer).ok()?;
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        CertifiedKey::from_der(vec![certificate.der().clone()], key.into(), &self.provider).ok()
    }

    fn answers_for(&self, host: &str) -> bool {
        is_of_oss(host) || self.oss.serves_host(host)
    }
}

impl ResolvesServerCert for Minting {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name().map(str::to_ascii_lowercase);
        self.certify(name.as_deref()).map(Arc::new)
    }
}

impl fmt::Debug for Minting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Minting")
    }
}
