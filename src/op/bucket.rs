//! `PutBucket` and `DeleteBucket`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucket` and `…/deletebucket`; the encryption headers from
//! the vendor's live tests.

use super::bucket_acl::acl_from_header;
use super::bucket_create::{create, may_be_beside};
use super::bucket_encryption::{may_name_key, rule_from_headers};
use super::cloudbox;
use super::context::Context;
use super::object::text;
use super::operate::Operate;
use super::permission::Permission;
use super::public_access_block::check_acl;
use super::refusals::invalid_argument;
use super::remove::Removal;
use crate::error::{Assumption, Cause, Refusal};
use crate::ram::Acl;
use crate::wire::{Call, Reply, header, xml};
use crate::world::{EncryptionRule, Redundancy, StorageClass, StoredAccount, StoredBucket, World, is_resource_group};

pub(crate) struct Put;
pub(crate) struct Delete;

/// The attributes of a new bucket; an existing bucket of the caller adopts those that the request gives.
pub(crate) struct BucketInput {
    /// The region of the bucket, if the request names one.
    location: Option<String>,
    acl: Option<Acl>,
    encryption: Option<EncryptionRule>,
    resource_group: Option<String>,
    storage_class: Option<StorageClass>,
    redundancy: Option<Redundancy>,
}

impl Operate for Put {
    type Input = BucketInput;
    type Output = ();

    const TAKES_ENCRYPTION_HEADER: bool = true;

    fn read(context: &Context<'_>) -> Result<BucketInput, Refusal> {
        let call = context.call;
        let mut input = BucketInput {
            acl: acl_from_header(call)?,
            encryption: rule_from_headers(context)?,
            // An empty header says nothing here, as other empty headers of OSS.
            resource_group: resource_group_from_header(call)?.filter(|id| !id.is_empty()),
            location: None,
            storage_class: None,
            redundancy: None,
        };
        if !context.body.is_empty() {
            let root = context.xml("CreateBucketConfiguration")?;
            input.location =
                root.optional("LocationConstraint")?.map(xml::Element::leaf).transpose()?.map(str::to_owned);
            if let Some(text) = root.optional("StorageClass")?.map(xml::Element::leaf).transpose()? {
                let class = StorageClass::from_wire(text);
                input.storage_class =
                    Some(class.ok_or_else(|| invalid_argument(Cause::NoSuchStorageClass, "StorageClass", text))?);
            }
            if let Some(text) = root.optional("DataRedundancyType")?.map(xml::Element::leaf).transpose()? {
                let redundancy = Redundancy::from_wire(text);
                let refusal = || invalid_argument(Cause::NoSuchRedundancyType, "DataRedundancyType", text);
                input.redundancy = Some(redundancy.ok_or_else(refusal)?);
            }
        }
        if context.cloudbox.is_some() {
            cloudbox::check_storage(input.storage_class, input.redundancy)?;
        }
        Ok(input)
    }

    fn rule(input: &BucketInput) -> Option<&EncryptionRule> {
        input.encryption.as_ref()
    }

    fn permit(input: &BucketInput, permission: &Permission<'_>) -> Result<(), Refusal> {
        may_name_key(input.encryption.as_ref(), permission)
    }

    fn apply(input: BucketInput, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        if let Some(location) = &input.location {
            check_location(location, context)?;
        }
        let to_default = match &input.resource_group {
            Some(group) => check_resource_group(group, world.account(context.account()?))?,
            None => false,
        };
        let bucket = match world.bucket(context.bucket) {
            Some(existing) => {
                may_become(existing, &input, context)?;
                check_acl(input.acl, world.blocks_public_access(existing))?;
                context.call.assume(Assumption::BucketCreatedAgain);
                context.bucket_mut(world)?
            }
            None => create(input.acl, context, world)?,
        };
        bucket.settings_mut().acl = input.acl.unwrap_or(bucket.settings_mut().acl);
        bucket.settings_mut().storage_class = input.storage_class.unwrap_or(bucket.settings_mut().storage_class);
        bucket.settings_mut().redundancy = input.redundancy.unwrap_or(bucket.settings_mut().redundancy);
        if input.encryption.is_some() {
            bucket.settings_mut().encryption = input.encryption;
        }
        if let Some(group) = input.resource_group {
            bucket.settings_mut().resource_group = (!to_default).then_some(group);
        }
        Ok(())
    }

