//! Authentication: reads the claim that a request makes, and checks it.
//!
//! The order of checks: the scheme, its syntax, the time, the scope, the AccessKey, the security token, the signature.

mod caller;
mod claim;
mod deviation;
mod form;
mod form_policy;
mod mismatch;
mod parameters;
mod post;
mod secret;
mod sign;
mod time;
mod token;
mod v1;
mod v2;
mod v4;

use std::sync::Arc;

use jiff::Timestamp;

use crate::error::{Cause, Profile, Refusal};
use crate::ram::GroupPolicies;
use crate::wire::text::is_day;
use crate::wire::{Call, header};
use crate::world::{Holder, SessionRole, StoredAccessKey, StoredAccount, StoredRamUser, StoredRole, World};

pub use caller::Caller;
pub use claim::SignatureVersion;
use claim::Signed;
pub(crate) use claim::{Claim, CredentialScope, S3_DIALECT, SignaturePlace, Suspects, is_access_key_id};
use deviation::Deviation;
pub(crate) use form_policy::FormPolicy;
pub(crate) use mismatch::Refused;
pub use mismatch::{Difference, SignatureMismatch};
pub(crate) use parameters::PARAMETERS_OF_SIGNATURES;
pub use post::{PostForm, PostPolicy};
use secret::Secret;
pub use sign::{Credentials, Signer};
pub(crate) use v4::{SigningKeys, SigningMac};

/// The largest allowed difference between two clocks.
///
/// Source: `help.aliyun.com/en/oss/user-guide/0002-00000504`.
pub(crate) const MAX_SKEW_MILLISECONDS: i64 = 900_000;

/// The number of characters of an unknown scheme that are shown.
const MAX_SCHEME: usize = 20;

/// The product in the scope of a V4 signature.
pub(crate) const PRODUCT: &str = "oss";
/// The product in the scope of a V4 signature on a CloudBox.
pub(crate) const CLOUDBOX_PRODUCT: &str = "oss-cloudbox";

/// The world's facts about a claim: looked up under the lock, used outside it.
#[derive(Debug, Default)]
pub(crate) struct ClaimFacts {
    pub key: Option<Arc<StoredAccessKey>>,
    pub account: Option<Arc<StoredAccount>>,
    pub user: Option<Arc<StoredRamUser>>,
    /// The groups the RAM user is in.
    pub groups: Vec<Arc<GroupPolicies>>,
    /// The role of a session.
    pub role: Option<Arc<StoredRole>>,
    /// `true` if the claimed security token belongs to a session.
    pub token_known: bool,
    /// The V4 signing key, if it was derived earlier.
    pub mac: Option<SigningMac>,
}

impl ClaimFacts {
    /// Returns the world's facts about the holder of an AccessKey.
    pub fn of_key(world: &World, key: &Arc<StoredAccessKey>) -> Self {
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

    /// Returns the role and its session, if the AccessKey belongs to one.
    pub fn role_session(&self) -> Option<(&StoredRole, &SessionRole)> {
        self.role.as_deref().zip(self.key.as_ref()?.session.as_ref()?.role.as_ref())
    }
}

/// The circumstances that a claim is checked against.
pub(crate) struct ClaimContext<'a> {
    pub now: Timestamp,
    /// The time of clients, which sign the time.
    pub clients_now: Timestamp,
    /// The machine's clock, if clients sign by it.
    pub machine: Option<Machine>,
    /// The fake's time when the request was signed, if its date was read as one of the machine's clock.
    pub signed_at: Option<Timestamp>,
    /// The region a V4 scope must name.
    pub region: &'a str,
    /// The product a V4 scope must name.
    pub product: &'a str,
    /// Returns other possible reasons for a wrong signature; called only for one.
    pub suspects: &'a dyn Fn(&StoredAccessKey) -> Suspects,
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Machine {
    pub now: Timestamp,
    /// The time when the fake was created: older requests were not signed for it.
    pub since: Timestamp,
}

impl Claim {
    /// Returns `true` if a CloudBox accepts such a signature: V4 in the Authorization header, and in the observed profile V1
    /// there as well, after the live tests of `aliyun-oss-go-sdk`.
    pub fn is_for_cloudbox(&self, profile: Profile) -> bool {
        let version = match profile {
            Profile::Documented => self.version == SignatureVersion::V4,
            Profile::Observed => self.version != SignatureVersion::V2,
        };
        version && self.place == SignaturePlace::Header
    }

