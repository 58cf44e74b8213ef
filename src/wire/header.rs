//! The names of the headers ossmock reads.

use http::HeaderName;

pub(crate) use http::header::{
    AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, DATE, HOST, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    IF_UNMODIFIED_SINCE, TRANSFER_ENCODING,
};

macro_rules! names {
    ($($name:ident = $text:literal;)+) => {
        $(pub(crate) const $name: HeaderName = HeaderName::from_static($text);)+
    };
}

names! {
    CONTENT_MD5 = "content-md5";
    X_OSS_ACL = "x-oss-acl";
    X_OSS_CONTENT_SHA256 = "x-oss-content-sha256";
    X_OSS_COPY_SOURCE = "x-oss-copy-source";
    X_OSS_DATE = "x-oss-date";
    X_OSS_ENCRYPTION = "x-oss-server-side-encryption";
    X_OSS_ENCRYPTION_KEY_ID = "x-oss-server-side-encryption-key-id";
    X_OSS_DATA_ENCRYPTION = "x-oss-server-side-data-encryption";
    X_OSS_OBJECT_ACL = "x-oss-object-acl";
    X_OSS_TAGGING = "x-oss-tagging";
    X_OSS_RESOURCE_GROUP_ID = "x-oss-resource-group-id";
    X_OSS_SECURITY_TOKEN = "x-oss-security-token";
}
