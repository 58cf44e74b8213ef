//! The journal: a bounded record of each call through the rooms, readable as a table.

mod bodies;
mod head;
mod honesty;
mod json;
mod kept;
mod log;
mod needs;
mod note;
mod pattern;
mod refused;
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use http::Method;
use jiff::Timestamp;

use crate::auth::{Caller, SignatureMismatch};
use crate::error::{Assumption, Cause, Profile, Refusal};
use crate::op::{Operation, PermissionChecks};
use crate::ram::{Decision, Explanation};
use crate::wire::text::system_time;
use crate::wire::{Caveats, RequestId, lines_without_secrets, without_secrets};
use crate::world::{CorsOutcome, EncryptionRule, KmsKeyId, StoredAccessKey};

pub(crate) use bodies::{KeptBodies, KeptBody, MAX_KEPT_BODY};
pub(crate) use head::KeptHead;
pub use honesty::HonestyReport;
use kept::MAX_TEXT;
pub(crate) use kept::kept;
pub(crate) use log::Log;
pub(crate) use needs::Incomplete;
use note::Note;
pub use pattern::{CallPattern, CallerPattern, any_call, call};
pub(crate) use pattern::{CallerName, Compared};
#[cfg(feature = "fixtures")]
pub(crate) use table::JournalEntry;

/// The number of records a journal keeps by default.
pub(crate) const DEFAULT_CAPACITY: usize = 1_000;

/// The most bytes kept of a method; the longest method of OSS has seven letters.
const MAX_METHOD: usize = 32;

/// One call: how far it came, its decision, and its answer.
///
/// # Example
///
/// ```
/// use ossmock::{Cause, Denial, Operation, Oss};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// acme.create_bucket("logs");
/// let ci = acme.create_ram_user("ci");
/// let request = http::Request::get("http://logs.localhost/?acl").body(bytes::Bytes::new())?;
/// let _ = oss.handle(oss.signer(&ci.credentials()).sign(request));
///
/// let journal = oss.journal();
/// let record = journal.last().expect("a call");
/// assert_eq!((record.operation(), record.bucket()), (Some(Operation::GetBucketAcl), Some("logs")));
/// assert_eq!((record.status(), record.caller().expect("known").to_string()), (Some(403), "acme/ci".to_owned()));
/// assert_eq!(record.decision().expect("a decision").denial(), Some(Denial::Implicit));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone)]
pub struct Record {
    pub(crate) number: u64,
    pub(crate) at: Timestamp,
    pub(crate) request_id: RequestId,
    pub(crate) method: Method,
    pub(crate) head: KeptHead,
    pub(crate) operation: Option<Operation>,
    pub(crate) bucket: Option<String>,
    pub(crate) key: Option<String>,
    pub(crate) access_key_id: Option<String>,
    pub(crate) caller: Option<Caller>,
    pub(crate) asked: PermissionChecks,
    /// The owner of the claimed AccessKey, where the claim was not proved.
    pub(crate) claims_to_be: Option<Box<Caller>>,
    /// The encryption rule in the request, if the call came that far.
    pub(crate) rule: Option<EncryptionRule>,
    pub(crate) outcome: Outcome,
    /// The message of the answer, if it replaces that of its cause.
    pub(crate) message: Option<String>,
    /// The EC of the answer, if it is an error that has one.
    pub(crate) ec: Option<&'static str>,
    /// The profile whose messages the causes have.
    pub(crate) profile: Profile,
    pub(crate) note: Option<String>,
    /// The outcome of the bucket's CORS rules, if the request is of a page of another origin.
    pub(crate) cors: Option<Arc<CorsOutcome>>,
    pub(crate) mismatch: Option<Box<SignatureMismatch>>,
    /// The effects of faults on the call, with the lines that armed them.
    pub(crate) injected: Vec<String>,
    /// The AccessKey that the signature proved the client to know.
    pub(crate) signed_with: Option<Arc<StoredAccessKey>>,
    /// The test that the request says it belongs to.
    pub(crate) test_id: Option<String>,
    /// The assumptions that the answer rests on, and the ignored parts.
    pub(crate) caveats: Caveats,
    /// The milliseconds from its head to its answer, by the clock of the fake.
    pub(crate) took: u64,
    /// The bodies of request and answer, if the fake keeps them.
    pub(crate) bodies: Option<Arc<KeptBodies>>,
}

