//! Errors that only a fault causes.

/// Passes the rows of this file to the next table in the list, after the earlier rows.
macro_rules! fault {
    ([$next:ident $($rest:ident)*] $($before:tt)*) => {
        $next! { [$($rest)*] $($before)* "fault" {
            // Answered only by a fault.

            /// OSS failed internally; only a [fault](crate::Oss::fault) answers it.
            InternalError: 500 "InternalError" "Please contact the server administrator, oss@service.aliyun.com"
                - Documented "AlibabaCloudDocs/oss: HTTP 500 status code, without the full stop of other copies: alibabacloud-oss-php-sdk-v2 fixtures";
            /// OSS is busy; only a [fault](crate::Oss::fault) answers it.
            ServiceUnavailable: 503 "ServiceUnavailable" "Thread pool is almost full, please retry later."
                - Documented "AlibabaCloudDocs/oss: HTTP 503 status code";
            /// The account makes too many calls; only a [fault](crate::Oss::fault) answers it.
            TotalQpsLimitExceeded: 503 "TotalQpsLimitExceeded" "Max total qps limit is exceeded."
                - Documented "AlibabaCloudDocs/oss: HTTP 503 status code";
            /// Operations on buckets are called too often; only a [fault](crate::Oss::fault) answers it.
            MetaOperationQpsLimitExceeded: 503 "MetaOperationQpsLimitExceeded"
                "Qps limit for the meta operation is exceeded."
                - Documented "AlibabaCloudDocs/oss: HTTP 503 status code";
            /// Too many calls are in progress; only a [fault](crate::Oss::fault) answers it.
            ActiveRequestLimitExceeded: 503 "ActiveRequestLimitExceeded" "Max active request limit is exceeded."
                - Documented "AlibabaCloudDocs/oss: HTTP 503 status code";
            /// Uploads are too fast; only a [fault](crate::Oss::fault) answers it.
            UploadTrafficRateLimitExceeded: 503 "UploadTrafficRateLimitExceeded"
                "Please reduce your upload request traffic."
                - Documented "alibabacloud.com/help/en/oss/support/http-status-code-503";
            /// Downloads are too fast; only a [fault](crate::Oss::fault) answers it.
            DownloadTrafficRateLimitExceeded: 503 "DownloadTrafficRateLimitExceeded"
                "Please reduce your download request traffic"
                - Documented "alibabacloud.com/help/en/oss/support/http-status-code-503; older copies have the message of uploads";
            /// Too many images are processed at once; only a [fault](crate::Oss::fault) answers it.
            CpuLimitExceeded: 503 "CpuLimitExceeded" "Please reduce your request rate"
                - Documented "help.aliyun.com/zh/oss/support/http-status-code-503";
            /// Requests come too fast; only a [fault](crate::Oss::fault) answers it.
            QpsLimitExceeded: 429 "QpsLimitExceeded" "Please reduce your request rate."
                - Documented "help.aliyun.com/en/oss/user-guide/429-error";
        } }
    };
}
