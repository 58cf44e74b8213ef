//! The report of a run.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use ossmock::{NativeServer, Operation, Oss, fixture, front::Tls};
use serde_json::Value;

use crate::repository;

use super::{LOGS, Service, case, key, no_rule, ran, request, rule, set_and_read};

/// A case of everything that has another name at the endpoint: objects, versions, an upload, an error to HEAD, a policy.
fn names() -> String {
    let upload = "000660F3C504A7C00000000000000001";
    let requests = [
        request("put", "PUT /a%20b", "hello"),
        request("copy", "PUT /copy", "").replace("aliyuncs.com\n", "aliyuncs.com\nx-oss-copy-source: /logs/a%20b\n"),
        request("begin", "POST /big?uploads", ""),
        request("part", &format!("PUT /big?partNumber=1&uploadId={upload}"), "part"),
        request("parts", &format!("GET /big?uploadId={upload}"), ""),
        request("head", "HEAD /none", ""),
        request(
            "policy",
            "PUT /?policy",
            r#"{"Version":"1", "Statement":[{"Effect":"Deny","Principal":["*"],"Action":"oss:GetObject","Resource":["acs:oss:*:*:logs/secret", "acs:oss:*:*:logs"]}]}"#,
        ),
        request("the policy", "GET /?policy", ""),
        request("versions", "GET /?versions", ""),
    ];
    let documented =
        ["200", "200", "200", "200", "200", "404", "200", "200", "200"].map(|s| format!("{{ status = {s} }}"));
    let world = "bucket = [{ name = \"logs\", versioning = \"Enabled\", acl = \"public-read\", \
                 encryption = { algorithm = \"KMS\", kms_data_encryption = \"SM4\" } }]";
    case("documented", world, &documented.join(", "), &requests.concat())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_does_what_the_cases_say_agrees_with_all_of_them() {
    let service = Service::start("agrees").await;
    for (name, text) in [("a.http", set_and_read()), ("b.http", no_rule()), ("c.http", names())] {
        service.write(name, &text);
    }
    let run = ran(service.against(&["--yes", "--report", "report.json"]));
    let expected = "\
3 of 3 cases can be compared with http://oss-cn-hangzhou.aliyuncs.com, in buckets named ossmock-drift-demo-…
buckets    3, at most 1 at a time, each deleted after its case
requests   about 48: 14 that write (PUT, POST), 24 that read (GET, HEAD), 10 that delete
storage    9 bytes in all, each for the time of its case
KMS calls  5

agreed          ./a.http
agreed          ./b.http
agreed          ./c.http

              agreed  differed  not comparable  failed
documented         2         0               0       0
observed           1         0               0       0
assumed            0         0               0       0
own                0         0               0       0
all                3         0               0       0
";
    let (out, sent) =
        run.out.rsplit_once(" requests were sent\n").and_then(|(out, _)| out.rsplit_once('\n')).expect("a count");
    assert_eq!((run.code, &*run.err, format!("{out}\n")), (Some(0), "", expected.to_owned()));
    assert_eq!(sent.parse(), Ok(service.server.journal().iter().count()));

    assert_eq!(service.server.kms().count(), 5);

    // Nothing is left, and the buckets had names of their own.
    let owner = service.server.account("owner").expect("it is there");
    assert!(owner.buckets().is_empty() && !service.manifest().exists());
    let journal = service.server.journal();
    let mut buckets: Vec<_> = journal.iter().filter_map(|record| record.bucket()).collect();
    buckets.dedup();
    assert_eq!(buckets, ["ossmock-drift-demo-1", "ossmock-drift-demo-2", "ossmock-drift-demo-3"]);
    let report: Value = serde_json::from_str(&read(&service, "report.json")).expect("JSON");
    assert_eq!(report["totals"]["all"]["agreed"], 3);
    assert_eq!(report["cases"][2]["outcome"], "agreed");
}

fn read(service: &Service, name: &str) -> String {
    std::fs::read_to_string(service.folder.join(name)).expect("a file")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_one_difference_is_found_and_shown() {
    let service = Service::start("differs").await;
    service.write("a.http", &set_and_read());
    service.write("b.http", &no_rule());
    let _edited = service.server.intercept(Operation::GetBucketEncryption).edit(|reply| {
        let text = String::from_utf8_lossy(reply.body()).replace("was not found", "is not here");
        let text = text.replace("0005-00000004", "0005-00000009");
        *reply.body_mut() = Bytes::from(text);
    });
    let run = ran(service.against(&["--yes", "--report", "report.json"]));
    let expected = "
agreed          ./a.http
DIFFERED        ./b.http

./b.http
  observed: cli/tests/command/drift.rs
  `no rule`: GET /?encryption
    Message
      case:     The server side encryption configuration was not found.
      endpoint: The server side encryption configuration is not here.
    note: EC 0005-00000004 in the case, 0005-00000009 at the endpoint

              agreed  differed  not comparable  failed
documented         1         0               0       0
observed           0         1               0       0
assumed            0         0               0       0
own                0         0               0       0
all                1         1               0       0
";
    assert!(run.code == Some(1) && run.err.is_empty() && run.out.contains(expected), "{}{}", run.out, run.err);
    let report: Value = serde_json::from_str(&read(&service, "report.json")).expect("JSON");
    let differed = &report["cases"][1];
    assert_eq!(differed["outcome"], "differed");
    assert_eq!(differed["exchanges"][0]["differences"][0]["what"], "Message");
    assert_eq!(differed["exchanges"][0]["notes"][0]["endpoint"], "0005-00000009");
    assert_eq!(report["totals"]["observed"]["differed"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_number_of_an_error_alone_is_no_difference() {
    let service = Service::start("number").await;
    service.write("b.http", &no_rule());
    let _edited = service.server.intercept(Operation::GetBucketEncryption).edit(|reply| {
        let text = String::from_utf8_lossy(reply.body()).replace("0005-00000004", "0005-00000009");
        *reply.body_mut() = Bytes::from(text);
    });
    let run = ran(service.against(&["--yes"]));
    let note = "\n    note: EC 0005-00000004 in the case, 0005-00000009 at the endpoint\n";
    assert!(
        run.code == Some(0) && run.out.contains("agreed          ./b.http\n") && run.out.contains(note),
        "{}",
        run.out
    );
}

/// One difference for each thing that is compared.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn status_headers_elements_and_bodies_are_compared() {
    type Edit = fn(&mut http::Response<Bytes>);
    let service = Service::start("compared").await;
    let requests =
        request("put", "PUT /k", "hello") + &request("get", "GET /k", "") + &request("info", "GET /?bucketInfo", "");
    service.write("a.http", &case("assumed", LOGS, "{ status = 200 }, { status = 200 }, { status = 200 }", &requests));
    let edits: [(Operation, Edit, &str); 7] = [
        (
            Operation::PutObject,
            |reply| *reply.status_mut() = http::StatusCode::CREATED,
            "status\n      case:     200\n      endpoint: 201\n",
        ),
        (
            Operation::GetObject,
            |reply| drop(reply.headers_mut().remove("x-oss-object-type")),
            "header x-oss-object-type\n      case:     Normal\n      endpoint: (none)\n",
        ),
        (
            Operation::GetObject,
            |reply| drop(reply.headers_mut().insert("etag", http::HeaderValue::from_static("\"1\""))),
            "header etag\n      case:     \"5D41402ABC4B2A76B9719D911017C592\"\n      endpoint: \"1\"\n",
        ),
        (
            Operation::GetObject,
            |reply| *reply.body_mut() = Bytes::from_static(b"HELLO"),
            "body\n      case:     5 bytes: \"hello\"\n      endpoint: 5 bytes: \"HELLO\"\n",
        ),
        (
            Operation::GetBucketInfo,
            |reply| {
                let text = String::from_utf8_lossy(reply.body()).replace("<StorageClass>Standard", "<StorageClass>IA");
                *reply.body_mut() = Bytes::from(text);
            },
            "element BucketInfo/Bucket/StorageClass\n      case:     Standard\n      endpoint: IA\n",
        ),
        (
            Operation::GetBucketInfo,
            |reply| {
                let text = String::from_utf8_lossy(reply.body()).replace("</Bucket>", "<New>1</New></Bucket>");
                *reply.body_mut() = Bytes::from(text);
            },
            "element BucketInfo/Bucket/New\n      case:     (none)\n      endpoint: 1\n",
        ),
        (
            Operation::GetBucketInfo,
            |reply| {
                let text = String::from_utf8_lossy(reply.body()).replace("<ID>", "<Id>").replace("</ID>", "</Id>");
                *reply.body_mut() = Bytes::from(text);
            },
            "element BucketInfo/Bucket/Owner/ID\n      case:     1000000000000001\n      endpoint: (none)\n",
        ),
    ];
    for (operation, edit, expected) in edits {
        // The run itself looks whether a bucket exists: the fault applies to the requests of cases only.
        let _edited = service.server.intercept(operation).edit(edit);
        let run = ran(service.against(&["--yes"]));
        assert!(run.code == Some(1) && run.out.contains(expected), "{expected}{}{}", run.out, run.err);
        assert!(service.server.account("owner").expect("it is there").buckets().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_compared_says_why() {
    let service = Service::start("reasons").await;
    let ci = "bucket = [{ name = \"logs\" }]\nram_user = [{ name = \"ci\" }]";
    let get = request("get", "GET /?encryption", "");
    let none = "{ status = 404 }";
    let denied = get.replace("v4 acme", "v4 acme/ci");
    let cases = [
        ("clock", case("assumed", LOGS, none, &get).replace("+++\nsource", "+++\nclock = \"2026-11-23T16:05:59Z\"\nsource"), "it needs `clock`"),
        ("peer", case("assumed", LOGS, none, &get.replace("@sign", "@peer 10.0.0.9\n@sign")), "`get`: it needs `@peer`"),
        ("second", case("assumed", ci, "{ status = 403 }", &denied), "`get`: it needs `acme/ci`: OSSMOCK_KEY_ACME_CI"),
        (
            "another",
            case("assumed", &format!("{LOGS}\n\n[[world.account]]\nname = \"globex\""), "{ status = 403 }", &get.replace("v4 acme", "v4 globex")),
            "`get`: it needs `globex`: OSSMOCK_KEY_GLOBEX",
        ),
        (
            "policies",
            case("assumed", &ci.replace("\"ci\" }", "\"ci\", policies = [{ Version = \"1\", Statement = [{ Effect = \"Allow\", Action = \"oss:GetBucketEncryption\", Resource = \"*\" }] }] }"), none, &denied),
            "`get`: no request gives `acme/ci` its `policies`",
        ),
        ("kms", case("assumed", &format!("{LOGS}\nkms_key = [{{ alias = \"alias/orders\" }}]"), none, &get), "no request gives `acme` its `kms_key`"),
        ("class", case("assumed", "bucket = [{ name = \"logs\", storage_class = \"IA\" }]", none, &get), "the bucket `logs` would need its `storage_class`"),
        ("object-class", case("assumed", LOGS, "{ status = 200 }", &request("put", "PUT /k", "x").replace("aliyuncs.com", "aliyuncs.com\nx-oss-storage-class: Archive")), "`put`: its storage class is paid for by the month"),
        ("service", case("assumed", LOGS, "{ status = 200 }", &request("list", "GET /", "").replace("logs.", "")), "`list`: it asks for the whole account"),
        ("worm", case("assumed", LOGS, "{ status = 200 }", &request("lock", "POST /?worm", "<InitiateWormConfiguration><RetentionPeriodInDays>1</RetentionPeriodInDays></InitiateWormConfiguration>")), "`lock`: it has effects that are paid for"),
        ("object-worm", case("assumed", LOGS, "{ status = 501 }", &request("retain", "GET /?objectWorm", "")), "`retain`: GetBucketObjectWormConfiguration is not emulated"),
        ("signature", case("assumed", LOGS, "{ status = 403 }", &get.replace("@sign v4 acme\n", "").replace("aliyuncs.com", "aliyuncs.com\nAuthorization: OSS a:b\nDate: now")), "`get`: its signature is written out"),
        ("region", case("assumed", LOGS, "{ status = 403 }", &get.replace("hangzhou", "beijing")), "`get`: no host of its endpoint leads where `logs.oss-cn-beijing.aliyuncs.com` does"),
        ("stale", case("assumed", LOGS, none, &get).replace("refused: NoEncryptionRule", "refused: Nothing"), "it reads differently today: see `ossmock case run` without --against"),
    ];
    let mut lines = Vec::new();
    for (name, text, reason) in &cases {
        service.write(&format!("{name}.http"), text);
        lines.push(format!("not comparable  ./{name}.http: {reason}"));
    }
    lines.sort_unstable();
    let run = ran(service.against(&["--yes"]));
    let found: Vec<&str> = run.out.lines().filter(|line| line.starts_with("not comparable")).collect();
    assert_eq!(found, lines);
    assert!(run.code == Some(0) && run.out.contains("\n0 requests were sent\n"), "{}", run.out);
    assert!(service.server.journal().is_empty());

    // With its credentials, a RAM user without a policy can be compared.
    let user = service.server.account("owner").expect("it is there").create_ram_user("other");
    let mut with_key = service.against(&["--yes"]);
    with_key.env("OSSMOCK_KEY_ACME_CI", key(&user.credentials()));
    let run = ran(with_key);
    assert!(run.code == Some(0) && run.out.contains("agreed          ./second.http\n"), "{}", run.out);
    user.assert_denied(Operation::GetBucketEncryption, ossmock::Denial::Implicit);
    // So can another account.
    let stranger = service.server.create_account("stranger");
    let mut with_key = service.against(&["--yes"]);
    with_key.env("OSSMOCK_KEY_GLOBEX", key(&stranger.credentials()));
    let run = ran(with_key);
    assert!(run.code == Some(0) && run.out.contains("agreed          ./another.http\n"), "{}", run.out);
    stranger.assert_denied(Operation::GetBucketEncryption, ossmock::Denial::Implicit);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_profile_of_the_command_differs_where_profiles_do() {
    let service = Service::start("profile").await;
    service.write("same.http", &set_and_read());
    service.write(
        "sm4.http",
        &case("documented", LOGS, "{ status = 400 }", &request("SM4", "PUT /?encryption", &rule("SM4"))),
    );
    service.write(
        "world.toml",
        "account = [{ name = \"owner\", access_key_id = \"Id1\", access_key_secret = \"secret1\" }]",
    );
    let mut serve =
        service.command(&["serve", "--listen", "127.0.0.1:0", "--world", "world.toml", "--ready-file", "ready"]);
    let mut served =
        serve.args(["--profile", "observed"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut address: Option<SocketAddr> = None;
    for _ in 0..500 {
        let ready = std::fs::read_to_string(service.folder.join("ready")).unwrap_or_default();
        let ready: serde_json::Value = serde_json::from_str(&ready).unwrap_or_default();
        address = ready["endpoint"].as_str().and_then(|endpoint| endpoint.strip_prefix("http://")?.parse().ok());
        if address.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let address = address.expect("it is ready").to_string();
    let mut command =
        service.command(&["case", "run", ".", "--against", "http://oss-cn-hangzhou.aliyuncs.com", "--yes"]);
    command.args(["--connect", &address]).env("OSS_ACCESS_KEY_ID", "Id1").env("OSS_ACCESS_KEY_SECRET", "secret1");
    let run = ran(command);
    served.kill().expect("it ends");
    served.wait().expect("it has ended");
    let expected = "
  `SM4`: PUT /?encryption
    status
      case:     400
      endpoint: 200
    Code
      case:     InvalidEncryptionAlgorithmError
      endpoint: (none)
    Message
      case:     The Encryption request you specified is not valid. Supported value: AES256/KMS
      endpoint: (none)
";
    assert!(run.code == Some(1) && run.out.contains(expected), "{}{}", run.out, run.err);
    assert!(run.out.contains("agreed          ./same.http\n"), "{}", run.out);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn https_is_spoken_to_whom_the_system_trusts() {
    let oss = Oss::new();
    let acme = oss.create_account("owner").credentials();
    let server = NativeServer::builder().oss(oss.clone()).tls(Tls::minted()).start().await.expect("a port");
    let service = Service::start("tls").await;
    service.write("a.http", &set_and_read());
    service.write("ca.pem", server.ca_pem().expect("it is minted"));
    let run = |trusts: bool| {
        let mut command =
            service.command(&["case", "run", ".", "--against", "https://oss-cn-hangzhou.aliyuncs.com", "--yes"]);
        command.args(["--connect", &server.address().to_string(), "--run-id", "demo"]);
        command.env("OSS_ACCESS_KEY_ID", &acme.access_key_id).env("OSS_ACCESS_KEY_SECRET", &acme.access_key_secret);
        let roots = rcgen::generate_simple_self_signed(["elsewhere".to_owned()]).expect("a certificate");
        service.write("other.pem", &roots.cert.pem());
        command.env("SSL_CERT_FILE", service.folder.join(if trusts { "ca.pem" } else { "other.pem" }));
        ran(command)
    };
    let trusted = run(true);
    assert!(
        trusted.code == Some(0) && trusted.out.contains("agreed          ./a.http\n"),
        "{}{}",
        trusted.out,
        trusted.err
    );
    let called = oss.journal().iter().count();
    let untrusted = run(false);
    assert!(
        untrusted.code == Some(1) && untrusted.out.contains("FAILED          ./a.http: no answer to GET /?bucketInfo"),
        "{}",
        untrusted.out
    );
    assert_eq!(oss.journal().iter().count(), called);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_client_of_another_crate_sent_is_asked_as_well() {
    let service = Service::start("downstream").await;
    let folder = repository().join("downstream/contract");
    for file in fixture::files(folder).expect("the cases of the downstream crate") {
        let text = std::fs::read_to_string(&file).expect("a case");
        service.write(file.file_name().and_then(|name| name.to_str()).expect("a name"), &text);
    }
    let run = ran(service.against(&["--yes"]));
    assert!(
        run.code == Some(0) && run.out.contains("agreed          ./a-rule-that-was-never-set-is-not-found.http\n"),
        "{}",
        run.out
    );
}

/// The world a case starts from is at the endpoint as well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn objects_are_there_as_the_case_has_them() {
    let service = Service::start("objects").await;
    let world = "bucket = [{ name = \"logs\", versioning = \"Enabled\", encryption = { algorithm = \"AES256\" }, object = [\
                 { key = \"plain\", body = \"hello\", headers = { content-type = \"text/plain\", x-oss-meta-author = \"ci\" } }, \
                 { key = \"odd %+/你\", body = { base64 = \"AP8=\" }, tags = { \"a b\" = \"c=d\" } }, \
                 { key = \"aes\", encryption = { algorithm = \"AES256\" } }, \
                 { key = \"plain\", delete_marker = true }] }]";
    let requests = [
        request("odd", "GET /odd%20%25%2B%2F%E4%BD%A0", ""),
        request("tags", "GET /odd%20%25%2B%2F%E4%BD%A0?tagging", ""),
        request("aes", "HEAD /aes", ""),
        request("gone", "GET /plain", ""),
        request("all", "GET /?versions", ""),
    ];
    let documented = ["200", "200", "200", "404", "200"].map(|status| format!("{{ status = {status} }}")).join(", ");
    service.write("a.http", &case("assumed", world, &documented, &requests.concat()));
    let linked = "bucket = [{ name = \"logs\", object = [{ key = \"l\", target = \"k\" }] }]";
    service.write("b.http", &case("assumed", linked, "{ status = 404 }", &requests[3]));
    let run = ran(service.against(&["--yes"]));
    assert!(run.code == Some(0) && run.out.contains("\nagreed          ./a.http\n"), "{}{}", run.out, run.err);
    let reason = "not comparable  ./b.http: the object `l` of `logs` would need its `target`\n";
    assert!(run.out.contains(reason), "{}", run.out);
    assert!(run.out.contains("\nstorage    7 bytes in all, each for the time of its case\n"), "{}", run.out);
    service.server.assert_calls(Operation::PutObject, 3);
    assert!(service.server.account("owner").expect("it is there").buckets().is_empty());
}

/// Copies a folder of cases to where the service is asked from.
fn copy(service: &Service, folder: &str) {
    std::fs::create_dir_all(service.folder.join(folder)).expect("a folder");
    for file in fixture::files(repository().join(folder)).expect("cases") {
        let name = file.file_name().expect("a name");
        std::fs::copy(&file, service.folder.join(folder).join(name)).expect("a copy");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_documentation_shows_what_the_command_prints() {
    let service = Service::start("documentation").await;
    copy(&service, "fixtures/bucket_info");
    let _edited = service.server.intercept(Operation::GetBucketInfo).edit(|reply| {
        let text = String::from_utf8_lossy(reply.body());
        *reply.body_mut() = Bytes::from(text.replace("      <SSEAlgorithm>None</SSEAlgorithm>\n", ""));
    });
    let address = service.server.address().to_string();
    let mut command = service.command(&["case", "run", "fixtures/bucket_info", "--run-id", "demo", "--yes"]);
    command.args(["--against", "http://oss-cn-hangzhou.aliyuncs.com", "--connect", &address]);
    let run = ran(command);
    let shown = format!("```text\n{}```\n", run.out.replace("http://", "https://").replace("-demo-", "-4f6bdba18796-"));
    let documentation = include_str!("../../../../docs/contracts.md");
    assert!(run.code == Some(1) && documentation.contains(&shown), "{shown}{}", run.err);

    let tests = include_str!("../../../../downstream/tests/encryption.rs");
    let (_, test) = documentation.split_once("```rust,ignore\n").expect("a test");
    let (test, _) = test.split_once("```").expect("its end");
    let (_, test) = test.split_once("\n\n").expect("imports, then the test");
    assert!(tests.contains(test), "the test in the documentation is not one of the downstream crate");
    let (_, front) = documentation.split_once("```text\n+++\n").expect("a case");
    let (front, _) = front.split_once("```").expect("its end");
    let name = "downstream/contract/encrypting-without-the-permission-is-told-as-refused.http";
    let case = std::fs::read_to_string(repository().join(name)).expect("a case");
    assert!(
        case.starts_with(&format!("+++\n{front}")),
        "the case in the documentation is not that of the downstream crate"
    );
}
