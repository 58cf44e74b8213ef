//! RAM policy documents: parsed strictly, once, when attached.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::pattern::Pattern;
use super::{Question, Resource};

/// What a statement does when it applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
pub enum Effect {
    /// The statement allows.
    Allow,
    /// The statement denies, whatever others allow.
    Deny,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        })
    }
}

/// A RAM policy: version `"1"` and its statements.
///
/// Reading is strict. Unknown elements, a number for the version, an empty list, an action that is not
/// `service:Name` and a resource that is neither `*` nor `acs:…` are errors, and so are the elements ossmock does not
/// evaluate yet (`Condition`, `NotAction`, `NotResource`, `Principal`, `NotPrincipal`): none is ever ignored.
///
/// Source: `alibabacloud.com/help/doc-detail/93739.htm` (structure and syntax of RAM policies).
///
/// # Example
///
/// ```
/// use ossmock::Document;
///
/// let policy: Document = r#"{"Version": "1", "Statement": [
///     {"Effect": "Allow", "Action": "oss:Get*", "Resource": "acs:oss:*:*:logs"}
/// ]}"#.parse()?;
/// assert_eq!(policy.to_string(), "Allow oss:Get* on acs:oss:*:*:logs");
/// # Ok::<(), ossmock::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub(super) statements: Vec<Statement>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub effect: Effect,
    actions: Vec<ActionPattern>,
    resources: Vec<ResourcePattern>,
    /// `Allow oss:Get* on acs:oss:*:*:logs`, made once because every decision may quote it.
    pub summary: Arc<str>,
}

/// Which statement spoke: what a decision, the journal and assertions quote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The place of the policy among those attached to the caller, from 1.
    pub policy: usize,
    /// The place of the statement in the policy, from 1.
    pub statement: usize,
    /// The statement in short, for example `Allow oss:Get* on acs:oss:*:*:logs`.
    pub summary: Arc<str>,
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "policy {} statement {}: {}", self.policy, self.statement, self.summary)
    }
}

/// Why a policy document was not accepted, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    path: String,
    problem: String,
}

impl PolicyError {
    fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { path: path.into(), problem: problem.into() }
    }

    /// Where, as a path such as `Statement[0].Action[1]`; `.` is the whole document.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "policy document at `{}`: {}", self.path, self.problem)
    }
}

impl std::error::Error for PolicyError {}

/// `*`, or `service:Name` with wildcards; letter case does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ActionPattern {
    /// As it was written.
    text: Box<str>,
    pattern: Pattern,
}

impl ActionPattern {
    fn new(text: &str) -> Result<Self, String> {
        let well_formed = text == "*"
            || text.split_once(':').is_some_and(|(service, name)| {
                !service.is_empty()
                    && !name.is_empty()
                    && !name.contains(':')
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || b":*?-_".contains(&b))
            });
        if well_formed {
            Ok(Self { text: text.into(), pattern: Pattern::new(&text.to_ascii_lowercase()) })
        } else {
            Err(format!("`{text}` is not an action: write `oss:PutBucketEncryption`, `oss:Get*` or `*`"))
        }
    }

    fn matches(&self, lower_case_action: &str) -> bool {
        self.pattern.matches(lower_case_action)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct ResourcePattern {
    /// As it was written.
    text: Box<str>,
    form: ResourceForm,
}

/// `*`, `acs:{service}:{region}:{account}:{path}` field by field, or a shorter `acs:…` over the whole name.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ResourceForm {
    Any,
    Fields(Box<[Pattern; 4]>),
    Whole(Pattern),
}

impl ResourcePattern {
    fn new(text: &str) -> Result<Self, String> {
        Ok(Self { text: text.into(), form: ResourceForm::new(text)? })
    }

    fn matches(&self, resource: &Resource<'_>) -> bool {
        self.form.matches(resource)
    }
}

