//! Refusals that many operations share.

use crate::error::{Cause, Refusal};
use crate::wire::xml;

pub(crate) fn no_such_bucket(name: &str) -> Refusal {
    Refusal::from(Cause::NoSuchBucket).with("BucketName", name)
}

/// The refusal of a header or parameter whose value is not one of the allowed ones.
pub(super) fn invalid_argument(cause: Cause, name: &str, value: &str) -> Refusal {
    Refusal::from(cause).with("ArgumentName", name).with("ArgumentValue", value)
}

impl From<xml::Malformed> for Refusal {
    fn from(malformed: xml::Malformed) -> Self {
        let refusal = match malformed.kind() {
            // Source: `help.aliyun.com/en/oss/user-guide/0017-00000605`.
            xml::MalformedKind::SecondRoot => Self::from(Cause::MalformedXml).with_ec("0017-00000605"),
            xml::MalformedKind::OtherRoot | xml::MalformedKind::Other => Cause::MalformedXml.into(),
        };
        refusal.note(malformed)
    }
}
