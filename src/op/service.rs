//! `ListBuckets`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/listbuckets`, and for a CloudBox
//! `help.aliyun.com/en/oss/user-guide/list-cloudbox-buckets`.

use std::sync::Arc;

use super::bucket::{add_resource_group, resource_group_from_header};
use super::bucket_filter::TagFilter;
use super::bucket_info::resource_group;
use super::context::{Context, intranet_endpoint_of};
use super::list_text::{self, ParameterRefusal};
use super::object_tagging::write_tag_set;
use super::operate::Operate;
use super::refusals::invalid_argument;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::{digits, iso_millis};
use crate::wire::{Call, Reply};
use crate::world::{StoredAccount, StoredBucket, World};

pub(crate) struct List;

pub(crate) struct BucketPage {
    prefix: String,
    marker: String,
    max_keys: u64,
    /// The resource group that the listed buckets must have.
    resource_group: Option<String>,
    /// The tags that the listed buckets must have.
    tags: Option<TagFilter>,
    /// `true` if the request has a prefix, marker or limit, which the answer then repeats.
    asked: bool,
}

pub(crate) struct BucketListing {
    page: BucketPage,
    owner: Arc<StoredAccount>,
    buckets: Vec<Arc<StoredBucket>>,
    truncated: bool,
}

/// Reads the largest number of entries in a list of buckets, or of something in a bucket.
pub(super) fn max_keys(call: &Call, cause: Cause) -> Result<u64, Refusal> {
    let Some(text) = call.query.get("max-keys") else { return Ok(100) };
    match digits(&text) {
        Some(number @ 1..=1000) => Ok(number),
        _ => Err(invalid_argument(cause, "max-keys", &text)),
    }
}

impl Operate for List {
    type Input = BucketPage;
    type Output = BucketListing;

    const ECS: &'static [(Cause, &'static str)] = &[(Cause::MaxKeysInvalid, "0017-00000289")];

    fn read(context: &Context<'_>) -> Result<BucketPage, Refusal> {
        let query = &context.call.query;
        let max_keys = max_keys(context.call, Cause::MaxKeysInvalid)?;
        Ok(BucketPage {
            prefix: list_text::name(query, "prefix", &ParameterRefusal::with_ec("0017-00000290"))?.unwrap_or_default(),
            marker: list_text::name(query, "marker", &ParameterRefusal::with_ec("0017-00000291"))?.unwrap_or_default(),
            max_keys,
            resource_group: resource_group_from_header(context.call)?,
            tags: TagFilter::read(context.call)?,
            asked: ["prefix", "marker", "max-keys"].iter().any(|name| query.has(name)),
        })
    }

    fn apply(page: BucketPage, context: &Context<'_>, world: &mut World) -> Result<BucketListing, Refusal> {
        let account = context.account()?;
        let owner = world.account(account);
        if page.tags.is_some() {
            context.call.assume(Assumption::TaggedBuckets);
        }
        if let Some(group) = page.resource_group.as_ref().filter(|group| !owner.has_resource_group(group)) {
            let refusal = Refusal::not_emulated("a list of a resource group that the account does not have");
            return Err(refusal.note(add_resource_group(owner, group)));
        }
        let group_filter = page.resource_group.as_ref().map(|group| {
            if owner.is_default_resource_group(group) { owner.default_resource_group() } else { group.clone() }
        });
        let mut matching = world.buckets().filter(|bucket| {
            bucket.owner == account
                // A CloudBox lists its own buckets, and no other endpoint does.
                && bucket.cloudbox.as_ref() == context.cloudbox
                && bucket.name.starts_with(&page.prefix)
                && *bucket.name > *page.marker
                && page.tags.as_ref().is_none_or(|tags| tags.selects(bucket))
                && group_filter.as_ref().is_none_or(|group| *group == resource_group(bucket, owner))
        });
        let buckets = matching.by_ref().take(usize::try_from(page.max_keys).unwrap_or(usize::MAX)).cloned().collect();
        let truncated = matching.next().is_some();
        Ok(BucketListing { buckets, truncated, owner: owner.clone(), page })
    }

    fn write(listed: &BucketListing, context: &Context<'_>) -> Reply {
        let BucketListing { page, owner, buckets, truncated } = listed;
        Reply::xml("ListAllMyBucketsResult", |w| {
            if page.asked || *truncated {
                w.leaf("Prefix", &page.prefix);
                w.leaf("Marker", &page.marker);
                w.leaf("MaxKeys", &page.max_keys.to_string());
                w.flag("IsTruncated", *truncated);
                if let Some(last) = buckets.last().filter(|_| *truncated) {
                    w.leaf("NextMarker", &last.name);
                }
            }
            w.group("Owner", |w| {
                w.leaf("ID", &owner.id);
                w.leaf("DisplayName", &owner.name);
            });
            w.group("Buckets", |w| {
                for bucket in buckets {
                    w.group("Bucket", |w| {
                        w.leaf("CreationDate", &iso_millis(bucket.created));
                        w.leaf("ExtranetEndpoint", &context.extranet_endpoint(bucket));
                        w.leaf("IntranetEndpoint", &intranet_endpoint_of(bucket));
                        w.leaf("Location", &format!("oss-{}", bucket.region));
                        w.leaf("Name", &bucket.name);
                        w.leaf("Region", &bucket.region);
                        w.leaf("StorageClass", bucket.settings.storage_class.as_str());
                        w.leaf("ResourceGroupId", &resource_group(bucket, owner));
                        if page.tags.is_some() {
                            w.group("Tagging", |w| write_tag_set(w, &bucket.settings.tags));
                        }
                    });
                }
            });
        })
    }
}
