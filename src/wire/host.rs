//! The forms of hosts of OSS: those that ossmock serves, and the names of the others.
//!
//! Source: `help.aliyun.com/en/oss/user-guide/regions-and-endpoints`, the endpoint pages of 2021, and the endpoints of
//! `alibabacloud-oss-go-sdk-v2`.

use std::net::IpAddr;

use super::cloudbox::{self, CloudBoxHost, is_cloudbox_label};
use super::label::is_region;

/// The parts that a host names.
#[derive(Default)]
pub(super) struct Host<'a> {
    pub bucket: Option<&'a str>,
    pub region: Option<&'a str>,
    pub cloudbox: Option<CloudBoxHost>,
    /// `true` for a domain of the service.
    pub of_service: bool,
    /// The kind of acceleration endpoint, which stands for the region of the bucket; `None` for other endpoints.
    pub accelerated: Option<Accelerated>,
}

/// An acceleration endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accelerated {
    /// `oss-accelerate`, for the buckets of all regions.
    Everywhere,
    /// `oss-accelerate-overseas`, for those outside the mainland of China.
    Overseas,
}

/// The reason why ossmock does not answer for a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unserved {
    /// The host does not belong to OSS.
    Unknown,
    /// OSS has hosts of this form.
    Form(&'static str),
}

/// The region of endpoints that name no region: `oss.aliyuncs.com`.
const FIRST_REGION: &str = "cn-hangzhou";

/// The regions of OSS, as of 2026-08. A label must be one of them only if it could also be a bucket: elsewhere any
/// text with the form of a region counts as one.
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
    "cn-beijing-finance-1-pub",
    "cn-chengdu",
    "cn-fuzhou",
    "cn-guangzhou",
    "cn-hangzhou",
    "cn-heyuan",
    "cn-hongkong",
    "cn-huhehaote",
    "cn-hzfinance",
    "cn-hzjbp-a",
    "cn-hzjbp-b",
    "cn-nanjing",
    "cn-north-2-gov-1",
    "cn-qingdao",
    "cn-shanghai",
    "cn-shanghai-finance-1",
    "cn-shanghai-finance-1-pub",
    "cn-shenzhen",
    "cn-shenzhen-finance-1",
    "cn-szfinance",
    "cn-wuhan-lr",
    "cn-wulanchabu",
    "cn-zhangjiakou",
    "eu-central-1",
    "eu-west-1",
    "me-central-1",
    "me-east-1",
    "us-east-1",
    "us-west-1",
];

/// The prefixes of labels of endpoints that ossmock does not answer for.
const OTHER_ENDPOINTS: &[(&str, &str)] = &[
    ("oss-accesspoint", "an endpoint of access points (`oss-accesspoint`)"),
    ("oss-cache-", "an endpoint of the OSS accelerator (`oss-cache-…`)"),
    ("oss-console", "the console (`oss-console`)"),
    ("oss-data-acc", "an endpoint of the OSS accelerator (`oss-data-acc`)"),
    ("oss-dls", "an endpoint of the HDFS service (`oss-dls`)"),
    ("oss-object-process", "an endpoint of object processing (`oss-object-process`)"),
    ("oss-tables", "an endpoint of the service `oss-tables`"),
    ("oss-vectors", "an endpoint of the service `oss-vectors`"),
    ("oss-website", "a website endpoint (`oss-website-…`); OSS serves websites on the host of the bucket"),
];

/// The suffixes of names that look like names of buckets and are not.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("-ossalias", "the alias of an access point (`…-ossalias`)"),
    ("-opapalias", "the alias of an access point for object processing (`…-opapalias`)"),
    ("-ab-apsr", "an agentic bucket (`…-ab-apsr`)"),
    ("-bs-apsr", "a space of an agentic bucket (`…-bs-apsr`)"),
];

const S3: &str = "an endpoint of the S3 dialect (`s3.oss-…`)";
const IMAGES: &str = "an endpoint of the image service (`img-…`)";
const NO_CLOUDBOX: &str = "an endpoint of CloudBoxes without the id of a CloudBox (`oss-cloudbox`)";
const DOTS: &str = "a host with more than one label before the endpoint, as the name of a bucket has no dots";

/// Returns the form of a name that looks like the name of a bucket and is not.
pub(super) fn other_name(name: &str) -> Option<Unserved> {
    let found = OTHER_NAMES.iter().find(|(end, _)| name.ends_with(end));
    found.map(|(_, form)| Unserved::Form(form))
}

/// Returns `true` if a host without its port is an IP address.
pub(crate) fn is_ip(host: &str) -> bool {
    let ip = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
    ip.parse::<IpAddr>().is_ok()
}

