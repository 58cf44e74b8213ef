//! The store of versions: live objects on one side, all other versions on the other.

use std::borrow::Borrow;
use std::cmp::{Ordering, Reverse};
use std::ops::Bound;
use std::sync::Arc;

use jiff::Timestamp;
use rpds::{RedBlackTreeMapSync, RedBlackTreeSetSync};

#[cfg(feature = "world-file")]
use super::Draft;
use super::{Kept, Marker, ReplicaOrigin, SharedObject, StoredObject, Version, VersionId};
use crate::world::Versioning;

/// The objects of a bucket.
///
/// Requests that are under way hold the bucket they were decided on, and snapshots hold all of them, so the maps are
/// persistent ones: a write copies the path to one entry, some 20 nodes of a million, and never the map. (A `BTreeMap`
/// in an `Arc` is copied as a whole: 60 ms for a million objects where this takes 2 µs, and 1 µs more where nothing is
/// shared.)
#[derive(Debug, Clone)]
pub(crate) struct Objects {
    /// The keys whose newest version is an object: what reads and listings see.
    live: RedBlackTreeSetSync<ByKey>,
    /// All other versions: older ones, and delete markers. They stand apart so that a listing need not step over them.
    rest: RedBlackTreeMapSync<VersionPlace, Version>,
    /// The number of bytes that all versions count together.
    cost: u64,
    /// The number of bytes in the bodies of all versions.
    size: u64,
    /// The number of versions ever made here.
    made: u64,
}

/// An object that is ordered by its key. A set of them takes less memory than a map, in which keys are twice.
#[derive(Debug, Clone)]
struct ByKey(SharedObject);

impl Borrow<str> for ByKey {
    fn borrow(&self) -> &str {
        &self.0.key
    }
}

impl Borrow<Arc<str>> for ByKey {
    fn borrow(&self) -> &Arc<str> {
        &self.0.key
    }
}

impl Ord for ByKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.key.cmp(&other.0.key)
    }
}

impl PartialOrd for ByKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for ByKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for ByKey {}

/// The place of a version: by key, and the newest version first.
pub(crate) type VersionPlace = (Arc<str>, Reverse<u64>);

impl Default for Objects {
    fn default() -> Self {
        Self { live: RedBlackTreeSetSync::new_sync(), rest: RedBlackTreeMapSync::new_sync(), cost: 0, size: 0, made: 0 }
    }
}

impl PartialEq for Objects {
    /// Ignores how many versions there once were.
    fn eq(&self, other: &Self) -> bool {
        self.live().eq(other.live()) && self.rest == other.rest
    }
}

/// The result of looking up a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Found<'a> {
    Object(&'a SharedObject),
    DeleteMarker(&'a Marker),
    Nothing,
}

impl<'a> Found<'a> {
    /// The object, if it is one.
    pub fn object(self) -> Option<&'a SharedObject> {
        match self {
            Self::Object(object) => Some(object),
            Self::DeleteMarker(_) | Self::Nothing => None,
        }
    }
}

impl<'a> From<&'a Version> for Found<'a> {
    fn from(version: &'a Version) -> Self {
        match version {
            Version::Object(object) => Self::Object(object),
            Version::DeleteMarker(marker) => Self::DeleteMarker(marker),
        }
    }
}

/// The effect of a deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deleted {
    /// The object is gone, or there was none.
    Gone,
    /// A delete marker with this id hides the versions that are kept.
    Marked(VersionId),
}

impl Objects {
    /// Returns `true` if there is no version of any key.
    pub fn is_empty(&self) -> bool {
        self.live.is_empty() && self.rest.is_empty()
    }

    /// Returns `true` if no key has an object that is read without naming a version.
    pub fn is_only_of_versions(&self) -> bool {
        self.live.is_empty()
    }

    /// The number of objects a read finds, and the number of older versions and delete markers.
    #[cfg(feature = "control")]
    pub fn count(&self) -> (usize, usize) {
        (self.live.size(), self.rest.size())
    }

    /// The number of versions ever made here: later ones have a higher place.
    pub const fn made(&self) -> u64 {
        self.made
    }

    /// Goes on after versions that were made before.
    #[cfg(feature = "state")]
    pub fn make_after(&mut self, made: u64) {
        self.made = self.made.max(made);
    }

