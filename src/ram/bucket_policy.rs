//! The policy of a bucket: a document whose statements name principals, within the limits of OSS.
//!
//! Source: `help.aliyun.com/zh/oss/developer-reference/putbucketpolicy`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::error::Assumption;

use super::document::{Document, PolicyError};
use super::json::PolicyKind;
use super::statement::Statement;

/// The most bytes of a bucket policy.
const MAX_BYTES: usize = 16 * 1024;

/// The most bytes of one statement. Assumed: counted without blanks.
const MAX_STATEMENT_BYTES: usize = 4_095;

/// A bucket policy: each statement names its principals in `Principal`.
///
/// Reading is as strict as that of a [`Document`]. A policy has at most 16 KiB, a statement at most 4,095 bytes, and two `*`
/// may not be adjacent. A statement without `Principal`, or with an empty list, applies to everyone. A list may also be written
/// as a string in brackets, as the vendor's test suites do: `"[20001]"`.
///
/// Source: `help.aliyun.com/zh/oss/user-guide/authorization-syntax-and-elements`.
///
/// # Example
///
/// ```
/// use ossmock::policy::BucketPolicy;
///
/// let policy: BucketPolicy = r#"{"Version": "1", "Statement": [
///     {"Effect": "Allow", "Principal": ["*"], "Action": "oss:GetObject", "Resource": "acs:oss:*:*:logs/*"}
/// ]}"#.parse()?;
/// assert!(policy.is_public());
/// assert_eq!(policy.to_string(), "Allow oss:GetObject on acs:oss:*:*:logs/* for everyone");
/// # Ok::<(), ossmock::policy::BucketPolicyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketPolicy {
    json: Arc<str>,
    document: Document,
}

/// The reason a bucket policy was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum BucketPolicyError {
    /// It has more than 16 KiB.
    TooLong,
    /// The statement at this index, from 0, has more than 4,095 bytes.
    StatementTooLong(usize),
    /// The statement at this index, from 0, has two adjacent `*`.
    DoubleWildcard(usize),
    /// It is not a policy document.
    Malformed(PolicyError),
}

impl fmt::Display for BucketPolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => write!(f, "the bucket policy has more than {MAX_BYTES} bytes"),
            Self::StatementTooLong(place) => {
                write!(f, "policy document at `Statement[{place}]`: it has more than {MAX_STATEMENT_BYTES} bytes")
            }
            Self::DoubleWildcard(place) => {
                write!(f, "policy document at `Statement[{place}]`: two `*` stand side by side")
            }
            Self::Malformed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BucketPolicyError {}

impl BucketPolicyError {
    /// The path of the problem in the document, like [`PolicyError::path`].
    pub(crate) fn path(&self) -> String {
        match self {
            Self::TooLong => ".".to_owned(),
            Self::StatementTooLong(place) | Self::DoubleWildcard(place) => format!("Statement[{place}]"),
            Self::Malformed(error) => error.path().to_owned(),
        }
    }
}

impl FromStr for BucketPolicy {
    type Err = BucketPolicyError;

    fn from_str(json: &str) -> Result<Self, BucketPolicyError> {
        if json.len() > MAX_BYTES {
            return Err(BucketPolicyError::TooLong);
        }
        let document = Document::read_json(json, PolicyKind::Bucket).map_err(BucketPolicyError::Malformed)?;
        for (place, statement) in document.statements.iter().enumerate() {
            if statement.texts().any(|text| text.contains("**")) {
                return Err(BucketPolicyError::DoubleWildcard(place));
            }
        }
        for (place, length) in statement_lengths(json).into_iter().enumerate() {
            if length > MAX_STATEMENT_BYTES {
                return Err(BucketPolicyError::StatementTooLong(place));
            }
        }
        Ok(Self { json: json.into(), document })
    }
}

