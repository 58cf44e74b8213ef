//! The bucket that a host and a path mean.

use super::cloudbox::CloudBoxHost;
use super::host::{self, Accelerated, Host, Unserved};
use super::host_name::HostName;
use super::label::is_label;
use super::text::decode;
use crate::error::{Cause, Refusal};

/// The style in which the bucket was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// In the host, or not at all.
    VirtualHost,
    /// As the first segment of the path.
    Path,
}

/// The resource that a request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub style: Style,
    /// The bucket's name as it was written; [`Address::check`] checks that it is one.
    pub bucket: Option<String>,
    /// The decoded key; empty for a bucket or the service.
    pub key: Vec<u8>,
    /// The region that the endpoint names, `cn-hangzhou`; `None` for an IP address, localhost or `oss.aliyuncs.com`.
    pub region: Option<String>,
    /// The CloudBox of the endpoint.
    pub cloudbox: Option<CloudBoxHost>,
    /// `true` if the host is a domain of the service; `false` if it stands in for one: an IP address, localhost, a domain
    /// bound to a bucket.
    pub of_service: bool,
    /// The kind of acceleration endpoint; `None` for other endpoints.
    pub accelerated: Option<Accelerated>,
}

impl Address {
    /// Reads a lower-case host and a path.
    pub fn read(host: &str, path: &str) -> Result<Self, Unserved> {
        Self::at(host::read(without_port(host))?, path)
    }

    /// Reads a lower-case host that is, or ends with, one of these names; `None` if it is another host. The longest name counts.
    pub fn on_host_name(names: &[HostName], host: &str, path: &str) -> Option<Result<Self, Unserved>> {
        let host = without_port(host);
        let found = names.iter().filter_map(|name| Some((name.length(), name.before(host)?)));
        let (_, before) = found.max_by_key(|(length, _)| *length)?;
        Some(host::read_before(Some(before).filter(|before| !before.is_empty())).and_then(|host| Self::at(host, path)))
    }

    fn at(host: Host<'_>, path: &str) -> Result<Self, Unserved> {
        let Host { bucket, region, cloudbox, of_service, accelerated } = host;
        let region = region.map(str::to_owned);
        let path = decode(path.strip_prefix('/').unwrap_or(path));
        let (style, bucket, key) = if bucket.is_some() || path.is_empty() {
            (Style::VirtualHost, bucket.map(str::to_owned), path)
        } else {
            // `//key` names a bucket as well, with a name that no bucket can have.
            let mut segments = path.splitn(2, |b| *b == b'/');
            let bucket = String::from_utf8_lossy(segments.next().unwrap_or_default()).into_owned();
            (Style::Path, Some(bucket), segments.next().unwrap_or_default().to_vec())
        };
        if let Some(unserved) = bucket.as_deref().and_then(host::other_name) {
            return Err(unserved);
        }
        Ok(Self { style, bucket, key, region, cloudbox, of_service, accelerated })
    }

    /// Returns the address of a bucket's own domain, bound to it by a CNAME.
    pub fn of_cname(bucket: &str, path: &str) -> Self {
        Self {
            style: Style::VirtualHost,
            bucket: Some(bucket.to_owned()),
            key: decode(path.strip_prefix('/').unwrap_or(path)),
            region: None,
            cloudbox: None,
            of_service: false,
            accelerated: None,
        }
    }

    /// Returns `true` if the address reaches the bucket in any place: it names neither a region nor a CloudBox, and is not one
    /// of the service's own domains.
    pub const fn is_neutral(&self) -> bool {
        self.region.is_none() && !self.of_service
    }

    /// Refuses a path-style request to the service's own domain, and a name that no bucket can have.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.of_service && self.style == Style::Path {
            return Err(Cause::SecondLevelDomainForbidden.into());
        }
        match &self.bucket {
            Some(name) if !crate::world::is_bucket_name(name) => {
                let refusal = Refusal::from(Cause::InvalidBucketName).with("BucketName", name);
                Err(if name.is_empty() {
                    refusal.note(
                        "the path begins with `//`: the endpoint may end with a slash that the client adds once more",
                    )
                } else {
                    refusal
                })
            }
            _ => Ok(()),
        }
    }
}

/// Returns `oss-cn-hangzhou.aliyuncs.com`.
pub(crate) fn endpoint(region: &str) -> String {
    format!("oss-{region}.aliyuncs.com")
}

/// Returns `oss-cn-hangzhou-internal.aliyuncs.com`.
pub(crate) fn intranet_endpoint(region: &str) -> String {
    format!("oss-{region}-internal.aliyuncs.com")
}

/// Returns `true` if a host can be a bucket's own domain: a name of DNS, in lower case, that is not a host of OSS.
///
/// Source: RFC 1035, section 2.3.4, and RFC 1123, section 2.1.
pub(crate) fn is_own_domain(host: &str) -> bool {
    let of_dns = |label: &str| is_label(label) && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-');
    host.len() <= 253 && host.contains('.') && host.split('.').all(of_dns) && !is_of_oss(host)
}

/// Returns `true` if a host belongs to OSS, or stands in for such a host, whether ossmock serves it or not.
pub(crate) fn is_of_oss(host: &str) -> bool {
    !matches!(host::read(host), Err(Unserved::Unknown))
}

