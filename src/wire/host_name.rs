//! A host name on which a fake serves OSS, besides the hosts of OSS.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use super::host::{self, Unserved};

/// The longest label of a name in DNS.
const MAX_LABEL: usize = 63;

/// The longest name in DNS.
const MAX_NAME: usize = 253;

/// A host name on which a fake serves OSS, besides the hosts of OSS: the name of a container, or one of a suite's own.
///
/// Requests to the name itself are path-style, and requests to a label before it are virtual-host-style: with the name
/// `oss.test`, both `oss.test/logs/key` and `logs.oss.test/key` are the object `key` of the bucket `logs`.
/// [`Builder::host`](crate::Builder::host) sets it. It is read from a text and compared without regard to case, and to the dot
/// that may end a name of DNS: `oss.test.` is the same host.
///
/// # Errors
///
/// Reading fails if the text is no host name, has a port, or is a host of OSS, `localhost` or an IP address, which every
/// fake serves.
///
/// # Example
///
/// ```
/// use ossmock::front::HostName;
///
/// let host: HostName = "OSS.test".parse()?;
/// assert_eq!(host.to_string(), "oss.test");
/// assert!("oss.test:9000".parse::<HostName>().is_err());
/// # Ok::<(), ossmock::front::HostNameError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostName(Box<str>);

impl HostName {
    /// Returns the part of a lower-case host before this name: `None` if it is another host, empty if it is the name itself.
    pub(crate) fn before<'a>(&self, host: &'a str) -> Option<&'a str> {
        let before = without_root(host).strip_suffix(&*self.0)?;
        if before.is_empty() { Some(before) } else { before.strip_suffix('.').filter(|before| !before.is_empty()) }
    }

    /// Returns the length, by which the longer of two names that fit a host is found.
    pub(crate) fn length(&self) -> usize {
        self.0.len()
    }
}

/// Returns a name without the dot at its end, which stands for the root of DNS.
fn without_root(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for HostName {
    type Err = HostNameError;

    fn from_str(text: &str) -> Result<Self, HostNameError> {
        let name = without_root(text).to_ascii_lowercase();
        let labels_are_right = name.split('.').all(|label| {
            (1..=MAX_LABEL).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
        if name.contains(':') {
            Err(HostNameError("a host name has no port: leave it out"))
        } else if !matches!(host::read(&name), Err(Unserved::Unknown)) {
            Err(HostNameError("IP addresses, `localhost` and the hosts of OSS are served always"))
        } else if !labels_are_right || name.len() + MAX_LABEL + 1 > MAX_NAME {
            Err(HostNameError(
                "a host name has labels of letters, digits, `-` and `_` with dots between, 189 characters at most",
            ))
        } else {
            Ok(Self(name.into()))
        }
    }
}

/// The reason a text is not a [`HostName`].
///
/// # Example
///
/// ```
/// let error = "localhost".parse::<ossmock::front::HostName>().expect_err("it is served always");
/// assert_eq!(error.to_string(), "IP addresses, `localhost` and the hosts of OSS are served always");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HostNameError(&'static str);

impl fmt::Display for HostNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for HostNameError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_containers_and_of_suites_are_host_names() {
        for name in ["ossmock", "oss.test", "my_service-1", "a.b.c.internal"] {
            assert_eq!(name.parse::<HostName>().map(|name| name.to_string()), Ok(name.to_owned()));
        }
        assert_eq!("OSS.test.".parse::<HostName>().map(|name| name.to_string()), Ok("oss.test".to_owned()));
        let long = "a".repeat(63);
        for name in [
            "",
            ".",
            "a..",
            "localhost.",
            "127.0.0.1.",
            "a..b",
            "-a",
            "a-",
            "a b",
            "a/b",
            "ü.test",
            "oss.test:1",
            "localhost",
            "x.localhost",
        ] {
            assert!(name.parse::<HostName>().is_err(), "{name}");
        }
        for name in ["127.0.0.1", "[::1]", "oss-cn-hangzhou.aliyuncs.com", &[&*long; 4].join("."), &"a".repeat(64)] {
            assert!(name.parse::<HostName>().is_err(), "{name}");
        }
    }

    #[test]
    fn a_label_before_the_name_is_told_from_a_longer_name() {
        let name: HostName = "oss.test".parse().unwrap();
        assert_eq!(name.before("oss.test"), Some(""));
        assert_eq!(name.before("logs.oss.test"), Some("logs"));
        assert_eq!(name.before("a.b.oss.test"), Some("a.b"));
        assert_eq!(name.before("boss.test"), None);
        assert_eq!(name.before("test"), None);
        assert_eq!(name.before(".oss.test"), None);
        assert_eq!(name.before("oss.test."), Some(""));
        assert_eq!(name.before("logs.oss.test."), Some("logs"));
        assert_eq!(name.before("logs.oss.test.."), None);
    }
}
