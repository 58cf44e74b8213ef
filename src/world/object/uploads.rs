//! Multipart uploads that are open: the object each will become, and its parts.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use rpds::RedBlackTreeMapSync;

use super::{ETag, Listing, StoredObject};

/// The maximum number of open uploads in one bucket: ossmock's own bound, OSS publishes none.
pub(crate) const MAX_UPLOADS: usize = 10_000;

/// The largest number a part may have.
///
/// Source: `help.aliyun.com/en/oss/developer-reference/uploadpart`.
pub(crate) const MAX_PART: u16 = 10_000;

/// The bytes a part counts in addition to its body.
pub(crate) const PART_COST: u64 = 256;

/// The open uploads of a bucket, by key, and those of one key in the order in which they were begun.
#[derive(Debug, Clone)]
pub(crate) struct Uploads {
    open: RedBlackTreeMapSync<(Arc<str>, Arc<str>), Arc<StoredUpload>>,
    /// The number of bytes that all uploads count together.
    cost: u64,
    /// The number of uploads ever begun here.
    made: u64,
}

/// A part of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub body: Bytes,
    pub etag: ETag,
    pub crc64: u64,
    pub modified: Timestamp,
}

/// A multipart upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredUpload {
    pub id: Arc<str>,
    pub initiated: Timestamp,
    /// The object it becomes, without a body: everything else was fixed when it was begun.
    pub draft: StoredObject,
    /// Persistent: adding a part takes the same time however many there are, also while a snapshot holds the upload.
    pub parts: RedBlackTreeMapSync<u16, Arc<Part>>,
}

/// A page of uploads.
#[derive(Debug, Default)]
pub(crate) struct UploadPage {
    pub uploads: Vec<Arc<StoredUpload>>,
    /// The common prefixes.
    pub prefixes: Vec<String>,
    /// The key or common prefix, and the id, that the page ends with; after a common prefix the id is empty.
    pub last: Option<(String, String)>,
    /// `true` if there are more.
    pub truncated: bool,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { open: RedBlackTreeMapSync::new_sync(), cost: 0, made: 0 }
    }
}

impl PartialEq for Uploads {
    /// Ignores how many uploads were ever begun.
    fn eq(&self, other: &Self) -> bool {
        self.open == other.open
    }
}

impl Part {
    /// The number of bytes it counts towards the storage limit of a fake.
    pub fn cost(&self) -> u64 {
        self.body.len() as u64 + PART_COST
    }
}

impl fmt::Display for StoredUpload {
    /// `000001971B64A2C00000000000000001: begun 2026-11-23T16:05:59Z, 2 parts of 204800 bytes, encryption none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: usize = self.parts.values().map(|part| part.body.len()).sum();
        write!(f, "{}: begun {}, ", self.id, self.initiated)?;
        match self.parts.size() {
            0 => f.write_str("no parts")?,
            1 => write!(f, "1 part of {bytes} bytes")?,
            many => write!(f, "{many} parts of {bytes} bytes")?,
        }
        match &self.draft.extra.encryption {
            Some(encryption) => write!(f, ", encryption {encryption}"),
            None => f.write_str(", encryption none"),
        }
    }
}

impl StoredUpload {
    /// Creates the draft of an object, with its defaults and without a body.
    pub fn blank(key: Arc<str>, now: Timestamp) -> StoredObject {
        StoredObject::new(key, Bytes::new(), ETag([0; 16]), 0, now)
    }

    /// The number of bytes it counts towards the storage limit of a fake, with all parts.
    pub fn cost(&self) -> u64 {
        self.draft.cost() + self.parts.values().map(|part| part.cost()).sum::<u64>()
    }
}

impl Uploads {
    /// Returns `true` if no upload is open.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// The number of open uploads.
    #[cfg(feature = "control")]
    pub fn count(&self) -> usize {
        self.open.size()
    }

    /// Returns `true` if no further upload may be begun.
    pub fn is_full(&self) -> bool {
        self.open.size() >= MAX_UPLOADS
    }

    /// The number of bytes that all uploads count together.
    pub const fn cost(&self) -> u64 {
        self.cost
    }

    /// The uploads of one key, in the order in which they were begun.
    pub fn of_key(&self, key: &str) -> impl Iterator<Item = &Arc<StoredUpload>> {
        let start = (Arc::from(key), Arc::from(""));
        self.open
            .range::<(Arc<str>, Arc<str>), _>(start..)
            .map(|(_, upload)| upload)
            .take_while(move |upload| *upload.draft.key == *key)
    }

    /// The upload of this key and id.
    pub fn find(&self, key: &str, id: &str) -> Option<&Arc<StoredUpload>> {
        self.open.get(&(Arc::from(key), Arc::from(id)))
    }

    /// All uploads, by key and age.
    pub fn all(&self) -> impl Iterator<Item = &Arc<StoredUpload>> {
        self.open.values()
    }

    /// The number of uploads ever begun here.
    #[cfg(feature = "state")]
    pub const fn made(&self) -> u64 {
        self.made
    }

    /// Goes on after uploads that were begun before.
    #[cfg(feature = "state")]
    pub fn make_after(&mut self, made: u64) {
        self.made = self.made.max(made);
    }

