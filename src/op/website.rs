//! The website of a bucket: index pages, the error page and routing rules, at reads of objects.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketwebsite`; the index page of a signed request from the live
//! tests of `aliyun-oss-python-sdk`.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};

use super::context::Context;
use super::mirror::{Mirror, Mirrored};
use super::object_encryption;
use super::object_restore::check_readable;
use super::object_shown::Shown;
use super::operate::Answer;
use super::operations::Operation;
use super::permission::Permission;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::encoded_path;
use crate::wire::{Call, Reply, is_bodiless};
use crate::world::{RedirectType, RoutingRule, StoredBucket, SubDirs, Website, World};

/// The header that Alibaba Cloud CDN knows a redirect by. Its name is assumed.
const CDN: HeaderName = HeaderName::from_static("x-oss-redirect-cdn");

/// The website of a bucket, as a read of an object meets it.
pub(crate) struct Site {
    website: Arc<Website>,
    /// The key of the request; the context has the key of the index page, if the request leads to one.
    key: String,
    /// The refusal of a caller that may not read the object.
    denied: Option<Refusal>,
    /// The pages that the caller may read.
    pages: Vec<String>,
}

/// An answer to a read: the object, or what the website has in its place.
pub(crate) enum ReadAnswer<T> {
    Object(T),
    Website(SiteAnswer),
}

/// An answer of a website.
pub(crate) enum SiteAnswer {
    Redirect {
        status: StatusCode,
        location: String,
        headers: Vec<(HeaderName, HeaderValue)>,
    },
    Page {
        shown: Shown,
        status: StatusCode,
    },
    /// A call to the origin of the object comes first.
    Mirror(Box<Mirror>),
}

/// Returns the operation and the key that a request for a directory means: a read of its index page.
///
/// Only the root of an anonymous request means its index page; others list.
pub(crate) fn index_of(
    call: &Call,
    operation: Operation,
    is_anonymous: bool,
    bucket: &StoredBucket,
) -> Option<(Operation, String)> {
    let website = bucket.settings.website.as_ref()?;
    let suffix = website.index()?;
    let key = std::str::from_utf8(call.key()).ok()?;
    if operation.shows_object() && key.ends_with('/') && is_for_website(call) {
        if bucket.objects.find(key, None).object().is_some() {
            call.assume(Assumption::IndexOfDirectoryObject);
        }
        let directory = if website.sub_dirs().is_some() { key } else { "" };
        return Some((operation, format!("{directory}{suffix}")));
    }
    let is_root = is_anonymous && key.is_empty() && call.query.pairs().is_empty() && is_bodiless(&call.method);
    let read = if call.method == Method::HEAD { Operation::HeadObject } else { Operation::GetObject };
    is_root.then(|| (read, suffix.to_owned()))
}

/// Returns `true` if a routing rule may answer a read that its caller is not allowed.
pub(crate) fn may_answer(call: &Call, operation: Operation, refusal: &Refusal, bucket: &StoredBucket) -> bool {
    let is_read = operation.shows_object() && is_for_website(call);
    let Some(website) = bucket.settings.website.as_ref().filter(|_| is_read) else { return false };
    let key = String::from_utf8_lossy(call.key());
    rules(website).iter().any(|rule| holds(rule, &key, Some(refusal.cause.status()), call))
}

/// Returns `true` for a read that names neither a version nor a process.
fn is_for_website(call: &Call) -> bool {
    let elsewhere = |name: &[u8]| name == b"versionId" || name == b"x-oss-process";
    !call.query.pairs().iter().any(|pair| elsewhere(&pair.name))
}

/// The rules in the order in which they are tried.
fn rules(website: &Website) -> Vec<&RoutingRule> {
    let mut rules: Vec<_> = website.rules().iter().collect();
    rules.sort_by_key(|rule| rule.number());
    rules
}

/// Returns `true` if the condition of a rule holds. Without a status, only a rule without one holds, and no mirror, which is
/// for missing objects.
fn holds(rule: &RoutingRule, key: &str, status: Option<u16>, call: &Call) -> bool {
    let is_mirror = rule.redirect() == RedirectType::Mirror;
    let status_fits = match (rule.error(), status) {
        _ if is_mirror => status == Some(404),
        (Some(wanted), status) => status == Some(wanted),
        (None, _) => true,
    };
    let triggers = !is_mirror || call.method == Method::GET || rule.flag("MirrorAllowHeadObject", false);
    let has = |name: &str, value: &str| call.glance_text(name).is_some_and(|found| found == value);
    status_fits
        && triggers
        && rule.key_prefix().is_none_or(|prefix| key.starts_with(prefix))
        && rule.key_suffix().is_none_or(|suffix| key.ends_with(suffix))
        && rule.include_headers.iter().all(|header| has(&header.name, &header.value))
}

