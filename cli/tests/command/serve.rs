//! `ossmock serve`, run as a user runs it.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bytes::Bytes;
use ossmock::{Credentials, Oss};

use super::shared::tls::{ask, given};
use super::shared::{LOGS, get_rule, http_client, send_http};

/// A running command, and the folder it may write into.
struct Served {
    child: Child,
    folder: PathBuf,
}

impl Served {
    /// Starts it with a world, and waits until it is ready.
    async fn start(name: &str, arguments: &[&str]) -> (Self, String) {
        let folder = std::env::temp_dir().join(format!("ossmock-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let (ready, world) = (folder.join("ready"), folder.join("world.toml"));
        let toml = "account = [{ name = \"acme\", id = \"1001\", access_key_id = \"Id1\", access_key_secret = \"secret1\", \
                    bucket = [{ name = \"logs\" }], ram_user = [{ name = \"ci\", id = \"20001\" }], \
                    role = [{ name = \"ops\", session = [{ name = \"deploy\", access_key_id = \"STS.1\", \
                    access_key_secret = \"s\", security_token = \"t\" }] }] }]";
        std::fs::write(&world, toml).expect("a world");
        let listen: &[&str] = if arguments.contains(&"--listen") { &[] } else { &["--listen", "127.0.0.1:0"] };
        let child = Command::new(env!("CARGO_BIN_EXE_ossmock"))
            .args(["serve", "--ready-file"])
            .arg(&ready)
            .arg("--world")
            .arg(&world)
            .args(listen)
            .args(arguments)
            .current_dir(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let served = Self { child, folder };
        for _ in 0..500 {
            if let Ok(text) = std::fs::read_to_string(&ready) {
                let ready: serde_json::Value = serde_json::from_str(&text).expect("the ready file is JSON");
                return (served, ready["endpoint"].as_str().expect("an endpoint").to_owned());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it is not ready after 5 seconds");
    }

    /// Sends so many anonymous requests over one connection, and reads that they are refused.
    fn flood(endpoint: &str, calls: usize) {
        let address = endpoint.strip_prefix("http://").expect("HTTP");
        let request = format!("GET /logs/?acl&prefix={} HTTP/1.1\r\nHost: {address}\r\n\r\n", "x".repeat(400));
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time");
        let mut answers = BufReader::new(stream.try_clone().expect("the same connection"));
        let mut left = calls;
        while left > 0 {
            let now = left.min(50);
            (&stream).write_all(request.repeat(now).as_bytes()).expect("requests");
            let (mut answered, mut line) = (0, Vec::new());
            while answered < now {
                line.clear();
                assert!(answers.read_until(b'>', &mut line).expect("an answer in time") > 0, "the connection is over");
                answered += usize::from(line.ends_with(b"</Error>"));
            }
            left -= now;
        }
    }

    /// Ends it as Ctrl-C or a container's end does; gives back its exit code, stdout and stderr.
    fn end(mut self, signal: &str) -> (Option<i32>, String, String) {
        let killed = Command::new("kill").args([signal, &self.child.id().to_string()]).status();
        assert!(killed.expect("kill runs").success());
        let status = self.child.wait().expect("it ends");
        let (mut out, mut err) = (String::new(), String::new());
        self.child.stdout.take().expect("stdout").read_to_string(&mut out).expect("text");
        self.child.stderr.take().expect("stderr").read_to_string(&mut err).expect("text");
        (status.code(), out, err)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_says_where_it_is_logs_each_call_and_ends_with_a_signal() {
    for signal in ["-INT", "-TERM"] {
        let (served, endpoint) = Served::start(&format!("log{signal}"), &["--journal", "journal.jsonl"]).await;
        let response = http_client().get(format!("{endpoint}/logs/?encryption")).send().await.expect("an answer");
        assert_eq!(response.status(), 403);
        let journal = served.folder.join("journal.jsonl");
        let (code, out, err) = {
            let line = "\
#1 GET /logs/?encryption: GetBucketEncryption logs anonymous: 403 AccessDenied (implicitly denied: the request is \
anonymous); missing: in the bucket policy, Allow oss:GetBucketEncryption on acs:oss:*:1001:logs for *; The bucket you \
access does not belong to you.
";
            let mut json = String::new();
            for _ in 0..500 {
                json = std::fs::read_to_string(&journal).unwrap_or_default();
                if !json.is_empty() {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            let record: serde_json::Value = serde_json::from_str(&json).expect("a line of JSON");
            assert_eq!((&record["operation"], &record["status"]), (&"GetBucketEncryption".into(), &403.into()));
            assert_eq!(record["cause"], "AnonymousBucket");
            assert_eq!(record["explanation"]["missing"][0]["bucket_policy"]["principal"], "*");
            let ended = served.end(signal);
            let (at, logged) = ended.2.split_once(' ').expect("a time");
            assert_eq!((at.len(), &at[10..11], &at[19..20], &at[23..]), (24, "T", ".", "Z"), "{at}");
            assert_eq!(logged, line);
            ended
        };
        assert_eq!(code, Some(0), "{err}");
        let expected = format!(
            "export OSS_ENDPOINT={endpoint} OSS_REGION=cn-hangzhou OSS_ACCESS_KEY_ID=Id1 OSS_ACCESS_KEY_SECRET=secret1\n\n\
             ossmock {} serves a fake OSS at {endpoint}, to the callers below\n\
             its inspector is {endpoint}/_ossmock/, and {endpoint}/_ossmock/openapi.json describes its control plane\n\n\
             acme (account 1001)\n\
             export OSS_ENDPOINT={endpoint} OSS_REGION=cn-hangzhou OSS_ACCESS_KEY_ID=Id1 OSS_ACCESS_KEY_SECRET=secret1\n\n\
             acme/ci (RAM user 20001)\n\
             export OSS_ENDPOINT={endpoint} OSS_REGION=cn-hangzhou OSS_ACCESS_KEY_ID=",
            env!("CARGO_PKG_VERSION")
        );
        assert!(out.starts_with(&expected), "{out}");
        let session = format!(
            "\n\nacme/ops/deploy (session of a role)\n\
             export OSS_ENDPOINT={endpoint} OSS_REGION=cn-hangzhou OSS_ACCESS_KEY_ID=STS.1 OSS_ACCESS_KEY_SECRET=s \
             OSS_SESSION_TOKEN=t\n"
        );
        assert!(out.ends_with(&session), "{out}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_log_without_a_reader_holds_up_no_call_and_says_how_much_it_lacks() {
    let (mut served, endpoint) = Served::start("unread", &["--journal", "journal.jsonl"]).await;
    Served::flood(&endpoint, 3_000);
    // Once it is read, it goes on.
    let log = BufReader::new(served.child.stderr.take().expect("stderr"));
    let (sender, lines) = std::sync::mpsc::channel();
    std::thread::spawn(move || log.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
    let next = || lines.recv_timeout(Duration::from_secs(5));
    let mut read: Vec<String> = Vec::new();
    while let Ok(line) = lines.recv_timeout(Duration::from_secs(1)) {
        read.push(line);
    }
    Served::flood(&endpoint, 1);
    let dropped = next().expect("a line");
    assert_eq!(dropped, format!("({} lines of the log were dropped here, as it had no reader)", 3_000 - read.len()));
    assert!(next().expect("a line").contains(" #3001 GET /logs/?acl&"));
    assert!(read.len() > 1_024, "{} lines were kept", read.len());

    // A call may reach the journal after it has reached the log.
    let written = || std::fs::read_to_string(served.folder.join("journal.jsonl")).expect("a journal").lines().count();
    for _ in 0..50 {
        if written() == 3_001 {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(written(), 3_001, "the journal has all");
}

#[cfg(unix)]
#[tokio::test]
async fn it_ends_although_its_log_has_no_reader() {
    let (served, endpoint) = Served::start("end-unread", &[]).await;
    Served::flood(&endpoint, 3_000);
    let (code, _, err) = served.end("-TERM");
    assert_eq!(code, Some(0));
    assert!(err.lines().count() > 50, "{err}");
}

#[cfg(unix)]
#[cfg(unix)]
#[tokio::test]
async fn only_its_user_can_read_its_journal() {
    use std::os::unix::fs::PermissionsExt as _;

    let (served, _) = Served::start("private", &["--quiet", "--journal", "journal.jsonl"]).await;
    let journal = std::fs::metadata(served.folder.join("journal.jsonl")).expect("a journal");
    assert_eq!(journal.permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn its_journal_has_every_call() {
    let (served, endpoint) = Served::start("complete", &["--quiet", "--journal", "journal.jsonl"]).await;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| Served::flood(&endpoint, 1_000));
        }
    });
    let journal = served.folder.join("journal.jsonl");
    let (code, _, err) = {
        // The folder goes with the server.
        let copy = std::env::temp_dir().join(format!("ossmock-complete-{}.jsonl", std::process::id()));
        std::fs::hard_link(&journal, &copy).expect("another name");
        let ended = served.end("-TERM");
        let json = std::fs::read_to_string(&copy).expect("a journal");
        std::fs::remove_file(copy).expect("it goes");
        let number = |line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["number"].as_u64();
        let numbers: BTreeSet<u64> = json.lines().map(|line| number(line).expect("a number")).collect();
        assert_eq!((json.lines().count(), numbers.len(), numbers.last()), (4_000, 4_000, Some(&4_000)));
        ended
    };
    assert_eq!((code, &*err), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_journal_that_loses_calls_is_an_error() {
    let (served, endpoint) = Served::start("disk-full", &["--quiet", "--journal", "/dev/full"]).await;
    Served::flood(&endpoint, 10);
    let (code, _, err) = served.end("-TERM");
    let expected = "error: the journal /dev/full loses calls: No space left on device (os error 28)\n\
                    error: the journal /dev/full lacks 10 calls\n";
    assert_eq!((code, &*err), (Some(1), expected));
}

#[cfg(unix)]
#[tokio::test]
async fn a_journal_that_takes_nothing_more_holds_up_calls_for_a_second() {
    let pipe = std::env::temp_dir().join(format!("ossmock-stuck-pipe-{}", std::process::id()));
    let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs");
    assert!(made.success());
    // It is open, and is not read.
    let open = std::fs::File::options().read(true).write(true).open(&pipe).expect("a pipe");
    let path = pipe.display().to_string();
    let (served, endpoint) = Served::start("stuck", &["--quiet", "--journal", &path]).await;
    let started = tokio::time::Instant::now();
    Served::flood(&endpoint, 3_000);
    assert!(started.elapsed() > Duration::from_secs(1), "it was not waited for");
    let (code, _, err) = served.end("-TERM");
    drop(open);
    std::fs::remove_file(pipe).expect("it goes");
    assert_eq!(code, Some(1));
    let why = format!("error: the journal {path} loses calls: 1024 calls have waited to be written for 1s\n");
    assert!(err.starts_with(&why), "{err}");
    let lacks = err.lines().nth(1).and_then(|line| line.strip_prefix(&*format!("error: the journal {path} lacks ")));
    let lacks: usize = lacks.and_then(|line| line.strip_suffix(" calls")).expect("a number").parse().expect("a number");
    assert!((1_500..3_000).contains(&lacks), "{lacks}");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_upload_that_is_refused_takes_no_memory() {
    let (served, endpoint) = Served::start("memory", &[]).await;
    let most = || -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", served.child.id())).expect("it runs");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        peak.trim().strip_suffix(" kB").expect("kilobytes").parse().expect("a number")
    };
    let upload = async |size: usize| {
        let put = http_client().put(format!("{endpoint}/logs/note")).body(vec![b'x'; size]);
        assert_eq!(put.send().await.expect("an answer").status(), 403);
    };
    upload(1_000_000).await;
    let before = most();
    upload(200_000_000).await;
    assert!(most() < before + 20_000, "{} kB after {before} kB", most());
}

#[cfg(unix)]
#[tokio::test]
async fn its_log_says_what_is_wrong_with_a_signature() {
    let (served, endpoint) = Served::start("signature", &[]).await;
    let signature = "OSSAccessKeyId=Id1&Expires=4102444800&Signature=AAAA";
    let get = http_client().get(format!("{endpoint}/logs/?acl&{signature}"));
    assert_eq!(get.send().await.expect("an answer").status(), 403);
    let (_, _, err) = served.end("-TERM");
    for words in ["SignatureDoesNotMatch", "The request signature we calculated does not match"] {
        assert!(err.contains(words), "{err}");
    }
    assert_eq!(err.lines().count(), 1, "{err}");
}

#[cfg(unix)]
#[tokio::test]
async fn its_journal_keeps_as_many_calls_as_was_said() {
    let (_served, endpoint) = Served::start("capacity", &["--quiet", "--journal-capacity", "3"]).await;
    Served::flood(&endpoint, 10);
    let journal = http_client().get(format!("{endpoint}/_ossmock/journal")).send().await.expect("an answer");
    let journal: serde_json::Value = serde_json::from_str(&journal.text().await.expect("a text")).expect("JSON");
    assert_eq!((journal["records"].as_array().map(Vec::len), &journal["dropped"]), (Some(3), &7.into()));
}

#[cfg(unix)]
#[tokio::test]
async fn its_flags_change_what_holds_for_new_buckets() {
    let (_served, endpoint) = Served::start("buckets", &["--allow-public-buckets", "--max-buckets", "1"]).await;
    let overview = http_client().get(format!("{endpoint}/_ossmock/overview")).send().await.expect("an answer");
    let overview: serde_json::Value = serde_json::from_str(&overview.text().await.expect("a text")).expect("JSON");
    assert_eq!(
        (&overview["buckets"][0]["name"], &overview["buckets"][0]["block_public_access"]),
        (&"logs".into(), &false.into())
    );
    let world = "account = [{ name = \"acme\", bucket = [{ name = \"one\" }, { name = \"two\" }] }]";
    let put =
        http_client().put(format!("{endpoint}/_ossmock/world")).header("Content-Type", "application/toml").body(world);
    let problem = put.send().await.expect("an answer").text().await.expect("a text");
    assert!(problem.contains("at most 1 buckets in a region") && problem.contains("--max-buckets"), "{problem}");
}

#[cfg(unix)]
#[tokio::test]
async fn it_takes_a_port_alone() {
    let (served, endpoint) = Served::start("port", &["--listen", "0"]).await;
    assert!(endpoint.starts_with("http://127.0.0.1:"), "{endpoint}");
    drop(served);
    let ended = Command::new(env!("CARGO_BIN_EXE_ossmock")).args(["serve", "--listen", "here"]).output();
    let err = String::from_utf8(ended.expect("it runs").stderr).expect("text");
    assert!(err.contains("an address reads `127.0.0.1:9000`, or `9000` for that"), "{err}");
}

#[cfg(unix)]
#[tokio::test]
async fn its_flags_reach_the_fake() {
    let arguments = ["--region", "cn-beijing", "--profile", "observed", "--extranet-endpoint", "http://127.0.0.1:1"];
    let (served, _) = Served::start("flags", &arguments).await;
    let (_, out, _) = served.end("-TERM");
    assert!(out.contains("OSS_REGION=cn-beijing"), "{out}");
}

#[tokio::test]
async fn its_control_plane_goes_back_to_the_world_it_started_with() {
    let (_served, endpoint) = Served::start("control", &[]).await;
    let (client, world) = (http_client(), format!("{endpoint}/_ossmock/world"));
    let text = |response: reqwest::Response| async { response.text().await.expect("a text") };
    let before = text(client.get(&world).send().await.expect("an answer")).await;
    assert!(before.contains(r#""access_key_id":"Id1","access_key_secret":"secret1","bucket":[{"#), "{before}");
    let put = client.put(&world).header("Content-Type", "application/toml").body("account = [{ name = \"globex\" }]");
    let after = text(put.send().await.expect("an answer")).await;
    assert!(after.contains("globex") && !after.contains("acme"), "{after}");
    let reset = client.post(format!("{endpoint}/_ossmock/reset")).send().await.expect("an answer");
    assert_eq!(reset.status(), 204);
    assert_eq!(text(client.get(&world).send().await.expect("an answer")).await, before);
}

#[tokio::test]
async fn its_control_plane_wants_the_printed_token_once_others_may_reach_it() {
    let mut tokens = Vec::new();
    for name in ["token-1", "token-2"] {
        let (mut served, endpoint) = Served::start(name, &["--allow-remote"]).await;
        let out = BufReader::new(served.child.stdout.take().expect("stdout"));
        let printed = out
            .lines()
            .map(|line| line.expect("text"))
            .find_map(|line| line.strip_prefix("the control plane wants: Authorization: Bearer ").map(str::to_owned));
        let token = printed.expect("a token");
        assert!(token.len() == 32 && token.bytes().all(|b| b.is_ascii_hexdigit()), "{token}");
        let faults = http_client().get(format!("{endpoint}/_ossmock/faults"));
        let refused = faults.try_clone().expect("a copy").send().await.expect("an answer");
        assert_eq!(refused.status(), 403);
        let problem = refused.text().await.expect("a text");
        assert_eq!(problem, r#"{"problem":"the control plane wants its token: `Authorization: Bearer <token>`"}"#);
        let answered = faults.header("Authorization", format!("Bearer {token}")).send().await.expect("an answer");
        assert_eq!(answered.status(), 200);
        tokens.push(token);
    }
    assert_ne!(tokens[0], tokens[1], "each start has its own");
}

#[test]
fn it_refuses_what_it_should_not_do() {
    for (arguments, expected) in [
        (
            vec!["--listen", "0.0.0.0:0"],
            "0.0.0.0:0 is no loopback address, so others could reach it: allow that with --allow-remote\n",
        ),
        (
            vec!["--region", "oss-cn-hangzhou"],
            "--region: `oss-cn-hangzhou` is not a region: write it like `cn-hangzhou`, without `oss-`\n",
        ),
        (
            vec!["--listen", "127.0.0.1:0", "--world", "/nowhere.toml"],
            "/nowhere.toml: No such file or directory (os error 2)\n",
        ),
        (
            vec!["--listen", "127.0.0.1:0", "--tls-cert", "/nowhere.pem", "--tls-key", "/nowhere.key"],
            "/nowhere.pem: No such file or directory (os error 2)\n",
        ),
        (
            vec!["--listen", "127.0.0.1:0", "--tls", "--tls-name", "a:1"],
            "`a:1` is neither a host name nor an IP address\n",
        ),
        (
            vec!["--listen", "127.0.0.1:0", "--tls", "--tls-ca-file", "/nowhere/ca.pem"],
            "/nowhere/ca.pem: No such file or directory (os error 2)\n",
        ),
    ] {
        let ended =
            Command::new(env!("CARGO_BIN_EXE_ossmock")).arg("serve").args(&arguments).output().expect("it runs");
        assert_eq!(ended.status.code(), Some(1), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&ended.stderr), expected, "{arguments:?}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_serves_https_to_clients_that_trust_its_authority() {
    let (served, endpoint) =
        Served::start("tls", &["--tls", "--tls-ca-file", "it's a ca.pem", "--tls-name", "ossmock.test"]).await;
    let address = endpoint.strip_prefix("https://").expect("HTTPS").parse().expect("an address");
    let file = served.folder.join("it's a ca.pem");
    let ca = std::fs::read_to_string(&file).expect("it was written before the server was ready");
    for name in ["127.0.0.1", LOGS, "ossmock.test"] {
        let text = ask(address, &ca, name, get_rule(LOGS)).await;
        assert!(text.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{name}: {text}");
    }
    let file = file.display().to_string().replace('\'', r"'\''");
    let (code, out, err) = served.end("-TERM");
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains(&format!("export OSS_ENDPOINT={endpoint} ")), "{out}");
    let trust = format!("export SSL_CERT_FILE='{file}' REQUESTS_CA_BUNDLE='{file}' NODE_EXTRA_CA_CERTS='{file}'");
    assert_eq!(out.lines().nth(1), Some(&*trust), "{out}");
}

#[cfg(unix)]
#[tokio::test]
async fn it_serves_https_with_a_certificate_that_there_is() {
    let folder = std::env::temp_dir().join(format!("ossmock-given-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let (certificate, key) = given("localhost");
    let files = [("cert.pem", &certificate), ("key.pem", &key)].map(|(name, text)| {
        std::fs::write(folder.join(name), text).expect("a file");
        folder.join(name).display().to_string()
    });
    let (served, endpoint) = Served::start("cert", &["--tls-cert", &files[0], "--tls-key", &files[1]]).await;
    let address = endpoint.strip_prefix("https://").expect("HTTPS").parse().expect("an address");
    let text = ask(address, &certificate, "localhost", get_rule(LOGS)).await;
    assert!(text.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{text}");
    let (code, out, _) = served.end("-TERM");
    assert_eq!(code, Some(0));
    assert!(!out.contains("SSL_CERT_FILE"), "{out}");
    std::fs::remove_dir_all(&folder).expect("the folder goes");
}

#[test]
fn it_takes_no_flags_of_tls_that_do_not_go_together() {
    for (arguments, expected) in [
        (vec!["--tls-cert", "c"], "--tls-key <FILE>"),
        (vec!["--tls-key", "k"], "--tls-cert <FILE>"),
        (vec!["--tls", "--tls-cert", "c", "--tls-key", "k"], "cannot be used with"),
        (vec!["--tls-ca-file", "c"], "--tls\n"),
        (vec!["--tls-cert", "c", "--tls-key", "k", "--tls-name", "n"], "cannot be used with"),
    ] {
        let ended =
            Command::new(env!("CARGO_BIN_EXE_ossmock")).arg("serve").args(&arguments).output().expect("it runs");
        let err = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(2), "{arguments:?}");
        assert!(err.contains(expected), "{arguments:?}: {err}");
    }
}

#[tokio::test]
async fn it_compresses_text_unless_it_is_told_not_to() {
    for (arguments, encoding) in [(&[][..], Some("gzip")), (&["--no-gzip"][..], None)] {
        let (_served, endpoint) = Served::start(&format!("gzip{}", arguments.len()), arguments).await;
        let client = http_client();
        let (access_key_id, access_key_secret) = ("Id1".to_owned(), "secret1".to_owned());
        let credentials = Credentials { access_key_id, access_key_secret, security_token: None };
        let signer = Oss::new().signer(&credentials);
        let send = async |request: http::Request<Bytes>| send_http(&client, &endpoint, signer.sign(request)).await;
        let request = |method: &str| http::Request::builder().method(method).uri("/k").header("Host", LOGS);
        let put = request("PUT").header("Content-Type", "text/plain").body(vec![b'x'; 1024].into());
        assert_eq!(send(put.expect("a request")).await.status(), 200);
        let get = request("GET").header("Accept-Encoding", "gzip").body(Bytes::new()).expect("a request");
        let answer = send(get).await;
        assert_eq!(
            answer.headers().get("content-encoding").map(http::HeaderValue::as_bytes),
            encoding.map(str::as_bytes)
        );
    }
}

#[tokio::test]
async fn it_forces_downloads_if_it_is_told_to() {
    for (arguments, disposition) in [(&[][..], None), (&["--force-download"][..], Some("attachment"))] {
        let (_served, endpoint) = Served::start(&format!("force{}", arguments.len()), arguments).await;
        let (access_key_id, access_key_secret) = ("Id1".to_owned(), "secret1".to_owned());
        let signer = Oss::new().signer(&Credentials { access_key_id, access_key_secret, security_token: None });
        let client = http_client();
        let put = http::Request::put("/k").header("Host", LOGS).header("Content-Type", "text/html");
        let put = signer.sign(put.body("hello".into()).expect("a request"));
        assert_eq!(send_http(&client, &endpoint, put).await.status(), 200);
        let get = http::Request::get("/k").header("Host", LOGS).body(Bytes::new()).expect("a request");
        let answer = send_http(&client, &endpoint, signer.clone().presign(60).sign(get)).await;
        assert_eq!(answer.status(), 200);
        let found = answer.headers().get("content-disposition").map(http::HeaderValue::as_bytes);
        assert_eq!(found, disposition.map(str::as_bytes));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_ends_with_a_failure_if_something_was_ignored_and_that_is_denied() {
    for (arguments, expected) in [(&[][..], Some(0)), (&["--deny-ignored"][..], Some(1))] {
        let (served, endpoint) = Served::start(&format!("ignored{}", arguments.len()), arguments).await;
        let (access_key_id, access_key_secret) = ("Id1".to_owned(), "secret1".to_owned());
        let credentials = Credentials { access_key_id, access_key_secret, security_token: None };
        let get = http::Request::get("/?acl").header("Host", LOGS).header("x-oss-colour", "red");
        let get = Oss::new().signer(&credentials).sign(get.body(Bytes::new()).expect("a request"));
        assert_eq!(send_http(&http_client(), &endpoint, get).await.status(), 200);
        let (code, _, err) = served.end("-TERM");
        assert_eq!(code, expected, "{err}");
        assert!(err.contains("; warning: ignored header x-oss-colour\n"), "{err}");
        let told = "error: a part of the request was ignored in 1 calls: their lines warn of it";
        assert_eq!(err.contains(told), expected == Some(1), "{err}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn it_lets_parameters_pass_that_it_is_told_of() {
    let other: &[&str] = &["--unknown-parameters", "ignore"];
    for (arguments, expected) in [(&[][..], 501), (&["--allow-parameter", "spm"][..], 200), (other, 200)] {
        let name = format!("parameters{}", arguments.join(""));
        let (_served, endpoint) = Served::start(&name, arguments).await;
        let (access_key_id, access_key_secret) = ("Id1".to_owned(), "secret1".to_owned());
        let credentials = Credentials { access_key_id, access_key_secret, security_token: None };
        let get = http::Request::get("/?acl&spm=1").header("Host", LOGS).body(Bytes::new()).expect("a request");
        let get = Oss::new().signer(&credentials).sign(get);
        assert_eq!(send_http(&http_client(), &endpoint, get).await.status(), expected, "{arguments:?}");
    }
}
