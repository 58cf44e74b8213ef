//! Mistakes in world files, each with the place of its value.

use std::ops::Range;

use toml::Spanned;

use crate::handle::ArrangeError;
use crate::world::FormError;

/// A mistake in a world file, with the place of its value.
#[derive(Debug, Clone)]
pub(crate) struct Wrong {
    pub(super) at: Range<usize>,
    /// The part of the value that is wrong, such as `Statement[0].Action`; empty for all of it.
    pub(super) path: String,
    /// `true` if the path continues in a string that is JSON.
    pub(super) in_json: bool,
    pub(super) problem: String,
    /// `true` if the value has not the shape it must have, and the problem does not name it.
    pub(super) is_unnamed: bool,
}

impl Wrong {
    pub(super) fn new(at: Range<usize>, problem: impl Into<String>) -> Self {
        Self { at, path: String::new(), in_json: false, problem: problem.into(), is_unnamed: false }
    }

    #[cfg(feature = "fixtures")]
    pub(crate) fn problem(&self) -> &str {
        &self.problem
    }
}

/// Converts a mistake from a handle into a mistake in this value.
pub(super) fn in_value<T>(value: &Spanned<T>) -> impl FnOnce(ArrangeError) -> Wrong {
    let at = value.span();
    |error| Wrong::new(at, error.problem())
}

/// Converts a mistake in a form into a mistake in this value, or in a part of it.
pub(super) fn in_form<T>(form: &Spanned<T>) -> impl FnOnce(FormError) -> Wrong {
    let at = form.span();
    |FormError { path, in_json, problem }| Wrong { at, path, in_json, problem, is_unnamed: false }
}

/// Creates a mistake in this value.
pub(super) fn wrong<T>(value: &Spanned<T>, problem: impl Into<String>) -> Wrong {
    Wrong::new(value.span(), problem)
}
