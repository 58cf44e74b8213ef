//! The roles that OSS assumes for its own work, such as replication and access logging.
//!
//! A role of a fake has no trust policy: every service may assume it.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;

use super::{AccountIx, StoredBucket, World};
use crate::ram::{
    Access, Acls, ConditionContext, Decision, Key, KeyValue, PolicyQuestion, Principal, Resource, decide,
};

/// The role that OSS assumes for some work.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ServiceRole<'a> {
    /// The account of the role.
    pub account: AccountIx,
    /// The role, by name or as `acs:ram::1001:role/replicator`; `None` if OSS works by itself.
    pub named: Option<&'a str>,
    /// The name of the session. Assumed: bucket policies name all sessions of the role, with `*`.
    pub session: &'static str,
}

impl ServiceRole<'_> {
    /// The name of the role.
    fn name(&self) -> Option<&str> {
        self.named.map(|named| named.rsplit_once(":role/").map_or(named, |(_, name)| name))
    }

    /// The account that the role is named with; `None` if it is given by its name alone.
    fn named_account(&self) -> Option<&str> {
        let (account, _) = self.named?.strip_prefix("acs:ram::")?.split_once(":role/")?;
        Some(account)
    }
}

/// The reason why OSS cannot do something on behalf of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RoleRefusal {
    /// The account has no such role.
    NoRole {
        /// The account.
        account: Arc<str>,
        /// The role.
        role: Arc<str>,
    },
    /// The role lacks a permission.
    Denied {
        /// The role.
        role: Arc<str>,
        /// The action that it may not do, such as `oss:PutObject`.
        action: Arc<str>,
        /// The resource: `acs:oss:…` for an object, `acs:kms:…` for a key.
        resource: Arc<str>,
        /// The decision about it.
        decision: Box<Decision>,
    },
}

impl fmt::Display for RoleRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRole { account, role } => write!(f, "the account `{account}` has no role `{role}`"),
            Self::Denied { role, action, resource, decision } => {
                write!(f, "the role `{role}` may not do {action} on {resource}: {decision}")
            }
        }
    }
}

impl std::error::Error for RoleRefusal {}

/// The context of a request of OSS itself: only the time is known.
struct Background(Timestamp);

impl ConditionContext for Background {
    fn value(&self, key: &Key) -> Option<KeyValue<'_>> {
        matches!(key, Key::CurrentTime).then_some(KeyValue::Time(self.0))
    }
}

/// An action on a bucket or on one of its objects.
#[derive(Clone, Copy)]
pub(crate) struct Deed<'a> {
    pub action: &'a str,
    pub bucket: &'a StoredBucket,
    pub key: &'a str,
}

impl World {
    /// The caller on whose behalf OSS works, as the ledger of KMS names it: `acme/replicator/oss-replication`, or the account
    /// if there is no role.
    pub(super) fn service_caller(&self, role: &ServiceRole<'_>) -> String {
        let account = &self.account(role.account).name;
        match role.name() {
            Some(name) => format!("{account}/{name}/{}", role.session),
            None => account.to_string(),
        }
    }

    /// Checks that a role may do this to an object; without a role OSS does it by itself (assumed).
    pub(super) fn check_service_role(
        &self,
        role: &ServiceRole<'_>,
        deed: &Deed<'_>,
        now: Timestamp,
    ) -> Result<(), RoleRefusal> {
        let Deed { action, bucket, key } = *deed;
        // Without a key it is about the bucket.
        let slash = if key.is_empty() { "" } else { "/" };
        let path = format!("{}{slash}{key}", bucket.name);
        let owner = &self.account(bucket.owner).id;
        let resource = Resource { service: "oss", region: &bucket.region, owner, path: &path };
        self.ask_service_role(role, action, resource, Some(bucket), now)
    }

    /// Checks that a role may use a key of an account.
    pub(super) fn check_service_role_for_key(
        &self,
        role: &ServiceRole<'_>,
        action: &str,
        (account, region, key_id): (AccountIx, &str, &str),
        now: Timestamp,
    ) -> Result<(), RoleRefusal> {
        let account = self.account(account);
        // An alias is only another name: permissions are about the key.
        let path = format!("key/{}", account.kms.find(region, key_id).map_or(key_id, |key| &key.id));
        let resource = Resource { service: "kms", region, owner: &account.id, path: &path };
        self.ask_service_role(role, action, resource, None, now)
    }

    fn ask_service_role(
        &self,
        role: &ServiceRole<'_>,
        action: &str,
        resource: Resource<'_>,
        bucket: Option<&StoredBucket>,
        now: Timestamp,
    ) -> Result<(), RoleRefusal> {
        let Some(name) = role.name() else { return Ok(()) };
        let account = self.account(role.account);
        if let Some(other) = role.named_account().filter(|named| **named != *account.id) {
            return Err(RoleRefusal::NoRole { account: other.into(), role: name.into() });
        }
        let found = account.roles.iter().find(|stored| stored.name.eq_ignore_ascii_case(name));
        let stored =
            found.ok_or_else(|| RoleRefusal::NoRole { account: account.name.as_ref().into(), role: name.into() })?;
        let decision = decide(&PolicyQuestion {
            caller: Principal::Role {
                account: &account.id,
                role: &stored.name,
                session: role.session,
                policies: &stored.policies,
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
            return Ok(());
        }
        Err(RoleRefusal::Denied {
            role: name.into(),
            action: action.into(),
            resource: resource.to_string().into(),
            decision: decision.into(),
        })
    }
}
