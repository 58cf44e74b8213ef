//! The outcome of a replication rule for an object, as far as encryption decides it.
//!
//! Source: `AlibabaCloudDocs/oss`, "Cross-region replication in specific scenarios" (server-side encryption), and the
//! note on replication in `alibabacloud.com/help/en/oss/developer-reference/putbucketencryption`.

use std::fmt;

use super::{KmsObjects, ReplicationRule};
use crate::world::EncryptionRule;

/// The reason an object is not replicated, although its key matches the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NotReplicated {
    /// It is encrypted with a customer master key, and the rule does not select such objects.
    SourceKeyNotSelected,
    /// It is not encrypted, the destination would encrypt it with a customer master key, and the rule does not select
    /// such objects.
    TargetKeyNotSelected,
}

impl fmt::Display for NotReplicated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SourceKeyNotSelected => {
                "it is encrypted with a customer master key, and the rule does not select SSE-KMS objects"
            }
            Self::TargetKeyNotSelected => {
                "the destination encrypts with a customer master key, and the rule does not select SSE-KMS objects"
            }
        })
    }
}

impl std::error::Error for NotReplicated {}

impl ReplicationRule {
    /// Returns the encryption of an object's replica, from that of the object and the rule of the destination.
    ///
    /// `KMS` without a key is the default key that OSS manages: for a replica, that of the destination's region. The KMS
    /// settings of the rule count only if it also names a role. Assumed, as no page says it: a replica of an object under a
    /// customer master key has the `ReplicaKmsKeyID`, a replica that the destination's rule encrypts has the key of that
    /// rule, `KMSDataEncryption` stays, and `Disabled` keeps back no object under the default key.
    ///
    /// Source: `AlibabaCloudDocs/oss`, "Cross-region replication in specific scenarios" (2021);
    /// `alibabacloud.com/help/en/oss/developer-reference/putbucketencryption`.
    ///
    /// # Errors
    ///
    /// If the object is not replicated.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::EncryptionRule;
    /// use ossmock::replication::{NotReplicated, ReplicationRule};
    ///
    /// let object = EncryptionRule::kms("key-hangzhou");
    /// let rule = ReplicationRule::to("backup").role("replicator");
    /// assert_eq!(rule.replica_of(Some(&object), None), Err(NotReplicated::SourceKeyNotSelected));
    ///
    /// let rule = rule.kms_objects("key-beijing");
    /// assert_eq!(rule.replica_of(Some(&object), None), Ok(Some(EncryptionRule::kms("key-beijing"))));
    /// ```
    pub fn replica_of(
        &self,
        object: Option<&EncryptionRule>,
        destination: Option<&EncryptionRule>,
    ) -> Result<Option<EncryptionRule>, NotReplicated> {
        let replica_key = match &self.kms_objects {
            KmsObjects::Enabled { key_id } if self.sync_role.is_some() => Some(key_id),
            _ => None,
        };
        match (object, destination) {
            (Some(EncryptionRule::Kms { key_id: Some(_), data_encryption }), _) => {
                let key_id = replica_key.cloned().ok_or(NotReplicated::SourceKeyNotSelected)?;
                Ok(Some(EncryptionRule::Kms { key_id: Some(key_id), data_encryption: *data_encryption }))
            }
            (Some(own), _) => Ok(Some(own.clone())),
            (None, Some(EncryptionRule::Kms { key_id: Some(_), .. })) if replica_key.is_none() => {
                Err(NotReplicated::TargetKeyNotSelected)
            }
            (None, default) => Ok(default.cloned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::EncryptionRule::{Aes256, Sm4};

    /// The settings of a rule for KMS objects.
    #[derive(Clone, Copy, PartialEq)]
    enum Kms {
        On,
        /// `Enabled`, and no role: `replica_of` must not take it for `On`.
        WithoutRole,
        Disabled,
        Unsaid,
    }

    const ALL: &[Kms] = &[Kms::On, Kms::WithoutRole, Kms::Disabled, Kms::Unsaid];
    const ON: &[Kms] = &[Kms::On];
    const OFF: &[Kms] = &[Kms::WithoutRole, Kms::Disabled, Kms::Unsaid];

    fn rule(kms: Kms) -> ReplicationRule {
        let rule = ReplicationRule::to("backup");
        match kms {
            Kms::On => rule.role("replicator").kms_objects("replica"),
            Kms::WithoutRole => rule.kms_objects("replica"),
            Kms::Disabled => ReplicationRule { kms_objects: KmsObjects::Disabled, ..rule.role("replicator") },
            Kms::Unsaid => rule,
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "the tables are of objects and destinations that may have none")]
    fn key(id: &str) -> Option<EncryptionRule> {
        Some(EncryptionRule::kms(id))
    }

    #[expect(clippy::unnecessary_wraps, reason = "as above")]
    fn default_key() -> Option<EncryptionRule> {
        Some(EncryptionRule::kms_default())
    }

    /// A row of the table: the objects, destinations and rules it covers, and their replica.
    struct Row {
        name: &'static str,
        objects: Vec<Option<EncryptionRule>>,
        destinations: Vec<Option<EncryptionRule>>,
        kms: &'static [Kms],
        /// `None` if each replica is as its object.
        replica: Option<Result<Option<EncryptionRule>, NotReplicated>>,
    }

    /// Any encryption a destination may have by default.
    fn any() -> Vec<Option<EncryptionRule>> {
        vec![None, Some(Aes256), Some(Sm4), default_key(), key("target")]
    }

    fn check(row: &Row) {
        for object in &row.objects {
            for destination in &row.destinations {
                for &kms in row.kms {
                    let expected = row.replica.clone().unwrap_or_else(|| Ok(object.clone()));
                    let found = rule(kms).replica_of(object.as_ref(), destination.as_ref());
                    assert_eq!(found, expected, "{}: {object:?} to {destination:?}", row.name);
                }
            }
        }
    }

    /// The nine rows of the page, R01 to R09, each in all the ways in which it can apply. Documented.
    #[test]
    fn the_nine_rows_of_the_page() {
        let row = |name, objects, destinations, kms, replica| Row { name, objects, destinations, kms, replica };
        let plain = || vec![None];
        for row in [
            row("R01: plain to a bucket without a rule", plain(), vec![None], ALL, None),
            row("R02: plain to SSE-OSS", plain(), vec![Some(Aes256)], ALL, Some(Ok(Some(Aes256)))),
            row("R02: plain to SSE-OSS with SM4", plain(), vec![Some(Sm4)], ALL, Some(Ok(Some(Sm4)))),
            row("R03: plain to the default key", plain(), vec![default_key()], ALL, Some(Ok(default_key()))),
            row("R04: plain to a key, KMS on", plain(), vec![key("target")], ON, Some(Ok(key("target")))),
            row(
                "R05: plain to a key, KMS off",
                plain(),
                vec![key("target")],
                OFF,
                Some(Err(NotReplicated::TargetKeyNotSelected)),
            ),
            row("R06: SSE-OSS", vec![Some(Aes256), Some(Sm4)], any(), ALL, None),
            row("R07: the default key", vec![default_key()], any(), ALL, None),
            row("R08: a key, KMS on", vec![key("source")], any(), ON, Some(Ok(key("replica")))),
            row("R09: a key, KMS off", vec![key("source")], any(), OFF, Some(Err(NotReplicated::SourceKeyNotSelected))),
        ] {
            check(&row);
        }
    }

    /// The sentences on bucket encryption about a destination with a default and a rule with `ReplicaCMKID`. Documented.
    #[test]
    fn the_two_sentences_on_replica_cmk_id() {
        for destination in [Some(Aes256), default_key(), key("target")] {
            let replica = |object: Option<&EncryptionRule>| rule(Kms::On).replica_of(object, destination.as_ref());
            // Plain objects get the destination's default method.
            assert_eq!(replica(None), Ok(destination.clone()));
            // Encrypted ones keep theirs.
            for object in [Aes256, EncryptionRule::kms_default(), EncryptionRule::kms("source")] {
                let replica = replica(Some(&object)).expect("it is replicated").expect("it is encrypted");
                assert_eq!(replica.algorithm(), object.algorithm());
            }
        }
    }

    /// Assumed: no page describes the data encryption of replicas.
    #[test]
    fn data_encryption_stays() {
        let sm4 = |id| key(id).map(EncryptionRule::with_sm4_data);
        let replica = |object: Option<EncryptionRule>, to: Option<EncryptionRule>| {
            rule(Kms::On).replica_of(object.as_ref(), to.as_ref()).expect("it is replicated")
        };
        assert_eq!(replica(sm4("source"), None), sm4("replica"));
        assert_eq!(replica(None, sm4("target")), sm4("target"));
        let default_sm4 = default_key().map(EncryptionRule::with_sm4_data);
        assert_eq!(replica(default_sm4.clone(), key("target")), default_sm4);
    }
}
