//! Lifecycle rules as requests and world files write them. Every part is optional there; reading one gives a rule or a refusal.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::StorageClass;
use super::lifecycle::{
    LifecycleExpiration, LifecycleNot, LifecycleRule, LifecycleTag, LifecycleTime, LifecycleTransition, StoredLifecycle,
};
use super::lifecycle_check::check_lifecycle;
use super::lifecycle_problem::LifecycleProblem;
use super::setting::{FormError, Setting};
use crate::error::Cause;

/// The lifecycle rules of a bucket as world files write them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LifecycleForm {
    /// The moment until which the rules were carried out; that of the creation of the bucket if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_until: Option<String>,
    pub rule: Vec<RuleForm>,
}

/// A rule, in which every part may be absent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RuleForm {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub larger_than: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smaller_than: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not: Vec<NotForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub atime_base: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<ExpirationForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abort_multipart_upload: Option<TimeForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noncurrent_version_expiration: Option<NoncurrentForm>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub transition: Vec<TransitionForm>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub noncurrent_version_transition: Vec<TransitionForm>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TagForm {
    pub key: String,
    #[serde(default)]
    pub value: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NotForm {
    pub prefix: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<TagForm>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TimeForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_before_date: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ExpirationForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_before_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expired_object_delete_marker: Option<bool>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NoncurrentForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noncurrent_days: Option<i64>,
}

/// A transition, of current versions or of older ones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TransitionForm {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_before_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noncurrent_days: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_access_time: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_to_std_when_visit: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_small_file: Option<bool>,
}

fn days(name: &str, number: i64) -> Result<u32, LifecycleProblem> {
    let days = u32::try_from(number).ok().filter(|days| (1..=i32::MAX.unsigned_abs()).contains(days));
    let problem = || format!("`{name}` is a number from 1 to {}, and {number} was given", i32::MAX);
    days.ok_or_else(|| LifecycleProblem::new(Cause::LifecycleDays, problem()))
}

fn date(text: &str) -> Result<Timestamp, LifecycleProblem> {
    let midnight = text.ends_with("T00:00:00.000Z") || text.ends_with("T00:00:00Z");
    let read = text.parse().ok().filter(|_| midnight);
    let problem = || format!("`{text}` is not midnight UTC, such as `2026-12-31T00:00:00.000Z`");
    read.ok_or_else(|| LifecycleProblem::new(Cause::LifecycleDate, problem()))
}

/// The time of days or of a date; the refusal of both, and of neither.
fn time(number: Option<i64>, before: Option<&str>, wrong: Cause) -> Result<LifecycleTime, LifecycleProblem> {
    match (number, before) {
        (Some(number), None) => days("Days", number).map(LifecycleTime::Days),
        (None, Some(text)) => date(text).map(LifecycleTime::CreatedBefore),
        (Some(_), Some(_)) => Err(LifecycleProblem::new(wrong, "there are both `Days` and `CreatedBeforeDate`")),
        (None, None) => Err(LifecycleProblem::new(wrong, "there is neither `Days` nor `CreatedBeforeDate`")),
    }
}

impl RuleForm {
    /// Reads one rule.
    pub fn read(&self) -> Result<LifecycleRule, LifecycleProblem> {
        let tag = |tag: &TagForm| LifecycleTag { key: tag.key.clone(), value: tag.value.clone() };
        let not = |not: &NotForm| LifecycleNot { prefix: not.prefix.clone(), tag: not.tag.as_ref().map(tag) };
        let noncurrent = |form: &NoncurrentForm| {
            let cause = Cause::LifecycleNoncurrentExpirationTime;
            days(
                "NoncurrentDays",
                form.noncurrent_days.ok_or_else(|| LifecycleProblem::new(cause, "there is no `NoncurrentDays`"))?,
            )
        };
        let abort = |form: &TimeForm| time(form.days, form.created_before_date.as_deref(), Cause::LifecycleAbortTime);
        Ok(LifecycleRule {
            id: self.id.clone(),
            prefix: self.prefix.clone(),
            enabled: !self.disabled,
            tags: self.tags.iter().map(tag).collect(),
            larger_than: self.larger_than,
            smaller_than: self.smaller_than,
            not: self.not.iter().map(not).collect(),
            expiration: self.expiration.as_ref().map(ExpirationForm::read).transpose()?,
            transitions: self.transition.iter().map(TransitionForm::read).collect::<Result<_, _>>()?,
            abort: self.abort_multipart_upload.as_ref().map(abort).transpose()?,
            noncurrent_expiration: self.noncurrent_version_expiration.as_ref().map(noncurrent).transpose()?,
            noncurrent_transitions: self
                .noncurrent_version_transition
                .iter()
                .map(TransitionForm::read_noncurrent)
                .collect::<Result<_, _>>()?,
            atime_base: self.atime_base,
        })
    }

