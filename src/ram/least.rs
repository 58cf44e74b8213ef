//! The smallest policy that allows a set of needs.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Document;
use super::scope::{ActionPattern, ResourcePattern, Scope, TextPattern as _};
use super::statement::{Effect, Statement};

/// Strings, sorted.
type Texts<'a> = BTreeSet<&'a str>;

impl Document {
    /// Returns the policy that allows each action on its resource and nothing else; `None` if there is nothing to allow.
    ///
    /// Either actions needed on the same resources share a statement, or resources that need the same actions do, whichever
    /// gives fewer statements. The same needs always give the same policy.
    ///
    /// # Panics
    ///
    /// If an action is not of the form `oss:GetObject`, or a resource does not start with `acs:`.
    pub(crate) fn least<'a>(needs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let needs: BTreeSet<(&str, &str)> = needs.into_iter().collect();
        let by_action = shared(needs.iter().copied());
        let by_resource = shared(needs.iter().map(|&(action, resource)| (resource, action)));
        let statements: Vec<Statement> = if by_action.len() <= by_resource.len() {
            by_action.iter().map(|(resources, actions)| allow(actions, resources)).collect()
        } else {
            by_resource.iter().map(|(actions, resources)| allow(actions, resources)).collect()
        };
        (!statements.is_empty()).then_some(Self { statements })
    }
}

impl Document {
    /// Returns the policy for whole buckets: every object resource `bucket/key` becomes `bucket/*`. With it the
    /// [required policy](crate::Oss::required_policy_for) of a suite stays the same when the suite's keys are random.
    ///
    /// Statements that allow without conditions are grouped anew; others are kept after them as they are.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::policy::Document;
    ///
    /// let policy: Document = r#"{"Version": "1", "Statement": [
    ///     {"Effect": "Allow", "Action": "oss:PutObject", "Resource": "acs:oss:*:*:logs/3f7c"},
    ///     {"Effect": "Allow", "Action": "oss:PutObject", "Resource": "acs:oss:*:*:logs/a9e1"}
    /// ]}"#.parse()?;
    /// assert_eq!(policy.generalised().to_string(), "Allow oss:PutObject on acs:oss:*:*:logs/*");
    /// # Ok::<(), ossmock::policy::PolicyError>(())
    /// ```
    #[must_use]
    pub fn generalised(&self) -> Self {
        self.generalised_to(&[])
    }

    /// Returns the policy for prefixes of keys: an object resource `bucket/key` becomes `bucket/prefix*` for the first of
    /// these prefixes that the key starts with, and `bucket/*` if there is none. As [`Document::generalised`] otherwise.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::policy::Document;
    ///
    /// let policy: Document = r#"{"Version": "1", "Statement": [
    ///     {"Effect": "Allow", "Action": "oss:PutObject", "Resource": ["acs:oss:*:*:logs/run-17/a", "acs:oss:*:*:logs/tmp"]}
    /// ]}"#.parse()?;
    /// let expected = "Allow oss:PutObject on acs:oss:*:*:logs/*, acs:oss:*:*:logs/run-*";
    /// assert_eq!(policy.generalised_to(&["run-"]).to_string(), expected);
    /// # Ok::<(), ossmock::policy::PolicyError>(())
    /// ```
    #[must_use]
    pub fn generalised_to(&self, prefixes: &[&str]) -> Self {
        let (plain, others): (Vec<&Statement>, Vec<&Statement>) =
            self.statements.iter().partition(|it| it.only_allows());
        let needs: Vec<(&str, String)> = plain
            .iter()
            .flat_map(|statement| statement.resources.patterns.iter().map(move |resource| (statement, resource)))
            .flat_map(|(statement, resource)| {
                let resource = generalised(resource.text(), prefixes);
                statement.actions.patterns.iter().map(move |action| (action.text(), resource.clone()))
            })
            .collect();
        let least = Self::least(needs.iter().map(|(action, resource)| (*action, &**resource)));
        let mut statements = least.map_or_else(Vec::new, |policy| policy.statements);
        statements.extend(others.into_iter().cloned());
        Self { statements }
    }
}

/// The resource with the key of an object replaced by a prefix and `*`; other resources as they are.
fn generalised(resource: &str, prefixes: &[&str]) -> String {
    let parts = resource.splitn(5, ':').collect::<Vec<_>>();
    let ["acs", "oss", region, owner, path] = parts[..] else { return resource.to_owned() };
    let Some((bucket, key)) = path.split_once('/') else { return resource.to_owned() };
    let prefix = prefixes.iter().find(|prefix| key.starts_with(**prefix)).copied().unwrap_or_default();
    format!("acs:oss:{region}:{owner}:{bucket}/{prefix}*")
}

