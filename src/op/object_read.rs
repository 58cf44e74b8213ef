//! `GetObject`, `HeadObject` and `GetObjectMeta`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/getobject`, `…/headobject`, `…/getobjectmeta`; ranges from
//! `alibabacloud.com/help/en/oss/how-to-obtain-oss-resources-by-segmenting-http-range-requests`.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method, StatusCode};
use jiff::Timestamp;

use super::context::Context;
use super::object::{encryption_headers, etag, hash_headers, object, text, version_header, version_of};
use super::object_conditions::Conditions;
use super::object_range::{self, RangeHeader};
use super::object_restore::{check_readable, restore_header};
use super::operate::Operate;
use super::operations::Operation;
use super::permission::Permission;
use super::traffic_limit::Traffic;
use super::{object_encryption, object_symlink};
use crate::auth::Caller;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::http_date;
use crate::wire::{Call, Content, Reply, gzip, header};
use crate::world::{ObjectType, StoredBucket, StoredObject, VersionId, World};

pub(crate) struct Get;
pub(crate) struct Head;
pub(crate) struct Meta;

/// The type of an object without a type of its own.
const DEFAULT_TYPE: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// The parameters that replace headers of the answer.
const REPLACEMENTS: [(&str, HeaderName); 6] = [
    ("response-cache-control", header::CACHE_CONTROL),
    ("response-content-disposition", header::CONTENT_DISPOSITION),
    ("response-content-encoding", header::CONTENT_ENCODING),
    ("response-content-language", header::CONTENT_LANGUAGE),
    ("response-content-type", header::CONTENT_TYPE),
    ("response-expires", header::EXPIRES),
];

/// The requested version, and the conditions.
pub(crate) struct ReadInput {
    version: Option<VersionId>,
    /// The target of the object when the request was admitted, if it was a link.
    target: Option<Arc<str>>,
    conditions: Conditions,
    /// `true` if the caller may know the number of tags.
    tells_tags: bool,
}

impl ReadInput {
    fn read(context: &Context<'_>) -> Result<Self, Refusal> {
        let permission = context.permission;
        let tagged = permission.object.is_some_and(|object| !object.tags.is_empty());
        Ok(Self {
            version: version_of(context.call)?,
            target: permission.object.and_then(|object| object.target.clone()),
            conditions: Conditions::read(context.call),
            tells_tags: tagged && may_read_tags(context.call, permission),
        })
    }

    /// Finds the object, and its target if it is a link.
    fn find(&self, context: &Context<'_>, world: &World) -> Result<Shown, Refusal> {
        let bucket = context.bucket(world)?;
        let object = object(bucket, context, self.version)?;
        if object.target != self.target {
            // The permission check was for the former target.
            return Err(Refusal::not_emulated("a link that is changed while it is read"));
        }
        let target = object_symlink::followed(bucket, object)?;
        self.shown(bucket, object, target)
    }

    /// Finds the object itself, without following a link.
    fn find_itself(&self, context: &Context<'_>, world: &World) -> Result<Shown, Refusal> {
        let bucket = context.bucket(world)?;
        let object = object(bucket, context, self.version)?;
        self.shown(bucket, object, object)
    }

    fn shown(
        &self,
        bucket: &StoredBucket,
        object: &Arc<StoredObject>,
        content: &Arc<StoredObject>,
    ) -> Result<Shown, Refusal> {
        let shown = Shown {
            object: object.clone(),
            content: content.clone(),
            versioned: bucket.settings.versioning.is_some(),
            tells_tags: self.tells_tags,
            last_access: bucket.last_access(object),
        };
        self.conditions.check(content.etag, shown.modified())?;
        Ok(shown)
    }
}

fn may_read_tags(call: &Call, permission: &Permission<'_>) -> bool {
    let operation = Operation::GetObjectTagging;
    permission.decide(operation, operation.action(), &operation.path(call)).is_allowed()
}

/// The object that an answer describes.
pub(crate) struct Shown {
    object: Arc<StoredObject>,
    /// The object with the content: the object itself, or its target if it is a link.
    content: Arc<StoredObject>,
    /// `true` if the bucket keeps versions, or once did.
    versioned: bool,
    tells_tags: bool,
    /// The last access to the object; `None` if the bucket does not track access.
    last_access: Option<Timestamp>,
}

