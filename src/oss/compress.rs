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
    #[inline]
    pub fn travelling(&self, response: Response<Bytes>) -> Response<Bytes> {
        let Received { call, operation, .. } = &*self.request;
        let response = self.oss.compressed(*operation, call, response);
        #[cfg(feature = "server")]
        let response = self.limited(response);
        response
    }
}

impl Oss {
    /// Compresses the answer to a read of a whole object, unless the fake does not compress, or the client does not accept it.
    /// A `HEAD` has the same headers, except that of the chunks, which it does not have. The CRC and the MD5 of the object
    /// stay.
    fn compressed(&self, operation: Operation, call: &Call, response: Response<Bytes>) -> Response<Bytes> {
        let is_text = self.shared.settings.gzip && operation.shows_object() && response.status() == StatusCode::OK;
        if !is_text || call.has_header(header::RANGE) || !gzip::is_accepted(call) {
            return response;
        }
        let has_body = call.method != Method::HEAD;
        let length = if has_body { Some(response.body().len()) } else { announced(&response) };
        let applies = length.zip(response.headers().get(header::CONTENT_TYPE)).is_some_and(|(l, t)| gzip::is_for(t, l));
        if !applies || response.headers().contains_key(header::CONTENT_ENCODING) {
            return response;
        }
        let (mut head, mut body) = response.into_parts();
        for plain in [header::ETAG, header::CONTENT_LENGTH, header::ACCEPT_RANGES] {
            head.headers.remove(plain);
        }
        head.headers.insert(header::CONTENT_ENCODING, gzip::GZIP);
        let vary = if head.headers.contains_key(VARY) { "Accept-Encoding, Origin" } else { "Accept-Encoding" };
        head.headers.insert(VARY, HeaderValue::from_static(vary));
        if has_body {
            head.headers.insert(TRANSFER_ENCODING, HeaderValue::from_static("chunked"));
            body = gzip::compress(&body).into();
        }
        Response::from_parts(head, body)
    }
}

/// The length announced by an answer without a body.
fn announced(response: &Response<Bytes>) -> Option<usize> {
    let length = digits(response.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?)?;
    usize::try_from(length).ok()
}
