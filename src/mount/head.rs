//! The limits of a request's head, with a message that names them.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};

/// The most headers and the most bytes of head a request may have.
///
/// hyper's own limits are higher: it checks them while it reads, and its answer has no message. Its limit of headers is only a
/// little higher, as it makes room for so many with each head that it reads.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeadLimits {
    pub headers: usize,
    pub bytes: usize,
}

impl HeadLimits {
    /// The limit of headers that hyper gets.
    pub const fn most_headers(self) -> usize {
        self.headers.saturating_add(self.headers / 4 + 1)
    }

    /// The limit of bytes of a head that hyper gets.
    pub const fn most_bytes(self) -> usize {
        self.bytes.saturating_mul(2)
    }

    /// Returns the answer to a head that exceeds a limit.
    pub fn check(self, head: &Parts) -> Option<Response<Bytes>> {
        let (headers, bytes) = (head.headers.len(), size(head));
        let problem = if headers > self.headers {
            let Self { headers: limit, .. } = self;
            format!("the request has {headers} headers, and at most {limit} are taken: `max_headers` raises that\n")
        } else if bytes > self.bytes {
            let Self { bytes: limit, .. } = self;
            format!("the head has {bytes} bytes, and at most {limit} are taken: `max_head_bytes` raises that\n")
        } else {
            return None;
        };
        let mut response = Response::new(problem.into());
        *response.status_mut() = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        Some(response)
    }
}

/// The length of a head, as it is written without needless blanks.
fn size(head: &Parts) -> usize {
    let Parts { method, uri, headers, .. } = head;
    let origin = uri.scheme_str().map_or(0, |scheme| scheme.len() + "://".len())
        + uri.authority().map_or(0, |authority| authority.as_str().len());
    let target = origin + uri.path_and_query().map_or(0, |target| target.as_str().len());
    let headers: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum();
    method.as_str().len() + target + "  HTTP/1.1\r\n".len() + headers + "\r\n".len()
}
