//! CloudBoxes: OSS in an account's own data centre, with buckets separate from those of the regions.
//!
//! Source: `help.aliyun.com/document_detail/430190.html`.

use std::sync::Arc;

/// A CloudBox of an account.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredCloudBox {
    /// The id, `cb-…`, unique over all accounts.
    pub id: Arc<str>,
    /// The region in its endpoints.
    pub region: Arc<str>,
}

/// The place for a new bucket: a region or a CloudBox.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    Region(&'a str),
    /// On the CloudBox with this id, in the region of the box.
    CloudBox(&'a str),
}

impl<'a> From<&'a str> for Place<'a> {
    fn from(region: &'a str) -> Self {
        Self::Region(region)
    }
}
