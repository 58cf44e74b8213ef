//! Errors of permissions, and of the policy of a bucket.

/// Passes the rows of this file to the next table in the list, after the earlier rows.
macro_rules! permission {
    ([$next:ident $($rest:ident)*] $($before:tt)*) => {
        $next! { [$($rest)*] $($before)* "permission" {
            // The decision on permissions.

            /// No statement allows a RAM user the call, or the bucket belongs to another account.
            NotYourBucket: 403 "AccessDenied" "The bucket you access does not belong to you."
                "0003-00000001" Observed "AlibabaCloudDocs/oss: OSS permission; alibabacloud-oss-go-sdk-v2 issue 73";
            /// No statement allows a RAM user the call, and no bucket exists for it: it creates one, or concerns the service as
            /// a whole.
            NotYourNewBucket: 403 "AccessDenied" "The bucket you access does not belong to you."
                "0003-00000202" Documented "AlibabaCloudDocs/oss: HTTP 403 status code has the text; the EC and when: help.aliyun.com/en/oss/user-guide/0003-00000202";
            /// An anonymous request for a bucket.
            AnonymousBucket: 403 "AccessDenied" "The bucket you access does not belong to you."
                "0003-00000905" Observed "a captured answer of February 2025";
            /// An anonymous request for the service.
            AnonymousService: 403 "AccessDenied" "Anonymous access is forbidden for this operation."
                "0003-00001201" Observed "captured answers";
            /// A RAM user is not allowed to list the account's buckets.
            ListBucketsForbidden: 403 "AccessDenied" "You are forbidden to list buckets."
                "0003-00000202" [Observed Observed Observed Assumed] "captured answers; EC inferred";
            /// A statement of a RAM policy denies it. The text is OSS's own, although no bucket policy is involved.
            ExplicitlyDenied: 403 "AccessDenied" "Access denied by bucket policy."
                "0003-00000201" Documented "help.aliyun.com/en/oss/user-guide/0003-00000201";
            /// A statement of the bucket's policy denies it.
            DeniedByBucketPolicy: 403 "AccessDenied" "Access denied by bucket policy."
                "0003-00000101" Documented "help.aliyun.com/en/oss/user-guide/0003-00000101";
            /// A statement of a RAM policy and one of the bucket's policy deny it.
            DeniedTwice: 403 "AccessDenied" "Access denied by bucket policy."
                "0003-00000203" Documented "AlibabaCloudDocs/oss: HTTP 403 status code has the text; the EC and when: help.aliyun.com/en/oss/user-guide/0003-00000203";
            /// The session policy denies it, or does not allow it.
            DeniedBySessionPolicy: 403 "AccessDenied" "Access denied by authorizer's policy."
                "0003-00000301" Documented "help.aliyun.com/en/oss/user-guide/0003-00000301";
            /// The caller is not allowed to delete one of several objects.
            DeletionsForbidden: 403 "AccessDenied" "Access denied by bucket policy."
                "0003-00000204" Documented "AlibabaCloudDocs/oss: HTTP 403 status code has the text; the EC and when: help.aliyun.com/en/oss/user-guide/0003-00000204";
            /// Nothing allows an operation on an object.
            ObjectForbidden: 403 "AccessDenied" "You have no right to access this object because of bucket acl."
                "0003-00000001" Documented "help.aliyun.com/en/oss/user-guide/0003-00000001";
            /// The object has an ACL of its own, which does not let the caller read it.
            ObjectNotReadable: 403 "AccessDenied" "You do not have read permission on this object."
                "0003-00000005" Documented "help.aliyun.com/en/oss/user-guide/0003-00000005";
            /// The object has an ACL of its own, which does not let the caller write it.
            ObjectNotWritable: 403 "AccessDenied" "You do not have write permission on this object."
                "0003-00000006" Documented "AlibabaCloudDocs/oss: HTTP 403 status code; help.aliyun.com/en/oss/user-guide/0003-00000006";
            /// The caller is not allowed to read the ACL of an object.
            ObjectAclNotReadable: 403 "AccessDenied" "You do not have read acl permission on this object."
                "0003-00000007" Documented "help.aliyun.com/en/oss/user-guide/0003-00000007";
            /// The caller is not allowed to change the ACL of an object.
            ObjectAclNotWritable: 403 "AccessDenied" "You do not have write acl permission on this object."
                "0003-00000008" Documented "help.aliyun.com/en/oss/user-guide/0003-00000008";
            /// The bucket's owner does not pay for requests, and the caller does not agree to. In a URL without `x-oss-request-payer`
            /// it has the EC 0003-00000702, for anonymous requests 0003-00000701.
            RequesterPays: 403 "AccessDenied" "Access denied for requester pay bucket"
                "0003-00000703" [Observed Observed Observed Documented] "alibabacloud-oss-go-sdk-v2: TestPaymentWithRequester; help.aliyun.com/en/oss/user-guide/0003-00000701 to …/0003-00000703";
            /// A preflight that no CORS rule of the bucket allows; also where the bucket has no rule.
            CorsForbidden: 403 "AccessForbidden"
                "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Requet-Headers are not whitelisted by the resource's CORS spec."
                "0003-00000602" Documented "AlibabaCloudDocs/oss: HTTP 403 status code, with its spelling; help.aliyun.com/en/oss/user-guide/0003-00000602; aliyun-oss-java-sdk: OptionObjectTest (live) has the code";
            /// The referer rules of the bucket refuse the `Referer`, which matches no pattern of the whitelist. A `Referer` in the
            /// blacklist has the EC 0003-00000502, a missing one 0003-00000501.
            RefererForbidden: 403 "AccessDenied" "You are denied by bucket referer policy."
                "0003-00000503" Documented "AlibabaCloudDocs/oss: HTTP 403 status code; help.aliyun.com/en/oss/user-guide/0003-00000501 to …/0003-00000503; a captured answer has the first";
            /// The caller names a KMS key that it is not allowed to use.
            ForbiddenByKms: 403 "AccessDenied" "This request is forbidden by kms."
                - Documented "help.aliyun.com/zh/oss/user-guide/server-side-encryption-5 (permissions)";
            /// The account has not activated KMS.
            KmsServiceNotEnabled: 403 "KmsServiceNotEnabled" "This user does not turn on KMS service."
                "0005-00000218" Documented "help.aliyun.com/en/oss/user-guide/0005-00000218";
            /// The partner that created the account does not offer KMS.
            KmsNotOffered: 403 "KmsUbsmsInvalidBid" "Your account partner does not have KMS Service."
                - Documented "AlibabaCloudDocs/oss: PutObject";
            /// The account is in debt, so KMS refuses its calls.
            KmsInDebt: 403 "KmsInDebt" "Current user is indebted."
                - Documented "AlibabaCloudDocs/oss: PutObject";
            /// The account has been in debt for too long.
            KmsInDebtOverdue: 403 "KmsInDebtOverdue" "Current user is indebted Overdue."
                - Documented "AlibabaCloudDocs/oss: PutObject";
            /// The name of a KMS key does not have the form of an id.
            KmsKeyIdInvalid: 400 "InvalidParameter" "The specified parameter KMS keyId is not valid."
                "0005-00000208" Documented "help.aliyun.com/en/oss/user-guide/0005-00000208";
            /// There is no KMS key with this id.
            KmsKeyNotFound: 404 "KeyNotFound" "The specified parameter KMS keyId is not found."
                "0005-00000208" Documented "help.aliyun.com/en/oss/user-guide/0005-00000208";
            /// There is no KMS key with this alias.
            KmsAliasNotFound: 404 "AliasNotFound" "The specified Alias is not found."
                - Documented "AlibabaCloudDocs/oss: PutObject";
            /// The KMS key is disabled.
            KmsKeyDisabled: 409 "KeyDisabled" "The request was rejected because the key state is Disabled."
                "0005-00000214" Documented "help.aliyun.com/en/oss/user-guide/0005-00000214";
            /// The deletion of the KMS key is scheduled.
            KmsKeyPendingDeletion: 409 "KeyPendingDeletion"
                "The request was rejected because the key state is PendingDeletion."
                "0005-00000215" Documented "help.aliyun.com/en/oss/user-guide/0005-00000215";
            /// The KMS key has no key material.
            KmsKeyPendingImport: 409 "KeyPendingImport"
                "The request was rejected because the key state is PendingImport."
                - Documented "AlibabaCloudDocs/oss: PutObject";
            /// Public access is blocked, and the ACL for the bucket is public.
            PublicBucketAclBlocked: 403 "AccessDenied" "Put public bucket acl is not allowed"
                "0016-00000901" Documented "help.aliyun.com/zh/oss/user-guide/block-public-access";
            /// Public access is blocked, and the ACL for an object is public.
            PublicObjectAclBlocked: 403 "AccessDenied" "Put public object acl is not allowed"
                "0016-00000901" Documented "help.aliyun.com/zh/oss/user-guide/block-public-access";
            /// The request sets tags of an object, and the caller is not allowed to tag objects.
            TaggingForbidden: 403 "AccessDenied" "AccessDenied"
                "0003-00000905" Documented "help.aliyun.com/en/oss/user-guide/0003-00000905";
            /// Public access is blocked, and the policy for the bucket is public.
            PublicBucketPolicyBlocked: 403 "AccessDenied" "Put public bucket policy is not allowed"
                "0016-00000901" Documented "help.aliyun.com/zh/oss/user-guide/block-public-access";

            // The policy of a bucket.

            /// The bucket has no policy.
            NoSuchBucketPolicy: 404 "NoSuchBucketPolicy" "The specified bucket policy does not exist."
                "0030-00000006" Observed "alibabacloud-oss-go-sdk-v2 and aliyun-oss-java-sdk live tests; AlibabaCloudDocs/oss: HTTP 404 status code; help.aliyun.com/en/oss/user-guide/0030-00000006";
            /// A bucket policy has more than 16 KiB.
            BucketPolicyTooLong: 400 "InvalidPolicyDocument" "The bucket policy exceeds the maximum size."
                "0030-00000001" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0030-00000001: the EC and when; status, code and text inferred";
            /// A statement of a bucket policy has more than 4,095 bytes.
            BucketPolicyStatementTooLong: 400 "InvalidPolicyDocument"
                "An item of the bucket policy exceeds the maximum size."
                "0030-00000003" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0030-00000003: the EC and when; status, code and text inferred";
            /// A bucket policy is not a policy document.
            BucketPolicyMalformed: 400 "InvalidPolicyDocument" "The bucket policy has a syntax error."
                "0030-00000005" [Observed Observed Assumed Documented] "aliyun-oss-cpp-sdk: BucketPolicySettingsTest has the message for what is no JSON, alibabacloud-oss-swift-sdk-v2 status and code; help.aliyun.com/en/oss/user-guide/0030-00000005; the text for the rest is inferred";
            /// `Version` of a bucket policy is not `1`.
            BucketPolicyVersionInvalid: 400 "InvalidPolicyDocument" "The bucket policy has a syntax error."
                "0030-00000002" [Observed Observed Assumed Documented] "aliyun-oss-cpp-sdk and alibabacloud-oss-swift-sdk-v2 have status and code of bad policies, help.aliyun.com/en/oss/user-guide/0030-00000002 the EC; text inferred";
            /// A bucket policy has two adjacent `*`.
            BucketPolicyDoubleWildcard: 400 "InvalidPolicyDocument" "The bucket policy has consecutive asterisks."
                "0030-00000007" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0030-00000007: the EC and when; status, code and text inferred";
        } }
    };
}
