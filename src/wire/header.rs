//! The names of the headers that ossmock reads and writes.

use http::HeaderName;

pub(crate) use http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_ORIGIN, AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION,
    CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, DATE, ETAG, EXPIRES, HOST,
    IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE, LAST_MODIFIED, LOCATION, RANGE, TRANSFER_ENCODING,
};

macro_rules! names {
    ($($name:ident = $text:literal;)+) => {
        $(pub(crate) const $name: HeaderName = HeaderName::from_static($text);)+
    };
}

names! {
    SUCCESS_ACTION_REDIRECT = "success_action_redirect";
    SUCCESS_ACTION_STATUS = "success_action_status";
    CONTENT_MD5 = "content-md5";
    X_AMZ_CONTENT_SHA256 = "x-amz-content-sha256";
    X_OSS_ACL = "x-oss-acl";
    X_OSS_ALLOW_SAME_ACTION_OVERLAP = "x-oss-allow-same-action-overlap";
    X_OSS_EXPIRATION = "x-oss-expiration";
    X_OSS_TRANSITION_TIME = "x-oss-transition-time";
    X_OSS_LAST_ACCESS_TIME = "x-oss-last-access-time";
    X_OSS_REQUEST_PAYER = "x-oss-request-payer";
    X_OSS_BUCKET_REGION = "x-oss-bucket-region";
    X_OSS_CONTENT_SHA256 = "x-oss-content-sha256";
    X_OSS_COPY_SOURCE = "x-oss-copy-source";
    X_OSS_COPY_SOURCE_RANGE = "x-oss-copy-source-range";
    X_OSS_COPY_SOURCE_VERSION_ID = "x-oss-copy-source-version-id";
    X_OSS_CREDENTIAL = "x-oss-credential";
    X_OSS_CONTENT_TYPE = "x-oss-content-type";
    X_OSS_SIGNATURE_VERSION = "x-oss-signature-version";
    X_OSS_DATE = "x-oss-date";
    X_OSS_ENCRYPTION = "x-oss-server-side-encryption";
    X_OSS_ENCRYPTION_KEY_ID = "x-oss-server-side-encryption-key-id";
    X_OSS_DATA_ENCRYPTION = "x-oss-server-side-data-encryption";
    X_OSS_CALLBACK = "x-oss-callback";
    X_OSS_CALLBACK_VAR = "x-oss-callback-var";
    X_OSS_COMPLETE_ALL = "x-oss-complete-all";
    X_OSS_DELETE_MARKER = "x-oss-delete-marker";
    X_OSS_ENCRYPTION_CONTEXT = "x-oss-server-side-encryption-context";
    X_OSS_FORCE_DOWNLOAD = "x-oss-force-download";
    X_OSS_FORBID_OVERWRITE = "x-oss-forbid-overwrite";
    X_OSS_HASH_CRC64 = "x-oss-hash-crc64ecma";
    X_OSS_OBJECT_RESTORE_PRIORITY = "x-oss-object-restore-priority";
    X_OSS_OBJECT_TYPE = "x-oss-object-type";
    X_OSS_PERSISTENT_HEADERS = "x-oss-persistent-headers";
    X_OSS_RANGE_BEHAVIOR = "x-oss-range-behavior";
    X_OSS_METADATA_DIRECTIVE = "x-oss-metadata-directive";
    X_OSS_NEXT_APPEND_POSITION = "x-oss-next-append-position";
    X_OSS_TAGGING_DIRECTIVE = "x-oss-tagging-directive";
    X_OSS_RESTORE = "x-oss-restore";
    X_OSS_SEALED_TIME = "x-oss-sealed-time";
    X_OSS_STORAGE_CLASS = "x-oss-storage-class";
    X_OSS_SYMLINK_TARGET = "x-oss-symlink-target";
    X_OSS_TAGGING_COUNT = "x-oss-tagging-count";
    X_OSS_TRAFFIC_LIMIT = "x-oss-traffic-limit";
    X_OSS_QOS_DELAY_TIME = "x-oss-qos-delay-time";
    X_OSS_VERSION_ID = "x-oss-version-id";
    X_OSS_OBJECT_ACL = "x-oss-object-acl";
    X_OSS_TAG = "x-oss-tag";
    X_OSS_TAGGING = "x-oss-tagging";
    X_OSS_REPLICATION_RULE_ID = "x-oss-replication-rule-id";
    X_OSS_RESOURCE_GROUP_ID = "x-oss-resource-group-id";
    X_OSS_SECURITY_TOKEN = "x-oss-security-token";
    X_OSS_WORM_ID = "x-oss-worm-id";
}

/// The headers that an object has in addition if it was fetched from an origin.
pub(crate) const MIRRORED: [HeaderName; 2] = [ACCESS_CONTROL_ALLOW_ORIGIN, X_OSS_TAG];

/// The headers of an upload that are kept with the object and returned with it, in addition to user metadata.
pub(crate) const KEPT: [HeaderName; 6] =
    [CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, EXPIRES];
