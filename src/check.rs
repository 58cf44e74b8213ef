//! What a test asserts: sync, at the test's own line, and ending with the journal.

mod diff;
mod expect;
mod fault;
mod near;
mod object;
mod paint;
mod snapshot;
mod upload;
mod wait;

use std::ops::{Bound, RangeBounds};

pub use diff::{Change, Diff};
pub use expect::{DenyUnexpected, Expectation};
pub use fault::{Fault, FaultBuilder, InterceptBuilder};
pub use snapshot::Snapshot;
pub use wait::WaitFor;

use crate::auth::Caller;
use crate::handle::{Account, Bucket, RamUser};
use crate::journal::{Journal, Named, Record, Who};
use crate::op::Operation;
use crate::oss::Oss;
use crate::policy::{BucketPolicy, Denial, Document};
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

    /// Asserts how many calls of KMS that cost a fee there were: `..=2`, `0..1`, `3..`.
    ///
    /// # Panics
    ///
    /// If there were more or fewer; the message shows the calls, and ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// ossmock::Oss::new().assert_kms_calls(..=2);
    /// ```
    #[track_caller]
    pub fn assert_kms_calls(&self, expected: impl RangeBounds<u64>) {
        let kms = self.kms();
        let found = kms.count();
        if !expected.contains(&found) {
            let bounds = (expected.start_bound().cloned(), expected.end_bound().cloned());
            fail("calls of KMS", &range(bounds), &format!("{found}:\n{kms}"), &self.journal());
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
        let show =
            |rule: &Option<EncryptionRule>| rule.as_ref().map_or_else(|| "no rule".to_owned(), ToString::to_string);
        self.compare("encryption of", &expected.into(), Self::encryption, show);
    }

    /// Asserts that the bucket has this policy, given as JSON. What it says counts: white space does not, nor whether a
    /// single value stands in a list.
    ///
    /// # Panics
    ///
    /// If it has another policy or none, or was deleted: the message ends with the journal. Also if the JSON is no valid
    /// [`BucketPolicy`]: the message names the place in it.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().account("acme").bucket("logs").with_policy(
    ///     r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Principal": ["20001"],
    ///         "Action": ["oss:DeleteBucket"], "Resource": ["acs:oss:*:*:logs"]}]}"#,
    /// );
    /// logs.assert_policy(
    ///     r#"{"Version":"1","Statement":[{"Effect":"Deny","Principal":"20001","Action":"oss:DeleteBucket",
    ///         "Resource":"acs:oss:*:*:logs"}]}"#,
    /// );
    /// ```
    #[track_caller]
    pub fn assert_policy(&self, json: &str) {
        match json.parse() {
            Ok(expected) => self.check_policy(Some(&expected)),
            Err(error) => panic!("what the policy is compared with is no policy: {error}"),
        }
    }

    /// Asserts that the object a read finds under a key has a replica in another bucket, made by a replication rule.
    ///
    /// # Panics
    ///
    /// If it has none; the message says why (there is no rule, it is not due, the rule does not select SSE-KMS objects, the
    /// key is disabled, …), and ends with the journal.
    ///
    /// # Example
    ///
    /// See [`Oss::replicate`].
    #[track_caller]
    pub fn assert_replicated(&self, key: &str, to: &Self) {
        if let Some(reason) = self.oss().why_not_replicated(self.name(), key, to.name()) {
            let subject = format!("object `{key}` of bucket `{}`", self.name());
            fail(&subject, &format!("replicated to `{}`", to.name()), &format!("not: {reason}"), &self.oss().journal());
        }
    }

    /// Asserts that the bucket has no policy.
    ///
    /// # Panics
    ///
    /// If it has one, or was deleted; the message ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// ossmock::Oss::new().account("acme").bucket("logs").assert_no_policy();
    /// ```
    #[track_caller]
    pub fn assert_no_policy(&self) {
        self.check_policy(None);
    }

    #[track_caller]
    fn check_policy(&self, expected: Option<&BucketPolicy>) {
        let expected = expected.map(|policy| policy.document().clone());
        let found = |bucket: &Self| bucket.policy().map(|policy| policy.document().clone());
        let show =
            |policy: &Option<Document>| policy.as_ref().map_or_else(|| "no policy".to_owned(), ToString::to_string);
        self.compare("policy of", &expected, found, show);
    }

    /// Asserts that public access to the bucket is blocked, by its own setting or its account's, or that it is not.
    ///
    /// # Panics
    ///
    /// If it is otherwise, or the bucket was deleted; the message ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// let acme = ossmock::Oss::new().account("acme");
    /// let site = acme.bucket("site");
    /// site.assert_blocks_public_access(true);
    /// site.with_block_public_access(false).assert_blocks_public_access(false);
    /// acme.block_public_access(true);
    /// site.assert_blocks_public_access(true);
    /// ```
    #[track_caller]
    pub fn assert_blocks_public_access(&self, expected: bool) {
        let show = |blocked: &bool| if *blocked { "blocked" } else { "not blocked" }.to_owned();
        self.compare("public access to", &expected, Self::blocks_public_access, show);
    }

    /// Compares one thing about the bucket. One that was deleted is equal to nothing.
    #[track_caller]
    fn compare<T: PartialEq>(
        &self,
        what: &str,
        expected: &T,
        found: impl FnOnce(&Self) -> T,
        show: impl Fn(&T) -> String,
    ) {
        let found = self.exists().then(|| found(self));
        if found.as_ref() == Some(expected) {
            return;
        }
        let found = found.as_ref().map_or_else(|| "no bucket: it was deleted".to_owned(), &show);
        fail(&format!("{what} bucket `{}`", self.name()), &show(expected), &found, &self.oss().journal());
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
        None if journal.is_empty() && journal.dropped() == 0 => {
            "no call at all: does the client under test use the address of this fake?".to_owned()
        }
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

/// A range in words.
fn range(bounds: (Bound<u64>, Bound<u64>)) -> String {
    let least = match bounds.0 {
        Bound::Included(least) => least,
        Bound::Excluded(below) => below.saturating_add(1),
        Bound::Unbounded => 0,
    };
    match bounds.1 {
        Bound::Unbounded => format!("at least {least}"),
        Bound::Included(most) if least == 0 => format!("at most {most}"),
        Bound::Excluded(above) if least == 0 => format!("fewer than {above}"),
        Bound::Included(most) => format!("{least} to {most}"),
        Bound::Excluded(above) => format!("{least} to {}", above.saturating_sub(1)),
    }
}
