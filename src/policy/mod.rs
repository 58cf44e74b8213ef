//! May they: RAM policies and the decision over them. Pure: no HTTP, no lock, no clock, no world.

mod decide;
mod document;
mod explain;
mod pattern;

pub use decide::{Decision, Denial, Grant, Reason, Standing};
pub(crate) use decide::{Principal, Question, Resource, decide};
pub use document::{Clause, Document, Effect, PolicyError};
pub(crate) use explain::explain;
pub use explain::{Considered, Explanation};
