//! The world as JSON: of the same structure as in TOML, and read as TOML.
//!
//! There is one reader. JSON is rewritten as the TOML that says the same, and what is wrong there is told with its place
//! in the JSON.

use std::fmt::Write as _;

use serde::de::IgnoredAny;
use serde_json::{Error, Value};

use super::policy::stopped_at;
use super::{WorldError, Wrong};
use crate::oss::Oss;

impl Oss {
    /// What [`Oss::world_toml`] writes, as JSON.
    pub(crate) fn world_json(&self) -> Value {
        toml::from_str(&self.world_toml()).expect("a world file has texts, flags and lists and tables of them")
    }

    /// Replaces the world by a world file in TOML, and gives the new one back as JSON.
    pub(crate) fn replace_from_toml(&self, toml: &str) -> Result<Value, WorldError> {
        self.replace_by(toml).map(|made| made.world_json()).map_err(|wrong| WorldError::new(toml, wrong))
    }

    /// The same from JSON.
    pub(crate) fn replace_from_json(&self, json: &str) -> Result<Value, WorldError> {
        let replaced = Rewritten::of(json).and_then(|rewritten| {
            self.replace_by(&rewritten.toml).map_err(|wrong| {
                let at = rewritten.place(wrong.start(&rewritten.toml));
                Wrong::new(at..at, wrong.problem)
            })
        });
        replaced.map(|made| made.world_json()).map_err(|wrong| WorldError::new(json, wrong))
    }
}

/// What is wrong with JSON, without where.
pub(crate) fn message(error: &Error) -> String {
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    whole.strip_suffix(&place).unwrap_or(&whole).to_owned()
}

/// JSON as TOML.
#[derive(Debug, Default)]
struct Rewritten {
    toml: String,
    /// Where something in the TOML stands in the JSON; what follows it stands behind it, as far as to the next.
    places: Vec<(usize, usize)>,
}

impl Rewritten {
    fn of(json: &str) -> Result<Self, Wrong> {
        // Behind this it is JSON, and the rest need not doubt it.
        let _: IgnoredAny =
            serde_json::from_str(json).map_err(|error| wrong(stopped_at(json, &error), message(&error)))?;
        if !json.trim_start().starts_with('{') {
            return Err(wrong(0, "a world is an object".to_owned()));
        }
        let mut rewritten = Self::default();
        let (mut depth, mut at) = (0, 0);
        while let Some(byte) = json.as_bytes().get(at) {
            at = match byte {
                b'"' => rewritten.string(json, at)?,
                b'n' => return Err(wrong(at, "a world has no `null`: leave the key out".to_owned())),
                byte => {
                    depth += i32::from(matches!(byte, b'{' | b'['));
                    rewritten.toml.push(match (byte, depth) {
                        (b':', _) => '=',
                        // The outermost object is the file: each of its keys has a line.
                        (b'{' | b'}', 1) | (b'\t' | b'\n' | b'\r', _) => ' ',
                        (b',', 1) => '\n',
                        (byte, _) => char::from(*byte),
                    });
                    depth -= i32::from(matches!(byte, b'}' | b']'));
                    at + 1
                }
            };
        }
        Ok(rewritten)
    }

    /// Rewrites the string that starts here, and tells where it ends.
    fn string(&mut self, json: &str, start: usize) -> Result<usize, Wrong> {
        let (mut end, bytes) = (start + 1, json.as_bytes());
        while bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        end += 1;
        // It may still have half of a surrogate pair in it.
        let text: String = serde_json::from_str(&json[start..end]).map_err(|error| wrong(start, message(&error)))?;
        self.places.push((self.toml.len(), start));
        self.toml.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => self.toml.extend(['\\', c]),
                // As long as in JSON, so that places within the string stay.
                '\n' => self.toml.push_str("\\n"),
                '\r' => self.toml.push_str("\\r"),
                '\t' => self.toml.push_str("\\t"),
                c if c.is_ascii_control() => write!(self.toml, "\\u{:04x}", u32::from(c)).unwrap_or_default(),
                c => self.toml.push(c),
            }
        }
        self.toml.push('"');
        self.places.push((self.toml.len(), end));
        Ok(end)
    }

    /// Where in the JSON that is which stands here in the TOML.
    fn place(&self, at: usize) -> usize {
        let before = self.places.partition_point(|(toml, _)| *toml <= at);
        let (toml, json) = before.checked_sub(1).map_or((0, 0), |last| self.places[last]);
        json + (at - toml)
    }
}

fn wrong(at: usize, problem: String) -> Wrong {
    Wrong::new(at..at, problem)
}
