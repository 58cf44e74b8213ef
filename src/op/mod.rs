//! What each operation is: one file per resource, one listed line per operation.

mod asked;
mod bucket;
mod bucket_acl;
mod bucket_encryption;
mod bucket_info;
mod bucket_policy;
mod bucket_replication;
mod bucket_request_payment;
mod bucket_tags;
mod bucket_versioning;
mod cloudbox;
mod copy_source;
mod denial;
mod ec;
mod encoding_type;
pub(crate) mod hash;
mod kms;
mod list_text;
mod live_channel;
mod multipart;
mod multipart_complete;
mod multipart_copy;
mod multipart_list;
mod multipart_part;
mod object;
mod object_acl;
mod object_append;
mod object_attributes;
mod object_conditions;
mod object_copy;
mod object_delete;
mod object_delete_many;
mod object_encryption;
mod object_list;
mod object_post;
mod object_put;
mod object_range;
mod object_read;
mod object_restore;
mod object_seal;
mod object_symlink;
mod object_tagging;
mod object_versions;
mod operations;
mod permission;
mod public_access_block;
mod remove;
mod route;
mod service;
mod show;
mod table;
mod traffic_limit;

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{Method, StatusCode};
use jiff::Timestamp;

use self::object_conditions::Conditions;
use crate::auth::Caller;
use crate::error::{Cause, Profile, Refusal};
use crate::wire::text::{has_shape_of_utf8, lossy};
use crate::wire::{Call, Reply, data_endpoint, endpoint, header, intranet_endpoint, is_bodiless, xml};
use crate::world::{AccountIx, Bucket, EncryptionRule, World};

pub(crate) use asked::{Asked, Granted};
pub(crate) use copy_source::copied;
#[cfg(feature = "world-file")]
pub(crate) use object_attributes::is_kept_header;
pub(crate) use permission::{Permission, object_meant};
pub use route::UnknownParameters;
pub(crate) use route::{Parameters, Route, of_other_service, operation_of, route};
pub use table::{Level, Operation};
pub(crate) use traffic_limit::{Traffic, TrafficLimit};

/// The largest body of an operation that takes XML, unless it says otherwise. OSS has a limit and publishes no number.
const MAX_BODY: u64 = 1024 * 1024;

/// The largest object of one upload.
///
/// Source: `AlibabaCloudDocs/oss`, `PutObject`.
const MAX_UPLOAD: u64 = 5 * 1024 * 1024 * 1024;

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

        impl Operation {
            /// Whether the body of a request becomes an object, or a part of one.
            fn stores_body(self) -> bool {
                match self {
                    $(Self::$operation => <$implementation as Operate>::STORES_BODY,)+
                    _ => false,
                }
            }

            /// How many bytes of body the operation takes if that is no object.
            fn max_body(self) -> u64 {
                match self {
                    $(Self::$operation => <$implementation as Operate>::MAX_BODY,)+
                    _ => MAX_BODY,
                }
            }

            /// Which way its body travels, if that can be limited.
            #[cfg(feature = "server")]
            pub(crate) fn traffic(self) -> Traffic {
                match self {
                    $(Self::$operation => <$implementation as Operate>::TRAFFIC,)+
                    _ => Traffic::Unlimited,
                }
            }

            /// How many bytes of body the operation takes in a fake that may store so many.
            pub(crate) fn body_limit(self, max_stored: u64) -> u64 {
                if self.stores_body() { MAX_UPLOAD.min(max_stored) } else { self.max_body() }
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
                $(Operation::$operation => run_one::<$implementation>(operation, request, scene, commit),)+
                other => Err(Refusal::not_emulated(other.name())),
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
}

/// An admitted request with its body.
pub(crate) struct Request<'a> {
    pub call: &'a Call,
    pub body: &'a Bytes,
    /// The MD5 of the body, once something needed it.
    pub md5: Option<[u8; 16]>,
    pub profile: Profile,
    /// Whether the bucket is, or is to be, on a CloudBox.
    pub on_cloudbox: bool,
    /// Whether the caller may do more than the request as such needs.
    pub permission: &'a Permission<'a>,
}

