//! The wiremock front: the fake beside a test's own stubs, requests and answers unchanged, and open to real clients.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use ossmock::{
    Cause, Credentials, EncryptionRule, Operation, Oss, OssServer, Peer, Record, signature::SignatureVersion,
};
use reqsign_aliyun_oss::{RequestSigner, SigningVersion, StaticCredentialProvider};
use reqsign_core::{Context, Signer};
use wiremock::matchers::{method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::support::{
    Client, Front, LOGS, SERVICE, answer, body, delete_rule, element, get_rule, header, http_client, kms, put_rule,
    request, send_http, signed, still, with_wrong_secret,
};

#[tokio::test]
async fn stubs_of_the_test_come_before_the_fake() {
    let oss = OssServer::start().await;
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    let stub = ResponseTemplate::new(503).set_body_string("busy");
    Mock::given(method("PUT"))
        .and(query_param("encryption", ""))
        .respond_with(stub)
        .up_to_n_times(1)
        .mount(oss.wiremock())
        .await;

    let send =
        |request| async { send_http(&http_client(), &oss.uri(), signed(&oss, &acme.credentials(), request)).await };
    let first = send(put_rule(LOGS, &kms("key-1"))).await;
    assert_eq!((first.status().as_u16(), body(&first)), (503, "busy"));
    oss.assert_calls(Operation::PutBucketEncryption, 0);
    logs.assert_encryption(None);
    // The stub is used up, and the fake answers.
    assert_eq!(answer(&send(put_rule(LOGS, &kms("key-1"))).await), "200");
    logs.assert_encryption(EncryptionRule::kms("key-1"));
}

#[tokio::test]
async fn a_fake_is_mounted_after_the_mocks_of_a_server_that_is_there() {
    let server = MockServer::start().await;
    Mock::given(path("/health")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    let logs = acme.create_bucket("logs");
    oss.mount(&server).await;

    let client = http_client();
    let health = send_http(&client, &server.uri(), request(Method::GET, "127.0.0.1", "/health")).await;
    assert_eq!(health.status(), 204);
    assert!(oss.journal().is_empty(), "the fake never saw it");
    let put = signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-1")));
    assert_eq!(answer(&send_http(&client, &server.uri(), put).await), "200");
    logs.assert_encryption(EncryptionRule::kms("key-1"));

    // Mocks mounted later come before the fake as well.
    Mock::given(method("PUT")).respond_with(ResponseTemplate::new(500)).mount(&server).await;
    let put = signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-2")));
    assert_eq!(send_http(&client, &server.uri(), put).await.status(), 500);
    logs.assert_encryption(EncryptionRule::kms("key-1"));
}

/// Dropping a server must not wait for what tokio lets a task do in one poll.
#[tokio::test]
async fn a_thousand_servers_are_dropped_in_one_poll() {
    for _ in 0..1_000 {
        let started = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(OssServer::start())
        });
        drop(started.join().expect("a server"));
    }
}

#[tokio::test]
#[should_panic(expected = "Expected range of matching incoming requests: == 1")]
async fn a_stub_that_was_not_called_as_expected_panics_when_the_server_is_dropped() {
    let oss = OssServer::start().await;
    Mock::given(path("/note")).respond_with(ResponseTemplate::new(200)).expect(1).mount(oss.wiremock()).await;
}

#[tokio::test]
async fn two_servers_may_serve_one_fake() {
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let first = OssServer::builder().oss(oss.clone()).start().await;
    let second = OssServer::builder().oss(oss.clone()).start().await;
    let client = http_client();
    let put = signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-1")));
    let _ = send_http(&client, &first.uri(), put).await;
    let get = send_http(&client, &second.uri(), signed(&oss, &acme.credentials(), get_rule(LOGS))).await;
    assert_eq!(element(&get, "KMSMasterKeyID").as_deref(), Some("key-1"));
}

