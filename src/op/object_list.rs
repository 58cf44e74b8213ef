//! `ListObjects` and `ListObjectsV2`.
//!
//! Sources: `help.aliyun.com/en/oss/developer-reference/listobjects` and `…/listobjectsv2`; the order of the elements from
//! their samples.

use std::borrow::Cow;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::Timestamp;

use super::context::Context;
use super::encoding_type::Encoding;
use super::list_text::{self, Delimiters, ParameterRefusal};
use super::object_restore::write_info;
use super::operate::Operate;
use super::refusals::invalid_argument;
use crate::error::{Cause, Refusal};
use crate::wire::text::{digits, iso_millis};
use crate::wire::xml::Writer;
use crate::wire::{Query, Reply};
use crate::world::{Listing, Page, StoredAccount, StoredObject, World};

pub(crate) struct List;
pub(crate) struct ListV2;

/// The parameters that all listings of objects share.
pub(crate) struct ListParameters {
    pub(super) listing: Listing,
    encoding: Encoding,
}

/// The refusals of a prefix and a delimiter, and the allowed delimiters.
pub(super) struct ListRefusals {
    pub prefix: ParameterRefusal,
    pub delimiter: ParameterRefusal,
    pub delimiters: Delimiters,
}

const OBJECTS: ListRefusals = ListRefusals {
    prefix: ParameterRefusal::with_ec("0015-00000403"),
    delimiter: ParameterRefusal::with_ec("0015-00000406"),
    delimiters: Delimiters::OneCharacter,
};

const MARKER: ParameterRefusal = ParameterRefusal::with_ec("0015-00000405");

impl ListParameters {
    pub(super) fn read(query: &Query, after: String, bounds: &ListRefusals) -> Result<Self, Refusal> {
        let limit = match query.get("max-keys") {
            None => 100,
            Some(text) => digits(&text)
                .and_then(|number| usize::try_from(number).ok())
                .filter(|number| (1..=1000).contains(number))
                .ok_or_else(|| invalid_argument(Cause::MaxKeysInvalid, "max-keys", &text))?,
        };
        let encoding = Encoding::read(query.get("encoding-type").as_deref())?;
        let prefix = list_text::name(query, "prefix", &bounds.prefix)?.unwrap_or_default();
        let delimiter = list_text::delimiter(query, bounds.delimiters, &bounds.delimiter)?;
        Ok(Self { listing: Listing { prefix, delimiter, after, limit }, encoding })
    }

    fn list(self, context: &Context<'_>, world: &World) -> Result<ObjectListing, Refusal> {
        let bucket = context.bucket(world)?;
        let page = bucket.objects.list(&self.listing);
        Ok(ObjectListing { asked: self, page, owner: world.account(bucket.owner).clone() })
    }

    /// Writes a key or a part of one as the answer has it.
    pub(super) fn written<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.encoding.written(text)
    }

    pub(super) fn write_encoding_type(&self, w: &mut Writer) {
        self.encoding.element(w);
    }

    pub(super) fn write_prefixes(&self, prefixes: &[String], w: &mut Writer) {
        for prefix in prefixes {
            w.group("CommonPrefixes", |w| w.leaf("Prefix", &self.written(prefix)));
        }
    }
}

pub(crate) struct ObjectListing {
    asked: ListParameters,
    page: Page,
    owner: Arc<StoredAccount>,
}

impl ObjectListing {
    fn truncated(&self) -> &'static str {
        if self.page.next.is_some() { "true" } else { "false" }
    }

    fn contents(&self, w: &mut Writer, with_owner: bool, now: Timestamp) {
        let asked = &self.asked;
        for object in &self.page.found {
            let StoredObject { key, etag, kind, body, storage_class, .. } = &**object;
            w.group("Contents", |w| {
                w.leaf("Key", &asked.written(key));
                w.leaf("LastModified", &iso_millis(object.modified()));
                w.leaf("ETag", &format!("\"{etag}\""));
                w.leaf("Type", kind.as_str());
                w.leaf("Size", &body.len().to_string());
                w.leaf("StorageClass", storage_class.as_str());
                if with_owner {
                    w.group("Owner", |w| {
                        w.leaf("ID", &self.owner.id);
                        w.leaf("DisplayName", &self.owner.name);
                    });
                }
                write_info(w, object, now);
            });
        }
        asked.write_prefixes(&self.page.prefixes, w);
    }
}

