//! The table of a journal: calls, and between them the work that is due by the clock.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::{self, Write as _};

use super::note::Note;
use super::{Journal, Record};
use crate::world::DueStep;

/// The most characters of a table cell; longer ones are cut.
const MAX_CELL: usize = 80;

/// A row of a journal.
#[derive(Debug)]
pub(crate) enum JournalEntry<'a> {
    Call(&'a Record),
    /// Work that was due by the clock.
    Due(&'a Note),
}

impl<'a> JournalEntry<'a> {
    /// The record of a call, and the cells of the row in the table.
    fn row(&self) -> (Option<&'a Record>, [String; 6]) {
        match self {
            Self::Call(record) => (Some(record), record.cells()),
            Self::Due(note) => (None, note.cells()),
        }
    }
}

impl Journal {
    /// The calls, and between them the work that is due by the clock.
    pub(crate) fn entries(&self) -> Vec<JournalEntry<'_>> {
        let mut notes = self.notes.iter().peekable();
        let mut entries = Vec::new();
        for record in self.iter() {
            while let Some(note) = notes.next_if(|note| note.is_before(record.number)) {
                entries.push(JournalEntry::Due(note));
            }
            entries.push(JournalEntry::Call(record));
        }
        entries.extend(notes.map(JournalEntry::Due));
        entries
    }

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
    #[must_use]
    pub fn due_steps(&self) -> impl DoubleEndedIterator<Item = &DueStep> + ExactSizeIterator {
        self.notes.iter().map(|note| &note.step)
    }

    /// The notes as JSON, each with the number of the newest call before it.
    #[cfg(feature = "control")]
    pub(crate) fn notes(&self) -> serde_json::Value {
        let shown = |note: &Note| {
            let mut shown = note.step.json();
            shown["after"] = note.after.into();
            shown
        };
        self.notes.iter().map(shown).collect()
    }
}

impl fmt::Display for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HEAD: [&str; 6] = ["#", "operation", "bucket", "caller", "answer", "why"];
        match self.dropped() {
            0 if self.is_empty() && self.notes.is_empty() => {
                return f.write_str("the journal is empty: no request has arrived");
            }
            0 => {}
            dropped => writeln!(f, "({dropped} older calls are not kept)")?,
        }
        let rows: Vec<(Option<&Record>, [String; 6])> = self.entries().iter().map(JournalEntry::row).collect();
        let rows: Vec<(Option<&Record>, [Cow<'_, str>; 6])> =
            rows.iter().map(|(record, row)| (*record, std::array::from_fn(|i| cut(&row[i], i)))).collect();
        let width = |i: usize| rows.iter().map(|(_, row)| row[i].chars().count()).chain([HEAD[i].len()]).max();
        let widths: [usize; 5] = std::array::from_fn(|i| width(i).unwrap_or_default());
        let line = |cells: [&str; 6]| {
            let mut text = String::new();
            for (cell, width) in cells.iter().zip(widths) {
                let _ = write!(text, "{cell:width$}  ");
            }
            text.push_str(cells[5]);
            text.truncate(text.trim_end().len());
            text
        };
        writeln!(f, "{}", line(HEAD))?;
        let indent = widths[0] + 2;
        // Advice that was shown for an earlier call is not repeated.
        let mut told: BTreeMap<Vec<String>, u64> = BTreeMap::new();
        for (record, row) in &rows {
            writeln!(f, "{}", line(row.each_ref().map(AsRef::as_ref)))?;
            let Some(record) = record else { continue };
            let advice = record.advice();
            if advice.is_empty() {
                continue;
            }
            match told.entry(advice) {
                Entry::Occupied(earlier) => writeln!(f, "{:indent$}as for call #{}", "", earlier.get())?,
                Entry::Vacant(new) => {
                    new.key().iter().try_for_each(|line| writeln!(f, "{:indent$}{line}", ""))?;
                    new.insert(record.number);
                }
            }
        }
        for record in self.iter() {
            if let Some(mismatch) = &record.mismatch {
                writeln!(f, "\n#{}: {mismatch}", record.number)?;
            }
        }
        Ok(())
    }
}

/// Cuts a cell of the table; the last column may have any length.
pub(super) fn cut(cell: &str, column: usize) -> Cow<'_, str> {
    match cell.char_indices().nth(MAX_CELL) {
        Some((end, _)) if column < 5 => format!("{}…", &cell[..end]).into(),
        _ => cell.into(),
    }
}
