//! Warnings about valid but surprising facts of the world.

use std::fmt;

use crate::op::Operation;
use crate::oss::Oss;
use crate::ram::Document;
use crate::world::{AccountIx, EncryptionRule, KmsKeyId, StoredBucket, World};

/// A valid but surprising fact of the world, from [`Oss::warnings`].
///
/// # Example
///
/// ```
/// use ossmock::{EncryptionRule, Oss};
///
/// let oss = Oss::new();
/// oss.create_account("acme").create_bucket("logs").set_encryption(EncryptionRule::kms("key-1"));
/// let warnings = oss.warnings();
/// assert_eq!(warnings[0].subject(), "the encryption rule of bucket `logs`");
/// assert!(warnings[0].problem().starts_with("KMS key `key-1` of account `acme` in `cn-hangzhou`: there is no such key"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    subject: String,
    problem: String,
}

impl Warning {
    /// Returns the item it is about, such as ``policy 1 statement 2 of RAM user `acme/ci` ``.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Returns the problem, and its remedy.
    #[must_use]
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.problem)
    }
}

impl Oss {
    /// Returns the valid but surprising facts of the world: statements of policies that can never match, condition keys
    /// that no request has, rules with a missing KMS key, which make every upload fail, and access logs and inventories whose bucket is
    /// missing, which are not written.
    ///
    /// `ossmock world check` and `ossmock serve` print them.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let world = self.read(World::clone);
        let mut warnings = Vec::new();
        for (ix, account) in world.accounts() {
            let name = &account.name;
            for (_, user) in world.users(ix) {
                of_policies(&mut warnings, &format!("RAM user `{name}/{}`", user.name), &user.policies);
            }
            for group in &account.groups {
                of_policies(&mut warnings, &format!("group `{name}/{}`", group.group.name), &group.group.policies);
            }
            for (role, facts) in world.roles(ix) {
                of_policies(&mut warnings, &format!("role `{name}/{}`", facts.name), &facts.policies);
                for (_, _, session) in world.sessions_of_role(ix, role) {
                    let owner = format!("session `{name}/{}/{}`", facts.name, session.name);
                    of_policies(&mut warnings, &owner, session.policy.as_slice());
                }
            }
        }
        for bucket in world.buckets() {
            of_bucket(&mut warnings, bucket, &world);
        }
        warnings
    }

    /// The warnings about one bucket.
    #[cfg(feature = "control")]
    pub(crate) fn warnings_of_bucket(&self, name: &str) -> Vec<Warning> {
        let mut warnings = Vec::new();
        self.read(|world| {
            if let Some(bucket) = world.bucket(name) {
                of_bucket(&mut warnings, bucket, world);
            }
        });
        warnings
    }
}

fn of_bucket(warnings: &mut Vec<Warning>, bucket: &StoredBucket, world: &World) {
    if let Some(policy) = &bucket.settings.policy {
        of_policy(warnings, &format!("bucket `{}`", bucket.name), 1, policy.document());
    }
    of_keys(warnings, bucket, world);
    of_targets(warnings, bucket, world);
}

/// Warns of the missing buckets that logs and lists of a bucket go to.
fn of_targets(warnings: &mut Vec<Warning>, bucket: &StoredBucket, world: &World) {
    let (name, settings) = (&bucket.name, &bucket.settings);
    let log =
        settings.logging.iter().map(|logging| (format!("the access log of bucket `{name}`"), logging.target.as_str()));
    let lists = settings
        .inventory
        .values()
        .map(|inventory| (format!("the inventory `{}` of bucket `{name}`", inventory.id), inventory.to.as_str()));
    for (subject, target) in log.chain(lists) {
        if world.bucket(target).is_none() {
            warnings.push(Warning {
                subject,
                problem: format!("there is no bucket `{target}`: create it, or it is not written"),
            });
        }
    }
}

fn of_policies<P: AsRef<Document>>(warnings: &mut Vec<Warning>, owner: &str, policies: &[P]) {
    for (policy, place) in policies.iter().zip(1..) {
        of_policy(warnings, owner, place, policy.as_ref());
    }
}

fn of_policy(warnings: &mut Vec<Warning>, owner: &str, policy: usize, document: &Document) {
    warnings.extend(document.doubts().map(|(statement, doubt)| Warning {
        subject: format!("policy {policy} statement {} of {owner}", statement + 1),
        problem: doubt,
    }));
    let known: Vec<String> = Operation::ALL
        .iter()
        .flat_map(|operation| [Some(operation.action()), operation.version_action()])
        .flatten()
        .map(str::to_ascii_lowercase)
        .collect();
    warnings.extend(document.unknown_actions(&known).map(|(statement, action)| Warning {
        subject: format!("policy {policy} statement {} of {owner}", statement + 1),
        problem: format!("Action: no operation ossmock knows needs `{action}`: check how it is written"),
    }));
}

/// Warns of the missing keys that a bucket's rules name.
fn of_keys(warnings: &mut Vec<Warning>, bucket: &StoredBucket, world: &World) {
    let mut check = |subject: String, owner: AccountIx, region: &str, key: &KmsKeyId| {
        let refusal = world.kms_refusal(owner, region, key.as_str());
        if let Some(refusal) = refusal.filter(|refusal| refusal.is_of_absent_key()) {
            let problem = refusal.about(&world.account(owner).name, region, key.as_str());
            warnings.push(Warning { subject, problem });
        }
    };
    if let Some(EncryptionRule::Kms { key_id: Some(key), .. }) = &bucket.settings.encryption {
        check(format!("the encryption rule of bucket `{}`", bucket.name), bucket.owner, &bucket.region, key);
    }
    for replication in bucket.replications.rules() {
        if let (Some(key), Some(target)) = (replication.rule.replica_key(), world.bucket(&replication.rule.target)) {
            let subject = format!("replication rule `{}` of bucket `{}`", replication.id, bucket.name);
            check(subject, target.owner, &target.region, key);
        }
    }
}
