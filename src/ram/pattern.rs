//! Wildcards of policies: `*` is any run of characters (also an empty one, also `/`), `?` is exactly one character.

use std::fmt;

/// A pattern over text, compiled once.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    Any,
    Exact(Box<str>),
    /// The text before the first wildcard, and the rest from it on: most texts already differ in the former.
    Wild(Box<str>, Box<[char]>),
}

impl Pattern {
    pub fn new(text: &str) -> Self {
        if !text.is_empty() && text.bytes().all(|b| b == b'*') {
            Self::Any
        } else if let Some(at) = text.find(['*', '?']) {
            let (literal, rest) = text.split_at(at);
            Self::Wild(literal.into(), rest.chars().collect())
        } else {
            Self::Exact(text.into())
        }
    }

    /// Returns `true` if it matches exactly one text.
    pub const fn is_exact(&self) -> bool {
        matches!(self, Self::Exact(_))
    }

    /// Returns `true` if it matches exactly one text, and that text satisfies the predicate.
    pub fn is_only(&self, such: impl FnOnce(&str) -> bool) -> bool {
        matches!(self, Self::Exact(text) if such(text))
    }

    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => **exact == *text,
            Self::Wild(literal, rest) => text.strip_prefix(&**literal).is_some_and(|text| wild(rest, text.chars())),
        }
    }

    /// Returns `true` if it matches the prefix followed by the text, without copying them.
    pub fn matches_after(&self, prefix: &str, text: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) => exact.strip_prefix(prefix) == Some(text),
            Self::Wild(literal, rest) => {
                let mut text = prefix.chars().chain(text.chars());
                literal.chars().all(|wanted| text.next() == Some(wanted)) && wild(rest, text)
            }
        }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Exact(text) => f.write_str(text),
            Self::Wild(literal, rest) => {
                f.write_str(literal)?;
                rest.iter().try_for_each(|c| write!(f, "{c}"))
            }
        }
    }
}

/// Matches greedily and backtracks to the last `*` only: at most pattern × text steps, usually their sum.
pub(super) fn wild(pattern: &[char], text: impl Iterator<Item = char> + Clone) -> bool {
    let mut at = 0;
    let mut rest = text;
    let mut star = None;
    loop {
        if pattern.get(at) == Some(&'*') {
            at += 1;
            // After the last star, any text matches.
            if at == pattern.len() {
                return true;
            }
            star = Some((at, rest.clone()));
            continue;
        }
        match (rest.next(), pattern.get(at)) {
            (None, None) => return true,
            (Some(found), Some(&wanted)) if wanted == '?' || wanted == found => at += 1,
            (None, Some(_)) => return false,
            // Let the last star take one more character, and try again after it.
            _ => {
                let Some((after, from)) = &mut star else { return false };
                from.next();
                at = *after;
                rest = from.clone();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("**", "anything/at all", true),
            ("", "", true),
            ("", "a", false),
            ("logs", "logs", true),
            ("logs", "Logs", false),
            ("logs?", "logs", false),
            ("log?", "logs", true),
            ("log?", "log日", true),
            ("?", "", false),
            ("example*", "examplebucket", true),
            ("*bucket", "examplebucket", true),
            ("*bucket", "bucketexample", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-b-d", false),
            ("*a", "aaa", true),
            ("foo/*", "foo/bar/baz", true),
            ("foo/*", "foo", false),
            ("*?", "", false),
            ("*?", "x", true),
            ("a*?c", "ac", false),
            ("a*?c", "abbc", true),
            ("*ab*ab", "abab", true),
            ("*ab*ab", "ab", false),
        ] {
            let compiled = Pattern::new(pattern);
            assert_eq!(compiled.matches(text), expected, "{pattern} on {text}");
            for (at, _) in text.char_indices() {
                let (prefix, rest) = text.split_at(at);
                assert_eq!(compiled.matches_after(prefix, rest), expected, "{pattern} on {prefix} and {rest}");
            }
        }
    }
}
