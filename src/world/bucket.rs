//! A bucket: its settings, objects, uploads and replication rules.

#[cfg(feature = "world-file")]
use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{
    AccountIx, BucketSettings, Deleted, Objects, Replications, Retention, SharedObject, StoredObject, StoredWorm,
    Uploads, Version, VersionId, Versioning, WaitingLines,
};
#[cfg(feature = "world-file")]
use super::{Draft, Found};

/// The time within which an object's last access moves once.
const ACCESS_INTERVAL: SignedDuration = SignedDuration::from_hours(24);

/// A bucket. Its name is unique over all accounts and regions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredBucket {
    pub name: Arc<str>,
    pub owner: AccountIx,
    pub region: Arc<str>,
    /// The id of the CloudBox it is on, one of its owner's; `None` if it is in the region itself.
    pub cloudbox: Option<Arc<str>>,
    pub created: Timestamp,
    /// The settings, which [`StoredBucket::settings_mut`] changes.
    pub settings: Arc<BucketSettings>,
    /// The objects. Only the methods of the bucket change them, as these notify the replication rules.
    pub objects: Objects,
    pub uploads: Uploads,
    pub replications: Replications,
    /// The lines of the access log that wait for their object.
    pub access_log: WaitingLines,
}

impl StoredBucket {
    /// Returns the settings for a change.
    pub fn settings_mut(&mut self) -> &mut BucketSettings {
        Arc::make_mut(&mut self.settings)
    }

    /// The retention policy that counts now; `None` if there is none, or it expired before it was locked.
    pub fn worm(&self, now: Timestamp) -> Option<&StoredWorm> {
        self.settings.worm.as_ref().filter(|policy| !policy.has_expired(now))
    }

    /// The protection of one of its objects at this time; `None` if nothing protects it. Delete markers are never protected.
    pub fn retention_of(&self, object: &StoredObject, now: Timestamp) -> Option<Retention> {
        Retention::of(self.settings.worm.as_ref()?, &self.name, object, now)
    }

    /// The reason why nothing protects one of its objects at this time.
    pub fn unprotected(&self, object: &StoredObject, now: Timestamp) -> String {
        let policy = self.settings.worm.as_ref();
        policy.map_or_else(
            || "the bucket has no retention policy".to_owned(),
            |policy| Retention::ended(policy, object, now),
        )
    }

    /// The protection of the object that a read of the key finds, or of the version that is named.
    pub fn retention(&self, key: &str, version: Option<VersionId>, now: Timestamp) -> Option<Retention> {
        self.objects.find(key, version).object().and_then(|object| self.retention_of(object, now))
    }

    /// Refuses to lose or to change a version that is protected.
    pub fn check_lost(&self, key: &str, version: VersionId, now: Timestamp) -> Result<(), Retention> {
        self.retention(key, Some(version), now).map_or(Ok(()), Err)
    }

    /// Refuses to replace the version that a new one under the key would replace, if it is protected.
    pub fn check_replaced(&self, key: &str, now: Timestamp) -> Result<(), Retention> {
        match self.settings.versioning {
            Some(Versioning::Enabled) => Ok(()),
            Some(Versioning::Suspended) | None => self.check_lost(key, VersionId::Null, now),
        }
    }

    /// Puts an object under its key and gives it its version. It replaces the version that versioning does not keep, unless
    /// that is protected.
    pub fn put_object(&mut self, mut object: StoredObject, now: Timestamp) -> Result<SharedObject, Retention> {
        self.check_replaced(&object.key, now)?;
        let accessed = self.settings.access_monitor.map(|_| now);
        if object.extra.accessed != accessed {
            object.extra.change(|extra| extra.accessed = accessed);
        }
        let object = self.objects.put(object, self.settings.versioning);
        self.replications.wrote(&object, now);
        Ok(object)
    }

    /// Puts a replica under its key, as any object but for the replication rules: replicas are not replicated further.
    pub fn put_replica(&mut self, replica: StoredObject, now: Timestamp) -> Result<(), Retention> {
        self.check_replaced(&replica.key, now)?;
        self.objects.put(replica, self.settings.versioning);
        Ok(())
    }

    /// Deletes the current object of a key, or adds a delete marker if versions are kept. A protected object is not deleted.
    pub fn delete_object(&mut self, key: &str, now: Timestamp) -> Result<Deleted, Retention> {
        let deleted = self.delete_here(key, now)?;
        self.replications.deleted(key, now);
        Ok(deleted)
    }

    /// Deletes the current object of a key without a note to the replication rules.
    pub fn delete_here(&mut self, key: &str, now: Timestamp) -> Result<Deleted, Retention> {
        self.check_replaced(key, now)?;
        Ok(self.objects.delete(key, self.settings.versioning, now))
    }

    /// Removes a version permanently and returns it, unless it is protected.
    pub fn remove_version(
        &mut self,
        key: &str,
        version: VersionId,
        now: Timestamp,
    ) -> Result<Option<Version>, Retention> {
        let removed = self.remove_here(key, version, now)?;
        if removed.is_some() {
            self.replications.removed(key, version, now);
        }
        Ok(removed)
    }

