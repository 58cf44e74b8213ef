//! `DeleteObject`.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/deleteobject`.

use http::{HeaderValue, StatusCode};

use super::context::Context;
use super::object::{text, version_of};
use super::operate::Operate;
use super::retention::note_hidden;
use super::room::check_room;
use crate::error::{Assumption, Refusal};
use crate::wire::{Reply, header};
use crate::world::{Deleted, MARKER_COST, Retention, StoredBucket, Version, VersionId, World};

pub(crate) struct Delete;

/// The result of a deletion, as the answer describes it.
pub(crate) struct Deletion {
    pub version: Option<VersionId>,
    /// `true` if the version is a delete marker.
    pub marker: bool,
}

impl Deletion {
    /// Deletes a key, or the given version, unless it is protected. Neither need exist.
    pub fn deleting(
        key: &str,
        version: Option<VersionId>,
        context: &Context<'_>,
        bucket: &mut StoredBucket,
    ) -> Result<Self, Retention> {
        let now = context.now;
        let Some(version) = version else {
            note_hidden(key, bucket, context);
            return Ok(match bucket.delete_object(key, now)? {
                Deleted::Gone => Self { version: None, marker: false },
                Deleted::Marked(version) => Self { version: Some(version), marker: true },
            });
        };
        let removed = bucket.remove_version(key, version, now)?;
        let marker = matches!(removed, Some(Version::DeleteMarker(_)));
        if marker && bucket.worm(now).is_some() {
            context.call.assume(Assumption::WormHidesVersions);
        }
        Ok(Self { version: bucket.settings.versioning.and(Some(version)), marker })
    }
}

impl Operate for Delete {
    type Input = Option<VersionId>;
    type Output = Deletion;

    const STATUS: StatusCode = StatusCode::NO_CONTENT;

    fn read(context: &Context<'_>) -> Result<Option<VersionId>, Refusal> {
        version_of(context.call)
    }

    fn apply(version: Option<VersionId>, context: &Context<'_>, world: &mut World) -> Result<Deletion, Refusal> {
        let key = &*context.key;
        if version.is_none() && context.bucket(world)?.settings.versioning.is_some() {
            check_room(context, world, MARKER_COST + key.len() as u64, 0)?;
        }
        Ok(Deletion::deleting(key, version, context, context.bucket_mut(world)?)?)
    }

    fn write(deletion: &Deletion, _: &Context<'_>) -> Reply {
        let mut reply = Reply::NO_CONTENT;
        if deletion.marker {
            reply = reply.header(header::X_OSS_DELETE_MARKER, HeaderValue::from_static("true"));
        }
        match deletion.version {
            Some(version) => reply.header(header::X_OSS_VERSION_ID, text(&version.to_string())),
            None => reply,
        }
    }
}
