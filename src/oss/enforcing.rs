//! Copies to try changes of permissions on.

use super::Oss;
use super::state::Settings;

impl Oss {
    /// A copy with an empty journal, that lets in only who may, even if this one audits. Code that panics there is expected.
    pub(crate) fn enforcing_fork(&self) -> Self {
        let mut state = self.lock().clone();
        state.log.clear();
        Self::of(Settings { audit: false, report_on_panic: false, ..self.shared.settings.clone() }, state)
    }

    /// Whether naming a KMS key needs permissions of KMS.
    pub(crate) fn checks_kms(&self) -> bool {
        self.shared.settings.kms_permissions
    }
}
