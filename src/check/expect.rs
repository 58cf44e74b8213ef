//! Expected and denied calls: counted from the moment they are armed, checked when they are dropped, or before.

use std::fmt;
use std::panic::Location;
use std::thread;

use super::paint::Paint;
use super::{near, with_journal};
use crate::effect::ArmedBy;
use crate::error::Assumption;
use crate::journal::{CallPattern, Journal};
use crate::oss::armed::{ExpectationVerdict, Expected, Forbidden, Forbids};
use crate::oss::{Builder, Oss};

/// An expectation of calls, from [`Oss::expect`]; it is checked when it is dropped, or before by
/// [`Expectation::verify`].
///
/// The default is at least one call.
///
/// # Panics
///
/// When it is dropped and the count of calls is wrong, unless the test is panicking already. A drop has no line in the
/// test, so the message starts with the line that created the expectation; then come the closest calls, field by field,
/// and the journal.
///
/// # Limits
///
/// The count is exact, also if the journal drops calls. Close calls are searched only in the journal.
///
/// # Example
///
/// ```
/// use ossmock::{Operation, Oss, call};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let lists = oss.expect(call(Operation::ListBuckets).by(&acme).succeeds());
/// let lists = lists.at_least(1).at_most(3).named("the agent looks around");
/// let never = oss.expect(call(Operation::PutBucket)).never();
///
/// let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
/// assert_eq!(oss.handle(oss.signer(&acme.credentials()).sign(request)).status(), 200);
///
/// assert_eq!(lists.count(), 1);
/// lists.verify(); // at this line; `never` is checked where it is dropped
/// # Ok::<(), http::Error>(())
/// ```
#[must_use = "an expectation is checked where it is dropped, which is here: bind it to a name"]
pub struct Expectation {
    oss: Oss,
    id: u64,
}

/// A guard that denies unexpected calls while it lives; from [`Oss::deny_unexpected`].
///
/// # Panics
///
/// When it is dropped and such a call has come, unless the test is panicking already; the message starts with the line
/// that created the guard, and names the calls.
///
/// # Limits
///
/// All such calls are counted, and the first ten are named.
///
/// # Example
///
/// ```
/// use ossmock::{Operation, Oss, call};
///
/// let oss = Oss::new();
/// let listings = oss.expect(call(Operation::ListBuckets)).at_least(0);
/// let nothing_else = oss.deny_unexpected();
/// // … the code under test may list buckets, and nothing more …
/// nothing_else.verify();
/// ```
#[must_use = "unexpected calls are denied until this is dropped, which is here: bind it to a name"]
pub struct DenyUnexpected {
    oss: Oss,
    id: u64,
}

impl Oss {
    /// Expects calls from now on, as they end: at least one, unless [`Expectation::times`] or a similar method changes
    /// that.
    ///
    /// Several expectations may be armed, and a call counts for each that matches it. Forks have none.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{EncryptionRule, Operation, Oss, call};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("logs");
    /// let rule = EncryptionRule::kms("key-1");
    /// let put = call(Operation::PutBucketEncryption).bucket("logs").by(&acme).rule(rule).succeeds();
    /// let put = oss.expect(put).times(1).named("the rule is set");
    /// let delete = oss.expect(call(Operation::DeleteBucketEncryption)).never();
    ///
    /// let rule = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm>\
    ///             <KMSMasterKeyID>key-1</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";
    /// let request = http::Request::put("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    /// let request = oss.signer(&acme.credentials()).sign(request.body(rule.into())?);
    /// assert_eq!(oss.handle(request).status(), 200);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[track_caller]
    pub fn expect(&self, pattern: CallPattern) -> Expectation {
        let id = self.arm(Expected::new(ArmedBy::Test(Location::caller()), vec![pattern]));
        Expectation { oss: self.clone(), id }
    }

