//! A request as ossmock reads it.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::net::{IpAddr, Ipv4Addr};

use http::header::{AsHeaderName, HeaderMap, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, Uri, Version};

use super::address::{Address, Style};
use super::cloudbox::CloudBoxHost;
use super::form::{self, Form};
use super::host::Unserved;
use super::leans::{Ignored, Leans};
use super::text::{decode, digits, lossy};
use super::{Query, header};
use crate::error::{Assumption, Cause, Refusal};
use crate::world::{MAX_KEY, USER_META, is_user_meta_name};

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
    pub version: Version,
    /// The headers that OSS sees.
    headers: HeaderMap,
    /// The headers that OSS does not see, as [`is_seen`] says.
    unseen: HeaderMap,
    /// The headers of OSS among them, each with whether somebody has asked for it.
    told: Vec<(HeaderName, Cell<bool>)>,
    /// Whether the user metadata count: they are looked at all together.
    takes_metadata: Cell<bool>,
    leans: RefCell<Leans>,
    pub peer: Peer,
    /// As the client wrote it; what `HostId` repeats.
    pub host: String,
    pub query: Query,
    /// `None` if ossmock does not answer for the host.
    pub address: Option<Address>,
    /// The form of a host of OSS that ossmock does not answer for.
    pub unserved: Option<&'static str>,
}

/// Returns `true` for methods whose requests have no body, whatever their heads announce.
pub(crate) fn is_bodiless(method: &Method) -> bool {
    [Method::GET, Method::HEAD].contains(method)
}

/// The headers of OSS among these, none of which was asked for yet, without the user metadata.
fn told(headers: &HeaderMap) -> Vec<(HeaderName, Cell<bool>)> {
    let ours = |name: &&HeaderName| name.as_str().starts_with("x-oss-") && !name.as_str().starts_with(USER_META);
    headers.keys().filter(ours).map(|name| (name.clone(), Cell::new(false))).collect()
}

