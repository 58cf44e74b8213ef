//! The permissions that the role of a replication rule needs.
//!
//! Source: `alibabacloud.com/help/en/oss/user-guide/introduction-to-data-replication-permissions`; for keys, "cross-region
//! replication within the same account" (the policy `AliyunKMSCryptoUserAccess`).

use jiff::Timestamp;

use super::{Replication, ReplicationError};
use crate::ram::{Access, Acls, ConditionContext, Key, KeyValue, PolicyQuestion, Principal, Resource, decide};
use crate::world::{AccountIx, StoredBucket, World};

/// The name of the session that OSS has of the role. Assumed: bucket policies name all sessions of it, with `*`.
const SESSION: &str = "oss-replication";

/// The context of a request of OSS itself: only the time is known.
struct Background(Timestamp);

impl ConditionContext for Background {
    fn value(&self, key: &Key) -> Option<KeyValue<'_>> {
        matches!(key, Key::CurrentTime).then_some(KeyValue::Time(self.0))
    }
}

/// An action on a bucket or on one of its objects.
pub(super) struct Deed<'a> {
    pub action: &'a str,
    pub bucket: &'a StoredBucket,
    pub key: &'a str,
}

impl World {
    /// The caller on whose behalf a rule works, as the ledger of KMS names it: `acme/replicator/oss-replication`, or the
    /// account if the rule names no role.
    pub(super) fn replicator(&self, owner: AccountIx, replication: &Replication) -> String {
        let account = &self.account(owner).name;
        match &replication.rule.sync_role {
            Some(named) => format!("{account}/{}/{SESSION}", role_name(named)),
            None => account.to_string(),
        }
    }

    /// Checks that the role may do this to an object; without a role OSS does it by itself (assumed).
    pub(super) fn check_role(
        &self,
        owner: AccountIx,
        rule: &Replication,
        deed: &Deed<'_>,
        now: Timestamp,
    ) -> Result<(), ReplicationError> {
        let Deed { action, bucket, key } = *deed;
        let path = format!("{}/{key}", bucket.name);
        let resource =
            Resource { service: "oss", region: &bucket.region, owner: &self.account(bucket.owner).id, path: &path };
        self.ask(owner, rule, action, resource, Some(bucket), now)
    }

    /// Checks that the role may use a key of an account.
    pub(super) fn check_role_for_key(
        &self,
        owner: AccountIx,
        rule: &Replication,
        action: &str,
        (account, region, key_id): (AccountIx, &str, &str),
        now: Timestamp,
    ) -> Result<(), ReplicationError> {
        let account = self.account(account);
        // An alias is only another name: permissions are about the key.
        let path = format!("key/{}", account.kms.find(region, key_id).map_or(key_id, |key| &key.id));
        let resource = Resource { service: "kms", region, owner: &account.id, path: &path };
        self.ask(owner, rule, action, resource, None, now)
    }

    fn ask(
        &self,
        owner: AccountIx,
        replication: &Replication,
        action: &str,
        resource: Resource<'_>,
        bucket: Option<&StoredBucket>,
        now: Timestamp,
    ) -> Result<(), ReplicationError> {
        let Some(named) = &replication.rule.sync_role else { return Ok(()) };
        let account = self.account(owner);
        let name = role_name(named);
        let found = account.roles.iter().find(|role| role.name.eq_ignore_ascii_case(name));
        let role = found
            .ok_or_else(|| ReplicationError::NoRole { account: account.name.as_ref().into(), role: name.into() })?;
        let decision = decide(&PolicyQuestion {
            caller: Principal::Role {
                account: &account.id,
                role: &role.name,
                session: SESSION,
                policies: &role.policies,
                session_policy: None,
            },
            action,
            resource,
            access: Access::Other,
            acls: Acls::default(),
            bucket_policy: bucket.and_then(|bucket| bucket.settings.policy.as_deref()),
            referer: None,
            context: &Background(now),
        });
        if decision.is_allowed() {
            Ok(())
        } else {
            Err(ReplicationError::Denied {
                role: name.into(),
                action: action.into(),
                resource: resource.to_string().into(),
                decision: decision.into(),
            })
        }
    }
}

/// The name of a role that is given by name, or as `acs:ram::1001:role/replicator`.
fn role_name(named: &str) -> &str {
    named.rsplit_once(":role/").map_or(named, |(_, name)| name)
}