#[tokio::test]
async fn requests_seem_to_come_from_the_peer_that_was_given() {
    let office = "203.0.113.9".parse().expect("an address");
    let oss = Oss::new();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    acme.access_key().restrict_to([office]);
    let peer = Peer { ip: office, ..Peer::default() };
    let inside = OssServer::builder().oss(oss.clone()).peer(peer).start().await;
    let outside = OssServer::builder().oss(oss.clone()).start().await;
    for (server, expected) in [(&inside, Cause::NoEncryptionRule), (&outside, Cause::AccessKeyRestricted)] {
        let get = signed(&oss, &acme.credentials(), get_rule(LOGS));
        let _ = send_http(&http_client(), &server.uri(), get).await;
        assert_eq!(oss.journal().last().and_then(Record::cause), Some(expected));
    }
}

#[tokio::test]
async fn answers_over_http_are_those_of_handle_to_the_byte() {
    let oss = still();
    let acme = oss.create_account("acme");
    acme.create_bucket("logs");
    let ci = acme.create_ram_user("ci").deny("oss:*", "*");
    // The same fake twice, so that ids and times are the same too.
    let fork = oss.fork();
    let client = Client::new(Front::Wiremock, &oss).await;
    for (request, expected) in [
        (signed(&oss, &acme.credentials(), put_rule(LOGS, &kms("key-1"))), "200"),
        (signed(&oss, &acme.credentials(), get_rule(LOGS)), "200"),
        (signed(&oss, &acme.credentials(), request(Method::GET, LOGS, "/?bucketInfo")), "200"),
        (signed(&oss, &acme.credentials(), request(Method::GET, SERVICE, "/?prefix=lo&max-keys=5")), "200"),
        (signed(&oss, &acme.credentials(), delete_rule(LOGS)), "204"),
        (signed(&oss, &acme.credentials(), get_rule(LOGS)), "404 NoSuchServerSideEncryptionRule"),
        (signed(&oss, &ci.credentials(), put_rule(LOGS, &kms("key-2"))), "403 AccessDenied"),
        (signed(&oss, &with_wrong_secret(&ci.credentials()), get_rule(LOGS)), "403 SignatureDoesNotMatch"),
        (signed(&oss, &acme.credentials(), put_rule(LOGS, "<Rule/>")), "400 MalformedXML"),
        (signed(&oss, &acme.credentials(), request(Method::POST, LOGS, "/?encryption")), "405 MethodNotAllowed"),
        (signed(&oss, &acme.credentials(), request(Method::GET, LOGS, "/a%20b/%C3%BC?x=%26&y")), "404 NoSuchKey"),
        (request(Method::GET, "127.0.0.1", "/logs/?acl"), "403 AccessDenied"),
        // A HEAD request has its error in a header.
        (request(Method::HEAD, LOGS, "/?encryption"), "405"),
        (signed(&oss, &acme.credentials(), request(Method::HEAD, LOGS, "/key")), "404"),
    ] {
        let what = format!("{} {}", request.method(), request.uri());
        let over_http = client.send(request.clone()).await;
        let in_memory = fork.handle(request);
        assert_eq!(answer(&in_memory), expected, "{what}");
        assert_eq!(over_http.status(), in_memory.status(), "{what}");
        assert_eq!(sorted(&over_http), sorted(&in_memory), "{what}");
        assert_eq!(over_http.body(), in_memory.body(), "{what}");
    }
    assert_eq!(oss.journal().to_string(), fork.journal().to_string());
}

fn sorted(response: &Response<Bytes>) -> Vec<(&str, &[u8])> {
    let mut headers: Vec<_> = response.headers().iter().map(|(n, v)| (n.as_str(), v.as_bytes())).collect();
    headers.sort_unstable();
    headers
}

#[test]
fn an_error_of_a_head_request_is_in_a_header() {
    use base64::Engine as _;
    let oss = still();
    oss.create_account("acme").create_bucket("logs");
    let response = oss.handle(request(Method::HEAD, LOGS, "/?encryption"));
    assert!(response.body().is_empty());
    let err = base64::prelude::BASE64_STANDARD.decode(header(&response, "x-oss-err")).expect("base64");
    assert!(String::from_utf8(err).expect("text").contains("<Code>MethodNotAllowed</Code>"));
}

