//! Patterns of the calls that a test expects, and their comparison with calls.

use std::fmt;
use std::sync::Arc;

use super::{Record, kept, kept_rule};
use crate::auth::Caller;
use crate::error::Cause;
use crate::op::Operation;
use crate::world::EncryptionRule;

/// Matches all calls of an operation, for any caller, bucket and outcome.
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Operation, call};
///
/// let pattern = call(Operation::PutBucketEncryption).bucket("logs").rule(EncryptionRule::kms("key-1")).succeeds();
/// assert_eq!(pattern.to_string(), "PutBucketEncryption of bucket logs with rule KMS, key key-1, which succeeds");
/// ```
pub fn call(operation: Operation) -> CallPattern {
    CallPattern { operation: Some(operation), ..any_call() }
}

impl From<Operation> for CallPattern {
    fn from(operation: Operation) -> Self {
        call(operation)
    }
}

/// Matches all calls, including those without an operation: narrow it down with its methods.
///
/// # Example
///
/// ```
/// let oss = ossmock::Oss::new();
/// let acme = oss.create_account("acme");
/// // Only `acme` makes calls.
/// let owner = oss.expect(ossmock::expect::any_call().by(&acme)).at_least(0);
/// let others = oss.deny_unexpected();
/// ```
pub const fn any_call() -> CallPattern {
    CallPattern { operation: None, bucket: None, key: None, by: None, test_id: None, rule: None, outcome: None }
}

/// A pattern of calls: made by [`call`] or [`any_call`], narrowed down by its methods, and expected by
/// [`Oss::expect`](crate::Oss::expect).
///
/// If a method is called twice, the last call counts.
///
/// # Example
///
/// ```
/// use ossmock::{Cause, EncryptionRule, Operation, Oss, call, expect::any_call};
///
/// let oss = Oss::new();
/// let ci = oss.create_account("acme").create_ram_user("ci");
/// let rule = call(Operation::PutBucketEncryption).bucket("logs").by(&ci).rule(EncryptionRule::Aes256).succeeds();
/// let upload = call(Operation::PutObject).prefix("2026/").status(200);
/// let anonymous = any_call().by(&oss.anonymous());
/// let expected = [oss.expect(rule).never(), oss.expect(upload).times(0), oss.expect(anonymous).at_most(3)];
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a pattern does nothing until it is expected: `oss.expect(..)`"]
pub struct CallPattern {
    operation: Option<Operation>,
    bucket: Option<String>,
    key: Option<KeyPattern>,
    by: Option<CallerPattern>,
    test_id: Option<String>,
    rule: Option<EncryptionRule>,
    outcome: Option<Ending>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum KeyPattern {
    Is(String),
    StartsWith(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Success,
    Status(u16),
    Refused(Cause),
}

/// The caller in a pattern: an account, a RAM user, a role, a session of a role, or an anonymous caller. A reference to the
/// handle of any of them converts into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerPattern(pub(crate) CallerName);

/// A caller by name, as handles are: a caller of another world may have the same name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CallerName {
    Anonymous,
    Account(Arc<str>),
    RamUser { account: Arc<str>, name: Arc<str> },
    Role { account: Arc<str>, name: Arc<str> },
    Session { account: Arc<str>, role: Arc<str>, name: Arc<str> },
}

impl CallerPattern {
    pub(crate) fn is(&self, caller: &Caller) -> bool {
        match (&self.0, caller) {
            (CallerName::Anonymous, Caller::Anonymous) => true,
            (CallerName::Account(name), Caller::Account { name: found, .. }) => name == found,
            (CallerName::RamUser { account, name }, Caller::RamUser { name: found, account_name, .. })
            | (CallerName::Role { account, name }, Caller::Role { name: found, account_name, .. }) => {
                (account, name) == (account_name, found)
            }
            (CallerName::Session { account, role, name }, Caller::Role { name: found, session, account_name, .. }) => {
                (account, role, name) == (account_name, found, session)
            }
            _ => false,
        }
    }
}

impl fmt::Display for CallerPattern {
    /// Writes it as [`Caller`] does, with `*` for any session.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            CallerName::Anonymous => f.write_str("anonymous"),
            CallerName::Account(name) => f.write_str(name),
            CallerName::RamUser { account, name } => write!(f, "{account}/{name}"),
            CallerName::Role { account, name } => write!(f, "{account}/{name}/*"),
            CallerName::Session { account, role, name } => write!(f, "{account}/{role}/{name}"),
        }
    }
}