impl ResourceForm {
    fn new(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self::Any);
        }
        if !text.starts_with("acs:") {
            return Err(format!(
                "`{text}` is not a resource: write `acs:oss:*:*:bucket`, `acs:oss:*:*:bucket/*` or `*`"
            ));
        }
        let fields: Vec<&str> = text.splitn(5, ':').collect();
        if let [_, service, region, account, path] = fields[..] {
            // An empty account is taken as `*` (assumed: the pages show both and say nothing).
            let account = if account.is_empty() { "*" } else { account };
            Ok(Self::Fields(Box::new([service, region, account, path].map(Pattern::new))))
        } else {
            Ok(Self::Whole(Pattern::new(text)))
        }
    }

    fn matches(&self, resource: &Resource<'_>) -> bool {
        match self {
            Self::Any => true,
            Self::Fields(fields) => {
                let [service, region, account, path] = &**fields;
                // Pages disagree on whether the region is `cn-hangzhou` or `oss-cn-hangzhou`: both are met.
                service.matches("oss")
                    && path.matches(resource.path)
                    && account.matches(resource.owner)
                    && (*region == Pattern::Any
                        || region.matches(resource.region)
                        || region.matches(&format!("oss-{}", resource.region)))
            }
            Self::Whole(pattern) => pattern.matches(&resource.to_string()),
        }
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct RawDocument {
    version: String,
    statement: Vec<Object<RawStatement>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct RawStatement {
    effect: Effect,
    #[serde(default, deserialize_with = "present")]
    action: Option<OneOrMany>,
    #[serde(default, deserialize_with = "present")]
    resource: Option<OneOrMany>,
    #[serde(default, deserialize_with = "present")]
    not_action: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    not_resource: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    principal: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    not_principal: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    condition: Option<IgnoredAny>,
}

/// An element that is there, even if it is `null`, which serde would take for absent.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// An object; serde would read a struct from a list as well.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        deserializer.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

#[derive(serde::Deserialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn as_slice(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl std::str::FromStr for Document {
    type Err = PolicyError;

    fn from_str(json: &str) -> Result<Self, PolicyError> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let raw = RawDocument::read(&mut deserializer)?;
        deserializer.end().map_err(|e| PolicyError::new(".", e.to_string()))?;
        raw.document()
    }
}

impl RawDocument {
    fn read<'de, D: Deserializer<'de, Error = serde_json::Error>>(deserializer: D) -> Result<Self, PolicyError> {
        let read = serde_path_to_error::deserialize(deserializer);
        read.map(|Object(raw)| raw).map_err(|e| PolicyError::new(e.path().to_string(), e.inner().to_string()))
    }

    fn document(self) -> Result<Document, PolicyError> {
        if self.version != "1" {
            return Err(PolicyError::new(
                "Version",
                format!("`{}` is not the one version there is, \"1\"", self.version),
            ));
        }
        if self.statement.is_empty() {
            return Err(PolicyError::new("Statement", "the list is empty"));
        }
        let statements = self.statement.iter().enumerate().map(|(i, Object(raw))| read_statement(i, raw));
        Ok(Document { statements: statements.collect::<Result<_, _>>()? })
    }
}

fn read_statement(index: usize, raw: &RawStatement) -> Result<Statement, PolicyError> {
    let path = |element: &str| format!("Statement[{index}].{element}");
    for (element, present) in [
        ("NotAction", raw.not_action.is_some()),
        ("NotResource", raw.not_resource.is_some()),
        ("Principal", raw.principal.is_some()),
        ("NotPrincipal", raw.not_principal.is_some()),
        ("Condition", raw.condition.is_some()),
    ] {
        if present {
            return Err(PolicyError::new(path(element), "ossmock does not evaluate this element yet"));
        }
    }
    Statement::new(
        raw.effect,
        list(raw.action.as_ref(), &path("Action"))?,
        list(raw.resource.as_ref(), &path("Resource"))?,
    )
    .map_err(|(element, i, problem)| {
        let many = matches!(if element == "Action" { &raw.action } else { &raw.resource }, Some(OneOrMany::Many(_)));
        PolicyError::new(if many { format!("{}[{i}]", path(element)) } else { path(element) }, problem)
    })
}

