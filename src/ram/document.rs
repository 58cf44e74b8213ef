//! RAM policy documents: their structure, and their text as JSON.

use std::fmt;
use std::sync::Arc;

use super::doubt::Doubt;
use super::scope::{ActionPattern, TextPattern as _};
use super::statement::Statement;

/// A RAM policy: version `"1"` and its statements.
///
/// Reading is strict. Errors are: unknown elements, a number for the version, an empty list, an action that is not
/// `service:Name`, a resource that is neither `*` nor `acs:…`, an unknown operator, a value its operator cannot compare, and a
/// `Principal` (which only a [`BucketPolicy`](crate::policy::BucketPolicy) has). Only a `Sid`, a name for people, has no effect; it is
/// kept. A condition may name any key; a key that no request has is absent. An empty `Condition`, as policy editors write it,
/// counts as no condition.
///
/// Source: `alibabacloud.com/help/doc-detail/93739.htm` (structure and syntax of RAM policies). `NotResource` appears only in
/// the older grammar, and is accepted too.
///
/// # Example
///
/// ```
/// use ossmock::policy::Document;
///
/// let policy: Document = r#"{"Version": "1", "Statement": [
///     {"Effect": "Allow", "Action": "oss:Get*", "Resource": "acs:oss:*:*:logs"},
///     {"Effect": "Deny", "NotAction": "oss:Get*", "Resource": "*",
///      "Condition": {"NotIpAddress": {"acs:SourceIp": ["10.0.0.0/8"]}}}
/// ]}"#.parse()?;
/// assert_eq!(
///     policy.to_string(),
///     "Allow oss:Get* on acs:oss:*:*:logs; Deny all but oss:Get* on * if NotIpAddress acs:SourceIp 10.0.0.0/8"
/// );
/// # Ok::<(), ossmock::policy::PolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub(super) statements: Vec<Statement>,
}

/// The origin of a statement.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Source {
    /// A policy attached to the RAM user or role.
    Attached,
    /// A policy attached to a group of the RAM user.
    Group(Arc<str>),
    /// The session policy of a role session.
    Session,
    /// The policy of the bucket.
    Bucket,
}

/// A reference to a statement, as decisions, the journal and assertions quote it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct StatementRef {
    /// The origin of the policy.
    pub source: Source,
    /// The position of the policy among those of the same origin, from 1.
    pub policy: usize,
    /// The position of the statement in the policy, from 1.
    pub statement: usize,
    /// The statement in short, for example `Allow oss:Get* on acs:oss:*:*:logs`.
    pub summary: Arc<str>,
}

impl StatementRef {
    /// The position in words: `policy 1 statement 2`.
    pub(crate) fn place(&self) -> String {
        let policy = match &self.source {
            Source::Attached => format!("policy {}", self.policy),
            Source::Group(name) => format!("group {name} policy {}", self.policy),
            Source::Session => "session policy".to_owned(),
            Source::Bucket => "bucket policy".to_owned(),
        };
        format!("{policy} statement {}", self.statement)
    }
}

impl fmt::Display for StatementRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.summary)
    }
}

/// The reason a policy document was rejected, and its place in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    path: String,
    problem: String,
}

impl PolicyError {
    pub(crate) fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { path: path.into(), problem: problem.into() }
    }

    /// The place of the problem, as a path such as `Statement[0].Action[1]`; `.` is the whole document.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The problem at that place.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "policy document at `{}`: {}", self.path, self.problem)
    }
}

impl std::error::Error for PolicyError {}

impl Document {
    /// The policy as JSON. Reading it gives an equal document.
    ///
    /// It is not the text that was read: a single action or resource becomes a list with one element.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::policy::Document;
    ///
    /// let policy: Document = r#"{"Version": "1", "Statement": [
    ///     {"Effect": "Deny", "Action": "oss:Put*", "Resource": "*"}
    /// ]}"#.parse()?;
    /// assert_eq!(
    ///     policy.to_json(),
    ///     r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":["oss:Put*"],"Resource":["*"]}]}"#
    /// );
    /// # Ok::<(), ossmock::policy::PolicyError>(())
    /// ```
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "texts and lists of them are always JSON")]
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.written()).expect("texts and lists of them are JSON")
    }

    /// Returns the policy as JSON over several lines, ending with a line feed: for a file that a suite keeps.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "texts and lists of them are always JSON")]
    pub fn to_json_pretty(&self) -> String {
        serde_json::to_string_pretty(&self.written()).expect("texts and lists of them are JSON") + "\n"
    }

    /// The number of statements.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "a policy has at least one statement")]
    pub fn len(&self) -> usize {
        self.statements.len()
    }
}

impl Document {
    /// The doubts about its statements: the index of the statement, from 0, and the doubt in words.
    pub(crate) fn doubts(&self) -> impl Iterator<Item = (usize, String)> {
        let statements = self.statements.iter().enumerate();
        statements.flat_map(|(place, statement)| statement.doubts.iter().map(move |doubt| (place, doubt.to_string())))
    }