/// The fields a pattern may restrict, in the order they are shown.
const FIELDS: [&str; 7] = ["operation", "bucket", "key", "caller", "test id", "rule", "outcome"];

/// One field of a pattern, compared with a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Compared {
    pub field: &'static str,
    pub expected: String,
    pub found: String,
    pub matches: bool,
}

impl CallPattern {
    /// Matches calls on this bucket.
    pub fn bucket(mut self, name: &str) -> Self {
        self.bucket = Some(kept(name));
        self
    }

    /// Matches calls on the object with this key. Operations on a bucket have no key.
    pub fn key(mut self, key: &str) -> Self {
        self.key = Some(KeyPattern::Is(kept(key)));
        self
    }

    /// Matches calls on objects whose keys have this prefix. The first 2 KiB of a key are compared.
    ///
    /// # Example
    ///
    /// ```
    /// let pattern = ossmock::call(ossmock::Operation::PutObject).bucket("logs").prefix("2026/");
    /// assert_eq!(pattern.to_string(), "PutObject of bucket logs, keys 2026/*");
    /// ```
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.key = Some(KeyPattern::StartsWith(kept(prefix)));
        self
    }

    /// Matches calls by this caller: `&account`, `&ram_user`, `&role` for any of its sessions, `&session`, or
    /// `&oss.anonymous()`.
    ///
    /// A call refused before its caller is known, for example for a wrong signature, counts as one by the owner of the claimed
    /// AccessKey.
    pub fn by(mut self, caller: impl Into<CallerPattern>) -> Self {
        self.by = Some(caller.into());
        self
    }

    /// Matches calls that name this test in the header `x-ossmock-test-id`: tests that share a server tell their calls apart by
    /// it.
    pub fn test_id(mut self, id: &str) -> Self {
        self.test_id = Some(kept(id));
        self
    }

    /// Matches calls that ask for this encryption rule: in the body of `PutBucketEncryption` or the headers of `PutBucket`.
    ///
    /// A call without sufficient permissions is refused before its body is read: it asks for no rule. The first 2 KiB of a key
    /// id are compared.
    pub fn rule(mut self, rule: EncryptionRule) -> Self {
        self.rule = Some(kept_rule(rule));
        self
    }

    /// Matches calls answered with 2xx.
    pub const fn succeeds(mut self) -> Self {
        self.outcome = Some(Ending::Success);
        self
    }

    /// Matches calls answered with this status.
    pub const fn status(mut self, status: u16) -> Self {
        self.outcome = Some(Ending::Status(status));
        self
    }

    /// Matches calls refused with this cause, and no other.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Cause, Operation, call};
    ///
    /// let oss = ossmock::Oss::new();
    /// let ci = oss.create_account("acme").create_ram_user("ci");
    /// let lists = call(Operation::ListBuckets).by(&ci);
    /// let refused = oss.expect(lists.refused_with(Cause::ListBucketsForbidden)).times(1);
    ///
    /// let request = http::Request::get("/").header("Host", "localhost").body(bytes::Bytes::new())?;
    /// assert_eq!(oss.handle(oss.signer(&ci.credentials()).sign(request)).status(), 403);
    /// # Ok::<(), http::Error>(())
    /// ```
    pub const fn refused_with(mut self, cause: Cause) -> Self {
        self.outcome = Some(Ending::Refused(cause));
        self
    }

    /// Returns `true` if it restricts nothing that is known only after a call.
    pub(crate) const fn is_of_heads(&self) -> bool {
        self.rule.is_none() && self.outcome.is_none()
    }

    /// Returns `true` if a call matches.
    pub(crate) fn matches(&self, record: &Record) -> bool {
        self.hold(record) == [true; FIELDS.len()]
    }

    /// Compares the pattern with a call, field by field; unrestricted fields match.
    fn hold(&self, record: &Record) -> [bool; FIELDS.len()] {
        [
            self.operation.is_none_or(|operation| record.operation == Some(operation)),
            self.bucket.as_deref().is_none_or(|bucket| record.bucket.as_deref() == Some(bucket)),
            self.key.as_ref().is_none_or(|key| record.key.as_deref().is_some_and(|found| key.is(found))),
            self.by.as_ref().is_none_or(|who| record.supposed_caller().is_some_and(|caller| who.is(caller))),
            self.test_id.is_none() || self.test_id == record.test_id,
            self.rule.as_ref().is_none_or(|rule| record.rule.as_ref() == Some(rule)),
            self.outcome.is_none_or(|ending| ending.is_that_of(record)),
        ]
    }

    /// Compares the restricted fields of the pattern with a call.
    pub(crate) fn compare(&self, record: &Record) -> Vec<Compared> {
        let expected = [
            self.operation.map(|operation| operation.name().to_owned()),
            self.bucket.clone(),
            self.key.as_ref().map(ToString::to_string),
            self.by.as_ref().map(ToString::to_string),
            self.test_id.clone(),
            self.rule.as_ref().map(ToString::to_string),
            self.outcome.as_ref().map(ToString::to_string),
        ];
        let caller = record.supposed_caller().map(|caller| match record.caller {
            Some(_) => caller.to_string(),
            None => format!("{caller}, not proven"),
        });
        let found = [
            record.operation.map(|operation| operation.name().to_owned()),
            record.bucket.clone(),
            record.key.clone(),
            caller,
            record.test_id.clone(),
            record.rule.as_ref().map(ToString::to_string),
            self.outcome.map(|ending| ending.found_in(record)),
        ];
        let fields = FIELDS.iter().zip(expected).zip(found).zip(self.hold(record));
        let compared = fields.filter_map(|(((field, expected), found), matches)| {
            Some(Compared { field, expected: expected?, found: found.unwrap_or_else(|| "none".to_owned()), matches })
        });
        compared.collect()
    }
}

