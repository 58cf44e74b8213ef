//! Errors about the bucket, the object or the operation of a request.

/// Passes the rows of this file to the next table in the list, after the earlier rows.
macro_rules! address {
    ([$next:ident $($rest:ident)*] $($before:tt)*) => {
        $next! { [$($rest)*] $($before)* "address" {
            // The target of the request.

            /// The request has no `Host` header, and no host in its target.
            NoHost: 400 "InvalidRequest" "The request names no host: send a Host header, or a whole URI such as http://bucket.localhost/key."
                - Own "ossmock's own words for what RFC 9112, 3.2, has refused with this status";
            /// The request has more than one `Host` header.
            TwoHosts: 400 "InvalidRequest" "The request has more than one Host header."
                - Own "ossmock's own words for what RFC 9112, 3.2, has refused with this status";
            /// The target of the request is neither a path nor a whole URI.
            MalformedTarget: 400 "InvalidRequest" "The target of the request is malformed."
                - Own "ossmock's own words for what RFC 9112, 3.2, has refused with this status";
            /// The bucket name is not 3–63 of `a-z`, `0-9` and `-`, or starts or ends with a hyphen.
            InvalidBucketName: 400 "InvalidBucketName" "The specified bucket is not valid."
                "0015-00000001" Documented "help.aliyun.com/en/oss/user-guide/0015-00000001";
            /// A bucket was addressed in the path of a service domain, which takes buckets in the host only.
            SecondLevelDomainForbidden: 403 "SecondLevelDomainForbidden"
                "The bucket you are attempting to access must be addressed using OSS third level domain."
                "0003-00001401" [Documented Documented Documented Observed] "AlibabaCloudDocs/oss: HTTP 403 status code; a captured answer of an S3 request has the EC";
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
                "0016-00000002" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0016-00000002";
            /// The name of an object is not UTF-8.
            KeyNotUtf8: 400 "InvalidArgument" "The characters encoding must be utf-8."
                "0016-00000004" [Observed Observed Observed Documented] "aliyun-oss-php-sdk: OssClientObjectTest; help.aliyun.com/zh/oss/support/0016-00000004 has the EC";
            /// The name of an object is empty, as the `key` of a form may be.
            ObjectNameEmpty: 400 "InvalidObjectName" "The Object name can not be empty."
                "0016-00000001" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0016-00000001";
            /// The name of an object starts with a slash or a backslash.
            InvalidObjectName: 400 "InvalidObjectName" "The specified object is not valid."
                "0016-00000005" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0016-00000005";
            /// `Expect` has something other than `100-continue`.
            ExpectationFailed: 417 "ExpectationFailed"
                "The expectation given in the Expect request header could not be met."
                - Own "ossmock's own words for what RFC 9110, 10.1.1, lets a server refuse with this status";
            /// The operation is available only at the data endpoint of the CloudBox, not at its control endpoint.
            CloudBoxControlEndpoint: 403 "AccessDenied"
                "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint."
                "0025-00000004" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0025-00000004: the EC and when; status, code and text inferred";
            /// The documentation lists no such operation for a CloudBox.
            CloudBoxOperation: 400 "OperationNotSupported" "The operation is not supported for this resource."
                "0025-00000005" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0025-00000005: the EC and when; status, code and text inferred";
            /// The caller's account does not own the CloudBox of the new bucket.
            CloudBoxForbidden: 403 "AccessDenied" "The CloudBox you access does not belong to you."
                - Assumed "a CloudBox is one account's own; status, code and text inferred";
            /// OSS has the operation, but ossmock does not emulate it. OSS itself never sends this status or this code.
            NotEmulated: 501 "NotEmulated" "ossmock does not emulate this."
                - Own "ossmock's own answer, so that a gap in it cannot look like OSS refusing";
        } }
    };
}
