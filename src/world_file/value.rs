//! Single values of world files: names, moments, regions.

use jiff::Timestamp;
use serde::Deserialize;
use toml::Spanned;

use super::wrong::{Wrong, wrong};
use crate::wire::is_region;
use crate::wire::text::parse_moment;

/// A moment, as text or as a datetime of TOML.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected a moment such as `2026-11-23T16:05:59Z`")]
pub(super) enum Moment {
    Text(String),
    Datetime(toml::value::Datetime),
}

/// Reads a value from its name on the wire; the default if there is no name.
pub(super) fn named<T: Default>(
    name: Option<&Spanned<String>>,
    from_wire: fn(&str) -> Option<T>,
    what: &str,
    all: &str,
) -> Result<T, Wrong> {
    let Some(name) = name else { return Ok(T::default()) };
    let unknown = || wrong(name, format!("`{}` is not {what}: there are {all}", name.get_ref()));
    from_wire(name.get_ref()).ok_or_else(unknown)
}

/// Reads a moment.
pub(super) fn read_timestamp(moment: &Spanned<Moment>) -> Result<Timestamp, Wrong> {
    let read = match moment.get_ref() {
        Moment::Text(text) => parse_moment(text),
        Moment::Datetime(datetime) => parse_moment(&datetime.to_string()),
    };
    read.map_err(|problem| wrong(moment, problem))
}

/// Reads the name of a region.
pub(super) fn check_region(region: &Spanned<String>) -> Result<&str, Wrong> {
    let name = region.get_ref();
    if is_region(name) {
        Ok(name)
    } else {
        Err(wrong(region, format!("`{name}` is not a region: write it like `cn-hangzhou`, without `oss-`")))
    }
}
