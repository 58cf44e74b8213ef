//! The world that all servers serve, and the request that all are sent.

use std::fmt::Write as _;

use bytes::Bytes;
use http::{Request, Response};
use ossmock::{Credentials, Oss};

const KEY_ID: &str = "LTAI5tFrontsUser0000001";
const SECRET: &str = "frontssecret";
const RULE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ServerSideEncryptionRule>\n  \
                    <ApplyServerSideEncryptionByDefault>\n    <SSEAlgorithm>KMS</SSEAlgorithm>\n    \
                    <KMSMasterKeyID>9468da86-3509-4f8d-a61e-6eab1eac0000</KMSMasterKeyID>\n  \
                    </ApplyServerSideEncryptionByDefault>\n</ServerSideEncryptionRule>\n";

/// A bucket, and a RAM user whose tenth statement allows the request.
pub fn world_file() -> String {
    let mut statements = String::new();
    for n in 0..8 {
        let _ = write!(
            statements,
            r#"{{"Effect":"Allow","Action":["oss:Get*","oss:List*","oss:PutObject{n}"],"Resource":["acs:oss:*:*:other{n}","acs:oss:*:*:other{n}/*"]}},"#
        );
    }
    statements.push_str(
        r#"{"Effect":"Deny","Action":["oss:Delete*","oss:PutBucketEncryption"],"Resource":["acs:oss:*:*:*"],"Condition":{"IpAddress":{"acs:SourceIp":["10.0.0.0/8"]}}},
           {"Effect":"Allow","Action":["oss:PutBucket*","oss:GetBucket*","oss:PutObject"],"Resource":["acs:oss:*:*:logs","acs:oss:*:*:logs/*"],"Condition":{"IpAddress":{"acs:SourceIp":["127.0.0.0/8"]}}}"#,
    );
    format!(
        "[[account]]\nname = \"acme\"\n[[account.bucket]]\nname = \"logs\"\n[[account.ram_user]]\nname = \"ci\"\n\
         access_key_id = \"{KEY_ID}\"\naccess_key_secret = \"{SECRET}\"\n\
         policies = '''{{\"Version\":\"1\",\"Statement\":[{statements}]}}'''\n"
    )
}

pub fn oss() -> Oss {
    Oss::builder().world_toml(&world_file()).expect("a world").build()
}

/// The request, signed at the present time.
fn request() -> Request<Bytes> {
    let request = Request::put("/?encryption").header("host", "logs.oss-cn-hangzhou.aliyuncs.com");
    let request = request.header("content-type", "application/xml").header("user-agent", "fronts/1.0");
    let request = request.header("content-length", RULE.len()).body(Bytes::from_static(RULE.as_bytes()));
    let credentials =
        Credentials { access_key_id: KEY_ID.to_owned(), access_key_secret: SECRET.to_owned(), security_token: None };
    oss().signer(&credentials).additional_headers("host").sign(request.expect("a request"))
}

/// The answer, for servers that always give the same.
pub fn answer() -> Response<Bytes> {
    let answer = oss().handle(request());
    assert_eq!(answer.status(), 200, "{answer:?}");
    answer
}

/// The request as HTTP/1.1 writes it.
pub fn request_on_the_wire() -> Bytes {
    let request = request();
    let mut text = format!("{} {} HTTP/1.1\r\n", request.method(), request.uri());
    for (name, value) in request.headers() {
        let _ = write!(text, "{name}: {}\r\n", value.to_str().expect("text"));
    }
    (text + "\r\n" + RULE).into()
}
