//! `ListBuckets`.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/listbuckets`.

use std::sync::Arc;

use super::{Operate, Request, Scene, invalid_argument};
use crate::error::{Cause, Refusal};
use crate::wire::{Reply, endpoint, intranet_endpoint, text::iso_millis};
use crate::world::{Account, Bucket, World};

pub(super) struct List;

pub(super) struct Page {
    prefix: String,
    marker: String,
    max_keys: usize,
    /// Whether the request names any of the three, which the answer then repeats.
    asked: bool,
}

pub(super) struct Listed {
    page: Page,
    owner: Arc<Account>,
    buckets: Vec<Arc<Bucket>>,
    truncated: bool,
}

impl Operate for List {
    type Input = Page;
    type Output = Listed;

    fn read(request: &Request<'_>) -> Result<Page, Refusal> {
        let query = &request.call.query;
        let max_keys = match query.get("max-keys") {
            None => 100,
            Some(text) => match text.parse() {
                Ok(number @ 1..=1000) => number,
                _ => return Err(invalid_argument(Cause::MaxKeysInvalid, "max-keys", &text)),
            },
        };
        Ok(Page {
            prefix: query.get("prefix").unwrap_or_default(),
            marker: query.get("marker").unwrap_or_default(),
            max_keys,
            asked: ["prefix", "marker", "max-keys"].iter().any(|name| query.has(name)),
        })
    }

    fn apply(page: Page, scene: &Scene<'_>, world: &mut World) -> Result<Listed, Refusal> {
        let account = scene.account()?;
        let mut matching = world.buckets().filter(|bucket| {
            bucket.owner == account && bucket.name.starts_with(&page.prefix) && *bucket.name > *page.marker
        });
        let buckets = matching.by_ref().take(page.max_keys).cloned().collect();
        let truncated = matching.next().is_some();
        Ok(Listed { buckets, truncated, owner: world.account(account).clone(), page })
    }

    fn write(listed: &Listed) -> Reply {
        let Listed { page, owner, buckets, truncated } = listed;
        Reply::xml("ListAllMyBucketsResult", |w| {
            if page.asked || *truncated {
                w.leaf("Prefix", &page.prefix);
                w.leaf("Marker", &page.marker);
                w.leaf("MaxKeys", &page.max_keys.to_string());
                w.leaf("IsTruncated", if *truncated { "true" } else { "false" });
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
                        w.leaf("ExtranetEndpoint", &endpoint(&bucket.region));
                        w.leaf("IntranetEndpoint", &intranet_endpoint(&bucket.region));
                        w.leaf("Location", &format!("oss-{}", bucket.region));
                        w.leaf("Name", &bucket.name);
                        w.leaf("Region", &bucket.region);
                        w.leaf("StorageClass", bucket.storage_class.as_str());
                    });
                }
            });
        })
    }
}
