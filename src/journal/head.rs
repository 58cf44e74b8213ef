//! The headers of a request, as far as a record keeps them.

use crate::wire::Call;
use crate::wire::text::lossy;

/// How many headers are kept.
const MAX_HEADERS: usize = 64;

/// How many bytes of a name or a value are kept.
const MAX_PART: usize = 512;

/// How many bytes all of them have together.
const MAX_IN_ALL: usize = 8 * 1024;

/// What stands in the place of a value that would let somebody in elsewhere, or as somebody.
const WITHHELD: &str = "(withheld)";

/// The headers a record keeps: bounded, and without secrets.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeptHeaders {
    pub headers: Vec<(String, String)>,
    /// How many more there were.
    pub omitted: usize,
}

impl KeptHeaders {
    pub fn of(call: &Call) -> Self {
        let mut kept = Self::default();
        let mut room = MAX_IN_ALL;
        for (name, value) in call.headers() {
            let value = value.as_bytes();
            let value = if is_secret(name, value) { WITHHELD.as_bytes() } else { value };
            let (name, value) = (part(name.as_bytes()), part(value));
            let size = name.len() + value.len();
            if kept.headers.len() == MAX_HEADERS || size > room {
                kept.omitted += 1;
                continue;
            }
            room -= size;
            kept.headers.push((name, value));
        }
        kept
    }
}

/// Tokens of sessions and cookies; and what is no signature of OSS proves something to somebody else, perhaps to the
/// control plane.
fn is_secret(name: &str, value: &[u8]) -> bool {
    match name {
        "x-oss-security-token" | "cookie" | "proxy-authorization" => true,
        "authorization" => !value.starts_with(b"OSS"),
        _ => false,
    }
}

/// The beginning of a text, with a sign where it was cut.
fn part(bytes: &[u8]) -> String {
    if bytes.len() <= MAX_PART {
        return lossy(bytes).into_owned();
    }
    // A character that was cut in two is replaced.
    format!("{}…", lossy(&bytes[..MAX_PART]))
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
            assert_eq!(kept(&[(name, value)]).headers, [(name.to_owned(), shown.to_owned())], "{name}: {value}");
        }
    }

    #[test]
    fn headers_are_bounded_in_number_in_length_and_in_all() {
        let long = "x".repeat(100_000);
        let cut = format!("{}…", "x".repeat(MAX_PART));
        assert_eq!(kept(&[("a", &long)]).headers, [("a".to_owned(), cut)]);
        let many = kept(&vec![("a", "b"); MAX_HEADERS + 7]);
        assert_eq!((many.headers.len(), many.omitted), (MAX_HEADERS, 7));
        let heavy = kept(&vec![("a", &*long); 32]);
        let size: usize = heavy.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        assert!(size <= MAX_IN_ALL && heavy.headers.len() + heavy.omitted == 32 && heavy.omitted > 0, "{size}");
    }
}
