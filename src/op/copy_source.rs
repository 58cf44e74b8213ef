//! The source of a copy: the object that `x-oss-copy-source` names.
//!
//! Source: `alibabacloud.com/help/en/oss/developer-reference/copyobject`. Some clients write a blank as `+`, so a plus
//! is `%2B`. `UploadPartCopy` names its source in the same way, and refuses it by rows of its own.

use std::borrow::Cow;
use std::sync::Arc;

use super::body::not_utf8;
use super::context::Context;
use super::object::object;
use super::object_conditions::Conditions;
use super::object_encryption;
use super::object_restore::check_readable;
use super::permission::Permission;
use super::refusals::{invalid_argument, no_such_bucket};
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::{decode, lossy};
use crate::wire::{Call, Query, header};
use crate::world::{
    AccountIx, Found, SharedObject, StoredAccount, StoredBucket, StoredObject, VersionId, World, is_bucket_name,
};

/// The source of a copy.
pub(super) struct CopySource {
    pub bucket: String,
    pub key: String,
    pub version: Option<VersionId>,
    /// The owner of the bucket when the request was admitted.
    owner: Option<AccountIx>,
    conditions: Conditions,
}

/// The refusals of a source in one operation.
pub(super) struct CopySourceRefusals {
    pub invalid: Cause,
    /// The EC for an empty source, if it has one of its own.
    pub empty_ec: Option<&'static str>,
    /// The refusal of a named version that is a delete marker.
    pub delete_marker: Cause,
    /// The EC for a parameter other than `versionId`, if it has one of its own.
    pub parameter_ec: Option<&'static str>,
    /// The EC for an empty `versionId`, if it has one of its own.
    pub empty_version_ec: Option<&'static str>,
}

/// The bucket of the source of a copy; `None` if it does not exist.
pub(crate) fn copied(call: &Call, world: &World) -> Option<(Arc<StoredBucket>, Arc<StoredAccount>)> {
    // Only operations that copy read this header.
    let text = call.glance(header::X_OSS_COPY_SOURCE)?;
    let text = lossy(&text);
    let (bucket, _) = text.strip_prefix('/')?.split_once('/')?;
    let bucket = world.bucket(bucket)?;
    Some((bucket.clone(), world.account(bucket.owner).clone()))
}

impl CopySource {
    pub fn read(context: &Context<'_>, told: &CopySourceRefusals) -> Result<Self, Refusal> {
        let text = context.call.header(header::X_OSS_COPY_SOURCE).unwrap_or_default();
        let invalid = || {
            let ec = told.empty_ec.filter(|_| text.is_empty());
            Refusal { ec, ..invalid_argument(told.invalid, "x-oss-copy-source", &text) }
        };
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, Some(Query::parse(query))),
            None => (&*text, None),
        };
        let (bucket, key) = path.strip_prefix('/').and_then(|path| path.split_once('/')).ok_or_else(invalid)?;
        if !is_bucket_name(bucket) {
            return Err(Refusal::from(Cause::InvalidBucketName).with("BucketName", bucket));
        }
        let key = String::from_utf8(decode(key)).map_err(|error| not_utf8(error.as_bytes()))?;
        if key.is_empty() {
            return Err(invalid());
        }
        let version = match query {
            None => None,
            Some(query) => {
                let with_ec = |ec: Option<&'static str>| match ec {
                    Some(ec) => invalid().with_ec(ec),
                    None => invalid(),
                };
                let only = query.pairs().iter().all(|pair| &*pair.name == b"versionId");
                let id = query.get("versionId").filter(|_| only).ok_or_else(|| with_ec(told.parameter_ec))?;
                if id.is_empty() {
                    return Err(with_ec(told.empty_version_ec));
                }
                let unknown = || invalid_argument(Cause::VersionIdInvalid, "versionId", &id);
                Some(VersionId::read(&id).ok_or_else(unknown)?)
            }
        };
        Ok(Self {
            bucket: bucket.to_owned(),
            key,
            version,
            owner: context.permission.source.map(|(bucket, _)| bucket.owner),
            conditions: Conditions::of_copy_source(context.call),
        })
    }

    /// Returns `true` if the request writes the object that it reads.
    pub fn is(&self, context: &Context<'_>) -> bool {
        self.bucket == context.bucket && self.key == *context.key
    }

    /// Returns the context of the same request, about the source.
    fn there<'s>(&'s self, context: &'s Context<'_>) -> Context<'s> {
        Context { bucket: &self.bucket, key: Cow::Borrowed(&self.key), owner: self.owner, ..*context }
    }

    /// Returns the object as it was when the request was admitted, for work outside the lock.
    pub fn admitted<'p>(&self, permission: &Permission<'p>) -> Option<&'p SharedObject> {
        let (bucket, _) = permission.source?;
        bucket.objects.find(&self.key, self.version).object()
    }

    /// Finds the object, if it is readable and matches the conditions, with `true` if its bucket keeps versions or once did.
    pub fn find(
        &self,
        context: &Context<'_>,
        world: &World,
        told: &CopySourceRefusals,
    ) -> Result<(SharedObject, bool), Refusal> {
        let here = context.bucket(world)?;
        let there = self.there(context);
        // The bucket may exist in another place than the target.
        let bucket = world.bucket(&self.bucket).filter(|bucket| self.owner == Some(bucket.owner));
        let bucket = bucket.ok_or_else(|| no_such_bucket(&self.bucket))?;
        if bucket.region != here.region || bucket.cloudbox != here.cloudbox {
            return Err(Cause::CrossRegionCopy.into());
        }
        if let (Found::DeleteMarker(_), Some(_)) = (bucket.objects.find(&self.key, self.version), self.version) {
            return Err(Refusal::from(told.delete_marker).with("Key", &*self.key));
        }
        let object = object(bucket, &there, self.version)?;
        self.conditions.check(object.etag, object.modified())?;
        check_readable(object, bucket, context.now)?;
        if !object.is_readable(context.now) {
            context.call.assume(Assumption::DirectReadOfCopies);
        }
        Ok((object.clone(), bucket.settings.versioning.is_some()))
    }

    /// Calls KMS to decrypt the data key of the object.
    pub fn decrypt(&self, object: &StoredObject, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        object_encryption::decrypt(object.extra.encryption.as_ref(), &self.there(context), world)
    }
}

impl Permission<'_> {
    /// Checks that the caller may read the source of a copy, its version, and the key that encrypts it.
    pub(super) fn check_source(&self, source: &CopySource) -> Result<(), Refusal> {
        let Some((bucket, owner)) = self.source else { return Err(no_such_bucket(&source.bucket)) };
        if owner.suspended {
            return Err(Refusal::from(Cause::UserDisable).with("BucketName", &*source.bucket));
        }
        self.check_reading((bucket, owner), &source.key, source.version, true)
    }
}
