//! The lifecycle rules of a bucket, arranged and asked by a test.

use std::time::SystemTime;

use jiff::Timestamp;

use super::{ArrangeError, Bucket, or_panic};
use crate::world::{LifecycleForecast, LifecycleRule, StoredBucket, check_lifecycle};

impl Bucket {
    /// The lifecycle rules.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn lifecycle(&self) -> Vec<LifecycleRule> {
        self.get(|bucket| bucket.settings.lifecycle.as_ref().map(|stored| stored.rules.to_vec()).unwrap_or_default())
    }

    /// Sets the lifecycle rules, without a request; without any, removes them. They act from the next run on, when a test calls
    /// [`Oss::run_due`](crate::Oss::run_due). Rules for the same objects may have the same action.
    ///
    /// # Panics
    ///
    /// If OSS refuses the rules, for example because their days are not in the order of their storage classes; or if the bucket
    /// was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::settings::{LifecycleRule, StorageClass};
    ///
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs");
    /// logs.set_lifecycle([
    ///     LifecycleRule::transition_after(30, StorageClass::InfrequentAccess).and(LifecycleRule::expire_after(365)).prefix("logs/"),
    ///     LifecycleRule::abort_uploads_after(7).prefix("uploads/"),
    /// ]);
    /// assert_eq!(logs.lifecycle().len(), 2);
    /// ```
    #[track_caller]
    pub fn set_lifecycle(&self, rules: impl IntoIterator<Item = LifecycleRule>) -> Self {
        let rules: Vec<LifecycleRule> = rules.into_iter().collect();
        if rules.is_empty() {
            return self.set(|bucket| bucket.settings_mut().lifecycle = None);
        }
        let checked = check_lifecycle(&rules, true).and_then(|()| self.get(|bucket| bucket.check_lifecycle(&rules)));
        or_panic(checked.map_err(|problem| ArrangeError::new(problem.to_string())));
        let now = self.oss.change(|_, now| now);
        let rules = self.oss.change(|world, _| world.name_lifecycle(rules));
        self.set(|bucket| bucket.set_lifecycle(rules, now))
    }

    /// Returns what the lifecycle rules will do until a moment, if nothing else changes in the bucket: the actions that
    /// [`Oss::run_due`](crate::Oss::run_due) will report. Nothing is changed.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use ossmock::{Oss, settings::LifecycleRule};
    ///
    /// let oss = Oss::new();
    /// oss.clock().set_utc("2026-01-01T12:00:00Z");
    /// let logs = oss.create_account("acme").create_bucket("logs");
    /// logs.set_lifecycle([LifecycleRule::expire_after(30).prefix("tmp/").id("tmp")]);
    /// logs.put_object("tmp/a", "hello");
    ///
    /// let forecast = logs.lifecycle_forecast(oss.clock().now() + Duration::from_secs(60 * 86_400));
    /// assert_eq!(
    ///     forecast.to_string(),
    ///     "run                   rule  action           why\n\
    ///      2026-02-01T00:00:00Z  tmp   expired `tmp/a`  written 2026-01-01T12:00:00Z, Days 30, run 2026-02-01T00:00:00Z\n"
    /// );
    /// ```
    #[track_caller]
    #[must_use]
    pub fn lifecycle_forecast(&self, until: SystemTime) -> LifecycleForecast {
        let until = Timestamp::try_from(until).unwrap_or(Timestamp::MAX);
        // Computed outside of the lock: it may take all objects.
        self.stored().lifecycle_forecast(until)
    }

    /// The bucket as it is now.
    #[track_caller]
    pub(crate) fn stored(&self) -> StoredBucket {
        self.get(Clone::clone)
    }
}
