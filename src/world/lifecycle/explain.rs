//! The reason why lifecycle rules do not delete an object, or not yet.

use super::matching::RuleMismatch;
use super::plan::RuleFacts;
use crate::world::{LifecycleExpiration, LifecycleRule, StoredBucket, StoredObject};

impl StoredBucket {
    /// The run and the rule that will delete the current object of a key; otherwise the rule that comes nearest to it, and the parts
    /// of it that do not match.
    pub fn explain_expiration(&self, object: &StoredObject) -> String {
        let Some(stored) = self.settings.lifecycle.as_ref() else {
            return "the bucket has no lifecycle rules".to_owned();
        };
        let facts = RuleFacts::new(&stored.rules, self);
        if let Some(planned) = facts.expiration(object, self.next_run(stored)) {
            let run = planned.run.instant().map_or_else(|| "the end of time".to_owned(), |run| run.to_string());
            return format!("rule `{}` deletes it at {run}: {}", planned.rule.id, planned.why);
        }
        let expires = |rule: &&LifecycleRule| {
            matches!(rule.expiration, Some(LifecycleExpiration::After(_) | LifecycleExpiration::On(_)))
        };
        let with_misses = |rule: &'_ LifecycleRule| {
            let misses: Vec<String> = rule.mismatches(object).map(|miss: RuleMismatch<'_>| miss.to_string()).collect();
            (rule.id.clone(), misses)
        };
        let nearest = stored.rules.iter().filter(expires).map(with_misses).min_by_key(|(_, misses)| misses.len());
        match nearest {
            None => "no lifecycle rule has an Expiration of objects".to_owned(),
            Some((id, misses)) if misses.is_empty() => {
                format!(
                    "no lifecycle rule deletes it; rule `{id}` comes nearest, but it was not written before its date"
                )
            }
            Some((id, misses)) => {
                format!("no lifecycle rule deletes it; rule `{id}` comes nearest, but {}", misses.join(", and "))
            }
        }
    }
}
