//! What the answer to a request rests on: what was only assumed, and what of the request nobody looked at.

use std::collections::BTreeSet;

use crate::error::Assumption;

/// How many parts of a request are told of, and how much of a name.
const MAX_IGNORED: usize = 32;
const MAX_NAME: usize = 128;
/// How much of a statement.
const MAX_STATEMENT: usize = 256;

/// What an answer rests on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Leans {
    pub assumptions: BTreeSet<Assumption>,
    /// What of the request counted for nothing.
    pub ignored: BTreeSet<Ignored>,
    /// How many statements of policies were not looked at, as something else decided.
    pub unevaluated: u64,
    /// The first of them, each with whose it is.
    pub statements: BTreeSet<String>,
    /// What is odd about statements that name the action.
    pub doubts: BTreeSet<String>,
}

/// A part of a request that counted for nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ignored {
    Header(String),
    /// A header whose name OSS does not see.
    Unseen(String),
    Parameter(String),
    /// Of a form.
    Field(String),
    /// Of the XML of its body.
    Element(String),
}

impl Leans {
    /// Notes what counted for nothing; of a long name the beginning.
    pub fn ignore(&mut self, part: fn(String) -> Ignored, name: &str) {
        if self.ignored.len() < MAX_IGNORED {
            self.ignored.insert(part(name.chars().take(MAX_NAME).collect()));
        }
    }

    /// Notes what is odd about a statement; of a long text the beginning.
    pub fn doubt(&mut self, told: impl FnOnce() -> String) {
        if self.doubts.len() < MAX_IGNORED {
            self.doubts.insert(told().chars().take(MAX_STATEMENT).collect());
        }
    }

    /// Notes a statement that is not looked at; of a long one the beginning.
    pub fn pass_over(&mut self, told: impl FnOnce() -> String) {
        self.unevaluated += 1;
        if self.statements.len() < MAX_IGNORED {
            self.statements.insert(told().chars().take(MAX_STATEMENT).collect());
        }
    }
}

impl std::fmt::Display for Ignored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, name) = match self {
            Self::Header(name) | Self::Unseen(name) => ("header", name),
            Self::Parameter(name) => ("parameter", name),
            Self::Field(name) => ("field", name),
            Self::Element(name) => ("element", name),
        };
        write!(f, "{what} {name}")?;
        match self {
            Self::Unseen(_) => f.write_str(" (OSS sees only headers named by letters, digits and `-`)"),
            _ => Ok(()),
        }
    }
}
