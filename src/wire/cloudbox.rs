//! The endpoints of a CloudBox: `cb-f8z7yvzgwfkl9q0h.cn-shenzhen.oss-cloudbox.aliyuncs.com`.
//!
//! Source: `help.aliyun.com/document_detail/430190.html` (endpoints).

use super::label::is_region;

/// What the last label of a data endpoint says.
const DATA: &str = "oss-cloudbox";
/// What the last label of a control endpoint says.
const CONTROL: &str = "oss-cloudbox-control";

/// Which CloudBox a host means, and by which of its two endpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CloudBoxHost {
    pub id: String,
    /// The control endpoint, which takes operations on buckets only.
    pub control: bool,
}

/// What a host says that names a CloudBox.
pub(super) struct Named<'a> {
    pub bucket: Option<&'a str>,
    pub id: &'a str,
    pub region: &'a str,
    pub control: bool,
}

/// Whether the last label of a domain is one that only endpoints of a CloudBox have.
pub(super) fn is_cloudbox_label(label: &str) -> bool {
    [DATA, CONTROL].contains(&label)
}

/// Reads `logs.cb-1.cn-hangzhou.oss-cloudbox`, with or without a bucket.
pub(super) fn read(domain: &str) -> Option<Named<'_>> {
    let (rest, label) = domain.rsplit_once('.')?;
    let (rest, region) = rest.rsplit_once('.')?;
    let (bucket, id) = rest.rsplit_once('.').map_or((None, rest), |(bucket, id)| (Some(bucket), id));
    let well_formed = is_cloudbox_label(label) && is_region(region) && is_cloudbox_id(id);
    well_formed.then_some(Named { bucket, id, region, control: label == CONTROL })
}

/// Whether a text has the form of the id of a CloudBox: `cb-` and 1 to 29 lower-case letters and digits.
///
/// The length is ossmock's own bound; the pages show 16.
pub(crate) fn is_cloudbox_id(text: &str) -> bool {
    text.strip_prefix("cb-").is_some_and(|id| {
        (1..=29).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

/// Where operations on buckets and objects go.
pub(crate) fn data_endpoint(id: &str, region: &str) -> String {
    format!("{id}.{region}.{DATA}.aliyuncs.com")
}

/// Where operations on buckets go as well.
pub(crate) fn control_endpoint(id: &str, region: &str) -> String {
    format!("{id}.{region}.{CONTROL}.aliyuncs.com")
}
