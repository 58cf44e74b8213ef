//! A page of a listing: its cost depends on the page, not on the bucket.

use std::ops::Bound;
use std::sync::Arc;

use super::{Objects, SharedObject};

/// The selection of objects to list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listing {
    pub prefix: String,
    /// Keys that are equal up to the first delimiter after the prefix are listed as one; empty for no delimiter.
    pub delimiter: String,
    /// The key or common prefix to list after.
    pub after: String,
    /// The maximum number of keys and common prefixes together.
    pub limit: usize,
}

/// The entries found, by key.
#[derive(Debug, Clone)]
pub(crate) struct Page<T = SharedObject> {
    pub found: Vec<T>,
    /// The common prefixes.
    pub prefixes: Vec<String>,
    /// The key or common prefix to list after next; `None` if the page is the last one.
    pub next: Option<String>,
}

impl Objects {
    /// Lists a page. Common prefixes are passed over in one step each, however many keys they have.
    pub fn list(&self, listing: &Listing) -> Page {
        page(listing, |object: &SharedObject| &object.key, |from| self.live_from(from).cloned())
    }
}

/// Lists a page of the entries that `seek` returns: all entries from a bound on, by key. Only the key to list after is
/// ever an excluded bound.
pub(super) fn page<T, I: Iterator<Item = T>>(
    listing: &Listing,
    key: impl Fn(&T) -> &str,
    mut seek: impl FnMut(Bound<Arc<str>>) -> I,
) -> Page<T> {
    let mut page = Page { found: Vec::new(), prefixes: Vec::new(), next: None };
    let mut last: Option<String> = None;
    // After a common prefix, the listing continues after all of its keys. (After a key inside a common prefix it does
    // not: the remaining keys are listed, as the common prefix.)
    let group = listing.group(&listing.after).filter(|group| *group == listing.after);
    let behind = group.map(successor);
    let mut rest = match &behind {
        Some(Some(key)) => seek(Bound::Included(key.as_str().into())),
        Some(None) => return page,
        None if *listing.after < *listing.prefix => seek(Bound::Included(listing.prefix.as_str().into())),
        None => seek(Bound::Excluded(listing.after.as_str().into())),
    };
    while let Some(one) = rest.next().filter(|one| key(one).starts_with(&listing.prefix)) {
        if page.found.len() + page.prefixes.len() == listing.limit {
            page.next = last;
            break;
        }
        let Some(group) = listing.group(key(&one)) else {
            last = Some(key(&one).to_owned());
            page.found.push(one);
            continue;
        };
        last = Some(group.to_owned());
        page.prefixes.push(group.to_owned());
        match successor(group) {
            Some(key) => rest = seek(Bound::Included(key.into())),
            None => break,
        }
    }
    page
}

impl Listing {
    /// The common prefix a key is listed as; `None` if it is listed as itself.
    pub(super) fn group<'k>(&self, key: &'k str) -> Option<&'k str> {
        if self.delimiter.is_empty() {
            return None;
        }
        let rest = key.strip_prefix(&*self.prefix)?;
        let end = rest.find(&*self.delimiter)? + self.delimiter.len();
        Some(&key[..self.prefix.len() + end])
    }
}

/// The first text after all texts that start with a prefix; `None` if there is no such text.
///
/// The bytes of UTF-8 are in the order of the characters.
fn successor(prefix: &str) -> Option<String> {
    let mut text = prefix.to_owned();
    while let Some(last) = text.pop() {
        // A range of characters leaves the surrogates out.
        if let Some(next) = (last..=char::MAX).nth(1) {
            text.push(next);
            return Some(text);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use bytes::Bytes;
    use jiff::Timestamp;

    use super::super::{ETag, StoredObject};
    use super::*;

    fn objects(keys: impl IntoIterator<Item = String>) -> Objects {
        let mut objects = Objects::default();
        for key in keys {
            objects.put(StoredObject::new(key.into(), Bytes::new(), ETag([0; 16]), 0, Timestamp::UNIX_EPOCH), None);
        }
        objects
    }

    fn listing(prefix: &str, delimiter: &str, after: &str, limit: usize) -> Listing {
        Listing { prefix: prefix.to_owned(), delimiter: delimiter.to_owned(), after: after.to_owned(), limit }
    }

    /// Returns keys and common prefixes, the key to list after next, and the number of objects visited.
    fn list(objects: &Objects, listing: &Listing) -> (Vec<String>, Option<String>, usize) {
        let looked_at = Cell::new(0);
        let seek = |from| objects.live_from(from).cloned().inspect(|_| looked_at.set(looked_at.get() + 1));
        let page = page(listing, |object: &SharedObject| &object.key, seek);
        let mut found: Vec<String> = page.found.iter().map(|object| object.key.to_string()).collect();
        found.extend(page.prefixes.iter().map(|prefix| format!("[{prefix}]")));
        (found, page.next, looked_at.get())
    }

    #[test]
    fn a_page_costs_what_it_shows() {
        let many = objects((0..100_000).map(|n| format!("dir{:02}/{n:06}", n % 50)));
        for (listing, expected) in [
            (listing("", "", "", 1), 2),
            (listing("", "", "dir30/", 100), 101),
            (listing("dir49/", "", "dir49/099949", 100), 1),
            (listing("nothing", "", "", 100), 0),
            // Fifty folders of two thousand objects each.
            (listing("", "/", "", 1000), 50),
            (listing("", "/", "dir20/", 10), 11),
            (listing("dir07/", "/", "", 3), 4),
        ] {
            assert_eq!(list(&many, &listing).2, expected, "{listing:?}");
        }
    }

    #[test]
    fn pages_put_together_are_the_whole() {
        let keys = ["a", "b/1", "b/2", "b/c/3", "b0", "é/1", "é/2", "\u{d7ff}/1", "\u{e000}", "\u{10ffff}/1", "z"];
        let objects = objects(keys.map(str::to_owned));
        for (prefix, delimiter) in
            [("", ""), ("", "/"), ("b/", "/"), ("b", "/"), ("", "\u{10ffff}"), ("x", "/"), ("b/", ""), ("", "/c")]
        {
            let whole = list(&objects, &listing(prefix, delimiter, "", 1000));
            assert_eq!(whole.1, None);
            for limit in 1..4 {
                let (mut found, mut after) = (Vec::new(), String::new());
                loop {
                    let (page, next, _) = list(&objects, &listing(prefix, delimiter, &after, limit));
                    assert!(page.len() <= limit);
                    found.extend(page);
                    match next {
                        Some(next) => after = next,
                        None => break,
                    }
                }
                found.sort();
                let mut expected = whole.0.clone();
                expected.sort();
                assert_eq!(found, expected, "{prefix:?} {delimiter:?} {limit}");
            }
        }
    }

    #[test]
    fn what_stands_behind_a_prefix() {
        for (prefix, expected) in [
            ("a/", Some("a0")),
            ("a\u{d7ff}", Some("a\u{e000}")),
            ("a\u{10ffff}", Some("b")),
            ("\u{10ffff}", None),
            ("", None),
        ] {
            assert_eq!(successor(prefix).as_deref(), expected, "{prefix:?}");
        }
    }

    #[test]
    fn a_key_inside_a_common_prefix_leaves_the_rest_of_it() {
        let objects = objects(["b/1", "b/2", "c"].map(str::to_owned));
        assert_eq!(list(&objects, &listing("", "/", "b/1", 10)).0, ["c", "[b/]"]);
        assert_eq!(list(&objects, &listing("", "/", "b/", 10)).0, ["c"]);
    }
}
