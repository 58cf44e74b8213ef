//! Errors of requests about buckets and the service.

/// Passes the rows of this file to the next table in the list, after the earlier rows.
macro_rules! bucket {
    ([$next:ident $($rest:ident)*] $($before:tt)*) => {
        $next! { [$($rest)*] $($before)* "bucket" {
            // The content of the request.

            /// A conditional header on an operation that does not accept one.
            NotImplemented: 400 "NotImplemented" "A header you provided implies functionality that is not implemented."
                "0017-00000245" Documented "AlibabaCloudDocs/oss: Error responses; help.aliyun.com/en/oss/user-guide/0017-00000245";
            /// `x-oss-server-side-encryption` on an operation that does not accept it.
            EncryptionHeaderNotSupported: 400 "InvalidArgument"
                "x-oss-server-side-encryption header is not supported for this operation."
                "0005-00000002" Documented "help.aliyun.com/en/oss/user-guide/0005-00000002";
            /// The request has neither `Content-Length` nor a chunked body.
            MissingContentLength: 411 "MissingContentLength" "You must provide the Content-Length HTTP header."
                - Documented "AlibabaCloudDocs/oss: HTTP 411 status code";
            /// The body is over the limit, 1 MiB for most operations in ossmock; OSS publishes no number.
            BodyTooLarge: 400 "EntityTooLarge" "The request body exceeds the limit."
                "0017-00000501" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0017-00000501: the EC and when; status, code, text and size inferred";
            /// The body is shorter than its `Content-Length`.
            IncompleteBody: 400 "IncompleteBody"
                "You did not provide the number of bytes specified by the Content-Length HTTP header."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// `Content-Encoding` is `aws-chunked`, or `x-amz-content-sha256` announces it, as clients of S3 send it.
            AwsChunked: 400 "InvalidArgument"
                "aws-chunked encoding is not supported with the specified x-amz-content-sha256 value."
                "0017-00000804" Documented "help.aliyun.com/en/oss/user-guide/0017-00000804";
            /// `Content-MD5` is not the base64 of 16 bytes.
            ContentMd5Invalid: 400 "InvalidDigest" "The Content-MD5 you specified was invalid."
                "0017-00000502" Documented "help.aliyun.com/en/oss/user-guide/0017-00000502";
            /// `Content-MD5` is not that of the body.
            ContentMd5Mismatch: 400 "InvalidDigest" "The Content-MD5 you specified was invalid."
                "0017-00000503" Documented "help.aliyun.com/en/oss/user-guide/0017-00000503";
            /// The body is not the XML of the operation. Some operations have their own EC for it.
            MalformedXml: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                - Observed "alibabacloud-oss-swift-sdk-v2: ClientBucketEncryptionTests and eleven more live suites; alibabacloud-oss-go-sdk-v2 has the text";
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
            /// The key of a bucket's tag is empty or has more than 64 bytes.
            BucketTagKeyInvalid: 400 "InvalidTag" "The TagKey you have provided is invalid."
                "0010-00000219" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/developer-reference/putbuckettags";
            /// The key of a bucket's tag begins with `http://`, `https://` or `Aliyun`, or with `acs`, which has the EC 0010-00000002.
            BucketTagKeyReserved: 400 "InvalidTag" "The TagKey you have provided is invalid."
                "0010-00000207" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0010-00000207: the EC and when; status, code and text are those of other wrong keys";
            /// The value of a bucket's tag has more than 128 bytes.
            BucketTagValueInvalid: 400 "InvalidTag" "The TagValue you have provided is invalid."
                "0010-00000219" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/developer-reference/putbuckettags";
            /// Two tags of a bucket have one key.
            RepeatedBucketTags: 400 "RepeatedTags" "Tag keys must be unique."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// The bucket would have more than 20 tags.
            TooManyBucketTags: 400 "TooManyTags" "The bucket tags num is beyond limit."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// A CORS configuration has no rule.
            CorsRuleMissing: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0034-00000002" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0034-00000002: the EC and when; status, code and text are those of other bodies";
            /// A CORS rule allows a method that is empty, or none of `GET`, `PUT`, `POST`, `DELETE` and `HEAD`.
            CorsMethodInvalid: 400 "InvalidArgument" "The AllowedMethod of the CORS rule is invalid."
                "0034-00000011" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0034-00000011: the EC and when; status, code and text inferred";
            /// The `MaxAgeSeconds` of a CORS rule is negative.
            CorsMaxAgeInvalid: 400 "InvalidArgument" "The MaxAgeSeconds of the CORS rule is invalid."
                - [Observed Observed Assumed -] "aliyun-oss-python-sdk: test_invalid_argument (live), with name and value of the argument; the text is inferred";
            /// A CORS rule exposes what is not the name of a header, or a name with one of `* < > & ' "`.
            CorsExposeHeaderInvalid: 400 "InvalidArgument" "The ExposeHeader of the CORS rule is invalid."
                "0034-00000013" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0034-00000013: the EC and six characters; status, code and text inferred, and that it is so of all that is no name";
            /// An origin or an allowed header of a CORS rule has more than one `*`.
            CorsWildcards: 400 "InvalidArgument" "The CORS rule has more than one asterisk in one value."
                - Assumed "help.aliyun.com/en/oss/developer-reference/putbucketcors: at most one; the answer is inferred";
            /// A CORS configuration has more than 10 rules, or under [`Profile::Observed`](crate::Profile::Observed) more than 20.
            CorsRuleBeyondLimit: 400 "CORSRuleBeyondLimit" "The CORS Rules num is beyond limit."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// The bucket has no website.
            NoSuchWebsite: 404 "NoSuchWebsiteConfiguration" "The specified bucket does not have a website configuration."
                - Observed "aliyun-oss-python-sdk and aliyun-oss-java-sdk live tests; AlibabaCloudDocs/oss: GetBucketWebsite";
            /// The status of the error page of a website is neither 200 nor 404.
            WebsiteStatusInvalid: 400 "InvalidArgument" "HttpStatus is Invalid"
                "0019-00000002" Documented "help.aliyun.com/en/oss/user-guide/0019-00000002: of a text that is no number; that other numbers are answered so is inferred";
            /// A value in a website is not one that OSS takes.
            WebsiteInvalid: 400 "InvalidArgument" "The website configuration is invalid."
                - Assumed "help.aliyun.com/en/oss/developer-reference/putbucketwebsite has the values; the answer is inferred";
            /// A logging configuration has no `TargetBucket`.
            LoggingTargetMissing: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0032-00000002" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0032-00000002: the EC and when; status, code and text are those of other bodies";
            /// The `TargetBucket` of a logging configuration is empty.
            LoggingTargetEmpty: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0032-00000003" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0032-00000003: the EC and when; status, code and text are those of other bodies";
            /// The `TargetBucket` of a logging configuration is not the name of a bucket.
            LoggingTargetInvalid: 400 "InvalidTargetBucketForLogging"
                "put bucket log requester is not target bucket owner."
                "0032-00000004" [Documented Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0032-00000004: status, EC and when; code and text are those of a missing target";
            /// The target of a logging configuration does not exist.
            LoggingTargetNotFound: 400 "InvalidTargetBucketForLogging"
                "put bucket log requester is not target bucket owner."
                "0032-00000008" [Documented Observed Observed Documented] "aliyun-oss-java-sdk: BucketLoggingTest (live) has code and text, AlibabaCloudDocs/oss: HTTP 400 status code the status; help.aliyun.com/en/oss/user-guide/0032-00000008";
            /// The target of a logging configuration belongs to another account.
            LoggingTargetForeign: 403 "InvalidTargetBucketForLogging"
                "put bucket log requester is not target bucket owner."
                "0032-00000009" Documented "help.aliyun.com/en/oss/user-guide/0032-00000009";
            /// The target of a logging configuration is in another region.
            LoggingTargetElsewhere: 400 "InvalidTargetBucketForLogging"
                "put bucket log requester is not target bucket owner."
                "0032-00000010" [Documented Documented Assumed Documented] "help.aliyun.com/en/oss/user-guide/0032-00000010: all but the text";
            /// A bucket would have more than six fields of its own in its real-time log.
            TooManyLogFields: 400 "InvalidArgument" "The number of user-defined log fields exceeds the limit."
                "0046-00000004" [Documented Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0046-00000004: status, EC and when; code and text inferred";
            /// A bucket would have no field of its own in its real-time log, or one with a name that no field has.
            LogFieldsInvalid: 400 "InvalidArgument" "The user-defined log fields are not valid."
                - Assumed "help.aliyun.com/en/oss/developer-reference/putuserdefinedlogfieldsconfig has the rules; the answer is inferred";
            /// On a CloudBox: an algorithm other than `AES256`.
            CloudBoxAlgorithm: 400 "InvalidEncryptionAlgorithmError"
                "The Encryption request you specified is not valid. Supported value: AES256"
                "0005-00000003" Assumed "help.aliyun.com/document_detail/430190.html: only SSE-OSS; the answer is inferred";
            /// On a CloudBox: `KMSDataEncryption`.
            CloudBoxDataEncryption: 400 "InvalidArgument" "KMSDataEncryption is not supported on a CloudBox."
                - Assumed "help.aliyun.com/document_detail/117914.htm: not supported on a CloudBox; the answer is inferred";
            /// `x-oss-acl` names no ACL.
            NoSuchAcl: 400 "InvalidArgument" "no such bucket access control exists"
                "0015-00000204" Observed "alibabacloud-oss-swift-sdk-v2: ClientBucketAclTests";
            /// `StorageClass` names no storage class.
            NoSuchStorageClass: 400 "InvalidArgument" "No such bucket storage class exists."
                "0013-00000101" Observed "alibabacloud-oss-swift-sdk-v2: ClientBucketBasicTests; AlibabaCloudDocs/oss: PutBucket";
            /// `DataRedundancyType` is neither `LRS` nor `ZRS`.
            NoSuchRedundancyType: 400 "InvalidArgument" "No such data redundancy type exists."
                - Assumed "the storage class row, applied to the data redundancy type";
            /// On a CloudBox: a storage class other than `Standard`.
            CloudBoxStorageClass: 400 "InvalidArgument" "The storage class is not supported by the CloudBox."
                "0025-00000002" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0025-00000002: the EC and when; status, code and text inferred";
            /// On a CloudBox: a data redundancy type other than `LRS`.
            CloudBoxRedundancyType: 400 "InvalidArgument" "The data redundancy type is not supported by the CloudBox."
                "0025-00000003" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0025-00000003: the EC and when; status, code and text inferred";
            /// The operation needs a header that is missing: `x-oss-object-acl` of `PutObjectAcl`, `Content-MD5` of
            /// `DeleteMultipleObjects`.
            MissingArgument: 400 "MissingArgument" "Missing Some Required Arguments."
                - Assumed "help.aliyun.com/en/oss/user-guide/0017-00000105 says when, of an ACL; status, code and text are those of parameters in general";
            /// `x-oss-resource-group-id` does not begin with `rg-`, as the id of a resource group does.
            ResourceGroupInvalid: 400 "InvalidArgument" "The specified resource group id is not valid."
                "0017-00000138" [Documented Observed Assumed Documented] "aliyun-oss-java-sdk: CreateBucketTest has the code, AlibabaCloudDocs/oss: HTTP 400 status code its status, help.aliyun.com/en/oss/user-guide/0017-00000138 the EC; text inferred";
            /// The resource group of the new bucket does not exist in the account.
            ResourceGroupNotFound: 400 "ResourceGroupIdPreCheckError" "The resource group id precheck error"
                "0039-00000003" Observed "alibabacloud-oss-go-sdk-v2, -java-sdk-v2 and aliyun-oss-python-sdk live tests of PutBucketResourceGroup; help.aliyun.com/en/oss/user-guide/0039-00000003 names PutBucket as well";
            /// The tags by which a list of buckets is to select are not well written, or given in two ways.
            TagFilterInvalid: 400 "InvalidArgument" "The tags to list by are not valid."
                - Assumed "help.aliyun.com/en/oss/developer-reference/listbuckets has the rules; the answer is inferred";
            /// `max-keys` is not a number within 1–1,000.
            MaxKeysInvalid: 400 "InvalidArgument" "Argument max-keys must be an integer between 1 and 1000."
                - Observed "a captured answer in the documentation of the Elixir client ug0/aliyun_oss; aliyun-oss-java-sdk: ListBucketsTest";

            // The state of the world.

            /// The bucket has no encryption rule.
            NoEncryptionRule: 404 "NoSuchServerSideEncryptionRule"
                "The server side encryption configuration was not found."
                "0005-00000004" Documented "help.aliyun.com/en/oss/user-guide/0005-00000004; aliyun-oss-python-sdk live tests";
            /// The bucket has no CORS configuration.
            NoSuchCorsConfiguration: 404 "NoSuchCORSConfiguration" "The CORS Configuration does not exist."
                "0034-00000001" [Observed Observed Observed Documented] "aliyun-oss-java-sdk: BucketCORSTest (live), ali-oss, aliyun-oss-python-sdk and aliyun-oss-go-sdk; help.aliyun.com/en/oss/user-guide/0034-00000001";
            /// Overwrite rules are more than 100, have an id twice or of more than 255 bytes, a prefix or suffix that is too long, or a principal that is none.
            OverwriteRuleInvalid: 400 "InvalidArgument" "The overwrite rule is not valid."
                - Assumed "help.aliyun.com/en/oss/developer-reference/putbucketoverwriteconfig has the limits; the answer is inferred";
            /// The bucket has no overwrite rules.
            NoOverwriteConfig: 404 "NoSuchBucketOverwriteConfig" "The bucket does not have an overwrite configuration."
                - [Documented Assumed Assumed -] "help.aliyun.com/en/oss/developer-reference/getbucketoverwriteconfig has the status; code and text inferred";
            /// A domain to bind has three characters or fewer.
            CnameTooShort: 400 "InvalidArgument" "Entire hostname must be longer than 3 ASCII characters."
                "0017-00000249" Documented "help.aliyun.com/en/oss/user-guide/0017-00000249";
            /// A domain to bind belongs to the vendor.
            CnameReserved: 400 "InvalidArgument" "The domain is reserved."
                "0018-00000401" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0018-00000401: the EC and when; status, code and text inferred";
            /// A domain to bind is none.
            CnameInvalid: 400 "InvalidArgument" "The domain is not valid."
                - Assumed "help.aliyun.com/en/oss/developer-reference/putcname: a domain is to be bound; the answer is inferred";
            /// A domain to bind is bound to a bucket of another account.
            CnameDenied: 403 "CnameDenied" "The cname belongs to another user."
                - Documented "AlibabaCloudDocs/oss: HTTP 403 status code";
            /// The bucket has 100 domains.
            TooManyCname: 400 "TooManyCname" "The bucket has too many domains."
                - [Documented Documented Assumed -] "AlibabaCloudDocs/oss: PutCname has status and code; text inferred";
            /// The ownership of a domain to bind was not verified.
            NeedVerifyDomainOwnership: 403 "NeedVerifyDomainOwnership"
                "Please verify domain ownership by CreateCnameToken and try again."
                "0018-00000115" Observed "alibabacloud-oss-go-sdk-v2: TestBucketCname, aliyun-oss-go-sdk and alibabacloud-oss-python-sdk-v2 likewise";
            /// The bucket has no token for the domain, or one that is over.
            NoSuchCnameToken: 404 "NoSuchCnameToken" "The cname token does not exist."
                - Assumed "help.aliyun.com/en/oss/developer-reference/getcnametoken; the answer is inferred";
            /// The bucket has no lifecycle rules.
            NoSuchLifecycle: 404 "NoSuchLifecycle" "No Row found in Lifecycle Table."
                - Observed "aliyun-oss-java-sdk: BucketLifecycleTest; AlibabaCloudDocs/oss: HTTP 404 status code";
            /// The bucket has no fields of its own in its real-time log.
            NoLogFields: 404 "NoSuchUserDefinedLogFieldsConfig" "The user-defined log fields configuration does not exist."
                - Assumed "help.aliyun.com/en/oss/developer-reference/getuserdefinedlogfieldsconfig says nothing of it; the answer is like that of other configurations";
            /// The bucket has no inventory.
            NoSuchInventory: 404 "NoSuchInventory" "No Row found in Inventory Table."
                - [Documented Documented Documented -] "AlibabaCloudDocs/oss: HTTP 404 status code; aliyun-oss-java-sdk: testListNone, aliyun-oss-python-sdk: test_list_none";
            /// The bucket has an inventory of this id.
            InventoryAlreadyExist: 409 "InventoryAlreadyExist" "The Inventory Configuration already exists."
                - [Documented Documented Assumed -] "AlibabaCloudDocs/oss: PutBucketInventory; the page of HTTP 409 has the text, with the code InventoryConfigurationAlreadyExists";
            /// The bucket has 1,000 inventories.
            InventoryExceedLimit: 400 "InventoryExceedLimit" "You are not allowed to create more inventory than limit."
                - Documented "AlibabaCloudDocs/oss: PutBucketInventory";
            /// A part of an inventory has a value that it cannot have. Many parts have an EC of their own.
            InventoryInvalid: 400 "InvalidArgument" "The inventory configuration is not valid."
                - Assumed "help.aliyun.com/en/oss/user-guide/0020-00000008 to 0020-00000045 have the causes and the ECs; status, code and text inferred";
            /// The bucket has no retention policy.
            NoSuchWormConfiguration: 404 "NoSuchWORMConfiguration" "The WORM Configuration does not exist."
                - Documented "AlibabaCloudDocs/oss: HTTP 404 status code; aliyun-oss-python-sdk live tests";
            /// The id of a retention policy is not that of the bucket's policy.
            WormIdUnknown: 404 "NoSuchWORMConfiguration" "The specified WORM ID does not exist."
                - Documented "help.aliyun.com/en/oss/developer-reference/completebucketworm";
            /// The days of a retention policy are not 1 to 25,550.
            WormDaysInvalid: 400 "InvalidWORMConfiguration" "Invalid WORM Configuration."
                "0027-00000002" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0027-00000002";
            /// The days of a retention policy are not an integer.
            WormDaysNotANumber: 400 "InvalidWORMConfiguration" "Invalid WORM Configuration."
                "0027-00000005" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0027-00000005";
            /// A retention policy is initiated while versioning is suspended.
            WormWithoutVersioning: 400 "InvalidWORMConfiguration" "Invalid WORM Configuration."
                "0027-00000003" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0027-00000003: the EC and when; help.aliyun.com/en/oss/user-guide/retention-policies: only suspended versioning excludes it; status, code and text inferred";
            /// The bucket has a retention policy already.
            WormExists: 409 "WORMConfigurationAlreadyExists" "The WORM Configuration already exists."
                - Documented "AlibabaCloudDocs/oss: HTTP 409 status code";
            /// A locked retention policy is aborted.
            WormLocked: 403 "WORMConfigurationLocked" "The WORM Configuration is locked."
                - Documented "AlibabaCloudDocs/oss: HTTP 403 status code; aliyun-oss-python-sdk: test_bucket_worm.py (live)";
            /// A locked retention policy is locked again.
            WormLockedTwice: 403 "WORMConfigurationLocked" "The WORM Configuration is locked."
                - Assumed "AlibabaCloudDocs/oss: HTTP 403 status code has the answer of an abort";
            /// A retention policy is extended before it is locked.
            WormNotLocked: 400 "InvalidWORMConfiguration" "Invalid WORM Configuration."
                - [Observed Observed Documented -] "aliyun-oss-python-sdk: test_bucket_worm_illegal (live); AlibabaCloudDocs/oss: HTTP 400 status code";
            /// A retention policy is extended to as many days as it has, or fewer.
            WormNotExtended: 400 "InvalidWORMConfiguration" "Invalid WORM Configuration."
                - Assumed "help.aliyun.com/en/oss/user-guide/retention-policies: it cannot be shortened; the answer inferred";
            /// Versioning is suspended while the bucket has a retention policy.
            WormKeepsVersioning: 409 "WORMConfigurationAlreadyExists" "The WORM Configuration already exists."
                - Assumed "help.aliyun.com/en/oss/user-guide/retention-policies: suspended versioning excludes a retention policy; the answer inferred";
            /// `regions` names no region, as it is written with `oss-`.
            NoSuchRegion: 404 "NoSuchRegion" "NoSuchRegion"
                - [Documented Documented Documented -] "AlibabaCloudDocs/oss: HTTP 404 status code; that it is DescribeRegions is inferred";
            /// Transfer acceleration was never set for the bucket.
            NoTransferAcceleration: 404 "NoSuchTransferAccelerationConfiguration"
                "The bucket does not have a transfer acceleration configuration."
                "0028-00000004" [Observed Observed Assumed Documented] "aliyun-oss-java-sdk: BucketTransferAccelerationTest; help.aliyun.com/zh/oss/support/0028-00000004; message inferred";
            /// A replication rule to the bucket uses its transfer acceleration.
            TransferAccelerationInUse: 409 "TransferAccAlreadyInUse"
                "The transfer acceleration is already used by cross-region replication."
                "0028-00000003" [Assumed Documented Documented Documented] "help.aliyun.com/en/oss/user-guide/0028-00000003; status inferred";
            /// An acceleration endpoint was asked for a bucket without transfer acceleration.
            TransferAccelerationDisabled: 403 "TransferAccelerationDisabled" "Transfer acceleration is disabled."
                - Documented "AlibabaCloudDocs/oss: HTTP 403 status code";
            /// Another account has a bucket of this name.
            BucketAlreadyExists: 409 "BucketAlreadyExists"
                "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again."
                "0015-00000104" Observed "aliyun-oss-java-sdk live tests";
            /// A bucket's storage class cannot change.
            StorageClassFixed: 409 "BucketAlreadyExists" "Cannot modify existing bucket's storage class."
                - Documented "AlibabaCloudDocs/oss: PutBucket";
            /// A bucket's data redundancy type cannot change.
            RedundancyFixed: 409 "BucketAlreadyExists" "Bucket already exists can't modify data redundancy type."
                - Documented "AlibabaCloudDocs/oss: PutBucket; help.aliyun.com/en/oss/user-guide/http-status-code-409 (2026)";
            /// A bucket cannot move to the region of another endpoint.
            RegionFixed: 409 "BucketAlreadyExists" "Bucket already exists can't modify location"
                - Documented "AlibabaCloudDocs/oss: HTTP 409 status code";
            /// The region of a new bucket is not that of the endpoint, or does not exist.
            InvalidLocationConstraint: 400 "InvalidLocationConstraint" "The specified location-constraint is not valid"
                - Observed "aliyun-oss-java-sdk: CreateBucketTest (live)";
            /// The bucket still has objects, or versions of them.
            BucketNotEmpty: 409 "BucketNotEmpty" "The bucket has objects. Please delete them first."
                "0015-00000301" Observed "aliyun-oss-java-sdk live tests";
            /// The bucket still has open multipart uploads, and nothing else.
            BucketHasUploads: 409 "BucketNotEmpty" "The bucket has Multipart Uploads. Please delete them first."
                "0015-00000301" [Observed Observed Assumed Assumed] "aliyun-oss-java-sdk: UploadPartTest has the code and how the message begins; the rest of it and the EC inferred from that of objects";
            /// The account has 100 buckets in the region already.
            TooManyBuckets: 400 "TooManyBuckets" "You have attempted to create more buckets than allowed."
                - Documented "AlibabaCloudDocs/oss: PutBucket";
        } }
    };
}
