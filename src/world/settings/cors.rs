//! The CORS rules of a bucket: the origins whose pages may use it. `cors_match.rs` compares requests with them.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::setting::{FormError, Setting, SettingContext, named};
use crate::ram::wire_names;

/// The largest number of rules of a bucket under any profile.
const MAX_RULES: usize = 20;

wire_names! {
    /// A method that a CORS rule can allow.
    CorsMethod {
        /// `GET`.
        #[default]
        Get = "GET",
        /// `PUT`.
        Put = "PUT",
        /// `POST`, the method of forms.
        Post = "POST",
        /// `DELETE`.
        Delete = "DELETE",
        /// `HEAD`.
        Head = "HEAD",
    }
}

/// The CORS configuration of a bucket: its rules, of which the first that matches a request decides.
///
/// Source: `help.aliyun.com/en/oss/developer-reference/putbucketcors`.
///
/// # Example
///
/// ```
/// use ossmock::settings::{Cors, CorsMethod, CorsRule};
/// use ossmock::Oss;
///
/// let photos = Oss::new().create_account("acme").create_bucket("photos");
/// let rule = CorsRule::new(["https://*.shop.example"], [CorsMethod::Put, CorsMethod::Post])
///     .with_allowed_headers(["content-type", "x-oss-*"])
///     .with_exposed_headers(["ETag"])
///     .with_max_age_seconds(600);
/// photos.set_cors(Cors::new([rule]).with_response_vary());
///
/// let outcome = photos.explain_cors("https://www.shop.example", "PUT", &["content-type"]);
/// assert_eq!(outcome.rule(), Some(1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cors {
    rules: Vec<CorsRule>,
    response_vary: bool,
}

/// A CORS rule: the origins, methods and headers that it allows, and the headers that it exposes to the page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CorsRule {
    origins: Vec<String>,
    methods: Vec<CorsMethod>,
    /// In lower case, as OSS stores them.
    allowed_headers: Vec<String>,
    exposed_headers: Vec<String>,
    max_age_seconds: Option<u32>,
}

impl Cors {
    /// Rules, in the order in which they are tried. Answers have no `Vary: Origin`.
    #[must_use]
    pub fn new(rules: impl IntoIterator<Item = CorsRule>) -> Self {
        Self { rules: rules.into_iter().collect(), response_vary: false }
    }

    /// Adds `Vary: Origin` to every answer of the bucket: `ResponseVary`.
    #[must_use]
    pub fn with_response_vary(self) -> Self {
        Self { response_vary: true, ..self }
    }

    /// The rules, in the order in which they are tried.
    #[must_use]
    pub fn rules(&self) -> &[CorsRule] {
        &self.rules
    }

    /// Returns `true` if every answer of the bucket has `Vary: Origin`.
    #[must_use]
    pub const fn response_vary(&self) -> bool {
        self.response_vary
    }
}

impl CorsRule {
    /// A rule for these origins, such as `https://shop.example`, and these methods. An origin may have one `*`, which stands
    /// for any text. It allows no headers and exposes none.
    #[must_use]
    pub fn new<O: Into<String>>(
        origins: impl IntoIterator<Item = O>,
        methods: impl IntoIterator<Item = CorsMethod>,
    ) -> Self {
        Self {
            origins: origins.into_iter().map(Into::into).collect(),
            methods: methods.into_iter().collect(),
            allowed_headers: Vec::new(),
            exposed_headers: Vec::new(),
            max_age_seconds: None,
        }
    }

    /// Allows preflights to ask for these headers. A name may have one `*`; letter case is not kept.
    #[must_use]
    pub fn with_allowed_headers<H: AsRef<str>>(self, headers: impl IntoIterator<Item = H>) -> Self {
        let allowed_headers = headers.into_iter().map(|name| name.as_ref().to_ascii_lowercase()).collect();
        Self { allowed_headers, ..self }
    }

    /// Exposes headers of answers, such as `ETag`, to the scripts of the page.
    #[must_use]
    pub fn with_exposed_headers<H: Into<String>>(self, headers: impl IntoIterator<Item = H>) -> Self {
        Self { exposed_headers: headers.into_iter().map(Into::into).collect(), ..self }
    }

