//! The objects of a bucket: every version of every key.

mod archived;
mod encryption;
mod extras;
mod key;
mod list;
mod list_versions;
mod meta;
mod restoration;
mod store;
mod uploads;
mod version;
mod version_id;

pub(crate) use archived::Archived;
pub use encryption::ObjectEncryption;
pub(crate) use extras::{ExtraParts, ReplicaOrigin};
pub(crate) use key::{KeyProblem, MAX_KEY, check_key};
pub(crate) use list::{Listing, Page};
pub(crate) use list_versions::VersionPage;
pub(crate) use meta::{MAX_USER_META, ObjectHeaders, USER_META, is_user_meta_name};
pub(crate) use restoration::{Restoration, RestorePriority};
pub(crate) use store::{Deleted, Found, Objects};
pub(crate) use uploads::{MAX_PART, MAX_UPLOADS, Part, StoredUpload, UploadPage, Uploads};
#[cfg(feature = "world-file")]
pub(crate) use version::Draft;
pub use version::ObjectType;
pub(crate) use version::{ETag, EntityTag, Kept, MARKER_COST, Marker, SharedObject, StoredObject, Version};
pub(crate) use version_id::VersionId;