    /// The form of a rule.
    fn of(rule: &LifecycleRule) -> Self {
        let tag = |tag: &LifecycleTag| TagForm { key: tag.key.clone(), value: tag.value.clone() };
        Self {
            id: rule.id.clone(),
            prefix: rule.prefix.clone(),
            disabled: !rule.enabled,
            tags: rule.tags.iter().map(tag).collect(),
            larger_than: rule.larger_than,
            smaller_than: rule.smaller_than,
            not: rule
                .not
                .iter()
                .map(|not| NotForm { prefix: not.prefix.clone(), tag: not.tag.as_ref().map(tag) })
                .collect(),
            atime_base: rule.atime_base,
            expiration: rule.expiration.as_ref().map(ExpirationForm::of),
            abort_multipart_upload: rule.abort.as_ref().map(|time| {
                let (days, created_before_date) = parts(time);
                TimeForm { days, created_before_date }
            }),
            noncurrent_version_expiration: rule
                .noncurrent_expiration
                .map(|days| NoncurrentForm { noncurrent_days: Some(days.into()) }),
            transition: rule.transitions.iter().map(TransitionForm::of).collect(),
            noncurrent_version_transition: rule
                .noncurrent_transitions
                .iter()
                .map(TransitionForm::of)
                .map(|form| TransitionForm { noncurrent_days: form.days, days: None, ..form })
                .collect(),
        }
    }
}

/// The days and the date of a time.
fn parts(time: &LifecycleTime) -> (Option<i64>, Option<String>) {
    match time {
        LifecycleTime::Days(days) => (Some((*days).into()), None),
        LifecycleTime::CreatedBefore(at) => (None, Some(at.to_string())),
    }
}

impl ExpirationForm {
    fn read(&self) -> Result<LifecycleExpiration, LifecycleProblem> {
        let refuse = |cause, problem: &str| Err(LifecycleProblem::new(cause, problem));
        let times = usize::from(self.days.is_some())
            + usize::from(self.created_before_date.is_some())
            + usize::from(self.date.is_some());
        match (self.expired_object_delete_marker == Some(true), times) {
            (true, 0) => return Ok(LifecycleExpiration::LoneMarkers),
            (true, _) => {
                let problem = "`ExpiredObjectDeleteMarker` is beside `Days` or a date";
                return refuse(Cause::LifecycleMarkerWithTime, problem);
            }
            (false, 0) => {
                let problem =
                    "there is no `Days`, no `CreatedBeforeDate`, and no `ExpiredObjectDeleteMarker` that is `true`";
                return refuse(Cause::LifecycleExpirationEmpty, problem);
            }
            (false, 1) => {}
            (false, _) => return refuse(Cause::LifecycleExpirationTwice, "there are both `Days` and a date"),
        }
        if let Some(text) = &self.date {
            return date(text).map(LifecycleExpiration::On);
        }
        let time = time(self.days, self.created_before_date.as_deref(), Cause::LifecycleExpirationTwice);
        time.map(LifecycleExpiration::After)
    }

    fn of(expiration: &LifecycleExpiration) -> Self {
        match expiration {
            LifecycleExpiration::After(time) => {
                let (days, created_before_date) = parts(time);
                Self { days, created_before_date, ..Self::default() }
            }
            LifecycleExpiration::On(at) => Self { date: Some(at.to_string()), ..Self::default() },
            LifecycleExpiration::LoneMarkers => Self { expired_object_delete_marker: Some(true), ..Self::default() },
        }
    }
}

