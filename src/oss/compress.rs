//! gzip responses: OSS compresses the text of an object for a client that accepts gzip.

use bytes::Bytes;
use http::header::{TRANSFER_ENCODING, VARY};
use http::{HeaderValue, Method, Response, StatusCode};

use super::Oss;
use super::exchange::{Exchange, Received};
use crate::op::Operation;
use crate::wire::text::digits;
use crate::wire::{Call, gzip, header};

impl Exchange {
    /// Prepares a successful answer for sending: compresses it, and attaches the traffic limit of its body for fronts.
    pub fn pack(&self, response: &mut Response<Bytes>) {
        let Received { call, operation, .. } = &*self.request;
        self.oss.compress(*operation, call, response);
        #[cfg(feature = "server")]
        self.attach_limit(response);
    }
}

impl Oss {
    /// Compresses the answer to a read of a whole object, unless the fake does not compress, or the client does not accept it.
    /// A `HEAD` has the same headers, except that of the chunks, which it does not have. The CRC and the MD5 of the object
    /// stay.
    fn compress(&self, operation: Operation, call: &Call, response: &mut Response<Bytes>) {
        let is_text = self.shared.settings.gzip && operation.shows_object() && response.status() == StatusCode::OK;
        if !is_text || call.has_header(header::RANGE) || !gzip::is_accepted(call) {
            return;
        }
        let has_body = call.method != Method::HEAD;
        let length = if has_body { Some(response.body().len()) } else { announced(response) };
        let applies = length.zip(response.headers().get(header::CONTENT_TYPE)).is_some_and(|(l, t)| gzip::is_for(t, l));
        if !applies || response.headers().contains_key(header::CONTENT_ENCODING) {
            return;
        }
        let headers = response.headers_mut();
        for plain in [header::ETAG, header::CONTENT_LENGTH, header::ACCEPT_RANGES] {
            headers.remove(plain);
        }
        headers.insert(header::CONTENT_ENCODING, gzip::GZIP);
        let vary = if headers.contains_key(VARY) { "Accept-Encoding, Origin" } else { "Accept-Encoding" };
        headers.insert(VARY, HeaderValue::from_static(vary));
        if has_body {
            headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
            let body = response.body_mut();
            *body = gzip::compress(body).into();
        }
    }
}

/// The length announced by an answer without a body.
fn announced(response: &Response<Bytes>) -> Option<usize> {
    let length = digits(response.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?)?;
    usize::try_from(length).ok()
}
