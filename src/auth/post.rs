//! The client's side of `PostObject`: policies, their signatures, and forms, for tests that hand requests to the fake
//! themselves.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST};
use http::{HeaderValue, Request};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::sign::Signer;
use super::{Deviation, SignaturePlace, SignatureVersion, form};
use crate::wire::text::{basic_iso, iso_millis};

/// The default lifetime of a policy.
const DEFAULT_LIFE: Duration = Duration::from_secs(900);

/// The policy of a form, which is signed in the place of a request: the allowed upload, and its expiration.
///
/// Source: `help.aliyun.com/en/oss/developer-reference/postobject` (Appendix: Policy).
///
/// # Example
///
/// ```
/// use ossmock::{Oss, signature::PostPolicy};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// let uploads = acme.create_bucket("uploads");
/// let policy = PostPolicy::for_bucket("uploads").starts_with("key", "user/1/").content_length(1..=1024);
///
/// let form = oss.signer(&acme.credentials()).post_policy(&policy).field("key", "user/1/${filename}");
/// let request = form.into_request("uploads.oss-cn-hangzhou.aliyuncs.com", "a.txt", "hello");
/// assert_eq!(oss.handle(request).status(), 204);
/// assert_eq!(uploads.object("user/1/a.txt").body(), "hello");
/// ```
#[derive(Debug, Clone)]
pub struct PostPolicy {
    life: Duration,
    conditions: Vec<Value>,
    /// The whole document, if the test gave it.
    json: Option<String>,
}

impl PostPolicy {
    /// Creates a policy for forms to this bucket, which holds for 15 minutes.
    #[must_use]
    pub fn for_bucket(bucket: &str) -> Self {
        Self { life: DEFAULT_LIFE, conditions: vec![json!({ "bucket": bucket })], json: None }
    }

    /// Creates a policy of these conditions, as JSON, which holds for 15 minutes.
    #[cfg(feature = "fixtures")]
    pub(crate) fn of_conditions(json: &str) -> Result<Self, serde_json::Error> {
        Ok(Self { life: DEFAULT_LIFE, conditions: serde_json::from_str(json)?, json: None })
    }

    /// Creates a policy with this text, unchanged: nothing is added to it, and other methods have no effect on it.
    #[must_use]
    pub fn from_json(text: &str) -> Self {
        Self { life: DEFAULT_LIFE, conditions: Vec::new(), json: Some(text.to_owned()) }
    }

    /// Sets the time for which the policy holds, from the moment of signing.
    #[must_use]
    pub const fn expires_after(mut self, life: Duration) -> Self {
        self.life = life;
        self
    }

    fn condition(mut self, condition: Value) -> Self {
        self.conditions.push(condition);
        self
    }

    /// Requires this value of the field.
    #[must_use]
    pub fn equals(self, field: &str, value: &str) -> Self {
        self.condition(json!(["eq", format!("${field}"), value]))
    }

    /// Requires this prefix of the field's value.
    #[must_use]
    pub fn starts_with(self, field: &str, start: &str) -> Self {
        self.condition(json!(["starts-with", format!("${field}"), start]))
    }

    /// Requires one of these values of the field.
    #[must_use]
    pub fn one_of(self, field: &str, values: &[&str]) -> Self {
        self.condition(json!(["in", format!("${field}"), values]))
    }

    /// Forbids these values of the field.
    #[must_use]
    pub fn none_of(self, field: &str, values: &[&str]) -> Self {
        self.condition(json!(["not-in", format!("${field}"), values]))
    }

    /// Requires a file with a number of bytes in this range.
    #[must_use]
    pub fn content_length(self, bytes: RangeInclusive<u64>) -> Self {
        self.condition(json!(["content-length-range", bytes.start(), bytes.end()]))
    }

