//! Sends requests to the endpoint: one connection and one response each, within a time limit, without retries.

use std::cell::Cell;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::exchange::{connector, over};

/// The endpoint of a region, such as `https://oss-cn-hangzhou.aliyuncs.com`.
pub struct Endpoint {
    url: String,
    /// The host, with its port if that is not the default.
    authority: String,
    region: String,
    /// The address to connect to, as `host:port`.
    address: String,
    tls: Option<(TlsConnector, String)>,
    timeout: Duration,
    /// The number of requests that may still be sent.
    left: Cell<u64>,
    sent: Cell<u64>,
}

impl Endpoint {
    /// Reads a URL. The region is in its host or given beside it; `connect` is an address to connect to instead of the
    /// host.
    pub fn new(
        url: &str,
        region: Option<&str>,
        connect: Option<&str>,
        timeout: Duration,
        most: u64,
    ) -> Result<Self, String> {
        let wrong = || format!("`{url}` is not an endpoint: write it like `https://oss-cn-hangzhou.aliyuncs.com`");
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        let (Some(scheme), Some(authority), "/" | "", None) =
            (uri.scheme_str(), uri.authority(), uri.path(), uri.query())
        else {
            return Err(wrong());
        };
        let port = match scheme {
            "https" => 443,
            "http" => 80,
            _ => return Err(wrong()),
        };
        let host = authority.host();
        if host.parse::<std::net::IpAddr>().is_ok() || host.starts_with('[') {
            return Err(format!(
                "buckets cannot be put in front of `{host}`: name the endpoint, and say --connect {authority} to reach it there"
            ));
        }
        let of_host = host.strip_prefix("oss-").and_then(|rest| rest.strip_suffix(".aliyuncs.com"));
        let of_host = of_host.map(|region| region.strip_suffix("-internal").unwrap_or(region));
        let region = region.or(of_host).ok_or_else(|| format!("`{host}` names no region: say --region"))?;
        let port = authority.port_u16().unwrap_or(port);
        let tls = (scheme == "https").then(connector).transpose()?.map(|connector| (connector, host.to_owned()));
        Ok(Self {
            url: url.trim_end_matches('/').to_owned(),
            authority: authority.as_str().to_owned(),
            region: region.to_owned(),
            address: connect.map_or_else(|| format!("{host}:{port}"), str::to_owned),
            tls,
            timeout,
            left: Cell::new(most),
            sent: Cell::new(0),
        })
    }

    pub fn region(&self) -> &str {
        &self.region
    }

    /// The `Host` of a bucket.
    pub fn host_of(&self, bucket: &str) -> String {
        format!("{bucket}.{}", self.authority)
    }

    /// Returns the number of requests that were sent.
    pub const fn sent(&self) -> u64 {
        self.sent.get()
    }

    /// Sends a request as it stands: its target and `Host` are unchanged.
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let left = self.left.get().checked_sub(1);
        self.left.set(left.ok_or("as many requests were sent as --max-requests allows")?);
        self.sent.set(self.sent.get() + 1);
        let told = format!("{} {}", request.method(), request.uri());
        match tokio::time::timeout(self.timeout, self.exchange(request)).await {
            Ok(answer) => answer.map_err(|problem| format!("no answer to {told}: {problem}")),
            Err(_) => Err(format!("no answer to {told} within {} seconds", self.timeout.as_secs())),
        }
    }

    async fn exchange(&self, request: Request<Bytes>) -> Result<Response<Bytes>, String> {
        let stream = TcpStream::connect(&self.address).await.map_err(|error| format!("{}: {error}", self.address))?;
        let Some((connector, endpoint)) = &self.tls else { return over(stream, request).await };
        // The certificate is for the host of the request.
        let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or(endpoint);
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name).to_owned();
        let name = ServerName::try_from(name).map_err(|error| error.to_string())?;
        let stream = connector.connect(name, stream).await.map_err(|error| format!("{}: {error}", self.address))?;
        over(stream, request).await
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}