impl Request<'_> {
    /// The body as XML with this root.
    fn xml(&self, root: &str) -> Result<xml::Document<'_>, xml::Malformed> {
        xml::Document::read(self.body, root, self.call)
    }

    /// The MD5 of the body.
    fn md5(&self) -> [u8; 16] {
        self.md5.unwrap_or_else(|| hash::md5(self.body))
    }
}

/// Around what an operation happens.
pub(crate) struct Scene<'a> {
    pub call: &'a Call,
    pub caller: &'a Caller,
    pub request_id: &'a str,
    /// The bucket's name; empty for the service.
    pub bucket: &'a str,
    /// The object's name; empty for bucket and service.
    pub key: Cow<'a, str>,
    /// The account of the caller; none for an anonymous one.
    pub account: Option<AccountIx>,
    /// Who owned the bucket when the request was admitted; none if it was not there.
    pub owner: Option<AccountIx>,
    /// What to print as `ExtranetEndpoint` instead of that of the bucket's region.
    pub extranet_endpoint: Option<&'a str>,
    /// The region the endpoint stands for.
    pub region: &'a str,
    /// The CloudBox the endpoint stands for.
    pub cloudbox: Option<&'a Arc<str>>,
    pub now: Timestamp,
    /// How many bytes the fake may store.
    pub max_stored: u64,
    /// Whether the fake compresses text for clients that accept gzip.
    pub gzip: bool,
}

impl Scene<'_> {
    /// A bucket that was there when the request was admitted, and may have gone since. One that another account has
    /// made in its place, or that is in another place, is not the one the decision was about.
    fn bucket<'w>(&self, world: &'w World) -> Result<&'w Arc<Bucket>, Refusal> {
        let same = |bucket: &&Arc<Bucket>| {
            self.owner.is_none_or(|owner| owner == bucket.owner) && self.cloudbox == bucket.cloudbox.as_ref()
        };
        world.bucket(self.bucket).filter(same).ok_or_else(|| no_such_bucket(self.bucket))
    }

    fn bucket_mut<'w>(&self, world: &'w mut World) -> Result<&'w mut Bucket, Refusal> {
        self.bucket(world)?;
        world.bucket_mut(self.bucket).ok_or_else(|| no_such_bucket(self.bucket))
    }

    /// What a bucket prints as its `ExtranetEndpoint`.
    fn extranet_endpoint(&self, bucket: &Bucket) -> String {
        self.extranet_endpoint.map_or_else(|| endpoint_of(bucket), str::to_owned)
    }

    /// The caller's account, for operations no anonymous caller is let into.
    fn account(&self) -> Result<AccountIx, Refusal> {
        self.account.ok_or_else(|| Cause::AnonymousBucket.into())
    }
}

/// Where a bucket is reached. A CloudBox has no public endpoint; what it prints as one is assumed.
fn endpoint_of(bucket: &Bucket) -> String {
    match &bucket.cloudbox {
        Some(id) => data_endpoint(id, &bucket.region),
        None => endpoint(&bucket.region),
    }
}

