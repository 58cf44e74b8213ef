//! The view of an exchange that operations have: the request with its body, and the facts found for it.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;

use super::hash;
use super::permission::Permission;
use super::refusals::no_such_bucket;
use crate::auth::Caller;
use crate::error::{Cause, Profile, Refusal};
use crate::wire::{Call, data_endpoint, endpoint, intranet_endpoint, xml};
use crate::world::{AccountIx, StoredBucket, World};

/// The view of an exchange that operations have.
pub(crate) struct Context<'a> {
    pub call: &'a Call,
    pub body: &'a Bytes,
    /// The MD5 of the body, if it is known already.
    pub md5: Option<[u8; 16]>,
    pub profile: Profile,
    pub caller: &'a Caller,
    /// Decides whether the caller may do more than the request as such needs.
    pub permission: &'a Permission<'a>,
    pub request_id: &'a str,
    /// The bucket's name; empty for the service.
    pub bucket: &'a str,
    /// The object's name; empty for bucket and service.
    pub key: Cow<'a, str>,
    /// The key of the request, if it is another: that of a directory whose index page the key is.
    pub index_of: Option<&'a str>,
    /// The refusal of a caller that may not read the object, but that the website of the bucket may answer.
    pub denied: Option<&'a Refusal>,
    /// The account of the caller; `None` for an anonymous caller.
    pub account: Option<AccountIx>,
    /// The owner of the bucket when the request was admitted; `None` if there was no bucket.
    pub owner: Option<AccountIx>,
    /// The host to print as `ExtranetEndpoint` instead of the endpoint of the bucket's region.
    pub extranet_endpoint: Option<&'a str>,
    /// The region that the endpoint stands for.
    pub region: &'a str,
    /// The CloudBox that the endpoint stands for; a bucket that the request makes is on it.
    pub cloudbox: Option<&'a Arc<str>>,
    pub now: Timestamp,
    /// The number of bytes that the fake may store.
    pub max_stored: u64,
    /// `true` if the fake forces downloads at default domains.
    pub force_download: bool,
    /// `true` if the fake compresses text for clients that accept gzip.
    pub gzip: bool,
}

impl Context<'_> {
    /// Reads the body as XML with this root.
    pub(super) fn xml(&self, root: &str) -> Result<xml::XmlBody<'_>, xml::Malformed> {
        xml::XmlBody::read(self.body, root, xml::Characters::Xml, self.call)
    }

    /// Reads the body as XML that lists keys, which may have characters that XML does not.
    pub(super) fn xml_of_keys(&self, root: &str) -> Result<xml::XmlBody<'_>, xml::Malformed> {
        xml::XmlBody::read(self.body, root, xml::Characters::OfKeys, self.call)
    }

    /// Returns the MD5 of the body.
    pub(super) fn md5(&self) -> [u8; 16] {
        self.md5.unwrap_or_else(|| hash::md5(self.body))
    }

    /// Finds the bucket, which may have gone since the request was admitted. A bucket that another account has created under
    /// its name, or that is in another place, is not the bucket that the decision was about.
    pub(super) fn bucket<'w>(&self, world: &'w World) -> Result<&'w Arc<StoredBucket>, Refusal> {
        let same = |bucket: &&Arc<StoredBucket>| {
            self.owner.is_none_or(|owner| owner == bucket.owner) && self.cloudbox == bucket.cloudbox.as_ref()
        };
        world.bucket(self.bucket).filter(same).ok_or_else(|| no_such_bucket(self.bucket))
    }

    pub(super) fn bucket_mut<'w>(&self, world: &'w mut World) -> Result<&'w mut StoredBucket, Refusal> {
        self.bucket(world)?;
        world.bucket_mut(self.bucket).ok_or_else(|| no_such_bucket(self.bucket))
    }

    /// Returns the `ExtranetEndpoint` that a bucket prints.
    pub(super) fn extranet_endpoint(&self, bucket: &StoredBucket) -> String {
        self.extranet_endpoint.map_or_else(|| endpoint_of(bucket), str::to_owned)
    }

    /// Returns the caller's account, for operations that anonymous callers are not allowed.
    pub(super) fn account(&self) -> Result<AccountIx, Refusal> {
        self.account.ok_or_else(|| Cause::AnonymousBucket.into())
    }
}

/// The endpoint of a bucket. A CloudBox has no public endpoint; the value printed for it is assumed.
pub(super) fn endpoint_of(bucket: &StoredBucket) -> String {
    match &bucket.cloudbox {
        Some(id) => data_endpoint(id, &bucket.region),
        None => endpoint(&bucket.region),
    }
}

/// The endpoint of a bucket inside the vendor's network.
pub(super) fn intranet_endpoint_of(bucket: &StoredBucket) -> String {
    match &bucket.cloudbox {
        Some(id) => data_endpoint(id, &bucket.region),
        None => intranet_endpoint(&bucket.region),
    }
}
