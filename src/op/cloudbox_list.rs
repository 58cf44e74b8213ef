//! `ListCloudBoxes`: the CloudBoxes of the caller's account.
//!
//! Source: the live tests and fixtures of `alibabacloud-oss-go-sdk-v2`.

use std::sync::Arc;

use super::context::Context;
use super::list_text::{self, ParameterRefusal};
use super::operate::Operate;
use super::service::max_keys;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::{Reply, control_endpoint, data_endpoint};
use crate::world::{StoredAccount, StoredCloudBox, World};

pub(crate) struct List;

pub(crate) struct CloudBoxPage {
    prefix: String,
    marker: String,
    max_keys: u64,
}

pub(crate) struct CloudBoxListing {
    page: CloudBoxPage,
    owner: Arc<StoredAccount>,
    found: Vec<StoredCloudBox>,
    truncated: bool,
}

impl Operate for List {
    type Input = CloudBoxPage;
    type Output = CloudBoxListing;

    fn read(context: &Context<'_>) -> Result<CloudBoxPage, Refusal> {
        let text = |name| list_text::name(&context.call.query, name, &ParameterRefusal::WITHOUT_EC);
        Ok(CloudBoxPage {
            prefix: text("prefix")?.unwrap_or_default(),
            marker: text("marker")?.unwrap_or_default(),
            max_keys: max_keys(context.call, Cause::MaxKeysInvalid)?,
        })
    }

    fn apply(page: CloudBoxPage, context: &Context<'_>, world: &mut World) -> Result<CloudBoxListing, Refusal> {
        let owner = world.account(context.account()?).clone();
        let selected =
            |cloudbox: &&StoredCloudBox| cloudbox.id.starts_with(&page.prefix) && *cloudbox.id > *page.marker;
        let mut found: Vec<StoredCloudBox> = owner.cloudboxes.iter().filter(selected).cloned().collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        let limit = usize::try_from(page.max_keys).unwrap_or(usize::MAX);
        let truncated = found.len() > limit;
        found.truncate(limit);
        if !found.is_empty() {
            context.call.assume(Assumption::CloudBoxNames);
        }
        Ok(CloudBoxListing { page, owner, found, truncated })
    }

    fn write(listing: &CloudBoxListing, _: &Context<'_>) -> Reply {
        let CloudBoxListing { page, owner, found, truncated } = listing;
        // The name is without the `es`.
        Reply::xml("ListCloudBoxResult", |w| {
            w.leaf("Prefix", &page.prefix);
            w.leaf("Marker", &page.marker);
            w.leaf("MaxKeys", &page.max_keys.to_string());
            w.flag("IsTruncated", *truncated);
            if let Some(last) = found.last().filter(|_| *truncated) {
                w.leaf("NextMarker", &last.id);
            }
            w.group("Owner", |w| {
                w.leaf("ID", &owner.id);
                w.leaf("DisplayName", &owner.name);
            });
            w.group("CloudBoxes", |w| {
                for cloudbox in found {
                    w.group("CloudBox", |w| {
                        w.leaf("ID", &cloudbox.id);
                        w.leaf("Name", &cloudbox.id);
                        w.leaf("Region", &cloudbox.region);
                        w.leaf("ControlEndpoint", &control_endpoint(&cloudbox.id, &cloudbox.region));
                        w.leaf("DataEndpoint", &data_endpoint(&cloudbox.id, &cloudbox.region));
                    });
                }
            });
        })
    }
}