    /// Lets browsers keep the answer to a preflight for this number of seconds.
    #[must_use]
    pub fn with_max_age_seconds(self, seconds: u32) -> Self {
        Self { max_age_seconds: Some(seconds), ..self }
    }

    /// The origins, each with at most one `*`.
    #[must_use]
    pub fn origins(&self) -> &[String] {
        &self.origins
    }

    /// The methods.
    #[must_use]
    pub fn methods(&self) -> &[CorsMethod] {
        &self.methods
    }

    /// The headers that a preflight may ask for, in lower case, each with at most one `*`.
    #[must_use]
    pub fn allowed_headers(&self) -> &[String] {
        &self.allowed_headers
    }

    /// The headers that scripts can read.
    #[must_use]
    pub fn exposed_headers(&self) -> &[String] {
        &self.exposed_headers
    }

    /// The number of seconds that a preflight is kept; `None` if the rule does not say it, which counts as 0.
    #[must_use]
    pub const fn max_age_seconds(&self) -> Option<u32> {
        self.max_age_seconds
    }

    /// The methods, as answers and messages list them.
    pub(crate) fn method_names(&self) -> String {
        self.methods.iter().map(|method| method.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Checks that OSS can store the rule.
    pub(crate) fn check(&self) -> Result<(), CorsRuleError> {
        if self.origins.is_empty() {
            return Err(CorsRuleError::new("allowed_origin", CorsFlaw::Missing));
        }
        if self.methods.is_empty() {
            return Err(CorsRuleError::new("allowed_method", CorsFlaw::Missing));
        }
        let lists = [
            ("allowed_origin", &self.origins, origin_flaw as fn(&str) -> Option<CorsFlaw>),
            ("allowed_header", &self.allowed_headers, wildcards),
            ("expose_header", &self.exposed_headers, exposed_flaw),
        ];
        for (key, values, flaw) in lists {
            for (index, value) in values.iter().enumerate() {
                if let Some(flaw) = flaw(value) {
                    return Err(CorsRuleError { key, index, value: value.clone(), flaw });
                }
            }
        }
        Ok(())
    }
}

fn origin_flaw(origin: &str) -> Option<CorsFlaw> {
    if origin.is_empty() { Some(CorsFlaw::Missing) } else { wildcards(origin) }
}

fn wildcards(pattern: &str) -> Option<CorsFlaw> {
    (pattern.matches('*').count() > 1).then_some(CorsFlaw::Wildcards)
}

/// The documentation forbids `* < > & ' "`; a header cannot have the others.
fn exposed_flaw(name: &str) -> Option<CorsFlaw> {
    let is_token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%+-.^_`|~".contains(&b);
    (name.is_empty() || !name.bytes().all(is_token)).then_some(CorsFlaw::NoName)
}

/// The kinds of values that a rule cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CorsFlaw {
    /// A value is required.
    Missing,
    /// There is more than one `*`.
    Wildcards,
    /// It is not the name of a header, or the name has one of `* < > & ' "`.
    NoName,
}

/// A value that a rule cannot have, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CorsRuleError {
    /// The key in world files.
    pub key: &'static str,
    index: usize,
    pub value: String,
    pub flaw: CorsFlaw,
}

impl CorsRuleError {
    const fn new(key: &'static str, flaw: CorsFlaw) -> Self {
        Self { key, index: 0, value: String::new(), flaw }
    }
}

impl fmt::Display for CorsRuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, value, .. } = self;
        match self.flaw {
            CorsFlaw::Missing => write!(f, "a CORS rule needs an `{key}`"),
            CorsFlaw::Wildcards => write!(f, "`{value}` has more than one `*`"),
            CorsFlaw::NoName => write!(f, "`{value}` is not the name of a header, and a `*` is no wildcard there"),
        }
    }
}

/// The CORS configuration; `None` if the bucket has none.
pub(crate) struct BucketCors;

impl Setting for BucketCors {
    type Value = Option<Arc<Cors>>;
    type Form = CorsForm;

