//! Errors of requests about objects.

/// Passes the rows of this file to the next table in the list, after the earlier rows.
macro_rules! object {
    ([$next:ident $($rest:ident)*] $($before:tt)*) => {
        $next! { [$($rest)*] $($before)* "object" {
            // The content of the request.

            /// An object of more than 5 GiB in one upload.
            ObjectTooLarge: 400 "EntityTooLarge" "Your proposed upload exceeds the maximum allowed size."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code; PutObject has the limit";
            /// The source of a copy is too large for `CopyObject`.
            CopySourceTooLarge: 400 "EntityTooLarge" "Source object Length exceeds the maximum allowed size."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// `x-oss-hash-crc64ecma` of an upload is not the CRC-64 of its body, nor, for an append, that of the resulting
            /// object.
            InvalidCrc64: 400 "InvalidCRC64" "The x-oss-hash-crc64ecma you specified does not match what we calculated."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// The upload exceeds the storage limit of the fake, 1 GiB unless
            /// [`Builder::max_stored_bytes`](crate::Builder::max_stored_bytes) sets another. OSS itself has no such limit.
            StorageFull: 400 "EntityTooLarge" "Your proposed upload exceeds the maximum allowed size."
                - Own "ossmock's own bound, in the words of OSS for an upload that is too large";
            /// The user metadata of an object has more than 8 KiB.
            UserMetaTooLarge: 400 "InvalidArgument" "Meta is too large."
                "0011-00000002" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0011-00000002: the EC and when; the text is that of mirrored metadata in the page on HTTP 424; status and code inferred";
            /// The name of user metadata is empty after `x-oss-meta-`, or has other characters than letters, digits and `-`.
            /// For a header only the former is possible, as OSS does not see other names; for a field of a form both are.
            UserMetaNameInvalid: 400 "InvalidArgument" "The user metadata key contains invalid characters."
                "0011-00000004" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0011-00000004: the EC and when; status, code and text inferred";
            /// `x-oss-traffic-limit` is not a number, or not within 819,200–838,860,800 bit/s.
            TrafficLimitInvalid: 400 "InvalidArgument"
                "x-oss-traffic-limit is invalid, should be specified between 819200(100KB/s) and 838860800(100MB/s)."
                "0004-00000502" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; EC of help.aliyun.com/en/oss/user-guide/0004-00000502";
            /// `x-oss-traffic-limit` is both in a header and in the URL.
            TrafficLimitTwice: 400 "InvalidArgument"
                "x-oss-traffic-limit should be specified either in query string or header, not both."
                "0004-00000501" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; EC of help.aliyun.com/en/oss/user-guide/0004-00000501";
            /// `x-oss-object-acl` names no ACL.
            NoSuchObjectAcl: 400 "InvalidArgument" "no such object access control exists"
                "0017-00000104" Observed "alibabacloud-oss-swift-sdk-v2 live tests";
            /// `x-oss-storage-class` names no storage class.
            NoSuchObjectStorageClass: 400 "InvalidArgument" "No such object storage class exists."
                - [Documented Documented Assumed -] "AlibabaCloudDocs/oss: CopyObject, AppendObject and InitiateMultipartUpload have status and code; text as of a bucket";
            /// `x-oss-tagging` is not of the form `key=value&key`, or has a key twice.
            TaggingHeaderInvalid: 400 "InvalidArgument"
                "The header 'x-oss-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates."
                "0010-00000219" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; EC of help.aliyun.com/en/oss/user-guide/0010-00000219";
            /// The key of a tag is empty, has more than 128 bytes, which has the EC 0010-00000209, or has a character that tags
            /// do not allow.
            TagKeyInvalid: 400 "InvalidTaggingKey" "The tagging key you provided is invalid."
                "0010-00000212" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0010-00000212";
            /// [`TagKeyInvalid`](Self::TagKeyInvalid), as the live service answers it: with
            /// [`Profile::Observed`](crate::Profile::Observed).
            TagKeyRejected: 400 "InvalidTag" "The TagKey you have provided is invalid"
                "0010-00000212" [Observed Observed Observed Documented] "aliyun-oss-cpp-sdk: ObjectTaggingTest; help.aliyun.com/en/oss/user-guide/0010-00000212";
            /// The value of a tag has more than 256 bytes, or a character that tags do not allow.
            TagValueInvalid: 400 "InvalidTag" "The TagValue you have provided is invalid."
                "0010-00000217" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0010-00000217";
            /// Two tags of an object have one key.
            RepeatedTags: 400 "InvalidTag" "Cannot provide multiple Tags with the same key"
                - Observed "aliyun-oss-cpp-sdk: ObjectTaggingTest";
            /// The object would have more than ten tags.
            TooManyTags: 400 "BadRequest" "Object tags cannot be greater than 10"
                "0010-00000218" Observed "aliyun-oss-cpp-sdk: ObjectTaggingTest; help.aliyun.com/en/oss/user-guide/0010-00000218";
            /// `x-oss-server-side-encryption-key-id` is present and empty.
            KmsKeyIdEmpty: 400 "InvalidParameter" "The specified parameter KMS keyId is not valid."
                "0005-00000205" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0005-00000205: the EC and when; status, code and text inferred";
            /// `x-oss-server-side-encryption-context` without a customer master key.
            EncryptionContextWithoutKey: 400 "InvalidArgument"
                "x-oss-server-side-encryption-context is not applicable without a customer master key."
                "0005-00000228" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0005-00000228: the EC and when; status, code and text inferred";
            /// `x-oss-server-side-encryption-context` is not JSON in base64.
            EncryptionContextInvalid: 400 "InvalidArgument" "x-oss-server-side-encryption-context is not valid."
                "0005-00000230" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0005-00000230: the EC and when; status, code and text inferred";
            /// A `response-` parameter in an anonymous request.
            AnonymousResponseHeaders: 400 "InvalidRequest"
                "Request specific response headers cannot be used for anonymous GET requests."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code; GetObject";
            /// `versionId` is not the id of a version.
            VersionIdInvalid: 400 "InvalidArgument" "Invalid version id specified"
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// `versionId` is empty.
            VersionIdEmpty: 400 "InvalidArgument" "Version id can not be the empty string"
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// The status of versioning is empty.
            VersioningStatusEmpty: 400 "InvalidArgument" "The Versioning element must be specified."
                "0012-00000003" Documented "AlibabaCloudDocs/oss: HTTP 400 status code has status, code and text; the EC and when: help.aliyun.com/en/oss/user-guide/0012-00000003";
            /// The status of versioning is neither `Enabled` nor `Suspended`.
            VersioningStatusInvalid: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0012-00000004" Observed "alibabacloud-oss-swift-sdk-v2: ClientBucketVersioningTests; aliyun-oss-python-sdk: test_bucket_versioning.py; help.aliyun.com/en/oss/user-guide/0012-00000004";
            /// `version-id-marker` of a listing without `key-marker`.
            VersionIdMarkerAlone: 400 "InvalidArgument" "A version-id marker cannot be specified without a key marker."
                - Assumed "AlibabaCloudDocs/oss: ListObjectVersions: it must be used with key-marker; code and text inferred";
            /// `prefix`, `marker`, `start-after` or `delimiter` of a listing of objects, uploads, buckets or live channels is
            /// too long, or not UTF-8. The message names the parameter, and the EC is that of the parameter in this listing,
            /// where one is known.
            ListParameterInvalid: 400 "InvalidArgument" "The length of prefix must be less than 1024."
                - Assumed "help.aliyun.com/zh/oss/user-guide/0015-00000403, …/0015-00000405, …/0015-00000406, …/0017-00000290, …/0017-00000291 and alibabacloud.com/help/en/oss/support/0044-00000102: the ECs and when; status, code and texts inferred";
            /// `prefix` or `key-marker` of a listing of versions has 1,024 bytes or more or is not UTF-8, or its `delimiter` is not `/`. The message
            /// names the parameter, and the EC is that of the parameter.
            VersionsParameterInvalid: 400 "InvalidArgument" "The length of prefix must be less than 1024."
                - [Observed Observed Assumed -] "aliyun-oss-python-sdk test_bucket_versioning.py (live) has status and code, help.aliyun.com/zh/oss/support/0012-00000103 and help.aliyun.com/document_detail/600104.html two ECs, help.aliyun.com/document_detail/600101.html the cause of a key-marker; its EC and the texts inferred";
            /// `encoding-type` of a listing is not `url`.
            EncodingTypeInvalid: 400 "InvalidArgument" "Invalid Encoding Method specified in Request"
                "0017-00000235" Documented "help.aliyun.com/en/oss/user-guide/0017-00000235 prints the answer";
            /// `continuation-token` of a listing is not one that ossmock issued.
            ContinuationTokenInvalid: 400 "InvalidArgument" "The continuation token provided is incorrect."
                "0015-00000404" [Observed Observed Assumed Documented] "aliyun-oss-python-sdk: test_list_objects_v2.py; help.aliyun.com/en/oss/user-guide/0015-00000404; text inferred";
            /// `list-type` of a listing of objects is not 2.
            ListTypeInvalid: 400 "InvalidArgument" "The list type is not valid."
                "0015-00000401" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0015-00000401: the EC and when; status, code and text inferred";
            /// The number of a part is not within 1–10,000.
            PartNumberInvalid: 400 "InvalidArgument" "Part number must be an integer between 1 and 10000, inclusive."
                "0017-00000220" Documented "help.aliyun.com/en/oss/user-guide/0017-00000220";
            /// A part is uploaded without `partNumber`.
            PartNumberMissing: 400 "InvalidArgument" "Unexpected query string parameter"
                "0017-00000219" Documented "help.aliyun.com/en/oss/user-guide/0017-00000219 prints the answer";
            /// The source of a part copy is a symbolic link.
            PartSourceIsSymlink: 400 "OperationNotSupported" "The operation is not supported for this resource"
                "0042-00000308" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0042-00000308: the EC and when; status, code and text inferred";
            /// The source of a part copy is an object that a client has encrypted.
            PartSourceClientEncrypted: 400 "InvalidEncryptionRequest"
                "Client encryption doesn't support upload part copy."
                "0042-00000309" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0042-00000309";
            /// An upload has metadata of client-side encryption, but lacks a required part of it: `key`, `start`, `cek-alg` and
            /// `wrap-alg` after `x-oss-meta-client-side-encryption-`. The ECs are 0005-00000401 without the first,
            /// 0005-00000402 without the second, 0005-00000404 without the last.
            ClientEncryptionIncomplete: 400 "InvalidEncryptionRequest" "Miss some necessary client encryption meta parameters."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0005-00000401, …/0005-00000402 and …/0005-00000404 have the ECs";
            /// `data-size` or `part-size` of an upload that its client encrypts is not a number, or the latter is not a
            /// multiple of 16. The ECs of values that are not numbers are 0005-00000408 and 0005-00000409.
            ClientEncryptionSizeInvalid: 400 "InvalidEncryptionRequest" "The client encryption meta data_size or part_size is invalid."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0005-00000408 and help.aliyun.com/zh/oss/support/0005-00000409 have the ECs";
            /// `data-size` of an upload that its client encrypts is more than 10,000 times its `part-size`.
            ClientEncryptionPartsTooMany: 400 "InvalidEncryptionRequest"
                "The parts count calculated by client encryption meta is too large."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// A copy replaces the metadata of an object that its client has encrypted, and sets the encryption of the copy.
            ClientEncryptionFixed: 400 "InvalidEncryptionRequest" "The parameters of client encryption are allowed to be set once."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// The parts to complete are not in the order of their numbers, or one is repeated.
            InvalidPartOrder: 400 "InvalidPartOrder" "The list of parts was not in ascending order."
                "0042-00000209" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0042-00000209";
            /// `x-oss-complete-all` is not `yes`, or is combined with a list of parts.
            CompleteAllInvalid: 400 "InvalidArgument" "Should not speficy both complete all header and http body."
                "0042-00000216" Observed "alibabacloud-oss-go-sdk-v2: client_integration_test.go; help.aliyun.com/document_detail/480267.html";
            /// `max-uploads`, `max-parts` or the `max-keys` of a list of live channels is not a number within 1–1,000, or
            /// `part-number-marker` is not a number. The message names the parameter.
            ListNumberInvalid: 400 "InvalidArgument" "Argument max-keys must be an integer between 1 and 1000."
                - Assumed "help.aliyun.com/en/oss/developer-reference/listmultipartuploads and …/listparts give the ranges, help.aliyun.com/en/oss/user-guide/0044-00000101 the EC of live channels; the rest is that of the max-keys of other listings";
            /// `x-oss-copy-source` is not `/bucket/key` or `/bucket/key?versionId=id`.
            CopySourceInvalid: 400 "InvalidArgument"
                "Copy Source must mention the source bucket and key: /sourcebucket/sourcekey."
                - Observed "alibabacloud-oss-go-sdk-v2: client_integration_test.go; AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/zh/oss/user-guide/0016-00000304 and …/0016-00000305 have the ECs of parameters";
            /// `x-oss-copy-source` of a part that is copied is not `/bucket/key` or `/bucket/key?versionId=id`; if it is empty, the EC is 0042-00000302.
            PartSourceInvalid: 400 "InvalidArgument"
                "Copy Source must mention the source bucket and key: /sourcebucket/sourcekey."
                "0042-00000301" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0042-00000301 and …/0042-00000302: the ECs and when; status, code and text as of CopyObject";
            /// `x-oss-metadata-directive` or `x-oss-tagging-directive` is neither `COPY` nor `REPLACE`.
            DirectiveInvalid: 400 "InvalidArgument" "The directive is neither COPY nor REPLACE."
                - [Documented Assumed Assumed -] "AlibabaCloudDocs/oss: CopyObject has the status; code and text inferred";
            /// An append, or a seal, has no `position`.
            PositionMissing: 400 "MissingArgument" "Missing Some Required Arguments."
                "0016-00000501" Observed "aliyun-oss-java-sdk: AppendObjectTest; help.aliyun.com/en/oss/user-guide/0016-00000501";
            /// The request to create a link has no `x-oss-symlink-target`.
            SymlinkTargetMissing: 400 "MissingArgument" "Missing Some Required Arguments."
                "0043-00000001" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0043-00000001: the EC and when; status, code and text are those of parameters in general";
            /// `x-oss-symlink-target` is not the key of an object.
            SymlinkTargetInvalid: 400 "InvalidArgument" "The x-oss-symlink-target header is not valid."
                - Assumed "help.aliyun.com/en/oss/developer-reference/putsymlink: it is named as objects are; status, code and text inferred";
            /// `Tier` of a request to restore is not a priority, or not one of the object's class.
            RestoreTierInvalid: 400 "InvalidArgument" "The tier of the restore request is not valid."
                "0016-00000703" [Observed Observed Assumed Documented] "aliyun-oss-python-sdk: test_object.py; help.aliyun.com/en/oss/user-guide/0016-00000703; text inferred";
            /// `Days` of a request to restore an object is not within 1–7 for the class `Archive`, or, with the EC 0016-00000704, within 1–365 for the
            /// classes `ColdArchive` and `DeepColdArchive`.
            RestoreDaysInvalid: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0016-00000708" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0016-00000708 and …/0016-00000704: the ECs and when; status, code and text inferred";
            /// `JobParameters` in a request to restore an object of the class `Archive`, which has no priorities.
            RestorePriorityOfArchive: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                - Observed "ali-oss, aliyun-oss-java-sdk and aliyun-oss-python-sdk live tests";
            /// `position` of an append or a seal is not a number.
            PositionInvalid: 400 "MissingArgument" "Missing Some Required Arguments."
                "0016-00000502" Documented "help.aliyun.com/en/oss/user-guide/0016-00000502; AlibabaCloudDocs/oss: Error responses";

            // The state of the world.

            /// There is no open upload with this id and key: it was completed, aborted or never initiated.
            NoSuchUpload: 404 "NoSuchUpload"
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
                "0042-00000002" Observed "alibabacloud-oss-go-sdk-v2: client_integration_test.go";
            /// There is no open upload with this id and key, for a part that is copied.
            NoSuchUploadForCopy: 404 "NoSuchUpload"
                "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed."
                "0042-00000311" Observed "alibabacloud-oss-go-sdk-v2: client_integration_test.go";
            /// A part of the list was not uploaded, or has another `ETag`.
            InvalidPart: 400 "InvalidPart"
                "One or more of the specified parts could not be found or the specified entity tag might not have matched the part's entity tag."
                - Documented "alibabacloud.com/help/en/oss/oss-reports-an-invalidpart-error-when-using-the-multipart-upload-method-to-upload-files";
            /// A part that is not the last has less than 100 KiB.
            EntityTooSmall: 400 "EntityTooSmall" "Your proposed upload smaller than the minimum allowed size."
                "0042-00000213" Observed "aliyun-oss-java-sdk: UploadPartTest and UploadPartCopyTest; help.aliyun.com/en/oss/user-guide/0042-00000213";
            /// There is no object with this name.
            NoSuchKey: 404 "NoSuchKey" "The specified key does not exist."
                "0026-00000001" Observed "alibabacloud-oss-go-sdk-v2: a captured answer and live tests";
            /// A package for Android or iOS was read at a default domain. At an acceleration endpoint it has the EC 0048-00000203.
            ApkDownloadForbidden: 400 "ApkDownloadForbidden"
                "The APK file is not allowed to be distributed in a public network using the OSS endpoint, please use CNAME instead."
                "0048-00000200" Observed "aliyun/oss-browser issue 500: a captured answer; help.aliyun.com/zh/oss/support/0048-00000203: the status";
            /// The object is missing, and could not be fetched from the origin of a routing rule.
            MirrorFailed: 424 "MirrorFailed" "Mirroring failed, please check your mirror configuration."
                - Documented "AlibabaCloudDocs/oss: HTTP 424 status code";
            /// The object was to be fetched from the origin of a routing rule, and is protected by the retention policy of the bucket.
            MirrorImmutable: 424 "MirrorFailed" "The object you specified is immutable."
                - Documented "AlibabaCloudDocs/oss: HTTP 424 status code";
            /// The retention policy of the bucket protects the object.
            FileImmutable: 409 "FileImmutable" "The object you specified is immutable."
                "0026-00000005" Documented "help.aliyun.com/en/oss/user-guide/0026-00000005; …/0026-00000202 is of the same request";
            /// The object has no version with this id.
            NoSuchVersion: 404 "NoSuchVersion" "The specified version does not exist."
                - Documented "AlibabaCloudDocs/oss: HTTP 404 status code";
            /// The version of the object is a delete marker, which can only be deleted.
            DeleteMarkerNotReadable: 405 "MethodNotAllowed" "The specified method is not allowed against this resource."
                "0003-00000016" Documented "AlibabaCloudDocs/oss: GetObject; help.aliyun.com/en/oss/user-guide/0003-00000016";
            /// `If-None-Match` or `If-Modified-Since`: the client has the object already.
            NotModified: 304 "NotModified" "The object was not modified."
                - Documented "AlibabaCloudDocs/oss: GetObject; an answer without a body, so that no client sees code and text";
            /// `If-Match` or `If-Unmodified-Since`: the object does not match the condition of the client.
            PreconditionFailed: 412 "PreconditionFailed"
                "At least one of the pre-conditions you specified did not hold."
                - Documented "AlibabaCloudDocs/oss: GetObject, HTTP 412 status code";
            /// A range lies outside of the object, under `x-oss-range-behavior: standard`.
            InvalidRange: 416 "InvalidRange" "The requested range cannot be satisfied"
                - Documented "alibabacloud.com/help/en/oss/user-guide/http-status-code-416";
            /// An archived object cannot be read before it is restored.
            InvalidObjectState: 403 "InvalidObjectState" "The operation is not valid for the object's state"
                - Observed "aliyun-oss-java-sdk live tests";
            /// The target of a link does not exist.
            SymlinkTargetNotExist: 404 "SymlinkTargetNotExist" "The symlink target object does not exist"
                "0026-00000012" Documented "AlibabaCloudDocs/oss: HTTP 404 status code, GetObject; EC of help.aliyun.com/en/oss/user-guide/0026-00000012";
            /// The target of a link is another link.
            InvalidTargetType: 400 "InvalidTargetType" "The symbolic's target file type is invalid."
                "0026-00000011" [Documented Observed Documented Observed] "AlibabaCloudDocs/oss: HTTP 400 status code; aliyun-oss-java-sdk and ali-oss live tests have the code, alibabacloud-oss-go-sdk-v2 fixtures the EC";
            /// The target of an object was requested, but the object is not a link.
            NotSymlink: 400 "NotSymlink" "The object is not symlink."
                "0043-00000101" [Documented Observed Documented Documented] "AlibabaCloudDocs/oss: HTTP 400 status code; aliyun-oss-csharp-sdk live tests have the code, help.aliyun.com/zh/oss/support/0043-00000101 the EC";
            /// Only objects of the classes `Archive`, `ColdArchive` and `DeepColdArchive` can be restored.
            RestoreNotSupported: 400 "OperationNotSupported" "The operation is not supported for this resource"
                "0016-00000702" Observed "alibabacloud-oss-swift-sdk-v2, aliyun-oss-cpp-sdk and ali-oss live tests; alibabacloud-oss-go-sdk-v2 fixtures have the text";
            /// The object is being restored already.
            RestoreAlreadyInProgress: 409 "RestoreAlreadyInProgress" "The restore operation is in progress."
                "0016-00000701" Documented "alibabacloud.com/help/en/oss/developer-reference/restoreobject; EC of alibabacloud.com/help/en/oss/support/0016-00000701";
            /// The object is already being restored, with a higher priority than requested now.
            RestorePriorityLowered: 409 "RestoreAlreadyInProgress" "The restore operation is in progress."
                "0016-00000715" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0016-00000715: the EC and when; status, code and text inferred";
            /// `x-oss-forbid-overwrite` is set, and an object with this name exists.
            FileAlreadyExists: 409 "FileAlreadyExists"
                "The object you specified already exists and can not be overwritten."
                - Observed "ali-oss live tests";
            /// The source of a copy is in another region, or on another CloudBox.
            CrossRegionCopy: 403 "AccessDenied"
                "Target object does not reside in the same data center as source object."
                - Documented "AlibabaCloudDocs/oss: HTTP 403 status code; CopyObject";
            /// The source version of a copy is a delete marker.
            CopySourceDeleteMarker: 404 "NoSuchKey" "The specified key does not exist."
                "0016-00000307" [Documented Assumed Assumed Documented] "AlibabaCloudDocs/oss: CopyObject has the status, help.aliyun.com/en/oss/user-guide/0016-00000307 the EC; code and text inferred";
            /// The source version of a part copy is a delete marker.
            PartSourceDeleteMarker: 400 "InvalidArgument" "The source of the copy is a delete marker."
                - [Documented Assumed Assumed -] "help.aliyun.com/en/oss/developer-reference/uploadpartcopy has the status; code and text inferred";
            /// An appendable object cannot be copied while versions are kept.
            AppendableNotCopied: 400 "OperationNotSupported" "The operation is not supported for this resource."
                - Assumed "AlibabaCloudDocs/oss: CopyObject has the rule; status, code and text inferred";
            /// `position` of an append or a seal is not the length of the object; `x-oss-next-append-position` has it.
            PositionNotEqualToLength: 409 "PositionNotEqualToLength" "Position is not equal to file length"
                "0026-00000016" Observed "ali-oss, aliyun-oss-java-sdk and -csharp-sdk live tests; help.aliyun.com/en/oss/user-guide/0026-00000016";
            /// The object was not made by an append, or is sealed.
            ObjectNotAppendable: 409 "ObjectNotAppendable" "The object is not appendable"
                "0026-00000017" Observed "aliyun-oss-java-sdk and -csharp-sdk live tests; help.aliyun.com/en/oss/user-guide/0026-00000017";
        } }
    };
}