    /// Expects calls in this order, from now on; other calls may come in between.
    ///
    /// [`Expectation::times`] and similar methods count how often the whole order comes.
    ///
    /// # Panics
    ///
    /// If the order has no call.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Operation, Oss, call};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let story = oss.expect_in_order([call(Operation::PutBucket), call(Operation::DeleteBucket)]).times(1);
    /// for method in ["PUT", "DELETE"] {
    ///     let request = http::Request::builder().method(method).header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    ///     let _ = oss.handle(oss.signer(&acme.credentials()).sign(request.body(bytes::Bytes::new())?));
    /// }
    /// story.verify();
    /// # Ok::<(), http::Error>(())
    /// ```
    #[track_caller]
    pub fn expect_in_order(&self, steps: impl IntoIterator<Item = CallPattern>) -> Expectation {
        let steps: Vec<CallPattern> = steps.into_iter().collect();
        assert!(!steps.is_empty(), "an order without calls is always kept: name at least one");
        let id = self.arm(Expected::new(ArmedBy::Test(Location::caller()), steps));
        Expectation { oss: self.clone(), id }
    }

    /// Denies calls that no expectation covers: a call that ends from now on and matches no armed expectation fails the
    /// test. Its answer is the usual one.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Operation, Oss, call};
    ///
    /// let oss = Oss::new();
    /// let lists = oss.expect(call(Operation::ListBuckets)).at_most(1);
    /// let strict = oss.deny_unexpected();
    /// let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
    /// let _ = oss.handle(request);
    /// strict.verify();
    /// # Ok::<(), http::Error>(())
    /// ```
    #[track_caller]
    pub fn deny_unexpected(&self) -> DenyUnexpected {
        let id = self.forbid(Forbidden::new(ArmedBy::Test(Location::caller()), Forbids::Unexpected));
        DenyUnexpected { oss: self.clone(), id }
    }

    /// Checks everything at once: each armed expectation, each [fault](Oss::fault) that must have fired,
    /// [`Oss::deny_unexpected`], and [`Builder::deny_unemulated`]. They continue afterwards, but each reports a failure
    /// once.
    ///
    /// # Panics
    ///
    /// If one of them is not fulfilled; the message has all that are not, and ends with the journal.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let quiet = oss.expect(ossmock::expect::any_call()).never();
    /// oss.verify();
    /// ```
    #[track_caller]
    pub fn verify(&self) {
        if let Some(message) = self.failures() {
            panic!("{message}");
        }
    }

    fn failures(&self) -> Option<String> {
        let journal = self.journal();
        let paint = Paint::of_panics();
        let (expected, forbidden, idle) = self.unmet();
        let expected = expected.iter().map(|expected| near::unmet(expected, &journal, paint));
        let failures = expected.chain(forbidden.iter().map(near::forbidden));
        let idle = idle.iter().map(|fault| near::idle(fault, &journal, paint));
        let failures: Vec<String> = failures.chain(idle).collect();
        (!failures.is_empty()).then(|| with_journal(&failures.join("\n"), self, &journal))
    }
}

#[cfg(feature = "control")]
impl Oss {
    /// Returns the messages of the failed checks that the control plane armed. They stay armed, and are returned again.
    pub(crate) fn failures_of_control(&self) -> Vec<String> {
        let journal = self.journal();
        let (expected, forbidden) = (self.expected_by_control(), self.forbidden_by_control());
        let unmet = expected.iter().filter(|(_, expected)| expected.verdict() != ExpectationVerdict::Met);
        let unmet = unmet.map(|(_, expected)| near::unmet(expected, &journal, Paint::Plain));
        let came = forbidden.iter().filter(|(_, forbidden)| forbidden.count > 0);
        unmet.chain(came.map(|(_, forbidden)| near::forbidden(forbidden))).collect()
    }
}

impl Builder {
    /// Fails the test if a call was answered `501 NotEmulated`: a gap of ossmock must not look like an answer that the
    /// code under test handled.
    ///
    /// The fake remembers such calls. It reports them at [`Oss::verify`], and otherwise when the last of the test's
    /// handles is dropped: a handle of the fake, of a thing in it, or of a server. The background tasks of a server do
    /// not count as handles. A fork reports its own calls.
    ///
    /// # Panics
    ///
    /// There, unless the test is panicking already; the message starts with the line of this call.
    ///
    /// # Limits
    ///
    /// A handle that is never dropped, as in a `static`, reports nothing: call [`Oss::verify`].
    ///
    /// # Example
    ///
    /// ```should_panic
    /// let oss = ossmock::Oss::builder().deny_unemulated().build();
    /// oss.create_account("acme").create_bucket("logs");
    /// let request = http::Request::get("/?lifecycle").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    /// assert_eq!(oss.handle(request.body(bytes::Bytes::new()).unwrap()).status(), 501);
    /// oss.verify(); // names GetBucketLifecycle
    /// ```
    #[must_use]
    #[track_caller]
    pub fn deny_unemulated(self) -> Self {
        self.strict(Location::caller(), Forbids::Unemulated, last_look)
    }

