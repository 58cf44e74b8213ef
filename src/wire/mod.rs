//! Conversion between bytes and values: the request target and host, headers, XML, dates, and the envelope of a reply.

mod address;
mod call;
mod caveats;
mod cloudbox;
mod form;
pub(crate) mod gzip;
pub(crate) mod header;
mod headers;
mod host;
mod host_name;
mod label;
mod query;
mod reply;
mod request_id;
pub(crate) mod text;
mod withheld;
pub(crate) mod xml;

pub(crate) use address::{Address, endpoint, intranet_endpoint, is_of_oss, is_own_domain, without_port};
pub use call::Peer;
pub(crate) use call::{Call, is_bodiless};
pub(crate) use caveats::Caveats;
pub(crate) use cloudbox::{control_endpoint, data_endpoint, is_cloudbox_id};
pub(crate) use form::Form;
pub(crate) use host::{Accelerated, is_ip};
pub use host_name::{HostName, HostNameError};
pub(crate) use label::is_region;
pub(crate) use query::{Pair, Query};
pub(crate) use reply::{AnswerTime, Content, Envelope, Reply};
pub(crate) use request_id::RequestId;
pub(crate) use withheld::{
    WITHHELD, body_without_secrets, is_secret_name, lines_without_secrets, text_without_secrets, without_secrets,
};
