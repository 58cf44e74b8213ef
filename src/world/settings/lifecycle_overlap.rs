//! The rules for lifecycle rules that are for the same objects.
//!
//! Sources: the pages of the ECs 0014-00000079 to 0014-00000085; the live tests of `aliyun-oss-go-sdk`
//! (`TestSetBucketLifecycleOverLap`, `TestSetBucketLifecycleXml`) and `aliyun-oss-python-sdk` (`test_lifecycle_overlap`). That rules
//! with other tags do not overlap is assumed, and so is that disabled rules do.

use super::StorageClass;
use super::lifecycle::{LifecycleExpiration, LifecycleRule, LifecycleTag, LifecycleTime, LifecycleTransition};
use super::lifecycle_problem::LifecycleProblem;
use crate::error::Cause;

/// Checks rules beside each other. With `same_action`, only the order of their days counts.
pub(super) fn check_overlaps(rules: &[LifecycleRule], same_action: bool) -> Result<(), LifecycleProblem> {
    let mut order: Vec<&LifecycleRule> = rules.iter().collect();
    order.sort_by(|a, b| a.key_prefix().cmp(b.key_prefix()));
    // In this order, the rules whose prefix begins with that of a rule follow it.
    for (i, one) in order.iter().enumerate() {
        let inside = order[i + 1..].iter().take_while(|other| other.key_prefix().starts_with(one.key_prefix()));
        for other in inside.filter(|other| one.has_tags_of(other)) {
            if !same_action {
                check_actions(one, other)?;
            }
            check_both(&one.transitions, one.expires_after(), &other.transitions, other.expires_after())?;
            let (ours, theirs) = (&one.noncurrent_transitions, &other.noncurrent_transitions);
            check_both(ours, one.noncurrent_expiration, theirs, other.noncurrent_expiration)?;
        }
    }
    Ok(())
}

/// Checks that two rules for the same objects have no action in common.
fn check_actions(one: &LifecycleRule, other: &LifecycleRule) -> Result<(), LifecycleProblem> {
    let names = format!("the rules {:?} and {:?}", one.key_prefix(), other.key_prefix());
    let overlap = |action: &str| {
        let message = Some(format!("Overlap for same action type {action}"));
        let problem = format!("{names} are for the same objects, and both have `{action}`");
        Err(LifecycleProblem { message, ..LifecycleProblem::new(Cause::LifecycleOverlap, problem) })
    };
    let expires = |rule: &LifecycleRule| {
        matches!(rule.expiration, Some(LifecycleExpiration::After(_) | LifecycleExpiration::On(_)))
    };
    let removes_markers = |rule: &LifecycleRule| rule.expiration == Some(LifecycleExpiration::LoneMarkers);
    if (expires(one) && expires(other)) || (removes_markers(one) && removes_markers(other)) {
        return overlap("Expiration");
    }
    if one.noncurrent_expiration.is_some() && other.noncurrent_expiration.is_some() {
        return overlap("NoncurrentVersionExpiration");
    }
    if one.abort.is_some() && other.abort.is_some() {
        return overlap("AbortMultipartUpload");
    }
    let shared = |ours: &[LifecycleTransition], theirs: &[LifecycleTransition]| {
        ours.iter().any(|transition| theirs.iter().any(|other| other.class == transition.class))
    };
    if shared(&one.transitions, &other.transitions)
        || shared(&one.noncurrent_transitions, &other.noncurrent_transitions)
    {
        let problem = format!("{names} are for the same objects, and both move them to the same class");
        return Err(LifecycleProblem::new(Cause::LifecycleOverlapTransition, problem));
    }
    if one.key_prefix() == other.key_prefix() {
        let problem = format!("two rules have the prefix {:?}", one.key_prefix());
        return Err(LifecycleProblem::new(Cause::LifecycleSamePrefix, problem));
    }
    if one.is_by_days().zip(other.is_by_days()).is_some_and(|(ours, theirs)| ours != theirs) {
        let problem = format!("{names} are for the same objects, one acts by days and one by dates");
        return Err(LifecycleProblem::new(Cause::LifecycleOverlapTimes, problem));
    }
    Ok(())
}

/// Checks the order of the days of two rules together. Several transitions to one class count as the first.
fn check_both(
    ours: &[LifecycleTransition],
    our_expiration: Option<u32>,
    theirs: &[LifecycleTransition],
    their_expiration: Option<u32>,
) -> Result<(), LifecycleProblem> {
    let mut all: Vec<LifecycleTransition> = ours.iter().chain(theirs).copied().collect();
    all.sort_by_key(|transition| (transition.class.coldness(), transition.by_days().map(|(_, days)| days)));
    all.dedup_by_key(|transition| transition.class);
    let expiration = our_expiration.into_iter().chain(their_expiration).min();
    check_order(&all, expiration, Cause::LifecycleOverlapOrder)
}

impl LifecycleRule {
    /// Returns `true` if both rules are for objects with the same tags.
    fn has_tags_of(&self, other: &Self) -> bool {
        let has = |tags: &[LifecycleTag], tag: &LifecycleTag| tags.contains(tag);
        self.tags.iter().all(|tag| has(&other.tags, tag)) && other.tags.iter().all(|tag| has(&self.tags, tag))
    }

    /// Returns `true` if its actions are by days, `false` if they are by dates, and `None` if it has none of either.
    fn is_by_days(&self) -> Option<bool> {
        let expiration = match self.expiration {
            Some(LifecycleExpiration::After(time)) => Some(time),
            Some(LifecycleExpiration::On(at)) => Some(LifecycleTime::CreatedBefore(at)),
            Some(LifecycleExpiration::LoneMarkers) | None => None,
        };
        let time = expiration.or(self.abort).or_else(|| self.transitions.first().map(|transition| transition.time))?;
        Some(matches!(time, LifecycleTime::Days(_)))
    }
}

/// Checks that colder classes come later, and the expiration last; times that are not days have no order.
pub(super) fn check_order(
    transitions: &[LifecycleTransition],
    expiration: Option<u32>,
    wrong: Cause,
) -> Result<(), LifecycleProblem> {
    let mut steps: Vec<(StorageClass, u32)> = transitions.iter().filter_map(LifecycleTransition::by_days).collect();
    steps.sort_by_key(|(class, days)| (class.coldness(), *days));
    for pair in steps.windows(2) {
        let [(warmer, before), (colder, days)] = pair else { continue };
        if warmer == colder || before >= days {
            let problem = format!("{colder} comes after {days} days, and {warmer} after {before}");
            return Err(LifecycleProblem::new(wrong, problem));
        }
    }
    match (steps.last(), expiration) {
        (Some((class, days)), Some(expiration)) if *days >= expiration => {
            let problem = format!("the expiration comes after {expiration} days, and {class} after {days}");
            Err(LifecycleProblem::new(wrong, problem))
        }
        _ => Ok(()),
    }
}
