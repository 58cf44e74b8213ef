//! Errors of replication.

/// Passes the rows of this file to the next table in the list, after the earlier rows.
macro_rules! replication {
    ([$next:ident $($rest:ident)*] $($before:tt)*) => {
        $next! { [$($rest)*] $($before)* "replication" {
            // Replication: the content of the request.

            /// The body of a replication request is not the XML the operation takes.
            ReplicationMalformed: 400 "MalformedXML"
                "The XML you provided was not well-formed or did not validate against our published schema."
                "0031-00000001" Documented "help.aliyun.com/en/oss/user-guide/0031-00000001; AlibabaCloudDocs/oss: HTTP 400 status code";
            /// A replication request has no rule.
            NoReplicationRule: 400 "NoReplicationRule" "No replication rule specified."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code has status, code and text of a bucket without a rule; that a body without a rule is told so is inferred";
            /// A replication request has more than one rule.
            TooManyReplicationRules: 400 "TooManyReplicationRules" "OSS only support one replication rule now."
                - Documented "AlibabaCloudDocs/oss: PutBucketReplication; HTTP 400 status code";
            /// The id of a replication rule has more than 255 characters.
            ReplicationRuleIdInvalid: 400 "InvalidArgument" "The ID of the replication rule is not valid."
                - Assumed "AlibabaCloudDocs/oss: PutBucketReplication gives the limit; code and text unknown";
            /// The bucket has a replication rule with this id.
            ReplicationRuleIdTaken: 400 "InvalidArgument" "Rule ID is not unique."
                - Assumed "aliyun-oss-java-sdk: BucketReplicationTest, where the assertion is commented out";
            /// A replication rule has more than ten prefixes.
            TooManyReplicationPrefixes: 400 "TooManyPrefixes"
                "The bucket replication rule's prefixes number is beyond limit."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// A prefix of a replication rule has more than 1,023 characters.
            ReplicationPrefixInvalid: 400 "InvalidArgument" "The prefix of the replication rule is not valid."
                - Assumed "AlibabaCloudDocs/oss: PutBucketReplication gives the limit; code and text unknown";
            /// A prefix of a replication rule starts with another one.
            ReplicationPrefixesOverlap: 400 "InvalidArgument" "The prefixes of the replication rule overlap."
                "0031-00000019" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0031-00000019: the EC and when; status, code and text inferred";
            /// `Action` of a replication rule is not a list of `ALL`, `PUT`, `DELETE` and `ABORT`.
            ReplicationActionInvalid: 400 "InvalidArgument" "The action of the replication rule is not valid."
                "0031-00000023" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0031-00000023: the EC and when; status, code and text inferred";
            /// `HistoricalObjectReplication` is neither `enabled` nor `disabled`.
            HistoricalReplicationInvalid: 400 "InvalidArgument" "HistoricalObjectReplication is not valid."
                "0031-00000011" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0031-00000011: the EC and when; status, code and text inferred";
            /// `Status` of `SseKmsEncryptedObjects` is neither `Enabled` nor `Disabled`, or that of `RTC` is neither `enabled` nor
            /// `disabled`.
            ReplicationStatusInvalid: 400 "InvalidArgument" "The status in the replication rule is not valid."
                - Assumed "AlibabaCloudDocs/oss: PutBucketReplication gives the values; code and text unknown";
            /// `TransferType` is neither `internal` nor `oss_acc`.
            TransferTypeInvalid: 400 "InvalidArgument" "The transfer type of the replication rule is not supported."
                - [Documented Documented Assumed -] "AlibabaCloudDocs/oss: PutBucketReplication has status and code; text inferred";
            /// A replication rule selects SSE-KMS objects and names no key for the replicas.
            ReplicaKmsKeyIdMissing: 400 "InvalidArgument" "ReplicaKmsKeyID is missing in EncryptionConfiguration."
                "0031-00000033" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0031-00000033: the EC and when; status, code and text inferred";

            // Replication: the state of the world.

            /// The destination of a replication rule is not a bucket name.
            TargetBucketNameInvalid: 400 "InvalidTargetBucket" "The target bucket is invalid for bucket replication."
                "0031-00000101" [Assumed Assumed Assumed Documented] "help.aliyun.com/en/oss/user-guide/0031-00000101: the EC and when; status, code and text are those of another mistake in the page on HTTP 400";
            /// The destination of a replication rule is the bucket itself, does not exist, or belongs to another account and
            /// the rule names no role.
            InvalidTargetBucket: 400 "InvalidTargetBucket" "The target bucket is invalid for bucket replication."
                - Documented "AlibabaCloudDocs/oss: PutBucketReplication; HTTP 400 status code";
            /// The destination bucket of a replication rule is in another region than the rule names.
            InvalidTargetLocation: 400 "InvalidTargetLocation"
                "The target bucket you specified does not locate in the target location."
                - Observed "aliyun-oss-java-sdk: BucketReplicationTest";
            /// OSS does not replicate to the region of the destination bucket.
            BadReplicationLocation: 400 "BadReplicationLocation" "The replication location you choose is invalid."
                - Documented "AlibabaCloudDocs/oss: PutBucketReplication; HTTP 400 status code";
            /// OSS does not replicate from the region of the source bucket to another one.
            NoReplicationLocation: 400 "NoReplicationLocation"
                "The bucket does not have corresponding replication location."
                - Documented "AlibabaCloudDocs/oss: PutBucketReplication; HTTP 400 status code";
            /// Replication time control between regions that do not support it.
            RtcNotSupported: 400 "ReplicationLocationNotSupportRtc" "The replication location does not support RTC."
                - [Assumed Documented Assumed -] "help.aliyun.com/en/oss/developer-reference/putbucketreplication has the code; status and text inferred";
            /// One of source and destination of a replication rule keeps versions, and the other does not.
            ReplicationVersioningDiffers: 400 "InvalidRequest" "Different versioning status"
                - [Documented Observed Assumed -] "a captured answer of 2026, cut short after `status`; AlibabaCloudDocs/oss: HTTP 400 status code has status and code; the end of the text is inferred";
            /// The bucket has a replication rule to this destination; one that is closing counts.
            BucketReplicationAlreadyExist: 400 "BucketReplicationAlreadyExist" "Bucket replication already exists."
                "0031-00000044" Observed "aliyun-oss-python-sdk: test_bucket_replication.py; AlibabaCloudDocs/oss: HTTP 400 status code; help.aliyun.com/en/oss/user-guide/0031-00000044";
            /// The bucket has 100 replication rules.
            TooManyOutgoingReplication: 400 "TooManyOutgoingReplication"
                "You have attempted to create more outgoing replication for bucket than allowed."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// The destination bucket is the destination of 100 replication rules.
            TooManyIncomingReplication: 400 "TooManyIncomingReplication"
                "You have attempted to create more incoming replication for bucket than allowed."
                - Documented "AlibabaCloudDocs/oss: HTTP 400 status code";
            /// The bucket has no replication rule.
            NoSuchReplicationConfiguration: 404 "NoSuchReplicationConfiguration"
                "The bucket you specified does not have replication configuration."
                - Observed "aliyun-oss-java-sdk: BucketReplicationTest; AlibabaCloudDocs/oss: HTTP 404 status code";
            /// The bucket has no replication rule with this id.
            NoSuchReplicationRule: 404 "NoSuchReplicationRule" "The BucketReplicationRule you specified does not exist."
                - Observed "aliyun-oss-java-sdk: BucketReplicationTest; AlibabaCloudDocs/oss: HTTP 404 status code";
        } }
    };
}
