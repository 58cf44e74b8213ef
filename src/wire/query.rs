//! The query string, decoded once.

use std::cell::Cell;

use super::text::{decode, lossy};

/// Names and values in the order of the wire; a name without `=` has the empty value, as OSS does not distinguish them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Query {
    pairs: Vec<Pair>,
}

#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub name: Vec<u8>,
    pub value: Vec<u8>,
    /// `true` if the wire had `name=` rather than `name`.
    pub equals: bool,
    /// `true` if the parameter was read.
    pub asked: Cell<bool>,
}

impl Query {
    pub fn parse(text: &str) -> Self {
        let pairs = text.split('&').filter(|part| !part.is_empty()).map(|part| match part.split_once('=') {
            Some((name, value)) => {
                Pair { name: decode(name), value: decode(value), equals: true, asked: Cell::new(false) }
            }
            None => Pair { name: decode(part), value: Vec::new(), equals: false, asked: Cell::new(false) },
        });
        Self { pairs: pairs.collect() }
    }

    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// Reads the value of the first parameter of this name; bytes that are not UTF-8 are replaced.
    pub fn get(&self, name: &str) -> Option<String> {
        Some(lossy(self.bytes(name)?).into_owned())
    }

    /// Reads the value of the first parameter of this name.
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        Some(&self.find(name)?.value)
    }

    fn find(&self, name: &str) -> Option<&Pair> {
        let pair = self.pairs.iter().find(|pair| pair.name == name.as_bytes())?;
        pair.asked.set(true);
        Some(pair)
    }
}