    const FACT: &'static str = "cors";

    fn shown(cors: &Self::Value) -> String {
        cors.as_ref().map_or_else(|| "none".to_owned(), |cors| format!("[{cors}]"))
    }

    fn form(cors: &Self::Value) -> Option<CorsForm> {
        cors.as_deref().map(CorsForm::of)
    }

    fn read(form: &CorsForm) -> Result<Self::Value, FormError> {
        form.cors().map(|cors| Some(Arc::new(cors)))
    }

    fn check(cors: &Self::Value, _: &SettingContext<'_>) -> Result<(), FormError> {
        let Some(cors) = cors else { return Ok(()) };
        let count = cors.rules.len();
        if !(1..=MAX_RULES).contains(&count) {
            return Err(FormError::new("rule", format!("a bucket has 1 to {MAX_RULES} CORS rules, not {count}")));
        }
        cors.rules.iter().enumerate().try_for_each(|(place, rule)| {
            rule.check().map_err(|error| {
                let path = match error.flaw {
                    CorsFlaw::Missing if error.value.is_empty() => format!("rule[{place}]"),
                    _ => format!("rule[{place}].{}[{}]", error.key, error.index),
                };
                FormError::new(&path, error.to_string())
            })
        })
    }
}

impl fmt::Display for Cors {
    /// Writes for example `PUT, POST from https://shop.example with content-type exposing ETag for 600 s; Vary`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, rule) in self.rules.iter().enumerate() {
            write!(f, "{}{rule}", if place == 0 { "" } else { "; " })?;
        }
        f.write_str(if self.response_vary { "; Vary" } else { "" })
    }
}

impl fmt::Display for CorsRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {}", self.method_names(), self.origins.join(", "))?;
        if !self.allowed_headers.is_empty() {
            write!(f, " with {}", self.allowed_headers.join(", "))?;
        }
        if !self.exposed_headers.is_empty() {
            write!(f, " exposing {}", self.exposed_headers.join(", "))?;
        }
        self.max_age_seconds.map_or(Ok(()), |seconds| write!(f, " for {seconds} s"))
    }
}

/// The CORS configuration in world files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorsForm {
    rule: Vec<CorsRuleForm>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    response_vary: bool,
}

/// A CORS rule in world files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CorsRuleForm {
    allowed_origin: Vec<String>,
    allowed_method: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    allowed_header: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    expose_header: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_age_seconds: Option<u32>,
}

impl CorsForm {
    fn of(cors: &Cors) -> Self {
        let rule = |rule: &CorsRule| CorsRuleForm {
            allowed_origin: rule.origins.clone(),
            allowed_method: rule.methods.iter().map(ToString::to_string).collect(),
            allowed_header: rule.allowed_headers.clone(),
            expose_header: rule.exposed_headers.clone(),
            max_age_seconds: rule.max_age_seconds,
        };
        Self { rule: cors.rules.iter().map(rule).collect(), response_vary: cors.response_vary }
    }

    fn cors(&self) -> Result<Cors, FormError> {
        let rules = self.rule.iter().enumerate().map(|(place, form)| form.rule(place));
        Ok(Cors { rules: rules.collect::<Result<_, _>>()?, response_vary: self.response_vary })
    }
}

impl CorsRuleForm {
    fn rule(&self, place: usize) -> Result<CorsRule, FormError> {
        let all = "`GET`, `PUT`, `POST`, `DELETE` and `HEAD`";
        let method = |(index, name): (usize, &String)| {
            let path = format!("rule[{place}].allowed_method[{index}]");
            named(name, CorsMethod::from_wire, "a method of CORS", all).map_err(|error| FormError { path, ..error })
        };
        let methods = self.allowed_method.iter().enumerate().map(method).collect::<Result<Vec<_>, _>>()?;
        let rule = CorsRule::new(&self.allowed_origin, methods).with_allowed_headers(&self.allowed_header);
        let rule = rule.with_exposed_headers(&self.expose_header);
        Ok(CorsRule { max_age_seconds: self.max_age_seconds, ..rule })
    }
}