    /// Writes the answer. Source of the header: the live tests of `ali-oss`, `bucket.test.js`.
    fn write((): &(), context: &Context<'_>) -> Reply {
        Reply::EMPTY.header(header::LOCATION, text(&format!("/{}", context.bucket)))
    }
}

/// Refuses a location other than the region of the endpoint, which is written `oss-cn-hangzhou`, or as S3 clients write it
/// without `oss-`.
fn check_location(location: &str, context: &Context<'_>) -> Result<(), Refusal> {
    let region = context.region;
    match location.strip_prefix("oss-") {
        Some(named) if named == region => return Ok(()),
        None if location == region => {
            context.call.assume(Assumption::LocationWithoutPrefix);
            return Ok(());
        }
        _ => {}
    }
    let note = format!("the request names `{location}`, and the endpoint is in `oss-{region}`");
    Err(invalid_argument(Cause::InvalidLocationConstraint, "LocationConstraint", location).note(note))
}

/// Refuses a resource group that the account lacks, and returns `true` if it is the default one.
///
/// Sources: `help.aliyun.com/en/oss/user-guide/0039-00000003`; the live tests of three SDKs.
pub(super) fn check_resource_group(group: &str, account: &StoredAccount) -> Result<bool, Refusal> {
    if account.has_resource_group(group) {
        return Ok(account.is_default_resource_group(group));
    }
    Err(Refusal::from(Cause::ResourceGroupNotFound).note(add_resource_group(account, group)))
}

/// The advice for a test whose account lacks a resource group.
pub(super) fn add_resource_group(account: &StoredAccount, group: &str) -> String {
    if !is_resource_group(group) {
        return format!("no account has a resource group `{group}`: ids are `rg-` and lower-case letters and digits");
    }
    format!(
        "account `{0}` has no resource group `{group}`: add it with `Account::add_resource_group`, or \
         `resource_group = [\"{group}\"]` of the account in a world file",
        account.name
    )
}

/// Reads `x-oss-resource-group-id`; `None` if it is absent. In a list of buckets, an empty one means the default group.
pub(super) fn resource_group_from_header(call: &Call) -> Result<Option<String>, Refusal> {
    let Some(id) = call.header(header::X_OSS_RESOURCE_GROUP_ID) else { return Ok(None) };
    if id.is_empty() || id.starts_with("rg-") {
        Ok(Some(id.into_owned()))
    } else {
        Err(invalid_argument(Cause::ResourceGroupInvalid, "x-oss-resource-group-id", &id))
    }
}

/// Checks that an existing bucket can adopt what the request gives.
fn may_become(existing: &StoredBucket, input: &BucketInput, context: &Context<'_>) -> Result<(), Refusal> {
    may_be_beside(existing, context)?;
    let cause = if context.account != Some(existing.owner) {
        Cause::BucketAlreadyExists
    } else if *existing.region != *context.region {
        Cause::RegionFixed
    } else if input.storage_class.is_some_and(|class| class != existing.settings.storage_class) {
        Cause::StorageClassFixed
    } else if input.redundancy.is_some_and(|redundancy| redundancy != existing.settings.redundancy) {
        Cause::RedundancyFixed
    } else {
        return Ok(());
    };
    Err(Refusal::from(cause).with("BucketName", context.bucket))
}

impl Removal for Delete {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        let bucket = context.bucket(world)?;
        let refused = |cause: Cause| Err(Refusal::from(cause).with("BucketName", context.bucket));
        if !bucket.objects.is_empty() {
            if bucket.objects.is_only_of_versions() && bucket.uploads.is_empty() {
                context.call.assume(Assumption::VersionsKeepBucket);
            }
            return refused(Cause::BucketNotEmpty);
        }
        if !bucket.uploads.is_empty() {
            return refused(Cause::BucketHasUploads);
        }
        world.remove_bucket(context.bucket);
        Ok(())
    }
}
