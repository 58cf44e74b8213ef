//! The endpoints of a CloudBox: `cb-f8z7yvzgwfkl9q0h.cn-shenzhen.oss-cloudbox.aliyuncs.com`.
//!
//! Source: `help.aliyun.com/document_detail/430190.html` (endpoints).

use super::label::is_region;

/// The last label of a data endpoint.
const DATA: &str = "oss-cloudbox";
/// The last label of a control endpoint.
const CONTROL: &str = "oss-cloudbox-control";

/// The CloudBox that a host means, with the kind of its endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CloudBoxHost {
    pub id: String,
    /// `true` for the control endpoint, which takes operations on buckets only.
    pub control: bool,
}

/// The parts of a host that names a CloudBox.
pub(super) struct CloudBoxHostParts<'a> {
    pub bucket: Option<&'a str>,
    pub id: &'a str,
    pub region: &'a str,
    pub control: bool,
}

/// Returns `true` if the last label of a domain is one that only endpoints of a CloudBox have.
pub(super) fn is_cloudbox_label(label: &str) -> bool {
    [DATA, CONTROL].contains(&label)
}

/// Reads `logs.cb-1.cn-hangzhou.oss-cloudbox`, with or without a bucket.
pub(super) fn read(domain: &str) -> Option<CloudBoxHostParts<'_>> {
    let (rest, label) = domain.rsplit_once('.')?;
    let (rest, region) = rest.rsplit_once('.')?;
    let (bucket, id) = rest.rsplit_once('.').map_or((None, rest), |(bucket, id)| (Some(bucket), id));
    let well_formed = is_cloudbox_label(label) && is_region(region) && is_cloudbox_id(id);
    well_formed.then_some(CloudBoxHostParts { bucket, id, region, control: label == CONTROL })
}

/// Returns `true` if a text has the form of a CloudBox id: `cb-` and 1 to 29 lower-case letters and digits.
///
/// The length is ossmock's own bound; the pages show 16.
pub(crate) fn is_cloudbox_id(text: &str) -> bool {
    text.strip_prefix("cb-").is_some_and(|id| {
        (1..=29).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

/// Returns the endpoint for operations on buckets and objects.
pub(crate) fn data_endpoint(id: &str, region: &str) -> String {
    format!("{id}.{region}.{DATA}.aliyuncs.com")
}

/// Returns the endpoint for operations on buckets only.
pub(crate) fn control_endpoint(id: &str, region: &str) -> String {
    format!("{id}.{region}.{CONTROL}.aliyuncs.com")
}
