//! The settings of the fake for new buckets.

/// The settings of the fake for new buckets. They are not facts of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NewBuckets {
    /// `true` if public access to a new bucket is blocked.
    pub blocked: bool,
    /// The maximum number of buckets of an account in one region.
    pub most: usize,
}

impl Default for NewBuckets {
    /// Source of the limit: `AlibabaCloudDocs/oss`, `PutBucket`.
    fn default() -> Self {
        Self { blocked: true, most: 100 }
    }
}

/// The number of regions that an account can fill with buckets.
pub(super) const REGIONS_FILLED: usize = 10;

impl NewBuckets {
    /// The maximum number of buckets of an account in all regions: ossmock's own bound, as a client can name any region.
    pub(super) const fn most_in_all(self) -> usize {
        self.most.saturating_mul(REGIONS_FILLED)
    }

    /// A message with the limit and the ways to raise it.
    pub fn limit(self) -> String {
        let Self { most, .. } = self;
        let in_all = self.most_in_all();
        format!(
            "an account has at most {most} buckets in a region, and {in_all} in all: `Builder::max_buckets`, `max_buckets` \
             in a world file or `--max-buckets` raises that"
        )
    }
}
