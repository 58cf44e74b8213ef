//! Policy documents as JSON: read strictly, with the path of each problem, and written back.

use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::error::Assumption;

use super::condition::{Condition, Operator};
use super::document::{Document, PolicyError};
use super::principals::Principals;
use super::scope::{ActionPattern, ResourcePattern, Scope, TextPattern};
use super::statement::{Effect, Statement};

/// The kind of a policy; it decides which elements a statement may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PolicyKind {
    /// The policy of a RAM user, group, role or session.
    Identity,
    Bucket,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct RawDocument {
    version: String,
    statement: Vec<JsonObject<RawStatement>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct RawStatement {
    #[serde(default, deserialize_with = "present")]
    sid: Option<String>,
    effect: Effect,
    #[serde(default, deserialize_with = "present")]
    principal: Option<OneOrMany>,
    #[serde(default, deserialize_with = "present")]
    action: Option<OneOrMany>,
    #[serde(default, deserialize_with = "present")]
    not_action: Option<OneOrMany>,
    #[serde(default, deserialize_with = "present")]
    resource: Option<OneOrMany>,
    #[serde(default, deserialize_with = "present")]
    not_resource: Option<OneOrMany>,
    #[serde(default, deserialize_with = "present")]
    condition: Option<Pairs<Pairs<OneOrMany>>>,
}

/// Reads an element that is present, even as `null`, which serde would treat as absent.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A JSON object; serde would also read a struct from a list.
pub(crate) struct JsonObject<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for JsonObject<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        deserializer.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

/// A JSON object in its order, without duplicate names.
struct Pairs<T>(Vec<(String, T)>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
            type Value = Vec<(String, T)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let (mut pairs, mut names): (Self::Value, _) = (Vec::new(), HashSet::new());
                while let Some(name) = map.next_key::<String>()? {
                    if !names.insert(name.clone()) {
                        return Err(A::Error::custom(format!("duplicate field `{name}`")));
                    }
                    let value = map.next_value()?;
                    pairs.push((name, value));
                }
                Ok(pairs)
            }
        }

        deserializer.deserialize_map(Entries(PhantomData)).map(Self)
    }
}

#[derive(serde::Deserialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    /// The list written as a string in brackets: JSON, or values without quotes between commas.
    fn in_brackets(&self) -> Option<Self> {
        let Self::One(text) = self else { return None };
        let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
        let values = inner.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
        Some(Self::Many(serde_json::from_str(text).unwrap_or_else(|_| values.collect())))
    }

    fn as_slice(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }

    /// Reads the values with `read`; the list must not be empty unless that is allowed.
    fn read<T>(
        &self,
        path: &str,
        may_be_empty: bool,
        read: impl FnOnce(&[String]) -> Result<T, (usize, String)>,
    ) -> Result<T, PolicyError> {
        if self.as_slice().is_empty() && !may_be_empty {
            return Err(PolicyError::new(path, "the list is empty"));
        }
        read(self.as_slice()).map_err(|(place, problem)| match self {
            Self::One(_) => PolicyError::new(path, problem),
            Self::Many(_) => PolicyError::new(format!("{path}[{place}]"), problem),
        })
    }
}

impl std::str::FromStr for Document {
    type Err = PolicyError;

    fn from_str(json: &str) -> Result<Self, PolicyError> {
        Self::read_json(json, PolicyKind::Identity)
    }
}

impl Document {
    pub(super) fn read_json(json: &str, kind: PolicyKind) -> Result<Self, PolicyError> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let raw = RawDocument::read(&mut deserializer)?;
        deserializer.end().map_err(|e| PolicyError::new(".", e.to_string()))?;
        raw.document(kind)
    }

    /// Reads a policy written in another format than JSON; its problems have no line and column.
    #[cfg(feature = "world-file")]
    pub(crate) fn from_value(value: &serde_json::Value) -> Result<Self, PolicyError> {
        Self::read_value(value, PolicyKind::Identity)
    }

    pub(super) fn read_value(value: &serde_json::Value, kind: PolicyKind) -> Result<Self, PolicyError> {
        RawDocument::read(value)?.document(kind)
    }

    /// A policy with one statement.
    pub(crate) fn single(effect: Effect, action: &str, resource: &str) -> Result<Self, PolicyError> {
        let one = |text: &str| Some(OneOrMany::One(text.to_owned()));
        let actions = scope("Action", one(action), None, ActionPattern::new, str::to_owned)?;
        let resources = scope("Resource", one(resource), None, ResourcePattern::new, str::to_owned)?;
        Ok(Self { statements: vec![Statement::new(effect, None, actions, resources, Vec::new())] })
    }
}

