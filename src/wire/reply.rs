//! A reply, and the envelope of every reply of OSS.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HeaderName, HeaderValue, SERVER};
use http::{Method, Response, StatusCode};
use jiff::Timestamp;

use super::text::http_date;
use super::xml::Writer;
use crate::error::{Extra, Profile, Refusal};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-oss-request-id");
const SERVER_TIME: HeaderName = HeaderName::from_static("x-oss-server-time");
const EC: HeaderName = HeaderName::from_static("x-oss-ec");
const ERR: HeaderName = HeaderName::from_static("x-oss-err");
const XML: HeaderValue = HeaderValue::from_static("application/xml");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The answer of an operation, before it is put into its envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub status: StatusCode,
    /// The headers that not every answer has.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub content: Option<Content>,
}

/// A body, or for `HEAD` the description of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Content {
    /// The `Content-Type`, if the answer has one.
    pub media_type: Option<HeaderValue>,
    pub body: Bytes,
    /// The `Content-Length`: the length of the body, or of the body that `HEAD` leaves out.
    pub length: usize,
}

impl Content {
    fn xml(document: Vec<u8>) -> Self {
        Self { media_type: Some(XML), length: document.len(), body: document.into() }
    }
}

impl Reply {
    /// `200` without a body.
    pub const EMPTY: Self = Self::of_status(StatusCode::OK);
    /// `204`.
    pub const NO_CONTENT: Self = Self::of_status(StatusCode::NO_CONTENT);

    /// Creates a reply with a status and nothing else.
    const fn of_status(status: StatusCode) -> Self {
        Self { status, headers: Vec::new(), content: None }
    }

    /// Creates a reply `200` with an XML document.
    pub fn xml(root: &str, content: impl FnOnce(&mut Writer)) -> Self {
        Self { content: Some(Content::xml(Writer::document(root, content))), ..Self::EMPTY }
    }

    /// Creates a reply `200` with an XML document of one element.
    pub fn xml_text(root: &str, text: &str) -> Self {
        Self { content: Some(Content::xml(Writer::document_text(root, text))), ..Self::EMPTY }
    }

    /// Creates a reply `200` with JSON, as the client or the test wrote it.
    pub fn json(text: &str) -> Self {
        let body = Bytes::copy_from_slice(text.as_bytes());
        Self { content: Some(Content { media_type: Some(JSON), length: body.len(), body }), ..Self::EMPTY }
    }

    /// Adds a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// The time of an answer.
#[derive(Debug, Clone)]
pub(crate) struct AnswerTime {
    pub now: Timestamp,
    /// The `Date` at this time.
    pub date: HeaderValue,
}

impl AnswerTime {
    pub fn new(now: Timestamp) -> Self {
        Self { now, date: value(http_date(now)) }
    }

    /// Returns the time of a later answer, in the same second if possible, as a date takes long to write.
    pub fn later(&self, now: Timestamp) -> Self {
        if now.as_second() == self.now.as_second() { Self { now, date: self.date.clone() } } else { Self::new(now) }
    }
}

/// The values that the envelope repeats from the request and the clock.
#[derive(Debug, Clone)]
pub(crate) struct Envelope<'a> {
    pub request_id: &'a str,
    pub host: &'a str,
    pub method: &'a Method,
    pub date: HeaderValue,
    /// Milliseconds from the head of the request to here.
    pub server_time: u64,
    pub profile: Profile,
    /// The headers that every answer to the request has, whatever its status.
    pub shared: &'a [(HeaderName, HeaderValue)],
}

impl Envelope<'_> {
    /// Writes a reply into its envelope. Source of the headers: `alibabacloud.com/help/doc-detail/32005.htm`.
    pub fn reply(&self, reply: Reply) -> Response<Bytes> {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = reply.status;
        let headers = response.headers_mut();
        // Room for all: growing takes long.
        headers.reserve(8 + reply.headers.len() + self.shared.len());
        headers.insert(SERVER, HeaderValue::from_static("AliyunOSS"));
        headers.insert(DATE, self.date.clone());
        headers.insert(CONNECTION, HeaderValue::from_static("keep-alive"));
        headers.insert(REQUEST_ID, HeaderValue::from_str(self.request_id).expect("digits"));
        headers.insert(SERVER_TIME, number(self.server_time));
        headers.extend(reply.headers);
        // An object that was fetched keeps `Access-Control-Allow-Origin` of its origin: the rule of the bucket counts.
        for (name, _) in self.shared {
            headers.remove(name);
        }
        headers.extend(self.shared.iter().cloned());
        match reply.content {
            Some(content) => {
                if let Some(media_type) = content.media_type {
                    headers.insert(CONTENT_TYPE, media_type);
                }
                headers.insert(CONTENT_LENGTH, number(content.length as u64));
                *response.body_mut() = content.body;
            }
            // An empty answer has a length of 0, except answers that cannot have a body.
            None if ![StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&reply.status) => {
                headers.insert(CONTENT_LENGTH, number(0));
            }
            None => {}
        }
        response
    }

    pub fn refusal(&self, refusal: &Refusal) -> Response<Bytes> {
        let status = StatusCode::from_u16(refusal.cause.status()).expect("the error table has valid statuses");
        let (content, err) = match status {
            StatusCode::NOT_MODIFIED => (None, None),
            // A HEAD request is answered without a body: the error travels in a header.
            _ if self.method == Method::HEAD => (None, Some(BASE64_STANDARD.encode(self.error_body(refusal)))),
            _ => (Some(Content::xml(self.error_body(refusal))), None),
        };
        let mut response = self.reply(Reply { status, headers: Vec::new(), content });
        let headers = response.headers_mut();
        if let Some(ec) = refusal.ec() {
            headers.insert(EC, HeaderValue::from_static(ec));
        }
        if let Some(err) = err {
            headers.insert(ERR, value(err));
        }
        for (name, text) in &refusal.headers {
            headers.insert(HeaderName::from_static(name), value(text.clone()));
        }
        response
    }

    /// Writes the body of an error. Source of the layout: two captured `x-oss-err` headers in the tests of
    /// `alibabacloud-oss-go-sdk-v2`.
    fn error_body(&self, refusal: &Refusal) -> Vec<u8> {
        let cause = refusal.cause;
        Writer::document("Error", |w| {
            w.leaf("Code", cause.code());
            w.leaf("Message", refusal.message.as_deref().unwrap_or_else(|| cause.message(self.profile)));
            w.leaf("RequestId", self.request_id);
            w.leaf("HostId", self.host);
            write_extras(w, &refusal.extras);
            if let Some(ec) = refusal.ec() {
                w.leaf("EC", ec);
                w.leaf("RecommendDoc", &format!("https://api.aliyun.com/troubleshoot?q={ec}"));
            }
        })
    }
}

fn write_extras(writer: &mut Writer, extras: &[Extra]) {
    for extra in extras {
        match extra {
            Extra::Text(name, text) => writer.leaf(name, text),
            Extra::Group(name, extras) => writer.group(name, |w| write_extras(w, extras)),
        }
    }
}

/// The value of a header that is a number; zero, the most frequent one, is not written anew.
fn number(number: u64) -> HeaderValue {
    if number == 0 { HeaderValue::from_static("0") } else { HeaderValue::from(number) }
}

/// A header value from a text that ossmock composes, which is always a valid one.
fn value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("only digits, letters and punctuation are put into headers")
}
