//! `PutBucket` and `DeleteBucket`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucket` and `…/deletebucket`; the encryption headers from
//! the vendor's live tests.

use super::bucket_acl::acl_from_header;
use super::bucket_encryption::{may_name_key, rule_from_headers};
use super::object::text;
use super::public_access_block::check_acl;
use super::remove::Removal;
use super::{Operate, Permission, Request, Scene, cloudbox, invalid_argument};
use crate::error::{Assumption, Cause, Refusal};
use crate::policy::Acl;
use crate::wire::{Call, Reply, header, xml};
use crate::world::{
    Account, Bucket, Conflict, EncryptionRule, Place, Redundancy, StorageClass, World, is_resource_group,
};

pub(super) struct Put;
pub(super) struct Delete;

/// What a new bucket is to be; an existing one of the caller takes over what is given.
pub(super) struct Wanted {
    /// The region it is to be in, if the request says so.
    location: Option<String>,
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
            encryption: rule_from_headers(request)?,
            resource_group: resource_group_from_header(call)?,
            location: None,
            storage_class: None,
            redundancy: None,
        };
        if !request.body.is_empty() {
            let root = request.xml("CreateBucketConfiguration")?;
            wanted.location =
                root.optional("LocationConstraint")?.map(xml::Element::leaf).transpose()?.map(str::to_owned);
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
        if request.on_cloudbox {
            cloudbox::check_storage(wanted.storage_class, wanted.redundancy)?;
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
        if let Some(location) = &wanted.location {
            check_location(location, scene)?;
        }
        if let Some(group) = &wanted.resource_group {
            check_resource_group(group, scene, world)?;
        }
        let bucket = match world.bucket(scene.bucket) {
            Some(existing) => {
                may_become(existing, &wanted, scene)?;
                check_acl(wanted.acl, world.blocks_public_access(existing))?;
                scene.call.lean(Assumption::BucketCreatedAgain);
                scene.bucket_mut(world)?
            }
            None => create(wanted.acl, scene, world)?,
        };
        bucket.settings_mut().acl = wanted.acl.unwrap_or(bucket.settings_mut().acl);
        bucket.settings_mut().storage_class = wanted.storage_class.unwrap_or(bucket.settings_mut().storage_class);
        bucket.settings_mut().redundancy = wanted.redundancy.unwrap_or(bucket.settings_mut().redundancy);
        if wanted.encryption.is_some() {
            bucket.settings_mut().encryption = wanted.encryption;
        }
        if wanted.resource_group.is_some() {
            bucket.settings_mut().resource_group = wanted.resource_group;
        }
        Ok(())
    }

    /// Source of the header: the live tests of `ali-oss`, `bucket.test.js`.
    fn write((): &(), scene: &Scene<'_>) -> Reply {
        Reply::EMPTY.header(header::LOCATION, text(&format!("/{}", scene.bucket)))
    }
}

/// Refuses another location than the region of the endpoint, which is written `oss-cn-hangzhou`, or as clients of S3 write it
/// without `oss-`.
fn check_location(location: &str, scene: &Scene<'_>) -> Result<(), Refusal> {
    let region = scene.region;
    match location.strip_prefix("oss-") {
        Some(named) if named == region => return Ok(()),
        None if location == region => {
            scene.call.lean(Assumption::LocationWithoutPrefix);
            return Ok(());
        }
        _ => {}
    }
    let note = format!("the request names `{location}`, and the endpoint is in `oss-{region}`");
    Err(invalid_argument(Cause::InvalidLocationConstraint, "LocationConstraint", location).note(note))
}

/// Sources: `help.aliyun.com/en/oss/user-guide/0039-00000003`; the live tests of three SDKs, of another operation.
fn check_resource_group(group: &str, scene: &Scene<'_>, world: &World) -> Result<(), Refusal> {
    let account = world.account(scene.account()?);
    if account.has_resource_group(group) {
        return Ok(());
    }
    Err(Refusal::from(Cause::ResourceGroupNotFound).note(add_resource_group(account, group)))
}

