//! The rule for bucket names.

/// Returns `true` if a bucket may have this name: 3–63 of `a-z`, `0-9` and `-`, with a letter or digit at both ends.
pub(crate) fn is_bucket_name(name: &str) -> bool {
    let edge = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let bytes = name.as_bytes();
    (3..=63).contains(&bytes.len())
        && edge(bytes.first())
        && edge(bytes.last())
        && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_names() {
        for (name, expected) in [
            ("abc", true),
            ("a-b", true),
            ("0a9", true),
            ("ab", false),
            ("-ab", false),
            ("ab-", false),
            ("Abc", false),
            ("a_b", false),
            ("a.b", false),
            ("日本語", false),
            ("", false),
        ] {
            assert_eq!(is_bucket_name(name), expected, "{name}");
        }
        assert!(is_bucket_name(&"a".repeat(63)) && !is_bucket_name(&"a".repeat(64)));
    }
}