impl RawDocument {
    fn read<'de, D: Deserializer<'de, Error = serde_json::Error>>(deserializer: D) -> Result<Self, PolicyError> {
        let read = serde_path_to_error::deserialize(deserializer);
        read.map(|JsonObject(raw)| raw).map_err(|e| PolicyError::new(e.path().to_string(), e.inner().to_string()))
    }

    fn document(self, kind: PolicyKind) -> Result<Document, PolicyError> {
        if self.version != "1" {
            return Err(PolicyError::new(
                "Version",
                format!("`{}` is not the one version there is, \"1\"", self.version),
            ));
        }
        if self.statement.is_empty() {
            return Err(PolicyError::new("Statement", "the list is empty"));
        }
        let statements = self.statement.into_iter().enumerate().map(|(i, JsonObject(raw))| raw.statement(i, kind));
        Ok(Document { statements: statements.collect::<Result<_, _>>()? })
    }
}

impl RawStatement {
    fn statement(mut self, index: usize, kind: PolicyKind) -> Result<Statement, PolicyError> {
        let path = |element: &str| format!("Statement[{index}].{element}");
        let assumes = if kind == PolicyKind::Bucket { self.unbracketed() } else { Vec::new() };
        if kind == PolicyKind::Identity && self.principal.is_some() {
            return Err(PolicyError::new(path("Principal"), "only the policy of a bucket has this element"));
        }
        let principals = match (&self.principal, kind) {
            (Some(list), _) => Some(list.read(&path("Principal"), true, Principals::new)?),
            // Everyone: the page calls the element required, but the service accepts a policy without it.
            (None, PolicyKind::Bucket) => Some(Principals::default()),
            (None, PolicyKind::Identity) => None,
        };
        let actions = scope("Action", self.action, self.not_action, ActionPattern::new, path)?;
        let resources = scope("Resource", self.resource, self.not_resource, ResourcePattern::new, path)?;
        let conditions = match &self.condition {
            Some(block) => block.read(&path("Condition"))?,
            None => Vec::new(),
        };
        let statement = Statement::new(self.effect, principals, actions, resources, conditions);
        let assumes = assumes.into_iter().chain(statement.assumes).collect();
        Ok(Statement { sid: self.sid.map(Into::into), assumes, ..statement })
    }

    /// Replaces strings in brackets by the lists they stand for. Returns the assumptions the statement then rests on.
    ///
    /// Source: `BucketPolicyTest` of `aliyun-oss-java-sdk` and `TestBucketPolicy` of `aliyun-oss-go-sdk` set such policies
    /// (live).
    fn unbracketed(&mut self) -> Vec<Assumption> {
        let empty_condition = self.condition.as_ref().is_some_and(|block| block.0.is_empty());
        let mut assumes: Vec<_> = empty_condition.then_some(Assumption::EmptyCondition).into_iter().collect();
        let lists =
            [&mut self.principal, &mut self.action, &mut self.not_action, &mut self.resource, &mut self.not_resource];
        for list in lists {
            if let Some(read) = list.as_ref().and_then(OneOrMany::in_brackets) {
                *list = Some(read);
                assumes.push(Assumption::ListInBrackets);
            }
        }
        assumes
    }
}

/// Reads an element or its opposite; one of them must be present.
fn scope<T>(
    element: &'static str,
    these: Option<OneOrMany>,
    all_but: Option<OneOrMany>,
    one: fn(&str) -> Result<T, String>,
    path: impl Fn(&str) -> String,
) -> Result<Scope<T>, PolicyError> {
    let opposite = format!("Not{element}");
    let (list, but, path) = match (these, all_but) {
        (Some(list), None) => (list, false, path(element)),
        (None, Some(list)) => (list, true, path(&opposite)),
        (None, None) => return Err(PolicyError::new(path(element), "the element is missing")),
        (Some(_), Some(_)) => {
            return Err(PolicyError::new(path(&opposite), format!("the statement has `{element}` already")));
        }
    };
    let each = |texts: &[String]| {
        texts.iter().enumerate().map(|(i, text)| one(text).map_err(|problem| (i, problem))).collect()
    };
    Ok(Scope { but, patterns: list.read(&path, false, each)? })
}

