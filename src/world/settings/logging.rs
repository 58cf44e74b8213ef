//! The access logging of a bucket, and the fields that it adds to its real-time log.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::setting::{FormError, Setting, SettingContext};
use crate::world::{MAX_KEY, check_key, is_bucket_name};

/// The most bytes of the name of a role, or of `acs:ram::…:role/…`, that ossmock takes. OSS publishes no number.
const MAX_ROLE: usize = 256;

/// The length of the end of an object's name: `2026-09-10-04-00-00-` and a string that makes it unique.
const NAME_END: usize = 40;

/// The access logging of a bucket: where its access log is written, and on behalf of which role.
///
/// A line is made for each request to the bucket and its objects, and `Oss::run_due` writes the lines of each full hour into an
/// object of the target.
///
/// # Example
///
/// ```
/// use ossmock::{settings::Logging, Oss};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// acme.create_bucket("access-logs");
/// let photos = acme.create_bucket("photos").set_logging(Logging::to("access-logs").prefix("photos/"));
/// let get = http::Request::get("http://photos.localhost/cat.jpg").body(bytes::Bytes::new())?;
/// assert_eq!(oss.handle(oss.signer(&acme.credentials()).sign(get)).status(), 404);
///
/// let log = photos.access_log();
/// let line = log.lines().last().expect("a line");
/// assert_eq!((line.operation.as_deref(), line.status), (Some("GetObject"), Some(404)));
/// assert_eq!((line.key.as_deref(), line.error_code.as_deref()), (Some("cat.jpg"), Some("NoSuchKey")));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Logging {
    pub(crate) target: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) prefix: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
}

impl Logging {
    /// Creates the logging of a bucket into this one, which may be the bucket itself.
    #[must_use]
    pub fn to(target: &str) -> Self {
        Self { target: target.to_owned(), prefix: String::new(), role: None }
    }

    /// Sets the beginning of the names of the log objects.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self
    }

    /// Sets the role that the log is written by: it needs `oss:PutObject` on the target when an object is written. Without a
    /// role, OSS writes by itself.
    #[must_use]
    pub fn role(mut self, role: &str) -> Self {
        self.role = Some(role.to_owned());
        self
    }

    /// The bucket that the log is written to.
    #[must_use]
    pub fn target_bucket(&self) -> &str {
        &self.target
    }

    /// The beginning of the names of the log objects; empty without one.
    #[must_use]
    pub fn target_prefix(&self) -> &str {
        &self.prefix
    }

    /// The role that the log is written by; `None` if OSS writes by itself.
    #[must_use]
    pub fn logging_role(&self) -> Option<&str> {
        self.role.as_deref()
    }

    /// The beginning of the names of the log objects of a bucket, before their time.
    pub(crate) fn name_start(&self, source: &str) -> String {
        format!("{}{source}", self.prefix)
    }

    /// Checks that objects can have such names, and that the texts are not too long. Returns the problem.
    pub(crate) fn check(&self, source: &str) -> Result<(), String> {
        if !is_bucket_name(&self.target) {
            return Err(format!("`{}` is not a bucket name", self.target));
        }
        let start = self.name_start(source);
        if check_key(start.as_bytes()).is_err() || start.len() + NAME_END > MAX_KEY {
            return Err(format!(
                "no object can have a name that begins with the prefix: it does not begin with / or \\, and has at most {} \
                 bytes together with the name of the bucket",
                MAX_KEY - NAME_END
            ));
        }
        if self.role.as_ref().is_some_and(|role| role.is_empty() || role.len() > MAX_ROLE) {
            return Err(format!("a role has 1 to {MAX_ROLE} bytes"));
        }
        Ok(())
    }
}

impl fmt::Display for Logging {
    /// `to access-logs/photos/`, and ` by role` if there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { target, prefix, role } = self;
        write!(f, "to {target}/{prefix}")?;
        role.iter().try_for_each(|role| write!(f, " by {role}"))
    }
}

/// The access logging; `None` if it is off.
pub(crate) struct BucketLogging;

