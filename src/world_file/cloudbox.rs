//! CloudBoxes in a world file, and the buckets on them.

use serde::Deserialize;
use toml::Spanned;

use super::value::check_region;
use super::write::{Out, WorldWriter};
use super::wrong::{Wrong, in_value, wrong};
use crate::handle::{Account, Bucket};
use crate::oss::Oss;
use crate::world::StoredCloudBox;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CloudBoxTable {
    id: Spanned<String>,
    region: Option<Spanned<String>>,
}

impl CloudBoxTable {
    pub fn build(&self, oss: &Oss, account: &Account) -> Result<(), Wrong> {
        let own_region = oss.region();
        let region = self.region.as_ref().map(check_region).transpose()?.unwrap_or(&own_region);
        account.try_cloudbox(self.id.get_ref(), region).map(drop).map_err(in_value(&self.id))
    }
}

/// Creates a bucket on a CloudBox of the account, in the region of the box.
pub(super) fn add_bucket(
    account: &Account,
    name: &Spanned<String>,
    id: &Spanned<String>,
    region: Option<&Spanned<String>>,
) -> Result<Bucket, Wrong> {
    if let Some(region) = region {
        return Err(wrong(region, "a bucket on a CloudBox is in the region of the box: leave `region` out"));
    }
    let unknown = || {
        let problem = format!("the account has no CloudBox `{}`: list it in `[[account.cloudbox]]`", id.get_ref());
        wrong(id, problem)
    };
    let cloudbox = account.cloudbox(id.get_ref()).ok_or_else(unknown)?;
    cloudbox.try_bucket(name.get_ref()).map_err(in_value(name))
}

impl<O: Out> WorldWriter<O> {
    pub fn cloudboxes(&mut self, cloudboxes: &[StoredCloudBox], region: &str) {
        for cloudbox in cloudboxes {
            self.table("account.cloudbox");
            self.key("id", &*cloudbox.id);
            self.key_unless(&region, "region", &&*cloudbox.region);
        }
    }
}
