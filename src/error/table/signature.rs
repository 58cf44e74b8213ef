//! Errors of the signature: the header, the URL, the date, the AccessKey and its token.

/// Passes the rows of this file to the next table in the list, after the earlier rows.
macro_rules! signature {
    ([$next:ident $($rest:ident)*] $($before:tt)*) => {
        $next! { [$($rest)*] $($before)* "signature" {
            // The identity of the caller: the Authorization header.

            /// The request carries both an Authorization header and a signature in its URL.
            TwoSignatures: 400 "InvalidArgument"
                "Either the Signature query string parameter or the Authorization header should be specified, not both."
                "0002-00000039" Observed "aliyun-oss-go-sdk issue 244: a captured answer; help.aliyun.com/en/oss/user-guide/0002-00000039";
            /// The Authorization header is empty.
            AuthorizationEmpty: 400 "InvalidArgument" "Authorization header value is empty."
                "0002-00000061" Documented "help.aliyun.com/en/oss/user-guide/0002-00000061";
            /// The Authorization header does not start with a scheme OSS knows.
            AuthorizationInvalid: 400 "InvalidArgument" "Authorization header is invalid."
                "0002-00000061" Documented "help.aliyun.com/en/oss/user-guide/0002-00000061";
            /// A V1 Authorization header is not exactly `OSS id:signature`.
            AuthorizationItemsV1: 400 "InvalidArgument"
                "Authorization header is invalid, bad num of Items in Authorization header."
                "0002-00000062" Documented "help.aliyun.com/en/oss/user-guide/0002-00000062";
            /// A V1 Authorization header lacks the AccessKey id.
            AccessKeyIdMissing: 400 "InvalidArgument"
                "AccessKeyId or Signature is missing in Authorization header value."
                "0002-00000063" Documented "help.aliyun.com/en/oss/user-guide/0002-00000063";
            /// A V1 Authorization header lacks the signature.
            SignatureMissing: 400 "InvalidArgument" "AccessKeyId or Signature is missing in Authorization header value."
                "0002-00000065" Documented "help.aliyun.com/en/oss/user-guide/0002-00000065";
            /// The AccessKey id of a V1 request has characters that ids do not have.
            AccessKeyIdCharactersV1: 400 "InvalidArgument"
                "The OSS Access Key Id contains non-acceptable characters, which accepts only alphanumeric characters[0-9a-zA-Z] and several special characters[. _=]"
                "0002-00000064" Documented "help.aliyun.com/en/oss/user-guide/0002-00000064";
            /// The AccessKey id of a V4 request has characters that ids do not have.
            AccessKeyIdCharactersV4: 400 "InvalidArgument"
                "The OSS Access Key Id contains non-acceptable characters, which accepts only alphanumeric characters[0-9a-zA-Z] and several special characters[. _=]"
                "0002-00000206" Documented "help.aliyun.com/en/oss/user-guide/0002-00000206";
            /// A V2 Authorization header is not `OSS2 AccessKeyId:id[,AdditionalHeaders:h],Signature:signature`.
            AuthorizationItemsV2: 400 "InvalidArgument"
                "Authorization header is invalid, bad num of Items in Authorization header."
                "0002-00000102" [Documented Documented Assumed Documented] "AlibabaCloudDocs/oss: HTTP 400 status code, of the header in general; the EC and when: help.aliyun.com/en/oss/user-guide/0002-00000102; that the text is told of V2 is inferred";
            /// An item of a V2 Authorization header has no colon.
            AuthorizationItemV2Malformed: 400 "InvalidArgument" "Authorization header is invalid."
                "0002-00000103" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000103: the EC and when; status, code and text inferred";
            /// A V2 Authorization header has an empty `AccessKeyId`.
            AccessKeyIdEmptyV2: 400 "InvalidArgument"
                "AccessKeyId or Signature is missing in Authorization header value."
                "0002-00000106" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000106: the EC and when; status, code and text as of V1";
            /// A V2 Authorization header lacks the signature, or has an empty one, which has the EC 0002-00000109.
            SignatureMissingV2: 400 "InvalidArgument"
                "AccessKeyId or Signature is missing in Authorization header value."
                "0002-00000108" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000108 and …/0002-00000109: the EC and when; status, code and text as of V1";
            /// A V4 Authorization header has too few, too many or repeated items.
            AuthorizationItemsV4: 400 "InvalidArgument"
                "Authorization header is invalid, bad num of Items in Authorization header."
                "0002-00000202" [Documented Documented Assumed Documented] "AlibabaCloudDocs/oss: HTTP 400 status code, of the header in general; the EC and when: help.aliyun.com/en/oss/user-guide/0002-00000202; that the text is told of V4 is inferred";
            /// A V4 Authorization header has an item with an unknown name.
            AuthorizationParameterV4: 400 "InvalidArgument" "Unknown parameter in Authorization header."
                "0002-00000203" [Documented Documented Documented Assumed] "help.aliyun.com/en/oss/user-guide/0002-00000203; EC inferred";
            /// A V4 Authorization header has an empty `Signature`.
            SignatureEmptyV4: 400 "InvalidArgument" "Signature is empty in Authorization header."
                "0002-00000208" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000208: the EC and when; status, code and text inferred";
            /// A V4 or V2 Authorization header has an empty `AdditionalHeaders`.
            AdditionalHeadersEmpty: 400 "InvalidArgument" "AdditionalHeaders is empty in Authorization header."
                "0002-00000209" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000209 and, of V2, …/0002-00000110 and …/0002-00000076: the EC and when; status, code and text inferred";
            /// The additional headers of a V4 or V2 Authorization header, or of a V2 URL, have an empty name, as in `host;`.
            AdditionalHeaderNameEmpty: 400 "InvalidArgument"
                "AdditionalHeaders has an empty name in Authorization header."
                "0002-00000210" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000210 and, of V2, …/0002-00000111 and …/0002-00000077: the EC and when; status, code and text inferred";
            /// A header that the signature names as an additional one is missing, or its name has a `_`.
            AdditionalHeaderAbsent: 400 "InvalidArgument" "At least one of AdditionalHeaders is not in request headers."
                "0002-00000211" [Observed Observed Observed Documented] "captured answers of 2021 and 2023 to V2 URLs; the ECs and when: help.aliyun.com/en/oss/user-guide/0002-00000211 (V4), …/0002-00000112 (V2), …/0002-00000078 (V2 URL)";
            /// `Credential` of a V4 Authorization header is not `id/date/region/product/aliyun_v4_request`.
            CredentialInvalid: 400 "InvalidArgument" "Invalid credential in Authorization header."
                "0002-00000213" Documented "help.aliyun.com/en/oss/user-guide/0002-00000213; aliyun-oss-python-sdk tests/test_sign.py";
            /// A V4 header request has no `x-oss-content-sha256: UNSIGNED-PAYLOAD`.
            ContentSha256Invalid: 400 "InvalidArgument"
                "Invalid x-oss-content-sha256 header, it must be UNSIGNED-PAYLOAD."
                "0002-00000214" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000214: the EC and when; status, code and text inferred";
            /// A CloudBox accepts only V4 signatures in the Authorization header.
            OnlyV4Header: 400 "InvalidArgument" "Only the V4 signature in the Authorization header is supported."
                "0002-00000034" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000034: the EC and when; status, code and text inferred";

            // The identity of the caller: the date of the signature.

            /// Both `Date` and `x-oss-date` are missing.
            DateMissing: 403 "AccessDenied" "OSS authentication requires a valid Date."
                "0002-00000503" Documented "help.aliyun.com/en/oss/user-guide/0002-00000503";
            /// `Date` or `x-oss-date` is not in a format that the signature version accepts.
            DateInvalid: 403 "AccessDenied" "OSS authentication requires a valid Date."
                "0002-00000502" [Observed Observed Documented Documented] "captured answers with status and code; AlibabaCloudDocs/oss: HTTP 400 status code has the text, help.aliyun.com/en/oss/user-guide/0002-00000502 the EC";
            /// The clocks differ by more than 15 minutes.
            RequestTimeTooSkewed: 403 "RequestTimeTooSkewed"
                "The difference between the request time and the current time is too large."
                "0002-00000504" Documented "help.aliyun.com/en/oss/user-guide/0002-00000504; aliyun-oss-java-sdk ErrorTest";
            /// The day in the scope of a V4 signature is not the day of signing.
            ScopeDateInvalid: 400 "InvalidArgument" "Invalid signing date in Authorization header."
                "0002-00000225" [Observed Observed Observed Assumed] "alibabacloud-oss-go-sdk-v2 and -python-sdk-v2 (clock correction); EC inferred";
            /// The region in the scope of a V4 signature is not the endpoint's.
            ScopeRegionInvalid: 400 "InvalidArgument" "Invalid signing region in Authorization header."
                "0002-00000226" Observed "aliyun-oss-python-sdk and aliyun-oss-java-sdk live tests";
            /// The product in the scope of a V4 signature is not `oss`, or on a CloudBox not `oss-cloudbox`.
            ScopeProductInvalid: 400 "InvalidArgument" "Invalid signing product in Authorization header."
                "0002-00000227" Observed "aliyun-oss-java-sdk ErrorTest";

            // The identity of the caller: signatures in the URL.

            /// `x-oss-signature-version` of a URL, or of a form, which has the EC 0002-00000701, names no version OSS knows.
            SignatureVersionInvalid: 400 "InvalidArgument" "Invalid x-oss-signature-version parameter."
                "0002-00000066" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000066 and …/0002-00000701: the ECs and when; status, code and text inferred";
            /// A V1 URL lacks one of its three parameters. Without `Expires` the EC is 0002-00000067, without `OSSAccessKeyId` 0002-00000071.
            QueryParametersMissingV1: 403 "AccessDenied"
                "Query string authentication requires the Signature, Expires and OSSAccessKeyId parameters."
                - Documented "AlibabaCloudDocs/oss: Add a signature to a URL; the ECs: help.aliyun.com/en/oss/user-guide/0002-00000067 and …/0002-00000071";
            /// `Expires` of a V1 or V2 URL is not a number. An empty one of V1 has the EC 0002-00000068.
            ExpiresInvalid: 403 "AccessDenied" "Invalid date (should be seconds since epoch)."
                "0002-00000070" Documented "help.aliyun.com/en/oss/user-guide/0002-00000070 and …/0002-00000068";
            /// A V1 or V2 URL has expired.
            UrlExpired: 403 "AccessDenied" "Request has expired."
                "0002-00000069" Documented "help.aliyun.com/en/oss/user-guide/0002-00000069";
            /// A V2 URL lacks the AccessKey id, the signature or `x-oss-expires`. Without the last the EC is 0002-00000113, or 0002-00000114 if it is empty;
            /// with an empty id 0002-00000116; without a signature 0002-00000117, or 0002-00000118 if it is empty.
            QueryParametersMissingV2: 400 "InvalidArgument" "A parameter of the V2 signature is missing in the URL."
                - Assumed "help.aliyun.com/en/oss/user-guide/0002-00000113, …/0002-00000114, …/0002-00000116 and …/0002-00000118, help.aliyun.com/zh/oss/support/0002-00000117: the ECs and when; status, code and text inferred";
            /// A V4 URL lacks a parameter. The ECs are 0002-00000215 without `x-oss-expires`, 0002-00000216 if it is empty, 0002-00000217 without
            /// `x-oss-credential`, 0002-00000218 if it is empty, 0002-00000219 without `x-oss-signature`, 0002-00000220 if it is empty.
            QueryParametersMissingV4: 400 "AuthorizationArgumentError" "A parameter of the V4 signature is missing in the URL."
                - Assumed "help.aliyun.com/en/oss/user-guide/0002-00000215 to …/0002-00000220: the ECs and when; status and code as the service tells two other mistakes in a V4 URL; text inferred";
            /// The day in the credential of a V4 URL is not that of `x-oss-date`.
            UrlScopeDateInvalid: 400 "AuthorizationArgumentError" "The signing date in credential is invalid."
                "0002-00000223" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000223; status and code as the service tells two other mistakes in a V4 URL; text inferred";
            /// The credential of a V4 URL is not `id/date/region/product/aliyun_v4_request`.
            UrlCredentialInvalid: 400 "AuthorizationArgumentError" "The credential is invalid."
                "0002-00000224" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000224; status and code as the service tells two other mistakes in a V4 URL; text inferred";
            /// The AccessKey id in the credential of a V4 URL has characters that ids do not have.
            UrlAccessKeyIdCharacters: 400 "AuthorizationArgumentError"
                "The OSS Access Key Id contains non-acceptable characters, which accepts only alphanumeric characters[0-9a-zA-Z] and several special characters[. _=]"
                "0002-00000222" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000222; status and code as the service tells two other mistakes in a V4 URL; text of the header";
            /// The region in the credential of a V4 URL is not the endpoint's.
            UrlScopeRegionInvalid: 400 "AuthorizationArgumentError" "The signing region in credential is invalid."
                "0002-00000228" [Assumed Assumed Observed Documented] "aliyun-oss-python-sdk: test_sign.py test_sign_v4_no_region has the text, help.aliyun.com/en/oss/user-guide/0002-00000228 the EC; status and code inferred";
            /// The product in the scope of a V4 URL is not `oss`, or on a CloudBox not `oss-cloudbox`.
            UrlScopeProductInvalid: 400 "AuthorizationArgumentError" "The signing product in credential is invalid."
                - Assumed "status and code as the service tells two other mistakes in a V4 URL; text as of the region";
            /// A header that a V4 URL names as an additional one is missing, or its name has a `_`.
            UrlAdditionalHeaderAbsent: 400 "AuthorizationArgumentError"
                "At least one of AdditionalHeaders is not in request headers."
                - [Observed Observed Assumed -] "alibabacloud-oss-go-sdk-v2: TestPresignExtra has the status, two project notes of 2026 the code; the text is that of V2";
            /// `x-oss-expires` of a V4 URL is not within 1–604,800 seconds, or 43,200 for STS credentials.
            ExpiresOutOfRangeV4: 400 "AuthorizationArgumentError" "x-oss-expires is out of range in the URL."
                "0002-00000232" [Observed Observed Assumed Documented] "aliyun-oss-cpp-sdk: ObjectSignedUrlTest has the code, alibabacloud-oss-go-sdk-v2: TestPresignExtra the status of another mistake with it; help.aliyun.com/en/oss/user-guide/0002-00000232; text inferred";
            /// A V4 URL is used more than 15 minutes before its `x-oss-date`.
            UrlNotYetValid: 403 "AccessDenied" "Request is not valid yet."
                "0002-00000235" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000235: the EC and when; status, code and text inferred";
            /// `x-oss-date` of a V4 URL is missing or not `yyyyMMddTHHmmssZ`.
            UrlDateInvalid: 403 "AccessDenied" "OSS authentication requires a valid Date."
                "0002-00000505" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000505: the EC and when; status, code and text inferred";
            /// A V4 URL has expired.
            UrlExpiredV4: 403 "AccessDenied" "Request has expired."
                "0002-00000069" [Documented Documented Documented Assumed] "(Recommended) Include a V4 signature in a URL; EC inferred";
            /// A `x-oss-` header and the parameter of the same name of a V4 URL differ.
            HeaderDiffersFromParameter: 400 "InvalidArgument"
                "A header and the URL parameter of the same name have different values."
                - Assumed "(Recommended) Include a V4 signature in a URL: it is refused; code and text unknown";
            /// A request signed in its URL has the security token in a header.
            TokenNotInUrl: 400 "InvalidRequest" "Security-token must be provided by query string parameter."
                - Documented "AlibabaCloudDocs/oss: Add a signature to a URL";

            // The identity of the caller: the AccessKey and its token.

            /// No AccessKey has this id.
            AccessKeyIdUnknown: 403 "InvalidAccessKeyId"
                "The OSS Access Key Id you provided does not exist in our records."
                "0002-00000902" Observed "alibabacloud-oss-go-sdk-v2 and -python-sdk-v2 live tests";
            /// The AccessKey is disabled.
            AccessKeyDisabled: 403 "InvalidAccessKeyId" "The OSS Access Key Id you provided is disabled."
                "0002-00000901" [Documented Documented Documented Assumed] "AlibabaCloudDocs/oss: HTTP 403 status code; EC inferred";
            /// The AccessKey is not allowed from this IP address.
            AccessKeyRestricted: 403 "InvalidAccessKeyId" "The OSS Access Key Id you provided is disabled."
                "0002-00000904" Documented "help.aliyun.com/en/oss/user-guide/0002-00000904";
            /// An STS id that does not exist, or a permanent id, came with a security token.
            StsKeyIdUnknown: 403 "InvalidAccessKeyId" "The OSS Access Key Id you provided does not exist in our records."
                "0002-00000002" Documented "AlibabaCloudDocs/oss: HTTP 403 status code has status, code and text; the EC and when: help.aliyun.com/en/oss/user-guide/0002-00000002";
            /// An STS id came without its security token.
            SecurityTokenMissing: 403 "InvalidAccessKeyId"
                "The OSS Access Key Id you provided does not exist in our records. The Security Token may be lost to specify that it is a STS Access Id."
                "0002-00000003" Observed "captured answers of 2023; help.aliyun.com/en/oss/user-guide/0002-00000003";
            /// The security token is unknown to ossmock.
            InvalidSecurityToken: 403 "InvalidSecurityToken" "The security token you provided is invalid."
                "0002-00000006" Documented "help.aliyun.com/en/oss/user-guide/0002-00000006";
            /// The security token has expired.
            SecurityTokenExpired: 403 "SecurityTokenExpired" "The security token you provided has expired."
                "0002-00000007" Documented "help.aliyun.com/en/oss/user-guide/0002-00000007";
            /// The security token belongs to another AccessKey id.
            SecurityTokenMismatch: 403 "AccessKeyIdAndSecurityTokenNotMatch"
                "The OSS access key id and security token you provided does not match."
                "0002-00000004" Documented "AlibabaCloudDocs/oss: HTTP 403 status code; help.aliyun.com/en/oss/user-guide/0002-00000004";
            /// V1 signatures are not allowed for the account.
            V1Forbidden: 403 "AccessDenied" "The V1 signature is not allowed for this account."
                "0002-00000080" [Documented Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000080 has status and EC; code and text inferred";
            /// The V1 signature is not the one the secret gives.
            SignatureMismatchV1: 403 "SignatureDoesNotMatch"
                "The request signature we calculated does not match the signature you provided. Check your key and signing method."
                "0002-00000040" Documented "help.aliyun.com/en/oss/user-guide/0002-00000040";
            /// The V2 signature is not the one the secret gives.
            SignatureMismatchV2: 403 "SignatureDoesNotMatch"
                "The request signature we calculated does not match the signature you provided. Check your key and signing method."
                "0002-00000101" Documented "AlibabaCloudDocs/oss: HTTP 403 status code; help.aliyun.com/en/oss/user-guide/0002-00000101";
            /// The V4 signature is not the one the secret gives.
            SignatureMismatchV4: 403 "SignatureDoesNotMatch"
                "The request signature we calculated does not match the signature you provided. Check your key and signing method."
                "0002-00000201" Observed "captured answers; the set of extra elements is documented";
            /// The account is in arrears or disabled.
            UserDisable: 403 "UserDisable" "UserDisable"
                "0003-00000801" Documented "help.aliyun.com/en/oss/user-guide/0003-00000801";
        } }
    };
}
