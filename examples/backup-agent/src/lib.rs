//! An agent that keeps backups in OSS: encrypted with a key of KMS, uploaded once, and handed on by a link. It knows nothing
//! of ossmock; its suite, `tests/agent.rs`, does.

mod oss;

use std::time::Duration;

use oss::{Answer, Call, Client, Method};
pub use oss::{Endpoint, Failure, Keys};

/// The number of attempts for a call that fails for a reason which may pass.
const TRIES: u32 = 4;

/// The task of an agent.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The buckets that get a copy each.
    pub buckets: Vec<String>,
    /// The key of KMS that what is in them is encrypted with.
    pub kms_key: String,
    /// Tells the uploads of this run from those of others.
    pub run: String,
    /// The first pause before another try; each is twice as long as the one before.
    pub pause: Duration,
}

/// The result of a run of an agent.
#[derive(Debug, Default)]
pub struct Report {
    /// The buckets that have their copy.
    pub done: Vec<String>,
    /// The buckets that do not, and the code OSS refused with.
    pub refused: Vec<(String, String)>,
}

/// Keeps backups in OSS.
#[derive(Debug, Clone)]
pub struct Agent {
    client: Client,
    plan: Plan,
}

impl Agent {
    /// Creates an agent that calls OSS at this endpoint with these keys.
    #[must_use]
    pub fn new(http: reqwest::Client, endpoint: Endpoint, keys: Keys, plan: Plan) -> Self {
        Self { client: Client::new(http, endpoint, keys), plan }
    }

    /// Puts a copy into each bucket of the plan. A bucket that refuses does not keep the others from theirs.
    ///
    /// # Errors
    ///
    /// If OSS could not be reached, or was busy for too long.
    pub async fn back_up(&self, key: &str, body: &[u8]) -> Result<Report, Failure> {
        let mut report = Report::default();
        for bucket in &self.plan.buckets {
            match self.copy_to(bucket, key, body).await {
                Ok(()) => report.done.push(bucket.clone()),
                Err(Failure::Refused { code, .. }) => report.refused.push((bucket.clone(), code)),
                Err(failure) => return Err(failure),
            }
        }
        Ok(report)
    }

    /// Starts backups in the background, one after the other, until the task is aborted.
    pub fn start(self, key: String, body: Vec<u8>, every: Duration) -> tokio::task::JoinHandle<()> {
        tokio::spawn(async move {
            for number in 1_u64.. {
                // The next one may be luckier, so there is nothing to do about this one.
                let _ = self.back_up(&format!("{key}.{number}"), &body).await;
                tokio::time::sleep(every).await;
            }
        })
    }

    /// Returns a link to a copy, for clients without keys.
    ///
    /// # Errors
    ///
    /// If it cannot be signed.
    pub async fn link(&self, bucket: &str, key: &str, lasts: Duration) -> Result<String, Failure> {
        self.client.presign(bucket, key, lasts).await
    }

    async fn copy_to(&self, bucket: &str, key: &str, body: &[u8]) -> Result<(), Failure> {
        self.ensure_encrypted(bucket).await?;
        self.upload(bucket, key, body).await
    }

    /// Turns encryption on, unless it is on with the right key.
    async fn ensure_encrypted(&self, bucket: &str) -> Result<(), Failure> {
        let rule = self.patiently(&Call::new(Method::GET, bucket, "?encryption")).await;
        let key = match rule {
            Ok(answer) => answer.element("KMSMasterKeyID"),
            Err(Failure::Refused { code, .. }) if code == "NoSuchServerSideEncryptionRule" => None,
            Err(failure) => return Err(failure),
        };
        if key.as_deref() == Some(&self.plan.kms_key) {
            return Ok(());
        }
        let rule = format!(
            "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm>\
             <KMSMasterKeyID>{}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>",
            self.plan.kms_key
        );
        let put = Call { body: rule.as_bytes(), ..Call::new(Method::PUT, bucket, "?encryption") };
        self.patiently(&put).await.map(drop)
    }

    /// Uploads once, and never over what is there. If something is, it may be what an earlier try has left, whose answer was
    /// lost.
    async fn upload(&self, bucket: &str, key: &str, body: &[u8]) -> Result<(), Failure> {
        let headers = [("x-oss-forbid-overwrite", "true"), ("x-oss-meta-run", &*self.plan.run)];
        let put = Call { headers: &headers, body, ..Call::new(Method::PUT, bucket, key) };
        match self.patiently(&put).await {
            Err(Failure::Refused { code, status }) if code == "FileAlreadyExists" => {
                let there = self.patiently(&Call::new(Method::HEAD, bucket, key)).await?;
                let own = there.header("x-oss-meta-run") == Some(&*self.plan.run);
                if own { Ok(()) } else { Err(Failure::Refused { status, code }) }
            }
            other => other.map(drop),
        }
    }

    /// Tries again after a pause while OSS is busy, or does not answer.
    async fn patiently(&self, call: &Call<'_>) -> Result<Answer, Failure> {
        let mut pause = self.plan.pause;
        for _ in 1..TRIES {
            match self.client.send(call).await {
                Err(failure) if failure.may_pass() => tokio::time::sleep(pause).await,
                other => return other,
            }
            pause *= 2;
        }
        self.client.send(call).await
    }
}
