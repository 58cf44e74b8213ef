//! A request as ossmock reads it.

use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr};

use http::header::{AsHeaderName, HeaderMap, HeaderValue};
use http::request::Parts;
use http::{Method, Uri};

use super::address::{Address, Style};
use super::cloudbox::CloudBoxHost;
use super::text::{digits, lossy};
use super::{Query, header};

/// What the front knows about the other end of the connection.
///
/// A front gives it to [`Oss::admit`](crate::Oss::admit), or a test puts it among the extensions of a request it
/// hands to [`Oss::handle`](crate::Oss::handle). The default is `127.0.0.1`, plain, outside any VPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The address of the client.
    pub ip: IpAddr,
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// The VPC the request comes from, `vpc-…`.
    pub vpc: Option<String>,
}

impl Default for Peer {
    fn default() -> Self {
        Self { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), tls: false, vpc: None }
    }
}

/// The head of a request, read.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub method: Method,
    pub uri: Uri,
    headers: HeaderMap,
    pub peer: Peer,
    /// As the client wrote it; what `HostId` repeats.
    pub host: String,
    pub query: Query,
    /// `None` if the host is none that ossmock answers for.
    pub address: Option<Address>,
}

impl Call {
    pub fn read(method: Method, uri: Uri, headers: HeaderMap, peer: Peer) -> Self {
        let host = match (headers.get(header::HOST), uri.authority()) {
            (Some(host), _) => lossy(host.as_bytes()).trim().to_owned(),
            (None, Some(authority)) => authority.as_str().to_owned(),
            (None, None) => String::new(),
        };
        let address = if host.bytes().any(|b| b.is_ascii_uppercase()) {
            Address::read(&host.to_ascii_lowercase(), uri.path())
        } else {
            Address::read(&host, uri.path())
        };
        let query = Query::parse(uri.query().unwrap_or_default());
        Self { method, uri, headers, peer, host, query, address }
    }

    pub fn from_parts(parts: &Parts, peer: Peer) -> Self {
        Self::read(parts.method.clone(), parts.uri.clone(), parts.headers.clone(), peer)
    }

    pub fn bucket(&self) -> Option<&str> {
        self.address.as_ref()?.bucket.as_deref()
    }

    /// The decoded key; empty for a bucket or the service.
    pub fn key(&self) -> &[u8] {
        self.address.as_ref().map_or(&[], |address| &address.key)
    }

    /// The region the endpoint names, if it names one.
    pub fn region(&self) -> Option<&str> {
        self.address.as_ref()?.region.as_deref()
    }

    /// The CloudBox the endpoint is one of.
    pub fn cloudbox(&self) -> Option<&CloudBoxHost> {
        self.address.as_ref()?.cloudbox.as_ref()
    }

    /// Path style without the slash behind the bucket: `/logs`.
    pub fn lacks_bucket_slash(&self) -> bool {
        self.address.as_ref().is_some_and(|a| a.style == Style::Path) && self.uri.path().rfind('/') == Some(0)
    }

    /// A header's value, trimmed; repeated headers are joined with a comma, as OSS signs them.
    pub fn header_bytes(&self, name: impl AsHeaderName) -> Option<Cow<'_, [u8]>> {
        let mut values = self.headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii());
        let first = values.next()?;
        let mut joined = Cow::Borrowed(first);
        for value in values {
            let joined = joined.to_mut();
            joined.push(b',');
            joined.extend_from_slice(value);
        }
        Some(joined)
    }

    /// The same as text; bytes that are not UTF-8 are replaced.
    pub fn header(&self, name: impl AsHeaderName) -> Option<Cow<'_, str>> {
        Some(match self.header_bytes(name)? {
            Cow::Borrowed(bytes) => lossy(bytes),
            Cow::Owned(bytes) => Cow::Owned(lossy(&bytes).into_owned()),
        })
    }

    pub fn has_header(&self, name: impl AsHeaderName) -> bool {
        self.headers.contains_key(name)
    }

    /// All headers, as they came; names are in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &HeaderValue)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// `Content-Length`, when it is a number.
    pub fn content_length(&self) -> Option<u64> {
        digits(&self.header(header::CONTENT_LENGTH)?)
    }

    /// `/logs/?encryption`, as it was written, without scheme and authority.
    pub fn target(&self) -> &str {
        self.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str)
    }
}
