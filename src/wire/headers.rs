//! The headers of a request, as they came, found by their names.

use std::borrow::Cow;
use std::cell::Cell;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::world::USER_META;

/// The headers of a request. OSS sees those whose names have letters, digits and hyphens only. Other headers never reach OSS:
/// they are neither signed nor obeyed nor stored.
///
/// Source: `help.aliyun.com/en/oss/user-guide/0002-00000211` and `…/0011-00000004`; issues 348 of `aliyun-oss-python-sdk`
/// and 213 of `aliyun-oss-java-sdk`.
#[derive(Debug, Clone)]
pub(super) struct Headers {
    /// Those that OSS sees come first.
    all: Vec<SentHeader>,
    /// The number of headers that OSS sees.
    seen: usize,
    /// The marks of all names that OSS sees: most look-ups are for headers that the request does not have, and end here.
    marks: u64,
}

#[derive(Debug, Clone)]
struct SentHeader {
    name: HeaderName,
    value: HeaderValue,
    /// The mark of the name.
    mark: u64,
    /// `true` if it was read.
    asked: Cell<bool>,
}

impl SentHeader {
    fn trimmed(&self) -> &[u8] {
        self.value.as_bytes().trim_ascii()
    }

    fn is_of_oss(&self) -> bool {
        self.name.as_str().starts_with("x-oss-")
    }

    fn is_metadata(&self) -> bool {
        self.name.as_str().starts_with(USER_META)
    }
}

/// Returns the mark of a name, in any case: one bit, which few names share. It is quicker to compare than the name.
fn mark(name: &str) -> u64 {
    let [.., before, last] = name.as_bytes() else { return 1 };
    let sum = (name.len() * 5) ^ usize::from(before | 0x20) ^ (usize::from(last | 0x20) << 2);
    1 << (sum % 64)
}

/// Returns `true` if a name is the same as one in lower case; nearly all are written so.
fn is_same(lower_case: &str, name: &str) -> bool {
    lower_case == name || lower_case.eq_ignore_ascii_case(name)
}

/// Returns `true` if OSS sees the header.
fn is_seen(header: &SentHeader) -> bool {
    // Names are in lower case.
    header.name.as_str().bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Returns headers as they came.
fn listed(map: HeaderMap) -> Vec<SentHeader> {
    let mut all: Vec<SentHeader> = Vec::with_capacity(map.len());
    for (name, value) in map {
        // Of those with the same name, only the first has it.
        let Some(name) = name.or_else(|| all.last().map(|header| header.name.clone())) else { continue };
        let mark = mark(name.as_str());
        all.push(SentHeader { name, value, mark, asked: Cell::new(false) });
    }
    all
}

impl Headers {
    /// The headers of a request.
    pub fn new(map: HeaderMap) -> Self {
        let (mut seen, mut unseen) = (listed(map), Vec::new());
        if !seen.iter().all(is_seen) {
            (seen, unseen) = seen.into_iter().partition(is_seen);
        }
        Self::of(seen, unseen)
    }

    /// The headers that the fields of a form stand for, all of which OSS sees, and those that it does not see of the request.
    pub fn of_form(fields: HeaderMap, request: &Self) -> Self {
        Self::of(listed(fields), request.all[request.seen..].to_vec())
    }

    fn of(mut all: Vec<SentHeader>, unseen: Vec<SentHeader>) -> Self {
        let seen = all.len();
        let marks = all.iter().fold(0, |marks, header| marks | header.mark);
        all.extend(unseen);
        Self { all, seen, marks }
    }

    fn all_seen(&self) -> &[SentHeader] {
        &self.all[..self.seen]
    }

    /// Returns the headers of this name, in any case.
    fn named(&self, name: &str) -> impl Iterator<Item = &SentHeader> {
        let wanted = mark(name);
        let among = if self.marks & wanted == 0 { &[] } else { self.all_seen() };
        among.iter().filter(move |header| header.mark == wanted && is_same(header.name.as_str(), name))
    }

    /// Returns the value of a header, trimmed; the values of a repeated header are joined with a comma, as OSS signs them.
    pub fn value(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        joined(self.named(name))
    }

    /// Returns the value of a header, and marks the header as read.
    pub fn read(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        joined(self.named(name).inspect(|header| header.asked.set(true)))
    }

    /// Returns each value of a header, trimmed.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        self.named(name).map(SentHeader::trimmed)
    }

    /// Returns `true` if there is a header of this name, and marks it as read.
    pub fn has(&self, name: &str) -> bool {
        self.named(name).fold(false, |_, header| {
            header.asked.set(true);
            true
        })
    }

    /// Returns the names of the headers of OSS that were not read; without the user metadata if these count.
    pub fn unasked(&self, metadata_count: bool) -> impl Iterator<Item = &str> {
        let unasked = self.all_seen().iter().filter(move |header| {
            !header.asked.get() && header.is_of_oss() && !(metadata_count && header.is_metadata())
        });
        unasked.map(|header| header.name.as_str())
    }

    /// Returns the names of the headers of OSS, without the user metadata.
    pub fn names_of_oss(&self) -> impl Iterator<Item = &str> {
        let ours = self.all_seen().iter().filter(|header| header.is_of_oss() && !header.is_metadata());
        ours.map(|header| header.name.as_str())
    }

    /// Returns the user metadata, each name once with its value.
    pub fn metadata(&self) -> impl Iterator<Item = (&str, Cow<'_, [u8]>)> {
        // Those of one name stand together.
        let groups = self.all_seen().chunk_by(|a, b| a.name == b.name).filter(|group| group[0].is_metadata());
        groups.filter_map(|group| {
            let value = joined(group.iter())?;
            Some((group[0].name.as_str(), value))
        })
    }

    /// Returns the headers that OSS sees, as they came.
    pub fn seen(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.all_seen().iter().map(|header| (&header.name, &header.value))
    }

    /// Returns the headers that OSS does not see.
    pub fn unseen(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.all[self.seen..].iter().map(|header| (&header.name, &header.value))
    }

    /// Returns all headers, first those that OSS sees.
    pub fn sent(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.all.iter().map(|header| (&header.name, &header.value))
    }
}

