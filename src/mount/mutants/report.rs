//! The results of the mutants.

use std::collections::BTreeMap;
use std::fmt;

use super::Mutation;
use crate::journal::{Journal, Record};

/// The width of the table's cells for the mutation and for the reaction.
const MAX_CELL: usize = 100;

/// The end of a run of the code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientReaction {
    /// The code returned `Ok`.
    Succeeded,
    /// The code returned this error; 2 KiB of it are kept.
    Failed(String),
    /// The code panicked with this message; 2 KiB of it are kept.
    Panicked(String),
    /// The code did not end within the time limit.
    TimedOut,
}

impl ClientReaction {
    /// Returns `true` if the code returned `Ok`.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Succeeded)
    }
}

impl fmt::Display for ClientReaction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Succeeded => f.write_str("succeeded"),
            Self::Failed(error) => write!(f, "failed: {error}"),
            Self::Panicked(message) => write!(f, "panicked: {message}"),
            Self::TimedOut => f.write_str("did not end in time"),
        }
    }
}

/// One mutant, with the reaction of the code.
#[derive(Debug, Clone)]
pub struct Mutant {
    mutation: Mutation,
    reaction: ClientReaction,
    refused: usize,
    journal: Journal,
}

impl Mutant {
    pub(super) fn new(mutation: Mutation, reaction: ClientReaction, journal: Journal, baseline: &Journal) -> Self {
        let mut expected: BTreeMap<CallIdentity, usize> = BTreeMap::new();
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

    /// Returns the change that makes the mutant.
    #[must_use]
    pub const fn mutation(&self) -> &Mutation {
        &self.mutation
    }

    /// Returns the number of calls that were answered with 403 here, but not in the unchanged world.
    #[must_use]
    pub const fn refused(&self) -> usize {
        self.refused
    }

    /// Returns the reaction of the code.
    #[must_use]
    pub const fn reaction(&self) -> &ClientReaction {
        &self.reaction
    }

    /// Returns `true` if the code noticed the change: it returned an error or panicked.
    #[must_use]
    pub const fn noticed(&self) -> bool {
        matches!(self.reaction, ClientReaction::Failed(_) | ClientReaction::Panicked(_))
    }

    /// Returns `true` if calls were refused, and the code returned `Ok` anyway.
    #[must_use]
    pub const fn swallowed(&self) -> bool {
        self.refused > 0 && self.reaction.is_success()
    }

    /// Returns the journal of the calls.
    #[must_use]
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }
}

/// The parts of a call that are the same in two worlds: operation or path, bucket, caller.
type CallIdentity = [String; 3];

/// Returns the calls that were answered with 403.
fn forbidden(journal: &Journal) -> impl Iterator<Item = CallIdentity> {
    let call = |record: &Record| {
        let operation =
            record.operation().map_or_else(|| record.target().to_owned(), |operation| operation.to_string());
        let caller = record.caller().map(ToString::to_string).or_else(|| record.access_key_id().map(str::to_owned));
        [operation, record.bucket().unwrap_or_default().to_owned(), caller.unwrap_or_default()]
    };
    journal.iter().filter(|record| record.status() == Some(403)).map(call)
}

/// The results of the mutants.
///
/// `Display` is a table: the change, the number of calls refused because of it, and the reaction of the code.
#[derive(Debug, Clone)]
pub struct MutationReport {
    who: String,
    baseline: ClientReaction,
    journal: Journal,
    mutants: Vec<Mutant>,
    not_run: usize,
    unjudged: Vec<Mutation>,
}

impl MutationReport {
    pub(super) const fn new(who: String, baseline: ClientReaction, journal: Journal) -> Self {
        Self { who, baseline, journal, mutants: Vec::new(), not_run: 0, unjudged: Vec::new() }
    }

    pub(super) fn leave_out(&mut self, not_run: usize, unjudged: Vec<Mutation>) {
        self.not_run = not_run;
        self.unjudged = unjudged;
    }

    pub(super) fn add(&mut self, mutant: Mutant) {
        self.mutants.push(mutant);
    }

    /// Returns the reaction of the code in the unchanged world. Unless it succeeded, no mutant was run.
    #[must_use]
    pub const fn baseline(&self) -> &ClientReaction {
        &self.baseline
    }

    /// Returns the journal of the unchanged world.
    #[must_use]
    pub const fn baseline_journal(&self) -> &Journal {
        &self.journal
    }

    /// Returns the mutants that were run, in order.
    #[must_use]
    pub fn mutants(&self) -> &[Mutant] {
        &self.mutants
    }

    /// Returns the number of mutants that were not run because of the limit.
    #[must_use]
    pub const fn not_run(&self) -> usize {
        self.not_run
    }

    /// Returns the mutations that were not tried, because ossmock does not check their service.
    #[must_use]
    pub fn unjudged(&self) -> &[Mutation] {
        &self.unjudged
    }

    /// Returns the mutants that lack a grant, with no call refused because of it.
    pub fn unneeded_grants(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|mutant| mutant.mutation.removes_grant() && mutant.refused == 0)
    }

    /// Returns the mutants in which calls were refused and the code returned `Ok` anyway.
    pub fn swallowed(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|mutant| mutant.swallowed())
    }

    /// Asserts that the code needs all its grants.
    ///
    /// # Panics
    ///
    /// If the code does not need a grant; the message names each such grant, and ends with the calls in the unchanged
    /// world. Also if the code failed there, a mutant was not run, or a journal has not kept all calls: the result is
    /// unknown then.
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

    /// Asserts that the code notices each refusal of a call that succeeds in the unchanged world.
    ///
    /// # Panics
    ///
    /// If it returned `Ok` after a 403; the message names the first such mutant, and ends with its calls. Also if the
    /// code failed in the unchanged world, a mutant was not run, or a journal has not kept all calls.
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

    /// Asserts that all mutants were run to their end, with complete journals.
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
        if let Some(slow) = self.mutants.iter().find(|mutant| mutant.reaction == ClientReaction::TimedOut) {
            let (mutation, journal) = (&slow.mutation, slow.journal.to_string());
            panic!("the code did not end in time\n  {mutation}\n\njournal:\n{journal}");
        }
    }
}

fn calls(count: usize) -> String {
    if count == 1 { "1 call was".to_owned() } else { format!("{count} calls were") }
}

/// Returns the first line, shortened.
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
