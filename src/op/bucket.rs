//! `PutBucket` and `DeleteBucket`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucket` and `…/deletebucket`; the encryption headers from
//! the vendor's live tests.

use http::StatusCode;

use super::bucket_acl::acl_from_header;
use super::bucket_encryption::{may_name_key, rule_from_headers};
use super::{Operate, Permission, Request, Scene, invalid_argument};
use crate::error::{Cause, Refusal};
use crate::policy::Acl;
use crate::wire::{Call, Reply, header, xml};
use crate::world::{Bucket, Conflict, EncryptionRule, Redundancy, StorageClass, World, is_resource_group};

pub(super) struct Put;
pub(super) struct Delete;

/// What a new bucket is to be; an existing one of the caller takes over what is given.
pub(super) struct Wanted {
    acl: Option<Acl>,
    encryption: Option<EncryptionRule>,
    resource_group: Option<String>,
    storage_class: Option<StorageClass>,
    redundancy: Option<Redundancy>,
}

impl Operate for Put {
    type Input = Wanted;
    type Output = ();

    const TAKES_ENCRYPTION_HEADER: bool = true;

    fn read(request: &Request<'_>) -> Result<Wanted, Refusal> {
        let call = request.call;
        let mut wanted = Wanted {
            acl: acl_from_header(call)?,
            encryption: rule_from_headers(call, request.profile)?,
            resource_group: resource_group_from_header(call)?,
            storage_class: None,
            redundancy: None,
        };
        if !request.body.is_empty() {
            let root = xml::read(request.body, "CreateBucketConfiguration")?;
            if let Some(text) = root.optional("StorageClass")?.map(xml::Element::leaf).transpose()? {
                let class = StorageClass::from_wire(text);
                wanted.storage_class =
                    Some(class.ok_or_else(|| invalid_argument(Cause::NoSuchStorageClass, "StorageClass", text))?);
            }
            if let Some(text) = root.optional("DataRedundancyType")?.map(xml::Element::leaf).transpose()? {
                let redundancy = Redundancy::from_wire(text);
                let refusal = || invalid_argument(Cause::NoSuchRedundancyType, "DataRedundancyType", text);
                wanted.redundancy = Some(redundancy.ok_or_else(refusal)?);
            }
        }
        Ok(wanted)
    }

    fn rule(wanted: &Wanted) -> Option<&EncryptionRule> {
        wanted.encryption.as_ref()
    }

    fn permit(wanted: &Wanted, permission: &Permission<'_>) -> Result<(), Refusal> {
        may_name_key(wanted.encryption.as_ref(), permission)
    }

    fn apply(wanted: Wanted, scene: &Scene<'_>, world: &mut World) -> Result<(), Refusal> {
        let bucket = match world.bucket(scene.bucket) {
            Some(existing) => {
                may_become(existing, &wanted, scene)?;
                scene.bucket_mut(world)?
            }
            None => create(scene, world)?,
        };
        bucket.acl = wanted.acl.unwrap_or(bucket.acl);
        bucket.storage_class = wanted.storage_class.unwrap_or(bucket.storage_class);
        bucket.redundancy = wanted.redundancy.unwrap_or(bucket.redundancy);
        if wanted.encryption.is_some() {
            bucket.encryption = wanted.encryption;
        }
        if wanted.resource_group.is_some() {
            bucket.resource_group = wanted.resource_group;
        }
        Ok(())
    }

    fn write((): &(), _: &Scene<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// `x-oss-resource-group-id`, if it is there.
pub(super) fn resource_group_from_header(call: &Call) -> Result<Option<String>, Refusal> {
    let Some(id) = call.header(header::X_OSS_RESOURCE_GROUP_ID) else { return Ok(None) };
    if is_resource_group(&id) {
        Ok(Some(id.into_owned()))
    } else {
        Err(invalid_argument(Cause::ResourceGroupInvalid, "x-oss-resource-group-id", &id))
    }
}

/// A new bucket of the caller's account, in the region of the endpoint.
pub(super) fn create<'w>(scene: &Scene<'_>, world: &'w mut World) -> Result<&'w mut Bucket, Refusal> {
    world.add_bucket(scene.bucket, scene.account()?, scene.region, scene.now).map_err(|conflict| match conflict {
        Conflict::BucketExists => Refusal::from(Cause::BucketAlreadyExists).with("BucketName", scene.bucket),
        Conflict::TooManyBuckets => Cause::TooManyBuckets.into(),
    })
}

/// Whether an existing bucket can take over what is given.
fn may_become(existing: &Bucket, wanted: &Wanted, scene: &Scene<'_>) -> Result<(), Refusal> {
    let cause = if scene.account != Some(existing.owner) {
        Cause::BucketAlreadyExists
    } else if *existing.region != *scene.region {
        Cause::RegionFixed
    } else if wanted.storage_class.is_some_and(|class| class != existing.storage_class) {
        Cause::StorageClassFixed
    } else if wanted.redundancy.is_some_and(|redundancy| redundancy != existing.redundancy) {
        Cause::RedundancyFixed
    } else {
        return Ok(());
    };
    Err(Refusal::from(cause).with("BucketName", scene.bucket))
}

impl Operate for Delete {
    type Input = ();
    type Output = ();

    const STATUS: StatusCode = StatusCode::NO_CONTENT;

    fn read(_: &Request<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), scene: &Scene<'_>, world: &mut World) -> Result<(), Refusal> {
        scene.bucket(world)?;
        world.remove_bucket(scene.bucket);
        Ok(())
    }

    fn write((): &(), _: &Scene<'_>) -> Reply {
        Reply::NO_CONTENT
    }
}
