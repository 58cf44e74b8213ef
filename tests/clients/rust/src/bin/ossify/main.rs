//! The checks of `expected.json` with `ossify`.

mod objects;
#[cfg(target_os = "linux")]
#[path = "../aliyun-oss-rs/resolve.rs"]
mod resolve;

use ossify::ops::bucket::{
    ApplyServerSideEncryptionByDefault, DeleteBucketEncryptionOps as _, DeleteBucketOps as _, GetBucketAclOps as _,
    GetBucketEncryptionOps as _, GetBucketInfoOps as _, GetBucketLocationOps as _, ListObjectsOps as _,
    PutBucketAclOps as _, PutBucketConfiguration, PutBucketEncryptionOps as _, PutBucketOps as _, PutBucketOptions,
    ServerSideEncryptionRule,
};
use ossify::ops::common::{BucketAcl, DataRedundancyType, ServerSideEncryption, StorageClass};
use ossify::ops::object::base::{
    GetObjectOperations as _, GetObjectParams, HeadObjectOperations as _, HeadObjectParams,
};
use ossify::ops::service::{ListBucketsOps as _, ListBucketsParams};
use ossify::{Error, QueryAuthOptions, UrlStyle};
use ossmock_clients::{
    ADDRESS, Answer, Client, Credentials, ENDPOINT, Failure, Fault, Info, REGION, Rule, blank, broken, http, run,
};
use serde_json::Value;

struct Ossify {
    style: String,
    id: String,
    secret: String,
    token: Option<String>,
    region: String,
}

impl Ossify {
    /// It has a client for each bucket.
    fn bucket(&self, bucket: &str) -> Answer<ossify::Client> {
        let (endpoint, style) = match &*self.style {
            "path" => (ENDPOINT.clone(), UrlStyle::Path),
            _ => (format!("http://oss-{REGION}.localhost:{}", ADDRESS.port()), UrlStyle::VirtualHosted),
        };
        let mut builder = ossify::Client::builder().endpoint(endpoint).url_style(style).public_url_style(style);
        builder = builder.region(&self.region).bucket(bucket).access_key_id(&self.id).access_key_secret(&self.secret);
        if let Some(token) = &self.token {
            builder = builder.security_token(token);
        }
        Ok(builder.build()?)
    }
}

/// An answer without a body: the client takes an error for a success there, so the journal is asked.
async fn told(answer: ossify::Result<()>) -> Answer<()> {
    answer.map_err(fault)?;
    let journal = async |after: u64| -> Answer<Value> {
        let url = format!("{}/_ossmock/journal?after={after}", *ENDPOINT);
        Ok(serde_json::from_str(&http()?.get(url).send().await?.text().await?)?)
    };
    let last = journal(u64::from(u32::MAX)).await?["last"].as_u64().unwrap_or_default();
    if journal(last.saturating_sub(1)).await?["records"][0]["outcome"] == "refused" {
        return blank("it takes an error for a success where the answer has no body if all is well");
    }
    Ok(())
}

impl Client for Ossify {
    const NAME: &str = "ossify";
    const STYLES: &[&str] = &["path", "vhost"];
    const SIGNATURES: &[&str] = &["v4"];
    const LACKS: &str = "it sends no headers of one's own with PutBucket";

    fn connect(style: &str, credentials: &Credentials, region: &str) -> Answer<Self> {
        let Credentials { id, secret, token } = credentials;
        let [style, id, secret, region] = [style, id, secret, region].map(str::to_owned);
        Ok(Self { style, id, secret, token: token.clone(), region })
    }

    async fn put_rule(&self, bucket: &str, rule: &Rule) -> Answer<()> {
        let by_default = ApplyServerSideEncryptionByDefault {
            sse_algorithm: algorithm(&rule.algorithm)?,
            kms_data_encryption: rule.data.clone(),
            kms_master_key_id: rule.key_id.clone(),
        };
        let rule = ServerSideEncryptionRule { apply_server_side_encryption_by_default: by_default };
        told(self.bucket(bucket)?.put_bucket_encryption(rule).await).await
    }

    async fn get_rule(&self, bucket: &str) -> Answer<Rule> {
        let found = self.bucket(bucket)?.get_bucket_encryption().await.map_err(fault)?;
        let found = found.apply_server_side_encryption_by_default;
        Ok(Rule {
            algorithm: found.sse_algorithm.as_ref().to_owned(),
            key_id: found.kms_master_key_id,
            data: found.kms_data_encryption,
        })
    }

    async fn delete_rule(&self, bucket: &str) -> Answer<()> {
        told(self.bucket(bucket)?.delete_bucket_encryption().await).await
    }

