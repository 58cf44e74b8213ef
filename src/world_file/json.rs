//! The reader of world files in JSON. It keeps the offset of every value.

use serde::de::IgnoredAny;
use serde_json::Error;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::tree::{Tree, stopped_at};
use super::wrong::Wrong;

/// The maximum depth of nested values, the same as that of `serde_json`.
const DEPTH: usize = 128;

/// Reads a world file in JSON.
pub(super) fn json(text: &str) -> Result<Tree<'_>, Wrong> {
    // This proves that the text is JSON, so the code below need not check it.
    let _: IgnoredAny = serde_json::from_str(text).map_err(|error| wrong(stopped_at(text, &error), message(&error)))?;
    let value = JsonReader { text, at: 0 }.value(0)?;
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Ok(Spanned::new(span, table)),
        _ => Err(wrong(0, "a world is an object")),
    }
}

/// The message of a JSON error, without line and column.
pub(crate) fn message(error: &Error) -> String {
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    whole.strip_suffix(&place).unwrap_or(&whole).to_owned()
}

struct JsonReader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> JsonReader<'a> {
    /// Skips white space, and returns the next byte without taking it.
    fn peek(&mut self) -> u8 {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_ascii_start().len();
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    /// Takes the next byte if it is this bracket, comma or colon. Returns `true` if it was.
    fn passes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == byte;
        self.at += usize::from(is_next);
        is_next
    }

    /// Takes the text up to a byte that ends a token.
    fn token(&mut self, ends: fn(u8) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let length = rest.bytes().position(ends).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn string(&mut self) -> Result<Spanned<String>, Wrong> {
        let start = self.at;
        self.at += 1;
        while self.text.as_bytes()[self.at] != b'"' {
            self.at += if self.text.as_bytes()[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
        // The string may still have half of a surrogate pair.
        let read = serde_json::from_str(&self.text[start..self.at]);
        Ok(Spanned::new(start..self.at, read.map_err(|error| wrong(start, message(&error)))?))
    }

    fn value(&mut self, depth: usize) -> Result<Spanned<DeValue<'a>>, Wrong> {
        let (first, start) = (self.peek(), self.at);
        if depth > DEPTH {
            return Err(wrong(start, "values are nested too deep"));
        }
        let value = match first {
            b'{' => DeValue::Table(self.table(depth)?),
            b'[' => DeValue::Array(self.list(depth)?),
            b'"' => DeValue::String(self.string()?.into_inner().into()),
            b'n' => return Err(wrong(start, "a world has no `null`: leave the key out")),
            _ => {
                let token = self.token(|byte| matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace());
                DeValue::parse(token).map_err(|error| wrong(start, error.message()))?.into_inner()
            }
        };
        Ok(Spanned::new(start..self.at, value))
    }

    fn table(&mut self, depth: usize) -> Result<DeTable<'a>, Wrong> {
        let mut table = DeTable::new();
        self.at += 1;
        while !self.passes(b'}') {
            self.peek();
            let key = self.string()?;
            let (start, key) = (key.span().start, Spanned::new(key.span(), key.into_inner().into()));
            self.passes(b':');
            let value = self.value(depth + 1)?;
            if table.insert(key, value).is_some() {
                return Err(wrong(start, "duplicate key"));
            }
            self.passes(b',');
        }
        Ok(table)
    }

    fn list(&mut self, depth: usize) -> Result<DeArray<'a>, Wrong> {
        let mut list = DeArray::new();
        self.at += 1;
        while !self.passes(b']') {
            list.push(self.value(depth + 1)?);
            self.passes(b',');
        }
        Ok(list)
    }
}

fn wrong(at: usize, problem: impl Into<String>) -> Wrong {
    Wrong::new(at..at, problem)
}
