//! A value of any shape that knows where everything in it stands: policies are read from it.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use toml::Spanned;

/// A value whose parts know their place.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Scalar(Value),
    List(Vec<Spanned<Node>>),
    Table(BTreeMap<String, Spanned<Node>>),
}

impl Node {
    /// The same as JSON.
    pub fn json(&self) -> Value {
        match self {
            Self::Scalar(value) => value.clone(),
            Self::List(list) => list.iter().map(|node| node.get_ref().json()).collect(),
            Self::Table(table) => table.iter().map(|(key, node)| (key.clone(), node.get_ref().json())).collect(),
        }
    }

    /// Where the value at a path such as `Statement[0].Action[1]` stands, or the innermost one around it that is there.
    pub fn find(&self, path: &str) -> Option<Range<usize>> {
        let mut found = None;
        let mut node = self;
        for step in steps(path) {
            let inner = match node {
                Self::Scalar(_) => None,
                Self::List(list) => step.strip_suffix(']').and_then(|n| list.get(n.parse::<usize>().ok()?)),
                Self::Table(table) => table.get(step),
            };
            let Some(inner) = inner else { break };
            found = Some(inner.span());
            node = inner.get_ref();
        }
        found
    }
}

/// The steps of a path such as `Statement[0].Action[1]`; that into a list ends with `]`.
pub(super) fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[']).filter(|step| !step.is_empty())
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut table: A) -> Result<Node, A::Error> {
        let mut nodes = BTreeMap::new();
        while let Some((key, node)) = table.next_entry()? {
            nodes.insert(key, node);
        }
        Ok(Node::Table(nodes))
    }
}
