//! What a row of the table says.

use std::fmt;

use super::{Cause, Profile, Provenance};

impl Cause {
    /// The name of the cause, as in this enum.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().name
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
            // AlibabaCloudDocs/oss, HTTP 400 status code: the message of a service that takes SM4.
            (Self::UnsupportedAlgorithm, Profile::Observed) => {
                "The Encryption request you specified is not valid. Supported value: AES256/SM4/KMS"
            }
            _ => self.row().message,
        }
    }

    /// The `EC` element, where one is known. ECs may change: assert on the cause or the code.
    #[must_use]
    pub const fn ec(self) -> Option<&'static str> {
        self.row().ec
    }

    /// How well founded the row is. An EC may be inferred where the rest is not; the source says so.
    #[must_use]
    pub const fn provenance(self) -> Provenance {
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
            let unknown = row.source.contains("text unknown") || row.source.contains("text inferred");
            assert!(!unknown || row.provenance == Provenance::Assumed, "{cause} must be tagged as assumed");
        }
    }
}
