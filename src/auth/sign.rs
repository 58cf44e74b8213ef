//! The client's side of the signature, for tests that hand requests to the fake themselves.

use std::fmt;
use std::time::SystemTime;

use http::header::{CONTENT_LENGTH, HeaderValue, TRANSFER_ENCODING};
use http::uri::PathAndQuery;
use http::{Request, Uri};
use jiff::Timestamp;

use super::claim::AdditionalHeaders;
use super::v4::UNSIGNED_PAYLOAD;
use super::{CLOUDBOX_PRODUCT, Claim, CredentialScope, Deviation, PRODUCT, Secret, SignaturePlace, SignatureVersion};
use crate::wire::text::{basic_iso, day, http_date, push_encoded};
use crate::wire::{Address, Call, HostName, Peer};

/// An AccessKey pair, with the security token of a temporary one.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The AccessKey id.
    pub access_key_id: String,
    /// The AccessKey secret.
    pub access_key_secret: String,
    /// The security token of STS credentials.
    pub security_token: Option<String>,
}

impl fmt::Debug for Credentials {
    /// Leaves the secret out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .field("security_token", &self.security_token.is_some())
            .finish_non_exhaustive()
    }
}

/// Signs requests the way a client does, for tests without a client; created by [`Oss::signer`](crate::Oss::signer).
///
/// A request to sign has a `Host` header (or an absolute URI), and its path and query as they go over the wire. Real
/// clients sign their own requests; this is for [`Oss::handle`](crate::Oss::handle) and contract cases.
///
/// # Example
///
/// ```
/// use ossmock::{Oss, signature::SignatureVersion};
///
/// let oss = Oss::new();
/// let acme = oss.create_account("acme");
/// acme.create_bucket("logs");
/// for version in [SignatureVersion::V1, SignatureVersion::V2, SignatureVersion::V4] {
///     let request = http::Request::get("/?bucketInfo").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
///     let request = oss.signer(&acme.credentials()).version(version).sign(request.body(bytes::Bytes::new())?);
///     assert_eq!(oss.handle(request).status(), 200);
/// }
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Signer {
    pub(super) credentials: Credentials,
    pub(super) version: SignatureVersion,
    region: String,
    product: String,
    bucket: Option<String>,
    /// The names of the fake's own, which clients know from their endpoint.
    hosts: Vec<HostName>,
    pub(super) at: Timestamp,
    additional: AdditionalHeaders,
    presign: Option<u64>,
}

impl Signer {
    pub(crate) fn new(credentials: &Credentials, region: &str, at: Timestamp) -> Self {
        Self {
            credentials: credentials.clone(),
            version: SignatureVersion::V4,
            region: region.to_owned(),
            product: PRODUCT.to_owned(),
            bucket: None,
            hosts: Vec::new(),
            at,
            additional: AdditionalHeaders::default(),
            presign: None,
        }
    }

    pub(crate) fn on_hosts(mut self, names: &[HostName]) -> Self {
        self.hosts = names.to_vec();
        self
    }

    /// Signs with this version instead of V4.
    #[must_use]
    pub const fn version(mut self, version: SignatureVersion) -> Self {
        self.version = version;
        self
    }

    /// Signs at this time instead of the time of the fake's clock when the signer was created. Times outside the
    /// years 1 to 9999 are ignored.
    #[must_use]
    pub fn at(mut self, at: SystemTime) -> Self {
        self.at = Timestamp::try_from(at).unwrap_or(self.at);
        self
    }

    /// Signs for this region instead of the fake's (V4).
    #[must_use]
    pub fn region(mut self, region: &str) -> Self {
        region.clone_into(&mut self.region);
        self
    }

    /// Signs for this product instead of `oss` (V4).
    #[must_use]
    pub fn product(mut self, product: &str) -> Self {
        product.clone_into(&mut self.product);
        self
    }

