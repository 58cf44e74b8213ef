//! The work that is due by the clock, as the journal shows it.

use super::Journal;
use crate::world::DueStep;

impl Journal {
    /// The steps of [`Oss::run_due`](crate::Oss::run_due), oldest first. The newest 1,000 are kept, or as many as
    /// [`Builder::journal_capacity`](crate::Builder::journal_capacity) sets.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.run_due();
    /// assert_eq!(oss.journal().due_steps().count(), 0);
    /// ```
    pub fn due_steps(&self) -> impl DoubleEndedIterator<Item = &DueStep> + ExactSizeIterator {
        self.notes.iter().map(|note| &note.step)
    }

    /// The notes as JSON, each with the number of the newest call before it.
    #[cfg(feature = "control")]
    pub(crate) fn notes(&self) -> serde_json::Value {
        let shown = |note: &super::note::Note| {
            let mut shown = note.step.json();
            shown["after"] = note.after.into();
            shown
        };
        self.notes.iter().map(shown).collect()
    }
}