impl TransitionForm {
    fn read(&self) -> Result<LifecycleTransition, LifecycleProblem> {
        let name = self.storage_class.as_deref();
        let name =
            name.ok_or_else(|| LifecycleProblem::new(Cause::LifecycleClassMissing, "there is no `StorageClass`"))?;
        let time = time(self.days, self.created_before_date.as_deref(), Cause::LifecycleTransitionTime)?;
        self.of_class(name, time, Cause::LifecycleClass)
    }

    /// Reads a transition of older versions.
    fn read_noncurrent(&self) -> Result<LifecycleTransition, LifecycleProblem> {
        let missing =
            || LifecycleProblem::new(Cause::LifecycleNoncurrentTransitionTime, "there is no `NoncurrentDays`");
        let time = LifecycleTime::Days(days("NoncurrentDays", self.noncurrent_days.ok_or_else(missing)?)?);
        self.of_class(self.storage_class.as_deref().unwrap_or_default(), time, Cause::LifecycleNoncurrentClass)
    }

    fn of_class(&self, name: &str, time: LifecycleTime, wrong: Cause) -> Result<LifecycleTransition, LifecycleProblem> {
        let class = StorageClass::from_wire(name).filter(|class| *class != StorageClass::Standard);
        let problem = || format!("`{name}` is none of `IA`, `Archive`, `ColdArchive` and `DeepColdArchive`");
        Ok(LifecycleTransition {
            time,
            class: class.ok_or_else(|| LifecycleProblem::new(wrong, problem()))?,
            is_access_time: self.is_access_time,
            return_to_standard: self.return_to_std_when_visit,
            allow_small_file: self.allow_small_file,
        })
    }

    fn of(transition: &LifecycleTransition) -> Self {
        let (days, created_before_date) = parts(&transition.time);
        Self {
            days,
            created_before_date,
            noncurrent_days: None,
            storage_class: Some(transition.class.to_string()),
            is_access_time: transition.is_access_time,
            return_to_std_when_visit: transition.return_to_standard,
            allow_small_file: transition.allow_small_file,
        }
    }
}

/// The lifecycle rules; `None` if there are none.
pub(crate) struct BucketLifecycle;

impl Setting for BucketLifecycle {
    type Value = Option<StoredLifecycle>;
    type Form = LifecycleForm;

    const FACT: &'static str = "lifecycle";

    fn shown(value: &Self::Value) -> String {
        let Some(stored) = value else { return "none".to_owned() };
        let ids: Vec<&str> = stored.rules.iter().map(LifecycleRule::name).collect();
        format!("[{}]", ids.join(", "))
    }

    fn exact(value: &Self::Value) -> Option<String> {
        value.as_ref().map(|stored| format!("{:?}", stored.rules))
    }

    #[cfg(feature = "world-file")]
    fn begin(value: &mut Self::Value, now: Timestamp) {
        if let Some(stored) = value {
            stored.done.get_or_insert(now);
        }
    }

    fn go_back(value: &mut Self::Value, now: Timestamp) -> bool {
        let done = value.as_mut().and_then(|stored| stored.done.as_mut()).filter(|done| **done > now);
        done.map(|done| *done = now).is_some()
    }

    fn form(value: &Self::Value) -> Option<Self::Form> {
        let StoredLifecycle { rules, done } = value.as_ref()?;
        let done_until = done.map(|at| at.to_string());
        Some(LifecycleForm { done_until, rule: rules.iter().map(RuleForm::of).collect() })
    }

    fn read(form: &Self::Form) -> Result<Self::Value, FormError> {
        let rules = form
            .rule
            .iter()
            .enumerate()
            .map(|(i, rule)| rule.read().map_err(|problem| FormError::new(&format!("rule[{i}]"), problem.problem)));
        let rules: Vec<LifecycleRule> = rules.collect::<Result<_, FormError>>()?;
        if let Some(i) = rules.iter().position(|rule| rule.id.is_empty()) {
            return Err(FormError::new(&format!("rule[{i}]"), "the rule has no `id`"));
        }
        check_lifecycle(&rules, true).map_err(|problem| FormError::new("rule", problem.problem))?;
        let done = form.done_until.as_ref().map(|text| {
            let problem = |error| format!("`{text}` is not the moment until which rules were carried out: {error}");
            text.parse().map_err(|error: jiff::Error| FormError::new("done_until", problem(error)))
        });
        Ok(Some(StoredLifecycle { rules: Arc::new(rules), done: done.transpose()? }))
    }
}
