//! The checks of `expected.json` with `aliyun-oss-rs`.

mod objects;
#[cfg(target_os = "linux")]
mod resolve;

use std::fmt::Debug;

use aliyun_oss_rs::bucket::{ApplyServerSideEncryptionByDefault, BucketEncryption, ServerSideEncryptionRule};
use aliyun_oss_rs::common::{Acl, DataRedundancyType, StorageClass};
use aliyun_oss_rs::{Error, OssBucket, OssClient};
use ossmock_clients::{
    ADDRESS, Answer, Client, Credentials, Failure, Fault, Info, REGION, Rule, blank, broken, element, fails, run,
};
use time::{Duration, OffsetDateTime};

const READS_NO_ENUM: &str =
    "it reads no answer with an ACL or a storage class: it takes the text for no variant of its own";

struct AliyunOssRs {
    style: String,
    client: OssClient,
}

impl AliyunOssRs {
    fn bucket(&self, name: &str) -> OssBucket {
        let bucket = self.client.bucket(name);
        // It knows no path style, but takes what comes before the key for a domain, with a path or without.
        if self.style == "path" { bucket.set_custom_domain(format!("{}/{name}", *ADDRESS), false) } else { bucket }
    }
}

impl Client for AliyunOssRs {
    const NAME: &str = "aliyun-oss-rs";
    const STYLES: &[&str] = &["path", "vhost"];
    const SIGNATURES: &[&str] = &["v4"];
    const LACKS: &str = "it sends no headers of one's own with PutBucket";

    fn connect(style: &str, credentials: &Credentials, region: &str) -> Answer<Self> {
        let mut client = OssClient::new(&credentials.id, &credentials.secret, region).disable_https();
        client.set_endpoint(match style {
            "path" => ADDRESS.to_string(),
            _ => format!("oss-{REGION}.localhost:{}", ADDRESS.port()),
        });
        if let Some(token) = &credentials.token {
            client.set_security_token(token);
        }
        Ok(Self { style: style.to_owned(), client })
    }

    async fn put_rule(&self, bucket: &str, rule: &Rule) -> Answer<()> {
        let default_sse = ApplyServerSideEncryptionByDefault {
            sse_algorithm: rule.algorithm.clone(),
            kms_master_key_id: rule.key_id.clone(),
            kms_data_encryption: rule.data.clone(),
        };
        let encryption = BucketEncryption { rule: ServerSideEncryptionRule { default_sse } };
        let put = self.bucket(bucket).put_bucket_encryption().set_encryption(encryption);
        match put.send().await.map_err(fault) {
            Err(Fault::Refused(failure)) if failure.code.as_deref() == Some("MalformedXML") => {
                fails::<()>("wrong root element", Err(Fault::Refused(failure)))?;
                blank(
                    "it sends the rule below the root `ServerSideEncryptionConfiguration`: the answer is MalformedXML",
                )
            }
            Ok(()) => broken("a rule below another root was taken"),
            refused => refused,
        }
    }

    async fn get_rule(&self, bucket: &str) -> Answer<Rule> {
        let answer = self.bucket(bucket).get_bucket_encryption().send().await;
        unreadable(answer, "SSEAlgorithm", "it looks for the rule below an element `Rule`, which OSS does not send")
    }

    async fn delete_rule(&self, bucket: &str) -> Answer<()> {
        self.bucket(bucket).del_bucket_encryption().send().await.map_err(fault)
    }

    async fn info(&self, bucket: &str) -> Answer<Info> {
        unreadable(self.bucket(bucket).get_bucket_info().send().await, "StorageClass", READS_NO_ENUM)
    }

    async fn create(&self, bucket: &str) -> Answer<()> {
        self.bucket(bucket).put_bucket().send().await.map_err(fault)
    }

    async fn create_ia(&self, bucket: &str) -> Answer<()> {
        let put = self.bucket(bucket).put_bucket().set_acl(Acl::PublicRead).set_storage_class(StorageClass::IA);
        put.set_redundancy_type(DataRedundancyType::ZRS).send().await.map_err(fault)
    }

    async fn delete(&self, bucket: &str) -> Answer<()> {
        self.bucket(bucket).del_bucket().send().await.map_err(fault)
    }

    async fn get_acl(&self, bucket: &str) -> Answer<String> {
        unreadable(self.bucket(bucket).get_bucket_acl().send().await, "Grant", READS_NO_ENUM)
    }

    async fn put_acl(&self, bucket: &str, acl: &str) -> Answer<()> {
        let acl = match acl {
            "public-read-write" => Acl::PublicReadWrite,
            // The only one it names that a bucket cannot have.
            _ => Acl::Default,
        };
        self.bucket(bucket).put_bucket_acl().set_acl(acl).send().await.map_err(fault)
    }

    async fn location(&self, bucket: &str) -> Answer<String> {
        let answer = self.bucket(bucket).get_bucket_location().send().await;
        unreadable(answer, "LocationConstraint", "it does not read the text of the root of GetBucketLocation")
    }

    async fn list_buckets(&self, prefix: Option<&str>) -> Answer<Vec<[String; 3]>> {
        let mut list = self.client.list_buckets();
        if let Some(prefix) = prefix {
            list = list.set_prefix(prefix);
        }
        unreadable(list.send().await, "StorageClass", READS_NO_ENUM)
    }

    async fn head(&self, bucket: &str, key: &str) -> Answer<()> {
        self.bucket(bucket).object(key).head_object().send().await.map(drop).map_err(fault)
    }

    async fn get(&self, bucket: &str, key: &str) -> Answer<()> {
        self.bucket(bucket).object(key).get_object().download().await.map(drop).map_err(fault)
    }

    async fn list_objects(&self, bucket: &str) -> Answer<()> {
        self.bucket(bucket).list_objects().send().await.map(drop).map_err(fault)
    }

    async fn presigned_object(&self, bucket: &str, key: &str) -> Answer<String> {
        let expires = OffsetDateTime::now_utc() + Duration::minutes(1);
        Ok(self.bucket(bucket).object(key).get_object_url().url(expires))
    }
}

/// An answer whose success the client cannot read, though it has what the client looks for.
fn unreadable<T: Debug, U>(answer: Result<T, Error>, element_of_it: &str, reason: &str) -> Answer<U> {
    match answer {
        Err(Error::OssInvalidResponse(Some(body))) => {
            let body = String::from_utf8_lossy(&body);
            if element(&body, element_of_it).is_some() { blank(reason) } else { broken(body) }
        }
        Ok(read) => broken(format!("the client has learnt to read it, and the script does not look: {read:?}")),
        Err(error) => Err(fault(error)),
    }
}

/// It reads no error without an EC, and then hands out the body.
fn fault(error: Error) -> Fault {
    match error {
        Error::OssError(status, error) => Fault::Refused(Failure {
            status: Some(status.as_u16()),
            code: Some(error.code),
            message: Some(error.message),
            request_id: Some(error.request_id),
            ec: Some(error.ec),
        }),
        Error::OssInvalidError(status, body) => {
            Fault::Refused(Failure::from_xml(status.as_u16(), &String::from_utf8_lossy(&body)))
        }
        other => Fault::from(other),
    }
}

#[tokio::main]
async fn main() {
    run::<AliyunOssRs>().await;
}
