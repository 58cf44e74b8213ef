//! Mirror-back: a missing object is fetched from the origin that a routing rule names, and stored.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/putbucketwebsite`; the refusals: `AlibabaCloudDocs/oss`, HTTP 424 status
//! code.

use std::borrow::Cow;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Uri};

use super::context::Context;
use super::object::check_new_key;
use super::object_shown::Shown;
use super::operate::{Answer, Unanswered};
use super::room::check_room;
use super::{hash, object_encryption};
use crate::auth::PARAMETERS_OF_SIGNATURES;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::encoded_path;
use crate::wire::{Call, header};
use crate::world::{
    ETag, MAX_USER_META, MirrorHeaders, ObjectHeaders, RoutingRule, SharedObject, StoredObject, USER_META, World,
    is_user_meta_name,
};

/// The most redirects that are followed.
const MAX_REDIRECTS: usize = 10;

/// An object that is to be fetched.
pub(crate) struct Mirror {
    rule: RoutingRule,
    key: String,
    /// The address of the next call.
    uri: Uri,
    headers: HeaderMap,
    redirects: usize,
    /// The hashes of the body of the answer, once it is there.
    hashes: Option<(ETag, u64)>,
}

/// The outcome of a call to an origin.
pub(crate) enum Mirrored {
    /// The origin sent the call on.
    Again(Box<Mirror>),
    /// The redirect of the origin is passed on.
    Redirect(String),
    Object(Shown),
}

impl Mirror {
    /// Starts to fetch an object by a rule.
    pub fn new(rule: &RoutingRule, key: &str, context: &Context<'_>) -> Result<Self, Refusal> {
        check_new_key(&Context { key: Cow::Borrowed(key), ..*context })?;
        let passes_query = rule.flag("MirrorPassQueryString", rule.flag("PassQueryString", false));
        let query = if passes_query { context.call.pass_query(&PARAMETERS_OF_SIGNATURES) } else { String::new() };
        let url = rule.option("MirrorURL").unwrap_or_default();
        let url = format!("{url}{}{query}", encoded_path(&rule.target_key(key)));
        let uri = url.parse().map_err(|_| failed(format!("`{url}` is not a URL")))?;
        let headers = headers(rule, context.call);
        Ok(Self { rule: rule.clone(), key: key.to_owned(), uri, headers, redirects: 0, hashes: None })
    }

    /// Returns the next call.
    pub fn request(&self) -> Request<Bytes> {
        let mut request = Request::new(Bytes::new());
        request.uri_mut().clone_from(&self.uri);
        request.headers_mut().clone_from(&self.headers);
        let authority = self.uri.authority().and_then(|host| HeaderValue::try_from(host.as_str()).ok());
        authority.and_then(|host| request.headers_mut().insert(header::HOST, host));
        request
    }

    /// Hashes the body of an answer, outside the lock.
    pub fn hash(&mut self, answer: &Answer) {
        self.hashes = answer.as_ref().ok().map(|answer| (ETag(hash::md5(answer.body())), hash::crc64(answer.body())));
    }

    /// Goes on with the answer of the origin.
    pub fn resume(
        mut self: Box<Self>,
        answer: Answer,
        context: &Context<'_>,
        world: &mut World,
    ) -> Result<Mirrored, Refusal> {
        let answer = answer.map_err(|unanswered| match unanswered {
            Unanswered::NotCalled(why) => Refusal::not_emulated(&why),
            Unanswered::Failed(why) => failed(why),
        })?;
        match answer.status().as_u16() {
            200 => self.received(&answer, context, world),
            301 | 302 | 303 | 307 | 308 => {
                let location = answer.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
                let location = location.ok_or_else(|| failed("the origin redirects without a Location"))?;
                if !self.rule.flag("MirrorFollowRedirect", true) {
                    return Ok(Mirrored::Redirect(location.to_owned()));
                }
                if self.redirects == MAX_REDIRECTS {
                    return Err(failed(format!("there were more than {MAX_REDIRECTS} redirects")));
                }
                self.redirects += 1;
                let to = resolved(&self.uri, location);
                self.uri = to.ok_or_else(|| failed(format!("`{location}` is no place to be sent to")))?;
                Ok(Mirrored::Again(self))
            }
            404 => Err(Refusal::from(Cause::NoSuchKey).with("Key", &self.key).note("the origin has no such object")),
            status => Err(failed(format!("the origin `{}` answered {status}", self.uri))),
        }
    }