/// Reads a lower-case host without its port.
pub(super) fn read(host: &str) -> Result<Host<'_>, Unserved> {
    if host == "localhost" || is_ip(host) {
        return Ok(Host::default());
    }
    let (domain, of_service) = match (host.strip_suffix(".aliyuncs.com"), host.strip_suffix(".localhost")) {
        (Some(domain), _) => (domain, true),
        (_, Some(domain)) => (domain, false),
        _ => return Err(Unserved::Unknown),
    };
    let read = read_domain(domain)?.map(|host| Host { of_service, ..host });
    let read = match read {
        Some(host) => host,
        None if of_service => return Err(Unserved::Unknown),
        None => Host { bucket: Some(domain), ..Host::default() },
    };
    check_bucket(read)
}

/// Reads the part of a host before a name on which a fake serves OSS, besides the hosts of OSS.
pub(super) fn read_before(bucket: Option<&str>) -> Result<Host<'_>, Unserved> {
    check_bucket(Host { bucket, ..Host::default() })
}

/// Refuses a host whose first part cannot be the name of a bucket, or is the name of a thing that is not served.
fn check_bucket(host: Host<'_>) -> Result<Host<'_>, Unserved> {
    match host.bucket {
        Some(bucket) if bucket.contains('.') => Err(Unserved::Form(DOTS)),
        Some(bucket) if !may_be_label(bucket) => Err(Unserved::Unknown),
        Some(bucket) => other_name(bucket).map_or(Ok(host), Err),
        None => Ok(host),
    }
}

/// Reads the text before `.aliyuncs.com` or `.localhost`; `None` if it names no endpoint.
fn read_domain(domain: &str) -> Result<Option<Host<'_>>, Unserved> {
    let (before, label) = domain.rsplit_once('.').map_or((None, domain), |(before, label)| (Some(before), label));
    if is_cloudbox_label(label) {
        let named = cloudbox::read(domain).ok_or(Unserved::Form(NO_CLOUDBOX))?;
        let cloudbox = Some(CloudBoxHost { id: named.id.to_owned(), control: named.control });
        return Ok(Some(Host { bucket: named.bucket, region: Some(named.region), cloudbox, ..Host::default() }));
    }
    if domain.split('.').any(|label| label == "s3") {
        return Err(Unserved::Form(S3));
    }
    if let Some((_, form)) = OTHER_ENDPOINTS.iter().find(|(start, _)| label.starts_with(start)) {
        return Err(Unserved::Form(form));
    }
    if label.strip_prefix("img-").is_some_and(|region| REGIONS.contains(&without_internal(region))) {
        return Err(Unserved::Form(IMAGES));
    }
    Ok(match label {
        "oss-accelerate" => {
            Some(Host { bucket: before, accelerated: Some(Accelerated::Everywhere), ..Host::default() })
        }
        "oss-accelerate-overseas" => {
            Some(Host { bucket: before, accelerated: Some(Accelerated::Overseas), ..Host::default() })
        }
        "oss-internal" => Some(Host { bucket: before, region: Some(FIRST_REGION), ..Host::default() }),
        "oss" => Some(read_dual_stack(before)),
        _ => {
            let region = label.strip_prefix("vpc100-oss-").or_else(|| label.strip_prefix("oss-")).map(without_internal);
            let region = region.filter(|region| is_region(region));
            region.map(|region| Host { bucket: before, region: Some(region), ..Host::default() })
        }
    })
}

/// Reads the text before `.oss`: `logs.cn-hangzhou`, `cn-hangzhou`, `logs` or nothing. A region wins over a bucket of its name.
fn read_dual_stack(before: Option<&str>) -> Host<'_> {
    let (bucket, label) = match before.map(|before| before.rsplit_once('.').ok_or(before)) {
        None => (None, None),
        Some(Ok((bucket, label))) => (Some(bucket), Some(label)),
        Some(Err(label)) => (None, Some(label)),
    };
    let known = |region: &&str| REGIONS.contains(region) || (bucket.is_some() && is_region(region));
    match label.map(without_internal).filter(known) {
        Some(region) => Host { bucket, region: Some(region), ..Host::default() },
        None => Host { bucket: before, region: Some(FIRST_REGION), ..Host::default() },
    }
}

fn without_internal(label: &str) -> &str {
    label.strip_suffix("-internal").unwrap_or(label)
}

