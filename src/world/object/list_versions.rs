//! A page of a listing of versions: its cost depends on the page, not on the bucket.

use std::cmp::Reverse;
use std::ops::Bound;
use std::sync::Arc;

use super::list::{Listing, Page, page};
use super::{Kept, Objects, VersionId};

/// The versions found, by key and the newest first.
#[derive(Debug, Clone)]
pub(crate) struct VersionPage {
    pub kept: Vec<Kept>,
    /// The common prefixes.
    pub prefixes: Vec<String>,
    /// The key or common prefix to list after next, and the version if it is a key; `None` if the page is the last one.
    pub next: Option<(String, Option<VersionId>)>,
}

impl Objects {
    /// Lists a page. With a version, it continues after that version of the key to list after, and not after all of them.
    pub fn list_versions(&self, listing: &Listing, version: Option<VersionId>) -> VersionPage {
        // Orders begin at 1, and no bucket gets to the last one.
        let (first, last) = (Reverse(u64::MAX), Reverse(0));
        let start = version.and_then(|version| self.place_of(&listing.after, version));
        let seek = |from: Bound<Arc<str>>| {
            self.behind(match from {
                Bound::Included(key) => (key, first),
                Bound::Excluded(key) => start.clone().unwrap_or((key, last)),
                Bound::Unbounded => ("".into(), first),
            })
        };
        let Page { found: kept, prefixes, next } = page(listing, |kept: &Kept| &kept.key, seek);
        let of_last = |key: &str| kept.last().filter(|last| *last.key == *key).map(|last| last.version.id());
        let next = next.map(|key| (of_last(&key), key)).map(|(version, key)| (key, version));
        VersionPage { kept, prefixes, next }
    }

    /// The versions of a key, the newest first.
    pub fn of_key(&self, key: &Arc<str>) -> impl Iterator<Item = Kept> {
        self.behind((key.clone(), Reverse(u64::MAX))).take_while(move |kept| kept.key == *key)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use jiff::Timestamp;

    use super::super::{ETag, StoredObject, Version};
    use super::*;
    use crate::world::Versioning;

    fn put(objects: &mut Objects, key: &str, versioning: Option<Versioning>) -> VersionId {
        let object = StoredObject::new(key.into(), Bytes::new(), ETag([0; 16]), 0, Timestamp::UNIX_EPOCH);
        objects.put(object, versioning).version()
    }

    fn delete(objects: &mut Objects, key: &str) {
        objects.delete(key, Some(Versioning::Enabled), Timestamp::UNIX_EPOCH);
    }

    fn listing(prefix: &str, delimiter: &str, limit: usize) -> Listing {
        Listing { prefix: prefix.to_owned(), delimiter: delimiter.to_owned(), after: String::new(), limit }
    }

    /// Every entry of all pages: key, number of the version, `!` for a marker, `*` for the newest.
    fn all(objects: &Objects, mut listing: Listing) -> Vec<String> {
        let (mut found, mut version) = (Vec::new(), None);
        loop {
            let page = objects.list_versions(&listing, version);
            assert!(page.kept.len() + page.prefixes.len() <= listing.limit);
            found.extend(page.kept.iter().map(|kept| {
                let id = match kept.version.id() {
                    VersionId::Null => "null".to_owned(),
                    VersionId::Minted(number) => number.to_string(),
                };
                let marker = if matches!(kept.version, Version::DeleteMarker(_)) { "!" } else { "" };
                format!("{} {id}{marker}{}", kept.key, if kept.latest { "*" } else { "" })
            }));
            found.extend(page.prefixes.iter().map(|prefix| format!("[{prefix}]")));
            match page.next {
                Some((key, next)) => (listing.after, version) = (key, next),
                None => return found,
            }
        }
    }

    #[test]
    fn pages_put_together_are_the_whole() {
        let enabled = Some(Versioning::Enabled);
        let mut objects = Objects::default();
        put(&mut objects, "a", None);
        for key in ["a", "b/1", "b/1", "c", "a"] {
            put(&mut objects, key, enabled);
        }
        for key in ["b/2", "c", "c"] {
            delete(&mut objects, key);
        }
        let expected = ["a 6*", "a 2", "a null", "b/1 4*", "b/1 3", "b/2 7!*", "c 9!*", "c 8!", "c 5"];
        for limit in 1..=10 {
            assert_eq!(all(&objects, listing("", "", limit)), expected, "{limit}");
            assert_eq!(all(&objects, listing("b/", "/", limit)), expected[3..6], "{limit}");
        }
        assert_eq!(all(&objects, listing("", "/", 1)), ["a 6*", "a 2", "a null", "[b/]", "c 9!*", "c 8!", "c 5"]);
    }

    #[test]
    fn a_listing_goes_on_behind_a_version_that_is_gone() {
        let enabled = Some(Versioning::Enabled);
        let mut objects = Objects::default();
        let ids = [(); 3].map(|()| put(&mut objects, "k", enabled));
        put(&mut objects, "l", enabled);
        let page = objects.list_versions(&listing("", "", 1), None);
        assert_eq!(page.next, Some(("k".to_owned(), Some(ids[2]))));
        objects.remove("k", ids[2]);
        let rest = objects.list_versions(&Listing { after: "k".to_owned(), ..listing("", "", 10) }, Some(ids[2]));
        let found: Vec<_> = rest.kept.iter().map(|kept| (kept.version.id(), kept.latest)).collect();
        assert_eq!(found[..2], [(ids[1], true), (ids[0], false)]);
        assert_eq!((found.len(), rest.next), (3, None));
    }

    #[test]
    fn a_page_looks_at_what_it_shows() {
        let enabled = Some(Versioning::Enabled);
        let mut objects = Objects::default();
        for number in 0..10_000 {
            put(&mut objects, &format!("dir{}/{number}", number % 5), enabled);
            put(&mut objects, "many", enabled);
        }
        let start = std::cell::Cell::new(0);
        let seek =
            |_: Bound<Arc<str>>| objects.behind(("".into(), Reverse(u64::MAX))).inspect(|_| start.set(start.get() + 1));
        let found = page(&listing("", "", 100), |kept: &Kept| &kept.key, seek);
        assert_eq!((found.found.len(), start.get()), (100, 101));
        let page = objects.list_versions(&listing("", "/", 10), None);
        assert_eq!((page.prefixes.len(), page.kept.len()), (5, 5));
    }
}