impl Shown {
    /// The time of modification; of a link, the later of its own and its target's.
    fn modified(&self) -> Timestamp {
        self.object.modified.max(self.content.modified)
    }

    /// Adds the headers that `GetObject` and `HeadObject` share. For a link, hashes and date are those of its content.
    fn headers(&self, mut reply: Reply, now: Timestamp) -> Reply {
        let object = &*self.object;
        for (name, value) in object.meta.iter().filter(|(name, _)| *name != header::CONTENT_TYPE.as_str()) {
            // Both were parts of a header before.
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(value)) {
                reply = reply.header(name, value);
            }
        }
        reply = hash_headers(reply, &self.content)
            .header(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"))
            .header(header::LAST_MODIFIED, text(&http_date(self.modified())))
            .header(header::X_OSS_OBJECT_TYPE, HeaderValue::from_static(object.kind.as_str()))
            .header(header::X_OSS_STORAGE_CLASS, HeaderValue::from_static(object.storage_class.as_str()));
        if object.kind == ObjectType::Appendable {
            reply = reply.header(header::X_OSS_NEXT_APPEND_POSITION, HeaderValue::from(object.body.len()));
        }
        if let Some(sealed) = object.sealed {
            reply = reply.header(header::X_OSS_SEALED_TIME, text(&http_date(sealed)));
        }
        if let Some(restore) = restore_header(object, now) {
            reply = reply.header(header::X_OSS_RESTORE, text(&restore));
        }
        if self.tells_tags && !object.tags.is_empty() {
            reply = reply.header(header::X_OSS_TAGGING_COUNT, HeaderValue::from(object.tags.len()));
        }
        version_header(encryption_headers(reply, object.encryption.as_ref()), self.versioned, object.version)
    }

    /// Returns `true` if OSS compresses the whole object.
    fn is_for_gzip(&self) -> bool {
        let encoded = self.object.meta.get(header::CONTENT_ENCODING.as_str()).is_some();
        !encoded && gzip::is_for(&self.media_type(), self.content.body.len())
    }

    fn media_type(&self) -> HeaderValue {
        let own = self.object.meta.get(header::CONTENT_TYPE.as_str());
        own.and_then(|value| HeaderValue::from_bytes(value).ok()).unwrap_or(DEFAULT_TYPE)
    }
}

pub(crate) struct Download {
    input: ReadInput,
    range: Option<RangeHeader>,
    replacements: Vec<(HeaderName, HeaderValue)>,
}

pub(crate) struct Downloaded {
    shown: Shown,
    /// The range of the body that is sent; `None` for the whole body.
    range: Option<Range<usize>>,
    replacements: Vec<(HeaderName, HeaderValue)>,
}

impl Operate for Get {
    type Input = Download;
    type Output = Downloaded;

    const SHOWS_OBJECT: bool = true;
    const TRAFFIC: Traffic = Traffic::Download;

    fn read(context: &Context<'_>) -> Result<Download, Refusal> {
        if context.call.query.has("x-oss-process") {
            return Err(Refusal::not_emulated("GetObject with `x-oss-process`"));
        }
        Ok(Download {
            input: ReadInput::read(context)?,
            range: RangeHeader::read(context.call),
            replacements: replacements(context)?,
        })
    }

    fn permit(_: &Download, permission: &Permission<'_>) -> Result<(), Refusal> {
        object_encryption::may_decrypt(permission)?;
        permission.check_target(true)
    }

    fn apply(download: Download, context: &Context<'_>, world: &mut World) -> Result<Downloaded, Refusal> {
        let shown = download.input.find(context, world)?;
        check_readable(&shown.content, context.bucket(world)?, context.now)?;
        let range = download.range.map_or(Ok(None), |range| range.of(shown.content.body.len()))?;
        let call = context.call;
        if context.gzip && call.has_header(header::RANGE) && gzip::is_accepted(call) && shown.is_for_gzip() {
            call.assume(Assumption::RangeStaysPlain);
        }
        let object = &shown.content;
        let about = Context { key: Cow::Borrowed(&*object.key), ..*context };
        object_encryption::decrypt(object.encryption.as_ref(), &about, world)?;
        if context.bucket(world)?.notes_access(object, context.now) {
            context.bucket_mut(world)?.note_access(object, context.now);
        }
        Ok(Downloaded { shown, range, replacements: download.replacements })
    }

