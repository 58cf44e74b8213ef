//! Every error ossmock can answer, in one table, each row with its source beside it.
//!
//! A row is a [`Cause`]. Its columns are the status, the code, the message, the EC (Alibaba Cloud's fine-grained error
//! number), the [`Provenance`] of the claim and the page or test it comes from. EC values may change at any time, says
//! the vendor, so tests should assert the cause or the code.

mod assumption;
mod cause;
mod provenance;
mod refusal;

pub use assumption::Assumption;
pub use provenance::{Profile, Provenance};
pub(crate) use refusal::{Extra, Refusal};

/// One row of the error table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    name: &'static str,
    status: u16,
    code: &'static str,
    message: &'static str,
    ec: Option<&'static str>,
    provenance: Provenance,
    source: &'static str,
}

/// Each row: the cause, then status, code, message, EC (`-` where none is known), provenance and source.
macro_rules! causes {
    (@ec -) => { None };
    (@ec $ec:literal) => { Some($ec) };
    ($($(#[doc = $doc:literal])+ $name:ident: $status:literal $code:literal $message:literal $ec:tt $provenance:ident $source:literal;)+) => {
        /// Why a request was refused: one row of the error table.
        ///
        /// Several causes share a code (`InvalidArgument`, `AccessDenied`); tests assert the cause to be sure a
        /// request failed for the reason they mean.
        ///
        /// # Example
        ///
        /// ```
        /// use ossmock::Cause;
        ///
        /// assert_eq!(Cause::NoSuchBucket.status(), 404);
        /// assert_eq!(Cause::KeyIdWithoutKms.code(), "InvalidArgument");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Cause {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Cause {
            /// Every cause, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            const fn row(self) -> Row {
                match self {
                    $(Self::$name => Row {
                        name: stringify!($name),
                        status: $status,
                        code: $code,
                        message: $message,
                        ec: causes!(@ec $ec),
                        provenance: Provenance::$provenance,
                        source: $source,
                    },)+
                }
            }
        }
    };
}