    /// Removes a version permanently without a note to the replication rules.
    pub fn remove_here(&mut self, key: &str, version: VersionId, now: Timestamp) -> Result<Option<Version>, Retention> {
        self.check_lost(key, version, now)?;
        Ok(self.objects.remove(key, version))
    }

    /// Makes an object longer without a new version, unless it is protected. The whole object is replicated again.
    pub fn extend_object(
        &mut self,
        key: &str,
        version: VersionId,
        now: Timestamp,
        change: impl FnOnce(&mut StoredObject),
    ) -> Result<(), Retention> {
        self.check_lost(key, version, now)?;
        self.objects.change(key, version, change);
        if let Some(object) = self.objects.find(key, Some(version)).object().cloned() {
            self.replications.wrote(&object, now);
            // Without versions, an append is an access.
            if self.settings.versioning.is_none() {
                self.note_access(&object, now);
            }
        }
        Ok(())
    }

    /// Changes attributes of an object, such as its tags, but not its key, version or place.
    pub fn change_object(
        &mut self,
        key: &str,
        version: VersionId,
        now: Timestamp,
        change: impl FnOnce(&mut StoredObject),
    ) {
        self.objects.change(key, version, change);
        self.replications.changed(key, version, now);
    }

    /// Returns the last access to an object; `None` if the bucket does not track access.
    pub fn last_access(&self, object: &StoredObject) -> Option<Timestamp> {
        self.settings.access_monitor.map(|since| object.extra.accessed.unwrap_or(since))
    }

    /// Returns `true` if an access to an object now is to be noted: the bucket tracks access, and the last one that was noted
    /// is a day old.
    pub fn notes_access(&self, object: &StoredObject, now: Timestamp) -> bool {
        let is_old = |last: Timestamp| now.duration_since(last) >= ACCESS_INTERVAL;
        self.settings.access_monitor.is_some() && object.extra.accessed.is_none_or(is_old)
    }

    /// Notes an access to an object if it is to be noted.
    pub fn note_access(&mut self, object: &StoredObject, now: Timestamp) {
        if self.notes_access(object, now) {
            self.change_here(&object.key, object.version(), |object| {
                object.extra.change(|extra| extra.accessed = Some(now));
            });
        }
    }

    /// Changes a state of an object that is not replicated, such as restored or sealed.
    pub fn change_here(&mut self, key: &str, version: VersionId, change: impl FnOnce(&mut StoredObject)) {
        self.objects.change(key, version, change);
    }
}

/// The highest place a world file can give a version: every format and every type of number holds it exactly, and no fake
/// reaches it by itself.
#[cfg(feature = "world-file")]
const MAX_PLACE: u64 = 1 << 53;

/// The reason why a version cannot be added to a bucket.
#[cfg(feature = "world-file")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VersionProblem {
    NeverKept,
    /// The place differs from the one in the minted id.
    OtherPlace,
    TooHigh,
    /// The place is not after the newest version. Holds both places.
    Place(u64, u64),
    NullTwice,
}

#[cfg(feature = "world-file")]
impl fmt::Display for VersionProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverKept => {
                f.write_str("the bucket never kept versions: it has no delete markers, and no version but `null`")
            }
            Self::OtherPlace => {
                f.write_str("the place of a version stands in its id, unless that is `null`: leave it out")
            }
            Self::TooHigh => write!(f, "the place of a version is at most {MAX_PLACE}"),
            Self::Place(place, newest) => write!(
                f,
                "a bucket has its versions in the order in which they were made: this one has the place {place}, and the one \
                 before it {newest}"
            ),
            Self::NullTwice => f.write_str("the key has a version `null` already"),
        }
    }
}

#[cfg(feature = "world-file")]
impl StoredBucket {
    /// Adds a version that was made elsewhere after all versions of the bucket. Replication rules do not see it. Without an
    /// id, it gets the id of a version that is written now; without a place, it gets the next one.
    pub fn add_version(
        &mut self,
        key: &str,
        version: Draft,
        id: Option<VersionId>,
        place: Option<u64>,
    ) -> Result<(), VersionProblem> {
        let newest = self.objects.made();
        let id = match (id, self.settings.versioning) {
            (Some(id), _) => id,
            (None, Some(Versioning::Enabled)) => VersionId::Minted(place.unwrap_or(newest + 1)),
            (None, Some(Versioning::Suspended) | None) => VersionId::Null,
        };
        let is_plain = id == VersionId::Null && matches!(version, Draft::Object(_));
        if self.settings.versioning.is_none() && !is_plain {
            return Err(VersionProblem::NeverKept);
        }
        let place = match id {
            VersionId::Minted(own) if place.is_some_and(|place| place != own) => {
                return Err(VersionProblem::OtherPlace);
            }
            VersionId::Minted(own) => own,
            VersionId::Null => place.unwrap_or(newest + 1),
        };
        if place > MAX_PLACE {
            return Err(VersionProblem::TooHigh);
        }
        if place <= newest {
            return Err(VersionProblem::Place(place, newest));
        }
        if id == VersionId::Null && !matches!(self.objects.find(key, Some(id)), Found::Nothing) {
            return Err(VersionProblem::NullTwice);
        }
        self.objects.add(key, version, id, place);
        Ok(())
    }
}
