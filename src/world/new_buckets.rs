//! The settings of the fake for buckets that are created.

/// The settings of the fake for buckets that are created. They are no facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NewBuckets {
    /// Whether public access to a new bucket is blocked.
    pub blocked: bool,
    /// How many buckets an account may have in one region.
    pub most: usize,
}

impl Default for NewBuckets {
    /// Source of the limit: `AlibabaCloudDocs/oss`, `PutBucket`.
    fn default() -> Self {
        Self { blocked: true, most: 100 }
    }
}

/// How many regions an account can fill with buckets.
pub(super) const REGIONS_FILLED: usize = 10;

impl NewBuckets {
    /// How many buckets an account may have in all regions together: ossmock's own bound, as a client can name any region.
    pub(super) const fn most_in_all(self) -> usize {
        self.most.saturating_mul(REGIONS_FILLED)
    }

    /// The limit, and how to raise it.
    pub fn limit(self) -> String {
        let Self { most, .. } = self;
        let in_all = self.most_in_all();
        format!(
            "an account has at most {most} buckets in a region, and {in_all} in all: `Builder::max_buckets`, `max_buckets` \
             in a world file or `--max-buckets` raises that"
        )
    }
}
