//! `PostObject`: an upload by a form, after its fields became the headers of the request.
//!
//! Source: `AlibabaCloudDocs/oss`, `PostObject`. It also says that the `ETag` is made of the content and is not its MD5;
//! ossmock chooses how.

use http::{HeaderValue, StatusCode};

use super::body::BodyRule;
use super::context::Context;
use super::hash;
use super::multipart_complete::location;
use super::object::{etag, text};
use super::object_put::{Put, PutInput, PutOutput};
use super::operate::Operate;
use super::permission::Permission;
use super::traffic_limit::Traffic;
use crate::error::{Assumption, Refusal};
use crate::wire::text::push_encoded;
use crate::wire::{Call, Reply, header};
use crate::world::{ETag, EntityTag, World};

pub(crate) struct Post;

pub(crate) struct Posted {
    uploaded: PutOutput,
    answer: SuccessResponse,
    location: String,
}

/// The answer to a success.
pub(crate) enum SuccessResponse {
    Status(StatusCode),
    Redirect(HeaderValue),
}

impl Operate for Post {
    type Input = (PutInput, SuccessResponse);
    type Output = Posted;

    const TAKES_ENCRYPTION_HEADER: bool = true;
    const BODY: BodyRule = BodyRule { needed: false, ..BodyRule::OBJECT };
    const TRAFFIC: Traffic = Traffic::Upload;

    fn read(context: &Context<'_>) -> Result<Self::Input, Refusal> {
        let mut upload = Put::read(context)?;
        upload.etag = EntityTag::Other(ETag(hash::md5(&[b"form".as_slice(), &context.md5()].concat())));
        Ok((upload, SuccessResponse::read(context.call)))
    }

    fn permit((upload, _): &Self::Input, permission: &Permission<'_>) -> Result<(), Refusal> {
        Put::permit(upload, permission)
    }

    fn apply((upload, answer): Self::Input, context: &Context<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let uploaded = Put::apply(upload, context, world)?;
        if matches!(answer, SuccessResponse::Redirect(_)) {
            context.call.assume(Assumption::RedirectTells);
        }
        let location = location(context, &context.extranet_endpoint(context.bucket(world)?));
        Ok(Posted { uploaded, answer, location })
    }

    fn status(posted: &Posted) -> StatusCode {
        match posted.answer {
            SuccessResponse::Status(status) => status,
            SuccessResponse::Redirect(_) => StatusCode::SEE_OTHER,
        }
    }

    fn write(posted: &Posted, context: &Context<'_>) -> Reply {
        let Posted { uploaded, answer, location } = posted;
        let mut reply = Put::write(uploaded, context);
        reply.status = Self::status(posted);
        let tag = etag(&uploaded.object);
        match answer {
            SuccessResponse::Status(StatusCode::CREATED) => {
                let document = Reply::xml("PostResponse", |w| {
                    w.leaf("Bucket", context.bucket);
                    w.leaf("ETag", &format!("\"{}\"", uploaded.object.etag));
                    w.leaf("Key", &context.key);
                    w.leaf("Location", location);
                });
                reply.content = document.content;
            }
            SuccessResponse::Status(_) => {}
            SuccessResponse::Redirect(to) => {
                let told =
                    [("bucket", context.bucket.as_bytes()), ("key", context.key.as_bytes()), ("etag", tag.as_bytes())];
                reply = reply.header(header::LOCATION, told_by(to, &told));
            }
        }
        reply
    }
}

impl SuccessResponse {
    fn read(call: &Call) -> Self {
        let redirect = call.header_bytes(header::SUCCESS_ACTION_REDIRECT).filter(|url| !url.is_empty());
        // It was a header value before.
        if let Some(url) = redirect.and_then(|url| HeaderValue::from_bytes(&url).ok()) {
            return Self::Redirect(url);
        }
        // Any other value means the default.
        Self::Status(match call.header(header::SUCCESS_ACTION_STATUS).as_deref() {
            Some("200") => StatusCode::OK,
            Some("201") => StatusCode::CREATED,
            _ => StatusCode::NO_CONTENT,
        })
    }
}

/// Appends these parameters to a URL.
fn told_by(url: &HeaderValue, parameters: &[(&str, &[u8])]) -> HeaderValue {
    let mut location = url.as_bytes().to_vec();
    for (name, value) in parameters {
        location.push(if location.contains(&b'?') { b'&' } else { b'?' });
        location.extend_from_slice(name.as_bytes());
        location.push(b'=');
        push_encoded(&mut location, value);
    }
    HeaderValue::from_bytes(&location).unwrap_or_else(|_| text(""))
}