    /// Stores the object, unless the rule says otherwise.
    fn received(
        &self,
        answer: &Response<Bytes>,
        context: &Context<'_>,
        world: &mut World,
    ) -> Result<Mirrored, Refusal> {
        let Self { rule, key, hashes, .. } = self;
        let body = answer.body().clone();
        let (etag, crc64) = hashes.unwrap_or_else(|| (ETag(hash::md5(&body)), hash::crc64(&body)));
        let about = Context { key: Cow::Borrowed(key), ..*context };
        let bucket = about.bucket(world)?;
        let mut object = StoredObject::new(key.as_str().into(), body, etag, crc64, about.now);
        object.meta = meta(rule, answer.headers())?;
        let tags = rule.mirror_taggings.iter().map(|tag| (tag.name.clone(), tag.value.clone())).collect();
        object.extra.change(|extra| extra.tags = tags);
        object.storage_class = bucket.settings.storage_class;
        let digest = answer.headers().get(header::CONTENT_MD5).filter(|_| rule.flag("MirrorCheckMd5", false));
        let is_intact = digest.is_none_or(|digest| digest.as_bytes() == BASE64_STANDARD.encode(etag.0).as_bytes());
        if !is_intact || rule.flag("MirrorProxyPass", false) {
            let why = if is_intact { "MirrorProxyPass" } else { "its Content-MD5 differs" };
            about.call.turn(|| format!("fetched from `{}`, not stored: {why}", self.uri));
            return Ok(Mirrored::Object(Shown::fetched(SharedObject::new(object), bucket)?));
        }
        if let Err(retention) = bucket.check_replaced(key, about.now) {
            return Err(Refusal::from(Cause::MirrorImmutable).note(retention.to_string()));
        }
        if bucket.objects.find(key, None).object().is_some() {
            about.call.turn(|| format!("fetched from `{}`, not stored: a client stored an object meanwhile", self.uri));
            return Ok(Mirrored::Object(Shown::fetched(SharedObject::new(object), bucket)?));
        }
        let replaced = bucket.objects.replaced_cost(key, bucket.settings.versioning);
        check_room(&about, world, object.cost(), replaced)?;
        if about.bucket(world)?.settings.encryption.is_some() {
            about.call.assume(Assumption::MirrorUnderRule);
        }
        // Last, as a request that is refused for another reason must not have asked KMS.
        let encryption = object_encryption::encrypt(None, &about, world)?;
        object.extra.set_encryption(encryption);
        about.call.turn(|| format!("fetched from `{}` and stored", self.uri));
        if !object.is_readable(about.now) {
            about.call.assume(Assumption::MirrorIntoArchive);
        }
        let bucket = about.bucket_mut(world)?;
        let object = bucket.put_object(object, about.now)?;
        Ok(Mirrored::Object(Shown::fetched(object, bucket)?))
    }
}

/// The refusal of a read whose object could not be fetched.
fn failed(why: impl Into<String>) -> Refusal {
    Refusal::from(Cause::MirrorFailed).note(why)
}

/// Returns the headers of an origin that are kept.
fn meta(rule: &RoutingRule, headers: &HeaderMap) -> Result<ObjectHeaders, Refusal> {
    let mut meta = ObjectHeaders::default();
    for name in header::KEPT.iter().chain(&header::MIRRORED) {
        if let Some(value) = headers.get(name) {
            meta.set(name.as_str(), value.as_bytes());
        }
    }
    if rule.flag("MirrorSaveOssMeta", false) {
        headers.iter().filter(|(name, _)| is_user_meta_name(name.as_str())).for_each(|(name, value)| {
            meta.set(name.as_str(), value.as_bytes());
        });
        let size: usize = meta.user().map(|(name, value)| name.len() + value.len()).sum();
        if size > MAX_USER_META {
            return Err(failed(format!("the origin sent {size} bytes of `{USER_META}` headers")));
        }
    }
    // Every read of the object tells that it was fetched.
    meta.set(header::X_OSS_TAG.as_str(), b"MIRROR");
    Ok(meta)
}

/// Returns the headers of the request that go to the origin.
fn headers(rule: &RoutingRule, call: &Call) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let Some(MirrorHeaders { pass_all, pass, remove, set }) = &rule.mirror_headers else { return headers };
    let is_named = |names: &[String], name: &HeaderName| names.iter().any(|it| it.eq_ignore_ascii_case(name.as_str()));
    for (name, value) in call.sent_headers().filter(|(name, _)| !stays(name.as_str())) {
        let is_passed = *pass_all == Some(true) || is_named(pass, name);
        if is_passed && !is_named(remove, name) {
            headers.append(name, value.clone());
        }
    }
    for pair in set {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(&pair.name), HeaderValue::try_from(&pair.value))
            && !is_of_connection(name.as_str())
        {
            headers.insert(name, value);
        }
    }
    headers
}

/// Returns `true` for a header that never goes to an origin, whatever the rule says: those that the documentation names, and
/// those of a connection.
fn stays(name: &str) -> bool {
    let of_oss = ["oss-", "x-oss-", "x-drs-"].iter().any(|start| name.starts_with(start));
    let of_request = ["authorization2", "authorization", "range", "date"].contains(&name);
    of_oss || of_request || is_of_connection(name)
}

/// Returns `true` for a header that frames a message or is for the next hop only.
fn is_of_connection(name: &str) -> bool {
    let framing = ["content-length", "transfer-encoding", "host", "expect", "trailer"];
    let hop = ["connection", "keep-alive", "proxy-authorization", "proxy-connection", "te", "upgrade"];
    framing.contains(&name) || hop.contains(&name)
}

/// Returns the address that a `Location` means: a URL, or a reference relative to the address before (RFC 3986).
fn resolved(from: &Uri, location: &str) -> Option<Uri> {
    let location = location.split('#').next().unwrap_or_default();
    if location.contains("://") {
        return location.parse().ok().filter(|uri: &Uri| uri.host().is_some());
    }
    let scheme = from.scheme_str()?;
    if location.starts_with("//") {
        return format!("{scheme}:{location}").parse().ok();
    }
    let (path, query) = location.split_once('?').map_or((location, None), |(path, query)| (path, Some(query)));
    let path = match path {
        "" => from.path().to_owned(),
        absolute if absolute.starts_with('/') => without_dots(absolute),
        relative => {
            without_dots(&format!("{}/{relative}", from.path().rsplit_once('/').map_or("", |(folder, _)| folder)))
        }
    };
    let query = query.map_or_else(String::new, |query| format!("?{query}"));
    format!("{scheme}://{}{path}{query}", from.authority()?).parse().ok()
}

/// Returns a path without the segments `.` and `..`.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
    }
    let is_folder = path.ends_with("/.") || path.ends_with("/..");
    format!("/{}{}", kept.join("/"), if is_folder && !kept.is_empty() { "/" } else { "" })
}
