//! Condition keys, and the values a request has for them.
//!
//! Source: `help.aliyun.com/zh/oss/user-guide/authorization-syntax-and-elements` (conditions).

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use jiff::Timestamp;

use crate::error::Assumption;

/// The values of a request that conditions can ask for, looked up only on demand.
pub(crate) trait ConditionContext {
    /// The value of a key, if the request has one.
    fn value(&self, key: &Key) -> Option<KeyValue<'_>>;
    /// Notes that the decision rests on this assumption.
    fn assume(&self, _: Assumption) {}
    /// Notes a doubt about a statement that names the action.
    fn doubt(&self, _: &dyn Fn() -> String) {}
}

/// The value of a condition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyValue<'a> {
    Text(Cow<'a, str>),
    Ip(IpAddr),
    Time(Timestamp),
    Flag(bool),
}

impl KeyValue<'_> {
    /// The fact as string operators and explanations see it.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Ip(ip) => Cow::Owned(ip.to_canonical().to_string()),
            Self::Time(at) => Cow::Owned(at.to_string()),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "true" } else { "false" }),
        }
    }
}

/// Declares the condition keys; the name of a tag follows those that end with `/`.
macro_rules! keys {
    ($($(#[doc = $doc:literal])+ $key:ident = $name:literal,)+; $($(#[doc = $tag_doc:literal])+ $tag:ident = $prefix:literal,)+) => {
        /// A condition key.
        ///
        /// Letter case does not count (assumed for `oss:` keys), except in the name of a tag.
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub(crate) enum Key {
            $($(#[doc = $doc])+ $key,)+
            $($(#[doc = $tag_doc])+ $tag(Box<str>),)+
            /// A key that no request has. A condition may name it; its value is always absent.
            Absent(Box<str>),
        }

        impl Key {
            pub fn new(text: &str) -> Self {
                $(if text.eq_ignore_ascii_case($name) {
                    return Self::$key;
                })+
                $(if let Some((prefix, tag)) = text.split_at_checked($prefix.len())
                    && prefix.eq_ignore_ascii_case($prefix)
                    && !tag.is_empty()
                {
                    return Self::$tag(tag.into());
                })+
                Self::Absent(text.into())
            }
        }

        impl fmt::Display for Key {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$key => f.write_str($name),)+
                    $(Self::$tag(tag) => write!(f, "{}{tag}", $prefix),)+
                    Self::Absent(name) => f.write_str(name),
                }
            }
        }
    };
}

keys! {
    /// The IP address the request comes from.
    SourceIp = "acs:SourceIp",
    /// The VPC the request comes through.
    SourceVpc = "acs:SourceVpc",
    /// The `User-Agent` of the request.
    UserAgent = "acs:UserAgent",
    /// The time the request arrives.
    CurrentTime = "acs:CurrentTime",
    /// `true` if the request comes over TLS.
    SecureTransport = "acs:SecureTransport",
    /// The id of the AccessKey of the request.
    AccessId = "acs:AccessId",
    /// The `prefix` of a listing.
    Prefix = "oss:Prefix",
    /// The `delimiter` of a listing.
    Delimiter = "oss:Delimiter",
    /// The ACL that the request sets on a bucket.
    BucketAcl = "oss:x-oss-acl",
    /// The ACL that the request sets on an object.
    ObjectAcl = "oss:x-oss-object-acl",
    ;
    /// A tag of the bucket.
    BucketTag = "oss:BucketTag/",
    /// A tag of the existing object.
    ExistingObjectTag = "oss:ExistingObjectTag/",
    /// A tag that the request sets on an object.
    RequestObjectTag = "oss:RequestObjectTag/",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_in_any_case_and_tags_exactly() {
        assert_eq!(Key::new("ACS:sourceip"), Key::SourceIp);
        assert_eq!(Key::new("oss:X-OSS-ACL"), Key::BucketAcl);
        assert_eq!(Key::new("OSS:existingobjecttag/Status"), Key::ExistingObjectTag("Status".into()));
        assert_eq!(Key::new("oss:ExistingObjectTag/"), Key::Absent("oss:ExistingObjectTag/".into()));
        assert_eq!(Key::new("oss:TLSVersion"), Key::Absent("oss:TLSVersion".into()));
        assert_eq!(Key::new("日本"), Key::Absent("日本".into()));
        for name in ["acs:SourceIp", "oss:Prefix", "oss:BucketTag/a b", "acs:Unknown"] {
            assert_eq!(Key::new(name).to_string(), name);
        }
    }
}
