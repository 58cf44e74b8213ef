//! Where claims about OSS come from, and whose word counts.

use std::fmt;

/// Where a claim about OSS comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// A page of the vendor's documentation says so.
    Documented,
    /// A vendor SDK's live test asserts it, or a captured answer shows it.
    Observed,
    /// Nothing public settles it; this is the most plausible reading.
    Assumed,
}

impl Provenance {
    /// The word used in contract cases: `documented`, `observed` or `assumed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Assumed => "assumed",
        }
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whose word ossmock follows where the documentation and the live service disagree.
///
/// The two differ in four things only: whether `SM4` is an `SSEAlgorithm`, how the message of
/// [`Cause::UnsupportedAlgorithm`](crate::Cause::UnsupportedAlgorithm) ends, whether a V4 header request may lack
/// `x-oss-content-sha256`, and whether a replication rule that selects SSE-KMS objects without a role is refused, or
/// stored without what it says of KMS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Profile {
    /// The `PutBucketEncryption` page of the international documentation: `KMS` and `AES256`.
    #[default]
    Documented,
    /// What the service was seen to do by the vendor's own live tests: `SM4` is accepted as well.
    Observed,
}

impl Profile {
    /// The word used in contract cases: `documented` or `observed`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
        }
    }
}
