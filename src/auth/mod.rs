//! Who is asking: reads the claim a request makes, and checks it.
//!
//! The order of checks: which scheme, its syntax, the time, the scope, the AccessKey, the security token, the signature.

mod caller;
mod form;
mod form_policy;
mod mismatch;
mod post;
mod sign;
mod time;
mod token;
mod v1;
mod v2;
mod v4;

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use subtle::ConstantTimeEq;

use crate::error::{Cause, Profile, Refusal};
use crate::policy::Group;
use crate::wire::{Call, header};
use crate::world::{AccessKey, Account, Holder, RamUser, Role, RoleSession, World};

pub use caller::Caller;
pub(crate) use form_policy::FormPolicy;
pub use mismatch::{Difference, SignatureMismatch};
pub use post::{PostForm, PostPolicy};
pub use sign::{Credentials, Signer};
pub(crate) use v4::{SigningKeys, SigningMac};

/// How far two clocks may differ.
///
/// Source: `help.aliyun.com/en/oss/user-guide/0002-00000504`.
pub(crate) const MAX_SKEW_MILLISECONDS: i64 = 900_000;

/// The product in the scope of a V4 signature.
pub(crate) const PRODUCT: &str = "oss";
/// The same on a CloudBox.
pub(crate) const CLOUDBOX_PRODUCT: &str = "oss-cloudbox";

/// The version of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureVersion {
    /// `OSS`: HMAC-SHA1.
    V1,
    /// `OSS2`: HMAC-SHA256 over all query parameters.
    V2,
    /// `OSS4-HMAC-SHA256`: HMAC-SHA256 with a key bound to day, region and product.
    V4,
}

/// Where a signature stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Header,
    Query,
    /// Among the fields of a form.
    Form,
}

/// What a request claims, read but not checked.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub version: SignatureVersion,
    pub place: Place,
    pub access_key_id: String,
    signature: String,
    /// The additional headers, in lower case, sorted, each once.
    pub additional: Vec<String>,
    /// V4 only.
    pub scope: Option<Scope>,
    pub token: Option<String>,
    /// What is signed, in a form: its field `policy`, as it was sent.
    pub policy: Option<Bytes>,
}

/// What a V4 signature is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub date: String,
    pub region: String,
    pub product: String,
}

impl std::fmt::Display for Scope {
    /// As it follows the id in a credential.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}/{}/{}", self.date, self.region, self.product, v4::TERMINATOR)
    }
}

/// What the world knows about a claim: looked up under the lock, used outside it.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub key: Option<Arc<AccessKey>>,
    pub account: Option<Arc<Account>>,
    pub user: Option<Arc<RamUser>>,
    /// The groups the RAM user is in.
    pub groups: Vec<Arc<Group>>,
    /// The role of a session.
    pub role: Option<Arc<Role>>,
    /// Whether the claimed security token belongs to any session.
    pub token_known: bool,
    /// The V4 signing key, if it was derived before.
    pub mac: Option<SigningMac>,
}

impl Facts {
    /// What the world knows about the holder of an AccessKey.
    pub fn of_key(world: &World, key: &Arc<AccessKey>) -> Self {
        let Holder { account, user } = key.holder;
        let role = key.session.as_ref().and_then(|session| session.role.as_ref());
        Self {
            key: Some(key.clone()),
            account: Some(world.account(account).clone()),
            user: user.map(|user| world.user(account, user).clone()),
            groups: user.map(|user| world.groups_of(account, user).cloned().collect()).unwrap_or_default(),
            role: role.map(|session| world.role(account, session.role).clone()),
            token_known: false,
            mac: None,
        }
    }

    /// The role and the session of it, if the AccessKey is of one.
    pub fn role_session(&self) -> Option<(&Role, &RoleSession)> {
        self.role.as_deref().zip(self.key.as_ref()?.session.as_ref()?.role.as_ref())
    }
}

/// What a claim is checked against.
pub(crate) struct Setting<'a> {
    pub now: Timestamp,
    /// What time clients have, which sign the time.
    pub clients_now: Timestamp,
    /// The region a V4 scope must name.
    pub region: &'a str,
    /// The product a V4 scope must name.
    pub product: &'a str,
}

/// A claim that did not hold.
#[derive(Debug)]
pub(crate) struct Refused {
    pub refusal: Refusal,
    pub mismatch: Option<Box<SignatureMismatch>>,
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, mismatch: None }
    }
}

impl From<Cause> for Refused {
    fn from(cause: Cause) -> Self {
        Refusal::from(cause).into()
    }
}

impl Claim {
    /// Returns `true` if a CloudBox takes such a signature: V4 in the Authorization header, and V1 there as well where the
    /// live tests of `aliyun-oss-go-sdk` count.
    pub fn is_for_cloudbox(&self, profile: Profile) -> bool {
        let version = match profile {
            Profile::Documented => self.version == SignatureVersion::V4,
            Profile::Observed => self.version != SignatureVersion::V2,
        };
        version && self.place == Place::Header
    }