    /// Signs for a CloudBox (V4): its id is the region, and the product is `oss-cloudbox`.
    ///
    /// Source: `ali-oss`, `lib/common/signUtils.js`; the other SDKs of the vendor do the same.
    ///
    /// # Example
    ///
    /// ```
    /// let oss = ossmock::Oss::new();
    /// let acme = oss.create_account("acme");
    /// let cloudbox = acme.create_cloudbox("cb-f8z7yvzgwfkl9q0h");
    /// cloudbox.create_bucket("logs");
    /// let request = http::Request::get("/?bucketInfo").header("Host", format!("logs.{}", cloudbox.endpoint()));
    /// let signer = oss.signer(&acme.credentials()).cloudbox(cloudbox.id());
    /// assert_eq!(oss.handle(signer.sign(request.body(bytes::Bytes::new())?)).status(), 200);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn cloudbox(self, id: &str) -> Self {
        self.region(id).product(CLOUDBOX_PRODUCT)
    }

    /// Signs for this bucket when the host is the bucket's own domain, which does not name the bucket.
    #[must_use]
    pub fn bucket(mut self, name: &str) -> Self {
        self.bucket = Some(name.to_owned());
        self
    }

    /// Signs these headers as well (V2 and V4), for example `host;content-length`.
    #[must_use]
    pub fn additional_headers(mut self, names: &str) -> Self {
        self.additional = AdditionalHeaders::read(names);
        self
    }

    /// Puts the signature into the URL, valid for this many seconds, instead of into a header.
    #[must_use]
    pub const fn presign(mut self, seconds: u64) -> Self {
        self.presign = Some(seconds);
        self
    }

    /// Signs a request.
    ///
    /// `Content-Length` is added if there is a body and no length yet, as HTTP libraries do. A request that already has a
    /// `Date` or `x-oss-date` is signed as it stands; otherwise the headers of the version are added.
    ///
    /// # Panics
    ///
    /// If the credentials, or a parameter given to the signer, cannot be written into a header, or a URI to presign is
    /// over 64 KiB.
    #[must_use]
    #[track_caller]
    pub fn sign<B: AsRef<[u8]>>(&self, mut request: Request<B>) -> Request<B> {
        let length = request.body().as_ref().len();
        if length > 0
            && !request.headers().contains_key(CONTENT_LENGTH)
            && !request.headers().contains_key(TRANSFER_ENCODING)
        {
            request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        match self.presign {
            Some(seconds) => self.sign_url(&mut request, seconds),
            None => self.sign_header(&mut request),
        }
        request
    }

    #[track_caller]
    fn sign_header<B>(&self, request: &mut Request<B>) {
        let v4 = self.version == SignatureVersion::V4;
        let dated = request.headers().contains_key("x-oss-date") || request.headers().contains_key("date");
        if let Some(token) = &self.credentials.security_token {
            add_header(request, "x-oss-security-token", token);
        }
        if !dated && v4 {
            add_header(request, "x-oss-date", &basic_iso(self.at));
            add_header(request, "x-oss-content-sha256", UNSIGNED_PAYLOAD);
        } else if !dated {
            add_header(request, "date", &http_date(self.at));
        }
        let call = self.read(request);
        let mut claim = self.claim(SignaturePlace::Header);
        let signed_at = claim.signed_at(&call);
        if let (Some(scope), Some(at)) = (&mut claim.scope, signed_at) {
            *scope = self.scope(at);
        }
        let signature = self.signature(&claim, &call);
        let id = &self.credentials.access_key_id;
        let additional = self.additional.as_str();
        let authorization = match (self.version, additional.is_empty(), &claim.scope) {
            (SignatureVersion::V4, true, Some(scope)) => {
                format!("OSS4-HMAC-SHA256 Credential={id}/{scope},Signature={signature}")
            }
            (SignatureVersion::V4, false, Some(scope)) => {
                format!("OSS4-HMAC-SHA256 Credential={id}/{scope},AdditionalHeaders={additional},Signature={signature}")
            }
            (SignatureVersion::V2, true, _) => format!("OSS2 AccessKeyId:{id},Signature:{signature}"),
            (SignatureVersion::V2, false, _) => {
                format!("OSS2 AccessKeyId:{id},AdditionalHeaders:{additional},Signature:{signature}")
            }
            _ => format!("OSS {id}:{signature}"),
        };
        add_header(request, "authorization", &authorization);
    }

    #[track_caller]
    fn sign_url<B>(&self, request: &mut Request<B>, seconds: u64) {
        let id = &self.credentials.access_key_id;
        let until = self.at.as_second().saturating_add_unsigned(seconds).to_string();
        let claim = self.claim(SignaturePlace::Query);
        let mut parameters = match (self.version, &claim.scope) {
            (SignatureVersion::V4, Some(scope)) => vec![
                ("x-oss-signature-version", "OSS4-HMAC-SHA256".to_owned()),
                ("x-oss-date", basic_iso(self.at)),
                ("x-oss-expires", seconds.to_string()),
                ("x-oss-credential", format!("{id}/{scope}")),
            ],
            (SignatureVersion::V2, _) => vec![
                ("x-oss-signature-version", "OSS2".to_owned()),
                ("x-oss-expires", until),
                ("x-oss-access-key-id", id.clone()),
            ],
            _ => vec![("OSSAccessKeyId", id.clone()), ("Expires", until)],
        };
        let additional = self.additional.as_str();
        if !additional.is_empty() && self.version != SignatureVersion::V1 {
            parameters.push(("x-oss-additional-headers", additional.to_owned()));
        }
        if let Some(token) = &self.credentials.security_token {
            let name = if self.version == SignatureVersion::V4 { "x-oss-security-token" } else { "security-token" };
            parameters.push((name, token.clone()));
        }
        for (name, value) in parameters {
            add_parameter(request, name, &value);
        }
        let signature = self.signature(&claim, &self.read(request));
        add_parameter(
            request,
            if self.version == SignatureVersion::V1 { "Signature" } else { "x-oss-signature" },
            &signature,
        );
    }

    pub(super) fn claim(&self, place: SignaturePlace) -> Claim {
        Claim {
            version: self.version,
            place,
            access_key_id: self.credentials.access_key_id.clone(),
            signature: String::new(),
            additional: self.additional.clone(),
            scope: (self.version == SignatureVersion::V4).then(|| self.scope(self.at)),
            token: self.credentials.security_token.clone(),
            policy: None,
        }
    }

    fn scope(&self, at: Timestamp) -> CredentialScope {
        CredentialScope::new(&day(at), &self.region, &self.product)
    }

    fn read<B>(&self, request: &Request<B>) -> Call {
        let (method, uri, headers) = (request.method().clone(), request.uri().clone(), request.headers().clone());
        let mut call = Call::read(method, uri, headers, Peer::default());
        call.read_host(&self.hosts);
        if let (None, Some(bucket)) = (&call.address, &self.bucket) {
            call.address = Some(Address::of_cname(bucket, call.uri.path()));
        }
        call
    }

    fn signature(&self, claim: &Claim, call: &Call) -> String {
        // Clients do not know the headers that OSS does not see.
        self.secret(claim).sign(&claim.signed(call, Deviation::UnseenSigned).string_to_sign)
    }

    /// Returns the secret, as the version of a claim uses it.
    pub(super) fn secret(&self, claim: &Claim) -> Secret<'_> {
        Secret::new(self.version, &self.credentials.access_key_secret, claim.scope.as_ref())
    }
}

#[track_caller]
fn add_header<B>(request: &mut Request<B>, name: &'static str, value: &str) {
    let Ok(value) = HeaderValue::try_from(value) else { panic!("`{value}` cannot be written into the header {name}") };
    request.headers_mut().insert(name, value);
}

/// Adds `name=value`, the value encoded, to the URI of a request.
#[track_caller]
fn add_parameter<B>(request: &mut Request<B>, name: &str, value: &str) {
    let mut parts = request.uri().clone().into_parts();
    let before = parts.path_and_query.as_ref().map_or("/", PathAndQuery::as_str);
    let mut text = before.as_bytes().to_vec();
    text.push(if before.contains('?') { b'&' } else { b'?' });
    text.extend_from_slice(name.as_bytes());
    text.push(b'=');
    push_encoded(&mut text, value.as_bytes());
    // An encoded parameter keeps a URI valid, unless it exceeds the limit of the `http` crate.
    let Ok(longer) = PathAndQuery::from_maybe_shared(text) else {
        panic!("the URI is too long to be signed: 64 KiB at most")
    };
    parts.path_and_query = Some(longer);
    *request.uri_mut() = Uri::from_parts(parts).expect("a URI with one parameter more is a URI");
}
