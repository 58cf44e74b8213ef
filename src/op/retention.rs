//! The refusal of what a retention policy forbids, and the assumptions about what it allows.

use super::context::Context;
use crate::error::{Assumption, Cause, Refusal};
use crate::world::{Retention, StoredBucket, StoredObject, Versioning};

/// Notes the assumption about new versions and delete markers, if one is to hide a protected object.
pub(super) fn note_hidden(key: &str, bucket: &StoredBucket, context: &Context<'_>) {
    if bucket.settings.versioning == Some(Versioning::Enabled) && bucket.retention(key, None, context.now).is_some() {
        context.call.assume(Assumption::WormHidesVersions);
    }
}

/// Notes the assumption about attributes, if those of a protected object are to change.
pub(super) fn note_changed(object: &StoredObject, bucket: &StoredBucket, context: &Context<'_>) {
    if bucket.retention_of(object, context.now).is_some() {
        context.call.assume(Assumption::WormKeepsContent);
    }
}

impl From<Retention> for Refusal {
    fn from(retention: Retention) -> Self {
        Self::from(Cause::FileImmutable).note(retention.to_string())
    }
}