    /// Reads the claim of a request; `None` if it makes no claim.
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
        if claim.place == SignaturePlace::Query && call.has_header(header::X_OSS_SECURITY_TOKEN) {
            return Err(Cause::TokenNotInUrl.into());
        }
        claim.check_additional(call)?;
        Ok(Some(claim))
    }

    /// Checks the claim. On success the facts identify the caller; returns a newly derived V4 key.
    pub fn check(
        &self,
        call: &Call,
        facts: &ClaimFacts,
        setting: &ClaimContext<'_>,
    ) -> Result<Option<SigningMac>, Refused> {
        let date = self.signed_at(call);
        self.check_time(call, date, setting)?;
        if let Some(scope) = &self.scope {
            self.check_scope(scope, date, setting)?;
        }
        let key = self.check_key(call, facts, setting.now)?;
        self.check_signature(call, key, facts, setting)
    }

    fn check_scope(
        &self,
        scope: &CredentialScope,
        date_signed: Option<Timestamp>,
        setting: &ClaimContext<'_>,
    ) -> Result<(), Refusal> {
        let (date, region, product) = match self.place {
            SignaturePlace::Header => (Cause::ScopeDateInvalid, Cause::ScopeRegionInvalid, Cause::ScopeProductInvalid),
            SignaturePlace::Query => {
                (Cause::UrlScopeDateInvalid, Cause::UrlScopeRegionInvalid, Cause::UrlScopeProductInvalid)
            }
            SignaturePlace::Form => {
                (Cause::PostScopeDateInvalid, Cause::PostScopeRegionInvalid, Cause::PostScopeProductInvalid)
            }
        };
        // The one captured answer of this family has an empty Authorization element; it answers a signed header.
        let refuse = |cause: Cause| match self.place {
            SignaturePlace::Header => Err(Refusal::from(cause).with("Authorization", "")),
            SignaturePlace::Query => Err(cause.into()),
            SignaturePlace::Form => {
                let credential = format!("{}/{scope}", self.access_key_id);
                Err(Refusal::from(cause).with("ArgumentName", "x-oss-credential").with("ArgumentValue", credential))
            }
        };
        if !date_signed.is_some_and(|at| is_day(scope.date(), at)) {
            return refuse(date);
        }
        // In the live tests of `aliyun-oss-java-sdk` both are wrong.
        if scope.product() != setting.product {
            return refuse(product);
        }
        if scope.region() != setting.region {
            return refuse(region).map_err(|r| {
                r.note(format!("the scope names region `{}`, the endpoint is in `{}`", scope.region(), setting.region))
            });
        }
        Ok(())
    }

    fn check_signature(
        &self,
        call: &Call,
        key: &StoredAccessKey,
        facts: &ClaimFacts,
        setting: &ClaimContext<'_>,
    ) -> Result<Option<SigningMac>, Refused> {
        let secret = match &facts.mac {
            Some(mac) => Secret::V4(mac.clone()),
            None => Secret::new(self.version, &key.secret, self.scope.as_ref()),
        };
        let accepted = |deviation| self.verifies(call, &secret, deviation);
        // A path without the slash after the bucket is signed without it by opendal, and accepted.
        let verifies =
            || accepted(Deviation::None) || (call.lacks_bucket_slash() && accepted(Deviation::NoBucketSlash));
        if verifies() {
            return Ok(match secret {
                Secret::V4(derived) if facts.mac.is_none() => Some(derived),
                _ => None,
            });
        }
        Err(SignatureMismatch::refuse(self, call, key, &secret, setting.suspects))
    }

