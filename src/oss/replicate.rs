//! Replication, which runs when a test says so.

use super::Oss;
use crate::world::Replicated;

impl Oss {
    /// Replicates what is due, and tells what was done.
    ///
    /// OSS replicates in the background; in a fake it happens in this call and nowhere else, so that a test sees both sides
    /// of it. A rule that was set starts with it and is `doing` then, one that was deleted is cleared away. Everything that
    /// was done in a bucket since its rule was set is due once
    /// [`Builder::replication_delay`](crate::Builder::replication_delay) has passed by the fake's clock, and so is the start
    /// of the rule with the objects that were there before. Two runs with the same requests and the same clock do the same.
    ///
    /// A rule that names a role works on its behalf: the role must be allowed `oss:ReplicateGet` on the object,
    /// `oss:ReplicatePut` or `oss:ReplicateDelete` on the replica, by its own policies or by the bucket's, and
    /// `kms:Decrypt` and `kms:GenerateDataKey` on customer master keys, which must be there. What cannot be replicated is
    /// told with the reason, and not tried again. Replicas are not replicated further.
    ///
    /// A bucket keeps 10,000 changes that wait, and 1,000 that could not be replicated.
    ///
    /// # Example
    ///
    /// ```
    /// use bytes::Bytes;
    /// use ossmock::{EncryptionRule, Oss, ReplicationRule};
    ///
    /// let oss = Oss::new();
    /// let acme = oss.account("acme");
    /// let backup = acme.bucket("backup").with_region("cn-beijing").with_encryption(EncryptionRule::Aes256);
    /// let logs = acme.bucket("logs").with_replication(ReplicationRule::to("backup"));
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
    pub fn replicate(&self) -> Replicated {
        let settings = &self.shared.settings;
        let mut state = self.lock();
        let now = super::timeline::whole_second(state.clock.now());
        state.world.replicate(now, settings.replication_delay, settings.max_stored)
    }

    /// Why the object under a key has no replica in another bucket; none if it has one.
    pub(crate) fn why_not_replicated(&self, bucket: &str, key: &str, to: &str) -> Option<String> {
        let state = self.lock();
        let now = super::timeline::whole_second(state.clock.now());
        state.world.why_not_replicated(bucket, key, to, now, self.shared.settings.replication_delay)
    }
}
