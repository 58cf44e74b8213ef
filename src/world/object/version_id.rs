//! The id of a version.

use std::fmt;

/// The id of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum VersionId {
    /// `null`: written while the bucket kept no versions. A key has at most one such version.
    Null,
    /// Made up for a version that is kept, from its place among all versions of the bucket.
    Minted(u64),
}

impl VersionId {
    /// Parses an id. Ids of OSS have another number of digits, so none of them is one of ossmock's.
    pub fn read(text: &str) -> Option<Self> {
        if text == "null" {
            return Some(Self::Null);
        }
        let digits = text.strip_prefix(Self::PREFIX).filter(|digits| digits.len() == Self::DIGITS)?;
        let id = Self::Minted(digits.parse().ok()?);
        (id.to_string() == text).then_some(id)
    }

    /// The prefix of made-up ids, the same as of the ids of OSS.
    pub const PREFIX: &str = "CAEQ";

    /// The number of digits after the prefix: an id is as long as the ids of OSS.
    const DIGITS: usize = 60;
}

impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Minted(number) => write!(f, "{}{number:0width$}", Self::PREFIX, width = Self::DIGITS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_ids_are_read_back() {
        for id in [VersionId::Null, VersionId::Minted(0), VersionId::Minted(u64::MAX)] {
            assert_eq!(VersionId::read(&id.to_string()), Some(id));
        }
        assert_eq!(VersionId::Minted(7).to_string().len(), 64);
        for text in ["", "NULL", "CAEQ1", &format!("CAEQ+{:059}", 1), "CAEQNhiBgMDJgZCA0BYiIDc4MGZjZGI2OTBjOTRm"] {
            assert_eq!(VersionId::read(text), None, "{text}");
        }
    }
}