    /// Refuses an additional header that is absent, or that OSS does not see. `content-length` counts as `0` when absent,
    /// as Go's HTTP client omits it for an empty body and the Go SDK signs it.
    fn check_additional(&self, call: &Call) -> Result<(), Refusal> {
        let absent = |name: &&str| *name != "content-length" && !call.has_header(*name);
        let Some(name) = self.additional.names().find(absent) else { return Ok(()) };
        let refusal = match (self.place, self.version) {
            (SignaturePlace::Query, SignatureVersion::V4) => Cause::UrlAdditionalHeaderAbsent.into(),
            (SignaturePlace::Query, _) => Refusal::from(Cause::AdditionalHeaderAbsent).with_ec("0002-00000078"),
            (_, SignatureVersion::V2) => Refusal::from(Cause::AdditionalHeaderAbsent).with_ec("0002-00000112"),
            _ => Cause::AdditionalHeaderAbsent.into(),
        };
        let why = if call.unseen_headers().any(|(unseen, _)| unseen == name) {
            "OSS does not see: a name has letters, digits and `-` only, and no `_`"
        } else {
            "the request does not have"
        };
        Err(refusal.note(format!("the additional headers name `{name}`, which {why}")))
    }

    /// Returns `true` if the signature is that of this request.
    fn verifies(&self, call: &Call, secret: &Secret<'_>, deviation: Deviation<'_>) -> bool {
        match &self.scope {
            // The text that nearly every request signs is not put together.
            Some(scope) if self.policy.is_none() => {
                let hash = v4::hash(&v4::canonical_request(call, &self.additional, deviation));
                secret.verifies(&v4::string_to_sign(&self.timestamp(call), scope, &hash), &self.signature)
            }
            _ => secret.verifies(&[&self.signed(call, deviation).string_to_sign], &self.signature),
        }
    }

    /// Returns the signed text of this request.
    fn signed(&self, call: &Call, deviation: Deviation<'_>) -> Signed {
        if let Some(policy) = &self.policy {
            return Signed { string_to_sign: form::signed(policy, deviation), canonical_request: None };
        }
        let timestamp = self.timestamp(call);
        match (self.version, &self.scope) {
            (SignatureVersion::V4, Some(scope)) => v4::signed(call, scope, &timestamp, &self.additional, deviation),
            (SignatureVersion::V2, _) => Signed {
                string_to_sign: v2::string_to_sign(call, &timestamp, &self.additional, deviation),
                canonical_request: None,
            },
            _ => Signed { string_to_sign: v1::string_to_sign(call, &timestamp, deviation), canonical_request: None },
        }
    }
}

/// Returns `true` if the request has its signature in its URL.
pub(crate) fn is_signed_in_url(call: &Call) -> bool {
    call.query.has("Signature") || call.query.has("x-oss-signature")
}

/// Returns `true` if the request is signed as for S3, in its header or its URL.
///
/// Source: `help.aliyun.com/en/oss/user-guide/0002-00000061`.
pub(crate) fn is_signed_for_s3(call: &Call) -> bool {
    let header = call.glance(header::AUTHORIZATION);
    let in_header = header.is_some_and(|header| [&b"AWS "[..], b"AWS4-"].iter().any(|start| header.starts_with(start)));
    let in_url = |name: &[u8]| {
        let start = name.get(..6).unwrap_or_default();
        name == b"AWSAccessKeyId" || start.eq_ignore_ascii_case(b"x-amz-")
    };
    in_header || call.query.pairs().iter().any(|pair| in_url(&pair.name))
}

fn read_header(header: &str, call: &Call, profile: Profile) -> Result<Claim, Refusal> {
    let (scheme, rest) = header.split_once(' ').unwrap_or((header, ""));
    match scheme {
        "" => Err(Cause::AuthorizationEmpty.into()),
        "OSS4-HMAC-SHA256" => v4::read_header(rest, call, profile),
        "OSS2" => v2::read_header(rest, call),
        "OSS" => v1::read_header(rest, call),
        _ => Err(Refusal::from(Cause::AuthorizationInvalid).note(match scheme.split_once(':') {
            Some((name, _)) if name.to_ascii_uppercase().starts_with("OSS") => {
                let name = name.chars().take(MAX_SCHEME).collect::<String>();
                format!("the client wrote `{name}:`; what follows the scheme is a blank, as in `OSS <AccessKeyId>:<signature>`")
            }
            _ => "a scheme is `OSS`, `OSS2` or `OSS4-HMAC-SHA256`, in these letters, and a blank follows it".to_owned(),
        })),
    }
}

#[cfg(test)]
mod tests;
