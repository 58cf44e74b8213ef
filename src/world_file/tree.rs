//! A world file as a tree of values with their places, read from TOML or JSON, and the search for the place of a mistake.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::value::RawValue;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::shape::named;
use super::wrong::Wrong;

/// A world file as values that are not checked yet.
pub(crate) type Tree<'a> = Spanned<DeTable<'a>>;

/// Reads a text as a tree.
pub(super) type Reader = fn(&str) -> Result<Tree<'_>, Wrong>;

/// Reads TOML.
pub(super) fn toml(text: &str) -> Result<Tree<'_>, Wrong> {
    DeTable::parse(text).map_err(Wrong::from)
}

impl From<toml::de::Error> for Wrong {
    fn from(error: toml::de::Error) -> Self {
        // The message may have a second line with the expected values.
        let problem = error.message().lines().collect::<Vec<_>>().join(", ");
        let is_unnamed =
            !["missing field", "unknown field", "duplicate field"].iter().any(|it| problem.starts_with(it));
        Self { is_unnamed, ..Self::new(error.span().unwrap_or_default(), problem) }
    }
}

impl Wrong {
    /// The offset of the problem in the text of the file.
    pub(super) fn start(&self, text: &str, read: Reader) -> usize {
        if self.path.is_empty() && !self.in_json {
            return self.at.start;
        }
        // The text is read again, as only a mistake needs its tree.
        read(text).map_or(self.at.start, |tree| place(text, tree, self))
    }

    /// The problem, with the name of the value that has it.
    pub(super) fn named(self, text: &str, read: Reader) -> String {
        let path = self.is_unnamed.then(|| read(text).ok()).flatten().and_then(|tree| {
            let root = Spanned::new(tree.span(), DeValue::Table(tree.into_inner()));
            let mut path = String::new();
            leads_to(&root, &self.at, &mut path).then_some(path)
        });
        match path.filter(|path| !path.is_empty()) {
            Some(path) => named(&path, &self.problem),
            None => self.problem,
        }
    }

    /// The offset of the problem in the TOML of the file.
    #[cfg(feature = "fixtures")]
    pub(crate) fn start_in_toml(&self, text: &str) -> usize {
        self.start(text, toml)
    }
}

/// Completes the path to the innermost value at a place, such as `account[0].name`; returns `false` if there is none.
fn leads_to(value: &Spanned<DeValue<'_>>, at: &Range<usize>, path: &mut String) -> bool {
    let length = path.len();
    let mut leads = |step: String, inner: &Spanned<DeValue<'_>>| {
        path.truncate(length);
        path.push_str(&step);
        leads_to(inner, at, path)
    };
    let leads = match value.get_ref() {
        DeValue::Array(list) => list.iter().enumerate().any(|(at, inner)| leads(format!("[{at}]"), inner)),
        DeValue::Table(table) => table.iter().any(|(key, inner)| {
            let dot = if length == 0 { "" } else { "." };
            leads(format!("{dot}{}", key.get_ref()), inner)
        }),
        _ => false,
    };
    if !leads {
        path.truncate(length);
    }
    leads || value.span() == *at
}

/// Returns the offset of the part with the mistake, or of the innermost part around it that exists.
fn place(text: &str, tree: Tree<'_>, wrong: &Wrong) -> usize {
    let root = Spanned::new(tree.span(), DeValue::Table(tree.into_inner()));
    search(text, &root, wrong).unwrap_or(wrong.at.start)
}

/// Searches a value for the part with the mistake. A table under a header has the same place as the first value in it, so
/// a value counts only if it has the part.
fn search(text: &str, value: &Spanned<DeValue<'_>>, wrong: &Wrong) -> Option<usize> {
    let here = if value.span() == wrong.at { descend(text, value, wrong) } else { None };
    here.or_else(|| match value.get_ref() {
        DeValue::Array(list) => list.iter().find_map(|value| search(text, value, wrong)),
        DeValue::Table(table) => table.values().find_map(|value| search(text, value, wrong)),
        _ => None,
    })
}

fn descend(text: &str, value: &Spanned<DeValue<'_>>, wrong: &Wrong) -> Option<usize> {
    let (mut value, mut found, mut is_table) = (value, None, false);
    let mut rest = steps(&wrong.path).peekable();
    while let Some(step) = rest.peek() {
        let inner = match value.get_ref() {
            DeValue::Table(table) => table.get(*step),
            DeValue::Array(list) => step.strip_suffix(']').and_then(|index| list.get(index.parse::<usize>().ok()?)),
            _ => None,
        };
        let Some(inner) = inner else { break };
        is_table |= value.get_ref().is_table();
        found = Some(inner.span().start);
        value = inner;
        rest.next();
    }
    match value.get_ref() {
        // Within a table, a string is a part of the policy and not its JSON text.
        DeValue::String(json) if wrong.in_json && !is_table => {
            let written = text.get(value.span())?;
            Some(value.span().start + in_string(written, in_json(json, rest)))
        }
        _ => found,
    }
}

