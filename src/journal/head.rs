//! The head of a request, bounded as a record keeps it.

use std::borrow::Cow;

use super::kept::kept_length;
use crate::wire::text::lossy;
use crate::wire::{Call, WITHHELD, without_secrets};

/// The most headers kept.
const MAX_HEADERS: usize = 64;

/// The most bytes kept of a name or a value.
const MAX_PART: usize = 512;

/// The most bytes kept of all headers.
const MAX_IN_ALL: usize = 8 * 1024;

/// The parts of a head that a record keeps: bounded, and without secrets.
#[derive(Debug, Clone)]
pub(crate) struct KeptHead {
    /// All parts in sequence: every call keeps some, and this takes only two allocations.
    text: String,
    /// The ends of the parts: the host, the target, then each name and its value.
    ends: Vec<usize>,
    /// The number of headers left out.
    pub omitted: usize,
}

impl KeptHead {
    pub fn of(call: &Call) -> Self {
        let target = without_secrets(call.target());
        let [host, target] = [&*call.host, &*target].map(|text| &text[..kept_length(text)]);
        let (count, size) = call
            .sent_headers()
            .fold((0, 0), |(count, size), (name, value)| (count + 1, size + name.as_str().len() + value.len()));
        let before = host.len() + target.len();
        let mut kept = Self {
            text: String::with_capacity(before + size.min(MAX_IN_ALL)),
            ends: Vec::with_capacity(2 + 2 * MAX_HEADERS.min(count)),
            omitted: 0,
        };
        kept.push(host);
        kept.push(target);
        for (name, value) in call.sent_headers() {
            let (name, value) = (name.as_str(), lossy(value.as_bytes()));
            // It may be a signed URL.
            let value = if is_secret(name, &value) { WITHHELD.into() } else { without_secrets(&value) };
            let (name, value) = (part(name), part(&value));
            let room = before + MAX_IN_ALL - kept.text.len();
            if kept.ends.len() == 2 + 2 * MAX_HEADERS || name.len() + value.len() > room {
                kept.omitted += 1;
                continue;
            }
            kept.push(&name);
            kept.push(&value);
        }
        kept
    }

    fn push(&mut self, part: &str) {
        self.text.push_str(part);
        self.ends.push(self.text.len());
    }

    fn part(&self, place: usize) -> &str {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.text[start..self.ends[place]]
    }

    pub fn host(&self) -> &str {
        self.part(0)
    }

    pub fn target(&self) -> &str {
        self.part(1)
    }

    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        (2..self.ends.len()).step_by(2).map(|name| (self.part(name), self.part(name + 1)))
    }
}

/// Returns `true` for session tokens and cookies, and for an `Authorization` that is not an OSS signature: it may be a
/// credential for another service, such as the control plane.
fn is_secret(name: &str, value: &str) -> bool {
    match name {
        "x-oss-security-token" | "cookie" | "proxy-authorization" => true,
        "authorization" => !value.starts_with("OSS"),
        _ => false,
    }
}

/// The beginning of a text, marked where it was cut.
fn part(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_PART {
        return text.into();
    }
    // A character cut in two is replaced.
    format!("{}…", lossy(&text.as_bytes()[..MAX_PART])).into()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue, Method};

    use super::*;
    use crate::wire::Peer;

    fn kept(headers: &[(&str, &str)]) -> KeptHead {
        let pairs = headers.iter().map(|(name, value)| {
            (HeaderName::try_from(*name).unwrap(), HeaderValue::from_bytes(value.as_bytes()).unwrap())
        });
        let map = pairs.fold(HeaderMap::new(), |mut map, (name, value)| {
            map.append(name, value);
            map
        });
        KeptHead::of(&Call::read(Method::GET, "/".parse().unwrap(), map, Peer::default()))
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
            ("referer", "http://a/k?Signature=s3&Expires=1", "http://a/k?Signature=(withheld)&Expires=1"),
            ("origin", "http://a?x-oss-security-token=t0ken", "http://a?x-oss-security-token=(withheld)"),
            ("x-oss-copy-source", "/b/k%3FSignature=s3", "/b/k%3F(withheld)"),
        ] {
            assert_eq!(kept(&[(name, value)]).headers().collect::<Vec<_>>(), [(name, shown)], "{name}: {value}");
        }
    }

    #[test]
    fn headers_are_bounded_in_number_in_length_and_in_all() {
        let long = "x".repeat(100_000);
        let cut = format!("{}…", "x".repeat(MAX_PART));
        assert_eq!(kept(&[("a", &long)]).headers().collect::<Vec<_>>(), [("a", &*cut)]);
        let many = kept(&vec![("a", "b"); MAX_HEADERS + 7]);
        assert_eq!((many.headers().count(), many.omitted), (MAX_HEADERS, 7));
        let heavy = kept(&vec![("a", &*long); 32]);
        let size: usize = heavy.headers().map(|(name, value)| name.len() + value.len()).sum();
        assert!(size <= MAX_IN_ALL && heavy.headers().count() + heavy.omitted == 32 && heavy.omitted > 0, "{size}");
    }
}
