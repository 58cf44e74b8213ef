//! Errors of lifecycle rules.

/// Passes the rows of this file to the next table in the list, after the earlier rows.
macro_rules! lifecycle {
    ([$next:ident $($rest:ident)*] $($before:tt)*) => {
        $next! { [$($rest)*] $($before)* "lifecycle" {
            // The form of a rule.

            /// A lifecycle rule has no action.
            LifecycleActionMissing: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                - Assumed "ali-oss refuses such a rule before it sends it; the answer is inferred";
            /// A `Transition` has no `StorageClass`.
            LifecycleClassMissing: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0014-00000045" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000045: the EC and when; status, code and text are those of other bodies";
            /// A `Transition` has both `Days` and `CreatedBeforeDate`, or neither.
            LifecycleTransitionTime: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0014-00000050" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000050: the EC and when, of both; status, code and text are those of other bodies";
            /// A transition has `IsAccessTime` without `ReturnToStdWhenVisit`, or the other way round.
            LifecycleReturnToStandard: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                - Assumed "alibabacloud.com/help/doc-detail/602106.htm: each needs the other; the answer is inferred";
            /// `ExpiredObjectDeleteMarker` is `true` beside `Days`, `CreatedBeforeDate` or `Date`.
            LifecycleMarkerWithTime: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0014-00000059" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000059: the EC and when; status, code and text are those of other bodies";
            /// An `Expiration` says nothing, or only that `ExpiredObjectDeleteMarker` is `false`.
            LifecycleExpirationEmpty: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0014-00000060" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000060: the EC and when; status, code and text are those of other bodies";
            /// An `Expiration` has two of `Days`, `CreatedBeforeDate` and `Date`.
            LifecycleExpirationTwice: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0014-00000061" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000061: the EC and when; status, code and text are those of other bodies";
            /// A `NoncurrentVersionTransition` has no `NoncurrentDays`.
            LifecycleNoncurrentTransitionTime: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0014-00000064" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000064: the EC and when; status, code and text are those of other bodies";
            /// A `NoncurrentVersionExpiration` has no `NoncurrentDays`.
            LifecycleNoncurrentExpirationTime: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0014-00000070" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000070: the EC and when; status, code and text are those of other bodies";
            /// An `AbortMultipartUpload` has `IsAccessTime`.
            LifecycleAbortByAccess: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0014-00000071" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000071: the EC and when; status, code and text are those of other bodies";
            /// An `AbortMultipartUpload` has neither `Days` nor `CreatedBeforeDate`, or both.
            LifecycleAbortTime: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0014-00000073" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000073: the EC and when, of neither; status, code and text are those of other bodies";

            // The values of a rule.

            /// There are more than 1,000 lifecycle rules.
            LifecycleTooManyRules: 400 "InvalidArgument" "The number of lifecycle rules exceeds the limit."
                "0014-00000014" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000014: the EC and when; status, code and text inferred";
            /// The id of a lifecycle rule has more than 255 bytes.
            LifecycleIdTooLong: 400 "InvalidArgument" "The ID of the lifecycle rule is too long."
                "0014-00000019" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000019: the EC and when; status, code and text inferred";
            /// Two lifecycle rules have one id.
            LifecycleIdRepeated: 400 "InvalidArgument" "The ID of a lifecycle rule must be unique."
                "0014-00000020" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000020: the EC and when; status, code and text inferred";
            /// The prefix of a lifecycle rule has more than 1,023 bytes.
            LifecyclePrefixTooLong: 400 "InvalidArgument" "The Prefix of the lifecycle rule is too long."
                "0014-00000022" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000022: the EC and when; status, code and text inferred";
            /// A lifecycle rule has a tag beside `AbortMultipartUpload` or `ExpiredObjectDeleteMarker`.
            LifecycleTagAction: 400 "InvalidRequest" "Tag cannot be specified with AbortMultipartUpload or ExpiredObjectDeleteMarker."
                "0014-00000027" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000027: the EC and when; status, code and text inferred";
            /// The key or the value of a tag of a lifecycle rule has a character that no tag has.
            LifecycleTagInvalid: 400 "InvalidArgument" "The Tag of the lifecycle rule is invalid."
                - [Observed Assumed Assumed -] "aliyun-oss-python-sdk: test_lifecycle_object_tagging_exceptions (live) has a refusal of `%&` and of `)%`; code and text inferred";
            /// The prefix of a `Not` is empty, or does not begin with the prefix of its rule.
            LifecycleNotPrefix: 400 "InvalidArgument" "The Prefix of Not must start with the Prefix of the lifecycle rule."
                "0014-00000035" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000035: the EC and when; status, code and text inferred";
            /// `ObjectSizeGreaterThan` is not less than `ObjectSizeLessThan`.
            LifecycleSizes: 400 "InvalidArgument" "ObjectSizeGreaterThan must be less than ObjectSizeLessThan."
                "0014-00000041" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000041: the EC and when; status, code and text inferred";
            /// `StorageClass` of a `Transition` is none that objects can be moved to.
            LifecycleClass: 400 "InvalidArgument" "The StorageClass of the Transition is invalid."
                "0014-00000044" [Observed Observed Assumed Documented] "aliyun-oss-python-sdk: test_lifecycle.py (live) has `Standard`; help.aliyun.com/en/oss/user-guide/0014-00000044; text inferred";
            /// A transition to `ColdArchive` or `DeepColdArchive` depends on the last access.
            LifecycleAccessTimeClass: 400 "InvalidArgument" "The StorageClass does not support IsAccessTime."
                "0014-00000051" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000051: the EC and when; status, code and text inferred";
            /// A rule has `AllowSmallFile` beside a filter by size.
            LifecycleSmallFiles: 400 "InvalidRequest" "AllowSmallFile cannot be specified with a filter by size."
                "0014-00000054" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000054: the EC and when; status, code and text inferred";
            /// `StorageClass` of a `NoncurrentVersionTransition` is none that versions can be moved to.
            LifecycleNoncurrentClass: 400 "InvalidArgument" "The StorageClass of the NoncurrentVersionTransition is invalid."
                "0014-00000062" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000062: the EC and when; status, code and text inferred";
            /// `Days` or `NoncurrentDays` is not a number above 0.
            LifecycleDays: 400 "InvalidArgument" "Days must be an integer greater than 0."
                "0014-00000086" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000086: the EC and when; status, code and text inferred";
            /// `CreatedBeforeDate` or `Date` is not midnight UTC, `yyyy-MM-ddT00:00:00.000Z`.
            LifecycleDate: 400 "InvalidArgument" "The date of the lifecycle rule must be midnight UTC."
                - Assumed "help.aliyun.com/en/oss/developer-reference/putbucketlifecycle has the form; the answer is inferred";
            /// A rule has both actions by days and actions by dates.
            LifecycleDaysAndDates: 400 "InvalidRequest" "Days and CreatedBeforeDate cannot be mixed in a lifecycle rule."
                - [Observed Observed Assumed -] "aliyun-oss-python-sdk: test_lifecycle_storage_transitions_mixed (live); text inferred";
            /// The days of a rule are not in the order of its storage classes, before its expiration.
            LifecycleOrder: 400 "InvalidArgument" "The days of the lifecycle rule are not in the order of its storage classes."
                - [Observed Observed Assumed -] "aliyun-oss-python-sdk: test_lifecycle.py, aliyun-oss-java-sdk: BucketLifecycleVersioningTest (live); text inferred";

            // Rules beside each other.

            /// Rules for the same objects have a transition to the same class.
            LifecycleOverlapTransition: 400 "InvalidArgument" "Overlap for same action type Transition"
                "0014-00000079" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000079: the EC and when; the text is that of Expiration";
            /// Of rules for the same objects, one acts by days and one by dates.
            LifecycleOverlapTimes: 400 "InvalidRequest" "Days and CreatedBeforeDate cannot be mixed in overlapping lifecycle rules."
                "0014-00000080" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000080: the EC and when; status, code and text inferred";
            /// The days of rules for the same objects are not in the order of their storage classes.
            LifecycleOverlapOrder: 400 "InvalidArgument" "The days of overlapping lifecycle rules are not in the order of their storage classes."
                "0014-00000082" [Observed Assumed Assumed Documented] "aliyun-oss-go-sdk: TestSetBucketLifecycleXml (live) has a refusal; help.aliyun.com/en/oss/user-guide/0014-00000082; code and text inferred";
            /// Rules for the same objects have the same action.
            LifecycleOverlap: 400 "InvalidArgument" "Overlap for same action type Expiration"
                "0014-00000084" [Observed Assumed Observed Documented] "aliyun-oss-python-sdk: test_lifecycle_overlap (live) has the text; help.aliyun.com/en/oss/user-guide/0014-00000084; code inferred";
            /// Two rules have the same prefix.
            LifecycleSamePrefix: 400 "InvalidArgument" "Two lifecycle rules have the same Prefix."
                "0014-00000085" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0014-00000085: the EC and when; status, code and text inferred";

            // The bucket.

            /// A rule depends on the last access, and the bucket does not track access.
            LifecycleNeedsAccessMonitor: 400 "InvalidRequest" "Access tracking must be enabled for lifecycle rules based on the last access time."
                - Assumed "help.aliyun.com/en/oss/user-guide/lifecycle-rules-based-on-the-last-access-time: it must be enabled; the answer is inferred";
            /// The bucket is of an archived class, whose objects do not change their class.
            LifecycleArchiveBucket: 400 "InvalidRequest" "Transition is not supported by the storage class of the bucket."
                - Assumed "help.aliyun.com/en/oss/user-guide/overview-54: not for buckets of the class Archive; the answer is inferred";
            /// Access tracking is to be disabled while a lifecycle rule depends on it.
            AccessMonitorInUse: 400 "InvalidRequest" "Access tracking cannot be disabled: a lifecycle rule depends on it."
                - Assumed "help.aliyun.com/en/oss/developer-reference/putbucketaccessmonitor: it cannot be disabled; the answer is inferred";
        } }
    };
}