    /// The actions of OSS that it names, as they are written and with the index of the statement, of which none is known.
    pub(crate) fn unknown_actions(&self, known: &[String]) -> impl Iterator<Item = (usize, &str)> {
        let is_unknown = |pattern: &&ActionPattern| !known.iter().any(|action| pattern.matches(action));
        let statements = self.statements.iter().enumerate();
        let named = statements.flat_map(move |(place, statement)| {
            statement.actions.patterns.iter().filter(is_unknown).map(move |pattern| (place, pattern.text()))
        });
        named.filter(|(_, text)| text.get(..4).is_some_and(|service| service.eq_ignore_ascii_case("oss:")))
    }

    /// Returns an error if a part of the policy can never match.
    pub(crate) fn check_matches(&self) -> Result<(), PolicyError> {
        let never = |statement: &Statement| statement.doubts.iter().find(|doubt| doubt.never).cloned();
        let mut statements = self.statements.iter().enumerate();
        match statements.find_map(|(place, statement)| Some((place, never(statement)?))) {
            Some((place, Doubt { element, problem, .. })) => {
                Err(PolicyError::new(format!("Statement[{place}].{element}"), problem))
            }
            None => Ok(()),
        }
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
        let conditional = |condition: &str| {
            statement(&format!(r#"{{"Effect":"Allow","Action":"oss:*","Resource":"*","Condition":{condition}}}"#))
        };
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
                statement(r#"{"Effect":"Allow","Action":"oss:*","Resource":"[\"*\"]"}"#),
                "at `Statement[0].Resource`: `[\"*\"]` is not a resource",
            ),
            (
                statement(r#"{"Sid":5,"Effect":"Allow","Action":"oss:*","Resource":"*"}"#),
                "at `Statement[0].Sid`: invalid type: integer `5`, expected a string",
            ),
            (
                statement(r#"{"Effect":"Allow","NotAction":"x","Resource":"*"}"#),
                "at `Statement[0].NotAction`: `x` is not",
            ),
            (
                statement(r#"{"Effect":"Allow","Action":"oss:*","Resource":"*","Principal":["*"]}"#),
                "at `Statement[0].Principal`",
            ),
            (statement(r#"{"Effect":"Allow","Action":"oss:*","Resource":"*"}"#) + "x", "at `.`: trailing characters"),
            (conditional("null"), "at `Statement[0].Condition`: invalid type: null, expected an object"),
            (conditional("[]"), "at `Statement[0].Condition`: invalid type: sequence, expected an object"),
            (conditional(r#"{"Bool":null}"#), "at `Statement[0].Condition.Bool`: invalid type: null"),
            (conditional(r#"{"Bool":{}}"#), "at `Statement[0].Condition.Bool`: the operator has no keys"),
            (
                conditional(r#"{"Null":{"acs:SourceIp":"true"}}"#),
                "at `Statement[0].Condition.Null`: `Null` is not a condition operator",
            ),
            (
                conditional(r#"{"NumericEquals":{"oss:Prefix":5}}"#),
                "at `Statement[0].Condition.NumericEquals.oss:Prefix`: expected a string or a list of strings",
            ),
            (
                conditional(r#"{"Bool":{"acs:SecureTransport":true}}"#),
                "at `Statement[0].Condition.Bool.acs:SecureTransport`: expected a string or a list of strings",
            ),
            (
                conditional(r#"{"StringEquals":{"oss:Prefix":["a",null]}}"#),
                "at `Statement[0].Condition.StringEquals.oss:Prefix`: expected a string or a list of strings",
            ),
            (
                conditional(r#"{"StringEquals":{"oss:Prefix":[]}}"#),
                "at `Statement[0].Condition.StringEquals.oss:Prefix`: the list is empty",
            ),
            (
                conditional(r#"{"IpAddress":{"acs:SourceIp":["10.0.0.1","ten"]}}"#),
                "at `Statement[0].Condition.IpAddress.acs:SourceIp[1]`: `ten` is neither an IP address",
            ),
            (
                conditional(r#"{"Bool":{"a":"true","a":"true"}}"#),
                "at `Statement[0].Condition.Bool`: duplicate field `a`",
            ),
            (
                conditional(r#"{"StringLike":{"acs:UserAgent":"a","ACS:useragent":"b"}}"#),
                "at `Statement[0].Condition.StringLike.ACS:useragent`: the operator has `acs:UserAgent` already",
            ),
        ] {
            let found = error(&json);
            assert!(found.contains(expected), "{json}\n  expected: {expected}\n  found: {found}");
        }
    }

    #[test]
    fn a_written_policy_reads_as_the_same() {
        let json = r#"{"Version":"1","Statement":[
            {"Sid":"Read","Effect":"Allow","Action":["oss:Get*","OSS:ListBuckets","*"],"Resource":["acs:oss:*::logs","acs:oss:*"],
             "Condition":{}},
            {"Effect":"Deny","NotAction":"oss:Put?ucket","NotResource":"acs:oss:*:*:a","Condition":{
                "IpAddress":{"acs:SourceIp":["10.0.0.0/8","::1"]},"StringLike":{"oss:Prefix":"a*","oss:Delimiter":""}}}]}"#;
        let policy: Document = json.parse().unwrap();
        let written = policy.to_json();
        assert!(written.starts_with(r#"{"Version":"1","Statement":[{"Sid":"Read","Effect":"Allow","#), "{written}");
        assert_eq!(written.parse(), Ok(policy));
    }
}
