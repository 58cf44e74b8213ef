//! The reasons for which a replication rule cannot be set.

use std::fmt;

/// The reason a replication rule cannot be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReplicationProblem {
    TargetName,
    TooManyPrefixes,
    PrefixTooLong,
    PrefixesOverlap,
    /// KMS objects are selected, and there is no role.
    RoleMissing,
    IdTooLong,
    /// There is no such bucket, or it is the source itself.
    NoTarget,
    /// The destination belongs to another account, and there is no role.
    ForeignTarget,
    /// The destination is not in the location that the request names.
    OtherLocation,
    NoLocation,
    BadLocation,
    NoRtc,
    VersioningDiffers,
    Exists,
    IdTaken,
    TooManyOutgoing,
    TooManyIncoming,
}

impl fmt::Display for ReplicationProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TargetName => "the destination is no bucket name",
            Self::TooManyPrefixes => "a rule has at most 10 prefixes",
            Self::PrefixTooLong => "a prefix has at most 1,023 characters",
            Self::PrefixesOverlap => "a prefix starts with another one",
            Self::RoleMissing => "a rule that selects KMS objects needs a role",
            Self::IdTooLong => "the id of a rule has at most 255 characters",
            Self::NoTarget => "there is no such bucket yet, or it is the source itself",
            Self::ForeignTarget => "the destination is another account's, and the rule names no role",
            Self::OtherLocation => "the destination bucket is not in this location",
            Self::NoLocation => "OSS replicates nothing from the region of the source to another one",
            Self::BadLocation => "OSS replicates nothing to the region of the destination",
            Self::NoRtc => "replication time control does not reach from the source to the destination",
            Self::VersioningDiffers => "both buckets keep versions, or neither does",
            Self::Exists => "the bucket has a replication rule to this destination",
            Self::IdTaken => "the bucket has a replication rule of this id",
            Self::TooManyOutgoing => "a bucket has at most 100 replication rules",
            Self::TooManyIncoming => "at most 100 replication rules lead to a bucket",
        })
    }
}
