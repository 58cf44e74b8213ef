//! The actions of OSS that are due by the clock.

use std::fmt;
use std::sync::Arc;

use crate::ram::Document;
use crate::world::{NotWritten, StorageClass};

/// A kind of work that is due by the clock. At one instant, the kinds are done in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DueKind {
    /// The actions of lifecycle rules.
    Lifecycle,
    /// The writing of access logs.
    AccessLogging,
    /// The lists of inventories.
    Inventory,
}

impl DueKind {
    /// The name in reports and in the control plane, such as `lifecycle`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lifecycle => "lifecycle",
            Self::AccessLogging => "access logging",
            Self::Inventory => "inventory",
        }
    }
}

impl fmt::Display for DueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An action of OSS that was due by the clock.
///
/// Its `Display` is for example `expired logs/a`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DueAction {
    /// A lifecycle rule deleted an object of a bucket that keeps no versions.
    Expired {
        /// The key of the object.
        key: Arc<str>,
        /// The id of the rule.
        rule: Arc<str>,
    },
    /// A lifecycle rule hid an object with a delete marker.
    MarkerAdded {
        /// The key of the object.
        key: Arc<str>,
        /// The version id of the marker.
        version: Arc<str>,
        /// The id of the rule.
        rule: Arc<str>,
    },
    /// A lifecycle rule removed a delete marker that hid nothing.
    MarkerRemoved {
        /// The key of the marker.
        key: Arc<str>,
        /// The version id of the marker.
        version: Arc<str>,
        /// The id of the rule.
        rule: Arc<str>,
    },
    /// A lifecycle rule removed an older version.
    VersionExpired {
        /// The key of the object.
        key: Arc<str>,
        /// The id of the version.
        version: Arc<str>,
        /// The id of the rule.
        rule: Arc<str>,
    },
    /// A lifecycle rule changed the storage class of a version.
    Transitioned {
        /// The key of the object.
        key: Arc<str>,
        /// The id of the version; `None` in a bucket that never kept versions.
        version: Option<Arc<str>>,
        /// The class before.
        from: StorageClass,
        /// The class now.
        to: StorageClass,
        /// The id of the rule.
        rule: Arc<str>,
    },
    /// A lifecycle rule aborted a multipart upload.
    UploadAborted {
        /// The key of the upload.
        key: Arc<str>,
        /// The id of the upload.
        upload: Arc<str>,
        /// The id of the rule.
        rule: Arc<str>,
    },
    /// The lines of an hour of the access log of a bucket were written into an object.
    LogWritten {
        /// The key of the object.
        key: Arc<str>,
        /// The bucket of the object.
        target: Arc<str>,
        /// The number of lines in it.
        lines: usize,
        /// The number of lines before them that were lost because too many waited.
        lost: u64,
    },
    /// The lines of an hour of the access log of a bucket were not written, and are gone.
    LogNotWritten {
        /// The number of lines.
        lines: usize,
        /// The number of lines before them that were lost because too many waited.
        lost: u64,
        /// The reason.
        reason: NotWritten,
    },
    /// An inventory wrote a list.
    InventoryWritten {
        /// The id of the inventory.
        inventory: Arc<str>,
        /// The bucket of the list.
        destination: Arc<str>,
        /// The key of its `manifest.json` there.
        manifest: Arc<str>,
        /// The number of objects or versions that it lists.
        rows: usize,
    },
    /// An inventory did not write its list, or not all of its objects.
    InventoryNotWritten {
        /// The id of the inventory.
        inventory: Arc<str>,
        /// The reason.
        reason: NotWritten,
        /// The policy that the role lacks, if it lacks one.
        missing: Option<Document>,
    },
}

impl DueAction {
    /// The name of the variant, such as `Expired`.
    ///
    /// # Example
    ///
    /// See [`DueReport`](super::DueReport).
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Expired { .. } => "Expired",
            Self::MarkerAdded { .. } => "MarkerAdded",
            Self::MarkerRemoved { .. } => "MarkerRemoved",
            Self::VersionExpired { .. } => "VersionExpired",
            Self::Transitioned { .. } => "Transitioned",
            Self::UploadAborted { .. } => "UploadAborted",
            Self::LogWritten { .. } => "LogWritten",
            Self::LogNotWritten { .. } => "LogNotWritten",
            Self::InventoryWritten { .. } => "InventoryWritten",
            Self::InventoryNotWritten { .. } => "InventoryNotWritten",
        }
    }

    /// The kind of work that the action belongs to.
    #[must_use]
    pub const fn kind(&self) -> DueKind {
        match self {
            Self::Expired { .. }
            | Self::MarkerAdded { .. }
            | Self::MarkerRemoved { .. }
            | Self::VersionExpired { .. }
            | Self::Transitioned { .. }
            | Self::UploadAborted { .. } => DueKind::Lifecycle,
            Self::LogWritten { .. } | Self::LogNotWritten { .. } => DueKind::AccessLogging,
            Self::InventoryWritten { .. } | Self::InventoryNotWritten { .. } => DueKind::Inventory,
        }
    }

    /// The key of the object that it is about; `None` if there is none.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Expired { key, .. }
            | Self::MarkerAdded { key, .. }
            | Self::MarkerRemoved { key, .. }
            | Self::VersionExpired { key, .. }
            | Self::Transitioned { key, .. }
            | Self::UploadAborted { key, .. }
            | Self::LogWritten { key, .. } => Some(key),
            Self::InventoryWritten { manifest, .. } => Some(manifest),
            Self::LogNotWritten { .. } | Self::InventoryNotWritten { .. } => None,
        }
    }

    /// The id of the rule that it carries out; `None` if there is none.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        match self {
            Self::Expired { rule, .. }
            | Self::MarkerAdded { rule, .. }
            | Self::MarkerRemoved { rule, .. }
            | Self::VersionExpired { rule, .. }
            | Self::Transitioned { rule, .. }
            | Self::UploadAborted { rule, .. } => Some(rule),
            Self::LogWritten { .. } | Self::LogNotWritten { .. } => None,
            Self::InventoryWritten { inventory, .. } | Self::InventoryNotWritten { inventory, .. } => Some(inventory),
        }
    }
}

impl fmt::Display for DueAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { key, .. } => write!(f, "expired `{key}`"),
            Self::MarkerAdded { key, version, .. } => write!(f, "hid `{key}` with the delete marker {version}"),
            Self::MarkerRemoved { key, version, .. } => write!(f, "removed the delete marker {version} of `{key}`"),
            Self::VersionExpired { key, version, .. } => write!(f, "removed the version {version} of `{key}`"),
            Self::Transitioned { key, version: None, from, to, .. } => write!(f, "moved `{key}` from {from} to {to}"),
            Self::Transitioned { key, version: Some(version), from, to, .. } => {
                write!(f, "moved the version {version} of `{key}` from {from} to {to}")
            }
            Self::UploadAborted { key, upload, .. } => write!(f, "aborted the upload {upload} of `{key}`"),
            Self::LogWritten { key, target, .. } => write!(f, "wrote the access log `{target}/{key}`"),
            Self::LogNotWritten { reason, .. } => write!(f, "did not write the access log: {reason}"),
            Self::InventoryWritten { inventory, destination, manifest, rows } => {
                write!(f, "wrote the inventory `{inventory}` of {rows} as {destination}/{manifest}")
            }
            Self::InventoryNotWritten { inventory, reason, missing } => {
                write!(f, "did not write the inventory `{inventory}`: {reason}")?;
                match missing {
                    Some(policy) => write!(f, "; the role lacks {policy}"),
                    None => Ok(()),
                }
            }
        }
    }
}
