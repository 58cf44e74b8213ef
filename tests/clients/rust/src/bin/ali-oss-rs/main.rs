//! The checks of `expected.json` with `ali-oss-rs`.
//!
//! What it has no method for goes through `presign_raw_request`, which signs any request.

mod objects;

use std::fmt::Write as _;

use ali_oss_rs::bucket::BucketOperations;
use ali_oss_rs::bucket_common::{BucketAcl, ListBucketsOptions, PutBucketConfiguration, PutBucketOptions};
use ali_oss_rs::common::{DataRedundancyType, StorageClass};
use ali_oss_rs::error::{Error, ErrorResponse};
use ali_oss_rs::object::ObjectOperations;
use ali_oss_rs::presign_common::PresignGetOptionsBuilder;
use ali_oss_rs::request::{OssRequest, RequestMethod};
use ali_oss_rs::{ClientBuilder, reqwest};
use ossmock_clients::{
    ADDRESS, Answer, Client, Credentials, ENDPOINT, Failure, Fault, Info, REGION, Rule, blank, broken, element, run,
};

struct AliOssRs {
    client: ali_oss_rs::Client,
    http: reqwest::Client,
}

impl AliOssRs {
    /// Signs a request, sends it, and gives its error to the client's reader.
    async fn raw(&self, request: OssRequest, body: String) -> Answer<String> {
        let method = request.method.into();
        let signed = self.client.presign_raw_request(request);
        let mut sent = self.http.request(method, signed.url).body(body);
        for (name, value) in signed.headers {
            sent = sent.header(name, value);
        }
        let response = sent.send().await?;
        let status = response.status();
        let text = response.text().await?;
        if status.is_success() {
            return Ok(text);
        }
        let failure = failure(ErrorResponse::from_xml(&text)?);
        Err(Fault::Refused(Failure { status: Some(status.as_u16()), ..failure }))
    }
}

impl Client for AliOssRs {
    const NAME: &str = "ali-oss-rs";
    const STYLES: &[&str] = &["vhost", "proxy"];
    const SIGNATURES: &[&str] = &["v4"];
    const LACKS: &str = "it has no operation on the ACL of a bucket";

    fn connect(style: &str, credentials: &Credentials, region: &str) -> Answer<Self> {
        let mut http = reqwest::Client::builder();
        let endpoint = if style == "vhost" {
            // Names under `localhost` do not resolve everywhere.
            let base = format!("oss-{REGION}.localhost");
            for bucket in ["logs", "sealed", "no-such-bucket", "made-vhost-v4", "objects", "versions", "ciphers"] {
                http = http.resolve(&format!("{bucket}.{base}"), *ADDRESS);
            }
            http = http.resolve(&base, *ADDRESS);
            format!("http://{base}:{}", ADDRESS.port())
        } else {
            http = http.proxy(reqwest::Proxy::http(&*ENDPOINT)?);
            format!("http://oss-{REGION}.aliyuncs.com")
        };
        let http = http.build()?;
        let mut builder = ClientBuilder::new(&credentials.id, &credentials.secret, endpoint).client(http.clone());
        if let Some(token) = &credentials.token {
            builder = builder.sts_token(token);
        }
        let client = builder.region(region).build().map_err(Fault::Broken)?;
        Ok(Self { client, http })
    }

    async fn put_rule(&self, bucket: &str, rule: &Rule) -> Answer<()> {
        let mut default = format!("<SSEAlgorithm>{}</SSEAlgorithm>", rule.algorithm);
        for (name, text) in [("KMSMasterKeyID", &rule.key_id), ("KMSDataEncryption", &rule.data)] {
            if let Some(text) = text {
                write!(default, "<{name}>{text}</{name}>")?;
            }
        }
        let by_default = format!("<ApplyServerSideEncryptionByDefault>{default}</ApplyServerSideEncryptionByDefault>");
        let body = format!("<ServerSideEncryptionRule>{by_default}</ServerSideEncryptionRule>");
        self.raw(on_rule(RequestMethod::Put, bucket), body).await.map(drop)
    }

    async fn get_rule(&self, bucket: &str) -> Answer<Rule> {
        self.raw(on_rule(RequestMethod::Get, bucket), String::new()).await?;
        blank("it signs a raw request for the rule and has no reader of the answer")
    }

    async fn delete_rule(&self, bucket: &str) -> Answer<()> {
        self.raw(on_rule(RequestMethod::Delete, bucket), String::new()).await.map(drop)
    }

    async fn rule(&self, bucket: &str) -> Answer<Rule> {
        let info = self.info(bucket).await?;
        info.rule.map_or_else(|| broken(format!("{bucket} has no rule")), Ok)
    }

