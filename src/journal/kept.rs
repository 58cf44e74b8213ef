//! The parts of texts that a record keeps.

/// The most bytes a record keeps of a text from the client.
pub(super) const MAX_TEXT: usize = 2_048;

/// The first 2 KiB of a text from the client.
pub(crate) fn kept(text: &str) -> String {
    text[..kept_length(text)].to_owned()
}

pub(super) fn kept_length(text: &str) -> usize {
    length_within(text, MAX_TEXT)
}

/// The length of a text, or of as many whole characters of it as have at most this many bytes.
pub(super) fn length_within(text: &str, limit: usize) -> usize {
    if text.len() <= limit {
        return text.len();
    }
    (0..=limit).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default()
}