    /// Returns the document, with conditions on the fields that a signature adds to the form.
    fn document(&self, at: Timestamp, added: &[(&'static str, String)]) -> String {
        if let Some(json) = &self.json {
            return json.clone();
        }
        let life = SignedDuration::try_from(self.life).unwrap_or(SignedDuration::MAX);
        let expiration = iso_millis(at.saturating_add(life).unwrap_or(at));
        let added = added.iter().map(|(name, value)| json!({ *name: value }));
        let conditions: Vec<Value> = self.conditions.iter().cloned().chain(added).collect();
        json!({ "expiration": expiration, "conditions": conditions }).to_string()
    }
}

impl Signer {
    /// Signs a policy. Returns its form with the fields of the signature, to which the test adds those of the upload.
    /// For V4 the policy gets conditions on the fields of the signature, as OSS requires.
    ///
    /// Sources: `help.aliyun.com/zh/oss/developer-reference/signature-version-4-recommend` (V4) and
    /// `help.aliyun.com/en/oss/developer-reference/postobject` (V1).
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::Oss;
    /// use ossmock::signature::{PostPolicy, SignatureVersion};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// acme.create_bucket("uploads");
    /// let signer = oss.signer(&acme.credentials()).version(SignatureVersion::V1);
    /// let form = signer.post_policy(&PostPolicy::for_bucket("uploads"));
    /// let names: Vec<_> = form.fields().map(|(name, _)| name.to_owned()).collect();
    /// assert_eq!(names, ["OSSAccessKeyId", "policy", "Signature"]);
    /// ```
    #[must_use]
    pub fn post_policy(&self, policy: &PostPolicy) -> PostForm {
        let claim = self.claim(SignaturePlace::Form);
        let id = claim.access_key_id.clone();
        let mut fields = match (self.version, &claim.scope) {
            (SignatureVersion::V4, Some(scope)) => vec![
                ("x-oss-signature-version", "OSS4-HMAC-SHA256".to_owned()),
                ("x-oss-credential", format!("{id}/{scope}")),
                ("x-oss-date", basic_iso(self.at)),
            ],
            (SignatureVersion::V2, _) => {
                vec![("x-oss-signature-version", "OSS2".to_owned()), ("x-oss-access-key-id", id)]
            }
            _ => vec![("OSSAccessKeyId", id)],
        };
        fields.extend(claim.token.clone().map(|token| ("x-oss-security-token", token)));
        let v4 = self.version == SignatureVersion::V4;
        let policy = BASE64_STANDARD.encode(policy.document(self.at, if v4 { &fields } else { &[] }));
        let signature = self.secret(&claim).sign(&form::signed(policy.as_bytes(), Deviation::None));
        fields.push(("policy", policy));
        let name = if self.version == SignatureVersion::V1 { "Signature" } else { "x-oss-signature" };
        fields.push((name, signature));
        PostForm { fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect() }
    }
}

/// A form for `PostObject`, made by [`Signer::post_policy`], or an anonymous one.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, policy::Acl, signature::PostForm};
///
/// let oss = Oss::builder().block_public_access(false).build();
/// let inbox = oss.create_account("acme").create_bucket("inbox").set_acl(Acl::PublicReadWrite);
/// let form = PostForm::new().field("key", "letter").field("success_action_status", "201");
/// let answer = oss.handle(form.into_request("inbox.oss-cn-hangzhou.aliyuncs.com", "letter.txt", "Dear all,"));
/// assert_eq!(answer.status(), 201);
/// assert!(std::str::from_utf8(answer.body())?.contains("<Key>letter</Key>"));
/// # Ok::<(), std::str::Utf8Error>(())
/// ```
#[derive(Clone, Default)]
pub struct PostForm {
    fields: Vec<(String, String)>,
}

impl fmt::Debug for PostForm {
    /// Leaves the values out, as a signature and a security token are among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.fields().map(|(name, _)| name).collect();
        f.debug_struct("PostForm").field("fields", &names).finish_non_exhaustive()
    }
}

impl PostForm {
    /// Creates a form without fields, and so without a signature.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field: `key`, which every form needs, `x-oss-object-acl`, `success_action_status` and so on.
    #[must_use]
    pub fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Returns the fields, in the order they are sent, for a client that writes forms itself. The file follows them.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Returns the request that sends the form with a file of type `text/plain` to the bucket that the host names.
    ///
    /// # Panics
    ///
    /// If the host cannot be written into a header.
    #[must_use]
    #[track_caller]
    pub fn into_request(self, host: &str, file_name: &str, content: impl Into<Bytes>) -> Request<Bytes> {
        let Ok(host) = HeaderValue::try_from(host) else { panic!("`{host}` cannot be written into the header host") };
        let (media_type, body) = self.encode(file_name, Some("text/plain"), &content.into());
        let mut request = Request::new(body);
        *request.method_mut() = http::Method::POST;
        let length = HeaderValue::from(request.body().len());
        let headers = request.headers_mut();
        headers.extend([(HOST, host), (CONTENT_TYPE, media_type), (CONTENT_LENGTH, length)]);
        request
    }

    /// Returns the `Content-Type` and the body of the form.
    pub(crate) fn encode(&self, file_name: &str, media_type: Option<&str>, content: &Bytes) -> (HeaderValue, Bytes) {
        let contains = |boundary: &str| {
            let texts = self.fields.iter().map(|(_, value)| value.as_bytes()).chain([&content[..]]);
            texts.into_iter().any(|text| text.windows(boundary.len()).any(|part| part == boundary.as_bytes()))
        };
        // The same in each run. The form has fewer boundaries than bytes.
        let mut number = 0_usize;
        let mut boundary = "ossmock-form-0".to_owned();
        while contains(&boundary) {
            number += 1;
            boundary = format!("ossmock-form-{number}");
        }
        let quoted = |text: &str| text.replace('\\', r"\\").replace('"', "\\\"");
        let mut body = Vec::with_capacity(content.len() + 1024);
        for (name, value) in &self.fields {
            let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n", quoted(name));
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(value.as_bytes());
            body.extend_from_slice(b"\r\n");
        }
        let file_name = quoted(file_name);
        let mut head =
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{file_name}\"\r\n");
        head.extend(media_type.map(|media_type| format!("Content-Type: {media_type}\r\n")));
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let media_type = HeaderValue::try_from(format!("multipart/form-data; boundary={boundary}"));
        (media_type.expect("a boundary is text"), body.into())
    }
}
