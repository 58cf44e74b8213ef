//! A request as ossmock reads it.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::net::{IpAddr, Ipv4Addr};

use http::header::{AsHeaderName, HeaderMap, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, Uri};

use super::address::{Address, Style};
use super::cloudbox::CloudBoxHost;
use super::form::{self, Form};
use super::leans::{Ignored, Leans};
use super::text::{decode, digits, lossy};
use super::{Query, header};
use crate::error::{Assumption, Cause, Refusal};

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
    /// The headers of OSS among them, each with whether somebody has asked for it.
    told: Vec<(HeaderName, Cell<bool>)>,
    leans: RefCell<Leans>,
    pub peer: Peer,
    /// As the client wrote it; what `HostId` repeats.
    pub host: String,
    pub query: Query,
    /// `None` if the host is none that ossmock answers for.
    pub address: Option<Address>,
}

/// The headers of OSS among these, none of which was asked for yet. User metadata are looked at all together.
fn told(headers: &HeaderMap) -> Vec<(HeaderName, Cell<bool>)> {
    let ours = |name: &&HeaderName| {
        let rest = name.as_str().strip_prefix("x-oss-");
        rest.is_some_and(|rest| !rest.starts_with("meta-"))
    };
    headers.keys().filter(ours).map(|name| (name.clone(), Cell::new(false))).collect()
}

/// The value of a field, as that of a header.
fn value_of(name: &str, value: &[u8]) -> Result<HeaderValue, Refusal> {
    let invalid = || Refusal::from(Cause::PostFieldNoHeader).with("ArgumentName", name);
    HeaderValue::from_bytes(value).map_err(|_| invalid())
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
        let told = told(&headers);
        Self { method, uri, headers, told, leans: RefCell::default(), peer, host, query, address }
    }

    pub fn from_parts(parts: &Parts, peer: Peer) -> Self {
        Self::read(parts.method.clone(), parts.uri.clone(), parts.headers.clone(), peer)
    }

    /// The request that a form stands for: its fields are the headers, and name the key. Of the head that brought it, only
    /// the `User-Agent` counts still: what else is there of OSS is ignored, as signatures in it are.
    ///
    /// Source: `AlibabaCloudDocs/oss`, `PostObject`; `${filename}` from
    /// `alibabacloud.com/help/en/oss/support/0006-00000103`.
    pub fn of_form(head: &Self, form: &Form) -> Result<Self, Refusal> {
        let key = form.text("key").filter(|key| !key.is_empty()).ok_or(Cause::PostKeyMissing)?;
        let key = key.replace("${filename}", form.file.name.as_deref().unwrap_or_default());
        let mut headers = HeaderMap::new();
        let mut leans = head.leans.take();
        head.told.iter().for_each(|(name, _)| leans.ignore(Ignored::Header, name.as_str()));
        form.behind.iter().for_each(|name| leans.ignore(Ignored::Field, name));
        for field in &form.fields {
            match form::stands_for(&field.name) {
                Some(name) => drop(headers.insert(name, value_of(&field.name, &field.value)?)),
                None if !form::means_something(&field.name) => leans.ignore(Ignored::Field, &field.name),
                None => {}
            }
        }
        if let Some(media_type) = &form.file.media_type {
            headers.insert(header::CONTENT_TYPE, value_of("Content-Type", media_type.as_bytes())?);
        }
        if let Some(media_type) = headers.get(header::X_OSS_CONTENT_TYPE).cloned() {
            headers.insert(header::CONTENT_TYPE, media_type);
        }
        let agent = head.headers.get(http::header::USER_AGENT).cloned();
        agent.and_then(|agent| headers.insert(http::header::USER_AGENT, agent));
        let call = Self {
            method: head.method.clone(),
            uri: head.uri.clone(),
            told: told(&headers),
            headers,
            leans: leans.into(),
            peer: head.peer.clone(),
            host: head.host.clone(),
            query: head.query.clone(),
            address: head.address.clone().map(|address| Address { key: key.into_bytes(), ..address }),
        };
        call.has_header(header::X_OSS_CONTENT_TYPE);
        Ok(call)
    }

    pub fn bucket(&self) -> Option<&str> {
        self.address.as_ref()?.bucket.as_deref()
    }

    /// The decoded key; empty for a bucket or the service.
    pub fn key(&self) -> &[u8] {
        self.address.as_ref().map_or(&[], |address| &address.key)
    }

    /// The key of a client that means a plus by the `+` in its path.
    pub fn key_with_pluses(&self) -> Vec<u8> {
        let path = decode(&self.uri.path().replace('+', "%2B"));
        // A blank is as long as a plus.
        path[path.len().saturating_sub(self.key().len())..].to_vec()
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
    pub fn header_bytes(&self, name: impl AsHeaderName + AsRef<str>) -> Option<Cow<'_, [u8]>> {
        self.ask_for(name.as_ref());
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
    pub fn header(&self, name: impl AsHeaderName + AsRef<str>) -> Option<Cow<'_, str>> {
        Some(match self.header_bytes(name)? {
            Cow::Borrowed(bytes) => lossy(bytes),
            Cow::Owned(bytes) => Cow::Owned(lossy(&bytes).into_owned()),
        })
    }

    pub fn has_header(&self, name: impl AsHeaderName + AsRef<str>) -> bool {
        self.ask_for(name.as_ref());
        self.headers.contains_key(name)
    }

    fn ask_for(&self, name: &str) {
        self.told.iter().filter(|(told, _)| told == name).for_each(|(_, asked)| asked.set(true));
    }

    /// Notes that the answer rests on this.
    pub fn lean(&self, on: Assumption) {
        self.leans.borrow_mut().assumptions.insert(on);
    }

    /// Notes a statement of a policy that is not looked at.
    pub fn pass_over_statement(&self, told: impl FnOnce() -> String) {
        self.leans.borrow_mut().pass_over(told);
    }

    /// Notes an element of the body that nobody asked for.
    pub fn ignore_element(&self, name: &str) {
        self.leans.borrow_mut().ignore(Ignored::Element, name);
    }

    /// What the answer rests on. For a call that was carried out, what of its head nobody asked for is ignored; parameters
    /// that choose the operation are not.
    pub fn leans(&self, carried_out: bool, chooses: impl Fn(&[u8]) -> bool) -> Leans {
        let mut leans = self.leans.take();
        if carried_out {
            for (name, _) in self.told.iter().filter(|(_, asked)| !asked.get()) {
                leans.ignore(Ignored::Header, name.as_str());
            }
            for pair in self.query.pairs().iter().filter(|pair| !pair.asked.get() && !chooses(&pair.name)) {
                leans.ignore(Ignored::Parameter, &lossy(&pair.name));
            }
        } else {
            leans.ignored.clear();
        }
        leans
    }

    /// All headers, as they came; names are in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &HeaderValue)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value))
    }

    pub const fn header_map(&self) -> &HeaderMap {
        &self.headers
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
