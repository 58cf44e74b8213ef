//! Assertions of a test: synchronous, at the test's own line, with the journal at the end of each message.

mod access_log;
mod diff;
mod expect;
mod fault;
mod lifecycle;
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
use crate::error::Cause;
use crate::handle::{Account, Bucket, RamUser, Role, RoleSession};
use crate::journal::{CallerName, CallerPattern, Journal, Record};
use crate::op::Operation;
use crate::oss::Oss;
use crate::ram::{BucketPolicy, Denial, Document};
use crate::world::EncryptionRule;

/// Anonymous callers, for assertions; see [`Oss::anonymous`].
#[derive(Debug, Clone)]
pub struct Anonymous {
    oss: Oss,
}

impl Oss {
    /// Returns the callers without credentials.
    #[must_use]
    pub fn anonymous(&self) -> Anonymous {
        Anonymous { oss: self.clone() }
    }

    /// Asserts that an operation was called exactly this many times, with any answer.
    ///
    /// # Panics
    ///
    /// If the count differs; the message ends with the journal.
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
            fail_with(self, &format!("calls of {operation}"), &times(expected), &times(found), &journal);
        }
    }

    /// Asserts that an operation was called, and that its last call, by any caller, was refused for this reason.
    ///
    /// [`RamUser::assert_refused`] and its siblings check the calls of one caller.
    ///
    /// # Panics
    ///
    /// If it was not called, was answered, or was refused for another reason; the message ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Cause, Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let request = http::Request::get("/?acl").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    /// let _ = oss.handle(oss.signer(&acme.credentials()).sign(request.body(bytes::Bytes::new())?));
    /// oss.assert_refused(Operation::GetBucketAcl, Cause::NoSuchBucket);
    /// acme.assert_refused(Operation::GetBucketAcl, Cause::NoSuchBucket);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[track_caller]
    pub fn assert_refused(&self, operation: Operation, cause: Cause) {
        check(self, ("anybody", operation), &refused_with(cause), |_| true, |call| not_refused(call, cause));
    }

    /// Asserts the number of KMS calls that cost a fee: `..=2`, `0..1`, `3..`.
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
            fail(self, "calls of KMS", &range(bounds), &format!("{found}:\n{kms}"));
        }
    }

    /// Asserts that the world is unchanged since a snapshot.
    ///
    /// # Panics
    ///
    /// If it has changed; the message shows the [`Diff`], and ends with the journal.
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
        fail(self, "the world", "as in the snapshot", &format!("changed:{changes}"));
    }
}

impl Bucket {
    /// Asserts that the bucket has this encryption rule, or none with `None`.
    ///
    /// # Panics
    ///
    /// If it has another rule, or was deleted; the message ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{EncryptionRule, Oss};
    ///
    /// let logs = Oss::new().create_account("acme").create_bucket("logs");
    /// logs.assert_encryption(None);
    /// logs.set_encryption(EncryptionRule::kms("key-1"));
    /// logs.assert_encryption(EncryptionRule::kms("key-1"));
    /// ```
    #[track_caller]
    pub fn assert_encryption(&self, expected: impl Into<Option<EncryptionRule>>) {
        let show =
            |rule: &Option<EncryptionRule>| rule.as_ref().map_or_else(|| "no rule".to_owned(), ToString::to_string);
        self.compare("encryption of", &expected.into(), Self::encryption, show);
    }

    /// Asserts that the bucket has this policy, given as JSON. The meaning counts: white space does not, nor does a
    /// list around a single value.
    ///
    /// # Panics
    ///
    /// If it has another policy or none, or was deleted: the message ends with the journal. Also if the JSON is not a
    /// valid [`BucketPolicy`]: the message names the place in it.
    ///
    /// # Example
    ///
    /// ```
    /// let logs = ossmock::Oss::new().create_account("acme").create_bucket("logs").set_policy(
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

