//! Failure messages of unmet expectations: the nearest calls first, field by field.

use std::fmt::Write as _;

use super::paint::{Colour, Paint};
use crate::effect::ArmedFault;
use crate::journal::{CallPattern, Compared, HonestyReport, Journal, Record};
use crate::oss::armed::{ExpectationVerdict, Expected, Forbidden, Forbids};

/// The most calls of a journal that are shown.
const SHOWN: usize = 3;

/// Describes an expectation that is not fulfilled, without the journal.
pub(super) fn unmet(expected: &Expected, journal: &Journal, paint: Paint) -> String {
    let mut text = heading(expected);
    let calls: Vec<&Record> = journal.iter().filter(|record| record.number() > expected.since).collect();
    let _ = write!(text, "\n  expected: {}\n  found:    {}", wanted(expected), times(expected.passes));
    if expected.verdict() == ExpectationVerdict::TooMany {
        matching(&mut text, expected, &calls);
    } else {
        nearest(&mut text, expected, &calls, paint);
    }
    text
}

/// Describes denied calls that came, without the journal.
pub(super) fn forbidden(forbidden: &Forbidden) -> String {
    let (what, expected) = match &forbidden.what {
        Forbids::Unexpected => ("unexpected calls are denied", "only calls that an expectation covers"),
        Forbids::Unemulated => ("what is not emulated is denied", "no call answered 501 NotEmulated"),
        Forbids::Ignored => ("what is ignored is denied", "no call of which a part is ignored"),
        Forbids::Assumed { .. } => ("what is only assumed is denied", "only answers that have a source"),
    };
    let found = match forbidden.count {
        1 => "1 call".to_owned(),
        count => format!("{count} calls"),
    };
    let mut text = format!("{}: {what}\n  expected: {expected}\n  found:    {found}\n", forbidden.by);
    list(&mut text, forbidden.calls.iter().map(|record| &**record), forbidden.count);
    let mut report = HonestyReport::default();
    forbidden.calls.iter().for_each(|record| report.note(record));
    match forbidden.what {
        Forbids::Assumed { .. } => text.push_str(&report.only_assumed()),
        Forbids::Ignored => text.push_str(&report.only_ignored()),
        Forbids::Unexpected | Forbids::Unemulated => {}
    }
    text
}

/// Returns the line of the test, with the expectation.
fn heading(expected: &Expected) -> String {
    let mut text = expected.by.to_string();
    let name = expected.name.as_ref();
    if let [step] = &expected.steps[..] {
        let _ = match name {
            Some(name) => write!(text, ": {name}: {step}"),
            None => write!(text, ": {step}"),
        };
        return text;
    }
    let _ = write!(text, ": {}", name.map_or("calls in this order", |name| name));
    for (place, step) in expected.steps.iter().enumerate() {
        let _ = write!(text, "\n    {}. {step}", place + 1);
        let _ = match expected.taken.get(place) {
            Some(number) => write!(text, ": call #{number}"),
            None if place == expected.taken.len() && expected.verdict() == ExpectationVerdict::TooFew => {
                write!(text, ": has not come")
            }
            None => Ok(()),
        };
    }
    text
}

/// Returns the expected count in words.
fn wanted(expected: &Expected) -> String {
    match (expected.least(), expected.most) {
        (least, Some(most)) if least == most => times(least),
        (0, Some(most)) => format!("at most {}", times(most)),
        (least, Some(most)) => format!("{least} to {}", times(most)),
        (least, None) => format!("at least {}", times(least)),
    }
}

fn times(count: u64) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

/// Appends the calls that match, if they are too many.
fn matching(text: &mut String, expected: &Expected, calls: &[&Record]) {
    let covered = calls.iter().filter(|record| expected.steps.iter().any(|step| step.matches(record)));
    let covered: Vec<&Record> = covered.copied().collect();
    if !covered.is_empty() {
        text.push_str("\n\ncalls that match:");
        list(text, covered.iter().take(SHOWN).copied(), covered.len() as u64);
    }
}

/// Appends the calls that come nearest to the missing one.
fn nearest(text: &mut String, expected: &Expected, calls: &[&Record], paint: Paint) {
    // A call before the completed steps cannot be the missing one.
    let after = expected.taken.last().copied().unwrap_or(expected.since);
    let calls: Vec<&Record> = calls.iter().filter(|record| record.number() > after).copied().collect();
    let missing = expected.taken.len() + 1;
    let what = if expected.steps.len() == 1 { String::new() } else { format!(" to step {missing}") };
    closest(text, expected.awaited(), &what, &calls, paint);
}

/// Returns a hint if a guard was dropped before any call came.
pub(super) fn dropped_early(since: u64, journal: &Journal) -> &'static str {
    if journal.last().is_some_and(|record| record.number() > since) {
        return "";
    }
    "a guard counts while it lives: `let _ = …` ends it at once, `let name = …` at the end of its block\n"
}

