//! What each operation is: one file per resource, one listed line per operation.

mod bucket;
mod bucket_acl;
mod bucket_encryption;
mod bucket_info;
mod denial;
mod permission;
mod service;
mod show;
mod table;

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{Method, StatusCode};
use jiff::Timestamp;
use md5::{Digest as _, Md5};

use crate::error::{Cause, Profile, Refusal};
use crate::wire::{Call, Reply, endpoint, header};
use crate::world::{AccountIx, Bucket, EncryptionRule, World};

pub(crate) use permission::Permission;
pub(crate) use table::route;
pub use table::{Level, Operation};

/// The largest body of an operation that takes XML. OSS has a limit and publishes no number.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// The operations ossmock does, in the order of the README. Adding one: a line here, its `Operate` impl, its cases.
macro_rules! emulated {
    ($($operation:ident => $implementation:ty,)+) => {
        impl Operation {
            /// The operations ossmock emulates; the others are answered with `NotEmulated`.
            pub const EMULATED: &'static [Self] = &[$(Self::$operation,)+];

            /// Whether ossmock emulates the operation.
            #[must_use]
            pub const fn is_emulated(self) -> bool {
                matches!(self, $(Self::$operation)|+)
            }
        }

        /// Reads, applies and writes an emulated operation.
        pub(crate) fn run(
            operation: Operation,
            request: &Request<'_>,
            scene: &Scene<'_>,
            commit: &mut impl Commit,
        ) -> Result<Reply, Refusal> {
            match operation {
                $(Operation::$operation => run_one::<$implementation>(request, scene, commit),)+
                other => Err(Refusal::not_emulated(other.name())),
            }
        }
    };
}

emulated! {
    PutBucketEncryption => bucket_encryption::Put,
    GetBucketEncryption => bucket_encryption::Get,
    DeleteBucketEncryption => bucket_encryption::Delete,
    PutBucket => bucket::Put,
    DeleteBucket => bucket::Delete,
    GetBucketInfo => show::Show<bucket_info::Get>,
    GetBucketLocation => show::Show<bucket_info::Location>,
    PutBucketAcl => bucket_acl::Put,
    GetBucketAcl => show::Show<bucket_acl::Get>,
    ListBuckets => service::List,
}

/// An admitted request with its body.
pub(crate) struct Request<'a> {
    pub call: &'a Call,
    pub body: &'a [u8],
    pub profile: Profile,
    /// Whether the caller may do more than the request as such needs.
    pub permission: &'a Permission<'a>,
}

/// Around what an operation happens.
pub(crate) struct Scene<'a> {
    /// The bucket's name; empty for the service.
    pub bucket: &'a str,
    /// The account of the caller; none for an anonymous one.
    pub account: Option<AccountIx>,
    /// Who owned the bucket when the request was admitted; none if it was not there.
    pub owner: Option<AccountIx>,
    /// What to print as `ExtranetEndpoint` instead of that of the bucket's region.
    pub extranet_endpoint: Option<&'a str>,
    /// The region the endpoint stands for.
    pub region: &'a str,
    pub now: Timestamp,
}

impl Scene<'_> {
    /// A bucket that was there when the request was admitted, and may have gone since. One that another account has
    /// made in its place is not the one the decision was about.
    fn bucket<'w>(&self, world: &'w World) -> Result<&'w Arc<Bucket>, Refusal> {
        let same = |bucket: &&Arc<Bucket>| self.owner.is_none_or(|owner| owner == bucket.owner);
        world.bucket(self.bucket).filter(same).ok_or_else(|| no_such_bucket(self.bucket))
    }

    fn bucket_mut<'w>(&self, world: &'w mut World) -> Result<&'w mut Bucket, Refusal> {
        self.bucket(world)?;
        world.bucket_mut(self.bucket).ok_or_else(|| no_such_bucket(self.bucket))
    }

    /// What a bucket prints as its `ExtranetEndpoint`.
    fn extranet_endpoint(&self, bucket: &Bucket) -> String {
        self.extranet_endpoint.map_or_else(|| endpoint(&bucket.region), str::to_owned)
    }

    /// The caller's account, for operations no anonymous caller is let into.
    fn account(&self) -> Result<AccountIx, Refusal> {
        self.account.ok_or_else(|| Cause::AnonymousBucket.into())
    }
}

/// What an operation is. `read` and `write` run outside the lock; `apply` runs under it and checks before it changes.
pub(crate) trait Operate {
    /// What the request asks for, fully checked.
    type Input;
    /// What the answer says.
    type Output;