/// The same inside the vendor's network.
fn intranet_endpoint_of(bucket: &Bucket) -> String {
    match &bucket.cloudbox {
        Some(id) => data_endpoint(id, &bucket.region),
        None => intranet_endpoint(&bucket.region),
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
    /// Whether the body becomes an object, or a part of one: it may be large then.
    const STORES_BODY: bool = false;
    /// How many bytes of body it takes where that does not become an object.
    const MAX_BODY: u64 = MAX_BODY;
    /// Which way the body travels, if `x-oss-traffic-limit` can limit it.
    const TRAFFIC: Traffic = Traffic::Unlimited;
    /// What a longer body is refused with.
    const TOO_LONG: Cause = Cause::BodyTooLarge;

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
    /// The status of this success, where there is more than one.
    fn status(_: &Self::Output) -> StatusCode {
        Self::STATUS
    }
    fn write(output: &Self::Output, scene: &Scene<'_>) -> Reply;
}

/// Runs a change under the lock, and notes its outcome there.
pub(crate) trait Commit {
    /// Notes the encryption rule the request asks for, before anything is refused that only the body told.
    fn asked(&mut self, rule: &EncryptionRule);

    fn commit<T>(
        &mut self,
        success: impl FnOnce(&T) -> StatusCode,
        apply: impl FnOnce(&mut World) -> Result<T, Refusal>,
    ) -> Result<T, Refusal>;
}

fn run_one<O: Operate>(
    operation: Operation,
    request: &Request<'_>,
    scene: &Scene<'_>,
    commit: &mut impl Commit,
) -> Result<Reply, Refusal> {
    let refused = |refusal| ec::of_operation(operation, refusal);
    let (input, limit, length) = read_one::<O>(request, scene).map_err(refused)?;
    if let Some(rule) = O::rule(&input) {
        commit.asked(rule);
    }
    O::permit(&input, request.permission).map_err(refused)?;
    let output = commit.commit(O::status, |world| O::apply(input, scene, world).map_err(refused))?;
    let mut reply = O::write(&output, scene);
    if let Some(limit) = limit.filter(|_| O::TRAFFIC == Traffic::Upload) {
        reply = limit.told(reply, length);
    }
    debug_assert_eq!(reply.status, O::status(&output), "the journal and the answer must agree");
    Ok(reply)
}

/// Reads the input of an operation, after the checks that all of them have, with its traffic limit and the length of its body.
fn read_one<O: Operate>(
    request: &Request<'_>,
    scene: &Scene<'_>,
) -> Result<(O::Input, Option<TrafficLimit>, usize), Refusal> {
    check_headers(request.call, O::TAKES_ENCRYPTION_HEADER)?;
    // Such a key is not that of any object, and must not be taken for one that reads alike.
    if std::str::from_utf8(request.call.key()).is_err() {
        return Err(not_utf8(request.call.key()));
    }
    let limit = if O::TRAFFIC == Traffic::Unlimited { None } else { TrafficLimit::read(request.call)? };
    let (body, md5) = check_body(request.call, request.body, &Limits::of::<O>(), scene.max_stored)?;
    Ok((O::read(&Request { body: &body, md5, ..*request })?, limit, body.len()))
}

/// Conditional headers, the encoding of the clients of S3, and the encryption header where it is not taken. Beside conditions
/// on the source of a copy, the conditional headers mean nothing: `ali-oss` sends both, and its live tests are answered by the
/// source.
fn check_headers(call: &Call, takes_encryption_header: bool) -> Result<(), Refusal> {
    if call.method == Method::PUT && !Conditions::has_copy_source(call) {
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
    let digest = call.glance(header::X_AMZ_CONTENT_SHA256).unwrap_or_default();
    if digest.starts_with(b"STREAMING-") {
        return Err(invalid_argument(Cause::AwsChunked, header::X_AMZ_CONTENT_SHA256.as_str(), &lossy(&digest)));
    }
    let encoding = call.glance(header::CONTENT_ENCODING).unwrap_or_default();
    if encoding.split(|b| *b == b',').any(|coding| coding.trim_ascii().eq_ignore_ascii_case(b"aws-chunked")) {
        return Err(invalid_argument(Cause::AwsChunked, "Content-Encoding", "aws-chunked"));
    }
    if !takes_encryption_header && call.has_header(header::X_OSS_ENCRYPTION) {
        return Err(Cause::EncryptionHeaderNotSupported.into());
    }
    Ok(())
}

/// What there may and must be of a body.
struct Limits {
    needed: bool,
    stored: bool,
    most: u64,
    too_long: Cause,
}

impl Limits {
    const fn of<O: Operate>() -> Self {
        let too_long = if O::STORES_BODY { Cause::ObjectTooLarge } else { O::TOO_LONG };
        Self { needed: O::NEEDS_BODY, stored: O::STORES_BODY, most: O::MAX_BODY, too_long }
    }

    /// Those of a form, whose file is what the operation takes.
    const FORM: Self = Self { needed: true, stored: true, most: MAX_UPLOAD, too_long: Cause::PostBodyTooLarge };
}

/// The body of a form, as the head that brought it says: that is about the form, and not about the file in it.
pub(crate) fn check_form(call: &Call, body: &Bytes, max_stored: u64) -> Result<Bytes, Refusal> {
    check_body(call, body, &Limits::FORM, max_stored).map(|(body, _)| body)
}

/// Length and digest. The body is what `Content-Length` says of it. Also gives its MD5, if that was to be checked.
fn check_body(
    call: &Call,
    body: &Bytes,
    limits: &Limits,
    max_stored: u64,
) -> Result<(Bytes, Option<[u8; 16]>), Refusal> {
    // No download has a body, whatever its head announces: `oss2` signs a length and sends nothing.
    let bodiless = is_bodiless(&call.method);
    let mut body = if bodiless { Bytes::new() } else { body.clone() };
    let announced = call.content_length().filter(|_| !bodiless);
    let length = announced.unwrap_or_default().max(body.len() as u64);
    match limits.stored {
        true if length > MAX_UPLOAD => {
            return Err(Refusal::from(limits.too_long).over("the upload has", length, MAX_UPLOAD));
        }
        true if length > max_stored => {
            let note = format!("the upload has {length} bytes, and the fake may store {max_stored} in all");
            return Err(Refusal::from(Cause::StorageFull).note(note));
        }
        false if length > limits.most => {
            let has = if announced.is_some() { "the body has" } else { "the body has at least" };
            return Err(Refusal::from(limits.too_long).over(has, length, limits.most));
        }
        true | false => {}
    }
    match announced.and_then(|length| usize::try_from(length).ok()) {
        Some(length) if body.len() < length => return Err(Cause::IncompleteBody.into()),
        Some(length) => body.truncate(length),
        // A request made in memory may have a body and no length; over HTTP it cannot.
        None if limits.needed && body.is_empty() && !call.has_header(header::TRANSFER_ENCODING) => {
            return Err(Cause::MissingContentLength.into());
        }
        None => {}
    }
    let Some(sent) = call.header(header::CONTENT_MD5) else { return Ok((body, None)) };
    let refused = |cause: Cause| Refusal::from(cause).with("Content-MD5", &*sent);
    let digest = BASE64_STANDARD.decode(&*sent).ok().filter(|digest| digest.len() == 16);
    let digest = digest.ok_or_else(|| refused(Cause::ContentMd5Invalid))?;
    let md5 = hash::md5(&body);
    if *digest == md5 { Ok((body, Some(md5))) } else { Err(refused(Cause::ContentMd5Mismatch)) }
}

/// What a key that is not UTF-8 is refused with. A sequence that is longer than need be is taken by OSS, as the live tests of
/// `ossutil` show.
fn not_utf8(key: &[u8]) -> Refusal {
    if has_shape_of_utf8(key) {
        return Refusal::not_emulated("object names with overlong UTF-8 sequences");
    }
    Refusal::from(Cause::KeyNotUtf8).with("ObjectName", lossy(key))
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
        let refusal = match malformed.kind() {
            // Source: `help.aliyun.com/en/oss/user-guide/0017-00000605`.
            xml::Kind::SecondRoot => Self::from(Cause::MalformedXml).with_ec("0017-00000605"),
            xml::Kind::OtherRoot | xml::Kind::Other => Cause::MalformedXml.into(),
        };
        refusal.note(malformed)
    }
}
