//! Errors of a form: its signature, its policy and its fields.

/// Passes the rows of this file to the next table in the list, after the earlier rows.
macro_rules! form {
    ([$next:ident $($rest:ident)*] $($before:tt)*) => {
        $next! { [$($rest)*] $($before)* "form" {
            // The identity of the caller: the fields of a form.

            /// A form has a signature but no policy.
            PostPolicyMissing: 400 "InvalidArgument"
                "The bucket POST must contain the specified 'policy'. If it is specified, please check the order of the fields"
                "0002-00000702" [Documented Documented Assumed Documented] "AlibabaCloudDocs/oss: PostObject has status and code, help.aliyun.com/en/oss/user-guide/0002-00000702 the EC; text inferred from that of `key`";
            /// A form has a policy but no signature.
            PostSignatureMissing: 400 "InvalidArgument" "Post request signature is empty"
                "0002-00000703" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0002-00000703";
            /// The signature of a form is empty.
            PostSignatureEmpty: 400 "InvalidArgument" "Post request signature is empty"
                "0002-00000704" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0002-00000704";
            /// A form has a signature but no AccessKey id.
            PostAccessKeyIdMissing: 400 "InvalidArgument" "Post request accessKeyId is empty"
                "0002-00000706" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0002-00000706";
            /// The AccessKey id of a form is empty.
            PostAccessKeyIdEmpty: 400 "InvalidArgument" "Post request accessKeyId is empty"
                "0002-00000707" Observed "a captured answer of 2026; help.aliyun.com/en/oss/user-guide/0002-00000707";
            /// The AccessKey id of a form has characters that ids do not have.
            PostAccessKeyIdCharacters: 400 "InvalidArgument"
                "The OSS Access Key Id contains non-acceptable characters, which accepts only alphanumeric characters[0-9a-zA-Z] and several special characters[. _=]"
                "0002-00000708" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000708: the EC and when; status, code and text are those of the header";
            /// The day in the credential of a form is not that of `x-oss-date`.
            PostScopeDateInvalid: 400 "InvalidArgument" "The signing date in credential is invalid."
                "0002-00000709" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000709: the EC and when; status, code and text inferred";
            /// The credential of a form is not `id/date/region/product/aliyun_v4_request`.
            PostCredentialInvalid: 400 "InvalidArgument" "The credential is invalid."
                "0002-00000710" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0002-00000710: the EC and when; status, code and text inferred";
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

            // The policy of a form.

            /// The policy of a form is not JSON in base64; for truncated or invalid JSON, the message names the problem.
            PostPolicyInvalid: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid JSON. "
                "0006-00000201" Observed "a captured answer of 2022; AlibabaCloudDocs/oss: HTTP 400 status code has the messages for what is no JSON; help.aliyun.com/en/oss/user-guide/0006-00000201";
            /// The policy of a form has no `conditions`.
            PostConditionsMissing: 400 "InvalidPolicyDocument"
                "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified."
                "0006-00000207" Documented "AlibabaCloudDocs/oss: HTTP 400 status code has status, code and text; the EC and when: help.aliyun.com/en/oss/user-guide/0006-00000207";
            /// The policy of a form has no `expiration`. Without `conditions` too it has the EC 0006-00000209.
            PostExpirationMissing: 400 "InvalidPolicyDocument" "Invalid Policy: Policy missing expiration."
                "0006-00000208" [Documented Documented Assumed Documented] "AlibabaCloudDocs/oss: HTTP 400 status code has status and code, help.aliyun.com/en/oss/user-guide/0006-00000208 and …/0006-00000209 the ECs; text inferred";
            /// The `expiration` of a policy is not `yyyy-MM-ddTHH:mm:ss.sssZ`. If it is not a string, the EC is 0006-00000210;
            /// if it is empty, 0006-00000211.
            PostExpirationInvalid: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid expiration."
                "0006-00000212" [Documented Documented Assumed Documented] "AlibabaCloudDocs/oss: HTTP 400 status code has status and code, help.aliyun.com/en/oss/user-guide/0006-00000210 to …/0006-00000212 the ECs; text inferred";
            /// The policy of a form has expired.
            PostPolicyExpired: 403 "AccessDenied" "Invalid according to Policy: Policy expired."
                "0006-00000213" Documented "help.aliyun.com: how to handle common errors when the PostObject operation is called; EC of help.aliyun.com/zh/oss/support/0006-00000213";
            /// The `conditions` of a policy are not a list, or are an empty one, which has the EC 0006-00000215.
            PostConditionsInvalid: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid conditions."
                "0006-00000214" [Documented Documented Assumed Documented] "AlibabaCloudDocs/oss: HTTP 400 status code has status and code, help.aliyun.com/en/oss/user-guide/0006-00000214 and …/0006-00000215 the ECs; text inferred";
            /// A condition of a policy is of none of the five kinds. One without a comparison has the EC 0006-00000216, a
            /// `content-length-range` without two numbers 0006-00000220, one whose numbers descend 0006-00000219, and one that
            /// is neither a list nor an object 0006-00000222.
            PostConditionInvalid: 400 "InvalidPolicyDocument" "Invalid Policy: Invalid condition."
                "0006-00000218" [Documented Documented Assumed Documented] "AlibabaCloudDocs/oss: HTTP 400 status code has status and code, help.aliyun.com/en/oss/user-guide/0006-00000216, …/0006-00000218, …/0006-00000219, …/0006-00000220 and …/0006-00000222 the ECs; text inferred";
            /// A condition of a policy is an object that does not have exactly one entry.
            PostSimpleCondition: 400 "InvalidPolicyDocument"
                "Invalid Policy: Invalid Simple-Condition: Simple-Conditions must have exactly one property specified."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code; AlibabaCloudDocs/oss: Errors and Troubleshooting, Post Object";
            /// A form violates a condition of its policy.
            PostConditionFailed: 403 "AccessDenied" "Invalid according to Policy: Policy Condition failed."
                "0006-00000227" Documented "help.aliyun.com/en/oss/user-guide/0006-00000227";
            /// The policy of a V4 form does not mention a field of the signature.
            PostExtraField: 403 "AccessDenied" "Invalid according to Policy: Extra input fields."
                "0006-00000228" Documented "help.aliyun.com/zh/oss/user-guide/0006-00000228";
            /// The file of a form is larger than its policy allows.
            PostFileTooLarge: 400 "EntityTooLarge" "Your proposed upload exceeds the maximum allowed size."
                "0006-00000004" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; PostObject has the condition; EC of help.aliyun.com/en/oss/user-guide/0006-00000004";
            /// The file of a form is smaller than its policy allows.
            PostFileTooSmall: 400 "EntityTooSmall" "Your proposed upload smaller than the minimum allowed size."
                "0006-00000004" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; PostObject has the condition; EC of help.aliyun.com/en/oss/user-guide/0006-00000004";

            // The content of a form.

            /// The body of `PostObject` is not a form, or ends too early.
            PostMalformed: 400 "MalformedPOSTRequest"
                "The body of your POST request is not well-formed multipart/form-data"
                "0006-00000104" Observed "captured answers, mpflutter issues 396 and 397; AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0006-00000104";
            /// The `Content-Type` of `PostObject` is not `multipart/form-data`.
            PostNotMultipart: 400 "RequestIsNotMultiPartContent"
                "Bucket POST must be of the enclosure-type multipart/form-data."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// A form has more than 5 GiB.
            PostBodyTooLarge: 400 "InvalidArgument" "Post body size must be less than 5G."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// A field of a form does not begin with `Content-Disposition: form-data; name=`.
            PostFieldMalformed: 400 "MalformedPOSTRequest"
                "The body of your POST request is not well-formed multipart/form-data"
                "0006-00000109" Observed "a captured answer, mpflutter issue 396; help.aliyun.com/zh/oss/support/0006-00000109";
            /// A field with a meaning comes after the file.
            PostFileNotLast: 400 "MalformedPOSTRequest"
                "The body of your POST request is not well-formed multipart/form-data"
                "0006-00000103" Documented "alibabacloud.com/help/en/oss/support/0006-00000103; AlibabaCloudDocs/oss: HTTP 400 status code. The sample of PostObject has a field of a button after the file";
            /// A form has no field `file`.
            PostFileMissing: 400 "IncorrectNumberOfFilesInPOSTRequest"
                "POST requires exactly one file upload per request."
                "0006-00000107" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; alibabacloud.com/help/en/oss/support/0006-00000107";
            /// A form has several fields `file`.
            PostSeveralFiles: 400 "IncorrectNumberOfFilesInPOSTRequest"
                "POST requires exactly one file upload per request."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// The name of a field of a form has more than 8 KiB.
            PostFieldNameTooLong: 400 "FieldItemTooLong" "Your name of form field is too long."
                "0006-00000110" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/zh/oss/support/0006-00000110";
            /// The value of a field of a form has more than 2 MiB.
            PostFieldTooLong: 400 "FieldItemTooLong" "Your name of form field is too long."
                "0006-00000111" [Documented Documented Assumed Assumed] "AlibabaCloudDocs/oss: PostObject has status and code; EC and text inferred";
            /// The fields of a form have more than 8 MiB together.
            PostFieldsTooLong: 400 "MaxPOSTPreDataLengthExceededError"
                "Your POST request fields preceding the upload file were too large."
                "0006-00000112" Documented "AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0006-00000112";
            /// A form has no field `key`, or an empty one.
            PostKeyMissing: 400 "InvalidArgument"
                "The bucket POST must contain the specified 'key'. If it is specified, please check the order of the fields"
                - Observed "a captured answer of 2020, wangEditor issue 2254; AlibabaCloudDocs/oss: Errors and Troubleshooting, Post Object";
            /// The value of a field of a form is not valid as that of a header.
            PostFieldNoHeader: 400 "InvalidArgument" "The value of a form field is not valid."
                - Assumed "AlibabaCloudDocs/oss: PostObject says which fields stand for headers; status, code and text inferred";
        } }
    };
}
