//! Further settings of a bucket, arranged and read back by a test.

use std::collections::{BTreeMap, BTreeSet};
use std::time::SystemTime;

use super::{ArrangeError, Bucket, Object, or_panic};
use crate::wire::text::system_time;
use crate::world::{CnameToken, HttpsConfig, OverwriteRule, StoredBucket, check_overwrite_rules};

impl Bucket {
    /// Returns `true` if access tracking is enabled.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn access_monitor(&self) -> bool {
        self.get(|bucket| bucket.settings.access_monitor.is_some())
    }

    /// Enables or disables access tracking, without a request. While it is enabled, reads and writes of objects note their time
    /// at most once a day: see [`Object::accessed_at`].
    ///
    /// # Panics
    ///
    /// If it is disabled while a lifecycle rule depends on it, or the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs").set_access_monitor(true);
    /// assert!(logs.access_monitor());
    /// assert!(logs.put_object("note", "hello").accessed_at().is_some());
    /// ```
    #[track_caller]
    pub fn set_access_monitor(&self, enabled: bool) -> Self {
        let now = self.oss.now();
        assert!(
            enabled || !self.get(StoredBucket::has_lifecycle_by_access),
            "access tracking of `{}` is needed by a lifecycle rule: remove the rule before",
            self.name()
        );
        self.set(|bucket| {
            let since = &mut bucket.settings_mut().access_monitor;
            *since = enabled.then(|| since.unwrap_or(now));
        })
    }

    /// Returns `true` if objects of the class `Archive` are read without being restored.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn archive_direct_read(&self) -> bool {
        self.get(|bucket| bucket.settings.archive_direct_read)
    }

    /// Sets whether objects of the class `Archive` are read without being restored, without a request.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs").set_archive_direct_read(true);
    /// assert!(logs.archive_direct_read());
    /// ```
    #[track_caller]
    pub fn set_archive_direct_read(&self, on: bool) -> Self {
        self.set(|bucket| bucket.settings_mut().archive_direct_read = on)
    }

    /// The HTTPS configuration.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn https_config(&self) -> HttpsConfig {
        self.get(|bucket| bucket.settings.https_config.clone())
    }

    /// Sets the HTTPS configuration, without a request.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    pub fn set_https_config(&self, config: HttpsConfig) -> Self {
        self.set(|bucket| bucket.settings_mut().https_config = config)
    }

    /// The rules that forbid callers to overwrite objects.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn overwrite_config(&self) -> Vec<OverwriteRule> {
        self.get(|bucket| bucket.settings.overwrite_config.clone())
    }

    /// Sets the rules that forbid callers to overwrite objects, without a request.
    ///
    /// # Panics
    ///
    /// If there are more than 100 rules, two have one id, or a prefix or suffix has more than 1,023 bytes; or if the bucket was
    /// deleted.
    #[track_caller]
    pub fn set_overwrite_config(&self, rules: impl IntoIterator<Item = OverwriteRule>) -> Self {
        let rules: Vec<OverwriteRule> = rules.into_iter().collect();
        or_panic(check_overwrite_rules(&rules).map_err(ArrangeError::new));
        self.set(|bucket| bucket.settings_mut().overwrite_config = rules)
    }

    /// The tokens that `CreateCnameToken` gave the bucket, by domain, those that are over among them.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn cname_tokens(&self) -> BTreeMap<String, String> {
        let of = |(domain, token): (&String, &CnameToken)| (domain.clone(), token.token.clone());
        self.get(|bucket| bucket.settings.cname_tokens.iter().map(of).collect())
    }

    /// Gives the bucket a token for a domain, as `CreateCnameToken` does. It is valid for 72 hours from now.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    pub fn set_cname_token(&self, domain: &str, token: &str) -> Self {
        let token = CnameToken::new(token, self.oss.now());
        self.set(|bucket| drop(bucket.settings_mut().cname_tokens.insert(domain.to_owned(), token)))
    }

    /// The domains whose DNS shows the token of the bucket.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn verified_domains(&self) -> BTreeSet<String> {
        self.get(|bucket| bucket.settings.verified_domains.clone())
    }

    /// Sets the domains whose DNS shows the token of the bucket, in a TXT record: `PutCname` binds them while the bucket has a
    /// token for them, from `CreateCnameToken` or [`Bucket::set_cname_token`].
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// let acme = ossmock::Oss::new().create_account("acme");
    /// let logs = acme.create_bucket("logs").set_verified_domains(&["logs.example.com"]);
    /// assert!(logs.verified_domains().contains("logs.example.com"));
    /// ```
    #[track_caller]
    pub fn set_verified_domains(&self, domains: &[&str]) -> Self {
        let domains = domains.iter().map(|&domain| domain.to_owned()).collect();
        self.set(|bucket| bucket.settings_mut().verified_domains = domains)
    }

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

impl Object {
    /// The time of the last access that was noted; `None` if there was none while its bucket tracked access.
    ///
    /// # Panics
    ///
    /// If it does not exist.
    #[must_use]
    #[track_caller]
    pub fn accessed_at(&self) -> Option<SystemTime> {
        self.facts().extra.accessed.map(system_time)
    }
}
