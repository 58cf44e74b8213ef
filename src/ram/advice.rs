//! The advice of a refusal: how to get the request allowed, in a few short lines.

use super::document::StatementRef;
use super::explain::{Explanation, StatementCheck};
use super::missing::MissingPermission;

/// The label before the nearest statement; the reasons below it are indented by its width.
const NEAREST: &str = "nearest: ";

impl StatementRef {
    /// Returns `true` if the statement allows; other statements deny.
    fn allows(&self) -> bool {
        self.summary.starts_with("Allow ")
    }
}

impl StatementCheck {
    /// Returns `true` if it denies and does not apply: it cannot cause a refusal.
    pub(super) fn is_idle_deny(&self) -> bool {
        !self.reference.allows() && !self.applies()
    }

    /// The reasons it does not apply.
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
    /// Returns the changes that would allow a refused request, one per line: the missing grants, then the nearest statement
    /// that allows, with the reasons it does not apply. For a denying statement, which the decision quotes, it lists only its
    /// conditions and the values they found. Empty if the request is allowed.
    ///
    /// A statement is near if its action or its resource matches; between two equally near ones, a matching action wins.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.create_account("acme").set_id("1001");
    /// acme.create_bucket("logs");
    /// acme.create_ram_user("ci").allow("oss:PutBucketEncryption", "acs:oss:*:*:logs/*");
    ///
    /// let explanation = oss.explain("acme/ci", "oss:PutBucketEncryption", "acs:oss:*:*:logs")?;
    /// assert_eq!(explanation.advice(), [
    ///     "missing: a policy with Allow oss:PutBucketEncryption on acs:oss:*:1001:logs",
    ///     "nearest: policy 1 statement 1: Allow oss:PutBucketEncryption on acs:oss:*:*:logs/*",
    ///     "         the resource does not match",
    /// ]);
    /// # Ok::<(), ossmock::policy::QuestionError>(())
    /// ```
    #[must_use]
    pub fn advice(&self) -> Vec<String> {
        if self.decision.is_allowed() {
            return Vec::new();
        }
        let mut lines: Vec<String> = self.lacking().map(ToString::to_string).collect();
        let denying = self.statements.iter().filter(|statement| statement.decides);
        lines.extend(denying.flat_map(|statement| &statement.conditions).map(ToString::to_string));
        let near = |statement: &&StatementCheck| statement.action_matches || statement.resource_matches;
        let allowing = self.statements.iter().filter(|statement| statement.reference.allows() && !statement.applies());
        if let Some(nearest) =
            allowing.filter(near).min_by_key(|statement| (statement.distance(), !statement.action_matches))
            && self.decision.statements().is_empty()
        {
            lines.push(format!("{NEAREST}{}", nearest.reference));
            let indent = NEAREST.len();
            lines.extend(nearest.unmet().into_iter().map(|reason| format!("{:indent$}{reason}", "")));
        }
        lines
    }

    /// The missing grants, without what denies, which the decision already quotes.
    pub(super) fn lacking(&self) -> impl Iterator<Item = &MissingPermission> {
        self.missing.iter().filter(|missing| missing.is_grant())
    }

    /// Adds the missing grants of another refusal of the same call.
    pub(crate) fn and_missing(&mut self, other: Self) {
        self.missing.extend(other.missing);
    }
}
