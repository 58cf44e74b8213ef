//! `PutBucketEncryption`, `GetBucketEncryption` and `DeleteBucketEncryption`: the rule and its one XML shape.
//!
//! Sources: `alibabacloud.com/help/en/oss/developer-reference/putbucketencryption` and its two siblings; the
//! normalisation from the live tests of `aliyun-oss-python-sdk`.

use super::body::BodyRule;
use super::cloudbox;
use super::context::Context;
use super::operate::Operate;
use super::permission::KmsRight;
use super::permission::Permission;
use super::remove::Removal;
use crate::error::{Assumption, Cause, Profile, Refusal};
use crate::wire::{Reply, header, xml};
use crate::world::{DataEncryption, EncryptionRule, KmsKeyId, World};

pub(crate) struct Put;
pub(crate) struct Get;
pub(crate) struct Delete;

impl Operate for Put {
    type Input = EncryptionRule;
    type Output = ();

    const BODY: BodyRule = BodyRule::XML;

    fn read(context: &Context<'_>) -> Result<EncryptionRule, Refusal> {
        let root = context.xml("ServerSideEncryptionRule")?;
        let rule = root.required("ApplyServerSideEncryptionByDefault")?;
        let algorithm = rule.required("SSEAlgorithm")?.leaf()?;
        let key_id = rule.optional("KMSMasterKeyID")?.map(xml::Element::leaf).transpose()?;
        let data = rule.optional("KMSDataEncryption")?.map(xml::Element::leaf).transpose()?;
        let rule = read_rule(context, algorithm, key_id, data)?;
        if algorithm != "KMS" && key_id.is_some_and(|id| !id.is_empty()) {
            return Err(Cause::KeyIdWithoutKms.into());
        }
        Ok(rule)
    }

    fn rule(rule: &EncryptionRule) -> Option<&EncryptionRule> {
        Some(rule)
    }

    fn permit(rule: &EncryptionRule, permission: &Permission<'_>) -> Result<(), Refusal> {
        may_name_key(Some(rule), permission)
    }

    fn apply(rule: EncryptionRule, context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        context.bucket_mut(world)?.settings_mut().encryption = Some(rule);
        Ok(())
    }

    fn write((): &(), _: &Context<'_>) -> Reply {
        Reply::EMPTY
    }
}

/// Checks that the caller may name the key of a rule, if the rule has one.
pub(super) fn may_name_key(rule: Option<&EncryptionRule>, permission: &Permission<'_>) -> Result<(), Refusal> {
    rule.and_then(EncryptionRule::key_id).map_or(Ok(()), |id| permission.check_kms_key(id.as_str(), KmsRight::Name))
}

impl Operate for Get {
    type Input = ();
    type Output = EncryptionRule;

    fn read(_: &Context<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn apply((): (), context: &Context<'_>, world: &mut World) -> Result<EncryptionRule, Refusal> {
        context.bucket(world)?.settings.encryption.clone().ok_or_else(|| Cause::NoEncryptionRule.into())
    }

    fn write(rule: &EncryptionRule, _: &Context<'_>) -> Reply {
        Reply::xml("ServerSideEncryptionRule", |w| {
            w.group("ApplyServerSideEncryptionByDefault", |w| {
                w.leaf("SSEAlgorithm", rule.algorithm());
                if let Some(data) = rule.data_encryption() {
                    w.leaf("KMSDataEncryption", data.as_str());
                }
                // Never an empty element: clients expect no element if there is no key.
                if let Some(key_id) = rule.key_id() {
                    w.leaf("KMSMasterKeyID", key_id.as_str());
                }
            });
        })
    }
}

impl Removal for Delete {
    fn remove(context: &Context<'_>, world: &mut World) -> Result<(), Refusal> {
        if context.bucket_mut(world)?.settings_mut().encryption.take().is_none() {
            context.call.assume(Assumption::NoRuleToDelete);
        }
        Ok(())
    }
}

/// Reads the rule of an algorithm, a key id and a data encryption. Values that mean nothing without `KMS` are dropped.
fn read_rule(
    context: &Context<'_>,
    algorithm: &str,
    key_id: Option<&str>,
    data: Option<&str>,
) -> Result<EncryptionRule, Refusal> {
    if context.cloudbox.is_some() {
        return cloudbox::rule(algorithm, key_id, data);
    }
    match (algorithm, context.profile) {
        ("AES256", _) => Ok(EncryptionRule::Aes256),
        ("SM4", Profile::Observed) => Ok(EncryptionRule::Sm4),
        ("KMS", _) => Ok(EncryptionRule::Kms {
            key_id: key_id.and_then(KmsKeyId::new),
            data_encryption: match data {
                None => None,
                Some("") => {
                    context.call.assume(Assumption::EmptyDataEncryption);
                    None
                }
                Some("SM4") => Some(DataEncryption::Sm4),
                Some(_) => return Err(Cause::UnsupportedDataEncryption.into()),
            },
        }),
        _ => Err(Cause::UnsupportedAlgorithm.into()),
    }
}

/// Reads the rule of the three `x-oss-server-side-` headers of `PutBucket`. Without the first, the others mean nothing.
///
/// Source: live tests of `aliyun-oss-go-sdk` and `aliyun-oss-python-sdk`.
pub(super) fn rule_from_headers(context: &Context<'_>) -> Result<Option<EncryptionRule>, Refusal> {
    let call = context.call;
    let Some(algorithm) = call.header(header::X_OSS_ENCRYPTION) else { return Ok(None) };
    let key_id = call.header(header::X_OSS_ENCRYPTION_KEY_ID);
    let data = call.header(header::X_OSS_DATA_ENCRYPTION);
    read_rule(context, &algorithm, key_id.as_deref(), data.as_deref()).map(Some)
}