/// The steps of a path such as `Statement[0].Action[1]`. A step into a list ends with `]`.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[']).filter(|step| !step.is_empty())
}

/// The offset of the value at a path in JSON, or of the innermost value around it that exists. For a text that is not JSON,
/// the offset where reading stops.
fn in_json<'a>(json: &str, path: impl Iterator<Item = &'a str>) -> usize {
    let mut value: &RawValue = match serde_json::from_str(json) {
        Ok(value) => value,
        Err(error) => return stopped_at(json, &error),
    };
    for step in path {
        let text = value.get();
        let inner = match step.strip_suffix(']') {
            Some(index) => serde_json::from_str::<Vec<&RawValue>>(text).ok().and_then(|list| {
                let index: usize = index.parse().ok()?;
                list.get(index).copied()
            }),
            None => {
                serde_json::from_str::<BTreeMap<String, &RawValue>>(text).ok().and_then(|mut table| table.remove(step))
            }
        };
        let Some(inner) = inner else { break };
        value = inner;
    }
    value.get().as_ptr().addr() - json.as_ptr().addr()
}

/// Returns the offset where `serde_json` stopped reading. It counts lines and bytes; before the first byte of a line
/// it stopped at the end of the line before.
pub(super) fn stopped_at(json: &str, error: &serde_json::Error) -> usize {
    let before: usize = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    (before + error.column()).saturating_sub(1).min(json.len())
}

/// Returns the offset in a string as TOML or JSON writes it for an offset in its content.
fn in_string(written: &str, content: usize) -> usize {
    let quotes = if written.starts_with("'''") || written.starts_with("\"\"\"") { 3 } else { 1 };
    let mut rest = written.get(quotes..).unwrap_or_default();
    if quotes == 3 {
        // A line feed after the opening quotes is not part of the string.
        rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
    }
    let start = written.len() - rest.len();
    if written.starts_with('\'') {
        return start + content;
    }
    let (mut at, mut read) = (0, 0);
    while read < content {
        let Some(c) = rest[at..].chars().next() else { break };
        let (length, means) = if c == '\\' { escape(&rest[at..]) } else { (c.len_utf8(), c.len_utf8()) };
        at += length;
        read += means;
    }
    start + at
}

/// Returns the length of an escape sequence and the number of bytes that it stands for.
fn escape(text: &str) -> (usize, usize) {
    let digits = match text.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        // This escape removes the white space after it.
        Some(b' ' | b'\t' | b'\r' | b'\n') => return (text.len() - text[1..].trim_start().len(), 0),
        _ => return (2.min(text.len()), 1),
    };
    let number = text.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    // In JSON, a number that is not a character is half of one that has four bytes.
    (2 + digits, number.map_or(1, |number| char::from_u32(number).map_or(2, char::len_utf8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_json_are_found() {
        let json = r#"{"Version": "1", "Statement": [{"Effect": "Allow"}, {"Action": ["a", "b"]}]}"#;
        for (path, found) in [
            (".", json),
            ("Version", "\"1\""),
            ("Statement[0].Effect", "\"Allow\""),
            ("Statement[1].Action[1]", "\"b\""),
            ("Statement[1].Resource", "{\"Action\""),
            ("Statement[7]", "[{\"Effect\""),
        ] {
            assert!(json[in_json(json, steps(path))..].starts_with(found), "{path}");
        }
        assert_eq!(in_json("{\n  \"a\": x\n}", steps("a")), 9);
    }

    #[test]
    fn places_in_strings_are_those_of_what_is_written() {
        for (written, content, found) in [
            (r"'abc'", 1, "bc'"),
            (r#""abc""#, 1, "bc\""),
            ("'''\nabc'''", 1, "bc'''"),
            ("\"\"\"\r\nabc\"\"\"", 1, "bc\"\"\""),
            (r#""\"a\"b""#, 3, "b\""),
            (r#""\u00e9a""#, 2, "a\""),
            (r#""\U0001F600a""#, 4, "a\""),
            (r#""\ud83d\ude00a""#, 4, "a\""),
            (r#""\x41a""#, 1, "a\""),
            ("\"\"\"a\\\n   b\"\"\"", 1, "\\\n   b\"\"\""),
            ("\"\"\"a\\\n   bc\"\"\"", 2, "c\"\"\""),
            (r#""é日b""#, 5, "b\""),
            (r#""ab""#, 2, "\""),
        ] {
            let at = in_string(written, content);
            assert!(written.get(at..).is_some_and(|rest| rest.starts_with(found)), "{written} {content}: {at}");
        }
    }
}