impl KeyPattern {
    fn is(&self, key: &str) -> bool {
        match self {
            Self::Is(expected) => key == expected,
            Self::StartsWith(prefix) => key.starts_with(&**prefix),
        }
    }
}

impl fmt::Display for KeyPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(key) => f.write_str(key),
            Self::StartsWith(prefix) => write!(f, "{prefix}*"),
        }
    }
}

impl Ending {
    fn is_that_of(self, record: &Record) -> bool {
        match self {
            Self::Success => record.status().is_some_and(|status| (200..300).contains(&status)),
            Self::Status(status) => record.status() == Some(status),
            Self::Refused(cause) => record.cause() == Some(cause),
        }
    }

    /// Describes the outcome of a call in the terms of this one.
    fn found_in(self, record: &Record) -> String {
        match (self, record.cause()) {
            (Self::Refused(_), Some(cause)) => format!("refused with {cause}"),
            _ => record.answer(),
        }
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success => f.write_str("success"),
            Self::Status(status) => write!(f, "{status}"),
            Self::Refused(cause) => write!(f, "refused with {cause}"),
        }
    }
}

impl fmt::Display for CallPattern {
    /// Writes for example `PutBucketEncryption of bucket logs by acme/ci with rule AES256, refused with NotYourBucket`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation.map_or("any call", Operation::name))?;
        if let Some(bucket) = &self.bucket {
            write!(f, " of bucket {bucket}")?;
        }
        match &self.key {
            None => {}
            Some(key @ KeyPattern::Is(_)) => write!(f, ", key {key}")?,
            Some(keys @ KeyPattern::StartsWith(_)) => write!(f, ", keys {keys}")?,
        }
        if let Some(who) = &self.by {
            write!(f, " by {who}")?;
        }
        if let Some(id) = &self.test_id {
            write!(f, " in test {id}")?;
        }
        if let Some(rule) = &self.rule {
            write!(f, " with rule {rule}")?;
        }
        match self.outcome {
            None => Ok(()),
            Some(Ending::Success) => f.write_str(", which succeeds"),
            Some(Ending::Status(status)) => write!(f, ", answered {status}"),
            Some(refused @ Ending::Refused(_)) => write!(f, ", {refused}"),
        }
    }
}