impl Site {
    /// Returns the website of the bucket, if the read may meet it.
    pub fn of(context: &Context<'_>) -> Option<Self> {
        let (bucket, owner) = context.permission.bucket.filter(|_| is_for_website(context.call))?;
        let website = bucket.settings.website.clone()?;
        let key = context.index_of.unwrap_or(&context.key).to_owned();
        let denied = context.denied.cloned();
        // A rule without a status comes before the object, so its page is judged even if the object exists.
        let internal = website.rules().iter().filter(|rule| rule.redirect() == RedirectType::Internal);
        let mut pages: Vec<String> = internal.map(|rule| rule.target_key(&key)).collect();
        if denied.is_some() || context.permission.object.is_none() {
            pages.extend(website.error().map(|(page, _)| page.to_owned()));
            pages.extend(directory_index(&website, &key));
        }
        let may_read = |page: &String| {
            // The page is what the request reads, so the referer rules hold for it.
            let permission =
                Permission { is_of_request: true, ..context.permission.about((bucket, owner), page, None) };
            let (operation, path) = (Operation::GetObject, format!("{}/{page}", bucket.name));
            permission.decide(operation, operation.action(), &path).is_allowed()
        };
        pages.retain(may_read);
        Some(Self { website, key, denied, pages })
    }

    /// Returns `true` if the caller may not read the object itself.
    pub const fn is_denied(&self) -> bool {
        self.denied.is_some()
    }

    /// Answers a read: with the object, unless a rule comes before it, or with what the website has for the refusal.
    pub fn answer<T>(
        site: Option<Self>,
        context: &Context<'_>,
        world: &mut World,
        read: impl FnOnce(&mut World) -> Result<T, Refusal>,
    ) -> Result<ReadAnswer<T>, Refusal> {
        let Some(mut site) = site else { return read(world).map(ReadAnswer::Object) };
        if let Some(refusal) = site.denied.take() {
            return site.instead(refusal, context, world).map(ReadAnswer::Website);
        }
        let before = rules(&site.website).into_iter().find(|rule| holds(rule, &site.key, None, context.call));
        if let Some(rule) = before {
            context.call.assume(Assumption::RuleBeforeObject);
            if let Some(answer) = site.by_rule(rule, context, world)? {
                return Ok(ReadAnswer::Website(answer));
            }
        }
        match read(world) {
            Ok(object) => Ok(ReadAnswer::Object(object)),
            Err(refusal) => site.instead(refusal, context, world).map(ReadAnswer::Website),
        }
    }

    /// Answers in the place of a refusal.
    fn instead(&self, refusal: Refusal, context: &Context<'_>, world: &mut World) -> Result<SiteAnswer, Refusal> {
        let status = refusal.cause.status();
        if status < 400 || refusal.cause == Cause::NotEmulated {
            return Err(refusal);
        }
        let rule = rules(&self.website).into_iter().find(|rule| holds(rule, &self.key, Some(status), context.call));
        if let Some(rule) = rule
            && let Some(answer) = self.by_rule(rule, context, world)?
        {
            return Ok(answer);
        }
        if status != 404 {
            return Err(refusal);
        }
        if let Some(answer) = self.by_directory(context, world)? {
            return Ok(answer);
        }
        if let Some((page, status)) = self.website.error() {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND);
            if let Some(answer) = self.page(page, status, context, world)? {
                context.call.turn(|| format!("{}: error page `{page}`", refusal.cause));
                if context.account.is_some() {
                    context.call.assume(Assumption::ErrorPageForSigned);
                }
                return Ok(answer);
            }
        }
        Err(refusal)
    }

    /// Answers as a rule says; `None` if it leads to a page that does not exist.
    fn by_rule(
        &self,
        rule: &RoutingRule,
        context: &Context<'_>,
        world: &mut World,
    ) -> Result<Option<SiteAnswer>, Refusal> {
        context.call.turn(|| format!("website {rule}"));
        match rule.redirect() {
            RedirectType::External | RedirectType::AliCdn => Ok(Some(self.redirect(rule, context.call))),
            RedirectType::Internal => {
                context.call.assume(Assumption::InternalRedirect);
                self.page(&rule.target_key(&self.key), StatusCode::OK, context, world)
            }
            RedirectType::Mirror => {
                Mirror::new(rule, &self.key, context).map(Box::new).map(SiteAnswer::Mirror).map(Some)
            }
        }
    }

    fn redirect(&self, rule: &RoutingRule, call: &Call) -> SiteAnswer {
        if rule.option("Protocol").is_none() || rule.option("HostName").is_none() {
            call.assume(Assumption::RedirectToSameHost);
        }
        let protocol = rule.option("Protocol").unwrap_or(if call.peer.tls { "https" } else { "http" });
        let folder = if rule.option("HostName").is_none() { folder(call) } else { "/".to_owned() };
        let host = rule.option("HostName").unwrap_or(&call.host);
        let query = if rule.flag("PassQueryString", false) { call.pass_query() } else { String::new() };
        let location = format!("{protocol}://{host}{folder}{}{query}", encoded_path(&rule.target_key(&self.key)));
        let code = rule.option("HttpRedirectCode").and_then(|code| code.parse().ok());
        let mut headers = Vec::new();
        if rule.redirect() == RedirectType::AliCdn {
            call.assume(Assumption::CdnHeader);
            headers.push((CDN, HeaderValue::from_static("true")));
        }
        SiteAnswer::Redirect { status: code.unwrap_or(StatusCode::MOVED_PERMANENTLY), location, headers }
    }

    /// Answers for a directory whose name lacks its slash.
    fn by_directory(&self, context: &Context<'_>, world: &mut World) -> Result<Option<SiteAnswer>, Refusal> {
        let Some(page) = directory_index(&self.website, &self.key) else { return Ok(None) };
        let Some(answer) = self.page(&page, StatusCode::OK, context, world)? else { return Ok(None) };
        context.call.turn(|| format!("directory with the index page `{page}`"));
        if self.website.sub_dirs() == Some(SubDirs::Index) {
            return Ok(Some(answer));
        }
        let location = format!("{}{}/", folder(context.call), encoded_path(&self.key));
        Ok(Some(SiteAnswer::Redirect { status: StatusCode::FOUND, location, headers: Vec::new() }))
    }

    /// Returns a page that exists and that the caller may read.
    fn page(
        &self,
        key: &str,
        status: StatusCode,
        context: &Context<'_>,
        world: &mut World,
    ) -> Result<Option<SiteAnswer>, Refusal> {
        if !self.pages.iter().any(|page| page == key) {
            return Ok(None);
        }
        let bucket = context.bucket(world)?;
        let Some(object) = bucket.objects.find(key, None).object().cloned() else { return Ok(None) };
        let shown = Shown::page(object, bucket)?;
        check_readable(&shown.content, bucket, context.now)?;
        let about = Context { key: Cow::Borrowed(key), ..*context };
        object_encryption::decrypt(shown.content.encryption.as_ref(), &about, world)?;
        Ok(Some(SiteAnswer::Page { shown, status }))
    }
}