impl Setting for BucketLogging {
    type Value = Option<Logging>;
    type Form = Logging;

    const FACT: &'static str = "logging";

    fn shown(logging: &Self::Value) -> String {
        logging.as_ref().map_or_else(|| "off".to_owned(), ToString::to_string)
    }

    fn form(logging: &Self::Value) -> Option<Logging> {
        logging.clone()
    }

    fn read(form: &Logging) -> Result<Self::Value, FormError> {
        Ok(Some(form.clone()))
    }

    fn check(logging: &Self::Value, context: &SettingContext<'_>) -> Result<(), FormError> {
        let checked = logging.as_ref().map_or(Ok(()), |logging| logging.check(context.bucket));
        checked.map_err(|problem| FormError::new("", problem))
    }
}

/// The most headers and parameters together that a real-time log adds.
pub(crate) const MAX_LOG_FIELDS: usize = 6;

/// The most bytes of the name of a header or a parameter: a longer one would be cut in each line.
const MAX_LOG_FIELD: usize = 1_024;

/// The headers and query parameters that the real-time log of a bucket adds to its lines. The access log does not have them.
///
/// # Example
///
/// ```
/// use ossmock::{settings::LogFields, Oss};
///
/// let acme = Oss::new().create_account("acme");
/// let photos = acme.create_bucket("photos").set_user_defined_log_fields(LogFields::new(["x-trace"], ["page"]));
/// assert_eq!(photos.user_defined_log_fields().unwrap().headers(), ["x-trace"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogFields {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) headers: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) parameters: Vec<String>,
}

impl LogFields {
    /// Creates the fields of these headers and query parameters.
    #[must_use]
    pub fn new<'a>(headers: impl IntoIterator<Item = &'a str>, parameters: impl IntoIterator<Item = &'a str>) -> Self {
        let owned = |names: &mut dyn Iterator<Item = &'a str>| names.map(str::to_owned).collect();
        Self { headers: owned(&mut headers.into_iter()), parameters: owned(&mut parameters.into_iter()) }
    }

    /// The names of the headers.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The names of the query parameters.
    #[must_use]
    pub fn parameters(&self) -> &[String] {
        &self.parameters
    }

    /// The number of fields.
    pub(crate) fn count(&self) -> usize {
        self.headers.len() + self.parameters.len()
    }

    /// Checks number and names of the fields. Returns the problem.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.count() == 0 || self.count() > MAX_LOG_FIELDS {
            return Err(format!("a log has 1 to {MAX_LOG_FIELDS} fields of its own, and not {}", self.count()));
        }
        let is_name = |name: &str, forbidden: &[u8]| {
            (1..=MAX_LOG_FIELD).contains(&name.len())
                && name.bytes().all(|b| b.is_ascii_graphic() && !forbidden.contains(&b))
        };
        let header = self.headers.iter().find(|name| !is_name(name, b"_:"));
        let wrong = header.or_else(|| self.parameters.iter().find(|name| !is_name(name, b":")));
        wrong.map_or(Ok(()), |name| {
            let rule = "printable ASCII without `:`, and for a header without `_`";
            Err(format!("`{name}` is not the name of a field: it has 1 to {MAX_LOG_FIELD} characters of {rule}"))
        })
    }
}

impl fmt::Display for LogFields {
    /// `headers [x-trace], parameters [page]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "headers [{}], parameters [{}]", self.headers.join(", "), self.parameters.join(", "))
    }
}

/// The fields that the real-time log adds; `None` without a configuration.
pub(crate) struct UserDefinedLogFields;

impl Setting for UserDefinedLogFields {
    type Value = Option<LogFields>;
    type Form = LogFields;

    const FACT: &'static str = "log fields";

    fn shown(fields: &Self::Value) -> String {
        fields.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
    }

    fn form(fields: &Self::Value) -> Option<LogFields> {
        fields.clone()
    }

    fn read(form: &LogFields) -> Result<Self::Value, FormError> {
        form.check().map_err(|problem| FormError::new("", problem))?;
        Ok(Some(form.clone()))
    }
}
