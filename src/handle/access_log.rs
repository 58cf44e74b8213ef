//! The access logging of a bucket, arranged and read back by a test.

use std::time::SystemTime;

use super::{ArrangeError, Bucket, or_panic};
use crate::wire::text::system_time;
use crate::world::{AccessLog, AccessLogLine, BucketLogging, LogFields, Logging};

impl Bucket {
    /// The access logging; `None` if it is off.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn logging(&self) -> Option<Logging> {
        self.get(|bucket| bucket.settings.logging.clone())
    }

    /// Turns access logging on, without a request, or off with `None`.
    ///
    /// # Panics
    ///
    /// If the target does not exist, belongs to another account or is in another region; if no object can have a name that begins
    /// with the prefix; if the role is longer than 256 bytes; or if the bucket was deleted.
    ///
    /// # Example
    ///
    /// See [`Logging`].
    #[track_caller]
    pub fn set_logging(&self, logging: impl Into<Option<Logging>>) -> Self {
        let logging = logging.into();
        or_panic(self.check::<BucketLogging>(&logging));
        if let Some(Logging { target, .. }) = &logging {
            let is_fit = self.oss.read(|world| {
                let (source, target) = (world.bucket(&self.name)?, world.bucket(target)?);
                let place = (&target.region, &target.cloudbox) == (&source.region, &source.cloudbox);
                Some(target.owner == source.owner && place)
            });
            let rule = "create it in the account and the region of the bucket before";
            let problem = || ArrangeError::new(format!("`{target}` cannot have the access log: {rule}"));
            or_panic(is_fit.filter(|fit| *fit).ok_or_else(problem));
        }
        self.set(|bucket| bucket.settings_mut().logging = logging)
    }

    /// The lines of the access log that wait for the full hour, when [`Oss::run_due`](crate::Oss::run_due) writes them into an
    /// object of the target. After that, the object has them: read its lines by [`AccessLogLine`].
    ///
    /// A line is added when a request to the bucket or its objects was answered, refused requests included. There is none for
    /// a request whose connection broke, for the one that turns logging on or off, and for the one that deletes the bucket. At
    /// most 10,000 lines wait, or 4 MiB of them: after that the oldest are lost, and [`AccessLog::lost`] and the report of
    /// `run_due` say how many.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    ///
    /// # Example
    ///
    /// See [`Logging`].
    #[track_caller]
    #[must_use]
    pub fn access_log(&self) -> AccessLog {
        // Read outside of the lock.
        AccessLog::of(&self.get(|bucket| bucket.access_log.clone()))
    }

    /// The fields that the real-time log has of its own; `None` without a configuration.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn user_defined_log_fields(&self) -> Option<LogFields> {
        self.get(|bucket| bucket.settings.user_defined_log_fields.clone())
    }

    /// Sets the fields that the real-time log has of its own, without a request, or removes them with `None`. The access log
    /// does not have them, and ossmock has no real-time log.
    ///
    /// # Panics
    ///
    /// If there are none or more than six, if a name is none of a field, or if the bucket was deleted.
    ///
    /// # Example
    ///
    /// See [`LogFields`].
    #[track_caller]
    pub fn set_user_defined_log_fields(&self, fields: impl Into<Option<LogFields>>) -> Self {
        let fields = fields.into();
        or_panic(fields.as_ref().map_or(Ok(()), LogFields::check).map_err(ArrangeError::new));
        self.set(|bucket| bucket.settings_mut().user_defined_log_fields = fields)
    }
}

impl AccessLogLine {
    /// The time the request came, to the second.
    #[must_use]
    pub fn at(&self) -> SystemTime {
        system_time(self.at)
    }
}
