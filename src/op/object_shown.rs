//! An object as the answers to reads describe it.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use jiff::Timestamp;

use super::context::Context;
use super::object::{encryption_headers, hash_headers, text, version_header};
use super::object_restore::restore_header;
use super::object_transition::{transition_header, transition_time};
use crate::error::{Assumption, Refusal};
use crate::wire::text::http_date;
use crate::wire::{Content, Reply, gzip, header};
use crate::world::{ObjectType, SharedObject, StoredBucket};

/// The type of an object without a type of its own.
const DEFAULT_TYPE: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// The object that an answer describes.
pub(crate) struct Shown {
    pub object: SharedObject,
    /// The object with the content: the object itself, or its target if it is a link.
    pub content: SharedObject,
    /// `true` if the bucket keeps versions, or once did.
    pub versioned: bool,
    pub tells_tags: bool,
    /// The last access to the object; `None` if the bucket does not track access.
    pub last_access: Option<Timestamp>,
    /// `true` if its content has just come from an origin, and is not read from the store.
    pub is_fetched: bool,
    /// The run of a lifecycle rule that deletes the object, and the id of the rule.
    pub expires: Option<(Timestamp, Arc<str>)>,
}

impl Shown {
    /// Returns an object as it was fetched from an origin.
    pub fn fetched(object: SharedObject, bucket: &StoredBucket) -> Result<Self, Refusal> {
        Ok(Self { is_fetched: true, ..Self::page(object, bucket)? })
    }

    /// Returns an object as a page of a website. It does not tell its tags.
    pub fn page(object: SharedObject, bucket: &StoredBucket) -> Result<Self, Refusal> {
        if object.extra.target.is_some() {
            return Err(Refusal::not_emulated("a page of a website that is a link"));
        }
        let versioned = bucket.settings.versioning.is_some();
        Ok(Self {
            content: object.clone(),
            object,
            versioned,
            tells_tags: false,
            last_access: None,
            is_fetched: false,
            expires: None,
        })
    }

    /// Notes what is assumed of the headers.
    pub fn note_assumptions(&self, context: &Context<'_>) {
        if self.expires.is_some() {
            context.call.assume(Assumption::LifecycleExpirationHeader);
        }
        if transition_time(&self.object).is_some() {
            context.call.assume(Assumption::LifecycleTransitionHeader);
        }
    }

    /// The time of modification; of a link, the later of its own and its target's.
    pub fn modified(&self) -> Timestamp {
        self.object.modified().max(self.content.modified())
    }

    /// Adds the headers that `GetObject` and `HeadObject` share. For a link, hashes and date are those of its content.
    pub fn headers(&self, mut reply: Reply, now: Timestamp) -> Reply {
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
        if let Some(sealed) = object.extra.sealed {
            reply = reply.header(header::X_OSS_SEALED_TIME, text(&http_date(sealed)));
        }
        if let Some(restore) = restore_header(object, now) {
            reply = reply.header(header::X_OSS_RESTORE, text(&restore));
        }
        if let Some((run, rule)) = &self.expires
            && let Ok(value) = HeaderValue::try_from(format!(r#"expiry-date="{}", rule-id="{rule}""#, http_date(*run)))
        {
            reply = reply.header(header::X_OSS_EXPIRATION, value);
        }
        reply = transition_header(reply, object);
        if self.tells_tags && !object.extra.tags.is_empty() {
            reply = reply.header(header::X_OSS_TAGGING_COUNT, HeaderValue::from(object.extra.tags.len()));
        }
        version_header(encryption_headers(reply, object.extra.encryption.as_ref()), self.versioned, object.version())
    }

    /// Writes the whole object with a status; to `HEAD`, without its body.
    pub fn whole(&self, status: StatusCode, context: &Context<'_>) -> Reply {
        let body = self.content.body.clone();
        let length = body.len();
        let body = if context.call.method == Method::HEAD { Bytes::new() } else { body };
        let mut reply = self.headers(Reply { status, ..Reply::EMPTY }, context.now);
        reply.content = Some(Content { media_type: Some(self.media_type()), length, body });
        reply
    }

    /// Returns `true` if OSS compresses the whole object.
    pub fn is_for_gzip(&self) -> bool {
        let encoded = self.object.meta.get(header::CONTENT_ENCODING.as_str()).is_some();
        !encoded && gzip::is_for(&self.media_type(), self.content.body.len())
    }

    pub fn media_type(&self) -> HeaderValue {
        let own = self.object.meta.get(header::CONTENT_TYPE.as_str());
        own.and_then(|value| HeaderValue::from_bytes(value).ok()).unwrap_or(DEFAULT_TYPE)
    }
}