/// Returns `true` if OSS sees a header of this name: it has letters, digits and hyphens only. Others never reach OSS: they
/// are neither signed nor obeyed nor stored.
///
/// Source: `help.aliyun.com/en/oss/user-guide/0002-00000211` and `…/0011-00000004`; issues 348 of `aliyun-oss-python-sdk`
/// and 213 of `aliyun-oss-java-sdk`.
fn is_seen(name: &HeaderName) -> bool {
    name.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Takes out the headers that OSS does not see.
fn take_unseen(headers: &mut HeaderMap) -> HeaderMap {
    if headers.keys().all(is_seen) {
        return HeaderMap::new();
    }
    let (seen, unseen) =
        headers.iter().map(|(name, value)| (name.clone(), value.clone())).partition(|(name, _)| is_seen(name));
    *headers = seen;
    unseen
}

/// The value of a field, as that of a header.
fn value_of(name: &str, value: &[u8]) -> Result<HeaderValue, Refusal> {
    let invalid = || Refusal::from(Cause::PostFieldNoHeader).with("ArgumentName", name);
    HeaderValue::from_bytes(value).map_err(|_| invalid())
}

/// The key that a form names. Before anybody is asked whether it may be written, it is as short as keys are, as patterns are
/// compared with it; and the name of the file may stand in it as often as there is room in the field.
fn key_of(form: &Form) -> Result<Vec<u8>, Refusal> {
    let field = form.get("key").ok_or(Cause::PostKeyMissing)?;
    if field.is_empty() {
        return Err(Cause::ObjectNameEmpty.into());
    }
    let check_length =
        |key: &[u8]| if key.len() > MAX_KEY { Err(Refusal::from(Cause::ObjectNameTooLong)) } else { Ok(()) };
    // What is not UTF-8 is no key, and is refused as such where others are.
    let Ok(text) = std::str::from_utf8(field) else { return check_length(field).map(|()| field.to_vec()) };
    let name = form.file.name.as_deref().unwrap_or_default();
    let mut key = Vec::new();
    for (i, piece) in text.split("${filename}").enumerate() {
        key.extend_from_slice(if i == 0 { b"" } else { name.as_bytes() });
        key.extend_from_slice(piece.as_bytes());
        check_length(&key)?;
    }
    Ok(key)
}

/// The headers that the fields of a form stand for. Of the types it names, the last one here counts.
fn headers_of(form: &Form) -> Result<HeaderMap, Refusal> {
    let mut headers = HeaderMap::new();
    for field in &form.fields {
        if form::is_user_meta(&field.name) && !is_user_meta_name(&field.name.to_ascii_lowercase()) {
            return Err(Refusal::from(Cause::UserMetaNameInvalid).with("ArgumentName", &*field.name));
        }
        if let Some(name) = form::stands_for(&field.name) {
            headers.insert(name, value_of(&field.name, &field.value)?);
        }
    }
    if let Some(media_type) = &form.file.media_type {
        headers.insert(header::CONTENT_TYPE, value_of("Content-Type", media_type.as_bytes())?);
    }
    if let Some(media_type) = headers.get(header::X_OSS_CONTENT_TYPE).cloned() {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    Ok(headers)
}

impl Call {
    pub fn read(method: Method, uri: Uri, mut headers: HeaderMap, peer: Peer) -> Self {
        let unseen = take_unseen(&mut headers);
        // RFC 9112, 3.2.2: the host of an absolute target counts, whatever the header says.
        let host = match (uri.authority(), headers.get(header::HOST)) {
            (Some(authority), _) => authority.as_str().to_owned(),
            (None, Some(host)) => lossy(host.as_bytes()).trim().to_owned(),
            (None, None) => String::new(),
        };
        let address = if host.bytes().any(|b| b.is_ascii_uppercase()) {
            Address::read(&host.to_ascii_lowercase(), uri.path())
        } else {
            Address::read(&host, uri.path())
        };
        let (address, unserved) = match address {
            Ok(address) => (Some(address), None),
            Err(Unserved::Form(form)) => (None, Some(form)),
            Err(Unserved::Unknown) => (None, None),
        };
        let query = Query::parse(uri.query().unwrap_or_default());
        let (told, takes_metadata) = (told(&headers), Cell::default());
        let (version, leans) = (Version::HTTP_11, RefCell::default());
        Self {
            method,
            uri,
            version,
            headers,
            unseen,
            told,
            takes_metadata,
            leans,
            peer,
            host,
            query,
            address,
            unserved,
        }
    }

    /// Refuses a head that does not say which host is meant, or what of it.
    ///
    /// Source: RFC 9112, 3.2.
    pub fn check_head(&self) -> Result<(), Refusal> {
        let (has_scheme, has_host) = (self.uri.scheme().is_some(), self.uri.authority().is_some());
        if self.method == Method::CONNECT {
            return Err(Refusal::not_emulated("CONNECT: give clients the endpoint itself, or a plain HTTP proxy"));
        }
        if has_host != has_scheme || (self.uri.path() == "*" && self.method != Method::OPTIONS) {
            return Err(Cause::MalformedTarget.into());
        }
        if self.uri.path() == "*" {
            return Err(Refusal::not_emulated("`OPTIONS *`"));
        }
        match self.headers.get_all(header::HOST).iter().count() {
            0 if !has_host => Err(Cause::NoHost.into()),
            0 | 1 => Ok(()),
            _ => Err(Cause::TwoHosts.into()),
        }
    }

    pub fn from_parts(parts: &Parts, peer: Peer) -> Self {
        let call = Self::read(parts.method.clone(), parts.uri.clone(), parts.headers.clone(), peer);
        Self { version: parts.version, ..call }
    }

    /// The request that a form stands for: its fields are the headers, and name the key. Of the head that brought it, only
    /// the `User-Agent` counts still: what else is there of OSS is ignored, as signatures in it are.
    ///
    /// Source: `AlibabaCloudDocs/oss`, `PostObject`; `${filename}` from
    /// `alibabacloud.com/help/en/oss/support/0006-00000103`.
    pub fn of_form(head: &Self, form: &Form) -> Result<Self, Refusal> {
        let key = key_of(form)?;
        let mut headers = headers_of(form)?;
        let mut leans = head.leans.take();
        head.told.iter().for_each(|(name, _)| leans.ignore(Ignored::Header, name.as_str()));
        let fields = form.fields.iter().map(|field| &field.name).filter(|name| !form::means_something(name));
        form.behind.iter().chain(fields).for_each(|name| leans.ignore(Ignored::Field, name));
        let agent = head.headers.get(http::header::USER_AGENT).cloned();
        agent.and_then(|agent| headers.insert(http::header::USER_AGENT, agent));
        let call = Self {
            method: head.method.clone(),
            uri: head.uri.clone(),
            version: head.version,
            unseen: head.unseen.clone(),
            told: told(&headers),
            takes_metadata: Cell::default(),
            headers,
            leans: leans.into(),
            peer: head.peer.clone(),
            host: head.host.clone(),
            query: head.query.clone(),
            address: head.address.clone().map(|address| Address { key, ..address }),
            unserved: head.unserved,
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
        self.glance(name)
    }

    /// The same for somebody who only looks: that does not make it count for anything.
    pub fn glance(&self, name: impl AsHeaderName) -> Option<Cow<'_, [u8]>> {
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
        self.ask_for(name.as_ref());
        self.glance_text(name)
    }

    /// The same for somebody who only looks.
    pub fn glance_text(&self, name: impl AsHeaderName) -> Option<Cow<'_, str>> {
        Some(match self.glance(name)? {
            Cow::Borrowed(bytes) => lossy(bytes),
            Cow::Owned(bytes) => Cow::Owned(lossy(&bytes).into_owned()),
        })
    }

    /// The same for a header whose emptiness says nothing: `None` if it is absent or empty.
    pub fn filled_header(&self, name: impl AsHeaderName + AsRef<str>) -> Option<Cow<'_, str>> {
        self.header(name).filter(|text| !text.is_empty())
    }

    pub fn has_header(&self, name: impl AsHeaderName + AsRef<str>) -> bool {
        self.ask_for(name.as_ref());
        self.headers.contains_key(name)
    }

    /// The names of the headers with user metadata, which count from now on.
    pub fn take_metadata(&self) -> impl Iterator<Item = &str> {
        self.takes_metadata.set(true);
        self.names_of_metadata()
    }

    /// Notes that the user metadata count for nothing after all.
    pub fn ignore_metadata(&self) {
        self.takes_metadata.set(false);
    }

    fn names_of_metadata(&self) -> impl Iterator<Item = &str> {
        self.headers.keys().map(HeaderName::as_str).filter(|name| name.starts_with(USER_META))
    }

    fn ask_for(&self, name: &str) {
        self.told.iter().filter(|(told, _)| told == name).for_each(|(_, asked)| asked.set(true));
    }

    /// Notes that the answer rests on this.
    pub fn lean(&self, on: Assumption) {
        self.leans.borrow_mut().assumptions.insert(on);
    }

    /// Notes what is odd about a statement of a policy.
    pub fn doubt(&self, told: impl FnOnce() -> String) {
        self.leans.borrow_mut().doubt(told);
    }

    /// Notes a statement of a policy that is not looked at.
    pub fn pass_over_statement(&self, told: impl FnOnce() -> String) {
        self.leans.borrow_mut().pass_over(told);
    }

    /// Notes an element of the body that nobody asked for.
    pub fn ignore_element(&self, name: &str) {
        self.leans.borrow_mut().ignore(Ignored::Element, name);
    }

    /// The notes on what the answer rests on so far.
    pub(super) const fn notes(&self) -> &RefCell<Leans> {
        &self.leans
    }

    /// What the answer rests on. For a call that was carried out, what of its head nobody asked for is ignored; parameters
    /// that choose the operation are not.
    pub fn leans(&self, carried_out: bool, chooses: impl Fn(&[u8]) -> bool) -> Leans {
        let mut leans = self.leans.take();
        if carried_out {
            for (name, _) in self.told.iter().filter(|(_, asked)| !asked.get()) {
                leans.ignore(Ignored::Header, name.as_str());
            }
            if !self.takes_metadata.get() {
                self.names_of_metadata().for_each(|name| leans.ignore(Ignored::Header, name));
            }
            for pair in self.query.pairs().iter().filter(|pair| !pair.asked.get() && !chooses(&pair.name)) {
                leans.ignore(Ignored::Parameter, &lossy(&pair.name));
            }
        } else {
            leans.ignored.clear();
        }
        // This may be why it was refused.
        self.unseen.keys().for_each(|name| leans.ignore(Ignored::Unseen, name.as_str()));
        leans
    }

    /// The headers that OSS sees, as they came; names are in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &HeaderValue)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The headers that OSS does not see; names are in lower case.
    pub fn unseen_headers(&self) -> impl Iterator<Item = (&str, &HeaderValue)> {
        self.unseen.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// All headers, as the client sent them.
    pub fn sent_headers(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.headers.iter().chain(&self.unseen)
    }

    /// `Expect` has nothing but `100-continue`.
    pub fn check_expectation(&self) -> Result<(), Refusal> {
        match self.header(http::header::EXPECT) {
            Some(expectation) if !expectation.eq_ignore_ascii_case("100-continue") => {
                let note = format!("`Expect: {expectation}`: only `100-continue` is met");
                Err(Refusal::from(Cause::ExpectationFailed).note(note))
            }
            _ => Ok(()),
        }
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
