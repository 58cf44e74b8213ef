//! The retention policy of a bucket, and the objects that it protects, arranged and read back by a test.

use std::time::SystemTime;

use super::{ArrangeError, Bucket, Object, or_panic};
use crate::wire::text::system_time;
use crate::world::{Retention, StoredWorm, Versioning, Worm, check_worm_days};

impl Worm {
    /// The time it was created, by the clock of the fake; `None` until a bucket has the policy.
    #[must_use]
    pub fn created(&self) -> Option<SystemTime> {
        self.created.map(system_time)
    }
}

impl Retention {
    /// The time at which the protection ends.
    #[must_use]
    pub fn until(&self) -> SystemTime {
        system_time(self.until)
    }
}

impl Bucket {
    /// The retention policy; `None` if there is none, or it expired before it was locked.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn worm(&self) -> Option<Worm> {
        let now = self.oss.now();
        self.get(|bucket| bucket.worm(now).map(Worm::from))
    }

    /// Sets the retention policy, without a request: it is created now, and gets an id. `None` removes it, also a locked one,
    /// which no request can.
    ///
    /// The policy binds handles as well: one that would overwrite a protected object panics.
    ///
    /// # Panics
    ///
    /// If the days are not 1 to 25,550, versioning of the bucket is suspended, or the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, settings::Worm};
    ///
    /// let backups = Oss::new().create_account("acme").create_bucket("backups").set_worm(Worm::in_progress(7));
    /// let monday = backups.put_object("monday", "all");
    /// assert!(monday.retention().is_some());
    ///
    /// backups.set_worm(None);
    /// assert!(monday.retention().is_none());
    /// ```
    #[track_caller]
    pub fn set_worm(&self, worm: impl Into<Option<Worm>>) -> Self {
        let worm = worm.into();
        if let Some(worm) = &worm {
            or_panic(check_worm_days(worm.days()).map_err(ArrangeError::new));
            let suspended = self.versioning() == Some(Versioning::Suspended);
            assert!(!suspended, "versioning of the bucket `{}` is suspended: {EXCLUDED}", self.name);
        }
        let set = self.oss.change(|world, now| {
            world.bucket(&self.name)?;
            let stored = worm.map(|worm| {
                let id = world.mint_worm_id(now);
                StoredWorm { id, state: worm.state(), days: worm.days(), created: now }
            });
            world.bucket_mut(&self.name)?.settings_mut().worm = stored;
            Some(())
        });
        if set.is_none() {
            self.gone();
        }
        self.clone()
    }

    /// Fails if versioning is to be suspended while the bucket has a retention policy.
    #[track_caller]
    pub(super) fn check_suspension(&self, versioning: Versioning) {
        let excluded = versioning == Versioning::Suspended && self.worm().is_some();
        assert!(!excluded, "the bucket `{}` has a retention policy: {EXCLUDED}", self.name);
    }
}

const EXCLUDED: &str = "a bucket cannot have suspended versioning and a retention policy";

impl Object {
    /// The protection by the retention policy of the bucket; `None` if the object can be deleted and overwritten.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    ///
    /// # Example
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use ossmock::{Oss, settings::Worm};
    ///
    /// let oss = Oss::new();
    /// let backups = oss.create_account("acme").create_bucket("backups").set_worm(Worm::locked(1));
    /// let monday = backups.put_object("monday", "all");
    /// assert!(monday.retention().is_some());
    ///
    /// oss.clock().advance(Duration::from_secs(24 * 60 * 60));
    /// assert!(monday.retention().is_none());
    /// ```
    #[must_use]
    #[track_caller]
    pub fn retention(&self) -> Option<Retention> {
        let (object, now) = (self.facts(), self.oss.now());
        self.bucket().get(|bucket| bucket.retention_of(&object, now))
    }
}
