//! The access tracking of a bucket.

use jiff::Timestamp;

use super::setting::{FormError, Setting};

/// Access tracking: the moment it was enabled; `None` if it is disabled.
pub(crate) struct AccessMonitor;

impl Setting for AccessMonitor {
    type Value = Option<Timestamp>;
    type Form = String;

    const FACT: &'static str = "access tracked";

    fn shown(since: &Option<Timestamp>) -> String {
        since.map_or_else(|| "no".to_owned(), |since| format!("since {since}"))
    }

    fn form(since: &Option<Timestamp>) -> Option<String> {
        since.map(|since| since.to_string())
    }

    fn read(since: &String) -> Result<Option<Timestamp>, FormError> {
        let problem = |error| FormError::new("", format!("`{since}` is not the moment access tracking began: {error}"));
        since.parse().map(Some).map_err(problem)
    }
}