/// The end of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Answered {
        status: u16,
    },
    Refused {
        cause: Cause,
    },
    /// Admitted, but the front never delivered the body.
    Abandoned,
    /// A fault closed the connection instead of answering.
    Unanswered,
}

impl Outcome {
    /// All names.
    #[cfg(feature = "control")]
    pub const NAMES: [&str; 4] = ["answered", "refused", "abandoned", "unanswered"];

    /// The name in [`Record::to_json`].
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answered { .. } => "answered",
            Self::Refused { .. } => "refused",
            Self::Abandoned => "abandoned",
            Self::Unanswered => "unanswered",
        }
    }
}

impl Record {
    /// The number of the call among all calls, from 1; dropped and cleared records count.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// The time the head of the request was read, by the clock of the fake.
    #[must_use]
    pub fn at(&self) -> SystemTime {
        system_time(self.at)
    }

    /// The request id of the answer.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The method, at most 32 bytes of it.
    #[must_use]
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The `Host` header, at most 2 KiB of it.
    #[must_use]
    pub fn host(&self) -> &str {
        self.head.host()
    }

    /// Path and query as sent, at most 2 KiB. The values of security tokens and of the signature of a URL are withheld.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let request = http::Request::get("/note?Signature=abc%3D&Expires=1").header("Host", "logs.localhost");
    /// let _ = oss.handle(request.body(bytes::Bytes::new())?);
    /// let journal = oss.journal();
    /// assert_eq!(journal.last().expect("a call").target(), "/note?Signature=(withheld)&Expires=1");
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn target(&self) -> &str {
        self.head.target()
    }

