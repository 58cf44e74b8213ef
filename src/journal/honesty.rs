//! A report on what answers assumed or ignored, counted as records are pushed.

use std::collections::BTreeMap;
use std::fmt;

use super::Record;
use crate::error::{Assumption, Cause, Provenance};
use crate::op::Operation;

/// The most different parts of requests that are reported, and the most statements.
const MAX_TOLD: usize = 1_000;

impl Record {
    /// Returns `true` if the status or the code of the error is assumed.
    pub(crate) fn has_assumed_cause(&self) -> bool {
        self.own_cause().is_some_and(|cause| cause.provenance() == Provenance::Assumed)
    }

    /// The error, unless a fault injected it.
    fn own_cause(&self) -> Option<Cause> {
        self.cause().filter(|_| self.injected.is_empty())
    }
}

/// A report on the assumptions so far, from [`Oss::honesty_report`](crate::Oss::honesty_report).
///
/// Its `Display` is a text for people. The report is exact whatever the journal still keeps, apart from the limits of
/// [ignored](Self::ignored).
///
/// # Example
///
/// ```
/// let oss = ossmock::Oss::new();
/// let acme = oss.create_account("acme");
/// acme.create_bucket("logs");
/// let request = http::Request::get("http://logs.localhost/?acl").header("x-oss-colour", "red").body(bytes::Bytes::new())?;
/// let _ = oss.handle(oss.signer(&acme.credentials()).sign(request));
///
/// let report = oss.honesty_report();
/// let ignored: Vec<&str> = report.ignored().map(|(what, _, _)| what).collect();
/// assert_eq!(ignored, ["header x-oss-colour"]);
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HonestyReport {
    calls: u64,
    causes: BTreeMap<Cause, u64>,
    assumptions: BTreeMap<Assumption, u64>,
    ignored: BTreeMap<(Option<Operation>, String), u64>,
    /// The number of calls with ignored parts that there was no room for.
    untold: u64,
    unevaluated: u64,
    statements: BTreeMap<String, u64>,
}

impl HonestyReport {
    pub(crate) fn note(&mut self, record: &Record) {
        self.calls += 1;
        if let Some(cause) = record.own_cause().filter(|cause| cause.columns().assumed().next().is_some()) {
            *self.causes.entry(cause).or_default() += 1;
        }
        for assumption in &record.caveats.assumptions {
            *self.assumptions.entry(*assumption).or_default() += 1;
        }
        for ignored in &record.caveats.ignored {
            let part = (record.operation, ignored.to_string());
            if self.ignored.len() < MAX_TOLD || self.ignored.contains_key(&part) {
                *self.ignored.entry(part).or_default() += 1;
            } else {
                self.untold += 1;
            }
        }
        self.unevaluated += record.caveats.unevaluated;
        for statement in &record.caveats.statements {
            if self.statements.len() < MAX_TOLD || self.statements.contains_key(statement) {
                *self.statements.entry(statement.clone()).or_default() += 1;
            }
        }
    }

    /// The number of calls.
    #[must_use]
    pub const fn calls(&self) -> u64 {
        self.calls
    }

    /// The answered errors with an assumed column, each with its number of calls; see [`Cause::columns`].
    pub fn causes(&self) -> impl Iterator<Item = (Cause, u64)> {
        self.causes.iter().map(|(cause, count)| (*cause, *count))
    }

    /// The other assumptions that answers rested on, each with its number of calls.
    pub fn assumptions(&self) -> impl Iterator<Item = (Assumption, u64)> {
        self.assumptions.iter().map(|(assumption, count)| (*assumption, *count))
    }

    /// The ignored parts of successful calls, each with the operation and the number of calls: `header x-oss-…`, `parameter …`,
    /// `element …`, `field …`. Headers are reported if their names begin with `x-oss-`, as are form fields that stand for such
    /// headers. Elements and other fields are reported if OSS is not known to accept them.
    ///
    /// # Limits
    ///
    /// At most 1,000 different parts are reported, and at most 32 of one call.
    pub fn ignored(&self) -> impl Iterator<Item = (&str, Option<Operation>, u64)> {
        self.ignored.iter().map(|((operation, part), count)| (&**part, *operation, *count))
    }

    /// The number of statements that were not evaluated, summed over the calls, because a session policy had decided, or
    /// because policies do not count for the caller.
    #[must_use]
    pub const fn unevaluated_statements(&self) -> u64 {
        self.unevaluated
    }

    /// The statements that were not evaluated, each with its holder and the number of calls:
    /// `other/ci: policy 1 statement 1: Allow oss:* on *`.
    ///
    /// # Limits
    ///
    /// At most 1,000 different statements are reported, and at most 32 of one call; of each, the first 256 characters.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.create_account("acme").create_bucket("logs");
    /// // Policies of a user of another account do not count here.
    /// let ci = oss.create_account("other").create_ram_user("ci").allow("oss:*", "*");
    /// let request = http::Request::get("/?acl").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    /// oss.handle(oss.signer(&ci.credentials()).sign(request.body(bytes::Bytes::new())?));
    ///
    /// let report = oss.honesty_report();
    /// let unevaluated: Vec<_> = report.unevaluated().collect();
    /// assert_eq!(unevaluated, [("other/ci: policy 1 statement 1: Allow oss:* on *", 1)]);
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn unevaluated(&self) -> impl Iterator<Item = (&str, u64)> {
        self.statements.iter().map(|(statement, count)| (&**statement, *count))
    }

    /// The part of the text on the assumptions.
    pub(crate) fn only_assumed(&self) -> String {
        let causes = self.causes().map(|(cause, count)| {
            let (status, code) = (cause.status(), cause.code());
            let assumed = cause.columns().assumed().collect::<Vec<_>>().join(", ");
            format!("  {cause}: {status} {code}: {assumed} ({})\n    from {}\n", calls(count), cause.source())
        });
        let assumptions = self.assumptions().map(|(assumption, count)| {
            let (claim, source) = (assumption.claim(), assumption.source());
            format!("  {assumption}: {claim} ({})\n    from {source}\n", calls(count))
        });
        let text: String = causes.chain(assumptions).collect();
        if text.is_empty() { text } else { format!("only assumed:\n{text}") }
    }

    /// The part of the text on the ignored parts.
    pub(crate) fn only_ignored(&self) -> String {
        let parts = self.ignored().map(|(part, operation, count)| {
            let operation = operation.map_or("no operation", Operation::name);
            format!("  {part} of {operation} ({})\n", calls(count))
        });
        let more = (self.untold > 0).then(|| format!("  … and more, in {}\n", calls(self.untold)));
        let text: String = parts.chain(more).collect();
        if text.is_empty() { text } else { format!("ignored:\n{text}") }
    }

    /// Returns `true` if every answer has a source and no part of a call was ignored. Unevaluated statements do not count.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.causes.is_empty() && self.assumptions.is_empty() && self.ignored.is_empty() && self.untold == 0
    }
}

fn calls(count: u64) -> String {
    if count == 1 { "1 call".to_owned() } else { format!("{count} calls") }
}

impl fmt::Display for HonestyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{}: {}",
            calls(self.calls),
            if self.is_clean() { "every answer has a source" } else { "not all have a source" }
        )?;
        f.write_str(&self.only_assumed())?;
        f.write_str(&self.only_ignored())?;
        if self.unevaluated == 0 {
            return Ok(());
        }
        writeln!(f, "statements of policies that were not looked at: {}", self.unevaluated)?;
        self.unevaluated().try_for_each(|(statement, count)| writeln!(f, "  {statement} ({})", calls(count)))
    }
}
