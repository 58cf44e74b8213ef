//! What a test asserts: sync, at the test's own line, and ending with the journal.

mod diff;
mod expect;
mod near;
mod paint;
mod snapshot;
mod wait;

pub use diff::{Change, Diff};
pub use expect::{DenyUnexpected, Expectation};
pub use snapshot::Snapshot;
pub use wait::WaitFor;

use crate::auth::Caller;
use crate::handle::{Account, Bucket, RamUser};
use crate::journal::{Journal, Named, Record, Who};
use crate::op::Operation;
use crate::oss::Oss;
use crate::policy::Denial;
use crate::world::EncryptionRule;

/// Anonymous callers, as something to assert on; see [`Oss::anonymous`].
#[derive(Debug, Clone)]
pub struct Anonymous {
    oss: Oss,
}

impl Oss {
    /// Callers without credentials.
    #[must_use]
    pub fn anonymous(&self) -> Anonymous {
        Anonymous { oss: self.clone() }
    }

    /// Asserts that an operation was called exactly so often, whatever was answered.
    ///
    /// # Panics
    ///
    /// If it was not; the message ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Operation, Oss};
    ///
    /// Oss::new().assert_calls(Operation::PutBucketEncryption, 0);
    /// ```
    #[track_caller]
    pub fn assert_calls(&self, operation: Operation, expected: u64) {
        let journal = self.journal();
        let found = journal.count(operation);
        if found != expected {
            fail(&format!("calls of {operation}"), &times(expected), &times(found), &journal);
        }
    }

    /// Asserts that nothing in the world has changed since a snapshot.
    ///
    /// # Panics
    ///
    /// If something has; the message shows the [`Diff`], and ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let before = oss.snapshot();
    /// // … requests that must all be refused …
    /// oss.assert_unchanged_since(&before);
    /// ```
    #[track_caller]
    pub fn assert_unchanged_since(&self, before: &Snapshot) {
        let now = self.snapshot();
        if now == *before {
            return;
        }
        let changes = format!("\n{}", before.diff(&now)).trim_end().replace('\n', "\n    ");
        fail("the world", "as in the snapshot", &format!("changed:{changes}"), &self.journal());
    }
}

impl Bucket {
    /// Asserts that the bucket has this encryption rule, or none with `None`.
    ///
    /// # Panics
    ///
    /// If it has not, or was deleted; the message ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{EncryptionRule, Oss};
    ///
    /// let logs = Oss::new().account("acme").bucket("logs");
    /// logs.assert_encryption(None);
    /// logs.with_encryption(EncryptionRule::kms("key-1"));
    /// logs.assert_encryption(EncryptionRule::kms("key-1"));
    /// ```
    #[track_caller]
    pub fn assert_encryption(&self, expected: impl Into<Option<EncryptionRule>>) {
        let expected = expected.into();
        let show = |rule: Option<&EncryptionRule>| rule.map_or_else(|| "no rule".to_owned(), ToString::to_string);
        let found = self.encryption();
        if !self.exists() {
            fail(&self.subject(), &show(expected.as_ref()), "no bucket: it was deleted", &self.oss().journal());
        }
        if found != expected {
            fail(&self.subject(), &show(expected.as_ref()), &show(found.as_ref()), &self.oss().journal());
        }
    }

    fn subject(&self) -> String {
        format!("encryption of bucket `{}`", self.name())
    }
}

macro_rules! assertions_on_callers {
    ($caller:ty) => {
        impl $caller {
            /// Asserts that this caller called the operation, and was allowed to the last time.
            ///
            /// Allowed means by permissions: a request may still have been refused for what it says.
            ///
            /// # Panics
            ///
            /// If it never called it, or was denied or refused before permissions were asked; the message ends with
            /// the journal.
            #[track_caller]
            pub fn assert_allowed(&self, operation: Operation) {
                let journal = self.oss().journal();
                check(&journal, &self.subject(), operation, None, |record| self.made(record));
            }

            /// Asserts that this caller called the operation, and was denied in this way the last time.
            ///
            /// # Panics
            ///
            /// If it never called it, was allowed, was denied in the other way, or was refused before permissions
            /// were asked; the message ends with the journal.
            #[track_caller]
            pub fn assert_denied(&self, operation: Operation, denial: Denial) {
                let journal = self.oss().journal();
                check(&journal, &self.subject(), operation, Some(denial), |record| self.made(record));
            }
        }
    };
}

assertions_on_callers!(Account);
assertions_on_callers!(RamUser);
assertions_on_callers!(Anonymous);

impl Account {
    fn subject(&self) -> String {
        format!("account `{}`", self.name())
    }
}

impl RamUser {
    fn subject(&self) -> String {
        format!("RAM user `{}`", self.name())
    }
}

#[expect(clippy::unused_self, reason = "the same shape as the other callers")]
impl Anonymous {
    const fn oss(&self) -> &Oss {
        &self.oss
    }

    fn subject(&self) -> String {
        "an anonymous caller".to_owned()
    }

    fn made(&self, record: &Record) -> bool {
        record.caller() == Some(&Caller::Anonymous)
    }
}

impl From<&Anonymous> for Who {
    fn from(_: &Anonymous) -> Self {
        Self(Named::Anonymous)
    }
}

/// `None` for allowed.
#[track_caller]
fn check(
    journal: &Journal,
    subject: &str,
    operation: Operation,
    expected: Option<Denial>,
    made: impl Fn(&Record) -> bool,
) {
    let last = journal.iter().rev().find(|r| r.operation() == Some(operation) && made(r));
    let found = match last.map(|call| (call, call.decision())) {
        Some((_, Some(decision))) if decision.denial() == expected => return,
        Some((call, Some(decision))) => format!("call #{} was {decision}", call.number()),
        Some((call, None)) => format!("call #{} was refused before permissions were asked: {call}", call.number()),
        None => "no such call".to_owned(),
    };
    let expected = expected.map_or_else(|| "allowed".to_owned(), |denial| format!("{denial} denied"));
    fail(&format!("{subject} calling {operation}"), &expected, &found, journal);
}

fn times(count: u64) -> String {
    match count {
        0 => "none".to_owned(),
        count => count.to_string(),
    }
}

#[track_caller]
fn fail(subject: &str, expected: &str, found: &str, journal: &Journal) -> ! {
    // Made before the panic: a panic while a message is made would end the process.
    let journal = journal.to_string();
    panic!("{subject}\n  expected: {expected}\n  found:    {found}\n\njournal:\n{journal}")
}