    /// The headers, names in lower case: at most 64, 512 bytes of each name and value, and 8 KiB in all. The values of security
    /// tokens, of cookies, and of an `Authorization` that is not an OSS signature are withheld; of a signed URL, for example in
    /// `Referer`, the same as of the target.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let request = http::Request::get("/").header("Host", "localhost").header("x-oss-security-token", "s3cret");
    /// let _ = oss.handle(request.body(bytes::Bytes::new())?);
    /// let journal = oss.journal();
    /// let headers: Vec<_> = journal.last().expect("a call").headers().collect();
    /// assert_eq!(headers, [("host", "localhost"), ("x-oss-security-token", "(withheld)")]);
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.head.headers()
    }

    /// The operation of the request; `None` if it was refused before that was known.
    #[must_use]
    pub const fn operation(&self) -> Option<Operation> {
        self.operation
    }

    /// The bucket the request names.
    #[must_use]
    pub fn bucket(&self) -> Option<&str> {
        self.bucket.as_deref()
    }

    /// The key of the object the request names.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The AccessKey id the request claims, proved or not.
    #[must_use]
    pub fn access_key_id(&self) -> Option<&str> {
        self.access_key_id.as_deref()
    }

    /// The caller the signature proved; `None` if the request was refused before that was known.
    #[must_use]
    pub const fn caller(&self) -> Option<&Caller> {
        self.caller.as_ref()
    }

    /// The proved caller or, without a proof, the owner of the claimed AccessKey.
    pub(crate) fn supposed_caller(&self) -> Option<&Caller> {
        self.caller.as_ref().or(self.claims_to_be.as_deref())
    }

    /// The encryption rule that `PutBucketEncryption` or `PutBucket` asks for; `None` if the request was refused before that
    /// was read. At most 2 KiB of a key id are kept.
    #[must_use]
    pub const fn rule(&self) -> Option<&EncryptionRule> {
        self.rule.as_ref()
    }

    /// The decision and its reason; `None` if the request was refused before the decision. If the caller may do the operation
    /// but lacks a permission for something in the body, such as a KMS key, it is that denial.
    ///
    /// With [`Builder::audit`](crate::Builder::audit), denied calls are carried out nevertheless.
    #[must_use]
    pub fn decision(&self) -> Option<&Decision> {
        let denied = self.asked.explanation.as_ref().map(|explanation| &explanation.decision);
        let decision = self.asked.decision.as_ref();
        // The explanation quotes less of a statement than the decision.
        denied.filter(|_| decision.is_none_or(Decision::is_allowed)).or(decision)
    }

    /// The explanation of a denial, with the missing grants; `None` if the call was allowed or no decision was made.
    ///
    /// It has the four statements nearest to applying, and the first 200 characters of each text.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// oss.create_account("acme").set_id("1001").create_bucket("logs");
    /// let ci = oss.account("acme").unwrap().create_ram_user("ci").allow("oss:Get*", "*");
    /// let request = http::Request::delete("/?encryption").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    /// oss.handle(oss.signer(&ci.credentials()).sign(request.body(bytes::Bytes::new())?));
    ///
    /// let journal = oss.journal();
    /// let explanation = journal.last().and_then(|record| record.explanation()).expect("it was denied");
    /// assert_eq!(explanation.advice(), [
    ///     "missing: a policy with Allow oss:DeleteBucketEncryption on acs:oss:*:1001:logs",
    ///     "nearest: policy 1 statement 1: Allow oss:Get* on *",
    ///     "         the action does not match",
    /// ]);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn explanation(&self) -> Option<&Explanation> {
        self.asked.explanation.as_deref()
    }

    /// The permissions the call needed, as action and resource, for example `oss:PutBucketEncryption` and `acs:oss:*:*:logs`;
    /// at most 2 KiB of each. It includes those the caller lacks.
    pub fn needs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.asked.needs.iter().map(|need| (need.action, &*need.resource))
    }

    fn advice(&self) -> Vec<String> {
        let lines = self.explanation().map(Explanation::advice).unwrap_or_default();
        lines.into_iter().map(|line| without_secrets(&line).into_owned()).collect()
    }

    /// The status of the answer; `None` if the body never came.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match self.outcome {
            Outcome::Answered { status } => Some(status),
            Outcome::Refused { cause } => Some(cause.status()),
            Outcome::Abandoned | Outcome::Unanswered => None,
        }
    }

    /// The cause of the refusal; `None` if the request was not refused.
    #[must_use]
    pub const fn cause(&self) -> Option<Cause> {
        match self.outcome {
            Outcome::Refused { cause } => Some(cause),
            _ => None,
        }
    }

    /// The message of a refusal, at most 2 KiB of it.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref().or_else(|| self.cause().map(|cause| cause.message(self.profile)))
    }

    /// A note on the call, for example the wrong part of the XML, the known client mistake that causes its wrong signature, the
    /// retention policy that protects the object, or the objects that a deletion left for it.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref().or(self.caveats.turn.as_deref())
    }

    /// The outcome of the CORS rules of the bucket, for a preflight and for a request with `Origin`: the rule that matches, or the
    /// part of the nearest rule that does not. `None` for other requests, and without a bucket.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::settings::{Cors, CorsMethod, CorsRule};
    ///
    /// let oss = ossmock::Oss::new();
    /// let photos = oss.create_account("acme").create_bucket("photos");
    /// photos.set_cors(Cors::new([CorsRule::new(["https://shop.example"], [CorsMethod::Get])]));
    /// let preflight = http::Request::options("http://photos.localhost/cat")
    ///     .header("Origin", "https://shop.example")
    ///     .header("Access-Control-Request-Method", "PUT");
    /// assert_eq!(oss.handle(preflight.body(bytes::Bytes::new())?).status(), 403);
    ///
    /// let journal = oss.journal();
    /// let outcome = journal.last().and_then(|record| record.cors()).expect("a preflight");
    /// assert_eq!(
    ///     outcome.to_string(),
    ///     "CORS: no rule matches PUT from https://shop.example; rule 1 comes nearest, but its AllowedMethod GET lacks PUT"
    /// );
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn cors(&self) -> Option<&CorsOutcome> {
        self.cors.as_deref()
    }

    /// The mismatch of a wrong signature: the text the server signed, and the likely mistake of the client.
    #[must_use]
    pub fn signature_mismatch(&self) -> Option<&SignatureMismatch> {
        self.mismatch.as_deref()
    }

    /// The effects of [faults](crate::Oss::fault) on the call, each with the line that armed it.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Cause, Operation, Oss};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let _busy = oss.fault(Operation::ListBuckets).error(Cause::ServiceUnavailable);
    /// let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
    /// assert_eq!(oss.handle(oss.signer(&acme.credentials()).sign(request)).status(), 503);
    ///
    /// let journal = oss.journal();
    /// let injected: Vec<&str> = journal.last().expect("a call").injected().collect();
    /// assert!(injected[0].starts_with("503 ServiceUnavailable ("));
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn injected(&self) -> impl Iterator<Item = &str> {
        self.injected.iter().map(String::as_str)
    }

    /// The assumptions that the answer rests on; for an error, see also [`Cause::provenance`].
    pub fn assumptions(&self) -> impl Iterator<Item = Assumption> {
        self.caveats.assumptions.iter().copied()
    }

    /// Returns `true` if the answer rests on something assumed: the status or the code of an error, or one of
    /// [`Record::assumptions`].
    #[must_use]
    pub fn is_assumed(&self) -> bool {
        !self.caveats.assumptions.is_empty() || self.has_assumed_cause()
    }

    /// The ignored parts of a successful request: `header x-oss-…`, `parameter …`, `element …`, and of a form `field …`, unless
    /// it stands for a header. For any request, it includes the headers that OSS does not see because their names have other
    /// characters than letters, digits and `-`. At most 32.
    pub fn ignored(&self) -> impl Iterator<Item = String> {
        self.caveats.ignored.iter().map(ToString::to_string)
    }

    /// The test that the request says it belongs to, in the header `x-ossmock-test-id`.
    #[must_use]
    pub fn test_id(&self) -> Option<&str> {
        self.test_id.as_deref()
    }

    /// Records that the call was refused.
    pub(crate) fn refuse(&mut self, refusal: &Refusal) {
        self.outcome = Outcome::Refused { cause: refusal.cause };
        self.ec = refusal.ec();
        self.message = refusal.message.as_deref().map(kept);
        self.note = refusal.note.as_deref().map(kept).or_else(|| self.message.clone());
    }

    fn answer(&self) -> String {
        match self.outcome {
            Outcome::Answered { status } => status.to_string(),
            Outcome::Refused { cause } => format!("{} {}", cause.status(), cause.code()),
            Outcome::Abandoned => "no body came".to_owned(),
            Outcome::Unanswered => "closed".to_owned(),
        }
    }

    fn why(&self) -> String {
        let mut why = Vec::new();
        let decision = self.asked.decision.as_ref();
        why.extend(decision.map(ToString::to_string));
        if let Some(cause) = self.cause().filter(|_| decision.is_none_or(Decision::is_allowed)) {
            why.push(format!("refused: {cause}"));
        }
        why.extend(self.note.clone());
        why.extend(self.cors.as_ref().map(ToString::to_string));
        why.extend(self.caveats.turn.as_deref().map(kept));
        why.extend(self.caveats.doubts.iter().cloned());
        why.extend(self.injected.iter().map(|injected| format!("injected: {injected}")));
        why.join("; ")
    }
}

