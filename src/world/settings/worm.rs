//! The retention policy of a bucket; `retention.rs` has the effect.
//!
//! Sources: `help.aliyun.com/en/oss/user-guide/retention-policies`, `…/developer-reference/initiatebucketworm` and its siblings;
//! the live tests of `aliyun-oss-java-sdk` and `aliyun-oss-python-sdk`.

use std::fmt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::setting::{FormError, Setting, named};
use crate::ram::wire_names;

/// The largest number of days: 70 years.
pub(crate) const MAX_WORM_DAYS: u32 = 25_550;
/// The time in which a policy must be locked.
const TIME_TO_LOCK: SignedDuration = SignedDuration::from_hours(24);
/// The largest number of characters of an id.
const MAX_ID: usize = 32;

wire_names! {
    /// The state of a retention policy.
    WormState {
        /// It protects objects, and can be aborted. Unless it is locked within 24 hours of its creation, it expires.
        #[default]
        InProgress = "InProgress",
        /// It protects objects, and can only be extended. It ends with its bucket.
        Locked = "Locked",
    }
}

/// The retention policy of a bucket: until `days` after its last modification, an object can be neither deleted nor
/// overwritten.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, settings::{Worm, WormState}};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let backups = acme.create_bucket("backups").set_worm(Worm::locked(30));
/// backups.put_object("monday", "all");
/// let policy = backups.worm().expect("a policy");
/// assert_eq!((policy.state(), policy.days()), (WormState::Locked, 30));
///
/// let delete = || {
///     let request = http::Request::delete("http://backups.localhost/monday").body("".into()).unwrap();
///     oss.handle(oss.signer(&acme.credentials()).sign(request)).status()
/// };
/// assert_eq!(delete(), 409);
/// oss.clock().advance(std::time::Duration::from_secs(30 * 24 * 60 * 60));
/// assert_eq!(delete(), 204);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worm {
    id: Option<Arc<str>>,
    state: WormState,
    days: u32,
    pub(crate) created: Option<Timestamp>,
}

impl Worm {
    /// Creates a policy that can still be aborted, and expires 24 hours after it was set.
    #[must_use]
    pub const fn in_progress(days: u32) -> Self {
        Self { id: None, state: WormState::InProgress, days, created: None }
    }

    /// Creates a policy that is locked.
    #[must_use]
    pub const fn locked(days: u32) -> Self {
        Self { id: None, state: WormState::Locked, days, created: None }
    }

    /// The id; `None` until a bucket has the policy.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The state.
    #[must_use]
    pub const fn state(&self) -> WormState {
        self.state
    }

    /// The number of days that an object is protected after its last modification.
    #[must_use]
    pub const fn days(&self) -> u32 {
        self.days
    }
}

/// The retention policy that a bucket has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredWorm {
    pub id: Arc<str>,
    pub state: WormState,
    pub days: u32,
    pub created: Timestamp,
}

impl StoredWorm {
    /// Returns `true` if it was not locked in time, and counts for nothing.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.state == WormState::InProgress && now >= after(self.created, TIME_TO_LOCK)
    }

    /// The end of the protection of an object that was modified at this time.
    pub fn protects_until(&self, modified: Timestamp) -> Timestamp {
        after(modified, SignedDuration::from_hours(24 * i64::from(self.days)))
    }
}

impl From<&StoredWorm> for Worm {
    fn from(stored: &StoredWorm) -> Self {
        let StoredWorm { id, state, days, created } = stored.clone();
        Self { id: Some(id), state, days, created: Some(created) }
    }
}

impl fmt::Display for StoredWorm {
    /// `1666E2CFB2B3418A0000 (1 day, locked, since 2026-11-23T16:05:59Z)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            WormState::InProgress => "in progress",
            WormState::Locked => "locked",
        };
        let days = if self.days == 1 { "1 day".to_owned() } else { format!("{} days", self.days) };
        write!(f, "{} ({days}, {state}, since {})", self.id, self.created)
    }
}

fn after(moment: Timestamp, time: SignedDuration) -> Timestamp {
    moment.saturating_add(time).unwrap_or(Timestamp::MAX)
}

/// The retention policy; `None` if there is none.
pub(crate) struct BucketWorm;

/// A policy as world files write it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WormForm {
    id: String,
    state: String,
    days: u32,
    created: String,
}

impl Setting for BucketWorm {
    type Value = Option<StoredWorm>;
    type Form = WormForm;

    const FACT: &'static str = "retention policy";

    fn shown(worm: &Self::Value) -> String {
        worm.as_ref().map_or_else(|| "none".to_owned(), StoredWorm::to_string)
    }

    fn form(worm: &Self::Value) -> Option<WormForm> {
        worm.as_ref().map(|StoredWorm { id, state, days, created }| WormForm {
            id: id.to_string(),
            state: state.to_string(),
            days: *days,
            created: created.to_string(),
        })
    }

    fn read(form: &WormForm) -> Result<Self::Value, FormError> {
        let WormForm { id, state, days, created } = form;
        let all = "`InProgress` and `Locked`";
        let in_part = |part: &'static str| move |error: FormError| FormError { path: part.to_owned(), ..error };
        let state =
            named(state, WormState::from_wire, "a state of a retention policy", all).map_err(in_part("state"))?;
        if id.is_empty() || id.len() > MAX_ID || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            let problem = format!("`{id}` is not the id of a retention policy: 1 to {MAX_ID} letters and digits");
            return Err(FormError::new("id", problem));
        }
        check_worm_days(*days).map_err(|problem| FormError::new("days", problem))?;
        let created = created.parse().map_err(|error| {
            let problem = format!("`{created}` is not the moment a retention policy was created: {error}");
            FormError::new("created", problem)
        })?;
        Ok(Some(StoredWorm { id: id.as_str().into(), state, days: *days, created }))
    }
}

/// Returns the problem of a number of days.
pub(crate) fn check_worm_days(days: u32) -> Result<(), String> {
    if (1..=MAX_WORM_DAYS).contains(&days) {
        Ok(())
    } else {
        Err(format!("a retention policy protects objects for 1 to {MAX_WORM_DAYS} days, not {days}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn policy(state: WormState, days: u32) -> StoredWorm {
        StoredWorm { id: "1666E2CFB2B3418A0000".into(), state, days, created: NOW }
    }

    #[test]
    fn only_a_policy_that_is_not_locked_expires_and_at_the_very_end_of_its_24_hours() {
        let (open, locked) = (policy(WormState::InProgress, 1), policy(WormState::Locked, 1));
        let end = after(NOW, TIME_TO_LOCK);
        assert!(!open.has_expired(after(end, SignedDuration::from_nanos(-1))));
        assert!(open.has_expired(end));
        assert!(!locked.has_expired(Timestamp::MAX));
    }

    #[test]
    fn protection_ends_with_the_last_day_and_never_overflows() {
        let locked = policy(WormState::Locked, MAX_WORM_DAYS);
        assert_eq!(locked.protects_until(NOW).to_string(), "2039-12-15T00:00:00Z");
        assert_eq!(locked.protects_until(Timestamp::MAX), Timestamp::MAX);
    }
}