    /// The status of success.
    const STATUS: StatusCode = StatusCode::OK;
    /// Whether `x-oss-server-side-encryption` may be there.
    const TAKES_ENCRYPTION_HEADER: bool = false;
    /// Whether there must be a body.
    const NEEDS_BODY: bool = false;

    fn read(request: &Request<'_>) -> Result<Self::Input, Refusal>;
    /// The encryption rule it asks for: the journal keeps it.
    fn rule(_: &Self::Input) -> Option<&EncryptionRule> {
        None
    }
    /// Whether the caller may also do what only the body told; outside the lock.
    fn permit(_: &Self::Input, _: &Permission<'_>) -> Result<(), Refusal> {
        Ok(())
    }
    fn apply(input: Self::Input, scene: &Scene<'_>, world: &mut World) -> Result<Self::Output, Refusal>;
    fn write(output: &Self::Output, scene: &Scene<'_>) -> Reply;
}

/// Runs a change under the lock, and notes its outcome there.
pub(crate) trait Commit {
    /// Notes the encryption rule the request asks for, before anything is refused that only the body told.
    fn asked(&mut self, rule: &EncryptionRule);

    fn commit<T>(
        &mut self,
        success: StatusCode,
        apply: impl FnOnce(&mut World) -> Result<T, Refusal>,
    ) -> Result<T, Refusal>;
}

fn run_one<O: Operate>(request: &Request<'_>, scene: &Scene<'_>, commit: &mut impl Commit) -> Result<Reply, Refusal> {
    check_headers(request.call, O::TAKES_ENCRYPTION_HEADER)?;
    let body = check_body(request, O::NEEDS_BODY)?;
    let input = O::read(&Request { body, ..*request })?;
    if let Some(rule) = O::rule(&input) {
        commit.asked(rule);
    }
    O::permit(&input, request.permission)?;
    let output = commit.commit(O::STATUS, |world| O::apply(input, scene, world))?;
    let reply = O::write(&output, scene);
    debug_assert_eq!(reply.status, O::STATUS, "the journal and the answer must agree");
    Ok(reply)
}

/// Conditional headers, and the encryption header where it is not taken.
fn check_headers(call: &Call, takes_encryption_header: bool) -> Result<(), Refusal> {
    if call.method == Method::PUT {
        for (name, written) in [
            (header::IF_MODIFIED_SINCE, "If-Modified-Since"),
            (header::IF_UNMODIFIED_SINCE, "If-Unmodified-Since"),
            (header::IF_MATCH, "If-Match"),
            (header::IF_NONE_MATCH, "If-None-Match"),
        ] {
            if call.has_header(name) {
                return Err(Refusal::from(Cause::NotImplemented).with("Header", written));
            }
        }
    }
    if !takes_encryption_header && call.has_header(header::X_OSS_ENCRYPTION) {
        return Err(Cause::EncryptionHeaderNotSupported.into());
    }
    Ok(())
}

/// Length and digest. The body is what `Content-Length` says of it.
fn check_body<'a>(request: &Request<'a>, needs_body: bool) -> Result<&'a [u8], Refusal> {
    let call = request.call;
    let mut body = request.body;
    let announced = call.content_length();
    if body.len() > MAX_BODY || announced.is_some_and(|length| length > MAX_BODY as u64) {
        return Err(Cause::BodyTooLarge.into());
    }
    match announced.and_then(|length| usize::try_from(length).ok()) {
        Some(length) if body.len() < length => return Err(Cause::IncompleteBody.into()),
        Some(length) => body = &body[..length],
        // A request made in memory may have a body and no length; over HTTP it cannot.
        None if needs_body && body.is_empty() && !call.has_header(header::TRANSFER_ENCODING) => {
            return Err(Cause::MissingContentLength.into());
        }
        None => {}
    }
    if let Some(digest) = call.header(header::CONTENT_MD5) {
        let digest = BASE64_STANDARD.decode(&*digest).ok().filter(|digest| digest.len() == 16);
        let digest = digest.ok_or(Cause::ContentMd5Invalid)?;
        if *digest != *Md5::digest(body) {
            return Err(Cause::ContentMd5Mismatch.into());
        }
    }
    Ok(body)
}

pub(crate) fn no_such_bucket(name: &str) -> Refusal {
    Refusal::from(Cause::NoSuchBucket).with("BucketName", name)
}

/// A header or parameter whose value is not one of those there are.
fn invalid_argument(cause: Cause, name: &str, value: &str) -> Refusal {
    Refusal::from(cause).with("ArgumentName", name).with("ArgumentValue", value)
}

impl From<crate::wire::xml::Malformed> for Refusal {
    fn from(malformed: crate::wire::xml::Malformed) -> Self {
        Self::from(Cause::MalformedXml).note(malformed.0)
    }
}