impl fmt::Debug for Record {
    /// Writes the number before the line of `Display`: `#7 PutBucketEncryption logs acme/ci: 200 (…)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{} {self}", self.number)
    }
}

impl fmt::Display for Record {
    /// Writes for example `PutBucketEncryption logs acme/ci: 403 AccessDenied (implicitly denied: no policy is attached to the
    /// caller)`.
    ///
    /// The reasons include the diagnosis of a wrong signature. `{:#}` adds, on the same line, the missing grants, the nearest
    /// statement, and the ignored parts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [_, operation, bucket, caller, answer, why] = self.cells();
        write!(f, "{operation} {bucket} {caller}: {answer}")?;
        if !why.is_empty() {
            write!(f, " ({why})")?;
        }
        let advice = if f.alternate() { self.advice() } else { Vec::new() };
        advice.iter().try_for_each(|line| write!(f, "; {}", line.trim_start()))?;
        let ignored: Vec<String> = if f.alternate() { self.ignored().collect() } else { Vec::new() };
        if ignored.is_empty() { Ok(()) } else { write!(f, "; warning: ignored {}", ignored.join(", ")) }
    }
}

impl Record {
    fn cells(&self) -> [String; 6] {
        let caller = match (&self.caller, &self.access_key_id) {
            (Some(caller), _) => caller.to_string(),
            (None, Some(id)) => format!("? {id}"),
            (None, None) => "?".to_owned(),
        };
        [
            self.number.to_string(),
            self.operation.map_or_else(|| format!("{} {}", self.method, self.target()), |o| o.name().to_owned()),
            self.bucket.clone().unwrap_or_else(|| "-".to_owned()),
            caller,
            self.answer(),
            lines_without_secrets(&self.why()).into_owned(),
        ]
    }
}