impl Operate for List {
    type Input = ListParameters;
    type Output = ObjectListing;

    const ECS: &'static [(Cause, &'static str)] = &[(Cause::MaxKeysInvalid, "0015-00000402")];

    fn read(context: &Context<'_>) -> Result<ListParameters, Refusal> {
        let query = &context.call.query;
        ListParameters::read(query, list_text::name(query, "marker", &MARKER)?.unwrap_or_default(), &OBJECTS)
    }

    fn apply(asked: ListParameters, context: &Context<'_>, world: &mut World) -> Result<ObjectListing, Refusal> {
        asked.list(context, world)
    }

    fn write(listed: &ObjectListing, context: &Context<'_>) -> Reply {
        let ObjectListing { asked, page, .. } = listed;
        let Listing { prefix, delimiter, after, limit } = &asked.listing;
        Reply::xml("ListBucketResult", |w| {
            w.leaf("Name", context.bucket);
            w.leaf("Prefix", &asked.written(prefix));
            w.leaf("Marker", &asked.written(after));
            w.leaf("MaxKeys", &limit.to_string());
            w.leaf("Delimiter", &asked.written(delimiter));
            asked.write_encoding_type(w);
            w.leaf("IsTruncated", listed.truncated());
            if let Some(next) = &page.next {
                w.leaf("NextMarker", &asked.written(next));
            }
            listed.contents(w, true, context.now);
        })
    }
}

pub(crate) struct AskedV2 {
    asked: ListParameters,
    start_after: Option<String>,
    token: Option<String>,
    fetch_owner: bool,
}

pub(crate) struct ListedV2 {
    listed: ObjectListing,
    start_after: Option<String>,
    token: Option<String>,
    fetch_owner: bool,
}

impl Operate for ListV2 {
    type Input = AskedV2;
    type Output = ListedV2;

    const ECS: &'static [(Cause, &'static str)] = &[(Cause::MaxKeysInvalid, "0015-00000402")];

    fn read(context: &Context<'_>) -> Result<AskedV2, Refusal> {
        let query = &context.call.query;
        let start_after = list_text::name(query, "start-after", &MARKER)?;
        // `oss2` writes both, the token empty when it has none.
        let token = query.get("continuation-token").filter(|token| !token.is_empty());
        let after = match &token {
            Some(token) => read_token(token)?,
            None => start_after.clone().unwrap_or_default(),
        };
        let fetch_owner = query.get("fetch-owner").is_some_and(|text| text == "true");
        Ok(AskedV2 { asked: ListParameters::read(query, after, &OBJECTS)?, start_after, token, fetch_owner })
    }

    fn apply(asked: AskedV2, context: &Context<'_>, world: &mut World) -> Result<ListedV2, Refusal> {
        let AskedV2 { asked, start_after, token, fetch_owner } = asked;
        Ok(ListedV2 { listed: asked.list(context, world)?, start_after, token, fetch_owner })
    }

    fn write(answer: &ListedV2, context: &Context<'_>) -> Reply {
        let ListedV2 { listed, start_after, token, fetch_owner } = answer;
        let ObjectListing { asked, page, .. } = listed;
        let Listing { prefix, delimiter, limit, .. } = &asked.listing;
        Reply::xml("ListBucketResult", |w| {
            w.leaf("Name", context.bucket);
            w.leaf("Prefix", &asked.written(prefix));
            if let Some(start_after) = start_after {
                w.leaf("StartAfter", &asked.written(start_after));
            }
            w.leaf("MaxKeys", &limit.to_string());
            if !delimiter.is_empty() {
                w.leaf("Delimiter", &asked.written(delimiter));
            }
            asked.write_encoding_type(w);
            w.leaf("IsTruncated", listed.truncated());
            if let Some(token) = token {
                w.leaf("ContinuationToken", token);
            }
            if let Some(next) = &page.next {
                w.leaf("NextContinuationToken", &BASE64_URL_SAFE_NO_PAD.encode(next));
            }
            listed.contents(w, *fetch_owner, context.now);
            w.leaf("KeyCount", &(page.found.len() + page.prefixes.len()).to_string());
        })
    }
}

/// Reads a token: the text to continue after, in URL-safe base64.
fn read_token(token: &str) -> Result<String, Refusal> {
    let text = BASE64_URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or_else(|| invalid_argument(Cause::ContinuationTokenInvalid, "continuation-token", token))
}
