//! The last refused calls, for the report of a panic.

use std::fmt::Write as _;

use super::table::cut;
use super::{Journal, Record};

/// The number of calls shown.
const SHOWN: usize = 3;

impl Journal {
    /// Describes the last refused calls after the call with this number.
    pub(crate) fn refusals_after(&self, told: u64) -> Option<String> {
        let refused: Vec<&Record> = self.iter().filter(|call| call.number > told && call.cause().is_some()).collect();
        let shown = &refused[refused.len().saturating_sub(SHOWN)..];
        let mut text = match (refused.len(), shown.len()) {
            (0, _) => return None,
            (1, _) => "ossmock refused a call before this panic:\n".to_owned(),
            (all, shown) if all == shown => format!("ossmock refused {all} calls before this panic:\n"),
            (all, shown) => format!("ossmock refused {all} calls before this panic; the last {shown}:\n"),
        };
        for call in shown {
            let target = cut(call.target(), 0);
            let _ = writeln!(text, "  #{} {} {target}\n    {call}", call.number, call.method);
            for line in call.advice() {
                let _ = writeln!(text, "    {line}");
            }
        }
        Some(text)
    }
}
