//! The lifecycle rules of a bucket, as values.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::StorageClass;

/// A lifecycle rule of a bucket: the objects it is for, and the actions on them.
///
/// A rule is created with its first action; [`LifecycleRule::and`] adds the actions of another.
/// [`Oss::run_due`](crate::Oss::run_due) carries rules out, at runs at 00:00 UTC by the clock of the fake.
///
/// Its `Display` is for example `prefix "logs/", Expiration Days 30`.
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
/// logs.set_lifecycle([LifecycleRule::expire_after(30).prefix("tmp/").id("tmp")]);
/// logs.put_object("tmp/a", "hello");
/// logs.put_object("keep/a", "hello");
///
/// oss.clock().advance(Duration::from_secs(32 * 86_400));
/// assert_eq!(oss.run_due().steps().len(), 1);
/// assert!(!logs.object("tmp/a").exists() && logs.object("keep/a").exists());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LifecycleRule {
    /// Empty until the bucket gives it one.
    pub(crate) id: String,
    pub(crate) prefix: Option<String>,
    pub(crate) enabled: bool,
    pub(crate) tags: Vec<LifecycleTag>,
    pub(crate) larger_than: Option<u64>,
    pub(crate) smaller_than: Option<u64>,
    pub(crate) not: Vec<LifecycleNot>,
    pub(crate) expiration: Option<LifecycleExpiration>,
    pub(crate) transitions: Vec<LifecycleTransition>,
    pub(crate) abort: Option<LifecycleTime>,
    /// The number of days after which older versions are removed.
    pub(crate) noncurrent_expiration: Option<u32>,
    /// Their times are numbers of days.
    pub(crate) noncurrent_transitions: Vec<LifecycleTransition>,
    /// The Unix second at which access tracking was enabled, if the rule depends on it.
    pub(crate) atime_base: Option<i64>,
}

/// A tag that an object must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LifecycleTag {
    pub key: String,
    pub value: String,
}

/// Objects that a rule excepts: those with the prefix and the tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LifecycleNot {
    pub prefix: String,
    pub tag: Option<LifecycleTag>,
}

/// The time of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LifecycleTime {
    /// After this number of days.
    Days(u32),
    /// At any run, for what was written before this moment.
    CreatedBefore(Timestamp),
}

/// The expiration of current versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LifecycleExpiration {
    After(LifecycleTime),
    /// At this moment, whatever the age; the older form.
    On(Timestamp),
    /// Not of objects, but of delete markers that hide nothing.
    LoneMarkers,
}

/// A change of the storage class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LifecycleTransition {
    pub time: LifecycleTime,
    pub class: StorageClass,
    /// `true` if the time counts from the last access, `false` if it counts from the last modification.
    pub is_access_time: Option<bool>,
    /// `true` if an access brings the object back to `Standard`.
    pub return_to_standard: Option<bool>,
    pub allow_small_file: Option<bool>,
}

/// Objects smaller than this do not transition if the rule says so.
pub(crate) const SMALL_FILE: u64 = 64 * 1024;

/// The rules of a bucket, and the moment until which they were carried out.
#[derive(Debug, Clone)]
pub(crate) struct StoredLifecycle {
    pub rules: Arc<Vec<LifecycleRule>>,
    /// All runs up to this moment are done; `None` if that is the creation of the bucket.
    pub done: Option<Timestamp>,
}

impl PartialEq for StoredLifecycle {
    /// Ignores which runs are done: that is history.
    fn eq(&self, other: &Self) -> bool {
        self.rules == other.rules
    }
}

impl StorageClass {
    /// The place among the classes, the warmest first.
    pub(crate) const fn coldness(self) -> u8 {
        self as u8
    }
}

impl LifecycleTransition {
    /// The class and the days; `None` if it is by a date.
    pub(crate) const fn by_days(&self) -> Option<(StorageClass, u32)> {
        match self.time {
            LifecycleTime::Days(days) => Some((self.class, days)),
            LifecycleTime::CreatedBefore(_) => None,
        }
    }

    /// Returns `true` if its time counts from the last access.
    pub(crate) fn is_by_access(&self) -> bool {
        self.is_access_time == Some(true)
    }
}

impl LifecycleRule {
    /// Creates an enabled rule for all objects, without an action.
    pub(super) const fn without_action() -> Self {
        Self {
            id: String::new(),
            prefix: None,
            enabled: true,
            tags: Vec::new(),
            larger_than: None,
            smaller_than: None,
            not: Vec::new(),
            expiration: None,
            transitions: Vec::new(),
            abort: None,
            noncurrent_expiration: None,
            noncurrent_transitions: Vec::new(),
            atime_base: None,
        }
    }

