//! `SealAppendObject`.
//!
//! Source: `alibabacloud.com/help/en/oss/developer-reference/sealappendobject`. Assumed: objects that are not appendable, and
//! appends to a sealed object, are refused with `ObjectNotAppendable`; a copy keeps the seal; and sealing an object has no part
//! in replication.

use jiff::Timestamp;

use super::context::Context;
use super::object::{object, text};
use super::object_append::{check_position, position};
use super::operate::Operate;
use super::retention::note_changed;
use crate::error::{Cause, Refusal};
use crate::wire::text::http_date;
use crate::wire::{Reply, header};
use crate::world::{ObjectType, SharedObject, World};

pub(crate) struct Seal;

impl Operate for Seal {
    /// The length that the object should have.
    type Input = u64;
    /// The time of the first seal.
    type Output = Timestamp;

    fn read(context: &Context<'_>) -> Result<u64, Refusal> {
        position(context.call)
    }

    fn apply(position: u64, context: &Context<'_>, world: &mut World) -> Result<Timestamp, Refusal> {
        let bucket = context.bucket(world)?;
        let found: &SharedObject = object(bucket, context, None)?;
        note_changed(found, bucket, context);
        if found.kind != ObjectType::Appendable {
            return Err(Cause::ObjectNotAppendable.into());
        }
        check_position(position, found.body.len())?;
        if let Some(sealed) = found.extra.sealed {
            return Ok(sealed);
        }
        let version = found.version();
        context.bucket_mut(world)?.change_here(&context.key, version, |object| {
            object.extra.change(|extra| extra.sealed = Some(context.now));
        });
        Ok(context.now)
    }

    fn write(sealed: &Timestamp, _: &Context<'_>) -> Reply {
        Reply::EMPTY.header(header::X_OSS_SEALED_TIME, text(&http_date(*sealed)))
    }
}