    /// Reads the claim of a request; `None` if it makes none.
    pub fn read(call: &Call, profile: Profile) -> Result<Option<Self>, Refusal> {
        let header = call.header(header::AUTHORIZATION);
        let version = call.query.get("x-oss-signature-version");
        let v1_query = call.query.has("OSSAccessKeyId") || call.query.has("Signature");
        let later_query = version.is_some() || call.query.has("x-oss-signature") || call.query.has("x-oss-credential");
        let claim = match header {
            Some(header) if v1_query || later_query => {
                return Err(Refusal::from(Cause::TwoSignatures).with("Authorization", header));
            }
            Some(header) => read_header(&header, call, profile)?,
            None if later_query => match version.as_deref() {
                Some("OSS4-HMAC-SHA256") => v4::read_query(call)?,
                Some("OSS2") => v2::read_query(call)?,
                _ => return Err(Cause::SignatureVersionInvalid.into()),
            },
            None if v1_query => v1::read_query(call)?,
            None => return Ok(None),
        };
        if claim.place == Place::Query && call.has_header(header::X_OSS_SECURITY_TOKEN) {
            return Err(Cause::TokenNotInUrl.into());
        }
        claim.check_additional(call)?;
        Ok(Some(claim))
    }

    /// Checks the claim. On success the facts say who the caller is, and a newly derived V4 key is handed back.
    pub fn check(&self, call: &Call, facts: &Facts, setting: &Setting<'_>) -> Result<Option<SigningMac>, Refused> {
        let signed_at = self.signed_at(call);
        self.check_time(call, signed_at, setting.clients_now)?;
        if let Some(scope) = &self.scope {
            self.check_scope(scope, signed_at, setting)?;
        }
        let key = self.check_key(call, facts, setting.now)?;
        self.check_signature(call, key, facts)
    }

    fn check_scope(&self, scope: &Scope, signed_at: Option<Timestamp>, setting: &Setting<'_>) -> Result<(), Refusal> {
        let (date, region, product) = match self.place {
            Place::Header => (Cause::ScopeDateInvalid, Cause::ScopeRegionInvalid, Cause::ScopeProductInvalid),
            Place::Query => (Cause::UrlScopeDateInvalid, Cause::UrlScopeRegionInvalid, Cause::ScopeProductInvalid),
            Place::Form => (Cause::PostScopeDateInvalid, Cause::PostScopeRegionInvalid, Cause::PostScopeProductInvalid),
        };
        // The one captured answer of this family has an empty Authorization element; it is to a header.
        let refuse = |cause: Cause| match self.place {
            Place::Header => Err(Refusal::from(cause).with("Authorization", "")),
            Place::Query => Err(cause.into()),
            Place::Form => {
                let credential = format!("{}/{scope}", self.access_key_id);
                Err(Refusal::from(cause).with("ArgumentName", "x-oss-credential").with("ArgumentValue", credential))
            }
        };
        if signed_at.map(crate::wire::text::day).as_deref() != Some(&scope.date) {
            return refuse(date);
        }
        // The live tests of `aliyun-oss-java-sdk` have both wrong.
        if scope.product != setting.product {
            return refuse(product);
        }
        if scope.region != setting.region {
            return refuse(region).map_err(|r| {
                r.note(format!("the scope names region `{}`, the endpoint is in `{}`", scope.region, setting.region))
            });
        }
        Ok(())
    }

    fn check_signature(&self, call: &Call, key: &AccessKey, facts: &Facts) -> Result<Option<SigningMac>, Refused> {
        let mut derived = None;
        let mac = match (&self.scope, &facts.mac) {
            (Some(_), Some(mac)) => Some(mac.clone()),
            (Some(scope), None) => {
                derived = Some(SigningMac::derive(&key.secret, scope));
                derived.clone()
            }
            (None, _) => None,
        };
        let compute = |deviation| self.compute(call, &key.secret, mac.as_ref(), deviation);
        let accepted = |deviation| {
            let computed = compute(deviation);
            bool::from(computed.signature.as_bytes().ct_eq(self.signature.as_bytes()))
        };
        // A path without the slash behind the bucket is signed without it by opendal, and accepted.
        let verifies =
            || accepted(Deviation::None) || (call.lacks_bucket_slash() && accepted(Deviation::NoBucketSlash));
        if verifies() {
            return Ok(derived);
        }
        let mut refused = SignatureMismatch::refuse(self.version, &self.access_key_id, &self.signature, compute);
        if self.place == Place::Form {
            refused.refusal = refused.refusal.with_ec("0002-00000705");
        }
        Err(refused)
    }

