//! The smallest policy that allows a set of needs.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Document;
use super::scope::{ActionPattern, ResourcePattern, Scope};
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
