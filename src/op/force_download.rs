//! Downloads that a default domain forces: browsers show no pages and pictures of it, and Android and iOS packages are refused.
//!
//! Sources: `help.aliyun.com/en/oss/user-guide/0048-00000101` and
//! `…/how-to-ensure-an-object-is-previewed-when-you-access-the-object` (the headers; pages and pictures),
//! `help.aliyun.com/document_detail/39645.html` (plain text); `help.aliyun.com/zh/oss/support/0048-00000203` and issue 500 of
//! `aliyun/oss-browser` (packages).

use http::header::{AUTHORIZATION, HeaderValue};

use super::context::Context;
use super::object_shown::Shown;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::{Reply, header, is_of_oss, without_port};

/// The types that are downloaded.
const FORCED: [&str; 14] = [
    "text/html",
    "text/plain",
    "image/jpeg",
    "image/gif",
    "image/tiff",
    "image/png",
    "image/webp",
    "image/svg+xml",
    "image/bmp",
    "image/x-ms-bmp",
    "image/x-cmu-raster",
    "image/exr",
    "image/x-icon",
    "image/heic",
];
/// The types of packages.
const PACKAGES: [&str; 2] = ["application/vnd.android.package-archive", "application/iphone"];
/// The endings of the names of packages.
const PACKAGE_NAMES: [&str; 2] = [".apk", ".ipa"];

impl Context<'_> {
    /// Returns `true` for a read at a default domain, if the fake forces downloads. That a signature in the header excepts a
    /// request is assumed.
    fn forces_download(&self) -> bool {
        let is_default = self.force_download && is_of_oss(&without_port(&self.call.host).to_ascii_lowercase());
        let is_signed = self.call.has_header(AUTHORIZATION);
        if is_default && is_signed {
            self.call.assume(Assumption::SignedIsNotForced);
        }
        is_default && !is_signed
    }
}

/// Refuses a package.
pub(super) fn check(shown: &Shown, context: &Context<'_>) -> Result<(), Refusal> {
    if !context.force_download {
        return Ok(());
    }
    let (key, media_type) = (shown.object.key.to_ascii_lowercase(), shown.media_type());
    let is_package =
        PACKAGE_NAMES.iter().any(|end| key.ends_with(end)) || PACKAGES.iter().any(|package| media_type == **package);
    let is_meant = is_package || is_forced(&media_type);
    let is_forced = is_meant && context.forces_download();
    if !(is_package && is_forced) {
        return Ok(());
    }
    let accelerated = context.call.address.as_ref().is_some_and(|address| address.accelerated.is_some());
    let refusal = Refusal::from(Cause::ApkDownloadForbidden);
    Err(if accelerated { refusal.with_ec("0048-00000203") } else { refusal })
}

/// Returns `true` if objects of this type are downloaded, whatever its parameters.
fn is_forced(media_type: &HeaderValue) -> bool {
    let name = media_type.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    FORCED.contains(&&*name.trim().to_ascii_lowercase())
}

/// Adds the headers that make a browser download the object.
pub(super) fn forced(mut reply: Reply, context: &Context<'_>) -> Reply {
    let media_type = reply.content.as_ref().and_then(|content| content.media_type.as_ref());
    if !(context.force_download && media_type.is_some_and(is_forced) && context.forces_download()) {
        return reply;
    }
    reply.headers.retain(|(name, _)| *name != header::CONTENT_DISPOSITION);
    reply
        .header(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"))
        .header(header::X_OSS_FORCE_DOWNLOAD, HeaderValue::from_static("true"))
}