    /// Fails the test if a part of a request that succeeded was ignored: a header `x-oss-…`, a query parameter, a field of a
    /// form or an element of XML that ossmock does not know or does not use for the operation. Real OSS may obey it.
    ///
    /// It reports when [`Builder::deny_unemulated`] does. [`Oss::honesty_report`] names the same parts without failing,
    /// and [`Builder::allow_parameters`] allows parameters.
    ///
    /// # Panics
    ///
    /// As [`Builder::deny_unemulated`].
    ///
    /// # Example
    ///
    /// ```should_panic
    /// let oss = ossmock::Oss::builder().deny_ignored().build();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("logs");
    /// let request = http::Request::get("http://logs.localhost/?acl").header("x-oss-colour", "red");
    /// let request = oss.signer(&acme.credentials()).sign(request.body(bytes::Bytes::new()).unwrap());
    /// assert_eq!(oss.handle(request).status(), 200);
    /// oss.verify(); // names x-oss-colour
    /// ```
    #[must_use]
    #[track_caller]
    pub fn deny_ignored(self) -> Self {
        self.strict(Location::caller(), Forbids::Ignored, last_look)
    }

    /// Fails the test if an answer is only assumed: an error whose status or code has no source, or an answer that
    /// rests on an [`Assumption`]. An assumed message or EC does not count, see
    /// [`Cause::columns`](crate::Cause::columns). The answers of a [fault](Oss::fault) do not count.
    ///
    /// It reports when [`Builder::deny_unemulated`] does. [`Oss::honesty_report`] reports the same without failing.
    ///
    /// # Panics
    ///
    /// As [`Builder::deny_unemulated`].
    ///
    /// # Example
    ///
    /// ```should_panic
    /// let oss = ossmock::Oss::builder().deny_assumed().build();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("logs");
    /// let request = http::Request::delete("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    /// let request = oss.signer(&acme.credentials()).sign(request.body(bytes::Bytes::new()).unwrap());
    /// assert_eq!(oss.handle(request).status(), 204);
    /// oss.verify(); // names NoRuleToDelete
    /// ```
    #[must_use]
    #[track_caller]
    pub fn deny_assumed(self) -> Self {
        self.deny_assumed_but([])
    }

    /// Fails the test as [`Builder::deny_assumed`] does, except for answers that rest on these assumptions: the test
    /// knows them.
    ///
    /// # Panics
    ///
    /// As [`Builder::deny_unemulated`].
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Oss, honesty::Assumption};
    ///
    /// let oss = Oss::builder().deny_assumed_but([Assumption::NoRuleToDelete]).build();
    /// # let acme = oss.create_account("acme");
    /// # acme.create_bucket("logs");
    /// # let request = http::Request::delete("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    /// # let request = oss.signer(&acme.credentials()).sign(request.body(bytes::Bytes::new()).unwrap());
    /// # assert_eq!(oss.handle(request).status(), 204);
    /// oss.verify();
    /// ```
    #[must_use]
    #[track_caller]
    pub fn deny_assumed_but(self, known: impl IntoIterator<Item = Assumption>) -> Self {
        let but = known.into_iter().collect();
        self.strict(Location::caller(), Forbids::Assumed { but }, last_look)
    }
}

/// Checks the fake when the last handle of the test is dropped.
fn last_look(oss: &Oss) {
    if !thread::panicking() {
        oss.verify();
    }
}

impl Expectation {
    /// Expects exactly `count` calls.
    pub fn times(self, count: u64) -> Self {
        self.set(|expected| (expected.least, expected.most) = (Some(count), Some(count)));
        self
    }

