//! Copies of a fake for `permission_mutants`, which tries changes of permissions.

use super::Oss;
use super::state::Settings;

impl Oss {
    /// Returns a copy with an empty journal that enforces permissions, even if this fake audits. Panics of code run on it are
    /// expected.
    pub(crate) fn enforcing_fork(&self) -> Self {
        let mut state = self.lock().clone();
        state.log.clear();
        Self::of(Settings { audit: false, report_on_panic: false, ..self.shared.settings.clone() }, state)
    }

    /// Returns `true` if a KMS key in an encryption rule requires KMS permissions.
    pub(crate) fn checks_kms(&self) -> bool {
        self.shared.settings.kms_permissions
    }
}
