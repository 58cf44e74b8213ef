//! Mistakes in the arrangement of a test, a world file or a contract case.

use std::fmt;

/// An invalid arrangement of a test, a world file or a contract case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArrangeError {
    problem: String,
    /// The method that returns the existing item.
    getter: Option<&'static str>,
}

impl ArrangeError {
    pub fn new(problem: impl Into<String>) -> Self {
        Self { problem: problem.into(), getter: None }
    }

    pub(super) const fn or(mut self, getter: &'static str) -> Self {
        self.getter = Some(getter);
        self
    }

    /// The problem, without the advice for Rust code.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for ArrangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.problem())?;
        self.getter.map_or(Ok(()), |getter| write!(f, ": keep its handle, or call `{getter}`"))
    }
}
