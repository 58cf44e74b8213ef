//! `PostObject`: an upload by a form, once its fields are the headers of the request.
//!
//! Source: `AlibabaCloudDocs/oss`, `PostObject`. That the `ETag` is made of the content and is not its MD5 is from there as
//! well; what it is made of is ossmock's own affair.

use http::{HeaderValue, StatusCode};

use super::multipart_complete::location;
use super::object::{etag, text};
use super::object_put::{Put, Upload, Uploaded};
use super::{Operate, Permission, Request, Scene, Traffic, hash};
use crate::error::{Assumption, Refusal};
use crate::wire::text::push_encoded;
use crate::wire::{Call, Reply, header};
use crate::world::{ETag, EntityTag, World};

pub(super) struct Post;

pub(super) struct Posted {
    uploaded: Uploaded,
    answer: Answer,
    location: String,
}

/// How success is answered.
pub(super) enum Answer {
    Status(StatusCode),
    Redirect(HeaderValue),
}

impl Operate for Post {
    type Input = (Upload, Answer);
    type Output = Posted;

    const TAKES_ENCRYPTION_HEADER: bool = true;
    const STORES_BODY: bool = true;
    const TRAFFIC: Traffic = Traffic::Upload;

    fn read(request: &Request<'_>) -> Result<Self::Input, Refusal> {
        let mut upload = Put::read(request)?;
        upload.etag = EntityTag::Other(ETag(hash::md5(&[b"form".as_slice(), &request.md5()].concat())));
        Ok((upload, Answer::read(request.call)))
    }

    fn permit((upload, _): &Self::Input, permission: &Permission<'_>) -> Result<(), Refusal> {
        Put::permit(upload, permission)
    }

    fn apply((upload, answer): Self::Input, scene: &Scene<'_>, world: &mut World) -> Result<Self::Output, Refusal> {
        let uploaded = Put::apply(upload, scene, world)?;
        if matches!(answer, Answer::Redirect(_)) {
            scene.call.lean(Assumption::RedirectTells);
        }
        let location = location(scene, &scene.extranet_endpoint(scene.bucket(world)?));
        Ok(Posted { uploaded, answer, location })
    }

    fn status(posted: &Posted) -> StatusCode {
        match posted.answer {
            Answer::Status(status) => status,
            Answer::Redirect(_) => StatusCode::SEE_OTHER,
        }
    }

    fn write(posted: &Posted, scene: &Scene<'_>) -> Reply {
        let Posted { uploaded, answer, location } = posted;
        let mut reply = Put::write(uploaded, scene);
        reply.status = Self::status(posted);
        let tag = etag(&uploaded.object);
        match answer {
            Answer::Status(StatusCode::CREATED) => {
                let document = Reply::xml("PostResponse", |w| {
                    w.leaf("Bucket", scene.bucket);
                    w.leaf("ETag", &format!("\"{}\"", uploaded.object.etag));
                    w.leaf("Key", &scene.key);
                    w.leaf("Location", location);
                });
                reply.content = document.content;
            }
            Answer::Status(_) => {}
            Answer::Redirect(to) => {
                let told =
                    [("bucket", scene.bucket.as_bytes()), ("key", scene.key.as_bytes()), ("etag", tag.as_bytes())];
                reply = reply.header(header::LOCATION, told_by(to, &told));
            }
        }
        reply
    }
}

impl Answer {
    fn read(call: &Call) -> Self {
        let redirect = call.header_bytes(header::SUCCESS_ACTION_REDIRECT).filter(|url| !url.is_empty());
        // It was a value of a header before.
        if let Some(url) = redirect.and_then(|url| HeaderValue::from_bytes(&url).ok()) {
            return Self::Redirect(url);
        }
        // What is none of these means the default.
        Self::Status(match call.header(header::SUCCESS_ACTION_STATUS).as_deref() {
            Some("200") => StatusCode::OK,
            Some("201") => StatusCode::CREATED,
            _ => StatusCode::NO_CONTENT,
        })
    }
}

/// A URL with these parameters behind those it has.
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
