//! The limits of a request's head, with a message that names them.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};

/// How many headers and how many bytes of head a request may have.
///
/// hyper has limits of its own, which it meets while it reads and answers without a word. They are higher.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeadLimits {
    pub headers: usize,
    pub bytes: usize,
}

impl HeadLimits {
    /// The limit of hyper for headers.
    pub const fn most_headers(self) -> usize {
        self.headers.saturating_mul(4)
    }

    /// The limit of hyper for the bytes of a head.
    pub const fn most_bytes(self) -> usize {
        self.bytes.saturating_mul(2)
    }

    /// The answer to a head that is over a limit.
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

/// The length of a head, as it is written without superfluous blanks.
fn size(head: &Parts) -> usize {
    let line = format!("{} {} HTTP/1.1\r\n", head.method, head.uri).len();
    head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len()).sum::<usize>()
        + line
        + 2
}