    /// Refuses an additional header that is not there, or that OSS does not see. `content-length` counts as `0` when absent,
    /// as Go's HTTP client sends none for an empty body and the Go SDK signs that.
    fn check_additional(&self, call: &Call) -> Result<(), Refusal> {
        let absent =
            |name: &&String| *name != "content-length" && (name.contains('_') || !call.has_header(name.as_str()));
        let Some(name) = self.additional.iter().find(absent) else { return Ok(()) };
        let refusal = match (self.place, self.version) {
            (Place::Query, SignatureVersion::V4) => Cause::UrlAdditionalHeaderAbsent.into(),
            (Place::Query, _) => Refusal::from(Cause::AdditionalHeaderAbsent).with_ec("0002-00000078"),
            (_, SignatureVersion::V2) => Refusal::from(Cause::AdditionalHeaderAbsent).with_ec("0002-00000112"),
            _ => Cause::AdditionalHeaderAbsent.into(),
        };
        Err(refusal.note(format!("the additional headers name `{name}`, which the request does not have")))
    }

    /// The signature the secret gives for this request, and the texts it was computed over.
    fn compute(&self, call: &Call, secret: &str, mac: Option<&SigningMac>, deviation: Deviation) -> Computed {
        if let Some(policy) = &self.policy {
            return form::compute(policy, self.version, secret, mac, deviation);
        }
        match (self.version, &self.scope, mac) {
            (SignatureVersion::V4, Some(scope), Some(mac)) => {
                v4::compute(call, scope, &self.timestamp(call), &self.additional, mac, deviation)
            }
            (SignatureVersion::V2, ..) => v2::compute(call, &self.timestamp(call), &self.additional, secret, deviation),
            _ => v1::compute(call, &self.timestamp(call), secret, deviation),
        }
    }
}

/// A signature and what it was computed over.
#[derive(Debug)]
pub(super) struct Computed {
    signature: String,
    string_to_sign: Vec<u8>,
    /// V4 only.
    canonical_request: Option<Vec<u8>>,
}

/// One way in which clients are known to write what they sign differently from OSS. None is accepted; a request that
/// verifies under one of them tells what the client did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deviation {
    None,
    EmptyValueKeepsEquals,
    EncodedSlashKept,
    NoBucket,
    NoBucketSlash,
    NoContentType,
    NoContentMd5,
    PlusKept,
    PlainPolicy,
    UnseenSigned,
}

fn read_header(header: &str, call: &Call, profile: Profile) -> Result<Claim, Refusal> {
    let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
    match scheme {
        "" => Err(Cause::AuthorizationEmpty.into()),
        "OSS4-HMAC-SHA256" => v4::read_header(rest, call, profile),
        "OSS2" => v2::read_header(rest, call),
        "OSS" => v1::read_header(rest, call),
        _ => Err(Cause::AuthorizationInvalid.into()),
    }
}

/// Whether an AccessKey id has only the characters OSS says ids have.
pub(crate) fn is_access_key_id(id: &str) -> bool {
    id.bytes().all(|b| b.is_ascii_alphanumeric() || b"._= ".contains(&b))
}

/// Returns `true` if a V4 signature may name the id. A hyphen is no character of an id, and yet V4 answers only that the key
/// is unknown.
///
/// Source: the live tests of `alibabacloud-oss-go-sdk-v2` and `alibabacloud-oss-python-sdk-v2`.
fn is_v4_access_key_id(id: &str) -> bool {
    id.split('-').all(is_access_key_id)
}

/// The security token of a request signed in its header.
fn header_token(call: &Call) -> Option<String> {
    call.header(header::X_OSS_SECURITY_TOKEN).map(std::borrow::Cow::into_owned)
}

/// Splits `host;content-length` into sorted lower-case names.
fn additional_headers(list: &str) -> Vec<String> {
    let mut names: Vec<String> = list.split(';').filter(|name| !name.is_empty()).map(str::to_ascii_lowercase).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// `/bucket/key`, `/bucket/` or `/`, decoded; or what a deviating client takes for it.
fn resource(call: &Call, deviation: Deviation) -> Vec<u8> {
    let mut resource = match deviation {
        Deviation::NoBucket => b"/".to_vec(),
        _ => resource_of_bucket(call),
    };
    match deviation {
        Deviation::EncodedSlashKept => {
            let key = String::from_utf8_lossy(call.key()).replace('/', "%2F");
            resource.extend_from_slice(key.as_bytes());
        }
        Deviation::NoBucketSlash if call.key().is_empty() && resource.len() > 1 => {
            resource.pop();
        }
        Deviation::PlusKept => resource.extend_from_slice(&call.key_with_pluses()),
        _ => resource.extend_from_slice(call.key()),
    }
    resource
}

/// `/bucket/`, or `/` for the service.
fn resource_of_bucket(call: &Call) -> Vec<u8> {
    let mut resource = vec![b'/'];
    if let Some(bucket) = call.bucket() {
        resource.extend_from_slice(bucket.as_bytes());
        resource.push(b'/');
    }
    resource
}

#[cfg(test)]
mod tests;