    /// Expects no call.
    pub fn never(self) -> Self {
        self.times(0)
    }

    /// Expects at least `count` calls.
    ///
    /// # Panics
    ///
    /// If [`Expectation::at_most`] allows fewer.
    #[track_caller]
    pub fn at_least(self, count: u64) -> Self {
        self.set(|expected| expected.least = Some(count));
        self.check_bounds();
        self
    }

    /// Expects at most `count` calls; alone, also none.
    ///
    /// # Panics
    ///
    /// If [`Expectation::at_least`] needs more.
    #[track_caller]
    pub fn at_most(self, count: u64) -> Self {
        self.set(|expected| expected.most = Some(count));
        self.check_bounds();
        self
    }

    /// Names the expectation in the test's words, for its failure message.
    pub fn named(self, name: &str) -> Self {
        self.set(|expected| expected.name = Some(name.to_owned()));
        self
    }

    /// Returns the number of calls so far; for an order, the number of times the whole order has come.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.oss.expected(self.id, |expected| expected.passes).unwrap_or_default()
    }

    /// Checks the expectation now, at this line, and ends it.
    ///
    /// # Panics
    ///
    /// If the count of calls is wrong.
    #[track_caller]
    pub fn verify(self) {
        if let Some(message) = self.failure() {
            panic!("{message}");
        }
    }

    /// Ends the expectation, and returns the failure message.
    pub(super) fn failure(&self) -> Option<String> {
        self.unmet().map(|(_, told, journal)| with_journal(&told, &self.oss, &journal))
    }

    /// Ends the expectation. If it is not fulfilled, returns it with its failure message and the journal for the message.
    fn unmet(&self) -> Option<(Expected, String, Journal)> {
        let expected = self.oss.disarm(self.id).filter(|expected| expected.verdict() != ExpectationVerdict::Met)?;
        let journal = self.oss.journal();
        let told = near::unmet(&expected, &journal, Paint::of_panics());
        Some((expected, told, journal))
    }

    pub(super) const fn id(&self) -> u64 {
        self.id
    }

    pub(super) const fn oss(&self) -> &Oss {
        &self.oss
    }

    fn set(&self, set: impl FnOnce(&mut Expected)) {
        self.oss.expected(self.id, set);
    }

    #[track_caller]
    fn check_bounds(&self) {
        let bounds = self.oss.expected(self.id, |expected| (expected.least, expected.most));
        if let Some((Some(least), Some(most))) = bounds {
            assert!(least <= most, "at least {least} and at most {most} calls cannot be: make the first smaller");
        }
    }
}

impl Drop for Expectation {
    fn drop(&mut self) {
        // A failure that `Oss::verify` reported, in a test that goes on, is not reported again.
        if thread::panicking() {
            self.oss.disarm(self.id);
            return;
        }
        let Some((expected, message, journal)) = self.unmet() else { return };
        let message = message + near::dropped_early(expected.since, &journal);
        assert!(expected.told, "{}", with_journal(&message, &self.oss, &journal));
    }
}

impl fmt::Debug for Expectation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not under the lock: the writer may do anything.
        let expected = self.oss.expected(self.id, |expected| expected.clone());
        f.debug_struct("Expectation").field("expected", &expected).finish_non_exhaustive()
    }
}

impl DenyUnexpected {
    /// Checks the guard now, at this line, and ends it.
    ///
    /// # Panics
    ///
    /// If a call has come that no expectation covers.
    #[track_caller]
    pub fn verify(self) {
        if let Some(message) = self.failure() {
            panic!("{message}");
        }
    }

    fn failure(&self) -> Option<String> {
        let forbidden = self.oss.permit_again(self.id)?;
        Some(with_journal(&near::forbidden(&forbidden), &self.oss, &self.oss.journal()))
    }
}

impl Drop for DenyUnexpected {
    fn drop(&mut self) {
        let failure = self.failure();
        if let (Some(message), false) = (failure, thread::panicking()) {
            panic!("{message}");
        }
    }
}

impl fmt::Debug for DenyUnexpected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DenyUnexpected").finish_non_exhaustive()
    }
}
