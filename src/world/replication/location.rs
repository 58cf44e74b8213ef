//! The regions OSS replicates between.
//!
//! Source: the answer of `GetBucketReplicationLocation` in `aliyun-oss-go-sdk`, `type_test.go`, for a bucket in
//! `cn-hangzhou`. Assumed: every region reaches every other one, and the regions with replication time control are the
//! same if the source is in another region. `cn-zhongwei` and `na-south-1` are newer:
//! `help.aliyun.com/en/oss/developer-reference/putbucketreplication`.

const REGIONS: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "cn-beijing",
    "cn-chengdu",
    "cn-fuzhou",
    "cn-guangzhou",
    "cn-hangzhou",
    "cn-heyuan",
    "cn-hongkong",
    "cn-huhehaote",
    "cn-nanjing",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shenzhen",
    "cn-wulanchabu",
    "cn-zhangjiakou",
    "cn-zhongwei",
    "eu-central-1",
    "eu-west-1",
    "me-central-1",
    "me-east-1",
    "na-south-1",
    "rus-west-1",
    "us-east-1",
    "us-west-1",
];

const WITH_RTC: &[&str] = &["cn-beijing", "cn-hangzhou", "cn-qingdao", "cn-shanghai", "cn-shenzhen", "cn-zhangjiakou"];

/// The regions, by name.
pub(crate) fn locations() -> impl Iterator<Item = &'static str> {
    REGIONS.iter().copied()
}

/// Returns `true` if a region has replication time control.
pub(crate) fn has_rtc(region: &str) -> bool {
    WITH_RTC.contains(&region)
}

/// Returns `true` if replication between two regions can have time control.
pub(crate) fn may_have_rtc(source: &str, target: &str) -> bool {
    source != target && has_rtc(source) && has_rtc(target)
}

/// Returns `true` if a region is outside the mainland of China: such regions are listed with the accelerated link.
pub(crate) fn is_abroad(region: &str) -> bool {
    !region.starts_with("cn-") || region == "cn-hongkong"
}