/// Groups the first elements of the pairs by the set of second elements they occur with.
fn shared<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> BTreeMap<Texts<'a>, Texts<'a>> {
    let mut seconds: BTreeMap<&str, Texts<'_>> = BTreeMap::new();
    for (first, second) in pairs {
        seconds.entry(first).or_default().insert(second);
    }
    let mut firsts: BTreeMap<Texts<'_>, Texts<'_>> = BTreeMap::new();
    for (first, seconds) in seconds {
        firsts.entry(seconds).or_default().insert(first);
    }
    firsts
}

fn allow(actions: &Texts<'_>, resources: &Texts<'_>) -> Statement {
    let actions = actions.iter().map(|action| ActionPattern::new(action).expect("an action of an operation"));
    let resources = resources.iter().map(|resource| ResourcePattern::new(resource).expect("it starts with `acs:`"));
    let actions = Scope { but: false, patterns: actions.collect() };
    let resources = Scope { but: false, patterns: resources.collect() };
    Statement::new(Effect::Allow, None, actions, resources, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn least(needs: &[(&str, &str)]) -> String {
        Document::least(needs.iter().copied()).map_or_else(|| "none".to_owned(), |policy| policy.to_string())
    }

    #[test]
    fn a_general_policy_names_buckets_and_prefixes_and_keeps_what_it_cannot_group() {
        let policy: Document = r#"{"Version": "1", "Statement": [
            {"Effect": "Deny", "Action": "oss:*", "Resource": "acs:oss:*:*:logs/secret"},
            {"Effect": "Allow", "Action": ["oss:GetObject", "oss:PutObject"], "Resource": ["acs:oss:*:*:logs/a:1", "acs:oss:*:*:logs"]},
            {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "acs:kms:cn-hangzhou:1001:key/key-1"}
        ]}"#
        .parse()
        .expect("a policy");
        let kept = "Allow kms:Decrypt on acs:kms:cn-hangzhou:1001:key/key-1";
        let denied = "Deny oss:* on acs:oss:*:*:logs/secret";
        for (prefixes, objects) in [(&[][..], "logs/*"), (&["b", "a:", "a"], "logs/a:*"), (&["secret"], "logs/*")] {
            assert_eq!(
                policy.generalised_to(prefixes).to_string(),
                format!(
                    "{kept}; Allow oss:GetObject, oss:PutObject on acs:oss:*:*:logs, acs:oss:*:*:{objects}; {denied}"
                )
            );
        }
    }

    #[test]
    fn what_is_needed_alike_shares_a_statement() {
        let (a, b, c) = ("acs:oss:*:*:a", "acs:oss:*:*:b", "acs:oss:*:*:c");
        for (needs, expected) in [
            (&[][..], "none"),
            (&[("oss:Put", a), ("oss:Put", a)], "Allow oss:Put on acs:oss:*:*:a"),
            (
                &[("oss:Put", b), ("oss:Get", a), ("oss:Get", b), ("oss:Put", a)],
                "Allow oss:Get, oss:Put on acs:oss:*:*:a, acs:oss:*:*:b",
            ),
            // Two statements either way: grouping by actions wins.
            (
                &[("oss:Put", a), ("oss:Get", a), ("oss:Get", b)],
                "Allow oss:Put on acs:oss:*:*:a; Allow oss:Get on acs:oss:*:*:a, acs:oss:*:*:b",
            ),
            // Three different sets of resources, two of actions.
            (
                &[
                    ("oss:X", a),
                    ("oss:X", b),
                    ("oss:Y", b),
                    ("oss:Y", c),
                    ("oss:Z", a),
                    ("oss:Z", b),
                    ("oss:Z", c),
                    ("oss:X", c),
                ],
                "Allow oss:X, oss:Z on acs:oss:*:*:a, acs:oss:*:*:b, acs:oss:*:*:c; Allow oss:Y on acs:oss:*:*:b, acs:oss:*:*:c",
            ),
            (
                &[("oss:X", a), ("oss:Y", a), ("oss:Z", b), ("oss:Y", b)],
                "Allow oss:X, oss:Y on acs:oss:*:*:a; Allow oss:Y, oss:Z on acs:oss:*:*:b",
            ),
        ] {
            assert_eq!(least(needs), expected, "{needs:?}");
            let backwards: Vec<_> = needs.iter().rev().copied().collect();
            assert_eq!(least(&backwards), expected, "{needs:?} backwards");
        }
    }
}
