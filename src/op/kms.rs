//! The refusals of KMS, as OSS answers them.

use crate::error::{Cause, Refusal};
use crate::world::KmsRefusal;

impl From<KmsRefusal> for Refusal {
    fn from(refusal: KmsRefusal) -> Self {
        Self::from(match refusal {
            KmsRefusal::NotEnabled => Cause::KmsServiceNotEnabled,
            KmsRefusal::NotOffered => Cause::KmsNotOffered,
            KmsRefusal::InDebt => Cause::KmsInDebt,
            KmsRefusal::InDebtOverdue => Cause::KmsInDebtOverdue,
            KmsRefusal::KeyIdInvalid => Cause::KmsKeyIdInvalid,
            KmsRefusal::KeyNotFound => Cause::KmsKeyNotFound,
            KmsRefusal::AliasNotFound => Cause::KmsAliasNotFound,
            KmsRefusal::Disabled => Cause::KmsKeyDisabled,
            KmsRefusal::PendingDeletion => Cause::KmsKeyPendingDeletion,
            KmsRefusal::PendingImport => Cause::KmsKeyPendingImport,
        })
    }
}