impl Pairs<Pairs<OneOrMany>> {
    fn read(&self, path: &str) -> Result<Vec<Condition>, PolicyError> {
        let mut conditions = Vec::new();
        for (name, keys) in &self.0 {
            let path = format!("{path}.{name}");
            let operator = Operator::from_name(name).ok_or_else(|| {
                let names: Vec<_> = Operator::ALL.iter().map(|operator| operator.name()).collect();
                PolicyError::new(
                    &*path,
                    format!("`{name}` is not a condition operator: there are {}", names.join(", ")),
                )
            })?;
            if keys.0.is_empty() {
                return Err(PolicyError::new(path, "the operator has no keys"));
            }
            let mut known = HashSet::new();
            for (key, values) in &keys.0 {
                let path = format!("{path}.{key}");
                let condition = values.read(&path, false, |texts| Condition::new(operator, key, texts))?;
                // Letter case does not count in most keys, and a JSON object has each key once.
                if !known.insert(condition.key.clone()) {
                    return Err(PolicyError::new(path, format!("the operator has `{}` already", condition.key)));
                }
                conditions.push(condition);
            }
        }
        Ok(conditions)
    }
}

impl Document {
    /// The policy for any format of serde; actions, resources and values are always lists.
    pub(crate) fn written(&self) -> impl Serialize + '_ {
        WrittenDocument { version: "1", statement: self.statements.iter().map(WrittenStatement::of).collect() }
    }
}

#[derive(serde::Serialize)]
#[serde(rename_all = "PascalCase")]
struct WrittenDocument<'a> {
    version: &'static str,
    statement: Vec<WrittenStatement<'a>>,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "PascalCase")]
struct WrittenStatement<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<&'a str>,
    effect: Effect,
    #[serde(skip_serializing_if = "Option::is_none")]
    principal: Option<Vec<&'a str>>,
    #[serde(flatten)]
    action: WrittenScope<'a>,
    #[serde(flatten)]
    resource: WrittenScope<'a>,
    #[serde(skip_serializing_if = "WrittenConditions::is_empty")]
    condition: WrittenConditions<'a>,
}

impl<'a> WrittenStatement<'a> {
    fn of(statement: &'a Statement) -> Self {
        Self {
            sid: statement.sid.as_deref(),
            effect: statement.effect,
            principal: statement.principals.as_ref().map(|principals| principals.texts().collect()),
            action: WrittenScope::of("Action", "NotAction", &statement.actions),
            resource: WrittenScope::of("Resource", "NotResource", &statement.resources),
            condition: WrittenConditions(&statement.conditions),
        }
    }
}

struct WrittenScope<'a> {
    element: &'static str,
    texts: Vec<&'a str>,
}

impl<'a> WrittenScope<'a> {
    fn of<T: TextPattern>(element: &'static str, opposite: &'static str, scope: &'a Scope<T>) -> Self {
        let element = if scope.but { opposite } else { element };
        Self { element, texts: scope.patterns.iter().map(TextPattern::text).collect() }
    }
}

impl Serialize for WrittenScope<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.element, &self.texts)?;
        map.end()
    }
}

/// Writes conditions by operator, then key.
struct WrittenConditions<'a>(&'a [Condition]);

impl WrittenConditions<'_> {
    const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for WrittenConditions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        // Conditions of one operator were read one after the other.
        for block in self.0.chunk_by(|a, b| a.operator == b.operator) {
            map.serialize_entry(block[0].operator.name(), &WrittenKeys(block))?;
        }
        map.end()
    }
}

struct WrittenKeys<'a>(&'a [Condition]);

impl Serialize for WrittenKeys<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|condition| (condition.key.to_string(), &condition.texts)))
    }
}