    /// The versions that were made up to a place, in their order.
    pub fn made_until(&self, last: u64) -> Vec<(Arc<str>, Version)> {
        let live = self.live().map(|object| (object.key.clone(), Version::Object(object.clone())));
        let rest = self.rest.iter().map(|((key, _), version)| (key.clone(), version.clone()));
        let mut versions: Vec<_> = live.chain(rest).filter(|(_, version)| version.order() <= last).collect();
        versions.sort_unstable_by_key(|(_, version)| version.order());
        versions
    }

    /// The version of a key that is the replica of another one.
    pub(in crate::world) fn replica(&self, key: &str, origin: &ReplicaOrigin) -> Option<&SharedObject> {
        let rest = self.versions(key).filter_map(|version| Found::from(version).object());
        self.live_at(key).into_iter().chain(rest).find(|object| object.extra.origin.as_ref() == Some(origin))
    }

    /// The number of bytes that all versions count together.
    pub const fn cost(&self) -> u64 {
        self.cost
    }

    /// The number of bytes in the bodies of all versions.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Finds the newest version of a key, or the version that is named.
    pub fn find(&self, key: &str, version: Option<VersionId>) -> Found<'_> {
        let live = self.live_at(key);
        let Some(version) = version else {
            return match live {
                Some(object) => Found::Object(object),
                None => self.versions(key).next().map_or(Found::Nothing, Found::from),
            };
        };
        match live {
            Some(object) if object.version() == version => Found::Object(object),
            _ => self.of_rest(key, version).map_or(Found::Nothing, Found::from),
        }
    }

    /// The objects a read finds, by key.
    pub fn live(&self) -> impl Iterator<Item = &SharedObject> {
        self.live.iter().map(|ByKey(object)| object)
    }

    /// The object a read of a key finds.
    fn live_at(&self, key: &str) -> Option<&SharedObject> {
        self.live.get(key).map(|ByKey(object)| object)
    }

    /// All other versions, by key and the newest first.
    #[cfg(feature = "state")]
    pub fn hidden(&self) -> impl Iterator<Item = (&VersionPlace, &Version)> {
        self.rest.iter()
    }

    /// The objects a read finds from this lower bound on, by key.
    pub fn live_from(&self, from: Bound<Arc<str>>) -> impl Iterator<Item = &SharedObject> {
        self.live.range::<Arc<str>, _>((from, Bound::Unbounded)).map(|ByKey(object)| object)
    }

    /// The versions after a place, by key and the newest first.
    pub(super) fn behind(&self, place: VersionPlace) -> impl Iterator<Item = Kept> {
        let passed = place.clone();
        let live = self.live_from(Bound::Included(place.0.clone()));
        // The first may be the version of the place, or a newer one.
        let mut live = live.skip_while(move |o| (o.key.clone(), Reverse(o.order)) <= passed).peekable();
        let mut rest = self.rest.range::<VersionPlace, _>((Bound::Excluded(place), Bound::Unbounded)).peekable();
        std::iter::from_fn(move || {
            let hidden = match (live.peek(), rest.peek()) {
                (Some(object), Some(((key, _), _))) if object.key > *key => rest.next(),
                (Some(_), _) => None,
                (None, _) => Some(rest.next()?),
            };
            let (key, version) = match hidden {
                Some(((key, _), version)) => (key.clone(), version.clone()),
                None => live.next().map(|object| (object.key.clone(), Version::Object(object.clone())))?,
            };
            // A version that is not live is the newest only if it is a delete marker.
            let latest = match &version {
                _ if hidden.is_none() => true,
                Version::Object(_) => false,
                Version::DeleteMarker(marker) => {
                    matches!(self.find(&key, None), Found::DeleteMarker(newest) if newest == marker)
                }
            };
            Some(Kept { key, version, latest })
        })
    }

    /// The place of a version, also of one that is gone by now; `None` if that is unknown.
    pub(super) fn place_of(&self, key: &str, version: VersionId) -> Option<VersionPlace> {
        let order = match version {
            VersionId::Minted(order) => order,
            VersionId::Null => match self.find(key, Some(version)) {
                Found::Object(object) => object.order,
                Found::DeleteMarker(marker) => marker.order,
                Found::Nothing => return None,
            },
        };
        Some((key.into(), Reverse(order)))
    }

    /// The versions of a key, the newest first.
    pub fn versions_of(&self, key: &str) -> Vec<Found<'_>> {
        self.live_at(key).map(Found::Object).into_iter().chain(self.versions(key).map(Found::from)).collect()
    }

    /// All versions, by key and the newest first, as the lines of the world list them.
    pub fn all(&self) -> impl Iterator<Item = (&str, Found<'_>)> {
        let mut live = self.live().map(|object| (&*object.key, Found::Object(object))).peekable();
        let mut rest = self.rest.iter().map(|((key, _), version)| (&**key, Found::from(version))).peekable();
        std::iter::from_fn(move || match (live.peek(), rest.peek()) {
            (Some((a, _)), Some((b, _))) if a > b => rest.next(),
            (Some(_), _) => live.next(),
            (None, _) => rest.next(),
        })
    }

    /// The number of bytes that a new object under the key would free: those of the object it replaces.
    pub fn replaced_cost(&self, key: &str, versioning: Option<Versioning>) -> u64 {
        match versioning {
            Some(Versioning::Enabled) => 0,
            Some(Versioning::Suspended) | None => match self.find(key, Some(VersionId::Null)) {
                Found::Object(object) => object.cost(),
                Found::DeleteMarker(_) | Found::Nothing => 0,
            },
        }
    }

    /// Puts an object under its key and gives it its version id. It replaces a version that is not to be kept.
    pub(in crate::world) fn put(&mut self, mut object: StoredObject, versioning: Option<Versioning>) -> SharedObject {
        let version = self.make_room(&object.key, versioning);
        object.place(version, self.made);
        self.show(object)
    }

    /// Makes an object the live version of its key.
    fn show(&mut self, object: StoredObject) -> SharedObject {
        self.cost += object.cost();
        self.size += object.size();
        let object = SharedObject::new(object);
        self.live.insert_mut(ByKey(object.clone()));
        object
    }

    /// Adds a version that was made elsewhere, as the newest of its key. Its place must be higher than all places here, and
    /// its id unused under its key.
    #[cfg(feature = "world-file")]
    pub(in crate::world) fn add(&mut self, key: &str, version: Draft, id: VersionId, place: u64) {
        self.made = place;
        self.hide(key);
        match version {
            Draft::Object(mut object) => {
                object.place(id, place);
                self.show(*object);
            }
            Draft::DeleteMarker(created) => {
                self.keep(key.into(), Version::DeleteMarker(Marker { version: id, order: place, created }));
            }
        }
    }

    /// Deletes the object a read finds under a key, or hides it with a delete marker if versions are kept.
    pub(in crate::world) fn delete(&mut self, key: &str, versioning: Option<Versioning>, now: Timestamp) -> Deleted {
        if versioning.is_none() {
            self.remove(key, VersionId::Null);
            return Deleted::Gone;
        }
        let version = self.make_room(key, versioning);
        let marker = Version::DeleteMarker(Marker { version, order: self.made, created: now });
        self.keep(key.into(), marker);
        Deleted::Marked(version)
    }

    /// Removes one version for good, and returns it.
    pub(in crate::world) fn remove(&mut self, key: &str, version: VersionId) -> Option<Version> {
        let removed = match self.live_at(key) {
            Some(object) if object.version() == version => {
                let object = Version::Object(object.clone());
                self.live.remove_mut(key);
                object
            }
            _ => {
                let found = self.of_rest(key, version)?.clone();
                self.rest.remove_mut(&(key.into(), Reverse(found.order())));
                found
            }
        };
        self.cost -= removed.cost(key);
        self.size -= removed.size();
        self.promote(key);
        Some(removed)
    }

    /// Changes an object, but not its key, version or place.
    pub(in crate::world) fn change(&mut self, key: &str, version: VersionId, change: impl FnOnce(&mut StoredObject)) {
        let Some(found) = self.find(key, Some(version)).object() else { return };
        let is_live = self.live_at(key).is_some_and(|live| SharedObject::ptr_eq(live, found));
        let mut object = StoredObject::clone(found);
        self.cost -= object.cost();
        self.size -= object.size();
        change(&mut object);
        self.cost += object.cost();
        self.size += object.size();
        if is_live {
            self.live.insert_mut(ByKey(object.into()));
        } else {
            let place = (object.key.clone(), Reverse(object.order));
            self.rest.insert_mut(place, Version::Object(object.into()));
        }
    }

    /// Makes room for a new version of a key, and returns its id. A live object that is kept becomes an older version; a
    /// version that is not kept is removed.
    fn make_room(&mut self, key: &str, versioning: Option<Versioning>) -> VersionId {
        self.made += 1;
        let id = match versioning {
            Some(Versioning::Enabled) => VersionId::Minted(self.made),
            Some(Versioning::Suspended) | None => {
                self.remove(key, VersionId::Null);
                VersionId::Null
            }
        };
        self.hide(key);
        id
    }

    /// Moves the live object of a key to the versions that are not live.
    fn hide(&mut self, key: &str) {
        if let Some(object) = self.live_at(key).cloned() {
            self.cost -= object.cost();
            self.size -= object.size();
            self.live.remove_mut(key);
            self.keep(object.key.clone(), Version::Object(object));
        }
    }

    /// Adds a version to those that are not live.
    fn keep(&mut self, key: Arc<str>, version: Version) {
        self.cost += version.cost(&key);
        self.size += version.size();
        self.rest.insert_mut((key, Reverse(version.order())), version);
    }

    /// Makes the newest version of a key live, if it is an object and the key has no live object.
    fn promote(&mut self, key: &str) {
        if self.live.contains(key) {
            return;
        }
        let newest = self.versions(key).next().cloned();
        if let Some(Version::Object(object)) = newest {
            self.rest.remove_mut(&(object.key.clone(), Reverse(object.order)));
            self.live.insert_mut(ByKey(object));
        }
    }

    /// The versions of a key that are not live, the newest first.
    fn versions(&self, key: &str) -> impl Iterator<Item = &Version> {
        // As long as versions were never kept, there are none, and the key need not be copied to find out.
        let bounds = (!self.rest.is_empty()).then(|| {
            let key: Arc<str> = key.into();
            (Bound::Included((key.clone(), Reverse(u64::MAX))), Bound::Included((key, Reverse(0))))
        });
        bounds.into_iter().flat_map(|bounds| self.rest.range::<VersionPlace, _>(bounds)).map(|(_, version)| version)
    }

    fn of_rest(&self, key: &str, version: VersionId) -> Option<&Version> {
        match version {
            _ if self.rest.is_empty() => None,
            VersionId::Minted(order) => self.rest.get(&(key.into(), Reverse(order))).filter(|v| v.id() == version),
            VersionId::Null => self.versions(key).find(|found| found.id() == version),
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::{ETag, ExtraParts};
    use super::*;

    fn object(key: &str, text: &'static str) -> StoredObject {
        StoredObject::new(key.into(), Bytes::from_static(text.as_bytes()), ETag([0; 16]), 0, Timestamp::UNIX_EPOCH)
    }

    /// Returns the body that a read of `k` finds.
    fn read(objects: &Objects, version: Option<VersionId>) -> String {
        match objects.find("k", version) {
            Found::Object(object) => String::from_utf8_lossy(&object.body).into_owned(),
            Found::DeleteMarker(_) => "marker".to_owned(),
            Found::Nothing => "nothing".to_owned(),
        }
    }

    /// Checks that the cost is that of all versions, and that an object is live if it is the newest of its key.
    fn check(objects: &Objects) {
        let (mut cost, mut size) = (0, 0);
        let mut seen: Vec<&str> = Vec::new();
        for (key, version) in objects.all() {
            cost += match version {
                Found::Object(object) => object.cost(),
                Found::DeleteMarker(_) | Found::Nothing => (key.len() + 512) as u64,
            };
            size += version.object().map_or(0, |object| object.size());
            let newest = !seen.contains(&key);
            seen.push(key);
            let live = objects.live_at(key);
            match version {
                Found::Object(object) if newest => assert!(live.is_some_and(|live| SharedObject::ptr_eq(live, object))),
                Found::DeleteMarker(_) if newest => assert!(live.is_none()),
                _ => {}
            }
        }
        assert_eq!((objects.cost(), objects.size()), (cost, size));
    }

    #[test]
    fn without_versions_the_last_write_is_all_there_is() {
        let mut objects = Objects::default();
        for text in ["one", "two"] {
            assert_eq!(objects.put(object("k", text), None).version(), VersionId::Null);
            check(&objects);
        }
        assert_eq!((read(&objects, None), objects.all().count()), ("two".to_owned(), 1));
        assert_eq!(objects.delete("k", None, Timestamp::UNIX_EPOCH), Deleted::Gone);
        assert_eq!(objects.delete("k", None, Timestamp::UNIX_EPOCH), Deleted::Gone);
        assert!(objects.is_empty() && objects.cost() == 0);
    }

    #[test]
    fn versions_are_kept_hidden_and_come_back() {
        let enabled = Some(Versioning::Enabled);
        let mut objects = Objects::default();
        objects.put(object("k", "old"), None);
        let first = objects.put(object("k", "first"), enabled).version();
        let second = objects.put(object("k", "second"), enabled).version();
        check(&objects);
        for (version, expected) in
            [(None, "second"), (Some(first), "first"), (Some(second), "second"), (Some(VersionId::Null), "old")]
        {
            assert_eq!(read(&objects, version), expected);
        }
        let Deleted::Marked(marker) = objects.delete("k", enabled, Timestamp::UNIX_EPOCH) else { panic!("no marker") };
        check(&objects);
        assert_eq!((read(&objects, None), read(&objects, Some(second))), ("marker".to_owned(), "second".to_owned()));
        assert_eq!((objects.live().count(), objects.is_empty()), (0, false));

        objects.remove("k", marker);
        check(&objects);
        assert_eq!(read(&objects, None), "second");
        objects.remove("k", second);
        objects.remove("k", VersionId::Null);
        check(&objects);
        assert_eq!(read(&objects, None), "first");
        assert_eq!(objects.remove("k", second), None);
        objects.remove("k", first);
        assert!(objects.is_empty() && objects.cost() == 0);
    }

    #[test]
    fn while_suspended_only_the_null_version_is_replaced() {
        let (enabled, suspended) = (Some(Versioning::Enabled), Some(Versioning::Suspended));
        let mut objects = Objects::default();
        let kept = objects.put(object("k", "kept"), enabled).version();
        objects.put(object("k", "null 1"), suspended);
        assert_eq!(objects.replaced_cost("k", suspended), object("k", "null 1").cost());
        objects.put(object("k", "null 2"), suspended);
        check(&objects);
        assert_eq!((read(&objects, None), objects.all().count()), ("null 2".to_owned(), 2));
        assert_eq!(objects.delete("k", suspended, Timestamp::UNIX_EPOCH), Deleted::Marked(VersionId::Null));
        objects.delete("k", suspended, Timestamp::UNIX_EPOCH);
        check(&objects);
        assert_eq!((read(&objects, None), objects.all().count()), ("marker".to_owned(), 2));
        assert_eq!(read(&objects, Some(kept)), "kept");
    }

    #[cfg(feature = "world-file")]
    #[test]
    fn what_was_made_elsewhere_stands_as_if_it_had_been_made_here() {
        let enabled = Some(Versioning::Enabled);
        let mut made = Objects::default();
        made.put(object("k", "null"), None);
        made.put(object("k", "first"), enabled);
        made.delete("k", enabled, Timestamp::UNIX_EPOCH);
        made.put(object("l", "other"), enabled);
        let mut added = Objects::default();
        for (key, version) in made.made_until(u64::MAX) {
            let (id, place) = (version.id(), version.order());
            let draft = match version {
                Version::Object(object) => {
                    let mut draft = StoredObject::clone(&object);
                    draft.place(VersionId::Null, 0);
                    Draft::Object(draft.into())
                }
                Version::DeleteMarker(marker) => Draft::DeleteMarker(marker.created),
            };
            added.add(&key, draft, id, place);
            check(&added);
        }
        assert!(added == made && added.cost() == made.cost() && added.made() == made.made());
        assert_eq!(read(&added, None), "marker");
    }

    #[test]
    fn a_change_reaches_any_version_and_no_copy() {
        let enabled = Some(Versioning::Enabled);
        let mut objects = Objects::default();
        let first = objects.put(object("k", "first"), enabled).version();
        let second = objects.put(object("k", "second"), enabled).version();
        let before = objects.clone();
        for version in [first, second] {
            let add = |extra: &mut ExtraParts| _ = extra.tags.insert("a".to_owned(), "b".to_owned());
            objects.change("k", version, |object| object.extra.change(add));
            let tags =
                |objects: &Objects| objects.find("k", Some(version)).object().map(|object| object.extra.tags.len());
            assert_eq!((tags(&objects), tags(&before)), (Some(1), Some(0)));
        }
        check(&objects);
        check(&before);
        assert!(objects != before);
    }
}
