//! `DescribeRegions`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/describeregions`; the live tests of `alibabacloud-oss-python-sdk-v2`
//! (the values of one region) and `aliyun-oss-java-sdk`.

use super::context::Context;
use super::operate::Operate;
use super::refusals::invalid_argument;
use crate::error::{Cause, Refusal};
use crate::wire::{Reply, endpoint, intranet_endpoint};
use crate::world::{World, locations};

pub(crate) struct Describe;

/// The acceleration endpoint of every region.
const ACCELERATE: &str = "oss-accelerate.aliyuncs.com";

impl Operate for Describe {
    /// The region, with the prefix `oss-`; `None` for all regions.
    type Input = Option<String>;
    /// The regions, by name.
    type Output = Vec<String>;

    fn read(context: &Context<'_>) -> Result<Option<String>, Refusal> {
        Ok(context.call.query.get("regions").filter(|region| !region.is_empty()))
    }

    /// Lists the regions of OSS, and that of the fake.
    fn apply(wanted: Option<String>, context: &Context<'_>, world: &mut World) -> Result<Vec<String>, Refusal> {
        context.account()?;
        let mut regions: Vec<String> = locations().map(str::to_owned).collect();
        if let Err(place) = regions.binary_search_by(|region| (**region).cmp(&world.region)) {
            regions.insert(place, world.region.to_string());
        }
        let Some(wanted) = wanted else { return Ok(regions) };
        regions.retain(|region| wanted.strip_prefix("oss-") == Some(region));
        if regions.is_empty() { Err(invalid_argument(Cause::NoSuchRegion, "regions", &wanted)) } else { Ok(regions) }
    }

    fn write(regions: &Vec<String>, _: &Context<'_>) -> Reply {
        Reply::xml("RegionInfoList", |w| {
            for region in regions {
                w.group("RegionInfo", |w| {
                    w.leaf("Region", &format!("oss-{region}"));
                    w.leaf("InternetEndpoint", &endpoint(region));
                    w.leaf("InternalEndpoint", &intranet_endpoint(region));
                    w.leaf("AccelerateEndpoint", ACCELERATE);
                });
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::world::locations;

    #[test]
    fn the_regions_are_in_order() {
        assert!(locations().is_sorted());
    }
}
