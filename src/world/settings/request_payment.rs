//! The account that pays for requests for the objects of a bucket.

use std::fmt;

use super::setting::{FormError, Setting, named};
use crate::ram::wire_names;

wire_names! {
    /// The account that pays for requests for the objects of a bucket.
    Payer {
        /// The owner of the bucket.
        #[default]
        BucketOwner = "BucketOwner",
        /// The account of the caller, which must agree with `x-oss-request-payer`.
        Requester = "Requester",
    }
}

/// The account that pays for requests.
pub(crate) struct RequestPayment;

impl Setting for RequestPayment {
    type Value = Payer;
    type Form = String;

    const FACT: &'static str = "payer";

    fn shown(payer: &Payer) -> String {
        payer.to_string()
    }

    fn form(payer: &Payer) -> Option<String> {
        (*payer != Payer::default()).then(|| payer.to_string())
    }

    fn read(name: &String) -> Result<Payer, FormError> {
        named(name, Payer::from_wire, "who pays for requests", "`BucketOwner` and `Requester`")
    }
}
