//! `PutObjectAcl` and `GetObjectAcl`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putobjectacl` and `…/getobjectacl`.

use std::sync::Arc;

use super::context::Context;
use super::object::{object, version_header, version_of};
use super::operate::Operate;
use super::refusals::invalid_argument;
use super::retention::note_changed;
use crate::error::{Cause, Refusal};
use crate::ram::Acl;
use crate::wire::{Call, Reply, header};
use crate::world::{SharedObject, StoredAccount, StoredBucket, VersionId, World};

pub(crate) struct Put;
pub(crate) struct Get;

/// The name of the ACL of an object without an ACL of its own.
const DEFAULT: &str = "default";

pub(crate) struct ObjectAclInput {
    acl: Option<Acl>,
    version: Option<VersionId>,
}

impl Operate for Put {
    type Input = ObjectAclInput;
    /// The changed version, if the bucket keeps versions.
    type Output = Option<VersionId>;

    const ECS: &'static [(Cause, &'static str)] = &[(Cause::MissingArgument, "0017-00000105")];

    fn read(context: &Context<'_>) -> Result<ObjectAclInput, Refusal> {
        let missing = || Refusal::from(Cause::MissingArgument).with("ArgumentName", "x-oss-object-acl");
        let ObjectAclHeader(acl) = acl_from_header(context.call)?.ok_or_else(missing)?;
        Ok(ObjectAclInput { acl, version: version_of(context.call)? })
    }

    fn apply(input: ObjectAclInput, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let bucket = context.bucket(world)?;
        let object = object(bucket, context, input.version)?.clone();
        note_changed(&object, bucket, context);
        check_not_blocked(input.acl, bucket, world)?;
        let bucket = context.bucket_mut(world)?;
        bucket.change_object(&context.key, object.version(), context.now, |object| object.acl = input.acl);
        bucket.note_access(&object, context.now);
        Ok(bucket.settings.versioning.map(|_| object.version()))
    }

    fn write(version: &Self::Output, _: &Context<'_>) -> Reply {
        version.map_or(Reply::EMPTY, |version| version_header(Reply::EMPTY, true, version))
    }
}

impl Operate for Get {
    type Input = Option<VersionId>;
    type Output = (SharedObject, Arc<StoredAccount>, bool);

    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal> {
        version_of(context.call)
    }

    fn apply(version: Self::Input, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let bucket = context.bucket(world)?;
        let object = object(bucket, context, version)?.clone();
        Ok((object, world.account(bucket.owner).clone(), bucket.settings.versioning.is_some()))
    }

    fn write((object, owner, versioned): &Self::Output, _: &Context<'_>) -> Reply {
        let reply = Reply::xml("AccessControlPolicy", |w| {
            w.group("Owner", |w| {
                w.leaf("ID", &owner.id);
                w.leaf("DisplayName", &owner.name);
            });
            w.group("AccessControlList", |w| w.leaf("Grant", object.acl.map_or(DEFAULT, Acl::as_str)));
        });
        version_header(reply, *versioned, object.version())
    }
}

/// The value of `x-oss-object-acl`: an ACL, or `None` for `default`.
pub(super) struct ObjectAclHeader(pub Option<Acl>);

/// Reads `x-oss-object-acl`; `None` if it is absent or empty.
///
/// Source of the empty value: the live tests of `aliyun-oss-java-sdk`, `ObjectAclTest` and `UploadFileTest`.
pub(super) fn acl_from_header(call: &Call) -> Result<Option<ObjectAclHeader>, Refusal> {
    let Some(text) = call.filled_header(header::X_OSS_OBJECT_ACL) else { return Ok(None) };
    match Acl::from_wire(&text) {
        Some(acl) => Ok(Some(ObjectAclHeader(Some(acl)))),
        None if text == DEFAULT => Ok(Some(ObjectAclHeader(None))),
        None => Err(invalid_argument(Cause::NoSuchObjectAcl, "x-oss-object-acl", &text)),
    }
}

/// Refuses a public ACL where public access is blocked.
pub(super) fn check_not_blocked(acl: Option<Acl>, bucket: &StoredBucket, world: &World) -> Result<(), Refusal> {
    let public = acl.is_some_and(Acl::is_public);
    if public && world.blocks_public_access(bucket) { Err(Cause::PublicObjectAclBlocked.into()) } else { Ok(()) }
}
