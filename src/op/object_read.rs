//! `GetObject`, `HeadObject` and `GetObjectMeta`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/getobject`, `…/headobject`, `…/getobjectmeta`; ranges from
//! `alibabacloud.com/help/en/oss/how-to-obtain-oss-resources-by-segmenting-http-range-requests`.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};

use super::context::Context;
use super::object::{etag, object, text, version_header, version_of};
use super::object_conditions::Conditions;
use super::object_range::{self, RangeHeader};
use super::object_restore::check_readable;
use super::object_shown::Shown;
use super::object_transition::transition_header;
use super::operate::{Answer, Operate};
use super::operations::Operation;
use super::permission::Permission;
use super::traffic_limit::Traffic;
use super::website::{ReadAnswer, Site, SiteRead};
use super::{force_download, object_encryption, object_symlink};
use crate::auth::Caller;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::http_date;
use crate::wire::{Call, Content, Reply, gzip, header};
use crate::world::{SharedObject, StoredBucket, VersionId, World};

pub(crate) struct Get;
pub(crate) struct Head;
pub(crate) struct Meta;

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
    /// The website of the bucket, if it has one.
    site: Option<Site>,
}

impl ReadInput {
    fn read(context: &Context<'_>) -> Result<Self, Refusal> {
        let permission = context.permission;
        let tagged = permission.object.is_some_and(|object| !object.extra.tags.is_empty());
        Ok(Self {
            version: version_of(context.call)?,
            target: permission.object.and_then(|object| object.extra.target.clone()),
            conditions: Conditions::read(context.call),
            tells_tags: tagged && may_read_tags(context.call, permission),
            site: None,
        })
    }

    /// Reads a request that the website of the bucket may answer.
    fn read_with_site(context: &Context<'_>) -> Result<Self, Refusal> {
        Ok(Self { site: Site::of(context), ..Self::read(context)? })
    }

    /// Checks that the caller may read the target, if the object is a link; nothing is read for a caller that may not.
    fn permit(&self, permission: &Permission<'_>, content: bool) -> Result<(), Refusal> {
        if self.site.as_ref().is_some_and(Site::is_denied) {
            return Ok(());
        }
        if content {
            object_encryption::may_decrypt(permission)?;
        }
        permission.check_target(content)
    }

    /// Finds the object, and its target if it is a link.
    fn find(&self, context: &Context<'_>, world: &World) -> Result<Shown, Refusal> {
        let bucket = context.bucket(world)?;
        let object = object(bucket, context, self.version)?;
        if object.extra.target != self.target {
            // The permission check was for the former target.
            return Err(Refusal::not_emulated("a link that is changed while it is read"));
        }
        let target = object_symlink::followed(bucket, object)?;
        let shown = self.shown(bucket, object, target)?;
        // A version that is not current has its own rules.
        let current = bucket
            .objects
            .find(&object.key, None)
            .object()
            .is_some_and(|current| SharedObject::ptr_eq(current, object));
        let shown = Shown { expires: bucket.expires(object).filter(|_| current), ..shown };
        shown.note_assumptions(context);
        Ok(shown)
    }

    /// Finds the object itself, without following a link.
    fn find_itself(&self, context: &Context<'_>, world: &World) -> Result<Shown, Refusal> {
        let bucket = context.bucket(world)?;
        let object = object(bucket, context, self.version)?;
        let shown = self.shown(bucket, object, object)?;
        shown.note_assumptions(context);
        Ok(shown)
    }

    fn shown(&self, bucket: &StoredBucket, object: &SharedObject, content: &SharedObject) -> Result<Shown, Refusal> {
        let shown = Shown {
            object: object.clone(),
            content: content.clone(),
            versioned: bucket.settings.versioning.is_some(),
            tells_tags: self.tells_tags,
            last_access: bucket.last_access(object),
            is_fetched: false,
            expires: None,
        };
        self.conditions.check(content.etag, shown.modified())?;
        Ok(shown)
    }
}

