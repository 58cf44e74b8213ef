//! CloudBoxes: OSS in a data centre of an account's own, with buckets apart from those of the regions.
//!
//! Source: `help.aliyun.com/document_detail/430190.html`.

use std::sync::Arc;

/// A CloudBox of an account.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CloudBox {
    /// `cb-…`; no two boxes have the same.
    pub id: Arc<str>,
    /// The region its endpoints name.
    pub region: Arc<str>,
}

/// Where a bucket is to be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place<'a> {
    Region(&'a str),
    /// On the CloudBox of this id, and in whatever region that is.
    CloudBox(&'a str),
}

impl<'a> From<&'a str> for Place<'a> {
    fn from(region: &'a str) -> Self {
        Self::Region(region)
    }
}