fn list<'a>(found: Option<&'a OneOrMany>, path: &str) -> Result<&'a [String], PolicyError> {
    match found.map(OneOrMany::as_slice) {
        None => Err(PolicyError::new(path, "the element is missing")),
        Some([]) => Err(PolicyError::new(path, "the list is empty")),
        Some(list) => Ok(list),
    }
}

impl Statement {
    /// On failure: the element, the place in it, and the problem.
    fn new(effect: Effect, actions: &[String], resources: &[String]) -> Result<Self, (&'static str, usize, String)> {
        fn compile<T>(
            element: &'static str,
            texts: &[String],
            one: fn(&str) -> Result<T, String>,
        ) -> Result<Vec<T>, (&'static str, usize, String)> {
            texts.iter().enumerate().map(|(i, text)| one(text).map_err(|problem| (element, i, problem))).collect()
        }
        Ok(Self {
            effect,
            actions: compile("Action", actions, ActionPattern::new)?,
            resources: compile("Resource", resources, ResourcePattern::new)?,
            summary: format!("{effect} {} on {}", actions.join(", "), resources.join(", ")).into(),
        })
    }

    pub fn applies(&self, question: &Question<'_>, lower_case_action: &str) -> bool {
        self.names_action(lower_case_action) && self.names_resource(&question.resource)
    }

    pub fn names_action(&self, lower_case_action: &str) -> bool {
        self.actions.iter().any(|pattern| pattern.matches(lower_case_action))
    }

    fn written(&self) -> WrittenStatement<'_> {
        WrittenStatement {
            effect: self.effect,
            action: self.actions.iter().map(|action| &*action.text).collect(),
            resource: self.resources.iter().map(|resource| &*resource.text).collect(),
        }
    }

    pub fn names_resource(&self, resource: &Resource<'_>) -> bool {
        self.resources.iter().any(|pattern| pattern.matches(resource))
    }
}

/// A document as it is written down; actions and resources always as lists.
#[derive(serde::Serialize)]
#[serde(rename_all = "PascalCase")]
struct WrittenDocument<'a> {
    version: &'static str,
    statement: Vec<WrittenStatement<'a>>,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "PascalCase")]
struct WrittenStatement<'a> {
    effect: Effect,
    action: Vec<&'a str>,
    resource: Vec<&'a str>,
}

