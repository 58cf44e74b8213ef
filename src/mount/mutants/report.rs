//! What the mutants showed.

use std::collections::BTreeMap;
use std::fmt;

use super::Mutation;
use crate::journal::{Journal, Record};

/// How wide the table shows what is different, and what the code did.
const MAX_CELL: usize = 100;

/// How the code ended.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reaction {
    /// It returned `Ok`.
    Succeeded,
    /// It returned this error, of which 2 KiB are kept.
    Failed(String),
    /// It panicked, with this message, of which 2 KiB are kept.
    Panicked(String),
    /// It did not end within the time limit.
    TimedOut,
}

impl Reaction {
    /// Whether it returned `Ok`.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Succeeded)
    }
}

impl fmt::Display for Reaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Succeeded => f.write_str("succeeded"),
            Self::Failed(error) => write!(f, "failed: {error}"),
            Self::Panicked(message) => write!(f, "panicked: {message}"),
            Self::TimedOut => f.write_str("did not end in time"),
        }
    }
}

/// One mutant, and what the code made of it.
#[derive(Debug, Clone)]
pub struct Mutant {
    mutation: Mutation,
    reaction: Reaction,
    refused: usize,
    journal: Journal,
}

impl Mutant {
    pub(super) fn new(mutation: Mutation, reaction: Reaction, journal: Journal, baseline: &Journal) -> Self {
        let mut expected: BTreeMap<Call, usize> = BTreeMap::new();
        for call in forbidden(baseline) {
            *expected.entry(call).or_default() += 1;
        }
        let refused = forbidden(&journal).filter(|call| match expected.get_mut(call) {
            Some(left @ 1..) => {
                *left -= 1;
                false
            }
            _ => true,
        });
        Self { refused: refused.count(), mutation, reaction, journal }
    }

    /// What is different.
    #[must_use]
    pub const fn mutation(&self) -> &Mutation {
        &self.mutation
    }

    /// How many calls were answered 403 that were not in the unchanged world.
    #[must_use]
    pub const fn refused(&self) -> usize {
        self.refused
    }

    /// How the code ended.
    #[must_use]
    pub const fn reaction(&self) -> &Reaction {
        &self.reaction
    }

    /// Whether the code noticed that something is different: it returned an error or panicked.
    #[must_use]
    pub const fn noticed(&self) -> bool {
        matches!(self.reaction, Reaction::Failed(_) | Reaction::Panicked(_))
    }

    /// Whether calls were refused, and the code returned `Ok` all the same.
    #[must_use]
    pub const fn swallowed(&self) -> bool {
        self.refused > 0 && self.reaction.is_success()
    }

    /// The calls.
    #[must_use]
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }
}

/// A call, as far as it is the same in two worlds: operation or path, bucket, caller.
type Call = [String; 3];

/// The calls that were answered 403.
fn forbidden(journal: &Journal) -> impl Iterator<Item = Call> {
    let call = |record: &Record| {
        let operation =
            record.operation().map_or_else(|| record.target().to_owned(), |operation| operation.to_string());
        let caller = record.caller().map(ToString::to_string).or_else(|| record.access_key_id().map(str::to_owned));
        [operation, record.bucket().unwrap_or_default().to_owned(), caller.unwrap_or_default()]
    };
    journal.iter().filter(|record| record.status() == Some(403)).map(call)
}

/// What the mutants showed.
///
/// `Display` is a table: what is different, how many calls were refused because of it, and what the code did.
#[derive(Debug, Clone)]
pub struct MutationReport {
    who: String,
    baseline: Reaction,
    journal: Journal,
    mutants: Vec<Mutant>,
    not_run: usize,
    unjudged: Vec<Mutation>,
}

impl MutationReport {
    pub(super) const fn new(who: String, baseline: Reaction, journal: Journal) -> Self {
        Self { who, baseline, journal, mutants: Vec::new(), not_run: 0, unjudged: Vec::new() }
    }

    pub(super) fn leave_out(&mut self, not_run: usize, unjudged: Vec<Mutation>) {
        self.not_run = not_run;
        self.unjudged = unjudged;
    }

    pub(super) fn add(&mut self, mutant: Mutant) {
        self.mutants.push(mutant);
    }

    /// How the code ended in the unchanged world. Unless it succeeded, no mutant was run.
    #[must_use]
    pub const fn baseline(&self) -> &Reaction {
        &self.baseline
    }

    /// The calls in the unchanged world.
    #[must_use]
    pub const fn baseline_journal(&self) -> &Journal {
        &self.journal
    }

    /// The mutants that were run, in order.
    #[must_use]
    pub fn mutants(&self) -> &[Mutant] {
        &self.mutants
    }

    /// How many mutants there are that were not run, as they are over the limit.
    #[must_use]
    pub const fn not_run(&self) -> usize {
        self.not_run
    }