/// Removes `:9000`, but nothing of `[::1]`.
pub(crate) fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::cloudbox::{control_endpoint, data_endpoint, is_cloudbox_id};

    #[test]
    fn hosts_and_paths() {
        let cases = [
            ("127.0.0.1:9000", "/logs/a%2Fb", Some((Some("logs"), "a/b", None))),
            ("127.0.0.1", "/", Some((None, "", None))),
            ("[::1]:80", "/logs/", Some((Some("logs"), "", None))),
            ("[::1]", "/logs", Some((Some("logs"), "", None))),
            ("localhost:1", "/logs", Some((Some("logs"), "", None))),
            ("logs.localhost:1", "/k", Some((Some("logs"), "k", None))),
            ("logs.oss-cn-hangzhou.localhost", "/", Some((Some("logs"), "", Some("cn-hangzhou")))),
            ("oss-cn-hangzhou.localhost", "/logs/k", Some((Some("logs"), "k", Some("cn-hangzhou")))),
            ("logs.oss-cn-hangzhou.aliyuncs.com", "/a+b", Some((Some("logs"), "a b", Some("cn-hangzhou")))),
            ("logs.oss-cn-hangzhou.aliyuncs.com", "/a%2Bb", Some((Some("logs"), "a+b", Some("cn-hangzhou")))),
            ("logs.oss-cn-hangzhou-internal.aliyuncs.com", "/", Some((Some("logs"), "", Some("cn-hangzhou")))),
            ("logs.oss.aliyuncs.com", "/", Some((Some("logs"), "", Some("cn-hangzhou")))),
            ("oss-cn-hangzhou.aliyuncs.com", "/", Some((None, "", Some("cn-hangzhou")))),
            ("a.b.oss-cn-hangzhou.aliyuncs.com", "/", None),
            ("127.0.0.1", "/ap-1-0123-ossalias/k", None),
            ("127.0.0.1", "/a.b/k", Some((Some("a.b"), "k", None))),
            ("undefined.oss-cn-hangzhou.aliyuncs.com", "/", Some((Some("undefined"), "", Some("cn-hangzhou")))),
            ("logs.oss-accelerate.aliyuncs.com", "/k", Some((Some("logs"), "k", None))),
            ("logs.oss-internal.aliyuncs.com", "/", Some((Some("logs"), "", Some("cn-hangzhou")))),
            ("logs.oss--.aliyuncs.com", "/", None),
            ("logs.oss-oss-cn-hangzhou.aliyuncs.com", "/", None),
            ("logs.cb-1.cn-hangzhou.oss-cloudbox.aliyuncs.com", "/k", Some((Some("logs"), "k", Some("cn-hangzhou")))),
            ("cb-1.cn-hangzhou.oss-cloudbox.localhost:1", "/logs/", Some((Some("logs"), "", Some("cn-hangzhou")))),
            ("logs.oss-cloudbox.aliyuncs.com", "/", None),
            ("cb-1.oss-cloudbox.localhost", "/", None),
            ("logs.cn-hangzhou.oss-cloudbox.aliyuncs.com", "/", None),
            ("logs.cb-1.oss-hangzhou.oss-cloudbox.aliyuncs.com", "/", None),
            ("logs.oss-cb-1.aliyuncs.com", "/", None),
            ("127.0.0.1", "//key", Some((Some(""), "key", None))),
            ("oss-cn-hangzhou.aliyuncs.com", "//", Some((Some(""), "", Some("cn-hangzhou")))),
            ("example.com", "/", None),
            ("kms.cn-hangzhou.aliyuncs.com", "/", None),
            ("", "/", None),
        ];
        for (host, path, expected) in cases {
            let found = Address::read(host, path);
            let found = found
                .as_ref()
                .ok()
                .map(|a| (a.bucket.as_deref(), std::str::from_utf8(&a.key).unwrap(), a.region.as_deref()));
            assert_eq!(found, expected, "{host} {path}");
        }
    }

    #[test]
    fn a_cloudbox_has_two_endpoints() {
        for (host, bucket, control) in [
            ("cb-f8z7yvzgwfkl9q0h.cn-shenzhen.oss-cloudbox.aliyuncs.com", None, false),
            ("cb-f8z7yvzgwfkl9q0h.cn-shenzhen.oss-cloudbox-control.aliyuncs.com", None, true),
            ("logs.cb-f8z7yvzgwfkl9q0h.cn-shenzhen.oss-cloudbox.localhost", Some("logs"), false),
        ] {
            let address = Address::read(host, "/").unwrap();
            let expected = CloudBoxHost { id: "cb-f8z7yvzgwfkl9q0h".into(), control };
            assert_eq!((address.bucket.as_deref(), address.cloudbox.as_ref()), (bucket, Some(&expected)), "{host}");
            assert!(!address.is_neutral() && address.region.as_deref() == Some("cn-shenzhen"), "{host}");
        }
        for (id, expected) in [("cb-1", true), ("cb-", false), ("cb-A", false), ("cb-1-2", false), ("bc-1", false)] {
            assert_eq!(is_cloudbox_id(id), expected, "{id}");
        }
        let named = data_endpoint("cb-1", "cn-hangzhou");
        assert!(!Address::read(&named, "/").unwrap().cloudbox.unwrap().control);
        let named = control_endpoint("cb-1", "cn-hangzhou");
        assert!(Address::read(&named, "/").unwrap().cloudbox.unwrap().control);
    }

    #[test]
    fn only_some_hosts_stand_for_wherever_the_bucket_is() {
        for (host, expected) in [
            ("127.0.0.1", true),
            ("logs.localhost", true),
            ("logs.oss.aliyuncs.com", false),
            ("logs.oss-cn-hangzhou.localhost", false),
        ] {
            assert_eq!(Address::read(host, "/").unwrap().is_neutral(), expected, "{host}");
        }
        assert!(Address::of_cname("logs", "/").is_neutral());
    }

    #[test]
    fn a_bucket_in_the_path_of_the_service_domain_is_refused() {
        let address = Address::read("oss-cn-hangzhou.aliyuncs.com", "/logs/").unwrap();
        assert_eq!(address.check().unwrap_err().cause, Cause::SecondLevelDomainForbidden);
    }
}
