//! The permissions that the role of a replication rule needs.
//!
//! Source: `alibabacloud.com/help/en/oss/user-guide/introduction-to-data-replication-permissions`; for keys, "cross-region
//! replication within the same account" (the policy `AliyunKMSCryptoUserAccess`).

use super::{Replication, ReplicationError};
use crate::world::{AccountIx, RoleRefusal, ServiceRole};

impl Replication {
    /// The role of the rule, in the account of its source.
    pub(super) fn role(&self, account: AccountIx) -> ServiceRole<'_> {
        ServiceRole { account, named: self.rule.sync_role.as_deref(), session: "oss-replication" }
    }
}

impl From<RoleRefusal> for ReplicationError {
    fn from(refusal: RoleRefusal) -> Self {
        match refusal {
            RoleRefusal::NoRole { account, role } => Self::NoRole { account, role },
            RoleRefusal::Denied { role, action, resource, decision } => {
                Self::Denied { role, action, resource, decision }
            }
        }
    }
}
