//! The claim of a form: `PostObject` has its signature among its fields, over the text of the field `policy`.
//!
//! Sources: `AlibabaCloudDocs/oss`, `PostObject` (V1), `help.aliyun.com/zh/oss/developer-reference/signature-version-4-recommend`
//! (V4), and the pages of the ECs `0002-00000701` to `0002-00000715`, which name the fields of V2 as well. Assumed: V2 signs
//! the same text with HMAC-SHA256.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::claim::{
    AdditionalHeaders, Claim, S3_DIALECT, SignaturePlace, SignatureVersion, header_token, is_access_key_id,
    is_v4_access_key_id,
};
use super::deviation::Deviation;
use super::v4::read_credential;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::{Call, Form, header};

/// The fields of a signature; any of them makes the form a signed one.
const SIGNED: [&str; 7] = [
    "policy",
    "Signature",
    "OSSAccessKeyId",
    "x-oss-signature-version",
    "x-oss-access-key-id",
    "x-oss-credential",
    "x-oss-signature",
];

/// The fields of a form signed for S3, which has a `policy` and may have a `Signature` as well.
const S3_SIGNED: [&str; 4] = ["AWSAccessKeyId", "x-amz-algorithm", "x-amz-credential", "x-amz-signature"];

impl Claim {
    /// Reads the claim of a form, whose fields are the headers of this call; `None` if it makes no claim.
    pub fn read_form(call: &Call, form: &Form) -> Result<Option<Self>, Refusal> {
        let signed_for_s3 = S3_SIGNED.iter().any(|name| form.get(name).is_some());
        let [_, _, native @ ..] = SIGNED;
        if signed_for_s3 && native.iter().all(|name| form.get(name).is_none()) {
            return Err(Refusal::not_emulated(S3_DIALECT));
        }
        if SIGNED.iter().all(|name| form.get(name).is_none()) {
            return Ok(None);
        }
        let refuse = |cause: Cause, name: &str, value: &str| {
            Refusal::from(cause).with("ArgumentName", name).with("ArgumentValue", value)
        };
        let field = |name: &str| form.text(name).map(|text| text.trim().to_owned());
        let version = match call.header(header::X_OSS_SIGNATURE_VERSION).as_deref() {
            None => SignatureVersion::V1,
            Some("OSS2") => {
                call.assume(Assumption::PostSignatureV2);
                SignatureVersion::V2
            }
            Some("OSS4-HMAC-SHA256") => SignatureVersion::V4,
            Some(other) => {
                let refusal = refuse(Cause::SignatureVersionInvalid, "x-oss-signature-version", other);
                return Err(refusal.with_ec("0002-00000701"));
            }
        };
        let policy = form.get("policy").cloned();
        let policy = policy.ok_or_else(|| refuse(Cause::PostPolicyMissing, "policy", ""))?;
        let name = if version == SignatureVersion::V1 { "Signature" } else { "x-oss-signature" };
        // Read as a header as well, so that it does not count as ignored.
        call.has_header(name);
        let signature = field(name).ok_or_else(|| refuse(Cause::PostSignatureMissing, name, ""))?;
        if signature.is_empty() {
            return Err(refuse(Cause::PostSignatureEmpty, name, ""));
        }
        let (access_key_id, scope) = if version == SignatureVersion::V4 {
            let credential = call.header(header::X_OSS_CREDENTIAL).unwrap_or_default();
            let invalid = || refuse(Cause::PostCredentialInvalid, "x-oss-credential", &credential);
            let (id, scope) = read_credential(&credential).ok_or_else(invalid)?;
            (id.to_owned(), Some(scope))
        } else {
            let name = if version == SignatureVersion::V1 { "OSSAccessKeyId" } else { "x-oss-access-key-id" };
            call.has_header(name);
            let id = field(name).ok_or_else(|| refuse(Cause::PostAccessKeyIdMissing, name, ""))?;
            if id.is_empty() {
                return Err(refuse(Cause::PostAccessKeyIdEmpty, name, ""));
            }
            (id, None)
        };
        let is_id = if version == SignatureVersion::V4 { is_v4_access_key_id } else { is_access_key_id };
        if !is_id(&access_key_id) {
            return Err(Cause::PostAccessKeyIdCharacters.into());
        }
        Ok(Some(Self {
            version,
            place: SignaturePlace::Form,
            access_key_id,
            signature,
            additional: AdditionalHeaders::default(),
            scope,
            token: header_token(call),
            policy: Some(policy),
        }))
    }
}

/// Returns the text that the signature of a policy is computed over: the field as it was sent.
pub(super) fn signed(policy: &[u8], deviation: Deviation<'_>) -> Vec<u8> {
    match deviation {
        Deviation::PlainPolicy => BASE64_STANDARD.decode(policy.trim_ascii()).unwrap_or_default(),
        _ => policy.to_vec(),
    }
}
