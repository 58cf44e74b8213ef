//! `ListObjectVersions`.
//!
//! Source: `help.aliyun.com/en/oss/developer-reference/listobjectversions`; the order of the elements from its sample.

use std::sync::Arc;

use jiff::Timestamp;

use super::context::Context;
use super::list_text::{self, Delimiters, ParameterRefusal};
use super::object::version_of_text;
use super::object_list::{ListParameters, ListRefusals};
use super::object_restore::write_info;
use super::operate::Operate;
use super::refusals::invalid_argument;
use crate::error::{Cause, Refusal};
use crate::wire::Reply;
use crate::wire::text::iso_millis;
use crate::wire::xml::Writer;
use crate::world::{Kept, Listing, StoredAccount, StoredObject, Version, VersionId, VersionPage, World};

pub(crate) struct List;

/// The bounds: a delimiter is empty or a slash. Source: `help.aliyun.com/document_detail/600104.html` (0012-00000107).
const VERSIONS: ListRefusals =
    ListRefusals { prefix: told("0012-00000103"), delimiter: told("0012-00000107"), delimiters: Delimiters::Slash };

const fn told(ec: &'static str) -> ParameterRefusal {
    ParameterRefusal { cause: Cause::VersionsParameterInvalid, ec: Some(ec) }
}

pub(crate) struct VersionsInput {
    parameters: ListParameters,
    /// The marker: the listing has only versions older than this one of the key marker, and later keys.
    version_marker: Option<VersionId>,
}

pub(crate) struct VersionListing {
    input: VersionsInput,
    page: VersionPage,
    owner: Arc<StoredAccount>,
}

impl Operate for List {
    type Input = VersionsInput;
    type Output = VersionListing;

    const ECS: &'static [(Cause, &'static str)] = &[(Cause::MaxKeysInvalid, "0012-00000102")];

    fn read(context: &Context<'_>) -> Result<VersionsInput, Refusal> {
        let query = &context.call.query;
        let text = |name| query.get(name).filter(|text| !text.is_empty());
        let version_marker = match (text("key-marker"), text("version-id-marker")) {
            (None, Some(marker)) => {
                return Err(invalid_argument(Cause::VersionIdMarkerAlone, "version-id-marker", &marker));
            }
            (_, marker) => marker.map(|marker| version_of_text("version-id-marker", &marker)).transpose()?,
        };
        let after = list_text::name(query, "key-marker", &told("0012-00000104"))?.unwrap_or_default();
        Ok(VersionsInput { parameters: ListParameters::read(query, after, &VERSIONS)?, version_marker })
    }

    fn apply(input: VersionsInput, context: &Context<'_>, world: &mut World) -> Result<VersionListing, Refusal> {
        let bucket = context.bucket(world)?;
        let page = bucket.objects.list_versions(&input.parameters.listing, input.version_marker);
        Ok(VersionListing { input, page, owner: world.account(bucket.owner).clone() })
    }

    fn write(listed: &VersionListing, context: &Context<'_>) -> Reply {
        let VersionListing { input: VersionsInput { parameters, version_marker }, page, owner } = listed;
        let Listing { prefix, delimiter, after, limit } = &parameters.listing;
        let id = |version: Option<VersionId>| version.map(|version| version.to_string()).unwrap_or_default();
        Reply::xml("ListVersionsResult", |w| {
            w.leaf("Name", context.bucket);
            w.leaf("Prefix", &parameters.written(prefix));
            w.leaf("KeyMarker", &parameters.written(after));
            w.leaf("VersionIdMarker", &id(*version_marker));
            w.leaf("MaxKeys", &limit.to_string());
            w.leaf("Delimiter", &parameters.written(delimiter));
            parameters.write_encoding_type(w);
            w.flag("IsTruncated", page.next.is_some());
            if let Some((key, version)) = &page.next {
                w.leaf("NextKeyMarker", &parameters.written(key));
                w.leaf("NextVersionIdMarker", &id(*version));
            }
            for kept in &page.kept {
                write_version(w, kept, parameters, owner, context.now);
            }
            parameters.write_prefixes(&page.prefixes, w);
        })
    }
}

fn write_version(w: &mut Writer, kept: &Kept, parameters: &ListParameters, owner: &StoredAccount, now: Timestamp) {
    let (name, modified) = match &kept.version {
        Version::Object(object) => ("Version", object.modified()),
        Version::DeleteMarker(marker) => ("DeleteMarker", marker.created),
    };
    w.group(name, |w| {
        w.leaf("Key", &parameters.written(&kept.key));
        w.leaf("VersionId", &kept.version.id().to_string());
        w.flag("IsLatest", kept.latest);
        w.leaf("LastModified", &iso_millis(modified));
        if let Version::Object(object) = &kept.version {
            let StoredObject { etag, kind, body, storage_class, .. } = &**object;
            w.leaf("ETag", &format!("\"{etag}\""));
            w.leaf("Type", kind.as_str());
            w.leaf("Size", &body.len().to_string());
            w.leaf("StorageClass", storage_class.as_str());
        }
        w.group("Owner", |w| {
            w.leaf("ID", &owner.id);
            w.leaf("DisplayName", &owner.name);
        });
        if let Version::Object(object) = &kept.version {
            write_info(w, object, now);
        }
    });
}
