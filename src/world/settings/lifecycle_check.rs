//! The rules for lifecycle rules, one by one; `lifecycle_overlap.rs` has those for rules beside each other.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketlifecycle`, the pages of the ECs, and the live tests of
//! `aliyun-oss-python-sdk` and `aliyun-oss-java-sdk` for the order of days.

use std::collections::BTreeSet;

use super::StorageClass;
use super::lifecycle::{
    LifecycleExpiration, LifecycleNot, LifecycleRule, LifecycleTag, LifecycleTime, LifecycleTransition,
};
use super::lifecycle_overlap::{check_order, check_overlaps};
use super::lifecycle_problem::LifecycleProblem;
use crate::error::Cause;

/// The largest number of rules of a bucket.
const MAX_RULES: usize = 1_000;
/// The largest number of bytes of an id.
const MAX_ID: usize = 255;
/// The largest number of bytes of a prefix.
const MAX_PREFIX: usize = 1_023;

/// Checks the rules of a bucket; those without an id get one later. With `same_action`, rules for the same objects may have the
/// same action.
pub(crate) fn check_lifecycle(rules: &[LifecycleRule], same_action: bool) -> Result<(), LifecycleProblem> {
    if rules.is_empty() {
        return Err(LifecycleProblem::new(Cause::MalformedXml, "there is no rule"));
    }
    if rules.len() > MAX_RULES {
        let problem = format!("there are {} rules, of at most {MAX_RULES}", rules.len());
        return Err(LifecycleProblem::new(Cause::LifecycleTooManyRules, problem));
    }
    let mut ids = BTreeSet::new();
    for rule in rules {
        check_rule(rule)?;
        if !rule.id.is_empty() && !ids.insert(&rule.id) {
            let problem = format!("two rules have the id `{}`", rule.id);
            return Err(LifecycleProblem::new(Cause::LifecycleIdRepeated, problem));
        }
    }
    check_overlaps(rules, same_action)
}

fn check_rule(rule: &LifecycleRule) -> Result<(), LifecycleProblem> {
    let refuse = |cause, problem: String| Err(LifecycleProblem::new(cause, problem));
    if rule.id.len() > MAX_ID {
        return refuse(Cause::LifecycleIdTooLong, format!("the id has {} bytes, of at most {MAX_ID}", rule.id.len()));
    }
    let prefix = rule.key_prefix();
    if prefix.len() > MAX_PREFIX {
        let problem = format!("the prefix has {} bytes, of at most {MAX_PREFIX}", prefix.len());
        return refuse(Cause::LifecyclePrefixTooLong, problem);
    }
    let nots = rule.not.iter().filter_map(|not| not.tag.as_ref());
    if let Some(tag) = rule.tags.iter().chain(nots).find(|tag| !is_tag(tag)) {
        return refuse(Cause::LifecycleTagInvalid, format!("`{tag}` is not a tag"));
    }
    let has_action = rule.expiration.is_some()
        || rule.abort.is_some()
        || rule.noncurrent_expiration.is_some()
        || !rule.transitions.is_empty()
        || !rule.noncurrent_transitions.is_empty();
    if !has_action {
        return refuse(Cause::LifecycleActionMissing, "a rule has no action".to_owned());
    }
    let of_no_tag = rule.abort.is_some() || rule.expiration == Some(LifecycleExpiration::LoneMarkers);
    if !rule.tags.is_empty() && of_no_tag {
        let problem = "`AbortMultipartUpload` and `ExpiredObjectDeleteMarker` take no tags".to_owned();
        return refuse(Cause::LifecycleTagAction, problem);
    }
    // A `Not` of a tag alone has no prefix.
    let outside = |not: &&LifecycleNot| {
        let is_of_tag = not.prefix.is_empty() && not.tag.is_some();
        !is_of_tag && (not.prefix.is_empty() || !not.prefix.starts_with(prefix))
    };
    if let Some(not) = rule.not.iter().find(outside) {
        let problem = format!("the prefix {:?} of a `Not` does not begin with {prefix:?}, or is empty", not.prefix);
        return refuse(Cause::LifecycleNotPrefix, problem);
    }
    if let (Some(least), Some(most)) = (rule.larger_than, rule.smaller_than)
        && least >= most
    {
        return refuse(Cause::LifecycleSizes, format!("{least} is not less than {most}"));
    }
    let transitions = || rule.transitions.iter().chain(&rule.noncurrent_transitions);
    transitions().try_for_each(check_transition)?;
    let sized = rule.larger_than.is_some() || rule.smaller_than.is_some();
    if sized && transitions().any(|transition| transition.allow_small_file.is_some()) {
        return refuse(Cause::LifecycleSmallFiles, "`AllowSmallFile` is beside a filter by size".to_owned());
    }
    check_times(rule)?;
    check_order(&rule.transitions, rule.expires_after(), Cause::LifecycleOrder)?;
    check_order(&rule.noncurrent_transitions, rule.noncurrent_expiration, Cause::LifecycleOrder)
}

