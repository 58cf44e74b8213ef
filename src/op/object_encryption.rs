//! The encryption of uploads and the decryption of downloads, with the requests to KMS that they need.
//!
//! Sources: `help.aliyun.com/en/oss/user-guide/server-side-encryption-8` (headers before the bucket's rule); the vendor's live
//! tests (headers that mean nothing without the first).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::de::IgnoredAny;

use super::bucket_encryption::rule_from_headers;
use super::context::Context;
use super::permission::KmsRight;
use super::permission::Permission;
use crate::error::{Assumption, Cause, Refusal};
use crate::wire::header;
use crate::world::{DEFAULT_KMS_ALIAS, EncryptionRule, KmsAction, KmsKeyId, KmsUse, ObjectEncryption, World};

/// Reads the rule in the headers of an upload; without them, the rule of the bucket counts.
pub(super) fn requested(context: &Context<'_>) -> Result<Option<EncryptionRule>, Refusal> {
    let call = context.call;
    let rule = rule_from_headers(context)?;
    let (kms, named) = match &rule {
        Some(EncryptionRule::Kms { key_id, .. }) => (true, key_id.is_some()),
        Some(EncryptionRule::Aes256 | EncryptionRule::Sm4) | None => (false, false),
    };
    if let Some(context) = call.header(header::X_OSS_ENCRYPTION_CONTEXT) {
        if !named {
            return Err(Cause::EncryptionContextWithoutKey.into());
        }
        let json = BASE64_STANDARD.decode(&*context).ok();
        if json.is_none_or(|json| serde_json::from_slice::<IgnoredAny>(&json).is_err()) {
            return Err(Cause::EncryptionContextInvalid.into());
        }
    }
    if kms && !named && call.has_header(header::X_OSS_ENCRYPTION_KEY_ID) {
        return Err(Cause::KmsKeyIdEmpty.into());
    }
    Ok(rule)
}

/// Checks that the caller may use the key that an upload names, or that the bucket's rule named when it was admitted.
pub(super) fn may_encrypt(requested: Option<&EncryptionRule>, permission: &Permission<'_>) -> Result<(), Refusal> {
    let rule = requested.or_else(|| permission.bucket.and_then(|(bucket, _)| bucket.settings.encryption.as_ref()));
    rule.and_then(EncryptionRule::key_id).map_or(Ok(()), |id| may(id, KmsRight::Encrypt, permission))
}

/// Checks that the caller may use the key of the stored object.
pub(super) fn may_decrypt(permission: &Permission<'_>) -> Result<(), Refusal> {
    may_decrypt_under(permission.object.and_then(|object| object.extra.encryption.as_ref()), permission)
}

/// Checks that the caller may use the key of this encryption.
pub(super) fn may_decrypt_under(
    encryption: Option<&ObjectEncryption>,
    permission: &Permission<'_>,
) -> Result<(), Refusal> {
    encryption.and_then(ObjectEncryption::key_id).map_or(Ok(()), |id| may(id, KmsRight::Decrypt, permission))
}

/// Checks one right to a key. The key that OSS manages needs no permission.
fn may(name: &KmsKeyId, right: KmsRight, permission: &Permission<'_>) -> Result<(), Refusal> {
    let Some((bucket, owner)) = permission.bucket else { return Ok(()) };
    match owner.kms.find(&bucket.region, name.as_str()) {
        Some(key) if key.is_managed() => Ok(()),
        Some(key) => permission.check_kms_key(&key.id, right),
        None => permission.check_kms_key(name.as_str(), right),
    }
}

/// Encrypts an upload by its headers, else by the bucket's rule. Calls KMS for a data key.
pub(super) fn encrypt(
    requested: Option<EncryptionRule>,
    context: &Context<'_>,
    world: &mut World,
) -> Result<Option<ObjectEncryption>, Refusal> {
    let by_rule = requested.is_none();
    let Some(rule) = requested.or(context.bucket(world)?.settings.encryption.clone()) else { return Ok(None) };
    Ok(Some(match rule {
        EncryptionRule::Aes256 => ObjectEncryption::Aes256,
        EncryptionRule::Sm4 => ObjectEncryption::Sm4,
        EncryptionRule::Kms { key_id, data_encryption } => ObjectEncryption::Kms {
            key_id: ask_kms(KmsAction::GenerateDataKey, key_id.as_ref(), context, world).map_err(|refusal| {
                let note = refusal.note.as_deref().unwrap_or_default();
                if by_rule {
                    Refusal { note: Some(format!("the rule of the bucket names {note}")), ..refusal }
                } else {
                    refusal
                }
            })?,
            data_encryption,
        },
    }))
}

/// Calls KMS to decrypt the data key of an object, if it has one.
pub(super) fn decrypt(
    encryption: Option<&ObjectEncryption>,
    context: &Context<'_>,
    world: &mut World,
) -> Result<(), Refusal> {
    match encryption.and_then(ObjectEncryption::key_id) {
        Some(key_id) => ask_kms(KmsAction::Decrypt, Some(key_id), context, world).map(|_| ()),
        None => Ok(()),
    }
}

/// Calls the KMS of the bucket's owner, and returns the id of the key.
fn ask_kms(
    action: KmsAction,
    key_id: Option<&KmsKeyId>,
    context: &Context<'_>,
    world: &mut World,
) -> Result<KmsKeyId, Refusal> {
    let bucket = context.bucket(world)?;
    let (owner, region) = (bucket.owner, bucket.region.clone());
    let caller = context.caller.to_string();
    let purpose = KmsUse {
        action,
        caller: &caller,
        bucket: context.bucket,
        object: &context.key,
        request_id: context.request_id,
        at: context.now,
    };
    if key_id.is_some_and(KmsKeyId::is_alias) && action == KmsAction::GenerateDataKey {
        context.call.assume(Assumption::AliasShowsId);
    }
    let id = world.use_kms(owner, &region, key_id.map(KmsKeyId::as_str), &purpose).map_err(|refusal| {
        let key = key_id.map_or(DEFAULT_KMS_ALIAS, KmsKeyId::as_str);
        Refusal::from(refusal).note(refusal.about(&world.account(owner).name, &region, key))
    })?;
    // Key ids are never empty; fail closed.
    KmsKeyId::new(&id).ok_or_else(|| Cause::KmsKeyIdInvalid.into())
}
