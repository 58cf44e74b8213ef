//! The report of a run against an endpoint, as text and as JSON.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Serialize;

use super::compare::{Compared, Difference};
use super::plan::{Cost, Planned};

/// The results of a run.
#[derive(Debug, Serialize)]
pub struct Report {
    pub endpoint: String,
    /// The number of requests that were sent, cleaning up included.
    pub requests: u64,
    /// `true` if a signal stopped the run before its end.
    pub interrupted: bool,
    /// The totals of each provenance, and of `all`.
    pub totals: BTreeMap<String, Totals>,
    pub cases: Vec<CaseReport>,
    /// The buckets of the run that still exist, each with the reason.
    pub left_over: Vec<(String, String)>,
}

/// The rows of the totals: each provenance, and all of them.
const ROWS: [&str; 5] = ["documented", "observed", "assumed", "own", "all"];

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Totals {
    pub agreed: usize,
    pub differed: usize,
    pub not_comparable: usize,
    pub failed: usize,
}

/// The result of one case.
#[derive(Debug, Serialize)]
pub struct CaseReport {
    pub file: String,
    pub provenance: &'static str,
    pub source: String,
    #[serde(flatten)]
    pub outcome: Outcome,
}

#[derive(Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The responses are equal; the numbers of errors may differ.
    Agreed {
        exchanges: Vec<ExchangeReport>,
    },
    Differed {
        exchanges: Vec<ExchangeReport>,
    },
    NotComparable {
        reason: String,
    },
    /// The case could be compared, but a request failed.
    Failed {
        reason: String,
    },
}

/// A request with differences or notes.
#[derive(Debug, Serialize)]
pub struct ExchangeReport {
    pub request: String,
    pub differences: Vec<Difference>,
    pub notes: Vec<Difference>,
}

impl Outcome {
    /// Returns the outcome of the comparisons of all requests.
    pub fn of(compared: Vec<(String, Compared)>) -> Self {
        let differs = compared.iter().any(|(_, compared)| !compared.differences.is_empty());
        let told = |(request, Compared { differences, notes })| ExchangeReport { request, differences, notes };
        let exchanges = compared.into_iter().map(told);
        let exchanges = exchanges.filter(|it| !it.differences.is_empty() || !it.notes.is_empty()).collect();
        if differs { Self::Differed { exchanges } } else { Self::Agreed { exchanges } }
    }

    /// Returns the line that reports the outcome.
    pub fn line(&self, file: &Path) -> String {
        let (word, reason) = match self {
            Self::Agreed { .. } => ("agreed", None),
            Self::Differed { .. } => ("DIFFERED", None),
            Self::NotComparable { reason } => ("not comparable", Some(reason)),
            Self::Failed { reason } => ("FAILED", Some(reason)),
        };
        let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{word:<14}  {}{reason}", file.display())
    }
}

impl CaseReport {
    pub fn new(planned: &Planned, outcome: Outcome) -> Self {
        Self {
            file: planned.file.display().to_string(),
            provenance: planned.provenance.as_str(),
            source: planned.source.clone(),
            outcome,
        }
    }
}

impl Report {
    pub fn new(endpoint: String, requests: u64, interrupted: bool, cases: Vec<CaseReport>) -> Self {
        let mut totals: BTreeMap<String, Totals> = BTreeMap::new();
        for name in ROWS {
            totals.insert(name.to_owned(), Totals::default());
        }
        for case in &cases {
            for name in [case.provenance, "all"] {
                let of = totals.entry(name.to_owned()).or_default();
                match case.outcome {
                    Outcome::Agreed { .. } => of.agreed += 1,
                    Outcome::Differed { .. } => of.differed += 1,
                    Outcome::NotComparable { .. } => of.not_comparable += 1,
                    Outcome::Failed { .. } => of.failed += 1,
                }
            }
        }
        Self { endpoint, requests, interrupted, totals, cases, left_over: Vec::new() }
    }

    /// Returns `true` if the endpoint agrees with all cases that could be compared, and no bucket of the run is left
    /// over.
    pub fn is_well(&self) -> bool {
        let all = self.totals.get("all").copied().unwrap_or_default();
        all.differed == 0 && all.failed == 0 && self.left_over.is_empty() && !self.interrupted
    }
}

impl fmt::Display for Report {
    /// Writes the differences, the totals, and the buckets that are left over.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for case in &self.cases {
            let (Outcome::Agreed { exchanges } | Outcome::Differed { exchanges }) = &case.outcome else { continue };
            if exchanges.is_empty() {
                continue;
            }
            writeln!(f, "\n{}\n  {}: {}", case.file, case.provenance, case.source)?;
            for ExchangeReport { request, differences, notes } in exchanges {
                writeln!(f, "  {request}")?;
                for Difference { what, case, endpoint } in differences {
                    writeln!(
                        f,
                        "    {what}\n      case:     {}\n      endpoint: {}",
                        shown(case.as_ref()),
                        shown(endpoint.as_ref())
                    )?;
                }
                for Difference { what, case, endpoint } in notes {
                    writeln!(
                        f,
                        "    note: {what} {} in the case, {} at the endpoint",
                        shown(case.as_ref()),
                        shown(endpoint.as_ref())
                    )?;
                }
            }
        }
        writeln!(f, "\n{:<12}{:>8}{:>10}{:>16}{:>8}", "", "agreed", "differed", "not comparable", "failed")?;
        for name in ROWS {
            let Totals { agreed, differed, not_comparable, failed } =
                self.totals.get(name).copied().unwrap_or_default();
            writeln!(f, "{name:<12}{agreed:>8}{differed:>10}{not_comparable:>16}{failed:>8}")?;
        }
        writeln!(f, "{} requests were sent", self.requests)?;
        if self.interrupted {
            writeln!(f, "it was interrupted: the cases after that were not run")?;
        }
        for (bucket, why) in &self.left_over {
            writeln!(f, "left over: {bucket}: {why}")?;
        }
        if !self.left_over.is_empty() {
            writeln!(f, "`ossmock case clean` tries again")?;
        }
        Ok(())
    }
}

fn shown(value: Option<&String>) -> &str {
    value.map_or("(none)", String::as_str)
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { writes, reads, deletes, buckets, most_buckets, bytes, kms_calls } = self;
        writeln!(f, "buckets    {buckets}, at most {most_buckets} at a time, each deleted after its case")?;
        writeln!(
            f,
            "requests   about {}: {writes} that write (PUT, POST), {reads} that read (GET, HEAD), {deletes} that delete",
            self.requests()
        )?;
        writeln!(f, "storage    {bytes} bytes in all, each for the time of its case")?;
        write!(f, "KMS calls  {kms_calls}")
    }
}
