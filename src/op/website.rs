//! The website of a bucket: index pages, the error page and routing rules, at reads of objects.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/putbucketwebsite`; the index page of a signed request from the live
//! tests of `aliyun-oss-python-sdk`.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};

use super::asked::PermissionChecks;
use super::context::Context;
use super::mirror::{Mirror, Mirrored};
use super::object_conditions::Conditions;
use super::object_encryption::{self, may_decrypt};
use super::object_restore::check_readable;
use super::object_shown::Shown;
use super::operate::Answer;
use super::operations::Operation;
use super::permission::Permission;
use crate::auth::PARAMETERS_OF_SIGNATURES;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::text::encoded_path;
use crate::wire::{Call, Reply, header, is_bodiless};
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
    /// The pages that the caller may read, with the permissions for them.
    pages: Vec<(String, PermissionChecks)>,
}

/// A read of an object, in whose place a website may have another one.
pub(crate) trait SiteRead: Sized {
    /// The content of the answer with an object.
    type Output;

    /// Finds the object of the request, and checks its conditions.
    fn find(&self, context: &Context<'_>, world: &World) -> Result<Shown, Refusal>;

    fn conditions(&self) -> &Conditions;

    /// Shows an object that meets the conditions of the request, or the range of it that is asked for.
    fn show(&self, shown: Shown, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal>;

    fn status(output: &Self::Output) -> StatusCode;

    fn write(output: &Self::Output, context: &Context<'_>) -> Reply;
}

/// An answer to a read: the object, or what the website has in its place.
pub(crate) enum ReadAnswer<R: SiteRead> {
    Object(R::Output),
    Site(SiteAnswer),
    /// A call to the origin of the object comes first.
    Mirror(Box<Mirror>, R),
}

/// An answer of a website that is no object.
pub(crate) enum SiteAnswer {
    Redirect { status: StatusCode, location: String, headers: Vec<(HeaderName, HeaderValue)> },
    ErrorPage { shown: Shown, status: StatusCode },
}

/// The turn that a website gives a read.
enum Turn {
    Answer(SiteAnswer),
    /// Another object is read.
    Object(Shown),
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

/// Returns `true` if a routing rule may answer a read that its caller is not allowed. The referer rules come before any rule.
pub(crate) fn may_answer(call: &Call, operation: Operation, refusal: &Refusal, bucket: &StoredBucket) -> bool {
    let is_read = operation.shows_object() && is_for_website(call) && refusal.cause != Cause::RefererForbidden;
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
        let with_checks = |page: String| {
            let checks = RefCell::default();
            // The page is what the request reads, so the referer rules hold for it.
            let permission = Permission {
                is_of_request: true,
                asked: &checks,
                ..context.permission.about((bucket, owner), &page, None)
            };
            permission.ask_of_object(Operation::GetObject, &page, None);
            let may_read = permission.refused().is_none() && may_decrypt(&permission).is_ok();
            may_read.then(|| (page, checks.into_inner()))
        };
        let pages = pages.into_iter().filter_map(with_checks).collect();
        Some(Self { website, key, denied, pages })
    }

    /// Returns `true` if the caller may not read the object itself.
    pub const fn is_denied(&self) -> bool {
        self.denied.is_some()
    }

    /// Answers a read: with the object, unless a rule comes before it, or with what the website has for the refusal.
    pub fn answer<R: SiteRead>(
        site: Option<Self>,
        read: R,
        context: &Context<'_>,
        world: &mut World,
    ) -> Result<ReadAnswer<R>, Refusal> {
        let object = |world: &mut World| {
            let shown = read.find(context, world)?;
            read.show(shown, context, world)
        };
        let Some(site) = site else { return object(world).map(ReadAnswer::Object) };
        let turn = match site.before(context, world)? {
            Some(turn) => turn,
            None => match site.denied.clone().map_or_else(|| object(world), Err) {
                Ok(object) => return Ok(ReadAnswer::Object(object)),
                Err(refusal) => site.instead(refusal, context, world)?,
            },
        };
        match turn {
            Turn::Answer(answer) => Ok(ReadAnswer::Site(answer)),
            Turn::Object(shown) => ReadAnswer::show(&read, shown, context, world),
            Turn::Mirror(mirror) => Ok(ReadAnswer::Mirror(mirror, read)),
        }
    }

    /// Answers by a rule that comes before the object, if there is one and the caller may read the object.
    fn before(&self, context: &Context<'_>, world: &World) -> Result<Option<Turn>, Refusal> {
        let mut rules = rules(&self.website).into_iter().filter(|_| self.denied.is_none());
        let Some(rule) = rules.find(|rule| holds(rule, &self.key, None, context.call)) else { return Ok(None) };
        context.call.assume(Assumption::RuleBeforeObject);
        self.by_rule(rule, context, world)
    }

    /// Answers in the place of a refusal.
    fn instead(&self, refusal: Refusal, context: &Context<'_>, world: &mut World) -> Result<Turn, Refusal> {
        let status = refusal.cause.status();
        if status < 400 || refusal.cause == Cause::NotEmulated {
            return Err(refusal);
        }
        let rule = rules(&self.website).into_iter().find(|rule| holds(rule, &self.key, Some(status), context.call));
        if let Some(rule) = rule
            && let Some(turn) = self.by_rule(rule, context, world)?
        {
            return Ok(turn);
        }
        if status != 404 {
            return Err(refusal);
        }
        if let Some(turn) = self.by_directory(context, world)? {
            return Ok(turn);
        }
        if let Some((page, status)) = self.website.error() {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND);
            if let Some(shown) = self.page(page, context, world)? {
                check_readable(&shown.content, context.bucket(world)?, context.now)?;
                let about = Context { key: Cow::Borrowed(page), ..*context };
                object_encryption::decrypt(shown.content.extra.encryption.as_ref(), &about, world)?;
                context.call.turn(|| format!("{}: error page `{page}`", refusal.cause));
                if context.account.is_some() {
                    context.call.assume(Assumption::ErrorPageForSigned);
                }
                note_conditions(context.call);
                return Ok(Turn::Answer(SiteAnswer::ErrorPage { shown, status }));
            }
        }
        Err(refusal)
    }

    /// Answers as a rule says; `None` if it leads to a page that does not exist.
    fn by_rule(&self, rule: &RoutingRule, context: &Context<'_>, world: &World) -> Result<Option<Turn>, Refusal> {
        context.call.turn(|| format!("website {rule}"));
        if let Some(part) = rule.not_emulated() {
            return Err(Refusal::not_emulated(&format!("a routing rule with {part}")));
        }
        match rule.redirect() {
            RedirectType::External | RedirectType::AliCdn => Ok(Some(Turn::Answer(self.redirect(rule, context.call)))),
            RedirectType::Internal => {
                context.call.assume(Assumption::InternalRedirect);
                Ok(self.page(&rule.target_key(&self.key), context, world)?.map(Turn::Object))
            }
            RedirectType::Mirror => Mirror::new(rule, &self.key, context).map(Box::new).map(Turn::Mirror).map(Some),
        }
    }

    fn redirect(&self, rule: &RoutingRule, call: &Call) -> SiteAnswer {
        if rule.option("Protocol").is_none() || rule.option("HostName").is_none() {
            call.assume(Assumption::RedirectToSameHost);
        }
        let protocol = rule.option("Protocol").unwrap_or(if call.peer.tls { "https" } else { "http" });
        let folder = if rule.option("HostName").is_none() { folder(call) } else { "/".to_owned() };
        let host = rule.option("HostName").unwrap_or(&call.host);
        let query = if rule.flag("PassQueryString", false) {
            call.pass_query(&PARAMETERS_OF_SIGNATURES)
        } else {
            String::new()
        };
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
    fn by_directory(&self, context: &Context<'_>, world: &World) -> Result<Option<Turn>, Refusal> {
        let Some(page) = directory_index(&self.website, &self.key) else { return Ok(None) };
        let Some(shown) = self.page(&page, context, world)? else { return Ok(None) };
        context.call.turn(|| format!("directory with the index page `{page}`"));
        if self.website.sub_dirs() == Some(SubDirs::Index) {
            return Ok(Some(Turn::Object(shown)));
        }
        let location = format!("{}{}/", folder(context.call), encoded_path(&self.key));
        Ok(Some(Turn::Answer(SiteAnswer::found(location))))
    }

    /// Returns a page that exists and that the caller may read; from then on the request has needed the permissions for it.
    fn page(&self, key: &str, context: &Context<'_>, world: &World) -> Result<Option<Shown>, Refusal> {
        let Some((_, checks)) = self.pages.iter().find(|(page, _)| page == key) else { return Ok(None) };
        let bucket = context.bucket(world)?;
        let Some(object) = bucket.objects.find(key, None).object().cloned() else { return Ok(None) };
        let shown = Shown::page(object, bucket)?;
        context.permission.asked.borrow_mut().join(checks);
        Ok(Some(shown))
    }
}

/// Notes that conditions and a range count for the objects of a website, and not for its error page.
fn note_conditions(call: &Call) {
    let names = [
        header::RANGE,
        header::IF_MATCH,
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
        header::IF_UNMODIFIED_SINCE,
    ];
    if names.iter().any(|name| call.glance(name).is_some()) {
        call.assume(Assumption::ConditionsOfPages);
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

impl<R: SiteRead> ReadAnswer<R> {
    /// Shows another object than the one of the request, under the conditions of the request.
    fn show(read: &R, shown: Shown, context: &Context<'_>, world: &mut World) -> Result<Self, Refusal> {
        note_conditions(context.call);
        read.conditions().check(shown.content.etag, shown.modified())?;
        read.show(shown, context, world).map(Self::Object)
    }

    pub fn call_out(&self) -> Option<Request<Bytes>> {
        match self {
            Self::Mirror(mirror, _) => Some(mirror.request()),
            Self::Object(_) | Self::Site(_) => None,
        }
    }

    /// Hashes the answer to a call, outside the lock.
    pub fn hash(&mut self, answer: &Answer) {
        if let Self::Mirror(mirror, _) = self {
            mirror.hash(answer);
        }
    }

    /// Goes on with the answer of an origin. An object is stored before the conditions of the request are compared with it.
    pub fn resume(self, answer: Answer, context: &Context<'_>, world: &mut World) -> Result<Self, Refusal> {
        let Self::Mirror(mirror, read) = self else { return Ok(self) };
        match mirror.resume(answer, context, world)? {
            Mirrored::Again(mirror) => Ok(Self::Mirror(mirror, read)),
            Mirrored::Redirect(location) => Ok(Self::Site(SiteAnswer::found(location))),
            Mirrored::Object(shown) => Self::show(&read, shown, context, world),
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::Object(object) => R::status(object),
            Self::Site(SiteAnswer::Redirect { status, .. } | SiteAnswer::ErrorPage { status, .. }) => *status,
            Self::Mirror(..) => StatusCode::OK,
        }
    }

    pub fn write(&self, context: &Context<'_>) -> Reply {
        match self {
            Self::Object(object) => R::write(object, context),
            Self::Site(answer) => answer.write(context),
            Self::Mirror(..) => Reply::EMPTY,
        }
    }
}

impl SiteAnswer {
    /// Sends the client to another place for once.
    const fn found(location: String) -> Self {
        Self::Redirect { status: StatusCode::FOUND, location, headers: Vec::new() }
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
            Self::ErrorPage { shown, status } => shown.whole(*status, context),
        }
    }
}