causes! {
    // What is told only where a fault says so.

    /// OSS failed by itself; only a [fault](crate::Oss::fault) says so.
    InternalError: 500 "InternalError" "We encountered an internal error. Please try again."
        - Assumed "AlibabaCloudDocs/oss: error responses; the message is assumed";
    /// OSS is busy; only a [fault](crate::Oss::fault) says so.
    ServiceUnavailable: 503 "ServiceUnavailable" "Thread pool is almost full, please retry later."
        - Documented "AlibabaCloudDocs/oss: HTTP 503 status code";
    /// The account calls too often; only a [fault](crate::Oss::fault) says so.
    TotalQpsLimitExceeded: 503 "TotalQpsLimitExceeded" "Max total qps limit is exceeded."
        - Documented "AlibabaCloudDocs/oss: HTTP 503 status code";
    /// Operations on buckets are called too often; only a [fault](crate::Oss::fault) says so.
    MetaOperationQpsLimitExceeded: 503 "MetaOperationQpsLimitExceeded" "Qps limit for the meta operation is exceeded."
        - Documented "AlibabaCloudDocs/oss: HTTP 503 status code";
    /// Too many calls are under way; only a [fault](crate::Oss::fault) says so.
    ActiveRequestLimitExceeded: 503 "ActiveRequestLimitExceeded" "Max active request limit is exceeded."
        - Documented "AlibabaCloudDocs/oss: HTTP 503 status code";
    /// Uploads are too fast; only a [fault](crate::Oss::fault) says so.
    UploadTrafficRateLimitExceeded: 503 "UploadTrafficRateLimitExceeded" "Please reduce your upload request traffic."
        - Documented "AlibabaCloudDocs/oss: HTTP 503 status code";
    /// Downloads are too fast; only a [fault](crate::Oss::fault) says so. The page has the message of uploads.
    DownloadTrafficRateLimitExceeded: 503 "DownloadTrafficRateLimitExceeded" "Please reduce your upload request traffic."
        - Documented "AlibabaCloudDocs/oss: HTTP 503 status code";

    // What the request is about.

    /// The request has no `Host` header, and no host in its target.
    NoHost: 400 "InvalidRequest" "The request names no host: send a Host header, or a whole URI such as http://bucket.localhost/key."
        - Assumed "RFC 9112, 3.2: the status; code and message are assumed";
    /// The request has more than one `Host` header.
    TwoHosts: 400 "InvalidRequest" "The request has more than one Host header."
        - Assumed "RFC 9112, 3.2: the status; code and message are assumed";
    /// The target of the request is neither a path nor a whole URI.
    MalformedTarget: 400 "InvalidRequest" "The target of the request is malformed."
        - Assumed "RFC 9112, 3.2: the status; code and message are assumed";
    /// `Content-Encoding` is `aws-chunked`, which clients of S3 send.
    AwsChunked: 400 "InvalidArgument"
        "aws-chunked encoding is not supported with the specified x-amz-content-sha256 value."
        "0017-00000804" Documented "help.aliyun.com/en/oss/user-guide/0017-00000804";
    /// `max-keys` of a list of live channels is not a number from 1 to 1,000.
    LiveMaxKeysInvalid: 400 "InvalidArgument" "Argument max-keys must be an integer between 1 and 1000."
        "0044-00000101" Assumed "help.aliyun.com/en/oss/user-guide/0044-00000101; code and text inferred";
    /// The bucket name is not 3–63 of `a-z`, `0-9` and `-`, or starts or ends with a hyphen.
    InvalidBucketName: 400 "InvalidBucketName" "The specified bucket is not valid."
        "0015-00000001" Documented "help.aliyun.com/en/oss/user-guide/0015-00000001";
    /// A bucket was addressed in the path of a service domain, which takes buckets in the host only.
    SecondLevelDomainForbidden: 403 "SecondLevelDomainForbidden"
        "The bucket you are attempting to access must be addressed using OSS third level domain."
        - Documented "AlibabaCloudDocs/oss: HTTP 403 status code";
    /// The subresource exists, but not with this method.
    MethodNotAllowed: 405 "MethodNotAllowed" "The specified method is not allowed against this resource."
        - Documented "AlibabaCloudDocs/oss: Error responses; that it applies to `?encryption` is inferred";
    /// The bucket does not exist.
    NoSuchBucket: 404 "NoSuchBucket" "The specified bucket does not exist."
        "0015-00000101" Observed "alibabacloud-oss-go-sdk-v2: client_integration_test.go TestBucketEncryption";
    /// The endpoint is of another region than the bucket.
    WrongEndpoint: 403 "AccessDenied"
        "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint."
        "0003-00001403" Documented "help.aliyun.com/en/oss/user-guide/0003-00001403";
    /// The name of an object has more than 1,023 bytes.
    ObjectNameTooLong: 400 "InvalidObjectName" "The Length of Object name must be less than 1024."
        - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
    /// The name of an object is not UTF-8, or starts with a slash or a backslash.
    InvalidObjectName: 400 "InvalidObjectName" "The specified object is not valid."
        - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
    /// The control endpoint of a CloudBox was asked for what only its data endpoint does.
    CloudBoxControlEndpoint: 403 "AccessDenied"
        "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint."
        "0025-00000004" Assumed "help.aliyun.com/en/oss/user-guide/0025-00000004; status, code and text inferred";
    /// The documentation lists no such operation for a CloudBox.
    CloudBoxOperation: 400 "OperationNotSupported" "The operation is not supported for this resource."
        "0025-00000005" Assumed "help.aliyun.com/en/oss/user-guide/0025-00000005; status, code and text inferred";
    /// The caller's account does not own the CloudBox on which the bucket is to be.
    CloudBoxForbidden: 403 "AccessDenied" "The CloudBox you access does not belong to you."
        - Assumed "a CloudBox is one account's own; status, code and text inferred";
    /// `Expect` has something other than `100-continue`.
    ExpectationFailed: 417 "ExpectationFailed" "The expectation given in the Expect request header could not be met."
        - Assumed "RFC 9110, 10.1.1; code and text inferred";
    /// OSS has it, ossmock does not yet. OSS itself never sends this status or this code.
    NotEmulated: 501 "NotEmulated" "ossmock does not emulate this."
        - Assumed "ossmock's own answer, so that a gap in it cannot look like OSS refusing";

    // Who is asking: the Authorization header.

    /// The request carries both an Authorization header and a signature in its URL.
    TwoSignatures: 400 "InvalidArgument" "The Authorization header and a signature in the URL cannot be used together."
        "0002-00000039" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000039; text unknown";
    /// The Authorization header is empty.
    AuthorizationEmpty: 400 "InvalidArgument" "Authorization header value is empty."
        "0002-00000061" Documented "help.aliyun.com/en/oss/user-guide/0002-00000061";
    /// The Authorization header starts with no scheme OSS knows.
    AuthorizationInvalid: 400 "InvalidArgument" "Authorization header is invalid."
        "0002-00000061" Documented "help.aliyun.com/en/oss/user-guide/0002-00000061";
    /// A V1 Authorization header is not exactly `OSS id:signature`.
    AuthorizationItemsV1: 400 "InvalidArgument" "Authorization header is invalid, bad num of Items in Authorization header."
        "0002-00000062" Documented "help.aliyun.com/en/oss/user-guide/0002-00000062";
    /// A V1 Authorization header lacks the AccessKey id.
    AccessKeyIdMissing: 400 "InvalidArgument" "AccessKeyId or Signature is missing in Authorization header value."
        "0002-00000063" Documented "help.aliyun.com/en/oss/user-guide/0002-00000063";
    /// A V1 Authorization header lacks the signature.
    SignatureMissing: 400 "InvalidArgument" "AccessKeyId or Signature is missing in Authorization header value."
        "0002-00000065" Documented "help.aliyun.com/en/oss/user-guide/0002-00000065";
    /// The AccessKey id of a V1 request has characters no id has.
    AccessKeyIdCharactersV1: 400 "InvalidArgument"
        "The OSS Access Key Id contains non-acceptable characters, which accepts only alphanumeric characters[0-9a-zA-Z] and several special characters[. _=]"
        "0002-00000064" Documented "help.aliyun.com/en/oss/user-guide/0002-00000064";
    /// The AccessKey id of a V4 request has characters no id has.
    AccessKeyIdCharactersV4: 400 "InvalidArgument"
        "The OSS Access Key Id contains non-acceptable characters, which accepts only alphanumeric characters[0-9a-zA-Z] and several special characters[. _=]"
        "0002-00000206" Documented "help.aliyun.com/en/oss/user-guide/0002-00000206";
    /// A V2 Authorization header is not `OSS2 AccessKeyId:id[,AdditionalHeaders:h],Signature:signature`.
    AuthorizationItemsV2: 400 "InvalidArgument" "Authorization header is invalid, bad num of Items in Authorization header."
        - Assumed "the V1 row, applied to V2";
    /// A V4 Authorization header has too few, too many or repeated items.
    AuthorizationItemsV4: 400 "InvalidArgument" "Authorization header is invalid, bad num of Items in Authorization header."
        "0002-00000202" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000202; text inferred";
    /// A V4 Authorization header has an item of another name than the three known.
    AuthorizationParameterV4: 400 "InvalidArgument" "Unknown parameter in Authorization header."
        "0002-00000203" Documented "help.aliyun.com/en/oss/user-guide/0002-00000203; EC inferred";
    /// A V4 Authorization header has an empty `Signature`.
    SignatureEmptyV4: 400 "InvalidArgument" "Signature is empty in Authorization header."
        "0002-00000208" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000208; text unknown";
    /// A V4 Authorization header has an empty `AdditionalHeaders`.
    AdditionalHeadersEmpty: 400 "InvalidArgument" "AdditionalHeaders is empty in Authorization header."
        "0002-00000209" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000209; text unknown";
    /// `AdditionalHeaders` of a V4 Authorization header has an empty name, as in `host;`.
    AdditionalHeaderNameEmpty: 400 "InvalidArgument" "AdditionalHeaders has an empty name in Authorization header."
        "0002-00000210" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000210; text unknown";
    /// `Credential` of a V4 Authorization header is not `id/date/region/product/aliyun_v4_request`.
    CredentialInvalid: 400 "InvalidArgument" "Invalid credential in Authorization header."
        "0002-00000213" Documented "help.aliyun.com/en/oss/user-guide/0002-00000213; aliyun-oss-python-sdk tests/test_sign.py";
    /// A V4 header request has no `x-oss-content-sha256: UNSIGNED-PAYLOAD`.
    ContentSha256Invalid: 400 "InvalidArgument" "Invalid x-oss-content-sha256 header, it must be UNSIGNED-PAYLOAD."
        "0002-00000214" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000214; text unknown";

    /// A CloudBox takes V4 signatures in the Authorization header, and no other.
    OnlyV4Header: 400 "InvalidArgument" "Only the V4 signature in the Authorization header is supported."
        "0002-00000034" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000034; text unknown";

    // Who is asking: when the request was signed.

    /// Neither `Date` nor `x-oss-date` is there.
    DateMissing: 403 "AccessDenied" "OSS authentication requires a valid Date."
        "0002-00000503" Documented "help.aliyun.com/en/oss/user-guide/0002-00000503";
    /// `Date` or `x-oss-date` is not in a form the signature version takes.
    DateInvalid: 403 "AccessDenied" "OSS authentication requires a valid Date."
        "0002-00000502" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000502; text inferred";
    /// The clocks differ by more than 15 minutes.
    RequestTimeTooSkewed: 403 "RequestTimeTooSkewed"
        "The difference between the request time and the current time is too large."
        "0002-00000504" Documented "help.aliyun.com/en/oss/user-guide/0002-00000504; aliyun-oss-java-sdk ErrorTest";
    /// The day in the scope of a V4 signature is not the day it was signed.
    ScopeDateInvalid: 400 "InvalidArgument" "Invalid signing date in Authorization header."
        "0002-00000225" Observed "alibabacloud-oss-go-sdk-v2 and -python-sdk-v2 (clock correction); EC inferred";
    /// The region in the scope of a V4 signature is not the endpoint's.
    ScopeRegionInvalid: 400 "InvalidArgument" "Invalid signing region in Authorization header."
        "0002-00000226" Observed "aliyun-oss-python-sdk and aliyun-oss-java-sdk live tests";
    /// The product in the scope of a V4 signature is not `oss`, or on a CloudBox not `oss-cloudbox`.
    ScopeProductInvalid: 400 "InvalidArgument" "Invalid signing product in Authorization header."
        "0002-00000227" Observed "aliyun-oss-java-sdk ErrorTest";

    // Who is asking: signatures in the URL.

    /// `x-oss-signature-version` names no version OSS knows.
    SignatureVersionInvalid: 400 "InvalidArgument" "Invalid x-oss-signature-version parameter."
        "0002-00000066" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000066; text unknown";
    /// A V1 URL lacks one of its three parameters.
    QueryParametersMissingV1: 403 "AccessDenied"
        "Query string authentication requires the Signature, Expires and OSSAccessKeyId parameters."
        - Documented "AlibabaCloudDocs/oss: Add a signature to a URL";
    /// `Expires` of a V1 or V2 URL is not a number.
    ExpiresInvalid: 403 "AccessDenied" "Invalid date (should be seconds since epoch)."
        "0002-00000070" Documented "help.aliyun.com/en/oss/user-guide/0002-00000070";
    /// A V1 or V2 URL has expired.
    UrlExpired: 403 "AccessDenied" "Request has expired."
        "0002-00000069" Documented "help.aliyun.com/en/oss/user-guide/0002-00000069";
    /// A V2 URL lacks one of its parameters.
    QueryParametersMissingV2: 400 "InvalidArgument" "A parameter of the V2 signature is missing in the URL."
        - Assumed "the V4 rows, applied to V2";
    /// A V4 URL lacks `x-oss-expires`.
    ExpiresMissingV4: 400 "InvalidArgument" "x-oss-expires is missing in the URL."
        "0002-00000215" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000215; text unknown";
    /// A V4 URL lacks `x-oss-credential`.
    CredentialMissingV4: 400 "InvalidArgument" "x-oss-credential is missing in the URL."
        "0002-00000217" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000217; text unknown";
    /// A V4 URL lacks `x-oss-signature`.
    SignatureMissingV4: 400 "InvalidArgument" "x-oss-signature is missing in the URL."
        "0002-00000219" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000219; text unknown";
    /// `x-oss-signature` of a V4 URL is empty.
    UrlSignatureEmptyV4: 400 "InvalidArgument" "x-oss-signature is empty in the URL."
        "0002-00000220" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000220; text unknown";
    /// The day in the credential of a V4 URL is not that of `x-oss-date`.
    UrlScopeDateInvalid: 400 "InvalidArgument" "Invalid signing date in Authorization header."
        "0002-00000223" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000223; text unknown";
    /// The credential of a V4 URL is not `id/date/region/product/aliyun_v4_request`.
    UrlCredentialInvalid: 400 "InvalidArgument" "Invalid credential in Authorization header."
        "0002-00000224" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000224; text unknown";
    /// The region in the credential of a V4 URL is not the endpoint's.
    UrlScopeRegionInvalid: 400 "InvalidArgument" "Invalid signing region in Authorization header."
        "0002-00000228" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000228; text unknown";
    /// `x-oss-expires` of a V4 URL is not within 1–604,800 seconds, or 43,200 for STS credentials.
    ExpiresOutOfRangeV4: 400 "InvalidArgument" "x-oss-expires is out of range in the URL."
        "0002-00000232" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000232; text unknown";
    /// A V4 URL is used more than 15 minutes before its `x-oss-date`.
    UrlNotYetValid: 403 "AccessDenied" "Request is not valid yet."
        "0002-00000235" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000235; text unknown";
    /// `x-oss-date` of a V4 URL is missing or not `yyyyMMddTHHmmssZ`.
    UrlDateInvalid: 403 "AccessDenied" "OSS authentication requires a valid Date."
        "0002-00000505" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000505; text inferred";
    /// A V4 URL has expired.
    UrlExpiredV4: 403 "AccessDenied" "Request has expired."
        "0002-00000069" Documented "(Recommended) Include a V4 signature in a URL; EC inferred";
    /// A `x-oss-` header and the parameter of the same name of a V4 URL differ.
    HeaderDiffersFromParameter: 400 "InvalidArgument" "A header and the URL parameter of the same name have different values."
        - Assumed "(Recommended) Include a V4 signature in a URL: it is refused; code and text unknown";
    /// A request signed in its URL brings the security token in a header.
    TokenNotInUrl: 400 "InvalidRequest" "Security-token must be provided by query string parameter."
        - Documented "AlibabaCloudDocs/oss: Add a signature to a URL";

    // Who is asking: the fields of a form.

    /// `x-oss-signature-version` of a form names no version OSS knows.
    PostSignatureVersionInvalid: 400 "InvalidArgument" "The signature version is not valid."
        "0002-00000701" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000701; status, code and text inferred";
    /// A form is signed and has no policy.
    PostPolicyMissing: 400 "InvalidArgument" "The form field policy is missing."
        "0002-00000702" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000702; status, code and text inferred";
    /// A form has a policy and no signature.
    PostSignatureMissing: 400 "InvalidArgument" "The form field of the signature is missing."
        "0002-00000703" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000703; status, code and text inferred";
    /// The signature of a form is empty.
    PostSignatureEmpty: 400 "InvalidArgument" "The form field of the signature is empty."
        "0002-00000704" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000704; status, code and text inferred";
    /// A form is signed and does not say by which AccessKey.
    PostAccessKeyIdMissing: 400 "InvalidArgument" "The form field of the AccessKey id is missing."
        "0002-00000706" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000706; status, code and text inferred";
    /// The AccessKey id of a form is empty.
    PostAccessKeyIdEmpty: 400 "InvalidArgument" "The form field of the AccessKey id is empty."
        "0002-00000707" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000707; status, code and text inferred";
    /// The AccessKey id of a form has characters no id has.
    PostAccessKeyIdCharacters: 400 "InvalidArgument" "The OSS Access Key Id contains non-acceptable characters, which accepts only alphanumeric characters[0-9a-zA-Z] and several special characters[. _=]"
        "0002-00000708" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000708; status, code and text inferred";
    /// The day in the credential of a form is not that of `x-oss-date`.
    PostScopeDateInvalid: 400 "InvalidArgument" "The signing date in credential is invalid."
        "0002-00000709" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000709; status, code and text inferred";
    /// The credential of a form is not `id/date/region/product/aliyun_v4_request`.
    PostCredentialInvalid: 400 "InvalidArgument" "The credential is invalid."
        "0002-00000710" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000710; status, code and text inferred";
    /// The region in the credential of a form is not the endpoint's.
    PostScopeRegionInvalid: 400 "InvalidArgument" "The signing region in credential is invalid."
        "0002-00000715" Documented "help.aliyun.com/zh/oss/user-guide/0002-716";
    /// The product in the credential of a form is not `oss`.
    PostScopeProductInvalid: 400 "InvalidArgument" "The signing product in credential is invalid."
        - Assumed "the row of the region, applied to the product; text inferred";
    /// `x-oss-date` of a form is missing or not `yyyyMMddTHHmmssZ`.
    PostDateInvalid: 403 "AccessDenied" "OSS authentication requires a valid Date."
        - Assumed "the row of URLs, applied to forms; text inferred";
    /// A V4 form is sent more than 15 minutes before its `x-oss-date`.
    PostNotYetValid: 403 "AccessDenied" "Request is not valid yet."
        - Assumed "the row of URLs, applied to forms; text inferred";
    /// A V4 form is sent more than seven days after its `x-oss-date`.
    PostSignatureExpired: 403 "AccessDenied" "Request has expired."
        - Assumed "help.aliyun.com/zh/oss/developer-reference/signature-version-4-recommend: it is refused; status, code and text inferred";

    // Who is asking: the AccessKey and its token.

    /// No AccessKey has this id.
    AccessKeyIdUnknown: 403 "InvalidAccessKeyId" "The OSS Access Key Id you provided does not exist in our records."
        "0002-00000902" Observed "alibabacloud-oss-go-sdk-v2 and -python-sdk-v2 live tests";
    /// The AccessKey is disabled.
    AccessKeyDisabled: 403 "InvalidAccessKeyId" "The OSS Access Key Id you provided is disabled."
        "0002-00000901" Documented "AlibabaCloudDocs/oss: HTTP 403 status code; EC inferred";
    /// The AccessKey may not be used from this IP address.
    AccessKeyRestricted: 403 "InvalidAccessKeyId" "The OSS Access Key Id you provided is disabled."
        "0002-00000904" Documented "help.aliyun.com/en/oss/user-guide/0002-00000904";
    /// An STS id that does not exist, or a permanent id, came with a security token.
    StsKeyIdUnknown: 403 "InvalidAccessKeyId" "The OSS Access Key Id you provided does not exist in our records."
        "0002-00000002" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000002; text inferred";
    /// An STS id came without its security token.
    SecurityTokenMissing: 403 "InvalidAccessKeyId" "The OSS Access Key Id you provided does not exist in our records."
        "0002-00000902" Documented "help.aliyun.com/en/oss/user-guide/0002-00000902";
    /// The security token is none ossmock knows.
    InvalidSecurityToken: 403 "InvalidSecurityToken" "The security token you provided is invalid."
        "0002-00000006" Documented "help.aliyun.com/en/oss/user-guide/0002-00000006";
    /// The security token has expired.
    SecurityTokenExpired: 403 "SecurityTokenExpired" "The security token you provided has expired."
        "0002-00000007" Documented "help.aliyun.com/en/oss/user-guide/0002-00000007";
    /// The security token belongs to another AccessKey id.
    SecurityTokenMismatch: 403 "AccessKeyIdAndSecurityTokenNotMatch"
        "The OSS access key id and security token you provided does not match."
        - Documented "AlibabaCloudDocs/oss: HTTP 403 status code";
    /// The account may not use V1 signatures any more.
    V1Forbidden: 403 "AccessDenied" "The V1 signature is not allowed for this account."
        "0002-00000080" Assumed "help.aliyun.com/en/oss/user-guide/0002-00000080; text unknown";
    /// The V1 signature is not the one the secret gives.
    SignatureMismatchV1: 403 "SignatureDoesNotMatch"
        "The request signature we calculated does not match the signature you provided. Check your key and signing method."
        "0002-00000040" Documented "help.aliyun.com/en/oss/user-guide/0002-00000040";
    /// The V2 signature is not the one the secret gives.
    SignatureMismatchV2: 403 "SignatureDoesNotMatch"
        "The request signature we calculated does not match the signature you provided. Check your key and signing method."
        "0002-00000101" Assumed "the V1 row, applied to V2";
    /// The V4 signature is not the one the secret gives.
    SignatureMismatchV4: 403 "SignatureDoesNotMatch"
        "The request signature we calculated does not match the signature you provided. Check your key and signing method."
        "0002-00000201" Observed "captured answers; the set of extra elements is documented";
    /// The account is in arrears or disabled.
    UserDisable: 403 "UserDisable" "UserDisable"
        "0003-00000801" Documented "help.aliyun.com/en/oss/user-guide/0003-00000801";

    // Whether they may.

    /// No statement allows a RAM user this, or the bucket is of another account.
    NotYourBucket: 403 "AccessDenied" "The bucket you access does not belong to you."
        "0003-00000001" Observed "AlibabaCloudDocs/oss: OSS permission; alibabacloud-oss-go-sdk-v2 issue 73";
    /// No statement allows a RAM user this, and there is no bucket that somebody owns: it makes one, or is about the service
    /// as a whole.
    NotYourNewBucket: 403 "AccessDenied" "The bucket you access does not belong to you."
        "0003-00000202" Assumed "help.aliyun.com/en/oss/user-guide/0003-00000202; text inferred";
    /// An anonymous request for a bucket.
    AnonymousBucket: 403 "AccessDenied" "The bucket you access does not belong to you."
        "0003-00000905" Observed "a captured answer of February 2025";
    /// An anonymous request for the service.
    AnonymousService: 403 "AccessDenied" "Anonymous access is forbidden for this operation."
        "0003-00001201" Observed "captured answers";
    /// A RAM user may not list the account's buckets.
    ListBucketsForbidden: 403 "AccessDenied" "You are forbidden to list buckets."
        "0003-00000202" Observed "captured answers; EC inferred";
    /// A statement of a RAM policy denies it. The text is OSS's own, although no bucket policy is involved.
    ExplicitlyDenied: 403 "AccessDenied" "Access denied by bucket policy."
        "0003-00000201" Documented "help.aliyun.com/en/oss/user-guide/0003-00000201";
    /// A statement of the bucket's policy denies it.
    DeniedByBucketPolicy: 403 "AccessDenied" "Access denied by bucket policy."
        "0003-00000101" Documented "help.aliyun.com/en/oss/user-guide/0003-00000101";
    /// A statement of a RAM policy and one of the bucket's policy deny it.
    DeniedTwice: 403 "AccessDenied" "Access denied by bucket policy."
        "0003-00000203" Assumed "help.aliyun.com/en/oss/user-guide/0003-00000203; text inferred";
    /// The policy a session was started with denies it, or does not allow it.
    DeniedBySessionPolicy: 403 "AccessDenied" "Access denied by authorizer's policy."
        "0003-00000301" Documented "help.aliyun.com/en/oss/user-guide/0003-00000301";
    /// Of several objects that are to be deleted, there is one that the caller may not delete.
    DeletionsForbidden: 403 "AccessDenied" "Access denied by bucket policy."
        "0003-00000204" Assumed "help.aliyun.com/en/oss/user-guide/0003-00000204; text inferred";
    /// Nothing allows an operation on an object.
    ObjectForbidden: 403 "AccessDenied" "You have no right to access this object because of bucket acl."
        "0003-00000001" Documented "help.aliyun.com/en/oss/user-guide/0003-00000001";
    /// The object has an ACL of its own, which does not let the caller read it.
    ObjectNotReadable: 403 "AccessDenied" "You do not have read permission on this object."
        "0003-00000005" Documented "help.aliyun.com/en/oss/user-guide/0003-00000005";
    /// The object has an ACL of its own, which does not let the caller write it.
    ObjectNotWritable: 403 "AccessDenied" "You do not have write permission on this object."
        "0003-00000006" Assumed "help.aliyun.com/en/oss/user-guide/0003-00000006; text inferred";
    /// The caller may not read the ACL of an object.
    ObjectAclNotReadable: 403 "AccessDenied" "You do not have read acl permission on this object."
        "0003-00000007" Documented "help.aliyun.com/en/oss/user-guide/0003-00000007";
    /// The caller may not change the ACL of an object.
    ObjectAclNotWritable: 403 "AccessDenied" "You do not have write acl permission on this object."
        "0003-00000008" Documented "help.aliyun.com/en/oss/user-guide/0003-00000008";
    /// The caller names a KMS key and may not use it.
    ForbiddenByKms: 403 "AccessDenied" "This request is forbidden by kms."
        - Documented "help.aliyun.com/zh/oss/user-guide/server-side-encryption-5 (permissions)";
    /// The account has not turned KMS on.
    KmsServiceNotEnabled: 403 "KmsServiceNotEnabled" "This user does not turn on KMS service."
        "0005-00000218" Documented "help.aliyun.com/en/oss/user-guide/0005-00000218";
    /// The partner the account was made by does not offer KMS.
    KmsNotOffered: 403 "KmsUbsmsInvalidBid" "Your account partner does not have KMS Service."
        - Documented "AlibabaCloudDocs/oss: PutObject";
    /// The account is in debt, so KMS does nothing for it.
    KmsInDebt: 403 "KmsInDebt" "Current user is indebted."
        - Documented "AlibabaCloudDocs/oss: PutObject";
    /// The account has been in debt for too long.
    KmsInDebtOverdue: 403 "KmsInDebtOverdue" "Current user is indebted Overdue."
        - Documented "AlibabaCloudDocs/oss: PutObject";
    /// What names a KMS key has not the form of an id.
    KmsKeyIdInvalid: 400 "InvalidParameter" "The specified parameter KMS keyId is not valid."
        "0005-00000208" Documented "help.aliyun.com/en/oss/user-guide/0005-00000208";
    /// There is no KMS key of this id.
    KmsKeyNotFound: 404 "KeyNotFound" "The specified parameter KMS keyId is not found."
        "0005-00000208" Documented "help.aliyun.com/en/oss/user-guide/0005-00000208";
    /// There is no KMS key of this alias.
    KmsAliasNotFound: 404 "AliasNotFound" "The specified Alias is not found."
        - Documented "AlibabaCloudDocs/oss: PutObject";
    /// The KMS key is switched off.
    KmsKeyDisabled: 409 "KeyDisabled" "The request was rejected because the key state is Disabled."
        "0005-00000214" Documented "help.aliyun.com/en/oss/user-guide/0005-00000214";
    /// The KMS key is about to be deleted.
    KmsKeyPendingDeletion: 409 "KeyPendingDeletion" "The request was rejected because the key state is PendingDeletion."
        "0005-00000215" Documented "help.aliyun.com/en/oss/user-guide/0005-00000215";
    /// The KMS key has no material.
    KmsKeyPendingImport: 409 "KeyPendingImport" "The request was rejected because the key state is PendingImport."
        - Documented "AlibabaCloudDocs/oss: PutObject";
    /// Public access is blocked, and the ACL for the bucket is a public one.
    PublicBucketAclBlocked: 403 "AccessDenied" "Put public bucket acl is not allowed"
        "0016-00000901" Documented "help.aliyun.com/zh/oss/user-guide/block-public-access";
    /// Public access is blocked, and the ACL for an object is a public one.
    PublicObjectAclBlocked: 403 "AccessDenied" "Put public object acl is not allowed"
        "0016-00000901" Documented "help.aliyun.com/zh/oss/user-guide/block-public-access";
    /// The request gives an object tags, and the caller may not tag objects.
    TaggingForbidden: 403 "AccessDenied" "AccessDenied"
        "0003-00000905" Documented "help.aliyun.com/en/oss/user-guide/0003-00000905";
    /// Public access is blocked, and the policy for the bucket is a public one.
    PublicBucketPolicyBlocked: 403 "AccessDenied" "Put public bucket policy is not allowed"
        "0016-00000901" Documented "help.aliyun.com/zh/oss/user-guide/block-public-access";

    // The policy of a bucket.

    /// The bucket has no policy.
    NoSuchBucketPolicy: 404 "NoSuchBucketPolicy" "The bucket policy does not exist."
        "0030-00000006" Assumed "help.aliyun.com/en/oss/user-guide/0030-00000006; text inferred";
    /// A bucket policy has more than 16 KiB.
    BucketPolicyTooLong: 400 "InvalidPolicyDocument" "The bucket policy exceeds the maximum size."
        "0030-00000001" Assumed "help.aliyun.com/en/oss/user-guide/0030-00000001; text unknown";
    /// A statement of a bucket policy has more than 4,095 bytes.
    BucketPolicyStatementTooLong: 400 "InvalidPolicyDocument" "An item of the bucket policy exceeds the maximum size."
        "0030-00000003" Assumed "help.aliyun.com/en/oss/user-guide/0030-00000003; text unknown";
    /// A bucket policy is no policy document.
    BucketPolicyMalformed: 400 "InvalidPolicyDocument" "The bucket policy has a syntax error."
        "0030-00000005" Assumed "help.aliyun.com/en/oss/user-guide/0030-00000005; code from aliyun-oss-cpp-sdk BucketPolicySettingsTest, text unknown";
    /// Two `*` stand side by side in a bucket policy.
    BucketPolicyDoubleWildcard: 400 "InvalidPolicyDocument" "The bucket policy has consecutive asterisks."
        "0030-00000007" Assumed "help.aliyun.com/en/oss/user-guide/0030-00000007; text unknown";

    // The policy of a form.

    /// The policy of a form is not JSON in base64.
    PostPolicyInvalid: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid JSON."
        "0006-00000201" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000201; code of the common errors of PostObject; status and text inferred";
    /// The policy of a form has no `conditions`.
    PostConditionsMissing: 400 "InvalidPolicyDocument" "Invalid Policy: Policy missing conditions."
        "0006-00000207" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000207; code of the common errors of PostObject; status and text inferred";
    /// The policy of a form has no `expiration`.
    PostExpirationMissing: 400 "InvalidPolicyDocument" "Invalid Policy: Policy missing expiration."
        "0006-00000208" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000208; code of the common errors of PostObject; status and text inferred";
    /// The `expiration` of a policy is no text.
    PostExpirationNoText: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid expiration."
        "0006-00000210" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000210; code of the common errors of PostObject; status and text inferred";
    /// The `expiration` of a policy is empty.
    PostExpirationEmpty: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid expiration."
        "0006-00000211" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000211; code of the common errors of PostObject; status and text inferred";
    /// The `expiration` of a policy is not `yyyy-MM-ddTHH:mm:ss.sssZ`.
    PostExpirationInvalid: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid expiration."
        "0006-00000212" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000212; code of the common errors of PostObject; status and text inferred";
    /// The policy of a form has expired.
    PostPolicyExpired: 403 "AccessDenied" "Invalid according to Policy: Policy expired."
        "0006-00000213" Documented "help.aliyun.com: how to handle common errors when the PostObject operation is called; EC of help.aliyun.com/zh/oss/support/0006-00000213";
    /// The `conditions` of a policy are no list.
    PostConditionsInvalid: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid conditions."
        "0006-00000214" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000214; code of the common errors of PostObject; status and text inferred";
    /// The `conditions` of a policy are none.
    PostConditionsEmpty: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid conditions."
        "0006-00000215" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000215; code of the common errors of PostObject; status and text inferred";
    /// A condition of a policy does not say how it compares.
    PostConditionModeMissing: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid condition."
        "0006-00000216" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000216; code of the common errors of PostObject; status and text inferred";
    /// A condition of a policy is none of the five kinds there are.
    PostConditionInvalid: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid condition."
        "0006-00000218" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000218; code of the common errors of PostObject; status and text inferred";
    /// A condition of a policy is neither a list nor an object.
    PostConditionKind: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid condition."
        "0006-00000222" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000222; code of the common errors of PostObject; status and text inferred";
    /// A condition of a policy is an object of more or less than one entry.
    PostSimpleCondition: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified."
        - Assumed "help.aliyun.com: how to handle common errors when the PostObject operation is called has code and text; status inferred";
    /// A form is not what its policy wants.
    PostConditionFailed: 403 "AccessDenied" "Invalid according to Policy: Policy Condition failed."
        "0006-00000227" Documented "help.aliyun.com/en/oss/user-guide/0006-00000227";
    /// The policy of a V4 form says nothing of a field of the signature.
    PostExtraField: 403 "AccessDenied" "Invalid according to Policy: Extra input fields."
        "0006-00000228" Documented "help.aliyun.com/zh/oss/user-guide/0006-00000228";
    /// The file of a form is larger than its policy allows.
    PostFileTooLarge: 400 "EntityTooLarge" "Your proposed upload exceeds the maximum allowed size."
        - Assumed "AlibabaCloudDocs/oss: PostObject has the condition; status, code and text inferred";
    /// The file of a form is smaller than its policy allows.
    PostFileTooSmall: 400 "EntityTooSmall" "Your proposed upload smaller than the minimum allowed size."
        - Assumed "AlibabaCloudDocs/oss: PostObject has the condition; status, code and text inferred";

    // Replication: what the request says.

    /// The body of a replication request is not the XML the operation takes.
    ReplicationMalformed: 400 "MalformedXML"
        "The XML you provided was not well-formed or did not validate against our published schema."
        "0031-00000001" Documented "help.aliyun.com/en/oss/user-guide/0031-00000001; AlibabaCloudDocs/oss: HTTP 400 status code";
    /// A replication request has no rule.
    NoReplicationRule: 400 "NoReplicationRule" "No replication rule specified."
        - Assumed "AlibabaCloudDocs/oss: HTTP 400 status code; that it is the answer to a body without a rule is inferred";
    /// A replication request has more than one rule.
    TooManyReplicationRules: 400 "TooManyReplicationRules" "OSS only support one replication rule now."
        - Documented "AlibabaCloudDocs/oss: PutBucketReplication; HTTP 400 status code";
    /// The id of a replication rule has more than 255 characters.
    ReplicationRuleIdInvalid: 400 "InvalidArgument" "The ID of the replication rule is not valid."
        - Assumed "AlibabaCloudDocs/oss: PutBucketReplication gives the limit; code and text unknown";
    /// The bucket has a replication rule of this id.
    ReplicationRuleIdTaken: 400 "InvalidArgument" "Rule ID is not unique."
        - Assumed "aliyun-oss-java-sdk: BucketReplicationTest, where the assertion is commented out";
    /// A replication rule has more than ten prefixes.
    TooManyReplicationPrefixes: 400 "TooManyPrefixes" "The bucket replication rule's prefixes number is beyond limit."
        - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
    /// A prefix of a replication rule has more than 1,023 characters.
    ReplicationPrefixInvalid: 400 "InvalidArgument" "The prefix of the replication rule is not valid."
        - Assumed "AlibabaCloudDocs/oss: PutBucketReplication gives the limit; code and text unknown";
    /// A prefix of a replication rule starts with another one.
    ReplicationPrefixesOverlap: 400 "InvalidArgument" "The prefixes of the replication rule overlap."
        "0031-00000019" Assumed "help.aliyun.com/en/oss/user-guide/0031-00000019; code and text unknown";
    /// `Action` of a replication rule is no list of `ALL`, `PUT`, `DELETE` and `ABORT`.
    ReplicationActionInvalid: 400 "InvalidArgument" "The action of the replication rule is not valid."
        "0031-00000023" Assumed "help.aliyun.com/zh/oss/support/0031-00000023; code and text unknown";
    /// `HistoricalObjectReplication` is neither `enabled` nor `disabled`.
    HistoricalReplicationInvalid: 400 "InvalidArgument" "HistoricalObjectReplication is not valid."
        "0031-00000011" Assumed "help.aliyun.com/en/oss/support/0031-00000011; code and text unknown";
    /// `Status` of `SseKmsEncryptedObjects` is neither `Enabled` nor `Disabled`, or that of `RTC` is neither `enabled` nor
    /// `disabled`.
    ReplicationStatusInvalid: 400 "InvalidArgument" "The status in the replication rule is not valid."
        - Assumed "AlibabaCloudDocs/oss: PutBucketReplication gives the values; code and text unknown";
    /// `TransferType` is neither `internal` nor `oss_acc`, or it is `oss_acc` within one region.
    TransferTypeInvalid: 400 "InvalidArgument" "The transfer type of the replication rule is not supported."
        - Assumed "AlibabaCloudDocs/oss: PutBucketReplication has the code; text unknown";
    /// A replication rule selects SSE-KMS objects and names no key for the replicas.
    ReplicaKmsKeyIdMissing: 400 "InvalidArgument" "ReplicaKmsKeyID is missing in EncryptionConfiguration."
        "0031-00000033" Assumed "help.aliyun.com/zh/oss/user-guide/0031-00000033; code and text unknown";
    /// A replication rule selects SSE-KMS objects and names no role.
    SyncRoleMissing: 400 "InvalidArgument" "SyncRole must be specified if objects are to be encrypted by SSE-KMS."
        - Assumed "AlibabaCloudDocs/oss: PutBucketReplication asks for it; code and text unknown";

    // Replication: what the world says.

    /// The destination of a replication rule is no bucket name.
    TargetBucketNameInvalid: 400 "InvalidTargetBucket" "The target bucket is invalid for bucket replication."
        "0031-00000101" Assumed "help.aliyun.com/zh/oss/user-guide/0031-00000101; code inferred";
    /// The destination of a replication rule is the bucket itself, does not exist, or is another account's and the rule
    /// names no role.
    InvalidTargetBucket: 400 "InvalidTargetBucket" "The target bucket is invalid for bucket replication."
        - Documented "AlibabaCloudDocs/oss: PutBucketReplication; HTTP 400 status code";
    /// The destination bucket of a replication rule is in another region than the rule says.
    InvalidTargetLocation: 400 "InvalidTargetLocation" "The target bucket you specified does not locate in the target location."
        - Observed "aliyun-oss-java-sdk: BucketReplicationTest";
    /// OSS replicates nothing to the region of the destination bucket.
    BadReplicationLocation: 400 "BadReplicationLocation" "The replication location you choose is invalid."
        - Documented "AlibabaCloudDocs/oss: PutBucketReplication; HTTP 400 status code";
    /// OSS replicates nothing from the region of the source bucket to another one.
    NoReplicationLocation: 400 "NoReplicationLocation" "The bucket does not have corresponding replication location."
        - Documented "AlibabaCloudDocs/oss: PutBucketReplication; HTTP 400 status code";
    /// Replication time control between regions that do not have it.
    RtcNotSupported: 400 "ReplicationLocationNotSupportRtc" "The replication location does not support RTC."
        - Assumed "help.aliyun.com/en/oss/developer-reference/putbucketreplication has the code; text unknown";
    /// One of source and destination of a replication rule keeps versions, and the other does not.
    ReplicationVersioningDiffers: 400 "InvalidRequest" "Different versioning status."
        - Assumed "a captured answer, cut short; AlibabaCloudDocs/oss: Cross-region replication in specific scenarios has the limit";
    /// The bucket has a replication rule to this destination; one that is closing counts.
    BucketReplicationAlreadyExist: 400 "BucketReplicationAlreadyExist" "Bucket replication already exists."
        - Observed "aliyun-oss-python-sdk: test_bucket_replication.py; AlibabaCloudDocs/oss: HTTP 400 status code";
    /// The bucket has 100 replication rules.
    TooManyOutgoingReplication: 400 "TooManyOutgoingReplication" "The bucket has too many replication rules."
        - Assumed "AlibabaCloudDocs/oss: PutBucketReplication has code and number; text unknown";
    /// 100 replication rules lead to the destination bucket.
    TooManyIncomingReplication: 400 "TooManyIncomingReplication" "The target bucket has too many replication rules."
        - Assumed "AlibabaCloudDocs/oss: PutBucketReplication has code and number; text unknown";
    /// The bucket has no replication rule.
    NoSuchReplicationConfiguration: 404 "NoSuchReplicationConfiguration"
        "The bucket you specified does not have replication configuration."
        - Observed "aliyun-oss-java-sdk: BucketReplicationTest; AlibabaCloudDocs/oss: HTTP 404 status code";
    /// The bucket has no replication rule of this id.
    NoSuchReplicationRule: 404 "NoSuchReplicationRule" "The BucketReplicationRule you specified does not exist."
        - Observed "aliyun-oss-java-sdk: BucketReplicationTest; AlibabaCloudDocs/oss: HTTP 404 status code";

    // What the request says.

    /// A conditional header on a request that takes none.
    NotImplemented: 400 "NotImplemented" "A header you provided implies functionality that is not implemented."
        - Documented "AlibabaCloudDocs/oss: Error responses";
    /// `x-oss-server-side-encryption` on an operation that does not take it.
    EncryptionHeaderNotSupported: 400 "InvalidArgument"
        "x-oss-server-side-encryption header is not supported for this operation."
        "0005-00000002" Documented "help.aliyun.com/en/oss/user-guide/0005-00000002";
    /// The request has neither `Content-Length` nor a chunked body.
    MissingContentLength: 411 "MissingContentLength" "You must provide the Content-Length HTTP header."
        - Documented "AlibabaCloudDocs/oss: HTTP 411 status code";
    /// The body is over the limit, 1 MiB for most operations in ossmock; OSS publishes no number.
    BodyTooLarge: 400 "EntityTooLarge" "The request body exceeds the limit."
        "0017-00000501" Assumed "help.aliyun.com/en/oss/user-guide/0017-00000501; code, text and size inferred";
    /// The body is shorter than `Content-Length` says.
    IncompleteBody: 400 "IncompleteBody"
        "You did not provide the number of bytes specified by the Content-Length HTTP header."
        - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
    /// `Content-MD5` is not the base64 of 16 bytes.
    ContentMd5Invalid: 400 "InvalidDigest" "The Content-MD5 you specified was invalid."
        "0017-00000502" Documented "help.aliyun.com/en/oss/user-guide/0017-00000502";
    /// `Content-MD5` is not that of the body.
    ContentMd5Mismatch: 400 "InvalidDigest" "The Content-MD5 you specified was invalid."
        "0017-00000503" Documented "help.aliyun.com/en/oss/user-guide/0017-00000503";
    /// The body is not the XML the operation takes.
    MalformedXml: 400 "MalformedXML"
        "The XML you provided was not well-formed or did not validate against our published schema."
        - Assumed "documented for sibling operations, each with an EC of its own; that it applies here is inferred";
    /// `SSEAlgorithm`, or the header of the same meaning, names no algorithm OSS has.
    UnsupportedAlgorithm: 400 "InvalidEncryptionAlgorithmError"
        "The Encryption request you specified is not valid. Supported value: AES256/KMS"
        "0005-00000003" Documented "alibabacloud.com/help/en/oss/developer-reference/putbucketencryption";
    /// `KMSMasterKeyID` beside another algorithm than `KMS`.
    KeyIdWithoutKms: 400 "InvalidArgument"
        "KMSMasterKeyID is not applicable if the default sse algorithm is not KMS"
        "0005-00000204" Documented "alibabacloud.com/help/en/oss/developer-reference/putbucketencryption";
    /// `KMSDataEncryption` is not `SM4`.
    UnsupportedDataEncryption: 400 "InvalidDataEncryptionAlgorithmError"
        "The KMS Data Encryption request you specified is not valid. Supported value:SM4"
        "0005-00000203" Documented "help.aliyun.com/en/oss/user-guide/0005-00000203";
    /// On a CloudBox: an algorithm other than `AES256`.
    CloudBoxAlgorithm: 400 "InvalidEncryptionAlgorithmError"
        "The Encryption request you specified is not valid. Supported value: AES256"
        "0005-00000003" Assumed "help.aliyun.com/document_detail/430190.html: only SSE-OSS; the answer is inferred";
    /// On a CloudBox: `KMSDataEncryption`.
    CloudBoxDataEncryption: 400 "InvalidArgument" "KMSDataEncryption is not supported on a CloudBox."
        - Assumed "help.aliyun.com/document_detail/117914.htm: not supported on a CloudBox; the answer is inferred";
    /// `x-oss-acl` names no ACL.
    NoSuchAcl: 400 "InvalidArgument" "no such bucket access control exists"
        - Observed "aliyun-oss-java-sdk mock fixtures";
    /// `StorageClass` names no storage class.
    NoSuchStorageClass: 400 "InvalidArgument" "No such bucket storage class exists."
        - Documented "AlibabaCloudDocs/oss: PutBucket";
    /// `DataRedundancyType` is neither `LRS` nor `ZRS`.
    NoSuchRedundancyType: 400 "InvalidArgument" "No such data redundancy type exists."
        - Assumed "the storage class row, applied to the data redundancy type";
    /// On a CloudBox: a storage class other than `Standard`.
    CloudBoxStorageClass: 400 "InvalidArgument" "The storage class is not supported by the CloudBox."
        "0025-00000002" Assumed "help.aliyun.com/en/oss/user-guide/0025-00000002; status, code and text inferred";
    /// On a CloudBox: a data redundancy type other than `LRS`.
    CloudBoxRedundancyType: 400 "InvalidArgument" "The data redundancy type is not supported by the CloudBox."
        "0025-00000003" Assumed "help.aliyun.com/en/oss/user-guide/0025-00000003; status, code and text inferred";
    /// `PutBucketAcl` without `x-oss-acl`.
    MissingArgument: 400 "MissingArgument" "Missing Some Required Arguments."
        "0016-00000502" Assumed "help.aliyun.com/en/oss/user-guide/0016-00000502; that it applies here is inferred";
    /// `x-oss-resource-group-id` is no id of a resource group, `rg-` and up to 61 letters and digits.
    ResourceGroupInvalid: 400 "InvalidArgument" "The specified resource group id is not valid."
        - Assumed "the pages show ids of this form only; status, code and text inferred";
    /// `max-keys` is not a number within 1–1,000.
    MaxKeysInvalid: 400 "InvalidArgument" "Argument max-keys must be an integer between 1 and 1000."
        - Assumed "AlibabaCloudDocs/oss: GetService gives the range; code and text inferred";
    /// `prefix` of a listing of buckets has 1,024 bytes or more, or is not UTF-8.
    BucketPrefixInvalid: 400 "InvalidArgument" "The length of prefix must be less than 1024."
        "0017-00000290" Assumed "help.aliyun.com/zh/oss/user-guide/0017-00000290 says that there is an invalid one; which one that is, status, code and text inferred";
    /// `marker` of a listing of buckets has 1,024 bytes or more, or is not UTF-8.
    BucketMarkerInvalid: 400 "InvalidArgument" "The length of marker must be less than 1024."
        "0017-00000291" Assumed "help.aliyun.com/zh/oss/user-guide/0017-00000291 says that there is an invalid one; which one that is, status, code and text inferred";

    // What the request says of an object.

    /// An object of more than 5 GiB in one upload.
    ObjectTooLarge: 400 "EntityTooLarge" "Your proposed upload exceeds the maximum allowed size."
        - Documented "AlibabaCloudDocs/oss: HTTP 400 status code; PutObject has the limit";
    /// More than the fake is to store, 1 GiB unless [`Builder::max_stored_bytes`](crate::Builder::max_stored_bytes) says
    /// otherwise. OSS itself has no such limit.
    StorageFull: 400 "EntityTooLarge" "Your proposed upload exceeds the maximum allowed size."
        - Assumed "ossmock's own bound, in the words of OSS for an upload that is too large";
    /// The user metadata of an object has more than 8 KiB.
    UserMetaTooLarge: 400 "InvalidArgument" "The user metadata exceeds 8 KB."
        - Assumed "AlibabaCloudDocs/oss: PutObject gives the limit; code and text unknown";
    /// The name of user metadata has another character than letters, digits and `-` behind `x-oss-meta-`, or nothing. Of a
    /// header only the latter can be, as OSS does not see other names; of a field of a form both.
    UserMetaNameInvalid: 400 "InvalidArgument" "The user metadata key contains invalid characters."
        "0011-00000004" Assumed "help.aliyun.com/en/oss/user-guide/0011-00000004; status, code and text inferred";
    /// `x-oss-traffic-limit` is no number, or not within 819,200–838,860,800 bit/s.
    TrafficLimitInvalid: 400 "InvalidArgument"
        "x-oss-traffic-limit is invalid, should be specified between 819200(100KB/s) and 838860800(100MB/s)."
        "0004-00000502" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; EC of help.aliyun.com/en/oss/user-guide/0004-00000502";
    /// `x-oss-traffic-limit` stands both in a header and in the URL.
    TrafficLimitTwice: 400 "InvalidArgument"
        "x-oss-traffic-limit should be specified either in query string or header, not both."
        "0004-00000501" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; EC of help.aliyun.com/en/oss/user-guide/0004-00000501";
    /// `x-oss-object-acl` names no ACL.
    NoSuchObjectAcl: 400 "InvalidArgument" "no such object access control exists"
        "0017-00000104" Observed "alibabacloud-oss-swift-sdk-v2 live tests";
    /// `x-oss-storage-class` names no storage class.
    NoSuchObjectStorageClass: 400 "InvalidArgument" "No such object storage class exists."
        - Assumed "AlibabaCloudDocs/oss: PutObject has the code; text inferred";
    /// `x-oss-tagging` is not of the form `key=value&key`, or has a key twice.
    TaggingHeaderInvalid: 400 "InvalidArgument"
        "The header 'x-oss-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates."
        "0010-00000219" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; EC of help.aliyun.com/en/oss/user-guide/0010-00000219";
    /// The key of a tag is empty, has more than 128 bytes, or a character that tags do not have.
    TagKeyInvalid: 400 "InvalidTaggingKey" "The tagging key you provided is invalid."
        - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
    /// The value of a tag has more than 256 bytes, or a character that tags do not have.
    TagValueInvalid: 400 "InvalidTaggingValue" "The tagging value you provided is invalid."
        - Assumed "the row of the key, applied to the value; code and text inferred";
    /// Two tags of an object have one key.
    RepeatedTags: 400 "RepeatedTags" "Tag keys must be unique."
        - Assumed "AlibabaCloudDocs/oss: HTTP 400 status code, of buckets; that it applies to objects is inferred";
    /// An object is to have more than ten tags.
    TooManyTags: 400 "TooManyTags" "The object tags num is beyond limit."
        - Assumed "AlibabaCloudDocs/oss: HTTP 400 status code has it of buckets; text inferred";
    /// `x-oss-server-side-encryption-key-id` is there and empty.
    KmsKeyIdEmpty: 400 "InvalidParameter" "The specified parameter KMS keyId is not valid."
        "0005-00000205" Assumed "help.aliyun.com/en/oss/user-guide/0005-00000205; code inferred";
    /// `x-oss-server-side-encryption-context` without a KMS key of the caller's own.
    EncryptionContextWithoutKey: 400 "InvalidArgument"
        "x-oss-server-side-encryption-context is not applicable without a customer master key."
        "0005-00000228" Assumed "help.aliyun.com/en/oss/user-guide/0005-00000228; code and text inferred";
    /// A `response-` parameter in an anonymous request.
    AnonymousResponseHeaders: 400 "InvalidRequest"
        "Request specific response headers cannot be used for anonymous GET requests."
        - Documented "AlibabaCloudDocs/oss: HTTP 400 status code; GetObject";
    /// `versionId` is no id of a version.
    VersionIdInvalid: 400 "InvalidArgument" "Invalid version id specified"
        - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
    /// `versionId` is empty.
    VersionIdEmpty: 400 "InvalidArgument" "Version id can not be the empty string"
        - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
    /// The status of versioning is empty.
    VersioningStatusEmpty: 400 "InvalidArgument" "The versioning status must not be empty."
        "0012-00000003" Assumed "help.aliyun.com/en/oss/user-guide/0012-00000003; code and text inferred";
    /// The status of versioning is neither `Enabled` nor `Suspended`.
    VersioningStatusInvalid: 400 "InvalidArgument" "The versioning status must be Enabled or Suspended."
        "0012-00000004" Assumed "help.aliyun.com/en/oss/user-guide/0012-00000004; code and text inferred";
    /// `version-id-marker` of a listing without `key-marker`.
    VersionIdMarkerAlone: 400 "InvalidArgument" "A version-id marker cannot be specified without a key marker."
        - Assumed "AlibabaCloudDocs/oss: ListObjectVersions: it must be used with key-marker; code and text inferred";
    /// `prefix` of a listing of objects has 1,024 bytes or more, or is not UTF-8.
    PrefixInvalid: 400 "InvalidArgument" "The length of prefix must be less than 1024."
        "0015-00000403" Assumed "help.aliyun.com/zh/oss/user-guide/0015-00000403; status, code and text inferred";
    /// `marker` or `start-after` of a listing of objects has 1,024 bytes or more, or is not UTF-8.
    MarkerInvalid: 400 "InvalidArgument" "The length of marker must be less than 1024."
        "0015-00000405" Assumed "help.aliyun.com/zh/oss/user-guide/0015-00000405; status, code and text inferred";
    /// `delimiter` of a listing of objects is not one character.
    DelimiterInvalid: 400 "InvalidArgument" "The delimiter must be one character."
        "0015-00000406" Assumed "help.aliyun.com/en/oss/user-guide/0015-00000406; status, code and text inferred";
    /// `prefix` of a listing of versions has 1,024 bytes or more, or is not UTF-8.
    VersionsPrefixInvalid: 400 "InvalidArgument" "The length of prefix must be less than 1024."
        "0012-00000103" Assumed "aliyun-oss-python-sdk test_bucket_versioning.py (live) has status and code, help.aliyun.com/zh/oss/support/0012-00000103 the EC; text inferred";
    /// `key-marker` of a listing of versions has 1,024 bytes or more, or is not UTF-8.
    KeyMarkerInvalid: 400 "InvalidArgument" "The length of key-marker must be less than 1024."
        "0012-00000104" Assumed "aliyun-oss-python-sdk test_bucket_versioning.py (live) has status and code, help.aliyun.com/document_detail/600101.html the cause; text inferred";
    /// `delimiter` of a listing of versions is not `/`.
    VersionsDelimiterInvalid: 400 "InvalidArgument" "The delimiter must be a slash."
        "0012-00000107" Assumed "aliyun-oss-python-sdk test_bucket_versioning.py (live) has status and code, help.aliyun.com/document_detail/600104.html the EC; text inferred";
    /// `encoding-type` of a listing is not `url`.
    EncodingTypeInvalid: 400 "InvalidArgument" "Invalid Encoding Method specified in Request."
        - Assumed "AlibabaCloudDocs/oss: GetBucket (ListObjects) has the value; code and text inferred";
    /// `continuation-token` of a listing is none that ossmock has given out.
    ContinuationTokenInvalid: 400 "InvalidArgument" "The continuation token provided is incorrect."
        - Assumed "tokens are opaque; code and text inferred";
    /// The number of a part is not within 1–10,000.
    PartNumberInvalid: 400 "InvalidArgument" "Part number must be an integer between 1 and 10000, inclusive."
        "0017-00000220" Documented "help.aliyun.com/en/oss/user-guide/0017-00000220";
    /// The parts to put together are not in the order of their numbers, or one is there twice.
    InvalidPartOrder: 400 "InvalidPartOrder"
        "The list of parts was not in ascending order. Parts list must specified in order by part number."
        - Assumed "AlibabaCloudDocs/oss: HTTP 400 status code has the code; text inferred";
    /// `x-oss-complete-all` is not `yes`, or there is a list of parts beside it.
    CompleteAllInvalid: 400 "InvalidArgument" "The header x-oss-complete-all cannot be used like this."
        - Assumed "help.aliyun.com/en/oss/developer-reference/completemultipartupload: an error is returned; code and text inferred";
    /// `max-uploads` is not a number within 1–1,000.
    MaxUploadsInvalid: 400 "InvalidArgument" "Argument max-uploads must be an integer between 1 and 1000."
        - Assumed "help.aliyun.com/en/oss/developer-reference/listmultipartuploads gives the range; code and text inferred";
    /// `max-parts` is not a number within 1–1,000.
    MaxPartsInvalid: 400 "InvalidArgument" "Argument max-parts must be an integer between 1 and 1000."
        - Assumed "help.aliyun.com/en/oss/developer-reference/listparts gives the range; code and text inferred";
    /// `part-number-marker` is not a number.
    PartNumberMarkerInvalid: 400 "InvalidArgument" "Argument part-number-marker must be an integer."
        - Assumed "help.aliyun.com/en/oss/developer-reference/listparts has an integer; code and text inferred";
    /// `x-oss-copy-source` is not `/bucket/key` or `/bucket/key?versionId=id`.
    CopySourceInvalid: 400 "InvalidArgument" "The x-oss-copy-source header is not valid."
        - Assumed "AlibabaCloudDocs/oss: CopyObject has the form; code and text inferred";
    /// `x-oss-copy-source` of a part that is copied is not `/bucket/key` or `/bucket/key?versionId=id`.
    PartSourceInvalid: 400 "InvalidArgument" "The x-oss-copy-source header is not valid."
        "0042-00000301" Assumed "help.aliyun.com/en/oss/user-guide/0042-00000301; status, code and text inferred";
    /// `x-oss-copy-source` of a part that is copied is empty.
    PartSourceEmpty: 400 "InvalidArgument" "The x-oss-copy-source header is not valid."
        "0042-00000302" Assumed "help.aliyun.com/en/oss/user-guide/0042-00000302; status, code and text inferred";
    /// `x-oss-metadata-directive` or `x-oss-tagging-directive` is neither `COPY` nor `REPLACE`.
    DirectiveInvalid: 400 "InvalidArgument" "The directive is neither COPY nor REPLACE."
        - Assumed "AlibabaCloudDocs/oss: CopyObject has the status; code and text inferred";
    /// An append, or a seal, does not say its `position`.
    PositionMissing: 400 "MissingArgument" "Missing Some Required Arguments."
        "0016-00000501" Assumed "help.aliyun.com/en/oss/user-guide/0016-00000501; code and text inferred";
    /// A link is to be made without `x-oss-symlink-target`.
    SymlinkTargetMissing: 400 "MissingArgument" "Missing Some Required Arguments."
        "0043-00000001" Assumed "help.aliyun.com/zh/oss/support/0043-00000001; status, code and text inferred";
    /// `x-oss-symlink-target` is not the key of an object.
    SymlinkTargetInvalid: 400 "InvalidArgument" "The x-oss-symlink-target header is not valid."
        - Assumed "help.aliyun.com/en/oss/developer-reference/putsymlink: it is named as objects are; status, code and text inferred";
    /// `Tier` of a request to restore is no priority, or none that objects of the class have.
    RestoreTierInvalid: 400 "MalformedXML"
        "The XML you provided was not well-formed or did not validate against our published schema."
        "0016-00000703" Assumed "alibabacloud.com/help/en/oss/support/0016-00000703; code and text inferred";
    /// `Days` of a request to restore an object of the class `Archive` is not within 1–7.
    RestoreDaysInvalid: 400 "MalformedXML"
        "The XML you provided was not well-formed or did not validate against our published schema."
        "0016-00000708" Assumed "alibabacloud.com/help/en/oss/user-guide/0016-00000708; code and text inferred";
    /// `Days` of a request to restore an object of the class `ColdArchive` or `DeepColdArchive` is not within 1–365.
    ColdRestoreDaysInvalid: 400 "MalformedXML"
        "The XML you provided was not well-formed or did not validate against our published schema."
        "0016-00000704" Assumed "alibabacloud.com/help/en/oss/support/0016-00000704; code and text inferred";
    /// `JobParameters` in a request to restore an object of the class `Archive`, which has no priorities.
    RestorePriorityOfArchive: 400 "MalformedXML"
        "The XML you provided was not well-formed or did not validate against our published schema."
        - Assumed "ali-oss live tests have the code; text inferred";
    /// `position` of an append or a seal is no number.
    PositionInvalid: 400 "InvalidArgument" "The position of the append is not valid."
        - Assumed "AlibabaCloudDocs/oss: AppendObject; code and text inferred";

    // What a form says.

    /// The body of `PostObject` is no form, or ends too early.
    PostMalformed: 400 "MalformedPOSTRequest" "The body of your POST request is not well-formed multipart/form-data."
        "0006-00000104" Assumed "help.aliyun.com: how to handle common errors when the PostObject operation is called has code and text, help.aliyun.com/en/oss/user-guide/0006-00000104 the EC; status inferred";
    /// A field of a form does not begin with `Content-Disposition: form-data; name=`.
    PostFieldMalformed: 400 "MalformedPOSTRequest" "The body of your POST request is not well-formed multipart/form-data."
        "0006-00000109" Assumed "help.aliyun.com/zh/oss/support/0006-00000109; status, code and text inferred";
    /// A field that means something stands behind the file.
    PostFileNotLast: 400 "MalformedPOSTRequest" "The body of your POST request is not well-formed multipart/form-data."
        "0006-00000103" Assumed "alibabacloud.com/help/en/oss/support/0006-00000103; status, code and text inferred. The sample of PostObject has a field of a button there";
    /// A form has no field `file`.
    PostFileMissing: 400 "IncorrectNumberOfFilesInPOSTRequest" "POST requires exactly one file upload per request."
        "0006-00000107" Assumed "AlibabaCloudDocs/oss: error responses has status and code, alibabacloud.com/help/en/oss/support/0006-00000107 the EC; text inferred";
    /// A form has several fields `file`.
    PostSeveralFiles: 400 "IncorrectNumberOfFilesInPOSTRequest" "POST requires exactly one file upload per request."
        - Assumed "AlibabaCloudDocs/oss: error responses has status and code; text inferred";
    /// The name of a field of a form has more than 8 KiB.
    PostFieldNameTooLong: 400 "FieldItemTooLong" "Your POST request fields preceding the upload file were too large."
        "0006-00000110" Assumed "help.aliyun.com/zh/oss/support/0006-00000110; code of AlibabaCloudDocs/oss: error responses; text inferred";
    /// The value of a field of a form has more than 2 MiB.
    PostFieldTooLong: 400 "FieldItemTooLong" "Your POST request fields preceding the upload file were too large."
        "0006-00000111" Assumed "help.aliyun.com/document_detail/480528.html; code of AlibabaCloudDocs/oss: error responses; EC and text inferred";
    /// The fields of a form have more than 8 MiB together.
    PostFieldsTooLong: 400 "FieldItemTooLong" "Your POST request fields preceding the upload file were too large."
        "0006-00000112" Assumed "help.aliyun.com/en/oss/user-guide/0006-00000112; code of AlibabaCloudDocs/oss: error responses; text inferred";
    /// A form has no field `key`, or an empty one.
    PostKeyMissing: 400 "InvalidArgument" "Bucket POST must contain a field named 'key'. If it is specified, please check the order of the fields."
        - Assumed "AlibabaCloudDocs/oss: PostObject wants one; status, code and text inferred";
    /// The value of a field of a form cannot be that of a header.
    PostFieldNoHeader: 400 "InvalidArgument" "The value of a form field is not valid."
        - Assumed "AlibabaCloudDocs/oss: PostObject says which fields stand for headers; status, code and text inferred";

    // What the world says of an object.

    /// There is no open upload of this id and key: it was completed, aborted or never begun.
    NoSuchUpload: 404 "NoSuchUpload"
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
        "0042-00000002" Observed "alibabacloud-oss-go-sdk-v2: client_integration_test.go";
    /// The same, of a part that is to be copied.
    NoSuchUploadForCopy: 404 "NoSuchUpload"
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
        "0042-00000311" Assumed "help.aliyun.com/en/oss/user-guide/0042-00000311; status, code and text of UploadPart";
    /// A part of the list was not uploaded, or has another `ETag`.
    InvalidPart: 400 "InvalidPart"
        "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag."
        - Documented "alibabacloud.com/help/en/oss/oss-reports-an-invalidpart-error-when-using-the-multipart-upload-method-to-upload-files";
    /// A part that is not the last has less than 100 KiB.
    EntityTooSmall: 400 "EntityTooSmall" "Your proposed upload smaller than the minimum allowed size."
        "0042-00000213" Assumed "help.aliyun.com/en/oss/user-guide/0042-00000213; text inferred";

    /// There is no object of this name.
    NoSuchKey: 404 "NoSuchKey" "The specified key does not exist."
        "0026-00000001" Observed "alibabacloud-oss-go-sdk-v2: a captured answer and live tests";
    /// The object has no version of this id.
    NoSuchVersion: 404 "NoSuchVersion" "The specified version does not exist."
        - Documented "AlibabaCloudDocs/oss: HTTP 404 status code";
    /// The version of the object is a delete marker, which can only be deleted.
    DeleteMarkerNotReadable: 405 "MethodNotAllowed" "The specified method is not allowed against this resource."
        "0003-00000016" Documented "AlibabaCloudDocs/oss: GetObject; help.aliyun.com/en/oss/user-guide/0003-00000016";
    /// `If-None-Match` or `If-Modified-Since`: the client has the object already.
    NotModified: 304 "NotModified" "The object was not modified."
        - Documented "AlibabaCloudDocs/oss: GetObject; an answer without a body, so that nobody sees code and text";
    /// `If-Match` or `If-Unmodified-Since`: the object is not what the client wants.
    PreconditionFailed: 412 "PreconditionFailed" "At least one of the pre-conditions you specified did not hold."
        - Documented "AlibabaCloudDocs/oss: GetObject, HTTP 412 status code";
    /// A range lies outside of the object, under `x-oss-range-behavior: standard`.
    InvalidRange: 416 "InvalidRange" "The requested range cannot be satisfied"
        - Documented "alibabacloud.com/help/en/oss/user-guide/http-status-code-416";
    /// An archived object cannot be read before it is restored.
    InvalidObjectState: 403 "InvalidObjectState" "The operation is not valid for the object's state"
        - Observed "aliyun-oss-java-sdk live tests";
    /// A link leads to nothing.
    SymlinkTargetNotExist: 404 "SymlinkTargetNotExist" "The symlink target object does not exist"
        "0026-00000012" Documented "AlibabaCloudDocs/oss: HTTP 404 status code, GetObject; EC of help.aliyun.com/en/oss/user-guide/0026-00000012";
    /// A link leads to another link.
    InvalidTargetType: 400 "InvalidTargetType" "The symlink target object is a symlink"
        "0026-00000011" Assumed "AlibabaCloudDocs/oss: GetObject has status and code; text inferred";
    /// An object that is asked where it leads is no link.
    NotSymlink: 400 "NotSymlink" "The object is not a symlink"
        "0043-00000101" Assumed "aliyun-oss-csharp-sdk live tests have the code, help.aliyun.com/zh/oss/support/0043-00000101 the EC; status and text inferred";
    /// Only objects of the classes `Archive`, `ColdArchive` and `DeepColdArchive` can be restored.
    RestoreNotSupported: 400 "OperationNotSupported" "The operation is not supported for this resource."
        "0016-00000702" Assumed "AlibabaCloudDocs/oss: RestoreObject has status and code; EC of alibabacloud.com/help/en/oss/support/0016-00000702; text inferred";
    /// The object is being restored already.
    RestoreAlreadyInProgress: 409 "RestoreAlreadyInProgress" "The restore operation is in progress."
        "0016-00000701" Documented "alibabacloud.com/help/en/oss/developer-reference/restoreobject; EC of alibabacloud.com/help/en/oss/support/0016-00000701";
    /// The object is being restored already, and sooner than is asked for now.
    RestorePriorityLowered: 409 "RestoreAlreadyInProgress" "The restore operation is in progress."
        "0016-00000715" Assumed "alibabacloud.com/help/en/oss/support/0016-00000715: an error is returned; status, code and text inferred";
    /// `x-oss-forbid-overwrite`, and there is an object of this name.
    FileAlreadyExists: 409 "FileAlreadyExists" "The object you specified already exists and can not be overwritten."
        - Observed "ali-oss live tests";
    /// The source of a copy is in another region, or on another CloudBox.
    CrossRegionCopy: 403 "AccessDenied" "Target object does not reside in the same data center as source object."
        - Assumed "AlibabaCloudDocs/oss: CopyObject stays within a region; status, code and text inferred";
    /// The version that is to be copied is a delete marker.
    CopySourceDeleteMarker: 404 "NoSuchKey" "The specified key does not exist."
        "0016-00000307" Assumed "help.aliyun.com/en/oss/user-guide/0016-00000307; AlibabaCloudDocs/oss: CopyObject has the status; code and text inferred";
    /// The version that a part is to be copied from is a delete marker.
    PartSourceDeleteMarker: 400 "InvalidArgument" "The source of the copy is a delete marker."
        - Assumed "help.aliyun.com/en/oss/developer-reference/uploadpartcopy has the status; code and text inferred";
    /// An appendable object is copied where versions are kept.
    AppendableNotCopied: 400 "OperationNotSupported" "The operation is not supported for this resource."
        - Assumed "AlibabaCloudDocs/oss: CopyObject has the rule; status, code and text inferred";
    /// `position` of an append or a seal is not the length of the object; `x-oss-next-append-position` has it.
    PositionNotEqualToLength: 409 "PositionNotEqualToLength" "Position is not equal to file length"
        - Assumed "aliyun-oss-python-sdk and aliyun-oss-java-sdk live tests; text inferred";
    /// The object was not made by an append, or is sealed.
    ObjectNotAppendable: 409 "ObjectNotAppendable" "The object is not appendable"
        - Assumed "aliyun-oss-python-sdk live tests; text inferred";

    // What the world says.

    /// The bucket has no encryption rule.
    NoEncryptionRule: 404 "NoSuchServerSideEncryptionRule" "The server side encryption configuration was not found."
        "0005-00000004" Documented "help.aliyun.com/en/oss/user-guide/0005-00000004; aliyun-oss-python-sdk live tests";
    /// Another account has a bucket of this name.
    BucketAlreadyExists: 409 "BucketAlreadyExists"
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again."
        "0015-00000104" Observed "aliyun-oss-java-sdk live tests";
    /// A bucket's storage class cannot change.
    StorageClassFixed: 409 "BucketAlreadyExists" "Cannot modify existing bucket's storage class."
        - Documented "AlibabaCloudDocs/oss: PutBucket";
    /// A bucket's data redundancy type cannot change.
    RedundancyFixed: 409 "BucketAlreadyExists" "Bucket already exists CAN'T modify data redundancy type."
        - Documented "AlibabaCloudDocs/oss: PutBucket";
    /// A bucket cannot move to the region of another endpoint.
    RegionFixed: 409 "BucketAlreadyExists"
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again."
        - Assumed "AlibabaCloudDocs/oss: PutBucket: the region cannot change; status, code and text inferred";
    /// A new bucket is to be in another region than the endpoint, or in none there is.
    InvalidLocationConstraint: 400 "InvalidLocationConstraint" "The specified location-constraint is not valid"
        - Observed "aliyun-oss-java-sdk: CreateBucketTest (live)";
    /// The bucket still has objects, or versions of them.
    BucketNotEmpty: 409 "BucketNotEmpty" "The bucket has objects. Please delete them first."
        "0015-00000301" Observed "aliyun-oss-java-sdk live tests";
    /// The account has 100 buckets in the region already.
    TooManyBuckets: 400 "TooManyBuckets" "You have attempted to create more buckets than allowed."
        - Documented "AlibabaCloudDocs/oss: PutBucket";
}