    const fn of_time(time: LifecycleTime, class: StorageClass) -> LifecycleTransition {
        LifecycleTransition { time, class, is_access_time: None, return_to_standard: None, allow_small_file: None }
    }

    /// Deletes objects this number of days after they were written; where versions are kept, hides them with a delete marker.
    #[must_use]
    pub fn expire_after(days: u32) -> Self {
        let expiration = Some(LifecycleExpiration::After(LifecycleTime::Days(days)));
        Self { expiration, ..Self::without_action() }
    }

    /// Deletes objects that were written before midnight UTC of a day, written `2026-12-31`.
    ///
    /// # Panics
    ///
    /// If it is not a day.
    #[must_use]
    #[track_caller]
    pub fn expire_created_before(day: &str) -> Self {
        let expiration = Some(LifecycleExpiration::After(LifecycleTime::CreatedBefore(midnight(day))));
        Self { expiration, ..Self::without_action() }
    }

    /// Removes delete markers that hide nothing any more.
    #[must_use]
    pub fn remove_lone_markers() -> Self {
        Self { expiration: Some(LifecycleExpiration::LoneMarkers), ..Self::without_action() }
    }

    /// Moves objects to a storage class this number of days after they were written.
    #[must_use]
    pub fn transition_after(days: u32, class: StorageClass) -> Self {
        let transitions = vec![Self::of_time(LifecycleTime::Days(days), class)];
        Self { transitions, ..Self::without_action() }
    }

    /// Moves objects to a storage class this number of days after the last access to them. With `return_to_standard`, an access
    /// brings them back to `Standard`. The bucket must track access: see [`Bucket::set_access_monitor`](crate::Bucket::set_access_monitor).
    #[must_use]
    pub fn transition_after_access(days: u32, class: StorageClass, return_to_standard: bool) -> Self {
        let transition = LifecycleTransition {
            is_access_time: Some(true),
            return_to_standard: Some(return_to_standard),
            ..Self::of_time(LifecycleTime::Days(days), class)
        };
        Self { transitions: vec![transition], ..Self::without_action() }
    }

    /// Removes older versions this number of days after a newer one replaced them.
    #[must_use]
    pub fn expire_noncurrent_after(days: u32) -> Self {
        Self { noncurrent_expiration: Some(days), ..Self::without_action() }
    }

    /// Moves older versions to a storage class this number of days after a newer one replaced them.
    #[must_use]
    pub fn transition_noncurrent_after(days: u32, class: StorageClass) -> Self {
        let noncurrent_transitions = vec![Self::of_time(LifecycleTime::Days(days), class)];
        Self { noncurrent_transitions, ..Self::without_action() }
    }

    /// Aborts multipart uploads this number of days after they were initiated.
    #[must_use]
    pub fn abort_uploads_after(days: u32) -> Self {
        Self { abort: Some(LifecycleTime::Days(days)), ..Self::without_action() }
    }

