//! The error for a mistake in a world file, with line and column.

use std::fmt;

use super::tree::Reader;
use super::wrong::Wrong;

/// A mistake in a world file, with its line and column.
///
/// `Debug` is the same as `Display`, since test runners print it: ``line 4, column 8: there is an account `acme` already``.
#[derive(Clone, PartialEq, Eq)]
pub struct WorldError {
    line: usize,
    column: usize,
    problem: String,
}

impl WorldError {
    pub(super) fn new(text: &str, read: Reader, wrong: Wrong) -> Self {
        // A place may be in the middle of a character.
        let start = wrong.start(text, read).min(text.len());
        let start = (0..=start).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        let before = &text[..start];
        let line = before.rsplit('\n').next().unwrap_or_default();
        let (line, column) = (before.matches('\n').count() + 1, line.chars().count() + 1);
        Self { line, column, problem: wrong.named(text, read) }
    }

    /// The line, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The column, in characters from 1.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.column
    }

    /// The mistake, without its place.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.problem)
    }
}

impl fmt::Debug for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for WorldError {}
