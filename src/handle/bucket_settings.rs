//! Further settings of a bucket, arranged and read back by a test.

use super::Bucket;

impl Bucket {
    /// Returns `true` if transfer acceleration is on, `false` if it is off, and `None` if it was never set.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn transfer_acceleration(&self) -> Option<bool> {
        self.get(|bucket| bucket.settings.transfer_acceleration)
    }

    /// Turns transfer acceleration on or off, without a request. While it is on, acceleration endpoints serve the bucket.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs").set_transfer_acceleration(true);
    /// assert_eq!(logs.transfer_acceleration(), Some(true));
    /// ```
    #[track_caller]
    pub fn set_transfer_acceleration(&self, on: bool) -> Self {
        self.set(|bucket| bucket.settings_mut().transfer_acceleration = Some(on))
    }
}
