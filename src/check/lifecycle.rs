//! Assertions on what lifecycle rules will do. They move no clock and change nothing.

use std::time::SystemTime;

use jiff::Timestamp;

use super::fail;
use crate::handle::Bucket;
use crate::world::{DueAction, DueStep, SharedObject, StoredBucket};

impl Bucket {
    /// Asserts that lifecycle rules keep the object of a key until a moment, if nothing else changes in the bucket.
    ///
    /// # Panics
    ///
    /// If there is no object, or a rule will delete or hide it before the moment: the message has the rule, the run and the
    /// reason, and ends with the journal. Also if the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use ossmock::{Oss, settings::LifecycleRule};
    ///
    /// let oss = Oss::new();
    /// let logs = oss.create_account("acme").create_bucket("logs");
    /// logs.set_lifecycle([LifecycleRule::expire_after(30).prefix("tmp/")]);
    /// logs.put_object("invoices/1", "hello");
    /// logs.assert_kept_until("invoices/1", oss.clock().now() + Duration::from_secs(365 * 86_400));
    /// ```
    #[track_caller]
    pub fn assert_kept_until(&self, key: &str, until: SystemTime) {
        let moment = moment(until);
        let bucket = self.stored();
        let subject = format!("object `{key}` of bucket `{}`", self.name());
        let expected = format!("kept until {moment}");
        if current(&bucket, key).is_none() {
            fail(self.oss(), &subject, &expected, "no object");
        }
        let steps = bucket.lifecycle_of(key, moment);
        if let Some(step) = steps.iter().find(|step| deletes(step) && step.at < moment) {
            let rule = step.action().rule().unwrap_or_default();
            fail(self.oss(), &subject, &expected, &format!("rule `{rule}` deletes it at {}: {}", step.at, step.why()));
        }
    }

    /// Asserts that a lifecycle rule deletes or hides the object of a key by a moment, if nothing else changes in the bucket. An object that
    /// is not there any more has expired.
    ///
    /// # Panics
    ///
    /// If no rule does: the message has the rule that will do it later, or else the rule that comes nearest with the parts of it
    /// that do not match, and ends with the journal. Also if the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use ossmock::{Oss, settings::LifecycleRule};
    ///
    /// let oss = Oss::new();
    /// let logs = oss.create_account("acme").create_bucket("logs");
    /// logs.set_lifecycle([LifecycleRule::expire_after(30).prefix("tmp/")]);
    /// logs.put_object("tmp/1", "hello");
    /// logs.assert_expired_by("tmp/1", oss.clock().now() + Duration::from_secs(32 * 86_400));
    /// ```
    #[track_caller]
    pub fn assert_expired_by(&self, key: &str, by: SystemTime) {
        let moment = moment(by);
        let bucket = self.stored();
        let Some(object) = current(&bucket, key) else { return };
        if bucket.lifecycle_of(key, moment).iter().any(deletes) {
            return;
        }
        let subject = format!("object `{key}` of bucket `{}`", self.name());
        let expected = format!("deleted by a lifecycle rule by {moment}");
        fail(self.oss(), &subject, &expected, &bucket.explain_expiration(object));
    }
}

fn current<'a>(bucket: &'a StoredBucket, key: &str) -> Option<&'a SharedObject> {
    bucket.objects.find(key, None).object()
}

/// Returns `true` if a step deletes or hides the current object.
fn deletes(step: &DueStep) -> bool {
    matches!(step.action(), DueAction::Expired { .. } | DueAction::MarkerAdded { .. })
}

fn moment(at: SystemTime) -> Timestamp {
    Timestamp::try_from(at).unwrap_or(Timestamp::MAX)
}