/// Counts the bytes of each statement without the blanks between its elements.
///
/// The text has already been read as a policy: whatever is three brackets deep is a statement or part of one.
fn statement_lengths(json: &str) -> Vec<usize> {
    const STATEMENT: usize = 3;
    let (mut lengths, mut depth, mut in_text, mut escaped) = (Vec::new(), 0, false, false);
    for byte in json.bytes() {
        let opens = !in_text && matches!(byte, b'{' | b'[');
        let closes = !in_text && matches!(byte, b'}' | b']');
        if opens {
            depth += 1;
            if depth == STATEMENT {
                lengths.push(0);
            }
        }
        if let Some(length) = lengths.last_mut().filter(|_| depth >= STATEMENT) {
            *length += usize::from(in_text || !byte.is_ascii_whitespace());
        }
        if closes {
            depth -= 1;
        }
        if byte == b'"' && !escaped {
            in_text = !in_text;
        }
        escaped = in_text && byte == b'\\' && !escaped;
    }
    lengths
}

impl BucketPolicy {
    /// Reads a policy written in another format than JSON. Its text becomes the equivalent JSON, with actions, resources and
    /// values always as lists.
    pub(crate) fn from_value(value: &serde_json::Value) -> Result<Self, BucketPolicyError> {
        let document = Document::read_value(value, PolicyKind::Bucket).map_err(BucketPolicyError::Malformed)?;
        document.to_json().parse()
    }

    /// The assumptions that its meaning rests on, including those of its elements.
    pub(crate) fn assumptions(&self) -> impl Iterator<Item = Assumption> {
        self.document.statements.iter().flat_map(|statement| {
            let sid = statement.sid.as_ref().map(|_| Assumption::StatementSid);
            statement.assumes.iter().copied().chain(sid)
        })
    }

    /// The text the policy was read from, byte for byte.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The statements of the policy.
    #[must_use]
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// Returns `true` if the policy opens the bucket to everyone: a statement allows `*`, and no condition narrows it to fixed
    /// addresses, VPCs or AccessKeys. Actions and resources do not matter.
    ///
    /// Source: `help.aliyun.com/zh/oss/user-guide/block-public-access`.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.document.statements.iter().any(Statement::is_public)
    }
}

impl fmt::Display for BucketPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.document.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(statement: &str) -> Result<BucketPolicy, BucketPolicyError> {
        format!(r#"{{"Version":"1","Statement":[{statement}]}}"#).parse()
    }

