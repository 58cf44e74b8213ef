//! Doubts about policies that are accepted: parts that can never match, and condition keys that no request has.

use std::fmt;

use super::condition::Condition;
use super::context::Key;
use super::principals::Principals;
use super::scope::{ResourcePattern, Scope, TextPattern as _};

/// A doubt about a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubt {
    /// The element of the statement that the doubt is about.
    pub element: &'static str,
    pub problem: Box<str>,
    /// `true` if a part can never match; `false` if a key is unknown.
    pub never: bool,
}

impl Doubt {
    fn never(element: &'static str, problem: String) -> Self {
        Self { element, problem: problem.into(), never: true }
    }
}

impl fmt::Display for Doubt {
    /// Writes for example ``Resource: `acs:oss::*:logs` never matches: its region is empty; write `*` ``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.element, self.problem)
    }
}

/// Finds all doubts about a statement, once when it is read.
pub(super) fn doubts(
    principals: Option<&Principals>,
    resources: &Scope<ResourcePattern>,
    conditions: &[Condition],
) -> Vec<Doubt> {
    let element = if resources.but { "NotResource" } else { "Resource" };
    let resources = resources.patterns.iter().filter_map(|resource| {
        let why = resource.never_matches()?;
        Some(Doubt::never(element, format!("`{}` never matches: {why}", resource.text())))
    });
    let principals = principals.into_iter().flat_map(Principals::texts).filter_map(|text| {
        let role = text.strip_prefix("arn:sts::")?.split('/').nth(1)?;
        let upper = role.chars().any(char::is_uppercase);
        upper.then(|| Doubt::never("Principal", format!("`{text}` never matches: write the role in lower case")))
    });
    let conditions = conditions.iter().filter_map(|condition| match &condition.key {
        Key::Absent(name) => Some(Doubt {
            element: "Condition",
            problem: format!("no request has the key `{name}`").into(),
            never: false,
        }),
        key if condition.never_compares() => {
            let problem = format!("`{}` compares nothing with `{key}`", condition.operator.name());
            Some(Doubt::never("Condition", problem))
        }
        _ => None,
    });
    resources.chain(principals).chain(conditions).collect()
}

#[cfg(test)]
mod tests {
    use super::super::BucketPolicy;

    fn doubts(rest: &str) -> Vec<String> {
        let json = format!(r#"{{"Version":"1","Statement":[{{"Effect":"Deny","Action":"oss:*",{rest}}}]}}"#);
        let policy: BucketPolicy = json.parse().expect(rest);
        policy.document().doubts().map(|(_, doubt)| doubt).collect()
    }

    #[test]
    fn what_can_never_match_is_known() {
        for (resource, expected) in [
            ("acs:oss::*:logs", "its region is empty; write `*`"),
            ("acs::*:*:logs", "its service is empty; write `oss`"),
            ("acs:oss:*:*:", "it names nothing; write `acs:oss:*:*:bucket` or `acs:oss:*:*:bucket/*`"),
            ("acs:oss:*:*:/*", "it names nothing; write `acs:oss:*:*:bucket` or `acs:oss:*:*:bucket/*`"),
            ("acs:oss:*:*:Logs/*", "a bucket has no name with upper-case letters"),
            ("acs:oss:*:acme:logs", "an account is named by its UID, which has digits only"),
            ("acs:oss:CN-hangzhou:*:logs", "a region has no upper-case letters"),
            ("acs:oss:logs", "it is too short: write `acs:oss:*:*:bucket` or `acs:oss:*:*:bucket/*`"),
        ] {
            let found = doubts(&format!(r#""Resource":"{resource}""#));
            assert_eq!(found, [format!("Resource: `{resource}` never matches: {expected}")]);
        }
        for resource in [
            "*",
            "acs:*",
            "acs:oss:*",
            "acs:oss:*::logs",
            "acs:oss:*:*:*",
            "acs:oss:*:*:logs/A",
            "acs:oss:oss-cn-*:*:l?gs/*",
            "acs:kms:*:*:key/A",
            "acs:oss:*:1001:logs",
        ] {
            assert!(doubts(&format!(r#""Resource":"{resource}""#)).is_empty(), "{resource}");
        }
        let rest = r#""Resource":"*","Principal":["arn:sts::1:assumed-role/Ops/*"]"#;
        assert_eq!(
            doubts(rest),
            ["Principal: `arn:sts::1:assumed-role/Ops/*` never matches: write the role in lower case"]
        );
        for (condition, expected) in [
            (r#""IpAddress":{"acs:UserAgent":"10.0.0.1"}"#, "`IpAddress` compares nothing with `acs:UserAgent`"),
            (r#""NumericEquals":{"acs:SourceIp":"1"}"#, "`NumericEquals` compares nothing with `acs:SourceIp`"),
            (
                r#""DateLessThan":{"acs:SecureTransport":"2026-01-01T00:00:00Z"}"#,
                "`DateLessThan` compares nothing with `acs:SecureTransport`",
            ),
            (r#""StringEquals":{"oss:TLSVersion":"1.2"}"#, "no request has the key `oss:TLSVersion`"),
        ] {
            assert_eq!(
                doubts(&format!(r#""Resource":"*","Condition":{{{condition}}}"#)),
                [format!("Condition: {expected}")]
            );
        }
        assert!(doubts(r#""Resource":"*","Condition":{"IpAddress":{"acs:SourceIp":"10.0.0.1"}}"#).is_empty());
    }
}