/// Returns `true` if a host can contain the text, if only as the name of a bucket that is refused.
fn may_be_label(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns bucket and region, or the form.
    fn found(host: &str) -> Result<(Option<&str>, Option<&str>), Unserved> {
        read(host).map(|host| (host.bucket, host.region))
    }

    #[test]
    fn every_form_names_its_bucket_and_region() {
        let hangzhou = Some("cn-hangzhou");
        for (domain, bucket, region) in [
            ("logs.oss-cn-hangzhou", Some("logs"), hangzhou),
            ("logs.oss-cn-hangzhou-internal", Some("logs"), hangzhou),
            ("logs.cn-hangzhou.oss", Some("logs"), hangzhou),
            ("logs.cn-hangzhou-internal.oss", Some("logs"), hangzhou),
            ("logs.xx-new-1.oss", Some("logs"), Some("xx-new-1")),
            ("cn-beijing.oss", None, Some("cn-beijing")),
            ("logs.oss-accelerate", Some("logs"), None),
            ("logs.oss-accelerate-overseas", Some("logs"), None),
            ("logs.oss", Some("logs"), hangzhou),
            ("xx-new-1.oss", Some("xx-new-1"), hangzhou),
            ("oss", None, hangzhou),
            ("logs.oss-internal", Some("logs"), hangzhou),
            ("logs.vpc100-oss-cn-hangzhou", Some("logs"), hangzhou),
            ("logs.cb-1.cn-hangzhou.oss-cloudbox", Some("logs"), hangzhou),
            ("logs.oss-cn-hzfinance", Some("logs"), Some("cn-hzfinance")),
            ("logs.oss-cn-shanghai-finance-1-pub-internal", Some("logs"), Some("cn-shanghai-finance-1-pub")),
            ("logs.oss-cn-hzjbp-a-internal", Some("logs"), Some("cn-hzjbp-a")),
            ("logs.oss-cn-north-2-gov-1", Some("logs"), Some("cn-north-2-gov-1")),
            ("oss-rg-china-mainland", None, Some("rg-china-mainland")),
        ] {
            for suffix in ["aliyuncs.com", "localhost"] {
                assert_eq!(found(&format!("{domain}.{suffix}")), Ok((bucket, region)), "{domain}.{suffix}");
            }
        }
    }

    #[test]
    fn a_form_that_is_not_served_is_named() {
        for (domain, form) in [
            ("s3.oss-cn-hangzhou", "s3.oss-…"),
            ("logs.s3.oss-cn-hangzhou-internal", "s3.oss-…"),
            ("logs.s3.oss-accelerate", "s3.oss-…"),
            ("cn-hangzhou.s3", "s3.oss-…"),
            ("logs.img-cn-hangzhou", "img-…"),
            ("logs.cn-hangzhou-j-internal.oss-data-acc", "oss-data-acc"),
            ("logs.oss-cache-cn-hangzhou-j", "oss-cache-…"),
            ("ap-1-0123-ossalias.oss-cn-hangzhou", "…-ossalias"),
            ("ap-1-0123-opapalias.oss-cn-hangzhou-internal", "…-opapalias"),
            ("logs-1001.cn-hangzhou.oss-vectors", "oss-vectors"),
            ("cn-hangzhou-internal.oss-tables", "oss-tables"),
            ("logs.oss-website-cn-hangzhou", "oss-website-…"),
            ("cn-hangzhou.oss-dls", "oss-dls"),
            ("oss-console", "oss-console"),
            ("logs.cn-hangzhou.oss-object-process", "oss-object-process"),
            ("logs.oss-cn-hangzhou.oss-accesspoint", "oss-accesspoint"),
            ("x-1001-cn-hangzhou-ab-apsr.oss-cn-hangzhou", "…-ab-apsr"),
            ("x-1001-cn-hangzhou-bs-apsr.oss", "…-bs-apsr"),
            ("logs.oss-cloudbox", "oss-cloudbox"),
            ("a.b.oss-cn-hangzhou", "no dots"),
            ("a.b.cn-hangzhou.oss", "no dots"),
            ("a.b.oss-accelerate", "no dots"),
        ] {
            for suffix in ["aliyuncs.com", "localhost"] {
                let host = format!("{domain}.{suffix}");
                let Err(Unserved::Form(found)) = found(&host) else { panic!("{host} is served or unknown") };
                assert!(found.contains(form), "{host}: {found}");
            }
        }
        for host in ["kms.cn-hangzhou.aliyuncs.com", "sts.aliyuncs.com", "example.com", "aliyuncs.com", ""] {
            assert_eq!(found(host), Err(Unserved::Unknown), "{host}");
        }
        for no_label in ["", "a@logs", "http://logs", "a b", "\"logs\""] {
            assert_eq!(
                found(&format!("{no_label}.oss-cn-hangzhou.aliyuncs.com")),
                Err(Unserved::Unknown),
                "{no_label}"
            );
            assert_eq!(found(&format!("{no_label}.localhost")), Err(Unserved::Unknown), "{no_label}");
        }
        assert_eq!(found("img-of-cats.localhost"), Ok((Some("img-of-cats"), None)));
    }
}