    fn allow(rest: &str) -> String {
        format!(r#"{{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:logs/*"{rest}}}"#)
    }

    #[test]
    fn what_is_public() {
        for (rest, expected) in [
            ("", true),
            (r#","Principal":[]"#, true),
            (r#","Principal":["*"]"#, true),
            (r#","Principal":["20001","*"]"#, true),
            (r#","Principal":["20001"]"#, false),
            (r#","Condition":{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#, false),
            (r#","Condition":{"IpAddress":{"acs:SourceIp":["10.0.0.0/8","0.0.0.0/0"]}}"#, true),
            (r#","Condition":{"NotIpAddress":{"acs:SourceIp":"10.0.0.0/8"}}"#, true),
            (r#","Condition":{"StringEquals":{"acs:SourceVpc":"vpc-a"}}"#, false),
            (r#","Condition":{"StringLike":{"acs:SourceVpc":"vpc-*"}}"#, true),
            (r#","Condition":{"StringEquals":{"acs:SourceVpc":["vpc-a",""]}}"#, true),
            (r#","Condition":{"StringEquals":{"acs:SourceVpc":"vpc-*"}}"#, true),
            (r#","Condition":{"StringNotEquals":{"acs:SourceVpc":"vpc-a"}}"#, true),
            (r#","Condition":{"StringEqualsIgnoreCase":{"acs:SourceVpc":"VPC-a"}}"#, false),
            (r#","Condition":{"StringEqualsIgnoreCase":{"acs:SourceVpc":""}}"#, true),
            (r#","Condition":{"StringLike":{"acs:SourceVpc":"vpc-a"}}"#, false),
            (r#","Condition":{"StringLike":{"acs:SourceVpc":""}}"#, true),
            (r#","Condition":{"StringEquals":{"acs:AccessId":"TMP.a"}}"#, false),
            (r#","Condition":{"IpAddress":{"acs:SourceIp":"::ffff:0:0/96"}}"#, true),
            (r#","Condition":{"IpAddress":{"acs:SourceIp":"::ffff:10.0.0.0/104"}}"#, false),
            (r#","Condition":{"StringEquals":{"acs:UserAgent":"me"}}"#, true),
            (r#","Condition":{"Bool":{"acs:SecureTransport":"true"}}"#, true),
        ] {
            assert_eq!(policy(&allow(rest)).unwrap().is_public(), expected, "{rest}");
        }
        let deny = r#"{"Effect":"Deny","Principal":["*"],"Action":"oss:*","Resource":"*"}"#;
        assert!(!policy(deny).unwrap().is_public());
    }

    #[test]
    fn limits() {
        let padded = |bytes: usize| {
            let key = "k".repeat(bytes - allow(r#","Principal":["*"]"#).len() + "logs/*".len() - "logs/".len());
            allow(r#","Principal":["*"]"#).replace("logs/*", &format!("logs/{key}"))
        };
        assert_eq!(padded(4_095).len(), 4_095);
        assert!(policy(&padded(4_095)).is_ok());
        let long = padded(4_096);
        assert_eq!(policy(&format!("{},{long}", allow(""))), Err(BucketPolicyError::StatementTooLong(1)));
        let (four, blanks) = ([padded(4_000), padded(4_000), padded(4_000), padded(4_000)].join(","), " ".repeat(400));
        assert!(policy(&four).is_ok());
        assert_eq!(policy(&format!("{four}{blanks}")), Err(BucketPolicyError::TooLong));
        assert!(policy(&padded(4_095).replace(',', " ,\n\t")).is_ok());
        assert!(policy(&padded(4_096).replace(',', " ,\n\t")).is_err());
        assert_eq!(policy(&allow("").replace("logs/*", "logs/**")), Err(BucketPolicyError::DoubleWildcard(0)));
        assert!(policy("policy").unwrap_err().to_string().contains("at `Statement[0]`"));
    }

    #[test]
    fn blanks_count_within_texts_only() {
        let statements = [r#"{"a":"\\\" {[]} \\"}"#, r#"{"b":[{"c":1}]}"#, "{}"];
        let json = format!("{{ \"Statement\": [ {} ] }}", statements.join(" , "));
        assert_eq!(statement_lengths(&json), statements.map(str::len));
    }

    #[test]
    fn a_text_in_brackets_is_the_list_it_holds() {
        let rest = r#""Effect":"Deny","Action":"oss:*""#;
        for (principal, resource, expected) in [
            ("[20001]", "acs:oss:*:*:a", "Deny oss:* on acs:oss:*:*:a for 20001"),
            ("[]", "[acs:oss:*:*:a, acs:oss:*:*:b]", "Deny oss:* on acs:oss:*:*:a, acs:oss:*:*:b for everyone"),
            ("[ 20001 , * ]", "*", "Deny oss:* on * for everyone, 20001"),
            (
                r#"[\"20001\",\"1001\"]"#,
                r#"[\"acs:oss:*:1001:*\/*\"]"#,
                "Deny oss:* on acs:oss:*:1001:*/* for 20001, 1001",
            ),
        ] {
            let statement = format!(r#"{{{rest},"Principal":"{principal}","Resource":"{resource}"}}"#);
            let policy = policy(&statement).expect(principal);
            assert_eq!(policy.to_string(), expected);
            assert!(policy.assumptions().any(|assumption| assumption == Assumption::ListInBrackets));
            assert!(policy.json().contains(&statement));
        }
        for wrong in ["[ci]", "[20001", "20001]", "[[20001]]"] {
            let statement = format!(r#"{{{rest},"Principal":"{wrong}","Resource":"*"}}"#);
            assert!(matches!(policy(&statement), Err(BucketPolicyError::Malformed(_))), "{wrong}");
        }
    }

    #[test]
    fn the_text_is_kept() {
        let json = format!("{{ \"Version\": \"1\",\n\"Statement\": [{}] }}", allow(""));
        let policy: BucketPolicy = json.parse().unwrap();
        assert_eq!(policy.json(), json);
        assert_eq!(policy.document().len(), 1);
    }
}
