//! The columns of a row of the error table.

use std::fmt;

use super::{Cause, ColumnProvenance, Profile, Provenance};

impl Cause {
    /// The name of the cause, as in this enum.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The area of the table: `fault`, `address`, `signature`, `form`, `permission`, `replication`, `bucket`, `lifecycle` or `object`.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(ossmock::Cause::NoSuchKey.area(), "object");
    /// ```
    #[must_use]
    pub const fn area(self) -> &'static str {
        self.row().area
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.row().status
    }

    /// The `Code` element, for example `InvalidArgument`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.row().code
    }

    /// The `Message` element under a profile.
    #[must_use]
    pub const fn message(self, profile: Profile) -> &'static str {
        match (self, profile) {
            // AlibabaCloudDocs/oss, HTTP 400 status code: the message of a service that accepts SM4.
            (Self::UnsupportedAlgorithm, Profile::Observed) => {
                "The Encryption request you specified is not valid. Supported value: AES256/SM4/KMS"
            }
            // Captured answers of 2023 and 2025.
            (Self::AccessKeyIdMissing, Profile::Observed) => "Authorization header is invalid.",
            _ => self.row().message,
        }
    }

    /// The `EC` element, where one is known. ECs may change: assert on the cause or the code.
    #[must_use]
    pub const fn ec(self) -> Option<&'static str> {
        self.row().ec
    }

    /// The provenance of status and code, the weaker of the two: programs can depend on both.
    ///
    /// [`Cause::columns`] includes those of message and EC.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Cause, honesty::Provenance};
    ///
    /// assert_eq!(Cause::NoSuchKey.provenance(), Provenance::Observed);
    /// // A page has the EC of this one, and no other column.
    /// assert_eq!(Cause::UrlNotYetValid.provenance(), Provenance::Assumed);
    /// assert_eq!(Cause::NotEmulated.provenance(), Provenance::Own);
    /// ```
    #[must_use]
    pub fn provenance(self) -> Provenance {
        let columns = self.columns();
        columns.status.max(columns.code)
    }

    /// The provenance of each column of the row.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::{Cause, honesty::Provenance};
    ///
    /// let columns = Cause::PostExpirationMissing.columns();
    /// assert_eq!((columns.status, columns.code), (Provenance::Documented, Provenance::Documented));
    /// assert_eq!((columns.message, columns.ec), (Provenance::Assumed, Some(Provenance::Documented)));
    /// ```
    #[must_use]
    pub const fn columns(self) -> ColumnProvenance {
        self.row().provenance
    }

    /// The page, test or capture the row comes from.
    #[must_use]
    pub const fn source(self) -> &'static str {
        self.row().source
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_well_formed() {
        for cause in Cause::ALL {
            let row = cause.row();
            assert!(row.status == 304 || (400..=503).contains(&row.status), "{cause}: {}", row.status);
            assert!(!row.code.is_empty() && !row.message.is_empty() && !row.source.is_empty(), "{cause}");
            if let Some(ec) = row.ec {
                assert!(ec.len() == 13 && ec.as_bytes()[4] == b'-', "{cause}: {ec}");
            }
            let columns = row.provenance;
            assert_eq!(columns.ec.is_some(), row.ec.is_some(), "{cause}: an EC and its provenance are given together");
            let own = columns.iter().filter(|(_, provenance)| *provenance == Provenance::Own).count();
            assert!(own == 0 || own == columns.iter().count(), "{cause}: a row is OSS's or ossmock's");
            let unknown = ["text unknown", "text inferred"].iter().any(|words| row.source.contains(words));
            assert!(!unknown || columns.message == Provenance::Assumed, "{cause} must say that its message is assumed");
        }
    }
}
