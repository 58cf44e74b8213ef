//! The operations of a CloudBox, and the limits of its buckets.
//!
//! Sources: `help.aliyun.com/document_detail/430190.html` (operations of control and data endpoints, limits) and the
//! pages of the ECs `0025-00000002` to `0025-00000005`.

use super::operations::Operation;
use super::table::OnBox;
use crate::error::{Cause, Refusal};
use crate::world::{CLOUDBOX_STORAGE_CLASS, EncryptionRule, Redundancy, StorageClass};

impl Operation {
    /// Returns `true` if the documentation lists the operation for the control endpoint of a CloudBox, and so for the data
    /// endpoint as well.
    pub(crate) fn is_done_by_control_endpoint(self) -> bool {
        self.row().cloudbox == OnBox::Control
    }

    /// Returns `true` if the documentation lists the operation for a CloudBox.
    pub(crate) fn is_done_by_cloudbox(self) -> bool {
        self.row().cloudbox != OnBox::Never
    }
}

/// Reads the one rule that a CloudBox accepts: `AES256`, without anything of KMS. An empty value counts as absent.
pub(super) fn rule(algorithm: &str, key_id: Option<&str>, data: Option<&str>) -> Result<EncryptionRule, Refusal> {
    let given = |value: Option<&str>| value.is_some_and(|value| !value.is_empty());
    if algorithm != EncryptionRule::Aes256.algorithm() {
        return Err(Cause::CloudBoxAlgorithm.into());
    }
    if given(key_id) {
        return Err(Cause::KeyIdWithoutKms.into());
    }
    if given(data) {
        return Err(Cause::CloudBoxDataEncryption.into());
    }
    Ok(EncryptionRule::Aes256)
}

/// Checks that a bucket on a CloudBox can have this storage class and redundancy.
pub(super) fn check_storage(class: Option<StorageClass>, redundancy: Option<Redundancy>) -> Result<(), Refusal> {
    if class.is_some_and(|class| class != CLOUDBOX_STORAGE_CLASS) {
        return Err(Cause::CloudBoxStorageClass.into());
    }
    if redundancy.is_some_and(|redundancy| redundancy != Redundancy::Local) {
        return Err(Cause::CloudBoxRedundancyType.into());
    }
    Ok(())
}
