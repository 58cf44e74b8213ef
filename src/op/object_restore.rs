//! `RestoreObject`, and the state of a restoration in other answers.
//!
//! Sources: `alibabacloud.com/help/en/oss/developer-reference/restoreobject`; `alibabacloud.com/help/doc-detail/52930.htm`
//! (an empty body means one day); `HeadObject` and `ListObjectsV2` for the other answers. Assumed: a higher
//! priority is answered with 202, and a request to extend counts its days from the request on.

use http::{HeaderValue, StatusCode};
use jiff::Timestamp;

use super::context::Context;
use super::object::{object, version_header, version_of};
use super::object_transition::transition_time;
use super::operate::Operate;
use super::retention::note_changed;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::{digits, http_date, iso_millis};
use crate::wire::xml::Writer;
use crate::wire::{Reply, header};
use crate::world::{
    Archived, Restoration, RestorePriority, SharedObject, StorageClass, StoredBucket, StoredObject, VersionId, World,
};

pub(crate) struct Restore;

pub(crate) struct RestoreInput {
    /// The number of days; `None` if the text is not a number.
    days: Option<u64>,
    /// The priority; `None` if the request has none.
    priority: Option<RestorePriority>,
    version: Option<VersionId>,
}

pub(crate) struct Begun {
    object: SharedObject,
    priority: RestorePriority,
    /// `true` if the object was restored already, and only stays restored for longer.
    extended: bool,
    /// `true` if the request named the version.
    named: bool,
}

impl Operate for Restore {
    type Input = RestoreInput;
    type Output = Begun;

    fn read(context: &Context<'_>) -> Result<RestoreInput, Refusal> {
        let version = version_of(context.call)?;
        if context.body.is_empty() {
            return Ok(RestoreInput { days: Some(1), priority: None, version });
        }
        let root = context.xml("RestoreRequest")?;
        if let Some(other) = root.children.iter().find(|child| !["Days", "JobParameters"].contains(&child.name)) {
            return Err(other.wrong("is no element of a `RestoreRequest`").into());
        }
        if root.children.iter().filter(|child| child.name == "Days").count() > 1 {
            return Err(Refusal::from(root.wrong("has several `Days`")).with_ec("0016-00000707"));
        }
        let days = digits(root.required("Days")?.leaf()?.trim());
        let priority = match root.optional("JobParameters")? {
            None => None,
            Some(parameters) => Some(match parameters.optional("Tier")? {
                None => RestorePriority::default(),
                Some(tier) => RestorePriority::from_wire(tier.leaf()?.trim()).ok_or(Cause::RestoreTierInvalid)?,
            }),
        };
        Ok(RestoreInput { days, priority, version })
    }

    fn apply(input: RestoreInput, context: &Context<'_>, world: &mut World) -> Result<Begun, Refusal> {
        let now = context.now;
        let bucket = context.bucket(world)?;
        let object = object(bucket, context, input.version)?;
        note_changed(object, bucket, context);
        let (key, version) = (object.key.clone(), object.version());
        let archived = object.archived(now).ok_or_else(|| {
            let detail = "RestoreObject operation does not support this object storage class";
            Refusal::from(Cause::RestoreNotSupported).with("Detail", detail)
        })?;
        let (requested, days) = input.of(object.storage_class, now)?;
        let restoration = match archived {
            Archived::Frozen => requested,
            Archived::Restored(there) => there.extended(days, now),
            Archived::Restoring(there) if requested.priority.is_above(there.priority) => there.sooner(requested),
            Archived::Restoring(there) if there.priority.is_above(requested.priority) => {
                return Err(Cause::RestorePriorityLowered.into());
            }
            Archived::Restoring(_) => return Err(Cause::RestoreAlreadyInProgress.into()),
        };
        if archived != Archived::Frozen {
            context.call.assume(Assumption::RestoreAgain);
        }
        let bucket = context.bucket_mut(world)?;
        bucket.change_here(&key, version, |object| {
            object.extra.change(|extra| extra.restoration = Some(restoration));
        });
        Ok(Begun {
            object: super::object::object(bucket, context, input.version)?.clone(),
            priority: restoration.priority,
            extended: matches!(archived, Archived::Restored(_)),
            named: input.version.is_some(),
        })
    }

    fn status(begun: &Begun) -> StatusCode {
        if begun.extended { StatusCode::OK } else { StatusCode::ACCEPTED }
    }

    fn write(begun: &Begun, _: &Context<'_>) -> Reply {
        let mut reply = version_header(Reply::EMPTY, begun.named, begun.object.version());
        reply.status = Self::status(begun);
        if begun.object.storage_class.has_priorities() {
            let priority = HeaderValue::from_static(begun.priority.as_str());
            reply = reply.header(header::X_OSS_OBJECT_RESTORE_PRIORITY, priority);
        }
        reply
    }
}

impl RestoreInput {
    /// Returns the restoration of an object of this class that begins now, and its number of days.
    fn of(&self, class: StorageClass, now: Timestamp) -> Result<(Restoration, u16), Refusal> {
        if self.priority.is_some() && !class.has_priorities() {
            return Err(Cause::RestorePriorityOfArchive.into());
        }
        let priority = self.priority.unwrap_or_default();
        let takes = class.restoring_takes(priority).ok_or(Cause::RestoreTierInvalid)?;
        let days = self.days.and_then(|days| u16::try_from(days).ok());
        let days = days.filter(|days| (1..=class.max_restored_days()).contains(days));
        let days = days.ok_or_else(|| {
            let refusal = Refusal::from(Cause::RestoreDaysInvalid);
            if class.has_priorities() { refusal.with_ec("0016-00000704") } else { refusal }
        })?;
        Ok((Restoration::new(priority, takes, days, now), days))
    }
}

/// Refuses to read an object that must be restored first. Direct read is for the class `Archive` only.
pub(super) fn check_readable(object: &StoredObject, bucket: &StoredBucket, now: Timestamp) -> Result<(), Refusal> {
    let direct = bucket.settings.archive_direct_read && object.storage_class == StorageClass::Archive;
    if direct || object.is_readable(now) {
        return Ok(());
    }
    Err(Refusal::from(Cause::InvalidObjectState).with("ObjectName", &*object.key))
}

/// The value of `x-oss-restore`: `ongoing-request="true"`, or the time until which the object is readable.
pub(super) fn restore_header(object: &StoredObject, now: Timestamp) -> Option<String> {
    match object.archived(now)? {
        Archived::Frozen => None,
        Archived::Restoring(_) => Some(r#"ongoing-request="true""#.to_owned()),
        Archived::Restored(Restoration { until, .. }) => {
            Some(format!(r#"ongoing-request="false", expiry-date="{}""#, http_date(until)))
        }
    }
}

/// Writes the state of the restoration in a listing.
pub(super) fn write_info(w: &mut Writer, object: &StoredObject, now: Timestamp) {
    if let Some(restore) = restore_header(object, now) {
        w.leaf("RestoreInfo", &restore);
    }
    if let Some(at) = transition_time(object) {
        w.leaf("TransitionTime", &iso_millis(at));
    }
}