/// A client that was not made for the fake: `reqsign` signs, `reqwest` sends.
struct Unmodified {
    server: OssServer,
    credentials: Credentials,
    version: SigningVersion,
}

impl Unmodified {
    async fn new(version: SigningVersion) -> Self {
        let server = OssServer::start().await;
        let acme = server.create_account("acme");
        acme.create_bucket("logs");
        Self { credentials: acme.credentials(), server, version }
    }

    async fn send(
        &self,
        request: http::request::Builder,
        body: &'static str,
        expires: Option<Duration>,
    ) -> (u16, String) {
        let address: SocketAddr = self.server.uri().trim_start_matches("http://").parse().expect("an address");
        let host = "logs.oss-cn-hangzhou.localhost";
        let client = reqwest::Client::builder().no_proxy().resolve(host, address).build().expect("a client");
        let request = request.uri(format!("http://{host}:{}/?encryption", address.port())).body(body);
        let (mut head, body) = request.expect("a request").into_parts();
        let id = &self.credentials.access_key_id;
        let signer = Signer::new(
            Context::new(),
            StaticCredentialProvider::new(id, &self.credentials.access_key_secret),
            RequestSigner::new("logs").with_region("cn-hangzhou").with_signing_version(self.version),
        );
        signer.sign(&mut head, expires).await.expect("a signature");
        let request = Request::from_parts(head, body).try_into().expect("a request");
        let response = client.execute(request).await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("a text"))
    }

    fn last_cause(&self) -> Option<Cause> {
        self.server.journal().last().expect("a record").cause()
    }
}

const KMS: &str = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm>\
                   <KMSMasterKeyID>key-1</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>";

#[tokio::test]
async fn an_unmodified_client_sets_reads_and_removes_a_rule() {
    for version in [SigningVersion::V1, SigningVersion::V2, SigningVersion::V4] {
        let client = Unmodified::new(version).await;
        let logs = client.server.bucket("logs").expect("the bucket");
        // reqsign signs V4 with an empty `AdditionalHeaders=` unless there is a header to put there.
        let with_length = |method, length: usize| Request::builder().method(method).header("Content-Length", length);

        let put = with_length(Method::PUT, KMS.len()).header("Content-Type", "application/xml");
        let (status, body) = client.send(put, KMS, None).await;
        assert_eq!((status, &*body), (200, ""), "{version:?}");
        logs.assert_encryption(EncryptionRule::kms("key-1"));

        let (status, body) = client.send(with_length(Method::GET, 0), "", None).await;
        assert_eq!(status, 200, "{version:?}: {body}");
        assert!(body.contains("<KMSMasterKeyID>key-1</KMSMasterKeyID>"), "{version:?}: {body}");

        let (status, body) = client.send(with_length(Method::DELETE, 0), "", None).await;
        assert_eq!((status, &*body), (204, ""), "{version:?}");
        logs.assert_encryption(None);
    }
}

#[tokio::test]
async fn an_unmodified_client_reads_a_rule_through_a_presigned_url() {
    for version in [SigningVersion::V1, SigningVersion::V2, SigningVersion::V4] {
        let client = Unmodified::new(version).await;
        client.server.bucket("logs").expect("the bucket").set_encryption(EncryptionRule::Aes256);
        let (status, body) = client.send(Request::get("/"), "", Some(Duration::from_secs(60))).await;
        assert_eq!(status, 200, "{version:?}: {body}\n{}", client.server.journal());
        assert!(body.contains("<SSEAlgorithm>AES256</SSEAlgorithm>"), "{version:?}: {body}");

        let target = client.server.journal().last().expect("a record").target().to_owned();
        assert!(target.contains("ignature="), "the signature is in the URL: {target}");
        // The same URL an hour later, by the fake's clock.
        client.server.clock().advance(Duration::from_secs(3_600));
        let response = client.server.handle(request(Method::GET, LOGS, &target));
        assert_eq!(element(&response, "Message").as_deref(), Some("Request has expired."), "{version:?}");
    }
}