/// What a test is to do where an account lacks a resource group.
pub(super) fn add_resource_group(account: &Account, group: &str) -> String {
    format!(
        "account `{0}` has no resource group `{group}`: add it with `Account::with_resource_group`, or \
         `resource_group = [\"{group}\"]` of the account in a world file",
        account.name
    )
}

/// `x-oss-resource-group-id`, if it is there and not empty.
pub(super) fn resource_group_from_header(call: &Call) -> Result<Option<String>, Refusal> {
    let Some(id) = call.filled_header(header::X_OSS_RESOURCE_GROUP_ID) else { return Ok(None) };
    if is_resource_group(&id) {
        Ok(Some(id.into_owned()))
    } else {
        Err(invalid_argument(Cause::ResourceGroupInvalid, "x-oss-resource-group-id", &id))
    }
}

/// A new bucket of the caller's account, in the region of the endpoint or on its CloudBox, that can get this ACL.
pub(super) fn create<'w>(acl: Option<Acl>, scene: &Scene<'_>, world: &'w mut World) -> Result<&'w mut Bucket, Refusal> {
    let account = scene.account()?;
    if let Some(existing) = world.bucket(scene.bucket) {
        may_be_beside(existing, scene)?;
    }
    check_acl(acl, world.blocks_public_access_to_new(account))?;
    let new_buckets = world.new_buckets;
    let place = scene.cloudbox.map_or(Place::Region(scene.region), |id| Place::CloudBox(id));
    world.add_bucket(scene.bucket, account, place, scene.now).map_err(|conflict| match conflict {
        Conflict::BucketExists => Refusal::from(Cause::BucketAlreadyExists).with("BucketName", scene.bucket),
        Conflict::TooManyBuckets => Refusal::from(Cause::TooManyBuckets).note(new_buckets.limit()),
        Conflict::NotItsCloudBox => Cause::CloudBoxForbidden.into(),
    })
}

/// Names are unique on a CloudBox, and in all regions together. In ossmock they are unique everywhere.
fn may_be_beside(existing: &Bucket, scene: &Scene<'_>) -> Result<(), Refusal> {
    if existing.cloudbox.as_ref() == scene.cloudbox {
        return Ok(());
    }
    Err(Refusal::not_emulated("a bucket on a CloudBox and one of the same name elsewhere"))
}

/// Whether an existing bucket can take over what is given.
fn may_become(existing: &Bucket, wanted: &Wanted, scene: &Scene<'_>) -> Result<(), Refusal> {
    may_be_beside(existing, scene)?;
    let cause = if scene.account != Some(existing.owner) {
        Cause::BucketAlreadyExists
    } else if *existing.region != *scene.region {
        Cause::RegionFixed
    } else if wanted.storage_class.is_some_and(|class| class != existing.settings.storage_class) {
        Cause::StorageClassFixed
    } else if wanted.redundancy.is_some_and(|redundancy| redundancy != existing.settings.redundancy) {
        Cause::RedundancyFixed
    } else {
        return Ok(());
    };
    Err(Refusal::from(cause).with("BucketName", scene.bucket))
}

impl Removal for Delete {
    fn remove(scene: &Scene<'_>, world: &mut World) -> Result<(), Refusal> {
        let bucket = scene.bucket(world)?;
        let refused = |cause: Cause| Err(Refusal::from(cause).with("BucketName", scene.bucket));
        if !bucket.objects.is_empty() {
            if bucket.objects.is_only_of_versions() && bucket.uploads.is_empty() {
                scene.call.lean(Assumption::VersionsKeepBucket);
            }
            return refused(Cause::BucketNotEmpty);
        }
        if !bucket.uploads.is_empty() {
            return refused(Cause::BucketHasUploads);
        }
        world.remove_bucket(scene.bucket);
        Ok(())
    }
}
