//! A setting of a bucket: its value, its form in world files, and the check of the two.

use std::fmt;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::world::NewBuckets;

/// A setting of a bucket. It knows neither HTTP nor XML.
pub(crate) trait Setting {
    /// The value that a bucket has.
    type Value: fmt::Debug + Clone + PartialEq + Default;
    /// The value as world files write it.
    type Form: fmt::Debug + Clone + Serialize + DeserializeOwned;

    /// The name of the fact in snapshots and cases.
    const FACT: &'static str;

    /// The value of a new bucket.
    fn new_in(_: NewBuckets) -> Self::Value {
        Self::Value::default()
    }

    /// The value as facts show it.
    fn shown(value: &Self::Value) -> String;

    /// The whole value, if facts show a part of it.
    fn exact(_: &Self::Value) -> Option<String> {
        None
    }

    /// Returns `true` if the line of the bucket has the fact.
    fn in_line(value: &Self::Value) -> bool {
        *value != Self::Value::default()
    }

    /// The value as world files write it; `None` if they leave it out.
    fn form(value: &Self::Value) -> Option<Self::Form>;

    /// Reads the value from its form.
    fn read(form: &Self::Form) -> Result<Self::Value, FormError>;

    /// Lets the work of a value by the clock begin at this moment, unless the value says until when it was done.
    #[cfg(feature = "world-file")]
    fn begin(_: &mut Self::Value, _: Timestamp) {}

    /// Takes back what was done after this moment, as the clock was set back to it. Returns `true` if there was any.
    fn go_back(_: &mut Self::Value, _: Timestamp) -> bool {
        false
    }

    /// Checks that a bucket can have the value.
    fn check(_: &Self::Value, _: &SettingContext<'_>) -> Result<(), FormError> {
        Ok(())
    }
}

/// The facts that the value of a setting is checked against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SettingContext<'a> {
    /// The name of the bucket.
    pub bucket: &'a str,
    /// The id of the CloudBox that the bucket is on; `None` for a bucket of a region.
    pub cloudbox: Option<&'a str>,
    /// `true` if policies with a part that can never match are refused.
    pub refuses_unmatchable: bool,
}

impl SettingContext<'_> {
    /// The problem of a value that no bucket on a CloudBox has; `None` for a bucket of a region.
    pub(super) fn on_cloudbox(&self, rule: &str) -> Option<String> {
        let id = self.cloudbox?;
        Some(format!("the bucket `{}` is on the CloudBox `{id}`, which {rule}", self.bucket))
    }
}

/// A mistake in the form of a value, with the path of the part that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormError {
    /// The path, such as `Statement[0].Action`; empty for the whole form.
    pub path: String,
    /// `true` if the path continues in a string that is JSON.
    pub in_json: bool,
    pub problem: String,
}

impl FormError {
    pub fn new(path: &str, problem: impl Into<String>) -> Self {
        Self { path: path.to_owned(), in_json: false, problem: problem.into() }
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

/// Reads a value from its name on the wire.
pub(super) fn named<T>(text: &str, from_wire: fn(&str) -> Option<T>, what: &str, all: &str) -> Result<T, FormError> {
    from_wire(text).ok_or_else(|| FormError::new("", format!("`{text}` is not {what}: there are {all}")))
}
