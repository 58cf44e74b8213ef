//! The keys an object may have.

/// The maximum length of a key, in bytes.
pub(crate) const MAX_KEY: usize = 1_023;

/// The reason a text is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyProblem {
    TooLong,
    /// It is empty, is not UTF-8, or starts with a slash or a backslash.
    Invalid,
}

/// Reads a key: 1 to 1,023 bytes of UTF-8 that do not start with a slash or a backslash.
///
/// Source: `AlibabaCloudDocs/oss`, HTTP 400 status code (`InvalidObjectName`).
pub(crate) fn check_key(bytes: &[u8]) -> Result<&str, KeyProblem> {
    if bytes.len() > MAX_KEY {
        return Err(KeyProblem::TooLong);
    }
    let key = std::str::from_utf8(bytes).map_err(|_| KeyProblem::Invalid)?;
    if key.is_empty() || key.starts_with(['/', '\\']) { Err(KeyProblem::Invalid) } else { Ok(key) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for key in ["a", "日本/é", "a//b", "./..", "a\\b", " ", "\u{1}"] {
            assert_eq!(check_key(key.as_bytes()), Ok(key));
        }
        assert!(check_key("é".repeat(511).as_bytes()).is_ok());
        assert_eq!(check_key("é".repeat(512).as_bytes()), Err(KeyProblem::TooLong));
        for bytes in [&b""[..], b"/a", b"\\a", b"\xff"] {
            assert_eq!(check_key(bytes), Err(KeyProblem::Invalid));
        }
    }
}