    fn status(downloaded: &Downloaded) -> StatusCode {
        if downloaded.range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK }
    }

    fn write(downloaded: &Downloaded, context: &Context<'_>) -> Reply {
        let Downloaded { shown, range, replacements } = downloaded;
        let whole = shown.content.body.clone();
        let mut reply = shown.headers(Reply::EMPTY, context.now);
        reply.status = Self::status(downloaded);
        let body = match range {
            Some(range) => {
                // The digest is that of the whole, which the client does not get.
                reply.headers.retain(|(name, _)| *name != header::CONTENT_MD5);
                reply = reply.header(header::CONTENT_RANGE, object_range::content_range(range, whole.len()));
                whole.slice(range.clone())
            }
            None => whole,
        };
        let mut media_type = shown.media_type();
        for (name, value) in replacements {
            if *name == header::CONTENT_TYPE {
                media_type = value.clone();
            } else {
                reply.headers.retain(|(other, _)| other != name);
                reply = reply.header(name.clone(), value.clone());
            }
        }
        reply.content = Some(Content { media_type: Some(media_type), length: body.len(), body });
        reply
    }
}

/// Reads the headers that the `response-` parameters replace; an invalid header value is ignored.
fn replacements(context: &Context<'_>) -> Result<Vec<(HeaderName, HeaderValue)>, Refusal> {
    let query = &context.call.query;
    let asked = REPLACEMENTS.iter().filter_map(|(parameter, name)| Some((name, query.get(parameter)?)));
    let header = |(name, value): (&HeaderName, String)| {
        let value = HeaderValue::try_from(value);
        if value.is_err() {
            context.call.assume(Assumption::ResponseHeaderPassedOver);
        }
        Some((name.clone(), value.ok()?))
    };
    let replacements: Vec<_> = asked.filter_map(header).collect();
    match context.permission.caller {
        Caller::Anonymous if !replacements.is_empty() => Err(Cause::AnonymousResponseHeaders.into()),
        _ => Ok(replacements),
    }
}

impl Operate for Head {
    type Input = ReadInput;
    type Output = Shown;

    const SHOWS_OBJECT: bool = true;

    fn read(context: &Context<'_>) -> Result<ReadInput, Refusal> {
        ReadInput::read(context)
    }

    fn permit(_: &ReadInput, permission: &Permission<'_>) -> Result<(), Refusal> {
        permission.check_target(false)
    }

    fn apply(input: ReadInput, context: &Context<'_>, world: &mut World) -> Result<Shown, Refusal> {
        input.find(context, world)
    }

    fn write(shown: &Shown, context: &Context<'_>) -> Reply {
        let mut reply = shown.headers(Reply::EMPTY, context.now);
        reply.content = Some(Content {
            media_type: Some(shown.media_type()),
            length: shown.content.body.len(),
            body: bytes::Bytes::new(),
        });
        reply
    }
}

impl Operate for Meta {
    type Input = ReadInput;
    type Output = Shown;

    fn read(context: &Context<'_>) -> Result<ReadInput, Refusal> {
        if context.call.method == Method::GET {
            context.call.assume(Assumption::MetaByGet);
        }
        ReadInput::read(context)
    }

    fn apply(input: ReadInput, context: &Context<'_>, world: &mut World) -> Result<Shown, Refusal> {
        let shown = input.find_itself(context, world)?;
        if shown.last_access.is_some() && shown.object.accessed.is_none() {
            context.call.assume(Assumption::UnreadObject);
        }
        Ok(shown)
    }

    fn write(shown: &Shown, context: &Context<'_>) -> Reply {
        let object = &*shown.object;
        let mut reply = Reply::EMPTY
            .header(header::ETAG, etag(object))
            .header(header::X_OSS_HASH_CRC64, HeaderValue::from(object.crc64))
            .header(header::LAST_MODIFIED, text(&http_date(object.modified)));
        if let Some(last_access) = shown.last_access {
            reply = reply.header(header::X_OSS_LAST_ACCESS_TIME, text(&http_date(last_access)));
        }
        // The documentation shows the older form with the length of the object and no body, which HTTP cannot carry.
        if context.call.method == Method::HEAD {
            reply.content = Some(Content { media_type: None, length: object.body.len(), body: bytes::Bytes::new() });
        }
        version_header(reply, shown.versioned, object.version)
    }
}
