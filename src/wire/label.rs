//! The parts of a host name that are read by their form: labels and regions.

/// Returns `true` if a text has the form of a region, `cn-hangzhou`. Endpoints without a region have other first words.
pub(crate) fn is_region(text: &str) -> bool {
    let (first, rest) = text.split_once('-').unwrap_or((text, ""));
    text.len() <= 32
        && is_label(text)
        && first.bytes().all(|b| b.is_ascii_lowercase())
        && !first.is_empty()
        && rest.split('-').all(|part| !part.is_empty())
        && !["oss", "accelerate", "cb"].contains(&first)
}

/// Returns `true` if a text has lower-case letters, digits and hyphens only.
pub(super) fn is_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