    async fn info(&self, bucket: &str) -> Answer<Info> {
        match self.bucket(bucket)?.get_bucket_info().await {
            Err(Error::DeserializeXml(_)) => {
                blank("it looks for the fields of GetBucketInfo below the root, and OSS sends them below `Bucket`")
            }
            Err(error) => Err(fault(error)),
            Ok(found) => broken(format!("{found:?}")),
        }
    }

    async fn create(&self, bucket: &str) -> Answer<()> {
        told(self.bucket(bucket)?.put_bucket(PutBucketConfiguration::default(), None).await).await
    }

    async fn create_ia(&self, bucket: &str) -> Answer<()> {
        let config = PutBucketConfiguration {
            storage_class: Some(StorageClass::InfrequentAccess),
            data_redundancy_type: Some(DataRedundancyType::ZoneRedundantStorage),
        };
        let options = PutBucketOptions { acl: Some(BucketAcl::PublicRead), ..PutBucketOptions::default() };
        told(self.bucket(bucket)?.put_bucket(config, Some(options)).await).await
    }

    async fn delete(&self, bucket: &str) -> Answer<()> {
        told(self.bucket(bucket)?.delete_bucket().await).await
    }

    async fn get_acl(&self, bucket: &str) -> Answer<String> {
        let found = self.bucket(bucket)?.get_bucket_acl().await.map_err(fault)?;
        Ok(found.access_control_list.grant.as_str().to_owned())
    }

    async fn put_acl(&self, bucket: &str, acl: &str) -> Answer<()> {
        let acl = match acl {
            "private" => BucketAcl::Private,
            "public-read" => BucketAcl::PublicRead,
            "public-read-write" => BucketAcl::PublicReadWrite,
            _ => return blank("it sends only the ACLs that it knows"),
        };
        told(self.bucket(bucket)?.put_bucket_acl(acl).await).await
    }

    async fn location(&self, bucket: &str) -> Answer<String> {
        let found = self.bucket(bucket)?.get_bucket_location().await.map_err(fault)?;
        if found == "\n" {
            return blank("it takes the line feed before the root of the answer for the location");
        }
        Ok(found)
    }

    async fn list_buckets(&self, prefix: Option<&str>) -> Answer<Vec<[String; 3]>> {
        let params = ListBucketsParams { prefix: prefix.map(str::to_owned), ..ListBucketsParams::default() };
        let listed = self.bucket("logs")?.list_buckets(Some(params)).await.map_err(fault)?;
        Ok(listed.buckets.into_iter().map(|b| [b.name, b.location, b.storage_class]).collect())
    }

    async fn head(&self, bucket: &str, key: &str) -> Answer<()> {
        self.bucket(bucket)?.head_object(key, HeadObjectParams::default(), None).await.map(drop).map_err(fault)
    }

    async fn get(&self, bucket: &str, key: &str) -> Answer<()> {
        self.bucket(bucket)?.get_object(key, GetObjectParams::new(), None).await.map(drop).map_err(fault)
    }

    async fn list_objects(&self, bucket: &str) -> Answer<()> {
        self.bucket(bucket)?.list_objects(None).await.map(drop).map_err(fault)
    }

    async fn presigned_rule(&self, _bucket: &str) -> Answer<Rule> {
        blank("it signs the URLs of objects and listings only")
    }

    async fn presigned_object(&self, bucket: &str, key: &str) -> Answer<String> {
        let options = QueryAuthOptions::builder().x_oss_expires(60).build();
        let url = self.bucket(bucket)?.presign_get_object(key, false, GetObjectParams::new(), None, options).await;
        url.map_err(fault)
    }
}

fn algorithm(name: &str) -> Answer<ServerSideEncryption> {
    match name {
        "AES256" => Ok(ServerSideEncryption::Aes256),
        "KMS" => Ok(ServerSideEncryption::Kms),
        "SM4" => Ok(ServerSideEncryption::Sm4),
        _ => blank("it sends only the algorithms that it knows"),
    }
}

/// Its error has the status, and the body if there was one.
fn fault(error: Error) -> Fault {
    match error {
        Error::ApiError { status_code, message } => {
            let status = Some(status_code.as_u16());
            Fault::Refused(message.map_or_else(
                || Failure { status, ..Failure::default() },
                |error| Failure {
                    status,
                    code: Some(error.code),
                    message: Some(error.message),
                    request_id: Some(error.request_id),
                    ec: Some(error.ec),
                },
            ))
        }
        Error::DeserializeXml(why) if why.to_string().contains("missing field `EC`") => {
            Fault::Blank("it cannot read an error without an EC".to_owned())
        }
        other => Fault::from(other),
    }
}

#[tokio::main]
async fn main() {
    run::<Ossify>().await;
}
