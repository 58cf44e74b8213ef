//! The operations that ossmock emulates: their inputs and outputs as values, so that a request can stop between two steps.

use bytes::Bytes;
use http::{Request, StatusCode};

use super::operate::{Answer, Intake, Operate};
#[cfg(test)]
use super::trial_call;
use super::{Context, Operation, Permission};
use super::{
    bucket, bucket_acl, bucket_encryption, bucket_info, bucket_policy, bucket_replication, bucket_request_payment,
    bucket_tags, bucket_versioning, live_channel, multipart, multipart_complete, multipart_copy, multipart_list,
    multipart_part, object_acl, object_append, object_copy, object_delete, object_delete_many, object_list,
    object_post, object_put, object_read, object_restore, object_seal, object_symlink, object_tagging, object_versions,
    public_access_block, remove, service, show,
};
use crate::error::Refusal;
use crate::wire::Reply;
use crate::world::{EncryptionRule, World};

/// Makes everything that goes by operation of the list: a line is an operation and its `Operate` impl.
macro_rules! emulated {
    ($($(#[$when:meta])* $operation:ident => $implementation:ty,)+) => {
        impl Operation {
            /// The operations ossmock emulates; the others are answered with `NotEmulated`.
            pub const EMULATED: &'static [Self] = &[$($(#[$when])* Self::$operation,)+];

            /// Whether ossmock emulates the operation.
            #[must_use]
            pub const fn is_emulated(self) -> bool {
                match self {
                    $($(#[$when])* Self::$operation => true,)+
                    _ => false,
                }
            }

            /// What the checks before the operation need to know about it.
            pub(super) const fn intake(self) -> Intake {
                match self {
                    $($(#[$when])* Self::$operation => Intake::of::<$implementation>(),)+
                    _ => Intake::NONE,
                }
            }
        }

        /// What a request asks for, fully checked. Boxed, as some are large and all are moved.
        pub(crate) enum Input {
            $($(#[$when])* $operation(Box<<$implementation as Operate>::Input>),)+
        }

        /// What came of a request.
        pub(crate) enum Output {
            $($(#[$when])* $operation(<$implementation as Operate>::Output),)+
        }

        impl Input {
            /// Reads a request that means the operation.
            pub(super) fn read(operation: Operation, context: &Context<'_>) -> Result<Self, Refusal> {
                match operation {
                    $($(#[$when])* Operation::$operation => {
                        Ok(Self::$operation(Box::new(<$implementation as Operate>::read(context)?)))
                    })+
                    other => Err(Refusal::not_emulated(other.name())),
                }
            }

            /// Returns the encryption rule that is asked for.
            pub fn rule(&self) -> Option<&EncryptionRule> {
                match self {
                    $($(#[$when])* Self::$operation(input) => <$implementation as Operate>::rule(input),)+
                }
            }

            /// Checks that the caller may also do what only the body told.
            pub fn permit(&self, permission: &Permission<'_>) -> Result<(), Refusal> {
                match self {
                    $($(#[$when])* Self::$operation(input) => <$implementation as Operate>::permit(input, permission),)+
                }
            }

            /// Changes the world, or reads from it.
            pub fn apply(self, context: &Context<'_>, world: &mut World) -> Result<Output, Refusal> {
                match self {
                    $($(#[$when])* Self::$operation(input) => {
                        <$implementation as Operate>::apply(*input, context, world).map(Output::$operation)
                    })+
                }
            }
        }

        impl Output {
            /// Returns the call that OSS makes before it answers, if it makes one.
            pub fn call_out(&self, context: &Context<'_>) -> Option<Request<Bytes>> {
                match self {
                    $($(#[$when])* Self::$operation(output) => <$implementation as Operate>::call_out(output, context),)+
                }
            }

            /// Goes on after the call.
            pub fn resume(self, answer: Answer, context: &Context<'_>, world: &mut World) -> Result<Self, Refusal> {
                match self {
                    $($(#[$when])* Self::$operation(output) => {
                        <$implementation as Operate>::resume(output, answer, context, world).map(Self::$operation)
                    })+
                }
            }

            /// Returns the status of the answer.
            pub fn status(&self) -> StatusCode {
                match self {
                    $($(#[$when])* Self::$operation(output) => <$implementation as Operate>::status(output),)+
                }
            }

            /// Writes the answer.
            pub fn write(&self, context: &Context<'_>) -> Reply {
                match self {
                    $($(#[$when])* Self::$operation(output) => <$implementation as Operate>::write(output, context),)+
                }
            }
        }
    };
}

emulated! {
    PutBucketEncryption => bucket_encryption::Put,
    GetBucketEncryption => bucket_encryption::Get,
    DeleteBucketEncryption => remove::Remove<bucket_encryption::Delete>,
    PutBucket => bucket::Put,
    DeleteBucket => remove::Remove<bucket::Delete>,
    GetBucketInfo => show::Show<bucket_info::Get>,
    GetBucketLocation => show::Show<bucket_info::Location>,
    PutBucketAcl => bucket_acl::Put,
    GetBucketAcl => show::Show<bucket_acl::Get>,
    PutBucketPolicy => bucket_policy::Put,
    GetBucketPolicy => bucket_policy::Get,
    DeleteBucketPolicy => remove::Remove<bucket_policy::Delete>,
    GetBucketPolicyStatus => show::Show<bucket_policy::Status>,
    PutBucketPublicAccessBlock => public_access_block::PutOfBucket,
    GetBucketPublicAccessBlock => show::Show<public_access_block::OfBucket>,
    DeleteBucketPublicAccessBlock => remove::Remove<public_access_block::DeleteOfBucket>,
    PutBucketVersioning => bucket_versioning::Put,
    GetBucketVersioning => show::Show<bucket_versioning::Get>,
    PutBucketRequestPayment => bucket_request_payment::Put,
    GetBucketRequestPayment => show::Show<bucket_request_payment::Get>,
    PutBucketTags => bucket_tags::Put,
    GetBucketTags => show::Show<bucket_tags::Get>,
    DeleteBucketTags => remove::Remove<bucket_tags::Delete>,
    PutPublicAccessBlock => public_access_block::PutOfAccount,
    GetPublicAccessBlock => public_access_block::GetOfAccount,
    DeletePublicAccessBlock => remove::Remove<public_access_block::DeleteOfAccount>,
    PutBucketReplication => bucket_replication::Put,
    GetBucketReplication => bucket_replication::Get,
    DeleteBucketReplication => bucket_replication::Delete,
    GetBucketReplicationLocation => show::Show<bucket_replication::Location>,
    GetBucketReplicationProgress => bucket_replication::Progress,
    HeadBucket => show::Show<bucket_info::Head>,
    ListLiveChannel => live_channel::List,
    ListBuckets => service::List,
    PutObject => object_put::Put,
    PostObject => object_post::Post,
    GetObject => object_read::Get,
    HeadObject => object_read::Head,
    GetObjectMeta => object_read::Meta,
    DeleteObject => object_delete::Delete,
    DeleteMultipleObjects => object_delete_many::Delete,
    CopyObject => object_copy::Copy,
    AppendObject => object_append::Append,
    SealAppendObject => object_seal::Seal,
    ListObjects => object_list::List,
    ListObjectsV2 => object_list::ListV2,
    ListObjectVersions => object_versions::List,
    PutObjectAcl => object_acl::Put,
    GetObjectAcl => object_acl::Get,
    PutObjectTagging => object_tagging::Put,
    GetObjectTagging => object_tagging::Get,
    DeleteObjectTagging => object_tagging::Delete,
    PutSymlink => object_symlink::Put,
    GetSymlink => object_symlink::Get,
    RestoreObject => object_restore::Restore,
    InitiateMultipartUpload => multipart::Initiate,
    UploadPart => multipart_part::Put,
    UploadPartCopy => multipart_copy::Copy,
    CompleteMultipartUpload => multipart_complete::Complete,
    AbortMultipartUpload => multipart::Abort,
    ListMultipartUploads => multipart_list::Uploads,
    ListParts => multipart_list::Parts,
    #[cfg(test)]
    WriteGetObjectResponse => trial_call::Call,
}
