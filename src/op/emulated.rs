//! The operations that ossmock emulates: their inputs and outputs as values, so that a request can stop between two steps.

use bytes::Bytes;
use http::{Request, StatusCode};

use super::context::Context;
use super::list::list;
use super::operate::{Answer, Operate, Traits};
use super::operations::Operation;
use super::permission::Permission;
#[cfg(test)]
use super::trial_call;
use super::{
    bucket, bucket_acceleration, bucket_access_monitor, bucket_acl, bucket_archive_direct_read, bucket_cname,
    bucket_cors, bucket_encryption, bucket_https, bucket_info, bucket_inventory, bucket_lifecycle, bucket_log_fields,
    bucket_logging, bucket_overwrite, bucket_policy, bucket_qos, bucket_referer, bucket_replication,
    bucket_request_payment, bucket_resource_group, bucket_rtc, bucket_stat, bucket_tags, bucket_versioning,
    bucket_website, bucket_worm, cloudbox_list, live_channel, multipart, multipart_complete, multipart_copy,
    multipart_list, multipart_part, object_acl, object_append, object_copy, object_delete, object_delete_many,
    object_list, object_post, object_put, object_read, object_restore, object_seal, object_symlink, object_tagging,
    object_versions, public_access_block, regions, remove, service, show,
};
use crate::error::Refusal;
use crate::wire::Reply;
use crate::world::{EncryptionRule, World};

/// Generates the code that depends on the implementations in the list.
macro_rules! emulated {
    // The row of an implementation has every field, except the row of an operation that only tests have.
    (@whole { $($row:tt)* } []) => {};
    (@whole ( $($row:tt)* ) [test]) => {};
    (
        oss { $($operation:ident $row:tt $(=> $(#[cfg($when:ident)])? $implementation:ty)?;)+ }
        $($others:tt)*
    ) => {
        $($(emulated!(@whole $row [$($when)?]);)?)+

        impl Operation {
            /// The operations ossmock emulates; the others are answered with `NotEmulated`.
            pub const EMULATED: &'static [Self] = &[$($($(#[cfg($when)])? Self::$operation,)?)+];

            /// Returns `true` if ossmock emulates the operation.
            #[must_use]
            pub const fn is_emulated(self) -> bool {
                match self {
                    $($($(#[cfg($when)])? Self::$operation => true,)?)+
                    _ => false,
                }
            }

            /// The facts of its implementation that the steps around it need.
            pub(super) const fn traits(self) -> Traits {
                match self {
                    $($($(#[cfg($when)])? Self::$operation => Traits::of::<$implementation>(),)?)+
                    _ => Traits::NONE,
                }
            }
        }

        /// The input of a request, fully checked. Boxed, as some inputs are large and all are moved.
        pub(crate) enum Input {
            $($($(#[cfg($when)])? $operation(Box<<$implementation as Operate>::Input>),)?)+
        }

        /// The result of a request; boxed like an input.
        pub(crate) enum Output {
            $($($(#[cfg($when)])? $operation(Box<<$implementation as Operate>::Output>),)?)+
        }

        impl Input {
            /// Reads a request for the operation.
            pub(super) fn read(operation: Operation, context: &Context<'_>) -> Result<Self, Refusal> {
                match operation {
                    $($($(#[cfg($when)])? Operation::$operation => {
                        Ok(Self::$operation(Box::new(<$implementation as Operate>::read(context)?)))
                    })?)+
                    other => Err(Refusal::not_emulated(other.name())),
                }
            }

            /// Returns the encryption rule that the request asks for.
            pub fn rule(&self) -> Option<&EncryptionRule> {
                match self {
                    $($($(#[cfg($when)])? Self::$operation(input) => <$implementation as Operate>::rule(input),)?)+
                }
            }

            /// Checks the permissions that only the body names.
            pub fn permit(&self, permission: &Permission<'_>) -> Result<(), Refusal> {
                match self {
                    $($($(#[cfg($when)])? Self::$operation(input) => <$implementation as Operate>::permit(input, permission),)?)+
                }
            }

            /// Changes the world, or reads from it.
            pub fn apply(self, context: &Context<'_>, world: &mut World) -> Result<Output, Refusal> {
                match self {
                    $($($(#[cfg($when)])? Self::$operation(input) => {
                        let output = <$implementation as Operate>::apply(*input, context, world)?;
                        Ok(Output::$operation(Box::new(output)))
                    })?)+
                }
            }
        }

        impl Output {
            /// Returns the call that OSS makes before it answers, if it makes one.
            pub fn call_out(&self, context: &Context<'_>) -> Option<Request<Bytes>> {
                match self {
                    $($($(#[cfg($when)])? Self::$operation(output) => <$implementation as Operate>::call_out(output, context),)?)+
                }
            }

            /// Hashes the answer to the call, outside the lock.
            pub fn hash(&mut self, answer: &Answer) {
                match self {
                    $($($(#[cfg($when)])? Self::$operation(output) => <$implementation as Operate>::hash(output, answer),)?)+
                }
            }

            /// Continues after the call.
            pub fn resume(self, answer: Answer, context: &Context<'_>, world: &mut World) -> Result<Self, Refusal> {
                match self {
                    $($($(#[cfg($when)])? Self::$operation(output) => {
                        let output = <$implementation as Operate>::resume(*output, answer, context, world)?;
                        Ok(Self::$operation(Box::new(output)))
                    })?)+
                }
            }

            /// Returns the status of the answer.
            pub fn status(&self) -> StatusCode {
                match self {
                    $($($(#[cfg($when)])? Self::$operation(output) => <$implementation as Operate>::status(output),)?)+
                }
            }

            /// Writes the answer.
            pub fn write(&self, context: &Context<'_>) -> Reply {
                match self {
                    $($($(#[cfg($when)])? Self::$operation(output) => <$implementation as Operate>::write(output, context),)?)+
                }
            }
        }
    };
}

list!(emulated);
