//! The objects of a bucket: every version of every key, and what each is.

mod encryption;
mod key;
mod list;
mod meta;
mod store;
mod uploads;
mod version;

pub use encryption::ObjectEncryption;
pub(crate) use key::{KeyProblem, check_key};
pub(crate) use list::{Listing, Page};
pub(crate) use meta::{MAX_USER_META, Meta, USER_META};
pub(crate) use store::{Deleted, Found, Objects};
pub(crate) use uploads::{MAX_UPLOADS, Part, Upload, UploadPage, Uploads};
pub(crate) use version::{ETag, EntityTag, MARKER_COST, Marker, Object, Version, VersionId};
pub use version::{ObjectType, Versioning};
