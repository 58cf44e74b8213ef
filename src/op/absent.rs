//! The operations that ossmock lacks, each with the reason.

use super::operations::Operation;

/// Declares the reasons, each with its operations of `oss`.
macro_rules! reasons {
    ($($reason:literal: $($operation:ident)+;)+) => {
        const REASONS: &[(&str, &[Operation])] = &[$(($reason, &[$(Operation::$operation),+])),+];
    };
}

reasons! {
    "it limits bandwidth by the Gbit/s, or requests by the second, and a fake throttles no request":
        PutBucketQosInfo DeleteBucketQosInfo GetUserQosInfo;
    "it is about pools of throughput, which are in preview, and a fake throttles no request":
        ListResourcePools GetResourcePoolInfo ListResourcePoolBuckets PutResourcePoolRequesterQoSInfo
        GetResourcePoolRequesterQoSInfo DeleteResourcePoolRequesterQoSInfo ListResourcePoolRequesterQoSInfos
        ListResourcePoolBucketGroups PutResourcePoolBucketGroupQoSInfo GetResourcePoolBucketGroupQoSInfo
        DeleteResourcePoolBucketGroupQoSInfo ListResourcePoolBucketGroupQoSInfos PutBucketResourcePoolBucketGroup
        PutBucketRequesterQoSInfo GetBucketRequesterQoSInfo DeleteBucketRequesterQoSInfo ListBucketRequesterQoSInfos;
    "no source tells how OSS refuses a write beyond the capacity":
        SetBucketStorageCapacity GetBucketStorageCapacity;
    "no source has an answer to it":
        ListBucketsInRegions GetBucketReplicationProgressAll;
    "what it does by the clock is not emulated":
        PutBucketObjectWormConfiguration GetBucketObjectWormConfiguration
        PutObjectRetention GetObjectRetention PutObjectLegalHold GetObjectLegalHold CreateBucketDataRedundancyTransition
        GetBucketDataRedundancyTransition DeleteBucketDataRedundancyTransition ListBucketDataRedundancyTransition
        ListUserDataRedundancyTransition CleanRestoredObject;
    "an access point has an address and a policy of its own, which ossmock does not decide":
        CreateAccessPoint DeleteAccessPoint GetAccessPoint ListAccessPoints PutAccessPointPolicy GetAccessPointPolicy
        DeleteAccessPointPolicy PutAccessPointPublicAccessBlock GetAccessPointPublicAccessBlock
        DeleteAccessPointPublicAccessBlock;
    "it is about functions of the account, which ossmock does not run":
        CreateAccessPointForObjectProcess DeleteAccessPointForObjectProcess GetAccessPointForObjectProcess
        ListAccessPointsForObjectProcess PutAccessPointConfigForObjectProcess GetAccessPointConfigForObjectProcess
        PutAccessPointPolicyForObjectProcess GetAccessPointPolicyForObjectProcess
        DeleteAccessPointPolicyForObjectProcess WriteGetObjectResponse;
    "it is about images, documents or videos, which ossmock does not process":
        ProcessObject AsyncProcessObject PutStyle GetStyle DeleteStyle ListStyle PutBucketProcess GetBucketProcess
        PutBucketImage GetBucketImage DeleteBucketImage;
    "it is SQL over an object, which ossmock does not run":
        SelectObject CreateSelectObjectMeta;
    "it is about an index of the contents of objects, which ossmock does not build":
        OpenMetaQuery CloseMetaQuery DoMetaQuery GetMetaQueryStatus DoMetaQueryAction CreateDataset GetDataset
        UpdateDataset DeleteDataset ListDatasets SimpleQuery SemanticQuery DoDataPipeLineAction
        PutDataPipelineConfiguration GetDataPipelineConfiguration ListDataPipelineConfigurations
        DeleteDataPipelineConfiguration;
    "it is about live streams, which ossmock does not receive":
        PutLiveChannel GetLiveChannelInfo DeleteLiveChannel PutLiveChannelStatus GetLiveChannelStat
        GetLiveChannelHistory PostVodPlaylist GetVodPlaylist;
    "ossmock makes no calls of uploads and fetches no URL":
        PutBucketCallbackPolicy GetBucketCallbackPolicy DeleteBucketCallbackPolicy PutAsyncFetchTask GetAsyncFetchTask;
    "one SDK has it, and no source tells when it counts":
        PutBucketResponseHeader GetBucketResponseHeader DeleteBucketResponseHeader;
    "it is about the network of OSS, of which a fake has none":
        InitUserAntiDDosInfo UpdateUserAntiDDosInfo GetUserAntiDDosInfo InitBucketAntiDDosInfo UpdateBucketAntiDDosInfo
        ListBucketAntiDDosInfo PutBucketDataAccelerator GetBucketDataAccelerator DeleteBucketDataAccelerator CreateVpcip
        ListVpcip DeleteVpcip CreateBucketVpcip GetBucketVpcip DeleteBucketVpcip;
    "it is about jobs of the service, whose states no source describes in full":
        CreateJob DescribeJob UpdateJobPriority UpdateJobStatus ListJobs;
    "it is about Agentic Buckets, whose syntax no source has in full":
        ListAgenticBuckets CreateAgenticBucket GetAgenticBucket DeleteAgenticBucket PutAgenticBucketStatus
        PutAgenticBucketAcl GetAgenticBucketAcl PutAgenticBucketEncryption GetAgenticBucketEncryption
        DeleteAgenticBucketEncryption PutAgenticBucketVersioning GetAgenticBucketVersioning PutAgenticBucketPolicy
        GetAgenticBucketPolicy DeleteAgenticBucketPolicy PutAgenticBucketPublicAccessBlock
        GetAgenticBucketPublicAccessBlock DeleteAgenticBucketPublicAccessBlock ListBucketSpaces CreateBucketSpace
        DeleteBucketSpace;
    "it is about directories, which buckets of ossmock do not have":
        CreateDirectory DeleteDirectory Rename;
    "OSS offers it no more":
        CreateUdf ListUdfs GetUdf DeleteUdf UploadUdfImage GetUdfImage DeleteUdfImage ListUdfApplications
        CreateUdfApplication GetUdfApplication DeleteUdfApplication UpgradeUdfApplication ResizeUdfApplication
        GetUdfApplicationLog;
}

impl Operation {
    /// The reason why ossmock does not emulate the operation; `None` if it does.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::Operation;
    ///
    /// assert_eq!(Operation::PutStyle.absence(), Some("it is about images, documents or videos, which ossmock does not process"));
    /// assert_eq!(Operation::PutBucketEncryption.absence(), None);
    /// ```
    #[must_use]
    pub fn absence(self) -> Option<&'static str> {
        match self.product() {
            "oss" => REASONS.iter().find(|(_, operations)| operations.contains(&self)).map(|(reason, _)| *reason),
            _ => Some("it is of another service, which ossmock lacks"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_that_is_not_emulated_has_one_reason_and_no_other_has_any() {
        for operation in Operation::ALL.iter().filter(|operation| **operation != Operation::WriteGetObjectResponse) {
            let count = REASONS.iter().flat_map(|(_, operations)| *operations).filter(|it| *it == operation).count();
            let expected = usize::from(!operation.is_emulated() && operation.product() == "oss");
            assert_eq!(count, expected, "{operation}: an operation that is emulated is to be taken out of this list");
            assert_eq!(operation.absence().is_none(), operation.is_emulated(), "{operation}");
        }
    }
}
