//! The provenance of claims about OSS, and the profile to follow where sources disagree.

use std::fmt;

/// The origin of a claim about OSS.
///
/// The order is from the strongest to the weakest claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provenance {
    /// A page of the vendor's documentation says so.
    Documented,
    /// A vendor SDK's live test asserts it, or a captured answer shows it.
    Observed,
    /// Nothing public confirms it; it is the most plausible reading.
    Assumed,
    /// An answer of ossmock itself, which makes no claim about OSS.
    Own,
}

impl Provenance {
    /// Every provenance, from the strongest to the weakest claim.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::honesty::Provenance;
    ///
    /// let words = Provenance::ALL.map(Provenance::as_str);
    /// assert_eq!(words, ["documented", "observed", "assumed", "own"]);
    /// ```
    pub const ALL: [Self; 4] = [Self::Documented, Self::Observed, Self::Assumed, Self::Own];

    /// The word used in contract cases: `documented`, `observed`, `assumed` or `own`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Assumed => "assumed",
            Self::Own => "own",
        }
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The provenance of each column of a row of the error table, from [`Cause::columns`](crate::Cause::columns).
///
/// # Example
///
/// ```
/// use ossmock::{Cause, honesty::Provenance};
///
/// let columns = Cause::ExpiresOutOfRangeV4.columns();
/// assert_eq!((columns.code, columns.message), (Provenance::Observed, Provenance::Assumed));
/// assert_eq!(columns.to_string(), "status observed, code observed, message assumed, EC documented");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ColumnProvenance {
    /// The provenance of the HTTP status.
    pub status: Provenance,
    /// The provenance of the `Code` element.
    pub code: Provenance,
    /// The provenance of the `Message` element.
    pub message: Provenance,
    /// The provenance of the `EC` element; `None` if no EC is known.
    pub ec: Option<Provenance>,
}

impl ColumnProvenance {
    /// The columns with their names: `status`, `code`, `message` and, if one is known, `EC`.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Cause, honesty::Provenance};
    ///
    /// let assumed = |cause: Cause| {
    ///     let columns = cause.columns();
    ///     columns.iter().filter(|(_, provenance)| *provenance == Provenance::Assumed).map(|(name, _)| name).collect::<Vec<_>>()
    /// };
    /// assert_eq!(assumed(Cause::ResourceGroupInvalid), ["message"]);
    /// assert_eq!(assumed(Cause::NoSuchBucket), [""; 0]);
    /// ```
    pub fn iter(self) -> impl Iterator<Item = (&'static str, Provenance)> {
        let columns = [("status", self.status), ("code", self.code), ("message", self.message)];
        columns.into_iter().chain(self.ec.map(|ec| ("EC", ec)))
    }

    /// The names of the columns that are assumed.
    pub(crate) fn assumed(self) -> impl Iterator<Item = &'static str> {
        self.iter().filter(|(_, provenance)| *provenance == Provenance::Assumed).map(|(name, _)| name)
    }
}

impl fmt::Display for ColumnProvenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, provenance)) in self.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{name} {provenance}")?;
        }
        Ok(())
    }
}

/// The source that ossmock follows where the documentation and the live service disagree.
///
/// The profiles differ only in these points:
///
/// - whether `SM4` is an `SSEAlgorithm`, and how the message of
///   [`Cause::UnsupportedAlgorithm`](crate::Cause::UnsupportedAlgorithm) ends;
/// - whether a V4 header request may lack `x-oss-content-sha256`, and whether a CloudBox accepts V1 signatures;
/// - the message of [`Cause::AccessKeyIdMissing`](crate::Cause::AccessKeyIdMissing), the code of a bad key of a tag, and that of
///   a versioning status that is empty or missing;
/// - how many CORS rules a bucket may have: 10 or 20;
/// - whether a replication rule that selects SSE-KMS objects may name no key for the replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Profile {
    /// The `PutBucketEncryption` page of the international documentation: `KMS` and `AES256`.
    #[default]
    Documented,
    /// The behaviour of the service in the vendor's own live tests: `SM4` is accepted as well.
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