/// The calls a fake has received so far: a copy that later calls do not change.
///
/// `Display` is a table with the reason for each answer, and with the work of [`Oss::run_due`](crate::Oss::run_due) in its place. Below each denial, it shows the missing grants and the nearest
/// statement, as [`Explanation::advice`] gives them; below the table, it shows the signed text for each wrong signature.
///
/// # Limits
///
/// The newest 1,000 calls are kept, or as many as [`Builder::journal_capacity`](crate::Builder::journal_capacity) sets.
/// [`Journal::dropped`] is the number of older calls; [`Journal::count`] includes them. At most 2 KiB of each text from a
/// client are kept, and 8 KiB of its headers.
///
/// # Example
///
/// ```
/// use ossmock::{Operation, Oss};
///
/// let oss = Oss::new();
/// oss.create_account("acme").create_bucket("logs");
/// let _ = oss.handle(http::Request::get("http://logs.localhost/note").body(bytes::Bytes::new())?);
///
/// let journal = oss.journal();
/// assert_eq!(journal.count(Operation::GetObject), 1);
/// let refused = journal.iter().filter(|record| record.status() == Some(403));
/// assert_eq!(refused.map(|record| record.key()).collect::<Vec<_>>(), [Some("note")]);
/// println!("{journal}"); // a table, with what each refused call lacked
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Journal {
    records: Vec<Arc<Record>>,
    dropped: BTreeMap<Option<Operation>, u64>,
    notes: Vec<Note>,
    /// The number of all calls when it was copied, including cleared ones.
    #[cfg(feature = "control")]
    total: u64,
}

impl Journal {
    /// The records, oldest first.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Record> + ExactSizeIterator {
        self.records.iter().map(|record| &**record)
    }

    /// The newest record.
    #[must_use]
    pub fn last(&self) -> Option<&Record> {
        self.records.last().map(|record| &**record)
    }

    /// The number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns `true` if there is no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The number of the oldest kept call; if none is kept, the number of the next call.
    #[cfg(feature = "control")]
    pub(crate) fn first(&self) -> u64 {
        self.records.first().map_or(self.total + 1, |record| record.number)
    }

    /// The number of the newest call, kept or not; 0 before the first call.
    #[cfg(feature = "control")]
    pub(crate) const fn last_number(&self) -> u64 {
        self.total
    }

    /// The number of older calls that are no longer kept.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.values().sum()
    }

    /// The number of calls of an operation, whatever the answer, including calls that are no longer kept.
    #[must_use]
    pub fn count(&self, operation: Operation) -> u64 {
        let kept = self.iter().filter(|record| record.operation == Some(operation)).count();
        kept as u64 + self.dropped.get(&Some(operation)).copied().unwrap_or_default()
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal")
            .field("records", &self.records)
            .field("dropped", &self.dropped())
            .finish_non_exhaustive()
    }
}

/// The rule with at most 2 KiB of its key id.
pub(crate) fn kept_rule(rule: EncryptionRule) -> EncryptionRule {
    match rule {
        EncryptionRule::Kms { key_id: Some(id), data_encryption } if id.as_str().len() > MAX_TEXT => {
            EncryptionRule::Kms { key_id: KmsKeyId::new(&kept(id.as_str())), data_encryption }
        }
        rule => rule,
    }
}

/// The method, cut to a length that no HTTP method reaches.
pub(crate) fn kept_method(method: &Method) -> Method {
    let name = method.as_str().as_bytes();
    if name.len() <= MAX_METHOD {
        return method.clone();
    }
    Method::from_bytes(&name[..MAX_METHOD]).unwrap_or_default()
}