/// Returns `true` if the tag has only characters that tags have. Its length is not checked: live tests set long ones.
fn is_tag(tag: &LifecycleTag) -> bool {
    let valid = |text: &str| text.chars().all(|c| c.is_alphanumeric() || " +-=._:/".contains(c));
    !tag.key.is_empty() && valid(&tag.key) && valid(&tag.value)
}

fn check_transition(transition: &LifecycleTransition) -> Result<(), LifecycleProblem> {
    let LifecycleTransition { class, is_access_time, return_to_standard, .. } = transition;
    if transition.class == StorageClass::Standard {
        return Err(LifecycleProblem::new(Cause::LifecycleClass, "nothing is moved to `Standard`"));
    }
    if (*is_access_time == Some(true)) != return_to_standard.is_some() {
        let problem = "`ReturnToStdWhenVisit` is beside an `IsAccessTime` that is `true`, and only there";
        return Err(LifecycleProblem::new(Cause::LifecycleReturnToStandard, problem));
    }
    if transition.is_by_access() && matches!(class, StorageClass::ColdArchive | StorageClass::DeepColdArchive) {
        let problem = format!("the last access moves nothing to `{class}`");
        return Err(LifecycleProblem::new(Cause::LifecycleAccessTimeClass, problem));
    }
    Ok(())
}

/// Checks the days of the builder, and that days and dates are not mixed.
fn check_times(rule: &LifecycleRule) -> Result<(), LifecycleProblem> {
    let expiration = match rule.expiration {
        Some(LifecycleExpiration::After(time)) => Some(time),
        Some(LifecycleExpiration::On(at)) => Some(LifecycleTime::CreatedBefore(at)),
        Some(LifecycleExpiration::LoneMarkers) | None => None,
    };
    let times: Vec<LifecycleTime> =
        expiration.into_iter().chain(rule.transitions.iter().map(|transition| transition.time)).collect();
    let noncurrent = rule.noncurrent_transitions.iter().map(|transition| transition.time);
    let noncurrent = noncurrent.chain(rule.noncurrent_expiration.map(LifecycleTime::Days));
    if times.iter().copied().chain(rule.abort).chain(noncurrent).any(|time| time == LifecycleTime::Days(0)) {
        return Err(LifecycleProblem::new(
            Cause::LifecycleDays,
            "days are a number from 1 to 2147483647, and 0 was given",
        ));
    }
    // Uploads may be aborted after days beside an expiration by a date: live tests of `aliyun-oss-python-sdk`.
    let by_days = |time: &&LifecycleTime| matches!(time, LifecycleTime::Days(_));
    let by_days = times.iter().filter(by_days).count();
    if by_days > 0 && by_days < times.len() {
        let problem = "a rule has actions by days and actions by dates";
        return Err(LifecycleProblem::new(Cause::LifecycleDaysAndDates, problem));
    }
    Ok(())
}
