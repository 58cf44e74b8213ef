//! Archived objects, arranged and read back by a test.

use std::time::{Duration, SystemTime};

use jiff::SignedDuration;

use super::Object;
use crate::wire::text::system_time;
use crate::world::{Archived, Restoration, RestorePriority};

impl Object {
    /// Sets the object to be restored at once, and for this long from now on, without a request. Its storage class must be an archive
    /// class, from its bucket or from [`Object::set_storage_class`].
    ///
    /// # Panics
    ///
    /// If it does not exist, is a link, or is not of the class `Archive`, `ColdArchive` or `DeepColdArchive`.
    ///
    /// # Example
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use ossmock::{Oss, settings::StorageClass};
    ///
    /// let oss = Oss::new();
    /// let old = oss.create_account("acme").create_bucket("logs").put_object("old", "hello").set_storage_class(StorageClass::Archive);
    /// assert!(old.restored_until().is_none());
    ///
    /// old.set_restoration(Duration::from_secs(3_600));
    /// assert!(old.restored_until().is_some());
    ///
    /// oss.clock().advance(Duration::from_secs(3_601));
    /// assert!(old.restored_until().is_none());
    /// ```
    #[track_caller]
    pub fn set_restoration(&self, lasts: Duration) -> Self {
        let (facts, path) = (self.facts(), self.path());
        assert!(facts.extra.target.is_none(), "`{path}` cannot be restored: it is a link; restore what it leads to");
        assert!(
            facts.storage_class.is_archived(),
            "`{path}` cannot be restored: it is of the class {}; give it an archived one with `set_storage_class`",
            facts.storage_class
        );
        let lasts = SignedDuration::try_from(lasts).unwrap_or(SignedDuration::MAX);
        self.set_here(|object, now| {
            let until = now.saturating_add(lasts).unwrap_or(jiff::Timestamp::MAX);
            let restoration = Restoration { priority: RestorePriority::default(), done: now, until };
            object.extra.change(|extra| extra.restoration = Some(restoration));
        })
    }

    /// The end of its restoration; `None` if it is not archived, or not restored now.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn restored_until(&self) -> Option<SystemTime> {
        match self.facts().archived(self.oss.now())? {
            Archived::Restored(Restoration { until, .. }) => Some(system_time(until)),
            Archived::Frozen | Archived::Restoring(_) => None,
        }
    }
}