    async fn info(&self, bucket: &str) -> Answer<Info> {
        let info = self.client.get_bucket_info(bucket).await.map_err(fault)?;
        if info.extranet_endpoint.is_empty() || info.creation_date.is_empty() {
            return broken(format!("{info:?}"));
        }
        let [acl] = &*info.access_control_list else { return broken(format!("{info:?}")) };
        Ok(Info {
            name: info.name,
            location: info.location,
            storage_class: info.storage_class.as_str().to_owned(),
            redundancy: info.data_redundancy_type.as_str().to_owned(),
            owner: (info.owner.id, info.owner.display_name),
            acl: acl.as_str().to_owned(),
            intranet_endpoint: info.intranet_endpoint,
            rule: info.server_side_encryption_rule.map(|rule| Rule {
                algorithm: rule.sse_algorithm.as_str().to_owned(),
                key_id: rule.kms_master_key_id,
                data: rule.kms_data_encryption,
            }),
        })
    }

    async fn create(&self, bucket: &str) -> Answer<()> {
        self.client.put_bucket(bucket, PutBucketConfiguration::default(), None).await.map_err(fault)
    }

    async fn create_ia(&self, bucket: &str) -> Answer<()> {
        let config = PutBucketConfiguration {
            storage_class: Some(StorageClass::IA),
            data_redundancy_type: Some(DataRedundancyType::ZRS),
        };
        let options = PutBucketOptions { acl: Some(BucketAcl::PublicRead), ..PutBucketOptions::default() };
        self.client.put_bucket(bucket, config, Some(options)).await.map_err(fault)
    }

    async fn create_encrypted(&self, bucket: &str, headers: &[(&str, &str)]) -> Answer<()> {
        let request = OssRequest::new().method(RequestMethod::Put).bucket(bucket);
        let request = headers.iter().fold(request, |request, (name, value)| request.add_header(name, value));
        self.raw(request, String::new()).await.map(drop)
    }

    async fn delete(&self, bucket: &str) -> Answer<()> {
        self.client.delete_bucket(bucket).await.map_err(fault)
    }

    async fn put_acl(&self, bucket: &str, acl: &str) -> Answer<()> {
        let request = OssRequest::new().method(RequestMethod::Put).bucket(bucket).add_query("acl", "");
        self.raw(request.add_header("x-oss-acl", acl), String::new()).await.map(drop)
    }

    async fn location(&self, bucket: &str) -> Answer<String> {
        self.client.get_bucket_location(bucket).await.map_err(fault)
    }

    async fn list_buckets(&self, prefix: Option<&str>) -> Answer<Vec<[String; 3]>> {
        let options = ListBucketsOptions { prefix: prefix.map(str::to_owned), ..ListBucketsOptions::default() };
        let listed = self.client.list_buckets(Some(options)).await.map_err(fault)?;
        let fields = listed.buckets.into_iter().map(|b| [b.name, b.location, b.storage_class.as_str().to_owned()]);
        Ok(fields.collect())
    }

    async fn head(&self, bucket: &str, key: &str) -> Answer<()> {
        self.client.head_object(bucket, key, None).await.map(drop).map_err(fault)
    }

    async fn get(&self, bucket: &str, key: &str) -> Answer<()> {
        self.client.get_object_to_buffer(bucket, key, None).await.map(drop).map_err(fault)
    }

    async fn list_objects(&self, bucket: &str) -> Answer<()> {
        self.client.list_objects(bucket, None).await.map(drop).map_err(fault)
    }

    async fn presigned_rule(&self, bucket: &str) -> Answer<Rule> {
        let options = PresignGetOptionsBuilder::new(60).query_parameter("encryption", "");
        let (status, body) = self.fetch(&self.client.presign_url(bucket, "", options.build())).await?;
        if status != 200 {
            return Err(Fault::Refused(failure(ErrorResponse::from_xml(&body)?)));
        }
        // The URL is the client's; who fetches it reads the answer.
        let [algorithm, key_id, data] =
            ["SSEAlgorithm", "KMSMasterKeyID", "KMSDataEncryption"].map(|name| element(&body, name));
        Ok(Rule { algorithm: algorithm.unwrap_or_default(), key_id, data })
    }

    async fn presigned_object(&self, bucket: &str, key: &str) -> Answer<String> {
        Ok(self.client.presign_url(bucket, key, PresignGetOptionsBuilder::new(60).build()))
    }

    async fn fetch(&self, url: &str) -> Answer<(u16, String)> {
        let response = self.http.get(url).send().await?;
        Ok((response.status().as_u16(), response.text().await?))
    }
}

fn on_rule(method: RequestMethod, bucket: &str) -> OssRequest {
    OssRequest::new().method(method).bucket(bucket).add_query("encryption", "")
}

fn failure(error: ErrorResponse) -> Failure {
    Failure {
        status: None,
        code: Some(error.code),
        message: Some(error.message),
        request_id: Some(error.request_id),
        ec: Some(error.ec),
    }
}

/// Its error has the body or, where there is none, the status.
fn fault(error: Error) -> Fault {
    match error {
        Error::ApiError(error) => Fault::Refused(failure(*error)),
        Error::StatusError(status) => Fault::Refused(Failure { status: Some(status.as_u16()), ..Failure::default() }),
        other => Fault::from(other),
    }
}

#[tokio::main]
async fn main() {
    run::<AliOssRs>().await;
}
