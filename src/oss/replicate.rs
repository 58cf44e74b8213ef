//! Replication, which runs when a test calls it.

use super::Oss;
use crate::world::ReplicationReport;

impl Oss {
    /// Replicates the changes that are due, and returns a report of them.
    ///
    /// OSS replicates in the background; a fake replicates only in this call, so that a test sees the state before and after. A
    /// new rule starts in this call and is then `doing`; a deleted rule is removed. Every change in a bucket since its rule was
    /// set is due once [`Builder::replication_delay`](crate::Builder::replication_delay) has passed by the clock of the fake,
    /// and so is the start of the rule with the objects that existed before. Two runs with the same requests and the same clock
    /// give the same result.
    ///
    /// A rule with a role works on its behalf: the role needs `oss:ReplicateGet` on the object, `oss:ReplicatePut` or
    /// `oss:ReplicateDelete` on the replica, by its own policies or by the bucket's, and `kms:Decrypt` and
    /// `kms:GenerateDataKey` on customer master keys, which must exist. A change that cannot be replicated is reported with the
    /// reason, and not tried again. Replicas are not replicated further.
    ///
    /// A bucket keeps at most 10,000 waiting changes, and 1,000 that could not be replicated.
    ///
    /// # Example
    ///
    /// ```
    /// use bytes::Bytes;
    /// use ossmock::{EncryptionRule, Oss, replication::ReplicationRule};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.create_account("acme");
    /// let backup = acme.create_bucket("backup").set_region("cn-beijing").set_encryption(EncryptionRule::Aes256);
    /// let logs = acme.create_bucket("logs").add_replication(ReplicationRule::to("backup"));
    ///
    /// let request = http::Request::put("/a").header("Host", "logs.oss-cn-hangzhou.aliyuncs.com");
    /// let request = oss.signer(&acme.credentials()).sign(request.body(Bytes::from("hello"))?);
    /// assert_eq!(oss.handle(request).status(), 200);
    ///
    /// let replicated = oss.replicate();
    /// assert_eq!(replicated.steps()[0].to_string(), "logs/a to backup: written, encryption AES256");
    /// logs.assert_replicated("a", &backup);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[expect(clippy::must_use_candidate, reason = "what was done shows in the buckets, too")]
    pub fn replicate(&self) -> ReplicationReport {
        let settings = &self.shared.settings;
        let mut state = self.lock();
        let now = super::timeline::whole_second(state.clock.now());
        state.world.replicate(now, settings.replication_delay, settings.max_stored)
    }

    /// The reason an object has no replica in another bucket; `None` if it has one.
    pub(crate) fn why_not_replicated(&self, bucket: &str, key: &str, to: &str) -> Option<String> {
        let state = self.lock();
        let now = super::timeline::whole_second(state.clock.now());
        state.world.why_not_replicated(bucket, key, to, now, self.shared.settings.replication_delay)
    }
}
