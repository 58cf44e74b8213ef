//! How a decision came about, statement by statement. What is decided is decided in `decide` alone.

use std::fmt;

use super::decide::{Decision, Grant, Question, Reason, Standing, decide};
use super::document::Clause;

/// How a decision came about.
///
/// Its `Display` has one step a line; the last one is the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What is to be done, for example `oss:PutBucketEncryption`.
    pub action: String,
    /// With what, for example `acs:oss:cn-hangzhou:1001:logs`.
    pub resource: String,
    /// What the caller is to the owner of the resource.
    pub standing: Standing,
    /// Every statement attached to the caller, in their order; none where no policy is looked at.
    pub statements: Vec<Considered>,
    /// The decision.
    pub decision: Decision,
}

/// One statement, held against the question.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Considered {
    /// Which statement.
    pub clause: Clause,
    /// Whether one of its actions is meant.
    pub action_matches: bool,
    /// Whether one of its resources is meant.
    pub resource_matches: bool,
    /// Whether it is the one the decision quotes.
    pub decides: bool,
}

impl Considered {
    /// Whether the statement applies: its action and its resource match.
    #[must_use]
    pub const fn applies(&self) -> bool {
        self.action_matches && self.resource_matches
    }
}

/// The decision with every step to it.
pub(crate) fn explain(question: &Question<'_>) -> Explanation {
    let decision = decide(question);
    let standing = Standing::of(question);
    let quoted = match &decision {
        Decision::Allowed(Grant::Statement(clause)) | Decision::Denied(Reason::Statement(clause)) => Some(clause),
        Decision::Allowed(Grant::Owner)
        | Decision::Denied(Reason::Anonymous | Reason::ForeignAccount | Reason::NoStatement { .. }) => None,
    };
    let policies = if standing == Standing::RamUserOfOwner { question.caller.policies() } else { &[] };
    let action = question.action.to_ascii_lowercase();
    let mut statements = Vec::new();
    for (p, policy) in policies.iter().enumerate() {
        for (s, statement) in policy.statements.iter().enumerate() {
            let clause = Clause { policy: p + 1, statement: s + 1, summary: statement.summary.clone() };
            statements.push(Considered {
                action_matches: statement.names_action(&action),
                resource_matches: statement.names_resource(&question.resource),
                decides: quoted == Some(&clause),
                clause,
            });
        }
    }
    let resource = question.resource.to_string();
    Explanation { action: question.action.to_owned(), resource, standing, statements, decision }
}

impl fmt::Display for Considered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let matches = |matches| if matches { "matches" } else { "does not match" };
        let (action, resource) = (matches(self.action_matches), matches(self.resource_matches));
        write!(f, "{}\n    the action {action}, the resource {resource}: ", self.clause)?;
        f.write_str(match (self.applies(), self.decides) {
            (false, _) => "it does not apply",
            (true, true) => "it applies and decides",
            (true, false) => "it applies, and another one decides",
        })
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} on {}", self.action, self.resource)?;
        writeln!(f, "{}", self.standing)?;
        self.statements.iter().try_for_each(|statement| writeln!(f, "{statement}"))?;
        write!(f, "{}", self.decision)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::decide::{Principal, Resource};
    use super::super::document::{Document, Effect};
    use super::*;

    /// What the steps alone amount to.
    fn by_steps(explanation: &Explanation, documents: &[Arc<Document>]) -> Decision {
        let effect = |clause: &Clause| documents[clause.policy - 1].statements[clause.statement - 1].effect;
        let applying = || explanation.statements.iter().filter(|statement| statement.applies());
        let first = |wanted| applying().find(|s| effect(&s.clause) == wanted).map(|s| s.clause.clone());
        match explanation.standing {
            Standing::Anonymous => Decision::Denied(Reason::Anonymous),
            Standing::Owner => Decision::Allowed(Grant::Owner),
            Standing::Foreign => Decision::Denied(Reason::ForeignAccount),
            Standing::RamUserOfOwner => match (first(Effect::Deny), first(Effect::Allow)) {
                (Some(deny), _) => Decision::Denied(Reason::Statement(deny)),
                (None, Some(allow)) => Decision::Allowed(Grant::Statement(allow)),
                (None, None) => Decision::Denied(Reason::NoStatement { statements: explanation.statements.len() }),
            },
        }
    }

    #[test]
    fn the_steps_amount_to_the_decision() {
        let mut statements = Vec::new();
        for effect in [Effect::Allow, Effect::Deny] {
            for action in ["oss:*", "oss:Get*", "OSS:putbucketencryption"] {
                for resource in ["*", "acs:oss:*:*:logs", "acs:oss:cn-beijing:*:*"] {
                    statements.push(Arc::new(Document::single(effect, action, resource).unwrap()));
                }
            }
        }
        let mut seen = 0;
        for first in &statements {
            for second in &statements {
                let policies = [first.clone(), second.clone()];
                let callers = || {
                    [
                        Principal::Anonymous,
                        Principal::Root { account: "1001" },
                        Principal::Root { account: "1002" },
                        Principal::RamUser { account: "1001", policies: &policies },
                        Principal::RamUser { account: "1002", policies: &policies },
                        Principal::RamUser { account: "1001", policies: &[] },
                    ]
                };
                for action in ["oss:GetBucketEncryption", "oss:PutBucketEncryption"] {
                    for path in ["logs", "other"] {
                        for caller in callers() {
                            let resource = Resource { region: "cn-hangzhou", owner: "1001", path };
                            let question = Question { caller, action, resource };
                            let explanation = explain(&question);
                            assert_eq!(explanation.decision, decide(&question));
                            assert_eq!(by_steps(&explanation, &policies), explanation.decision, "{explanation}");
                            let decides = explanation.statements.iter().filter(|s| s.decides);
                            assert!(decides.clone().count() <= 1 && decides.clone().all(Considered::applies));
                            seen += decides.count();
                        }
                    }
                }
            }
        }
        assert!(seen > 500, "a statement decided {seen} times");
    }
}