/// Returns the values of headers, joined with a comma; `None` if there are none.
fn joined<'a>(mut headers: impl Iterator<Item = &'a SentHeader>) -> Option<Cow<'a, [u8]>> {
    let mut joined = Cow::Borrowed(headers.next()?.trimmed());
    for header in headers {
        let joined = joined.to_mut();
        joined.push(b',');
        joined.extend_from_slice(header.trimmed());
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> Headers {
        let mut map = HeaderMap::new();
        for (name, value) in pairs {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        Headers::new(map)
    }

    #[test]
    fn headers_are_found_in_any_case_and_those_of_one_name_are_joined() {
        let headers = headers(&[("x-oss-a", " 1 "), ("range", "r"), ("x-oss-a", "2"), ("x", "y"), ("x_y", "z")]);
        for (name, value) in [("x-oss-a", "1,2"), ("X-Oss-A", "1,2"), ("range", "r"), ("RANGE", "r"), ("x", "y")] {
            assert_eq!(headers.value(name).as_deref(), Some(value.as_bytes()), "{name}");
            assert!(headers.has(name), "{name}");
        }
        for absent in ["x-oss-b", "x-oss-", "y", "", "x_y", "range "] {
            assert_eq!(headers.value(absent), None, "{absent}");
            assert!(!headers.has(absent), "{absent}");
        }
        assert_eq!(
            headers.sent().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            ["x-oss-a", "x-oss-a", "range", "x", "x_y"]
        );
        assert_eq!(headers.unseen().count(), 1);
    }

    #[test]
    fn what_was_not_read_is_known() {
        let headers = headers(&[("x-oss-a", "1"), ("x-oss-b", "2"), ("x-oss-meta-c", "3"), ("date", "4")]);
        assert!(headers.has("X-Oss-B"));
        assert_eq!(headers.unasked(true).collect::<Vec<_>>(), ["x-oss-a"]);
        assert_eq!(headers.unasked(false).collect::<Vec<_>>(), ["x-oss-a", "x-oss-meta-c"]);
        assert_eq!(headers.names_of_oss().collect::<Vec<_>>(), ["x-oss-a", "x-oss-b"]);
        let metadata: Vec<_> = headers.metadata().map(|(name, value)| (name, value.into_owned())).collect();
        assert_eq!(metadata, [("x-oss-meta-c", b"3".to_vec())]);
    }
}
