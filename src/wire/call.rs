//! A request as ossmock reads it.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::net::{IpAddr, Ipv4Addr};

use http::header::{HeaderMap, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Method, Uri, Version};

use super::address::{Address, Style};
use super::caveats::{Caveats, Ignored};
use super::cloudbox::CloudBoxHost;
use super::form::{self, Form};
use super::headers::Headers;
use super::host::Unserved;
use super::host_name::HostName;
use super::text::{decode, digits, lossy};
use super::{Query, header};
use crate::error::{Assumption, Cause, Refusal};
use crate::world::{MAX_KEY, is_user_meta_name};

/// The facts that a front knows about the other end of the connection.
///
/// A front gives it to [`Oss::admit`](crate::Oss::admit), or a test puts it among the extensions of a request it
/// hands to [`Oss::handle`](crate::Oss::handle). The default is `127.0.0.1`, plain, outside any VPC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// The address of the client.
    pub ip: IpAddr,
    /// `true` if the connection is encrypted.
    pub tls: bool,
    /// The VPC that the request comes from, `vpc-…`.
    pub vpc: Option<String>,
}

impl Default for Peer {
    fn default() -> Self {
        Self { ip: IpAddr::V4(Ipv4Addr::LOCALHOST), tls: false, vpc: None }
    }
}

/// The head of a request, after it was read.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub method: Method,
    pub uri: Uri,
    pub version: Version,
    headers: Headers,
    /// `true` if the user metadata count: they are read all together.
    takes_metadata: Cell<bool>,
    caveats: RefCell<Caveats>,
    pub peer: Peer,
    /// The host as the client wrote it, which `HostId` repeats.
    pub host: String,
    pub query: Query,
    /// The address of the request; `None` if ossmock does not answer for the host.
    pub address: Option<Address>,
    /// The form of a host of OSS that ossmock does not answer for.
    pub unserved: Option<&'static str>,
}

/// Returns `true` for methods whose requests have no body, whatever their heads announce.
pub(crate) fn is_bodiless(method: &Method) -> bool {
    [Method::GET, Method::HEAD].contains(method)
}

/// Converts the value of a field to a header value.
fn value_of(name: &str, value: &[u8]) -> Result<HeaderValue, Refusal> {
    let invalid = || Refusal::from(Cause::PostFieldNoHeader).with("ArgumentName", name);
    HeaderValue::from_bytes(value).map_err(|_| invalid())
}

/// Returns the key that a form names. Its length is checked before permissions are, as patterns are compared with
/// it; the name of the file may occur in it as often as the field has room.
fn key_of(form: &Form) -> Result<Vec<u8>, Refusal> {
    let field = form.get("key").ok_or(Cause::PostKeyMissing)?;
    if field.is_empty() {
        return Err(Cause::ObjectNameEmpty.into());
    }
    let check_length =
        |key: &[u8]| if key.len() > MAX_KEY { Err(Refusal::from(Cause::ObjectNameTooLong)) } else { Ok(()) };
    // A key that is not UTF-8 is refused later, together with those of other requests.
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

/// Returns the headers that the fields of a form stand for. If it names several types, the last one in this function counts.
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

/// Returns the address of a host, or the form of a host that is not served.
fn meaning_of(address: Result<Address, Unserved>) -> (Option<Address>, Option<&'static str>) {
    match address {
        Ok(address) => (Some(address), None),
        Err(Unserved::Form(form)) => (None, Some(form)),
        Err(Unserved::Unknown) => (None, None),
    }
}

/// Returns the value of a header as text; bytes that are not UTF-8 are replaced.
fn text_of(value: Cow<'_, [u8]>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(bytes) => lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(lossy(&bytes).into_owned()),
    }
}

impl Call {
    pub fn read(method: Method, uri: Uri, headers: HeaderMap, peer: Peer) -> Self {
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
        let query = Query::parse(uri.query().unwrap_or_default());
        let headers = Headers::new(headers);
        let (takes_metadata, caveats) = (Cell::default(), RefCell::default());
        let (address, unserved) = meaning_of(address);
        let version = Version::HTTP_11;
        Self { method, uri, version, headers, takes_metadata, caveats, peer, host, query, address, unserved }
    }

    /// Returns `true` if the host is none of OSS, served or not.
    pub const fn is_at_unknown_host(&self) -> bool {
        self.address.is_none() && self.unserved.is_none()
    }

    /// Gives an unknown host its meaning, if it is one of the names on which the fake serves OSS.
    pub fn read_host(&mut self, names: &[HostName]) {
        if !self.is_at_unknown_host() {
            return;
        }
        let host = self.host.to_ascii_lowercase();
        if let Some(address) = Address::on_host_name(names, &host, self.uri.path()) {
            (self.address, self.unserved) = meaning_of(address);
        }
    }

