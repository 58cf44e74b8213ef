//! The access control list of a bucket.

use super::setting::{FormError, Setting, named};
use crate::ram::Acl;

/// The access control list.
pub(crate) struct BucketAcl;

impl Setting for BucketAcl {
    type Value = Acl;
    type Form = String;

    const FACT: &'static str = "acl";

    fn shown(acl: &Acl) -> String {
        acl.to_string()
    }

    fn in_line(_: &Acl) -> bool {
        true
    }

    fn form(acl: &Acl) -> Option<String> {
        (*acl != Acl::default()).then(|| acl.to_string())
    }

    fn read(name: &String) -> Result<Acl, FormError> {
        named(name, Acl::from_wire, "an ACL", "`private`, `public-read` and `public-read-write`")
    }
}
