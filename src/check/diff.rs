//! The differences between two worlds, by item and by fact.

use std::collections::BTreeMap;
use std::fmt;

use crate::world::{Fact, Thing, World};

/// The differences between two snapshots, from [`Snapshot::diff`](crate::Snapshot::diff).
///
/// Its `Display` has a line for each [`Change`]; without differences it is empty.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, snapshot::Change};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let before = oss.snapshot();
/// acme.create_bucket("logs");
/// let diff = before.diff(&oss.snapshot());
/// assert!(matches!(&diff.changes()[0], Change::Came { thing, .. } if thing == "bucket logs"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    changes: Vec<Change>,
    equal: bool,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// The thing is gone: `- bucket logs of acme …`.
    Went {
        /// The name of the thing: `bucket logs`.
        thing: String,
        /// The line of the thing in a snapshot.
        line: String,
    },
    /// The thing is new: `+ bucket logs of acme …`.
    Came {
        /// The name of the thing: `bucket logs`.
        thing: String,
        /// The line of the thing in a snapshot.
        line: String,
    },
    /// One fact of the thing has changed: `~ bucket logs: encryption none → KMS`.
    Changed {
        /// The name of the thing: `bucket logs`.
        thing: String,
        /// The name of the fact: `encryption`; empty for the main fact of the thing, such as the text of a policy.
        fact: &'static str,
        /// The old value; secrets are not shown.
        from: String,
        /// The new value.
        to: String,
    },
}

impl Diff {
    pub(super) fn between(before: &World, after: &World) -> Self {
        if before == after {
            return Self { changes: Vec::new(), equal: true };
        }
        let (old, new) = (before.things(), after.things());
        let by_name = |things: &[Thing]| -> BTreeMap<String, Thing> {
            things.iter().map(|thing| (thing.name.clone(), thing.clone())).collect()
        };
        let (was, is) = (by_name(&old), by_name(&new));
        let mut changes = Vec::new();
        for thing in &old {
            match is.get(&thing.name) {
                Some(now) => changes.extend(Change::of_facts(thing, now)),
                None => changes.push(Change::Went { thing: thing.name.clone(), line: thing.line() }),
            }
        }
        let came = new.iter().filter(|thing| !was.contains_key(&thing.name));
        changes.extend(came.map(|thing| Change::Came { thing: thing.name.clone(), line: thing.line() }));
        Self { changes, equal: false }
    }

    /// Returns `true` if the worlds are equal.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.equal
    }

    /// Returns the differences: removed and changed things, then new things. It is empty if only an order differs, such
    /// as that of the accounts.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }
}

impl Change {
    /// Compares two things of one name, which are of one kind and have the same facts in the same order.
    fn of_facts(was: &Thing, is: &Thing) -> impl Iterator<Item = Self> {
        let changed = was.facts.iter().zip(&is.facts).filter(|(from, to)| from != to);
        changed.map(|(from, to): (&Fact, &Fact)| Self::Changed {
            thing: was.name.clone(),
            fact: from.what,
            from: from.value.clone(),
            to: to.value.clone(),
        })
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.changes.is_empty() && !self.equal {
            return writeln!(f, "~ something that no fact shows, such as an order or what is due to be replicated");
        }
        self.changes.iter().try_for_each(|change| writeln!(f, "{change}"))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Went { line, .. } => write!(f, "- {line}"),
            Self::Came { line, .. } => write!(f, "+ {line}"),
            Self::Changed { thing, fact, from, to } => {
                let space = if fact.is_empty() { "" } else { " " };
                write!(f, "~ {thing}: {fact}{space}")?;
                // The shown value is only a part of a secret or a policy.
                if from == to { f.write_str("changed") } else { write!(f, "{from} → {to}") }
            }
        }
    }
}
