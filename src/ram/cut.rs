//! Policies with a part removed, from which mutants of a world are made.

use super::document::{Document, Source, StatementRef};
use super::pattern::Pattern;
use super::scope::{Scope, TextPattern};
use super::statement::{Effect, Statement};

/// A statement, and the parts that can be removed from it.
#[derive(Debug, Clone)]
pub(crate) struct StatementWithParts {
    /// The place of the statement.
    pub reference: StatementRef,
    pub effect: Effect,
    /// The actions it names; empty for a `NotAction`, where removing an action would allow more.
    pub actions: Vec<String>,
    /// The resources it names; empty for a `NotResource`.
    pub resources: Vec<String>,
}

/// A part to remove from a statement.
#[derive(Debug, Clone, Copy)]
pub(crate) enum StatementPart<'a> {
    /// All of it.
    Statement,
    Action(&'a str),
    /// The actions of one service.
    Service(&'a str),
    Resource(&'a str),
}

impl Document {
    /// Lists its statements, labelled as those of the policy at this place.
    pub(crate) fn listed(&self, source: &Source, policy: usize) -> impl Iterator<Item = StatementWithParts> {
        self.statements.iter().enumerate().map(move |(place, statement)| StatementWithParts {
            reference: super::decide::reference_to(source.clone(), policy, place, statement),
            effect: statement.effect,
            actions: texts(&statement.actions),
            resources: texts(&statement.resources),
        })
    }

    /// Returns the policy without a part of the statement at this index, from 0; `None` if nothing would be left. A statement
    /// left without actions or resources is removed as a whole.
    pub(crate) fn without(&self, place: usize, part: StatementPart<'_>) -> Option<Self> {
        let without_part = |(i, statement): (usize, &Statement)| {
            if i == place { statement.without(part) } else { Some(statement.clone()) }
        };
        let statements: Vec<Statement> = self.statements.iter().enumerate().filter_map(without_part).collect();
        (!statements.is_empty()).then_some(Self { statements })
    }
}

impl Statement {
    fn without(&self, part: StatementPart<'_>) -> Option<Self> {
        let (mut actions, mut resources) = (self.actions.clone(), self.resources.clone());
        match part {
            StatementPart::Statement => return None,
            StatementPart::Action(text) => actions.patterns.retain(|action| action.text() != text),
            StatementPart::Service(service) => actions.patterns.retain(|action| !is_of_service(action.text(), service)),
            StatementPart::Resource(text) => resources.patterns.retain(|resource| resource.text() != text),
        }
        let left = !actions.patterns.is_empty() && !resources.patterns.is_empty();
        let rest = || Self::new(self.effect, self.principals.clone(), actions, resources, self.conditions.clone());
        left.then(|| Self { sid: self.sid.clone(), assumes: self.assumes.clone(), ..rest() })
    }
}

impl StatementWithParts {
    /// Returns `true` if an action names this service and no other.
    pub(crate) fn names_service(&self, service: &str) -> bool {
        self.actions.iter().any(|action| is_of_service(action, service))
    }
}

fn is_of_service(action: &str, service: &str) -> bool {
    action.split_once(':').is_some_and(|(name, _)| name.eq_ignore_ascii_case(service))
}

/// Returns `true` if an action may belong to a service; `*` belongs to every service.
pub(crate) fn may_be_action_of(action: &str, service: &str) -> bool {
    may_be_of(action.split_once(':').map_or(action, |(name, _)| name), service)
}

/// Returns `true` if a resource may belong to a service.
pub(crate) fn may_be_resource_of(resource: &str, service: &str) -> bool {
    let service_of = resource.strip_prefix("acs:").and_then(|rest| rest.split_once(':'));
    // A shorter name is matched as a whole, with its wildcards.
    service_of.is_none_or(|(name, _)| may_be_of(name, service))
}

fn may_be_of(name: &str, service: &str) -> bool {
    Pattern::new(&name.to_ascii_lowercase()).matches(service)
}

fn texts<T: TextPattern>(scope: &Scope<T>) -> Vec<String> {
    let mut texts = Vec::new();
    for pattern in scope.patterns.iter().filter(|_| !scope.but) {
        if !texts.iter().any(|text| text == pattern.text()) {
            texts.push(pattern.text().to_owned());
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_taken_out() {
        let policy: Document = r#"{"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": ["oss:Get*", "oss:Put*", "KMS:List*"], "Resource": ["acs:oss:*:*:a", "*"]},
            {"Effect": "Deny", "NotAction": "oss:Get*", "Resource": "*"}]}"#
            .parse()
            .expect("a policy");
        let without = |place, part| policy.without(place, part).map(|policy| policy.to_string());
        let rest = "; Deny all but oss:Get* on *";
        assert_eq!(without(0, StatementPart::Statement).as_deref(), Some("Deny all but oss:Get* on *"));
        for (part, expected) in [
            (StatementPart::Action("oss:Put*"), "Allow oss:Get*, KMS:List* on acs:oss:*:*:a, *"),
            (StatementPart::Service("kms"), "Allow oss:Get*, oss:Put* on acs:oss:*:*:a, *"),
            (StatementPart::Resource("*"), "Allow oss:Get*, oss:Put*, KMS:List* on acs:oss:*:*:a"),
        ] {
            assert_eq!(without(0, part), Some(format!("{expected}{rest}")));
        }
        assert_eq!(
            policy.without(0, StatementPart::Statement).and_then(|policy| policy.without(0, StatementPart::Statement)),
            None
        );
        let listed: Vec<StatementWithParts> = policy.listed(&Source::Attached, 0).collect();
        assert_eq!((listed[0].actions.len(), listed[0].resources.len()), (3, 2));
        assert_eq!((listed[1].actions.len(), listed[1].resources.len()), (0, 1));
    }

    #[test]
    fn services_of_actions_and_resources() {
        for (action, expected) in [("oss:Get*", true), ("*", true), ("o*:x", true), ("OSS:x", true), ("ecs:*", false)] {
            assert_eq!(may_be_action_of(action, "oss"), expected, "{action}");
        }
        for (resource, expected) in
            [("*", true), ("acs:oss:*:*:a", true), ("acs:*", true), ("acs:*:*:*:a", true), ("acs:kms:*:*:a", false)]
        {
            assert_eq!(may_be_resource_of(resource, "oss"), expected, "{resource}");
        }
    }
}