#[tokio::test]
async fn an_empty_list_of_additional_headers_is_refused() {
    let client = Unmodified::new(SigningVersion::V4).await;
    let (status, body) = client.send(Request::get("/"), "", None).await;
    assert_eq!(status, 400, "{body}");
    assert!(body.contains("<Code>InvalidArgument</Code>"), "{body}");
    assert!(body.contains("AdditionalHeaders=, Signature="), "the header is shown as it came: {body}");
    assert_eq!(client.last_cause(), Some(Cause::AdditionalHeadersEmpty));
}

#[tokio::test]
async fn an_unmodified_client_with_another_secret_is_refused() {
    for (version, expected) in [
        (SigningVersion::V1, Cause::SignatureMismatchV1),
        (SigningVersion::V2, Cause::SignatureMismatchV2),
        (SigningVersion::V4, Cause::SignatureMismatchV4),
    ] {
        let mut client = Unmodified::new(version).await;
        client.credentials = with_wrong_secret(&client.credentials);
        let (status, _) = client.send(Request::get("/").header("Content-Length", 0), "", None).await;
        assert_eq!((status, client.last_cause()), (403, Some(expected)));
    }
}

/// Whatever arrives is answered, signed or not, and leaves a record.
#[test]
fn odd_targets_are_answered() {
    let long = format!("/?{}", "a=b&".repeat(16_000));
    let escapes = format!("/{}", "%2F".repeat(20_000));
    let targets = [
        "//",
        "///?encryption",
        "/%",
        "/%2",
        "/%zz",
        "/%00",
        "/?&&=",
        "/?=&=&",
        "/?%",
        "/?%ff=%fe",
        "/%ff%fe/%c3",
        "/+?+",
        "/?encryption&encryption",
        "/?encryption=%00",
        "/..",
        "/../../etc",
        "/./?encryption",
        "/?",
        "/?x-oss-signature",
        "/?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential=/////&x-oss-signature=&x-oss-date=",
        "*",
        "/?Signature&OSSAccessKeyId&Expires",
        "/?x-oss-expires=99999999999999999999",
        &long,
        &escapes,
    ];
    for host in [LOGS, SERVICE, "127.0.0.1", "[::1]:80", "logs.localhost", "", ":", "[", ".", "a:b:c", "%00"] {
        let oss = still();
        let acme = oss.create_account("acme");
        acme.create_bucket("logs");
        let before = oss.snapshot();
        for target in targets {
            let plain = request(Method::GET, host, target);
            for signed in [plain.clone(), signed(&oss, &acme.credentials(), plain.clone())] {
                let calls = oss.journal().len();
                let response = oss.handle(signed);
                let status = response.status().as_u16();
                assert!([200, 400, 403, 404, 405, 501].contains(&status), "{status} for {host} {target}");
                assert_eq!(oss.journal().len(), calls + 1, "{host} {target}");
            }
        }
        oss.assert_unchanged_since(&before);
    }
}

/// Unusual request targets are signed as they stand, by all three versions, in the header and in the URL.
#[test]
fn odd_targets_verify() {
    let long = format!("/?{}", "a=b&".repeat(15_000));
    for target in ["//", "/%", "/%00", "/?&&=", "/?=&=&", "/%ff%fe/%c3", "/+?+", "/?a=%26&a=%3d&A", "/k?%e4=%FC", &long]
    {
        for version in [SignatureVersion::V1, SignatureVersion::V2, SignatureVersion::V4] {
            let oss = still();
            let acme = oss.create_account("acme");
            acme.create_bucket("logs");
            let signer = oss.signer(&acme.credentials()).version(version);
            for signed in [
                signer.sign(request(Method::GET, LOGS, target)),
                signer.presign(60).sign(request(Method::GET, LOGS, target)),
            ] {
                let _ = oss.handle(signed);
                let journal = oss.journal();
                let record = journal.last().expect("a record");
                assert_eq!(
                    record.caller().map(ToString::to_string).as_deref(),
                    Some("acme"),
                    "{version:?} {target}: {record}"
                );
            }
        }
    }
}