impl Document {
    /// The policy as JSON. Reading it gives an equal document.
    ///
    /// It is not the text that was read: a single action or resource becomes a list of one.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::Document;
    ///
    /// let policy: Document = r#"{"Version": "1", "Statement": [
    ///     {"Effect": "Deny", "Action": "oss:Put*", "Resource": "*"}
    /// ]}"#.parse()?;
    /// assert_eq!(
    ///     policy.to_json(),
    ///     r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":["oss:Put*"],"Resource":["*"]}]}"#
    /// );
    /// # Ok::<(), ossmock::PolicyError>(())
    /// ```
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "texts and lists of them are always JSON")]
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.written()).expect("texts and lists of them are JSON")
    }

    /// The policy for any format of serde's.
    pub(crate) fn written(&self) -> impl serde::Serialize + '_ {
        WrittenDocument { version: "1", statement: self.statements.iter().map(Statement::written).collect() }
    }

    /// Reads a policy that was written in another format than JSON; problems then have no line and column of JSON.
    #[cfg(feature = "world-file")]
    pub(crate) fn from_value(value: &serde_json::Value) -> Result<Self, PolicyError> {
        RawDocument::read(value)?.document()
    }

    /// A policy of one statement.
    pub(crate) fn single(effect: Effect, action: &str, resource: &str) -> Result<Self, PolicyError> {
        Statement::new(effect, &[action.to_owned()], &[resource.to_owned()])
            .map(|statement| Self { statements: vec![statement] })
            .map_err(|(element, _, problem)| PolicyError::new(element, problem))
    }
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, statement) in self.statements.iter().enumerate() {
            let separator = if i == 0 { "" } else { "; " };
            write!(f, "{separator}{}", statement.summary)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(json: &str) -> String {
        json.parse::<Document>().expect_err("must be refused").to_string()
    }

    #[test]
    fn what_is_wrong_is_named_with_its_path() {
        let statement = |s: &str| format!(r#"{{"Version":"1","Statement":[{s}]}}"#);
        for (json, expected) in [
            (
                r#"{"Version":1,"Statement":[]}"#.to_owned(),
                "at `Version`: invalid type: integer `1`, expected a string",
            ),
            (r#"{"Version":"2","Statement":[]}"#.to_owned(), "at `Version`: `2` is not the one version"),
            (r#"{"Version":"1","Statement":[]}"#.to_owned(), "at `Statement`: the list is empty"),
            (r#"{"Version":"1","Statement":{}}"#.to_owned(), "at `Statement`: invalid type: map, expected a sequence"),
            (r#"{"Version":"1","Statement":[],"Id":"x"}"#.to_owned(), "unknown field `Id`"),
            (r#"{"Version":"1","Version":"1","Statement":[]}"#.to_owned(), "duplicate field `Version`"),
            (
                statement(r#"{"Effect":"allow","Action":"oss:*","Resource":"*"}"#),
                "at `Statement[0].Effect`: unknown variant `allow`",
            ),
            (statement(r#"{"Effect":"Allow","Resource":"*"}"#), "at `Statement[0].Action`: the element is missing"),
            (
                statement(r#"{"Effect":"Allow","Action":[],"Resource":"*"}"#),
                "at `Statement[0].Action`: the list is empty",
            ),
            (
                statement(r#"{"Effect":"Allow","Action":5,"Resource":"*"}"#),
                "at `Statement[0].Action`: expected a string or a list of strings",
            ),
            (
                statement(r#"{"Effect":"Allow","Action":["oss:*","PutBucket"],"Resource":"*"}"#),
                "at `Statement[0].Action[1]`: `PutBucket` is not an action",
            ),
            (
                statement(r#"{"Effect":"Allow","Action":"oss:*","Resource":"logs"}"#),
                "at `Statement[0].Resource`: `logs` is not a resource",
            ),
            (
                statement(r#"{"Effect":"Allow","Action":"oss:*","Resource":"*","Condition":{}}"#),
                "at `Statement[0].Condition`: ossmock does not evaluate this element yet",
            ),
            (statement(r#"{"Effect":"Allow","NotAction":"oss:*","Resource":"*"}"#), "at `Statement[0].NotAction`"),
            (
                statement(r#"{"Effect":"Allow","Action":"oss:*","Resource":"*","Principal":["*"]}"#),
                "at `Statement[0].Principal`",
            ),
            (statement(r#"{"Effect":"Allow","Action":"oss:*","Resource":"*"}"#) + "x", "at `.`: trailing characters"),
        ] {
            let found = error(&json);
            assert!(found.contains(expected), "{json}\n  expected: {expected}\n  found: {found}");
        }
    }

    #[test]
    fn a_written_policy_reads_as_the_same() {
        let json = r#"{"Version":"1","Statement":[
            {"Effect":"Allow","Action":["oss:Get*","OSS:ListBuckets","*"],"Resource":["acs:oss:*::logs","acs:oss:*"]},
            {"Effect":"Deny","Action":"oss:Put?ucket","Resource":"*"}]}"#;
        let policy: Document = json.parse().unwrap();
        assert_eq!(policy.to_json().parse(), Ok(policy));
    }
}
