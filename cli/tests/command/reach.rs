//! The server as containers and other machines reach it: host names, tokens, variables, and the files for clients.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use crate::shared::http_client;

const TOKEN: &str = "a-token-of-the-suite";
const WORLD: &str = "account = [{ name = \"acme\", access_key_id = \"Id1\", access_key_secret = \"secret1\", \
                     bucket = [{ name = \"logs\", object = [{ key = \"a\", body = \"hello\" }] }] }]";

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ossmock"));
    command.arg("serve");
    command
}

/// A server with a folder of its own, and the content of its ready file.
struct Reached {
    child: Child,
    folder: PathBuf,
    ready: Value,
}

impl Reached {
    /// Starts a server with these arguments and variables.
    async fn start(name: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("ossmock-reach-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("world.toml"), WORLD).expect("a world");
        let child = command()
            .args(["--listen", "127.0.0.1:0", "--world", "world.toml", "--quiet"])
            .args(arguments)
            .envs([("OSSMOCK_READY_FILE", "ready.json")])
            .envs(variables.iter().copied())
            .current_dir(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        let mut served = Self { child, folder, ready: Value::Null };
        for _ in 0..500 {
            if let Ok(text) = std::fs::read_to_string(served.folder.join("ready.json")) {
                served.ready = serde_json::from_str(&text).expect("the ready file is JSON");
                return served;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let _ = served.child.kill();
        let output = served.output();
        panic!("it is not ready after 5 seconds: {output:?}");
    }

    fn endpoint(&self) -> &str {
        self.ready["endpoint"].as_str().expect("an endpoint")
    }

    /// Sends a request to a host name that stands for the server; the status and the body.
    async fn ask(&self, host: &str, path: &str, token: Option<&str>) -> (u16, String) {
        let mut request = http_client().get(format!("{}{path}", self.endpoint())).header("Host", host);
        if let Some(token) = token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let response = request.send().await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("a text"))
    }

    /// Signs a GET with the AccessKey of the account, and sends it to a host name that stands for the server.
    async fn read(&self, host: &str, path: &str) -> (u16, String) {
        let oss = ossmock::Oss::builder().host("fake".parse().expect("a host name")).build();
        let acme = ossmock::Credentials {
            access_key_id: "Id1".to_owned(),
            access_key_secret: "secret1".to_owned(),
            security_token: None,
        };
        let request = Request::get(path).header("Host", host).body(Bytes::new()).expect("a request");
        let signed = oss.signer(&acme).sign(request);
        let request = http_client().get(format!("{}{path}", self.endpoint())).headers(signed.headers().clone());
        let response = request.send().await.expect("an answer");
        (response.status().as_u16(), response.text().await.expect("a text"))
    }

    fn port(&self) -> u16 {
        let address: SocketAddr = self.endpoint().split_once("//").expect("a URL").1.parse().expect("an address");
        address.port()
    }

    fn output(&mut self) -> (String, String) {
        use std::io::Read as _;
        let _ = self.child.kill();
        let (mut out, mut err) = (String::new(), String::new());
        self.child.stdout.take().expect("stdout").read_to_string(&mut out).expect("text");
        self.child.stderr.take().expect("stderr").read_to_string(&mut err).expect("text");
        (out, err)
    }
}

impl Drop for Reached {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test]
async fn two_names_reach_one_server_and_its_control_plane_wants_the_token_under_each() {
    let served = Reached::start("names", &["--host", "fake", "--host", "OSS.test."], &[("OSSMOCK_TOKEN", TOKEN)]).await;
    let port = served.port();
    assert_eq!(
        served.ready["named_endpoints"],
        json!([format!("http://fake:{port}"), format!("http://oss.test:{port}")])
    );
    for name in ["fake", "oss.test", "oss.test.", "fake."] {
        let host = format!("{name}:{port}");
        let refused =
            (403, r#"{"problem":"the control plane wants its token: `Authorization: Bearer <token>`"}"#.to_owned());
        assert_eq!(served.ask(&host, "/_ossmock/faults", None).await, refused, "{host}");
        assert_eq!(
            served.ask(&host, "/_ossmock/faults", Some(TOKEN)).await,
            (200, r#"{"faults":[]}"#.to_owned()),
            "{host}"
        );
        assert_eq!(served.ask(&host, "/_ossmock/health", None).await, (200, r#"{"status":"ok"}"#.to_owned()), "{host}");
    }
    assert_eq!(served.read(&format!("fake:{port}"), "/logs/a").await, (200, "hello".to_owned()), "path-style");
    assert_eq!(served.read(&format!("logs.fake:{port}"), "/a").await, (200, "hello".to_owned()), "virtual-host-style");
    let with_dot = served.read(&format!("logs.fake.:{port}"), "/a").await;
    assert_eq!(with_dot, (200, "hello".to_owned()), "the dot is that of the root of DNS");
    let (status, text) = served.ask(&format!("another:{port}"), "/logs/a", None).await;
    assert!(status == 501 && text.contains("NotEmulated") && text.contains("another"), "{status} {text}");
}

#[tokio::test]
async fn a_token_of_the_user_is_never_printed_and_one_of_the_server_is() {
    let mut served = Reached::start("given", &["--token", TOKEN], &[]).await;
    assert_eq!(served.ready["token"], TOKEN, "the ready file is for this user only");
    let (out, err) = served.output();
    assert!(out.contains("serves a fake OSS") && !out.contains(TOKEN) && !err.contains(TOKEN), "{out} {err}");

    let mut served = Reached::start("made", &["--host", "fake"], &[]).await;
    let token = served.ready["token"].as_str().expect("a token").to_owned();
    let (out, _) = served.output();
    assert!(token.len() == 32 && out.contains(&format!("Authorization: Bearer {token}\n")), "{out}");

    for wrong in ["fifteen-letters", "a token with blanks"] {
        let ended = command().args(["--token", wrong]).output().expect("it runs");
        let err = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(1), "{err}");
        assert!(err.starts_with("--token, or OSSMOCK_TOKEN: a token has ") && !err.contains(wrong), "{err}");
    }
}

#[tokio::test]
async fn the_first_lines_and_the_env_file_are_the_environment_of_clients() {
    let mut served = Reached::start("files", &["--host", "fake"], &[("OSSMOCK_ENV_FILE", "oss.env")]).await;
    let (endpoint, port) = (served.endpoint().to_owned(), served.port());
    let env = std::fs::read_to_string(served.folder.join("oss.env")).expect("the env file");
    let rest = "OSS_REGION=cn-hangzhou\nOSS_ACCESS_KEY_ID=Id1\nOSS_ACCESS_KEY_SECRET=secret1\n";
    assert_eq!(env, format!("OSS_ENDPOINT=http://fake:{port}\n{rest}"), "for clients in other containers");
    assert_eq!(served.ready["region"], "cn-hangzhou");
    assert_eq!(
        served.ready["callers"],
        json!([{ "name": "acme", "access_key_id": "Id1", "access_key_secret": "secret1" }])
    );
    assert_eq!(served.ready["control_plane"], format!("{endpoint}/_ossmock/"));
    assert_private(&served.folder.join("oss.env"));
    assert_private(&served.folder.join("ready.json"));
    let (out, _) = served.output();
    let first = out.lines().next().expect("a line");
    let run = Command::new("sh").arg("-c").arg(format!("{first}; echo $OSS_ENDPOINT $OSS_ACCESS_KEY_SECRET")).output();
    assert_eq!(String::from_utf8_lossy(&run.expect("sh runs").stdout), format!("{endpoint} secret1\n"));
}

#[cfg(unix)]
fn assert_private(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(file).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{}", file.display());
}

#[cfg(not(unix))]
fn assert_private(_: &Path) {}

#[test]
fn a_variable_stands_for_each_flag_but_the_one_that_opens_the_server() {
    let help = command().arg("--help").output().expect("it runs").stdout;
    let help = String::from_utf8(help).expect("text");
    let flags: Vec<&str> = help.split_whitespace().filter(|word| word.starts_with("--")).collect();
    assert!(flags.len() > 25, "{flags:?}");
    for flag in flags {
        let name = flag.trim_matches(|c: char| !c.is_ascii_alphabetic() && c != '-');
        let variable = format!("[env: OSSMOCK_{}]", name[2..].replace('-', "_").to_uppercase());
        let has_none = ["--allow-remote", "--help"].contains(&name);
        assert_eq!(help.contains(&variable), !has_none, "{name}");
    }
    for (variable, value, expected) in [
        ("OSSMOCK_QUIET", "ja", "[possible values: true, false]"),
        ("OSSMOCK_LISTEN", "tcp://10.0.0.1:9000", "an address reads `127.0.0.1:9000`"),
        ("OSSMOCK_HOST", "fake,localhost", "IP addresses, `localhost` and the hosts of OSS are served always"),
        ("OSSMOCK_HOST", "fake:9000", "a host name has no port: leave it out"),
        ("OSSMOCK_MAX_BUCKETS", "abc", "The value is that of the variable OSSMOCK_MAX_BUCKETS: change or unset it."),
        ("OSSMOCK_PROFILE", "abc", "The value is that of the variable OSSMOCK_PROFILE: change or unset it."),
    ] {
        let Output { status, stderr, .. } = command().env(variable, value).output().expect("it runs");
        let err = String::from_utf8_lossy(&stderr).into_owned();
        assert!(status.code() == Some(2) && err.contains(expected), "{variable}={value}: {err}");
    }
    let given = command().args(["--max-buckets", "x"]).env("OSSMOCK_MAX_BUCKETS", "5").output().expect("it runs");
    let err = String::from_utf8_lossy(&given.stderr).into_owned();
    assert!(given.status.code() == Some(2) && err.contains("--max-buckets") && !err.contains("variable"), "{err}");
    let opened = command().args(["--listen", "0.0.0.0:0"]).env("OSSMOCK_ALLOW_REMOTE", "true").output();
    let err = String::from_utf8_lossy(&opened.expect("it runs").stderr).into_owned();
    assert!(err.contains("say --allow-remote to"), "{err}");
}

#[tokio::test]
async fn a_health_check_tells_a_server_that_runs_from_one_that_does_not() {
    let mut served = Reached::start("health", &["--token", TOKEN], &[]).await;
    let check = |endpoint: &str| {
        let run = Command::new(env!("CARGO_BIN_EXE_ossmock")).args(["health", endpoint]).output().expect("it runs");
        (run.status.code(), String::from_utf8_lossy(&run.stderr).into_owned())
    };
    let endpoint = served.endpoint().to_owned();
    assert_eq!(check(&endpoint), (Some(0), String::new()));
    // In a container, the variable that the server reads says where it listens.
    let by_variable = |listen: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ossmock"));
        command.arg("health").env("OSSMOCK_LISTEN", listen).output().expect("it runs").status.code()
    };
    assert_eq!(by_variable(&format!("0.0.0.0:{}", served.port())), Some(0));
    assert_eq!(by_variable(&served.port().to_string()), Some(0));
    served.child.kill().expect("it ends");
    served.child.wait().expect("it has ended");
    let (code, problem) = check(&endpoint);
    assert!(code == Some(1) && problem.starts_with(&endpoint) && problem.contains("refused"), "{problem}");
    let (code, problem) = check("127.0.0.1:9000");
    assert!(code == Some(1) && problem.contains("an endpoint reads `http://127.0.0.1:9000`"), "{problem}");
}