fn may_read_tags(call: &Call, permission: &Permission<'_>) -> bool {
    let operation = Operation::GetObjectTagging;
    permission.decide(operation, operation.action(), &operation.path(call)).is_allowed()
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

/// The calls that the website of a bucket makes for a read, which are the same for both operations.
macro_rules! calls_of_website {
    () => {
        fn call_out(answer: &Self::Output, _: &Context<'_>) -> Option<Request<Bytes>> {
            answer.call_out()
        }

        fn hash(output: &mut Self::Output, answer: &Answer) {
            output.hash(answer);
        }

        fn resume(
            output: Self::Output,
            answer: Answer,
            context: &Context<'_>,
            world: &mut World,
        ) -> Result<Self::Output, Refusal> {
            output.resume(answer, context, world)
        }
    };
}

impl Operate for Get {
    type Input = Download;
    type Output = ReadAnswer<Download>;

    const SHOWS_OBJECT: bool = true;
    const TRAFFIC: Traffic = Traffic::Download;

    fn read(context: &Context<'_>) -> Result<Download, Refusal> {
        if context.call.query.has("x-oss-process") {
            return Err(Refusal::not_emulated("GetObject with `x-oss-process`"));
        }
        Ok(Download {
            input: ReadInput::read_with_site(context)?,
            range: RangeHeader::read(context.call),
            replacements: replacements(context)?,
        })
    }

    fn permit(download: &Download, permission: &Permission<'_>) -> Result<(), Refusal> {
        download.input.permit(permission, true)
    }

    fn apply(mut download: Download, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let site = download.input.site.take();
        Site::answer(site, download, context, world)
    }

    calls_of_website!();

    fn status(answer: &Self::Output) -> StatusCode {
        answer.status()
    }

    fn write(answer: &Self::Output, context: &Context<'_>) -> Reply {
        force_download::forced(answer.write(context), context)
    }
}

impl SiteRead for Download {
    type Output = Downloaded;

    fn find(&self, context: &Context<'_>, world: &World) -> Result<Shown, Refusal> {
        self.input.find(context, world)
    }

    fn conditions(&self) -> &Conditions {
        &self.input.conditions
    }

    fn show(&self, shown: Shown, context: &Context<'_>, world: &mut World) -> Result<Downloaded, Refusal> {
        let Self { range, replacements, .. } = self;
        if !shown.is_fetched {
            check_readable(&shown.content, context.bucket(world)?, context.now)?;
        }
        force_download::check(&shown, context)?;
        let range = range.map_or(Ok(None), |range| range.of(shown.content.body.len()))?;
        let call = context.call;
        if context.gzip && call.has_header(header::RANGE) && gzip::is_accepted(call) && shown.is_for_gzip() {
            call.assume(Assumption::RangeStaysPlain);
        }
        let object = &shown.content;
        let about = Context { key: Cow::Borrowed(&*object.key), ..*context };
        if !shown.is_fetched {
            object_encryption::decrypt(object.extra.encryption.as_ref(), &about, world)?;
            if context.bucket(world)?.notes_access(object, context.now) {
                context.bucket_mut(world)?.note_access(object, context.now);
            }
        }
        if context.bucket(world)?.returns_to_standard(object) {
            context.call.assume(Assumption::LifecycleReturn);
            context.bucket_mut(world)?.return_to_standard(object);
        }
        Ok(Downloaded { shown, range, replacements: replacements.clone() })
    }

    fn status(downloaded: &Downloaded) -> StatusCode {
        downloaded.status()
    }

    fn write(downloaded: &Downloaded, context: &Context<'_>) -> Reply {
        downloaded.write(context)
    }
}

impl Downloaded {
    fn status(&self) -> StatusCode {
        if self.range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK }
    }

    fn write(&self, context: &Context<'_>) -> Reply {
        let Self { shown, range, replacements } = self;
        let whole = shown.content.body.clone();
        let mut reply = shown.headers(Reply::EMPTY, context.now);
        reply.status = self.status();
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
    type Output = ReadAnswer<ReadInput>;

    const SHOWS_OBJECT: bool = true;

    fn read(context: &Context<'_>) -> Result<ReadInput, Refusal> {
        ReadInput::read_with_site(context)
    }

    fn permit(wanted: &ReadInput, permission: &Permission<'_>) -> Result<(), Refusal> {
        wanted.permit(permission, false)
    }

    fn apply(mut input: ReadInput, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let site = input.site.take();
        Site::answer(site, input, context, world)
    }

    calls_of_website!();

    fn status(answer: &Self::Output) -> StatusCode {
        answer.status()
    }

    fn write(answer: &Self::Output, context: &Context<'_>) -> Reply {
        force_download::forced(answer.write(context), context)
    }
}

impl SiteRead for ReadInput {
    type Output = Shown;

    fn find(&self, context: &Context<'_>, world: &World) -> Result<Shown, Refusal> {
        self.find(context, world)
    }

    fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    fn show(&self, shown: Shown, context: &Context<'_>, _: &mut World) -> Result<Shown, Refusal> {
        force_download::check(&shown, context).map(|()| shown)
    }

    fn status(_: &Shown) -> StatusCode {
        StatusCode::OK
    }

    fn write(shown: &Shown, context: &Context<'_>) -> Reply {
        shown.whole(StatusCode::OK, context)
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
        if shown.last_access.is_some() && shown.object.extra.accessed.is_none() {
            context.call.assume(Assumption::UnreadObject);
        }
        Ok(shown)
    }

    fn write(shown: &Shown, context: &Context<'_>) -> Reply {
        let object = &*shown.object;
        let mut reply = Reply::EMPTY
            .header(header::ETAG, etag(object))
            .header(header::X_OSS_HASH_CRC64, HeaderValue::from(object.crc64))
            .header(header::LAST_MODIFIED, text(&http_date(object.modified())));
        // The documentation shows the older form with the length of the object and no body, which HTTP cannot carry.
        if context.call.method == Method::HEAD {
            reply.content = Some(Content { media_type: None, length: object.body.len(), body: bytes::Bytes::new() });
        }
        if let Some(last_access) = shown.last_access {
            reply = reply.header(header::X_OSS_LAST_ACCESS_TIME, text(&http_date(last_access)));
        }
        version_header(transition_header(reply, object), shown.versioned, object.version())
    }
}