    /// Begins an upload that becomes the object of the draft.
    ///
    /// Ids have the form of those of OSS: the microsecond, then a number, in 32 upper-case hex digits.
    pub fn begin(&mut self, draft: StoredObject, now: Timestamp) -> Arc<StoredUpload> {
        let micros = u64::try_from(now.as_microsecond()).unwrap_or_default();
        let id = loop {
            self.made += 1;
            let id = format!("{micros:016X}{:016X}", self.made);
            // An upload that was read from a world file may have this id.
            if self.find(&draft.key, &id).is_none() {
                break id;
            }
        };
        let upload =
            Arc::new(StoredUpload { id: id.into(), initiated: now, draft, parts: RedBlackTreeMapSync::new_sync() });
        self.add(upload.clone());
        upload
    }

    /// Adds an upload that was begun elsewhere. Its key and id must be free.
    pub fn add(&mut self, upload: Arc<StoredUpload>) {
        self.cost += upload.cost();
        self.open.insert_mut((upload.draft.key.clone(), upload.id.clone()), upload);
    }

    /// Adds a part, replacing a part of the same number. Does nothing if the upload is not open.
    pub fn put_part(&mut self, key: &str, id: &str, number: u16, part: Part) {
        if let Some(slot) = self.open.get_mut(&(Arc::from(key), Arc::from(id))) {
            let parts = &mut Arc::make_mut(slot).parts;
            self.cost = self.cost + part.cost() - parts.get(&number).map_or(0, |replaced| replaced.cost());
            parts.insert_mut(number, Arc::new(part));
        }
    }

    /// Ends an upload and drops its parts.
    pub fn end(&mut self, key: &str, id: &str) {
        let place = (Arc::from(key), Arc::from(id));
        if let Some(upload) = self.open.get(&place) {
            self.cost -= upload.cost();
            self.open.remove_mut(&place);
        }
    }

    /// Lists a page of the uploads after the key `listing.after`; with an id, also those of that key after the id. It visits
    /// all uploads, at most [`MAX_UPLOADS`].
    pub fn list(&self, listing: &Listing, after_id: Option<&str>) -> UploadPage {
        let mut page = UploadPage::default();
        for upload in self.all().filter(|upload| upload.draft.key.starts_with(&listing.prefix)) {
            let key = &*upload.draft.key;
            let group = listing.group(key);
            let behind = match (key.cmp(&listing.after), after_id) {
                (std::cmp::Ordering::Equal, Some(id)) => *upload.id > *id,
                (order, _) => order.is_gt(),
            };
            // All keys of a common prefix come after it, and were listed as it.
            if !behind || group.is_some_and(|group| group == listing.after) {
                continue;
            }
            if group.is_some() && group == page.prefixes.last().map(String::as_str) {
                continue;
            }
            if page.uploads.len() + page.prefixes.len() == listing.limit {
                page.truncated = true;
                break;
            }
            if let Some(group) = group {
                page.last = Some((group.to_owned(), String::new()));
                page.prefixes.push(group.to_owned());
            } else {
                page.last = Some((key.to_owned(), upload.id.to_string()));
                page.uploads.push(upload.clone());
            }
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uploads(keys: &[&str]) -> Uploads {
        let mut uploads = Uploads::default();
        for key in keys {
            uploads.begin(StoredUpload::blank((*key).into(), Timestamp::UNIX_EPOCH), Timestamp::UNIX_EPOCH);
        }
        uploads
    }

    #[test]
    fn what_is_counted_goes_with_the_upload() {
        let mut uploads = uploads(&["a", "b"]);
        let id = uploads.all().next().map(|upload| upload.id.clone()).unwrap_or_default();
        let before = uploads.cost();
        for text in ["12345", "123"] {
            let part = Part { body: text.into(), etag: ETag([0; 16]), crc64: 0, modified: Timestamp::UNIX_EPOCH };
            uploads.put_part("a", &id, 1, part);
            assert_eq!(uploads.cost(), before + text.len() as u64 + PART_COST);
        }
        uploads.end("a", &id);
        assert_eq!(uploads.cost(), uploads.all().map(|upload| upload.cost()).sum::<u64>());
        assert_eq!(uploads.all().count(), 1);
    }

    #[test]
    fn pages_put_together_are_the_whole() {
        let uploads = uploads(&["a", "a", "b/1", "b/2", "b/2", "c", "d/x"]);
        for (prefix, delimiter, expected) in [("", "", 7), ("", "/", 5), ("b/", "/", 3), ("x", "", 0)] {
            for limit in 1..8 {
                let (mut found, mut after, mut after_id) = (0, String::new(), None);
                loop {
                    let listing = Listing { prefix: prefix.to_owned(), delimiter: delimiter.to_owned(), after, limit };
                    let page = uploads.list(&listing, after_id.as_deref());
                    found += page.uploads.len() + page.prefixes.len();
                    let (true, Some((key, id))) = (page.truncated, page.last) else { break };
                    (after, after_id) = (key, Some(id));
                }
                assert_eq!(found, expected, "{prefix:?} {delimiter:?} {limit}");
            }
        }
    }
}
