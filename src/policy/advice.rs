//! What a refusal tells whoever has to mend it, in a few short lines.

use super::document::Clause;
use super::explain::{Considered, Explanation};
use super::missing::Missing;

/// What stands before the statement that came nearest; what is wrong with it is indented as far.
const NEAREST: &str = "nearest: ";

impl Clause {
    /// Whether the statement allows; others deny.
    fn allows(&self) -> bool {
        self.summary.starts_with("Allow ")
    }
}

impl Considered {
    /// Whether it denies and does not apply: nothing a refusal could be due to.
    pub(super) fn is_idle_deny(&self) -> bool {
        !self.clause.allows() && !self.applies()
    }

    /// Why it does not apply, a reason each.
    fn unmet(&self) -> Vec<String> {
        let reasons = [
            (self.action_matches, "the action does not match"),
            (self.resource_matches, "the resource does not match"),
            (self.caller_matches, "the caller is not named"),
            (!self.blocked, "it is public, and public access is blocked"),
        ];
        let unmet = reasons.into_iter().filter(|(met, _)| !met).map(|(_, reason)| reason.to_owned());
        unmet.chain(self.conditions.iter().filter(|condition| !condition.holds).map(ToString::to_string)).collect()
    }
}

impl Explanation {
    /// What would let a refused request in, a line each: the grants that are missing, and the statement that came nearest
    /// to being one, with why it does not apply. Of a statement that denies, which the decision quotes, only how its
    /// conditions were met. Nothing if the request may.
    ///
    /// A statement is near if its action or its resource matches; of two that are as near, the one with the action is.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.account("acme").with_id("1001");
    /// acme.bucket("logs");
    /// acme.ram_user("ci").allow("oss:PutBucketEncryption", "acs:oss:*:*:logs/*");
    ///
    /// let explanation = oss.explain("acme/ci", "oss:PutBucketEncryption", "acs:oss:*:*:logs")?;
    /// assert_eq!(explanation.advice(), [
    ///     "missing: a policy with Allow oss:PutBucketEncryption on acs:oss:*:1001:logs",
    ///     "nearest: policy 1 statement 1: Allow oss:PutBucketEncryption on acs:oss:*:*:logs/*",
    ///     "         the resource does not match",
    /// ]);
    /// # Ok::<(), ossmock::QuestionError>(())
    /// ```
    #[must_use]
    pub fn advice(&self) -> Vec<String> {
        if self.decision.is_allowed() {
            return Vec::new();
        }
        let mut lines: Vec<String> = self.lacking().map(ToString::to_string).collect();
        let denying = self.statements.iter().filter(|statement| statement.decides);
        lines.extend(denying.flat_map(|statement| &statement.conditions).map(ToString::to_string));
        let near = |statement: &&Considered| statement.action_matches || statement.resource_matches;
        let allowing = self.statements.iter().filter(|statement| statement.clause.allows() && !statement.applies());
        if let Some(nearest) =
            allowing.filter(near).min_by_key(|statement| (statement.distance(), !statement.action_matches))
            && self.decision.clauses().is_empty()
        {
            lines.push(format!("{NEAREST}{}", nearest.clause));
            let indent = NEAREST.len();
            lines.extend(nearest.unmet().into_iter().map(|reason| format!("{:indent$}{reason}", "")));
        }
        lines
    }

    /// What is missing, without the statements that deny: those the decision quotes.
    pub(super) fn lacking(&self) -> impl Iterator<Item = &Missing> {
        self.missing.iter().filter(|missing| !matches!(missing, Missing::Denied(_)))
    }

    /// Adds what another refusal of the same call is due to.
    pub(crate) fn and_missing(&mut self, other: Self) {
        self.missing.extend(other.missing);
    }
}
