//! Suggestions of known names for an unknown name.

use super::plane::PREFIX;
use crate::error::Cause;
use crate::world_file::listed;

/// The number of names that are suggested.
const SHOWN: usize = 3;

/// The similarity of a name that may have been meant; 1 is that of equal names.
const NEAR: f64 = 0.85;

/// The nearest known names to an unknown one, as the end of a message; the place of all names if none is near.
pub(super) fn near(unknown: &str, known: &[&str]) -> String {
    // A longer text is not a name.
    let unknown: String = unknown.chars().take(64).collect::<String>().to_lowercase();
    let mut scored: Vec<(f64, &str)> =
        known.iter().map(|name| (strsim::jaro_winkler(&unknown, &name.to_lowercase()), *name)).collect();
    scored.retain(|(score, _)| *score >= NEAR);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let names: Vec<&str> = scored.into_iter().take(SHOWN).map(|(_, name)| name).collect();
    if names.is_empty() {
        format!("`{PREFIX}openapi.json` has the names")
    } else {
        format!("near ones are {}", listed(&names))
    }
}

/// The causes suggested for an unknown name: those with this code, those of throttling for the error code of S3, or
/// those with near names.
pub(super) fn near_cause(unknown: &str) -> String {
    let throttled = unknown.eq_ignore_ascii_case("SlowDown");
    let known: Vec<Cause> = Cause::ALL.iter().copied().filter(|cause| *cause != Cause::NotEmulated).collect();
    let meant =
        known.iter().filter(|cause| cause.code().eq_ignore_ascii_case(unknown) || (throttled && cause.status() == 503));
    let names: Vec<String> = meant.map(|cause| format!("`{cause}`")).collect();
    if names.is_empty() {
        near(unknown, &known.iter().map(|cause| cause.name()).collect::<Vec<_>>())
    } else {
        format!("near ones are {}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_told() {
        assert_eq!(
            near("PutObjekt", &["GetObject", "PutObject", "PutObjectAcl"]),
            "near ones are `PutObject`, `PutObjectAcl`"
        );
        assert_eq!(near("Delete", &["GetObject", "PutObject"]), "`/_ossmock/openapi.json` has the names");
        assert!(near_cause("SlowDown").starts_with("near ones are `ServiceUnavailable`, `TotalQpsLimitExceeded`, "));
        assert!(near_cause("NoSuchKy").starts_with("near ones are `NoSuchKey`"));
        assert!(near_cause("MalformedXML").contains("`MalformedXml`"));
    }
}
