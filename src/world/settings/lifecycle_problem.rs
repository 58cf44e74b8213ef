//! The problem of a lifecycle rule.

use std::fmt;

use crate::error::Cause;

/// A problem of a rule: the error that OSS answers, and what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LifecycleProblem {
    pub cause: Cause,
    /// The message, if it is not that of the cause.
    pub message: Option<String>,
    pub problem: String,
}

impl LifecycleProblem {
    pub fn new(cause: Cause, problem: impl Into<String>) -> Self {
        Self { cause, message: None, problem: problem.into() }
    }
}

impl fmt::Display for LifecycleProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}
