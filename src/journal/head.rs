//! The headers of a request, bounded as a record keeps them.

use std::borrow::Cow;

use crate::wire::text::lossy;
use crate::wire::{Call, WITHHELD};

/// The most headers kept.
const MAX_HEADERS: usize = 64;

/// The most bytes kept of a name or a value.
const MAX_PART: usize = 512;

/// The most bytes kept in all.
const MAX_IN_ALL: usize = 8 * 1024;

/// The headers a record keeps: bounded, and without secrets.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeptHeaders {
    /// All names and values in sequence: every call keeps some, and this takes only two allocations.
    text: String,
    /// The ends of its parts: a name, its value, the next name.
    ends: Vec<usize>,
    /// The number of headers left out.
    pub omitted: usize,
}

impl KeptHeaders {
    pub fn of(call: &Call) -> Self {
        let size: usize = call.sent_headers().map(|(name, value)| name.as_str().len() + value.len()).sum();
        let mut kept = Self {
            text: String::with_capacity(size.min(MAX_IN_ALL)),
            ends: Vec::with_capacity(2 * call.sent_headers().count().min(MAX_HEADERS)),
            omitted: 0,
        };
        for (name, value) in call.sent_headers() {
            let (name, value) = (name.as_str(), value.as_bytes());
            let value = if is_secret(name, value) { WITHHELD.as_bytes() } else { value };
            let (name, value) = (part(name.as_bytes()), part(value));
            if kept.ends.len() == 2 * MAX_HEADERS || kept.text.len() + name.len() + value.len() > MAX_IN_ALL {
                kept.omitted += 1;
                continue;
            }
            for part in [name, value] {
                kept.text.push_str(&part);
                kept.ends.push(kept.text.len());
            }
        }
        kept
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut start = 0;
        self.ends.chunks_exact(2).map(move |ends| {
            let (name, value) = (start..ends[0], ends[0]..ends[1]);
            start = ends[1];
            (&self.text[name], &self.text[value])
        })
    }
}

/// Returns `true` for session tokens and cookies, and for an `Authorization` that is not an OSS signature: it may be a
/// credential for another service, such as the control plane.
fn is_secret(name: &str, value: &[u8]) -> bool {
    match name {
        "x-oss-security-token" | "cookie" | "proxy-authorization" => true,
        "authorization" => !value.starts_with(b"OSS"),
        _ => false,
    }
}

/// The beginning of a text, marked where it was cut.
fn part(bytes: &[u8]) -> Cow<'_, str> {
    if bytes.len() <= MAX_PART {
        return lossy(bytes);
    }
    // A character cut in two is replaced.
    format!("{}…", lossy(&bytes[..MAX_PART])).into()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue, Method};

    use super::*;
    use crate::wire::Peer;

    fn kept(headers: &[(&str, &str)]) -> KeptHeaders {
        let pairs = headers.iter().map(|(name, value)| {
            (HeaderName::try_from(*name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
        });
        let map = pairs.fold(HeaderMap::new(), |mut map, (name, value)| {
            map.append(name, value);
            map
        });
        KeptHeaders::of(&Call::read(Method::GET, "/".parse().unwrap(), map, Peer::default()))
    }

    #[test]
    fn tokens_and_cookies_are_withheld_and_signatures_are_not() {
        for (name, value, shown) in [
            ("x-oss-security-token", "t0ken", WITHHELD),
            ("cookie", "a=b", WITHHELD),
            ("proxy-authorization", "Basic YTpi", WITHHELD),
            ("authorization", "Bearer t0ken", WITHHELD),
            ("authorization", "Basic YTpi", WITHHELD),
            ("authorization", "OSS id:sig", "OSS id:sig"),
            ("authorization", "OSS4-HMAC-SHA256 Credential=…", "OSS4-HMAC-SHA256 Credential=…"),
            ("x-oss-date", "20261123T160559Z", "20261123T160559Z"),
        ] {
            assert_eq!(kept(&[(name, value)]).iter().collect::<Vec<_>>(), [(name, shown)], "{name}: {value}");
        }
    }

    #[test]
    fn headers_are_bounded_in_number_in_length_and_in_all() {
        let long = "x".repeat(100_000);
        let cut = format!("{}…", "x".repeat(MAX_PART));
        assert_eq!(kept(&[("a", &long)]).iter().collect::<Vec<_>>(), [("a", &*cut)]);
        let many = kept(&vec![("a", "b"); MAX_HEADERS + 7]);
        assert_eq!((many.iter().count(), many.omitted), (MAX_HEADERS, 7));
        let heavy = kept(&vec![("a", &*long); 32]);
        let size: usize = heavy.iter().map(|(name, value)| name.len() + value.len()).sum();
        assert!(size <= MAX_IN_ALL && heavy.iter().count() + heavy.omitted == 32 && heavy.omitted > 0, "{size}");
    }
}
