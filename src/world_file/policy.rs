//! Policies in a world file: tables, or JSON text. A mistake in JSON text is told with its line and column in the file.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;
use toml::Spanned;

use super::Wrong;
use super::node::{Node, steps};
use crate::oss::Oss;
use crate::policy::{BucketPolicy, BucketPolicyError, Document, PolicyError};

/// Reads the policies of a user, group or role: a list of them, or a single one.
pub(super) fn documents(policies: Option<&Spanned<Node>>, oss: &Oss) -> Result<Vec<Document>, Wrong> {
    let Some(policies) = policies else { return Ok(Vec::new()) };
    match policies.get_ref() {
        Node::List(list) => list.iter().map(|policy| document(policy, oss)).collect(),
        Node::Scalar(_) | Node::Table(_) => document(policies, oss).map(|policy| vec![policy]),
    }
}

/// Reads a policy of an identity.
pub(super) fn document(policy: &Spanned<Node>, oss: &Oss) -> Result<Document, Wrong> {
    let read = match policy.get_ref() {
        Node::Scalar(Value::String(json)) => json.parse(),
        node => Document::from_value(&node.json()),
    };
    let wrong = |error: PolicyError| in_policy(policy, error.path(), error.to_string());
    let document = read.map_err(wrong)?;
    oss.read(|world| world.check_policy(&document)).map_err(wrong)?;
    Ok(document)
}

/// Reads the policy of a bucket. JSON text is kept byte for byte; a table becomes the JSON that says the same.
pub(super) fn bucket_policy(policy: &Spanned<Node>, oss: &Oss) -> Result<BucketPolicy, Wrong> {
    let read = match policy.get_ref() {
        Node::Scalar(Value::String(json)) => json.parse(),
        node => BucketPolicy::from_value(&node.json()),
    };
    let wrong = |error: BucketPolicyError| in_policy(policy, &error.path(), error.to_string());
    let read = read.map_err(wrong)?;
    oss.read(|world| world.check_policy(read.document()))
        .map_err(|error| wrong(BucketPolicyError::Malformed(error)))?;
    Ok(read)
}

/// Finds the part of a policy that a problem is about.
fn in_policy(policy: &Spanned<Node>, path: &str, problem: String) -> Wrong {
    match policy.get_ref() {
        Node::Scalar(Value::String(json)) => {
            Wrong { inside: Some(place(json, path)), ..Wrong::new(policy.span(), problem) }
        }
        node => Wrong::new(node.find(path).unwrap_or(policy.span()), problem),
    }
}

/// The offset of the value at a path such as `Statement[0].Action[1]`, or of the innermost one around it that is there. In
/// what is not JSON, the offset where reading stops.
fn place(json: &str, path: &str) -> usize {
    let mut value: &RawValue = match serde_json::from_str(json) {
        Ok(value) => value,
        Err(error) => return stopped_at(json, &error),
    };
    for step in steps(path) {
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

/// The offset where `serde_json` stopped reading: it counts lines and bytes.
pub(super) fn stopped_at(json: &str, error: &serde_json::Error) -> usize {
    let before: usize = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    (before + error.column().saturating_sub(1)).min(json.len())
}

/// The offset, in a string as TOML writes it, of what stands at an offset of its content.
pub(super) fn in_string(written: &str, content: usize) -> usize {
    let quotes = if written.starts_with("'''") || written.starts_with("\"\"\"") { 3 } else { 1 };
    let mut rest = written.get(quotes..).unwrap_or_default();
    if quotes == 3 {
        // A line feed behind the opening quotes is not part of the string.
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

/// How many bytes an escape sequence has, and how many it stands for.
fn escape(text: &str) -> (usize, usize) {
    let digits = match text.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        // It takes away the white space that follows.
        Some(b' ' | b'\t' | b'\r' | b'\n') => return (text.len() - text[1..].trim_start().len(), 0),
        _ => return (2.min(text.len()), 1),
    };
    let number = text.get(2..2 + digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    (2 + digits, number.and_then(char::from_u32).map_or(1, char::len_utf8))
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
            assert!(json[place(json, path)..].starts_with(found), "{path}");
        }
        assert_eq!(place("{\n  \"a\": x\n}", "a"), 9);
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