/// Returns the index page of the directory that a key without a slash may name.
fn directory_index(website: &Website, key: &str) -> Option<String> {
    let kind = website.sub_dirs().filter(|_| !key.is_empty() && !key.ends_with('/'))?;
    (kind != SubDirs::NoSuchKey).then(|| format!("{key}/{}", website.index().unwrap_or_default()))
}

/// Returns the path before the key: `/`, or with the bucket in path style.
fn folder(call: &Call) -> String {
    match call.bucket() {
        Some(bucket) if call.is_path_style() => format!("/{bucket}/"),
        _ => "/".to_owned(),
    }
}

impl<T> ReadAnswer<T> {
    pub fn call_out(&self) -> Option<Request<Bytes>> {
        match self {
            Self::Website(SiteAnswer::Mirror(mirror)) => Some(mirror.request()),
            Self::Website(_) | Self::Object(_) => None,
        }
    }

    /// Hashes the answer to a call, outside the lock.
    pub fn hash(&mut self, answer: &Answer) {
        if let Self::Website(SiteAnswer::Mirror(mirror)) = self {
            mirror.hash(answer);
        }
    }

    pub fn resume(self, answer: Answer, context: &Context<'_>, world: &mut World) -> Result<Self, Refusal> {
        let Self::Website(SiteAnswer::Mirror(mirror)) = self else { return Ok(self) };
        Ok(Self::Website(match mirror.resume(answer, context, world)? {
            Mirrored::Again(mirror) => SiteAnswer::Mirror(mirror),
            Mirrored::Redirect(location) => {
                SiteAnswer::Redirect { status: StatusCode::FOUND, location, headers: Vec::new() }
            }
            Mirrored::Object(shown) => SiteAnswer::Page { shown, status: StatusCode::OK },
        }))
    }

    pub fn status(&self, of_object: impl FnOnce(&T) -> StatusCode) -> StatusCode {
        match self {
            Self::Object(object) => of_object(object),
            Self::Website(answer) => answer.status(),
        }
    }

    pub fn write(&self, context: &Context<'_>, of_object: impl FnOnce(&T, &Context<'_>) -> Reply) -> Reply {
        match self {
            Self::Object(object) => of_object(object, context),
            Self::Website(answer) => answer.write(context),
        }
    }
}

impl SiteAnswer {
    const fn status(&self) -> StatusCode {
        match self {
            Self::Redirect { status, .. } | Self::Page { status, .. } => *status,
            Self::Mirror(_) => StatusCode::OK,
        }
    }

    fn write(&self, context: &Context<'_>) -> Reply {
        match self {
            Self::Redirect { status, location, headers } => {
                let mut reply = Reply { status: *status, ..Reply::EMPTY };
                reply.headers.extend(headers.iter().cloned());
                match HeaderValue::try_from(location.as_str()) {
                    Ok(location) => reply.header(LOCATION, location),
                    Err(_) => reply,
                }
            }
            Self::Page { shown, status } => shown.whole(*status, context),
            Self::Mirror(_) => Reply::EMPTY,
        }
    }
}
