//! The state of an archived object: frozen, being restored, or readable for a while.

use jiff::Timestamp;

use super::{Restoration, StoredObject};

/// The state of an archived object at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Archived {
    /// It cannot be read: no restoration was requested, or the last one has expired.
    Frozen,
    /// It is being restored.
    Restoring(Restoration),
    /// It can be read.
    Restored(Restoration),
}

impl StoredObject {
    /// The state of the object; `None` if its class is not archived, or if it is a link, which has nothing to restore.
    pub fn archived(&self, now: Timestamp) -> Option<Archived> {
        let state = |restoration: Restoration| match restoration {
            Restoration { done, .. } if now < done => Archived::Restoring(restoration),
            Restoration { until, .. } if now < until => Archived::Restored(restoration),
            _ => Archived::Frozen,
        };
        let can_be = self.storage_class.is_archived() && self.extra.target.is_none();
        can_be.then(|| self.extra.restoration.map_or(Archived::Frozen, state))
    }

    /// Returns `true` if its content can be read.
    pub fn is_readable(&self, now: Timestamp) -> bool {
        matches!(self.archived(now), None | Some(Archived::Restored(_)))
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::{ETag, RestorePriority};
    use super::*;
    use crate::world::StorageClass;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn object(class: StorageClass, restoration: Option<Restoration>) -> StoredObject {
        let mut object = StoredObject::new("k".into(), Bytes::new(), ETag([0; 16]), 0, START);
        object.storage_class = class;
        object.extra.change(|extra| extra.restoration = restoration);
        object
    }

    #[test]
    fn an_object_is_frozen_restoring_restored_and_frozen_again() {
        let takes = StorageClass::Archive.restoring_takes(RestorePriority::Standard).unwrap();
        let restoration = Restoration::new(RestorePriority::Standard, takes, 1, START);
        let archived = object(StorageClass::Archive, Some(restoration));
        for (seconds, expected) in [
            (0, Archived::Restoring(restoration)),
            (59, Archived::Restoring(restoration)),
            (60, Archived::Restored(restoration)),
            (86_459, Archived::Restored(restoration)),
            (86_460, Archived::Frozen),
        ] {
            assert_eq!(archived.archived(at(seconds)), Some(expected), "{seconds}");
            assert_eq!(archived.is_readable(at(seconds)), matches!(expected, Archived::Restored(_)));
        }
        assert_eq!(object(StorageClass::Archive, None).archived(START), Some(Archived::Frozen));
        assert_eq!(object(StorageClass::Standard, Some(restoration)).archived(START), None);
    }
}
