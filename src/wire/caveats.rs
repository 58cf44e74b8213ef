//! The basis of an answer: the assumptions, and the ignored parts of the request.

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};

use crate::error::Assumption;

/// The largest number of ignored parts of a request, and the largest length of a name.
const MAX_IGNORED: usize = 32;
const MAX_NAME: usize = 128;
/// The largest length of a statement.
const MAX_STATEMENT: usize = 256;

/// The basis of an answer; most answers have nothing to note.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Caveats(Option<Box<Noted>>);

/// The notes on the basis of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Noted {
    pub assumptions: BTreeSet<Assumption>,
    /// The parts of the request that did not count.
    pub ignored: BTreeSet<Ignored>,
    /// The number of policy statements that were not evaluated, as something else decided.
    pub unevaluated: u64,
    /// The first of these statements, each with its holder.
    pub statements: BTreeSet<String>,
    /// A course of the request that its answer does not show: the turn of a website, or objects that a deletion left.
    pub turn: Option<String>,
    /// The oddities of statements that name the action.
    pub doubts: BTreeSet<String>,
}

/// A part of a request that did not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ignored {
    Header(String),
    /// A header whose name OSS does not see.
    Unseen(String),
    Parameter(String),
    /// A field of a form.
    Field(String),
    /// An element of an XML body.
    Element(String),
}

static NOTHING: Noted = Noted {
    assumptions: BTreeSet::new(),
    ignored: BTreeSet::new(),
    unevaluated: 0,
    statements: BTreeSet::new(),
    turn: None,
    doubts: BTreeSet::new(),
};

impl Deref for Caveats {
    type Target = Noted;

    fn deref(&self) -> &Noted {
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl DerefMut for Caveats {
    fn deref_mut(&mut self) -> &mut Noted {
        self.0.get_or_insert_default()
    }
}

impl Noted {
    /// Notes a part that did not count; a long name is cut.
    pub fn ignore(&mut self, part: fn(String) -> Ignored, name: &str) {
        if self.ignored.len() < MAX_IGNORED {
            self.ignored.insert(part(name.chars().take(MAX_NAME).collect()));
        }
    }

    /// Notes an oddity of a statement; a long text is cut.
    pub fn doubt(&mut self, told: impl FnOnce() -> String) {
        if self.doubts.len() < MAX_IGNORED {
            self.doubts.insert(told().chars().take(MAX_STATEMENT).collect());
        }
    }

    /// Notes a statement that was not evaluated; a long one is cut.
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