    /// Asserts that the object under a key has a replica in another bucket, made by a replication rule.
    ///
    /// # Panics
    ///
    /// If it has none; the message has the reason (no rule, not due yet, a rule that does not select SSE-KMS objects, a
    /// disabled key, …), and ends with the journal.
    ///
    /// # Example
    ///
    /// See [`Oss::replicate`].
    #[track_caller]
    pub fn assert_replicated(&self, key: &str, to: &Self) {
        if let Some(reason) = self.oss().why_not_replicated(self.name(), key, to.name()) {
            let subject = format!("object `{key}` of bucket `{}`", self.name());
            fail(self.oss(), &subject, &format!("replicated to `{}`", to.name()), &format!("not: {reason}"));
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
    /// ossmock::Oss::new().create_account("acme").create_bucket("logs").assert_no_policy();
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
    /// If that differs, or the bucket was deleted; the message ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// let acme = ossmock::Oss::new().create_account("acme");
    /// let site = acme.create_bucket("site");
    /// site.assert_blocks_public_access(true);
    /// site.set_block_public_access(false).assert_blocks_public_access(false);
    /// acme.set_block_public_access(true);
    /// site.assert_blocks_public_access(true);
    /// ```
    #[track_caller]
    pub fn assert_blocks_public_access(&self, expected: bool) {
        let show = |blocked: &bool| if *blocked { "blocked" } else { "not blocked" }.to_owned();
        self.compare("public access to", &expected, Self::blocks_public_access, show);
    }

    /// Compares one fact of the bucket. A deleted bucket differs from every expected value.
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
        fail(self.oss(), &format!("{what} bucket `{}`", self.name()), &show(expected), &found);
    }
}

macro_rules! assertions_on_callers {
    ($caller:ty) => {
        impl $caller {
            /// Asserts that this caller called the operation, and that permissions allowed its last call.
            ///
            /// The request may still have been refused for other reasons.
            ///
            /// # Panics
            ///
            /// If the caller never called it, or the last call was denied, or refused before permissions were checked;
            /// the message ends with the journal.
            #[track_caller]
            pub fn assert_allowed(&self, operation: Operation) {
                let asked = (&*self.subject(), operation);
                check(self.oss(), asked, "allowed", |record| self.made(record), |call| not_decided(call, None));
            }

            /// Asserts that this caller called the operation, and that its last call was denied in this way.
            ///
            /// # Panics
            ///
            /// If the caller never called it, or the last call was allowed, denied in the other way, or refused before
            /// permissions were checked; the message ends with the journal.
            #[track_caller]
            pub fn assert_denied(&self, operation: Operation, denial: Denial) {
                let (asked, expected) = ((&*self.subject(), operation), format!("{denial} denied"));
                check(self.oss(), asked, &expected, |record| self.made(record), |call| not_decided(call, Some(denial)));
            }

            /// Asserts that this caller called the operation, and that its last call was refused for this reason.
            ///
            /// A call that was refused before its caller was proven, such as one with a wrong signature, counts for the
            /// owner of the AccessKey in it.
            ///
            /// # Panics
            ///
            /// If the caller never called it, or the last call succeeded or was refused for another reason; the message
            /// ends with the journal.
            ///
            /// # Example
            ///
            /// See [`Oss::assert_refused`].
            #[track_caller]
            pub fn assert_refused(&self, operation: Operation, cause: Cause) {
                let (asked, expected) = ((&*self.subject(), operation), refused_with(cause));
                check(self.oss(), asked, &expected, |record| self.made(record), |call| not_refused(call, cause));
            }
        }
    };
}

assertions_on_callers!(Account);
assertions_on_callers!(RamUser);
assertions_on_callers!(Role);
assertions_on_callers!(RoleSession);
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

impl Role {
    fn subject(&self) -> String {
        format!("role `{}`", self.name())
    }

    fn made(&self, record: &Record) -> bool {
        record.supposed_caller().is_some_and(|caller| CallerPattern::from(self).is(caller))
    }
}

impl RoleSession {
    fn subject(&self) -> String {
        format!("session `{}`", CallerPattern::from(self))
    }

    fn made(&self, record: &Record) -> bool {
        record.supposed_caller().is_some_and(|caller| CallerPattern::from(self).is(caller))
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

impl From<&Anonymous> for CallerPattern {
    fn from(_: &Anonymous) -> Self {
        Self(CallerName::Anonymous)
    }
}

/// Checks the last call of an operation by a caller; `wrong` returns the mistake, if there is one.
#[track_caller]
fn check(
    oss: &Oss,
    (subject, operation): (&str, Operation),
    expected: &str,
    made: impl Fn(&Record) -> bool,
    wrong: impl Fn(&Record) -> Option<String>,
) {
    let journal = oss.journal();
    let last = journal.iter().rev().find(|r| r.operation() == Some(operation) && made(r));
    let found = match last.map(wrong) {
        Some(None) => return,
        Some(Some(found)) => found,
        None if journal.is_empty() && journal.dropped() == 0 => {
            "no call at all: does the client under test use the address of this fake?".to_owned()
        }
        None => "no such call".to_owned(),
    };
    fail_with(oss, &format!("{subject} calling {operation}"), expected, &found, &journal);
}

/// Describes another decision than the expected one; `None` stands for allowed.
fn not_decided(call: &Record, expected: Option<Denial>) -> Option<String> {
    match call.decision() {
        Some(decision) if decision.denial() == expected => None,
        Some(decision) => Some(format!("call #{} was {decision}", call.number())),
        None => Some(format!("call #{} was refused before permissions were asked: {call}", call.number())),
    }
}

fn refused_with(cause: Cause) -> String {
    format!("refused with {cause}")
}

/// Describes another end of a call than the expected one.
fn not_refused(call: &Record, expected: Cause) -> Option<String> {
    match call.cause() {
        Some(cause) if cause == expected => None,
        Some(cause) => Some(format!("call #{} was refused with {cause}: {call}", call.number())),
        None => Some(format!("call #{} was not refused: {call}", call.number())),
    }
}

fn times(count: u64) -> String {
    match count {
        0 => "none".to_owned(),
        count => count.to_string(),
    }
}

#[track_caller]
fn fail(oss: &Oss, subject: &str, expected: &str, found: &str) -> ! {
    fail_with(oss, subject, expected, found, &oss.journal())
}

/// Fails with the journal that was checked.
#[track_caller]
fn fail_with(oss: &Oss, subject: &str, expected: &str, found: &str, journal: &Journal) -> ! {
    // Made before the panic: a panic while a message is made would end the process.
    let message = with_journal(&format!("{subject}\n  expected: {expected}\n  found:    {found}\n"), oss, journal);
    panic!("{message}")
}

/// Appends the journal to a message.
fn with_journal(message: &str, oss: &Oss, journal: &Journal) -> String {
    oss.is_told(journal);
    format!("{message}\njournal:\n{journal}")
}

/// Describes a range in words.
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