    /// What was not tried, as ossmock does not check the service it is about.
    #[must_use]
    pub fn unjudged(&self) -> &[Mutation] {
        &self.unjudged
    }

    /// The mutants that lack a grant, with nothing refused because of it.
    pub fn unneeded_grants(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|mutant| mutant.mutation.removes_grant() && mutant.refused == 0)
    }

    /// The mutants in which calls were refused and the code returned `Ok` all the same.
    pub fn swallowed(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|mutant| mutant.swallowed())
    }

    /// Asserts that the code needs everything it is granted.
    ///
    /// # Panics
    ///
    /// If it does not; the message names each grant it does not need, and ends with the calls in the unchanged world. Also
    /// if the code failed there, a mutant was not run, or a journal has not kept all calls: nothing is known then.
    #[track_caller]
    pub fn assert_no_unneeded_grants(&self) {
        self.assert_complete();
        let unneeded: Vec<String> =
            self.unneeded_grants().map(|mutant| format!("  nothing is refused {}\n", mutant.mutation)).collect();
        if !unneeded.is_empty() {
            let (unneeded, journal) = (unneeded.concat(), self.journal.to_string());
            panic!("`{}` is granted more than the code needs\n{unneeded}\njournal:\n{journal}", self.who);
        }
    }

    /// Asserts that the code notices whenever a call is refused that it can do in the unchanged world.
    ///
    /// # Panics
    ///
    /// If it returned `Ok` in spite of a 403; the message names the first such mutant, and ends with its calls. Also if
    /// the code failed in the unchanged world, a mutant was not run, or a journal has not kept all calls.
    #[track_caller]
    pub fn assert_nothing_swallowed(&self) {
        self.assert_complete();
        let mut swallowed = self.swallowed();
        let Some(first) = swallowed.next() else { return };
        let more = match swallowed.count() {
            0 => String::new(),
            more => format!("\n  and so it did with {more} other mutants"),
        };
        let (mutation, refused, journal) = (&first.mutation, calls(first.refused), first.journal.to_string());
        panic!("the code succeeded, although {refused} refused\n  {mutation}{more}\n\njournal:\n{journal}");
    }

    /// That the mutants show all there is to see.
    #[track_caller]
    fn assert_complete(&self) {
        if !self.baseline.is_success() {
            let journal = self.journal.to_string();
            panic!("the code {} in the unchanged world\n\njournal:\n{journal}", self.baseline);
        }
        let journals = self.mutants.iter().map(Mutant::journal).chain([&self.journal]);
        let dropped = journals.map(Journal::dropped).max().unwrap_or_default();
        assert!(dropped == 0, "a journal has not kept {dropped} calls: give the fake a larger `journal_capacity`");
        assert!(
            self.not_run == 0,
            "{} mutants were not run: say `at_most({})`",
            self.not_run,
            self.not_run + self.mutants.len()
        );
        if let Some(slow) = self.mutants.iter().find(|mutant| mutant.reaction == Reaction::TimedOut) {
            let (mutation, journal) = (&slow.mutation, slow.journal.to_string());
            panic!("the code did not end in time\n  {mutation}\n\njournal:\n{journal}");
        }
    }
}

fn calls(count: usize) -> String {
    if count == 1 { "1 call was".to_owned() } else { format!("{count} calls were") }
}

/// The first line, cut.
fn cell(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(MAX_CELL) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

impl fmt::Display for MutationReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let baseline = ["(unchanged)".to_owned(), "-".to_owned(), cell(&self.baseline.to_string())];
        let row = |mutant: &Mutant| {
            let swallowed = if mutant.swallowed() { ", and swallowed them" } else { "" };
            let unneeded = if mutant.mutation.removes_grant() && mutant.refused == 0 { ": not needed" } else { "" };
            let reaction = format!("{}{swallowed}{unneeded}", cell(&mutant.reaction.to_string()));
            [cell(&mutant.mutation.to_string()), mutant.refused.to_string(), reaction]
        };
        let head = ["permissions".to_owned(), "refused".to_owned(), "the code".to_owned()];
        let rows: Vec<[String; 3]> = [head, baseline].into_iter().chain(self.mutants.iter().map(row)).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let widths = [width(0), width(1)];
        for [mutation, refused, reaction] in &rows {
            writeln!(f, "{mutation:0$}  {refused:1$}  {reaction}", widths[0], widths[1])?;
        }
        let unneeded = self.unneeded_grants().count();
        let swallowed = self.swallowed().count();
        write!(f, "{}: {} mutants", self.who, self.mutants.len())?;
        write!(f, ", {unneeded} grants that are not needed, {swallowed} times a 403 was swallowed")?;
        if self.not_run > 0 {
            write!(f, "\n{} more mutants were not run", self.not_run)?;
        }
        self.unjudged.iter().try_for_each(|mutation| write!(f, "\nnot tried, of another service: {mutation}"))
    }
}
