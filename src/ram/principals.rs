//! The principals of statements in a bucket policy.

use super::pattern::Pattern;

/// The principals that a statement of a bucket policy applies to.
///
/// Source: `help.aliyun.com/zh/oss/user-guide/authorization-syntax-and-elements` (Principal).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Principals {
    patterns: Vec<PrincipalPattern>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PrincipalPattern {
    Everyone,
    /// An account itself, or a RAM user.
    Uid(Box<str>),
    RoleSession(Pattern, Box<str>),
}

impl Principals {
    /// Reads a list of principals; an empty list means everyone. On failure, returns the index in the list, and the problem.
    pub fn new(texts: &[String]) -> Result<Self, (usize, String)> {
        let one = |(i, text): (usize, &String)| PrincipalPattern::new(text).map_err(|problem| (i, problem));
        Ok(Self { patterns: texts.iter().enumerate().map(one).collect::<Result<_, _>>()? })
    }

    pub fn names_everyone(&self) -> bool {
        self.patterns.is_empty() || self.patterns.contains(&PrincipalPattern::Everyone)
    }

    /// Returns `true` if they include the caller with this name. Everyone excludes the owner, unless there is a condition.
    pub fn matches(&self, name: Option<&str>, is_owner: bool, with_condition: bool) -> bool {
        (self.names_everyone() && (with_condition || !is_owner))
            || name.is_some_and(|name| self.patterns.iter().any(|pattern| pattern.names(name)))
    }

    /// Returns `true` if they include the caller with this name, the owner as any other.
    pub fn include(&self, name: Option<&str>) -> bool {
        self.matches(name, false, true)
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(|pattern| match pattern {
            PrincipalPattern::Everyone => "*",
            PrincipalPattern::Uid(text) | PrincipalPattern::RoleSession(_, text) => text,
        })
    }
}

impl PrincipalPattern {
    fn new(text: &str) -> Result<Self, String> {
        if text == "*" {
            Ok(Self::Everyone)
        } else if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self::Uid(text.into()))
        } else if text.starts_with("arn:sts::") && text.split('/').count() == 3 {
            Ok(Self::RoleSession(Pattern::new(text), text.into()))
        } else {
            let forms = "write a UID, `*` or `arn:sts::<uid>:assumed-role/<role in lower case>/<session>`";
            Err(format!("`{text}` is not a principal: {forms}"))
        }
    }

    fn names(&self, name: &str) -> bool {
        match self {
            Self::Everyone => false,
            Self::Uid(uid) => **uid == *name,
            Self::RoleSession(pattern, _) => pattern.matches(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::principal::Principal;
    use super::*;

    const ROOT: Principal<'_> = Principal::Root { account: "1001" };
    const USER: Principal<'_> = Principal::RamUser { account: "1001", id: "20001", policies: &[], groups: &[] };
    const ROLE: Principal<'_> =
        Principal::Role { account: "1001", role: "DevRole", session: "s1", policies: &[], session_policy: None };

    #[test]
    fn whom_a_principal_names() {
        let everyone = [Principal::Anonymous, ROOT, USER, ROLE];
        for (texts, owner, with_condition, expected) in [
            (&["*"][..], "1001", false, [true, false, true, true]),
            (&[], "1001", false, [true, false, true, true]),
            (&["*"], "1001", true, [true; 4]),
            (&["*"], "2002", false, [true; 4]),
            (&["1001"], "1001", false, [false, true, false, false]),
            (&["20001"], "1001", false, [false, false, true, false]),
            (&["20002"], "1001", false, [false; 4]),
            (&["arn:sts::1001:assumed-role/devrole/*"], "1001", false, [false, false, false, true]),
            (&["arn:sts::1001:assumed-role/devrole/s2"], "1001", false, [false; 4]),
            (&["arn:sts::1001:assumed-role/DevRole/*"], "1001", false, [false; 4]),
            (&["arn:sts::2002:assumed-role/devrole/*"], "1001", false, [false; 4]),
            (&["arn:sts::*:*/*/*"], "1001", false, [false, false, false, true]),
            (&["20001", "1001"], "1001", false, [false, true, true, false]),
        ] {
            let list: Vec<String> = texts.iter().map(|&text| text.to_owned()).collect();
            let principals = Principals::new(&list).unwrap();
            let found = everyone
                .each_ref()
                .map(|caller| principals.matches(caller.name().as_deref(), caller.is_root_of(owner), with_condition));
            assert_eq!(found, expected, "{texts:?} of {owner}, with a condition: {with_condition}");
        }
    }

    #[test]
    fn what_is_no_principal() {
        for text in ["", "acs:ram::1001:root", "2000*", "arn:sts::1001:assumed-role/devrole", "anonymous"] {
            let list = ["*".to_owned(), text.to_owned()];
            let (place, problem) = Principals::new(&list).expect_err(text);
            assert!(place == 1 && problem.contains("is not a principal"), "{problem}");
        }
    }
}