/// Describes a fault that has never fired, without the journal.
pub(super) fn idle(fault: &ArmedFault, journal: &Journal, paint: Paint) -> String {
    let calls: Vec<&Record> = journal.iter().filter(|record| record.number() > fault.since).collect();
    let matching: Vec<&Record> = calls.iter().filter(|record| fault.pattern.matches(record)).copied().collect();
    let found = match (fault.seen, matching.len()) {
        (0, 0) => "never: no such call came".to_owned(),
        (0, _) => "never: such calls were refused before it could".to_owned(),
        (1, _) => "never, at 1 such call".to_owned(),
        (seen, _) => format!("never, at {seen} such calls"),
    };
    let mut text = format!(
        "{}: {fault}\n  expected: fires at least once, unless it is `.optional()`\n  found:    {found}",
        fault.origin
    );
    if matching.is_empty() {
        closest(&mut text, &fault.pattern, "", &calls, paint);
    } else {
        text.push_str("\n\ncalls that match:");
        list(&mut text, matching.iter().take(SHOWN).copied(), matching.len() as u64);
    }
    text
}

/// Appends the calls that come nearest to a pattern and do not match it.
fn closest(text: &mut String, step: &CallPattern, what: &str, calls: &[&Record], paint: Paint) {
    let behind = calls.iter().filter(|record| !step.matches(record));
    let mut scored: Vec<(u32, &Record)> = behind.map(|record| (score(step, record), *record)).collect();
    let all = scored.len();
    scored.retain(|(score, _)| *score > 0);
    // Equally near calls keep the order of the journal.
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    text.push_str("\n\n");
    match (scored.is_empty(), all) {
        (true, 0) => text.push_str("no other call has come since"),
        (true, 1) => {
            let _ = write!(text, "the one other call since does not come close{what}");
        }
        (true, all) => {
            let _ = write!(text, "none of the {all} other calls since comes close{what}");
        }
        (false, all) => {
            let shown = scored.len().min(SHOWN);
            let _ = match all {
                1 => write!(text, "closest call{what}:"),
                all if all == shown => write!(text, "closest calls{what}:"),
                all => write!(text, "closest calls{what}, {shown} of {all} others:"),
            };
        }
    }
    for (_, record) in scored.iter().take(SHOWN) {
        compared(text, step, record, paint);
    }
    text.push('\n');
}

/// Scores the matching fields of a call. The operation counts twice: another call of it is nearer than any other call.
fn score(step: &CallPattern, record: &Record) -> u32 {
    let worth = |field: &Compared| match (field.matches, field.field) {
        (false, _) => 0,
        (true, "operation") => 2,
        (true, _) => 1,
    };
    step.compare(record).iter().map(worth).sum()
}

/// Appends a call, its matching and other fields, and the missing permissions if it was refused.
fn compared(text: &mut String, step: &CallPattern, record: &Record, paint: Paint) {
    let _ = write!(text, "\n  #{} {record}", record.number());
    for Compared { field, expected, found, matches } in step.compare(record) {
        let (colour, line) = if matches {
            (Colour::Green, format!("= {field:<9}  {found}"))
        } else {
            (Colour::Red, format!("≠ {field:<9}  expected {expected}, found {found}"))
        };
        let _ = write!(text, "\n    {}", paint.line(colour, &line));
    }
    lacking(text, record);
}

/// Appends some of `all` calls.
fn list<'a>(text: &mut String, some: impl Iterator<Item = &'a Record>, all: u64) {
    let mut left = all;
    for record in some {
        left -= 1;
        let _ = write!(text, "\n  #{} {record}", record.number());
        lacking(text, record);
    }
    if left > 0 {
        let _ = write!(text, "\n  … and {left} more");
    }
    text.push('\n');
}

/// Appends the permissions that would have allowed a call; the decision quotes a statement that denies it.
fn lacking(text: &mut String, record: &Record) {
    let refused = record.cause().and(record.explanation());
    let missing = refused.iter().flat_map(|explanation| &explanation.missing);
    for missing in missing.filter(|missing| missing.is_grant()) {
        let _ = write!(text, "\n    {missing}");
    }
}

#[cfg(test)]
mod tests {
    use crate::op::Operation;
    use crate::{EncryptionRule, Oss, call};

    use super::*;

    #[test]
    fn on_a_terminal_what_matches_is_green_and_what_does_not_is_red() {
        let oss = Oss::new();
        let request = http::Request::get("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
        let _ = oss.handle(request.body(bytes::Bytes::new()).expect("a request"));
        let journal = oss.journal();
        let pattern = call(Operation::GetBucketEncryption).rule(EncryptionRule::Aes256);
        let mut text = String::new();
        compared(&mut text, &pattern, journal.last().expect("a record"), Paint::Coloured);
        let shown = "\n    \x1b[32m= operation  GetBucketEncryption\x1b[0m\
                     \n    \x1b[31m≠ rule       expected AES256, found none\x1b[0m";
        assert!(text.ends_with(shown), "{text}");
    }
}