    /// Adds the actions of another rule, whose other parts do not count.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::settings::{LifecycleRule, StorageClass};
    ///
    /// let rule = LifecycleRule::transition_after(30, StorageClass::Archive).and(LifecycleRule::expire_after(365));
    /// assert_eq!(rule.to_string(), "all objects, Transition to Archive Days 30, Expiration Days 365");
    /// ```
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.expiration = other.expiration.or(self.expiration);
        self.abort = other.abort.or(self.abort);
        self.noncurrent_expiration = other.noncurrent_expiration.or(self.noncurrent_expiration);
        self.transitions.extend(other.transitions);
        self.noncurrent_transitions.extend(other.noncurrent_transitions);
        self
    }

    /// Sets the id. Without one, the bucket gives it one.
    #[must_use]
    pub fn id(mut self, id: &str) -> Self {
        id.clone_into(&mut self.id);
        self
    }

    /// Limits the rule to keys with this prefix.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = Some(prefix.to_owned());
        self
    }

    /// Limits the rule to objects with this tag, and with those that were named before.
    #[must_use]
    pub fn tag(mut self, key: &str, value: &str) -> Self {
        self.tags.push(LifecycleTag { key: key.to_owned(), value: value.to_owned() });
        self
    }

    /// Limits the rule to objects of more than this number of bytes.
    #[must_use]
    pub const fn larger_than(mut self, bytes: u64) -> Self {
        self.larger_than = Some(bytes);
        self
    }

    /// Limits the rule to objects of less than this number of bytes.
    #[must_use]
    pub const fn smaller_than(mut self, bytes: u64) -> Self {
        self.smaller_than = Some(bytes);
        self
    }

    /// Excepts keys with this prefix, which begins with the prefix of the rule.
    #[must_use]
    pub fn not_prefix(mut self, prefix: &str) -> Self {
        self.not.push(LifecycleNot { prefix: prefix.to_owned(), tag: None });
        self
    }

    /// Excepts objects with this tag.
    #[must_use]
    pub fn not_tag(mut self, key: &str, value: &str) -> Self {
        let tag = Some(LifecycleTag { key: key.to_owned(), value: value.to_owned() });
        self.not.push(LifecycleNot { prefix: self.prefix.clone().unwrap_or_default(), tag });
        self
    }

    /// Keeps objects of less than 64 KiB where they are: they do not change their storage class.
    #[must_use]
    pub fn without_small_files(mut self) -> Self {
        for transition in self.transitions.iter_mut().chain(&mut self.noncurrent_transitions) {
            transition.allow_small_file = Some(false);
        }
        self
    }

    /// Disables the rule.
    #[must_use]
    pub const fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }

    /// The id; empty if a bucket is to give it one.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.id
    }

    /// Returns `true` if it is enabled.
    #[must_use]
    pub const fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// The prefix; empty if the rule is for all keys.
    pub(crate) fn key_prefix(&self) -> &str {
        self.prefix.as_deref().unwrap_or_default()
    }

    /// The days after which objects expire; `None` if they do not, or by a date.
    pub(crate) const fn expires_after(&self) -> Option<u32> {
        match self.expiration {
            Some(LifecycleExpiration::After(LifecycleTime::Days(days))) => Some(days),
            _ => None,
        }
    }

    /// Returns `true` if a transition depends on the last access.
    pub(crate) fn is_by_access(&self) -> bool {
        self.transitions.iter().chain(&self.noncurrent_transitions).any(LifecycleTransition::is_by_access)
    }
}

/// Midnight UTC of a day.
#[track_caller]
fn midnight(day: &str) -> Timestamp {
    match format!("{day}T00:00:00Z").parse() {
        Ok(at) => at,
        Err(error) => panic!("`{day}` is not a day such as `2026-12-31`: {error}"),
    }
}

impl fmt::Display for LifecycleTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(days) => write!(f, "Days {days}"),
            Self::CreatedBefore(at) => write!(f, "CreatedBeforeDate {at}"),
        }
    }
}

impl fmt::Display for LifecycleTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.key, self.value)
    }
}

impl fmt::Display for LifecycleNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tag {
            None => write!(f, "prefix {:?}", self.prefix),
            Some(tag) if self.prefix.is_empty() => write!(f, "tag {tag}"),
            Some(tag) => write!(f, "prefix {:?} and tag {tag}", self.prefix),
        }
    }
}

impl fmt::Display for LifecycleTransition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = if self.is_by_access() { " by access" } else { "" };
        write!(f, "to {} {}{by}", self.class, self.time)
    }
}

impl fmt::Display for LifecycleRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.enabled {
            f.write_str("disabled, ")?;
        }
        match self.key_prefix() {
            "" => f.write_str("all objects")?,
            prefix => write!(f, "prefix {prefix:?}")?,
        }
        self.tags.iter().try_for_each(|tag| write!(f, ", tag {tag}"))?;
        self.larger_than.iter().try_for_each(|bytes| write!(f, ", larger than {bytes}"))?;
        self.smaller_than.iter().try_for_each(|bytes| write!(f, ", smaller than {bytes}"))?;
        self.not.iter().try_for_each(|not| write!(f, ", not {not}"))?;
        self.transitions.iter().try_for_each(|transition| write!(f, ", Transition {transition}"))?;
        match &self.expiration {
            None => {}
            Some(LifecycleExpiration::After(time)) => write!(f, ", Expiration {time}")?,
            Some(LifecycleExpiration::On(at)) => write!(f, ", Expiration Date {at}")?,
            Some(LifecycleExpiration::LoneMarkers) => f.write_str(", ExpiredObjectDeleteMarker")?,
        }
        self.abort.iter().try_for_each(|time| write!(f, ", AbortMultipartUpload {time}"))?;
        let noncurrent = &self.noncurrent_transitions;
        noncurrent.iter().try_for_each(|transition| write!(f, ", NoncurrentVersionTransition {transition}"))?;
        self.noncurrent_expiration.iter().try_for_each(|days| write!(f, ", NoncurrentVersionExpiration Days {days}"))
    }
}