    /// Refuses a head that does not name its host, or its resource.
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
        match self.headers.values(header::HOST.as_str()).count() {
            0 if !has_host => Err(Cause::NoHost.into()),
            0 | 1 => Ok(()),
            _ => Err(Cause::TwoHosts.into()),
        }
    }

    pub fn from_parts(parts: &Parts, peer: Peer) -> Self {
        let mut call = Self::read(parts.method.clone(), parts.uri.clone(), parts.headers.clone(), peer);
        call.version = parts.version;
        call
    }

    /// Reads a head that nothing else needs: its headers are not copied.
    pub fn of_head(head: Parts, peer: Peer) -> Self {
        let mut call = Self::read(head.method, head.uri, head.headers, peer);
        call.version = head.version;
        call
    }

    /// Returns the request that a form stands for: its fields are the headers, and name the key. Of the original head, only
    /// `User-Agent`, `Origin` and `Referer` still count: its other headers of OSS are ignored, as are signatures in it.
    ///
    /// Source: `AlibabaCloudDocs/oss`, `PostObject`; `${filename}` from
    /// `alibabacloud.com/help/en/oss/support/0006-00000103`.
    pub fn of_form(head: &Self, form: &Form) -> Result<Self, Refusal> {
        let key = key_of(form)?;
        let mut headers = headers_of(form)?;
        let mut caveats = head.caveats.take();
        head.headers.names_of_oss().for_each(|name| caveats.ignore(Ignored::Header, name));
        let fields = form.fields.iter().map(|field| &field.name).filter(|name| !form::means_something(name));
        form.behind.iter().chain(fields).for_each(|name| caveats.ignore(Ignored::Field, name));
        for name in [http::header::USER_AGENT, http::header::ORIGIN, http::header::REFERER] {
            let values = head.headers.seen().filter(|(seen, _)| **seen == name);
            headers.extend(values.map(|(name, value)| (name.clone(), value.clone())));
        }
        let call = Self {
            method: head.method.clone(),
            uri: head.uri.clone(),
            version: head.version,
            takes_metadata: Cell::default(),
            headers: Headers::of_form(headers, &head.headers),
            caveats: caveats.into(),
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

    /// Returns the decoded key; empty for a bucket or the service.
    pub fn key(&self) -> &[u8] {
        self.address.as_ref().map_or(&[], |address| &address.key)
    }

    /// Returns the key for a client that writes a plus as `+` in its path.
    pub fn key_with_pluses(&self) -> Vec<u8> {
        let path = decode(&self.uri.path().replace('+', "%2B"));
        // A blank is as long as a plus.
        path[path.len().saturating_sub(self.key().len())..].to_vec()
    }

    /// Returns the region that the endpoint names; `None` if it names none.
    pub fn region(&self) -> Option<&str> {
        self.address.as_ref()?.region.as_deref()
    }

    /// Returns the CloudBox of the endpoint.
    pub fn cloudbox(&self) -> Option<&CloudBoxHost> {
        self.address.as_ref()?.cloudbox.as_ref()
    }

    /// Returns the query with its `?`, to be passed on without these parameters: all others count.
    pub fn pass_query(&self, without: &[&str]) -> String {
        let parts = self.uri.query().unwrap_or_default().split('&').filter(|part| !part.is_empty());
        let stays = |name: &[u8]| without.iter().any(|held| held.as_bytes() == name);
        let passed = parts.zip(self.query.pairs()).filter(|(_, pair)| !stays(&pair.name));
        let passed: Vec<_> = passed.inspect(|(_, pair)| pair.asked.set(true)).map(|(part, _)| part).collect();
        if passed.len() < self.query.pairs().len() {
            self.assume(Assumption::QueryWithoutSignature);
        }
        if passed.is_empty() { String::new() } else { format!("?{}", passed.join("&")) }
    }

    /// Returns `true` if the bucket is in the path.
    pub fn is_path_style(&self) -> bool {
        self.address.as_ref().is_some_and(|address| address.style == Style::Path)
    }

    /// Returns `true` for path style without the slash after the bucket: `/logs`.
    pub fn lacks_bucket_slash(&self) -> bool {
        self.address.as_ref().is_some_and(|a| a.style == Style::Path) && self.uri.path().rfind('/') == Some(0)
    }

    /// Reads a header's value, trimmed; repeated headers are joined with a comma, as OSS signs them.
    pub fn header_bytes(&self, name: impl AsRef<str>) -> Option<Cow<'_, [u8]>> {
        self.headers.read(name.as_ref())
    }

    /// Returns the value of a header like [`header_bytes`](Self::header_bytes), without marking it as read.
    pub fn glance(&self, name: impl AsRef<str>) -> Option<Cow<'_, [u8]>> {
        self.headers.value(name.as_ref())
    }

    /// Reads a header's value as text; bytes that are not UTF-8 are replaced.
    pub fn header(&self, name: impl AsRef<str>) -> Option<Cow<'_, str>> {
        self.header_bytes(name).map(text_of)
    }

    /// Returns the value of a header as text, without marking it as read.
    pub fn glance_text(&self, name: impl AsRef<str>) -> Option<Cow<'_, str>> {
        self.glance(name).map(text_of)
    }

    /// Returns each value of a header as text, without marking it as read.
    pub fn glance_texts(&self, name: impl AsRef<str>) -> Vec<Cow<'_, str>> {
        self.headers.values(name.as_ref()).map(lossy).collect()
    }

    /// Reads a header whose empty value means nothing: `None` if it is absent or empty.
    pub fn filled_header(&self, name: impl AsRef<str>) -> Option<Cow<'_, str>> {
        self.header(name).filter(|text| !text.is_empty())
    }

    pub fn has_header(&self, name: impl AsRef<str>) -> bool {
        self.headers.has(name.as_ref())
    }

    /// Returns the headers with user metadata, which count from now on.
    pub fn take_metadata(&self) -> impl Iterator<Item = (&str, Cow<'_, [u8]>)> {
        self.takes_metadata.set(true);
        self.headers.metadata()
    }

    /// Notes that the user metadata do not count after all.
    pub fn ignore_metadata(&self) {
        self.takes_metadata.set(false);
    }

    /// Notes that the answer rests on this assumption.
    pub fn assume(&self, on: Assumption) {
        self.caveats.borrow_mut().assumptions.insert(on);
    }

    /// Notes a course of the request that its answer does not show: the turn of a website, or objects that a deletion left.
    pub fn turn(&self, told: impl FnOnce() -> String) {
        self.caveats.borrow_mut().turn = Some(told());
    }

    /// Notes an oddity of a policy statement.
    pub fn doubt(&self, told: impl FnOnce() -> String) {
        self.caveats.borrow_mut().doubt(told);
    }

    /// Notes a policy statement that was not evaluated.
    pub fn pass_over_statement(&self, told: impl FnOnce() -> String) {
        self.caveats.borrow_mut().pass_over(told);
    }

    /// Notes an element of the body that was not read.
    pub fn ignore_element(&self, name: &str) {
        self.caveats.borrow_mut().ignore(Ignored::Element, name);
    }

    /// Returns the notes so far on what the answer rests on.
    pub(super) const fn notes(&self) -> &RefCell<Caveats> {
        &self.caveats
    }

    /// Returns the notes on what the answer rests on. For a call that was carried out, the unread parts of its head are
    /// ignored, except parameters that select the operation.
    pub fn caveats(&self, carried_out: bool, chooses: impl Fn(&[u8]) -> bool) -> Caveats {
        let mut caveats = self.caveats.take();
        if carried_out {
            let unasked = self.headers.unasked(self.takes_metadata.get());
            unasked.for_each(|name| caveats.ignore(Ignored::Header, name));
            for pair in self.query.pairs().iter().filter(|pair| !pair.asked.get() && !chooses(&pair.name)) {
                caveats.ignore(Ignored::Parameter, &lossy(&pair.name));
            }
        } else if !caveats.ignored.is_empty() {
            caveats.ignored.clear();
        }
        // Such a header may be the reason of the refusal.
        self.headers.unseen().for_each(|(name, _)| caveats.ignore(Ignored::Unseen, name.as_str()));
        caveats
    }

    /// Returns the headers that OSS sees, as they came; names are in lower case.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &HeaderValue)> {
        self.headers.seen().map(|(name, value)| (name.as_str(), value))
    }

    /// Returns the headers that OSS does not see; names are in lower case.
    pub fn unseen_headers(&self) -> impl Iterator<Item = (&str, &HeaderValue)> {
        self.headers.unseen().map(|(name, value)| (name.as_str(), value))
    }

    /// Returns all headers, as the client sent them.
    pub fn sent_headers(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.headers.sent()
    }

    /// Refuses an `Expect` other than `100-continue`.
    pub fn check_expectation(&self) -> Result<(), Refusal> {
        match self.header(http::header::EXPECT) {
            Some(expectation) if !expectation.eq_ignore_ascii_case("100-continue") => {
                let note = format!("`Expect: {expectation}`: only `100-continue` is met");
                Err(Refusal::from(Cause::ExpectationFailed).note(note))
            }
            _ => Ok(()),
        }
    }

    /// Returns `Content-Length`, if it is a number.
    pub fn content_length(&self) -> Option<u64> {
        digits(&self.header(header::CONTENT_LENGTH)?)
    }

    /// The number of bytes of the head, as HTTP/1.1 writes it.
    pub fn head_length(&self) -> u64 {
        let first = self.method.as_str().len() + self.target().len() + " HTTP/1.1\r\n ".len();
        let headers: usize =
            self.sent_headers().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum();
        (first + headers + "\r\n".len()) as u64
    }

    /// Returns `/logs/?encryption`, as it was written, without scheme and authority.
    pub fn target(&self) -> &str {
        self.uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str)
    }
}
